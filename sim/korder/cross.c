/*
 * Two threads of a node in a k-order world that make IDs at the same time.
 *
 * The first one reads the clock and calls. Between two of its steps time may pass, and the second
 * one reads the clock, stores a mark if it has to and makes some IDs. Then the first one's call
 * ends. Or the second one reads the clock, and then time passes and the first one begins.
 *
 * Events are emitted in an order in which one thread alone could have made the calls: the first
 * thread's call before the second one's if it got the lower ID or was over, and after all of them
 * if it got none. A faithful generator has one step, so there what comes in between comes first.
 * The oracle judges that order.
 */
#include "cross.h"

#include <assert.h>

#include "kernel/turns.h"
#include "make.h"

typedef struct crossing {
    sim_korder_world *world;
    unsigned node;
    uint64_t pass_us;
    bool has_read;       /* the second thread read its clock before that time passed: */
    uint64_t reading_us; /* this */
    sim_korder_manner second;
    unsigned count;
    sim_korder_event first;
    sim_korder_event calls[SIM_WAYS_CALLS_MAX];
} crossing;

static void pass(const crossing *c)
{
    sim_tally unused = {{0}, {0}};
    if (c->pass_us > 0) {
        sim_clocks_pass(&c->world->clocks, c->pass_us,
                        c->world->base.quiet ? &unused : &c->world->base.tally);
    }
}

/* The second thread. */
static void make_others(void *context)
{
    crossing *c = context;
    uint64_t reading_us = c->reading_us;
    if (!c->has_read) {
        pass(c);
        reading_us = sim_korder_reading(c->world, c->node);
    }
    assert(c->count <= SIM_WAYS_CALLS_MAX);
    if (!sim_korder_store_mark(c->world, c->node)) {
        c->count = 0;
    }
    for (unsigned i = 0; i < c->count; i++) {
        (void)sim_korder_request(c->world, c->node, reading_us, c->second, &c->calls[i]);
    }
}

/* Whether the first thread's call comes before one of the second thread's. */
static bool is_first(const crossing *c, const sim_korder_event *other)
{
    const sim_korder_event *first = &c->first;
    if (!first->flag) {
        return true;
    }
    if (c->world->setting.faithful[c->node] || first->status != IDA_OK) {
        return false;
    }
    return other->status != IDA_OK || first->local < other->local;
}

static void emit_in_order(const crossing *c)
{
    bool emitted = false;
    for (unsigned i = 0; i < c->count; i++) {
        if (!emitted && is_first(c, &c->calls[i])) {
            sim_korder_heed(c->world, c->node, &c->first);
            emitted = true;
        }
        sim_korder_heed(c->world, c->node, &c->calls[i]);
    }
    if (!emitted) {
        sim_korder_heed(c->world, c->node, &c->first);
    }
}

/* The way of the second thread: a lane is one thread's alone. */
static unsigned way_of_second(uint32_t ways, unsigned first)
{
    unsigned way = ways / SIM_WAY_BOUND % SIM_WAY_BOUND;
    return way == first && way >= SIM_WAY_LANE ? SIM_WAY_NEXT : way;
}

static void mark_crossing(sim_korder_world *world, const crossing *c)
{
    if (!c->first.flag || c->count == 0) {
        return;
    }
    sim_base_mark(&world->base, SIM_MARK_KORDER_CROSSED);
    if (c->calls[c->count - 1].status == IDA_OK && !is_first(c, &c->calls[c->count - 1])) {
        sim_base_mark(&world->base, SIM_MARK_KORDER_OVERTAKEN);
    }
}

void sim_korder_cross(sim_korder_world *world, unsigned node, uint32_t step, uint32_t how)
{
    if (world->nodes[node].generator == NULL ||
        world->base.ids > SIM_KORDER_IDS_MAX - SIM_WAYS_CALLS_MAX - 1 ||
        !sim_korder_store_mark(world, node)) {
        return;
    }
    const uint32_t ways = how % SIM_WAYS_BOUND;
    const sim_korder_manner manner = {.way = ways % SIM_WAY_BOUND};
    crossing c = {.world = world,
                  .node = node,
                  .pass_us = step / SIM_ACCESS_BOUND / 2,
                  .has_read = step / SIM_ACCESS_BOUND % 2 == 1,
                  .reading_us = world->clocks.of[node].reading,
                  .second = {.way = way_of_second(ways, manner.way)},
                  .count = 1 + how / SIM_WAYS_BOUND % SIM_WAYS_CALLS_MAX};
    if (c.has_read) {
        pass(&c);
    }
    sim_turns_begin(step % SIM_ACCESS_BOUND, make_others, &c);
    (void)sim_korder_request(world, node, sim_korder_reading(world, node), manner, &c.first);
    c.first.flag = sim_turns_end();
    mark_crossing(world, &c);
    sim_korder_emit(world, SIM_KORDER_CROSSED, node,
                    (sim_korder_event){.flag = c.first.flag,
                                       .from = step % SIM_ACCESS_BOUND,
                                       .index = c.count + 1});
    emit_in_order(&c);
}
