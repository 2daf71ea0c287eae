/*
 * A mutator that knows the form of ops, so that its changes make sense: shifting bytes would change
 * every op after them; inserting or dropping whole ops does not.
 *
 * It inserts, deletes, duplicates and moves ops and runs of ops, writes short scenes (an ID from
 * its generation to its final form everywhere), nudges arguments to the values at which answers
 * change, and changes the world's configuration. The same seed makes the same change. The result is
 * always a tape of at most FUZZ_MUTATOR_OPS ops in the binary form, and not longer than max_size.
 *
 * mutator_libfuzzer.c and mutator_afl.c connect it to the engines.
 */
#ifndef FUZZ_MUTATOR_H
#define FUZZ_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

#define FUZZ_MUTATOR_OPS 512u

/*
 * Changes the size bytes in place; there is room for max_size. Returns the new size, which is 0
 * only if max_size is.
 */
size_t fuzz_mutate(uint8_t *bytes, size_t size, size_t max_size, uint64_t seed);

/* Writes a tape with ops of both to out, which has room for max_size. Returns its size. */
size_t fuzz_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out,
                  size_t max_size, uint64_t seed);

#endif
