/* Lists of ascending pairs, against plain arrays of the same pairs. */
#include "../src/pair_list.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_random.h"
#include "support_world.h"

typedef struct fixture {
    test_allocator memory;
    ida_allocator allocator;
    ida_pair_list *list;
    ida_pair *plain;
    uint32_t count;
} fixture;

static void fixture_open(fixture *f, size_t capacity)
{
    memset(f, 0, sizeof(*f));
    test_allocator_init(&f->memory);
    f->allocator = test_allocator_interface(&f->memory);
    f->plain = calloc(capacity, sizeof(*f->plain));
    assert_non_null(f->plain);
}

static void fixture_close(fixture *f)
{
    ida_pair_list_free(f->list, &f->allocator);
    test_allocator_assert_clean(&f->memory);
    free(f->plain);
}

static void append(fixture *f, uint64_t first, uint64_t second)
{
    assert_true(ida_pair_list_reserve(&f->list, &f->allocator));
    ida_pair_list_append(f->list, first, second);
    f->plain[f->count++] = (ida_pair){first, second};
}

static uint32_t plain_floor(const fixture *f, uint64_t number, bool second)
{
    uint32_t at = 0;
    while (at + 1 < f->count &&
           (second ? f->plain[at + 1].second : f->plain[at + 1].first) <= number) {
        at++;
    }
    return at;
}

/* At each pair of a part of the list, and just below and above it. */
static void assert_floors_right(const fixture *f, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        ida_pair pair = f->plain[i];
        name_case("pair %u of %u", i, f->count);
        assert_int_equal(ida_pair_list_at(f->list, i)->first, pair.first);
        assert_int_equal(ida_pair_list_at(f->list, i)->second, pair.second);
        assert_int_equal(ida_pair_list_floor_first(f->list, pair.first), i);
        assert_int_equal(ida_pair_list_floor_second(f->list, pair.second), i);
        if (i > 0) {
            assert_int_equal(ida_pair_list_floor_first(f->list, pair.first - 1), i - 1);
            assert_int_equal(ida_pair_list_floor_second(f->list, pair.second - 1), i - 1);
        }
    }
    assert_int_equal(ida_pair_list_floor_first(f->list, UINT64_MAX), f->count - 1);
    assert_int_equal(ida_pair_list_floor_second(f->list, UINT64_MAX), f->count - 1);
}

TEST(an_empty_list_takes_no_memory)
{
    fixture f;
    fixture_open(&f, 1);
    assert_int_equal(ida_pair_list_count(f.list), 0);
    assert_int_equal(ida_pair_list_memory(f.list), 0);
    assert_true(ida_pair_list_reserve_exactly(&f.list, &f.allocator, 0));
    assert_null(f.list);
    fixture_close(&f);
}

TEST(floors_are_right_in_short_lists_of_every_length)
{
    fixture f;
    fixture_open(&f, 200);
    uint64_t random = 1;
    ida_pair next = {1, 0};
    for (uint32_t i = 0; i < 200; i++) {
        append(&f, next.first, next.second);
        next.first += 1 + random_below(&random, 9);
        next.second += 1 + random_below(&random, 1000);
        assert_floors_right(&f, 0, f.count);
        assert_int_equal(ida_pair_list_memory(f.list), f.memory.live_bytes);
    }
    fixture_close(&f);
}

/* How far the next pair is, in lists that make a guess good, bad, and as bad as it can be. */
static uint64_t alike(uint32_t position)
{
    (void)position;
    return 6;
}

static uint64_t mostly_small(uint32_t position)
{
    return position % 1000 == 999 ? UINT64_C(1) << 40 : 1;
}

static uint64_t small_then_large(uint32_t position)
{
    return position < 10000 ? 1 : UINT64_C(1) << 30;
}

static uint64_t large_then_small(uint32_t position)
{
    return position < 10 ? UINT64_C(1) << 59 : 1;
}

static uint64_t doubling(uint32_t position)
{
    return position < 60 ? UINT64_C(1) << position : 1;
}

TEST(floors_are_right_in_long_lists_whatever_the_distances)
{
    uint64_t (*const distances[])(uint32_t) = {alike, mostly_small, small_then_large,
                                               large_then_small, doubling};
    for (size_t k = 0; k < COUNT_OF(distances); k++) {
        fixture f;
        fixture_open(&f, 20000);
        uint64_t first = 1;
        for (uint32_t i = 0; i < 20000; i++) {
            append(&f, first, first - 1);
            first += distances[k](i);
        }
        assert_floors_right(&f, 0, f.count);
        assert_int_equal(ida_pair_list_memory(f.list), f.memory.live_bytes);
        fixture_close(&f);
    }
}

TEST(what_lies_between_two_pairs_belongs_to_the_first)
{
    fixture f;
    fixture_open(&f, 9000);
    uint64_t random = 2;
    uint64_t number = 0;
    for (uint32_t i = 0; i < 9000; i++) {
        append(&f, number, number * 2);
        number += 1 + random_below(&random, 100);
    }
    for (uint32_t i = 0; i < 3000; i++) {
        uint64_t wanted = random_below(&random, number + 50);
        name_case("%" PRIu64, wanted);
        assert_int_equal(ida_pair_list_floor_first(f.list, wanted), plain_floor(&f, wanted, false));
        assert_int_equal(ida_pair_list_floor_second(f.list, wanted), plain_floor(&f, wanted, true));
    }
    fixture_close(&f);
}

TEST(exact_room_is_exact_up_to_the_head_and_can_still_grow)
{
    static const uint32_t counts[] = {1, 2, 3, 100, 4095, 4096, 4097, 8192, 8193, 20000};
    for (size_t k = 0; k < COUNT_OF(counts); k++) {
        fixture f;
        fixture_open(&f, 30000);
        name_case("%u pairs", counts[k]);
        assert_true(ida_pair_list_reserve_exactly(&f.list, &f.allocator, counts[k]));
        uint32_t rest = counts[k] % IDA_PAIR_LIST_IN_HEAD;
        uint32_t room = counts[k] <= IDA_PAIR_LIST_IN_HEAD || rest == 0
                            ? counts[k]
                            : counts[k] + IDA_PAIR_LIST_IN_HEAD - rest;
        assert_int_equal(f.list->capacity, room);
        assert_int_equal(ida_pair_list_memory(f.list), f.memory.live_bytes);
        for (uint32_t i = 0; i < counts[k] + 5000; i++) {
            append(&f, i * 3 + 1, i * 5);
        }
        assert_floors_right(&f, 0, f.count);
        assert_int_equal(ida_pair_list_memory(f.list), f.memory.live_bytes);
        fixture_close(&f);
    }
}

TEST(a_refused_reserve_changes_nothing)
{
    fixture f;
    fixture_open(&f, 40000);
    for (uint32_t i = 0; i < 40000; i++) {
        for (uint64_t nth = 1;; nth++) {
            ida_pair_list *before = f.list;
            test_allocator_fail_nth(&f.memory, nth);
            bool reserved = ida_pair_list_reserve(&f.list, &f.allocator);
            bool failed = f.memory.failed;
            test_allocator_fail_nth(&f.memory, 0);
            assert_int_equal(reserved, !failed);
            assert_int_equal(ida_pair_list_memory(f.list), f.memory.live_bytes);
            if (reserved) {
                break;
            }
            assert_ptr_equal(f.list, before);
            assert_int_equal(ida_pair_list_count(f.list), i);
        }
        append(&f, i + 1, i);
    }
    assert_floors_right(&f, 0, 5000);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_list_takes_no_memory),
        cmocka_unit_test(floors_are_right_in_short_lists_of_every_length),
        cmocka_unit_test(floors_are_right_in_long_lists_whatever_the_distances),
        cmocka_unit_test(what_lies_between_two_pairs_belongs_to_the_first),
        cmocka_unit_test(exact_room_is_exact_up_to_the_head_and_can_still_grow),
        cmocka_unit_test(a_refused_reserve_changes_nothing),
    };
    return RUN_TESTS(tests);
}
