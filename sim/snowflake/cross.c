/*
 * Two threads of a node in a Snowflake world that make IDs at the same time.
 *
 * The first one reads the clock and calls. Between two of its steps time may pass, and the second
 * one reads the clock and makes some IDs. Then the first one's call ends. Or the second one reads
 * the clock, and then time passes and the first one begins.
 *
 * Events are emitted in an order in which one thread alone could have made the calls: the first
 * thread's call before the second one's if it got the lower ID or was over, and after all of them
 * if it got none. The oracle judges that order, so an ID that is made twice or that is too low in
 * any order is found.
 */
#include "cross.h"

#include <assert.h>

#include "claims.h"
#include "kernel/turns.h"
#include "mint.h"

typedef struct crossing {
    sim_snowflake_world *world;
    unsigned node;
    uint64_t pass_us;
    bool has_read;       /* the second thread read its clock before that time passed: */
    uint64_t reading_us; /* this */
    sim_snowflake_manner second;
    unsigned count;
    sim_snowflake_event calls[SIM_CROSSING_CALLS_MAX];
} crossing;

static void pass(const crossing *c)
{
    if (c->pass_us > 0) {
        sim_clocks_pass(&c->world->clocks, c->pass_us, &c->world->base.tally);
    }
}

/* The second thread. */
static void make_others(void *context)
{
    crossing *c = context;
    uint64_t reading_us = c->reading_us;
    if (!c->has_read) {
        pass(c);
        reading_us = c->world->clocks.of[c->node].reading;
    }
    assert(c->count <= SIM_CROSSING_CALLS_MAX);
    for (unsigned i = 0; i < c->count; i++) {
        sim_snowflake_ask(c->world, c->node, reading_us, c->second, &c->calls[i]);
    }
}

/* Whether the first thread's call comes before one of the second thread's. */
static bool is_first(const sim_snowflake_event *first, const sim_snowflake_event *other)
{
    return !first->crossed ||
           (first->status == IDA_OK && (other->status != IDA_OK || first->id < other->id));
}

static void emit_in_order(crossing *c, sim_snowflake_event *first)
{
    bool emitted = false;
    for (unsigned i = 0; i < c->count; i++) {
        if (!emitted && is_first(first, &c->calls[i])) {
            sim_snowflake_heed(c->world, c->node, first);
            emitted = true;
        }
        sim_snowflake_heed(c->world, c->node, &c->calls[i]);
    }
    if (!emitted) {
        sim_snowflake_heed(c->world, c->node, first);
    }
}

/* The lane of the second thread: a lane is one thread's alone. */
static unsigned lane_of_second(uint32_t lanes, unsigned first)
{
    unsigned lane = lanes / SIM_LANE_BOUND % SIM_LANE_BOUND;
    return lane == first ? SIM_LANE_NONE : lane;
}

static void mark_crossing(sim_snowflake_world *world, const crossing *c,
                          const sim_snowflake_event *first)
{
    const sim_snowflake_event *last = &c->calls[c->count - 1];
    if (!first->crossed) {
        return;
    }
    sim_base_mark(&world->base, SIM_MARK_FLAKE_CROSSED);
    if (last->status == IDA_OK && !is_first(first, last)) {
        sim_base_mark(&world->base, SIM_MARK_FLAKE_OVERTAKEN);
    }
}

void sim_snowflake_cross(sim_snowflake_world *world, unsigned node, uint32_t step, uint32_t how)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator == NULL || world->subject->lane_of == NULL ||
        !sim_claims(world->subject->unclaimed, IDSIM_CLAIM_TURNS)) {
        return;
    }
    const uint32_t lanes = how % SIM_CROSSING_BOUND;
    const sim_snowflake_manner manner = {.lane = lanes % SIM_LANE_BOUND};
    crossing c = {.world = world,
                  .node = node,
                  .pass_us = step / SIM_ACCESS_BOUND / 2,
                  .has_read = step / SIM_ACCESS_BOUND % 2 == 1,
                  .reading_us = world->clocks.of[node].reading,
                  .second = {.lane = lane_of_second(lanes, manner.lane)},
                  .count = 1 + how / SIM_CROSSING_BOUND % SIM_CROSSING_CALLS_MAX};
    sim_snowflake_event first;
    if (c.has_read) {
        pass(&c);
    }
    sim_turns_begin(step % SIM_ACCESS_BOUND, make_others, &c);
    sim_snowflake_ask(world, node, world->clocks.of[node].reading, manner, &first);
    first.crossed = sim_turns_end();
    n->waits = false;
    mark_crossing(world, &c, &first);
    sim_snowflake_emit(world, SIM_SNOWFLAKE_CROSSED, node,
                       (sim_snowflake_event){.flag = first.crossed,
                                             .calls = c.count + 1,
                                             .from = step % SIM_ACCESS_BOUND});
    emit_in_order(&c, &first);
}
