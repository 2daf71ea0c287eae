/* The machine of the ID compressor: world.h, driven by driver.c. */
#ifndef SIM_COMPRESSOR_H
#define SIM_COMPRESSOR_H

#include "machine.h"

/* What it calls its world can be looked at as a sim_world (state.h). */
extern const sim_machine sim_compressor_machine;

/* The oracle of such a world; NULL if nobody judges. */
struct sim_oracle *sim_compressor_oracle(const void *world);

/* Its worlds in writing; canonical.c. */
void sim_compressor_describe(const void *world, const struct sim_describing *canon,
                             const uint8_t *image, sim_writing *out);

/* What chooses its ops; driver.c. */
void *sim_compressor_driver_create(sim_mix_maker make_mix, uint64_t seed, sim_config *config);
sim_op sim_compressor_driver_next(void *context, const void *seen);

/* Its scopes; scopes.c. */
extern const sim_scope sim_compressor_scopes[];
bool sim_compressor_begin(sim_begin begin, sim_tape *tape);

#endif
