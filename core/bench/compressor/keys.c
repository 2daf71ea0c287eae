/* The session IDs of benchmarks. */
#include "keys.h"

#include "words.h"

#define SPACING_BITS 20
#define HIGH         UINT64_C(0x0123456789abcde) /* what is constant is no round number */
#define LOW          UINT64_C(0x3456789abcdef012)

ida_uuid bench_random_key(uint32_t number)
{
    uint8_t bytes[16];
    for (uint32_t i = 0; i < 16; i++) {
        bytes[i] = (uint8_t)(bench_word(4 * number + i / 4) >> (24 - i % 4 * 8));
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    ida_uuid uuid = {0, 0};
    (void)ida_uuid_from_bytes(bytes, &uuid);
    return uuid;
}

ida_uuid bench_ascending_key(uint32_t number)
{
    return (ida_uuid){HIGH, LOW + ((uint64_t)number << SPACING_BITS)};
}

ida_uuid bench_descending_key(uint32_t number)
{
    return (ida_uuid){HIGH, LOW - ((uint64_t)number << SPACING_BITS)};
}

ida_uuid bench_neighbour_key(uint32_t number)
{
    /* An odd factor makes a permutation of the numbers below 2^24. */
    return bench_ascending_key((number * UINT32_C(0x9e3779b1)) & 0xffffff);
}

/* 64 bits that differ in their upper half for all numbers. */
static uint64_t wide_word(uint32_t number)
{
    return (uint64_t)bench_word(number) << 32 | bench_word(~number);
}

ida_uuid bench_low_equal_key(uint32_t number)
{
    return (ida_uuid){wide_word(number) >> 6, LOW};
}

ida_uuid bench_high_equal_key(uint32_t number)
{
    return (ida_uuid){HIGH, wide_word(number)};
}

ida_uuid bench_low_multiple_key(uint32_t number)
{
    return (ida_uuid){HIGH, (uint64_t)number << 32};
}

ida_uuid bench_high_multiple_key(uint32_t number)
{
    return (ida_uuid){(uint64_t)number << 32, 0};
}

ida_uuid bench_xor_equal_key(uint32_t number)
{
    uint64_t high = wide_word(number) >> 6;
    return (ida_uuid){high, high ^ LOW};
}

ida_uuid bench_sum_equal_key(uint32_t number)
{
    uint64_t high = wide_word(number) >> 6;
    return (ida_uuid){high, LOW - high};
}
