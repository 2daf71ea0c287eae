/*
 * Paired worlds: they show what one run cannot.
 *
 * The tape of a world is played once more, with a change that must not matter: a node is
 * rehydrated, the log is delivered differently, the sessions have other UUIDs, a range is cut in
 * two. The answers of the two worlds are compared, through the subject's own calls. No model is
 * involved, so a mistake that core and model share shows as well.
 *
 * Each pair is a pure function from a tape to one or two other tapes (rehydrate.c, delivery.c,
 * rename.c, split.c), and a relation between their worlds (relation.h). Where the tape is changed
 * depends on the tape alone, so every play of the tape makes the same change.
 */
#ifndef SIM_PAIR_H
#define SIM_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "compressor/oracle/oracle.h"
#include "compressor/subject.h"
#include "tape/tape.h"
#include "variant.h"

/* X(constant): the pairs in the order in which they are judged; each judges its own invariant. */
#define SIM_PAIR_TABLE(X)                                                                          \
    X(REHYDRATE)                                                                                   \
    X(DELIVERY)                                                                                    \
    X(RENAME)                                                                                      \
    X(SPLIT)

typedef enum sim_pair {
#define SIM_PAIR_CONSTANT(constant) SIM_PAIR_##constant,
    SIM_PAIR_TABLE(SIM_PAIR_CONSTANT)
#undef SIM_PAIR_CONSTANT
        SIM_PAIR_COUNT
} sim_pair;

#define SIM_PAIRS_NONE 0u
#define SIM_PAIRS_ALL  ((1u << SIM_PAIR_COUNT) - 1)
/* Longer tapes are not paired: the cost grows with them. */
#define SIM_PAIR_OPS_MAX 8192u

sim_invariant sim_pair_invariant(sim_pair pair);
/* Bit n is set if pair n judges that invariant: the pairs to play to reproduce its failure. */
uint32_t sim_pairs_of(sim_invariant invariant);

/*
 * Whether a tape can be paired: it is the compressor's, not of a large world, has an op, and is not
 * too long.
 */
bool sim_pairs_apply(const sim_tape *tape);

/*
 * Plays the pairs of a tape whose bits are set, until one fails; they must apply to it. Adds to
 * checks; where a tape gives a pair no opportunity, it adds nothing. failure is set as by the
 * oracle, with op the index on that tape. False without memory. Takes the time of seven plays
 * without an oracle, and of two more when a pair fails.
 */
bool sim_pairs_judge(const sim_tape *tape, const sim_subject *subject, uint32_t pairs,
                     uint64_t checks[SIM_INVARIANT_COUNT], sim_failure *failure);

/*
 * The tapes of both worlds of a pair, to play each of them alone; the caller frees them in any
 * case. False without memory, or if the tape gives no opportunity.
 */
bool sim_pair_sides(const sim_tape *tape, const sim_subject *subject, sim_pair pair,
                    sim_variant sides[2]);

#endif
