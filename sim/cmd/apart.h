/* Does work in a child process that may crash or hang. */
#ifndef SIM_CMD_APART_H
#define SIM_CMD_APART_H

#include <stdbool.h>

/*
 * Does work(context) in a child process, and waits until it ends, in whatever way. What the child
 * writes to standard error is dropped. It is killed soon after timeout_seconds of processor time,
 * or SIM_WATCHDOG_FACTOR (worker.h) times as long by the clock. It must flush the streams it writes
 * to; anything else comes back through shared memory. False with errno set if it could not be
 * started.
 */
bool sim_apart(void (*work)(void *context), void *context, double timeout_seconds);

#endif
