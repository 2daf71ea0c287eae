/* The checksum of snapshots and records: XXH3-64 of the xxHash library. */
#include "checksum.h"

/* Inlined, so that the library links nothing and no XXH symbol leaves it. */
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t ida_checksum(const uint8_t *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}
