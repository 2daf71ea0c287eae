/* The table of sequences of a guest behind a pipe. */
#ifndef SIM_CMD_GUEST_CLIENT_SEQUENCE_H
#define SIM_CMD_GUEST_CLIENT_SEQUENCE_H

#include <idsim/subject.h>

/* Its "unclaimed" is set when the guest is known. */
extern idsim_sequence sim_guest_sequence;

#endif
