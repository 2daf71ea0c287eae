/* Starts, watches and ends worker processes, and has the code that they run. */

/* MAP_ANONYMOUS came into POSIX after 2008. */
#define _DEFAULT_SOURCE

#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "output.h"
#include "wording.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNLIMITED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define UNLIMITED true
#else
#define UNLIMITED false
#endif
#else
#define UNLIMITED false
#endif

/* A worker checks this often whether its parent still exists, even when a world hangs. */
#define ORPHAN_CHECK_SECONDS 5u
/* The time that a worker has to exit after it was asked to end or lost its socket. */
#define COLLECT_SECONDS 20

bool sim_worker_memory_unlimited(void)
{
    return UNLIMITED;
}

/* --- The record. --- */

void sim_record_reset(sim_record *record)
{
    memset(&record->config, 0, sizeof record->config);
    memset(&record->result, 0, sizeof record->result);
    memset(record->amounts, 0, sizeof record->amounts);
    record->replayed = false;
    record->replayed_from_tape = false;
    record->replayed_verdict = SIM_PASS;
    record->replayed_digest = 0;
    record->diverged = false;
    record->diverged_at = 0;
    memset(&record->diverged_op, 0, sizeof record->diverged_op);
    record->seconds = 0;
    atomic_store(&record->plays, 0);
    atomic_store(&record->op_count, 0);
    atomic_store(&record->op_now, 0);
}

void sim_record_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    sim_record *record = context;
    if (index < record->op_capacity) {
        record->ops[index] = *op;
        atomic_store_explicit(&record->op_now, (uint32_t)index, memory_order_release);
        atomic_store_explicit(&record->op_count, (uint32_t)index + 1, memory_order_release);
    }
}

void sim_record_progress(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    (void)op;
    sim_record *record = context;
    if (index < record->op_capacity) {
        atomic_store_explicit(&record->op_now, (uint32_t)index, memory_order_release);
    }
}

size_t sim_record_op_count(const sim_record *record)
{
    uint32_t count = atomic_load(&record->op_count);
    return count < record->op_capacity ? count : record->op_capacity;
}

sim_tape sim_record_tape(sim_record *record)
{
    size_t count = sim_record_op_count(record);
    return (sim_tape){record->config, record->ops, count, count};
}

bool sim_record_copy_tape(const sim_record *record, sim_tape *tape)
{
    sim_tape_init(tape, record->config);
    for (size_t i = 0; i < sim_record_op_count(record); i++) {
        if (!sim_tape_append(tape, record->ops[i])) {
            sim_tape_free(tape);
            return false;
        }
    }
    return true;
}

/* --- In the worker. --- */

static pid_t parent_pid;

/* A signal handler, because threads and death signals are not available everywhere. */
static void check_orphan(int signal_number)
{
    (void)signal_number;
    if (getppid() != parent_pid) {
        _exit(0);
    }
    (void)alarm(ORPHAN_CHECK_SECONDS);
}

static void limit(int resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) == 0) {
        now.rlim_cur = now.rlim_max == RLIM_INFINITY || most < now.rlim_max ? most : now.rlim_max;
        (void)setrlimit(resource, &now);
    }
}

static void set_signal(int number, void (*handler)(int), int flags)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

/* The terminal sends its signals to parent and workers alike; only the parent decides. */
static void prepare_process(const sim_worker_setup *setup)
{
    set_signal(SIGINT, SIG_IGN, 0);
    set_signal(SIGTERM, SIG_IGN, 0);
    set_signal(SIGHUP, SIG_IGN, 0);
    set_signal(SIGPIPE, SIG_IGN, 0);
    set_signal(SIGALRM, check_orphan, SA_RESTART);
    limit(RLIMIT_CORE, 0);
    if (setup->memory_bytes != 0 && !UNLIMITED) {
        limit(RLIMIT_AS, (rlim_t)setup->memory_bytes);
    }
    check_orphan(SIGALRM);
}

/* Reads all of size bytes; false at the end of the stream. */
static bool read_fully(int fd, void *bytes, size_t size)
{
    unsigned char *to = bytes;
    while (size > 0) {
        ssize_t n = read(fd, to, size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        to += n;
        size -= (size_t)n;
    }
    return true;
}

static bool write_fully(int fd, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;
    while (size > 0) {
        ssize_t n = write(fd, from, size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        from += n;
        size -= (size_t)n;
    }
    return true;
}

/*
 * Ends by exit and not by _exit, so that leak checkers run; the parent flushed its streams before
 * the fork, so nothing is written twice.
 */
_Noreturn static void serve(int fd, sim_record *record, const sim_worker_setup *setup)
{
    uint64_t task = 0;
    while (read_fully(fd, &task, sizeof task)) {
        setup->play(setup->context, task, record);
        if (!write_fully(fd, "", 1)) {
            break;
        }
    }
    exit(EXIT_SUCCESS);
}

/* --- In the parent. --- */

void sim_worker_init(sim_worker *worker)
{
    memset(worker, 0, sizeof *worker);
    worker->fd = -1;
}

static bool map_record(sim_worker *worker, uint32_t ops_max)
{
    if (worker->record != NULL) {
        return true;
    }
    size_t size = sizeof(sim_record) + ops_max * sizeof(sim_op);
    // cppcheck-suppress invalidFunctionArg ; -1 is for a mapping without a file
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return false;
    }
    worker->record = memory;
    worker->record_size = size;
    worker->record->op_capacity = ops_max;
    return true;
}

/* Closes what the fork gave to the child but belongs to the parent and other workers. */
static void forget_others(const sim_worker *self, const sim_worker *others, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (others[i].fd >= 0) {
            (void)close(others[i].fd);
        }
        if (others[i].record != NULL && others[i].record != self->record) {
            (void)munmap(others[i].record, others[i].record_size);
        }
    }
}

bool sim_worker_start(sim_worker *worker, const sim_worker_setup *setup, const sim_worker *others,
                      size_t count)
{
    int ends[2];
    if (!map_record(worker, setup->ops_max) || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        return false;
    }
    sim_record_reset(worker->record);
    (void)fflush(NULL);
    parent_pid = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        (void)close(ends[0]);
        forget_others(worker, others, count);
        prepare_process(setup);
        serve(ends[1], worker->record, setup);
    }
    int why = errno;
    (void)close(ends[1]);
    if (pid < 0) {
        (void)close(ends[0]);
        errno = why;
        return false;
    }
    worker->pid = pid;
    worker->fd = ends[0];
    worker->busy = false;
    worker->served = false;
    return true;
}

/* Processor time that the process has used; false if the system does not say. */
static bool processor_seconds(const sim_worker *worker, double *seconds)
{
    clockid_t id;
    struct timespec used;
    if (worker->pid == 0 || clock_getcpuclockid(worker->pid, &id) != 0 ||
        clock_gettime(id, &used) != 0) {
        return false;
    }
    *seconds = (double)used.tv_sec + (double)used.tv_nsec / 1e9;
    return true;
}

void sim_worker_allow(sim_worker *worker, double seconds)
{
    double used = 0;
    bool told = processor_seconds(worker, &used);
    worker->processor_limit = used + seconds;
    worker->clock_limit = sim_clock_seconds() + (told ? SIM_WATCHDOG_FACTOR : 1.0) * seconds;
}

void sim_worker_postpone(sim_worker *worker, double seconds)
{
    worker->clock_limit += seconds;
}

bool sim_worker_is_overdue(const sim_worker *worker)
{
    double used = 0;
    return sim_clock_seconds() >= worker->clock_limit ||
           (processor_seconds(worker, &used) && used >= worker->processor_limit);
}

void sim_worker_give(sim_worker *worker, uint64_t task)
{
    worker->busy = true;
    worker->served = true;
    worker->task = task;
    worker->plays_seen = 1;
    sim_record_reset(worker->record);
    /* Only a dead worker refuses eight bytes; reading its answer will show that. */
    (void)write_fully(worker->fd, &task, sizeof task);
}

/* Reading the record must be safe whatever a broken world wrote into it. */
static void distrust(sim_worker *worker)
{
    sim_record *record = worker->record;
    sim_failure *failure = &record->result.failure;
    record->op_capacity = (uint32_t)((worker->record_size - sizeof(sim_record)) / sizeof(sim_op));
    if (!sim_site_is_sound(&failure->site, SIM_WORD_COUNT) ||
        !sim_value_is_sound(&failure->expected, SIM_WORD_COUNT) ||
        !sim_value_is_sound(&failure->got, SIM_WORD_COUNT)) {
        *failure = (sim_failure){
            .failed = failure->failed, .invariant = failure->invariant, .op = failure->op};
    }
    if (!sim_stuck_is_sound(&record->result.stuck, SIM_WORD_COUNT)) {
        record->result.stuck.count = 0;
    }
}

bool sim_worker_answer(sim_worker *worker)
{
    char byte = 0;
    if (!read_fully(worker->fd, &byte, 1)) {
        return false;
    }
    worker->busy = false;
    distrust(worker);
    return true;
}

/* Waits for the process for a limited time; false if it did not end by itself. */
static bool wait_patiently(pid_t pid, int *status)
{
    const struct timespec pause = {0, 2000000};
    for (int i = 0; i < COLLECT_SECONDS * 500; i++) {
        pid_t ended = waitpid(pid, status, WNOHANG);
        if (ended == pid || (ended < 0 && errno != EINTR)) {
            return ended == pid;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

sim_end sim_worker_collect(sim_worker *worker, bool kill_first, int *detail)
{
    int status = 0;
    bool killed = kill_first;
    if (kill_first) {
        (void)kill(worker->pid, SIGKILL);
    }
    (void)close(worker->fd);
    if (!wait_patiently(worker->pid, &status)) {
        killed = true;
        (void)kill(worker->pid, SIGKILL);
        while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    worker->pid = 0;
    worker->fd = -1;
    worker->busy = false;
    memset(&worker->record->result, 0, sizeof worker->record->result);
    worker->record->replayed = false;
    worker->record->diverged = false;
    distrust(worker);
    *detail = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (killed) {
        return SIM_END_HANG;
    }
    if (WIFSIGNALED(status)) {
        return SIM_END_SIGNAL;
    }
    return *detail == 0 ? SIM_END_DONE : SIM_END_EXIT;
}

void sim_worker_free(sim_worker *worker)
{
    if (worker->record != NULL) {
        (void)munmap(worker->record, worker->record_size);
    }
    sim_worker_init(worker);
}
