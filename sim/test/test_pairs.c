/* Paired worlds: the core passes them, and each pair finds its own wrong subject, which no single
 * world finds. */
#include "compressor/metamorphic/pair.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/scenario.h"
#include "scenario/seed.h"
#include "shrink/shrink.h"
#include "support_cmocka.h"
#include "support_finding.h"
#include "support_wrong_pair.h"

#define SEEDS 10u
#define OPS   300u
/* Enough to see that it shrinks; more would make the tapes smaller still. */
#define SHRINK_PLAYS 1200u

static sim_result run_seed(const char *scenario, uint64_t seed, const sim_subject *subject,
                           uint32_t pairs, sim_tape *tape)
{
    const sim_run_options options = {
        .subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER, .pairs = pairs};
    wrong_pair_reset();
    return sim_run_seed(sim_scenario_find(scenario), seed, OPS, &options, tape);
}

static sim_result run_tape(const sim_tape *tape, const sim_subject *subject, uint32_t pairs)
{
    const sim_run_options options = {
        .subjects.of[SIM_SCHEME_COMPRESSOR] = subject, .until = SIM_NEVER, .pairs = pairs};
    wrong_pair_reset();
    return sim_run_tape(tape, &options);
}

static void explain(const char *who, uint64_t seed, const sim_result *result)
{
    const sim_failure *failure = &result->failure;
    const told_failure text = told(failure);
    print_message("%s, seed %llu: %s %s after op %llu\n  %s\n  expected %s\n  got %s\n", who,
                  (unsigned long long)seed, sim_verdict_name(result->verdict),
                  sim_invariant_name(failure->invariant), (unsigned long long)failure->op,
                  text.where, text.expected, text.got);
}

TEST(the_core_passes_every_pair_of_every_scenario)
{
    for (size_t k = 0; k < sim_scenario_count(); k++) {
        uint64_t checks[SIM_PAIR_COUNT] = {0};
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            const char *name = sim_scenario_at(k)->name;
            sim_result result = run_seed(name, seed, NULL, SIM_PAIRS_ALL, NULL);
            if (result.verdict != SIM_PASS) {
                explain(name, seed, &result);
            }
            assert_int_equal(result.verdict, SIM_PASS);
            for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
                checks[i] += result.checks[sim_pair_invariant((sim_pair)i)];
            }
        }
        for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
            assert_int_equal(checks[i] > 0, sim_scenario_tests(sim_scenario_at(k),
                                                               sim_pair_invariant((sim_pair)i)));
        }
    }
}

TEST(pairs_leave_the_world_as_it_is)
{
    sim_tape tape;
    sim_result alone = run_seed("steady", 3, NULL, SIM_PAIRS_NONE, &tape);
    sim_result paired = run_seed("steady", 3, NULL, SIM_PAIRS_ALL, NULL);
    sim_result again = run_tape(&tape, NULL, SIM_PAIRS_ALL);
    assert_int_equal(alone.digest, paired.digest);
    assert_int_equal(alone.events, paired.events);
    assert_int_equal(alone.digest, again.digest);
    assert_false(alone.paired);
    assert_true(paired.paired);
    for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
        sim_invariant invariant = sim_pair_invariant((sim_pair)i);
        assert_int_equal(alone.checks[invariant], 0);
        assert_int_equal(paired.checks[invariant], again.checks[invariant]);
        assert_int_equal(sim_pairs_of(invariant), 1u << i);
    }
    assert_int_equal(sim_pairs_of(SIM_INVARIANT_CONTRACT), SIM_PAIRS_NONE);
    sim_tape_free(&tape);
}

TEST(only_the_pairs_that_are_asked_for_are_played)
{
    for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
        sim_result result = run_seed("steady", 1, NULL, 1u << i, NULL);
        for (unsigned k = 0; k < SIM_PAIR_COUNT; k++) {
            assert_int_equal(result.checks[sim_pair_invariant((sim_pair)k)] > 0, i == k);
        }
    }
}

TEST(a_tape_that_is_cut_off_or_too_long_is_not_paired)
{
    const sim_run_options options = {.until = 10, .pairs = SIM_PAIRS_ALL};
    assert_false(sim_run_seed(sim_scenario_find("steady"), 1, OPS, &options, NULL).paired);
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1});
    assert_false(sim_pairs_apply(&tape));
    assert_false(run_tape(&tape, NULL, SIM_PAIRS_ALL).paired);
    for (uint32_t i = 0; i <= SIM_PAIR_OPS_MAX; i++) {
        assert_int_equal(sim_pairs_apply(&tape), i > 0);
        assert_true(sim_tape_append(&tape, sim_variant_op(SIM_OP_NOP, 0, 0, 0)));
    }
    assert_false(sim_pairs_apply(&tape));
    sim_tape_free(&tape);
}

static sim_subject plant(const wrong_pair *wrong)
{
    sim_subject subject = sim_subject_core;
    subject.name = wrong->mistake;
    wrong->plant(&subject);
    return subject;
}

static void assert_same(const sim_failure *a, const sim_failure *b)
{
    const told_failure one = told(a);
    const told_failure other = told(b);
    assert_int_equal(a->invariant, b->invariant);
    assert_int_equal(a->op, b->op);
    assert_string_equal(one.where, other.where);
    assert_string_equal(one.expected, other.expected);
    assert_string_equal(one.got, other.got);
}

/* The same failure from the seed, from its tape, and with the other pairs left out. */
static void assert_reproduces(const wrong_pair *wrong, const sim_subject *subject,
                              const sim_tape *tape, const sim_result *result)
{
    sim_result again = run_tape(tape, subject, SIM_PAIRS_ALL);
    sim_result alone = run_tape(tape, subject, 1u << wrong->pair);
    const told_failure text = told(&result->failure);
    assert_same(&again.failure, &result->failure);
    assert_same(&alone.failure, &result->failure);
    assert_int_equal(result->failure.invariant, sim_pair_invariant(wrong->pair));
    assert_true(result->failure.op <= tape->count);
    assert_true(text.where[0] != '\0');
    assert_string_not_equal(text.expected, text.got);
    assert_int_equal(again.digest, result->digest);
}

/*
 * Nobody restarts or joins in steady worlds, so a rehydration's mistake has no occasion there but
 * the pair's; the others never show in any single world.
 */
TEST(each_pair_finds_what_no_single_world_shows)
{
    for (size_t i = 0; i < wrong_pair_count; i++) {
        const wrong_pair *wrong = &wrong_pairs[i];
        sim_subject subject = plant(wrong);
        unsigned found = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            sim_tape tape;
            sim_result single = run_seed("steady", seed, &subject, SIM_PAIRS_NONE, NULL);
            sim_result paired = run_seed("steady", seed, &subject, SIM_PAIRS_ALL, &tape);
            if (single.verdict != SIM_PASS) {
                explain(wrong->mistake, seed, &single);
            }
            assert_int_equal(single.verdict, SIM_PASS);
            if (paired.verdict == SIM_FAIL) {
                assert_reproduces(wrong, &subject, &tape, &paired);
                found++;
            }
            sim_tape_free(&tape);
        }
        if (found * 5 < SEEDS) {
            fail_msg("%s: found in %u of %u worlds", wrong->mistake, found, SEEDS);
        }
    }
}

/* Where everything happens, too, the mistakes that are no rehydration's show in no single world. */
TEST(a_swarm_does_not_show_them_either)
{
    for (size_t i = 0; i < wrong_pair_count; i++) {
        const wrong_pair *wrong = &wrong_pairs[i];
        if (wrong->pair == SIM_PAIR_REHYDRATE) {
            continue;
        }
        sim_subject subject = plant(wrong);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            sim_result single = run_seed("swarm", seed, &subject, SIM_PAIRS_NONE, NULL);
            if (single.verdict != SIM_PASS) {
                explain(wrong->mistake, seed, &single);
            }
            assert_int_equal(single.verdict, SIM_PASS);
        }
    }
}

/* Each comparison finds what is there for it, whatever an oracle would say. */
TEST(each_comparison_finds_its_mistake)
{
    for (size_t i = 0; i < blatant_pair_count; i++) {
        const wrong_pair *wrong = &blatant_pairs[i];
        sim_subject subject = plant(wrong);
        unsigned found = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            uint64_t checks[SIM_INVARIANT_COUNT] = {0};
            sim_failure failure = {0};
            sim_tape tape;
            (void)run_seed("steady", seed, NULL, SIM_PAIRS_NONE, &tape);
            wrong_pair_reset();
            assert_true(sim_pairs_judge(&tape, &subject, 1u << wrong->pair, checks, &failure));
            found += failure.failed ? 1 : 0;
            sim_tape_free(&tape);
        }
        if (found * 5 < SEEDS) {
            fail_msg("%s: found in %u of %u worlds", wrong->mistake, found, SEEDS);
        }
    }
}

static bool play_paired(void *context, const sim_tape *tape, const sim_shrink_play *how,
                        sim_symptom *symptom)
{
    sim_shrink_play play = *how;
    sim_run_options options = sim_shrink_run_options(&play);
    options.subjects.of[SIM_SCHEME_COMPRESSOR] = context;
    wrong_pair_reset();
    const sim_result result = sim_run_tape(tape, &options);
    *symptom = sim_symptom_of(tape, &result);
    return true;
}

static bool few_plays(void *context, const sim_tape *best, uint64_t plays)
{
    (void)context;
    (void)best;
    return plays < SHRINK_PLAYS;
}

/* The tape of the first steady world in which a pair finds the mistake. */
static void find_failing(const wrong_pair *wrong, const sim_subject *subject, sim_tape *tape)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        if (run_seed("steady", seed, subject, SIM_PAIRS_ALL, tape).verdict == SIM_FAIL) {
            return;
        }
        sim_tape_free(tape);
    }
    fail_msg("%s: not found", wrong->mistake);
}

TEST(what_a_pair_found_can_be_shrunk)
{
    for (size_t i = 0; i < wrong_pair_count; i++) {
        const wrong_pair *wrong = &wrong_pairs[i];
        sim_subject subject = plant(wrong);
        const sim_shrink_options options = {
            .play = play_paired, .more = few_plays, .context = &subject};
        sim_tape tape;
        find_failing(wrong, &subject, &tape);
        sim_shrunk shrunk = sim_shrink(&tape, &options);
        assert_true(shrunk.end == SIM_SHRINK_COMPLETE || shrunk.end == SIM_SHRINK_STOPPED);
        assert_true(tape.count < OPS / 3);
        sim_result result = run_tape(&tape, &subject, SIM_PAIRS_ALL);
        const sim_symptom replayed = sim_symptom_of(&tape, &result);
        assert_true(sim_symptom_same(&replayed, &shrunk.before));
        assert_int_equal(replayed.detail, sim_pair_invariant(wrong->pair));
        print_message("%3zu ops, %5llu plays: %s\n", tape.count, (unsigned long long)shrunk.plays,
                      wrong->mistake);
        sim_tape_free(&tape);
    }
}

TEST(every_pair_has_a_wrong_subject)
{
    bool covered[SIM_PAIR_COUNT] = {false};
    for (size_t i = 0; i < wrong_pair_count; i++) {
        covered[wrong_pairs[i].pair] = true;
    }
    for (unsigned i = 0; i < SIM_PAIR_COUNT; i++) {
        assert_true(covered[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_core_passes_every_pair_of_every_scenario),
        cmocka_unit_test(pairs_leave_the_world_as_it_is),
        cmocka_unit_test(only_the_pairs_that_are_asked_for_are_played),
        cmocka_unit_test(a_tape_that_is_cut_off_or_too_long_is_not_paired),
        cmocka_unit_test(each_pair_finds_what_no_single_world_shows),
        cmocka_unit_test(a_swarm_does_not_show_them_either),
        cmocka_unit_test(each_comparison_finds_its_mistake),
        cmocka_unit_test(what_a_pair_found_can_be_shrunk),
        cmocka_unit_test(every_pair_has_a_wrong_subject),
    };
    return RUN_TESTS(tests);
}
