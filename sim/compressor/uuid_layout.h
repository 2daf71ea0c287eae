/* The UUIDs that OPEN, GHOST and FORGE give for a layout; see uuid_layout.c for the layouts. */
#ifndef SIM_UUID_LAYOUT_H
#define SIM_UUID_LAYOUT_H

#include <stdint.h>

#include <idalloc/uuid.h>

#include "tape/tape.h"

ida_uuid sim_world_uuid(const sim_config *config, unsigned node, unsigned slot, uint32_t layout);

#endif
