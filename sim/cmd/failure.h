/* A failure, as printed for people and written into results. */
#ifndef SIM_CMD_FAILURE_H
#define SIM_CMD_FAILURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "blame.h"
#include "finding_text.h"
#include "play.h"
#include "pool.h"

/* X(constant, name) */
#define SIM_FAILURE_KIND_TABLE(X)                                                                  \
    X(INVARIANT, "invariant")     /* the oracle found it */                                        \
    X(CRASH, "crash")             /* the process died */                                           \
    X(HANG, "hang")               /* the watchdog ended it */                                      \
    X(MEMORY, "memory")           /* the world ran out of memory */                                \
    X(KILLED, "killed")           /* the system or a person killed the process */                  \
    X(DETERMINISM, "determinism") /* played twice, it went differently */

typedef enum sim_failure_kind {
#define SIM_FAILURE_KIND_CONSTANT(constant, name) SIM_FAILURE_##constant,
    SIM_FAILURE_KIND_TABLE(SIM_FAILURE_KIND_CONSTANT)
#undef SIM_FAILURE_KIND_CONSTANT
} sim_failure_kind;

#define SIM_REPRODUCE_SIZE 5000u

typedef struct sim_failure_note {
    const sim_scenario *scenario;
    uint64_t seed;
    uint64_t ops;           /* as requested; 0: the scenario's default */
    sim_invariant_set only; /* as requested */
    sim_failure_kind kind;
    const char *name; /* of the invariant, or of the kind */
    bool has_op;
    uint64_t op;
    unsigned code;       /* of that op, as sim_symptom_code has it */
    sim_failure failure; /* of an invariant: as data */
    char op_text[80];
    char where[SIM_FINDING_TEXT_SIZE];
    char expected[SIM_FINDING_TEXT_SIZE];
    char got[SIM_FINDING_TEXT_SIZE];
    bool has_blame; /* of an invariant: blame was determined */
    sim_blame blame;
    char *tape; /* path; NULL if there is none. To be freed */
    /* The paths of the shrunk tape, its story and its C test, likewise. */
    char *shrunk;
    char *story;
    char *c_test;
    uint64_t shrunk_ops;
    char *command; /* the line that reproduces it; NULL without memory. To be freed */
} sim_failure_note;

/* The limits of the workers, to say which one was exceeded. */
typedef struct sim_limits {
    double timeout_seconds;
    uint64_t memory_mb;
} sim_limits;

const char *sim_failure_kind_name(sim_failure_kind kind);

/* What should have held, in words. */
const char *sim_failure_sentence(const sim_failure_note *note);

/* Describes the outcome of a task that failed; tape is left NULL. */
sim_failure_note sim_failure_describe(const sim_plan *plan, const sim_limits *limits,
                                      const sim_task_outcome *outcome);
/* The same for a task of no plan: the note's scenario, seed and command are left as they are. */
void sim_failure_from_outcome(sim_failure_note *note, const sim_limits *limits,
                              const sim_task_outcome *outcome);
/* The failure that the oracle found in a tape or a seed played in this process. */
void sim_failure_from_result(sim_failure_note *note, const sim_result *result,
                             const sim_tape *tape);
void sim_failure_print(FILE *out, const sim_failure_note *note);
/* The arguments of idsim that reproduce it, without those of a guest. */
void sim_failure_reproduce(const sim_failure_note *note, char text[SIM_REPRODUCE_SIZE]);
/* The path of the shrunk tape, and the line that plays it. */
void sim_failure_print_shrunk(FILE *out, const sim_failure_note *note);
void sim_failure_free(sim_failure_note *note);

#endif
