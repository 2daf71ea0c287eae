/*
 * UUIDs: their texts, their bytes, and adding to them.
 *
 * The text form is on a hot path (a document is often written with its stable IDs). uuid_text.h has
 * it in few instructions: many of them after a cache miss keep the next miss from starting.
 */
#include <assert.h>

#include <idalloc/uuid.h>

#include "big_endian.h"
#include "uuid_math.h"
#include "uuid_text.h"

#define VERSION_4    UINT64_C(0x4000)
#define VERSION_MASK UINT64_C(0xf000)
#define VARIANT_RFC  (UINT64_C(2) << 62)
#define VARIANT_MASK (UINT64_C(3) << 62)
#define LOW_62_BITS  ((UINT64_C(1) << 62) - 1)
#define LOW_12_BITS  UINT64_C(0xfff)

/* The number of the bits: all but version and variant. */
static ida_status narrow(ida_uuid_bits bits, ida_uuid *uuid)
{
    /* What differs from version 4, and from the variant. */
    uint64_t version = (bits.first ^ VERSION_4) & VERSION_MASK;
    uint64_t second = bits.second ^ VARIANT_RFC;
    if ((version | (second & VARIANT_MASK)) != 0) {
        return IDA_MALFORMED;
    }
    /* 60 bits before the variant, of which the lowest two go into the low word. */
    uuid->high = (bits.first >> 16 << 10) | ((bits.first & LOW_12_BITS) >> 2);
    uuid->low = (bits.first << 62) | second;
    return IDA_OK;
}

static ida_uuid_bits widen(ida_uuid uuid)
{
    uint64_t before = (uuid.high << 2) | (uuid.low >> 62);
    ida_uuid_bits bits = {(before >> 12 << 16) | VERSION_4 | (before & LOW_12_BITS),
                          VARIANT_RFC | (uuid.low & LOW_62_BITS)};
    return bits;
}

ida_status ida_uuid_parse(const char *text, size_t length, ida_uuid *uuid)
{
    ida_uuid_bits bits;
    if (length != IDA_UUID_TEXT_LENGTH || !IDA_UUID_TEXT_READ(text, &bits)) {
        return IDA_MALFORMED;
    }
    return narrow(bits, uuid);
}

void ida_uuid_format(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE])
{
    assert(ida_uuid_is_valid(uuid));
    IDA_UUID_TEXT_WRITE(widen(uuid), text);
}

ida_status ida_uuid_from_bytes(const uint8_t bytes[16], ida_uuid *uuid)
{
    ida_uuid_bits bits = {ida_load_be64(bytes), ida_load_be64(bytes + 8)};
    return narrow(bits, uuid);
}

void ida_uuid_to_bytes(ida_uuid uuid, uint8_t bytes[16])
{
    assert(ida_uuid_is_valid(uuid));
    ida_uuid_bits bits = widen(uuid);
    ida_store_be64(bytes, bits.first);
    ida_store_be64(bytes + 8, bits.second);
}

bool ida_uuid_is_valid(ida_uuid uuid)
{
    return uuid.high < IDA_UUID_HIGH_LIMIT;
}

int ida_uuid_compare(ida_uuid a, ida_uuid b)
{
    if (ida_uuid_same(a, b)) {
        return 0;
    }
    return ida_uuid_less(a, b) ? -1 : 1;
}

ida_status ida_uuid_add(ida_uuid uuid, uint64_t offset, ida_uuid *sum)
{
    if (!ida_uuid_is_valid(uuid)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (offset > ida_uuid_headroom(uuid)) {
        return IDA_EXHAUSTED;
    }
    *sum = ida_uuid_offset(uuid, offset);
    assert(ida_uuid_is_valid(*sum));
    assert(!ida_uuid_less(*sum, uuid));
    return IDA_OK;
}

bool ida_uuid_distance(ida_uuid from, ida_uuid to, uint64_t *distance)
{
    return ida_uuid_difference(from, to, distance);
}
