/*
 * Two threads on one snowflake generator, step by step: the second one's call comes between any two
 * accesses of the first one to the words that they share.
 */
#include "support_cmocka.h"
#include "support_snowflake.h"
#include "support_turns.h"

/* NOLINTNEXTLINE(bugprone-suspicious-include): with the word above in it. */
#include "../src/snowflake.c"

static ida_snowflake *generator_of(ida_snowflake_behind behind, ida_snowflake_full full)
{
    ida_snowflake_config config = snowflake_config(behind, full, 5 * MS);
    config.lease_start_us = DAY;
    config.lease_end_us = DAY + 1000 * MS;
    return snowflake_new(&config);
}

/* The second thread: how many IDs it takes at which time, and the last; how it renews the lease. */
typedef struct other {
    ida_snowflake *generator;
    int64_t now_us;
    unsigned count;
    uint64_t last;
    int64_t lease_end_us;
    ida_status status;
} other;

static void other_tries(void *context)
{
    other *o = context;
    for (unsigned i = 0; i < o->count; i++) {
        o->status = ida_snowflake_next(o->generator, o->now_us, &o->last, NULL);
    }
}

static void other_takes(void *context)
{
    other *o = context;
    other_tries(o);
    assert_int_equal(o->status, IDA_OK);
}

static void other_renews(void *context)
{
    other *o = context;
    o->status = ida_snowflake_renew(o->generator, o->lease_end_us);
}

/* Both take from a tick in which so many were taken before: none, so it is not open yet, or one. */
static void check_two_in_one_tick(unsigned taken)
{
    other o = {.now_us = DAY, .count = 2};
    unsigned first = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT);
        snowflake_fill(o.generator, DAY, taken);
        turns_start();
        assert_int_equal(ida_snowflake_next(o.generator, DAY, &id, NULL), IDA_OK);
        turns_end();
        bool came_first = turns.came && o.last == snowflake_id(DAY, taken + 1);
        first += came_first ? 1 : 0;
        assert_true(id == snowflake_id(DAY, taken + (came_first ? 2 : 0)));
        assert_true(came_first || !turns.came || o.last == snowflake_id(DAY, taken + 2));
        assert_true(snowflake_next(o.generator, DAY) ==
                    snowflake_id(DAY, taken + (turns.came ? 3 : 1)));
        ida_snowflake_destroy(o.generator);
    }
    assert_true(first > 1);
    assert_true(turns.before > 2);
}

TEST(two_threads_in_one_tick_get_different_ids_and_leave_none_out)
{
    check_two_in_one_tick(0);
    check_two_in_one_tick(1);
}

/* Whoever is refused later finds the generator as the threads left it: a refusal takes nothing. */
TEST(a_late_thread_does_not_open_an_earlier_tick_again)
{
    other o = {.now_us = DAY + MS, .count = 1};
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        int64_t try_at_us = 0;
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT);
        turns_start();
        (void)ida_snowflake_next(o.generator, DAY, &id, NULL);
        turns_end();
        if (!turns.came) {
            other_takes(&o);
        }
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(ida_snowflake_next(o.generator, DAY, &id, &try_at_us),
                             IDA_CLOCK_BEHIND);
            assert_int_equal(try_at_us, DAY + MS);
        }
        assert_true(snowflake_next(o.generator, DAY + MS) == o.last + 1);
        ida_snowflake_destroy(o.generator);
    }
}

/* The tick begins where the first one of them says, and with what the other one finds there. */
TEST(two_threads_that_begin_a_tick_at_different_sequences_share_no_id)
{
    other o = {.now_us = DAY + MS, .count = 2};
    unsigned second = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT);
        turns_start();
        assert_int_equal(ida_snowflake_next_from(o.generator, DAY + MS, 700, &id, NULL), IDA_OK);
        turns_end();
        second += id == snowflake_id(DAY + MS, 2) ? 1 : 0;
        assert_true(id == snowflake_id(DAY + MS, 700) ||
                    (turns.came && id == snowflake_id(DAY + MS, 2)));
        assert_true(!turns.came ||
                    o.last == snowflake_id(DAY + MS, id == snowflake_id(DAY + MS, 2) ? 1 : 702));
        ida_snowflake_destroy(o.generator);
    }
    assert_true(second > 2);
}

/* Who comes too late uses up nothing of the next tick, whether it took that from an open one. */
static void check_one_left(unsigned alone)
{
    other o = {.now_us = DAY, .count = 1};
    unsigned refused = 0;
    for (turns_begin(other_tries, &o); turns_next();) {
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT);
        ida_snowflake_lane lane = ida_snowflake_lane_of(o.generator, 4095 - alone);
        uint64_t id = 0;
        int64_t try_at_us = 0;
        snowflake_fill(o.generator, DAY, alone);
        assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
        turns_start();
        ida_status status = ida_snowflake_next(o.generator, DAY, &id, &try_at_us);
        turns_end();
        bool is_first = status == IDA_OK;
        assert_int_equal(status, is_first ? IDA_OK : IDA_TRY_LATER);
        assert_int_equal(try_at_us, is_first ? 0 : DAY + MS);
        assert_true(!turns.came || o.status == (is_first ? IDA_TRY_LATER : IDA_OK));
        assert_true((is_first ? id : o.last) == snowflake_id(DAY, 4095));
        assert_int_equal(ida_snowflake_high_water(o.generator), DAY + MS);
        assert_true(snowflake_next(o.generator, DAY + MS) == snowflake_id(DAY + MS, 0));
        refused += is_first ? 0 : 1;
        ida_snowflake_destroy(o.generator);
    }
    assert_true(refused > 1);
}

TEST(one_id_is_left_of_a_tick_and_one_of_two_threads_gets_it)
{
    check_one_left(0);
    check_one_left(1);
}

TEST(a_lane_takes_nothing_that_another_thread_took_meanwhile)
{
    other o = {.now_us = DAY + MS, .count = 3};
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT);
        ida_snowflake_lane lane = ida_snowflake_lane_of(o.generator, 10);
        turns_start();
        assert_int_equal(ida_snowflake_lane_next(&lane, DAY + MS, &id, NULL), IDA_OK);
        turns_end();
        bool came_first = turns.came && o.last == snowflake_id(DAY + MS, 2);
        assert_true(id == snowflake_id(DAY + MS, came_first ? 3 : 0));
        assert_true(came_first || !turns.came || o.last == snowflake_id(DAY + MS, 12));
        assert_true(snowflake_next(o.generator, DAY + MS) ==
                    snowflake_id(DAY + MS, turns.came ? 13 : 10));
        ida_snowflake_destroy(o.generator);
    }
    assert_true(turns.before > 2);
}

/* What the first thread gets: an ID of its reading, if the other one came later or not at all. */
static ida_status next_with_older_reading(other *o, ida_snowflake_behind behind, uint64_t *id,
                                          int64_t *try_at_us)
{
    o->generator = generator_of(behind, IDA_SNOWFLAKE_WAIT);
    turns_start();
    ida_status status = ida_snowflake_next(o->generator, DAY + MS, id, try_at_us);
    turns_end();
    ida_snowflake_destroy(o->generator);
    return status;
}

/* REFUSE says so to who comes with the older reading; LOGICAL goes on behind the other. */
TEST(who_comes_with_an_older_reading_is_told_so_or_goes_on_behind_it)
{
    other o = {.now_us = DAY + 3 * MS, .count = 1};
    unsigned refused = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        int64_t try_at_us = 0;
        ida_status status = next_with_older_reading(&o, IDA_SNOWFLAKE_REFUSE, &id, &try_at_us);
        assert_true(id == (status == IDA_OK ? snowflake_id(DAY + MS, 0) : 0));
        assert_int_equal(try_at_us, status == IDA_OK ? 0 : DAY + 3 * MS);
        assert_true(status == IDA_OK || (turns.came && status == IDA_CLOCK_BEHIND));
        refused += status == IDA_OK ? 0 : 1;
    }
    assert_true(refused > 2);
    unsigned behind = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        assert_int_equal(next_with_older_reading(&o, IDA_SNOWFLAKE_LOGICAL, &id, NULL), IDA_OK);
        bool is_behind = id == snowflake_id(DAY + 3 * MS, 1);
        assert_true(is_behind ? turns.came : id == snowflake_id(DAY + MS, 0));
        behind += is_behind ? 1 : 0;
    }
    assert_true(behind > 2);
}

/*
 * The other one moves on while the first one believes that its tick is open: what the first one
 * takes of the new tick is left out, and it is told as above.
 */
TEST(who_adds_to_a_tick_that_is_not_open_any_more_gets_nothing_of_the_new_one)
{
    other o = {.now_us = DAY + 3 * MS, .count = 1};
    unsigned left_out = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        int64_t try_at_us = 0;
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT);
        snowflake_fill(o.generator, DAY + MS, 7);
        turns_start();
        ida_status status = ida_snowflake_next(o.generator, DAY + MS, &id, &try_at_us);
        turns_end();
        assert_true(id == (status == IDA_OK ? snowflake_id(DAY + MS, 7) : 0));
        assert_int_equal(try_at_us, status == IDA_OK ? 0 : DAY + 3 * MS);
        assert_true(status == IDA_OK || (turns.came && status == IDA_CLOCK_BEHIND));
        if (turns.came) {
            id = snowflake_next(o.generator, DAY + 3 * MS);
            assert_true(id == snowflake_id(DAY + 3 * MS, 1) || id == snowflake_id(DAY + 3 * MS, 2));
            left_out += id == snowflake_id(DAY + 3 * MS, 2) ? 1 : 0;
        }
        ida_snowflake_destroy(o.generator);
    }
    assert_int_equal(left_out, 1);
}

TEST(the_highest_reading_of_all_threads_is_kept_in_mind)
{
    other o = {.now_us = DAY + 3 * MS, .count = 1};
    unsigned both = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        int64_t try_at_us = 0;
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW);
        turns_start();
        ida_status status = ida_snowflake_next(o.generator, DAY + MS, &id, NULL);
        turns_end();
        if (turns.came) {
            both += status == IDA_OK ? 1 : 0;
            assert_int_equal(ida_snowflake_next(o.generator, DAY + 2 * MS, &id, &try_at_us),
                             IDA_CLOCK_BEHIND);
            assert_int_equal(try_at_us, DAY + 3 * MS);
        }
        ida_snowflake_destroy(o.generator);
    }
    assert_int_equal(both, 2);
}

/* The first one's is the higher, and another one of its tick wins the race for the word. */
TEST(a_reading_is_kept_in_mind_although_a_lower_one_came_between)
{
    other o = {.now_us = DAY + 3 * MS, .count = 1};
    unsigned met = 0;
    for (turns_begin(other_takes, &o); turns_next();) {
        uint64_t id = 0;
        o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW);
        turns_start();
        ida_status status = ida_snowflake_next(o.generator, DAY + 4 * MS, &id, NULL);
        turns_end();
        assert_int_equal(status, IDA_OK);
        met += turns.came ? 1 : 0;
        assert_int_equal(ida_snowflake_next(o.generator, DAY + 4 * MS - 1, &id, NULL),
                         IDA_CLOCK_BEHIND);
        ida_snowflake_destroy(o.generator);
    }
    assert_true(met > 3);
}

TEST(the_longer_of_two_renewals_at_one_time_holds)
{
    static const int64_t ends[2][2] = {{DAY + 2000 * MS, DAY + 3000 * MS},
                                       {DAY + 3000 * MS, DAY + 2000 * MS}};
    for (size_t i = 0; i < 2; i++) {
        other o = {.lease_end_us = ends[i][1]};
        for (turns_begin(other_renews, &o); turns_next();) {
            name_case("%s renewal first, access %u", i == 0 ? "shorter" : "longer", turns.before);
            uint64_t id = 0;
            o.generator = generator_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT);
            turns_start();
            ida_status status = ida_snowflake_renew(o.generator, ends[i][0]);
            turns_end();
            if (turns.came) {
                assert_true(status == IDA_OK || o.status == IDA_OK);
                assert_int_equal(ida_snowflake_renew(o.generator, DAY + 2999 * MS),
                                 IDA_INVALID_ARGUMENT);
                assert_true(snowflake_next(o.generator, DAY + 2999 * MS) ==
                            snowflake_id(DAY + 2999 * MS, 0));
                assert_int_equal(ida_snowflake_next(o.generator, DAY + 3000 * MS, &id, NULL),
                                 IDA_LEASE_EXPIRED);
            }
            ida_snowflake_destroy(o.generator);
        }
        assert_true(turns.before > 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_threads_in_one_tick_get_different_ids_and_leave_none_out),
        cmocka_unit_test(a_late_thread_does_not_open_an_earlier_tick_again),
        cmocka_unit_test(two_threads_that_begin_a_tick_at_different_sequences_share_no_id),
        cmocka_unit_test(one_id_is_left_of_a_tick_and_one_of_two_threads_gets_it),
        cmocka_unit_test(a_lane_takes_nothing_that_another_thread_took_meanwhile),
        cmocka_unit_test(who_comes_with_an_older_reading_is_told_so_or_goes_on_behind_it),
        cmocka_unit_test(who_adds_to_a_tick_that_is_not_open_any_more_gets_nothing_of_the_new_one),
        cmocka_unit_test(the_highest_reading_of_all_threads_is_kept_in_mind),
        cmocka_unit_test(a_reading_is_kept_in_mind_although_a_lower_one_came_between),
        cmocka_unit_test(the_longer_of_two_renewals_at_one_time_holds),
    };
    return RUN_TESTS(tests);
}
