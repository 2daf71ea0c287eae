/* A tree of session IDs, and beside it a plain array of the same keys with the right answers. */
#ifndef IDALLOC_TEST_SUPPORT_UUID_TREE_H
#define IDALLOC_TEST_SUPPORT_UUID_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "support_world.h"
#include "uuid_tree.h"

typedef struct tree_fixture {
    test_allocator memory;
    ida_allocator allocator;
    ida_uuid_tree tree;
    ida_tree_entry *sorted; /* by assert_tree_answers; before that as they came */
    size_t count;
} tree_fixture;

/* For as many keys as the capacity says. */
void tree_open(tree_fixture *f, size_t capacity);
void tree_close(tree_fixture *f);

void tree_insert(tree_fixture *f, ida_uuid key, uint32_t value);

/* The three look-ups of one key, where at_or_below keys of the sorted array are not above it. */
void assert_answers(const tree_fixture *f, ida_uuid key, size_t at_or_below);

/* Every key, and the numbers just below and above it; the ends of the number space. */
void assert_tree_answers(tree_fixture *f);

/* For qsort. */
int compare_entries(const void *a, const void *b);

#endif
