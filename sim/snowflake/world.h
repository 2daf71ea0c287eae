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

#endif
