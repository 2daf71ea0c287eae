/* Starts a process, and exchanges lines with it. */

/* prctl is Linux's. */
#define _DEFAULT_SOURCE

#include "pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "output.h"

/* --- In the process. --- */

/* The limit of a worker's address space is not the guest's. */
static void lift_limits(void)
{
    struct rlimit now;
    if (getrlimit(RLIMIT_AS, &now) == 0) {
        now.rlim_cur = now.rlim_max;
        (void)setrlimit(RLIMIT_AS, &now);
    }
}

/* The longest command that is put in the place of its shell. */
#define COMMAND_MAX 4096u

/*
 * The shell becomes the command where it is a single one: a shell that waits for it would end alone
 * with its worker, and leave it behind.
 */
static const char *without_shell(const char *command, char text[COMMAND_MAX])
{
    if (strpbrk(command, ";&|()<>`$\n") != NULL) {
        return command;
    }
    int length = snprintf(text, COMMAND_MAX, "exec %s", command);
    return length > 0 && (size_t)length < COMMAND_MAX ? text : command;
}

_Noreturn static void become(const char *command, int input, int output)
{
    static const int signals[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGXFSZ};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        (void)signal(signals[i], SIG_DFL);
    }
    /* A group of its own, so that what the command starts ends with it. */
    (void)setpgid(0, 0);
#ifdef __linux__
    /* A worker that is killed takes along a guest that no longer reads. */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    lift_limits();
    if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0) {
        char text[COMMAND_MAX];
        (void)execl("/bin/sh", "sh", "-c", without_shell(command, text), (char *)NULL);
    }
    _exit(127);
}

/* --- In idsim. --- */

static void close_both(int ends[2])
{
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static bool keep_to_itself(int fd, bool never_waits)
{
    int flags = fcntl(fd, F_GETFL);
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && flags >= 0 &&
           (!never_waits || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0);
}

static bool start(sim_pipe *pipe_of, const char *command, int down[2], int up[2])
{
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        return false;
    }
    if (pid == 0) {
        become(command, down[0], up[1]);
    }
    (void)close(down[0]);
    (void)close(up[1]);
    pipe_of->pid = pid;
    pipe_of->to = down[1];
    pipe_of->from = up[0];
    return true;
}

bool sim_pipe_start(sim_pipe *pipe_of, const char *command)
{
    int down[2];
    int up[2];
    memset(pipe_of, 0, sizeof *pipe_of);
    if (pipe(down) != 0) {
        return false;
    }
    if (pipe(up) != 0) {
        close_both(down);
        return false;
    }
    pipe_of->buffer = malloc(SIM_PIPE_LINE_MAX + 1);
    bool ready = pipe_of->buffer != NULL && keep_to_itself(down[0], false) &&
                 keep_to_itself(down[1], true) && keep_to_itself(up[0], true) &&
                 keep_to_itself(up[1], false);
    if (!ready || !start(pipe_of, command, down, up)) {
        int why = errno;
        close_both(down);
        close_both(up);
        free(pipe_of->buffer);
        memset(pipe_of, 0, sizeof *pipe_of);
        errno = why;
        return false;
    }
    return true;
}

void sim_pipe_forget(sim_pipe *pipe_of)
{
    if (pipe_of->pid != 0) {
        (void)close(pipe_of->to);
        (void)close(pipe_of->from);
        free(pipe_of->buffer);
        memset(pipe_of, 0, sizeof *pipe_of);
    }
}

void sim_pipe_stop(sim_pipe *pipe_of)
{
    pid_t pid = pipe_of->pid;
    if (pid == 0) {
        return;
    }
    sim_pipe_forget(pipe_of);
    (void)kill(-pid, SIGKILL);
    (void)kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* Waits until fd is ready; false if the deadline, by the clock, comes first. */
static bool wait_for(int fd, short events, double deadline)
{
    for (;;) {
        double left = deadline - sim_clock_seconds();
        struct pollfd one = {.fd = fd, .events = events};
        if (left <= 0) {
            return false;
        }
        int ready = poll(&one, 1, 1 + (int)(left * 1000.0));
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return true;
        }
    }
}

static double deadline_of(uint64_t deadline_ms)
{
    return sim_clock_seconds() + (double)deadline_ms / 1000.0;
}

sim_pipe_end sim_pipe_write(sim_pipe *pipe_of, const char *bytes, size_t size, uint64_t deadline_ms)
{
    double deadline = deadline_of(deadline_ms);
    while (size > 0) {
        ssize_t written = write(pipe_of->to, bytes, size);
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            if (!wait_for(pipe_of->to, POLLOUT, deadline)) {
                return SIM_PIPE_SILENT;
            }
        } else if (written == 0 || errno != EINTR) {
            return SIM_PIPE_ENDED;
        }
    }
    return SIM_PIPE_OK;
}

/* The end of the first line in the buffer; NULL: there is none yet. */
static const char *find_end(sim_pipe *pipe_of)
{
    const char *end =
        memchr(pipe_of->buffer + pipe_of->searched, '\n', pipe_of->filled - pipe_of->searched);
    pipe_of->searched = pipe_of->filled;
    return end;
}

static void drop_taken(sim_pipe *pipe_of)
{
    pipe_of->filled -= pipe_of->taken;
    memmove(pipe_of->buffer, pipe_of->buffer + pipe_of->taken, pipe_of->filled);
    pipe_of->taken = 0;
    pipe_of->searched = 0;
}

sim_pipe_end sim_pipe_read(sim_pipe *pipe_of, const char **line, size_t *size, uint64_t deadline_ms)
{
    double deadline = deadline_of(deadline_ms);
    drop_taken(pipe_of);
    for (;;) {
        const char *end = find_end(pipe_of);
        if (end != NULL) {
            *line = pipe_of->buffer;
            *size = (size_t)(end - pipe_of->buffer);
            pipe_of->taken = *size + 1;
            return SIM_PIPE_OK;
        }
        if (pipe_of->filled == SIM_PIPE_LINE_MAX + 1) {
            return SIM_PIPE_LONG;
        }
        ssize_t got = read(pipe_of->from, pipe_of->buffer + pipe_of->filled,
                           SIM_PIPE_LINE_MAX + 1 - pipe_of->filled);
        if (got > 0) {
            pipe_of->filled += (size_t)got;
        } else if (got < 0 && errno == EAGAIN) {
            if (!wait_for(pipe_of->from, POLLIN, deadline)) {
                return SIM_PIPE_SILENT;
            }
        } else if (got == 0 || errno != EINTR) {
            return SIM_PIPE_ENDED;
        }
    }
}
