/* Worlds of k-ordered IDs: configs, and what the traps of the scheme lead to. */
#include "korder/layout.h"
#include "korder/setting.h"
#include "korder/subject.h"
#include "support_korder_world.h"
#include "support_play.h"

TEST(the_story_makes_four_ids)
{
    sim_result result = pass(STORY);
    /* And one by each node in the quiet phase. */
    assert_int_equal(result.ids, 6);
    /* What was made at one instant has no order: node 1's comes first, being the least. */
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].measured, 1);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].bound, 3);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_LOCAL_RADIUS].measured, 0);
}

TEST(more_than_a_tick_holds_is_repeated_or_borrowed)
{
    sim_result faithful = pass(WORLD(1, 1, 5) "wake 0 0 1\nburst 0 16999 0\n");
    assert_int_equal(faithful.tally.marks[SIM_MARK_KORDER_REPEATED], 17000 - 16384);
    assert_int_equal(faithful.tally.marks[SIM_MARK_KORDER_WRAPPED], 1);
    sim_result strict = pass(WORLD(1, 0, 5) "wake 0 0 1\nburst 0 16999 0\n");
    assert_int_equal(strict.tally.marks[SIM_MARK_KORDER_REPEATED], 0);
    assert_int_equal(strict.tally.marks[SIM_MARK_KORDER_OVERFLOW], 1);
    assert_int_equal(strict.tally.marks[SIM_MARK_KORDER_BORROWED], 17000 - 16384);
    sim_result waits = pass(WORLD(1, 0, 0) "wake 0 0 1\nburst 0 16999 0\n");
    assert_int_equal(waits.tally.marks[SIM_MARK_KORDER_TRY_LATER], 1);
    assert_int_equal(waits.ids, 16384 + 1);
}

TEST(a_sequence_that_goes_round_inside_a_tick_goes_back)
{
    sim_result result = pass(WORLD(1, 1, 0) "wake 0 0 16383\nmake 0 1 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_WRAPPED], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_BACK], 1);
}

TEST(a_faithful_restart_inside_a_tick_repeats)
{
    sim_result result =
        pass(WORLD(1, 1, 0) "wake 0 0 1\nmake 0 0 0\nkill 0\nwake 0 0 1\nmake 0 0 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_REPEATED], 1);
}

TEST(a_clock_that_steps_back_to_a_sequence_repeats)
{
    /* The sequence has gone round when the clock is back. */
    sim_result result = pass(WORLD(1, 1, 0) "wake 0 0 1\nmake 0 0 0\npass 5000 0\n"
                                            "burst 0 16382 0\nset-clock 0 5000 3\nmake 0 0 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_REPEATED], 1);
    assert_true(result.tally.marks[SIM_MARK_KORDER_BACK] > 0);
}

TEST(a_strict_restart_repeats_only_without_its_mark)
{
    sim_result without = pass(PAIR "make 0 0 0\nkill 0\nwake 0 1 0\nmake 0 0 0\n");
    assert_int_equal(without.tally.marks[SIM_MARK_KORDER_REPEATED], 1);
    assert_int_equal(without.tally.faults[SIM_FAULT_KORDER_UNMARKED], 1);
    sim_result with = pass(PAIR "make 0 0 0\nkill 0\nwake 0 0 0\nmake 0 0 0\n");
    assert_int_equal(with.tally.marks[SIM_MARK_KORDER_REPEATED], 0);
    assert_int_equal(with.tally.marks[SIM_MARK_KORDER_RESTARTED], 1);
    assert_int_equal(with.tally.marks[SIM_MARK_KORDER_TRY_LATER], 1);
}

TEST(a_mark_never_replaces_a_greater_one)
{
    /* The clock is set back while the node is down, and forward again while it is down once more.
     */
    sim_result result = pass(PAIR "make 0 0 0\nkill 0\nset-clock 0 100 5\nwake 0 0 0\nmake 0 0 0\n"
                                  "kill 0\nset-clock 0 100 2\nwake 0 0 0\nmake 0 0 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_REPEATED], 0);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_TRY_LATER], 2);
}

TEST(two_nodes_with_one_number_repeat)
{
    sim_result result = pass(WITH_NAMES("84") "wake 0 0 0\nwake 1 2 0\nmake 0 0 0\nmake 1 0 0\n");
    assert_int_equal(result.tally.faults[SIM_FAULT_KORDER_CLASH_IGNORED], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_REPEATED], 1);
}

TEST(local_ids_are_no_ids_among_nodes)
{
    sim_result result = pass(PAIR "make 0 0 0\nmake 1 0 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_LOCAL_EQUAL], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_REPEATED], 0);
}

TEST(an_effect_may_be_below_its_cause_though_all_clocks_are_right)
{
    sim_result result = pass(PAIR "make 0 0 0\npost 0 1\npass 5 2\nhear 0 0\n");
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_EFFECT_BELOW], 1);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_FOREIGN], 1);
    assert_int_equal(result.checks[SIM_INVARIANT_KORDER_CAUSALITY], 0);
    /* The other way round it may not. */
    result = pass(PAIR "make 1 0 0\npost 1 0\npass 5 2\nhear 0 0\n");
    assert_int_equal(result.checks[SIM_INVARIANT_KORDER_CAUSALITY], 1);
    /* Nor a window later. */
    result = pass(PAIR "make 0 0 0\npost 0 1\npass 32 2\nhear 0 0\n");
    assert_int_equal(result.checks[SIM_INVARIANT_KORDER_CAUSALITY], 1);
}

TEST(after_the_last_time_there_are_no_ids)
{
    sim_result result =
        pass("idalloc-tape 1\nworld scheme=korder nodes=1 drift=8 faithful=1 lead=0 "
             "seed=7\nwake 0 0 0\nmake 0 0 0\npass 1 0\nmake 0 0 0\n");
    assert_int_equal(result.ids, 1);
    assert_int_equal(result.tally.marks[SIM_MARK_KORDER_EXHAUSTED], 1);
}

TEST(seeds_place_the_beginning)
{
    unsigned at_edges = 0;
    for (uint64_t seed = 0; seed < 4096; seed++) {
        sim_config config = {.scheme = SIM_SCHEME_KORDER, .nodes = 4, .seed = seed * 977};
        config = sim_config_wrap(config);
        uint64_t start = sim_korder_setting_of(&config).start_us;
        assert_true(start < IDA_KORDER_TIME_LIMIT_US);
        at_edges += start <= UINT64_C(1700000000000000) && start >= UINT64_C(1699999370000000);
    }
    assert_true(at_edges > 1000 && at_edges < 2000);
}

TEST(the_drift_of_a_config_wraps)
{
    for (unsigned slots = 0; slots < 256; slots++) {
        sim_config config = {.scheme = SIM_SCHEME_KORDER, .slots = (uint8_t)slots};
        config = sim_config_wrap(config);
        uint32_t drift = sim_korder_setting_of(&config).drift;
        assert_true(drift >= IDA_KORDER_DRIFT_MIN && drift <= IDA_KORDER_DRIFT_MAX);
        assert_true(drift == slots || slots < IDA_KORDER_DRIFT_MIN || slots > IDA_KORDER_DRIFT_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_story_makes_four_ids),
        cmocka_unit_test(more_than_a_tick_holds_is_repeated_or_borrowed),
        cmocka_unit_test(a_sequence_that_goes_round_inside_a_tick_goes_back),
        cmocka_unit_test(a_faithful_restart_inside_a_tick_repeats),
        cmocka_unit_test(a_clock_that_steps_back_to_a_sequence_repeats),
        cmocka_unit_test(a_strict_restart_repeats_only_without_its_mark),
        cmocka_unit_test(a_mark_never_replaces_a_greater_one),
        cmocka_unit_test(two_nodes_with_one_number_repeat),
        cmocka_unit_test(local_ids_are_no_ids_among_nodes),
        cmocka_unit_test(an_effect_may_be_below_its_cause_though_all_clocks_are_right),
        cmocka_unit_test(after_the_last_time_there_are_no_ids),
        cmocka_unit_test(seeds_place_the_beginning),
        cmocka_unit_test(the_drift_of_a_config_wraps),
    };
    return RUN_TESTS(tests);
}
