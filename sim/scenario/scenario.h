/*
 * Named scenarios: which worlds a seed gives, which ops happen in them and how often, and which
 * marks and faults a sweep must reach to have shown anything.
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver.h"
#include "invariants.h"
#include "marks.h"

typedef struct sim_scenario {
    const char *name;
    const char *sentence;
    const sim_mark *marks; /* required of a sweep */
    size_t mark_count;
    const sim_fault *faults; /* required of a sweep */
    size_t fault_count;
    uint64_t idle;        /* bit n: nothing in it puts invariant n to the test */
    uint64_t default_ops; /* ops a world has unless --ops says otherwise */
    sim_scheme scheme; /* of its worlds; SIM_SCHEME_COUNT: all, by the shares of their machines */
    /* Makes the mix of its compressor worlds; see mixes.h. */
    sim_mix_maker make_mix;
} sim_scenario;

size_t sim_scenario_count(void);
const sim_scenario *sim_scenario_at(size_t index);
/* NULL if there is none of that name. */
const sim_scenario *sim_scenario_find(const char *name);
/* Whether some of its worlds are about a scheme, and whether they put an invariant to the test. */
bool sim_scenario_plays(const sim_scenario *scenario, sim_scheme scheme);
bool sim_scenario_tests(const sim_scenario *scenario, sim_invariant invariant);
/* Which scheme the world of a seed is about. */
sim_scheme sim_scenario_scheme(const sim_scenario *scenario, uint64_t seed);

#endif
