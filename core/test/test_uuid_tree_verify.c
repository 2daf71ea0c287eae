/* Each kind of damage that ida_uuid_tree_verify looks for is done here, alone, and must be seen. */
#include "support_damage.h"
#include "support_uuid_tree.h"

/* A wrong value in the tree of the fixture f. */
#define ASSERT_SEEN(variable, wrong)                                                               \
    ASSERT_DAMAGE_IS_SEEN(ida_uuid_tree_verify(&f.tree, f.count), variable, wrong)

#define KEY_STEP UINT64_C(0x1000000000001)

/* Keys that are far from one another, and can be told from whatever else stands in a node. */
static void fixture_open_with_far_keys(tree_fixture *f, size_t count)
{
    tree_open(f, count);
    for (size_t i = 0; i < count; i++) {
        tree_insert(f, uuid_of(7, (i * 769) % count * KEY_STEP), (uint32_t)i);
    }
    qsort(f->sorted, f->count, sizeof(*f->sorted), compare_entries);
}

/*
 * Changes the low half of each key in turn, wherever it stands in the nodes: as a key of a leaf, as
 * a separator, or left over from a split. Returns how often verify noticed.
 */
static size_t count_noticed(tree_fixture *f, uint64_t (*damage)(uint64_t low))
{
    size_t size = f->tree.node_count * sizeof(ida_tree_node);
    size_t noticed = 0;
    for (size_t from = 0; from + 8 <= size; from += 8) {
        ida_tree_node *node =
            ida_uuid_tree_node(&f->tree, (uint32_t)(from / sizeof(ida_tree_node)));
        unsigned char *memory = (unsigned char *)node;
        size_t at = from % sizeof(ida_tree_node);
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

TEST(verify_finds_keys_that_are_out_of_order)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    /* All but the largest, which may grow. */
    assert_true(count_noticed(&f, out_of_order) >= f.count - 2);
    tree_close(&f);
}

/* A key that is a little off breaks no order; only its copy in the other level tells. */
TEST(verify_finds_separators_that_are_not_their_childs_first_key)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    /* There are 63 leaves at least; each, but the first of a parent, has its first key twice. */
    assert_true(count_noticed(&f, a_little_more) >= 100);
    tree_close(&f);
}

/* Three levels of nodes with 2000 keys, as above. */
static uint32_t number_of(const tree_fixture *f, uint32_t level, bool is_leftmost)
{
    uint32_t number = f->tree.root;
    for (uint32_t i = 1; i < level; i++) {
        number = ida_uuid_tree_node(&f->tree, number)->values[is_leftmost ? 0 : 1];
    }
    return number;
}

static ida_tree_node *node_of(const tree_fixture *f, uint32_t level, bool is_leftmost)
{
    return ida_uuid_tree_node(&f->tree, number_of(f, level, is_leftmost));
}

TEST(verify_finds_nodes_that_are_too_empty_or_too_full)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    assert_int_equal(f.tree.height, 3);
    for (uint32_t level = 1; level <= 3; level++) {
        name_case("level %" PRIu32, level);
        ida_tree_node *node = node_of(&f, level, false);
        ASSERT_SEEN(node->count, 0);
        ASSERT_SEEN(node->count, IDA_TREE_KEYS + 1);
        /* A search would take it for a key, and would not see the one before. */
        assert_true(node->count < IDA_TREE_KEYS);
        ASSERT_SEEN(node->high[node->count], 9);
        ASSERT_SEEN(node->high[0], IDA_TREE_UNUSED);
    }
    /* It has as many keys as it says, but less than half of what there is room for. */
    ida_tree_node *leaf = node_of(&f, 3, false);
    uint32_t count = leaf->count;
    for (uint32_t i = IDA_TREE_KEYS / 2; i < IDA_TREE_KEYS; i++) {
        leaf->high[i] = IDA_TREE_UNUSED;
    }
    leaf->count = IDA_TREE_KEYS / 2;
    assert_true(ida_uuid_tree_verify(&f.tree, f.count - (count - leaf->count)));
    leaf->count--;
    leaf->high[leaf->count] = IDA_TREE_UNUSED;
    assert_false(ida_uuid_tree_verify(&f.tree, f.count - (count - leaf->count)));
    tree_close(&f);
}

TEST(verify_finds_links_that_lead_astray)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    uint32_t none = UINT32_MAX;
    assert_true(f.tree.node_count < f.tree.nodes.capacity);
    for (uint32_t level = 2; level <= 3; level++) {
        name_case("level %" PRIu32, level);
        ida_tree_node *node = node_of(&f, level, true);
        uint32_t own = number_of(&f, level, true);
        ASSERT_SEEN(node->next, own);
        /* What is behind the last node looks as if it were the right one. */
        *ida_uuid_tree_node(&f.tree, f.tree.node_count) = *ida_uuid_tree_node(&f.tree, node->next);
        ASSERT_SEEN(node->next, f.tree.node_count);
        ASSERT_SEEN(node->next, none - 1);
    }
    ida_tree_node *leaf = node_of(&f, 3, true);
    ASSERT_SEEN(leaf->next, none);
    ASSERT_SEEN(leaf->next, ida_uuid_tree_node(&f.tree, leaf->next)->next);
    ASSERT_SEEN(f.tree.root, f.tree.node_count);
    tree_close(&f);
}

/* Behind the last node there is a copy of the right one, so that only its place is wrong. */
TEST(verify_finds_children_that_are_no_nodes)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    assert_true(f.tree.node_count < f.tree.nodes.capacity);
    for (uint32_t level = 1; level <= 2; level++) {
        name_case("level %" PRIu32, level);
        uint32_t *child = &node_of(&f, level, false)->values[1];
        *ida_uuid_tree_node(&f.tree, f.tree.node_count) = *ida_uuid_tree_node(&f.tree, *child);
        ASSERT_SEEN(*child, f.tree.node_count);
    }
    tree_close(&f);
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
TEST(verify_finds_children_that_are_out_of_order)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 4000);
    assert_int_equal(f.tree.height, 3);
    for (uint32_t level = 1; level <= 2; level++) {
        name_case("level %" PRIu32, level);
        ida_tree_node *node = node_of(&f, level, true);
        assert_true(node->count > 2);
        swap_children(node, 1, 2);
        assert_false(ida_uuid_tree_verify(&f.tree, f.count));
        swap_children(node, 1, 2);
        assert_true(ida_uuid_tree_verify(&f.tree, f.count));
    }
    tree_close(&f);
}

/* The links still lead to it, but no search does. */
TEST(verify_finds_a_child_that_its_parent_does_not_have)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 4000);
    assert_int_equal(f.tree.height, 3);
    for (uint32_t level = 1; level <= 2; level++) {
        name_case("level %" PRIu32, level);
        ida_tree_node *last = ida_uuid_tree_node(&f.tree, f.tree.root);
        for (uint32_t i = 1; i < level; i++) {
            last = ida_uuid_tree_node(&f.tree, last->values[last->count - 1]);
        }
        assert_true(level == 1 || last->count > IDA_TREE_KEYS / 2);
        ASSERT_SEEN(last->count, last->count - 1);
    }
    tree_close(&f);
}

TEST(verify_finds_a_root_that_is_no_node_or_not_alone)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    ASSERT_SEEN(f.tree.root, UINT32_MAX);
    ASSERT_SEEN(ida_uuid_tree_node(&f.tree, f.tree.root)->next, f.tree.root);
    ASSERT_SEEN(ida_uuid_tree_node(&f.tree, f.tree.root)->next, f.tree.node_count);
    tree_close(&f);
}

/* Its order within the leaf is all that tells where a leaf's first key belongs to. */
TEST(verify_finds_the_lowest_key_of_all_out_of_order)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    ida_tree_node *leaf = node_of(&f, 3, true);
    ASSERT_SEEN(leaf->low[0], leaf->low[1]);
    tree_close(&f);
}

/* The root's key leads to the second inner node, whose first leaf begins a little lower. */
TEST(verify_finds_a_key_that_no_separator_leads_to)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    ida_tree_node *leaf = ida_uuid_tree_node(&f.tree, node_of(&f, 2, false)->values[0]);
    ASSERT_SEEN(leaf->low[0], leaf->low[0] - 1);
    tree_close(&f);
}

TEST(verify_finds_a_key_that_leads_past_the_first_one_of_its_child)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    for (uint32_t level = 1; level <= 2; level++) {
        for (unsigned is_leftmost = 0; is_leftmost <= 1; is_leftmost++) {
            name_case("level %" PRIu32 "%s", level, is_leftmost != 0 ? ", leftmost" : "");
            uint64_t *key = &node_of(&f, level, is_leftmost != 0)->low[1];
            ASSERT_SEEN(*key, *key + 1);
        }
    }
    tree_close(&f);
}

/* The last key below an inner node has no separator behind it, only the leaf that comes next. */
TEST(verify_finds_a_leaf_that_reaches_into_the_next_parents)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    ida_tree_node *parent = node_of(&f, 2, true);
    ida_tree_node *leaf = ida_uuid_tree_node(&f.tree, parent->values[parent->count - 1]);
    uint64_t *last = &leaf->low[leaf->count - 1];
    ASSERT_SEEN(*last, ida_uuid_tree_node(&f.tree, leaf->next)->low[0]);
    tree_close(&f);
}

TEST(the_first_key_of_the_leftmost_inner_nodes_says_nothing)
{
    tree_fixture f;
    fixture_open_with_far_keys(&f, 2000);
    for (uint32_t level = 1; level <= 2; level++) {
        ida_tree_node *node = node_of(&f, level, true);
        node->high[0] = TEST_HIGH_MAX;
        node->low[0] = UINT64_MAX;
    }
    assert_true(ida_uuid_tree_verify(&f.tree, f.count));
    assert_tree_answers(&f);
    tree_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };
    return RUN_TESTS(tests);
}
