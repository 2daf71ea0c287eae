/* The tree of session IDs, against a plain sorted array of the same keys. */
#include "support_cmocka.h"
#include "support_random.h"
#include "support_uuid_tree.h"

/* The keys in the order in which they go in; key i has value_of(i). */
typedef struct key_list {
    ida_uuid *keys;
    size_t count;
} key_list;

static uint32_t value_of(size_t position)
{
    return (uint32_t)position * 3 + 1;
}

static void build_and_compare(const key_list *list, size_t check_every)
{
    tree_fixture f;
    tree_open(&f, list->count);
    for (size_t i = 0; i < list->count; i++) {
        tree_insert(&f, list->keys[i], value_of(i));
        if ((i + 1) % check_every == 0) {
            assert_tree_answers(&f);
        }
    }
    assert_tree_answers(&f);
    tree_close(&f);
}

static key_list list_new(size_t count)
{
    key_list list = {calloc(count, sizeof(ida_uuid)), count};
    assert_non_null(list.keys);
    return list;
}

static void shuffle(key_list *list, uint64_t seed)
{
    uint64_t random = seed;
    for (size_t i = list->count; i > 1; i--) {
        size_t j = (size_t)random_below(&random, i);
        ida_uuid swapped = list->keys[i - 1];
        list->keys[i - 1] = list->keys[j];
        list->keys[j] = swapped;
    }
}

TEST(an_empty_tree_knows_nothing)
{
    tree_fixture f;
    tree_open(&f, 1);
    assert_answers(&f, uuid_of(0, 0), 0);
    assert_answers(&f, TEST_UUID_MAX, 0);
    assert_true(ida_uuid_tree_verify(&f.tree, 0));
    assert_false(ida_uuid_tree_verify(&f.tree, 1));
    assert_int_equal(ida_uuid_tree_memory(&f.tree), 0);
    tree_close(&f);
}

TEST(ascending_keys)
{
    key_list list = list_new(30000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_of(i / 100, (i % 100) * 5);
    }
    build_and_compare(&list, 7919);
    free(list.keys);
}

TEST(descending_keys)
{
    key_list list = list_new(30000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_minus(TEST_UUID_MAX, i * 3);
    }
    build_and_compare(&list, 7919);
    free(list.keys);
}

TEST(random_keys)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        name_case("seed %" PRIu64, seed);
        key_list list = list_new(20000);
        uint64_t random = seed;
        for (size_t i = 0; i < list.count; i++) {
            uint64_t high = random_next(&random) & TEST_HIGH_MAX;
            list.keys[i] = uuid_of(high, random_next(&random));
        }
        build_and_compare(&list, 4999);
        free(list.keys);
    }
}

TEST(neighbouring_keys_across_the_upper_half_in_random_order)
{
    key_list list = list_new(20000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_plus(uuid_of(41, UINT64_MAX - 10000), i);
    }
    shuffle(&list, 5);
    build_and_compare(&list, 4999);
    free(list.keys);
}

TEST(keys_from_both_ends_to_the_middle)
{
    key_list list = list_new(20000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = i % 2 == 0 ? uuid_of(0, i) : uuid_minus(TEST_UUID_MAX, i);
    }
    build_and_compare(&list, 4999);
    free(list.keys);
}

TEST(keys_that_differ_in_one_half_only)
{
    key_list list = list_new(10000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_of(i % 100, i / 100 * (UINT64_MAX / 100));
    }
    shuffle(&list, 6);
    build_and_compare(&list, 2499);
    free(list.keys);
}

TEST(every_size_across_the_first_splits)
{
    for (int order = 0; order < 4; order++) {
        name_case("order %d", order);
        key_list list = list_new(700);
        for (size_t i = 0; i < list.count; i++) {
            size_t place = order == 1 ? list.count - i : i;
            list.keys[i] = uuid_of(1, 4 * place);
        }
        if (order >= 2) {
            shuffle(&list, (uint64_t)order);
        }
        build_and_compare(&list, 1);
        free(list.keys);
    }
}

TEST(every_size_across_the_second_level_of_splits_is_sound)
{
    for (int order = 0; order < 3; order++) {
        name_case("order %d", order);
        tree_fixture f;
        tree_open(&f, 3000);
        key_list list = list_new(3000);
        for (size_t i = 0; i < list.count; i++) {
            list.keys[i] = uuid_of(2, order == 1 ? UINT64_MAX - i : i);
        }
        if (order == 2) {
            shuffle(&list, 9);
        }
        for (size_t i = 0; i < list.count; i++) {
            tree_insert(&f, list.keys[i], value_of(i));
            assert_true(ida_uuid_tree_verify(&f.tree, f.count));
        }
        assert_tree_answers(&f);
        free(list.keys);
        tree_close(&f);
    }
}

TEST(reserving_again_takes_nothing)
{
    tree_fixture f;
    tree_open(&f, 1);
    for (size_t i = 0; i < 3000; i++) {
        name_case("key %zu", i);
        assert_true(ida_uuid_tree_reserve(&f.tree, &f.allocator));
        size_t requests = f.memory.requests;
        assert_true(ida_uuid_tree_reserve(&f.tree, &f.allocator));
        assert_int_equal(f.memory.requests, requests);
        ida_uuid_tree_insert(&f.tree, uuid_of(i % 53, i), 0);
    }
    tree_close(&f);
}

TEST(memory_stays_within_bytes_a_key)
{
    tree_fixture f;
    tree_open(&f, 40000);
    uint64_t random = 12;
    for (size_t i = 0; i < 40000; i++) {
        name_case("key %zu", i);
        tree_insert(&f, uuid_of(random_next(&random) & TEST_HIGH_MAX, i), 0);
        if (i >= 1000) {
            assert_true(f.memory.live_bytes <= (i + 1) * 200);
        }
    }
    tree_close(&f);
}

TEST(a_failed_reserve_changes_nothing_and_may_be_repeated)
{
    tree_fixture f;
    tree_open(&f, 4000);
    size_t failures = 0;
    uint64_t random = 8;
    for (size_t i = 0; i < 4000; i++) {
        for (size_t nth = 1;; nth++) {
            name_case("key %zu, request %zu", i, nth);
            test_allocator_fail_nth(&f.memory, nth);
            bool reserved = ida_uuid_tree_reserve(&f.tree, &f.allocator);
            assert_int_equal(reserved, !f.memory.failed);
            if (reserved) {
                break;
            }
            failures++;
            assert_true(ida_uuid_tree_verify(&f.tree, f.count));
            assert_int_equal(ida_uuid_tree_memory(&f.tree), f.memory.live_bytes);
        }
        test_allocator_fail_nth(&f.memory, 0);
        tree_insert(&f, uuid_of(random_below(&random, 1000), i), (uint32_t)i);
    }
    assert_true(failures >= 2);
    assert_tree_answers(&f);
    tree_close(&f);
}

TEST(room_for_one_more_key_is_taken_only_when_it_is_needed)
{
    tree_fixture f;
    tree_open(&f, 1);
    tree_insert(&f, uuid_of(1, 1), 0);
    /* The next insertion may take three nodes: a new leaf, and a new root with its split. */
    assert_true(ida_uuid_tree_reserve(&f.tree, &f.allocator));
    assert_true(f.tree.nodes.capacity - f.tree.node_count >= 3);
    size_t requests = f.memory.requests;
    assert_true(ida_uuid_tree_reserve(&f.tree, &f.allocator));
    assert_int_equal(f.memory.requests, requests);
    tree_close(&f);
}

static void *count_asked(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)block;
    (void)old_size;
    (void)new_size;
    ++*(unsigned *)context;
    return NULL;
}

/* Far more nodes than a test can make: room for the last ones is asked for, and for no more. */
TEST(nodes_end_before_their_numbers_do)
{
    unsigned asked = 0;
    ida_allocator allocator = {count_asked, &asked};
    ida_uuid_tree tree = {.node_count = UINT32_MAX - 1};
    assert_false(ida_uuid_tree_reserve(&tree, &allocator));
    assert_int_equal(asked, 0);
    tree.node_count--;
    assert_false(ida_uuid_tree_reserve(&tree, &allocator));
    assert_int_equal(asked, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_tree_knows_nothing),
        cmocka_unit_test(ascending_keys),
        cmocka_unit_test(descending_keys),
        cmocka_unit_test(random_keys),
        cmocka_unit_test(neighbouring_keys_across_the_upper_half_in_random_order),
        cmocka_unit_test(keys_from_both_ends_to_the_middle),
        cmocka_unit_test(keys_that_differ_in_one_half_only),
        cmocka_unit_test(every_size_across_the_first_splits),
        cmocka_unit_test(every_size_across_the_second_level_of_splits_is_sound),
        cmocka_unit_test(reserving_again_takes_nothing),
        cmocka_unit_test(memory_stays_within_bytes_a_key),
        cmocka_unit_test(a_failed_reserve_changes_nothing_and_may_be_repeated),
        cmocka_unit_test(room_for_one_more_key_is_taken_only_when_it_is_needed),
        cmocka_unit_test(nodes_end_before_their_numbers_do),
    };
    return RUN_TESTS(tests);
}
