/* "idsim run --profile": where the time of a world goes. */
#ifndef SIM_CMD_PROFILING_H
#define SIM_CMD_PROFILING_H

#include <stdint.h>

#include "scenario/scenario.h"

/*
 * Plays a world in this process, again and again for about a second, and prints the nanoseconds an
 * op of each part, and of the checks of each invariant. Returns the exit status.
 */
int sim_profiling(const sim_scenario *scenario, uint64_t seed, uint64_t ops);

#endif
