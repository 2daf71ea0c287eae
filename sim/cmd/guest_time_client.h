/* The table of a guest behind a pipe that makes time-ordered IDs. */
#ifndef SIM_CMD_GUEST_TIME_CLIENT_H
#define SIM_CMD_GUEST_TIME_CLIENT_H

#include <idsim/subject.h>

#include "guest_talk.h"

/* What the guest has and claims; it lives as long as the program. */
const idsim_timeordered *sim_guest_time_client(const sim_guest_hello *hello);

#endif
