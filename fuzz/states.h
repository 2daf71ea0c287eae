/*
 * Domain coverage: abstract states of a world, crossed with the op that meets them.
 *
 * What an op meets is two tuples: how the session is doing that it names, and how its node is. In
 * builds for libFuzzer each pair of a tuple and an op kind is an extra counter, so an input that
 * brings a known op to a new state is kept although it runs no new code.
 *
 * Some tuples cannot be: states.c has a table of them, with the reason of each. To meet one is a
 * finding: either the world is wrong or the reason is. An op is legal in every state, so each pair
 * of a possible state and an op is possible.
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

/* As many ops as there are; their codes are the numbers below that. */
enum {
#define FUZZ_PLACE(constant, ...) FUZZ_PLACE_##constant,
    SIM_NOP_TABLE(FUZZ_PLACE) SIM_COMPRESSOR_OP_TABLE(FUZZ_PLACE)
#undef FUZZ_PLACE
        FUZZ_OPS
};

/* Room for the name of any state. */
#define FUZZ_STATE_NAME_SIZE 64u

typedef struct fuzz_states {
    unsigned char met[FUZZ_STATES * FUZZ_OPS];
} fuzz_states;

/*
 * Notes the states that an op is about to meet; the world is that of the compressor's machine, with
 * an oracle. states may be NULL.
 * Returns one that is impossible if the op meets one, else FUZZ_STATES.
 */
unsigned fuzz_states_note(fuzz_states *states, const sim_world *world, const sim_op *op);
/* Why a state is impossible; NULL if it is possible. */
const char *fuzz_states_why_not(unsigned state);
/* "session pending full last-local sound" */
void fuzz_states_name(unsigned state, char *name, size_t size);
/* The engine's counters; NULL where it has none. They are the engine's to clear. */
fuzz_states *fuzz_states_counters(void);
/* A line for each possible state: how many ops met it, and which did not; then a summary. */
void fuzz_states_print(const fuzz_states *states, FILE *file);

#endif
