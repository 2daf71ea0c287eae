/* Verdicts from what worlds went through: PASS, FAIL, and above all VACUOUS. */
#include <stdio.h>

#include "cmd/summary.h"
#include "support_cmocka.h"

static const sim_mark marks[] = {SIM_MARK_LOCAL, SIM_MARK_FORK_FENCED};
static const sim_fault faults[] = {SIM_FAULT_CRASH};
static const sim_scenario demanding = {.name = "demanding",
                                       .sentence = "",
                                       .marks = marks,
                                       .mark_count = 2,
                                       .faults = faults,
                                       .fault_count = 1,
                                       .default_ops = 100};
static const sim_scenario modest = {.name = "modest",
                                    .sentence = "",
                                    .idle = {{UINT64_C(1) << SIM_INVARIANT_LIVENESS}},
                                    .default_ops = 100};

/* A world in which everything happened once and everything was checked once. */
static sim_result full_result(void)
{
    sim_result result = {.verdict = SIM_PASS, .ops = 10, .ids = 5, .memory_peak = 100};
    for (unsigned i = 0; i < SIM_MARK_COUNT; i++) {
        result.tally.marks[i] = 1;
    }
    for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
        result.tally.faults[i] = 1;
    }
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        result.checks[i] = 1;
    }
    return result;
}

static sim_verdict verdict_of(const sim_sum *sum)
{
    const sim_scenario *scenarios[] = {&demanding};
    return sim_sum_verdict(scenarios, sum, 1);
}

/* What is printed about a vacuous sweep; to be freed. */
static char *vacuous_text(const sim_sum *sum)
{
    const sim_scenario *scenarios[] = {&demanding};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    sim_sum_print_required(out, sum, &demanding, true);
    sim_sum_print_vacuous(out, scenarios, sum, 1);
    assert_int_equal(fclose(out), 0);
    return text;
}

TEST(test_everything_reached_is_pass)
{
    sim_sum sum = {0};
    sim_result result = full_result();
    sim_sum_add_result(&sum, &result);
    assert_int_equal(verdict_of(&sum), SIM_PASS);
    assert_int_equal(sim_sum_missed(&sum, &demanding), 0);
}

/* Who asks for no pairs is not told that they had nothing to check; who asks for them is. */
TEST(test_pairs_are_expected_only_where_there_were_any)
{
    sim_result result = full_result();
    result.checks[SIM_INVARIANT_PAIR_SPLIT] = 0;
    sim_sum unpaired = {0};
    sim_sum_add_result(&unpaired, &result);
    assert_int_equal(unpaired.paired, 0);
    assert_int_equal(verdict_of(&unpaired), SIM_PASS);
    result.paired = true;
    sim_sum paired = {0};
    sim_sum_add_result(&paired, &result);
    assert_int_equal(paired.paired, 1);
    assert_int_equal(verdict_of(&paired), SIM_VACUOUS);
    char *text = vacuous_text(&paired);
    assert_non_null(strstr(text, "pair-split never had anything to check"));
    free(text);
    sim_sum both = unpaired;
    sim_sum_add_sum(&both, &paired);
    assert_int_equal(both.paired, 1);
    assert_int_equal(verdict_of(&both), SIM_VACUOUS);
}

TEST(test_nothing_played_is_vacuous)
{
    const sim_sum sum = {0};
    assert_int_equal(verdict_of(&sum), SIM_VACUOUS);
    char *text = vacuous_text(&sum);
    assert_non_null(strstr(text, "no seed was played"));
    free(text);
}

TEST(test_a_missing_mark_is_vacuous_and_named)
{
    sim_sum sum = {0};
    sim_result result = full_result();
    result.tally.marks[SIM_MARK_FORK_FENCED] = 0;
    result.tally.marks[SIM_MARK_GHOST] = 0; /* nobody requires it */
    sim_sum_add_result(&sum, &result);
    assert_int_equal(verdict_of(&sum), SIM_VACUOUS);
    assert_int_equal(sim_sum_missed(&sum, &demanding), 1);
    char *text = vacuous_text(&sum);
    assert_non_null(strstr(text, "fork-fenced"));
    assert_null(strstr(text, "missing mark   ghost"));
    free(text);
}

TEST(test_a_missing_fault_is_vacuous_and_named)
{
    sim_sum sum = {0};
    sim_result result = full_result();
    result.tally.faults[SIM_FAULT_CRASH] = 0;
    sim_sum_add_result(&sum, &result);
    assert_int_equal(verdict_of(&sum), SIM_VACUOUS);
    char *text = vacuous_text(&sum);
    assert_non_null(strstr(text, "missing fault  crash"));
    free(text);
}

TEST(test_an_invariant_without_checks_is_vacuous_and_named)
{
    sim_sum sum = {0};
    sim_result result = full_result();
    result.checks[SIM_INVARIANT_LIVENESS] = 0;
    sim_sum_add_result(&sum, &result);
    assert_int_equal(verdict_of(&sum), SIM_VACUOUS);
    char *text = vacuous_text(&sum);
    assert_non_null(strstr(text, "liveness never had anything to check"));
    free(text);
}

TEST(test_an_invariant_that_no_scenario_is_there_for_is_not_missed)
{
    const sim_scenario *alone[] = {&modest};
    const sim_scenario *both[] = {&modest, &demanding};
    sim_sum sums[2] = {{0}, {0}};
    sim_result result = full_result();
    result.checks[SIM_INVARIANT_LIVENESS] = 0;
    sim_sum_add_result(&sums[0], &result);
    sim_sum_add_result(&sums[1], &result);
    assert_int_equal(sim_sum_verdict(alone, sums, 1), SIM_PASS);
    assert_int_equal(sim_sum_verdict(both, sums, 2), SIM_VACUOUS);
}

TEST(test_what_one_world_misses_another_may_reach)
{
    sim_sum sum = {0};
    sim_result result = full_result();
    result.tally.marks[SIM_MARK_LOCAL] = 0;
    sim_sum_add_result(&sum, &result);
    assert_int_equal(verdict_of(&sum), SIM_VACUOUS);
    result = full_result();
    result.tally.faults[SIM_FAULT_CRASH] = 0;
    sim_sum_add_result(&sum, &result);
    assert_int_equal(verdict_of(&sum), SIM_PASS);
}

TEST(test_marks_count_for_their_own_scenario_only)
{
    const sim_scenario *scenarios[] = {&demanding, &modest};
    sim_sum sums[2] = {{0}, {0}};
    sim_result result = full_result();
    sim_sum_add_result(&sums[1], &result);
    result.tally.marks[SIM_MARK_LOCAL] = 0;
    result.checks[SIM_INVARIANT_LIVENESS] = 0; /* checked by the other one: enough */
    sim_sum_add_result(&sums[0], &result);
    assert_int_equal(sim_sum_verdict(scenarios, sums, 2), SIM_VACUOUS);
    sums[0].tally.marks[SIM_MARK_LOCAL] = 1;
    assert_int_equal(sim_sum_verdict(scenarios, sums, 2), SIM_PASS);
}

TEST(test_fail_beats_vacuous)
{
    sim_sum sum = {.worlds = 1, .failures = 1};
    assert_int_equal(verdict_of(&sum), SIM_FAIL);
}

TEST(test_sums)
{
    sim_sum sum = {0};
    sim_result result = full_result();
    sim_sum_add_result(&sum, &result);
    result.memory_peak = 50;
    sim_sum_add_result(&sum, &result);
    sim_sum both = {0};
    sim_sum_add_sum(&both, &sum);
    sim_sum_add_sum(&both, &sum);
    assert_int_equal(both.worlds, 4);
    assert_int_equal(both.ops, 40);
    assert_int_equal(both.ids, 20);
    assert_int_equal(both.memory_peak, 100);
    assert_int_equal(both.checks[0], 4);
    assert_int_equal(both.tally.marks[0], 4);
}

/* Results are compared across versions and merged by others, so the chain stays as it is. */
TEST(test_the_digest_chain_is_as_documented)
{
    assert_true(sim_digest_chain(0, 0) != 0);
    assert_true(sim_digest_chain(sim_digest_chain(0, 1), 2) !=
                sim_digest_chain(sim_digest_chain(0, 2), 1));
    assert_true(sim_digest_chain(0, 0) == UINT64_C(0xc77b3abb6f87acd9));
    assert_true(sim_digest_chain(sim_digest_chain(0, 1), 2) == UINT64_C(0xc5526e5481d03c88));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_reached_is_pass),
        cmocka_unit_test(test_pairs_are_expected_only_where_there_were_any),
        cmocka_unit_test(test_nothing_played_is_vacuous),
        cmocka_unit_test(test_a_missing_mark_is_vacuous_and_named),
        cmocka_unit_test(test_a_missing_fault_is_vacuous_and_named),
        cmocka_unit_test(test_an_invariant_without_checks_is_vacuous_and_named),
        cmocka_unit_test(test_an_invariant_that_no_scenario_is_there_for_is_not_missed),
        cmocka_unit_test(test_what_one_world_misses_another_may_reach),
        cmocka_unit_test(test_marks_count_for_their_own_scenario_only),
        cmocka_unit_test(test_fail_beats_vacuous),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_the_digest_chain_is_as_documented),
    };
    return RUN_TESTS(tests);
}
