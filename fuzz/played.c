/* Plays bytes as a tape with the full oracle, and reports findings. */
#include "played.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "finding_text.h"

/* One in this many inputs is played twice. */
#define TWICE_OF 64u

bool fuzz_played_read(sim_scheme scheme, const uint8_t *bytes, size_t size, sim_tape *tape)
{
    if (!sim_tape_decode_as(scheme, bytes, size < FUZZ_PLAYED_SIZE ? size : FUZZ_PLAYED_SIZE,
                            tape)) {
        return false;
    }
    tape->count = tape->count < FUZZ_PLAYED_OPS ? tape->count : FUZZ_PLAYED_OPS;
    unsigned checkpoints = 0;
    bool has_checkpoints = tape->config.scheme == SIM_SCHEME_COMPRESSOR;
    for (size_t i = 0; has_checkpoints && i < tape->count; i++) {
        sim_op *op = &tape->ops[i];
        checkpoints += op->code == SIM_OP_CHECKPOINT;
        if (op->code == SIM_OP_CHECKPOINT && checkpoints > FUZZ_PLAYED_CHECKPOINTS) {
            op->code = SIM_OP_NOP;
        }
    }
    return true;
}

/* A finding of a run, with its tape. */
static bool report(const sim_tape *tape, const sim_result *result, fuzz_finding *finding)
{
    char line[96] = "the quiet phase";
    if (result->failure.op < tape->count) {
        sim_op_print((sim_scheme)tape->config.scheme, &tape->ops[result->failure.op], line,
                     sizeof line);
    }
    char site[SIM_FINDING_TEXT_SIZE];
    char expected[SIM_FINDING_TEXT_SIZE];
    char got[SIM_FINDING_TEXT_SIZE];
    char where[sizeof finding->where];
    sim_site_print(&result->failure.site, site);
    sim_value_print(&result->failure.expected, expected);
    sim_value_print(&result->failure.got, got);
    (void)snprintf(where, sizeof where, "op %llu (%.70s): %.140s",
                   (unsigned long long)result->failure.op, line, site);
    return fuzz_find(finding, sim_invariant_name(result->failure.invariant), where, expected, got);
}

/* Plays it again, without hooks: everything must be the same. */
static bool play_again(const sim_run_options *played, const sim_tape *tape, const sim_result *first,
                       fuzz_finding *finding)
{
    sim_run_options options = *played;
    options.before_op = NULL;
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

bool fuzz_played_check(const sim_run_options *options, const sim_tape *tape, bool twice,
                       fuzz_finding *finding)
{
    sim_result result = sim_run_tape(tape, options);
    if (result.verdict == SIM_BROKEN) {
        return true;
    }
    if (twice && !play_again(options, tape, &result, finding)) {
        return false;
    }
    return result.verdict == SIM_PASS || report(tape, &result, finding);
}

void fuzz_played_print(const sim_tape *tape)
{
    size_t length;
    char *text = sim_tape_print(tape, &length);
    (void)fprintf(stderr, "%.*s", text == NULL ? 0 : (int)length, text == NULL ? "" : text);
    free(text);
}

bool fuzz_played_bytes(sim_scheme scheme, const sim_run_options *options, const uint8_t *bytes,
                       size_t size, bool twice, fuzz_finding *finding)
{
    sim_tape tape;
    if (!fuzz_played_read(scheme, bytes, size, &tape)) {
        return true;
    }
    bool passed = fuzz_played_check(options, &tape, twice, finding);
    if (!passed) {
        fuzz_played_print(&tape);
    }
    sim_tape_free(&tape);
    return passed;
}

bool fuzz_played_twice(const uint8_t *bytes, size_t size)
{
    return XXH3_64bits(bytes, size) % TWICE_OF == 0;
}

void fuzz_played_input(sim_scheme scheme, const char *target, const uint8_t *bytes, size_t size)
{
    fuzz_finding finding = {0};
    sim_run_options options = {.until = SIM_NEVER};
    bool twice = fuzz_played_twice(bytes, size);
    if (!fuzz_played_bytes(scheme, &options, bytes, size, twice, &finding)) {
        fuzz_abort(target, &finding);
    }
}
