/* Finds which part is to blame for a failure, in a child process, since the core may crash. */
#ifndef SIM_CMD_BLAMING_H
#define SIM_CMD_BLAMING_H

#include "failure.h"

/*
 * Sets the note's blame for a failure that the oracle found in a tape; subject as it was played,
 * NULL for the core. Takes the time of a few plays of the tape, and at most BLAMING_SECONDS.
 */
void sim_blaming(sim_failure_note *note, const sim_tape *tape, const sim_subject *subject,
                 const sim_failure *failure);

#endif
