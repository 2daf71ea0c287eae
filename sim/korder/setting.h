/*
 * What the config of a k-order world says.
 *
 * nodes     each has a clock, and a generator while it is up
 * drift     X: windows are 2^X seconds long
 * faithful  bit n: node n's generator is faithful, otherwise strict
 * lead      how many ticks a strict one may run ahead of its clock
 * seed      when true time begins, and the nodes' numbers
 */
#ifndef SIM_KORDER_SETTING_H
#define SIM_KORDER_SETTING_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/korder.h>

#include "kernel/limits.h"
#include "tape/tape.h"

/* How a node gets its number. */
typedef struct sim_korder_naming {
    const char *name; /* NULL: it has no name and gets a given number */
    ida_korder_hash hash;
    uint32_t number;
} sim_korder_naming;

typedef struct sim_korder_setting {
    unsigned nodes;
    uint32_t drift;
    uint32_t lead;     /* ticks */
    uint64_t start_us; /* when true time begins: often just before the edge of a window */
    bool faithful[SIM_NODES_MAX];
    sim_korder_naming naming[SIM_NODES_MAX];
} sim_korder_setting;

/* config is wrapped. */
sim_korder_setting sim_korder_setting_of(const sim_config *config);

#endif
