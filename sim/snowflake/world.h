/* A Snowflake world from beginning to end. */
#ifndef SIM_SNOWFLAKE_WORLD_H
#define SIM_SNOWFLAKE_WORLD_H

#include "event.h"
#include "result.h"
#include "state.h"

/* As in observed.h. */
void *sim_snowflake_create(const sim_config *config, const sim_run_options *options);
size_t sim_snowflake_stop(void *world);
void sim_snowflake_execute(void *world, const sim_op *op); /* execute.c */
void sim_snowflake_settle(void *world);                    /* quiesce.c */

#endif
