/*
 * Scenarios: the worlds that a seed gives, the ops in them and their frequencies, and the marks and
 * faults that a sweep must reach to prove anything. Each is made from a file (FORMAT.md), by
 * reading.h; some are built in (builtin.h).
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "expectation.h"
#include "invariants.h"
#include "marks.h"
#include "recipe/recipe.h"

#define SIM_SCENARIO_PARTS 16u

struct sim_scenario;

/* A scenario that some of the worlds of another one are of. */
typedef struct sim_scenario_part {
    const struct sim_scenario *scenario;
    uint32_t share;
} sim_scenario_part;

typedef struct sim_scenario {
    const char *name;
    const char *sentence;
    const char *path;      /* of its file; NULL: built in */
    const sim_mark *marks; /* a sweep must reach them */
    size_t mark_count;
    const sim_fault *faults; /* a sweep must reach them */
    size_t fault_count;
    sim_invariant_set idle; /* invariants that nothing in it tests */
    uint64_t default_ops;   /* ops of a world unless --ops sets another number */
    sim_scheme scheme;      /* of the recipe */
    /* Draws the sizes and weights of a world; NULL: none of its worlds can be made. */
    const sim_recipe *recipe;
    /* Whose worlds its worlds are; none: all are its own. */
    const sim_scenario_part *parts;
    size_t part_count;
    const sim_expectation *expectations; /* of all its worlds together */
    size_t expectation_count;
} sim_scenario;

/* What stands for it on a command line: the path of its file, or its name. */
const char *sim_scenario_word(const sim_scenario *scenario);
/* Whether some of its worlds use a scheme, and whether they test an invariant. */
bool sim_scenario_plays(const sim_scenario *scenario, sim_scheme scheme);
bool sim_scenario_tests(const sim_scenario *scenario, sim_invariant invariant);
/* The scenario, itself or one of its parts, that the world of a seed is of; and its scheme. */
const sim_scenario *sim_scenario_of_seed(const sim_scenario *scenario, uint64_t seed);
sim_scheme sim_scenario_scheme(const sim_scenario *scenario, uint64_t seed);

#endif
