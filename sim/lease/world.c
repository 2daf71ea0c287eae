/* Begins and ends lease worlds. */
#include "world.h"

#include <stdlib.h>

void *sim_lease_create(const sim_config *config, const sim_run_options *options)
{
    sim_lease_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    const sim_config wrapped = sim_config_wrap(*config);
    sim_base_init(&world->base);
    world->subject = sim_subject_of(options, SIM_SCHEME_LEASE, &sim_lease_core);
    world->setting = sim_lease_setting_of(&wrapped);
    sim_clocks_init(&world->clocks, world->setting.nodes, (uint64_t)world->setting.start_us);
    /* It counts from anywhere: here from when the process was switched on. */
    sim_clocks_init(&world->steady, world->setting.nodes, 0);
    world->highest_us = world->setting.start_us;
    return world;
}

size_t sim_lease_stop(void *context)
{
    sim_lease_world *world = context;
    for (unsigned i = 0; i < SIM_LEASE_REGISTRIES_MAX; i++) {
        world->subject->destroy(world->offices[i].registry);
        world->offices[i].registry = NULL;
    }
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        world->subject->generator_end(world->tenants[i].generator);
        world->tenants[i].generator = NULL;
    }
    return world->base.memory.used;
}
