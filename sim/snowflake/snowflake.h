/* The machine of Snowflake IDs. Its worlds are observed ones (observed.h). */
#ifndef SIM_SNOWFLAKE_SNOWFLAKE_H
#define SIM_SNOWFLAKE_SNOWFLAKE_H

#include "machine.h"

extern const sim_machine sim_snowflake_machine;

/* Describes its worlds for the exhaustive search; canonical.c. */
void sim_snowflake_describe(const void *context, const struct sim_describing *canon,
                            const uint8_t *image, sim_writing *out);

/* What reports show of its worlds; gauges.c. */
extern const sim_gauges sim_snowflake_gauges;

/* Its driver. */
/* Of the size time-bits, the only one that is derived. */
uint32_t sim_snowflake_derive(const sim_drawn *drawn, sim_size size);
void *sim_snowflake_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config);
sim_op sim_snowflake_driver_next(void *driver, const void *observed);

/* Its scopes; scopes.c. */
extern const sim_scope sim_snowflake_scopes[];
bool sim_snowflake_begin(sim_begin begin, sim_tape *tape);

#endif
