/* Sorting session IDs with their numbers, for a document that gets all its sessions at once. */
#ifndef IDALLOC_ENTRY_SORT_H
#define IDALLOC_ENTRY_SORT_H

#include <stddef.h>

#include "uuid_tree.h"

/*
 * Sorts entries with valid keys in ascending order of them. scratch has room for as many entries,
 * and what it has afterwards is undefined. O(count), whatever the keys are.
 */
void ida_sort_entries(ida_tree_entry *entries, ida_tree_entry *scratch, size_t count);

#endif
