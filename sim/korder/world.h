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

/* Emits an event of a node, at the present reading of its clock or at another one. */
void sim_korder_emit(sim_korder_world *world, unsigned kind, unsigned node, sim_korder_event event);
void sim_korder_emit_at(sim_korder_world *world, unsigned kind, unsigned node, uint64_t reading_us,
                        sim_korder_event event);

/*
 * Whether an op's effect depends on the number of ops before it: where damage strikes, or how
 * options are wrong.
 */
bool sim_korder_is_numbered(const sim_op *op);

#endif
