/* The UUIDs that OPEN, GHOST and FORGE give for a layout; see uuid_layout.c for the layouts. */
#ifndef SIM_UUID_LAYOUT_H
#define SIM_UUID_LAYOUT_H

#include <stdint.h>

#include <idalloc/uuid.h>

#include "tape/tape.h"

#define SIM_LAYOUT_KINDS 8u
/* layout = kind + SIM_LAYOUT_KINDS * variation. */
typedef enum sim_layout {
    SIM_LAYOUT_RANDOM = 0,    /* 0 to 3: as good as random, from seed, node, slot, variation */
    SIM_LAYOUT_NEIGHBOUR = 4, /* one of 4 bases (variation % 4) + variation / 4 (mod 256) */
    SIM_LAYOUT_VARIANT = 5,   /* a few below a carry across the variant bits */
    SIM_LAYOUT_VERSION = 6,   /* a few below a carry across variant and version bits */
    SIM_LAYOUT_TOP = 7,       /* variation % 2^24 below the last UUID */
} sim_layout;

ida_uuid sim_world_uuid(const sim_config *config, unsigned node, unsigned slot, uint32_t layout);

#endif
