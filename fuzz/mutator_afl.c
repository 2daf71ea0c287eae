/* The mutator for AFL++: a library that AFL_CUSTOM_MUTATOR_LIBRARY names. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mutator.h"

#define EXPORTED __attribute__((visibility("default")))
/* One in this many inputs is crossed with another one first. */
#define CROSS_OF 4u

typedef struct afl_mutator {
    uint64_t seed;
    uint64_t calls;
    uint8_t *bytes;
    size_t capacity;
} afl_mutator;

EXPORTED void *afl_custom_init(void *afl, unsigned seed);
EXPORTED size_t afl_custom_fuzz(void *data, uint8_t *bytes, size_t size, uint8_t **out,
                                uint8_t *other, size_t other_size, size_t max_size);
EXPORTED void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned seed)
{
    (void)afl;
    afl_mutator *mutator = calloc(1, sizeof *mutator);
    if (mutator != NULL) {
        mutator->seed = seed;
    }
    return mutator;
}

static int make_room(afl_mutator *mutator, size_t size)
{
    if (mutator->capacity >= size) {
        return 1;
    }
    uint8_t *bytes = realloc(mutator->bytes, size);
    if (bytes == NULL) {
        return 0;
    }
    mutator->bytes = bytes;
    mutator->capacity = size;
    return 1;
}

/* 0 bytes tell AFL++ to skip this one. */
size_t afl_custom_fuzz(void *data, uint8_t *bytes, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t max_size)
{
    afl_mutator *mutator = data;
    if (!make_room(mutator, max_size)) {
        *out = bytes;
        return 0;
    }
    uint64_t seed = mutator->seed << 32 ^ mutator->calls;
    mutator->calls++;
    size_t made = size < max_size ? size : max_size;
    if (other != NULL && other_size > 0 && mutator->calls % CROSS_OF == 0) {
        made = fuzz_cross(bytes, size, other, other_size, mutator->bytes, max_size, seed);
    } else {
        memcpy(mutator->bytes, bytes, made);
    }
    *out = mutator->bytes;
    return fuzz_mutate(mutator->bytes, made, max_size, ~seed);
}

void afl_custom_deinit(void *data)
{
    afl_mutator *mutator = data;
    free(mutator->bytes);
    free(mutator);
}
