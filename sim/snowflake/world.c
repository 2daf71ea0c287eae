/* Begins and ends Snowflake worlds. */
#include "world.h"

#include <stdlib.h>

void *sim_snowflake_create(const sim_config *config, const sim_run_options *options)
{
    sim_snowflake_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    const sim_config wrapped = sim_config_wrap(*config);
    sim_base_init(&world->base);
    world->subject = sim_subject_of(options, SIM_SCHEME_SNOWFLAKE, &sim_snowflake_core);
    world->setting = sim_snowflake_setting_for(&wrapped, world->subject);
    sim_clocks_init(&world->clocks, world->setting.nodes, (uint64_t)world->setting.start_us);
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        world->nodes[i].mark_us = INT64_MIN;
        for (unsigned k = 0; k <= SIM_NODES_MAX; k++) {
            world->used_us[k][i] = INT64_MIN;
        }
    }
    return world;
}

size_t sim_snowflake_stop(void *context)
{
    sim_snowflake_world *world = context;
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        world->subject->destroy(world->nodes[i].generator);
        world->nodes[i].generator = NULL;
    }
    return world->base.memory.used;
}
