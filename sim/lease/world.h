/* A lease world from beginning to end. */
#ifndef SIM_LEASE_WORLD_H
#define SIM_LEASE_WORLD_H

#include "event.h"
#include "result.h"
#include "state.h"

/* As in observed.h; context: the world. */
void *sim_lease_create(const sim_config *config, const sim_run_options *options);
size_t sim_lease_stop(void *context);
void sim_lease_execute(void *context, const sim_op *op); /* execute.c */
void sim_lease_settle(void *context);                    /* quiesce.c */

#endif
