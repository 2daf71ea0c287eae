/* What an oracle has found: checks are counted, and the first failure that is judged is kept. */

#include "judgement.h"
#include "support_cmocka.h"
#include "support_finding.h"

#define UNIQUE   SIM_INVARIANT_SEQ_UNIQUE
#define CONTRACT SIM_INVARIANT_SEQ_CONTRACT
#define THIS     SIM_WORD_SEQ_APPLIES
#define THAT     SIM_WORD_SEQ_APPLIES_NOT

static const sim_site here = {.call = SIM_WORD_SEQ_COMPARING};
static const sim_site there = {.call = SIM_WORD_SEQ_DRAWING};

TEST(every_check_counts_and_the_first_failure_is_kept)
{
    sim_judgement judgement = {.only = SIM_INVARIANTS_ALL};
    assert_true(sim_judge_words(&judgement, UNIQUE, true, &here, THIS, THAT));
    assert_false(judgement.failure.failed);
    assert_false(sim_judge_number(&judgement, UNIQUE, &here, SIM_WORD_SEQ_THE_ID, 1, UINT64_MAX));
    assert_false(sim_judge_words(&judgement, CONTRACT, false, &there, THIS, THAT));
    assert_int_equal(judgement.checks[UNIQUE], 2);
    assert_int_equal(judgement.checks[CONTRACT], 1);
    assert_true(judgement.failure.failed);
    assert_int_equal(judgement.failure.invariant, UNIQUE);
    assert_string_equal(told(&judgement.failure).where, "the storage compares");
    assert_string_equal(told(&judgement.failure).expected, "the ID 1");
    assert_string_equal(told(&judgement.failure).got, "the ID 18446744073709551615");
}

TEST(numbers_and_statuses_are_told_in_words)
{
    sim_judgement judgement = {.only = SIM_INVARIANTS_ALL};
    assert_true(sim_judge_signed(&judgement, CONTRACT, &here, SIM_WORD_FLAKE_TICK, -1, -1));
    assert_true(sim_judge_number(&judgement, CONTRACT, &here, SIM_WORD_SEQ_THE_ID, 7, 7));
    assert_true(sim_judge_status(&judgement, CONTRACT, &here, IDA_OK, IDA_OK));
    assert_false(judgement.failure.failed);
    sim_judgement number = judgement;
    assert_false(sim_judge_signed(&number, CONTRACT, &here, SIM_WORD_FLAKE_TICK, INT64_MIN, 0));
    assert_string_equal(told(&number.failure).expected, "tick -9223372036854775808");
    assert_false(sim_judge_status(&judgement, CONTRACT, &here, IDA_OK, IDA_TRY_LATER));
    assert_string_equal(told(&judgement.failure).expected, "ok");
    assert_string_equal(told(&judgement.failure).got, "try-later");
    assert_int_equal(judgement.checks[CONTRACT], 4);
}

TEST(what_is_not_judged_counts_and_fails_nothing)
{
    sim_judgement judgement = {.only = sim_invariants_of(CONTRACT)};
    assert_false(sim_judge_words(&judgement, UNIQUE, false, &here, THIS, THAT));
    assert_false(judgement.failure.failed);
    assert_int_equal(judgement.checks[UNIQUE], 1);
    assert_false(sim_judge_words(&judgement, CONTRACT, false, &there, THIS, THAT));
    assert_int_equal(judgement.failure.invariant, CONTRACT);
}

TEST(memory_that_is_left_or_misused_breaks_the_contract)
{
    sim_memory memory = {.used = 0};
    sim_result well = {.verdict = SIM_PASS};
    sim_judge_memory(&well, &memory, 0, CONTRACT, SIM_WORD_SEQ_ENDING);
    assert_false(well.failure.failed);
    sim_result left = well;
    sim_judge_memory(&left, &memory, 24, CONTRACT, SIM_WORD_SEQ_ENDING);
    assert_true(left.failure.failed);
    assert_string_equal(told(&left.failure).where, "destroying all masters and coordinators");
    assert_string_equal(told(&left.failure).got, "24 bytes left");
    memory.misused = true;
    sim_judge_memory(&left, &memory, 24, CONTRACT, SIM_WORD_SEQ_ENDING);
    assert_string_equal(told(&left.failure).where, "destroying all masters and coordinators");
    sim_judge_memory(&well, &memory, 0, CONTRACT, SIM_WORD_SEQ_ENDING);
    assert_string_equal(told(&well.failure).got, "another old_size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_counts_and_the_first_failure_is_kept),
        cmocka_unit_test(numbers_and_statuses_are_told_in_words),
        cmocka_unit_test(what_is_not_judged_counts_and_fails_nothing),
        cmocka_unit_test(memory_that_is_left_or_misused_breaks_the_contract),
    };
    return RUN_TESTS(tests);
}
