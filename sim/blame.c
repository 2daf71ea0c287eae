/* Plays a failing tape in other ways, to find what is to blame. */
#include "blame.h"

#include <assert.h>
#include <stdio.h>

#include "compressor/metamorphic/pair.h"
#include "registry.h"
#include "wording.h"

const char *sim_suspect_name(sim_suspect suspect)
{
    static const char *const names[SIM_SUSPECT_COUNT] = {
#define SIM_SUSPECT_NAME(constant, name) name,
        SIM_BLAME_TABLE(SIM_SUSPECT_NAME)
#undef SIM_SUSPECT_NAME
    };
    assert(suspect < SIM_SUSPECT_COUNT);
    return names[suspect];
}

void sim_blame_print(const sim_blame *blame, char text[SIM_BLAME_TEXT_SIZE])
{
    char where[SIM_FINDING_TEXT_SIZE];
    char why[SIM_FINDING_TEXT_SIZE];
    sim_site_print(&blame->where, where);
    sim_value_print(&blame->why, why);
    (void)snprintf(text, SIM_BLAME_TEXT_SIZE, "%s%s%s", where, where[0] == '\0' ? "" : " ", why);
}

static void set(sim_blame *blame, sim_suspect suspect, sim_word why)
{
    blame->suspect = suspect;
    blame->why = sim_value_words(why);
}

/* The blame because of an invariant that should not be broken. */
static void set_broken(sim_blame *blame, sim_suspect suspect, sim_word why, sim_invariant broken)
{
    blame->suspect = suspect;
    blame->why = sim_value_number(why, broken);
    blame->why.forms[0] = SIM_FORM_INVARIANT;
}

/* The same subjects, without observers. */
static sim_run_options plain_options(const sim_run_options *options)
{
    return (sim_run_options){.subjects = options->subjects, .until = SIM_NEVER};
}

/* --- The core's verify. --- */

typedef struct verification {
    uint64_t op; /* after which verify is called */
    bool bad;
    sim_site where;
} verification;

static void verify_after(void *context, uint64_t index, const sim_moment *moment)
{
    verification *v = context;
    if (index == v->op && moment->machine->verify != NULL) {
        v->bad = !moment->machine->verify(moment->world, &v->where);
    }
}

/*
 * Whether the core's state fails verification after the op that failed, whatever the oracle says.
 */
static bool core_is_in_disorder(const sim_tape *tape, const sim_run_options *options, uint64_t op,
                                sim_blame *blame)
{
    verification v = {.op = op};
    sim_run_options alone = plain_options(options);
    alone.without_oracle = true;
    alone.until = op < tape->count ? op + 1 : SIM_NEVER;
    alone.after_op = verify_after;
    alone.after_op_context = &v;
    (void)sim_run_tape(tape, &alone);
    if (v.bad) {
        set(blame, SIM_SUSPECT_CORE, SIM_WORD_VERIFY_FAULT);
        blame->where = v.where;
    }
    return v.bad;
}

/* --- The reference. --- */

/* The result of the tape with the model as the allocator. */
static sim_result play_reference(const sim_tape *tape, const sim_subject *reference, uint32_t pairs)
{
    const sim_run_options options = {
        .subjects.of[SIM_SCHEME_COMPRESSOR] = reference, .until = SIM_NEVER, .pairs = pairs};
    return sim_run_tape(tape, &options);
}

static void blame_one_world(const sim_tape *tape, const sim_subject *reference,
                            sim_invariant invariant, sim_blame *blame)
{
    sim_result result = play_reference(tape, reference, SIM_PAIRS_NONE);
    if (result.verdict == SIM_FAIL) {
        set_broken(blame, SIM_SUSPECT_WORLD, SIM_WORD_MODEL_FAILS, result.failure.invariant);
    } else if (result.verdict != SIM_PASS) {
        set(blame, SIM_SUSPECT_NOT_TOLD, SIM_WORD_MODEL_NOT_PLAYED);
    } else if (invariant == SIM_INVARIANT_REHYDRATION) {
        /* The model's snapshots have other bytes, so damage has other effects on them. */
        set(blame, SIM_SUSPECT_CORE_OR_WORLD, SIM_WORD_MODEL_HAS_OTHER_BYTES);
    } else {
        set(blame, SIM_SUSPECT_CORE, SIM_WORD_MODEL_PASSES);
    }
}

/* --- Paired worlds. --- */

static sim_pair pair_of(sim_invariant invariant)
{
    unsigned pair = 0;
    while (pair < SIM_PAIR_COUNT && sim_pair_invariant((sim_pair)pair) != invariant) {
        pair++;
    }
    return (sim_pair)pair;
}

/* Whether one of the two worlds fails alone, or its core fails verification at the end. */
static bool side_fails(const sim_variant *side, const sim_run_options *options, sim_blame *blame)
{
    sim_run_options alone = plain_options(options);
    sim_result result = sim_run_tape(&side->tape, &alone);
    if (result.verdict == SIM_FAIL) {
        set_broken(blame, SIM_SUSPECT_CORE, SIM_WORD_SIDE_FAILS, result.failure.invariant);
        return true;
    }
    return core_is_in_disorder(&side->tape, options, side->tape.count, blame);
}

static void blame_pair(const sim_tape *tape, const sim_run_options *options,
                       const sim_subject *reference, sim_pair pair, sim_blame *blame)
{
    const sim_subject *subject = sim_subject_of(options, SIM_SCHEME_COMPRESSOR, &sim_subject_core);
    sim_variant sides[2];
    bool found = sim_pair_sides(tape, subject, pair, sides) &&
                 (side_fails(&sides[0], options, blame) || side_fails(&sides[1], options, blame));
    sim_variant_free(&sides[0]);
    sim_variant_free(&sides[1]);
    if (found) {
        return;
    }
    sim_result result = play_reference(tape, reference, 1u << pair);
    if (result.verdict == SIM_FAIL) {
        set(blame, SIM_SUSPECT_RELATION, SIM_WORD_PAIR_FAILS);
    } else {
        set(blame, SIM_SUSPECT_CORE_OR_RELATION, SIM_WORD_PAIR_PASSES);
    }
}

void sim_blame_find(const sim_tape *tape, const sim_run_options *options,
                    const sim_failure *failure, const sim_subject *reference, sim_blame *blame)
{
    sim_pair pair = pair_of(failure->invariant);
    if (pair < SIM_PAIR_COUNT) {
        blame_pair(tape, options, reference, pair, blame);
    } else if (core_is_in_disorder(tape, options, failure->op, blame)) {
        return;
    } else if (tape->config.scheme == SIM_SCHEME_COMPRESSOR) {
        blame_one_world(tape, reference, failure->invariant, blame);
    } else {
        set(blame, SIM_SUSPECT_NOT_TOLD,
            sim_machine_of((sim_scheme)tape->config.scheme)->verify != NULL ? SIM_WORD_NO_REFERENCE
                                                                            : SIM_WORD_NO_VERIFY);
    }
}
