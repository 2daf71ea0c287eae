/*
 * The service of a large world: what makes it go on for ever.
 *
 * Once the log holds twice as many entries as the world keeps, the service applies the older half
 * to a replica of its own, which is the summary that every node can join from, and forgets these
 * entries. A node that has not applied them all is too far behind: its state is closed, with what
 * its sessions had not submitted, and it has to join again. So has one that is down, as its stores
 * of that age are deleted. START joins from the summary.
 *
 *     0 ............ log_base ............ log_count
 *       forgotten;              kept
 *       in service
 */
#ifndef SIM_SERVICE_H
#define SIM_SERVICE_H

#include "state.h"

/* Forgets the older half of the log if it is due. Between two ops. */
void sim_service_keep_up(sim_world *world);
/* Destroys the summary. */
void sim_service_stop(sim_world *world);

#endif
