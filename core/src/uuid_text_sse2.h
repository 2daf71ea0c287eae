/*
 * UUID texts with SSE2, which every x86-64 machine has: 16 digits at a time, as
 * uuid_text_portable.h does it with eight.
 *
 *   0        8    13   18   23          36
 *   aaaaaaaa-aaaa-aaaa-bbbb-bbbbbbbbbbbb     a: the first 16 digits, b: the last
 *           [-    -    -    -]               the dashes, in 16 bytes from 8 on
 *
 * SSE2 moves no single bytes, so that groups of digits are shifted by where they are stored to and
 * loaded from.
 */
#ifndef IDALLOC_UUID_TEXT_SSE2_H
#define IDALLOC_UUID_TEXT_SSE2_H

#include <emmintrin.h>
#include <stdbool.h>
#include <string.h>

#include <idalloc/uuid.h>

#include "uuid_bits.h"

#define IDA_SSE2_DASHES      _mm_setr_epi8('-', 0, 0, 0, 0, '-', 0, 0, 0, 0, '-', 0, 0, 0, 0, '-')
#define IDA_SSE2_DASHES_MASK 0x8421

/* The lower-case digits of 16 numbers below 16. */
static inline __m128i ida_sse2_digits(__m128i numbers)
{
    __m128i letters = _mm_cmpgt_epi8(numbers, _mm_set1_epi8(9));
    __m128i more = _mm_and_si128(letters, _mm_set1_epi8('a' - '9' - 1));
    return _mm_add_epi8(_mm_add_epi8(numbers, _mm_set1_epi8('0')), more);
}

/* The numbers of 16 digits in either case. What is no digit becomes 16 or more. */
static inline __m128i ida_sse2_numbers(__m128i digits)
{
    /* '0' to '9' go to the ten topmost bytes, down by 6 without what wrapped, and down to 0. */
    __m128i top = _mm_add_epi8(digits, _mm_set1_epi8((char)(0xff - '9')));
    __m128i figures = _mm_subs_epu8(top, _mm_set1_epi8(6));
    figures = _mm_sub_epi8(figures, _mm_set1_epi8((char)0xf0));
    __m128i upper = _mm_and_si128(digits, _mm_set1_epi8((char)0xdf));
    __m128i letters = _mm_sub_epi8(upper, _mm_set1_epi8('A'));
    letters = _mm_adds_epu8(letters, _mm_set1_epi8(10));
    return _mm_min_epu8(figures, letters);
}

/* The eight bytes of 16 numbers below 16, each in the lower half of 16 bits. */
static inline __m128i ida_sse2_bytes(__m128i numbers)
{
    /* The first number is in the lower half: move it to the top, and the second one below it. */
    return _mm_srli_epi16(_mm_or_si128(_mm_slli_epi16(numbers, 12), numbers), 8);
}

static inline __m128i ida_sse2_load4(const char *bytes)
{
    int32_t word;
    memcpy(&word, bytes, sizeof word);
    return _mm_cvtsi32_si128(word);
}

static inline void ida_sse2_store4(char *bytes, __m128i vector)
{
    int32_t word = _mm_cvtsi128_si32(vector);
    memcpy(bytes, &word, sizeof word);
}

/* Writes the text and a NUL. */
static inline void ida_uuid_text_write_sse2(ida_uuid_bits bits, char text[IDA_UUID_TEXT_SIZE])
{
    __m128i whole = _mm_set_epi64x((int64_t)__builtin_bswap64(bits.second),
                                   (int64_t)__builtin_bswap64(bits.first));
    __m128i high = _mm_and_si128(_mm_srli_epi16(whole, 4), _mm_set1_epi8(0x0f));
    __m128i low = _mm_and_si128(whole, _mm_set1_epi8(0x0f));
    __m128i a = ida_sse2_digits(_mm_unpacklo_epi8(high, low));
    __m128i b = ida_sse2_digits(_mm_unpackhi_epi8(high, low));
    /* Each store mends what the ones before wrote too far. */
    _mm_storeu_si128((void *)(text + 20), b);
    _mm_storeu_si128((void *)(text + 8), IDA_SSE2_DASHES);
    _mm_storel_epi64((void *)text, a);
    ida_sse2_store4(text + 9, _mm_shuffle_epi32(a, 2));
    ida_sse2_store4(text + 14, _mm_shuffle_epi32(a, 3));
    ida_sse2_store4(text + 19, b);
    text[IDA_UUID_TEXT_LENGTH] = '\0';
}

/* Reads the 36 characters at text, and none behind them. False if they are no UUID's. */
static inline bool ida_uuid_text_read_sse2(const char *text, ida_uuid_bits *bits)
{
    __m128i dashes = _mm_cmpeq_epi8(_mm_loadu_si128((const void *)(text + 8)), IDA_SSE2_DASHES);
    __m128i middle = _mm_unpacklo_epi32(ida_sse2_load4(text + 9), ida_sse2_load4(text + 14));
    __m128i a = _mm_unpacklo_epi64(_mm_loadl_epi64((const void *)text), middle);
    /* All of b but its first four digits, and those instead of what stands before. */
    __m128 rest = _mm_castsi128_ps(_mm_loadu_si128((const void *)(text + 20)));
    __m128 clock = _mm_castsi128_ps(ida_sse2_load4(text + 19));
    __m128i b = _mm_castps_si128(_mm_move_ss(rest, clock));
    a = ida_sse2_numbers(a);
    b = ida_sse2_numbers(b);
    /* The highest bit says that a number is above 15. */
    __m128i above = _mm_adds_epu8(_mm_max_epu8(a, b), _mm_set1_epi8(0x70));
    int missing = ~_mm_movemask_epi8(dashes) & IDA_SSE2_DASHES_MASK;
    __m128i whole = _mm_packus_epi16(ida_sse2_bytes(a), ida_sse2_bytes(b));
    bits->first = __builtin_bswap64((uint64_t)_mm_cvtsi128_si64(whole));
    whole = _mm_unpackhi_epi64(whole, whole);
    bits->second = __builtin_bswap64((uint64_t)_mm_cvtsi128_si64(whole));
    return (missing | _mm_movemask_epi8(above)) == 0;
}

#endif
