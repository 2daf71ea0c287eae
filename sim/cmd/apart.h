/* Runs work in a child process, since it may crash or hang. */
#ifndef SIM_CMD_APART_H
#define SIM_CMD_APART_H

#include <stdbool.h>

/*
 * Runs work(context) in a child process, and waits until that ends in any way. Its standard error
 * is dropped. It is killed soon after timeout_seconds of processor time, or SIM_WATCHDOG_FACTOR
 * (worker.h) times that by the clock. It must flush the streams it writes to; results come back
 * through shared memory. False with errno set if it could not be started.
 */
bool sim_apart(void (*work)(void *context), void *context, double timeout_seconds);

#endif
