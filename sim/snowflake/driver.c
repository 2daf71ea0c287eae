/*
 * The swarm driver of Snowflake worlds: draws weights for each seed, and arguments of the layout's
 * size.
 */
#include <stdlib.h>

#include "kernel/random.h"
#include "observed.h"
#include "snowflake.h"
#include "state.h"

/* One stream for each purpose. */
enum { STREAM_MIX = 100, STREAM_OP = 1, STREAM_ARGUMENT };
/* What came later draws from a stream of its own, so that other seeds stay as they are. */
#define STREAM_LANES 102u

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

/* A day of the years 2018 to 2026; now and then one before Noah's epoch, or at Twitter's end. */
static uint32_t draw_start(sim_random *random)
{
    switch (sim_random_between(random, 0, 15)) {
    case 0:
        return sim_random_between(random, 1515455990, 1515456000);
    case 1:
        return sim_random_between(random, 3487858220, 3487858229);
    case 2:
        return sim_random_between(random, 1, 100);
    default:
        return sim_random_between(random, 1515460000, 1790000000);
    }
}

/* Mostly narrow layouts: even short worlds reach their limits. */
static uint8_t draw_layout(sim_random *random, uint32_t start)
{
    static const uint8_t layouts[] = {
        SIM_SNOWFLAKE_NOAH,   SIM_SNOWFLAKE_NOAH,   SIM_SNOWFLAKE_TWITTER, SIM_SNOWFLAKE_WIDE,
        SIM_SNOWFLAKE_NARROW, SIM_SNOWFLAKE_NARROW, SIM_SNOWFLAKE_NARROW,  SIM_SNOWFLAKE_NARROW};
    uint8_t layout = layouts[sim_random_between(random, 0, sizeof layouts - 1)];
    bool is_twitters_end = start > 3000000000;
    return is_twitters_end && layout != SIM_SNOWFLAKE_NARROW ? SIM_SNOWFLAKE_TWITTER : layout;
}

/* In some worlds clocks have small errors: the order of IDs is tested best there. */
static void draw_clock_weights(swarm *s, sim_random *random)
{
    bool calm = sim_random_between(random, 0, 2) == 0;
    s->drift_bits = calm ? sim_random_between(random, 4, 8) : sim_random_between(random, 6, 18);
    s->weights[SIM_OP_DRIFT] = sim_random_between(random, 0, 6);
    s->weights[SIM_OP_THAW] = sim_random_between(random, 4, 12);
    s->weights[SIM_OP_SET] = calm ? 0 : sim_random_between(random, 0, 20);
    s->weights[SIM_OP_FREEZE] = calm ? 0 : sim_random_between(random, 0, 6);
    s->weights[SIM_OP_LEAP] = calm ? 0 : sim_random_between(random, 0, 4);
}

static void draw_weights(swarm *s, sim_random *random)
{
    s->careless = sim_random_between(random, 0, 2) == 0 ? sim_random_between(random, 1, 8) : 0;
    s->crashes = sim_random_between(random, 0, 16);
    s->mistakes = sim_random_between(random, 0, 6);
    s->seconds = sim_random_between(random, 0, 3) == 0 ? sim_random_between(random, 1, 8) : 0;
    s->far = s->setting.layout.time_bits < 10 ? 1u << sim_random_between(random, 0, 3)
                                              : 1u << sim_random_between(random, 2, 8);
    s->bulk = sim_random_between(random, 0, 3) * 4;
    s->weights[SIM_OP_PASS] = sim_random_between(random, 20, 160);
    draw_clock_weights(s, random);
    s->weights[SIM_OP_LEASE] = sim_random_between(random, 2, 20);
    s->weights[SIM_OP_BEGIN] = sim_random_between(random, 10, 40);
    s->weights[SIM_OP_MINT] = sim_random_between(random, 60, 240);
    s->weights[SIM_OP_AWAIT] = sim_random_between(random, 5, 60);
    s->weights[SIM_OP_EXTEND] =
        sim_random_between(random, 0, 3) == 0 ? 1 : sim_random_between(random, 20, 80);
    s->weights[SIM_OP_HALT] = sim_random_between(random, 1, 12);
}

void *sim_snowflake_driver_create(sim_mix_maker make_mix, uint64_t seed, sim_config *config)
{
    (void)make_mix;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_random random = sim_random_stream(seed, STREAM_MIX);
    s->config.scheme = SIM_SCHEME_SNOWFLAKE;
    s->config.nodes = (uint8_t)sim_random_between(&random, 1, 6);
    s->config.cluster_size = draw_start(&random);
    s->config.slots = draw_layout(&random, s->config.cluster_size);
    s->config.write_ahead = (uint16_t)sim_random_between(&random, 0, SIM_SNOWFLAKE_POLICY_MASK);
    s->config.seed = sim_random_next(&random);
    s->setting = sim_snowflake_setting_of(&s->config);
    draw_weights(s, &random);
    sim_random lanes = sim_random_stream(seed, STREAM_LANES);
    if (sim_random_chance(&lanes, 1, 2)) {
        s->weights[SIM_OP_LANE] = sim_random_between(&lanes, 20, 200);
        s->weights[SIM_OP_MINT_FROM] = sim_random_between(&lanes, 0, 60);
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
        draw_lane(s, op);
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
