/* The index over ascending keys, against a plain array of the same keys. */
#include "../src/key_index.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_random.h"
#include "support_world.h"

typedef struct fixture {
    test_allocator memory;
    ida_allocator allocator;
    ida_key_index index;
    uint64_t *keys;
    size_t count;
} fixture;

static void fixture_open(fixture *f, size_t capacity)
{
    memset(f, 0, sizeof(*f));
    test_allocator_init(&f->memory);
    f->allocator = test_allocator_interface(&f->memory);
    f->keys = calloc(capacity, sizeof(*f->keys));
    assert_non_null(f->keys);
}

static void fixture_close(fixture *f)
{
    ida_key_index_free(&f->index, &f->allocator);
    test_allocator_assert_clean(&f->memory);
    free(f->keys);
}

static void append(fixture *f, uint64_t key)
{
    assert_true(ida_key_index_reserve(&f->index, &f->allocator));
    ida_key_index_append(&f->index, key);
    f->keys[f->count++] = key;
}

/* Every place where the answer changes: at a key, just below it and just above it. */
static void assert_floors_right(const fixture *f)
{
    assert_int_equal(ida_key_index_count(&f->index), f->count);
    for (size_t i = 0; i < f->count; i++) {
        name_case("key %zu of %zu", i, f->count);
        assert_int_equal(ida_key_index_at(&f->index, i), f->keys[i]);
        assert_int_equal(ida_key_index_floor(&f->index, f->keys[i]), i);
        if (i > 0) {
            assert_int_equal(ida_key_index_floor(&f->index, f->keys[i] - 1), i - 1);
        }
    }
    assert_int_equal(ida_key_index_floor(&f->index, UINT64_MAX), f->count - 1);
    assert_int_equal(ida_key_index_floor(&f->index, f->keys[f->count - 1] + 1), f->count - 1);
}

TEST(an_empty_index_is_sound)
{
    fixture f;
    fixture_open(&f, 1);
    assert_int_equal(ida_key_index_count(&f.index), 0);
    assert_int_equal(ida_key_index_memory(&f.index), 0);
    assert_true(ida_key_index_verify(&f.index));
    fixture_close(&f);
}

TEST(floor_is_right_at_every_size_across_the_first_levels)
{
    fixture f;
    fixture_open(&f, 600);
    uint64_t random = 1;
    uint64_t key = 0;
    for (size_t i = 0; i < 600; i++) {
        append(&f, key);
        key += 2 + random_below(&random, 50);
        assert_floors_right(&f);
        assert_true(ida_key_index_verify(&f.index));
        assert_int_equal(ida_key_index_memory(&f.index), f.memory.live_bytes);
    }
    fixture_close(&f);
}

TEST(floor_is_right_where_levels_begin)
{
    fixture f;
    fixture_open(&f, 70000);
    const size_t stops[] = {4095, 4096, 4097, 4112, 4113, 65535, 65536, 65537, 65552, 65553, 70000};
    size_t stop = 0;
    for (size_t i = 0; i < 70000; i++) {
        append(&f, 7 + 3 * (uint64_t)i);
        if (f.count == stops[stop]) {
            assert_floors_right(&f);
            assert_true(ida_key_index_verify(&f.index));
            assert_int_equal(ida_key_index_memory(&f.index), f.memory.live_bytes);
            stop++;
        }
    }
    assert_int_equal(stop, COUNT_OF(stops));
    fixture_close(&f);
}

TEST(neighbouring_and_extreme_keys_are_told_apart)
{
    fixture f;
    fixture_open(&f, 100);
    for (uint64_t i = 0; i < 40; i++) {
        append(&f, i);
    }
    for (uint64_t i = 0; i < 40; i++) {
        append(&f, (UINT64_C(1) << 63) - 20 + i);
    }
    for (uint64_t i = 0; i < 20; i++) {
        append(&f, UINT64_MAX - 19 + i);
    }
    for (size_t i = 0; i < f.count; i++) {
        name_case("key %zu", i);
        assert_int_equal(ida_key_index_floor(&f.index, f.keys[i]), i);
    }
    assert_int_equal(ida_key_index_floor(&f.index, 40), 39);
    assert_int_equal(ida_key_index_floor(&f.index, (UINT64_C(1) << 63) + 20), 79);
    assert_int_equal(ida_key_index_floor(&f.index, UINT64_MAX - 20), 79);
    fixture_close(&f);
}

TEST(memory_stays_within_a_few_bytes_a_key)
{
    fixture f;
    fixture_open(&f, 50000);
    for (size_t i = 0; i < 50000; i++) {
        name_case("key %zu", i);
        append(&f, i);
        if (i >= 64) {
            assert_true(f.memory.live_bytes <= (i + 1) * 8 * 3);
        }
    }
    fixture_close(&f);
}

TEST(a_level_takes_memory_only_when_it_is_needed)
{
    fixture f;
    fixture_open(&f, 5000);
    for (size_t i = 0; i < 5000; i++) {
        append(&f, i);
        name_case("%zu keys", f.count);
        size_t levels = f.count <= 16 ? 1 : f.count <= 256 ? 2 : f.count <= 4096 ? 3 : 4;
        assert_int_equal(f.memory.live_blocks, levels);
        assert_int_equal(f.index.height, levels);
    }
    fixture_close(&f);
}

TEST(reserving_again_takes_nothing)
{
    fixture f;
    fixture_open(&f, 1);
    for (size_t i = 0; i < 300; i++) {
        name_case("%zu keys", i);
        assert_true(ida_key_index_reserve(&f.index, &f.allocator));
        size_t requests = f.memory.requests;
        assert_true(ida_key_index_reserve(&f.index, &f.allocator));
        assert_int_equal(f.memory.requests, requests);
        assert_int_equal(ida_key_index_count(&f.index), i);
        ida_key_index_append(&f.index, i);
    }
    fixture_close(&f);
}

TEST(a_failed_reserve_changes_nothing_and_may_be_repeated)
{
    fixture f;
    fixture_open(&f, 5000);
    size_t failures = 0;
    for (size_t i = 0; i < 5000; i++) {
        for (size_t nth = 1;; nth++) {
            name_case("key %zu, request %zu", i, nth);
            test_allocator_fail_nth(&f.memory, nth);
            bool reserved = ida_key_index_reserve(&f.index, &f.allocator);
            assert_int_equal(reserved, !f.memory.failed);
            if (reserved) {
                break;
            }
            failures++;
            assert_true(ida_key_index_verify(&f.index));
            assert_int_equal(ida_key_index_count(&f.index), f.count);
            assert_int_equal(ida_key_index_memory(&f.index), f.memory.live_bytes);
            if (f.count > 0) {
                assert_int_equal(ida_key_index_floor(&f.index, UINT64_MAX), f.count - 1);
                assert_int_equal(ida_key_index_floor(&f.index, f.keys[f.count / 2]), f.count / 2);
            }
        }
        test_allocator_fail_nth(&f.memory, 0);
        ida_key_index_append(&f.index, 5 * (uint64_t)i);
        f.keys[f.count++] = 5 * (uint64_t)i;
    }
    assert_true(failures > 3);
    assert_floors_right(&f);
    fixture_close(&f);
}

/* Keys are 10 apart, so a key that is 10 off is equal to its neighbour. */
static void assert_damaged_keys_are_found(fixture *f, uint32_t level)
{
    ida_key_level *keys = &f->index.levels[level];
    const size_t places[] = {0, keys->count / 2, keys->count - 1};
    for (size_t i = 0; i < 3; i++) {
        name_case("level %" PRIu32 ", key %zu", level, places[i]);
        uint64_t *key = &keys->keys[places[i]];
        uint64_t before = *key;
        *key = before - 10;
        assert_false(ida_key_index_verify(&f->index));
        *key = before + 10;
        /* The last key of all may be as large as it likes. */
        assert_int_equal(ida_key_index_verify(&f->index), level == 0 && i == 2);
        *key = before;
        assert_true(ida_key_index_verify(&f->index));
    }
}

TEST(verify_finds_damaged_keys_at_every_level)
{
    fixture f;
    fixture_open(&f, 5000);
    for (size_t i = 0; i < 5000; i++) {
        append(&f, 10 + 10 * (uint64_t)i);
    }
    assert_true(f.index.height >= 3);
    for (uint32_t level = 0; level < f.index.height; level++) {
        assert_damaged_keys_are_found(&f, level);
    }
    fixture_close(&f);
}

TEST(verify_finds_levels_of_the_wrong_size)
{
    fixture f;
    fixture_open(&f, 5000);
    for (size_t i = 0; i < 5000; i++) {
        append(&f, 10 + 10 * (uint64_t)i);
    }
    for (uint32_t level = 1; level < f.index.height; level++) {
        name_case("level %" PRIu32, level);
        ida_key_level *keys = &f.index.levels[level];
        keys->count--;
        assert_false(ida_key_index_verify(&f.index));
        keys->count += 2;
        assert_false(ida_key_index_verify(&f.index));
        keys->count--;
    }
    f.index.height--;
    assert_false(ida_key_index_verify(&f.index));
    f.index.height++;
    assert_true(ida_key_index_verify(&f.index));
    fixture_close(&f);
}

TEST(verify_finds_damage_in_an_index_of_one_level)
{
    fixture f;
    fixture_open(&f, 5);
    f.index.height = 1;
    assert_false(ida_key_index_verify(&f.index));
    f.index.height = 0;
    for (size_t i = 0; i < 5; i++) {
        append(&f, 10 + 10 * (uint64_t)i);
    }
    for (size_t i = 0; i + 1 < 5; i++) {
        name_case("key %zu", i);
        f.index.levels[0].keys[i] += 10;
        assert_false(ida_key_index_verify(&f.index));
        f.index.levels[0].keys[i] -= 10;
    }
    f.index.height = 0;
    assert_false(ida_key_index_verify(&f.index));
    f.index.height = 1;
    size_t capacity = f.index.levels[0].capacity;
    f.index.levels[0].capacity = 4;
    assert_false(ida_key_index_verify(&f.index));
    f.index.levels[0].capacity = 5;
    assert_true(ida_key_index_verify(&f.index));
    f.index.levels[0].capacity = capacity;
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_index_is_sound),
        cmocka_unit_test(floor_is_right_at_every_size_across_the_first_levels),
        cmocka_unit_test(floor_is_right_where_levels_begin),
        cmocka_unit_test(neighbouring_and_extreme_keys_are_told_apart),
        cmocka_unit_test(memory_stays_within_a_few_bytes_a_key),
        cmocka_unit_test(a_level_takes_memory_only_when_it_is_needed),
        cmocka_unit_test(reserving_again_takes_nothing),
        cmocka_unit_test(a_failed_reserve_changes_nothing_and_may_be_repeated),
        cmocka_unit_test(verify_finds_damaged_keys_at_every_level),
        cmocka_unit_test(verify_finds_levels_of_the_wrong_size),
        cmocka_unit_test(verify_finds_damage_in_an_index_of_one_level),
    };
    return RUN_TESTS(tests);
}
