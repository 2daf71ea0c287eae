/*
 * The oracle of Snowflake worlds. It keeps every ID with the lease and the run that made it, works
 * out from the rules alone what each call must answer, and shares no code with the core.
 */
#ifndef SIM_SNOWFLAKE_ORACLE_H
#define SIM_SNOWFLAKE_ORACLE_H

#include "judgement.h"
#include "snowflake/world.h"

typedef struct sim_snowflake_oracle sim_snowflake_oracle;

/* A world fails by one of only alone. NULL without memory. */
sim_snowflake_oracle *sim_snowflake_oracle_create(sim_snowflake_world *world,
                                                  sim_invariant_set only);
void sim_snowflake_oracle_destroy(sim_snowflake_oracle *oracle);
/* What it has found so far. */
const sim_judgement *sim_snowflake_oracle_judgement(const sim_snowflake_oracle *oracle);

/* --- What the world tells; each after the subject's call returned. --- */

/* A generator was created, or was not, from a config. */
void sim_snowflake_begun(sim_snowflake_oracle *oracle, unsigned node,
                         const ida_snowflake_config *config, ida_status status);
/* A node asked for an ID. What it was told before is still in the world. */
void sim_snowflake_minted(sim_snowflake_oracle *oracle, unsigned node, const sim_minted *minted);
void sim_snowflake_extended(sim_snowflake_oracle *oracle, unsigned node, int64_t end_us,
                            ida_status status);
/* A node is about to stop; its mark is stored already if it is. */
void sim_snowflake_halting(sim_snowflake_oracle *oracle, unsigned node);

/* An ID enters the list whose order is looked at in the end: skew is what the clock read less true
   time. sim_snowflake_minted does that. */
void sim_snowflake_list(sim_snowflake_oracle *oracle, uint64_t id, int64_t skew_us);

/* After an op: a look at every generator, and an ID that nobody made. */
void sim_snowflake_after_op(sim_snowflake_oracle *oracle);
/* After the quiet phase: who can have an ID has one, and all IDs together are in order. */
void sim_snowflake_settled(sim_snowflake_oracle *oracle);

#endif
