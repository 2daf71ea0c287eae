/*
 * The shrinker: makes a failing tape smaller, as long as it fails with the same symptom.
 *
 * It repeatedly proposes a simpler tape and plays it: it drops ops, in groups, in chunks, one by
 * one and in pairs; merges several into one; makes arguments, the world and its seed smaller; gives
 * nodes, slots and stores the smallest numbers; and replaces ops by simpler ones. When no proposal
 * succeeds, it plays the tape twice more to be sure.
 *
 * A wrong core gives many wrong answers. Every dropped op changes which of them shows first, and
 * which questions are drawn. So the shrinker tries several ways, each from the original tape, and
 * keeps the shortest result, repeating while results get shorter: counting only violations of the
 * symptom's invariant, with the usual questions or with many more of them after the last op and in
 * the quiet phase; and as a plain replay plays it. Afterwards it searches for a seed (which draws
 * the questions and names the sessions) with which the usual questions show the symptom first. The
 * cost of each way is counted, not timed, so results are deterministic unless the caller stops it
 * early.
 */
#ifndef SIM_SHRINK_H
#define SIM_SHRINK_H

#include <stdbool.h>
#include <stdint.h>

#include "symptom.h"
#include "tape/tape.h"

/* X(constant, name, sentence) */
#define SIM_SHRINK_PASS_TABLE(X)                                                                   \
    X(CUT, "cut", "ops after the failure are cut off")                                             \
    X(GROUPS, "groups", "all ops of a kind, a node or a session are dropped")                      \
    X(CHUNKS, "chunks", "ops are dropped in chunks, then singly")                                  \
    X(SUBMISSIONS, "submissions", "ops are dropped and submissions renumbered")                    \
    X(PAIRS, "pairs", "ops that can only be dropped together are dropped")                         \
    X(MERGE, "merge", "two ops are merged into one")                                               \
    X(CHUNK, "chunk", "a chunk is replaced by one op")                                             \
    X(EXCHANGE, "exchange", "two ops are replaced by one that has their effect")                   \
    X(MOVE, "move", "an op moves, and another one is dropped")                                     \
    X(REPLACE, "replace", "an op becomes a simpler one")                                           \
    X(RENAME, "rename", "nodes, slots and stores get the smallest numbers")                        \
    X(ARGUMENTS, "arguments", "arguments become smaller")                                          \
    X(WORLD, "world", "the world becomes smaller")                                                 \
    X(SEED, "seed", "a seed with which the usual questions show it")                               \
    X(FOCUS, "focus", "only the symptom counts as wrong")                                          \
    X(FIRST, "first", "the symptom is made to show first")                                         \
    X(AGAIN, "again", "the result is replayed twice")

typedef enum sim_shrink_pass {
#define SIM_SHRINK_CONSTANT(constant, name, sentence) SIM_SHRINK_##constant,
    SIM_SHRINK_PASS_TABLE(SIM_SHRINK_CONSTANT)
#undef SIM_SHRINK_CONSTANT
        SIM_SHRINK_PASS_COUNT
} sim_shrink_pass;

const char *sim_shrink_pass_name(sim_shrink_pass pass);
const char *sim_shrink_pass_sentence(sim_shrink_pass pass);

/* How a tape is to be played. */
typedef struct sim_shrink_play {
    bool to_the_end;      /* with the quiet phase; else at most to the last op */
    uint32_t last_rounds; /* see sim_run_options */
    uint32_t first_round;
    uint32_t pairs; /* likewise; only to the end */
    bool focused;   /* only what breaks the invariant of this failure counts, */
    bool any_call;  /* by any call, or only by the same one */
    sim_failure failure;
} sim_shrink_play;

/* The same as options of a run; how must outlive the options. */
sim_run_options sim_shrink_run_options(sim_shrink_play *how);

/* What a smaller tape must have in common with the original. */
typedef enum sim_shrink_keep {
    /* The invariant, and the call or question whose answer broke it: see sim_symptom_same. */
    SIM_SHRINK_KEEP_CALL = 0,
    /* Also the kind of op of the tape at which it broke, or the quiet phase. */
    SIM_SHRINK_KEEP_OP,
    /* Only the invariant, if the question was drawn; more likely to turn into another bug. */
    SIM_SHRINK_KEEP_INVARIANT,
} sim_shrink_keep;

typedef struct sim_shrink_options {
    /*
     * Plays a tape and returns its symptom. False if it could not be played for outside reasons;
     * the shrinker then gives up.
     */
    bool (*play)(void *context, const sim_tape *tape, const sim_shrink_play *how,
                 sim_symptom *symptom);
    /*
     * Called before each play; false stops the shrinker, and the best tape so far is the result.
     * The few plays needed to know the symptom are made in any case. NULL: never stop.
     */
    bool (*more)(void *context, const sim_tape *best, uint64_t plays);
    void *context;
    sim_shrink_keep keep;
} sim_shrink_options;

/* The most ops that a tape may grow by while it is shrunk. */
#define SIM_SHRINK_SPARE 4u

typedef enum sim_shrink_end {
    SIM_SHRINK_COMPLETE, /* no pass makes it smaller */
    SIM_SHRINK_STOPPED,  /* more returned false */
    SIM_SHRINK_PASSES,   /* the tape does not fail: there is nothing to shrink */
    SIM_SHRINK_UNSTEADY, /* when replayed it fails differently, or not at all */
    SIM_SHRINK_BROKEN,   /* play failed, or memory ran out */
} sim_shrink_end;

typedef struct sim_shrink_count {
    uint64_t tried; /* tapes played */
    uint64_t kept;  /* of them, those that were simpler and had the symptom */
} sim_shrink_count;

typedef struct sim_shrunk {
    sim_shrink_end end;
    sim_symptom before; /* of the original tape */
    sim_symptom after;  /* of the result; differs only in op, digest and numbers */
    bool drawn;         /* the symptom is an answer to a drawn question */
    sim_shrink_count counts[SIM_SHRINK_PASS_COUNT];
    uint64_t plays;  /* all of them */
    uint64_t known;  /* proposals already tried before */
    uint64_t rounds; /* how often all passes were run */
} sim_shrunk;

/*
 * Shrinks tape in place. If the end is COMPLETE or STOPPED the tape has the symptom; otherwise it
 * is unchanged.
 */
sim_shrunk sim_shrink(sim_tape *tape, const sim_shrink_options *options);

#endif
