/* Begins and ends k-order worlds. */
#include "world.h"

#include <assert.h>
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

/* Asserts that the members of an event are within their ranges. */
static void check_event(const sim_korder_world *world, const sim_korder_event *e)
{
    const unsigned kind = e->head.kind;
    assert(kind > SIM_KORDER_SETTLED);
    assert(kind != SIM_KORDER_SERVED);
    assert(kind <= SIM_KORDER_CROSSED);
    assert(e->head.node < world->setting.nodes);
    assert(e->head.true_us <= SIM_CLOCK_MAX);
    assert(e->head.reading_us <= SIM_CLOCK_MAX);
    assert(e->peer < world->setting.nodes);
    assert(kind != SIM_KORDER_MADE || e->status == IDA_OK);
    assert(kind != SIM_KORDER_MADE || e->way < SIM_WAY_BOUND);
    assert(kind != SIM_KORDER_REFUSED || e->status != IDA_OK);
    assert(kind != SIM_KORDER_HEARD || e->way < SIM_KORDER_FORMS);
    assert(kind != SIM_KORDER_HEARD || e->size <= SIM_KORDER_READ_SIZE);
    assert(kind < SIM_KORDER_POSTED || kind > SIM_KORDER_HEARD || e->index < world->base.ids);
    (void)kind;
    (void)world;
}

void sim_korder_emit_at(sim_korder_world *world, unsigned kind, unsigned node, uint64_t reading_us,
                        sim_korder_event event)
{
    event.head = sim_timed_head(&world->clocks, kind, node);
    event.head.reading_us = reading_us;
    check_event(world, &event);
    sim_emit(&world->base.observers, &event);
}

void sim_korder_emit(sim_korder_world *world, unsigned kind, unsigned node, sim_korder_event event)
{
    sim_korder_emit_at(world, kind, node, sim_korder_reading(world, node), event);
}
