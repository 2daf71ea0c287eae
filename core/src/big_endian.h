/*
 * Big-endian numbers in bytes, the same on every machine. They are spelled out byte by byte:
 * compilers make one instruction of that, and of a loop some do so only at their highest level.
 */
#ifndef IDALLOC_BIG_ENDIAN_H
#define IDALLOC_BIG_ENDIAN_H

#include <stdint.h>
#include <string.h>

/* A word that is put together of parts, or taken apart, would be handled byte by byte. */
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define IDA_SWAPS_64
#endif

static inline uint64_t ida_load_be64(const uint8_t *bytes)
{
#ifdef IDA_SWAPS_64
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return __builtin_bswap64(word);
#else
    return (uint64_t)bytes[0] << 56 | (uint64_t)bytes[1] << 48 | (uint64_t)bytes[2] << 40 |
           (uint64_t)bytes[3] << 32 | (uint64_t)bytes[4] << 24 | (uint64_t)bytes[5] << 16 |
           (uint64_t)bytes[6] << 8 | bytes[7];
#endif
}

static inline void ida_store_be64(uint8_t *bytes, uint64_t word)
{
#ifdef IDA_SWAPS_64
    word = __builtin_bswap64(word);
    memcpy(bytes, &word, sizeof word);
#else
    bytes[0] = (uint8_t)(word >> 56 & 0xff);
    bytes[1] = (uint8_t)(word >> 48 & 0xff);
    bytes[2] = (uint8_t)(word >> 40 & 0xff);
    bytes[3] = (uint8_t)(word >> 32 & 0xff);
    bytes[4] = (uint8_t)(word >> 24 & 0xff);
    bytes[5] = (uint8_t)(word >> 16 & 0xff);
    bytes[6] = (uint8_t)(word >> 8 & 0xff);
    bytes[7] = (uint8_t)(word & 0xff);
#endif
}

static inline uint32_t ida_load_be32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static inline void ida_store_be32(uint8_t *bytes, uint32_t word)
{
    bytes[0] = (uint8_t)(word >> 24 & 0xff);
    bytes[1] = (uint8_t)(word >> 16 & 0xff);
    bytes[2] = (uint8_t)(word >> 8 & 0xff);
    bytes[3] = (uint8_t)(word & 0xff);
}

#endif
