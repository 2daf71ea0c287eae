/*
 * The config of a sequence world by its own names. A tape stores its numbers where the compressor's
 * are.
 */
#ifndef SIM_SEQUENCE_CONFIG_H
#define SIM_SEQUENCE_CONFIG_H

#include <stdint.h>

#include <idalloc/idalloc.h>

#include "tape/tape.h"

typedef struct sim_sequence_config {
    uint8_t nodes;       /* coordinators */
    uint8_t masters;     /* processes that may hold office */
    uint16_t prefetch;   /* the coordinators' prefetch percentage, at most 100 */
    uint32_t range_size; /* how many IDs a range has */
    uint64_t seed;
    ida_master_config
        bounds; /* the options of masters: the seed's sequence, where it begins, ... */
} sim_sequence_config;

/* Wraps each number into its bounds. */
sim_sequence_config sim_sequence_config_decode(const sim_config *config);
/* The bounds follow from the rest. */
sim_config sim_sequence_config_encode(const sim_sequence_config *config);

#endif
