/* Counter-based randomness: the finalizer of splitmix64 over seed, stream and count. */
#include "random.h"

#include <assert.h>

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15) /* 2^64 / the golden ratio, odd */

sim_random sim_random_stream(uint64_t seed, uint64_t stream)
{
    return (sim_random){.seed = seed, .stream = stream, .counter = 0};
}

uint64_t sim_random_next(sim_random *random)
{
    /*
     * The streams of one seed are sequences of splitmix64 from starts that are mixed twice, so that
     * neither neighbouring seeds nor neighbouring streams overlap.
     */
    uint64_t start = sim_mix64(sim_mix64(random->seed + GOLDEN) ^ (random->stream * GOLDEN + 1));
    random->counter++;
    return sim_mix64(start + random->counter * GOLDEN);
}

uint64_t sim_random_below(sim_random *random, uint64_t bound)
{
    assert(bound >= 1);
    /* Always one draw: the bias is below bound / 2^64, and a second draw would shift the others. */
    return sim_random_next(random) % bound;
}

bool sim_random_chance(sim_random *random, uint64_t numerator, uint64_t denominator)
{
    assert(numerator <= denominator);
    return sim_random_below(random, denominator) < numerator;
}

uint32_t sim_random_between(sim_random *random, uint32_t least, uint32_t most)
{
    assert(least <= most);
    return least + (uint32_t)sim_random_below(random, (uint64_t)most - least + 1);
}

#define BLOCK      8u
#define BLOCKS_MAX 16u

unsigned sim_random_weighted(sim_random *random, const uint32_t *weights, unsigned count)
{
    assert(count > 0);
    assert(count <= BLOCK * BLOCKS_MAX);
    /* There are many weights, and each draw adds them all: so it is done a block at a time. */
    uint64_t sums[BLOCKS_MAX];
    uint64_t total = 0;
    unsigned blocks = 0;
    for (unsigned i = 0; i < count; i += BLOCK) {
        uint64_t sum = 0;
        for (unsigned k = i; k < i + BLOCK && k < count; k++) {
            sum += weights[k];
        }
        sums[blocks++] = sum;
        total += sum;
    }
    uint64_t at = sim_random_below(random, total);
    unsigned index = 0;
    for (unsigned i = 0; i + 1 < blocks && at >= sums[i]; i++) {
        at -= sums[i];
        index += BLOCK;
    }
    while (at >= weights[index]) {
        assert(index + 1 < count);
        at -= weights[index];
        index++;
    }
    return index;
}
