/*
 * The oracle of Snowflake worlds. It keeps every ID with the lease and the run that made it,
 * derives from the rules alone what each call must answer, and shares no code with the core.
 */
#ifndef SIM_SNOWFLAKE_ORACLE_H
#define SIM_SNOWFLAKE_ORACLE_H

#include "judgement.h"
#include "snowflake/event.h"
#include "snowflake/state.h"

/* It begins with a sim_judgement: what it has found so far. */
typedef struct sim_snowflake_oracle sim_snowflake_oracle;

/* A world fails only by the invariants in only. NULL without memory. */
void *sim_snowflake_oracle_create(const void *world, sim_invariant_set only);
void sim_snowflake_oracle_destroy(void *context);
/* An observer of the world (kernel/observer.h); context: the oracle, here as above. */
bool sim_snowflake_oracle_hear(void *context, const void *event);

/*
 * Adds an ID to the list that is checked for order at the end: skew is the clock's reading minus
 * true time. sim_snowflake_oracle_hear does this.
 */
void sim_snowflake_list(sim_snowflake_oracle *oracle, uint64_t id, uint64_t true_us,
                        int64_t skew_us);

#endif
