/*
 * pair-split: a session takes its IDs as one range, or as two consecutive ones.
 *
 * The rules of ida_document_finalize give: a session with room for r more IDs in its last cluster
 * takes n, with cluster size s; or k of them with size u, and the other n - k with v.
 *
 *     n <= r                 all fit, however they are cut: equal.
 *     k <= r < n             the first part fits, the second overflows by n - r as the whole does,
 *                            so n - r + v are reserved instead of n - r + s: equal if v = s.
 *     r < k, n - k > u       the first part overflows and reserves u more, which the second one
 *                            fills and overflows by n - k - u. The session's cluster is now the
 *                            last one, so that is expanded, to n - r + v in all: equal if v = s.
 *     r < k, n - k <= u      the second part fits, v does not matter, and k - r + u are reserved:
 *                            equal if u = s + n - k.
 *
 * A session's first range has r = 0. It does not matter whether the reserved IDs expand the last
 * cluster or open a new one, as long as no entry comes in between. The whole range must have been
 * accepted: if it is too large, its first part alone may not be.
 *
 * So a session of a connected node takes what it has, generates n IDs, takes them, and submits; in
 * the other world in two parts. Then everything that the node submitted is delivered, every node
 * catches up, and the node reconnects, because its submission numbers are one ahead. From there on
 * the documents are the same as long as the logs are, except for the one entry.
 *
 * What may differ, and is not compared: every answer of a session, as its node's numbers are one
 * ahead; positions in the log, which are one apart; the document between the two parts; everything
 * from the first entry that differs otherwise; and everything where the rules above do not make
 * both ways equal.
 */
#ifndef SIM_PAIR_SPLIT_H
#define SIM_PAIR_SPLIT_H

#include "compressor/world.h"
#include "relation.h"
#include "variant.h"

/* How a range is cut. */
typedef struct sim_cut {
    uint64_t count;      /* n */
    uint64_t first;      /* k, from 1 to n - 1 */
    uint32_t size;       /* s */
    uint32_t first_size; /* u */
    uint32_t last_size;  /* v */
} sim_cut;

/* Whether the rules above make both ways equal for a session with room for room more IDs. */
bool sim_split_is_equal(uint64_t room, const sim_cut *cut);

typedef struct sim_split {
    const sim_tape *tape;
    bool found;
    uint64_t rank; /* of the place found: the lowest is taken */
    uint32_t at;
    unsigned node;
    unsigned slot;
    sim_cut cut;
} sim_split;

void sim_split_begin(sim_split *pair, const sim_tape *tape);
/* While the tape is played: whether there is a place before the op at index. */
void sim_split_look(sim_split *pair, const sim_world *world, uint32_t index);
/* Writes the two tapes, if a place was found. */
void sim_split_write(const sim_split *pair, sim_variant *whole, sim_variant *parts);
/*
 * Finds the parts in the second log, and asks the reference model how much room there was.
 * SIM_NEVER if they are not there, were not accepted, or need not be equal. False without memory.
 */
bool sim_split_find_seam(const sim_testimony *whole, const sim_testimony *parts, sim_seam *seam);

#endif
