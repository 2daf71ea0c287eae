/*
 * Named scenarios: the worlds that a seed gives, the ops in them and their frequencies, and the
 * marks and faults that a sweep must reach to prove anything.
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
    const sim_mark *marks; /* a sweep must reach them */
    size_t mark_count;
    const sim_fault *faults; /* a sweep must reach them */
    size_t fault_count;
    uint64_t idle;        /* bit n: nothing in it tests invariant n */
    uint64_t default_ops; /* ops of a world unless --ops sets another number */
    sim_scheme scheme; /* of its worlds; SIM_SCHEME_COUNT: all, by the shares of their machines */
    /* Makes the mix of its compressor worlds; see mixes.h. */
    sim_mix_maker make_mix;
} sim_scenario;

size_t sim_scenario_count(void);
const sim_scenario *sim_scenario_at(size_t index);
/* NULL if no scenario has that name. */
const sim_scenario *sim_scenario_find(const char *name);
/* Whether some of its worlds use a scheme, and whether they test an invariant. */
bool sim_scenario_plays(const sim_scenario *scenario, sim_scheme scheme);
bool sim_scenario_tests(const sim_scenario *scenario, sim_invariant invariant);
/* The scheme of the world of a seed. */
sim_scheme sim_scenario_scheme(const sim_scenario *scenario, uint64_t seed);

#endif
