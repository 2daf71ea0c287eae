/* The steps of "idsim guest check" for sequences. */
#ifndef SIM_CMD_GUEST_CHECK_SEQUENCE_H
#define SIM_CMD_GUEST_CHECK_SEQUENCE_H

#include <idsim/subject.h>

#include "guest_steps.h"

void sim_guest_check_sequence(sim_dialogue *d, const idsim_sequence *guest);

#endif
