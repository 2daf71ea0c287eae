/* Growing arrays: from every capacity, one more element must find room or memory must be out. */
#include "memory.h"
#include "support_cmocka.h"

/* A session that is loaded with one local run has an array of exactly one. */
TEST(growing_a_full_array_always_makes_it_larger)
{
    ida_allocator allocator = ida_allocator_standard();
    for (size_t full = 1; full < 40; full++) {
        name_case("%zu elements", full);
        size_t capacity = full;
        uint16_t *block = ida_allocate(&allocator, capacity * sizeof *block);
        assert_non_null(block);
        block[full - 1] = 4711;
        block = ida_grow(&allocator, block, sizeof *block, full, &capacity);
        assert_non_null(block);
        assert_true(capacity > full);
        assert_int_equal(block[full - 1], 4711);
        ida_release(&allocator, block, capacity * sizeof *block);
    }
}

TEST(arrays_begin_with_four_and_grow_by_half)
{
    static const size_t expected[] = {4, 6, 9, 13, 19, 28};
    ida_allocator allocator = ida_allocator_standard();
    size_t capacity = 0;
    uint64_t *block = NULL;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        name_case("room for %zu", expected[i]);
        block = ida_grow(&allocator, block, sizeof *block, capacity, &capacity);
        assert_non_null(block);
        assert_int_equal(capacity, expected[i]);
    }
    ida_release(&allocator, block, capacity * sizeof *block);
}

TEST(an_array_with_room_is_left_as_it_is)
{
    ida_allocator allocator = ida_allocator_standard();
    size_t capacity = 5;
    uint64_t *block = ida_allocate(&allocator, capacity * sizeof *block);
    assert_non_null(block);
    assert_ptr_equal(ida_grow(&allocator, block, sizeof *block, 4, &capacity), block);
    assert_int_equal(capacity, 5);
    ida_release(&allocator, block, capacity * sizeof *block);
}

static void *never_asked(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)block;
    (void)old_size;
    (void)new_size;
    fail_msg("an impossible size reached the allocator");
    return NULL;
}

TEST(a_size_that_does_not_fit_is_not_asked_for)
{
    ida_allocator allocator = {never_asked, NULL};
    size_t capacity = SIZE_MAX / 8;
    assert_null(ida_grow(&allocator, NULL, 8, SIZE_MAX / 8, &capacity));
    assert_int_equal(capacity, SIZE_MAX / 8);
    capacity = SIZE_MAX - 1;
    assert_null(ida_grow(&allocator, NULL, 1, SIZE_MAX - 1, &capacity));
    assert_int_equal(capacity, SIZE_MAX - 1);
}

static void *count_asked(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)block;
    (void)old_size;
    *(size_t *)context = new_size;
    return NULL;
}

/* Six of a sixth of all there is. */
TEST(the_largest_size_that_fits_is_asked_for)
{
    size_t asked = 0;
    ida_allocator allocator = {count_asked, &asked};
    size_t capacity = 4;
    assert_null(ida_grow(&allocator, NULL, SIZE_MAX / 6, 4, &capacity));
    assert_true(asked == SIZE_MAX / 6 * 6);
    assert_int_equal(capacity, 4);
    asked = 0;
    assert_null(ida_grow(&allocator, NULL, SIZE_MAX / 6 + 1, 4, &capacity));
    assert_int_equal(asked, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growing_a_full_array_always_makes_it_larger),
        cmocka_unit_test(arrays_begin_with_four_and_grow_by_half),
        cmocka_unit_test(an_array_with_room_is_left_as_it_is),
        cmocka_unit_test(a_size_that_does_not_fit_is_not_asked_for),
        cmocka_unit_test(the_largest_size_that_fits_is_asked_for),
    };
    return RUN_TESTS(tests);
}
