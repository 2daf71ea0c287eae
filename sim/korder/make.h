/* How a node of a k-order world makes IDs. */
#ifndef SIM_KORDER_MAKE_H
#define SIM_KORDER_MAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "world.h"

typedef struct sim_korder_manner {
    unsigned way; /* a WAY */
    bool spread;  /* a tick begins at: */
    uint32_t from;
} sim_korder_manner;

/*
 * Stores a mark that covers what a strict node makes from now on, unless the last one still does.
 * False if no ID of that time exists: then it must not make any.
 */
bool sim_korder_store_mark(sim_korder_world *world, unsigned node);
/*
 * Asks a node that is up for an ID, at that reading of its clock. Fills in the call; false
 * if it was refused.
 */
bool sim_korder_request(sim_korder_world *world, unsigned node, uint64_t reading_us,
                        sim_korder_manner how, sim_korder_event *c);
/* Marks what a call reached, counts its ID and emits it. */
void sim_korder_heed(sim_korder_world *world, unsigned node, const sim_korder_event *c);

/* Ops. Nothing happens if the node is down. */
uint32_t sim_korder_make_many(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way);
void sim_korder_spread(sim_korder_world *world, unsigned node, uint32_t way, uint32_t start);
void sim_korder_burst(sim_korder_world *world, unsigned node, uint32_t count, uint32_t way);

#endif
