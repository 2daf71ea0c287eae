#include "fuzz_world.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "run.h"

/* One of so many inputs is played twice. */
#define TWICE_OF 64u

/* Reads the tape, and makes sure that playing it takes bounded work. */
static bool read_tape(const uint8_t *bytes, size_t size, sim_tape *tape)
{
    if (!sim_tape_decode(bytes, size < FUZZ_WORLD_SIZE ? size : FUZZ_WORLD_SIZE, tape)) {
        return false;
    }
    tape->count = tape->count < FUZZ_WORLD_OPS ? tape->count : FUZZ_WORLD_OPS;
    unsigned checkpoints = 0;
    for (size_t i = 0; i < tape->count; i++) {
        sim_op *op = &tape->ops[i];
        checkpoints += op->code == SIM_OP_CHECKPOINT;
        if (op->code == SIM_OP_CHECKPOINT && checkpoints > FUZZ_WORLD_CHECKPOINTS) {
            op->code = SIM_OP_NOP;
        }
    }
    return true;
}

/* A look at the states that ops meet. */
typedef struct look {
    fuzz_states *states;
    unsigned impossible; /* the first one that cannot be; FUZZ_STATES if there was none */
    uint64_t at;         /* the op that met it */
} look;

static void note_states(void *context, const void *world, uint64_t index, const sim_op *op)
{
    look *l = context;
    unsigned state = fuzz_states_note(l->states, world, op);
    if (state != FUZZ_STATES && l->impossible == FUZZ_STATES) {
        l->impossible = state;
        l->at = index;
    }
}

static bool judge_look(const look *l, fuzz_finding *finding)
{
    if (l->impossible == FUZZ_STATES) {
        return true;
    }
    char where[32];
    char name[FUZZ_STATE_NAME_SIZE];
    (void)snprintf(where, sizeof where, "before op %llu", (unsigned long long)l->at);
    fuzz_states_name(l->impossible, name, sizeof name);
    return fuzz_find(finding, "states", where, fuzz_states_why_not(l->impossible), name);
}

/* What went wrong in a run, with the tape that it went wrong in. */
static bool report(const sim_tape *tape, const sim_result *result, fuzz_finding *finding)
{
    char line[96] = "the quiet phase";
    if (result->failure.op < tape->count) {
        sim_op_print(&tape->ops[result->failure.op], line, sizeof line);
    }
    char where[sizeof finding->where];
    (void)snprintf(where, sizeof where, "op %llu (%.70s): %.140s",
                   (unsigned long long)result->failure.op, line, result->failure.where);
    return fuzz_find(finding, sim_invariant_name(result->failure.invariant), where,
                     result->failure.expected, result->failure.got);
}

/* Plays it again, without a look at its states: all must be as it was. */
static bool play_again(const sim_subject *subject, const sim_tape *tape, const sim_result *first,
                       fuzz_finding *finding)
{
    sim_run_options options = {.subject = subject, .until = SIM_NEVER};
    sim_result again = sim_run_tape(tape, &options);
    if (again.verdict == SIM_BROKEN) {
        return true;
    }
    if (again.verdict != first->verdict) {
        return fuzz_find(finding, "determinism", "the same tape, played twice",
                         sim_verdict_name(first->verdict), sim_verdict_name(again.verdict));
    }
    return again.digest == first->digest ||
           fuzz_find_number(finding, "determinism", "digest of the same tape, played twice",
                            first->digest, again.digest);
}

static bool play(const sim_subject *subject, const sim_tape *tape, bool twice, fuzz_states *states,
                 fuzz_finding *finding)
{
    look l = {.states = states, .impossible = FUZZ_STATES};
    sim_run_options options = {.subject = subject, .until = SIM_NEVER};
    /* The head of a tape may name another scheme; the states are those of the compressor's. */
    if (tape->config.scheme == SIM_SCHEME_COMPRESSOR) {
        options.before_op = note_states;
        options.before_op_context = &l;
    }
    sim_result result = sim_run_tape(tape, &options);
    if (result.verdict == SIM_BROKEN) {
        return true;
    }
    if (twice && !play_again(subject, tape, &result, finding)) {
        return false;
    }
    /* What the oracle says comes first: it says more. */
    return result.verdict == SIM_PASS ? judge_look(&l, finding) : report(tape, &result, finding);
}

bool fuzz_world_check(const sim_subject *subject, const uint8_t *bytes, size_t size, bool twice,
                      fuzz_states *states, fuzz_finding *finding)
{
    sim_tape tape;
    if (!read_tape(bytes, size, &tape)) {
        return true;
    }
    bool passed = play(subject, &tape, twice, states, finding);
    if (!passed) {
        size_t length;
        char *text = sim_tape_print(&tape, &length);
        (void)fprintf(stderr, "%.*s", text == NULL ? 0 : (int)length, text == NULL ? "" : text);
        free(text);
    }
    sim_tape_free(&tape);
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_finding finding = {0};
    bool twice = XXH3_64bits(bytes, size) % TWICE_OF == 0;
    if (!fuzz_world_check(&sim_subject_core, bytes, size, twice, fuzz_states_counters(),
                          &finding)) {
        fuzz_abort("fuzz_world", &finding);
    }
    return 0;
}
