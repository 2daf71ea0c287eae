/*
 * Arithmetic on 122-bit numbers, inline: it stands on every path from an ID to its UUID and back.
 */
#ifndef IDALLOC_UUID_MATH_H
#define IDALLOC_UUID_MATH_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include <idalloc/uuid.h>

#define IDA_UUID_HIGH_BITS  58u
#define IDA_UUID_HIGH_LIMIT (UINT64_C(1) << IDA_UUID_HIGH_BITS)

/* The same as ida_uuid_is_valid, inline. */
static inline bool ida_uuid_in_range(ida_uuid uuid)
{
    return uuid.high < IDA_UUID_HIGH_LIMIT;
}

static inline bool ida_uuid_less(ida_uuid a, ida_uuid b)
{
    return a.high < b.high || (a.high == b.high && a.low < b.low);
}

static inline bool ida_uuid_same(ida_uuid a, ida_uuid b)
{
    return a.high == b.high && a.low == b.low;
}

/* uuid + offset, which must not run off the top. */
static inline ida_uuid ida_uuid_offset(ida_uuid uuid, uint64_t offset)
{
    uint64_t low = uuid.low + offset;
    ida_uuid sum = {uuid.high + (low < offset ? 1u : 0u), low};
    return sum;
}

/* How many times one can be added to uuid: UINT64_MAX stands for that many or more. */
static inline uint64_t ida_uuid_headroom(ida_uuid uuid)
{
    return uuid.high == IDA_UUID_HIGH_LIMIT - 1 ? UINT64_MAX - uuid.low : UINT64_MAX;
}

/* to - from if that is not negative and below 2^64. */
static inline bool ida_uuid_difference(ida_uuid from, ida_uuid to, uint64_t *difference)
{
    uint64_t borrow = to.low < from.low ? 1u : 0u;
    if (to.high - from.high != borrow || to.high < from.high) {
        return false;
    }
    *difference = to.low - from.low;
    assert(ida_uuid_same(ida_uuid_offset(from, *difference), to));
    return true;
}

#endif
