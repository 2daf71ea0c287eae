/* Random numbers for lives that are the same on every machine, and what looks for repeats in them.
 */
#ifndef IDALLOC_TEST_SUPPORT_RANDOM_H
#define IDALLOC_TEST_SUPPORT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The next number of the stream (SplitMix64) that the state, which is also its seed, stands for. */
uint64_t random_next(uint64_t *state);

/* A number below limit. */
uint64_t random_below(uint64_t *state, uint64_t limit);

/* The same for a life whose numbers come from one place: first a seed, then numbers of its stream.
 */
void random_begin(uint64_t seed);
uint64_t below(uint64_t limit);

/* Into ascending order: numbers that are equal become neighbours. */
void sort_u64(uint64_t *numbers, size_t count);

#endif
