/*
 * A symptom: how a tape fails, so that two failures can be compared. The shrinker keeps it: a
 * smaller tape with another symptom may show another bug.
 */
#ifndef SIM_SYMPTOM_H
#define SIM_SYMPTOM_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"
#include "tape/tape.h"

/* X(constant, name, sentence) */
#define SIM_SYMPTOM_TABLE(X)                                                                       \
    X(NONE, "none", "nothing went wrong")                                                          \
    X(INVARIANT, "invariant", "an invariant was broken")                                           \
    X(CRASH, "crash", "the process was killed by a signal")                                        \
    X(EXIT, "exit", "the process exited")                                                          \
    X(HANG, "hang", "the world did not end")                                                       \
    X(MEMORY, "memory", "the world ran out of memory")

typedef enum sim_symptom_kind {
#define SIM_SYMPTOM_CONSTANT(constant, name, sentence) SIM_SYMPTOM_##constant,
    SIM_SYMPTOM_TABLE(SIM_SYMPTOM_CONSTANT)
#undef SIM_SYMPTOM_CONSTANT
} sim_symptom_kind;

/* Stands for the quiet phase in place of an op code. */
#define SIM_SYMPTOM_QUIET 64u

typedef struct sim_symptom {
    sim_symptom_kind kind;
    int detail;    /* INVARIANT: which; CRASH: the signal; EXIT: the status */
    unsigned code; /* of the op in or after which it showed, or SIM_SYMPTOM_QUIET */
    uint64_t op;   /* index of that op; the tape's length in the quiet phase */
    uint64_t digest;
    uint64_t cost;       /* work done: ops, events and checks; 0 if unknown */
    sim_failure failure; /* INVARIANT */
} sim_symptom;

/* The outcome of a tape played to its end or its failure. */
sim_symptom sim_symptom_of(const sim_tape *tape, const sim_result *result);
/* The code of the op at index, or SIM_SYMPTOM_QUIET past the end. */
unsigned sim_symptom_code(const sim_tape *tape, uint64_t index);
/*
 * Whether two symptoms are the same: the same invariant, broken by the answer to the same call or
 * question. If a failure names neither (a signal, a paired world), the kind of op counts instead:
 * usually, which op makes a call, or whether the quiet phase does, depends on the tape.
 */
bool sim_symptom_same(const sim_symptom *a, const sim_symptom *b);
/* Whether the kind of op counts. */
bool sim_symptom_names_no_call(const sim_symptom *symptom);
/*
 * Whether two failures say the same: the same call, with the same statuses, truths or phrases for
 * answers. The node, session, number or ID may differ.
 */
bool sim_symptom_same_failure(const sim_failure *a, const sim_failure *b);
const char *sim_symptom_kind_name(sim_symptom_kind kind);
/* The name of the invariant, or of the kind. */
const char *sim_symptom_name(const sim_symptom *symptom);
/* "generate", or "the quiet phase". */
const char *sim_symptom_op_name(sim_scheme scheme, const sim_symptom *symptom);

#endif
