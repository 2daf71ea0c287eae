/* Makes and plays the world that a scenario gives for a seed. */
#ifndef SIM_SEED_H
#define SIM_SEED_H

#include <stdint.h>

#include "driver.h"
#include "recipe/recipe.h"
#include "result.h"
#include "scenario.h"
#include "tape/tape.h"

/* What the recipe of a scenario (sim_scenario_of_seed) draws for a seed. */
void sim_seed_draw(const sim_scenario *scenario, uint64_t seed, sim_drawn *drawn);

/* The driver that a scenario gives for a seed; NULL without memory. */
sim_driver *sim_seed_driver(const sim_scenario *scenario, uint64_t seed);

/*
 * Plays ops ops (0: the scenario's default) that the scenario's driver chooses for seed. tape, if
 * not NULL, must be unused; it receives the ops played, and the caller frees it.
 */
sim_result sim_run_seed(const sim_scenario *scenario, uint64_t seed, uint64_t ops,
                        const sim_run_options *options, sim_tape *tape);

/* The same, and adds what the driver knows of the world's time to amounts (sim_driver_add_amounts).
 */
sim_result sim_run_seed_counted(const sim_scenario *scenario, uint64_t seed, uint64_t ops,
                                const sim_run_options *options, sim_tape *tape,
                                uint64_t amounts[SIM_AMOUNT_COUNT]);

#endif
