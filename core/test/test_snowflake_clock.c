/* Snowflake generators under clocks that stand, step back and end: what each policy allows. */
#include "support_cmocka.h"
#include "support_snowflake.h"

TEST(ids_say_when_and_who_and_how_many)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    for (uint64_t i = 0; i < 3; i++) {
        name_case("ID %" PRIu64, i);
        assert_snowflake(snowflake_next(generator, DAY + 999), DAY, i);
    }
    assert_snowflake(snowflake_next(generator, DAY + MS), DAY + MS, 0);
    ida_snowflake_destroy(generator);
}

/* Twitter's issue 6: the sequence was reset before the check, so the refusal led to a repeat. */
TEST(a_refused_step_back_does_not_reset_the_sequence)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    snowflake_fill(generator, DAY, 2);
    snowflake_refuses(generator, DAY - 1, IDA_CLOCK_BEHIND, DAY);
    assert_snowflake(snowflake_next(generator, DAY), DAY, 2);
    ida_snowflake_destroy(generator);
}

TEST(a_full_tick_says_when_the_next_begins)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 1000000);
    snowflake_fill(generator, DAY + 5, 4096);
    snowflake_refuses(generator, DAY + 5, IDA_TRY_LATER, DAY + MS);
    snowflake_refuses(generator, DAY + 999, IDA_TRY_LATER, DAY + MS);
    /* Elsewhere, a clock that stepped back during the wait made it last for ever. */
    snowflake_refuses(generator, DAY - 1, IDA_CLOCK_BEHIND, DAY + MS);
    assert_snowflake(snowflake_next(generator, DAY + MS), DAY + MS, 0);
    ida_snowflake_destroy(generator);
}

TEST(logical_time_goes_on_where_it_was_and_no_further_than_the_lead)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_WAIT, 5 * MS);
    (void)snowflake_next(generator, DAY);
    assert_snowflake(snowflake_next(generator, DAY - 5 * MS), DAY, 1);
    snowflake_refuses(generator, DAY - 5 * MS - 1, IDA_CLOCK_BEHIND, DAY - 5 * MS);
    snowflake_fill(generator, DAY - 1, 4094);
    /* The tick is full: it waits, it does not borrow. */
    snowflake_refuses(generator, DAY - 1, IDA_TRY_LATER, DAY + MS);
    snowflake_refuses(generator, DAY - 5 * MS - 1, IDA_CLOCK_BEHIND, DAY + MS);
    (void)snowflake_next(generator, DAY + MS);
    ida_snowflake_destroy(generator);
}

TEST(borrowing_opens_ticks_up_to_the_lead)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 2 * MS);
    for (unsigned i = 0; i < 3 * 4096; i++) {
        name_case("ID %u", i);
        assert_snowflake(snowflake_next(generator, DAY), DAY + (int64_t)(i / 4096) * MS, i % 4096);
    }
    snowflake_refuses(generator, DAY + 999, IDA_TRY_LATER, DAY + MS);
    (void)snowflake_next(generator, DAY + MS);
    snowflake_refuses(generator, DAY + 999, IDA_CLOCK_BEHIND, DAY + MS);
    ida_snowflake_destroy(generator);
}

TEST(borrowing_alone_does_not_forgive_a_clock_that_goes_back)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 2 * MS);
    snowflake_fill(generator, DAY, 4096);
    (void)snowflake_next(generator, DAY + 999);
    snowflake_refuses(generator, DAY - 1, IDA_CLOCK_BEHIND, DAY);
    /* The clock reaches the borrowed tick, and from then on may not fall behind that. */
    (void)snowflake_next(generator, DAY + MS);
    snowflake_refuses(generator, DAY + 999, IDA_CLOCK_BEHIND, DAY + MS);
    snowflake_fill(generator, DAY + MS, 4094 + 4096 + 4096);
    snowflake_refuses(generator, DAY + MS, IDA_TRY_LATER, DAY + 2 * MS);
    snowflake_refuses(generator, DAY, IDA_CLOCK_BEHIND, DAY + 2 * MS);
    ida_snowflake_destroy(generator);
}

TEST(all_readings_before_the_epoch_are_one_tick)
{
    ida_snowflake_config config =
        snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 100 * MS);
    int64_t epoch_us = config.layout.epoch_us;
    ida_snowflake *generator = snowflake_new(&config);
    (void)snowflake_next(generator, epoch_us - 5 * MS);
    (void)snowflake_next(generator, epoch_us - 50 * MS);
    (void)snowflake_next(generator, epoch_us);
    snowflake_refuses(generator, epoch_us - 1, IDA_CLOCK_BEHIND, epoch_us);
    ida_snowflake_destroy(generator);
    config.policy.behind = IDA_SNOWFLAKE_LOGICAL;
    generator = snowflake_new(&config);
    snowflake_refuses(generator, INT64_MIN, IDA_CLOCK_BEHIND, epoch_us - 100 * MS);
    assert_snowflake(snowflake_next(generator, epoch_us - 100 * MS), epoch_us, 0);
    ida_snowflake_destroy(generator);
}

/* The difference of two clock readings may be more than an int64_t holds. */
TEST(the_lowest_clock_reading_is_behind_the_last_tick_of_all)
{
    ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.layout.epoch_us = INT64_MAX - 1024000;
    config.layout.time_bits = 10;
    for (int lanes = 0; lanes < 2; lanes++) {
        name_case(lanes ? "with a lane" : "without a lane");
        ida_snowflake *generator = snowflake_new(&config);
        ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 4);
        uint64_t id = 0;
        int64_t last_us = INT64_MAX - 1000;
        if (lanes) {
            (void)snowflake_lane_next(&lane, INT64_MAX - 1);
            assert_int_equal(ida_snowflake_lane_next(&lane, INT64_MIN, &id, NULL),
                             IDA_CLOCK_BEHIND);
        } else {
            (void)snowflake_next(generator, INT64_MAX - 1);
        }
        snowflake_refuses(generator, INT64_MIN, IDA_CLOCK_BEHIND, last_us);
        snowflake_is_over(generator, INT64_MAX, IDA_EXHAUSTED);
        ida_snowflake_destroy(generator);
    }
}

TEST(a_lead_of_any_size_does_not_overflow)
{
    ida_snowflake *generator =
        snowflake_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, UINT64_MAX);
    (void)snowflake_next(generator, DAY);
    (void)snowflake_next(generator, INT64_MIN);
    ida_snowflake_destroy(generator);
}

/* A lead that reaches to before all readings does not reach the latest ones from the other end. */
TEST(a_lead_of_more_than_the_time_before_a_tick_lets_no_clock_run_away)
{
    ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW,
                                                   (UINT64_C(1) << 63) + 50 * (uint64_t)MS);
    config.layout.epoch_us = 0;
    for (unsigned lanes = 0; lanes < 2; lanes++) {
        name_case(lanes == 1 ? "with a lane" : "without a lane");
        ida_snowflake *generator = snowflake_new(&config);
        ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 4);
        uint64_t id = 0;
        if (lanes == 1) {
            (void)snowflake_lane_next(&lane, 0);
            assert_int_equal(ida_snowflake_lane_next(&lane, INT64_MAX - 10 * MS, &id, NULL),
                             IDA_EXHAUSTED);
            (void)snowflake_lane_next(&lane, INT64_MIN);
        } else {
            (void)snowflake_next(generator, 0);
        }
        snowflake_is_over(generator, INT64_MAX - 10 * MS, IDA_EXHAUSTED);
        (void)snowflake_next(generator, INT64_MIN);
        ida_snowflake_destroy(generator);
    }
}

TEST(the_time_field_ends_with_an_error_and_never_wraps)
{
    ida_snowflake_config config =
        snowflake_config(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 1000000);
    int64_t end_us = config.layout.epoch_us + (INT64_C(1) << 41) * MS;
    ida_snowflake *generator = snowflake_new(&config);
    snowflake_is_over(generator, end_us, IDA_EXHAUSTED);
    snowflake_is_over(generator, INT64_MAX, IDA_EXHAUSTED);
    for (unsigned i = 0; i < 4096; i++) {
        name_case("ID %u", i);
        assert_true(snowflake_next(generator, end_us - 1) <= (uint64_t)INT64_MAX);
    }
    /* The borrowing clock is at the end of the field too. */
    snowflake_is_over(generator, end_us - 1, IDA_EXHAUSTED);
    assert_int_equal(ida_snowflake_high_water(generator), end_us);
    ida_snowflake_destroy(generator);
}

/* Hazelcast's issue 17975: safe while it runs, and not across a restart. */
TEST(a_restart_begins_above_the_high_water_mark)
{
    ida_snowflake_config config =
        snowflake_config(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 3 * MS);
    ida_snowflake *generator = snowflake_new(&config);
    assert_int_equal(ida_snowflake_high_water(generator), config.layout.epoch_us);
    snowflake_fill(generator, DAY, 4096);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + MS);
    uint64_t last = snowflake_next(generator, DAY);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + 2 * MS);
    config.high_water_us = ida_snowflake_high_water(generator);
    ida_snowflake_destroy(generator);
    generator = snowflake_new(&config);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + 2 * MS);
    snowflake_refuses(generator, DAY - MS - 1, IDA_CLOCK_BEHIND, DAY - MS);
    assert_true(snowflake_next(generator, DAY) > last);
    ida_snowflake_destroy(generator);
    config.policy.behind = IDA_SNOWFLAKE_REFUSE;
    config.policy.full = IDA_SNOWFLAKE_WAIT;
    generator = snowflake_new(&config);
    snowflake_refuses(generator, DAY + 2 * MS - 1, IDA_CLOCK_BEHIND, DAY + 2 * MS);
    assert_true(snowflake_next(generator, DAY + 2 * MS) > last);
    ida_snowflake_destroy(generator);
}

/* Noah's own generator never stored its number: all coordinators were number 0. */
TEST(coordinators_share_no_id)
{
    ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.layout = ida_snowflake_noah();
    config.coordinator = 1;
    ida_snowflake *one = snowflake_new(&config);
    config.coordinator = 65535;
    ida_snowflake *other = snowflake_new(&config);
    for (unsigned i = 0; i < 256; i++) {
        name_case("ID %u", i);
        uint64_t a = snowflake_next(one, DAY);
        uint64_t b = snowflake_next(other, DAY);
        assert_int_equal(a & 0xffff, 1);
        assert_int_equal(b & 0xffff, 65535);
        assert_int_equal(a >> 16, b >> 16);
    }
    snowflake_refuses(one, DAY, IDA_TRY_LATER, DAY + 10 * MS);
    ida_snowflake_destroy(one);
    ida_snowflake_destroy(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_say_when_and_who_and_how_many),
        cmocka_unit_test(a_refused_step_back_does_not_reset_the_sequence),
        cmocka_unit_test(a_full_tick_says_when_the_next_begins),
        cmocka_unit_test(logical_time_goes_on_where_it_was_and_no_further_than_the_lead),
        cmocka_unit_test(borrowing_opens_ticks_up_to_the_lead),
        cmocka_unit_test(borrowing_alone_does_not_forgive_a_clock_that_goes_back),
        cmocka_unit_test(all_readings_before_the_epoch_are_one_tick),
        cmocka_unit_test(the_lowest_clock_reading_is_behind_the_last_tick_of_all),
        cmocka_unit_test(a_lead_of_any_size_does_not_overflow),
        cmocka_unit_test(a_lead_of_more_than_the_time_before_a_tick_lets_no_clock_run_away),
        cmocka_unit_test(the_time_field_ends_with_an_error_and_never_wraps),
        cmocka_unit_test(a_restart_begins_above_the_high_water_mark),
        cmocka_unit_test(coordinators_share_no_id),
    };
    return RUN_TESTS(tests);
}
