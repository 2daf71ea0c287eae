/* Runs work in a child process that may crash or hang. */
#include "apart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker.h"

_Noreturn static void be_apart(void (*work)(void *context), void *context, double timeout_seconds)
{
    const struct rlimit no_core = {0, 0};
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) {
        (void)dup2(nowhere, STDERR_FILENO);
    }
    const rlim_t seconds = (rlim_t)timeout_seconds + 1;
    const struct rlimit processor = {seconds, seconds};
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)setrlimit(RLIMIT_CPU, &processor);
    (void)alarm((unsigned)(seconds * (rlim_t)SIM_WATCHDOG_FACTOR));
    work(context);
    _exit(EXIT_SUCCESS);
}

bool sim_apart(void (*work)(void *context), void *context, double timeout_seconds)
{
    int status;
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        be_apart(work, context, timeout_seconds);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0;
}
