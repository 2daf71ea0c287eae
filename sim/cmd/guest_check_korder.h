/* The steps of "idsim guest check" for k-order. */
#ifndef SIM_CMD_GUEST_CHECK_KORDER_H
#define SIM_CMD_GUEST_CHECK_KORDER_H

#include <idsim/subject.h>

#include "guest_steps.h"

void sim_guest_check_korder(sim_dialogue *d, const idsim_korder *guest);

#endif
