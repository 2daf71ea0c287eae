/* The tree of session IDs, against a plain sorted array of the same keys. */
#include "../src/uuid_tree.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_random.h"
#include "support_world.h"

/* The keys in the order in which they go in; key i has value_of(i). */
typedef struct key_list {
    ida_uuid *keys;
    size_t count;
} key_list;

typedef struct fixture {
    test_allocator memory;
    ida_allocator allocator;
    ida_uuid_tree tree;
    ida_tree_entry *sorted;
    size_t count;
} fixture;

static uint32_t value_of(size_t position)
{
    return (uint32_t)position * 3 + 1;
}

static void fixture_open(fixture *f, size_t capacity)
{
    memset(f, 0, sizeof(*f));
    test_allocator_init(&f->memory);
    f->allocator = test_allocator_interface(&f->memory);
    f->sorted = calloc(capacity, sizeof(*f->sorted));
    assert_non_null(f->sorted);
}

static void fixture_close(fixture *f)
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

static int compare_entries(const void *a, const void *b)
{
    const ida_tree_entry *x = a;
    const ida_tree_entry *y = b;
    return compare_keys(&x->key, &y->key);
}

static void insert(fixture *f, ida_uuid key, uint32_t value)
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

/* The three look-ups of one key, where at_or_below keys of the sorted array are not above it. */
static void assert_answers(const fixture *f, ida_uuid key, size_t at_or_below)
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

static bool has_key(const fixture *f, size_t position, ida_uuid key)
{
    return position < f->count && compare_keys(&f->sorted[position].key, &key) == 0;
}

/* Every key, and the numbers just below and above it; the ends of the number space. */
static void assert_all_answers(fixture *f)
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

static void build_and_compare(const key_list *list, size_t check_every)
{
    fixture f;
    fixture_open(&f, list->count);
    for (size_t i = 0; i < list->count; i++) {
        insert(&f, list->keys[i], value_of(i));
        if ((i + 1) % check_every == 0) {
            assert_all_answers(&f);
        }
    }
    assert_all_answers(&f);
    fixture_close(&f);
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

static void an_empty_tree_knows_nothing(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 1);
    assert_answers(&f, uuid_of(0, 0), 0);
    assert_answers(&f, TEST_UUID_MAX, 0);
    assert_true(ida_uuid_tree_verify(&f.tree, 0));
    assert_false(ida_uuid_tree_verify(&f.tree, 1));
    assert_int_equal(ida_uuid_tree_memory(&f.tree), 0);
    fixture_close(&f);
}

static void ascending_keys(void **state)
{
    (void)state;
    key_list list = list_new(30000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_of(i / 100, (i % 100) * 5);
    }
    build_and_compare(&list, 7919);
    free(list.keys);
}

static void descending_keys(void **state)
{
    (void)state;
    key_list list = list_new(30000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_minus(TEST_UUID_MAX, i * 3);
    }
    build_and_compare(&list, 7919);
    free(list.keys);
}

static void random_keys(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
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

static void neighbouring_keys_across_the_upper_half_in_random_order(void **state)
{
    (void)state;
    key_list list = list_new(20000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_plus(uuid_of(41, UINT64_MAX - 10000), i);
    }
    shuffle(&list, 5);
    build_and_compare(&list, 4999);
    free(list.keys);
}

static void keys_from_both_ends_to_the_middle(void **state)
{
    (void)state;
    key_list list = list_new(20000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = i % 2 == 0 ? uuid_of(0, i) : uuid_minus(TEST_UUID_MAX, i);
    }
    build_and_compare(&list, 4999);
    free(list.keys);
}

static void keys_that_differ_in_one_half_only(void **state)
{
    (void)state;
    key_list list = list_new(10000);
    for (size_t i = 0; i < list.count; i++) {
        list.keys[i] = uuid_of(i % 100, i / 100 * (UINT64_MAX / 100));
    }
    shuffle(&list, 6);
    build_and_compare(&list, 2499);
    free(list.keys);
}

static void every_size_across_the_first_splits(void **state)
{
    (void)state;
    for (int order = 0; order < 4; order++) {
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

static void every_size_across_the_second_level_of_splits_is_sound(void **state)
{
    (void)state;
    for (int order = 0; order < 3; order++) {
        fixture f;
        fixture_open(&f, 3000);
        key_list list = list_new(3000);
        for (size_t i = 0; i < list.count; i++) {
            list.keys[i] = uuid_of(2, order == 1 ? UINT64_MAX - i : i);
        }
        if (order == 2) {
            shuffle(&list, 9);
        }
        for (size_t i = 0; i < list.count; i++) {
            insert(&f, list.keys[i], value_of(i));
            assert_true(ida_uuid_tree_verify(&f.tree, f.count));
        }
        assert_all_answers(&f);
        free(list.keys);
        fixture_close(&f);
    }
}

static void reserving_again_takes_nothing(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 1);
    for (size_t i = 0; i < 3000; i++) {
        assert_true(ida_uuid_tree_reserve(&f.tree, &f.allocator));
        size_t requests = f.memory.requests;
        assert_true(ida_uuid_tree_reserve(&f.tree, &f.allocator));
        assert_int_equal(f.memory.requests, requests);
        ida_uuid_tree_insert(&f.tree, uuid_of(i % 53, i), 0);
    }
    fixture_close(&f);
}

static void memory_stays_within_bytes_a_key(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 40000);
    uint64_t random = 12;
    for (size_t i = 0; i < 40000; i++) {
        insert(&f, uuid_of(random_next(&random) & TEST_HIGH_MAX, i), 0);
        if (i >= 1000) {
            assert_true(f.memory.live_bytes <= (i + 1) * 200);
        }
    }
    fixture_close(&f);
}

static void a_failed_reserve_changes_nothing_and_may_be_repeated(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 4000);
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
        insert(&f, uuid_of(random_below(&random, 1000), i), (uint32_t)i);
    }
    assert_true(failures >= 2);
    assert_all_answers(&f);
    fixture_close(&f);
}

#define KEY_STEP UINT64_C(0x1000000000001)

/* Keys that are far from one another, and can be told from whatever else stands in a node. */
static void fixture_open_with_far_keys(fixture *f, size_t count)
{
    fixture_open(f, count);
    for (size_t i = 0; i < count; i++) {
        insert(f, uuid_of(7, (i * 769) % count * KEY_STEP), (uint32_t)i);
    }
    qsort(f->sorted, f->count, sizeof(*f->sorted), compare_entries);
}

/*
 * Changes the low half of each key in turn, wherever it stands in the nodes: as a key of a leaf, as
 * a separator, or left over from a split. Returns how often verify noticed.
 */
static size_t count_noticed(fixture *f, uint64_t (*damage)(uint64_t low))
{
    unsigned char *memory = (unsigned char *)f->tree.nodes;
    size_t size = ida_uuid_tree_memory(&f->tree) / f->tree.node_capacity * f->tree.node_count;
    size_t noticed = 0;
    for (size_t at = 0; at + 8 <= size; at += 8) {
        uint64_t low;
        memcpy(&low, memory + at, sizeof(low));
        size_t place = (size_t)(low / KEY_STEP);
        if (low == 0 || place >= f->count || f->sorted[place].key.low != low) {
            continue;
        }
        uint64_t wrong = damage(low);
        memcpy(memory + at, &wrong, sizeof(wrong));
        noticed += ida_uuid_tree_verify(&f->tree, f->count) ? 0 : 1;
        memcpy(memory + at, &low, sizeof(low));
        assert_true(ida_uuid_tree_verify(&f->tree, f->count));
    }
    return noticed;
}

static uint64_t out_of_order(uint64_t low)
{
    return low / KEY_STEP % 2 == 0 ? 0 : UINT64_MAX;
}

static uint64_t a_little_more(uint64_t low)
{
    return low + 1;
}

static void verify_finds_keys_that_are_out_of_order(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    /* All but the largest, which may grow. */
    assert_true(count_noticed(&f, out_of_order) >= f.count - 2);
    fixture_close(&f);
}

/* A key that is a little off breaks no order; only its copy in the other level tells. */
static void verify_finds_separators_that_are_not_their_childs_first_key(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    /* There are 63 leaves at least; each, but the first of a parent, has its first key twice. */
    assert_true(count_noticed(&f, a_little_more) >= 100);
    fixture_close(&f);
}

/* Three levels of nodes with 2000 keys, as above. */
static ida_tree_node *node_of(const fixture *f, uint32_t level, bool is_leftmost)
{
    ida_tree_node *node = &f->tree.nodes[f->tree.root];
    for (uint32_t i = 1; i < level; i++) {
        node = &f->tree.nodes[node->values[is_leftmost ? 0 : 1]];
    }
    return node;
}

/* What stands in a node is changed, and verify says so until it is as it was. */
static void assert_damage_is_found(const fixture *f, uint32_t *number, uint32_t wrong)
{
    uint32_t before = *number;
    *number = wrong;
    assert_false(ida_uuid_tree_verify(&f->tree, f->count));
    *number = before;
    assert_true(ida_uuid_tree_verify(&f->tree, f->count));
}

static void verify_finds_nodes_that_are_too_empty_or_too_full(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    assert_int_equal(f.tree.height, 3);
    for (uint32_t level = 1; level <= 3; level++) {
        ida_tree_node *node = node_of(&f, level, false);
        assert_damage_is_found(&f, &node->count, 0);
        assert_damage_is_found(&f, &node->count, IDA_TREE_KEYS + 1);
    }
    /* It has as many keys as it says, but less than half of what there is room for. */
    ida_tree_node *leaf = node_of(&f, 3, false);
    uint32_t count = leaf->count;
    leaf->count = IDA_TREE_KEYS / 2;
    assert_true(ida_uuid_tree_verify(&f.tree, f.count - (count - leaf->count)));
    leaf->count--;
    assert_false(ida_uuid_tree_verify(&f.tree, f.count - (count - leaf->count)));
    leaf->count = count;
    fixture_close(&f);
}

static void verify_finds_links_that_lead_astray(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    uint32_t none = UINT32_MAX;
    assert_true(f.tree.node_count < f.tree.node_capacity);
    for (uint32_t level = 2; level <= 3; level++) {
        ida_tree_node *node = node_of(&f, level, true);
        uint32_t own = (uint32_t)(node - f.tree.nodes);
        assert_damage_is_found(&f, &node->next, own);
        /* What is behind the last node looks as if it were the right one. */
        f.tree.nodes[f.tree.node_count] = f.tree.nodes[node->next];
        assert_damage_is_found(&f, &node->next, f.tree.node_count);
        assert_damage_is_found(&f, &node->next, none - 1);
    }
    ida_tree_node *leaf = node_of(&f, 3, true);
    assert_damage_is_found(&f, &leaf->next, none);
    assert_damage_is_found(&f, &leaf->next, f.tree.nodes[leaf->next].next);
    assert_damage_is_found(&f, &f.tree.root, f.tree.node_count);
    fixture_close(&f);
}

/* Behind the last node there is a copy of the right one, so that only its place is wrong. */
static void verify_finds_children_that_are_no_nodes(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    assert_true(f.tree.node_count < f.tree.node_capacity);
    for (uint32_t level = 1; level <= 2; level++) {
        uint32_t *child = &node_of(&f, level, false)->values[1];
        f.tree.nodes[f.tree.node_count] = f.tree.nodes[*child];
        assert_damage_is_found(&f, child, f.tree.node_count);
    }
    fixture_close(&f);
}

/* Swaps two children of an inner node together with the keys that lead to them. */
static void swap_children(ida_tree_node *node, uint32_t a, uint32_t b)
{
    uint64_t high = node->high[a];
    uint64_t low = node->low[a];
    uint32_t value = node->values[a];
    node->high[a] = node->high[b];
    node->low[a] = node->low[b];
    node->values[a] = node->values[b];
    node->high[b] = high;
    node->low[b] = low;
    node->values[b] = value;
}

/* Each key is its child's first one, and the leaves are in order; but a search goes astray. */
static void verify_finds_children_that_are_out_of_order(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 4000);
    assert_int_equal(f.tree.height, 3);
    for (uint32_t level = 1; level <= 2; level++) {
        ida_tree_node *node = node_of(&f, level, true);
        assert_true(node->count > 2);
        swap_children(node, 1, 2);
        assert_false(ida_uuid_tree_verify(&f.tree, f.count));
        swap_children(node, 1, 2);
        assert_true(ida_uuid_tree_verify(&f.tree, f.count));
    }
    fixture_close(&f);
}

/* The links still lead to it, but no search does. */
static void verify_finds_a_child_that_its_parent_does_not_have(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 4000);
    assert_int_equal(f.tree.height, 3);
    for (uint32_t level = 1; level <= 2; level++) {
        ida_tree_node *last = &f.tree.nodes[f.tree.root];
        for (uint32_t i = 1; i < level; i++) {
            last = &f.tree.nodes[last->values[last->count - 1]];
        }
        assert_true(level == 1 || last->count > IDA_TREE_KEYS / 2);
        assert_damage_is_found(&f, &last->count, last->count - 1);
    }
    fixture_close(&f);
}

static void verify_finds_a_root_that_is_no_node_or_not_alone(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    assert_damage_is_found(&f, &f.tree.root, UINT32_MAX);
    assert_damage_is_found(&f, &f.tree.nodes[f.tree.root].next, f.tree.root);
    assert_damage_is_found(&f, &f.tree.nodes[f.tree.root].next, f.tree.node_count);
    fixture_close(&f);
}

/* Its order within the leaf is all that tells where a leaf's first key belongs to. */
static void verify_finds_the_lowest_key_of_all_out_of_order(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    ida_tree_node *leaf = node_of(&f, 3, true);
    uint64_t low = leaf->low[0];
    leaf->low[0] = leaf->low[1];
    assert_false(ida_uuid_tree_verify(&f.tree, f.count));
    leaf->low[0] = low;
    assert_true(ida_uuid_tree_verify(&f.tree, f.count));
    fixture_close(&f);
}

/* The root's key leads to the second inner node, whose first leaf begins a little lower. */
static void verify_finds_a_key_that_no_separator_leads_to(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    ida_tree_node *leaf = &f.tree.nodes[node_of(&f, 2, false)->values[0]];
    leaf->low[0]--;
    assert_false(ida_uuid_tree_verify(&f.tree, f.count));
    leaf->low[0]++;
    assert_true(ida_uuid_tree_verify(&f.tree, f.count));
    fixture_close(&f);
}

static void verify_finds_a_key_that_leads_past_the_first_one_of_its_child(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    for (uint32_t level = 1; level <= 2; level++) {
        for (unsigned is_leftmost = 0; is_leftmost <= 1; is_leftmost++) {
            uint64_t *key = &node_of(&f, level, is_leftmost != 0)->low[1];
            *key += 1;
            assert_false(ida_uuid_tree_verify(&f.tree, f.count));
            *key -= 1;
            assert_true(ida_uuid_tree_verify(&f.tree, f.count));
        }
    }
    fixture_close(&f);
}

/* The last key below an inner node has no separator behind it, only the leaf that comes next. */
static void verify_finds_a_leaf_that_reaches_into_the_next_parents(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    ida_tree_node *parent = node_of(&f, 2, true);
    ida_tree_node *leaf = &f.tree.nodes[parent->values[parent->count - 1]];
    uint64_t *last = &leaf->low[leaf->count - 1];
    uint64_t low = *last;
    *last = f.tree.nodes[leaf->next].low[0];
    assert_false(ida_uuid_tree_verify(&f.tree, f.count));
    *last = low;
    assert_true(ida_uuid_tree_verify(&f.tree, f.count));
    fixture_close(&f);
}

static void the_first_key_of_the_leftmost_inner_nodes_says_nothing(void **state)
{
    (void)state;
    fixture f;
    fixture_open_with_far_keys(&f, 2000);
    for (uint32_t level = 1; level <= 2; level++) {
        ida_tree_node *node = node_of(&f, level, true);
        node->high[0] = TEST_HIGH_MAX;
        node->low[0] = UINT64_MAX;
    }
    assert_true(ida_uuid_tree_verify(&f.tree, f.count));
    assert_all_answers(&f);
    fixture_close(&f);
}

static void room_for_one_more_key_is_taken_only_when_it_is_needed(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, 1);
    insert(&f, uuid_of(1, 1), 0);
    /* Two levels of one node each, and a root above them: three, and as many are free. */
    assert_int_equal(f.tree.node_capacity - f.tree.node_count, 3);
    size_t requests = f.memory.requests;
    assert_true(ida_uuid_tree_reserve(&f.tree, &f.allocator));
    assert_int_equal(f.memory.requests, requests);
    fixture_close(&f);
}

static void *count_asked(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)block;
    (void)old_size;
    (void)new_size;
    ++*(unsigned *)context;
    return NULL;
}

/* Far more nodes than a test can make: as many as may grow once more, and one more than those. */
static void nodes_end_before_their_numbers_do(void **state)
{
    (void)state;
    unsigned asked = 0;
    ida_allocator allocator = {count_asked, &asked};
    ida_uuid_tree tree = {.node_capacity = UINT32_MAX / 2 + 1, .node_count = UINT32_MAX / 2};
    assert_false(ida_uuid_tree_reserve(&tree, &allocator));
    assert_int_equal(asked, 0);
    tree.node_capacity--;
    assert_false(ida_uuid_tree_reserve(&tree, &allocator));
    /* On a machine of 32 bits their bytes are too many already. */
    assert_int_equal(asked, SIZE_MAX > UINT32_MAX ? 1 : 0);
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
        cmocka_unit_test(verify_finds_keys_that_are_out_of_order),
        cmocka_unit_test(verify_finds_separators_that_are_not_their_childs_first_key),
        cmocka_unit_test(verify_finds_nodes_that_are_too_empty_or_too_full),
        cmocka_unit_test(verify_finds_links_that_lead_astray),
        cmocka_unit_test(verify_finds_children_that_are_no_nodes),
        cmocka_unit_test(verify_finds_children_that_are_out_of_order),
        cmocka_unit_test(verify_finds_a_child_that_its_parent_does_not_have),
        cmocka_unit_test(verify_finds_a_root_that_is_no_node_or_not_alone),
        cmocka_unit_test(verify_finds_the_lowest_key_of_all_out_of_order),
        cmocka_unit_test(verify_finds_a_key_that_no_separator_leads_to),
        cmocka_unit_test(verify_finds_a_key_that_leads_past_the_first_one_of_its_child),
        cmocka_unit_test(verify_finds_a_leaf_that_reaches_into_the_next_parents),
        cmocka_unit_test(the_first_key_of_the_leftmost_inner_nodes_says_nothing),
        cmocka_unit_test(room_for_one_more_key_is_taken_only_when_it_is_needed),
        cmocka_unit_test(nodes_end_before_their_numbers_do),
    };
    return RUN_TESTS(tests);
}
