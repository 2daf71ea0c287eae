/* Work in a process of its own, for what may crash or hang. */
#ifndef SIM_CMD_APART_H
#define SIM_CMD_APART_H

#include <stdbool.h>

/*
 * Does work(context) in a child process, and waits for its end, whatever that is. The child's
 * errors go nowhere, and it is ended after timeout_seconds or a little later. What it writes to
 * streams it must flush, and only shared memory brings anything else back. False with errno set if
 * there is no such process.
 */
bool sim_apart(void (*work)(void *context), void *context, double timeout_seconds);

#endif
