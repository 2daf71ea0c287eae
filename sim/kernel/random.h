/*
 * Counter-based random numbers: the n-th number of a stream is a hash of seed, stream and n, so one
 * more draw for one purpose does not change the others. For generators only; worlds use none.
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

/* Mixes 64 bits: the finalizer of SplitMix64. It is a bijection. */
static inline uint64_t sim_mix64(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* The next number of SplitMix64, for callers that have only a state. */
static inline uint64_t sim_splitmix(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / the golden ratio, odd */
    return sim_mix64(*state);
}

sim_random sim_random_stream(uint64_t seed, uint64_t stream);
uint64_t sim_random_next(sim_random *random);
/* 0 to bound - 1; bound is at least 1. */
uint64_t sim_random_below(sim_random *random, uint64_t bound);
/* True in numerator of denominator draws. */
bool sim_random_chance(sim_random *random, uint64_t numerator, uint64_t denominator);
/* From least to most, inclusive. */
uint32_t sim_random_between(sim_random *random, uint32_t least, uint32_t most);
/* An index below count, drawn by weight; at least one weight is above 0. */
unsigned sim_random_weighted(sim_random *random, const uint32_t *weights, unsigned count);

#define SIM_WEIGHTS_MAX 64u

/* Weights from which many draws are made: those above 0, in their order. */
typedef struct sim_weights {
    uint64_t total;
    uint64_t ends[SIM_WEIGHTS_MAX]; /* the sums up to each */
    uint8_t of[SIM_WEIGHTS_MAX];    /* their indices */
    unsigned count;
} sim_weights;

/* count is at most SIM_WEIGHTS_MAX. */
void sim_weights_set(sim_weights *set, const uint32_t *weights, unsigned count);
/* The index that sim_random_weighted draws from the same weights. O(log count). */
unsigned sim_weights_draw(const sim_weights *set, sim_random *random);

#endif
