/* Plays one world from beginning to end. */
#include "run.h"

#include <stddef.h>

#include "compressor/metamorphic/pair.h"
#include "compressor/subject.h"
#include "known.h"
#include "registry.h"

static const sim_run_options default_options = {.until = SIM_NEVER};

/* A world and its player. */
typedef struct stage {
    const sim_machine *machine;
    const sim_run_options *options;
    void *world;
} stage;

static bool begin(stage *s, const sim_config *config, const sim_run_options *options)
{
    s->machine = sim_machine_of((sim_scheme)config->scheme);
    s->options = options;
    sim_subjects_world_begins((sim_scheme)config->scheme, config->seed);
    s->world = s->machine->create(config, options);
    return s->world != NULL;
}

/* What is wrong with a guest comes before whatever its answers led to. */
static void judge_guest(const stage *s, sim_result *result)
{
    sim_word trouble = sim_subjects_trouble();
    if (trouble != SIM_WORD_NONE) {
        result->verdict = SIM_PASS;
        sim_fail_words(&result->failure, s->machine->contract, SIM_WORD_GUEST_CALL,
                       SIM_WORD_GUEST_ANSWERS, trouble);
    }
}

/* Ends a world; op is the index of the op after which it ended. */
static sim_result finish(stage *s, uint64_t op)
{
    sim_result result = {.verdict = SIM_PASS};
    s->machine->finish(s->world, &result);
    const sim_run_options *options = s->options;
    if (result.verdict == SIM_BROKEN) {
        /*
         * Without memory the subject refuses calls that it should not: the oracle's findings are
         * void.
         */
        result.failure.failed = false;
    }
    judge_guest(s, &result);
    if (result.failure.failed &&
        (!sim_invariant_in(options->only, result.failure.invariant) ||
         sim_is_known(&result.failure) ||
         (options->wanted != NULL && !options->wanted(options->wanted_context, &result.failure)))) {
        result.failure.failed = false;
    }
    if (result.failure.failed) {
        result.verdict = SIM_FAIL;
        result.failure.op = op;
    }
    return result;
}

/* Calls the hooks that look at the world. */
static void show(const stage *s, uint64_t index)
{
    if (s->options->after_op != NULL) {
        sim_moment moment = {.machine = s->machine, .world = s->world};
        moment.digest = s->machine->digest(s->world, &moment.tally);
        s->options->after_op(s->options->after_op_context, index, &moment);
    }
}

static bool step(stage *s, uint64_t index, const sim_op *op)
{
    if (s->options->before_op != NULL) {
        s->options->before_op(s->options->before_op_context, s->world, index, op);
    }
    sim_part before = sim_profile_enter(s->options->profile, SIM_PART_WORLD);
    bool well = s->machine->execute(s->world, op);
    sim_profile_leave(s->options->profile, before);
    show(s, index);
    return well && sim_subjects_trouble() == SIM_WORD_NONE;
}

static void settle(stage *s, uint64_t count)
{
    sim_part before = sim_profile_enter(s->options->profile, SIM_PART_WORLD);
    (void)s->machine->settle(s->world);
    sim_profile_leave(s->options->profile, before);
    show(s, count);
}

/* The requested pairs, without those whose invariants are not judged. */
static uint32_t pairs_of(const sim_run_options *options)
{
    uint32_t pairs = options->pairs;
    for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
        if (!sim_invariant_in(options->only, sim_pair_invariant((sim_pair)i))) {
            pairs &= ~(UINT32_C(1) << i);
        }
    }
    return pairs;
}

/* Plays the paired worlds of a tape that passed. */
static void judge_pairs(const sim_tape *tape, const sim_run_options *options, sim_result *result)
{
    uint32_t pairs = pairs_of(options);
    const sim_subject *subject = sim_subject_of(options, SIM_SCHEME_COMPRESSOR, &sim_subject_core);
    /* Paired worlds ask what a subject may leave unclaimed. */
    if (pairs == SIM_PAIRS_NONE || subject->unclaimed != 0 || result->verdict != SIM_PASS ||
        !sim_pairs_apply(tape)) {
        return;
    }
    result->paired = true;
    if (!sim_pairs_judge(tape, subject, pairs, result->checks, &result->failure)) {
        result->verdict = SIM_BROKEN;
    } else if (result->failure.failed) {
        result->verdict = SIM_FAIL;
    }
}

sim_result sim_run_tape(const sim_tape *tape, const sim_run_options *options)
{
    options = options == NULL ? &default_options : options;
    stage s;
    if (!begin(&s, &tape->config, options)) {
        return (sim_result){.verdict = SIM_BROKEN};
    }
    uint64_t count = tape->count;
    bool partly = options->until < count;
    count = partly ? options->until : count;
    partly = partly || options->without_quiet;
    bool last_only = options->last_rounds > 0 && s.machine->set_rounds != NULL;
    for (uint64_t i = 0; i < count; i++) {
        if (last_only) {
            s.machine->set_rounds(s.world, options->first_round,
                                  i + 1 == count ? options->last_rounds : 0);
        }
        if (!step(&s, i, &tape->ops[i])) {
            return finish(&s, i);
        }
    }
    if (partly) {
        return finish(&s, count);
    }
    settle(&s, count);
    sim_result result = finish(&s, count);
    judge_pairs(tape, options, &result);
    return result;
}

/* Plays what the driver chooses, in a world and onto a tape. */
static sim_result play(sim_driver *driver, uint64_t count, const sim_run_options *options,
                       sim_tape *tape)
{
    sim_config config = sim_driver_config(driver);
    if (tape != NULL) {
        sim_tape_init(tape, config);
    }
    stage s;
    if (!begin(&s, &config, options)) {
        return (sim_result){.verdict = SIM_BROKEN};
    }
    bool partly = options->until < count;
    count = partly ? options->until : count;
    for (uint64_t i = 0; i < count; i++) {
        sim_op op = sim_driver_next(driver, s.world);
        if (tape != NULL && !sim_tape_append(tape, op)) {
            s.machine->give_up(s.world);
            return finish(&s, i);
        }
        if (!step(&s, i, &op)) {
            return finish(&s, i);
        }
    }
    if (partly) {
        return finish(&s, count);
    }
    settle(&s, count);
    sim_result result = finish(&s, count);
    if (tape != NULL) {
        judge_pairs(tape, options, &result);
    }
    return result;
}

sim_result sim_run_driver(sim_driver *driver, uint64_t ops, const sim_run_options *options,
                          sim_tape *tape)
{
    options = options == NULL ? &default_options : options;
    sim_tape own = {0};
    /* Pairs are made from the tape, even if the caller does not want it. */
    bool needed = tape == NULL && options->pairs != SIM_PAIRS_NONE && ops <= SIM_PAIR_OPS_MAX;
    sim_result result = play(driver, ops, options, needed ? &own : tape);
    sim_tape_free(&own);
    return result;
}
