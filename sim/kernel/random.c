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

unsigned sim_random_weighted(sim_random *random, const uint32_t *weights, unsigned count)
{
    assert(count > 0);
    uint64_t total = 0;
    for (unsigned i = 0; i < count; i++) {
        total += weights[i];
    }
    uint64_t at = sim_random_below(random, total);
    unsigned index = 0;
    while (at >= weights[index]) {
        assert(index + 1 < count);
        at -= weights[index];
        index++;
    }
    return index;
}

void sim_weights_set(sim_weights *set, const uint32_t *weights, unsigned count)
{
    *set = (sim_weights){.count = 0};
    assert(count <= SIM_WEIGHTS_MAX);
    for (unsigned i = 0; i < count; i++) {
        set->total += weights[i];
        if (weights[i] > 0) {
            set->of[set->count] = (uint8_t)i;
            set->ends[set->count] = set->total;
            set->count++;
        }
    }
}

unsigned sim_weights_draw(const sim_weights *set, sim_random *random)
{
    uint64_t at = sim_random_below(random, set->total);
    unsigned low = 0;
    unsigned high = set->count;
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (set->ends[middle - 1] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return set->of[low];
}
