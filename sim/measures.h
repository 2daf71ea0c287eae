/* What a scheme's worlds measure against a proven bound. */
#ifndef SIM_MEASURES_H
#define SIM_MEASURES_H

#include <stdbool.h>
#include <stdint.h>

#include "scheme.h"

typedef enum sim_measure {
#define SIM_MEASURE_CONSTANT(constant, name, sentence) SIM_MEASURE_##constant,
    SIM_OF_SCHEMES(MEASURE, SIM_MEASURE_CONSTANT)
#undef SIM_MEASURE_CONSTANT
        SIM_MEASURE_COUNT
} sim_measure;

const char *sim_measure_name(sim_measure measure);
const char *sim_measure_sentence(sim_measure measure);

/* The measurement in a world. */
typedef struct sim_measured {
    bool is_known; /* the world reached the point where it is measured */
    uint64_t measured;
    uint64_t bound; /* the proven upper bound */
} sim_measured;

/* Whether a is closer to its bound than b; if equally close, whether its bound is larger. */
bool sim_measured_nearer(const sim_measured *a, const sim_measured *b);

#endif
