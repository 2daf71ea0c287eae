/* The shrinker on the failures of wrong subjects. */
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "shrink/shrink.h"
#include "support_cmocka.h"
#include "support_wrong.h"

#define OPS_MAX   600u
#define PLAYS_MAX 200000u
/* How small the tapes of wrong subjects become. A mistake that is made once in so many calls takes
 * as many calls. */
#define MEDIAN_MAX 4u
#define WORST_MAX  12u

static bool play_subject(void *context, const sim_tape *tape, const sim_shrink_play *how,
                         sim_symptom *symptom)
{
    sim_shrink_play play = *how;
    sim_run_options run = sim_shrink_run_options(&play);
    run.subjects.of[SIM_SCHEME_COMPRESSOR] = context;
    wrong_reset();
    const sim_result result = sim_run_tape(tape, &run);
    *symptom = sim_symptom_of(tape, &result);
    return true;
}

static bool few_plays(void *context, const sim_tape *best, uint64_t plays)
{
    (void)context;
    (void)best;
    return plays < PLAYS_MAX;
}

/* The tape of the first world, of all scenarios, in which a wrong subject is found out by name. */
static bool find_tape(const wrong_subject *wrong, const sim_subject *subject, sim_tape *tape)
{
    const sim_run_options run = {.subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER};
    for (uint64_t seed = 1; seed < 40; seed++) {
        for (size_t k = 0; k < sim_scenario_count(); k++) {
            wrong_reset();
            sim_result result = sim_run_seed(sim_scenario_at(k), seed, OPS_MAX, &run, tape);
            if (result.verdict == SIM_FAIL && result.failure.invariant == wrong->invariant) {
                return true;
            }
            sim_tape_free(tape);
        }
    }
    return false;
}

static int compare_sizes(const void *a, const void *b)
{
    size_t left = *(const size_t *)a;
    size_t right = *(const size_t *)b;
    return left < right ? -1 : left > right;
}

static size_t shrink_wrong(const wrong_subject *wrong)
{
    sim_tape tape;
    sim_subject subject = sim_subject_core;
    wrong->plant(&subject);
    if (!find_tape(wrong, &subject, &tape)) {
        fail_msg("%s: not found", wrong->mistake);
    }
    const sim_shrink_options options = {
        .play = play_subject, .more = few_plays, .context = &subject};
    sim_shrunk shrunk = sim_shrink(&tape, &options);
    if (shrunk.end != SIM_SHRINK_COMPLETE) {
        fail_msg("%s: end %d after %llu plays", wrong->mistake, (int)shrunk.end,
                 (unsigned long long)shrunk.plays);
    }
    assert_true(sim_symptom_same(&shrunk.before, &shrunk.after));
    /* Played as anybody plays it. */
    const sim_run_options run = {.subjects.of[SIM_SCHEME_COMPRESSOR] = &subject,
                                 .until = SIM_NEVER};
    wrong_reset();
    const sim_result result = sim_run_tape(&tape, &run);
    const sim_symptom replayed = sim_symptom_of(&tape, &result);
    assert_true(sim_symptom_same(&shrunk.before, &replayed));
    assert_int_equal(replayed.digest, shrunk.after.digest);
    size_t ops = tape.count;
    print_message("%3zu ops, %6llu plays: %s\n", ops, (unsigned long long)shrunk.plays,
                  wrong->mistake);
    sim_tape_free(&tape);
    return ops;
}

TEST(test_wrong_subjects_become_small)
{
    size_t *ops = calloc(wrong_subject_count(), sizeof *ops);
    assert_non_null(ops);
    for (size_t i = 0; i < wrong_subject_count(); i++) {
        ops[i] = shrink_wrong(wrong_subject_at(i));
    }
    qsort(ops, wrong_subject_count(), sizeof *ops, compare_sizes);
    assert_true(ops[wrong_subject_count() / 2] <= MEDIAN_MAX);
    assert_true(ops[wrong_subject_count() - 1] <= WORST_MAX);
    free(ops);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_subjects_become_small),
    };
    return RUN_TESTS(tests);
}
