/* The table of k-order of a guest behind a pipe. */
#ifndef SIM_CMD_GUEST_CLIENT_KORDER_H
#define SIM_CMD_GUEST_CLIENT_KORDER_H

#include <idsim/subject.h>

/* Its "unclaimed" is set when the guest is known. */
extern idsim_korder sim_guest_korder;

#endif
