/*
 * pair-rehydrate: a node saves itself, crashes and comes back from what it saved.
 *
 * A crash also ends the node's connection, and that does matter. So both worlds have an end of the
 * connection and a new one, and one of them the rehydration in between:
 *
 *     without     ... offline N,                              reconnect N ...
 *     with        ... offline N, save N S, crash N, restart N S, reconnect N ...
 *
 * From there on everything must be the same, to the byte. The place is one where a node that is up
 * has sessions, no application op of its own in flight (those die with the process), and a store
 * that the rest of the tape never reads. In all else it may be any: IDs generated and not taken,
 * ranges in flight, links cut, entries received early.
 *
 * What may differ, and is not compared: the numbers by which saves are counted, and so which of a
 * node's snapshots is its newest; what the save and the restart themselves say; marks, faults and
 * memory. So the place is none where the rest of the tape depends on that: a tear, which takes its
 * bytes from an older snapshot, or a node that leaves and never saved otherwise. Bytes are
 * compared, because both worlds have the same UUIDs.
 */
#ifndef SIM_PAIR_REHYDRATE_H
#define SIM_PAIR_REHYDRATE_H

#include "compressor/world.h"
#include "variant.h"

typedef struct sim_rehydrate {
    const sim_tape *tape;
    uint32_t read[SIM_NODES_MAX][SIM_STORES]; /* one above the last op that reads a store */
    uint32_t torn[SIM_NODES_MAX];             /* likewise, that tears one of a node's stores: what
                                                 it leaves there comes from an older one */
    uint32_t left[SIM_NODES_MAX];             /* likewise, with which a node leaves */
    bool found;
    uint64_t rank; /* of the place that was found: the lowest is taken */
    uint32_t at;
    unsigned node;
    unsigned store;
} sim_rehydrate;

void sim_rehydrate_begin(sim_rehydrate *pair, const sim_tape *tape);
/* While the tape is played: is there a place before the op at index? */
void sim_rehydrate_look(sim_rehydrate *pair, const sim_world *world, uint32_t index);
/* Writes the two tapes, if a place was found. */
void sim_rehydrate_write(const sim_rehydrate *pair, sim_variant *without, sim_variant *with);

#endif
