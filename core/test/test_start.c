/*
 * Where the sequence of a tick begins, of Snowflake and of k-order: at low rates each ID is the
 * first of its tick, and a distribution of IDs by a modulus depends on that alone.
 */
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_snowflake.h"

/* A tenth of a second: ten IDs a second. */
#define TENTH INT64_C(100000)

static ida_snowflake *waiting_snowflake(void)
{
    return snowflake_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 2 * MS);
}

static uint64_t next_from(ida_snowflake *generator, int64_t now_us, uint64_t start)
{
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_next_from(generator, now_us, start, &id, NULL), IDA_OK);
    return id;
}

static const char *const ways[] = {"without a start", "with a start", "a lane with a start"};

/* The case of the issue: all in one of 16 places, or as evenly spread as what is drawn. */
TEST(twitter_ids_at_ten_a_second_are_spread_as_the_starts_are)
{
    for (unsigned way = 0; way < 3; way++) {
        name_case("%s", ways[way]);
        unsigned places[16] = {0};
        ida_snowflake *generator = waiting_snowflake();
        ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
        uint64_t last = 0;
        for (unsigned i = 0; i < 160; i++) {
            int64_t now_us = DAY + (int64_t)i * TENTH;
            uint64_t id = 0;
            ida_status status =
                way == 0   ? ida_snowflake_next(generator, now_us, &id, NULL)
                : way == 1 ? ida_snowflake_next_from(generator, now_us, i * 7 % 16, &id, NULL)
                           : ida_snowflake_lane_next_from(&lane, now_us, i * 7 % 16, &id, NULL);
            assert_int_equal(status, IDA_OK);
            assert_true(id > last);
            last = id;
            places[id % 16]++;
        }
        for (unsigned place = 0; place < 16; place++) {
            unsigned expected = way != 0 ? 10 : place == 0 ? 160 : 0;
            assert_int_equal(places[place], expected);
        }
        ida_snowflake_destroy(generator);
    }
}

TEST(korder_ids_at_ten_a_second_are_spread_as_the_starts_are)
{
    for (unsigned way = 0; way < 3; way++) {
        name_case("%s", ways[way]);
        unsigned places[16] = {0};
        ida_korder *generator = korder_new(korder_strict(5, 0));
        ida_korder_lane lane = ida_korder_lane_of(generator);
        ida_korder_local last = 0;
        for (uint32_t i = 0; i < 160; i++) {
            uint64_t now_us = NOW + i * (uint64_t)TENTH;
            ida_korder_local local = 0;
            ida_status status = way == 0 ? ida_korder_next(generator, now_us, &local)
                                : way == 1
                                    ? ida_korder_next_from(generator, now_us, i * 7 % 16, &local)
                                    : ida_korder_lane_next_from(&lane, now_us, i * 7 % 16, &local);
            assert_int_equal(status, IDA_OK);
            assert_true(local > last);
            assert_true(ida_korder_time_us(local) <= now_us);
            last = local;
            places[local % 16]++;
        }
        for (unsigned place = 0; place < 16; place++) {
            unsigned expected = way != 0 ? 10 : place == 0 ? 160 : 0;
            assert_int_equal(places[place], expected);
        }
        ida_korder_destroy(generator);
    }
}

/* Only the first of a tick heeds it; the tick has less room, and then it is as it always was. */
TEST(a_tick_counts_on_from_its_start_and_has_less_room)
{
    ida_snowflake *generator = waiting_snowflake();
    for (uint64_t sequence = 2047; sequence < 4096; sequence++) {
        name_case("sequence %" PRIu64, sequence);
        uint64_t start = sequence == 2047 ? 2047 : sequence % 3;
        assert_snowflake(next_from(generator, DAY, start), DAY, sequence);
    }
    uint64_t id = 4711;
    int64_t try_at_us = 0;
    assert_int_equal(ida_snowflake_next_from(generator, DAY + 999, 5, &id, &try_at_us),
                     IDA_TRY_LATER);
    assert_int_equal(try_at_us, DAY + MS);
    assert_int_equal(ida_snowflake_next_from(generator, DAY - 1, 5, &id, &try_at_us),
                     IDA_CLOCK_BEHIND);
    assert_int_equal(id, 4711);
    assert_snowflake(next_from(generator, DAY + MS, 5), DAY + MS, 5);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + 2 * MS);
    ida_snowflake_destroy(generator);
}

TEST(a_borrowed_tick_begins_there_too)
{
    ida_snowflake *generator = snowflake_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 2 * MS);
    for (unsigned i = 0; i < 3 * 3096; i++) {
        name_case("ID %u", i);
        assert_snowflake(next_from(generator, DAY, 1000), DAY + (int64_t)(i / 3096) * MS,
                         1000 + i % 3096);
    }
    uint64_t id = 0;
    int64_t try_at_us = 0;
    assert_int_equal(ida_snowflake_next_from(generator, DAY, 1000, &id, &try_at_us), IDA_TRY_LATER);
    assert_int_equal(try_at_us, DAY + MS);
    ida_snowflake_destroy(generator);
}

TEST(starts_in_the_upper_half_are_refused)
{
    static const struct {
        uint8_t sequence_bits;
        uint64_t highest;
    } cases[] = {{0, 0}, {1, 0}, {2, 1}, {8, 127}, {12, 2047}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%u bits", cases[i].sequence_bits);
        ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
        config.layout.sequence_bits = cases[i].sequence_bits;
        ida_snowflake *generator = snowflake_new(&config);
        ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 4);
        const uint64_t bad[] = {cases[i].highest + 1, UINT64_MAX};
        for (size_t j = 0; j < 2; j++) {
            uint64_t id = 4711;
            int64_t try_at_us = 4712;
            assert_int_equal(ida_snowflake_next_from(generator, DAY, bad[j], &id, &try_at_us),
                             IDA_INVALID_ARGUMENT);
            assert_int_equal(ida_snowflake_lane_next_from(&lane, DAY, bad[j], &id, &try_at_us),
                             IDA_INVALID_ARGUMENT);
            assert_int_equal(id, 4711);
            assert_int_equal(try_at_us, 4712);
        }
        ida_snowflake_parts parts;
        uint64_t id = next_from(generator, DAY, cases[i].highest);
        assert_int_equal(ida_snowflake_decompose(&config.layout, id, &parts), IDA_OK);
        assert_int_equal(parts.sequence, cases[i].highest);
        ida_snowflake_destroy(generator);
    }
    ida_korder *generator = korder_new(korder_strict(5, 0));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    static const uint32_t bad[] = {8192, 16384, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("k-order start %" PRIu32, bad[i]);
        ida_korder_local local = TEST_NO_LOCAL;
        assert_int_equal(ida_korder_next_from(generator, NOW, bad[i], &local),
                         IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_korder_lane_next_from(&lane, NOW, bad[i], &local),
                         IDA_INVALID_ARGUMENT);
        assert_true(local == TEST_NO_LOCAL);
    }
    ida_korder_destroy(generator);
}

/* A tick that is used, one that is ahead of the clock, the end of time, and a faithful generator.
 */
TEST(korder_heeds_a_start_only_where_a_tick_of_the_clock_begins)
{
    ida_korder_local local = 0;
    ida_korder *generator = korder_new(korder_strict(1, 0));
    assert_int_equal(ida_korder_next_from(generator, NOW, 8191, &local), IDA_OK);
    assert_true(local == korder_make(NOW, 8191));
    for (uint32_t sequence = 8192; sequence < IDA_KORDER_SEQUENCE_COUNT; sequence++) {
        name_case("sequence %" PRIu32, sequence);
        assert_int_equal(ida_korder_next_from(generator, NOW, 3, &local), IDA_OK);
        assert_true(local == korder_make(NOW, sequence));
    }
    /* Nothing of the next tick is used: borrowed, it begins at 0; when the clock is there, at 7. */
    ida_korder_local mark = 0;
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_OK);
    ida_korder *other = korder_new(korder_strict(1, mark));
    assert_int_equal(ida_korder_next_from(generator, NOW, 7, &local), IDA_OK);
    assert_true(local == korder_make(NOW + 1024, 0));
    assert_int_equal(ida_korder_next_from(other, NOW + 1024, 7, &local), IDA_OK);
    assert_true(local == korder_make(NOW + 1024, 7));
    ida_korder_lane lane = ida_korder_lane_of(other);
    assert_int_equal(ida_korder_next_from(other, IDA_KORDER_TIME_LIMIT_US, 7, &local),
                     IDA_EXHAUSTED);
    assert_int_equal(ida_korder_lane_next_from(&lane, IDA_KORDER_TIME_LIMIT_US, 7, &local),
                     IDA_EXHAUSTED);
    ida_korder_destroy(generator);
    ida_korder_destroy(other);
    generator = korder_new(korder_faithful(5));
    lane = ida_korder_lane_of(generator);
    assert_int_equal(ida_korder_next_from(generator, NOW, 7, &local), IDA_OK);
    assert_true(local == korder_make(NOW, 5));
    assert_int_equal(ida_korder_lane_next_from(&lane, NOW, 7, &local), IDA_OK);
    assert_true(local == korder_make(NOW, 6));
    ida_korder_destroy(generator);
}

/* A block begins at the start, and the start of the next one is taken no earlier. */
TEST(a_lane_begins_its_block_at_the_start)
{
    ida_snowflake *generator = waiting_snowflake();
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 3);
    for (uint64_t i = 0; i < 5; i++) {
        name_case("ID %" PRIu64, i);
        uint64_t id = 0;
        assert_int_equal(ida_snowflake_lane_next_from(&lane, DAY, 100 - i, &id, NULL), IDA_OK);
        assert_snowflake(id, DAY, 100 + i);
    }
    assert_snowflake(next_from(generator, DAY, 9), DAY, 106);
    ida_snowflake_destroy(generator);
    ida_korder *korder = korder_new(korder_strict(5, 0));
    ida_korder_lane korder_lane = ida_korder_lane_of(korder);
    for (uint32_t i = 0; i < 130; i++) {
        name_case("k-order ID %" PRIu32, i);
        ida_korder_local local = 0;
        assert_int_equal(ida_korder_lane_next_from(&korder_lane, NOW, 500 - i, &local), IDA_OK);
        assert_true(local == korder_make(NOW, 500 + i));
    }
    assert_true(korder_next(korder, NOW) == korder_make(NOW, 500 + 256));
    ida_korder_destroy(korder);
}

/* ---- bound generators: the only other thing that both have anew ---- */

TEST(generators_are_bound_to_one_process)
{
    ida_snowflake *snowflake = waiting_snowflake();
    ida_korder *korder = korder_new(korder_strict(5, 0));
    for (uint64_t owner = 0; owner < 3; owner++) {
        name_case("owner %" PRIu64 " before binding", owner);
        assert_int_equal(ida_snowflake_check(snowflake, owner), IDA_FORKED);
        assert_int_equal(ida_korder_check(korder, owner), IDA_FORKED);
    }
    assert_int_equal(ida_snowflake_bind(snowflake, 0), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_korder_bind(korder, 0), IDA_INVALID_ARGUMENT);
    for (unsigned again = 0; again < 2; again++) {
        assert_int_equal(ida_snowflake_bind(snowflake, 1), IDA_OK);
        assert_int_equal(ida_korder_bind(korder, 1), IDA_OK);
    }
    assert_int_equal(ida_snowflake_bind(snowflake, 2), IDA_FORKED);
    assert_int_equal(ida_korder_bind(korder, 2), IDA_FORKED);
    for (uint64_t owner = 0; owner < 3; owner++) {
        name_case("owner %" PRIu64, owner);
        ida_status expected = owner == 1 ? IDA_OK : IDA_FORKED;
        assert_int_equal(ida_snowflake_check(snowflake, owner), expected);
        assert_int_equal(ida_korder_check(korder, owner), expected);
    }
    ida_snowflake_destroy(snowflake);
    ida_korder_destroy(korder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twitter_ids_at_ten_a_second_are_spread_as_the_starts_are),
        cmocka_unit_test(korder_ids_at_ten_a_second_are_spread_as_the_starts_are),
        cmocka_unit_test(a_tick_counts_on_from_its_start_and_has_less_room),
        cmocka_unit_test(a_borrowed_tick_begins_there_too),
        cmocka_unit_test(starts_in_the_upper_half_are_refused),
        cmocka_unit_test(korder_heeds_a_start_only_where_a_tick_of_the_clock_begins),
        cmocka_unit_test(a_lane_begins_its_block_at_the_start),
        cmocka_unit_test(generators_are_bound_to_one_process),
    };
    return RUN_TESTS(tests);
}
