/*
 * Draws from distributions. Logarithms and powers of two are computed bit by bit, with 16 bits
 * behind the point: floating point differs between machines and compilers.
 */
#include "distribution.h"

#include <assert.h>
#include <stdbool.h>

#define ONE      (UINT64_C(1) << 16)
#define LN_2     UINT64_C(45426) /* ln 2, 16 bits behind the point */
#define EXP_BITS 16u

/* log2 of a number from 1 to 2^32, 16 bits behind the point. */
static uint64_t log2_of(uint64_t number)
{
    assert(number >= 1);
    assert(number <= UINT64_C(1) << 32);
    unsigned whole = 0;
    while (number >> whole > 1) {
        whole++;
    }
    /* From 1 to below 2, with 31 bits behind the point; each squaring gives one bit more. */
    uint64_t rest = whole <= 31 ? number << (31 - whole) : number >> (whole - 31);
    uint64_t log = (uint64_t)whole << 16;
    for (unsigned bit = 16; bit-- > 0;) {
        rest = rest * rest >> 31;
        if (rest >> 32 != 0) {
            rest >>= 1;
            log |= UINT64_C(1) << bit;
        }
    }
    return log;
}

/* value * 2^(power / 2^16), at most SIM_DISTRIBUTION_MAX; power may be below 0. */
static uint64_t scale(uint64_t value, int64_t power)
{
    /* 2^(2^-k) for k from 1, 32 bits behind the point. */
    static const uint64_t roots[EXP_BITS] = {6074001000, 5107605667, 4683695048, 4485121744,
                                             4389014833, 4341736423, 4318288544, 4306612134,
                                             4300785774, 4297875550, 4296421177, 4295694175,
                                             4295330720, 4295149004, 4295058149, 4295012722};
    int64_t whole =
        power >= 0 ? power / (int64_t)ONE : -((-power + (int64_t)ONE - 1) / (int64_t)ONE);
    uint64_t rest = (uint64_t)(power - whole * (int64_t)ONE);
    assert(rest < ONE);
    uint64_t factor = UINT64_C(1) << 32;
    for (unsigned k = 0; k < EXP_BITS; k++) {
        if ((rest >> (EXP_BITS - 1 - k) & 1) != 0) {
            factor = (factor >> 16) * (roots[k] >> 16) +
                     ((factor & 0xffff) * (roots[k] >> 16) >> 16) +
                     ((factor >> 16) * (roots[k] & 0xffff) >> 16);
        }
    }
    /* value has at most 47 bits, the factor 33: multiplied in two halves. */
    uint64_t high = (value >> 24) * (factor >> 8);
    uint64_t low = (value & 0xffffff) * (factor >> 8) >> 24;
    uint64_t product = high + low;
    for (; whole > 0 && product < SIM_DISTRIBUTION_MAX; whole--) {
        product *= 2;
    }
    product = whole < -63 ? 0 : whole < 0 ? product >> -whole : product;
    return product < SIM_DISTRIBUTION_MAX ? product : SIM_DISTRIBUTION_MAX;
}

/* -mean * ln(u), for u above 0 and up to 1. */
static uint64_t exponential(uint64_t mean, sim_random *random)
{
    uint64_t drawn = (sim_random_next(random) >> 32) + 1;
    uint64_t nats = ((UINT64_C(32) << 16) - log2_of(drawn)) * LN_2 >> 16;
    /* mean has at most 47 bits, nats 21. */
    uint64_t product = (mean >> 16) * nats + ((mean & 0xffff) * nats >> 16);
    return product < SIM_DISTRIBUTION_MAX ? product : SIM_DISTRIBUTION_MAX;
}

/* The sum of twelve uniform numbers less 6 is nearly normal, with sigma 1. */
static uint64_t log_normal(uint64_t median, uint64_t percent, sim_random *random)
{
    int64_t sum = 0;
    for (unsigned i = 0; i < 3; i++) {
        uint64_t drawn = sim_random_next(random);
        for (unsigned k = 0; k < 4; k++) {
            sum += (int64_t)(drawn >> 16 * k & 0xffff);
        }
    }
    int64_t normal = sum - 6 * (int64_t)ONE;
    /* log2 of percent / 100: of one sigma. */
    int64_t sigma = (int64_t)log2_of(percent) - (int64_t)log2_of(100);
    return scale(median, normal * sigma / (int64_t)ONE);
}

uint64_t sim_distribution_draw(const sim_distribution *distribution, sim_random *random)
{
    assert(distribution->count >= 1);
    uint32_t shares[SIM_DISTRIBUTION_OPTIONS];
    for (unsigned i = 0; i < distribution->count; i++) {
        shares[i] = distribution->options[i].share;
    }
    unsigned which =
        distribution->count == 1 ? 0 : sim_random_weighted(random, shares, distribution->count);
    const sim_distribution_option *option = &distribution->options[which];
    switch (option->kind) {
    case SIM_DISTRIBUTION_UNIFORM:
        return option->low + sim_random_below(random, option->high - option->low + 1);
    case SIM_DISTRIBUTION_EXPONENTIAL:
        return exponential(option->low, random);
    case SIM_DISTRIBUTION_LOG_NORMAL:
        return log_normal(option->low, option->high, random);
    default:
        return option->low;
    }
}
