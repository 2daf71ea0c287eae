/*
 * The swarm driver of lease worlds: draws ops by the weights that a recipe gives for the seed, and
 * arguments of the size of a lease and of a clock's error.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/random.h"
#include "lease.h"
#include "observed.h"
#include "recipe/recipe.h"
#include "state.h"

/* One stream for each purpose. */
enum { STREAM_OP = 1, STREAM_ARGUMENT };

#define TRIES 12u

typedef struct swarm {
    sim_config config;
    sim_lease_setting setting;
    uint32_t weights[SIM_OP_CODES];
    bool calm;         /* clocks stay within their error */
    uint32_t days;     /* how many of 16 readings are days off */
    uint32_t lossy;    /* how many of 16 messages are not just delivered */
    uint32_t failures; /* how many of 16 records are lost or unheard */
    uint32_t wrong;    /* how many of 16 starts are mistaken */
    uint32_t unsure;   /* how many of 16 do not trust their record */
    uint32_t doubles;  /* how many of 16 starts happen although a registry is at work */
    uint32_t begun;    /* opening moves made */
    sim_random op;
    sim_random argument;
} swarm;

void *sim_lease_driver_create(const sim_recipe *recipe, uint64_t seed, sim_config *config)
{
    sim_drawn d;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_recipe_draw(recipe, seed, NULL, &d);
    s->config.scheme = SIM_SCHEME_LEASE;
    s->config.slots = sim_drawn_size(&d, SIM_SIZE_LEASE_REGISTRIES);
    s->config.nodes = (uint16_t)sim_drawn_size(&d, SIM_SIZE_LEASE_NODES);
    s->config.write_ahead = (uint16_t)sim_drawn_size(&d, SIM_SIZE_LEASE_POLICY);
    s->config.cluster_size = sim_drawn_size(&d, SIM_SIZE_LEASE_START);
    s->config.seed = d.seed;
    s->setting = sim_lease_setting_of(&s->config);
    s->calm = sim_drawn_size(&d, SIM_SIZE_LEASE_CALM) != 0;
    s->days = sim_drawn_size(&d, SIM_SIZE_LEASE_DAYS);
    s->lossy = sim_drawn_size(&d, SIM_SIZE_LEASE_LOSSY);
    s->failures = sim_drawn_size(&d, SIM_SIZE_LEASE_FAILURES);
    s->unsure = sim_drawn_size(&d, SIM_SIZE_LEASE_UNSURE);
    s->wrong = sim_drawn_size(&d, SIM_SIZE_LEASE_MISTAKES);
    s->doubles = sim_drawn_size(&d, SIM_SIZE_LEASE_DOUBLES);
    memcpy(s->weights, sim_drawn_weights(&d), sizeof s->weights);
    s->op = sim_random_stream(seed, STREAM_OP);
    s->argument = sim_random_stream(seed, STREAM_ARGUMENT);
    *config = s->config;
    return s;
}

static uint32_t below(swarm *s, uint32_t bound)
{
    return (uint32_t)sim_random_below(&s->argument, bound);
}

/* Parts of a lease, so that it ends now and then, in milliseconds. */
static void draw_pass(swarm *s, sim_op *op)
{
    uint32_t lease_ms = (uint32_t)(s->setting.config.lease_us / 1000);
    op->args[1] = SIM_UNIT_MS;
    switch (below(s, 8)) {
    case 0:
        op->args[0] = below(s, lease_ms * 2);
        break;
    case 1:
    case 2:
        op->args[0] = below(s, lease_ms / 2);
        break;
    default:
        op->args[0] = below(s, lease_ms / 16 + 1);
        break;
    }
}

/*
 * A clock is set by less than its error, by about what is still accepted at once, or by days. In
 * calm worlds it stays within its error, except for days: then it is set back at once.
 */
static void draw_set(swarm *s, const sim_lease_world *world, uint32_t node, sim_op *op)
{
    uint32_t error_us = (uint32_t)s->setting.config.clock_error_us;
    uint32_t jump_us = (uint32_t)s->setting.config.jump_us_max;
    const sim_clock *clock = &world->clocks.of[node];
    uint64_t off_us = sim_clock_error(clock, world->clocks.now);
    bool ahead = clock->reading > world->clocks.now;
    if (off_us > 3600000000u) {
        /* Right again, to the second. */
        op->args[1] = (uint32_t)(off_us / 1000000);
        op->args[2] = ahead ? SIM_STEP_BACK_S : SIM_STEP_S;
    } else if (below(s, 16) < s->days) {
        op->args[1] = 86400 * (1 + below(s, 9));
        op->args[2] = below(s, 2) == 0 ? SIM_STEP_S : SIM_STEP_BACK_S;
    } else if (s->calm || below(s, 2) == 0) {
        /* From where it is to another place within the error. */
        uint32_t to_us = below(s, error_us + 1);
        bool back = below(s, 2) == 0;
        int64_t by_us = (back ? -(int64_t)to_us : (int64_t)to_us) -
                        (ahead ? (int64_t)off_us : -(int64_t)off_us);
        op->args[1] = (uint32_t)(by_us < 0 ? -by_us : by_us);
        op->args[2] = by_us < 0 ? SIM_STEP_BACK_US : SIM_STEP_US;
    } else {
        op->args[1] = below(s, 4) == 0 ? jump_us + below(s, 3) : below(s, jump_us * 2 + 1);
        op->args[2] = below(s, 2) == 0 ? SIM_STEP_US : SIM_STEP_BACK_US;
    }
}

static uint32_t draw_origin(swarm *s)
{
    if (below(s, 16) < s->wrong) {
        return below(s, 2) == 0 ? SIM_ORIGIN_MISTAKEN : SIM_ORIGIN_BLANK;
    }
    if (below(s, 16) < s->unsure) {
        return below(s, 2) == 0 ? SIM_ORIGIN_UNSURE : SIM_ORIGIN_OLD;
    }
    return SIM_ORIGIN_NEWEST;
}

static uint32_t draw_registry(swarm *s, const sim_lease_world *world)
{
    uint32_t registry = below(s, world->setting.registries);
    bool other = world->offices[registry].registry == NULL && below(s, 8) != 0;
    return other ? (registry + 1) % world->setting.registries : registry;
}

static bool any_is_up(const sim_lease_world *world)
{
    bool up = false;
    for (unsigned i = 0; i < world->setting.registries; i++) {
        up = up || world->offices[i].registry != NULL;
    }
    return up;
}

static bool is_unsent(const sim_lease_world *world, uint32_t registry)
{
    bool unsent = false;
    for (unsigned i = 0; i < SIM_LEASE_COUNT_MAX; i++) {
        unsent = unsent || world->offices[registry].unsent[i];
    }
    return unsent;
}

/* How a message fares: mostly the oldest arrives. */
static void draw_bring(swarm *s, const sim_lease_world *world, sim_op *op)
{
    op->args[0] = below(s, 16) < s->lossy ? below(s, world->message_count) : 0;
    op->args[1] = below(s, 16) < s->lossy ? below(s, SIM_CARRY_BOUND) : SIM_CARRY_ARRIVES;
}

static bool of_registry(swarm *s, const sim_lease_world *world, sim_op *op)
{
    uint32_t registry = draw_registry(s, world);
    bool up = world->offices[registry].registry != NULL;
    op->args[0] = registry;
    switch (op->code) {
    case SIM_OP_SERVE:
        op->args[0] = below(s, world->setting.registries);
        op->args[1] = draw_origin(s);
        return world->offices[op->args[0]].registry == NULL &&
               (world->setting.elected || !any_is_up(world) || below(s, 16) < s->doubles);
    case SIM_OP_RECORD:
        op->args[1] = below(s, 16) < s->failures ? 1 + below(s, 2) : SIM_WRITE_DONE;
        return up && (is_unsent(world, registry) || below(s, 8) == 0);
    default:
        return up;
    }
}

static bool of_holder(swarm *s, const sim_lease_world *world, sim_op *op)
{
    uint32_t holders = world->setting.nodes - world->setting.registries;
    uint32_t node = world->setting.registries + below(s, holders);
    const sim_lease_tenant *t = &world->tenants[node];
    op->args[0] = node;
    switch (op->code) {
    case SIM_OP_HIRE:
        return !t->up;
    case SIM_OP_APPLY:
    case SIM_OP_GIVE_UP:
        op->args[1] = draw_registry(s, world);
        return t->up;
    case SIM_OP_WORK:
        op->args[1] = below(s, 8) == 0 ? SIM_BATCH_BOUND - 1 : below(s, 4);
        return t->up && (t->generator != NULL || below(s, 4) == 0);
    default:
        return t->up;
    }
}

static bool of_clock(swarm *s, const sim_lease_world *world, sim_op *op)
{
    uint32_t node = below(s, world->setting.nodes);
    op->args[0] = node;
    switch (op->code) {
    case SIM_OP_PASS:
        draw_pass(s, op);
        return true;
    case SIM_OP_SET:
        draw_set(s, world, node, op);
        return true;
    case SIM_OP_DRIFT:
        op->args[1] = below(s, 4) == 0 ? 0 : below(s, 1u << (4 + below(s, 14)));
        return true;
    case SIM_OP_LEAP:
        op->args[1] = below(s, 2);
        return true;
    case SIM_OP_THAW:
        return world->clocks.of[node].frozen;
    default:
        return true;
    }
}

/* Arguments for a code; false if it makes no sense now. */
static bool make_op(swarm *s, const sim_lease_world *world, unsigned code, sim_op *op)
{
    *op = (sim_op){(uint8_t)code, {0, 0, 0}};
    if (code == SIM_OP_BRING) {
        if (world->message_count == 0) {
            return false;
        }
        draw_bring(s, world, op);
        return true;
    }
    if (code >= SIM_OP_PASS) {
        return of_clock(s, world, op);
    }
    return code < SIM_OP_HIRE ? of_registry(s, world, op) : of_holder(s, world, op);
}

/* A registry and all holders start, before anything else. */
static bool begin(swarm *s, sim_op *op)
{
    uint32_t move = s->begun;
    uint32_t holders = (uint32_t)s->config.nodes - s->config.slots;
    if (move > holders) {
        return false;
    }
    s->begun++;
    *op = move == 0 ? (sim_op){SIM_OP_SERVE, {0, SIM_ORIGIN_BLANK, 0}}
                    : (sim_op){SIM_OP_HIRE, {s->config.slots + move - 1, 0, 0}};
    return true;
}

sim_op sim_lease_driver_next(void *driver, const void *observed)
{
    const sim_lease_world *world = ((const sim_observed *)observed)->world;
    swarm *s = driver;
    sim_op op = {.code = SIM_OP_NOP};
    if (begin(s, &op)) {
        return op;
    }
    for (unsigned i = 0; i < TRIES; i++) {
        if (make_op(s, world, sim_random_weighted(&s->op, s->weights, SIM_OP_CODES), &op)) {
            return op;
        }
    }
    return (sim_op){.code = SIM_OP_NOP};
}
