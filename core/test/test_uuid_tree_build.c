/* A tree of session IDs that is built at once: the same answers as of one that grew. */
#include "support_cmocka.h"
#include "support_random.h"
#include "support_uuid_tree.h"

static uint32_t value_of(size_t position)
{
    return (uint32_t)(position * 11 + 3);
}

/* Ascending, with some upper halves that are alike, some keys that are neighbours, and gaps. */
static void fill(tree_fixture *f, size_t count, uint64_t seed)
{
    uint64_t random = seed;
    ida_uuid key = uuid_of(seed, UINT64_MAX - 1000);
    for (size_t i = 0; i < count; i++) {
        f->sorted[i] = (ida_tree_entry){key, value_of(i)};
        key = random_below(&random, 4) == 0 ? uuid_of(key.high + 1, random_next(&random) / 2)
                                            : uuid_plus(key, 1 + random_below(&random, 3));
    }
    f->count = count;
}

static void build(tree_fixture *f, size_t count, size_t capacity, uint64_t seed)
{
    tree_open(f, capacity);
    fill(f, count, seed);
    assert_true(ida_uuid_tree_build(&f->tree, &f->allocator, f->sorted, (uint32_t)count));
    assert_true(ida_uuid_tree_verify(&f->tree, count));
}

/* A key that is not there yet. */
static ida_uuid new_key(const tree_fixture *f, uint64_t *random)
{
    for (;;) {
        ida_uuid key = uuid_plus(f->sorted[random_below(random, f->count)].key,
                                 random_below(random, 1000) + 1);
        uint32_t value;
        if (!ida_uuid_tree_find(&f->tree, key, &value)) {
            return key;
        }
    }
}

TEST(trees_of_every_size_answer)
{
    for (size_t count = 1; count <= 700; count++) {
        tree_fixture f;
        name_case("%zu keys", count);
        build(&f, count, count, count);
        assert_tree_answers(&f);
        tree_close(&f);
    }
}

TEST(a_tree_with_a_level_more_answers)
{
    static const size_t counts[] = {783, 784, 785, 1023, 1024, 1025, 5000, 25087, 25089};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        tree_fixture f;
        name_case("%zu keys", counts[i]);
        build(&f, counts[i], counts[i], 3);
        assert_tree_answers(&f);
        tree_close(&f);
    }
}

TEST(what_was_built_takes_insertions)
{
    for (size_t count = 1; count <= 5000; count += count < 150 ? 1 : 97) {
        tree_fixture f;
        uint64_t random = count;
        build(&f, count, count + 200, count);
        for (size_t i = 0; i < 200; i++) {
            name_case("%zu keys, insertion %zu", count, i);
            tree_insert(&f, new_key(&f, &random), value_of(count + i));
            assert_true(ida_uuid_tree_verify(&f.tree, f.count));
        }
        assert_tree_answers(&f);
        tree_close(&f);
    }
}

/* Full nodes split, on every level, at both ends, and for long. */
TEST(insertions_at_both_ends_of_what_was_built)
{
    tree_fixture f;
    build(&f, 1000, 9000, 50);
    for (uint64_t i = 0; i < 4000; i++) {
        tree_insert(&f, uuid_of(1, i), value_of(f.count));
        tree_insert(&f, uuid_minus(TEST_UUID_MAX, i), value_of(f.count));
    }
    assert_tree_answers(&f);
    tree_close(&f);
}

TEST(a_build_without_memory_leaks_nothing)
{
    static const size_t counts[] = {1, 32, 33, 700, 5000};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        for (size_t nth = 1;; nth++) {
            tree_fixture f;
            tree_open(&f, counts[i]);
            fill(&f, counts[i], 7);
            name_case("%zu keys, request %zu", counts[i], nth);
            test_allocator_fail_nth(&f.memory, nth);
            bool built = ida_uuid_tree_build(&f.tree, &f.allocator, f.sorted, (uint32_t)counts[i]);
            assert_int_equal(built, !f.memory.failed);
            if (!built) {
                /* It is empty still, and can be built again. */
                assert_true(ida_uuid_tree_verify(&f.tree, 0));
                assert_int_equal(ida_uuid_tree_memory(&f.tree), f.memory.live_bytes);
                assert_true(
                    ida_uuid_tree_build(&f.tree, &f.allocator, f.sorted, (uint32_t)counts[i]));
            }
            assert_true(ida_uuid_tree_verify(&f.tree, counts[i]));
            assert_int_equal(ida_uuid_tree_memory(&f.tree), f.memory.live_bytes);
            tree_close(&f);
            if (built) {
                assert_true(nth >= 3);
                break;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_of_every_size_answer),
        cmocka_unit_test(a_tree_with_a_level_more_answers),
        cmocka_unit_test(what_was_built_takes_insertions),
        cmocka_unit_test(insertions_at_both_ends_of_what_was_built),
        cmocka_unit_test(a_build_without_memory_leaks_nothing),
    };
    return RUN_TESTS(tests);
}
