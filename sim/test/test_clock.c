/* Clocks that drift, stop, are set and meet leap seconds. */

#include "clock_ops.h"
#include "kernel/clock.h"
#include "kernel/random.h"
#include "support_cmocka.h"

#define SECOND UINT64_C(1000000)
#define START  (UINT64_C(1700000000) * SECOND)

static sim_clock a_clock(void)
{
    sim_clock clock;
    sim_clock_init(&clock, START);
    return clock;
}

TEST(a_good_clock_shows_true_time)
{
    sim_clock clock = a_clock();
    sim_clock_pass(&clock, 0);
    assert_int_equal(clock.reading, START);
    sim_clock_pass(&clock, 123456789);
    assert_int_equal(clock.reading, START + 123456789);
    assert_int_equal(sim_clock_error(&clock, START + 123456789), 0);
    assert_int_equal(sim_clock_error(&clock, START), 123456789);
    assert_int_equal(sim_clock_error(&clock, START + 2 * UINT64_C(123456789)), 123456789);
}

TEST(drift_adds_up_the_same_in_small_and_large_steps)
{
    static const int32_t drifts[] = {1, -1, 50, -50, 99999, -99999, SIM_DRIFT_MAX, -SIM_DRIFT_MAX};
    for (size_t i = 0; i < COUNT_OF(drifts); i++) {
        name_case("drift %" PRId32, drifts[i]);
        sim_clock large = a_clock();
        sim_clock small = large;
        sim_clock_set_drift(&large, drifts[i]);
        sim_clock_set_drift(&small, drifts[i]);
        sim_random random = sim_random_stream(i, 1);
        uint64_t total = 0;
        for (unsigned k = 0; k < 1000; k++) {
            uint64_t step = sim_random_below(&random, 5000);
            total += step;
            sim_clock_pass(&small, step);
        }
        sim_clock_pass(&large, total);
        assert_int_equal(small.reading, large.reading);
        assert_int_equal((int64_t)(large.reading - START - total),
                         (int64_t)total * drifts[i] / 1000000);
    }
}

TEST(drift_wraps_to_what_a_clock_can_be_off)
{
    static const int32_t drifts[] = {INT32_MIN, INT32_MIN + 1,     -SIM_DRIFT_MAX - 1,
                                     INT32_MAX, SIM_DRIFT_MAX + 1, 0};
    for (size_t i = 0; i < COUNT_OF(drifts); i++) {
        name_case("drift %" PRId32, drifts[i]);
        sim_clock clock = a_clock();
        sim_clock_set_drift(&clock, drifts[i]);
        assert_true(clock.drift >= -SIM_DRIFT_MAX && clock.drift <= SIM_DRIFT_MAX);
    }
}

TEST(a_frozen_clock_stands_still_but_can_be_set)
{
    sim_clock clock = a_clock();
    clock.frozen = true;
    sim_clock_pass(&clock, 5 * SECOND);
    assert_int_equal(clock.reading, START);
    sim_clock_step(&clock, false, 7);
    assert_int_equal(clock.reading, START + 7);
    clock.frozen = false;
    sim_clock_pass(&clock, SECOND);
    assert_int_equal(clock.reading, START + 7 + SECOND);
}

TEST(a_leap_second_comes_twice_or_is_spread)
{
    sim_clock twice = a_clock();
    sim_clock spread = twice;
    sim_clock_leap(&twice, false);
    assert_int_equal(twice.reading, START - SECOND);
    sim_clock_leap(&spread, true);
    assert_int_equal(spread.reading, START);
    uint64_t last = spread.reading;
    for (unsigned i = 0; i < 1000; i++) {
        sim_clock_pass(&spread, SIM_SMEAR_TIME / 1000);
        assert_true(spread.reading > last);
        last = spread.reading;
    }
    assert_int_equal(spread.reading, START + SIM_SMEAR_TIME - SECOND);
    sim_clock_pass(&spread, SECOND);
    assert_int_equal(spread.reading, START + SIM_SMEAR_TIME);
}

TEST(readings_stay_within_their_bounds)
{
    sim_clock clock;
    sim_clock_init(&clock, UINT64_MAX);
    assert_int_equal(clock.reading, SIM_CLOCK_MAX);
    sim_clock_set_drift(&clock, SIM_DRIFT_MAX);
    sim_clock_pass(&clock, UINT64_MAX);
    assert_int_equal(clock.reading, SIM_CLOCK_MAX);
    sim_clock_step(&clock, true, UINT64_MAX);
    assert_int_equal(clock.reading, 0);
    sim_clock_set_drift(&clock, -SIM_DRIFT_MAX);
    sim_clock_leap(&clock, false);
    sim_clock_leap(&clock, true);
    sim_clock_pass(&clock, 3);
    assert_int_equal(clock.reading, 3);
    sim_clock_step(&clock, false, UINT64_MAX);
    assert_int_equal(clock.reading, SIM_CLOCK_MAX);
}

TEST(amounts_have_units)
{
    assert_int_equal(sim_clock_amount(7, 0), 7);
    assert_int_equal(sim_clock_amount(7, 1), 7000);
    assert_int_equal(sim_clock_amount(7, 2), 7 * SECOND);
    assert_int_equal(sim_clock_amount(7, 3), 7);
    assert_int_equal(sim_clock_amount(UINT32_MAX, 2), UINT32_MAX * SECOND);
}

static bool execute(sim_clocks *clocks, sim_tally *tally, uint8_t code, uint32_t a, uint32_t b,
                    uint32_t c)
{
    return sim_clocks_execute(clocks, &(sim_op){code, {a, b, c}}, tally);
}

TEST(ops_set_the_clock_that_they_name)
{
    static const int64_t moved[] = {7, 7000, 7000000, -7, -7000, -7000000};
    for (uint32_t way = 0; way < 12; way++) {
        sim_clocks clocks;
        sim_tally tally = {{0}, {0}};
        sim_clocks_init(&clocks, 3, START);
        assert_true(execute(&clocks, &tally, SIM_OP_SET, 4, 7, way));
        assert_int_equal((int64_t)(clocks.of[1].reading - START), moved[way % 6]);
        assert_int_equal(clocks.of[0].reading, START);
        assert_int_equal(clocks.of[2].reading, START);
        assert_int_equal(tally.faults[SIM_FAULT_CLOCK_BACK], way % 6 >= 3);
        assert_int_equal(tally.faults[SIM_FAULT_CLOCK_FORWARD], way % 6 < 3);
    }
}

TEST(time_passes_for_all_and_faults_count_when_they_strike)
{
    sim_clocks clocks;
    sim_tally tally = {{0}, {0}};
    sim_clocks_init(&clocks, 4, START);
    assert_true(execute(&clocks, &tally, SIM_OP_FREEZE, 0, 0, 0));
    assert_true(execute(&clocks, &tally, SIM_OP_DRIFT, 1, 2 * 1000, 0));
    assert_true(execute(&clocks, &tally, SIM_OP_DRIFT, 2, 2 * 1000 + 1, 0));
    assert_true(execute(&clocks, &tally, SIM_OP_LEAP, 3, 1, 0));
    for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
        assert_int_equal(tally.faults[i], 0);
    }
    assert_true(execute(&clocks, &tally, SIM_OP_PASS, 1, 2, 0));
    assert_int_equal(clocks.now, START + SECOND);
    assert_int_equal(clocks.of[0].reading, START);
    assert_int_equal(clocks.of[1].reading, START + SECOND + 1000);
    assert_int_equal(clocks.of[2].reading, START + SECOND - 1000);
    assert_int_equal(clocks.of[3].reading, START + SECOND - 1000);
    assert_int_equal(tally.faults[SIM_FAULT_CLOCK_FROZEN], 1);
    assert_int_equal(tally.faults[SIM_FAULT_CLOCK_DRIFT], 2);
    assert_int_equal(tally.faults[SIM_FAULT_CLOCK_SMEAR], 1);
    assert_true(execute(&clocks, &tally, SIM_OP_THAW, 0, 0, 0));
    assert_true(execute(&clocks, &tally, SIM_OP_LEAP, 0, 0, 0));
    assert_true(execute(&clocks, &tally, SIM_OP_PASS, 1, 2, 0));
    assert_int_equal(clocks.of[0].reading, START);
    assert_int_equal(tally.faults[SIM_FAULT_CLOCK_LEAP], 1);
    assert_int_equal(tally.faults[SIM_FAULT_CLOCK_FROZEN], 1);
    assert_false(execute(&clocks, &tally, SIM_OP_GENERATE, 0, 0, 0));
}

TEST(true_time_has_an_end)
{
    sim_clocks clocks;
    sim_tally tally = {{0}, {0}};
    sim_clocks_init(&clocks, 1, SIM_CLOCK_MAX - 5);
    assert_true(execute(&clocks, &tally, SIM_OP_PASS, UINT32_MAX, 2, 0));
    assert_int_equal(clocks.now, SIM_CLOCK_MAX);
    assert_int_equal(clocks.of[0].reading, SIM_CLOCK_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_clock_shows_true_time),
        cmocka_unit_test(drift_adds_up_the_same_in_small_and_large_steps),
        cmocka_unit_test(drift_wraps_to_what_a_clock_can_be_off),
        cmocka_unit_test(a_frozen_clock_stands_still_but_can_be_set),
        cmocka_unit_test(a_leap_second_comes_twice_or_is_spread),
        cmocka_unit_test(readings_stay_within_their_bounds),
        cmocka_unit_test(amounts_have_units),
        cmocka_unit_test(ops_set_the_clock_that_they_name),
        cmocka_unit_test(time_passes_for_all_and_faults_count_when_they_strike),
        cmocka_unit_test(true_time_has_an_end),
    };
    return RUN_TESTS(tests);
}
