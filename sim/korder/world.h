/* A k-order world from beginning to end. */
#ifndef SIM_KORDER_WORLD_H
#define SIM_KORDER_WORLD_H

#include "event.h"
#include "result.h"
#include "state.h"

/* As in observed.h; context: the world. */
void *sim_korder_create(const sim_config *config, const sim_run_options *options);
size_t sim_korder_stop(void *context);
void sim_korder_execute(void *context, const sim_op *op); /* execute.c */
void sim_korder_settle(void *context);                    /* quiesce.c */

/* Whether what an op does depends on how many there were before it: what is damaged or spoilt. */
bool sim_korder_is_numbered(const sim_op *op);

#endif
