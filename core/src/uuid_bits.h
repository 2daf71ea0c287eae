/* The 128 bits of a UUID as they stand in its text and in its 16 bytes, version and variant too. */
#ifndef IDALLOC_UUID_BITS_H
#define IDALLOC_UUID_BITS_H

#include <stdint.h>

typedef struct ida_uuid_bits {
    uint64_t first;  /* the first 16 hex digits */
    uint64_t second; /* the last 16 */
} ida_uuid_bits;

#endif
