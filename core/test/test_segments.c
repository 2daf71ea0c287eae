/* Arrays in segments: how they grow, what stays where it is, and what they take. */
#include "../src/segments.h"
#include "support_allocator.h"
#include "support_cmocka.h"

/* Enough for the first segment, and several behind it, of the shapes below. */
enum { ELEMENTS = 150 };

/* An odd size, so that nothing is aligned by chance. */
typedef struct element {
    unsigned char bytes[5];
} element;

typedef struct fixture {
    test_allocator memory;
    ida_allocator allocator;
    ida_segments segments;
    ida_segment_shape shape;
    size_t count;
} fixture;

static void fixture_open(fixture *f, unsigned shift)
{
    memset(f, 0, sizeof(*f));
    test_allocator_init(&f->memory);
    f->allocator = test_allocator_interface(&f->memory);
    f->shape = (ida_segment_shape){sizeof(element), shift};
}

static void fixture_close(fixture *f)
{
    ida_segments_free(&f->segments, &f->allocator, f->shape);
    test_allocator_assert_clean(&f->memory);
}

static size_t segment_size(const fixture *f)
{
    return (size_t)1 << f->shape.shift;
}

static element *at(const fixture *f, size_t position)
{
    return ida_segments_at(&f->segments, f->shape, position);
}

static element element_of(size_t position)
{
    element made;
    memset(made.bytes, (int)(position * 7 + 1) & 0xff, sizeof(made.bytes));
    made.bytes[0] = (unsigned char)(position >> 8);
    return made;
}

static bool reserve(fixture *f, size_t wanted)
{
    return ida_segments_reserve(&f->segments, &f->allocator, f->shape, wanted);
}

static void append(fixture *f)
{
    assert_true(reserve(f, f->count + 1));
    *at(f, f->count) = element_of(f->count);
    f->count++;
}

static void assert_memory_is_right(const fixture *f)
{
    assert_int_equal(ida_segments_memory(&f->segments, f->shape), f->memory.live_bytes);
}

static void assert_values_are_kept(const fixture *f)
{
    for (size_t i = 0; i < f->count; i++) {
        element expected = element_of(i);
        name_case("element %zu of %zu", i, f->count);
        assert_memory_equal(at(f, i), &expected, sizeof(expected));
    }
}

TEST(an_empty_array_takes_no_memory)
{
    fixture f;
    fixture_open(&f, 3);
    assert_true(reserve(&f, 0));
    assert_memory_is_right(&f);
    assert_int_equal(f.memory.requests, 0);
    fixture_close(&f);
}

TEST(elements_keep_their_values_at_every_size)
{
    for (unsigned shift = 0; shift <= 5; shift++) {
        fixture f;
        fixture_open(&f, shift);
        for (size_t i = 0; i < ELEMENTS; i++) {
            append(&f);
            assert_values_are_kept(&f);
            assert_memory_is_right(&f);
            assert_int_equal(f.memory.live_blocks,
                             1 + (f.segments.capacity + segment_size(&f) - 1) / segment_size(&f));
        }
        fixture_close(&f);
    }
}

/* Room for many at once is room for each of them, from every size that there was before. */
TEST(room_for_many_at_once)
{
    for (size_t before = 0; before < 40; before++) {
        for (size_t wanted = before; wanted < 60; wanted++) {
            fixture f;
            fixture_open(&f, 3);
            while (f.count < before) {
                append(&f);
            }
            assert_true(reserve(&f, wanted));
            assert_true(f.segments.capacity >= wanted);
            assert_values_are_kept(&f);
            assert_memory_is_right(&f);
            size_t requests = f.memory.requests;
            while (f.count < wanted) {
                append(&f);
            }
            assert_int_equal(f.memory.requests, requests);
            assert_values_are_kept(&f);
            fixture_close(&f);
        }
    }
}

/* Up to one segment it doubles; then it has at most one segment that is not needed yet. */
TEST(little_room_is_left_over)
{
    fixture f;
    fixture_open(&f, 4);
    while (f.count < ELEMENTS) {
        append(&f);
        name_case("%zu elements", f.count);
        if (f.count <= segment_size(&f)) {
            assert_true(f.segments.capacity < 2 * f.count);
        } else {
            assert_true(f.segments.capacity < f.count + segment_size(&f));
        }
    }
    fixture_close(&f);
}

TEST(elements_stay_in_place_once_the_first_segment_is_full)
{
    fixture f;
    fixture_open(&f, 4);
    const element *places[ELEMENTS];
    for (size_t i = 0; i < ELEMENTS; i++) {
        append(&f);
        places[i] = at(&f, i);
        /* The allocator moves all that it resizes. */
        if (f.count == segment_size(&f)) {
            for (size_t k = 0; k < f.count; k++) {
                places[k] = at(&f, k);
            }
        }
        for (size_t k = 0; f.count >= segment_size(&f) && k < f.count; k++) {
            name_case("element %zu of %zu", k, f.count);
            assert_ptr_equal(at(&f, k), places[k]);
        }
    }
    fixture_close(&f);
}

TEST(a_refused_reserve_changes_nothing)
{
    size_t failures = 0;
    for (unsigned shift = 0; shift <= 4; shift++) {
        fixture f;
        fixture_open(&f, shift);
        while (f.count < ELEMENTS) {
            bool reserved = false;
            for (size_t nth = 1; !reserved; nth++) {
                name_case("segments of %zu, element %zu, request %zu", segment_size(&f), f.count,
                          nth);
                size_t capacity = f.segments.capacity;
                test_allocator_fail_nth(&f.memory, nth);
                reserved = reserve(&f, f.count + 1);
                assert_int_equal(reserved, !f.memory.failed);
                failures += reserved ? 0 : 1;
                assert_true(reserved || f.segments.capacity == capacity);
                assert_memory_is_right(&f);
                assert_values_are_kept(&f);
            }
            test_allocator_fail_nth(&f.memory, 0);
            append(&f);
        }
        fixture_close(&f);
    }
    assert_true(failures > 100);
}

/* What it got before memory ran out is kept, and given back in the end. */
TEST(a_refused_reserve_of_many_leaks_nothing)
{
    for (size_t nth = 1;; nth++) {
        fixture f;
        fixture_open(&f, 3);
        append(&f);
        test_allocator_fail_nth(&f.memory, nth);
        name_case("request %zu", nth);
        bool reserved = reserve(&f, ELEMENTS);
        assert_int_equal(reserved, !f.memory.failed);
        assert_memory_is_right(&f);
        assert_values_are_kept(&f);
        fixture_close(&f);
        if (reserved) {
            assert_true(nth > ELEMENTS / segment_size(&f));
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_array_takes_no_memory),
        cmocka_unit_test(elements_keep_their_values_at_every_size),
        cmocka_unit_test(room_for_many_at_once),
        cmocka_unit_test(little_room_is_left_over),
        cmocka_unit_test(elements_stay_in_place_once_the_first_segment_is_full),
        cmocka_unit_test(a_refused_reserve_changes_nothing),
        cmocka_unit_test(a_refused_reserve_of_many_leaks_nothing),
    };
    return RUN_TESTS(tests);
}
