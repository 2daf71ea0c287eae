/* The fields of k-ordered IDs, from the first bit to the last. */
#include "layout.h"

#include <assert.h>
#include <string.h>

#define MILLION          UINT64_C(1000000)
#define TICKS_A_SECOND   977u
#define MEGASECOND_BITS  20u
#define SECOND_BITS      20u
#define TICK_BITS        10u
#define SEQUENCE_BITS    14u
#define NODE_BITS        32u
#define BITS_A_CHARACTER 6u

uint64_t sim_korder_tick(uint64_t time_us)
{
    return time_us / MILLION * TICKS_A_SECOND + time_us % MILLION / SIM_TICK_US;
}

uint64_t sim_korder_place_time(uint64_t place)
{
    uint64_t tick = place / SIM_PLACES_A_TICK;
    return tick / TICKS_A_SECOND * MILLION + tick % TICKS_A_SECOND * SIM_TICK_US;
}

sim_korder_fields sim_korder_place_fields(uint64_t place)
{
    assert(place < SIM_KORDER_PLACE_END);
    uint64_t tick = place / SIM_PLACES_A_TICK;
    uint64_t second = tick / TICKS_A_SECOND;
    return (sim_korder_fields){.megasecond = (uint32_t)(second / MILLION),
                               .second = (uint32_t)(second % MILLION),
                               .tick = (uint32_t)(tick % TICKS_A_SECOND),
                               .sequence = (uint32_t)(place % SIM_PLACES_A_TICK)};
}

/* A row of bits, the most significant first. */
typedef struct bit_row {
    uint8_t *bytes;
    size_t at;
} bit_row;

/* How many of the next bits are in one byte. */
static unsigned part_of(size_t at, unsigned width)
{
    unsigned room = 8 - (unsigned)(at % 8);
    assert(room <= 8);
    return width < room ? width : room;
}

static void put(bit_row *row, uint64_t value, unsigned width)
{
    assert(width <= 64);
    while (width > 0) {
        unsigned part = part_of(row->at, width);
        unsigned below = 8 - (unsigned)(row->at % 8) - part;
        unsigned mask = ((1u << part) - 1) << below;
        unsigned bits = (unsigned)(value >> (width - part) & 0xFF) << below & mask;
        uint8_t *byte = &row->bytes[row->at / 8];
        *byte = (uint8_t)((*byte & ~mask) | bits);
        row->at += part;
        width -= part;
    }
}

static uint32_t get(const uint8_t *bytes, size_t *at, unsigned width)
{
    assert(width <= 32);
    uint32_t value = 0;
    while (width > 0) {
        unsigned part = part_of(*at, width);
        unsigned below = 8 - (unsigned)(*at % 8) - part;
        value = value << part | (bytes[*at / 8] >> below & ((1u << part) - 1));
        *at += part;
        width -= part;
    }
    return value;
}

static uint64_t number_of(const uint8_t bytes[8])
{
    uint64_t number = 0;
    for (unsigned i = 0; i < 8; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

static bool is_time(const sim_korder_fields *fields)
{
    return fields->second < MILLION && fields->tick < TICKS_A_SECOND;
}

ida_korder_local sim_korder_local_of(const sim_korder_fields *fields)
{
    assert(is_time(fields));
    uint8_t bytes[8] = {0};
    bit_row row = {bytes, 0};
    put(&row, fields->megasecond, MEGASECOND_BITS);
    put(&row, fields->second, SECOND_BITS);
    put(&row, fields->tick, TICK_BITS);
    put(&row, fields->sequence, SEQUENCE_BITS);
    return number_of(bytes);
}

ida_korder_global sim_korder_global_of(const sim_korder_fields *fields, uint32_t drift)
{
    assert(drift <= SECOND_BITS);
    assert(is_time(fields));
    ida_korder_global global = {{0}};
    bit_row row = {global.bytes, 0};
    put(&row, fields->megasecond, MEGASECOND_BITS);
    put(&row, fields->second >> drift, SECOND_BITS - drift);
    put(&row, fields->node, NODE_BITS);
    put(&row, fields->second, drift);
    put(&row, fields->tick, TICK_BITS);
    put(&row, fields->sequence, SEQUENCE_BITS);
    return global;
}

bool sim_korder_read_local(const uint8_t bytes[8], sim_korder_fields *fields)
{
    size_t at = 0;
    fields->megasecond = get(bytes, &at, MEGASECOND_BITS);
    fields->second = get(bytes, &at, SECOND_BITS);
    fields->tick = get(bytes, &at, TICK_BITS);
    fields->sequence = get(bytes, &at, SEQUENCE_BITS);
    fields->node = 0;
    assert(at == 64);
    return is_time(fields);
}

bool sim_korder_read_global(const uint8_t bytes[12], uint32_t drift, sim_korder_fields *fields)
{
    assert(drift <= SECOND_BITS);
    size_t at = 0;
    fields->megasecond = get(bytes, &at, MEGASECOND_BITS);
    fields->second = get(bytes, &at, SECOND_BITS - drift) << drift;
    fields->node = get(bytes, &at, NODE_BITS);
    fields->second |= get(bytes, &at, drift);
    fields->tick = get(bytes, &at, TICK_BITS);
    fields->sequence = get(bytes, &at, SEQUENCE_BITS);
    assert(at == 96);
    return is_time(fields);
}

uint64_t sim_korder_place_of(ida_korder_local local)
{
    uint8_t bytes[8] = {0};
    bit_row row = {bytes, 0};
    sim_korder_fields fields;
    put(&row, local, 64);
    (void)sim_korder_read_local(bytes, &fields);
    uint64_t second = fields.megasecond * MILLION + fields.second;
    return (second * TICKS_A_SECOND + fields.tick) * SIM_PLACES_A_TICK + fields.sequence;
}

/* --- Windows. --- */

static uint64_t windows_a_megasecond(uint32_t drift)
{
    return MILLION / (UINT64_C(1) << drift) + (MILLION % (UINT64_C(1) << drift) == 0 ? 0 : 1);
}

uint64_t sim_korder_window(const sim_korder_fields *fields, uint32_t drift)
{
    return fields->megasecond * windows_a_megasecond(drift) + fields->second / (1u << drift);
}

bool sim_korder_window_is_short(const sim_korder_fields *fields, uint32_t drift)
{
    return MILLION % (1u << drift) != 0 &&
           fields->second / (1u << drift) == windows_a_megasecond(drift) - 1;
}

uint64_t sim_korder_window_us(uint32_t drift)
{
    return (UINT64_C(1) << drift) * MILLION;
}

uint64_t sim_korder_shortest_us(uint32_t drift)
{
    uint64_t rest = MILLION % (UINT64_C(1) << drift);
    return rest == 0 ? sim_korder_window_us(drift) : rest * MILLION;
}

/* --- Texts. --- */

static char character(uint32_t value, ida_korder_text form)
{
    assert(value < 64);
    if (form == IDA_KORDER_D64) {
        return (char)(value == 0    ? '.'
                      : value <= 10 ? '0' + (value - 1)
                      : value <= 36 ? 'A' + (value - 11)
                      : value == 37 ? '_'
                                    : 'a' + (value - 38));
    }
    return (char)(value < 26    ? 'A' + value
                  : value < 52  ? 'a' + (value - 26)
                  : value < 62  ? '0' + (value - 52)
                  : value == 62 ? '-'
                                : '_');
}

void sim_korder_write_text(const uint8_t *bytes, size_t size, ida_korder_text form, char *text)
{
    uint8_t padded[13] = {0};
    size_t at = 0;
    assert(size < sizeof padded);
    memcpy(padded, bytes, size);
    while (at < size * 8) {
        *text++ = character(get(padded, &at, BITS_A_CHARACTER), form);
    }
    *text = '\0';
}

bool sim_korder_read_text(const char *text, size_t length, ida_korder_text form, uint8_t *bytes,
                          size_t size)
{
    uint8_t padded[13] = {0};
    bit_row row = {padded, 0};
    assert(size < sizeof padded);
    if (length != (size * 8 + BITS_A_CHARACTER - 1) / BITS_A_CHARACTER) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        uint32_t value = 0;
        while (value < 64 && character(value, form) != text[i]) {
            value++;
        }
        if (value == 64) {
            return false;
        }
        put(&row, value, BITS_A_CHARACTER);
    }
    memcpy(bytes, padded, size);
    /* The bits behind the last byte. */
    return padded[size] == 0;
}

/* --- Names. --- */

uint32_t sim_korder_hash_letters(const uint8_t *letters, size_t count, ida_korder_hash variant)
{
    uint32_t h = 0;
    for (size_t i = 0; i < count; i++) {
        h = (h << 4) + letters[i];
        uint32_t g = h & 0xF0000000u;
        if (g != 0) {
            h ^= g >> 24;
            h ^= g;
        }
    }
    assert(h >> 28 == 0);
    return variant == IDA_KORDER_PHASH ? h + 1 : h;
}

uint32_t sim_korder_hash(const char *name, ida_korder_hash variant)
{
    return sim_korder_hash_letters((const uint8_t *)name, strlen(name), variant);
}
