/*
 * Named scenarios: which worlds a seed gives, which ops happen in them and how often, and which
 * marks and faults a sweep must reach to have shown anything.
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compressor/oracle/oracle.h"
#include "marks.h"
#include "tape/tape.h"

struct sim_mix;
struct sim_random;

typedef struct sim_scenario {
    const char *name;
    const char *sentence;
    const sim_mark *marks; /* required of a sweep */
    size_t mark_count;
    const sim_fault *faults; /* required of a sweep */
    size_t fault_count;
    uint64_t idle;         /* bit n: nothing in it puts invariant n to the test */
    uint64_t default_ops;  /* ops a world has unless --ops says otherwise */
    const uint8_t *shares; /* how many of its worlds are of each scheme, SIM_SCHEME_COUNT numbers;
                              NULL: all are the compressor's */
    /* Makes the mix of its compressor worlds; see mixes.h. */
    void (*make_mix)(struct sim_mix *mix, struct sim_random *random);
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

/*
 * The driver that writes tapes for a scenario and a seed: it looks at the world (never at the
 * subject or the oracle) while it chooses the next op.
 */
typedef struct sim_driver sim_driver;

/* NULL without memory. */
sim_driver *sim_driver_create(const sim_scenario *scenario, uint64_t seed);
void sim_driver_destroy(sim_driver *driver);
sim_config sim_driver_config(const sim_driver *driver);
/* world is that of the machine of the config's scheme. */
sim_op sim_driver_next(sim_driver *driver, const void *world);

#endif
