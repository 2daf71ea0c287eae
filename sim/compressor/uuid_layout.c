/*
 * The UUIDs of sessions: layout = kind + 8 * variation. Most kinds are effectively random; the
 * others put sessions where UUID arithmetic is hard.
 *
 *    0..3  random      by seed, node, slot and layout
 *    4     neighbour   base (variation % 4) of the seed + variation / 4 % 256, for any node and
 *                      slot: sessions that collide, or that grow into each other. variation / 1024
 *                      % 4 says where the base is: 0 anywhere, else 128 before the end of the low
 *                      word, of its lower half, or of its 62 bits below the variant
 *    5     variant     random, but 1 + variation % 16 IDs before a carry out of the 62 bits below
 *                      the variant; the carry ends in the 12 bits above it
 *    6     version     the same before a carry that also leaves those 12 bits, across the version
 *    7     top         variation % 2^24 before the last UUID, for any node and slot
 */
#include "uuid_layout.h"

#include "claims.h"

#define XXH_INLINE_ALL
#include <assert.h>
#include <xxhash.h>

#define HIGH_BITS     58u
#define HIGH_MASK     ((UINT64_C(1) << HIGH_BITS) - 1)
#define BELOW_VARIANT ((UINT64_C(1) << 62) - 1)
/* The bits of high between version and variant. */
#define HIGH_ABOVE_CUT    ((UINT64_C(1) << 10) - 1)
#define NEIGHBOUR_BASES   4u
#define NEIGHBOUR_OFFSETS 256u
#define NEIGHBOUR_PLACES  4u
/* How far the base is from an edge. */
#define BEFORE_EDGE 128u
#define TOP_OFFSETS (1u << 24)

static uint64_t hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    const uint64_t numbers[4] = {seed, a, b, c};
    uint8_t bytes[sizeof numbers];
    for (unsigned i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(numbers[i / 8] >> (i % 8 * 8) & 0xFF);
    }
    return XXH3_64bits(bytes, sizeof bytes);
}

static ida_uuid neighbour(uint64_t seed, uint32_t variation)
{
    static const uint64_t edges[NEIGHBOUR_PLACES] = {0, 0, UINT64_C(1) << 63, UINT64_C(1) << 62};
    uint64_t base = variation % NEIGHBOUR_BASES;
    uint64_t offset = variation / NEIGHBOUR_BASES % NEIGHBOUR_OFFSETS;
    unsigned place = variation / (NEIGHBOUR_BASES * NEIGHBOUR_OFFSETS) % NEIGHBOUR_PLACES;
    uint64_t high = hash(seed, UINT64_MAX, base, 0) & HIGH_MASK;
    if (place == 0) {
        /* The lowest ten bits are cleared, so that adding an offset never carries. */
        uint64_t low = hash(seed, UINT64_MAX, base, 1) & ~UINT64_C(0x3FF);
        return (ida_uuid){high, low + offset};
    }
    uint64_t low = edges[place] - BEFORE_EDGE + offset;
    /* Beyond the end of the low word the high one is the next: it is even before. */
    high &= ~UINT64_C(1);
    return (ida_uuid){high | (place == 1 && offset >= BEFORE_EDGE ? 1 : 0), low};
}

uint32_t sim_layout_for(uint64_t unclaimed, uint32_t layout)
{
    return sim_claims(unclaimed, IDSIM_CLAIM_LAYOUTS)
               ? layout
               : layout + (SIM_LAYOUT_RANDOM - layout % SIM_LAYOUT_KINDS);
}

ida_uuid sim_world_uuid(const sim_config *config, unsigned node, unsigned slot, uint32_t layout)
{
    assert(node <= SIM_LARGE_NODES_MAX); /* the last one, or SIM_NODES_MAX, is for ghosts */
    assert(slot < SIM_LARGE_SLOTS_MAX);
    uint32_t kind = layout % SIM_LAYOUT_KINDS;
    uint32_t variation = layout / SIM_LAYOUT_KINDS;
    uint64_t place = (uint64_t)node << 32 | slot;
    ida_uuid uuid = {
        hash(config->seed, place, layout, 0) & HIGH_MASK,
        hash(config->seed, place, layout, 1),
    };
    switch (kind) {
    case SIM_LAYOUT_NEIGHBOUR:
        return neighbour(config->seed, variation);
    case SIM_LAYOUT_VARIANT:
        /* Zero above the variant's cut, so that the carry goes no further. */
        uuid.high &= ~HIGH_ABOVE_CUT;
        uuid.low = BELOW_VARIANT - variation % 16;
        return uuid;
    case SIM_LAYOUT_VERSION:
        uuid.high = (uuid.high | HIGH_ABOVE_CUT) & ~(HIGH_ABOVE_CUT + 1);
        uuid.low = UINT64_MAX - variation % 16;
        return uuid;
    case SIM_LAYOUT_TOP:
        return (ida_uuid){HIGH_MASK, UINT64_MAX - variation % TOP_OFFSETS};
    default:
        return uuid;
    }
}
