/*
 * Little-endian numbers in bytes, the same on every machine. They are spelled out byte by byte:
 * compilers make one instruction of that, and of a loop some do so only at their highest level.
 */
#ifndef IDALLOC_LITTLE_ENDIAN_H
#define IDALLOC_LITTLE_ENDIAN_H

#include <stdint.h>
#include <string.h>

static inline uint64_t ida_load_le64(const uint8_t *bytes)
{
    return (uint64_t)bytes[7] << 56 | (uint64_t)bytes[6] << 48 | (uint64_t)bytes[5] << 40 |
           (uint64_t)bytes[4] << 32 | (uint64_t)bytes[3] << 24 | (uint64_t)bytes[2] << 16 |
           (uint64_t)bytes[1] << 8 | bytes[0];
}

static inline void ida_store_le64(uint8_t *bytes, uint64_t word)
{
    /* Apart from bytes, which might be where the word was read from, it is put together as a whole.
     */
    uint8_t whole[8];
    whole[0] = (uint8_t)(word & 0xff);
    whole[1] = (uint8_t)(word >> 8 & 0xff);
    whole[2] = (uint8_t)(word >> 16 & 0xff);
    whole[3] = (uint8_t)(word >> 24 & 0xff);
    whole[4] = (uint8_t)(word >> 32 & 0xff);
    whole[5] = (uint8_t)(word >> 40 & 0xff);
    whole[6] = (uint8_t)(word >> 48 & 0xff);
    whole[7] = (uint8_t)(word >> 56 & 0xff);
    memcpy(bytes, whole, sizeof whole);
}

static inline uint32_t ida_load_le32(const uint8_t *bytes)
{
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

static inline void ida_store_le32(uint8_t *bytes, uint32_t word)
{
    bytes[0] = (uint8_t)(word & 0xff);
    bytes[1] = (uint8_t)(word >> 8 & 0xff);
    bytes[2] = (uint8_t)(word >> 16 & 0xff);
    bytes[3] = (uint8_t)(word >> 24 & 0xff);
}

#endif
