/*
 * The swarm driver of sequences: draws weights for each seed, and arguments that make sense in the
 * current state.
 */
#include <stdlib.h>

#include "kernel/random.h"
#include "observed.h"
#include "sequence.h"
#include "state.h"

/* One stream for each purpose. */
enum { STREAM_MIX = 100, STREAM_OP = 1, STREAM_ARGUMENT };
/* What came later draws from a stream of its own, so that other seeds stay as they are. */
#define STREAM_REPAIRS 102u

#define TRIES 12u

typedef struct swarm {
    sim_sequence_config config;
    uint32_t weights[SIM_OP_CODES];
    sim_weights codes;   /* made of them */
    uint32_t sixteenths; /* how many of 16 messages and writes are mistreated */
    uint32_t reorder;    /* how many of 16 messages need not be the oldest */
    uint32_t leavers;    /* of 16 changes of membership, how many end one */
    uint32_t begun;      /* opening moves made */
    sim_random op;
    sim_random argument;
} swarm;

/* Ranges of few IDs, so that their ends are reached often, and sometimes large ones. */
static uint32_t draw_range_size(sim_random *random)
{
    uint32_t wide = sim_random_between(random, 0, 7);
    if (wide == 0) {
        return sim_random_between(random, 100, 2000);
    }
    return sim_random_between(random, 1, wide < 3 ? 5 : 40);
}

static uint32_t draw_prefetch(sim_random *random)
{
    static const uint8_t usual[] = {0, 50, 60, 99, 100};
    uint32_t which = sim_random_between(random, 0, 7);
    return which < sizeof usual ? usual[which] : sim_random_between(random, 0, 100);
}

void *sim_sequence_driver_create(sim_mix_maker make_mix, uint64_t seed, sim_config *config)
{
    (void)make_mix;
    swarm *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    sim_random random = sim_random_stream(seed, STREAM_MIX);
    s->config.nodes = (uint8_t)sim_random_between(&random, 1, 6);
    s->config.masters = (uint8_t)sim_random_between(&random, 1, 3);
    s->config.prefetch = (uint16_t)draw_prefetch(&random);
    s->config.range_size = draw_range_size(&random);
    s->config.seed = sim_random_next(&random);
    s->sixteenths = sim_random_between(&random, 0, 8);
    s->reorder = sim_random_between(&random, 0, 8);
    s->weights[SIM_OP_ELECT] = sim_random_between(&random, 0, 3);
    s->weights[SIM_OP_DEPOSE] = sim_random_between(&random, 0, 3);
    s->weights[SIM_OP_STORE] = sim_random_between(&random, 40, 120);
    s->weights[SIM_OP_ENLIST] = sim_random_between(&random, 2, 10);
    s->weights[SIM_OP_KEEP] = sim_random_between(&random, 40, 100);
    s->leavers = sim_random_between(&random, 0, 8);
    s->weights[SIM_OP_ASK] = sim_random_between(&random, 60, 160);
    s->weights[SIM_OP_CARRY] = sim_random_between(&random, 80, 240);
    s->weights[SIM_OP_DRAW] = sim_random_between(&random, 60, 200);
    s->weights[SIM_OP_STOP] = sim_random_between(&random, 0, 3);
    s->weights[SIM_OP_BOOT] = sim_random_between(&random, 4, 16);
    sim_random repairs = sim_random_stream(seed, STREAM_REPAIRS);
    if (sim_random_chance(&repairs, 1, 2)) {
        s->weights[SIM_OP_HAND_BACK] = sim_random_between(&repairs, 0, 24);
        s->weights[SIM_OP_TWIST] = sim_random_between(&repairs, 0, 24);
        s->weights[SIM_OP_RAISE] = sim_random_between(&repairs, 0, 4);
    }
    s->op = sim_random_stream(seed, STREAM_OP);
    s->argument = sim_random_stream(seed, STREAM_ARGUMENT);
    *config = sim_sequence_config_encode(&s->config);
    sim_weights_set(&s->codes, s->weights, SIM_OP_CODES);
    return s;
}

static uint32_t below(swarm *s, uint32_t bound)
{
    return (uint32_t)sim_random_below(&s->argument, bound);
}

/* 0, the usual outcome, or one of the others up to last. */
static uint32_t draw_how(swarm *s, uint32_t last)
{
    return below(s, 16) < s->sixteenths ? 1 + below(s, last) : 0;
}

/*
 * A master in office if there is one, from a random place on; often none is, except the one asked.
 */
static uint32_t draw_master(swarm *s, const sim_sequence_world *world)
{
    uint32_t start = below(s, world->config.masters);
    for (uint32_t i = 0; i < world->config.masters; i++) {
        uint32_t at = (start + i) % world->config.masters;
        if (world->offices[at].master != NULL) {
            return at;
        }
    }
    return start;
}

/* What a coordinator that waits for an answer already has in flight. */
static uint32_t under_way(const sim_sequence_world *world, uint32_t node)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < world->message_count; i++) {
        count += world->messages[i].node == node && !world->messages[i].is_copy;
    }
    return count;
}

/* The oldest message that is not a copy, unless any is drawn: copies are slow, and arrive late. */
static uint32_t draw_message(swarm *s, const sim_sequence_world *world)
{
    if (below(s, 16) < s->reorder || world->message_count == 0) {
        return below(s, SIM_SEQUENCE_MESSAGES);
    }
    uint32_t at = 0;
    while (at + 1 < world->message_count && world->messages[at].is_copy) {
        at++;
    }
    return at;
}

/* How many IDs: usually a few, sometimes as many as a chunk has. */
static uint32_t draw_count(swarm *s)
{
    uint32_t size = s->config.range_size / s->config.nodes;
    return below(s, 4) == 0 ? size : below(s, 6);
}

/* Where a sequence is raised to: mostly near where it is, so that it does not end soon. */
static void draw_place(swarm *s, sim_op *op)
{
    uint32_t kind = below(s, 16);
    op->args[1] = kind < 8 ? SIM_PLACE_BELOW : kind < 14 ? SIM_PLACE_ABOVE : kind - 12;
    op->args[2] = below(s, 3 * s->config.range_size);
}

/* The same as below, for what half of the worlds have. */
static bool make_repair(swarm *s, const sim_sequence_world *world, sim_op *op)
{
    switch (op->code) {
    case SIM_OP_HAND_BACK:
        op->args[1] = draw_how(s, SIM_WRITE_LOST);
        op->args[2] = draw_master(s, world);
        return world->nodes[op->args[0]].coordinator != NULL;
    case SIM_OP_TWIST:
        op->args[0] = draw_message(s, world);
        op->args[1] = below(s, SIM_TWIST_BOUND);
        return world->message_count > 0;
    default:
        op->args[0] = draw_master(s, world);
        draw_place(s, op);
        return true;
    }
}

/* Arguments for a code; false if it makes no sense now. */
static bool make_op(swarm *s, const sim_sequence_world *world, unsigned code, sim_op *op)
{
    uint32_t node = below(s, world->config.nodes);
    *op = (sim_op){(uint8_t)code, {node, 0, 0}};
    switch (code) {
    case SIM_OP_ELECT:
        op->args[0] = below(s, world->config.masters);
        op->args[1] = below(s, 16) == 0 ? SIM_RECORD_DAMAGED : SIM_RECORD_SOUND;
        return true;
    case SIM_OP_DEPOSE:
        op->args[0] = draw_master(s, world);
        return true;
    case SIM_OP_STORE:
        op->args[0] = below(s, SIM_SEQUENCE_WRITES);
        op->args[1] = draw_how(s, SIM_WRITE_LOST);
        return world->write_count > 0;
    case SIM_OP_ASK:
        op->args[1] = draw_master(s, world);
        return world->nodes[node].coordinator != NULL &&
               world->nodes[node].member == (below(s, 16) != 0) &&
               (under_way(world, node) < 2 || below(s, 16) == 0);
    case SIM_OP_CARRY:
        op->args[0] = draw_message(s, world);
        /* Arriving and staying makes late copies: every other message does. */
        op->args[1] = draw_how(s, below(s, 2) == 0 ? SIM_CARRY_CUT_SHORT : SIM_CARRY_STAYS);
        return world->message_count > 0;
    case SIM_OP_DRAW:
        op->args[1] = draw_count(s);
        return world->nodes[node].coordinator != NULL &&
               (!world->nodes[node].dry || below(s, 8) == 0);
    case SIM_OP_HAND_BACK:
    case SIM_OP_TWIST:
    case SIM_OP_RAISE:
        return make_repair(s, world, op);
    case SIM_OP_ENLIST:
        op->args[1] = below(s, 16) < s->leavers;
        return world->nodes[node].member == (op->args[1] == 1);
    case SIM_OP_KEEP:
        op->args[1] = draw_how(s, SIM_WRITE_LOST);
        return world->nodes[node].coordinator != NULL;
    case SIM_OP_BOOT:
        op->args[1] = below(s, 16) == 0 ? SIM_RECORD_DAMAGED : SIM_RECORD_SOUND;
        return world->nodes[node].coordinator == NULL;
    default:
        return true;
    }
}

/* No master is in office, or one waits for a write whose outcome it will never learn. */
static bool needs_election(swarm *s, const sim_sequence_world *world, uint32_t *master)
{
    *master = draw_master(s, world);
    const sim_office *office = &world->offices[*master];
    if (office->master == NULL) {
        return true;
    }
    for (uint32_t i = 0; i < world->write_count; i++) {
        if (world->writes[i].master == *master && world->writes[i].term == office->term) {
            return false;
        }
    }
    return office->writing;
}

/* A master, and then each coordinator, before anything else. */
static bool begin(swarm *s, sim_op *op)
{
    uint32_t move = s->begun;
    if (move > 3u * s->config.nodes) {
        return false;
    }
    s->begun++;
    if (move == 0) {
        *op = (sim_op){SIM_OP_ELECT, {0, 0, 0}};
    } else {
        static const uint8_t codes[] = {SIM_OP_ENLIST, SIM_OP_BOOT, SIM_OP_KEEP};
        *op = (sim_op){codes[(move - 1) % 3], {(move - 1) / 3, 0, 0}};
    }
    return true;
}

static unsigned draw_code(swarm *s)
{
    return sim_weights_draw(&s->codes, &s->op);
}

sim_op sim_sequence_driver_next(void *driver, const void *observed)
{
    const sim_sequence_world *world = ((const sim_observed *)observed)->world;
    swarm *s = driver;
    sim_op op = {.code = SIM_OP_NOP};
    if (begin(s, &op)) {
        return op;
    }
    uint32_t master;
    if (needs_election(s, world, &master) && below(s, 4) == 0) {
        return (sim_op){SIM_OP_ELECT, {master, 0, 0}};
    }
    for (unsigned i = 0; i < TRIES; i++) {
        if (make_op(s, world, draw_code(s), &op)) {
            return op;
        }
    }
    return (sim_op){.code = SIM_OP_NOP};
}
