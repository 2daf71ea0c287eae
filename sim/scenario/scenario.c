/* What a scenario's worlds are of. */
#include "scenario.h"

#include <assert.h>

#include "kernel/random.h"

#define STREAM_SCHEME 101u

const char *sim_scenario_word(const sim_scenario *scenario)
{
    return scenario->path != NULL ? scenario->path : scenario->name;
}

bool sim_scenario_plays(const sim_scenario *scenario, sim_scheme scheme)
{
    bool plays = scenario->part_count == 0 && scenario->scheme == scheme;
    for (size_t i = 0; i < scenario->part_count; i++) {
        plays = plays || scenario->parts[i].scenario->scheme == scheme;
    }
    return plays;
}

bool sim_scenario_tests(const sim_scenario *scenario, sim_invariant invariant)
{
    return sim_scenario_plays(scenario, sim_invariant_scheme(invariant)) &&
           !sim_invariants_have(&scenario->idle, invariant);
}

const sim_scenario *sim_scenario_of_seed(const sim_scenario *scenario, uint64_t seed)
{
    uint32_t shares[SIM_SCENARIO_PARTS];
    if (scenario->part_count == 0) {
        return scenario;
    }
    assert(scenario->part_count <= SIM_SCENARIO_PARTS);
    for (size_t i = 0; i < scenario->part_count; i++) {
        shares[i] = scenario->parts[i].share;
    }
    sim_random random = sim_random_stream(seed, STREAM_SCHEME);
    return scenario->parts[sim_random_weighted(&random, shares, (unsigned)scenario->part_count)]
        .scenario;
}

sim_scheme sim_scenario_scheme(const sim_scenario *scenario, uint64_t seed)
{
    return sim_scenario_of_seed(scenario, seed)->scheme;
}
