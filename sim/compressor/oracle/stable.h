/*
 * The model's own arithmetic on stable IDs, the 122-bit numbers in a UUID. Written from the rules
 * and not shared with the core, so that both do not hide the same mistake.
 */
#ifndef SIM_ORACLE_STABLE_H
#define SIM_ORACLE_STABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/uuid.h>

#include "kernel/uuid_text.h"

/* Bits of a stable ID in its high word. */
#define SIM_STABLE_HIGH_BITS 58u

bool sim_stable_valid(ida_uuid uuid);
bool sim_stable_equal(ida_uuid a, ida_uuid b);
bool sim_stable_before(ida_uuid a, ida_uuid b);
/* uuid + offset; false on overflow, and then sum is not written. */
bool sim_stable_add(ida_uuid uuid, uint64_t offset, ida_uuid *sum);
/* to - from; false when it is negative or needs more than 64 bits. */
bool sim_stable_distance(ida_uuid from, ida_uuid to, uint64_t *distance);

#endif
