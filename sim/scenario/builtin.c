/* Makes the built-in scenarios of the lines that the build put into the program. */
#include "builtin.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"
#include "sources.h"

/* Made by the first call; what is not made yet has no name. */
static sim_scenario_made made[SIM_SCENARIO_SOURCES_MAX];

static const sim_scenario *shelf(size_t index)
{
    return index < sim_scenario_source_count ? &made[index].scenario : NULL;
}

/* Makes those that are based on what is made already; returns how many. error: of another one. */
static size_t make_some(sim_scenario_error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < sim_scenario_source_count; i++) {
        const sim_scenario_source *source = &sim_scenario_sources[i];
        if (made[i].scenario.name != NULL) {
            continue;
        }
        if (sim_scenario_make(source->lines, source->count, shelf, &made[i], error)) {
            count++;
        } else {
            made[i].scenario.name = NULL;
        }
    }
    return count;
}

static void make_all(void)
{
    size_t count = 0;
    assert(sim_scenario_source_count <= SIM_SCENARIO_SOURCES_MAX);
    if (made[0].scenario.name != NULL) {
        return;
    }
    while (count < sim_scenario_source_count) {
        sim_scenario_error error = {0};
        size_t more = make_some(&error);
        if (more == 0) {
            /* A file that is built in is wrong: a mistake of the program. */
            (void)fprintf(stderr, "a built-in scenario, line %zu: %s\n", error.line, error.message);
            abort();
        }
        count += more;
    }
}

size_t sim_scenario_count(void)
{
    make_all();
    return sim_scenario_source_count;
}

const sim_scenario *sim_scenario_at(size_t index)
{
    make_all();
    return shelf(index);
}

const sim_scenario *sim_scenario_find(const char *name)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        if (strcmp(made[i].name, name) == 0) {
            return shelf(i);
        }
    }
    return NULL;
}

const unsigned char *sim_scenario_text(const sim_scenario *scenario, size_t *size)
{
    for (size_t i = 0; i < sim_scenario_count(); i++) {
        if (shelf(i) == scenario) {
            *size = sim_scenario_sources[i].size;
            return sim_scenario_sources[i].text;
        }
    }
    return NULL;
}
