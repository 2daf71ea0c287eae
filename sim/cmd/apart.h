/* Work in a process of its own, for what may crash or hang. */
#ifndef SIM_CMD_APART_H
#define SIM_CMD_APART_H

#include <stdbool.h>

/*
 * Does work(context) in a child process, and waits for its end, whatever that is. The child's
 * errors go nowhere, and it is ended after timeout_seconds of processor time or a little later; by
 * the clock it has SIM_WATCHDOG_FACTOR (worker.h) times as long. What it writes to streams it must
 * flush, and only shared memory brings anything else back. False with errno set if there is no such
 * process.
 */
bool sim_apart(void (*work)(void *context), void *context, double timeout_seconds);

#endif
