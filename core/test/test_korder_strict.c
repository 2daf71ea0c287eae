/* Strict generators: ticks, the lead, restarts with a mark, and the end of time. */
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

TEST(each_tick_begins_with_sequence_0)
{
    ida_korder *generator = korder_new(korder_strict(0, 0));
    assert_next_run(generator, NOW + 5, korder_make(NOW, 0), 3);
    assert_next_run(generator, NOW + 1023, korder_make(NOW, 3), 2);
    assert_next_run(generator, NOW + 1024, korder_make(NOW + 1024, 0), 2);
    ida_korder_destroy(generator);
}

TEST(without_lead_the_16385th_id_of_a_tick_has_to_wait)
{
    ida_korder *generator = korder_new(korder_strict(0, 0));
    assert_next_run(generator, NOW, korder_make(NOW, 0), SEQUENCES);
    for (int i = 0; i < 100; i++) {
        name_case("refusal %d", i);
        assert_next_refused(generator, NOW + 1023, IDA_TRY_LATER);
    }
    assert_true(ida_korder_ready_us(generator) == NOW + 1024);
    /* Being refused costs nothing: the next tick begins with its first sequence. */
    assert_next_run(generator, NOW + 1024, korder_make(NOW + 1024, 0), 5);
    ida_korder_destroy(generator);
}

TEST(a_full_sequence_borrows_from_the_next_ticks_up_to_the_lead)
{
    ida_korder *generator = korder_new(korder_strict(2, 0));
    for (uint32_t tick = 0; tick < 3; tick++) {
        name_case("tick %" PRIu32, tick);
        uint64_t tick_us = NOW + 1024 * (uint64_t)tick;
        assert_next_run(generator, NOW, korder_make(tick_us, 0), SEQUENCES);
    }
    assert_next_refused(generator, NOW + 1023, IDA_TRY_LATER);
    assert_true(ida_korder_ready_us(generator) == NOW + 1024);
    assert_next_run(generator, NOW + 1024, korder_make(NOW + 3072, 0), 1);
    ida_korder_destroy(generator);
}

TEST(the_tick_after_976_is_the_first_of_the_next_second)
{
    const uint64_t last = NOW - 576;
    ida_korder *generator = korder_new(korder_strict(1, 0));
    assert_next_run(generator, last, korder_make(last, 0), SEQUENCES);
    /* Also the first of the next megasecond. */
    assert_true(korder_next(generator, last) == UINT64_C(0x006a400000000000));
    ida_korder_destroy(generator);
}

TEST(ready_is_the_first_time_that_is_not_refused)
{
    for (uint32_t lead = 0; lead < 3; lead++) {
        name_case("lead %" PRIu32, lead);
        ida_korder_local mark = korder_make(NOW + 1000, 7);
        ida_korder *generator = korder_new(korder_strict(lead, mark));
        static const uint64_t before[] = {0, 576, 1600};
        uint64_t ready_us = NOW - before[lead];
        assert_true(ida_korder_ready_us(generator) == ready_us);
        assert_next_refused(generator, ready_us - 1, IDA_TRY_LATER);
        assert_true(korder_next(generator, ready_us) == mark);
        ida_korder_destroy(generator);
    }
    for (uint64_t tick = 0; tick <= 5; tick++) {
        name_case("tick %" PRIu64, tick);
        ida_korder *generator = korder_new(korder_strict(5, korder_make(tick * 1024, 3)));
        assert_true(ida_korder_ready_us(generator) == 0);
        assert_true(korder_next(generator, 0) == korder_make(tick * 1024, 3));
        ida_korder_destroy(generator);
    }
}

TEST(a_clock_that_steps_back_changes_neither_order_nor_uniqueness)
{
    ida_korder *generator = korder_new(korder_strict(IDA_KORDER_LEAD_DEFAULT, 0));
    ida_korder_local first = korder_next(generator, NOW);
    assert_next_run(generator, NOW - 999999, first + 1, 10);
    /* 977 ticks are one second: from exactly there on the clock is too far behind. */
    assert_next_run(generator, NOW - 1000000, first + 11, 1);
    assert_next_refused(generator, NOW - 1000001, IDA_TRY_LATER);
    assert_next_refused(generator, 0, IDA_TRY_LATER);
    assert_true(ida_korder_ready_us(generator) == NOW - 1000000);
    assert_next_run(generator, NOW, first + 12, 1);
    ida_korder_destroy(generator);
}

TEST(the_lead_bound_holds_for_every_id)
{
    uint64_t random = 3;
    ida_korder *generator = korder_new(korder_strict(9, 0));
    uint64_t now_us = NOW;
    uint64_t most = 0;
    for (int step = 0; step < 100; step++) {
        name_case("step %d", step);
        now_us += random_below(&random, 3000);
        for (uint32_t i = 0; i < 60000; i++) {
            ida_korder_local local;
            if (ida_korder_next(generator, now_us, &local) == IDA_OK) {
                uint64_t time_us = ida_korder_time_us(local);
                uint64_t ahead = time_us > now_us ? time_us - now_us : 0;
                assert_true(ahead <= 9 * IDA_KORDER_TICK_US);
                most = ahead > most ? ahead : most;
            }
        }
    }
    assert_true(most > 8 * IDA_KORDER_TICK_US);
    ida_korder_destroy(generator);
}

TEST(a_restart_with_the_high_water_mark_repeats_nothing)
{
    ida_korder *generator = korder_new(korder_strict(977, 0));
    assert_true(korder_mark(generator) == 0);
    ida_korder_local last = 0;
    for (int i = 0; i < 20000; i++) {
        last = korder_next(generator, NOW);
    }
    ida_korder_local mark = korder_mark(generator);
    assert_true(mark == last + 1);
    ida_korder_destroy(generator);

    /* In the same tick, and with the clock stepped back. */
    generator = korder_new(korder_strict(977, mark));
    assert_true(korder_next(generator, NOW) == mark);
    assert_true(korder_next(generator, NOW - 500000) == mark + 1);
    ida_korder_destroy(generator);

    /* Without it: the trap. */
    generator = korder_new(korder_strict(977, 0));
    assert_true(korder_next(generator, NOW) == korder_make(NOW, 0));
    ida_korder_destroy(generator);
}

TEST(the_mark_of_a_full_tick_is_the_next_tick)
{
    ida_korder *generator = korder_new(korder_strict(0, 0));
    assert_next_run(generator, NOW - 1, korder_make(NOW - 1, 0), SEQUENCES);
    assert_true(korder_mark(generator) == korder_make(NOW, 0));
    ida_korder_destroy(generator);
}

/* How long a restart waits at most: a tick, and what the last ticks of seconds in the lead lack. */
TEST(a_mark_that_is_stored_ahead_makes_wait_as_long_as_the_header_says)
{
    const uint64_t ahead_us = 5000;
    static const uint32_t leads[] = {0, 3, 977, 978, 9770};
    for (size_t i = 0; i < COUNT_OF(leads); i++) {
        name_case("lead %" PRIu32, leads[i]);
        const uint64_t lead = leads[i];
        const uint64_t short_us = 1024 - 1000000 % 1024;
        const uint64_t bound_us = ahead_us + 1024 + (lead + 976) / 977 * short_us;
        uint64_t longest_us = 0;
        for (uint64_t t = NOW - 20000; t < NOW; t++) {
            ida_korder_local mark = korder_make(t + (lead + 1) * 1024 + ahead_us, 0);
            ida_korder *generator = korder_new(korder_strict(leads[i], mark));
            uint64_t wait_us = ida_korder_ready_us(generator) - t;
            longest_us = wait_us > longest_us ? wait_us : longest_us;
            ida_korder_destroy(generator);
        }
        assert_int_equal(longest_us, bound_us);
    }
}

/* What the header says to do against crashes, with as many IDs as the lead lets through. */
TEST(marks_that_are_stored_ahead_survive_crashes)
{
    uint64_t random = 4;
    const uint32_t lead = 3;
    const uint64_t ahead_us = 5000;
    uint64_t now_us = NOW - 500000;
    ida_korder_local stored = 0;
    ida_korder_local last = 0;
    for (int life = 0; life < 100; life++) {
        name_case("life %d", life);
        ida_korder *generator = korder_new(korder_strict(lead, stored));
        uint64_t waited_us = ida_korder_ready_us(generator);
        assert_true(waited_us <= now_us + ahead_us + IDA_KORDER_TICK_US);
        now_us = waited_us > now_us ? waited_us : now_us;
        for (uint64_t writes = random_below(&random, 4); writes < 4; writes++) {
            stored = korder_make(now_us + (lead + 1) * IDA_KORDER_TICK_US + ahead_us, 0);
            uint64_t until_us = now_us + random_below(&random, ahead_us);
            for (; now_us < until_us; now_us += 1 + random_below(&random, 700)) {
                ida_korder_local local;
                for (uint32_t i = korder_random_burst(&random); i > 0; i--) {
                    if (ida_korder_next(generator, now_us, &local) == IDA_OK) {
                        assert_true(local > last && local < stored);
                        last = local;
                    }
                }
            }
            now_us = until_us;
        }
        ida_korder_destroy(generator);
    }
}

TEST(the_last_id_of_all_is_followed_by_exhausted)
{
    const uint64_t last_us = IDA_KORDER_TIME_LIMIT_US - 1;
    ida_korder_local last = korder_make(last_us, SEQUENCES - 1);
    ida_korder_local mark = TEST_NO_LOCAL;
    ida_korder *generator = korder_new(korder_strict(UINT32_MAX, last));
    assert_true(korder_next(generator, last_us) == last);
    assert_next_refused(generator, last_us, IDA_EXHAUSTED);
    assert_next_refused(generator, 0, IDA_EXHAUSTED);
    assert_true(ida_korder_ready_us(generator) == UINT64_MAX);
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_EXHAUSTED);
    assert_true(mark == TEST_NO_LOCAL);
    ida_korder_lane lane = ida_korder_lane_of(generator);
    assert_lane_refused(&lane, last_us, IDA_EXHAUSTED);
    assert_true(ida_korder_lane_ready_us(&lane) == UINT64_MAX);
    ida_korder_destroy(generator);
}

TEST(a_block_that_reaches_past_the_last_id_is_given_up_to_it)
{
    const uint64_t last_us = IDA_KORDER_TIME_LIMIT_US - 1;
    ida_korder *generator = korder_new(korder_strict(0, korder_make(last_us, SEQUENCES - 5)));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    assert_lane_run(&lane, last_us, korder_make(last_us, SEQUENCES - 5), 5);
    assert_lane_refused(&lane, last_us, IDA_EXHAUSTED);
    ida_korder_destroy(generator);
}

TEST(a_clock_past_the_last_time_is_refused)
{
    static const uint64_t times[] = {IDA_KORDER_TIME_LIMIT_US, UINT64_MAX};
    for (size_t i = 0; i < 4; i++) {
        name_case("%" PRIu64 ", %s", times[i % 2], i < 2 ? "strict" : "faithful");
        ida_korder *generator = korder_new(i < 2 ? korder_strict(977, 0) : korder_faithful(1));
        ida_korder_lane lane = ida_korder_lane_of(generator);
        assert_next_refused(generator, times[i % 2], IDA_EXHAUSTED);
        assert_lane_refused(&lane, times[i % 2], IDA_EXHAUSTED);
        /* It has not moved anything. */
        assert_true(ida_korder_time_us(korder_next(generator, NOW)) == NOW);
        ida_korder_destroy(generator);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tick_begins_with_sequence_0),
        cmocka_unit_test(without_lead_the_16385th_id_of_a_tick_has_to_wait),
        cmocka_unit_test(a_full_sequence_borrows_from_the_next_ticks_up_to_the_lead),
        cmocka_unit_test(the_tick_after_976_is_the_first_of_the_next_second),
        cmocka_unit_test(ready_is_the_first_time_that_is_not_refused),
        cmocka_unit_test(a_clock_that_steps_back_changes_neither_order_nor_uniqueness),
        cmocka_unit_test(the_lead_bound_holds_for_every_id),
        cmocka_unit_test(a_restart_with_the_high_water_mark_repeats_nothing),
        cmocka_unit_test(the_mark_of_a_full_tick_is_the_next_tick),
        cmocka_unit_test(a_mark_that_is_stored_ahead_makes_wait_as_long_as_the_header_says),
        cmocka_unit_test(marks_that_are_stored_ahead_survive_crashes),
        cmocka_unit_test(the_last_id_of_all_is_followed_by_exhausted),
        cmocka_unit_test(a_block_that_reaches_past_the_last_id_is_given_up_to_it),
        cmocka_unit_test(a_clock_past_the_last_time_is_refused),
    };
    return RUN_TESTS(tests);
}
