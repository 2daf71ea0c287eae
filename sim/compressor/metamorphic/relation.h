/* What must hold between two worlds, as their witnesses saw them. */
#ifndef SIM_PAIR_RELATION_H
#define SIM_PAIR_RELATION_H

#include <stdbool.h>
#include <stdint.h>

#include "compressor/oracle/oracle.h"
#include "variant.h"
#include "witness.h"

/* A played world. */
typedef struct sim_side {
    const sim_variant *variant;
    const sim_testimony *testimony;
} sim_side;

/*
 * Compares the answers to every op of the original, and the examination: all must be equal. Counts
 * the answered ops from from on. options are those of both plays; if they differ, both are played
 * again to say how. False without memory.
 */
bool sim_relate_answers(sim_invariant invariant, sim_side a, sim_side b, uint32_t from,
                        const sim_witness_options *options, uint64_t *checks, sim_failure *failure);

/* Where b's log has two entries for one of a's. */
typedef struct sim_seam {
    uint64_t position; /* of the one in a's log; SIM_NEVER: nowhere */
} sim_seam;

/*
 * As long as the logs hold the same ranges and ghosts, their outcomes are the same, and so are the
 * documents that applied them. Counts the comparisons: with a seam, only from there on.
 */
void sim_relate_documents(sim_invariant invariant, const sim_testimony *a, const sim_testimony *b,
                          sim_seam seam, uint64_t *checks, sim_failure *failure);

/* True if two log entries do the same to a document. */
bool sim_fact_same(const sim_fact *a, const sim_fact *b);

#endif
