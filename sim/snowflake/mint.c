/* How a node of a Snowflake world asks for IDs, and what that reaches. */
#include "mint.h"

#include <assert.h>

/* The most true time that passes while a node waits; then it asks again. */
#define AWAIT_MAX UINT64_C(3600000000)
/* A wait ends in fewer steps: each passes most of the rest, whatever the drift. */
#define AWAIT_STEPS 100u

static void mark(sim_snowflake_world *world, sim_mark name)
{
    sim_base_mark(&world->base, name);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* A time plus an interval, capped at the latest time. */
static int64_t after(int64_t time_us, int64_t amount_us)
{
    return time_us > INT64_MAX - amount_us ? INT64_MAX : time_us + amount_us;
}

/* Whether a time was already used, by another node with the number or by another run. */
static bool was_used(const sim_snowflake_world *world, unsigned node, int64_t time_us)
{
    const sim_holder *n = &world->nodes[node];
    uint64_t which = world->leases[n->lease].number - world->setting.first_number;
    assert(which < world->setting.numbers);
    bool used = time_us < n->before_us;
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        used = used || (i != node && time_us < world->used_us[which][i]);
    }
    return used;
}

static void note_used(sim_snowflake_world *world, unsigned node, int64_t time_us)
{
    sim_lease *lease = &world->leases[world->nodes[node].lease];
    assert(lease->node == node);
    assert(lease->number - world->setting.first_number < world->setting.numbers);
    int64_t *used_us = &world->used_us[lease->number - world->setting.first_number][node];
    int64_t end_us = after(time_us, (int64_t)world->setting.layout.unit_us);
    lease->used_us = later(lease->used_us, end_us);
    *used_us = later(*used_us, end_us);
}

/* Counts the marks of an ID. */
static void mark_made(sim_snowflake_world *world, unsigned node, uint64_t id, int64_t now_us)
{
    const ida_snowflake_layout *layout = &world->setting.layout;
    ida_snowflake_parts parts;
    if (world->subject->decompose(layout, id, &parts) != IDA_OK) {
        return;
    }
    if (was_used(world, node, parts.time_us)) {
        mark(world, SIM_MARK_FLAKE_REUSED);
    }
    note_used(world, node, parts.time_us);
    if (parts.time_us > now_us) {
        mark(world, SIM_MARK_FLAKE_AHEAD);
    }
    if (parts.sequence + 1 == UINT64_C(1) << layout->sequence_bits) {
        mark(world, SIM_MARK_FLAKE_FULL);
    }
}

/* What a call with a lane or a start has reached. */
static void mark_lane(sim_snowflake_world *world, unsigned node, const sim_snowflake_event *call)
{
    const uint64_t sequences = UINT64_C(1) << world->setting.layout.sequence_bits;
    const sim_holder *n = &world->nodes[node];
    ida_snowflake_parts parts;
    if (call->status == IDA_INVALID_ARGUMENT) {
        mark(world, SIM_MARK_FLAKE_UNFIT_START);
    }
    if (call->lane != SIM_LANE_NONE && call->status == IDA_OK) {
        mark(world, SIM_MARK_FLAKE_LANE);
        if (call->id < n->highest_id) {
            mark(world, SIM_MARK_FLAKE_LANE_LEFT);
        }
    }
    if (call->lane != SIM_LANE_NONE && call->status == IDA_CLOCK_BEHIND &&
        n->lanes[call->lane].left != 0) {
        mark(world, SIM_MARK_FLAKE_LANE_HELD);
    }
    if (call->status == IDA_OK && call->from != 0 && call->from < sequences &&
        world->subject->decompose(&world->setting.layout, call->id, &parts) == IDA_OK &&
        parts.sequence == call->from) {
        mark(world, SIM_MARK_FLAKE_SPREAD);
    }
}

static void mark_call(sim_snowflake_world *world, unsigned node, const sim_snowflake_event *call)
{
    int64_t now_us = (int64_t)call->head.reading_us;
    switch (call->status) {
    case IDA_OK:
        mark(world, SIM_MARK_FLAKE_MADE);
        if (call->was_refused && now_us == call->told_us) {
            mark(world, SIM_MARK_FLAKE_AWAITED);
        }
        mark_made(world, node, call->id, now_us);
        break;
    case IDA_TRY_LATER:
        mark(world, SIM_MARK_FLAKE_LATER);
        break;
    case IDA_CLOCK_BEHIND:
        mark(world, SIM_MARK_FLAKE_BEHIND);
        break;
    case IDA_LEASE_EXPIRED:
        mark(world, SIM_MARK_FLAKE_EXPIRED);
        break;
    case IDA_EXHAUSTED:
        mark(world, SIM_MARK_FLAKE_EXHAUSTED);
        break;
    default:
        break;
    }
    if (now_us < world->setting.layout.epoch_us) {
        mark(world, SIM_MARK_FLAKE_BEFORE_EPOCH);
    }
}

static ida_status ask(const sim_snowflake_subject *subject, sim_holder *n, sim_snowflake_manner how,
                      sim_snowflake_event *call)
{
    const int64_t now_us = (int64_t)call->head.reading_us;
    if (how.lane == SIM_LANE_NONE) {
        return how.begins
                   ? subject->next_from(n->generator, now_us, how.from, &call->id, &call->try_at_us)
                   : subject->next(n->generator, now_us, &call->id, &call->try_at_us);
    }
    ida_snowflake_lane *lane = &n->lanes[how.lane];
    return how.begins ? subject->lane_next_from(lane, now_us, how.from, &call->id, &call->try_at_us)
                      : subject->lane_next(lane, now_us, &call->id, &call->try_at_us);
}

void sim_snowflake_ask(sim_snowflake_world *world, unsigned node, uint64_t reading_us,
                       sim_snowflake_manner how, sim_snowflake_event *call)
{
    sim_holder *n = &world->nodes[node];
    assert(n->generator != NULL);
    assert(n->has_lease);
    *call = (sim_snowflake_event){.id = SIM_UNTOUCHED_ID,
                                  .try_at_us = SIM_UNTOUCHED_TRY_AT,
                                  .lane = how.lane,
                                  .begins = how.begins,
                                  .from = how.from};
    call->head.reading_us = reading_us;
    call->status = ask(world->subject, n, how, call);
}

void sim_snowflake_heed(sim_snowflake_world *world, unsigned node, sim_snowflake_event *call)
{
    sim_holder *n = &world->nodes[node];
    bool made = call->status == IDA_OK;
    mark_call(world, node, call);
    mark_lane(world, node, call);
    world->base.ids += made;
    n->highest_id = made && call->id > n->highest_id ? call->id : n->highest_id;
    sim_snowflake_emit_at(world, made ? SIM_SNOWFLAKE_MINTED : SIM_SNOWFLAKE_REFUSED, node,
                          call->head.reading_us, *call);
}

static bool mint_one(sim_snowflake_world *world, unsigned node, sim_snowflake_manner how)
{
    sim_holder *n = &world->nodes[node];
    /* What a lane takes, nobody promised to leave. */
    const bool plain = how.lane == SIM_LANE_NONE && !how.begins;
    sim_snowflake_event call;
    sim_snowflake_ask(world, node, world->clocks.of[node].reading, how, &call);
    call.was_refused = plain && n->waits;
    call.told_us = n->try_at_us;
    n->waits = plain && (call.status == IDA_CLOCK_BEHIND || call.status == IDA_TRY_LATER);
    n->try_at_us = call.try_at_us;
    sim_snowflake_heed(world, node, &call);
    return call.status == IDA_OK;
}

void sim_snowflake_mint_so(sim_snowflake_world *world, unsigned node, uint32_t count,
                           sim_snowflake_manner how)
{
    if (world->nodes[node].generator == NULL || world->subject->lane_of == NULL) {
        return;
    }
    bool made = true;
    for (uint32_t i = 0; i <= count % SIM_BATCH_BOUND && made; i++) {
        made = mint_one(world, node, how);
    }
}

void sim_snowflake_mint(sim_snowflake_world *world, unsigned node, uint32_t count)
{
    if (world->nodes[node].generator == NULL) {
        return;
    }
    bool made = true;
    for (uint32_t i = 0; i <= count % SIM_BATCH_BOUND && made; i++) {
        made = mint_one(world, node, SIM_SNOWFLAKE_USUAL);
    }
}

/* Lets true time pass until a clock reads a time, if it ever does. */
static void pass_until(sim_snowflake_world *world, unsigned node, int64_t time_us)
{
    uint64_t most = world->base.quiet ? SIM_CLOCK_MAX : AWAIT_MAX;
    for (unsigned i = 0; i < AWAIT_STEPS; i++) {
        int64_t reading_us = sim_snowflake_reading(world, node);
        if (reading_us >= time_us || most == 0) {
            return;
        }
        /* No clock gains more than a fifth, so none passes the time by more than a microsecond. */
        uint64_t left = (uint64_t)time_us - (uint64_t)reading_us;
        uint64_t step = left - left / 6;
        step = step < most ? step : most;
        assert(step > 0);
        most -= step;
        sim_clocks_pass(&world->clocks, step, &world->base.tally);
        assert(sim_snowflake_reading(world, node) - 1 <= time_us);
    }
}

void sim_snowflake_await(sim_snowflake_world *world, unsigned node)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator == NULL || !n->waits) {
        return;
    }
    pass_until(world, node, n->try_at_us);
    sim_snowflake_emit(world, SIM_SNOWFLAKE_AWAITED, node,
                       (sim_snowflake_event){.try_at_us = n->try_at_us});
    (void)mint_one(world, node, SIM_SNOWFLAKE_USUAL);
}
