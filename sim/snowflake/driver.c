/*
 * The swarm driver of Snowflake worlds: draws ops by the weights that a recipe gives for the seed,
 * and arguments of the layout's size.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/random.h"
#include "observed.h"
#include "recipe/recipe.h"
#include "snowflake.h"
#include "state.h"

/* One stream for each purpose. */
enum { STREAM_OP = 1, STREAM_ARGUMENT };

#define TRIES 12u

typedef struct swarm {
    sim_config config;
    sim_snowflake_setting setting;
    uint32_t weights[SIM_OP_CODES];
    sim_weights codes;   /* made of them */
    uint32_t careless;   /* how many of 16 leases are given carelessly */
    uint32_t crashes;    /* how many of 16 stops are crashes */
    uint32_t mistakes;   /* how many of 16 begin wrongly */
    uint32_t drift_bits; /* how wide rates of drift are */
    uint32_t seconds;    /* how many of 64 amounts of time are in seconds, whatever a tick is */
    uint32_t far;        /* this many ticks are a long time */
    uint32_t bulk;       /* how many of 16 requests ask for as many IDs as possible */
    uint32_t begun;      /* opening moves made */
    sim_random op;
    sim_random argument;
} swarm;

static sim_config config_of(const sim_drawn *d)
{
    return (sim_config){
        .scheme = SIM_SCHEME_SNOWFLAKE,
        .nodes = (uint16_t)sim_drawn_size(d, SIM_SIZE_SNOWFLAKE_NODES),
        .cluster_size = sim_drawn_size(d, SIM_SIZE_SNOWFLAKE_START),
        .slots = (uint8_t)sim_drawn_size(d, SIM_SIZE_SNOWFLAKE_LAYOUT),
        .write_ahead = (uint16_t)sim_drawn_size(d, SIM_SIZE_SNOWFLAKE_POLICY),
        .seed = d->seed,
    };
}

uint32_t sim_snowflake_derive(const sim_drawn *drawn, sim_size size)
{
    const sim_config config = config_of(drawn);
    assert(size == SIM_SIZE_SNOWFLAKE_TIME_BITS);
    (void)size;
    return sim_snowflake_setting_of(&config).layout.time_bits;
}

void *sim_snowflake_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config)
{
    sim_drawn d;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_recipe_draw(recipe, seed, sim_snowflake_derive, &d);
    s->config = config_of(&d);
    s->setting = sim_snowflake_setting_of(&s->config);
    s->careless = sim_drawn_size(&d, SIM_SIZE_SNOWFLAKE_CARELESS);
    s->crashes = sim_drawn_size(&d, SIM_SIZE_SNOWFLAKE_CRASHES);
    s->mistakes = sim_drawn_size(&d, SIM_SIZE_SNOWFLAKE_MISTAKES);
    s->drift_bits = sim_drawn_size(&d, SIM_SIZE_SNOWFLAKE_DRIFT_BITS);
    s->seconds = sim_drawn_size(&d, SIM_SIZE_SNOWFLAKE_SECONDS);
    s->far = sim_drawn_size(&d, SIM_SIZE_SNOWFLAKE_FAR);
    s->bulk = sim_drawn_size(&d, SIM_SIZE_SNOWFLAKE_BULK);
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

/* Many ticks and a part of one; one draw a statement, so that every compiler draws alike. */
static uint32_t draw_far(swarm *s, uint32_t tick_us)
{
    uint32_t ticks = below(s, s->far);
    return ticks * tick_us + below(s, tick_us);
}

/* An amount of time and its unit: within a tick, a few ticks, many, or seconds. */
static uint32_t draw_amount(swarm *s, uint32_t *unit)
{
    uint32_t tick_us = (uint32_t)s->setting.layout.unit_us;
    *unit = SIM_UNIT_US;
    if (below(s, 64) < s->seconds) {
        *unit = SIM_UNIT_S;
        return below(s, 20);
    }
    switch (below(s, 8)) {
    case 1:
        return draw_far(s, tick_us);
    case 2:
    case 3:
        return below(s, 10 * tick_us) + 1;
    case 4:
        return tick_us;
    default:
        return below(s, tick_us) + 1;
    }
}

/* The sequence at which a tick begins: often at the last that is allowed, or beyond. */
static uint32_t draw_from(swarm *s)
{
    unsigned bits = s->setting.layout.sequence_bits;
    uint32_t count = bits < 16 ? 1u << bits : 1u << 16;
    uint32_t near = below(s, 3);
    return below(s, 2) == 0 ? below(s, count) : count / 2 + near - (count < 2 ? 0 : 1);
}

/* A node that is up, or one that is down, from a random place on. */
static uint32_t draw_node(swarm *s, const sim_snowflake_world *world, bool up)
{
    uint32_t start = below(s, world->setting.nodes);
    for (uint32_t i = 0; i < world->setting.nodes; i++) {
        uint32_t at = (start + i) % world->setting.nodes;
        if ((world->nodes[at].generator != NULL) == up) {
            return at;
        }
    }
    return start;
}

static uint32_t draw_how(swarm *s)
{
    return below(s, 16) < s->mistakes ? SIM_MISTAKE_NO_MARK + below(s, 3) : SIM_MISTAKE_NONE;
}

/* Whether what a node has is nearly used up, so that extending it makes sense. */
static bool is_worn(const sim_snowflake_world *world, uint32_t node)
{
    const sim_holder *n = &world->nodes[node];
    return n->end_us != INT64_MAX &&
           sim_snowflake_reading(world, node) >= n->end_us - world->setting.length_us / 2;
}

/* Whether the lease of a node that is down is worthless. */
static bool is_over(const sim_snowflake_world *world, uint32_t node)
{
    const sim_lease *lease = &world->leases[world->nodes[node].lease];
    return lease->end_us <= sim_snowflake_reading(world, node);
}

/* How many IDs on a lane, or at which sequence a tick begins; and on which lane. */
static void draw_lane(swarm *s, sim_op *op)
{
    if (op->code == SIM_OP_MINT_FROM) {
        op->args[1] = draw_from(s);
    } else {
        op->args[1] = below(s, 16) < s->bulk ? SIM_BATCH_BOUND - 1 : below(s, 6);
    }
    op->args[2] = below(s, SIM_LANE_BOUND);
}

/* Before which step the second thread comes, whether time passes until then, and who does what. */
static void draw_crossing(swarm *s, sim_op *op)
{
    uint32_t step = below(s, 8);
    uint32_t tick_us = (uint32_t)s->setting.layout.unit_us;
    uint32_t pass_us = below(s, 2) == 0 ? 0 : below(s, 2 * tick_us);
    uint32_t lanes = below(s, 2) == 0 ? SIM_CROSSING_PLAIN : below(s, SIM_CROSSING_BOUND);
    op->args[1] = step + (pass_us * 2 + below(s, 2)) * SIM_ACCESS_BOUND;
    op->args[2] = lanes + below(s, SIM_CROSSING_CALLS_MAX) * SIM_CROSSING_BOUND;
}

/* What threads do, each on its lane or at once. */
static void draw_threads(swarm *s, sim_op *op)
{
    if (op->code == SIM_OP_CROSS) {
        draw_crossing(s, op);
    } else {
        draw_lane(s, op);
    }
}

/* Arguments for a code; false if it makes no sense now. */
static bool make_op(swarm *s, const sim_snowflake_world *world, unsigned code, sim_op *op)
{
    bool is_for_down = code == SIM_OP_LEASE || code == SIM_OP_BEGIN;
    bool is_clock = code < SIM_OP_LEASE;
    uint32_t node = is_clock ? below(s, world->setting.nodes) : draw_node(s, world, !is_for_down);
    const sim_holder *n = &world->nodes[node];
    bool up = n->generator != NULL;
    uint32_t unit;
    *op = (sim_op){(uint8_t)code, {node, 0, 0}};
    switch (code) {
    case SIM_OP_PASS:
        op->args[0] = draw_amount(s, &unit);
        op->args[1] = unit;
        return true;
    case SIM_OP_SET:
        op->args[1] = draw_amount(s, &unit);
        op->args[2] = unit + (below(s, 2) == 0 ? SIM_STEP_US : SIM_STEP_BACK_US);
        return true;
    case SIM_OP_DRIFT:
        op->args[1] = below(s, 4) == 0 ? 0 : below(s, 1u << s->drift_bits);
        return true;
    case SIM_OP_FREEZE:
        return true;
    case SIM_OP_THAW:
        return world->clocks.of[node].frozen;
    case SIM_OP_LEAP:
        op->args[1] = below(s, 2);
        return true;
    case SIM_OP_LEASE:
        op->args[1] = below(s, (uint32_t)world->setting.numbers);
        op->args[2] = below(s, 16) < s->careless;
        return !up && (!n->has_lease || is_over(world, node) || below(s, 8) == 0);
    case SIM_OP_BEGIN:
        op->args[1] = draw_how(s);
        return !up && n->has_lease;
    case SIM_OP_MINT:
        op->args[1] = below(s, 16) < s->bulk ? SIM_BATCH_BOUND - 1 : below(s, 6);
        return up;
    case SIM_OP_LANE:
    case SIM_OP_MINT_FROM:
    case SIM_OP_CROSS:
        draw_threads(s, op);
        return up;
    case SIM_OP_AWAIT:
        return up && n->waits;
    case SIM_OP_EXTEND:
        op->args[1] = below(s, 16) < s->mistakes;
        return up && (is_worn(world, node) || below(s, 8) == 0);
    default:
        op->args[1] = below(s, 16) < s->crashes;
        return up;
    }
}

/* Each node gets a number of its own, and begins, before anything else. */
static bool begin(swarm *s, sim_op *op)
{
    uint32_t move = s->begun;
    if (move >= 2u * s->config.nodes) {
        return false;
    }
    s->begun++;
    bool is_lease = move % 2 == 0;
    *op = (sim_op){is_lease ? SIM_OP_LEASE : SIM_OP_BEGIN, {move / 2, is_lease ? move / 2 : 0, 0}};
    return true;
}

static unsigned draw_code(swarm *s)
{
    return sim_weights_draw(&s->codes, &s->op);
}

sim_op sim_snowflake_driver_next(void *driver, const void *observed)
{
    const sim_snowflake_world *world = ((const sim_observed *)observed)->world;
    swarm *s = driver;
    sim_op op = {.code = SIM_OP_NOP};
    if (begin(s, &op)) {
        return op;
    }
    for (unsigned i = 0; i < TRIES; i++) {
        if (make_op(s, world, draw_code(s), &op)) {
            return op;
        }
    }
    return (sim_op){.code = SIM_OP_NOP};
}
