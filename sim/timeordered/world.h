/* A world of time-ordered IDs from beginning to end. */
#ifndef SIM_TIMEORDERED_WORLD_H
#define SIM_TIMEORDERED_WORLD_H

#include "event.h"
#include "result.h"
#include "state.h"

/* As in observed.h; context: the world. */
void *sim_timeordered_create(const sim_config *config, const sim_run_options *options);
size_t sim_timeordered_stop(void *context);
void sim_timeordered_execute(void *context, const sim_op *op); /* execute.c */
void sim_timeordered_settle(void *context);                    /* quiesce.c */

#endif
