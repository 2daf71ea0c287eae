/* The files of the built-in scenarios as they are compiled in: cmake/scenarios.cmake writes them.
 */
#ifndef SIM_SCENARIO_SOURCES_H
#define SIM_SCENARIO_SOURCES_H

#include <stddef.h>

#include "reading.h"

typedef struct sim_scenario_source {
    const sim_scenario_line *lines;
    size_t count;
    const unsigned char *text; /* the whole file */
    size_t size;
} sim_scenario_source;

#define SIM_SCENARIO_SOURCES_MAX 32u

/* In the order of lists. */
extern const sim_scenario_source sim_scenario_sources[];
extern const size_t sim_scenario_source_count;

#endif
