/* The options of a run, and its result. */
#ifndef SIM_RESULT_H
#define SIM_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "invariants.h"
#include "kernel/finding.h"
#include "kernel/limits.h"
#include "kernel/observer.h"
#include "marks.h"
#include "measures.h"
#include "profile.h"
#include "subjects.h"
#include "tape/tape.h"

/* The first failure of a world. */
typedef struct sim_failure {
    bool failed;
    sim_invariant invariant;
    uint64_t op; /* index of the op after which it showed; the tape's length for the quiet phase */
    sim_site site;
    sim_value expected;
    sim_value got;
} sim_failure;

/* Sets a failure; the caller that runs the world sets op. */
void sim_fail(sim_failure *failure, sim_invariant invariant, const sim_site *site,
              sim_value expected, sim_value got);
/* The same with phrases (words.h), for a call by no particular node. */
void sim_fail_words(sim_failure *failure, sim_invariant invariant, unsigned call, unsigned expected,
                    unsigned got);

typedef enum sim_verdict {
    SIM_PASS = 0,
    SIM_FAIL = 1,
    SIM_VACUOUS = 3,
    SIM_BROKEN = 4, /* the harness itself could not run: no memory */
} sim_verdict;

const char *sim_verdict_name(sim_verdict verdict);

/* What a large world's documents and sessions hold at its end; all 0 where that is not known. */
typedef struct sim_held {
    uint64_t document_bytes; /* of all documents */
    uint64_t clusters;       /* in all documents */
    uint64_t known;          /* sessions in the document that has most */
    uint64_t session_bytes;  /* of all live sessions */
    uint64_t live;           /* how many these are */
} sim_held;

typedef struct sim_result {
    sim_verdict verdict; /* PASS, FAIL or BROKEN; only a sweep can be VACUOUS */
    uint64_t digest;
    uint64_t ops; /* executed, without the quiet phase */
    uint64_t events;
    uint64_t log;       /* log entries */
    uint64_t ids;       /* IDs handed out */
    uint64_t sessions;  /* sessions opened */
    size_t memory_peak; /* most bytes that the subject held */
    sim_held held;
    bool paired; /* paired worlds were played beside it */
    sim_tally tally;
    uint64_t checks[SIM_INVARIANT_COUNT];
    sim_measured measures[SIM_MEASURE_COUNT];
    sim_failure failure;
    sim_stuck stuck;
} sim_result;

struct sim_machine;

/* A world between two ops. */
typedef struct sim_moment {
    const struct sim_machine *machine;
    void *world; /* opaque: the machine's own */
    uint64_t digest;
    const sim_tally *tally; /* so far */
} sim_moment;

typedef struct sim_run_options {
    sim_subjects subjects; /* NULL: those of the process (subjects.h) */
    bool without_oracle;
    /* Bit n: if the world passes, pair n (compressor/metamorphic/pair.h) is played too. */
    uint32_t pairs;
    sim_invariant_set only; /* only these invariants fail a world; SIM_INVARIANTS_ALL: all */
    /*
     * Whether a failure is one that the caller looks for; the compressor's oracle continues after
     * any other. Its op is not set. NULL: any is.
     */
    bool (*wanted)(void *context, const sim_failure *failure);
    void *wanted_context;
    uint64_t
        until; /* stop after this many ops, without a quiet phase; SIM_NEVER: play to the end */
    /*
     * Of sim_run_tape: the oracle asks no drawn questions before the last op; from there on, also
     * in the quiet phase, it asks this many times the usual number; 0: as usual. first_round: the
     * number of the first round, for other questions.
     */
    uint32_t last_rounds;
    uint32_t first_round;
    bool without_quiet;   /* of sim_run_tape: stop after the last op, without a quiet phase */
    sim_profile *profile; /* NULL: time is not counted */
    void (*tell)(void *context, const char *sentence); /* NULL: no listener */
    void *tell_context;
    /* Called with every event of the world, after the digest and the oracle (kernel/observer.h). */
    const sim_observer *observers;
    size_t observer_count;
    /* Called before each op with its index and the world of the config's machine. */
    void (*before_op)(void *context, const void *world, uint64_t index, const sim_op *op);
    void *before_op_context;
    /*
     * Called after each op, including the last one if the run ends there; and once after the quiet
     * phase, with index the number of ops. For chain.h.
     */
    void (*after_op)(void *context, uint64_t index, const sim_moment *moment);
    void *after_op_context;
} sim_run_options;

static inline const void *sim_subject_of(const sim_run_options *options, sim_scheme scheme,
                                         const void *core)
{
    const void *subject = options->subjects.of[scheme];
    return subject == NULL ? sim_subjects_of(scheme, core) : subject;
}

#endif
