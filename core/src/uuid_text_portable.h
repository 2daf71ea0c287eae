/*
 * UUID texts in 64-bit arithmetic, eight hex digits at a time, on any machine. The vector forms do
 * the same with other instructions.
 */
#ifndef IDALLOC_UUID_TEXT_PORTABLE_H
#define IDALLOC_UUID_TEXT_PORTABLE_H

#include <stdbool.h>

#include <idalloc/uuid.h>

#include "big_endian.h"
#include "uuid_bits.h"

/* A byte in each of the eight places. */
#define IDA_EIGHT(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The eight hex digits of a number, the first one in the highest byte. */
static inline uint64_t ida_hex_digits(uint32_t number)
{
    uint64_t spread = number;
    spread = (spread | spread << 16) & UINT64_C(0x0000ffff0000ffff);
    spread = (spread | spread << 8) & UINT64_C(0x00ff00ff00ff00ff);
    spread = (spread | spread << 4) & IDA_EIGHT(0x0f);
    /* A byte of 10 or more gets the distance from ':' to 'a' besides. */
    uint64_t letters = ((spread + IDA_EIGHT(6)) >> 4) & IDA_EIGHT(1);
    return spread + IDA_EIGHT('0') + letters * ('a' - '9' - 1);
}

/*
 * The number of eight hex digits, the first one in the highest byte. Clears bits of good unless all
 * are digits: its highest bit of each byte says that there were digits only.
 */
static inline uint32_t ida_hex_number(uint64_t digits, uint64_t *good)
{
    /* A byte of 0x80 or more may carry into the next one, but is itself no digit in any case. */
    uint64_t lower = digits | IDA_EIGHT(0x20);
    uint64_t from_0 = digits + IDA_EIGHT(0x80 - '0');
    uint64_t above_9 = digits + IDA_EIGHT(0x7f - '9');
    uint64_t from_a = lower + IDA_EIGHT(0x80 - 'a');
    uint64_t above_f = lower + IDA_EIGHT(0x7f - 'f');
    *good &= (from_0 & ~above_9) | (from_a & ~above_f);
    /* Of letters, which alone have 0x40, the lower half begins with 1. */
    uint64_t value = (digits & IDA_EIGHT(0x0f)) + 9 * (digits >> 6 & IDA_EIGHT(1));
    value = (value | value >> 4) & UINT64_C(0x00ff00ff00ff00ff);
    value = (value | value >> 8) & UINT64_C(0x0000ffff0000ffff);
    return (uint32_t)(value | value >> 16);
}

/* Writes the text and a NUL. */
static inline void ida_uuid_text_write_portable(ida_uuid_bits bits, char text[IDA_UUID_TEXT_SIZE])
{
    uint8_t *bytes = (uint8_t *)text;
    uint64_t middle = ida_hex_digits((uint32_t)bits.first);
    uint64_t clock = ida_hex_digits((uint32_t)(bits.second >> 32));
    ida_store_be64(bytes, ida_hex_digits((uint32_t)(bits.first >> 32)));
    bytes[8] = '-';
    ida_store_be32(bytes + 9, (uint32_t)(middle >> 32));
    bytes[13] = '-';
    ida_store_be32(bytes + 14, (uint32_t)middle);
    bytes[18] = '-';
    ida_store_be32(bytes + 19, (uint32_t)(clock >> 32));
    bytes[23] = '-';
    ida_store_be32(bytes + 24, (uint32_t)clock);
    ida_store_be64(bytes + 28, ida_hex_digits((uint32_t)bits.second));
    bytes[IDA_UUID_TEXT_LENGTH] = '\0';
}

/* Reads the 36 characters at text, and none behind them. False if they are no UUID's. */
static inline bool ida_uuid_text_read_portable(const char *text, ida_uuid_bits *bits)
{
    const uint8_t *bytes = (const uint8_t *)text;
    uint64_t middle = (uint64_t)ida_load_be32(bytes + 9) << 32 | ida_load_be32(bytes + 14);
    uint64_t clock = (uint64_t)ida_load_be32(bytes + 19) << 32 | ida_load_be32(bytes + 24);
    uint64_t good = IDA_EIGHT(0x80);
    uint64_t first = ida_hex_number(ida_load_be64(bytes), &good);
    uint64_t second = ida_hex_number(clock, &good);
    bits->first = first << 32 | ida_hex_number(middle, &good);
    bits->second = second << 32 | ida_hex_number(ida_load_be64(bytes + 28), &good);
    return good == IDA_EIGHT(0x80) && bytes[8] == '-' && bytes[13] == '-' && bytes[18] == '-' &&
           bytes[23] == '-';
}

#endif
