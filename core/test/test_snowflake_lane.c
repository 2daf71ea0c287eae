/* Lanes: blocks of a tick that are taken from a generator at once, and the clock behind them. */
#include "support_cmocka.h"
#include "support_snowflake.h"

TEST(a_lane_gives_a_block_and_leaves_the_rest_to_others)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 3);
    assert_snowflake(snowflake_lane_next(&lane, DAY), DAY, 0);
    assert_snowflake(snowflake_next(generator, DAY), DAY, 3);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + MS);
    assert_snowflake(snowflake_lane_next(&lane, DAY), DAY, 1);
    snowflake_lane_refuses(&lane, DAY - 1, IDA_CLOCK_BEHIND, DAY);
    assert_snowflake(snowflake_lane_next(&lane, DAY), DAY, 2);
    assert_snowflake(snowflake_lane_next(&lane, DAY), DAY, 4);
    /* The clock leaves the tick, and 5 and 6 are lost. */
    assert_snowflake(snowflake_lane_next(&lane, DAY + MS), DAY + MS, 0);
    ida_snowflake_destroy(generator);
}

TEST(a_lane_takes_no_more_than_the_tick_has)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, UINT32_MAX);
    for (unsigned i = 0; i < 4096; i++) {
        name_case("sequence %u", i);
        assert_snowflake(snowflake_lane_next(&lane, DAY), DAY, i);
    }
    snowflake_lane_refuses(&lane, DAY, IDA_TRY_LATER, DAY + MS);
    ida_snowflake_destroy(generator);
}

TEST(a_lane_that_borrowed_knows_when_the_clock_goes_back)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 2 * MS);
    snowflake_fill(generator, DAY, 4096);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    assert_snowflake(snowflake_lane_next(&lane, DAY), DAY + MS, 0);
    assert_snowflake(snowflake_lane_next(&lane, DAY + MS), DAY + MS, 1);
    snowflake_lane_refuses(&lane, DAY, IDA_CLOCK_BEHIND, DAY + MS);
    ida_snowflake_destroy(generator);
}

/* The block was taken with a good reading; another thread's clock does not take it back. */
TEST(a_lanes_block_is_good_in_all_of_its_tick_whatever_others_read)
{
    static const ida_snowflake_full fulls[] = {IDA_SNOWFLAKE_WAIT, IDA_SNOWFLAKE_BORROW};
    for (size_t i = 0; i < COUNT_OF(fulls); i++) {
        name_case(fulls[i] == IDA_SNOWFLAKE_WAIT ? "wait" : "borrow");
        ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, fulls[i], 2 * MS);
        ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
        (void)snowflake_lane_next(&lane, DAY);
        (void)snowflake_next(generator, DAY + 5 * MS);
        for (unsigned j = 1; j <= 2; j++) {
            int64_t now_us = j == 1 ? DAY : DAY + 999;
            assert_snowflake(snowflake_lane_next(&lane, now_us), DAY, j);
        }
        snowflake_refuses(generator, DAY + 999, IDA_CLOCK_BEHIND, DAY + 5 * MS);
        ida_snowflake_destroy(generator);
    }
}

/* Wherever the sequence is in the ID; a lane that loses no block is as good as the generator. */
TEST(one_lane_gives_what_the_generator_gives_in_every_order_of_fields)
{
    static const ida_snowflake_full fulls[] = {IDA_SNOWFLAKE_WAIT, IDA_SNOWFLAKE_BORROW};
    for (int order = 0; order < 6; order++) {
        name_case("order %d, %s", order / 2, order % 2 == 0 ? "wait" : "borrow");
        ida_snowflake_config config =
            snowflake_config(IDA_SNOWFLAKE_REFUSE, fulls[order % 2], 2 * (uint64_t)MS);
        config.layout.order = (ida_snowflake_order)(order / 2);
        ida_snowflake *generator = snowflake_new(&config);
        ida_snowflake *other = snowflake_new(&config);
        ida_snowflake_lane lane = ida_snowflake_lane_of(other, 5);
        for (int64_t tick = 0; tick < 3; tick++) {
            for (int64_t i = 0; i < 15; i++) {
                int64_t now_us = DAY + tick * MS + i;
                assert_true(snowflake_lane_next(&lane, now_us) ==
                            snowflake_next(generator, now_us));
            }
        }
        ida_snowflake_destroy(generator);
        ida_snowflake_destroy(other);
    }
}

/* By no more than the lead: the block that it has is of a tick that it may still use. */
TEST(a_logical_lane_keeps_its_block_when_the_clock_steps_back)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_WAIT, 2 * MS);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    for (unsigned i = 0; i < 8; i++) {
        name_case("sequence %u", i);
        int64_t now_us = i % 2 == 0 ? DAY : DAY - 2 * MS;
        assert_snowflake(snowflake_lane_next(&lane, now_us), DAY, i);
    }
    ida_snowflake_destroy(generator);
}

/* It went back inside its tick, to where the lead does not reach the tick of the block any more. */
TEST(a_lane_that_borrowed_tells_a_clock_that_went_back_from_a_full_tick)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, MS / 2);
    snowflake_fill(generator, DAY, 4096);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    snowflake_lane_refuses(&lane, DAY, IDA_TRY_LATER, DAY + MS / 2);
    assert_snowflake(snowflake_lane_next(&lane, DAY + MS / 2), DAY + MS, 0);
    snowflake_lane_refuses(&lane, DAY, IDA_CLOCK_BEHIND, DAY + MS / 2);
    ida_snowflake_destroy(generator);
}

/* Its block is good for the whole tick, wherever another one has seen the clock. */
TEST(a_lane_that_borrowed_may_go_on_from_the_tick_of_its_block)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 2 * MS);
    snowflake_fill(generator, DAY, 4096);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    (void)snowflake_lane_next(&lane, DAY);
    (void)snowflake_next(generator, DAY + 5 * MS);
    snowflake_lane_refuses(&lane, DAY, IDA_CLOCK_BEHIND, DAY + MS);
    snowflake_lane_refuses(&lane, DAY + MS - 1, IDA_CLOCK_BEHIND, DAY + MS);
    assert_snowflake(snowflake_lane_next(&lane, DAY + MS), DAY + MS, 1);
    ida_snowflake_destroy(generator);
}

/*
 * Each of these moves the generator to another tick than the last plain call knew: a block that
 * borrows, a start, a clock that jumps. After each, the plain call leaves nothing out.
 */
TEST(plain_calls_go_on_where_lanes_and_starts_left_the_generator)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 9 * MS);
    ida_snowflake_lane whole = ida_snowflake_lane_of(generator, 4096);
    ida_snowflake_lane some = ida_snowflake_lane_of(generator, 10);
    uint64_t id = 0;
    snowflake_fill(generator, DAY, 2);
    assert_snowflake(snowflake_lane_next(&whole, DAY), DAY, 2);
    assert_snowflake(snowflake_lane_next(&some, DAY), DAY + MS, 0);
    assert_snowflake(snowflake_next(generator, DAY), DAY + MS, 10);
    assert_snowflake(snowflake_next(generator, DAY), DAY + MS, 11);
    assert_snowflake(snowflake_next(generator, DAY + MS), DAY + MS, 12);
    assert_int_equal(ida_snowflake_next_from(generator, DAY + 2 * MS, 700, &id, NULL), IDA_OK);
    assert_snowflake(id, DAY + 2 * MS, 700);
    assert_snowflake(snowflake_next(generator, DAY + MS), DAY + 2 * MS, 701);
    assert_snowflake(snowflake_next(generator, DAY + 2 * MS), DAY + 2 * MS, 702);
    assert_snowflake(snowflake_lane_next(&whole, DAY + 5 * MS), DAY + 5 * MS, 0);
    assert_snowflake(snowflake_next(generator, DAY + 2 * MS), DAY + 6 * MS, 0);
    assert_snowflake(snowflake_next(generator, DAY + 6 * MS), DAY + 6 * MS, 1);
    ida_snowflake_destroy(generator);
}

/* A time and a sequence of 63 bits together leave no spare bit in the generator's word. */
TEST(layouts_without_a_spare_bit_carry_and_end_as_all_others)
{
    static const uint8_t sequence_bits[] = {0, 2, 20};
    for (size_t i = 0; i < sizeof sequence_bits; i++) {
        name_case("%d bits", sequence_bits[i]);
        uint64_t count = UINT64_C(1) << sequence_bits[i];
        ida_snowflake_config config =
            snowflake_config(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 1);
        config.layout = (ida_snowflake_layout){.epoch_us = -1,
                                               .unit_us = 1,
                                               .time_bits = (uint8_t)(63 - sequence_bits[i]),
                                               .sequence_bits = sequence_bits[i]};
        config.layout.unit_us = sequence_bits[i] == 0 ? 1 : 2;
        config.coordinator = 0;
        int64_t end_us =
            -1 + (int64_t)(((UINT64_C(1) << config.layout.time_bits) - 1) * config.layout.unit_us);
        ida_snowflake *generator = snowflake_new(&config);
        snowflake_fill(generator, end_us, (unsigned)count);
        snowflake_is_over(generator, end_us, IDA_EXHAUSTED);
        snowflake_is_over(generator, INT64_MAX, IDA_EXHAUSTED);
        ida_snowflake_destroy(generator);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lane_gives_a_block_and_leaves_the_rest_to_others),
        cmocka_unit_test(a_lane_takes_no_more_than_the_tick_has),
        cmocka_unit_test(a_lane_that_borrowed_knows_when_the_clock_goes_back),
        cmocka_unit_test(a_lanes_block_is_good_in_all_of_its_tick_whatever_others_read),
        cmocka_unit_test(one_lane_gives_what_the_generator_gives_in_every_order_of_fields),
        cmocka_unit_test(a_logical_lane_keeps_its_block_when_the_clock_steps_back),
        cmocka_unit_test(a_lane_that_borrowed_tells_a_clock_that_went_back_from_a_full_tick),
        cmocka_unit_test(a_lane_that_borrowed_may_go_on_from_the_tick_of_its_block),
        cmocka_unit_test(plain_calls_go_on_where_lanes_and_starts_left_the_generator),
        cmocka_unit_test(layouts_without_a_spare_bit_carry_and_end_as_all_others),
    };
    return RUN_TESTS(tests);
}
