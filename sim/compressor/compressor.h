/* The machine of the ID compressor: its worlds (world.h) and their driver (driver.c). */
#ifndef SIM_COMPRESSOR_H
#define SIM_COMPRESSOR_H

#include "machine.h"

/* The machine's world as a sim_world (state.h), to be read. */
extern const sim_machine sim_compressor_machine;

/* The oracle of such a world; NULL if it runs without one. */
struct sim_oracle *sim_compressor_oracle(const void *world);

/* Describes its worlds for the exhaustive search; canonical.c. */
void sim_compressor_describe(const void *world, const struct sim_describing *canon,
                             const uint8_t *image, sim_writing *out);

/* What reports show of its worlds; gauges.c. */
extern const sim_gauges sim_compressor_gauges;

/* Chooses its ops; driver.c. */
void *sim_compressor_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config);
void sim_compressor_driver_count(const void *driver, uint64_t amounts[SIM_AMOUNT_COUNT]);
sim_op sim_compressor_driver_next(void *context, const void *seen);

/* Its scopes; scopes.c. */
extern const sim_scope sim_compressor_scopes[];
bool sim_compressor_begin(sim_begin begin, sim_tape *tape);

#endif
