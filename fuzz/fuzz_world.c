/* Plays binary tapes in worlds with the full oracle. */
#include "fuzz_world.h"

#include <stdio.h>

#include "played.h"

/* Collects the states in which ops are executed. */
typedef struct look {
    fuzz_states *states;
    unsigned impossible; /* the first impossible state; FUZZ_STATES if there was none */
    uint64_t at;         /* the op executed in it */
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

static bool play(const sim_subject *subject, const sim_tape *tape, bool twice, fuzz_states *states,
                 fuzz_finding *finding)
{
    look l = {.states = states, .impossible = FUZZ_STATES};
    sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER};
    /* The head of a tape may name another scheme; the states are those of the compressor's. */
    if (tape->config.scheme == SIM_SCHEME_COMPRESSOR) {
        options.before_op = note_states;
        options.before_op_context = &l;
    }
    /* A finding of the oracle comes first: it says more. */
    return fuzz_played_check(&options, tape, twice, finding) && judge_look(&l, finding);
}

bool fuzz_world_check(const sim_subject *subject, const uint8_t *bytes, size_t size, bool twice,
                      fuzz_states *states, fuzz_finding *finding)
{
    sim_tape tape;
    if (!fuzz_played_read(SIM_SCHEME_COMPRESSOR, bytes, size, &tape)) {
        return true;
    }
    bool passed = play(subject, &tape, twice, states, finding);
    if (!passed) {
        fuzz_played_print(&tape);
    }
    sim_tape_free(&tape);
    return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_finding finding = {0};
    bool twice = fuzz_played_twice(bytes, size);
    if (!fuzz_world_check(&sim_subject_core, bytes, size, twice, fuzz_states_counters(),
                          &finding)) {
        fuzz_abort("fuzz_world", &finding);
    }
    return 0;
}
