/* The tree of session IDs beside a sorted array: see the header. */
#include "support_uuid_tree.h"

#include "support_cmocka.h"

void tree_open(tree_fixture *f, size_t capacity)
{
    memset(f, 0, sizeof(*f));
    test_allocator_init(&f->memory);
    f->allocator = test_allocator_interface(&f->memory);
    f->sorted = calloc(capacity, sizeof(*f->sorted));
    assert_non_null(f->sorted);
}

void tree_close(tree_fixture *f)
{
    ida_uuid_tree_free(&f->tree, &f->allocator);
    test_allocator_assert_clean(&f->memory);
    free(f->sorted);
}

static int compare_keys(const void *a, const void *b)
{
    const ida_uuid *x = a;
    const ida_uuid *y = b;
    if (x->high != y->high) {
        return x->high < y->high ? -1 : 1;
    }
    return (x->low > y->low) - (x->low < y->low);
}

int compare_entries(const void *a, const void *b)
{
    const ida_tree_entry *x = a;
    const ida_tree_entry *y = b;
    return compare_keys(&x->key, &y->key);
}

void tree_insert(tree_fixture *f, ida_uuid key, uint32_t value)
{
    assert_true(ida_uuid_tree_reserve(&f->tree, &f->allocator));
    ida_uuid_tree_insert(&f->tree, key, value);
    f->sorted[f->count].key = key;
    f->sorted[f->count].value = value;
    f->count++;
}

static void assert_entry(ida_tree_entry actual, ida_tree_entry expected)
{
    assert_uuid_equal(actual.key, expected.key);
    assert_int_equal(actual.value, expected.value);
}

void assert_answers(const tree_fixture *f, ida_uuid key, size_t at_or_below)
{
    const ida_tree_entry canary = {{11, 22}, 33};
    bool present = at_or_below > 0 && compare_keys(&f->sorted[at_or_below - 1].key, &key) == 0;
    uint32_t value = 44;
    assert_int_equal(ida_uuid_tree_find(&f->tree, key, &value), present);
    assert_int_equal(value, present ? f->sorted[at_or_below - 1].value : 44);
    ida_tree_entry entry = canary;
    assert_int_equal(ida_uuid_tree_floor(&f->tree, key, &entry), at_or_below > 0);
    assert_entry(entry, at_or_below > 0 ? f->sorted[at_or_below - 1] : canary);
    entry = canary;
    assert_int_equal(ida_uuid_tree_above(&f->tree, key, &entry), at_or_below < f->count);
    assert_entry(entry, at_or_below < f->count ? f->sorted[at_or_below] : canary);
}

static bool has_key(const tree_fixture *f, size_t position, ida_uuid key)
{
    return position < f->count && compare_keys(&f->sorted[position].key, &key) == 0;
}

void assert_tree_answers(tree_fixture *f)
{
    qsort(f->sorted, f->count, sizeof(*f->sorted), compare_entries);
    for (size_t i = 0; i < f->count; i++) {
        ida_uuid key = f->sorted[i].key;
        assert_answers(f, key, i + 1);
        if (compare_keys(&key, &(ida_uuid){0, 0}) != 0) {
            assert_answers(f, uuid_minus(key, 1), i);
        }
        if (compare_keys(&key, &TEST_UUID_MAX) != 0) {
            ida_uuid next = uuid_plus(key, 1);
            assert_answers(f, next, i + 1 + (has_key(f, i + 1, next) ? 1 : 0));
        }
    }
    assert_answers(f, uuid_of(0, 0), has_key(f, 0, uuid_of(0, 0)) ? 1 : 0);
    assert_answers(f, TEST_UUID_MAX, f->count);
    assert_true(ida_uuid_tree_verify(&f->tree, f->count));
    assert_false(ida_uuid_tree_verify(&f->tree, f->count + 1));
    assert_false(f->count > 0 && ida_uuid_tree_verify(&f->tree, f->count - 1));
    assert_int_equal(ida_uuid_tree_memory(&f->tree), f->memory.live_bytes);
}
