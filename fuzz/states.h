/*
 * Domain coverage: abstract states of a world, crossed with the op executed in them.
 *
 * The state of an op is two tuples: the condition of the session that it names, and of its node. In
 * builds for libFuzzer each pair of a tuple and an op kind is an extra counter, so an input that
 * brings a known op to a new state is kept although it runs no new code.
 *
 * Some tuples are impossible: states.c lists them with the reasons. Reaching one is reported as a
 * bug: either the world is wrong or the reason is. An op is legal in every state, so each pair of a
 * possible state and an op is possible.
 */
#ifndef FUZZ_STATES_H
#define FUZZ_STATES_H

#include <stdio.h>

#include "compressor/world.h"

/* X(constant, name) */
#define FUZZ_SESSION_TABLE(X)                                                                      \
    X(EMPTY, "no-session")                                                                         \
    X(FRESH, "fresh")                                                                              \
    X(FINAL, "all-finalized")                                                                      \
    X(PENDING, "pending")                                                                          \
    X(FLYING, "in-flight")
#define FUZZ_CLUSTER_TABLE(X)                                                                      \
    X(NONE, "no-cluster")                                                                          \
    X(PARTIAL, "room-left")                                                                        \
    X(FULL, "full")
#define FUZZ_LAST_TABLE(X)                                                                         \
    X(NOTHING, "nothing-issued")                                                                   \
    X(LOCAL, "last-local")                                                                         \
    X(EAGER, "last-eager")
#define FUZZ_FENCE_TABLE(X)                                                                        \
    X(SOUND, "sound")                                                                              \
    X(FORKED, "forked")                                                                            \
    X(STALE, "stale")
#define FUZZ_NODE_TABLE(X)                                                                         \
    X(DOWN, "down")                                                                                \
    X(OFFLINE, "offline")                                                                          \
    X(JOINING, "joining")                                                                          \
    X(CONNECTED, "connected")
#define FUZZ_LAG_TABLE(X)                                                                          \
    X(ABREAST, "abreast")                                                                          \
    X(BEHIND, "behind")                                                                            \
    X(GAPPED, "gapped")
#define FUZZ_STORE_TABLE(X)                                                                        \
    X(BLANK, "nothing-saved")                                                                      \
    X(SAVED, "saved")                                                                              \
    X(DAMAGED, "damaged")

#define FUZZ_SESSION_STATES (5u * 3u * 3u * 3u)
#define FUZZ_NODE_STATES    (4u * 3u * 3u)
#define FUZZ_STATES         (FUZZ_SESSION_STATES + FUZZ_NODE_STATES)

/* The number of ops; their codes are the numbers below it. */
enum {
#define FUZZ_PLACE(constant, ...) FUZZ_PLACE_##constant,
    SIM_NOP_TABLE(FUZZ_PLACE) SIM_COMPRESSOR_OP_TABLE(FUZZ_PLACE)
#undef FUZZ_PLACE
        FUZZ_OPS
};

/* Large enough for the name of any state. */
#define FUZZ_STATE_NAME_SIZE 64u

typedef struct fuzz_states {
    unsigned char met[FUZZ_STATES * FUZZ_OPS];
} fuzz_states;

/*
 * Counts the states before an op. The world is that of the compressor's machine, with an oracle.
 * states may be NULL. Returns an impossible state if one occurred, else FUZZ_STATES.
 */
unsigned fuzz_states_note(fuzz_states *states, const sim_world *world, const sim_op *op);
/* Why a state is impossible; NULL if it is possible. */
const char *fuzz_states_why_not(unsigned state);
/* "session pending full last-local sound" */
void fuzz_states_name(unsigned state, char *name, size_t size);
/* The engine's counters, which it clears; NULL if it has none. */
fuzz_states *fuzz_states_counters(void);
/*
 * A line for each possible state, with how many ops occurred in it and which did not; then a
 * summary.
 */
void fuzz_states_print(const fuzz_states *states, FILE *file);

#endif
