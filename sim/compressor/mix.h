/*
 * A mix: the frequency of each op and the distribution of its arguments. A recipe gives one for
 * each seed.
 */
#ifndef SIM_MIX_H
#define SIM_MIX_H

#include <stdbool.h>
#include <stdint.h>

#include "recipe/recipe.h"
#include "tape/tape.h"

typedef struct sim_mix {
    sim_config config;
    uint32_t weights[SIM_OP_CODES];     /* by op code; 0: never chosen */
    uint32_t layouts[SIM_LAYOUT_KINDS]; /* weights of the UUID layouts of new sessions */
    uint8_t forgeries;    /* how many of the ways to forge are used, counted from the first */
    uint8_t ghosts_again; /* how many of 16 ghosts belong to one of two sessions */
    bool edges;           /* neighbours are where the words of their UUIDs end */
    uint16_t started;     /* nodes that are up at the beginning */
    uint32_t opened;      /* sessions that each of these nodes opens at the beginning */
    bool used_at_once;    /* a session generates right after it opens */
    uint32_t bulk;        /* the usual maximum of IDs generated in one call */
    uint32_t batch;       /* the count that many calls are near to; 0: the cluster size */
    uint8_t reorder;      /* how many of 16 deliveries pick another message than the oldest */
    uint8_t old_stores;   /* how many of 16 restarts pick another store than the newest */
    uint8_t brood;        /* how many children a split has at most, mostly */
    uint8_t astray;       /* how many of 16 tokens reach any session */
    uint8_t reloads;      /* how many of 16 nodes adopt a child that may have been adopted before */
    uint8_t past_ways;    /* how many of the ways to give up a child are used (SIM_PAST_*) */
} sim_mix;

/* The mix that a recipe of the compressor gives for a seed. */
sim_mix sim_mix_make(const sim_recipe *recipe, uint64_t seed);

#endif
