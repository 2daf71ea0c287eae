/* The machine of time-ordered IDs. Its worlds are observed ones (observed.h). */
#ifndef SIM_TIMEORDERED_TIMEORDERED_H
#define SIM_TIMEORDERED_TIMEORDERED_H

#include "machine.h"

extern const sim_machine sim_timeordered_machine;

/* Describes its worlds for the exhaustive search; canonical.c. */
void sim_timeordered_describe(const void *context, const struct sim_describing *canon,
                              const uint8_t *image, sim_writing *out);

/* What reports show of its worlds; gauges.c. */
extern const sim_gauges sim_timeordered_gauges;

/* Its driver. */
void *sim_timeordered_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config);
sim_op sim_timeordered_driver_next(void *driver, const void *observed);

/* Its scopes; scopes.c. */
extern const sim_scope sim_timeordered_scopes[];
bool sim_timeordered_begin(sim_begin begin, sim_tape *tape);

#endif
