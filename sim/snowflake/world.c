/* Begins and ends Snowflake worlds, and emits their events. */
#include "world.h"

#include <assert.h>
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

/* Asserts that the members of an event are within their ranges. */
static void check_event(const sim_snowflake_world *world, const sim_snowflake_event *e)
{
    assert(e->head.kind > SIM_SNOWFLAKE_SETTLED);
    assert(e->head.kind <= SIM_SNOWFLAKE_CROSSED);
    assert(e->head.node < world->setting.nodes);
    assert(e->head.true_us <= SIM_CLOCK_MAX);
    assert(e->head.reading_us <= SIM_CLOCK_MAX);
    assert(e->head.kind != SIM_SNOWFLAKE_MINTED || e->status == IDA_OK);
    assert(e->head.kind != SIM_SNOWFLAKE_REFUSED || e->status != IDA_OK);
    assert(e->head.kind != SIM_SNOWFLAKE_LEASED || e->lease + 1 == world->lease_count);
    assert(e->head.kind != SIM_SNOWFLAKE_BEGUN || e->lease < world->lease_count);
    (void)world;
    (void)e;
}

void sim_snowflake_emit_at(sim_snowflake_world *world, unsigned kind, unsigned node,
                           uint64_t reading_us, sim_snowflake_event event)
{
    event.head = sim_timed_head(&world->clocks, kind, node);
    event.head.reading_us = reading_us;
    check_event(world, &event);
    sim_emit(&world->base.observers, &event);
}

void sim_snowflake_emit(sim_snowflake_world *world, unsigned kind, unsigned node,
                        sim_snowflake_event event)
{
    sim_snowflake_emit_at(world, kind, node, world->clocks.of[node].reading, event);
}
