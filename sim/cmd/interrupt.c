/* Catches the signals that ask idsim to end. */
#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static int ends[2] = {-1, -1};

/*
 * The pipe wakes a poll that began just before the signal; it is never read, so it stays readable.
 */
static void note(int number)
{
    int why = errno;
    if (caught == 0) {
        caught = number;
        ssize_t ignored = write(ends[1], "", 1);
        (void)ignored;
    }
    errno = why;
}

static bool catch_signal(int number)
{
    struct sigaction before;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note;
    action.sa_flags = (int)SA_RESETHAND;
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) != 0) {
        return false;
    }
    /* A signal ignored at the start (nohup, a background job) stays ignored. */
    return before.sa_handler == SIG_IGN || sigaction(number, &action, NULL) == 0;
}

bool sim_interrupt_catch(void)
{
    struct sigaction ignore;
    if (ends[0] >= 0) {
        return true;
    }
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    (void)sigemptyset(&ignore.sa_mask);
    if (sigaction(SIGPIPE, &ignore, NULL) != 0) {
        return false;
    }
    if (pipe(ends) != 0) {
        ends[0] = ends[1] = -1;
        return false;
    }
    int flags = fcntl(ends[1], F_GETFL);
    if (flags < 0 || fcntl(ends[1], F_SETFL, flags | O_NONBLOCK) != 0) {
        return false;
    }
    return catch_signal(SIGINT) && catch_signal(SIGTERM) && catch_signal(SIGHUP);
}

int sim_interrupt_fd(void)
{
    return ends[0];
}

int sim_interrupt_signal(void)
{
    return caught;
}
