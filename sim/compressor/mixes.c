/*
 * Every scenario starts from the steady mix and changes what it tests; the seed draws sizes and
 * variations. Swarm draws everything: which ops exist at all, and how often (swarm testing: leaving
 * features out lets the others go deeper).
 */
#include "mixes.h"

#include "compressor/world.h"
#include "kernel/random.h"

#define STREAM_MIX 100u
/* What came to the swarm later draws from a stream of its own, so that other seeds stay as they
 * are. */
#define STREAM_STARVE 102u
#define STREAM_EDGES  103u
#define STREAM_SURGE  104u

/* The op code's weight; a short name, since the tables below use it often. */
#define W(code) mix->weights[SIM_OP_##code]

/* Small clusters reach their boundaries often; the default size hardly ever. */
static uint32_t draw_cluster_size(sim_random *random)
{
    static const uint32_t sizes[] = {1, 2,  3,  4,  5,   6,
                                     8, 10, 16, 32, 100, IDA_CLUSTER_SIZE_DEFAULT};
    return sizes[sim_random_below(random, sizeof sizes / sizeof sizes[0])];
}

void sim_mix_steady(sim_mix *mix, sim_random *random)
{
    mix->config.nodes = (uint8_t)sim_random_between(random, 2, 4);
    mix->config.slots = (uint8_t)sim_random_between(random, 1, 3);
    mix->config.cluster_size = draw_cluster_size(random);
    mix->config.write_ahead = 0xffff;
    mix->started = mix->config.nodes;
    mix->opened = 1;
    mix->bulk = 2 * mix->config.cluster_size + 2;
    mix->reorder = 3;
    mix->old_stores = 0;
    mix->ghosts_again = 8;
    mix->layouts[SIM_LAYOUT_RANDOM] = 1;
    W(OPEN) = 2;
    W(GENERATE) = 60;
    W(UNIQUE) = 8;
    W(RESIZE) = 2;
    W(TAKE) = 40;
    W(SEND) = 30;
    W(RESEND) = 3;
    W(UP) = 90;
    W(UP_LOST) = 3;
    W(UP_AGAIN) = 6;
    W(DOWN) = 150;
    W(DOWN_LOST) = 5;
    W(DOWN_AGAIN) = 8;
    W(DOWN_OLD) = 4;
    W(DOWN_MANY) = 30;
    W(FETCH) = 8;
    W(SAVE) = 3;
    W(READ) = 10;
    W(CHECKPOINT) = 1;
}

void sim_mix_offline(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    W(OFFLINE) = 8;
    W(RECONNECT) = 8;
    W(RESET) = 4;
    W(CUT) = 6;
    W(HEAL) = 8;
    W(SEQUENCER) = 2;
    W(CRASH) = 2;
    W(RESTART) = 4;
    W(DOWN_MANY) = 60;
}

void sim_mix_churn(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->config.nodes = (uint8_t)sim_random_between(random, 3, 6);
    mix->started = 2;
    W(START) = 2;
    W(JOIN) = 12;
    W(LEAVE) = 6;
    W(CLOSE) = 2;
    W(OPEN) = 12;
    W(RECONNECT) = 16;
    W(OFFLINE) = 2;
    W(READ) = 30;
    W(DOWN_MANY) = 60;
}

void sim_mix_burst(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->config.cluster_size = sim_random_between(random, 1, 6);
    mix->bulk = 4 * mix->config.cluster_size;
    W(GENERATE) = 120;
    W(UNIQUE) = 20;
    W(RESIZE) = 25;
    W(TAKE) = 70;
    W(GHOST) = 3;
}

void sim_mix_collision(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->config.slots = (uint8_t)sim_random_between(random, 2, 4);
    mix->opened = (uint8_t)sim_random_between(random, 1, mix->config.slots);
    mix->config.cluster_size = sim_random_between(random, 1, 12);
    mix->bulk = mix->config.cluster_size + 8;
    mix->layouts[SIM_LAYOUT_RANDOM] = 1;
    mix->layouts[SIM_LAYOUT_NEIGHBOUR] = 8;
    mix->layouts[SIM_LAYOUT_VARIANT] = 2;
    mix->layouts[SIM_LAYOUT_VERSION] = 2;
    mix->layouts[SIM_LAYOUT_TOP] = 3;
    sim_random edges = sim_random_stream(random->seed, STREAM_EDGES);
    mix->edges = sim_random_chance(&edges, 1, 3);
    W(OPEN) = 10;
    W(CLOSE) = 4;
    W(GHOST) = 4;
    W(OFFLINE) = 1;
    W(RECONNECT) = 4;
}

void sim_mix_fork(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->config.nodes = (uint8_t)sim_random_between(random, 3, 5);
    mix->started = 2;
    mix->config.write_ahead = (uint16_t)(sim_random_chance(random, 1, 4) ? 1 : 0);
    mix->old_stores = 10;
    W(SAVE) = 14;
    W(CRASH) = 7;
    W(LEAVE) = 1;
    W(RESTART) = 10;
    W(FORK) = 10;
    W(OFFLINE) = 2;
    W(RECONNECT) = 24;
    W(DOWN_MANY) = 60;
}

void sim_mix_damage(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->old_stores = 5;
    W(SAVE) = 20;
    W(DAMAGE) = 14;
    W(CRASH) = 8;
    W(RESTART) = 20;
    W(START) = 1;
    W(JOIN) = 4;
    W(RECONNECT) = 20;
    W(DOWN_MANY) = 60;
}

void sim_mix_hostile(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->forgeries = sim_random_chance(random, 1, 4) ? SIM_FORGE_BOUND : SIM_FORGE_LARGE;
    mix->layouts[SIM_LAYOUT_NEIGHBOUR] = 1;
    W(FORGE) = 25;
    W(GHOST) = 3;
    W(OFFLINE) = 2;
    W(RECONNECT) = 6;
    W(OPEN) = 8;
    W(CLOSE) = 3;
    W(JOIN) = 2;
}

void sim_mix_gateway(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->config.nodes = (uint8_t)sim_random_between(random, 1, 3);
    mix->started = mix->config.nodes;
    mix->config.slots = (uint8_t)sim_random_between(random, 20, SIM_SLOTS_MAX);
    mix->opened = (uint8_t)sim_random_between(random, 16, mix->config.slots);
    mix->layouts[SIM_LAYOUT_RANDOM] = 6;
    mix->layouts[SIM_LAYOUT_NEIGHBOUR] = 1;
    W(OPEN) = 8;
    W(CLOSE) = 4;
    W(TAKE) = 60;
    W(SAVE) = 2;
    W(CRASH) = 1;
    W(RESTART) = 6;
    W(OFFLINE) = 2;
    W(RECONNECT) = 12;
}

void sim_mix_scarce(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->config.nodes = (uint8_t)sim_random_between(random, 2, 5);
    mix->started = 2;
    mix->bulk = mix->config.cluster_size + 2;
    mix->layouts[SIM_LAYOUT_NEIGHBOUR] = 2;
    W(STARVE) = 150;
    W(START) = 2;
    W(JOIN) = 8;
    W(OPEN) = 30;
    W(CLOSE) = 10;
    W(SAVE) = 8;
    W(CRASH) = 5;
    W(RESTART) = 12;
    W(RECONNECT) = 20;
    W(GHOST) = 12;
    W(RESIZE) = 10;
    W(DOWN_MANY) = 60;
}

/* What goes wrong in a world with shards: each part is left out in some worlds, and all in some. */
static void draw_shard_faults(sim_mix *mix, sim_random *random)
{
    bool crashes = sim_random_chance(random, 1, 2);
    bool forges = sim_random_chance(random, 1, 2);
    bool copies = sim_random_chance(random, 1, 3);
    bool revokes = sim_random_chance(random, 1, 2);
    bool starves = sim_random_chance(random, 1, 8);
    bool hostile = sim_random_chance(random, 1, 12);
    W(CRASH) = crashes ? 6 : 0;
    W(FORK) = copies ? 6 : 0;
    W(DAMAGE) = crashes && copies ? 2 : 0;
    W(FALSIFY) = forges ? 25 : 0;
    W(REVOKE) = revokes ? 6 : 0;
    W(STARVE) = starves ? 40 : 0;
    W(FORGE) = hostile ? 4 : 0;
    mix->old_stores = (uint8_t)(crashes && copies ? sim_random_between(random, 0, 8) : 0);
    mix->reloads = (uint8_t)(copies ? sim_random_between(random, 1, 8) : 0);
    mix->astray = (uint8_t)sim_random_between(random, 0, 3);
    mix->past_ways = (uint8_t)(sim_random_chance(random, 1, 2) ? SIM_PAST_BOUND : SIM_PAST_REACHED);
    mix->config.write_ahead = copies ? (uint16_t)sim_random_between(random, 0, 0xffff) : 0xffff;
}

void sim_mix_shards(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    mix->config.nodes = (uint8_t)sim_random_between(random, 3, 8);
    mix->started = (uint8_t)sim_random_between(random, 1, 2);
    mix->bulk = mix->config.cluster_size + 2;
    mix->forgeries = SIM_FORGE_LARGE;
    mix->layouts[SIM_LAYOUT_NEIGHBOUR] = sim_random_chance(random, 1, 6) ? 1 : 0;
    mix->layouts[SIM_LAYOUT_TOP] = sim_random_chance(random, 1, 8) ? 1 : 0;
    draw_shard_faults(mix, random);
    /* In some worlds strides grow until no split is left. */
    bool is_wide = sim_random_chance(random, 1, 8);
    W(SHARD) = is_wide ? 60 : sim_random_between(random, 3, 14);
    mix->brood = is_wide ? SIM_CHILDREN_MAX : 3;
    W(ADOPT) = 30;
    W(REPORT) = 30;
    W(INFORM) = 16;
    W(DISPOSE) = sim_random_between(random, 2, 14);
    W(TOKEN) = 70;
    W(TOKEN_LOST) = 4;
    W(START) = 1;
    W(JOIN) = 1;
    W(LEAVE) = sim_random_between(random, 0, 6);
    W(CLOSE) = 1;
    W(SAVE) = 8;
    W(RESTART) = 10;
    W(OFFLINE) = 2;
    W(RESET) = 3;
    W(RECONNECT) = 20;
    W(GHOST) = sim_random_chance(random, 1, 4) ? 3 : 0;
    W(DOWN_MANY) = 60;
    W(GENERATE) = 90;
    W(CHECKPOINT) = 2;
}

/* Three times in four a weight is drawn up to most; else the op is left out. */
static void shade(sim_mix *mix, sim_random *random, sim_op_code code, uint32_t most)
{
    mix->weights[code] = sim_random_chance(random, 3, 4) ? sim_random_between(random, 1, most) : 0;
}

static void shade_network(sim_mix *mix, sim_random *random)
{
    mix->reorder = (uint8_t)sim_random_between(random, 0, 10);
    shade(mix, random, SIM_OP_UP_LOST, 12);
    shade(mix, random, SIM_OP_UP_AGAIN, 20);
    shade(mix, random, SIM_OP_DOWN_LOST, 15);
    shade(mix, random, SIM_OP_DOWN_AGAIN, 20);
    shade(mix, random, SIM_OP_DOWN_OLD, 6);
    shade(mix, random, SIM_OP_CUT, 6);
    shade(mix, random, SIM_OP_SEQUENCER, 4);
    W(UP) = sim_random_between(random, 30, 150);
    W(DOWN) = sim_random_between(random, 60, 250);
    W(DOWN_MANY) = sim_random_between(random, 5, 80);
    W(FETCH) = sim_random_between(random, 4, 20);
    W(RESEND) = sim_random_between(random, 1, 6);
    W(HEAL) = W(CUT) == 0 ? 0 : sim_random_between(random, 4, 16);
}

static void shade_nodes(sim_mix *mix, sim_random *random)
{
    mix->config.nodes = (uint8_t)sim_random_between(random, 2, 6);
    mix->started = (uint8_t)sim_random_between(random, 1, mix->config.nodes);
    mix->config.write_ahead = (uint16_t)sim_random_between(random, 0, 0xffff);
    mix->old_stores = (uint8_t)sim_random_between(random, 0, 12);
    shade(mix, random, SIM_OP_START, 3);
    shade(mix, random, SIM_OP_JOIN, 10);
    shade(mix, random, SIM_OP_LEAVE, 3);
    shade(mix, random, SIM_OP_CRASH, 6);
    shade(mix, random, SIM_OP_FORK, 6);
    shade(mix, random, SIM_OP_SAVE, 16);
    shade(mix, random, SIM_OP_DAMAGE, 6);
    shade(mix, random, SIM_OP_OFFLINE, 8);
    shade(mix, random, SIM_OP_RESET, 4);
    W(RESTART) = sim_random_between(random, 4, 14);
    W(RECONNECT) = sim_random_between(random, 8, 24);
}

/*
 * Enough ghosts that the document gets more sessions and clusters than in any other world: its
 * indexes grow to a third level. The other ops of the mix happen among them.
 */
static void make_crowd(sim_mix *mix, sim_random *random)
{
    uint32_t others = 0;
    W(GHOST) = 0;
    for (unsigned i = 0; i < SIM_OP_CODES; i++) {
        others += mix->weights[i];
    }
    W(GHOST) = 7 * others < UINT16_MAX ? 7 * others : UINT16_MAX;
    mix->ghosts_again = 1;
    mix->config.nodes = (uint8_t)sim_random_between(random, 1, 2);
    mix->started = mix->config.nodes;
    mix->layouts[SIM_LAYOUT_RANDOM] = 16;
}

void sim_mix_swarm(sim_mix *mix, sim_random *random)
{
    sim_mix_steady(mix, random);
    shade_network(mix, random);
    shade_nodes(mix, random);
    bool gateway = sim_random_chance(random, 1, 16);
    mix->config.slots =
        (uint8_t)(gateway ? sim_random_between(random, 17, 40) : sim_random_between(random, 1, 6));
    mix->opened = (uint8_t)sim_random_between(random, gateway ? 16 : 1, mix->config.slots);
    mix->bulk = sim_random_between(random, 1, 4) * mix->config.cluster_size + 2;
    mix->forgeries = sim_random_chance(random, 1, 8) ? SIM_FORGE_BOUND : SIM_FORGE_LARGE;
    for (unsigned i = SIM_LAYOUT_NEIGHBOUR; i < SIM_LAYOUT_KINDS; i++) {
        mix->layouts[i] = sim_random_chance(random, 1, 3) ? sim_random_between(random, 1, 4) : 0;
    }
    mix->layouts[SIM_LAYOUT_RANDOM] = sim_random_between(random, 1, 12);
    shade(mix, random, SIM_OP_OPEN, 10);
    shade(mix, random, SIM_OP_CLOSE, 4);
    shade(mix, random, SIM_OP_UNIQUE, 20);
    shade(mix, random, SIM_OP_RESIZE, 15);
    shade(mix, random, SIM_OP_SEND, 50);
    shade(mix, random, SIM_OP_READ, 25);
    W(GENERATE) = sim_random_between(random, 20, 120);
    W(TAKE) = sim_random_between(random, 15, 80);
    W(GHOST) = sim_random_chance(random, 1, 3) ? sim_random_between(random, 1, 5) : 0;
    W(FORGE) = sim_random_chance(random, 1, 4) ? sim_random_between(random, 1, 15) : 0;
    sim_random edges = sim_random_stream(random->seed, STREAM_EDGES);
    if (sim_random_chance(&edges, 1, 8)) {
        mix->edges = true;
        mix->layouts[SIM_LAYOUT_NEIGHBOUR] = 8;
    }
    sim_random starve = sim_random_stream(random->seed, STREAM_STARVE);
    if (sim_random_chance(&starve, 1, 6)) {
        W(STARVE) = sim_random_between(&starve, 4, 60);
    }
    sim_random surge = sim_random_stream(random->seed, STREAM_SURGE);
    if (sim_random_chance(&surge, 1, 10)) {
        W(SURGE) = sim_random_between(&surge, 1, 6);
    }
    if (sim_random_chance(random, 1, 64)) {
        make_crowd(mix, random);
    }
}

void sim_mix_make(sim_mix_maker make_mix, uint64_t seed, sim_mix *mix)
{
    *mix = (sim_mix){0};
    sim_random random = sim_random_stream(seed, STREAM_MIX);
    make_mix(mix, &random);
    mix->config.seed = sim_random_next(&random);
}
