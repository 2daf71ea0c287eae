/*
 * A mix: how often each op is chosen, and with what arguments. Scenarios make one for each seed.
 */
#ifndef SIM_MIX_H
#define SIM_MIX_H

#include <stdint.h>

#include "kernel/random.h"
#include "tape/tape.h"

typedef struct sim_mix {
    sim_config config;
    uint32_t weights[SIM_OP_CODES];     /* by op code; 0: never chosen */
    uint32_t layouts[SIM_LAYOUT_KINDS]; /* weights of the UUID layouts of new sessions */
    uint8_t forgeries;    /* how many of the ways to forge are used: the first so many */
    uint8_t ghosts_again; /* of 16 ghosts, so many are of one of two sessions */
    uint8_t started;      /* nodes that are up at the beginning */
    uint8_t opened;       /* sessions that each of them opens then */
    uint32_t bulk;        /* the most IDs that are generated at once, ordinarily */
    uint8_t reorder;      /* of 16 deliveries, so many pick anything but the oldest */
    uint8_t old_stores;   /* of 16 restarts, so many pick any store but the newest */
} sim_mix;

#endif
