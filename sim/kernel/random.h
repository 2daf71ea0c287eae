/*
 * Counter-based randomness: the n-th number of a stream is a hash of seed, stream and n, so a draw
 * added to one purpose does not reshuffle the others. For generators only; the world has none.
 */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct sim_random {
    uint64_t seed;
    uint64_t stream;
    uint64_t counter;
} sim_random;

sim_random sim_random_stream(uint64_t seed, uint64_t stream);
uint64_t sim_random_next(sim_random *random);
/* 0 to bound - 1; bound is at least 1. */
uint64_t sim_random_below(sim_random *random, uint64_t bound);
/* True in numerator of denominator draws. */
bool sim_random_chance(sim_random *random, uint64_t numerator, uint64_t denominator);

#endif
