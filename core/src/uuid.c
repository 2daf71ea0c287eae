/*
 * UUIDs: their texts, their bytes, and adding to them.
 *
 * The text form is on a hot path (a document is often written with its stable IDs), so both
 * directions work on whole words: eight hex digits at a time, in portable 64-bit arithmetic.
 */
#include <assert.h>

#include <idalloc/uuid.h>

#include "uuid_math.h"

#define VERSION_4    UINT64_C(0x4000)
#define VERSION_MASK UINT64_C(0xf000)
#define VARIANT_RFC  (UINT64_C(2) << 62)
#define VARIANT_MASK (UINT64_C(3) << 62)
#define LOW_62_BITS  ((UINT64_C(1) << 62) - 1)
#define LOW_12_BITS  UINT64_C(0xfff)

/* The 128 bits as they stand in the text and in the 16 bytes. */
typedef struct wide {
    uint64_t first;
    uint64_t second;
} wide;

static ida_status narrow(wide bits, ida_uuid *uuid)
{
    if ((bits.first & VERSION_MASK) != VERSION_4 || (bits.second & VARIANT_MASK) != VARIANT_RFC) {
        return IDA_MALFORMED;
    }
    /* 60 bits before the variant, of which the lowest two go into the low word. */
    uint64_t before = (bits.first >> 16 << 12) | (bits.first & LOW_12_BITS);
    uuid->high = before >> 2;
    uuid->low = (before << 62) | (bits.second & LOW_62_BITS);
    return IDA_OK;
}

static wide widen(ida_uuid uuid)
{
    uint64_t before = (uuid.high << 2) | (uuid.low >> 62);
    wide bits = {(before >> 12 << 16) | VERSION_4 | (before & LOW_12_BITS),
                 VARIANT_RFC | (uuid.low & LOW_62_BITS)};
    return bits;
}

/* The value of a hex digit, or 0xff. */
static const uint8_t digit_values[256] = {
#define NONE_4  0xff, 0xff, 0xff, 0xff
#define NONE_16 NONE_4, NONE_4, NONE_4, NONE_4
    NONE_16, NONE_16, NONE_16, 0,       1,       2,       3,       4,       5,       6,
    7,       8,       9,       0xff,    0xff,    NONE_4,  0xff,    10,      11,      12,
    13,      14,      15,      0xff,    NONE_4,  NONE_4,  NONE_16, 0xff,    10,      11,
    12,      13,      14,      15,      0xff,    NONE_4,  NONE_4,  NONE_16, NONE_16, NONE_16,
    NONE_16, NONE_16, NONE_16, NONE_16, NONE_16, NONE_16,
#undef NONE_16
#undef NONE_4
};

/*
 * Appends count digits to value. A character that is not a digit leaves 0xff in seen. Digits set
 * only the lower half of seen.
 */
static uint64_t read_digits(const char *text, unsigned count, uint64_t value, uint8_t *seen)
{
    for (unsigned i = 0; i < count; i++) {
        uint8_t digit = digit_values[(unsigned char)text[i]];
        *seen |= digit;
        value = (value << 4) | (digit & 0x0fu);
    }
    return value;
}

ida_status ida_uuid_parse(const char *text, size_t length, ida_uuid *uuid)
{
    if (length != IDA_UUID_TEXT_LENGTH || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
        text[23] != '-') {
        return IDA_MALFORMED;
    }
    uint8_t seen = 0;
    wide bits;
    bits.first = read_digits(text, 8, 0, &seen);
    bits.first = read_digits(text + 9, 4, bits.first, &seen);
    bits.first = read_digits(text + 14, 4, bits.first, &seen);
    bits.second = read_digits(text + 19, 4, 0, &seen);
    bits.second = read_digits(text + 24, 12, bits.second, &seen);
    return seen > 0x0f ? IDA_MALFORMED : narrow(bits, uuid);
}

/*
 * Eight hex digits of a 32-bit number, the first one in the lowest byte of the result.
 */
static uint64_t eight_digits(uint32_t number)
{
    uint64_t spread = number;
    /* Spread the nibbles over the bytes, highest nibble to the lowest byte. */
    spread = ((spread & 0xffff) << 32) | (spread >> 16);
    spread = ((spread & UINT64_C(0x000000ff000000ff)) << 16) |
             ((spread >> 8) & UINT64_C(0x000000ff000000ff));
    spread = ((spread & UINT64_C(0x000f000f000f000f)) << 8) |
             ((spread >> 4) & UINT64_C(0x000f000f000f000f));
    /* A byte of 10 or more gets the distance from ':' to 'a' besides. */
    uint64_t letters =
        ((spread + UINT64_C(0x0606060606060606)) >> 4) & UINT64_C(0x0101010101010101);
    return spread + UINT64_C(0x3030303030303030) + letters * ('a' - '9' - 1);
}

/* The loop is a plain store of eight bytes for a compiler, on any byte order. */
static void store_digits(char *text, uint64_t digits, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        text[i] = (char)(digits >> (8 * i) & 0xff);
    }
}

void ida_uuid_format(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE])
{
    assert(ida_uuid_is_valid(uuid));
    wide bits = widen(uuid);
    uint64_t time_mid = eight_digits((uint32_t)bits.first);
    uint64_t clock = eight_digits((uint32_t)(bits.second >> 32));
    store_digits(text, eight_digits((uint32_t)(bits.first >> 32)), 8);
    text[8] = '-';
    store_digits(text + 9, time_mid, 4);
    text[13] = '-';
    store_digits(text + 14, time_mid >> 32, 4);
    text[18] = '-';
    store_digits(text + 19, clock, 4);
    text[23] = '-';
    store_digits(text + 24, clock >> 32, 4);
    store_digits(text + 28, eight_digits((uint32_t)bits.second), 8);
    text[IDA_UUID_TEXT_LENGTH] = '\0';
}

static uint64_t load_big_endian(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
        word = (word << 8) | bytes[i];
    }
    return word;
}

static void store_big_endian(uint8_t *bytes, uint64_t word)
{
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(word >> (56 - 8 * i) & 0xff);
    }
}

ida_status ida_uuid_from_bytes(const uint8_t bytes[16], ida_uuid *uuid)
{
    wide bits = {load_big_endian(bytes), load_big_endian(bytes + 8)};
    return narrow(bits, uuid);
}

void ida_uuid_to_bytes(ida_uuid uuid, uint8_t bytes[16])
{
    assert(ida_uuid_is_valid(uuid));
    wide bits = widen(uuid);
    store_big_endian(bytes, bits.first);
    store_big_endian(bytes + 8, bits.second);
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
