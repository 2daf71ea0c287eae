/* What a generator is made of, and what is refused; global IDs. */
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_korder.h"

TEST(the_usual_options_are_strict_with_a_second_of_lead)
{
    ida_korder_options options = ida_korder_options_default();
    assert_int_equal(options.mode, IDA_KORDER_STRICT);
    assert_int_equal(options.lead_ticks, 977);
    assert_int_equal(options.high_water, 0);
    assert_int_equal(options.first_sequence, 1);
}

TEST(arguments_outside_their_limits_are_refused)
{
    test_allocator counting;
    test_allocator_init(&counting);
    ida_allocator allocator = test_allocator_interface(&counting);
    ida_korder *generator = NULL;
    static const struct {
        uint32_t drift;
        ida_korder_mode mode;
        ida_korder_local high_water;
        uint32_t first_sequence;
    } bad[] = {{4, IDA_KORDER_STRICT, 0, 1},
               {11, IDA_KORDER_STRICT, 0, 1},
               {8, (ida_korder_mode)2, 0, 1},
               {8, IDA_KORDER_STRICT, UINT64_C(977) << 14, 1},
               {8, IDA_KORDER_STRICT, UINT64_C(1000000) << 24, 1},
               {8, IDA_KORDER_STRICT, 0, SEQUENCES}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("drift %" PRIu32 ", mode %d, mark %" PRIu64 ", sequence %" PRIu32, bad[i].drift,
                  (int)bad[i].mode, bad[i].high_water, bad[i].first_sequence);
        ida_korder_config config = korder_config(1, bad[i].drift);
        ida_korder_options options = ida_korder_options_default();
        options.mode = bad[i].mode;
        options.high_water = bad[i].high_water;
        options.first_sequence = bad[i].first_sequence;
        assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator),
                         IDA_INVALID_ARGUMENT);
        assert_null(generator);
    }
    assert_int_equal(counting.requests, 0);
}

TEST(every_drift_within_the_limits_makes_a_generator)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_korder_options options = ida_korder_options_default();
    for (uint32_t drift = IDA_KORDER_DRIFT_MIN; drift <= IDA_KORDER_DRIFT_MAX; drift++) {
        name_case("drift %" PRIu32, drift);
        ida_korder_config config = korder_config(UINT32_MAX, drift);
        ida_korder *generator = NULL;
        assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_OK);
        assert_int_equal(ida_korder_get_config(generator).drift, drift);
        assert_true(ida_korder_get_config(generator).node == UINT32_MAX);
        ida_korder_destroy(generator);
    }
}

TEST(without_memory_nothing_is_made)
{
    test_allocator counting;
    test_allocator_init(&counting);
    ida_allocator allocator = test_allocator_interface(&counting);
    ida_korder_config config = korder_config(1, 8);
    ida_korder_options options = ida_korder_options_default();
    ida_korder *generator = NULL;
    test_allocator_fail_nth(&counting, 1);
    assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_NO_MEMORY);
    assert_null(generator);
    test_allocator_fail_nth(&counting, 0);
    assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_OK);
    ida_korder_destroy(generator);
    ida_korder_destroy(NULL);
    test_allocator_assert_clean(&counting);
}

TEST(global_ids_have_the_generators_node_and_drift)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_korder_config config = korder_config(0x01020304, 6);
    ida_korder_options options = korder_strict(0, 0);
    ida_korder *generator = NULL;
    ida_korder_global global = {{7}};
    assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_OK);
    ida_korder_config read = ida_korder_get_config(generator);
    assert_true(read.node == config.node && read.drift == config.drift);
    for (uint32_t i = 0; i < SEQUENCES; i++) {
        name_case("sequence %" PRIu32, i);
        ida_korder_global expected = korder_global(config, korder_make(NOW, i));
        assert_int_equal(ida_korder_next_global(generator, NOW, &global), IDA_OK);
        assert_memory_equal(global.bytes, expected.bytes, sizeof(expected.bytes));
    }
    memset(&global, 7, sizeof(global));
    assert_int_equal(ida_korder_next_global(generator, NOW, &global), IDA_TRY_LATER);
    assert_int_equal(ida_korder_next_global(generator, UINT64_MAX, &global), IDA_EXHAUSTED);
    assert_int_equal(global.bytes[0], 7);
    ida_korder_destroy(generator);
}

/* This file and others of k-order are compiled twice: see korder_tests.cmake. */
TEST(it_is_thread_safe_where_there_are_atomics)
{
#ifdef __STDC_NO_ATOMICS__
    assert_false(ida_korder_is_thread_safe());
#else
    assert_true(ida_korder_is_thread_safe());
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_options_are_strict_with_a_second_of_lead),
        cmocka_unit_test(arguments_outside_their_limits_are_refused),
        cmocka_unit_test(every_drift_within_the_limits_makes_a_generator),
        cmocka_unit_test(without_memory_nothing_is_made),
        cmocka_unit_test(global_ids_have_the_generators_node_and_drift),
        cmocka_unit_test(it_is_thread_safe_where_there_are_atomics),
    };
    return RUN_TESTS(tests);
}
