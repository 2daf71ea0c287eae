/*
 * The oracle: an independent reference model, and the invariants that it holds the subject to.
 *
 * The model remembers every ID ever handed out with its session, gen count, UUID and the form it
 * was first handed out in, for each incarnation of a session, and works out from the log alone
 * which final ID each one gets and when. It shares no code with the core: it is written from the
 * rules, slow and obvious on purpose.
 *
 * The world tells it what happened; it asks the subject, never changes anything, and keeps the
 * first failure.
 */
#ifndef SIM_ORACLE_H
#define SIM_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "compressor/world.h"

/* X(constant, name, sentence): those of the compressor. */
#define SIM_INVARIANT_TABLE(X)                                                                     \
    X(SESSION_UNIQUE, "session-unique",                                                            \
      "a session never hands out one session-space ID twice, across crashes and rehydration")      \
    X(STABLE_UNIQUE, "stable-unique", "no two IDs have one UUID")                                  \
    X(FINAL_UNIQUE, "final-unique", "no two stable IDs have one final ID; no final ID has two")    \
    X(STABLE_FOREVER, "stable-forever",                                                            \
      "an ID always decompresses to the same UUID, and that recompresses to the same ID")          \
    X(EAGER_HONEST, "eager-honest",                                                                \
      "an eager final is the final ID that everyone later agrees on")                              \
    X(ROUND_TRIP, "round-trip",                                                                    \
      "decompress and recompress, op space and session space are inverse where defined")           \
    X(NO_INVENTION, "no-invention",                                                                \
      "what was never generated or never finalized is unknown to every call")                      \
    X(CONVERGENCE, "convergence", "equal log position: byte-equal saved documents, on all nodes")  \
    X(REJECTION, "rejection",                                                                      \
      "a refused call changed nothing; a refused range is refused alike everywhere")               \
    X(REHYDRATION, "rehydration", "save then load is the identity; damaged bytes are refused")     \
    X(FORK_FENCE, "fork-fence",                                                                    \
      "a stale or forked session is found out before a second copy of an ID is finalized")         \
    X(CONSERVATION, "conservation",                                                                \
      "every final ID below the limit is used, reserved or ghost, each exactly once")              \
    X(LIVENESS, "liveness",                                                                        \
      "after faults stop and everything is delivered, every generated ID is final everywhere")     \
    X(CONTRACT, "contract",                                                                        \
      "every call answers what its header promises: forms, ranges, statuses")                      \
    X(PAIR_REHYDRATE, "pair-rehydrate",                                                            \
      "with and without a rehydration put in: the same final IDs and answers ever after")          \
    X(PAIR_DELIVERY, "pair-delivery",                                                              \
      "the same log delivered in another way and at other times: the same documents")              \
    X(PAIR_RENAME, "pair-rename",                                                                  \
      "with other session UUIDs: the same clusters, final IDs, answers and sizes")                 \
    X(PAIR_SPLIT, "pair-split",                                                                    \
      "with a range cut in two, where the rules make that equal: the same documents")

/* Those of sequences: U1 to U10, and the contract. */
#define SIM_SEQUENCE_INVARIANT_TABLE(X)                                                            \
    X(SEQ_UNIQUE, "seq-unique", "no ID is drawn twice, whatever crashes")                          \
    X(SEQ_IN_RANGE, "seq-in-range", "every ID is above its range's start and not above its end")   \
    X(SEQ_RESIDUE, "seq-residue", "every ID has the residue of its chunk's index")                 \
    X(SEQ_GRANTED_ONCE, "seq-granted-once",                                                        \
      "a chunk is granted once; a range has one count, and ranges do not overlap")                 \
    X(SEQ_GROWING, "seq-growing", "the IDs of a coordinator grow, across its restarts too")        \
    X(SEQ_CONSERVATION, "seq-conservation",                                                        \
      "what was granted is drawn, left or lost, and nothing else is drawn")                        \
    X(SEQ_DURABLE, "seq-durable",                                                                  \
      "nothing is granted that is not stored first, and nothing again by another master")          \
    X(SEQ_EXHAUSTED, "seq-exhausted", "who has no ID left gives none, and says why")               \
    X(SEQ_WASTE, "seq-waste",                                                                      \
      "a crash loses two chunks at most, and a lost reply none while the master lives")            \
    X(SEQ_LIVENESS, "seq-liveness",                                                                \
      "after faults stop, every coordinator gets an ID or hears that there are no more")           \
    X(SEQ_CONTRACT, "seq-contract", "every call answers what sequence.h promises")

/* Those of Snowflake IDs. */
#define SIM_SNOWFLAKE_INVARIANT_TABLE(X)                                                           \
    X(FLAKE_UNIQUE, "flake-unique",                                                                \
      "no ID is made twice, unless leases overlapped or a mark was lost, and then no other one")   \
    X(FLAKE_NODE_ORDER, "flake-node-order",                                                        \
      "the IDs of a generator grow, and on across restarts that have the mark")                    \
    X(FLAKE_TIME_HONEST, "flake-time-honest", "an ID's tick is not before the clock's")            \
    X(FLAKE_LEAD, "flake-lead", "an ID's time is ahead of the clock by the policy's lead at most") \
    X(FLAKE_LEASE, "flake-lease", "no part of an ID's tick is outside the lease; then it is over") \
    X(FLAKE_ROUND_TRIP, "flake-round-trip", "compose and decompose are inverse, field by field")   \
    X(FLAKE_ORDERING, "flake-ordering",                                                            \
      "IDs made further apart than skew, tick and lead together are in order, on any nodes")       \
    X(FLAKE_RETRY, "flake-retry", "who is refused is told the earliest reading that will do")      \
    X(FLAKE_CONTRACT, "flake-contract", "every call answers what snowflake.h promises")

/* Those of k-ordered IDs: G0 to G6 and L1, L6, and the contract. */
#define SIM_KORDER_INVARIANT_TABLE(X)                                                              \
    X(KORDER_UNIQUE, "korder-unique", "no two global IDs are equal, where that is promised")       \
    X(KORDER_SEPARATION, "korder-separation",                                                      \
      "IDs made a window and the slack of the clocks apart are in the order of time, on any "      \
      "nodes")                                                                                     \
    X(KORDER_NEIGHBOURHOOD, "korder-neighbourhood",                                                \
      "IDs of one window are grouped by node, in the order of the nodes' numbers")                 \
    X(KORDER_NODE_ORDER, "korder-node-order",                                                      \
      "a strict node's IDs grow; a faithful one's go back only with its clock, or inside a tick")  \
    X(KORDER_WINDOW, "korder-window", "IDs of one instant are in one window or in neighbours")     \
    X(KORDER_CAUSALITY, "korder-causality",                                                        \
      "what a message caused is above its cause, in the cases where that is promised")             \
    X(KORDER_RADIUS, "korder-radius",                                                              \
      "IDs out of order are no further apart in the list than IDs made in a window and the slack") \
    X(KORDER_LEAD, "korder-lead", "the time in an ID is the clock's tick, or ahead by the lead")   \
    X(KORDER_ROUND_TRIP, "korder-round-trip",                                                      \
      "bytes, texts, local and global IDs lead back to what they were made of")                    \
    X(KORDER_CONTRACT, "korder-contract", "every call answers what korder.h promises")

typedef enum sim_invariant {
#define SIM_INVARIANT_CONSTANT(constant, name, sentence) SIM_INVARIANT_##constant,
    SIM_INVARIANT_TABLE(SIM_INVARIANT_CONSTANT) SIM_SEQUENCE_INVARIANT_TABLE(SIM_INVARIANT_CONSTANT)
        SIM_SNOWFLAKE_INVARIANT_TABLE(SIM_INVARIANT_CONSTANT)
            SIM_KORDER_INVARIANT_TABLE(SIM_INVARIANT_CONSTANT)
#undef SIM_INVARIANT_CONSTANT
                SIM_INVARIANT_COUNT
} sim_invariant;

/* Invariants, one bit each by their number. */
typedef uint64_t sim_invariant_set;

_Static_assert(SIM_INVARIANT_COUNT <= 64, "every invariant has a bit");

#define SIM_INVARIANTS_ALL ((sim_invariant_set)0) /* no set, so every one of them */

/* Whether an invariant belongs to a set. */
static inline bool sim_invariant_in(sim_invariant_set set, sim_invariant invariant)
{
    return set == SIM_INVARIANTS_ALL || (set >> invariant & 1) != 0;
}

const char *sim_invariant_name(sim_invariant invariant);
const char *sim_invariant_sentence(sim_invariant invariant);
/* The scheme whose worlds it is about. */
sim_scheme sim_invariant_scheme(sim_invariant invariant);

/* The first failure of a world. */
typedef struct sim_failure {
    bool failed;
    sim_invariant invariant;
    uint64_t op;     /* index of the op on the tape after which it showed; the tape's length
                        when it was in the quiet phase */
    char where[160]; /* which node, session, call, in words */
    char expected[240];
    char got[240];
} sim_failure;

typedef struct sim_oracle sim_oracle;

/* An oracle for a new world; NULL without memory. */
sim_oracle *sim_oracle_create(sim_world *world);
void sim_oracle_destroy(sim_oracle *oracle);
/*
 * From now on only what breaks one of these invariants is a failure; the oracle asks the same
 * questions, and goes on after a wrong answer that is another's.
 */
void sim_oracle_judge_only(sim_oracle *oracle, sim_invariant_set only);
/* Likewise for what wanted, which is asked about each, says is none; NULL: any is. */
void sim_oracle_look_for(sim_oracle *oracle,
                         bool (*wanted)(void *context, const sim_failure *failure), void *context);

/* The first failure so far; failed is false if there is none. */
const sim_failure *sim_oracle_failure(const sim_oracle *oracle);
/* How many checks each invariant had. */
const uint64_t *sim_oracle_checks(const sim_oracle *oracle);
/* Which IDs can never become final, and why, in words; empty if none. After sim_world_settle. */
const char *sim_oracle_stuck(const sim_oracle *oracle);

/* --- What the world tells; each after the subject's call returned. --- */

void sim_oracle_opened(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid uuid,
                       ida_status status);
void sim_oracle_closed(sim_oracle *oracle, unsigned node, unsigned slot);
void sim_oracle_generated(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t count,
                          ida_status status, const ida_run *runs, size_t run_count);
void sim_oracle_generated_unique(sim_oracle *oracle, unsigned node, unsigned slot,
                                 ida_status status, const ida_unique_id *id);
void sim_oracle_resized(sim_oracle *oracle, unsigned node, unsigned slot, uint32_t size,
                        ida_status status);
void sim_oracle_taken(sim_oracle *oracle, unsigned node, unsigned slot, bool again,
                      ida_status status, const ida_range *range);
void sim_oracle_reset(sim_oracle *oracle, unsigned node, unsigned slot, ida_status status);
/* An ID that the application mentions: session space to op space, and what it means. */
void sim_oracle_mentioned(sim_oracle *oracle, unsigned node, unsigned slot, ida_id id,
                          ida_status status, ida_id op_id, ida_status stable_status,
                          ida_uuid stable);
/* An entry entered the log, at log_count - 1. */
void sim_oracle_sequenced(sim_oracle *oracle);
/* A node applied the entry at position; first is what a ghost got. */
void sim_oracle_applied(sim_oracle *oracle, unsigned node, uint64_t position, ida_status status,
                        ida_id first);
/* A session read an application op: what the index-th mentioned ID is for it. */
void sim_oracle_read(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t position,
                     uint32_t index, ida_status status, ida_id id);
void sim_oracle_started(sim_oracle *oracle, unsigned node);
/* A node stopped: crashed (storage stays) or left (storage is gone). */
void sim_oracle_stopped(sim_oracle *oracle, unsigned node, bool left);
/* A node saved itself; status is that of the save. */
void sim_oracle_saved(sim_oracle *oracle, unsigned node, unsigned store, ida_status status);
/* A node tried to load a store of from; on success its slots and document are in place already. */
void sim_oracle_restored(sim_oracle *oracle, unsigned node, unsigned from, unsigned store,
                         ida_status status);
/* A node tried to load the summary of from's document; on success its document is in place. */
void sim_oracle_joined(sim_oracle *oracle, unsigned node, unsigned from, ida_status status);

/* --- When it asks. --- */

/*
 * After an op: a bounded number of questions, chosen by the op's position, the world's seed and
 * what the op touched.
 */
void sim_oracle_after_op(sim_oracle *oracle, const sim_op *op);
/* Instead of that: no questions about an op whose effects another world was asked about. */
void sim_oracle_pass(sim_oracle *oracle);
/*
 * Sets the multiplier for the number of questions per op, 1 at first and 0 for none, and the number
 * of the first round; each round draws other questions. It serves to find out whether an op leaves
 * something wrong behind, whichever questions come up. It applies to what a checkpoint draws, or
 * takes by turns, too.
 */
void sim_oracle_set_rounds(sim_oracle *oracle, uint32_t first, uint32_t rounds);
/* All questions, of every session on every node. */
void sim_oracle_checkpoint(sim_oracle *oracle);
/* After the quiet phase: liveness, and convergence of all nodes that are up. */
void sim_oracle_settled(sim_oracle *oracle);

#endif
