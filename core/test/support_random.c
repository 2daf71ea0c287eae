/* SplitMix64, and IDs in ascending order. */
#include "support_random.h"

#include "support_cmocka.h"

uint64_t random_next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t random_below(uint64_t *state, uint64_t limit)
{
    return random_next(state) % limit;
}

static uint64_t stream;

void random_begin(uint64_t seed)
{
    stream = seed;
}

uint64_t below(uint64_t limit)
{
    return random_below(&stream, limit);
}

static int compare_u64(const void *a, const void *b)
{
    const uint64_t *left = a;
    const uint64_t *right = b;
    return (*left > *right) - (*left < *right);
}

void sort_u64(uint64_t *numbers, size_t count)
{
    qsort(numbers, count, sizeof(*numbers), compare_u64);
}
