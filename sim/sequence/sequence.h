/* The machine of sequences. Its worlds are observed ones (observed.h). */
#ifndef SIM_SEQUENCE_SEQUENCE_H
#define SIM_SEQUENCE_SEQUENCE_H

#include "machine.h"

extern const sim_machine sim_sequence_machine;

/* Describes its worlds for the exhaustive search; canonical.c. */
void sim_sequence_describe(const void *observed, const struct sim_describing *canon,
                           const uint8_t *image, sim_writing *out);

/* What reports show of its worlds; gauges.c. */
extern const sim_gauges sim_sequence_gauges;

/* Its driver. */
void *sim_sequence_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config);
sim_op sim_sequence_driver_next(void *driver, const void *observed);

/* Its scopes; scopes.c. */
extern const sim_scope sim_sequence_scopes[];
bool sim_sequence_begin(sim_begin begin, sim_tape *tape);

#endif
