/*
 * The shrinker: makes a tape that fails smaller, as long as it fails with the same symptom.
 *
 * It only ever proposes a simpler tape and plays it: ops are dropped, in groups, in chunks, one by
 * one and in pairs; several become one; arguments, the world and its seed become smaller; nodes,
 * slots and stores get the smallest numbers; ops are replaced by simpler ones. When nothing of that
 * succeeds any more, the tape is played twice more to be sure.
 *
 * A wrong core gives many wrong answers. Which one shows first, and which questions are drawn to
 * show any, changes with every op that goes. So it goes several ways, each from the tape as it was,
 * and keeps the shortest that comes of it, as long as there is a shorter one: as if only what is
 * looked for were wrong, with the usual questions or with many more of them after the last op and
 * in the quiet phase; and as anybody plays it. Afterwards a seed is searched for (it draws the
 * questions, and names the sessions) with which it is the first that the usual questions show. What
 * each way may cost is counted, not timed, so that only who says that it is enough stops it early.
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
    X(SUBMISSIONS, "submissions", "ops are dropped, and submissions numbered anew")                \
    X(PAIRS, "pairs", "ops that only go together are dropped")                                     \
    X(MERGE, "merge", "two ops become one")                                                        \
    X(CHUNK, "chunk", "a chunk is exchanged for one op")                                           \
    X(EXCHANGE, "exchange", "two ops are exchanged for one that does without them")                \
    X(MOVE, "move", "an op moves, and another one is dropped")                                     \
    X(REPLACE, "replace", "an op becomes a simpler one")                                           \
    X(RENAME, "rename", "nodes, slots and stores get the smallest numbers")                        \
    X(ARGUMENTS, "arguments", "arguments become smaller")                                          \
    X(WORLD, "world", "the world becomes smaller")                                                 \
    X(SEED, "seed", "the usual questions find it")                                                 \
    X(FOCUS, "focus", "nothing else in it counts as wrong")                                        \
    X(FIRST, "first", "it is what shows first")                                                    \
    X(AGAIN, "again", "the result is played twice more")

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
    bool to_the_end;      /* with the quiet phase; else no further than the last op */
    uint32_t last_rounds; /* see sim_run_options */
    uint32_t first_round;
    uint32_t pairs; /* likewise; only to the end */
    bool focused;   /* only what breaks the invariant of this failure counts, */
    bool any_call;  /* by whichever call, or only by the same */
    sim_failure failure;
} sim_shrink_play;

/* The same for who runs a world; how must live as long as the options. */
sim_run_options sim_shrink_run_options(sim_shrink_play *how);

/* What a smaller tape must have in common with the one that was given. */
typedef enum sim_shrink_keep {
    /* The invariant, and the call or question whose answer broke it: see sim_symptom_same. */
    SIM_SHRINK_KEEP_CALL = 0,
    /* And the kind of op of the tape at which that was, or the quiet phase. */
    SIM_SHRINK_KEEP_OP,
    /* No more than the invariant, where the question was drawn; more easily another bug. */
    SIM_SHRINK_KEEP_INVARIANT,
} sim_shrink_keep;

typedef struct sim_shrink_options {
    /*
     * Plays a tape and says what came of it. False if it could not be played for reasons outside;
     * then the shrinker gives up.
     */
    bool (*play)(void *context, const sim_tape *tape, const sim_shrink_play *how,
                 sim_symptom *symptom);
    /*
     * Asked before each play; false: it is enough, what there is is the result. The few plays
     * without which nobody knows what it fails with are made all the same. NULL: go on.
     */
    bool (*more)(void *context, const sim_tape *best, uint64_t plays);
    void *context;
    sim_shrink_keep keep;
} sim_shrink_options;

/* So many ops a tape may grow by while it is shrunk. */
#define SIM_SHRINK_SPARE 4u

typedef enum sim_shrink_end {
    SIM_SHRINK_COMPLETE, /* no pass makes it any smaller */
    SIM_SHRINK_STOPPED,  /* more said so */
    SIM_SHRINK_PASSES,   /* the tape does not fail: there is nothing to shrink */
    SIM_SHRINK_UNSTEADY, /* played again it fails otherwise, or not at all */
    SIM_SHRINK_BROKEN,   /* play failed, or there was no memory */
} sim_shrink_end;

typedef struct sim_shrink_count {
    uint64_t tried; /* tapes that were played */
    uint64_t kept;  /* of them, those that were simpler and had the symptom */
} sim_shrink_count;

typedef struct sim_shrunk {
    sim_shrink_end end;
    sim_symptom before; /* of the tape as it was given */
    sim_symptom after;  /* of the result; the same but for op, digest and numbers */
    bool drawn;         /* the symptom is an answer to a drawn question */
    sim_shrink_count counts[SIM_SHRINK_PASS_COUNT];
    uint64_t plays;  /* all of them */
    uint64_t known;  /* proposals that had been tried before */
    uint64_t rounds; /* how often all passes were gone through */
} sim_shrunk;

/*
 * Shrinks tape in place. If the end is COMPLETE or STOPPED the tape has the symptom; otherwise it
 * is as it was.
 */
sim_shrunk sim_shrink(sim_tape *tape, const sim_shrink_options *options);

#endif
