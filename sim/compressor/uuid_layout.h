/* The UUIDs that OPEN, GHOST and FORGE use for a layout; uuid_layout.c lists the layouts. */
#ifndef SIM_UUID_LAYOUT_H
#define SIM_UUID_LAYOUT_H

#include <stdint.h>

#include <idalloc/uuid.h>

#include "tape/tape.h"

ida_uuid sim_world_uuid(const sim_config *config, unsigned node, unsigned slot, uint32_t layout);

#endif
