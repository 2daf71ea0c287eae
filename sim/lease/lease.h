/* The machine of leases. Its worlds are observed ones (observed.h). */
#ifndef SIM_LEASE_LEASE_H
#define SIM_LEASE_LEASE_H

#include "machine.h"

extern const sim_machine sim_lease_machine;

/* Describes its worlds for the exhaustive search; canonical.c. */
void sim_lease_describe(const void *context, const struct sim_describing *canon,
                        const uint8_t *image, sim_writing *out);

/* What reports show of its worlds; gauges.c. */
extern const sim_gauges sim_lease_gauges;

/* Its driver. */
void *sim_lease_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config);
sim_op sim_lease_driver_next(void *driver, const void *observed);

/* Its scopes; scopes.c. */
extern const sim_scope sim_lease_scopes[];
bool sim_lease_begin(sim_begin begin, sim_tape *tape);

#endif
