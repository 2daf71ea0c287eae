/* The checksum of snapshots and records: XXH3-64. */
#ifndef IDALLOC_CHECKSUM_H
#define IDALLOC_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint64_t ida_checksum(const uint8_t *bytes, size_t size);

#endif
