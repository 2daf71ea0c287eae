#include "apart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn static void be_apart(void (*work)(void *context), void *context, double timeout_seconds)
{
    const struct rlimit no_core = {0, 0};
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) {
        (void)dup2(nowhere, STDERR_FILENO);
    }
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)alarm((unsigned)timeout_seconds + 1);
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
