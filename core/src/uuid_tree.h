/*
 * A B+ tree from session IDs to session numbers: exact look-ups, and the neighbours below and above
 * a UUID, for finding the session that a stable ID belongs to and for collisions.
 *
 * Nothing is ever removed, so nodes live in one growing array and are named by their position. The
 * array grows in segments, so that no insertion takes long.
 */
#ifndef IDALLOC_UUID_TREE_H
#define IDALLOC_UUID_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/uuid.h>

#include "segments.h"

#define IDA_TREE_KEYS   32u
#define IDA_TREE_UNUSED (UINT64_C(1) << 62)

/* A key and what it leads to. */
typedef struct ida_tree_entry {
    ida_uuid key;
    uint32_t value;
} ida_tree_entry;

/*
 * Leaf or inner node. In an inner node, key i is the smallest key below child i, except for the
 * first one, which stands for everything smaller and is never looked at. The halves of the keys
 * stand apart: session IDs are random, so the upper halves alone decide nearly every comparison.
 * Those that are not used are IDA_TREE_UNUSED, which is above every key, so that a search in a node
 * need not know how many keys there are.
 */
typedef struct ida_tree_node {
    uint64_t high[IDA_TREE_KEYS];
    uint64_t low[IDA_TREE_KEYS];
    uint32_t values[IDA_TREE_KEYS]; /* of a leaf: values; of an inner node: children */
    uint32_t count;
    uint32_t next; /* of a leaf: the one to its right, or UINT32_MAX */
} ida_tree_node;

typedef struct ida_uuid_tree {
    ida_segments nodes;
    uint32_t node_count;
    uint32_t root;
    uint32_t height; /* levels; 0 when empty */
} ida_uuid_tree;

#define IDA_TREE_NODE_SHAPE ((ida_segment_shape){sizeof(ida_tree_node), 6u})

static inline ida_tree_node *ida_uuid_tree_node(const ida_uuid_tree *tree, uint32_t position)
{
    return ida_segments_at(&tree->nodes, IDA_TREE_NODE_SHAPE, position);
}

/* Makes room for one more key; false, with nothing changed that can be seen, without memory. */
bool ida_uuid_tree_reserve(ida_uuid_tree *tree, const ida_allocator *allocator);

/* Inserts a key that is not there yet; ida_uuid_tree_reserve must have succeeded before. */
void ida_uuid_tree_insert(ida_uuid_tree *tree, ida_uuid key, uint32_t value);

/*
 * Fills an empty tree with entries in strictly ascending order of their keys; false without memory.
 * O(count).
 */
bool ida_uuid_tree_build(ida_uuid_tree *tree, const ida_allocator *allocator,
                         const ida_tree_entry *entries, uint32_t count);

/* The entry of exactly this key. */
bool ida_uuid_tree_find(const ida_uuid_tree *tree, ida_uuid key, uint32_t *value);

/* The last entry that is not above key; the first that is above it. False if there is none. */
bool ida_uuid_tree_floor(const ida_uuid_tree *tree, ida_uuid key, ida_tree_entry *entry);
bool ida_uuid_tree_above(const ida_uuid_tree *tree, ida_uuid key, ida_tree_entry *entry);

/*
 * The last entries that are not above keys, for up to IDA_TREE_BATCH of them at once: each step is
 * done for all, so that the processor waits for all at once. found says which there are.
 */
#define IDA_TREE_BATCH 32u
void ida_uuid_tree_floor_many(const ida_uuid_tree *tree, const ida_uuid *keys, size_t count,
                              ida_tree_entry *entries, bool *found);

/* Both at once, in one walk; has_below and has_above say which of them there are. */
typedef struct ida_tree_neighbours {
    ida_tree_entry below; /* the last entry that is not above the key */
    ida_tree_entry above;
    bool has_below;
    bool has_above;
} ida_tree_neighbours;

ida_tree_neighbours ida_uuid_tree_neighbours(const ida_uuid_tree *tree, ida_uuid key);

/* The bytes held from the allocator, without the struct itself. */
size_t ida_uuid_tree_memory(const ida_uuid_tree *tree);

/* Checks order, fill and links, and that it has exactly count keys. */
bool ida_uuid_tree_verify(const ida_uuid_tree *tree, size_t count);

void ida_uuid_tree_free(ida_uuid_tree *tree, const ida_allocator *allocator);

#endif
