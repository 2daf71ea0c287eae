/*
 * When did a failure become inevitable? After more and more of a failing tape, the world continues
 * with fresh choices, several times: where it suddenly fails much more often is where to look.
 *
 * Fresh choices are ops drawn from the tape itself, so there are as many of each kind, and a tape
 * without a scenario can be continued as well. They depend on nothing but the tape.
 */
#ifndef SIM_CMD_INEVITABLE_H
#define SIM_CMD_INEVITABLE_H

#include <jansson.h>

#include "failure.h"
#include "tape/tape.h"

#define SIM_INEVITABLE_POINTS    24u /* after at most so many beginnings of the tape */
#define SIM_INEVITABLE_TRIES_MAX 1000u

/*
 * Plays tries continuations after each beginning, from none of the tape up to the op that fails.
 * {tries, fresh, ops, failed, same}, as reports/FORMAT.md has it; NULL after an error message.
 */
json_t *sim_inevitable_find(const sim_tape *tape, const sim_failure_note *note, uint64_t tries,
                            const sim_limits *limits);

#endif
