/* A Snowflake world from beginning to end. */
#ifndef SIM_SNOWFLAKE_WORLD_H
#define SIM_SNOWFLAKE_WORLD_H

#include "event.h"
#include "result.h"
#include "state.h"

/* As in observed.h; context: the world. */
void *sim_snowflake_create(const sim_config *config, const sim_run_options *options);
size_t sim_snowflake_stop(void *context);
void sim_snowflake_execute(void *context, const sim_op *op); /* execute.c */
void sim_snowflake_settle(void *context);                    /* quiesce.c */

/* Emits an event of a node, at the present reading of its clock or at another one. */
void sim_snowflake_emit(sim_snowflake_world *world, unsigned kind, unsigned node,
                        sim_snowflake_event event);
void sim_snowflake_emit_at(sim_snowflake_world *world, unsigned kind, unsigned node,
                           uint64_t reading_us, sim_snowflake_event event);

#endif
