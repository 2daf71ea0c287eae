/* Begins and ends worlds of time-ordered IDs. */
#include "world.h"

#include <stdlib.h>

void *sim_timeordered_create(const sim_config *config, const sim_run_options *options)
{
    sim_timeordered_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    const sim_config wrapped = sim_config_wrap(*config);
    sim_base_init(&world->base);
    world->subject = sim_subject_of(options, SIM_SCHEME_TIMEORDERED, &sim_timeordered_core);
    world->setting = sim_timeordered_setting_for(&wrapped, world->subject);
    sim_clocks_init(&world->clocks, world->setting.nodes, world->setting.start_us);
    return world;
}

size_t sim_timeordered_stop(void *context)
{
    sim_timeordered_world *world = context;
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        world->subject->stop(world->machines[i].process);
        world->machines[i].process = NULL;
    }
    return world->base.memory.used;
}
