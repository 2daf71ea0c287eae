/* Leases: a coordinator number is used between two times, and by one holder after the other. */
#include "support_cmocka.h"
#include "support_snowflake.h"

TEST(ids_stay_inside_the_lease)
{
    ida_snowflake_config config =
        snowflake_config(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 10 * MS);
    /* Neither end is on the beginning of a tick: the ticks that are cut are nobody's. */
    config.lease_start_us = DAY + 1;
    config.lease_end_us = DAY + 3 * MS + 500;
    ida_snowflake *generator = snowflake_new(&config);
    snowflake_refuses(generator, DAY - 9 * MS - 1, IDA_CLOCK_BEHIND, DAY - 9 * MS);
    for (unsigned i = 0; i < 2 * 4096; i++) {
        name_case("ID %u", i);
        assert_snowflake(snowflake_next(generator, DAY - 8 * MS),
                         DAY + MS + (int64_t)(i / 4096) * MS, i % 4096);
    }
    snowflake_is_over(generator, DAY - 9 * MS, IDA_LEASE_EXPIRED);
    snowflake_is_over(generator, DAY + 3 * MS, IDA_LEASE_EXPIRED);
    snowflake_is_over(generator, INT64_MAX, IDA_LEASE_EXPIRED);
    ida_snowflake_destroy(generator);
}

TEST(two_holders_one_after_the_other_share_no_id_whatever_their_clocks_say)
{
    ida_snowflake_config first =
        snowflake_config(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 1000000);
    first.lease_end_us = DAY + 500;
    ida_snowflake_config second = first;
    second.lease_start_us = first.lease_end_us;
    second.lease_end_us = INT64_MAX;
    ida_snowflake *before = snowflake_new(&first);
    ida_snowflake *after = snowflake_new(&second);
    uint64_t highest = 0;
    uint64_t id = 0;
    while (ida_snowflake_next(before, DAY - 5 * MS, &id, NULL) == IDA_OK) {
        highest = id;
    }
    assert_true(highest < snowflake_next(after, DAY - 5 * MS));
    ida_snowflake_destroy(before);
    ida_snowflake_destroy(after);
}

TEST(a_lease_without_a_whole_tick_makes_nothing)
{
    ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.lease_start_us = DAY + 1;
    config.lease_end_us = DAY + 1 * MS + 999;
    ida_snowflake *generator = snowflake_new(&config);
    snowflake_is_over(generator, DAY + 1 * MS, IDA_LEASE_EXPIRED);
    ida_snowflake_destroy(generator);
}

TEST(a_lease_is_renewed_and_never_shortened)
{
    ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.lease_end_us = DAY;
    ida_snowflake *generator = snowflake_new(&config);
    snowflake_is_over(generator, DAY, IDA_LEASE_EXPIRED);
    assert_int_equal(ida_snowflake_renew(generator, DAY - 1), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_snowflake_renew(generator, DAY), IDA_OK);
    snowflake_is_over(generator, DAY, IDA_LEASE_EXPIRED);
    assert_int_equal(ida_snowflake_renew(generator, DAY + MS), IDA_OK);
    assert_int_equal(ida_snowflake_renew(generator, DAY + MS - 1), IDA_INVALID_ARGUMENT);
    (void)snowflake_next(generator, DAY);
    snowflake_is_over(generator, DAY + MS, IDA_LEASE_EXPIRED);
    assert_int_equal(ida_snowflake_renew(generator, INT64_MAX), IDA_OK);
    (void)snowflake_next(generator, DAY + MS);
    snowflake_is_over(generator, INT64_MAX, IDA_EXHAUSTED);
    ida_snowflake_destroy(generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_stay_inside_the_lease),
        cmocka_unit_test(two_holders_one_after_the_other_share_no_id_whatever_their_clocks_say),
        cmocka_unit_test(a_lease_without_a_whole_tick_makes_nothing),
        cmocka_unit_test(a_lease_is_renewed_and_never_shortened),
    };
    return RUN_TESTS(tests);
}
