/* Snowflake layouts and configurations: where the fields stand, and what does not fit. */
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_snowflake.h"

TEST(layouts_out_of_bounds_are_refused)
{
    ida_snowflake_layout good = ida_snowflake_twitter();
    assert_int_equal(ida_snowflake_layout_validate(&good), IDA_OK);
    ida_snowflake_layout bad[8];
    for (size_t i = 0; i < 8; i++) {
        bad[i] = good;
    }
    bad[0].time_bits = 0;
    bad[1].sequence_bits = 23;
    bad[1].coordinator_bits = 0;
    bad[2].coordinator_bits = 12;
    bad[3].unit_us = 0;
    bad[4].order = (ida_snowflake_order)3;
    bad[5].unit_us = UINT64_MAX;
    bad[6].epoch_us = INT64_MAX - 1;
    bad[7].time_bits = 255;
    ida_snowflake_parts parts = {DAY, 0, 0};
    static const char *const names[] = {"no time bits", "64 bits of time and sequence",
                                        "65 bits",      "no unit",
                                        "order",        "long unit",
                                        "late epoch",   "time bits"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", names[i]);
        uint64_t id = 4711;
        assert_int_equal(ida_snowflake_layout_validate(&bad[i]), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_snowflake_compose(&bad[i], &parts, &id), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_snowflake_decompose(&bad[i], 1, &parts), IDA_INVALID_ARGUMENT);
        assert_int_equal(id, 4711);
        ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
        config.layout = bad[i];
        ida_allocator allocator = ida_allocator_standard();
        ida_snowflake *generator = NULL;
        assert_int_equal(ida_snowflake_create(&allocator, &config, &generator),
                         IDA_INVALID_ARGUMENT);
    }
}

TEST(a_layout_may_use_time_to_its_end)
{
    ida_snowflake_layout layout = {
        .epoch_us = INT64_MAX - 1024, .unit_us = 1, .time_bits = 10, .sequence_bits = 53};
    assert_int_equal(ida_snowflake_layout_validate(&layout), IDA_OK);
    layout.epoch_us++;
    assert_int_equal(ida_snowflake_layout_validate(&layout), IDA_INVALID_ARGUMENT);
    layout = (ida_snowflake_layout){
        .epoch_us = INT64_MIN, .unit_us = INT64_MAX, .time_bits = 1, .coordinator_bits = 63};
    assert_int_equal(ida_snowflake_layout_validate(&layout), IDA_OK);
    ida_snowflake_parts parts = {-1, 0, (uint64_t)INT64_MAX};
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
    assert_true(id == UINT64_MAX);
    assert_int_equal(ida_snowflake_decompose(&layout, id, &parts), IDA_OK);
    assert_int_equal(parts.time_us, -1);
}

TEST(every_order_of_fields_composes_and_decomposes)
{
    static const struct {
        ida_snowflake_order order;
        uint64_t id;
    } cases[] = {
        {IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR, 0x5u << 12 | 0x9u << 8 | 0xab},
        {IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE, 0x5u << 12 | 0xabu << 4 | 0x9},
        {IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE, 0xabu << 9 | 0x5u << 4 | 0x9},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("order %d", (int)cases[i].order);
        ida_snowflake_layout layout = {.epoch_us = -100,
                                       .unit_us = 10,
                                       .time_bits = 5,
                                       .sequence_bits = 4,
                                       .coordinator_bits = 8,
                                       .order = cases[i].order};
        ida_snowflake_parts parts = {-41, 9, 0xab};
        uint64_t id = 0;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
        assert_true(id == cases[i].id);
        assert_int_equal(ida_snowflake_decompose(&layout, id, &parts), IDA_OK);
        assert_int_equal(parts.time_us, -50);
        assert_int_equal(parts.sequence, 9);
        assert_int_equal(parts.coordinator, 0xab);
        assert_int_equal(ida_snowflake_decompose(&layout, id | 1u << 17, &parts), IDA_MALFORMED);
    }
}

/* What a search for the IDs of a time needs: none of the tick before, all of the span, none after.
 */
TEST(the_ids_of_a_span_of_ticks_lie_between_those_of_its_ends)
{
    const ida_snowflake_order orders[] = {IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR,
                                          IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        name_case("order %d", (int)orders[i]);
        ida_snowflake_layout layout = ida_snowflake_twitter();
        layout.order = orders[i];
        ida_snowflake_parts parts = {.time_us = DAY};
        uint64_t begin = 0;
        uint64_t end = 0;
        uint64_t id = 0;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &begin), IDA_OK);
        parts.time_us = DAY + 3 * MS;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &end), IDA_OK);
        parts = (ida_snowflake_parts){DAY - 1, 4095, 1023};
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
        assert_int_equal(id, begin - 1);
        parts.time_us = DAY + 3 * MS - 1;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
        assert_int_equal(id, end - 1);
    }
}

/* Elsewhere a sequence that was too large ran over into the worker. */
TEST(parts_that_do_not_fit_are_refused)
{
    ida_snowflake_layout layout = ida_snowflake_noah();
    ida_snowflake_parts parts[] = {
        {DAY, 256, 0}, {DAY, 0, 65536}, {DAY, UINT64_MAX, 0}, {layout.epoch_us - 1, 0, 0}};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        name_case("%" PRId64 ", %" PRIu64 ", %" PRIu64, parts[i].time_us, parts[i].sequence,
                  parts[i].coordinator);
        uint64_t id = 4711;
        assert_int_equal(ida_snowflake_compose(&layout, &parts[i], &id), IDA_INVALID_ARGUMENT);
        assert_int_equal(id, 4711);
    }
    ida_snowflake_parts read = {1, 2, 3};
    assert_int_equal(ida_snowflake_decompose(&layout, UINT64_C(1) << 63, &read), IDA_MALFORMED);
    assert_int_equal(read.sequence, 2);
}

TEST(configurations_out_of_bounds_are_refused)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snowflake *generator = NULL;
    ida_snowflake_config good = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake_config bad[4] = {good, good, good, good};
    bad[0].coordinator = 1024;
    bad[1].policy.behind = (ida_snowflake_behind)2;
    bad[2].policy.full = (ida_snowflake_full)2;
    bad[3].lease_start_us = 5;
    bad[3].lease_end_us = 4;
    static const char *const names[] = {"coordinator", "behind", "full", "lease"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", names[i]);
        assert_int_equal(ida_snowflake_create(&allocator, &bad[i], &generator),
                         IDA_INVALID_ARGUMENT);
        assert_null(generator);
    }
}

TEST(no_memory_no_generator)
{
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_snowflake_config config = snowflake_config(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake *generator = NULL;
    test_allocator_fail_nth(&memory, 1);
    assert_int_equal(ida_snowflake_create(&allocator, &config, &generator), IDA_NO_MEMORY);
    assert_null(generator);
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(ida_snowflake_create(&allocator, &config, &generator), IDA_OK);
    (void)snowflake_next(generator, DAY);
    ida_snowflake_destroy(generator);
    ida_snowflake_destroy(NULL);
    test_allocator_assert_clean(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_out_of_bounds_are_refused),
        cmocka_unit_test(a_layout_may_use_time_to_its_end),
        cmocka_unit_test(every_order_of_fields_composes_and_decomposes),
        cmocka_unit_test(the_ids_of_a_span_of_ticks_lie_between_those_of_its_ends),
        cmocka_unit_test(parts_that_do_not_fit_are_refused),
        cmocka_unit_test(configurations_out_of_bounds_are_refused),
        cmocka_unit_test(no_memory_no_generator),
    };
    return RUN_TESTS(tests);
}
