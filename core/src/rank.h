/*
 * How many of 16 numbers are below a limit? The innermost step of a look-up in an index.
 *
 * All of them are below 2^63, so the highest bit of a difference says which of two is larger. That
 * takes only vector instructions which every processor of the architecture has (SSE2, NEON), so the
 * form is chosen when the library is compiled. The portable form does the same elsewhere. All forms
 * that a compiler can make are here, for a test to compare them.
 */
#ifndef IDALLOC_RANK_H
#define IDALLOC_RANK_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

#define IDA_RANK_WIDTH 16u

static inline size_t ida_rank_portable(const uint64_t numbers[IDA_RANK_WIDTH], uint64_t limit)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < IDA_RANK_WIDTH; i++) {
        sum += (numbers[i] - limit) >> 63;
    }
    return (size_t)sum;
}

#if defined(__SSE2__)
static inline size_t ida_rank_vector(const uint64_t numbers[IDA_RANK_WIDTH], uint64_t limit)
{
    __m128i limits = _mm_set1_epi64x((long long)limit);
    __m128i sum = _mm_setzero_si128();
    for (size_t i = 0; i < IDA_RANK_WIDTH; i += 2) {
        __m128i pair = _mm_loadu_si128((const void *)&numbers[i]);
        sum = _mm_add_epi64(sum, _mm_srli_epi64(_mm_sub_epi64(pair, limits), 63));
    }
    sum = _mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum));
    return (size_t)_mm_cvtsi128_si32(sum);
}
#define IDA_RANK_HAS_VECTOR 1
#elif defined(__ARM_NEON) && defined(__aarch64__)
static inline size_t ida_rank_vector(const uint64_t numbers[IDA_RANK_WIDTH], uint64_t limit)
{
    uint64x2_t limits = vdupq_n_u64(limit);
    uint64x2_t sum = vdupq_n_u64(0);
    for (size_t i = 0; i < IDA_RANK_WIDTH; i += 2) {
        uint64x2_t difference = vsubq_u64(vld1q_u64(&numbers[i]), limits);
        sum = vsraq_n_u64(sum, difference, 63);
    }
    return (size_t)vaddvq_u64(sum);
}
#define IDA_RANK_HAS_VECTOR 1
#endif

static inline size_t ida_rank(const uint64_t numbers[IDA_RANK_WIDTH], uint64_t limit)
{
    assert(limit <= (uint64_t)INT64_MAX);
#ifdef IDA_RANK_HAS_VECTOR
    return ida_rank_vector(numbers, limit);
#else
    return ida_rank_portable(numbers, limit);
#endif
}

#endif
