/*
 * The swarm driver of k-ordered IDs: draws weights for each seed, and arguments that make sense in
 * the current state.
 */
#include <stdlib.h>

#include "kernel/random.h"
#include "korder.h"
#include "layout.h"
#include "observed.h"
#include "state.h"

/* One stream for each purpose. */
enum { STREAM_MIX = 100, STREAM_OP = 1, STREAM_ARGUMENT };
/* What came later draws from a stream of its own, so that other seeds stay as they are. */
#define STREAM_SPREAD 102u

#define SECOND UINT64_C(1000000)
#define TRIES  12u

/* The moves of a try at the bound, in order. */
enum { TRY_ALIGN, TRY_FIRST, TRY_STEP, TRY_OTHER, TRY_PASS, TRY_LAST, TRY_REST, TRY_MOVES };

typedef struct swarm {
    sim_config config;
    uint32_t weights[SIM_OP_CODES];
    sim_weights codes;  /* made of them */
    uint32_t unit;      /* the usual unit of time that passes */
    uint32_t amount;    /* and its maximum amount */
    uint32_t skew_unit; /* the same for what clocks are set by */
    uint32_t skew;
    bool reckless;       /* nodes take numbers that are in use */
    uint32_t sixteenths; /* of 16 nodes that begin, how many do it wrongly */
    uint32_t damaged;    /* of 16 messages, how many are damaged */
    uint32_t begun;      /* opening moves made */
    bool tight;          /* only tries to touch the bound */
    uint32_t error;      /* then: the clock error of two nodes, in microseconds */
    uint32_t others;     /* and the number of IDs made between the two that are out of order */
    uint32_t move;       /* the next move of a try, */
    uint32_t made;       /* and how many of the others were made */
    sim_random op;
    sim_random argument;
} swarm;

/* Times that pass, and errors of clocks: of ticks, of many ticks, of windows. */
static void draw_times(swarm *s, sim_random *random)
{
    static const uint32_t most[] = {[SIM_UNIT_US] = 3000, [SIM_UNIT_MS] = 2000, [SIM_UNIT_S] = 60};
    s->unit = sim_random_between(random, 0, SIM_UNIT_S);
    s->amount = sim_random_between(random, 1, most[s->unit]);
    s->skew_unit = sim_random_between(random, 0, SIM_UNIT_S);
    s->skew = sim_random_between(random, 1, most[s->skew_unit]);
}

static void draw_weights(swarm *s, sim_random *random)
{
    s->weights[SIM_OP_PASS] = sim_random_between(random, 60, 300);
    s->weights[SIM_OP_SET] = sim_random_between(random, 2, 30);
    s->weights[SIM_OP_DRIFT] = sim_random_between(random, 0, 10);
    s->weights[SIM_OP_FREEZE] = sim_random_between(random, 0, 6);
    s->weights[SIM_OP_THAW] = sim_random_between(random, 4, 20);
    s->weights[SIM_OP_LEAP] = sim_random_between(random, 0, 6);
    s->weights[SIM_OP_WAKE] = sim_random_between(random, 10, 40);
    s->weights[SIM_OP_KILL] = sim_random_between(random, 0, 16);
    s->weights[SIM_OP_MAKE] = sim_random_between(random, 100, 400);
    s->weights[SIM_OP_BURST] = sim_random_between(random, 0, 3) == 0 ? 2 : 0;
    s->weights[SIM_OP_POST] = sim_random_between(random, 10, 60);
    s->weights[SIM_OP_HEAR] = sim_random_between(random, 20, 80);
}

static uint32_t draw_lead(sim_random *random)
{
    static const uint16_t usual[] = {0, 1, 5, 976, IDA_KORDER_LEAD_DEFAULT, 2000};
    uint32_t which = sim_random_between(random, 0, 9);
    return which < sizeof usual / sizeof usual[0] ? usual[which]
                                                  : sim_random_between(random, 0, 30);
}

void *sim_korder_driver_create(sim_mix_maker make_mix, uint64_t seed, sim_config *config)
{
    (void)make_mix;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_random random = sim_random_stream(seed, STREAM_MIX);
    s->tight = sim_random_between(&random, 0, 3) == 0;
    s->config.scheme = SIM_SCHEME_KORDER;
    s->config.nodes = (uint8_t)sim_random_between(&random, s->tight ? 2 : 1, 8);
    s->config.slots =
        (uint8_t)sim_random_between(&random, IDA_KORDER_DRIFT_MIN, IDA_KORDER_DRIFT_MAX);
    s->config.write_ahead = (uint16_t)(sim_random_next(&random) & UINT16_MAX);
    s->config.cluster_size = draw_lead(&random);
    /* One draw a statement, so that every compiler draws in the same order. */
    s->config.seed = sim_random_next(&random) / 32 * 32;
    s->config.seed += sim_random_between(&random, 0, s->tight ? 5 : 7);
    /* Half of the nodes have names, of which some have one fingerprint. */
    s->config.seed +=
        UINT64_C(8) *
        (sim_random_between(&random, 0, 1) == 0 ? 2 : sim_random_between(&random, 0, 3));
    s->reckless = sim_random_between(&random, 0, 1) == 0;
    s->sixteenths = sim_random_between(&random, 0, 8);
    s->damaged = sim_random_between(&random, 0, 8);
    s->error =
        sim_random_between(&random, 0, sim_random_between(&random, 0, 1) == 0 ? 40000000 : 40000);
    s->others = sim_random_between(&random, 0, 6);
    draw_times(s, &random);
    draw_weights(s, &random);
    sim_random spread = sim_random_stream(seed, STREAM_SPREAD);
    if (sim_random_chance(&spread, 1, 3)) {
        s->weights[SIM_OP_SPREAD] = sim_random_between(&spread, 20, 200);
    }
    s->op = sim_random_stream(seed, STREAM_OP);
    s->argument = sim_random_stream(seed, STREAM_ARGUMENT);
    *config = s->config;
    sim_weights_set(&s->codes, s->weights, SIM_OP_CODES);
    return s;
}

static uint32_t below(swarm *s, uint32_t bound)
{
    return (uint32_t)sim_random_below(&s->argument, bound);
}

/* --- Arguments. --- */

static void draw_pass(swarm *s, sim_op *op)
{
    uint32_t kind = below(s, 32);
    op->args[0] = below(s, s->amount) + 1;
    op->args[1] = s->unit;
    if (kind == 0) {
        op->args[0] = below(s, 2u << s->config.slots) + 1;
        op->args[1] = SIM_UNIT_S;
    } else if (kind <= 4) {
        op->args[0] = below(s, 2 * IDA_KORDER_TICK_US);
        op->args[1] = SIM_UNIT_US;
    }
}

static void draw_set(swarm *s, sim_op *op)
{
    op->args[1] = below(s, s->skew) + 1;
    op->args[2] = s->skew_unit + (below(s, 2) == 0 ? SIM_STEP_BACK_US : SIM_STEP_US);
}

/* From normal clock errors to extreme ones, and often none. */
static uint32_t draw_drift(swarm *s)
{
    static const uint32_t most[] = {1, 200, 4000, 2 * SIM_DRIFT_MAX};
    return below(s, most[below(s, sizeof most / sizeof most[0])]);
}

/* At a tick's last sequences it is used up, or a faithful node's sequence wraps. */
static uint32_t draw_sequence(swarm *s)
{
    uint32_t kind = below(s, 4);
    return kind == 0   ? 0
           : kind == 1 ? below(s, IDA_KORDER_SEQUENCE_COUNT)
                       : IDA_KORDER_SEQUENCE_COUNT - 1 - below(s, 20);
}

/* Where a tick begins: anywhere, and often at the last sequence that is allowed, or beyond. */
static uint32_t draw_start(swarm *s)
{
    uint32_t kind = below(s, 4);
    return kind == 0   ? below(s, 3)
           : kind == 1 ? below(s, IDA_KORDER_SEQUENCE_COUNT)
                       : IDA_KORDER_SEQUENCE_COUNT / 2 - 2 + below(s, 3);
}

static uint32_t draw_how(swarm *s)
{
    uint32_t manner =
        below(s, 16) < s->sixteenths ? SIM_WAKE_UNMARKED + below(s, 3) : SIM_WAKE_NORMAL;
    /* Marks that are valid for a short time are soon reached again. */
    return manner + SIM_WAKE_BOUND * (below(s, 6) % 4);
}

/* Arguments for a code; false if it makes no sense now. */
static bool make_op(swarm *s, const sim_korder_world *world, unsigned code, sim_op *op)
{
    uint32_t node = below(s, world->setting.nodes);
    bool up = world->nodes[node].generator != NULL;
    *op = (sim_op){(uint8_t)code, {node, 0, 0}};
    switch (code) {
    case SIM_OP_PASS:
        draw_pass(s, op);
        return true;
    case SIM_OP_SET:
        draw_set(s, op);
        return true;
    case SIM_OP_DRIFT:
        op->args[1] = draw_drift(s);
        return true;
    case SIM_OP_THAW:
        return world->clocks.of[node].frozen;
    case SIM_OP_LEAP:
        op->args[1] = below(s, 2);
        return true;
    case SIM_OP_WAKE:
        op->args[1] = draw_how(s);
        op->args[2] = draw_sequence(s);
        return !up;
    case SIM_OP_MAKE:
        op->args[1] = below(s, 8) == 0 ? below(s, SIM_BATCH_BOUND) : below(s, 4);
        op->args[2] = below(s, SIM_WAY_BOUND);
        return up;
    case SIM_OP_SPREAD:
        op->args[1] = below(s, SIM_WAY_BOUND);
        op->args[2] = draw_start(s);
        return up;
    case SIM_OP_BURST:
        op->args[1] = IDA_KORDER_SEQUENCE_COUNT + below(s, 2000);
        op->args[2] = below(s, 4) == 0 ? SIM_WAY_LANE : SIM_WAY_NEXT;
        return up && world->burst == 0;
    case SIM_OP_POST:
        op->args[1] = below(s, world->setting.nodes);
        return world->nodes[node].latest != SIM_KORDER_NONE;
    case SIM_OP_HEAR:
        op->args[0] = below(s, SIM_KORDER_MESSAGES);
        op->args[1] = below(s, SIM_FORM_BASE64URL + 1);
        op->args[1] += below(s, 16) < s->damaged ? SIM_FORM_DAMAGED_BYTES : SIM_FORM_BYTES;
        return world->message_count > 0;
    default:
        return up || code == SIM_OP_FREEZE;
    }
}

static unsigned draw_code(swarm *s)
{
    return sim_weights_draw(&s->codes, &s->op);
}

/* --- Tries at the bound. --- */

/* The node with the greatest number, or the least. */
static uint32_t extreme_node(const sim_korder_world *world, bool greatest)
{
    uint32_t found = 0;
    for (uint32_t i = 1; i < world->setting.nodes; i++) {
        uint32_t number = world->nodes[i].config.node;
        uint32_t best = world->nodes[found].config.node;
        found = greatest == (number > best) ? i : found;
    }
    return found;
}

/* The time from a reading to the next beginning of a window. */
static uint64_t to_next_window(uint64_t reading, uint32_t drift)
{
    uint64_t megasecond = SECOND * SECOND;
    uint64_t within = reading % megasecond;
    uint64_t next = (within / sim_korder_window_us(drift) + 1) * sim_korder_window_us(drift);
    return (next < megasecond ? next : megasecond) - within;
}

static sim_op pass(uint64_t us)
{
    return (sim_op){SIM_OP_PASS, {(uint32_t)us, SIM_UNIT_US, 0}};
}

/* One draw a statement: within an initializer their order is not defined. */
static sim_op make_anywhere(swarm *s)
{
    uint32_t node = below(s, s->config.nodes);
    uint32_t way = below(s, SIM_WAY_BOUND);
    return (sim_op){SIM_OP_MAKE, {node, 0, way}};
}

/*
 * The clock of the node with the greatest number is fast, that of the one with the least is slow,
 * by as much. The fast one makes an ID at the beginning of a window, and the slow one in the last
 * microsecond of it: a microsecond later they would be in order.
 */
static sim_op try_bound(swarm *s, const sim_korder_world *world)
{
    uint32_t fast = extreme_node(world, true);
    uint64_t reach = sim_korder_window_us(s->config.slots) + 2 * (uint64_t)s->error;
    uint64_t step = (reach - 1) / (s->others + 1);
    uint32_t move = s->move;
    s->move = (move + 1) % TRY_MOVES;
    switch (move) {
    case TRY_ALIGN:
        s->made = 0;
        return pass(to_next_window(sim_korder_reading(world, fast), s->config.slots));
    case TRY_FIRST:
        s->move = s->others == 0 ? TRY_PASS : TRY_STEP;
        return (sim_op){SIM_OP_MAKE, {fast, 0, below(s, SIM_WAY_BOUND)}};
    case TRY_STEP:
        return pass(step);
    case TRY_OTHER:
        s->made++;
        s->move = s->made == s->others ? TRY_PASS : TRY_STEP;
        return make_anywhere(s);
    case TRY_PASS:
        return pass(reach - 1 - s->others * step);
    case TRY_LAST:
        return (sim_op){SIM_OP_MAKE, {extreme_node(world, false), 0, below(s, SIM_WAY_BOUND)}};
    default:
        return pass(2 * reach);
    }
}

/* Every node starts, before anything else; for a try, two clocks are also set. */
static bool begin(swarm *s, const sim_korder_world *world, sim_op *op)
{
    uint32_t move = s->begun;
    if (move == s->config.nodes + (s->tight ? 2u : 0u)) {
        return false;
    }
    s->begun++;
    if (move < s->config.nodes) {
        uint32_t how = s->tight ? SIM_WAKE_NORMAL : s->reckless ? SIM_WAKE_IN_USE : draw_how(s);
        *op = (sim_op){SIM_OP_WAKE, {move, how, draw_sequence(s)}};
    } else {
        bool fast = move == s->config.nodes;
        *op =
            (sim_op){SIM_OP_SET,
                     {extreme_node(world, fast), s->error, fast ? SIM_STEP_US : SIM_STEP_BACK_US}};
    }
    return true;
}

sim_op sim_korder_driver_next(void *driver, const void *observed)
{
    const sim_korder_world *world = ((const sim_observed *)observed)->world;
    swarm *s = driver;
    sim_op op = {.code = SIM_OP_NOP};
    if (begin(s, world, &op)) {
        return op;
    }
    if (s->tight) {
        return try_bound(s, world);
    }
    for (unsigned i = 0; i < TRIES; i++) {
        if (make_op(s, world, draw_code(s), &op)) {
            return op;
        }
    }
    return (sim_op){.code = SIM_OP_NOP};
}
