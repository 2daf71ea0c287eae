/*
 * The swarm driver of k-ordered IDs: draws ops by the weights that a recipe gives for the seed, and
 * arguments that make sense in the current state.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/random.h"
#include "korder.h"
#include "layout.h"
#include "observed.h"
#include "recipe/recipe.h"
#include "state.h"

/* One stream for each purpose. */
enum { STREAM_OP = 1, STREAM_ARGUMENT };
/* The highest lead, in ticks, that clocks go back by to meet it. */
#define NEAR_LEAD 30u

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
    bool meets;          /* the threads of this node meet next: */
    uint32_t meeting;
    sim_random op;
    sim_random argument;
} swarm;

/* The seed's last five bits say when time begins, and how nodes get their numbers (setting.c). */
static uint64_t seed_of(const sim_drawn *d)
{
    return d->seed / 32 * 32 + sim_drawn_size(d, SIM_SIZE_KORDER_BEGINS) +
           UINT64_C(8) * sim_drawn_size(d, SIM_SIZE_KORDER_NUMBERS);
}

static void take_sizes(swarm *s, const sim_drawn *d)
{
    s->tight = sim_drawn_size(d, SIM_SIZE_KORDER_TIGHT) != 0;
    s->config.scheme = SIM_SCHEME_KORDER;
    s->config.nodes = (uint16_t)sim_drawn_size(d, SIM_SIZE_KORDER_NODES);
    s->config.slots = (uint8_t)sim_drawn_size(d, SIM_SIZE_KORDER_DRIFT);
    s->config.write_ahead = (uint16_t)sim_drawn_size(d, SIM_SIZE_KORDER_FAITHFUL);
    s->config.cluster_size = sim_drawn_size(d, SIM_SIZE_KORDER_LEAD);
    s->config.seed = seed_of(d);
    s->reckless = sim_drawn_size(d, SIM_SIZE_KORDER_RECKLESS) != 0;
    s->sixteenths = sim_drawn_size(d, SIM_SIZE_KORDER_MISTAKES);
    s->damaged = sim_drawn_size(d, SIM_SIZE_KORDER_DAMAGED);
    s->error = sim_drawn_size(d, SIM_SIZE_KORDER_ERROR);
    s->others = sim_drawn_size(d, SIM_SIZE_KORDER_OTHERS);
    s->unit = sim_drawn_size(d, SIM_SIZE_KORDER_UNIT);
    s->amount = sim_drawn_size(d, SIM_SIZE_KORDER_AMOUNT);
    s->skew_unit = sim_drawn_size(d, SIM_SIZE_KORDER_SKEW_UNIT);
    s->skew = sim_drawn_size(d, SIM_SIZE_KORDER_SKEW);
}

void *sim_korder_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config)
{
    sim_drawn d;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_recipe_draw(recipe, seed, NULL, &d);
    take_sizes(s, &d);
    memcpy(s->weights, sim_drawn_weights(&d), sizeof s->weights);
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

/* Before which step the second thread comes, whether time passes until then, and who does what. */
static void draw_crossing(swarm *s, sim_op *op)
{
    uint32_t step = below(s, 6);
    uint32_t pass_us = below(s, 2) == 0 ? 0 : below(s, 2 * IDA_KORDER_TICK_US);
    uint32_t ways = below(s, 2) == 0 ? 0 : below(s, SIM_WAYS_BOUND);
    op->code = SIM_OP_CROSS_MAKE;
    op->args[1] = step + (pass_us * 2 + below(s, 2)) * SIM_ACCESS_BOUND;
    op->args[2] = ways + below(s, SIM_WAYS_CALLS_MAX) * SIM_WAYS_BOUND;
}

/*
 * A clock goes back as far as the lead, and a little more: then the threads meet where IDs are
 * refused, and numbers are given back.
 */
static bool draw_meeting(swarm *s, sim_op *op)
{
    if (s->config.cluster_size > NEAR_LEAD || below(s, 2) == 0) {
        return false;
    }
    s->meets = true;
    s->meeting = op->args[0];
    op->code = SIM_OP_SET;
    op->args[1] = s->config.cluster_size * IDA_KORDER_TICK_US + below(s, 2 * IDA_KORDER_TICK_US);
    op->args[2] = SIM_STEP_BACK_US;
    return true;
}

/* Threads meet, now or after the node's clock went back. */
static bool draw_threads(swarm *s, sim_op *op)
{
    if (!draw_meeting(s, op)) {
        draw_crossing(s, op);
    }
    return true;
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
    case SIM_OP_CROSS_MAKE:
        return up && draw_threads(s, op);
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
    if (s->meets) {
        s->meets = false;
        op.args[0] = s->meeting;
        draw_crossing(s, &op);
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
