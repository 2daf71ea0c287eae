/*
 * The swarm driver of worlds of time-ordered IDs: draws ops by the weights that a recipe gives
 * for the seed, and arguments that make sense in the current state. It knows nothing of the
 * subject: its times are those of any.
 */
#include <stdlib.h>

#include "kernel/random.h"
#include "observed.h"
#include "recipe/recipe.h"
#include "state.h"
#include "timeordered.h"

/* One stream for each purpose. */
enum { STREAM_OP = 1, STREAM_ARGUMENT };

#define TRIES 12u

typedef struct swarm {
    sim_config config;
    sim_weights weights;
    uint32_t seconds; /* how many of 16 amounts of time are in seconds, */
    uint32_t jumps;   /* and how many of 16 errors of clocks are of hours */
    uint32_t extreme; /* how many of 16 random sources are extreme */
    uint32_t bulk;    /* how many of 16 requests are for as many IDs as possible */
    uint32_t setting; /* of most processes */
    uint32_t begun;   /* opening moves made */
    sim_random op;
    sim_random argument;
} swarm;

static sim_config config_of(const sim_drawn *d)
{
    return (sim_config){
        .scheme = SIM_SCHEME_TIMEORDERED,
        .nodes = (uint16_t)sim_drawn_size(d, SIM_SIZE_TIMEORDERED_NODES),
        .slots = sim_drawn_size(d, SIM_SIZE_TIMEORDERED_INSTANCES),
        .write_ahead = (uint16_t)sim_drawn_size(d, SIM_SIZE_TIMEORDERED_MOMENT),
        .cluster_size = sim_drawn_size(d, SIM_SIZE_TIMEORDERED_START),
        .seed = d->seed,
    };
}

void *sim_timeordered_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config)
{
    sim_drawn d;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_recipe_draw(recipe, seed, NULL, &d);
    s->config = config_of(&d);
    s->seconds = sim_drawn_size(&d, SIM_SIZE_TIMEORDERED_SECONDS);
    s->jumps = sim_drawn_size(&d, SIM_SIZE_TIMEORDERED_JUMPS);
    s->extreme = sim_drawn_size(&d, SIM_SIZE_TIMEORDERED_EXTREME);
    s->bulk = sim_drawn_size(&d, SIM_SIZE_TIMEORDERED_BULK);
    s->setting = sim_drawn_size(&d, SIM_SIZE_TIMEORDERED_SETTING);
    sim_weights_set(&s->weights, sim_drawn_weights(&d), SIM_OP_CODES);
    s->op = sim_random_stream(seed, STREAM_OP);
    s->argument = sim_random_stream(seed, STREAM_ARGUMENT);
    *config = s->config;
    return s;
}

static uint32_t below(swarm *s, uint32_t bound)
{
    return (uint32_t)sim_random_below(&s->argument, bound);
}

/* An amount of time and its unit: within a millisecond, a few of them, or seconds. */
static uint32_t draw_amount(swarm *s, uint32_t *unit)
{
    *unit = SIM_UNIT_US;
    if (below(s, 16) < s->seconds) {
        *unit = SIM_UNIT_S;
        return below(s, 4) + 1;
    }
    switch (below(s, 4)) {
    case 0:
        return below(s, 1000) + 1;
    case 1:
        return 1000;
    case 2:
        return below(s, 20000) + 1;
    default:
        *unit = SIM_UNIT_MS;
        return below(s, 2000) + 1;
    }
}

/* By how much a clock is set: as above, or by hours. */
static uint32_t draw_error(swarm *s, uint32_t *unit)
{
    if (below(s, 16) < s->jumps) {
        *unit = SIM_UNIT_S;
        return below(s, 2) == 0 ? below(s, 30) + 1 : below(s, 100000) + 1;
    }
    return draw_amount(s, unit);
}

/* A machine that is up, or one that is down, from a random one on. */
static uint32_t draw_node(swarm *s, const sim_timeordered_world *world, bool up)
{
    const uint32_t start = below(s, world->setting.nodes);
    for (uint32_t i = 0; i < world->setting.nodes; i++) {
        const uint32_t at = (start + i) % world->setting.nodes;
        if ((world->machines[at].process != NULL) == up) {
            return at;
        }
    }
    return start;
}

static void draw_launch(swarm *s, sim_op *op)
{
    op->args[1] = below(s, 8) == 0 ? below(s, SIM_SETTING_BOUND) : s->setting;
    op->args[2] = SIM_ENTROPY_RANDOM;
    if (below(s, 16) < s->extreme) {
        op->args[2] = SIM_ENTROPY_ONES + below(s, 2);
    }
}

/* Arguments of an op of a clock; false if it makes no sense now. */
static bool make_clock_op(swarm *s, const sim_timeordered_world *world, sim_op *op)
{
    uint32_t unit;
    switch (op->code) {
    case SIM_OP_PASS:
        op->args[0] = draw_amount(s, &unit);
        op->args[1] = unit;
        return true;
    case SIM_OP_SET:
        op->args[1] = draw_error(s, &unit);
        op->args[2] = unit + (below(s, 2) == 0 ? SIM_STEP_US : SIM_STEP_BACK_US);
        return true;
    case SIM_OP_DRIFT:
        op->args[1] = below(s, 4) == 0 ? 0 : below(s, 1u << 16);
        return true;
    case SIM_OP_THAW:
        return world->clocks.of[op->args[0]].frozen;
    case SIM_OP_LEAP:
        op->args[1] = below(s, 2);
        return true;
    default:
        return true;
    }
}

static bool has_waiting(const sim_timeordered_world *world, uint32_t node)
{
    bool waits = false;
    for (unsigned i = 0; i < world->setting.instances; i++) {
        waits = waits || world->machines[node].waits[i];
    }
    return waits;
}

/* The first machine that waits, from one on; that one if none does. */
static uint32_t waiting_node(const sim_timeordered_world *world, uint32_t node)
{
    for (uint32_t i = 0; i < world->setting.nodes; i++) {
        const uint32_t at = (node + i) % world->setting.nodes;
        if (has_waiting(world, at)) {
            return at;
        }
    }
    return node;
}

/* Arguments for a code; false if it makes no sense now. */
static bool make_op(swarm *s, const sim_timeordered_world *world, unsigned code, sim_op *op)
{
    if (code < SIM_OP_LAUNCH) {
        *op = (sim_op){(uint8_t)code, {below(s, world->setting.nodes), 0, 0}};
        return make_clock_op(s, world, op);
    }
    const uint32_t node = draw_node(s, world, code != SIM_OP_LAUNCH);
    const bool up = world->machines[node].process != NULL;
    *op = (sim_op){(uint8_t)code, {node, 0, 0}};
    switch (code) {
    case SIM_OP_LAUNCH:
        draw_launch(s, op);
        return !up;
    case SIM_OP_CLONE:
        op->args[1] = draw_node(s, world, false);
        return up && world->machines[op->args[1]].process == NULL;
    case SIM_OP_ISSUE:
        op->args[1] = below(s, world->setting.instances);
        op->args[2] = below(s, 16) < s->bulk ? SIM_BATCH_BOUND - 1 : below(s, 6);
        return up;
    case SIM_OP_FLOOD:
        op->args[1] = below(s, world->setting.instances);
        op->args[2] = below(s, 3) == 0 ? below(s, SIM_FLOOD_BOUND) : SIM_FLOOD_BOUND - 1;
        return up && world->flood < SIM_TIME_FLOODS;
    case SIM_OP_ISSUE_AT:
        op->args[1] = below(s, SIM_MOMENT_BOUND);
        op->args[2] = below(s, 3) == 0 ? 0 : below(s, 64);
        return up;
    case SIM_OP_RETRY:
        op->args[0] = waiting_node(world, node);
        return has_waiting(world, op->args[0]);
    case SIM_OP_MAIL:
        op->args[1] = draw_node(s, world, true);
        return up && world->machines[node].has_id;
    case SIM_OP_RECEIVE:
        op->args[0] = world->message_count == 0 ? 0 : below(s, world->message_count);
        op->args[1] = below(s, 2) == 0 ? SIM_CRAFT_INTACT : below(s, SIM_CRAFT_BOUND);
        return world->message_count > 0;
    case SIM_OP_CRAFT:
        op->args[1] = below(s, SIM_CRAFT_BOUND);
        op->args[2] = below(s, 1u << 16);
        return up;
    case SIM_OP_CONVERT:
        op->args[1] = below(s, SIM_TEXT_BOUND);
        return up && world->machines[node].has_id;
    default:
        return up;
    }
}

/* Each machine gets a process before anything else. */
static bool begin(swarm *s, sim_op *op)
{
    if (s->begun >= s->config.nodes) {
        return false;
    }
    *op = (sim_op){SIM_OP_LAUNCH, {s->begun++, 0, 0}};
    draw_launch(s, op);
    return true;
}

sim_op sim_timeordered_driver_next(void *driver, const void *observed)
{
    const sim_timeordered_world *world = ((const sim_observed *)observed)->world;
    swarm *s = driver;
    sim_op op = {.code = SIM_OP_NOP};
    if (begin(s, &op)) {
        return op;
    }
    for (unsigned i = 0; i < TRIES; i++) {
        const unsigned code = sim_weights_draw(&s->weights, &s->op);
        if (make_op(s, world, code, &op)) {
            return op;
        }
    }
    return (sim_op){.code = SIM_OP_NOP};
}
