/*
 * The chain of a world: its digest after each op. Comparing two chains (of two builds, or of two
 * runs of one build) names the first op at which the runs differ.
 */
#ifndef SIM_CHAIN_H
#define SIM_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run.h"

/*
 * A digest of what every node that is up would save now, including its sessions. The world's digest
 * covers documents only now and then; this one shows a difference at the op that made it. It
 * changes nothing in the world but scratch memory.
 */
uint64_t sim_chain_state(const sim_moment *moment);

/* One digest for each op, and one for the quiet phase if the run reached it. */
typedef struct sim_chain {
    uint64_t *digests;
    size_t count;
    size_t capacity;
} sim_chain;

/* False without memory. An all-zero chain is empty. */
bool sim_chain_append(sim_chain *chain, uint64_t digest);
void sim_chain_free(sim_chain *chain);

#endif
