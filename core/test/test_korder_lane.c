/* Lanes of strict generators: blocks of their own, and the clock that passes them by. */
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

TEST(lanes_take_blocks_of_their_own)
{
    ida_korder *generator = korder_new(korder_strict(0, 0));
    ida_korder_lane a = ida_korder_lane_of(generator);
    ida_korder_lane b = ida_korder_lane_of(generator);
    const uint32_t block = IDA_KORDER_LANE_BLOCK;
    assert_true(korder_lane_next(&a, NOW) == korder_make(NOW, 0));
    assert_true(korder_lane_next(&b, NOW) == korder_make(NOW, block));
    assert_true(korder_lane_next(&a, NOW) == korder_make(NOW, 1));
    assert_true(korder_next(generator, NOW) == korder_make(NOW, 2 * block));
    assert_lane_run(&a, NOW, korder_make(NOW, 2), block - 2);
    assert_true(korder_lane_next(&a, NOW) == korder_make(NOW, 2 * block + 1));
    ida_korder_destroy(generator);
}

TEST(a_lane_keeps_what_it_could_not_give_yet)
{
    /* 100 are left in the tick: the block lies across its end. */
    ida_korder *generator = korder_new(korder_strict(0, korder_make(NOW, 16284)));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    assert_lane_run(&lane, NOW, korder_make(NOW, 16284), 100);
    for (int i = 0; i < 3; i++) {
        name_case("refusal %d", i);
        assert_lane_refused(&lane, NOW, IDA_TRY_LATER);
        assert_true(ida_korder_lane_ready_us(&lane) == NOW + 1024);
    }
    assert_lane_run(&lane, NOW + 1024, korder_make(NOW + 1024, 0), 28);
    ida_korder_destroy(generator);
}

TEST(what_the_clock_has_passed_is_dropped_also_when_the_lane_is_refused)
{
    ida_korder *generator = korder_new(korder_strict(0, 0));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    (void)korder_lane_next(&lane, NOW);
    (void)korder_next(generator, NOW + 12 * 1024);
    assert_lane_refused(&lane, NOW + 5 * 1024, IDA_TRY_LATER);
    assert_true(ida_korder_lane_ready_us(&lane) == NOW + 12 * 1024);
    ida_korder_destroy(generator);
}

/* Half of the block is of the next tick; others are far ahead, and then the clock steps back. */
TEST(a_block_across_two_ticks_is_dropped_as_a_whole_when_the_clock_has_passed_it)
{
    ida_korder_local mark = korder_make(NOW, SEQUENCES - IDA_KORDER_LANE_BLOCK / 2);
    ida_korder *generator = korder_new(korder_strict(0, mark));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    assert_true(korder_lane_next(&lane, NOW) == mark);
    ida_korder_local ahead = korder_next(generator, NOW + 5 * 1024);
    for (uint64_t tick = 3; tick > 0; tick--) {
        name_case("tick %" PRIu64, tick);
        assert_lane_refused(&lane, NOW + tick * 1024, IDA_TRY_LATER);
    }
    assert_true(korder_lane_next(&lane, NOW + 5 * 1024) > ahead);
    ida_korder_destroy(generator);
}

TEST(a_block_that_reaches_into_the_clocks_tick_is_used_from_there)
{
    ida_korder *generator = korder_new(korder_strict(1, korder_make(NOW, 16300)));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    (void)korder_lane_next(&lane, NOW);
    assert_true(korder_lane_next(&lane, NOW + 1024) == korder_make(NOW + 1024, 0));
    ida_korder_destroy(generator);
}

/* Without a lead it may give what is of the clock's own tick, and nothing else. */
TEST(a_lane_follows_its_clock_over_both_ends_of_a_tick)
{
    static const uint64_t ticks[] = {1, 2, 500, 975, 976};
    for (size_t i = 0; i < COUNT_OF(ticks); i++) {
        name_case("tick %" PRIu64, ticks[i]);
        uint64_t begin = NOW + ticks[i] * 1024;
        uint64_t end = korder_tick_after(begin);
        ida_korder *generator = korder_new(korder_strict(0, 0));
        ida_korder_lane lane = ida_korder_lane_of(generator);
        assert_true(korder_lane_next(&lane, begin) == korder_make(begin, 0));
        assert_true(korder_lane_next(&lane, end - 1) == korder_make(begin, 1));
        assert_lane_refused(&lane, begin - 1, IDA_TRY_LATER);
        assert_lane_refused(&lane, begin - 1000, IDA_TRY_LATER);
        assert_true(korder_lane_next(&lane, begin) == korder_make(begin, 2));
        assert_true(korder_lane_next(&lane, end) == korder_make(end, 0));
        ida_korder_destroy(generator);
    }
}

TEST(the_mark_is_above_what_lanes_have_left)
{
    ida_korder *generator = korder_new(korder_strict(0, 0));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    (void)korder_lane_next(&lane, NOW);
    ida_korder_local mark = korder_mark(generator);
    for (uint32_t i = 1; i < IDA_KORDER_LANE_BLOCK; i++) {
        name_case("ID %" PRIu32, i);
        assert_true(korder_lane_next(&lane, NOW) < mark);
    }
    ida_korder_destroy(generator);
}

/* Several lanes with clocks of their own, and the generator itself, in any order. */
TEST(lanes_of_one_generator_never_meet)
{
    enum { LANES = 4, IDS = 400000 };
    uint64_t random = 5;
    ida_korder *generator = korder_new(korder_strict(4, 0));
    ida_korder_lane lanes[LANES];
    ida_korder_local last[LANES + 1] = {0};
    uint64_t clocks[LANES + 1];
    ida_korder_local *ids = malloc(IDS * sizeof(*ids));
    assert_non_null(ids);
    for (size_t i = 0; i <= LANES; i++) {
        clocks[i] = NOW - 6000;
    }
    for (size_t i = 0; i < LANES; i++) {
        lanes[i] = ida_korder_lane_of(generator);
    }
    size_t count = 0;
    size_t refused = 0;
    while (count < IDS) {
        name_case("after %zu IDs", count);
        size_t who = random_below(&random, LANES + 1);
        clocks[who] += random_below(&random, 3) == 0 ? random_below(&random, 60) : 0;
        clocks[who] -= random_below(&random, 100) == 0 ? random_below(&random, 300) : 0;
        for (uint64_t i = random_below(&random, 200); i > 0 && count < IDS; i--) {
            ida_status status = who < LANES
                                    ? ida_korder_lane_next(&lanes[who], clocks[who], &ids[count])
                                    : ida_korder_next(generator, clocks[who], &ids[count]);
            if (status != IDA_OK) {
                assert_int_equal(status, IDA_TRY_LATER);
                refused++;
                break;
            }
            assert_true(ids[count] > last[who]);
            assert_true(ida_korder_is_valid(ids[count]));
            assert_true(ida_korder_time_us(ids[count]) + 1024 > clocks[who]);
            assert_true(ida_korder_time_us(ids[count]) <= clocks[who] + 4 * 1024);
            last[who] = ids[count];
            count++;
        }
    }
    sort_u64(ids, IDS);
    for (size_t i = 1; i < IDS; i++) {
        name_case("ID %zu", i);
        assert_true(ids[i - 1] < ids[i]);
    }
    assert_true(refused > 100);
    free(ids);
    ida_korder_destroy(generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_take_blocks_of_their_own),
        cmocka_unit_test(a_lane_keeps_what_it_could_not_give_yet),
        cmocka_unit_test(what_the_clock_has_passed_is_dropped_also_when_the_lane_is_refused),
        cmocka_unit_test(
            a_block_across_two_ticks_is_dropped_as_a_whole_when_the_clock_has_passed_it),
        cmocka_unit_test(a_block_that_reaches_into_the_clocks_tick_is_used_from_there),
        cmocka_unit_test(a_lane_follows_its_clock_over_both_ends_of_a_tick),
        cmocka_unit_test(the_mark_is_above_what_lanes_have_left),
        cmocka_unit_test(lanes_of_one_generator_never_meet),
    };
    return RUN_TESTS(tests);
}
