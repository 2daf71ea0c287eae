/* Faithful generators, which do as the original does, and what that lets happen. */
#include "support_cmocka.h"
#include "support_korder.h"

TEST(the_faithful_sequence_runs_on_from_tick_to_tick_and_round)
{
    ida_korder *generator = korder_new(korder_faithful(16380));
    uint64_t now_us = NOW;
    for (uint32_t i = 0; i < 40000; i++) {
        name_case("ID %" PRIu32, i);
        ida_korder_local local = korder_next(generator, now_us);
        assert_true(local == korder_make(now_us, (16380 + i) % SEQUENCES));
        now_us += i % 3 == 0 ? 1024 : 0;
    }
    assert_true(ida_korder_ready_us(generator) == 0);
    ida_korder_destroy(generator);
}

TEST(faithful_by_default_begins_at_1_as_erlang_does)
{
    ida_korder_options options = ida_korder_options_default();
    options.mode = IDA_KORDER_FAITHFUL;
    ida_korder *generator = korder_new(options);
    assert_int_equal(ida_korder_sequence(korder_next(generator, 0)), 1);
    ida_korder_destroy(generator);
}

TEST(trap_faithful_goes_back_where_the_sequence_wraps_inside_a_tick)
{
    ida_korder *generator = korder_new(korder_faithful(SEQUENCES - 1));
    ida_korder_local first = korder_next(generator, NOW);
    ida_korder_local second = korder_next(generator, NOW);
    assert_true(second < first);
    ida_korder_destroy(generator);
}

TEST(trap_faithful_repeats_after_16384_ids_in_a_tick)
{
    ida_korder *generator = korder_new(korder_faithful(1));
    ida_korder_local first = korder_next(generator, NOW);
    for (uint32_t i = 1; i < SEQUENCES; i++) {
        name_case("ID %" PRIu32, i);
        assert_true(korder_next(generator, NOW) != first);
    }
    assert_true(korder_next(generator, NOW + 1023) == first);
    ida_korder_destroy(generator);
}

TEST(trap_faithful_repeats_after_a_restart_in_the_tick)
{
    ida_korder_local before = TEST_NO_LOCAL;
    for (int life = 0; life < 2; life++) {
        name_case("life %d", life);
        ida_korder *generator = korder_new(korder_faithful(1));
        ida_korder_local local = korder_next(generator, NOW);
        assert_true(life == 0 || local == before);
        before = local;
        ida_korder_destroy(generator);
    }
}

TEST(trap_faithful_goes_back_with_the_clock)
{
    ida_korder *generator = korder_new(korder_faithful(1));
    ida_korder_local first = korder_next(generator, NOW + 2048);
    assert_true(korder_next(generator, NOW) < first);
    ida_korder_destroy(generator);
}

TEST(a_lane_of_a_faithful_generator_is_the_generator)
{
    ida_korder *generator = korder_new(korder_faithful(7));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    ida_korder_lane other = ida_korder_lane_of(generator);
    assert_true(korder_lane_next(&lane, NOW) == korder_make(NOW, 7));
    assert_true(korder_lane_next(&other, NOW) == korder_make(NOW, 8));
    assert_true(korder_next(generator, NOW) == korder_make(NOW, 9));
    assert_true(korder_lane_next(&lane, NOW) == korder_make(NOW, 10));
    assert_true(ida_korder_lane_ready_us(&lane) == 0);
    ida_korder_destroy(generator);
}

TEST(a_faithful_generator_has_no_high_water_mark)
{
    ida_korder *generator = korder_new(korder_faithful(1));
    ida_korder_local mark = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_INVALID_ARGUMENT);
    assert_true(mark == TEST_NO_LOCAL);
    ida_korder_destroy(generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_faithful_sequence_runs_on_from_tick_to_tick_and_round),
        cmocka_unit_test(faithful_by_default_begins_at_1_as_erlang_does),
        cmocka_unit_test(trap_faithful_goes_back_where_the_sequence_wraps_inside_a_tick),
        cmocka_unit_test(trap_faithful_repeats_after_16384_ids_in_a_tick),
        cmocka_unit_test(trap_faithful_repeats_after_a_restart_in_the_tick),
        cmocka_unit_test(trap_faithful_goes_back_with_the_clock),
        cmocka_unit_test(a_lane_of_a_faithful_generator_is_the_generator),
        cmocka_unit_test(a_faithful_generator_has_no_high_water_mark),
    };
    return RUN_TESTS(tests);
}
