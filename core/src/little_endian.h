/* Little-endian numbers in bytes, the same on every machine. */
#ifndef IDALLOC_LITTLE_ENDIAN_H
#define IDALLOC_LITTLE_ENDIAN_H

#include <stdint.h>

static inline uint64_t ida_load_le64(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    return word;
}

static inline void ida_store_le64(uint8_t *bytes, uint64_t word)
{
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(word >> (8 * i) & 0xff);
    }
}

static inline uint32_t ida_load_le32(const uint8_t *bytes)
{
    uint32_t word = 0;
    for (unsigned i = 0; i < 4; i++) {
        word |= (uint32_t)bytes[i] << (8 * i);
    }
    return word;
}

static inline void ida_store_le32(uint8_t *bytes, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(word >> (8 * i) & 0xff);
    }
}

#endif
