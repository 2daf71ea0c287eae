/*
 * The chain of a world: what its digest was after each op, so that of two runs of one world, by two
 * builds or one after the other, the first op can be named at which they were not the same.
 */
#ifndef SIM_CHAIN_H
#define SIM_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run.h"

/*
 * A digest of what every node that is up would save now, its sessions included. The digest of the
 * world sees documents only now and then; this one shows a difference at the op that made it.
 * Changes nothing of the world but its scratch memory.
 */
uint64_t sim_chain_state(const sim_moment *moment);

/* One digest for each op, and one more for the quiet phase if that was reached. */
typedef struct sim_chain {
    uint64_t *digests;
    size_t count;
    size_t capacity;
} sim_chain;

/* False without memory. All zero is an empty chain. */
bool sim_chain_append(sim_chain *chain, uint64_t digest);
void sim_chain_free(sim_chain *chain);

#endif
