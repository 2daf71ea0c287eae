/* Big-endian numbers in bytes, the same on every machine. */
#ifndef IDALLOC_BIG_ENDIAN_H
#define IDALLOC_BIG_ENDIAN_H

#include <stdint.h>

static inline uint64_t ida_load_be64(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
        word = word << 8 | bytes[i];
    }
    return word;
}

static inline void ida_store_be64(uint8_t *bytes, uint64_t word)
{
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(word >> (56 - 8 * i) & 0xff);
    }
}

static inline uint32_t ida_load_be32(const uint8_t *bytes)
{
    uint32_t word = 0;
    for (unsigned i = 0; i < 4; i++) {
        word = word << 8 | bytes[i];
    }
    return word;
}

static inline void ida_store_be32(uint8_t *bytes, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(word >> (24 - 8 * i) & 0xff);
    }
}

#endif
