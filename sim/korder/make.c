/* How a node of a k-order world makes IDs, and what that reaches. */
#include "make.h"

#include <assert.h>
#include <string.h>

static_assert(SIM_WAY_BOUND == SIM_WAY_LANE + SIM_KORDER_LANES, "each lane is a way");

/* How many IDs SPREAD asks for: the second does not begin a tick. */
#define SPREAD_IDS 2u

static void mark(sim_korder_world *world, sim_mark name)
{
    sim_base_mark(&world->base, name);
}

bool sim_korder_store_mark(sim_korder_world *world, unsigned node)
{
    sim_korder_node *n = &world->nodes[node];
    assert(n->generator != NULL);
    uint64_t now = sim_korder_reading(world, node);
    if (world->setting.faithful[node] || now < n->mark_until) {
        return true;
    }
    uint64_t lead = world->setting.lead + UINT64_C(1);
    uint64_t time = now + lead * IDA_KORDER_TICK_US + n->mark_ahead;
    ida_korder_local local = 0;
    ida_status status = world->subject->make(time, n->mark_sequence, &local);
    if (status == IDA_OK) {
        n->mark = n->marked && n->mark > local ? n->mark : local;
        n->marked = true;
        n->mark_until = now + n->mark_ahead;
    }
    sim_korder_emit(world, SIM_KORDER_MARKED, node,
                    (sim_korder_event){.status = status, .local = local, .time_us = time});
    return status == IDA_OK;
}

/* One call for an ID; both forms of it are set if it succeeds. */
static ida_status call(const sim_korder_subject *subject, sim_korder_node *n, sim_korder_event *c)
{
    const uint64_t now = c->head.reading_us;
    ida_status status;
    assert(c->way < SIM_WAY_BOUND);
    assert(n->generator != NULL);
    if (c->way == SIM_WAY_GLOBAL) {
        uint32_t number;
        status = subject->next_global(n->generator, now, &c->global);
        return status == IDA_OK ? subject->split(&c->global, n->config.drift, &c->local, &number)
                                : status;
    }
    if (c->spread) {
        status = c->way == SIM_WAY_NEXT ? subject->next_from(n->generator, now, c->from, &c->local)
                                        : subject->lane_next_from(&n->lanes[c->way - SIM_WAY_LANE],
                                                                  now, c->from, &c->local);
    } else {
        status = c->way == SIM_WAY_NEXT
                     ? subject->next(n->generator, now, &c->local)
                     : subject->lane_next(&n->lanes[c->way - SIM_WAY_LANE], now, &c->local);
    }
    return status == IDA_OK ? subject->to_global(&n->config, c->local, &c->global) : status;
}

/* An ID of a strict node. The first sequence of the next tick follows the last one of a tick. */
static void mark_strict(sim_korder_world *world, unsigned node, const sim_korder_event *made)
{
    const sim_korder_node *n = &world->nodes[node];
    bool ahead = world->subject->time_us(made->local) > made->head.reading_us;
    if (ahead) {
        mark(world, SIM_MARK_KORDER_BORROWED);
    }
    if (ahead && n->is_current && made->local % IDA_KORDER_SEQUENCE_COUNT == 0 &&
        n->local % IDA_KORDER_SEQUENCE_COUNT == IDA_KORDER_SEQUENCE_COUNT - 1) {
        mark(world, SIM_MARK_KORDER_OVERFLOW);
    }
    if (made->way >= SIM_WAY_LANE) {
        mark(world, SIM_MARK_KORDER_LANE);
    }
    if (made->spread && made->from != 0 && made->local % IDA_KORDER_SEQUENCE_COUNT == made->from) {
        mark(world,
             made->way >= SIM_WAY_LANE ? SIM_MARK_KORDER_SPREAD_LANE : SIM_MARK_KORDER_SPREAD);
    }
}

/* An ID of a faithful node. */
static void mark_faithful(sim_korder_world *world, unsigned node, const sim_korder_event *made)
{
    const sim_korder_node *n = &world->nodes[node];
    if (n->latest != SIM_KORDER_NONE && made->local <= n->local) {
        mark(world, SIM_MARK_KORDER_BACK);
    }
    if (n->is_current && made->local < n->local &&
        made->local / IDA_KORDER_SEQUENCE_COUNT == n->local / IDA_KORDER_SEQUENCE_COUNT) {
        mark(world, SIM_MARK_KORDER_WRAPPED);
    }
}

static void mark_call(sim_korder_world *world, unsigned node, const sim_korder_event *c)
{
    if (c->status == IDA_TRY_LATER) {
        mark(world, SIM_MARK_KORDER_TRY_LATER);
    } else if (c->status == IDA_INVALID_ARGUMENT) {
        mark(world, SIM_MARK_KORDER_UNFIT_START);
    } else if (c->status != IDA_OK) {
        mark(world, SIM_MARK_KORDER_EXHAUSTED);
    } else if (world->setting.faithful[node]) {
        mark_faithful(world, node, c);
    } else {
        mark_strict(world, node, c);
    }
}

bool sim_korder_request(sim_korder_world *world, unsigned node, uint64_t reading_us,
                        sim_korder_manner how, sim_korder_event *c)
{
    sim_korder_node *n = &world->nodes[node];
    assert(world->base.ids <= SIM_KORDER_IDS_MAX);
    memset(c, 0, sizeof *c);
    c->way = how.way;
    c->spread = how.spread;
    c->from = how.from;
    c->number = n->config.node;
    c->head.reading_us = reading_us;
    c->status = call(world->subject, n, c);
    return c->status == IDA_OK;
}

void sim_korder_heed(sim_korder_world *world, unsigned node, const sim_korder_event *c)
{
    sim_korder_node *n = &world->nodes[node];
    bool made = c->status == IDA_OK;
    assert(n->latest == SIM_KORDER_NONE || n->latest < world->base.ids);
    mark_call(world, node, c);
    if (made) {
        n->latest = (uint32_t)world->base.ids++;
        n->id = c->global;
        n->local = c->local;
        n->is_current = true;
    }
    sim_korder_emit_at(world, made ? SIM_KORDER_MADE : SIM_KORDER_REFUSED, node, c->head.reading_us,
                       *c);
}

/* A node makes an ID; false if it does not. */
static bool make(sim_korder_world *world, unsigned node, sim_korder_manner how)
{
    sim_korder_event c;
    if (world->base.ids == SIM_KORDER_IDS_MAX) {
        return false;
    }
    bool made = sim_korder_request(world, node, sim_korder_reading(world, node), how, &c);
    sim_korder_heed(world, node, &c);
    return made;
}

/* Returns how many it made. */
static uint32_t make_so(sim_korder_world *world, unsigned node, uint32_t count,
                        sim_korder_manner how)
{
    uint32_t made = 0;
    if (world->nodes[node].generator == NULL || !sim_korder_store_mark(world, node)) {
        return 0;
    }
    while (made < count && sim_base_is_well(&world->base) && make(world, node, how)) {
        made++;
    }
    return made;
}

uint32_t sim_korder_make_many(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way)
{
    return make_so(world, node, count, (sim_korder_manner){.way = way % SIM_WAY_BOUND});
}

/* With a start no call makes a global ID: in place of that, the same as on the second lane. */
void sim_korder_spread(sim_korder_world *world, unsigned node, uint32_t way, uint32_t start)
{
    sim_korder_manner how = {
        .way = way % SIM_WAY_BOUND, .spread = true, .from = start % IDA_KORDER_SEQUENCE_COUNT};
    how.way = how.way == SIM_WAY_GLOBAL ? SIM_WAY_LAST_LANE : how.way;
    (void)make_so(world, node, SPREAD_IDS, how);
}

void sim_korder_burst(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way)
{
    assert(world->burst <= SIM_KORDER_BURSTS);
    uint32_t left = SIM_KORDER_BURSTS - world->burst;
    count = count % SIM_BURST_BOUND + 1;
    world->burst += sim_korder_make_many(world, node, count < left ? count : left, way);
}
