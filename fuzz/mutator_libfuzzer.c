/*
 * The mutator for libFuzzer. One change in eight is libFuzzer's own: it knows which comparisons
 * failed, and the dictionary. Engines without LLVMFuzzerMutate only get ours.
 */
#include <stddef.h>
#include <stdint.h>

#include "mutator.h"

#define OWN_OF 8u

__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t max_size);

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned seed)
{
    if (seed % OWN_OF == 0 && LLVMFuzzerMutate != NULL) {
        return LLVMFuzzerMutate(bytes, size, max_size);
    }
    return fuzz_mutate(bytes, size, max_size, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed)
{
    return fuzz_cross(a, a_size, b, b_size, out, max_size, seed);
}
