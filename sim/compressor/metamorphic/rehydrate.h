/*
 * pair-rehydrate: a node saves itself, crashes and comes back from that snapshot.
 *
 * A crash also ends the node's connection, which does matter. So both worlds end the connection and
 * open a new one, and one of them rehydrates in between:
 *
 *     without     ... offline N,                              reconnect N ...
 *     with        ... offline N, save N S, crash N, restart N S, reconnect N ...
 *
 * From there on everything must be the same, to the byte. The place needs a node that is up and has
 * sessions, no application op of its own in flight (those die with the process), and a store that
 * the rest of the tape never reads. Anything else is allowed: IDs generated and not taken, ranges
 * in flight, links cut, entries received early.
 *
 * What may differ, and is not compared: the numbers that count saves, and so which of a node's
 * snapshots is its newest; the events of the save and the restart themselves; marks, faults and
 * memory. So a place does not qualify if the rest of the tape depends on these: on a tear, which
 * takes its bytes from an older snapshot, or on a node that leaves and never saved otherwise. Bytes
 * are compared, because both worlds have the same UUIDs.
 */
#ifndef SIM_PAIR_REHYDRATE_H
#define SIM_PAIR_REHYDRATE_H

#include "compressor/world.h"
#include "variant.h"

typedef struct sim_rehydrate {
    const sim_tape *tape;
    uint32_t read[SIM_NODES_MAX][SIM_STORES]; /* one above the last op that reads a store */
    uint32_t torn[SIM_NODES_MAX]; /* likewise, that tears one of a node's stores, mixing in bytes of
                                     an older one */
    uint32_t left[SIM_NODES_MAX]; /* likewise, with which a node leaves */
    bool found;
    uint64_t rank; /* of the place found: the lowest is taken */
    uint32_t at;
    unsigned node;
    unsigned store;
} sim_rehydrate;

void sim_rehydrate_begin(sim_rehydrate *pair, const sim_tape *tape);
/* While the tape is played: whether there is a place before the op at index. */
void sim_rehydrate_look(sim_rehydrate *pair, const sim_world *world, uint32_t index);
/* Writes the two tapes, if a place was found. */
void sim_rehydrate_write(const sim_rehydrate *pair, sim_variant *without, sim_variant *with);

#endif
