/* Snowflake generators and lanes in one line each: see the header. */
#include "support_snowflake.h"

#include "support_cmocka.h"

ida_snowflake_config snowflake_config(ida_snowflake_behind behind, ida_snowflake_full full,
                                      uint64_t lead_us)
{
    return (ida_snowflake_config){.layout = ida_snowflake_twitter(),
                                  .policy = {behind, full, lead_us},
                                  .coordinator = 33,
                                  .lease_start_us = INT64_MIN,
                                  .lease_end_us = INT64_MAX,
                                  .high_water_us = INT64_MIN};
}

ida_snowflake *snowflake_new(const ida_snowflake_config *config)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snowflake *generator = NULL;
    assert_int_equal(ida_snowflake_create(&allocator, config, &generator), IDA_OK);
    return generator;
}

ida_snowflake *snowflake_of(ida_snowflake_behind behind, ida_snowflake_full full, uint64_t lead_us)
{
    ida_snowflake_config config = snowflake_config(behind, full, lead_us);
    return snowflake_new(&config);
}

uint64_t snowflake_id(int64_t time_us, uint64_t sequence)
{
    ida_snowflake_layout layout = ida_snowflake_twitter();
    ida_snowflake_parts parts = {time_us, sequence, 33};
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
    return id;
}

void assert_snowflake(uint64_t id, int64_t time_us, uint64_t sequence)
{
    ida_snowflake_layout layout = ida_snowflake_twitter();
    ida_snowflake_parts parts;
    assert_int_equal(ida_snowflake_decompose(&layout, id, &parts), IDA_OK);
    assert_int_equal(parts.coordinator, 33);
    assert_int_equal(parts.time_us, time_us);
    assert_int_equal(parts.sequence, sequence);
}

uint64_t snowflake_next(ida_snowflake *generator, int64_t now_us)
{
    uint64_t id = 0;
    int64_t try_at_us = 4711;
    assert_int_equal(ida_snowflake_next(generator, now_us, &id, &try_at_us), IDA_OK);
    assert_int_equal(try_at_us, 4711);
    return id;
}

uint64_t snowflake_lane_next(ida_snowflake_lane *lane, int64_t now_us)
{
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_lane_next(lane, now_us, &id, NULL), IDA_OK);
    return id;
}

void snowflake_fill(ida_snowflake *generator, int64_t now_us, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        (void)snowflake_next(generator, now_us);
    }
}

void snowflake_refuses(ida_snowflake *generator, int64_t now_us, ida_status status,
                       int64_t try_at_us)
{
    uint64_t id = 4711;
    int64_t told_us = 4712;
    assert_int_equal(ida_snowflake_next(generator, now_us, &id, &told_us), status);
    assert_int_equal(id, 4711);
    assert_int_equal(told_us, try_at_us);
    assert_int_equal(ida_snowflake_next(generator, now_us, &id, NULL), status);
}

void snowflake_lane_refuses(ida_snowflake_lane *lane, int64_t now_us, ida_status status,
                            int64_t try_at_us)
{
    uint64_t id = 4711;
    int64_t told_us = 4712;
    assert_int_equal(ida_snowflake_lane_next(lane, now_us, &id, &told_us), status);
    assert_int_equal(id, 4711);
    assert_int_equal(told_us, try_at_us);
}

void snowflake_is_over(ida_snowflake *generator, int64_t now_us, ida_status status)
{
    snowflake_refuses(generator, now_us, status, 4712);
}
