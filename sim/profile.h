/*
 * Where the time of a world goes: to the driver, the world, the core, the digest, the model, and
 * the checks of each invariant.
 *
 * At each moment one part of the work is going on. Whoever begins a part says so, and says so when
 * it ends; the time goes to the part that was going on meanwhile. A world that is profiled is the
 * same world: nothing that it decides depends on a profile. The library has no clock, so the caller
 * brings one.
 */
#ifndef SIM_PROFILE_H
#define SIM_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "invariants.h"

/* X(constant, name, sentence) */
#define SIM_PART_TABLE(X)                                                                          \
    X(DRIVER, "driver", "draws the ops")                                                           \
    X(WORLD, "world", "executes them: nodes, network, log, storage")                               \
    X(CORE, "core", "what the world calls")                                                        \
    X(DIGEST, "digest", "hashes events and documents")                                             \
    X(ORACLE, "oracle", "decides what to ask, and compares")                                       \
    X(MODEL, "model", "follows the log")                                                           \
    X(ANSWERS, "answers", "what the oracle asks of the core")

typedef enum sim_part {
#define SIM_PART_CONSTANT(constant, name, sentence) SIM_PART_##constant,
    SIM_PART_TABLE(SIM_PART_CONSTANT)
#undef SIM_PART_CONSTANT
        SIM_PARTS
} sim_part;

/* Ticks of the caller's clock. */
typedef struct sim_profile {
    uint64_t (*now)(void);
    uint64_t since; /* when the current part began or went on */
    sim_part part;  /* that is going on */
    uint64_t ticks[SIM_PARTS];
    uint64_t visits[SIM_PARTS]; /* how often each began */
    uint64_t left[SIM_PARTS];   /* how often another began while it was going on */
    /* Of ORACLE, MODEL and ANSWERS: what led to a check of each invariant, and how often. */
    uint64_t checked[SIM_INVARIANT_COUNT];
    uint64_t checks[SIM_INVARIANT_COUNT];
    uint64_t pending; /* since the last check */
} sim_profile;

/* Begins in DRIVER. */
void sim_profile_begin(sim_profile *profile, uint64_t (*now)(void));
/* The current part ends where it is; its time is counted. */
void sim_profile_end(sim_profile *profile);

/*
 * Begins a part, and ends it: what was going on before goes on. With NULL both do nothing.
 *
 *     sim_part before = sim_profile_enter(profile, SIM_PART_DIGEST);
 *     ...
 *     sim_profile_leave(profile, before);
 */
sim_part sim_profile_enter(sim_profile *profile, sim_part part);
void sim_profile_leave(sim_profile *profile, sim_part before);
/* An invariant was checked: what the oracle did since the last check was for this one. */
void sim_profile_checked(sim_profile *profile, sim_invariant invariant);
/* The same if there is a profile. */
static inline void sim_profile_check(sim_profile *profile, sim_invariant invariant)
{
    if (profile != NULL) {
        sim_profile_checked(profile, invariant);
    }
}

const char *sim_part_name(sim_part part);
const char *sim_part_sentence(sim_part part);

#endif
