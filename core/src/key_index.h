/*
 * An index over ascending 64-bit keys that are only ever appended: which key is the last one not
 * above a given number?
 *
 * Level 0 holds all keys, level 1 every 16th, level 2 every 256th, and so on. A look-up starts at
 * the top and reads at most 16 neighbouring keys of each level, two cache lines, where a binary
 * search over a million keys would miss the cache ten times and more. Appending costs O(1)
 * amortized.
 */
#ifndef IDALLOC_KEY_INDEX_H
#define IDALLOC_KEY_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>

#define IDA_KEY_FANOUT 16u
#define IDA_KEY_LEVELS 16u

typedef struct ida_key_level {
    uint64_t *keys;
    size_t count;
    size_t capacity;
} ida_key_level;

typedef struct ida_key_index {
    ida_key_level levels[IDA_KEY_LEVELS];
    uint32_t height; /* levels in use; 0 when empty */
} ida_key_index;

/* Makes room for one more key; false, with nothing changed that can be seen, without memory. */
bool ida_key_index_reserve(ida_key_index *index, const ida_allocator *allocator);

/* Appends a key above the last one; ida_key_index_reserve must have succeeded before. */
void ida_key_index_append(ida_key_index *index, uint64_t key);

/* The position of the last key that is not above key. The first key must not be above it. */
size_t ida_key_index_floor(const ida_key_index *index, uint64_t key);

/* How many keys there are, and the key at a position. */
size_t ida_key_index_count(const ida_key_index *index);
uint64_t ida_key_index_at(const ida_key_index *index, size_t position);

/* The bytes held from the allocator, without the struct itself. */
size_t ida_key_index_memory(const ida_key_index *index);

/* Checks order and levels. */
bool ida_key_index_verify(const ida_key_index *index);

void ida_key_index_free(ida_key_index *index, const ida_allocator *allocator);

#endif
