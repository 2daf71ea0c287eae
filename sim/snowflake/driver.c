/* The swarm driver of Snowflake worlds: weights for each seed, arguments of the layout's size. */
#include <stdlib.h>

#include "kernel/random.h"
#include "observed.h"
#include "snowflake.h"
#include "state.h"

/* One stream for each purpose. */
enum { STREAM_MIX = 100, STREAM_OP = 1, STREAM_ARGUMENT };

#define FIRST_OP SIM_OP_PASS
#define OPS      (SIM_OP_HALT - SIM_OP_PASS + 1u)
#define TRIES    12u

/* Units of an amount, as PASS and SET have them. */
enum { UNIT_US, UNIT_MS, UNIT_SECONDS, UNITS };

typedef struct swarm {
    sim_config config;
    sim_snowflake_setting setting;
    uint16_t weights[OPS]; /* from FIRST_OP on */
    uint32_t total;
    uint32_t careless;   /* how many of 16 leases are given without a look */
    uint32_t crashes;    /* how many of 16 stops are crashes */
    uint32_t mistakes;   /* how many of 16 begin wrongly */
    uint32_t drift_bits; /* how wide rates of drift are */
    uint32_t seconds;    /* how many of 64 amounts of time are seconds, whatever a tick is */
    uint32_t far;        /* so many ticks are a long time */
    uint32_t bulk;       /* how many of 16 ask for as many IDs as can be */
    uint32_t begun;      /* opening moves made */
    sim_random op;
    sim_random argument;
} swarm;

static uint32_t between(sim_random *random, uint32_t least, uint32_t most)
{
    return least + (uint32_t)sim_random_below(random, (uint64_t)most - least + 1);
}

static void weigh(swarm *s, sim_op_code code, uint32_t weight)
{
    s->weights[code - FIRST_OP] = (uint16_t)weight;
    s->total += weight;
}

/* A day of the years 2018 to 2026; now and then one before Noah's epoch, or at Twitter's end. */
static uint32_t draw_start(sim_random *random)
{
    switch (between(random, 0, 15)) {
    case 0:
        return between(random, 1515455990, 1515456000);
    case 1:
        return between(random, 3487858220, 3487858229);
    case 2:
        return between(random, 1, 100);
    default:
        return between(random, 1515460000, 1790000000);
    }
}

/* Mostly narrow layouts, for whose limits a world need not be long. */
static uint8_t draw_layout(sim_random *random, uint32_t start)
{
    static const uint8_t layouts[] = {
        SIM_SNOWFLAKE_NOAH,   SIM_SNOWFLAKE_NOAH,   SIM_SNOWFLAKE_TWITTER, SIM_SNOWFLAKE_WIDE,
        SIM_SNOWFLAKE_NARROW, SIM_SNOWFLAKE_NARROW, SIM_SNOWFLAKE_NARROW,  SIM_SNOWFLAKE_NARROW};
    uint8_t layout = layouts[between(random, 0, sizeof layouts - 1)];
    bool is_twitters_end = start > 3000000000;
    return is_twitters_end && layout != SIM_SNOWFLAKE_NARROW ? SIM_SNOWFLAKE_TWITTER : layout;
}

/* Clocks that are little off, in some worlds: the order of IDs is worth most there. */
static void draw_clock_weights(swarm *s, sim_random *random)
{
    bool calm = between(random, 0, 2) == 0;
    s->drift_bits = calm ? between(random, 4, 8) : between(random, 6, 18);
    weigh(s, SIM_OP_DRIFT, between(random, 0, 6));
    weigh(s, SIM_OP_THAW, between(random, 4, 12));
    weigh(s, SIM_OP_SET, calm ? 0 : between(random, 0, 20));
    weigh(s, SIM_OP_FREEZE, calm ? 0 : between(random, 0, 6));
    weigh(s, SIM_OP_LEAP, calm ? 0 : between(random, 0, 4));
}

static void draw_weights(swarm *s, sim_random *random)
{
    s->careless = between(random, 0, 2) == 0 ? between(random, 1, 8) : 0;
    s->crashes = between(random, 0, 16);
    s->mistakes = between(random, 0, 6);
    s->seconds = between(random, 0, 3) == 0 ? between(random, 1, 8) : 0;
    s->far = s->setting.layout.time_bits < 10 ? 1u << between(random, 0, 3)
                                              : 1u << between(random, 2, 8);
    s->bulk = between(random, 0, 3) * 4;
    weigh(s, SIM_OP_PASS, between(random, 20, 160));
    draw_clock_weights(s, random);
    weigh(s, SIM_OP_LEASE, between(random, 2, 20));
    weigh(s, SIM_OP_BEGIN, between(random, 10, 40));
    weigh(s, SIM_OP_MINT, between(random, 60, 240));
    weigh(s, SIM_OP_AWAIT, between(random, 5, 60));
    weigh(s, SIM_OP_EXTEND, between(random, 0, 3) == 0 ? 1 : between(random, 20, 80));
    weigh(s, SIM_OP_HALT, between(random, 1, 12));
}

void *sim_snowflake_driver_create(sim_mix_maker make_mix, uint64_t seed)
{
    (void)make_mix;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_random random = sim_random_stream(seed, STREAM_MIX);
    s->config.scheme = SIM_SCHEME_SNOWFLAKE;
    s->config.nodes = (uint8_t)between(&random, 1, 6);
    s->config.cluster_size = draw_start(&random);
    s->config.slots = draw_layout(&random, s->config.cluster_size);
    s->config.write_ahead = (uint16_t)between(&random, 0, SIM_SNOWFLAKE_POLICY_MASK);
    s->config.seed = sim_random_next(&random);
    s->setting = sim_snowflake_setting_of(&s->config);
    draw_weights(s, &random);
    s->op = sim_random_stream(seed, STREAM_OP);
    s->argument = sim_random_stream(seed, STREAM_ARGUMENT);
    return s;
}

void sim_snowflake_driver_destroy(void *driver)
{
    free(driver);
}

sim_config sim_snowflake_driver_config(const void *driver)
{
    return ((const swarm *)driver)->config;
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
    *unit = UNIT_US;
    if (below(s, 64) < s->seconds) {
        *unit = UNIT_SECONDS;
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
    return below(s, 16) < s->mistakes ? 5 + below(s, 3) : 0;
}

/* Whether what a node has is at its end, so that it is worth a while to move that on. */
static bool is_worn(const sim_snowflake_world *world, uint32_t node)
{
    const sim_holder *n = &world->nodes[node];
    return n->end_us != INT64_MAX &&
           sim_snowflake_reading(world, node) >= n->end_us - world->setting.length_us / 2;
}

/* Whether what a node that is down leased is worth no more. */
static bool is_over(const sim_snowflake_world *world, uint32_t node)
{
    const sim_lease *lease = &world->leases[world->nodes[node].lease];
    return lease->end_us <= sim_snowflake_reading(world, node);
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
        op->args[2] = unit + UNITS * below(s, 2);
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
        op->args[1] = below(s, 16) < s->bulk ? SIM_MINT_MAX - 1 : below(s, 6);
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
    uint32_t at = (uint32_t)sim_random_below(&s->op, s->total);
    unsigned code = 0;
    while (at >= s->weights[code]) {
        at -= s->weights[code];
        code++;
    }
    return FIRST_OP + code;
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
