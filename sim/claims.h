/*
 * What follows from the claims of a subject (idsim/subject.h): which ops a world plays and which
 * calls an oracle judges, and what a sweep must reach. A subject is neither asked about what it
 * does not claim, nor judged by it.
 */
#ifndef SIM_CLAIMS_H
#define SIM_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>

#include <idsim/subject.h>

#include "invariants.h"
#include "marks.h"
#include "wording.h"

/* Whether a subject with these unclaimed bits makes a claim. */
static inline bool sim_claims(uint64_t unclaimed, idsim_claim claim)
{
    return (unclaimed >> claim & 1u) == 0;
}

/* Whether the subject has what an op is about; an op that it has not does nothing. */
bool sim_claims_op(uint64_t unclaimed, unsigned code);
/* Whether what the call says is judged. */
bool sim_claims_call(uint64_t unclaimed, unsigned call);

/*
 * Whether worlds of a scheme can reach a mark, suffer a fault, and check an invariant, with a
 * subject of that scheme with these unclaimed bits.
 */
bool sim_claims_mark(uint64_t unclaimed, sim_scheme scheme, sim_mark mark);
bool sim_claims_fault(uint64_t unclaimed, sim_scheme scheme, sim_fault fault);
bool sim_claims_invariant(uint64_t unclaimed, sim_invariant invariant);

/* "ghosts", and a sentence. */
const char *sim_claim_name(idsim_claim claim);
const char *sim_claim_sentence(idsim_claim claim);
/* The scheme it is about. */
const char *sim_claim_scheme(idsim_claim claim);
/* False if no claim has that name. */
bool sim_claim_find(const char *name, idsim_claim *claim);

#endif
