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

/* Everything that can happen to honest nodes; as often as the documents stay small. */
void sim_mix_marathon(sim_mix *mix, sim_random *random)
{
    static const uint32_t kept[] = {SIM_KEPT_MIN, 100, 256, 1024};
    sim_mix_steady(mix, random);
    mix->config.nodes = (uint16_t)sim_random_between(random, 3, 6);
    mix->config.slots = sim_random_between(random, 2, 4);
    mix->config.kept = kept[sim_random_below(random, sizeof kept / sizeof kept[0])];
    mix->config.write_ahead = (uint16_t)sim_random_below(random, 1u << 16);
    mix->config.cluster_size = 1u << sim_random_between(random, 4, 16);
    mix->started = mix->config.nodes;
    mix->batch = 8;
    mix->bulk = 64;
    mix->old_stores = 4;
    W(OPEN) = 1;
    W(RESIZE) = 0;
    W(OFFLINE) = 4;
    W(RECONNECT) = 6;
    W(RESET) = 2;
    W(CUT) = 3;
    W(HEAL) = 4;
    W(SEQUENCER) = 1;
    W(CRASH) = 1;
    W(RESTART) = 4;
    W(JOIN) = 2;
    W(DOWN_MANY) = 60;
}
