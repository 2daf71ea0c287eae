/* Snowflake worlds: what they hold, and what each op does. */
#include "world.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/accounting.h"
#include "snowflake/oracle/oracle.h"

#define NOTE(world, kind, ...)                                                                     \
    sim_trace_event(&(world)->trace, (kind), (const uint64_t[]){__VA_ARGS__},                      \
                    sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))
#define TELL(world, ...) sim_trace_tell(&(world)->trace, __VA_ARGS__)

/* How a node begins, mod 8; what is not named is as it should be. */
enum { HOW_MARK_LOST = 5, HOW_LARGE_NUMBER, HOW_WRONG_LEASE, HOWS };

/* A wait comes to its end in fewer steps: each passes most of what is left, whatever the drift. */
#define AWAIT_STEPS 100u

/* Room for a time in words. */
#define MOMENT 24u

static void mark(sim_snowflake_world *world, sim_mark name)
{
    world->tally.marks[name] += world->quiet ? 0 : 1;
}

static void fault(sim_snowflake_world *world, sim_fault name)
{
    world->tally.faults[name] += world->quiet ? 0 : 1;
}

/* A time in words. */
static const char *moment(int64_t time_us, char text[MOMENT])
{
    if (time_us == INT64_MIN || time_us == INT64_MAX) {
        return time_us < 0 ? "none" : "the end";
    }
    (void)snprintf(text, MOMENT, "%" PRId64, time_us);
    return text;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* So much after a time, which is as late as can be at most. */
static int64_t after(int64_t time_us, int64_t amount_us)
{
    return time_us > INT64_MAX - amount_us ? INT64_MAX : time_us + amount_us;
}

sim_snowflake_world *sim_snowflake_create(const sim_config *config,
                                          const sim_snowflake_subject *subject)
{
    sim_snowflake_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    world->config = sim_config_wrap(*config);
    world->setting = sim_snowflake_setting_of(&world->config);
    world->subject = subject;
    world->memory.limit = SIM_MEMORY_LIMIT;
    world->allocator = sim_memory_allocator(&world->memory);
    sim_clocks_init(&world->clocks, world->config.nodes, (uint64_t)world->setting.start_us);
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        world->nodes[i].mark_us = INT64_MIN;
        for (unsigned k = 0; k <= SIM_NODES_MAX; k++) {
            world->used_us[k][i] = INT64_MIN;
        }
    }
    sim_trace_init(&world->trace);
    return world;
}

size_t sim_snowflake_stop(sim_snowflake_world *world)
{
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        world->subject->destroy(world->nodes[i].generator);
        world->nodes[i].generator = NULL;
    }
    return world->memory.used;
}

void sim_snowflake_destroy(sim_snowflake_world *world)
{
    if (world == NULL) {
        return;
    }
    (void)sim_snowflake_stop(world);
    sim_memory_free_all(&world->memory);
    free(world);
}

int64_t sim_snowflake_reading(const sim_snowflake_world *world, unsigned node)
{
    return (int64_t)world->clocks.of[node].reading;
}

/* --- Leases. --- */

/* From when on a number is nobody's; INT64_MIN if it never was anybody's. */
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

/* What the master gives; false if a careful one has nothing left to give of that number. */
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
    if (overlap) {
        fault(world, SIM_FAULT_LEASE_OVERLAP);
    }
    if (was_anothers(world, number, node)) {
        mark(world, SIM_MARK_FLAKE_REASSIGNED);
    }
    n->has_lease = true;
    n->lease = world->lease_count;
    n->mark_us = INT64_MIN;
    n->crashed = false;
    world->leases[world->lease_count++] = lease;
    NOTE(world, SIM_EVENT_OPENED, node, number, (uint64_t)lease.start_us, (uint64_t)lease.end_us);
    char start[MOMENT];
    char end[MOMENT];
    TELL(world, "node %u leases coordinator number %" PRIu64 " from %s to %s%s", node, number,
         moment(lease.start_us, start), moment(lease.end_us, end),
         overlap ? ", some of which is given" : "");
}

/* --- Nodes. --- */

/* What a node stores before it begins, where nodes store ahead: the end of what it may use. */
static int64_t store_ahead(sim_snowflake_world *world, unsigned node, int64_t end_us)
{
    sim_holder *n = &world->nodes[node];
    int64_t from_us = later(n->mark_us, world->leases[n->lease].start_us);
    from_us = later(from_us, sim_snowflake_reading(world, node));
    n->mark_us = later(n->mark_us, earlier(end_us, after(from_us, world->setting.ahead_us)));
    return earlier(n->mark_us, end_us);
}

static ida_snowflake_config config_of(const sim_snowflake_world *world, unsigned node)
{
    const sim_holder *n = &world->nodes[node];
    const sim_lease *lease = &world->leases[n->lease];
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
        fault(world, SIM_FAULT_MARK_LOST);
    }
    if (mark_us != INT64_MIN && !n->crashed) {
        mark(world, SIM_MARK_FLAKE_RESUMED);
    } else if (mark_us != INT64_MIN && world->setting.stores_ahead) {
        mark(world, SIM_MARK_FLAKE_RESUMED_AHEAD);
    }
}

static void bring_up(sim_snowflake_world *world, unsigned node, const ida_snowflake_config *config)
{
    sim_holder *n = &world->nodes[node];
    ida_status status = world->subject->create(&world->allocator, config, &n->generator);
    /* That ends the run, if there was none: to say so wrongly is a failure. */
    world->out_of_memory =
        world->out_of_memory || (status == IDA_NO_MEMORY && world->memory.failures > 0);
    n->generator = status == IDA_OK ? n->generator : NULL;
    n->end_us = config->lease_end_us;
    n->before_us = world->leases[n->lease].used_us;
    n->waits = false;
    NOTE(world, SIM_EVENT_NODE, node, (uint64_t)status, config->coordinator,
         (uint64_t)config->high_water_us, (uint64_t)config->lease_end_us);
    char end[MOMENT];
    char from[MOMENT];
    TELL(world, "node %u begins as %" PRIu64 ", mark %s, up to %s: %s", node, config->coordinator,
         moment(config->high_water_us, from), moment(config->lease_end_us, end),
         ida_status_name(status));
    if (world->oracle != NULL) {
        sim_snowflake_begun(world->oracle, node, config, status);
    }
}

static void begin(sim_snowflake_world *world, unsigned node, uint32_t how)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator != NULL || !n->has_lease) {
        return;
    }
    how %= HOWS;
    if (how == HOW_MARK_LOST) {
        n->mark_us = INT64_MIN;
    }
    ida_snowflake_config config = config_of(world, node);
    if (how == HOW_LARGE_NUMBER) {
        config.coordinator += UINT64_C(1) << config.layout.coordinator_bits;
    } else if (how == HOW_WRONG_LEASE) {
        config.lease_start_us = config.lease_end_us;
        config.lease_end_us = INT64_MIN;
    } else if (world->setting.stores_ahead) {
        config.lease_end_us = store_ahead(world, node, config.lease_end_us);
    }
    bring_up(world, node, &config);
    if (n->generator == NULL) {
        mark(world, SIM_MARK_FLAKE_UNFIT);
    } else {
        mark_begun(world, n, config.high_water_us);
    }
}

static void halt(sim_snowflake_world *world, unsigned node, bool crash)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator == NULL) {
        return;
    }
    if (crash) {
        fault(world, SIM_FAULT_CRASH);
    } else {
        n->mark_us = world->subject->high_water(n->generator);
    }
    n->crashed = crash;
    if (world->oracle != NULL) {
        sim_snowflake_halting(world->oracle, node);
    }
    world->subject->destroy(n->generator);
    n->generator = NULL;
    NOTE(world, SIM_EVENT_SAVED, node, crash, (uint64_t)n->mark_us);
    char text[MOMENT];
    TELL(world, "node %u %s; its mark: %s", node, crash ? "crashes" : "stops",
         moment(n->mark_us, text));
}

/* A later end of what a node may use. It is stored first; the master agrees if nobody is next. */
static int64_t later_end(sim_snowflake_world *world, unsigned node)
{
    sim_holder *n = &world->nodes[node];
    sim_lease *lease = &world->leases[n->lease];
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
    ida_status status = world->subject->renew(n->generator, end_us);
    NOTE(world, SIM_EVENT_TAKEN, node, (uint64_t)status, (uint64_t)end_us);
    char end[MOMENT];
    TELL(world, "node %u may use time up to %s: %s", node, moment(end_us, end),
         ida_status_name(status));
    if (back) {
        mark(world, SIM_MARK_FLAKE_SHORTENED);
    } else {
        mark(world, SIM_MARK_FLAKE_EXTENDED);
        n->end_us = end_us;
        n->waits = false;
    }
    if (world->oracle != NULL) {
        sim_snowflake_extended(world->oracle, node, end_us, status);
    }
}

/* --- IDs. --- */

/* Whether a time was used before, by another node with the number or by another run. */
static bool was_used(const sim_snowflake_world *world, unsigned node, int64_t time_us)
{
    const sim_holder *n = &world->nodes[node];
    uint64_t which = world->leases[n->lease].number - world->setting.first_number;
    bool used = time_us < n->before_us;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        used = used || (i != node && time_us < world->used_us[which][i]);
    }
    return used;
}

static void note_used(sim_snowflake_world *world, unsigned node, int64_t time_us)
{
    sim_lease *lease = &world->leases[world->nodes[node].lease];
    int64_t *used_us = &world->used_us[lease->number - world->setting.first_number][node];
    int64_t end_us = after(time_us, (int64_t)world->setting.layout.unit_us);
    lease->used_us = later(lease->used_us, end_us);
    *used_us = later(*used_us, end_us);
}

/* What an ID says of itself. */
static void mark_made(sim_snowflake_world *world, unsigned node, const sim_minted *minted)
{
    const ida_snowflake_layout *layout = &world->setting.layout;
    const sim_holder *n = &world->nodes[node];
    ida_snowflake_parts parts;
    mark(world, SIM_MARK_FLAKE_MADE);
    if (n->waits && minted->now_us == n->try_at_us) {
        mark(world, SIM_MARK_FLAKE_AWAITED);
    }
    if (world->subject->decompose(layout, minted->id, &parts) != IDA_OK) {
        return;
    }
    if (was_used(world, node, parts.time_us)) {
        mark(world, SIM_MARK_FLAKE_REUSED);
    }
    note_used(world, node, parts.time_us);
    if (parts.time_us > minted->now_us) {
        mark(world, SIM_MARK_FLAKE_AHEAD);
    }
    if (parts.sequence + 1 == UINT64_C(1) << layout->sequence_bits) {
        mark(world, SIM_MARK_FLAKE_FULL);
    }
}

static void mark_minted(sim_snowflake_world *world, unsigned node, const sim_minted *minted)
{
    switch (minted->status) {
    case IDA_OK:
        mark_made(world, node, minted);
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
    if (minted->now_us < world->setting.layout.epoch_us) {
        mark(world, SIM_MARK_FLAKE_BEFORE_EPOCH);
    }
}

static void tell_minted(sim_snowflake_world *world, unsigned node, const sim_minted *minted)
{
    if (minted->status == IDA_OK) {
        TELL(world, "node %u makes %" PRIu64 " at %" PRId64, node, minted->id, minted->now_us);
    } else {
        TELL(world, "node %u makes nothing at %" PRId64 ": %s", node, minted->now_us,
             ida_status_name(minted->status));
    }
}

static ida_status mint_one(sim_snowflake_world *world, unsigned node)
{
    sim_holder *n = &world->nodes[node];
    sim_minted minted = {.now_us = sim_snowflake_reading(world, node),
                         .id = SIM_UNTOUCHED_ID,
                         .try_at_us = SIM_UNTOUCHED_TRY_AT};
    minted.status =
        world->subject->next(n->generator, minted.now_us, &minted.id, &minted.try_at_us);
    NOTE(world, SIM_EVENT_GENERATED, node, (uint64_t)minted.status, minted.id,
         (uint64_t)minted.try_at_us);
    tell_minted(world, node, &minted);
    mark_minted(world, node, &minted);
    if (world->oracle != NULL) {
        sim_snowflake_minted(world->oracle, node, &minted);
    }
    world->ids += minted.status == IDA_OK;
    n->waits = minted.status == IDA_CLOCK_BEHIND || minted.status == IDA_TRY_LATER;
    n->try_at_us = minted.try_at_us;
    return minted.status;
}

static void mint(sim_snowflake_world *world, unsigned node, uint32_t count)
{
    if (world->nodes[node].generator == NULL) {
        return;
    }
    ida_status status = IDA_OK;
    for (uint32_t i = 0; i <= count % SIM_MINT_MAX && status == IDA_OK; i++) {
        status = mint_one(world, node);
    }
}

/* Lets true time pass until a clock reads a time, if it comes to that. */
static void pass_until(sim_snowflake_world *world, unsigned node, int64_t time_us)
{
    uint64_t most = world->quiet ? SIM_CLOCK_MAX : SIM_AWAIT_MAX;
    for (unsigned i = 0; i < AWAIT_STEPS; i++) {
        int64_t reading_us = sim_snowflake_reading(world, node);
        if (reading_us >= time_us || most == 0) {
            return;
        }
        /* No clock gains more than a fifth, so none passes the time by more than a microsecond. */
        uint64_t left = (uint64_t)time_us - (uint64_t)reading_us;
        uint64_t step = left - left / 6;
        step = step < most ? step : most;
        most -= step;
        sim_clocks_pass(&world->clocks, step, &world->tally);
    }
}

static void await(sim_snowflake_world *world, unsigned node)
{
    sim_holder *n = &world->nodes[node];
    if (n->generator == NULL || !n->waits) {
        return;
    }
    pass_until(world, node, n->try_at_us);
    (void)mint_one(world, node);
}

/* --- Ops. --- */

static bool well(const sim_snowflake_world *world)
{
    return !world->out_of_memory &&
           (world->oracle == NULL ||
            !sim_snowflake_oracle_judgement(world->oracle)->failure.failed);
}

static void perform(sim_snowflake_world *world, const sim_op *op)
{
    unsigned node = op->args[0] % world->config.nodes;
    switch (op->code) {
    case SIM_OP_LEASE:
        lease_out(world, node, op->args[1], op->args[2] % 2 == 1);
        break;
    case SIM_OP_BEGIN:
        begin(world, node, op->args[1]);
        break;
    case SIM_OP_MINT:
        mint(world, node, op->args[1]);
        break;
    case SIM_OP_AWAIT:
        await(world, node);
        break;
    case SIM_OP_EXTEND:
        extend(world, node, op->args[1] % 2 == 1);
        break;
    case SIM_OP_HALT:
        halt(world, node, op->args[1] % 2 == 1);
        break;
    default:
        (void)sim_clocks_execute(&world->clocks, op, &world->tally);
        break;
    }
}

bool sim_snowflake_execute(sim_snowflake_world *world, const sim_op *op)
{
    NOTE(world, SIM_EVENT_OP, op->code, op->args[0], op->args[1], op->args[2]);
    perform(world, op);
    if (world->oracle != NULL && well(world)) {
        sim_snowflake_after_op(world->oracle);
    }
    world->op_count += world->quiet ? 0 : 1;
    return well(world);
}
