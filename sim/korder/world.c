/* Begins and ends k-order worlds. */
#include "world.h"

#include <stdlib.h>

void *sim_korder_create(const sim_config *config, const sim_run_options *options)
{
    sim_korder_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    const sim_config wrapped = sim_config_wrap(*config);
    sim_base_init(&world->base);
    world->setting = sim_korder_setting_of(&wrapped);
    world->subject = sim_subject_of(options, SIM_SCHEME_KORDER, &sim_korder_core);
    sim_clocks_init(&world->clocks, world->setting.nodes, world->setting.start_us);
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        world->nodes[i].config.drift = world->setting.drift;
        world->nodes[i].latest = SIM_KORDER_NONE;
    }
    return world;
}

size_t sim_korder_stop(void *context)
{
    sim_korder_world *world = context;
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        world->subject->destroy(world->nodes[i].generator);
        world->nodes[i].generator = NULL;
    }
    return world->base.memory.used;
}
