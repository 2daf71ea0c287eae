/*
 * UUID texts with NEON, which every AArch64 machine has: 16 digits at a time, as
 * uuid_text_portable.h does it with eight. Tables of bytes move the digits between the dashes: an
 * index of 0xff leaves a dash, or reads a zero.
 */
#ifndef IDALLOC_UUID_TEXT_NEON_H
#define IDALLOC_UUID_TEXT_NEON_H

#include <arm_neon.h>
#include <stdbool.h>

#include <idalloc/uuid.h>

#include "uuid_bits.h"

/* The numbers of 16 digits in either case. What is no digit becomes 16 or more. */
static inline uint8x16_t ida_neon_numbers(uint8x16_t digits)
{
    uint8x16_t figures = vsubq_u8(digits, vdupq_n_u8('0'));
    uint8x16_t upper = vandq_u8(digits, vdupq_n_u8(0xdf));
    uint8x16_t letters = vqaddq_u8(vsubq_u8(upper, vdupq_n_u8('A')), vdupq_n_u8(10));
    uint8x16_t is_figure = vcleq_u8(figures, vdupq_n_u8(9));
    return vbslq_u8(is_figure, figures, letters);
}

/* Writes the text and a NUL. */
static inline void ida_uuid_text_write_neon(ida_uuid_bits bits, char text[IDA_UUID_TEXT_SIZE])
{
    static const uint8_t digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                       '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    static const uint8_t places[32] = {0,  1,    2,    3,  4,  5,  6,  7,    0xff, 8,  9,
                                       10, 11,   0xff, 12, 13, 14, 15, 0xff, 16,   17, 18,
                                       19, 0xff, 20,   21, 22, 23, 24, 25,   26,   27};
    uint8_t *bytes = (uint8_t *)text;
    uint64x2_t words = vcombine_u64(vcreate_u64(bits.first), vcreate_u64(bits.second));
    uint8x16_t whole = vrev64q_u8(vreinterpretq_u8_u64(words));
    uint8x16_t table = vld1q_u8(digits);
    uint8x16_t high = vqtbl1q_u8(table, vshrq_n_u8(whole, 4));
    uint8x16_t low = vqtbl1q_u8(table, vandq_u8(whole, vdupq_n_u8(0x0f)));
    uint8x16x2_t both = vzipq_u8(high, low);
    uint8x16_t dashes = vdupq_n_u8('-');
    vst1q_u8(bytes, vqtbx2q_u8(dashes, both, vld1q_u8(places)));
    vst1q_u8(bytes + 16, vqtbx2q_u8(dashes, both, vld1q_u8(places + 16)));
    vst1q_lane_u32((void *)(bytes + 32), vreinterpretq_u32_u8(both.val[1]), 3);
    bytes[IDA_UUID_TEXT_LENGTH] = '\0';
}

/* Reads the 36 characters at text, and none behind them. False if they are no UUID's. */
static inline bool ida_uuid_text_read_neon(const char *text, ida_uuid_bits *bits)
{
    /* Of the characters 0 to 31, and of 8 to 23 and 20 to 35. */
    static const uint8_t first_half[16] = {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17};
    static const uint8_t second_half[16] = {11, 12, 13, 14, 20, 21, 22, 23,
                                            24, 25, 26, 27, 28, 29, 30, 31};
    static const uint8_t dash_places[16] = {0, 5, 10, 15, 0, 5, 10, 15, 0, 5, 10, 15, 0, 5, 10, 15};
    const uint8_t *bytes = (const uint8_t *)text;
    uint8x16_t middle = vld1q_u8(bytes + 8);
    uint8x16x2_t left = {{vld1q_u8(bytes), vld1q_u8(bytes + 16)}};
    uint8x16x2_t right = {{middle, vld1q_u8(bytes + 20)}};
    uint8x16_t a = ida_neon_numbers(vqtbl2q_u8(left, vld1q_u8(first_half)));
    uint8x16_t b = ida_neon_numbers(vqtbl2q_u8(right, vld1q_u8(second_half)));
    uint8x16_t dashes = vqtbl1q_u8(middle, vld1q_u8(dash_places));
    /* 0 for a dash, and above 15 for all else. */
    uint8x16_t missing = vmvnq_u8(vceqq_u8(dashes, vdupq_n_u8('-')));
    uint8x16_t worst = vmaxq_u8(vmaxq_u8(a, b), missing);
    /* The first number of two is the upper half of their byte. */
    uint8x16_t whole = vsliq_n_u8(vuzp2q_u8(a, b), vuzp1q_u8(a, b), 4);
    uint64x2_t words = vreinterpretq_u64_u8(vrev64q_u8(whole));
    bits->first = vgetq_lane_u64(words, 0);
    bits->second = vgetq_lane_u64(words, 1);
    return vmaxvq_u8(worst) < 16;
}

#endif
