/*
 * The mixes of large worlds (tape.h), which forget their log and go on for ever.
 *
 * What a document holds, it holds for ever: each save, load and summary takes as long as it is
 * large. So that a world can go on at one speed, its sessions reserve many IDs at a time, and new
 * sessions are seldom.
 */
#include "mixes.h"

/* The op code's weight. */
#define W(code) mix->weights[SIM_OP_##code]

/* Makes what happens all the time so many times as frequent as the rest. */
static void multiply(sim_mix *mix, uint32_t times)
{
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        mix->weights[code] *= times;
    }
}

/*
 * Everything that can happen to honest nodes. What leads to new sessions is common in some worlds
 * and rare in others, which stay small for millions of ops.
 */
void sim_mix_marathon(sim_mix *mix, sim_random *random)
{
    static const uint32_t kept[] = {SIM_KEPT_MIN, 100, 256, 1024};
    static const uint32_t times[] = {1, 1, 8, 256};
    sim_mix_steady(mix, random);
    mix->config.nodes = (uint16_t)sim_random_between(random, 3, 6);
    mix->config.slots = sim_random_between(random, 2, 4);
    mix->config.kept = kept[sim_random_below(random, sizeof kept / sizeof kept[0])];
    mix->config.write_ahead = (uint16_t)(1u << sim_random_below(random, 4));
    mix->config.cluster_size = 1u << sim_random_between(random, 6, 16);
    mix->started = mix->config.nodes;
    mix->batch = 8;
    mix->bulk = 64;
    mix->old_stores = 4;
    W(OPEN) = 0;
    W(RESIZE) = 0;
    W(SAVE) = 2;
    W(OFFLINE) = 3;
    W(RECONNECT) = 6;
    W(RESET) = 2;
    W(CUT) = 3;
    W(HEAL) = 5;
    W(SEQUENCER) = 1;
    W(RESTART) = 4;
    W(DOWN_MANY) = 60;
    multiply(mix, times[sim_random_below(random, sizeof times / sizeof times[0])]);
    /* A checkpoint asks everything, and so takes the longer the more there has been. */
    W(CHECKPOINT) = 1;
    W(OPEN) = 3;
    W(CLOSE) = 1;
    W(CRASH) = 2;
    W(JOIN) = 1;
}

/*
 * Sixteen gateways of one document. Each session that opens is used at once, so that it comes into
 * the document. Seed 0 has room for a million of them, which takes millions of ops; others have
 * towns.
 */
void sim_mix_metropolis(sim_mix *mix, sim_random *random)
{
    const bool is_town = random->seed != 0;
    sim_mix_steady(mix, random);
    mix->config.nodes = 16;
    mix->config.slots = is_town ? sim_random_between(random, 8, 128) : 1u << 16;
    mix->config.kept = is_town ? 1u << 10 : 1u << 21;
    mix->config.write_ahead = 0;
    mix->config.cluster_size = 8;
    mix->started = mix->config.nodes;
    mix->opened = 1;
    mix->used_at_once = true;
    mix->batch = 2;
    mix->bulk = 8;
    multiply(mix, 100);
    W(OPEN) = 36000;
    W(GENERATE) = 4000;
    W(UNIQUE) = 400;
    W(RESIZE) = 0;
    W(TAKE) = 9000;
    W(SEND) = 1000;
    W(UP) = 16000;
    W(DOWN) = 3000;
    W(DOWN_MANY) = 20000;
    W(CHECKPOINT) = 0;
    W(SAVE) = 4;
    W(CRASH) = 2;
    W(RESTART) = 100;
    W(OFFLINE) = 20;
    W(RECONNECT) = 200;
    W(CUT) = 40;
    W(HEAL) = 100;
    W(SEQUENCER) = 1;
}
