/*
 * Distributions of times and counts, in integers only, so that every machine draws the same. A
 * distribution is one or more options, of which one is drawn by its share; with ranges as options
 * it is a histogram.
 */
#ifndef SIM_DISTRIBUTION_H
#define SIM_DISTRIBUTION_H

#include <stdint.h>

#include "kernel/random.h"

#define SIM_DISTRIBUTION_OPTIONS 16u
/* The largest number that is drawn, and the largest that can be given: 1,000 days in microseconds.
 */
#define SIM_DISTRIBUTION_MAX (UINT64_C(86400) * 1000 * 1000000)
/* What never happens. */
#define SIM_DISTRIBUTION_NEVER UINT64_MAX

typedef enum sim_distribution_kind {
    SIM_DISTRIBUTION_FIXED,       /* low */
    SIM_DISTRIBUTION_UNIFORM,     /* low to high, both included */
    SIM_DISTRIBUTION_EXPONENTIAL, /* of mean low */
    SIM_DISTRIBUTION_LOG_NORMAL,  /* of median low; high percent of the median is one sigma above */
} sim_distribution_kind;

typedef struct sim_distribution_option {
    sim_distribution_kind kind;
    uint32_t share;
    uint64_t low;
    uint64_t high;
} sim_distribution_option;

typedef struct sim_distribution {
    unsigned count; /* at least 1 */
    sim_distribution_option options[SIM_DISTRIBUTION_OPTIONS];
} sim_distribution;

/* SIM_DISTRIBUTION_NEVER, or a number up to SIM_DISTRIBUTION_MAX. O(options). */
uint64_t sim_distribution_draw(const sim_distribution *distribution, sim_random *random);

#endif
