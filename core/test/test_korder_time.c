/* The times of k-ordered IDs: ticks, windows, differences, and the last time of all. */
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

TEST(the_last_tick_of_a_second_is_576_microseconds_long)
{
    ida_korder_local before = korder_make(NOW + 999423, 0);
    ida_korder_local last = korder_make(NOW + 999424, 0);
    assert_true(last - before == IDA_KORDER_SEQUENCE_COUNT);
    assert_true(korder_make(NOW + 999999, 0) == last);
    assert_true(ida_korder_time_us(last) == NOW + 999424);
    assert_true((last >> 14 & 0x3ff) == 976);
    assert_true((korder_make(NOW + 1000000, 0) >> 14 & 0x3ff) == 0);
}

TEST(milliseconds_are_up_to_two_too_low)
{
    assert_true(ida_korder_time_ms(korder_make(43007, 0)) == 41);
    assert_true(ida_korder_time_ms(korder_make(43008, 0)) == 43);
    uint64_t most = 0;
    for (uint64_t us = 0; us < 1000000; us++) {
        uint64_t low = us / 1000 - ida_korder_time_ms(korder_make(us, 0));
        most = low > most ? low : most;
    }
    assert_int_equal(most, 2);
}

/* The seconds of the window that a time is in, counted with global IDs of two nodes. */
static uint64_t window_length(uint64_t time_us, uint32_t drift)
{
    ida_korder_global low = korder_global(korder_config(1, drift), korder_make(time_us, 0));
    uint64_t seconds = 0;
    for (;;) {
        uint64_t later_us = time_us + (seconds + 1) * 1000000;
        ida_korder_global later = korder_global(korder_config(0, drift), korder_make(later_us, 0));
        seconds++;
        if (memcmp(later.bytes, low.bytes, sizeof(low.bytes)) > 0) {
            return seconds;
        }
    }
}

TEST(the_last_window_of_a_megasecond_is_shorter)
{
    static const uint64_t last[] = {32, 64, 64, 64, 64, 576};
    for (uint32_t drift = 5; drift <= 10; drift++) {
        name_case("drift %" PRIu32, drift);
        uint64_t seconds = last[drift - 5];
        assert_int_equal(window_length(NOW, drift), UINT64_C(1) << drift);
        assert_int_equal(window_length(NOW - seconds * 1000000, drift), seconds);
    }
}

TEST(windows_end_where_the_next_begin_and_at_the_end_of_the_megasecond)
{
    static const uint64_t last[] = {32, 64, 64, 64, 64, 576};
    const uint64_t megasecond = 1000000000000;
    for (uint32_t drift = 5; drift <= 10; drift++) {
        uint64_t begin = NOW - megasecond;
        uint64_t length = 0;
        while (begin < NOW) {
            name_case("drift %" PRIu32 ", window from %" PRIu64, drift, begin);
            uint64_t first = 0;
            uint64_t end = 0;
            assert_int_equal(ida_korder_window(begin, drift, &first, &end), IDA_OK);
            assert_true(first == begin && end > begin && end <= NOW);
            length = end - begin;
            assert_true(end == NOW || length == UINT64_C(1000000) << drift);
            assert_int_equal(ida_korder_window(end - 1, drift, &first, &begin), IDA_OK);
            assert_true(begin == end && first == end - length);
        }
        assert_true(begin == NOW);
        assert_int_equal(length, last[drift - 5] * 1000000);
    }
}

/* What a search for the global IDs of a time needs. */
TEST(the_ids_of_a_window_lie_between_those_of_node_0_at_its_ends)
{
    uint64_t random = 11;
    for (int i = 0; i < 20000; i++) {
        uint32_t drift = 5 + (uint32_t)random_below(&random, 6);
        uint64_t time_us = NOW - 2000000000 + random_below(&random, 4000000000);
        name_case("time %" PRIu64 ", drift %" PRIu32, time_us, drift);
        uint64_t begin_us = 0;
        uint64_t end_us = 0;
        assert_int_equal(ida_korder_window(time_us, drift, &begin_us, &end_us), IDA_OK);
        ida_korder_config config = korder_config((uint32_t)random_next(&random), drift);
        ida_korder_config least = korder_config(0, drift);
        ida_korder_config most = korder_config(UINT32_MAX, drift);
        ida_korder_global id = korder_global(config, korder_make(time_us, 16383));
        ida_korder_global begin = korder_global(least, korder_make(begin_us, 0));
        ida_korder_global end = korder_global(least, korder_make(end_us, 0));
        ida_korder_global before = korder_global(most, korder_make(begin_us - 1, 16383));
        assert_true(memcmp(before.bytes, begin.bytes, sizeof(begin.bytes)) < 0);
        assert_true(memcmp(begin.bytes, id.bytes, sizeof(begin.bytes)) <= 0);
        assert_true(memcmp(id.bytes, end.bytes, sizeof(begin.bytes)) < 0);
    }
}

TEST(windows_outside_the_limits_are_refused)
{
    const uint64_t limit_us = IDA_KORDER_TIME_LIMIT_US;
    uint64_t begin_us = 1;
    uint64_t end_us = 2;
    assert_int_equal(ida_korder_window(0, 4, &begin_us, &end_us), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_window(0, 11, &begin_us, &end_us), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_window(limit_us, 8, &begin_us, &end_us), IDA_EXHAUSTED);
    assert_int_equal(ida_korder_window(UINT64_MAX, 8, &begin_us, &end_us), IDA_EXHAUSTED);
    assert_true(begin_us == 1 && end_us == 2);
    assert_int_equal(ida_korder_window(limit_us - 1, 8, &begin_us, &end_us), IDA_OK);
    assert_true(begin_us == limit_us - 64000000 && end_us == limit_us);
}

TEST(times_from_the_year_35197_on_are_refused_not_cut)
{
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_make(IDA_KORDER_TIME_LIMIT_US, 0, &local), IDA_EXHAUSTED);
    assert_int_equal(ida_korder_make(UINT64_MAX, 0, &local), IDA_EXHAUSTED);
    assert_true(local == TEST_NO_LOCAL);
    local = korder_make(IDA_KORDER_TIME_LIMIT_US - 1, 16383);
    assert_true(local == UINT64_C(0xffffff423ff43fff));
    assert_true(ida_korder_time_us(local) == IDA_KORDER_TIME_LIMIT_US - 576);
}

static void assert_distance(ida_korder_local later, ida_korder_local earlier, int32_t mega,
                            int32_t seconds, int32_t micro, int32_t sequence)
{
    ida_korder_distance distance = ida_korder_difference(later, earlier);
    assert_int_equal(distance.megaseconds, mega);
    assert_int_equal(distance.seconds, seconds);
    assert_int_equal(distance.microseconds, micro);
    assert_int_equal(distance.sequence, sequence);
}

TEST(all_parts_of_a_difference_have_its_sign)
{
    ida_korder_local a = korder_make(NOW, 0);
    assert_distance(a, a, 0, 0, 0, 0);
    assert_distance(a, korder_make(NOW + 1024, 0), 0, -1 + 1, -1024, 0);
    assert_distance(a, korder_make(NOW + 1001024, 0), 0, -1, -1024, 0);
    assert_distance(korder_make(NOW + 1001024, 0), a, 0, 1, 1024, 0);
    /* One tick back across the megasecond: 576 microseconds, no borrow in the parts. */
    assert_distance(korder_make(NOW - 1, 0), a, 0, 0, -576, 0);
    assert_distance(korder_make(NOW - 1000001, 0), a, 0, -1, -576, 0);
    ida_korder_local last = korder_make(IDA_KORDER_TIME_LIMIT_US - 1, 0);
    assert_distance(last, korder_make(0, 0), 1048575, 999999, 999424, 0);
    assert_distance(korder_make(0, 0), last, -1048575, -999999, -999424, 0);
}

TEST(sequences_differ_by_themselves)
{
    ida_korder_local later = korder_make(NOW + 1024, 0);
    ida_korder_local earlier = korder_make(NOW, 16383);
    assert_distance(later, earlier, 0, 0, 1024, -16383);
    assert_distance(earlier, later, 0, 0, -1024, 16383);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_tick_of_a_second_is_576_microseconds_long),
        cmocka_unit_test(milliseconds_are_up_to_two_too_low),
        cmocka_unit_test(the_last_window_of_a_megasecond_is_shorter),
        cmocka_unit_test(windows_end_where_the_next_begin_and_at_the_end_of_the_megasecond),
        cmocka_unit_test(the_ids_of_a_window_lie_between_those_of_node_0_at_its_ends),
        cmocka_unit_test(windows_outside_the_limits_are_refused),
        cmocka_unit_test(times_from_the_year_35197_on_are_refused_not_cut),
        cmocka_unit_test(all_parts_of_a_difference_have_its_sign),
        cmocka_unit_test(sequences_differ_by_themselves),
    };
    return RUN_TESTS(tests);
}
