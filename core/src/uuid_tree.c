/* The B+ tree over session IDs: inserting, looking up, and checking its nodes. */
#include "uuid_tree.h"

#include <assert.h>
#include <string.h>

#include "memory.h"
#include "prefetch.h"
#include "rank.h"
#include "uuid_math.h"

#define NO_NODE UINT32_MAX
#define HALF    (IDA_TREE_KEYS / 2)

typedef ida_tree_node node;

bool ida_uuid_tree_reserve(ida_uuid_tree *tree, const ida_allocator *allocator)
{
    /* At worst each level splits and a new root comes on top; an empty tree needs its root. */
    uint32_t needed = tree->height + 2;
    if (tree->node_count > NO_NODE - needed) {
        return false;
    }
    return ida_segments_reserve(&tree->nodes, allocator, IDA_TREE_NODE_SHAPE,
                                (size_t)tree->node_count + needed);
}

static void clear_from(node *in, uint32_t first)
{
    for (uint32_t i = first; i < IDA_TREE_KEYS; i++) {
        in->high[i] = IDA_TREE_UNUSED;
    }
}

static node *new_node(ida_uuid_tree *tree, uint32_t *position)
{
    assert(tree->node_count < NO_NODE);
    *position = tree->node_count;
    tree->node_count++;
    node *made = ida_uuid_tree_node(tree, *position);
    made->count = 0;
    made->next = NO_NODE;
    clear_from(made, 0);
    return made;
}

static bool not_above(const node *in, uint32_t i, ida_uuid key)
{
    return (in->high[i] < key.high) | ((in->high[i] == key.high) & (in->low[i] <= key.low));
}

/*
 * How many of the upper halves are below a key's. The first one counts as such if the 16th is
 * below, whatever it is.
 */
static inline uint32_t rank_high(const node *in, ida_uuid key)
{
    /* An invalid key is above all others. */
    uint64_t high = key.high < IDA_TREE_UNUSED ? key.high : IDA_TREE_UNUSED;
    uint32_t from = in->high[IDA_RANK_WIDTH - 1] < high ? IDA_RANK_WIDTH : 0;
    return from + (uint32_t)ida_rank(in->high + from, high);
}

/* From a place on, over the keys that have the same upper half and are not above key. */
static uint32_t skip_equal(const node *in, uint32_t place, ida_uuid key)
{
    while (place < in->count && not_above(in, place, key)) {
        place++;
    }
    assert(place == in->count || !not_above(in, place, key));
    return place;
}

/* How many of the keys of a leaf are not above key. */
static uint32_t rank(const node *in, ida_uuid key)
{
    uint32_t place = skip_equal(in, rank_high(in, key), key);
    assert(place == 0 || not_above(in, place - 1, key));
    return place;
}

/*
 * The child of an inner node that key belongs to. The first key counts as below everything, and may
 * be larger than the second.
 */
static uint32_t child_of(const node *in, ida_uuid key)
{
    uint32_t below = rank_high(in, key);
    uint32_t others = below - (below >= IDA_RANK_WIDTH || in->high[0] < key.high ? 1 : 0);
    uint32_t child = skip_equal(in, others + 1, key) - 1;
    assert(child == 0 || not_above(in, child, key));
    return child;
}

static const node *leaf_of(const ida_uuid_tree *tree, ida_uuid key)
{
    const node *at = ida_uuid_tree_node(tree, tree->root);
    for (uint32_t level = 1; level < tree->height; level++) {
        at = ida_uuid_tree_node(tree, at->values[child_of(at, key)]);
    }
    return at;
}

static ida_uuid key_at(const node *in, uint32_t i)
{
    ida_uuid key = {in->high[i], in->low[i]};
    return key;
}

static void put(node *in, uint32_t at, ida_uuid key, uint32_t value)
{
    assert(in->count < IDA_TREE_KEYS);
    assert(at <= in->count);
    size_t behind = in->count - at;
    memmove(&in->high[at + 1], &in->high[at], behind * sizeof in->high[0]);
    memmove(&in->low[at + 1], &in->low[at], behind * sizeof in->low[0]);
    memmove(&in->values[at + 1], &in->values[at], behind * sizeof in->values[0]);
    in->high[at] = key.high;
    in->low[at] = key.low;
    in->values[at] = value;
    in->count++;
}

/* Moves the upper half of a full child to a new right neighbour, and hooks that into parent. */
static void split(ida_uuid_tree *tree, node *parent, uint32_t child)
{
    uint32_t right_position;
    node *right = new_node(tree, &right_position);
    node *left = ida_uuid_tree_node(tree, parent->values[child]);
    assert(left->count == IDA_TREE_KEYS);
    assert(parent->count < IDA_TREE_KEYS);
    assert(ida_uuid_less(key_at(left, HALF - 1), key_at(left, HALF)));
    memcpy(right->high, &left->high[HALF], HALF * sizeof left->high[0]);
    memcpy(right->low, &left->low[HALF], HALF * sizeof left->low[0]);
    memcpy(right->values, &left->values[HALF], HALF * sizeof left->values[0]);
    right->count = HALF;
    right->next = left->next;
    left->count = HALF;
    clear_from(left, HALF);
    left->next = right_position;
    put(parent, child + 1, key_at(right, 0), right_position);
}

static void grow_root(ida_uuid_tree *tree)
{
    uint32_t position;
    node *root = new_node(tree, &position);
    put(root, 0, key_at(ida_uuid_tree_node(tree, tree->root), 0), tree->root);
    tree->root = position;
    tree->height++;
    /* The old root is a full child now, and is split as those are. */
}

void ida_uuid_tree_insert(ida_uuid_tree *tree, ida_uuid key, uint32_t value)
{
    if (tree->height == 0) {
        (void)new_node(tree, &tree->root);
        tree->height = 1;
    }
    if (ida_uuid_tree_node(tree, tree->root)->count == IDA_TREE_KEYS) {
        grow_root(tree);
    }
    /* Full nodes are split on the way down, so that there is always room above. */
    node *at = ida_uuid_tree_node(tree, tree->root);
    for (uint32_t level = 1; level < tree->height; level++) {
        uint32_t child = child_of(at, key);
        if (ida_uuid_tree_node(tree, at->values[child])->count == IDA_TREE_KEYS) {
            split(tree, at, child);
            child = child_of(at, key);
        }
        at = ida_uuid_tree_node(tree, at->values[child]);
    }
    uint32_t place = rank(at, key);
    assert(place == 0 || ida_uuid_less(key_at(at, place - 1), key));
    assert(place == at->count || ida_uuid_less(key, key_at(at, place)));
    put(at, place, key, value);
}

/* --- Building. --- */

/* How many nodes share count children: a little room is left in each, and each is half full. */
static uint32_t nodes_for(uint32_t count)
{
    uint32_t each = count < 4 * IDA_TREE_KEYS ? IDA_TREE_KEYS : IDA_TREE_KEYS - 4;
    return count / each + (count % each != 0 ? 1 : 0);
}

/* Where the share of a node begins, among count that are shared evenly. */
static uint32_t share_begin(uint32_t count, uint32_t nodes, uint32_t index)
{
    return (uint32_t)((uint64_t)count * index / nodes);
}

/* The nodes of a level, linked; with entries they are leaves, otherwise above count nodes. */
static void build_level(ida_uuid_tree *tree, const ida_tree_entry *entries, uint32_t below,
                        uint32_t count)
{
    uint32_t nodes = nodes_for(count);
    for (uint32_t i = 0; i < nodes; i++) {
        uint32_t position;
        node *made = new_node(tree, &position);
        uint32_t begin = share_begin(count, nodes, i);
        uint32_t end = share_begin(count, nodes, i + 1);
        made->next = i + 1 < nodes ? position + 1 : NO_NODE;
        for (uint32_t j = begin; j < end; j++) {
            if (entries != NULL) {
                put(made, j - begin, entries[j].key, entries[j].value);
            } else {
                put(made, j - begin, key_at(ida_uuid_tree_node(tree, below + j), 0), below + j);
            }
        }
    }
}

bool ida_uuid_tree_build(ida_uuid_tree *tree, const ida_allocator *allocator,
                         const ida_tree_entry *entries, uint32_t count)
{
    assert(tree->height == 0);
    size_t needed = 0;
    for (uint32_t i = count; i > 1 || needed == 0; i = nodes_for(i)) {
        needed += nodes_for(i);
    }
    if (needed >= NO_NODE ||
        !ida_segments_reserve(&tree->nodes, allocator, IDA_TREE_NODE_SHAPE, needed)) {
        return false;
    }
    uint32_t below = 0;
    uint32_t level_count = count;
    const ida_tree_entry *leaves = entries;
    do {
        uint32_t first = tree->node_count;
        build_level(tree, leaves, below, level_count);
        level_count = tree->node_count - first;
        below = first;
        leaves = NULL;
        tree->height++;
    } while (level_count > 1);
    tree->root = below;
    assert(tree->node_count == needed);
    return true;
}

/* --- Looking up. --- */

static ida_tree_entry entry_at(const node *leaf, uint32_t i)
{
    ida_tree_entry entry = {key_at(leaf, i), leaf->values[i]};
    return entry;
}

bool ida_uuid_tree_floor(const ida_uuid_tree *tree, ida_uuid key, ida_tree_entry *entry)
{
    if (tree->height == 0) {
        return false;
    }
    const node *leaf = leaf_of(tree, key);
    uint32_t below = rank(leaf, key);
    if (below == 0) {
        /* Only the leftmost leaf can have nothing at or below a key that belongs to it. */
        assert(leaf == leaf_of(tree, (ida_uuid){0, 0}));
        return false;
    }
    *entry = entry_at(leaf, below - 1);
    return true;
}

static void prefetch_node(const node *in)
{
    for (uint32_t i = 0; i < IDA_TREE_KEYS; i += 8) {
        ida_prefetch(&in->high[i]);
    }
}

void ida_uuid_tree_floor_many(const ida_uuid_tree *tree, const ida_uuid *keys, size_t count,
                              ida_tree_entry *entries, bool *found)
{
    const node *at[IDA_TREE_BATCH];
    assert(count <= IDA_TREE_BATCH);
    for (size_t i = 0; i < count; i++) {
        found[i] = false;
        at[i] = tree->height == 0 ? NULL : ida_uuid_tree_node(tree, tree->root);
    }
    for (uint32_t level = 1; level < tree->height; level++) {
        for (size_t i = 0; i < count; i++) {
            at[i] = ida_uuid_tree_node(tree, at[i]->values[child_of(at[i], keys[i])]);
            prefetch_node(at[i]);
        }
    }
    for (size_t i = 0; i < count && tree->height > 0; i++) {
        uint32_t below = rank(at[i], keys[i]);
        found[i] = below > 0;
        if (below > 0) {
            entries[i] = entry_at(at[i], below - 1);
        }
    }
}

bool ida_uuid_tree_find(const ida_uuid_tree *tree, ida_uuid key, uint32_t *value)
{
    ida_tree_entry entry;
    if (!ida_uuid_tree_floor(tree, key, &entry) || !ida_uuid_same(entry.key, key)) {
        return false;
    }
    *value = entry.value;
    return true;
}

ida_tree_neighbours ida_uuid_tree_neighbours(const ida_uuid_tree *tree, ida_uuid key)
{
    ida_tree_neighbours found = {.has_below = false, .has_above = false};
    if (tree->height == 0) {
        return found;
    }
    const node *leaf = leaf_of(tree, key);
    uint32_t place = rank(leaf, key);
    if (place > 0) {
        found.has_below = true;
        found.below = entry_at(leaf, place - 1);
    }
    if (place == leaf->count && leaf->next != NO_NODE) {
        leaf = ida_uuid_tree_node(tree, leaf->next);
        place = 0;
    }
    if (place < leaf->count) {
        found.has_above = true;
        found.above = entry_at(leaf, place);
    }
    assert(!found.has_below || !ida_uuid_less(key, found.below.key));
    assert(!found.has_above || ida_uuid_less(key, found.above.key));
    return found;
}

bool ida_uuid_tree_above(const ida_uuid_tree *tree, ida_uuid key, ida_tree_entry *entry)
{
    ida_tree_neighbours found = ida_uuid_tree_neighbours(tree, key);
    if (found.has_above) {
        *entry = found.above;
    }
    return found.has_above;
}

size_t ida_uuid_tree_memory(const ida_uuid_tree *tree)
{
    return ida_segments_memory(&tree->nodes, IDA_TREE_NODE_SHAPE);
}

/* All but the root are at least half full, and what is not used can be told from keys. */
static bool verify_fill(const ida_uuid_tree *tree, const node *in)
{
    uint32_t least = in == ida_uuid_tree_node(tree, tree->root) ? 1 : HALF;
    if (in->count < least || in->count > IDA_TREE_KEYS) {
        return false;
    }
    for (uint32_t i = 0; i < IDA_TREE_KEYS; i++) {
        if ((in->high[i] == IDA_TREE_UNUSED) != (i >= in->count)) {
            return false;
        }
    }
    return true;
}

static bool verify_order(const node *leaf)
{
    for (uint32_t i = 1; i < leaf->count; i++) {
        if (!ida_uuid_less(key_at(leaf, i - 1), key_at(leaf, i))) {
            return false;
        }
    }
    return true;
}

/*
 * The children of a level are the nodes of the next one, in the order of its links; at is the one
 * that is due. Each must begin with the key that leads to it. Together with the order of all leaves
 * that puts inner nodes in order too, and keeps a child's last keys below what comes next. Only the
 * lowest child of all has no key that leads to it.
 */
static bool verify_children(const ida_uuid_tree *tree, const node *in, uint32_t lowest,
                            uint32_t *at)
{
    for (uint32_t i = 0; i < in->count; i++) {
        uint32_t child = in->values[i];
        if (child != *at || child >= tree->node_count ||
            (child != lowest &&
             !ida_uuid_same(key_at(ida_uuid_tree_node(tree, child), 0), key_at(in, i)))) {
            return false;
        }
        *at = ida_uuid_tree_node(tree, child)->next;
    }
    return true;
}

static bool verify_inner_level(const ida_uuid_tree *tree, uint32_t first)
{
    uint32_t lowest = ida_uuid_tree_node(tree, first)->values[0];
    uint32_t child = lowest;
    for (uint32_t at = first; at != NO_NODE; at = ida_uuid_tree_node(tree, at)->next) {
        const node *in = ida_uuid_tree_node(tree, at);
        if (!verify_fill(tree, in) || !verify_children(tree, in, lowest, &child)) {
            return false;
        }
    }
    return child == NO_NODE;
}

static bool verify_leaves(const ida_uuid_tree *tree, uint32_t first, size_t count)
{
    const node *left = NULL;
    size_t reached = 0;
    for (uint32_t at = first; at != NO_NODE; at = ida_uuid_tree_node(tree, at)->next) {
        const node *leaf = ida_uuid_tree_node(tree, at);
        if (!verify_fill(tree, leaf) || !verify_order(leaf) ||
            (left != NULL && !ida_uuid_less(key_at(left, left->count - 1), key_at(leaf, 0)))) {
            return false;
        }
        reached += leaf->count;
        left = leaf;
    }
    return reached == count;
}

bool ida_uuid_tree_verify(const ida_uuid_tree *tree, size_t count)
{
    if (tree->height == 0) {
        return count == 0;
    }
    uint32_t first = tree->root;
    if (first >= tree->node_count || ida_uuid_tree_node(tree, first)->next != NO_NODE) {
        return false;
    }
    /* The links of a level are followed when the level above has said where they lead. */
    for (uint32_t level = 1; level < tree->height; level++) {
        if (!verify_inner_level(tree, first)) {
            return false;
        }
        first = ida_uuid_tree_node(tree, first)->values[0];
    }
    return verify_leaves(tree, first, count);
}

void ida_uuid_tree_free(ida_uuid_tree *tree, const ida_allocator *allocator)
{
    ida_segments_free(&tree->nodes, allocator, IDA_TREE_NODE_SHAPE);
}
