/*
 * Two threads on one k-order generator, step by step: the second one's call comes between any two
 * accesses of the first one to the word that they share. What takes luck to meet with real threads
 * is met here each time.
 */
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_turns.h"

/* NOLINTNEXTLINE(bugprone-suspicious-include): with the word above in it. */
#include "../src/korder_generator.c"

#define LAST_TICK (IDA_KORDER_TIME_LIMIT_US - 1)

/* The second thread: how many IDs it takes at which time, and the last one of them. */
typedef struct other {
    ida_korder *generator;
    uint64_t now_us;
    uint32_t count;
    ida_status status;
    ida_korder_local last;
} other;

static void other_takes(void *context)
{
    other *o = context;
    for (uint32_t i = 0; i < o->count; i++) {
        o->status = ida_korder_next(o->generator, o->now_us, &o->last);
    }
}

/* A generator with no lead, whose next ID at that time is the one of that sequence. */
static ida_korder *generator_at(uint64_t now_us, uint32_t sequence)
{
    return korder_new(korder_strict(0, korder_make(now_us, sequence)));
}

TEST(one_id_is_left_and_one_of_two_threads_gets_it)
{
    other o = {.now_us = NOW, .count = 1};
    unsigned met = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        ida_korder_local local = TEST_NO_LOCAL;
        o.generator = generator_at(NOW, IDA_KORDER_SEQUENCE_COUNT - 1);
        o.status = IDA_TRY_LATER;
        turns_start();
        ida_status status = ida_korder_next(o.generator, NOW, &local);
        turns_end();
        assert_int_equal(o.status, turns.came ? IDA_OK : IDA_TRY_LATER);
        assert_int_equal(status, turns.came ? IDA_TRY_LATER : IDA_OK);
        assert_int_equal(local == TEST_NO_LOCAL, turns.came);
        met += turns.came ? 1 : 0;
        /* The sequence that was taken and not given is lost, and that is all. */
        assert_true(korder_next(o.generator, NOW + IDA_KORDER_TICK_US) <=
                    korder_make(NOW + IDA_KORDER_TICK_US, 1));
        ida_korder_destroy(o.generator);
    }
    assert_int_equal(met, 2);
}

TEST(the_last_id_of_all_goes_to_one_of_two_threads)
{
    other o = {.now_us = LAST_TICK, .count = 1};
    for (turns_begin(other_takes, &o); turns_next();) {
        ida_korder_local local = TEST_NO_LOCAL;
        o.generator = generator_at(LAST_TICK, IDA_KORDER_SEQUENCE_COUNT - 1);
        turns_start();
        ida_status status = ida_korder_next(o.generator, LAST_TICK, &local);
        turns_end();
        assert_int_equal(status, turns.came ? IDA_EXHAUSTED : IDA_OK);
        assert_int_equal(local == TEST_NO_LOCAL, turns.came);
        assert_next_refused(o.generator, LAST_TICK, IDA_EXHAUSTED);
        ida_korder_destroy(o.generator);
    }
    assert_int_equal(turns.before, 4);
}

/*
 * The second one's clock is a tick further, where the first one's number is an ID. The first one is
 * refused, and gives its number back if the second one has taken none after it.
 */
TEST(a_refused_call_gives_its_number_back_or_loses_that_alone)
{
    const uint64_t later = NOW + IDA_KORDER_TICK_US;
    other o = {.now_us = later, .count = 1};
    unsigned lost = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        ida_korder_local local = TEST_NO_LOCAL;
        o.generator = generator_at(later, 0);
        turns_start();
        assert_int_equal(ida_korder_next(o.generator, NOW, &local), IDA_TRY_LATER);
        turns_end();
        assert_true(local == TEST_NO_LOCAL);
        bool has_lost = turns.came && o.last == korder_make(later, 1);
        assert_true(!turns.came || has_lost || o.last == korder_make(later, 0));
        assert_true(korder_next(o.generator, later) ==
                    korder_make(later, (turns.came ? 1u : 0u) + (has_lost ? 1u : 0u)));
        lost += has_lost ? 1 : 0;
        ida_korder_destroy(o.generator);
    }
    assert_int_equal(lost, 1);
}

/* It looks first from then on, to the end of that tick, so whatever comes between loses nothing. */
TEST(a_call_that_was_refused_before_loses_no_number)
{
    const uint64_t later = NOW + IDA_KORDER_TICK_US;
    other o = {.now_us = later, .count = 1};
    for (unsigned at_end = 0; at_end < 2; at_end++) {
        for (turns_begin(other_takes, &o); turns_next();) {
            name_case("%s, access %u", at_end == 1 ? "end of the tick" : "begin", turns.before);
            ida_korder_local local = TEST_NO_LOCAL;
            o.generator = generator_at(later, 0);
            assert_next_refused(o.generator, NOW, IDA_TRY_LATER);
            turns_start();
            assert_int_equal(ida_korder_next(o.generator, at_end == 1 ? later - 1 : NOW, &local),
                             IDA_TRY_LATER);
            turns_end();
            assert_true(local == TEST_NO_LOCAL);
            assert_true(!turns.came || o.last == korder_make(later, 0));
            assert_true(korder_next(o.generator, later) == korder_make(later, turns.came ? 1 : 0));
            ida_korder_destroy(o.generator);
        }
        assert_true(turns.before > 2);
    }
}

/* Both find the word in an old tick; the second one moves it, and the first one goes on there. */
TEST(who_comes_second_into_a_new_tick_goes_on_where_the_first_one_is)
{
    other o = {.now_us = NOW + 50000, .count = 3};
    for (turns_begin(other_takes, &o); turns_next();) {
        o.generator = generator_at(NOW, 77);
        turns_start();
        ida_korder_local local = korder_next(o.generator, NOW + 50000);
        turns_end();
        uint32_t before = turns.came ? 3 : 0;
        assert_true(local == korder_make(NOW + 50000, before));
        assert_true(korder_next(o.generator, NOW + 50000) == korder_make(NOW + 50000, before + 1));
        ida_korder_destroy(o.generator);
    }
    assert_true(turns.before > 4);
}

/* The thread that moves the word into the tick decides where it begins. */
TEST(two_threads_that_begin_a_tick_at_different_sequences_share_no_id)
{
    other o = {.now_us = NOW + 50000, .count = 3};
    for (unsigned uses_lane = 0; uses_lane < 2; uses_lane++) {
        for (turns_begin(other_takes, &o); turns_next();) {
            name_case("%s, access %u", uses_lane == 1 ? "lane" : "generator", turns.before);
            ida_korder_local local = TEST_NO_LOCAL;
            o.generator = generator_at(NOW, 77);
            ida_korder_lane lane = ida_korder_lane_of(o.generator);
            turns_start();
            ida_status status = uses_lane == 1
                                    ? ida_korder_lane_next_from(&lane, NOW + 50000, 900, &local)
                                    : ida_korder_next_from(o.generator, NOW + 50000, 900, &local);
            turns_end();
            assert_int_equal(status, IDA_OK);
            assert_true(local == korder_make(NOW + 50000, turns.came ? 3 : 900));
            uint32_t taken = uses_lane == 1 ? IDA_KORDER_LANE_BLOCK : 1;
            assert_true(korder_next(o.generator, NOW + 50000) == local + taken);
            ida_korder_destroy(o.generator);
        }
        assert_true(turns.before > 2);
    }
}

/* The second one's clock is ahead: without a lead the first one has to wait for that tick. */
TEST(who_comes_with_an_older_reading_than_another_thread_has_to_wait)
{
    other o = {.now_us = NOW + 50000, .count = 1};
    for (turns_begin(other_takes, &o); turns_next();) {
        ida_korder_local local = TEST_NO_LOCAL;
        o.generator = generator_at(NOW, 0);
        turns_start();
        ida_status status = ida_korder_next(o.generator, NOW + 2048, &local);
        turns_end();
        assert_int_equal(status, turns.came ? IDA_TRY_LATER : IDA_OK);
        assert_int_equal(local == TEST_NO_LOCAL, turns.came);
        ida_korder_destroy(o.generator);
    }
    assert_true(turns.before > 4);
}

/* The block that the lane takes lies behind the limit; it is kept for when the clock is there. */
TEST(a_lane_that_another_thread_outran_keeps_its_block)
{
    other o = {.now_us = NOW, .count = IDA_KORDER_LANE_BLOCK};
    unsigned met = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        ida_korder_local local = TEST_NO_LOCAL;
        o.generator = generator_at(NOW, IDA_KORDER_SEQUENCE_COUNT - IDA_KORDER_LANE_BLOCK);
        ida_korder_lane lane = ida_korder_lane_of(o.generator);
        turns_start();
        ida_status status = ida_korder_lane_next(&lane, NOW, &local);
        turns_end();
        if (status == IDA_OK) {
            assert_true(local == korder_make(NOW, IDA_KORDER_SEQUENCE_COUNT - 128));
        } else {
            assert_int_equal(status, IDA_TRY_LATER);
            assert_true(local == TEST_NO_LOCAL);
            met++;
            assert_true(ida_korder_lane_ready_us(&lane) == NOW + IDA_KORDER_TICK_US);
        }
        local = korder_lane_next(&lane, NOW + IDA_KORDER_TICK_US);
        assert_true(local == korder_make(NOW + IDA_KORDER_TICK_US, 0));
        ida_korder_destroy(o.generator);
    }
    assert_int_equal(met, 2);
}

/* A call of the second thread that was refused gives its number back. */
static void other_gives_back(void *context)
{
    const other *o = context;
    moment then = moment_of(o->generator, o->now_us);
    assert_int_equal(give_back(o->generator, &then, number_of(o->last)), IDA_TRY_LATER);
}

/*
 * The second one was refused the last ID of a tick that its clock is too far behind of. It gives
 * its number back while the first one, whose clock is in the next tick, takes one there.
 */
TEST(no_id_is_behind_the_clock_when_a_number_before_its_tick_is_given_back)
{
    const uint64_t later = NOW + 2 * IDA_KORDER_TICK_US;
    other o = {.now_us = NOW,
               .last = korder_make(later - IDA_KORDER_TICK_US, IDA_KORDER_SEQUENCE_COUNT - 1)};
    for (unsigned uses_lane = 0; uses_lane < 2; uses_lane++) {
        for (turns_begin(other_gives_back, &o); turns_next();) {
            name_case("%s, access %u", uses_lane == 1 ? "lane" : "generator", turns.before);
            /* The second one has its number. So the first one looks before it takes one. */
            o.generator = generator_at(later, 0);
            ida_shared_word_begin(&o.generator->spent_us, later + IDA_KORDER_TICK_US);
            ida_korder_lane lane = ida_korder_lane_of(o.generator);
            turns_start();
            ida_korder_local local =
                uses_lane == 1 ? korder_lane_next(&lane, later) : korder_next(o.generator, later);
            turns_end();
            /* A block that begins before the tick is passed over, and one that follows it is taken.
             */
            assert_true(local >= korder_make(later, 0));
            assert_true(local < korder_make(later, IDA_KORDER_LANE_BLOCK));
            ida_korder_destroy(o.generator);
        }
        assert_true(turns.before > 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_id_is_left_and_one_of_two_threads_gets_it),
        cmocka_unit_test(the_last_id_of_all_goes_to_one_of_two_threads),
        cmocka_unit_test(a_refused_call_gives_its_number_back_or_loses_that_alone),
        cmocka_unit_test(a_call_that_was_refused_before_loses_no_number),
        cmocka_unit_test(who_comes_second_into_a_new_tick_goes_on_where_the_first_one_is),
        cmocka_unit_test(two_threads_that_begin_a_tick_at_different_sequences_share_no_id),
        cmocka_unit_test(who_comes_with_an_older_reading_than_another_thread_has_to_wait),
        cmocka_unit_test(a_lane_that_another_thread_outran_keeps_its_block),
        cmocka_unit_test(no_id_is_behind_the_clock_when_a_number_before_its_tick_is_given_back),
    };
    return RUN_TESTS(tests);
}
