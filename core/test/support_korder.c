/* k-ordered IDs and generators in one line each: see the header. */
#include "support_korder.h"

#include "support_cmocka.h"
#include "support_random.h"

uint64_t korder_tick_after(uint64_t tick_us)
{
    uint64_t second = tick_us / 1000000 * 1000000;
    return tick_us + 1024 < second + 1000000 ? tick_us + 1024 : second + 1000000;
}

uint32_t korder_random_burst(uint64_t *random)
{
    static const uint32_t sizes[] = {1, 2, 130, 300, 16500};
    return 1 + (uint32_t)random_below(random, sizes[random_below(random, 5)]);
}

ida_korder_config korder_config(uint32_t node, uint32_t drift)
{
    ida_korder_config config = {.node = node, .drift = drift};
    return config;
}

ida_korder_options korder_strict(uint32_t lead_ticks, ida_korder_local high_water)
{
    ida_korder_options options = ida_korder_options_default();
    options.lead_ticks = lead_ticks;
    options.high_water = high_water;
    return options;
}

ida_korder_options korder_faithful(uint32_t first_sequence)
{
    ida_korder_options options = ida_korder_options_default();
    options.mode = IDA_KORDER_FAITHFUL;
    options.first_sequence = first_sequence;
    options.lead_ticks = 0;
    return options;
}

ida_korder *korder_new(ida_korder_options options)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_korder_config config = korder_config(1, IDA_KORDER_DRIFT_DEFAULT);
    ida_korder *generator = NULL;
    assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_OK);
    assert_non_null(generator);
    return generator;
}

ida_korder_local korder_make(uint64_t time_us, uint32_t sequence)
{
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_make(time_us, sequence, &local), IDA_OK);
    return local;
}

ida_korder_local korder_next(ida_korder *generator, uint64_t now_us)
{
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_next(generator, now_us, &local), IDA_OK);
    return local;
}

ida_korder_local korder_lane_next(ida_korder_lane *lane, uint64_t now_us)
{
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_lane_next(lane, now_us, &local), IDA_OK);
    return local;
}

ida_korder_local korder_mark(const ida_korder *generator)
{
    ida_korder_local mark = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_OK);
    return mark;
}

ida_korder_global korder_global(ida_korder_config config, ida_korder_local local)
{
    ida_korder_global global = {{0}};
    assert_int_equal(ida_korder_to_global(&config, local, &global), IDA_OK);
    return global;
}

void assert_next_refused(ida_korder *generator, uint64_t now_us, ida_status status)
{
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_next(generator, now_us, &local), status);
    assert_true(local == TEST_NO_LOCAL);
}

void assert_lane_refused(ida_korder_lane *lane, uint64_t now_us, ida_status status)
{
    ida_korder_local local = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_lane_next(lane, now_us, &local), status);
    assert_true(local == TEST_NO_LOCAL);
}

void assert_next_run(ida_korder *generator, uint64_t now_us, ida_korder_local first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        name_case("ID %" PRIu32 " of %" PRIu32 " at %" PRIu64, i, count, now_us);
        assert_true(korder_next(generator, now_us) == first + i);
    }
}

void assert_lane_run(ida_korder_lane *lane, uint64_t now_us, ida_korder_local first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        name_case("ID %" PRIu32 " of %" PRIu32 " at %" PRIu64, i, count, now_us);
        assert_true(korder_lane_next(lane, now_us) == first + i);
    }
}
