/*
 * Numbers that look random and are the same in C and JavaScript (npm/words.mjs): 32 bits wide, so
 * that JavaScript needs no BigInt, and a function of a counter, so that there is no state.
 */
#ifndef BENCH_WORDS_H
#define BENCH_WORDS_H

#include <stdint.h>

/* A bijection of 32-bit words: "lowbias32" of Chris Wellons' hash-prospector. */
static inline uint32_t bench_word(uint32_t number)
{
    number ^= number >> 16;
    number *= UINT32_C(0x7feb352d);
    number ^= number >> 15;
    number *= UINT32_C(0x846ca68b);
    return number ^ (number >> 16);
}

/* The i-th word of a stream, from 0 to limit - 1. */
static inline uint32_t bench_pick(uint32_t stream, uint32_t i, uint32_t limit)
{
    return bench_word(bench_word(stream) + i) % limit;
}

/* A digest takes in the next answer: cheap, and it depends on the order. */
static inline uint32_t bench_fold(uint32_t digest, int64_t answer)
{
    return ((digest << 5) | (digest >> 27)) + (uint32_t)answer;
}

/* The same for bytes (FNV-1a); a digest of them begins with BENCH_HASH. */
#define BENCH_HASH UINT32_C(0x811c9dc5)
static inline uint32_t bench_hash(uint32_t digest, uint8_t byte)
{
    return (digest ^ byte) * UINT32_C(0x01000193);
}

#endif
