/* What each op does in a Snowflake world. */
#include "world.h"

#include <assert.h>

#include "claims.h"
#include "cross.h"
#include "mint.h"

static void mark(sim_snowflake_world *world, sim_mark name)
{
    sim_base_mark(&world->base, name);
}

static bool claims(const sim_snowflake_world *world, idsim_claim claim)
{
    return sim_claims(world->subject->unclaimed, claim);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A time plus an interval, capped at the latest time. */
static int64_t after(int64_t time_us, int64_t amount_us)
{
    return time_us > INT64_MAX - amount_us ? INT64_MAX : time_us + amount_us;
}

/* --- Leases. --- */

/* The time from which a number is free; INT64_MIN if it was never leased. */
static int64_t free_from(const sim_snowflake_world *world, uint64_t number)
{
    int64_t free_us = INT64_MIN;
    for (uint32_t i = 0; i < world->lease_count; i++) {
        if (world->leases[i].number == number) {
            free_us = later(free_us, world->leases[i].end_us);
        }
    }
    return free_us;
}

static bool overlaps(const sim_snowflake_world *world, const sim_lease *lease)
{
    for (uint32_t i = 0; i < world->lease_count; i++) {
        const sim_lease *other = &world->leases[i];
        if (other->number == lease->number && other->start_us < lease->end_us &&
            lease->start_us < other->end_us) {
            return true;
        }
    }
    return false;
}

static bool was_anothers(const sim_snowflake_world *world, uint64_t number, unsigned node)
{
    for (uint32_t i = 0; i < world->lease_count; i++) {
        if (world->leases[i].number == number && world->leases[i].node != node) {
            return true;
        }
    }
    return false;
}

/*
 * The lease that the master gives; false if a careful one has no time of that number left to give.
 */
static bool make_lease(const sim_snowflake_world *world, uint64_t number, bool careless,
                       sim_lease *lease)
{
    int64_t now_us = sim_snowflake_reading(world, 0);
    int64_t free_us = careless ? INT64_MIN : free_from(world, number);
    lease->number = number;
    if (!world->setting.leases_end) {
        lease->start_us = INT64_MIN;
        lease->end_us = INT64_MAX;
        return free_us == INT64_MIN;
    }
    lease->start_us = later(now_us, free_us);
    lease->end_us = after(lease->start_us, world->setting.length_us);
    return lease->start_us < lease->end_us;
}

static void lease_out(sim_snowflake_world *world, unsigned node, uint32_t which, bool careless)
{
    sim_holder *n = &world->nodes[node];
    uint64_t number = world->setting.first_number + which % world->setting.numbers;
    sim_lease lease = {.used_us = INT64_MIN, .node = (uint8_t)node};
    if (n->generator != NULL || world->lease_count == SIM_LEASES_MAX ||
        !make_lease(world, number, careless, &lease)) {
        return;
    }
    bool overlap = overlaps(world, &lease);
    assert(careless || !overlap);
    assert(lease.start_us < lease.end_us);
    assert(number >= world->setting.first_number);
    assert(number - world->setting.first_number < world->setting.numbers);
    assert(world->lease_count < SIM_LEASES_MAX);
    if (overlap) {
        sim_base_fault(&world->base, SIM_FAULT_LEASE_OVERLAP);
    }
    if (was_anothers(world, number, node)) {
        mark(world, SIM_MARK_FLAKE_REASSIGNED);
    }
    n->has_lease = true;
    n->lease = world->lease_count;
    n->mark_us = INT64_MIN;
    n->crashed = false;
    world->leases[world->lease_count++] = lease;
    sim_snowflake_emit(world, SIM_SNOWFLAKE_LEASED, node,
                       (sim_snowflake_event){.number = number,
                                             .start_us = lease.start_us,
                                             .end_us = lease.end_us,
                                             .flag = overlap,
                                             .lease = n->lease});
}

/* --- Nodes. --- */

/*
 * The mark that a node stores before it begins, where nodes store ahead: the end of the time it may
 * use.
 */
static int64_t store_ahead(sim_snowflake_world *world, unsigned node, int64_t end_us)
{
    sim_holder *n = &world->nodes[node];
    assert(world->setting.stores_ahead);
    assert(n->has_lease);
    int64_t from_us = later(n->mark_us, world->leases[n->lease].start_us);
    from_us = later(from_us, sim_snowflake_reading(world, node));
    n->mark_us = later(n->mark_us, earlier(end_us, after(from_us, world->setting.ahead_us)));
    return earlier(n->mark_us, end_us);
}

static ida_snowflake_config config_of(const sim_snowflake_world *world, unsigned node)
{
    const sim_holder *n = &world->nodes[node];
    const sim_lease *lease = &world->leases[n->lease];
    assert(n->lease < world->lease_count);
    assert(lease->node == node);
    return (ida_snowflake_config){.layout = world->setting.layout,
                                  .policy = world->setting.policy,
                                  .coordinator = lease->number,
                                  .lease_start_us = lease->start_us,
                                  .lease_end_us = lease->end_us,
                                  .high_water_us = n->mark_us};
}

static void mark_begun(sim_snowflake_world *world, const sim_holder *n, int64_t mark_us)
{
    if (mark_us < world->leases[n->lease].used_us) {
        sim_base_fault(&world->base, SIM_FAULT_MARK_LOST);
    }
    if (mark_us != INT64_MIN && !n->crashed) {
        mark(world, SIM_MARK_FLAKE_RESUMED);
    } else if (mark_us != INT64_MIN && world->setting.stores_ahead) {
        mark(world, SIM_MARK_FLAKE_RESUMED_AHEAD);
    }
}

static void make_lanes(sim_snowflake_world *world, unsigned node)
{
    sim_holder *n = &world->nodes[node];
    n->highest_id = 0;
    for (unsigned i = 0; world->subject->lane_of != NULL && i < SIM_SNOWFLAKE_LANES; i++) {
        n->lanes[i] = world->subject->lane_of(n->generator, sim_snowflake_block(node, i));
    }
}

static void bring_up(sim_snowflake_world *world, unsigned node, const ida_snowflake_config *config)
{
    sim_holder *n = &world->nodes[node];
    assert(n->generator == NULL);
    ida_status status = world->subject->create(&world->base.allocator, config, &n->generator);
    sim_base_see(&world->base, status);
    n->generator = status == IDA_OK ? n->generator : NULL;
    n->end_us = config->lease_end_us;
    n->before_us = world->leases[n->lease].used_us;
    n->waits = false;
    if (n->generator == NULL) {
        mark(world, SIM_MARK_FLAKE_UNFIT);
    } else {
        mark_begun(world, n, config->high_water_us);
        make_lanes(world, node);
    }
    sim_snowflake_emit(world, SIM_SNOWFLAKE_BEGUN, node,
                       (sim_snowflake_event){.lease = n->lease,
                                             .number = config->coordinator,
                                             .start_us = config->lease_start_us,
                                             .end_us = config->lease_end_us,
                                             .mark_us = config->high_water_us,
                                             .status = status});
}

static void begin(sim_snowflake_world *world, unsigned node, uint32_t how)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator != NULL || !n->has_lease) {
        return;
    }
    how %= SIM_MISTAKE_BOUND;
    if (!claims(world, IDSIM_CLAIM_EXACT)) {
        how = SIM_MISTAKE_NONE;
    }
    if (!claims(world, IDSIM_CLAIM_MARKS)) {
        n->mark_us = INT64_MIN;
    }
    if (how == SIM_MISTAKE_NO_MARK) {
        n->mark_us = INT64_MIN;
    }
    ida_snowflake_config config = config_of(world, node);
    if (how == SIM_MISTAKE_LARGE_NUMBER) {
        config.coordinator += UINT64_C(1) << config.layout.coordinator_bits;
    } else if (how == SIM_MISTAKE_WRONG_LEASE) {
        config.lease_start_us = config.lease_end_us;
        config.lease_end_us = INT64_MIN;
    } else if (world->setting.stores_ahead) {
        config.lease_end_us = store_ahead(world, node, config.lease_end_us);
    }
    bring_up(world, node, &config);
}

static void halt(sim_snowflake_world *world, unsigned node, bool crash)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator == NULL) {
        return;
    }
    if (crash) {
        sim_base_fault(&world->base, SIM_FAULT_CRASH);
    } else {
        n->mark_us = world->subject->high_water(n->generator);
    }
    n->crashed = crash;
    world->subject->destroy(n->generator);
    n->generator = NULL;
    sim_snowflake_emit(world, SIM_SNOWFLAKE_HALTED, node,
                       (sim_snowflake_event){.flag = crash, .mark_us = n->mark_us});
}

/*
 * Extends the time that a node may use. It is stored first; the master agrees if no later lease
 * follows.
 */
static int64_t later_end(sim_snowflake_world *world, unsigned node)
{
    sim_holder *n = &world->nodes[node];
    sim_lease *lease = &world->leases[n->lease];
    assert(n->has_lease);
    assert(n->end_us <= lease->end_us);
    bool at_end = n->end_us == lease->end_us;
    if (at_end && world->setting.leases_end && free_from(world, lease->number) == lease->end_us) {
        int64_t from_us = later(lease->end_us, sim_snowflake_reading(world, 0));
        lease->end_us = after(from_us, world->setting.length_us);
    }
    if (!world->setting.stores_ahead) {
        return lease->end_us;
    }
    return later(n->end_us, store_ahead(world, node, lease->end_us));
}

static void extend(sim_snowflake_world *world, unsigned node, bool back)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator == NULL || (back && n->end_us == INT64_MIN)) {
        return;
    }
    int64_t end_us = back ? n->end_us - 1 : later_end(world, node);
    assert(back == (end_us < n->end_us));
    ida_status status = world->subject->renew(n->generator, end_us);
    mark(world, back ? SIM_MARK_FLAKE_SHORTENED : SIM_MARK_FLAKE_EXTENDED);
    if (!back) {
        n->end_us = end_us;
        n->waits = false;
    }
    sim_snowflake_emit(world, SIM_SNOWFLAKE_EXTENDED, node,
                       (sim_snowflake_event){.end_us = end_us, .status = status});
}
/* --- Ops. --- */

static void perform(void *context, const sim_op *op)
{
    sim_snowflake_world *world = context;
    unsigned node = op->args[0] % world->setting.nodes;
    switch (op->code) {
    case SIM_OP_LEASE:
        lease_out(world, node, op->args[1],
                  op->args[2] % 2 == SIM_FLAG_YES && claims(world, IDSIM_CLAIM_LEASES));
        break;
    case SIM_OP_BEGIN:
        begin(world, node, op->args[1]);
        break;
    case SIM_OP_MINT:
        sim_snowflake_mint(world, node, op->args[1]);
        break;
    case SIM_OP_LANE:
        sim_snowflake_mint_so(world, node, op->args[1],
                              (sim_snowflake_manner){.lane = op->args[2] % SIM_LANE_BOUND});
        break;
    case SIM_OP_MINT_FROM:
        sim_snowflake_mint_so(world, node, 1,
                              (sim_snowflake_manner){.lane = op->args[2] % SIM_LANE_BOUND,
                                                     .begins = true,
                                                     .from = op->args[1]});
        break;
    case SIM_OP_CROSS:
        sim_snowflake_cross(world, node, op->args[1], op->args[2]);
        break;
    case SIM_OP_AWAIT:
        sim_snowflake_await(world, node);
        break;
    case SIM_OP_EXTEND:
        extend(world, node, op->args[1] % 2 == SIM_FLAG_YES);
        break;
    case SIM_OP_HALT:
        halt(world, node, op->args[1] % 2 == SIM_FLAG_YES);
        break;
    default:
        break;
    }
}

void sim_snowflake_execute(void *context, const sim_op *op)
{
    sim_snowflake_world *world = context;
    sim_timed_execute(&world->base, &world->clocks, &world->base.tally, world->subject->unclaimed,
                      op, perform);
}
