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
    W(OPEN) = 3;
    W(CLOSE) = 1;
    W(CRASH) = 2;
    W(JOIN) = 1;
}
