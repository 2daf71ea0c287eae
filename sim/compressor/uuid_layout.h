/* The UUIDs that OPEN, GHOST and FORGE use for a layout; uuid_layout.c lists the layouts. */
#ifndef SIM_UUID_LAYOUT_H
#define SIM_UUID_LAYOUT_H

#include <stdint.h>

#include <idalloc/uuid.h>

#include "tape/tape.h"

/* The layout itself; for a subject that does not claim "layouts" another, of random UUIDs. */
uint32_t sim_layout_for(uint64_t unclaimed, uint32_t layout);
ida_uuid sim_world_uuid(const sim_config *config, unsigned node, unsigned slot, uint32_t layout);

#endif
