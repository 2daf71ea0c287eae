/*
 * Causes of failures, and those that are known already, which no longer fail a world.
 *
 * Two failures have one cause if they break the same invariant by the same call, which answers the
 * same kind of thing instead of the same kind of thing. That is coarse: it may take two defects for
 * one, never one for two.
 *
 * A known cause in the answer to a question is passed over, and the world goes on. In a call that
 * changes something it ends the world, since the model no longer knows the subject's state.
 */
#ifndef SIM_KNOWN_H
#define SIM_KNOWN_H

#include <stdbool.h>

#include "result.h"

#define SIM_CAUSE_SIZE 160u

/* "no-invention session-to-op-space unknown-id id": invariant, call, expected, got. */
void sim_cause_print(const sim_failure *failure, char text[SIM_CAUSE_SIZE]);

/* Adds a known cause; false without memory, or if there are too many. */
bool sim_known_add(const char *cause);
/* Whether the cause of a failure is known. */
bool sim_is_known(const sim_failure *failure);
/* Whether the failure is known and its call changes nothing, so that the world may go on. */
bool sim_is_passed_over(const sim_failure *failure);

#endif
