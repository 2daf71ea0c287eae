#include "fuzz_world.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "run.h"

/* One of so many inputs is played twice. */
#define TWICE_OF 64u

typedef struct outcome {
    bool well;
    bool broken; /* the harness had no memory: it says nothing */
    uint64_t digest;
} outcome;

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

/*
 * As sim_run_tape does, but with a look at the world before each op, and without a report: when
 * this goes wrong, sim_run_tape says what did.
 */
static outcome play(sim_world *world, const sim_tape *tape, fuzz_states *states)
{
    outcome result = {.well = true};
    for (size_t i = 0; i < tape->count && result.well; i++) {
        if (states != NULL) {
            fuzz_states_note(states, world, &tape->ops[i]);
        }
        result.well = sim_world_execute(world, &tape->ops[i]);
    }
    result.well = result.well && sim_world_settle(world);
    result.digest = world->trace.digest;
    result.broken = world->out_of_memory;
    sim_oracle_destroy(world->oracle);
    world->oracle = NULL;
    result.well = sim_world_stop(world) == 0 && result.well;
    return result;
}

static outcome play_tape(const sim_subject *subject, const sim_tape *tape, fuzz_states *states)
{
    sim_world *world = sim_world_create(&tape->config, subject);
    if (world == NULL) {
        return (outcome){.broken = true};
    }
    world->oracle = sim_oracle_create(world);
    outcome result = {.broken = true};
    if (world->oracle != NULL) {
        result = play(world, tape, states);
    }
    sim_world_destroy(world);
    return result;
}

/* Plays it again, as idsim would. */
static bool judge(const sim_subject *subject, const sim_tape *tape, const outcome *first,
                  fuzz_finding *finding)
{
    sim_run_options options = {.subject = subject, .until = SIM_NEVER};
    sim_result result = sim_run_tape(tape, &options);
    if (result.verdict == SIM_FAIL) {
        char line[96] = "the quiet phase";
        if (result.failure.op < tape->count) {
            sim_op_print(&tape->ops[result.failure.op], line, sizeof line);
        }
        char where[sizeof finding->where];
        (void)snprintf(where, sizeof where, "op %llu (%.70s): %.140s",
                       (unsigned long long)result.failure.op, line, result.failure.where);
        return fuzz_find(finding, sim_invariant_name(result.failure.invariant), where,
                         result.failure.expected, result.failure.got);
    }
    if (result.verdict == SIM_BROKEN) {
        return true;
    }
    if (!first->well) {
        return fuzz_find(finding, "determinism", "the same tape, played twice", "FAIL", "PASS");
    }
    if (result.digest != first->digest) {
        return fuzz_find_number(finding, "determinism", "digest of the same tape, played twice",
                                first->digest, result.digest);
    }
    return true;
}

bool fuzz_world_check(const sim_subject *subject, const uint8_t *bytes, size_t size, bool twice,
                      fuzz_states *states, fuzz_finding *finding)
{
    sim_tape tape;
    if (!read_tape(bytes, size, &tape)) {
        return true;
    }
    outcome first = play_tape(subject, &tape, states);
    bool passed = true;
    if (!first.broken && (twice || !first.well)) {
        passed = judge(subject, &tape, &first, finding);
    }
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
