/* The mix that a scenario gives for a seed. */
#ifndef SIM_MIXES_H
#define SIM_MIXES_H

#include "../generate/mix.h"
#include "scenario.h"

void sim_scenario_mix(const sim_scenario *scenario, uint64_t seed, sim_mix *mix);

#endif
