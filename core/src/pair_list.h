/*
 * A list of pairs of numbers in which both numbers only ascend. The clusters of a session are one
 * (gen count, final ID); the runs of local IDs of a session are one in their first number.
 *
 * A look-up guesses where a number stands from where it lies between the first and the last one,
 * guesses again from what it finds there, and then searches outwards. Clusters of one session are
 * mostly alike, so that the guess is mostly right; whatever the numbers are, the search takes at
 * most twice the steps of a binary search.
 *
 * A list is one block of memory up to IDA_PAIR_LIST_IN_HEAD pairs, because most lists are short. A
 * longer one grows in segments, so that growing never takes long.
 */
#ifndef IDALLOC_PAIR_LIST_H
#define IDALLOC_PAIR_LIST_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>

typedef struct ida_pair {
    uint64_t first;
    uint64_t second;
} ida_pair;

#define IDA_PAIR_LIST_SHIFT   12u
#define IDA_PAIR_LIST_IN_HEAD ((uint32_t)1 << IDA_PAIR_LIST_SHIFT)

typedef struct ida_pair_list {
    uint32_t count;
    uint32_t capacity;
    ida_pair **more; /* the segments behind the head */
    ida_pair head[];
} ida_pair_list;

/*
 * Makes room for one more pair behind those of *list, which is NULL for an empty one; false, with
 * nothing changed that can be seen, without memory. The list may move.
 */
bool ida_pair_list_reserve(ida_pair_list **list, const ida_allocator *allocator);

/* The same for a list that will get exactly so many pairs. */
bool ida_pair_list_reserve_exactly(ida_pair_list **list, const ida_allocator *allocator,
                                   size_t count);

static inline uint32_t ida_pair_list_count(const ida_pair_list *list)
{
    return list == NULL ? 0 : list->count;
}

static inline ida_pair *ida_pair_list_slot(ida_pair_list *list, uint32_t position)
{
    assert(position < list->capacity);
    return position < IDA_PAIR_LIST_IN_HEAD ? &list->head[position]
                                            : &list->more[(position >> IDA_PAIR_LIST_SHIFT) - 1]
                                                         [position % IDA_PAIR_LIST_IN_HEAD];
}

static inline const ida_pair *ida_pair_list_at(const ida_pair_list *list, uint32_t position)
{
    assert(position < list->count);
    return position < IDA_PAIR_LIST_IN_HEAD ? &list->head[position]
                                            : &list->more[(position >> IDA_PAIR_LIST_SHIFT) - 1]
                                                         [position % IDA_PAIR_LIST_IN_HEAD];
}

/* Appends a pair; its room was reserved. O(1). */
static inline void ida_pair_list_append(ida_pair_list *list, uint64_t first, uint64_t second)
{
    ida_pair pair = {first, second};
    *ida_pair_list_slot(list, list->count) = pair;
    list->count++;
}

/*
 * The position of the last pair whose first number, or second number, is not above a number. That
 * of the first pair must not be above it. O(log pairs).
 */
uint32_t ida_pair_list_floor_first(const ida_pair_list *list, uint64_t number);
uint32_t ida_pair_list_floor_second(const ida_pair_list *list, uint64_t number);

/* The bytes held from the allocator; 0 for NULL. */
size_t ida_pair_list_memory(const ida_pair_list *list);

void ida_pair_list_free(ida_pair_list *list, const ida_allocator *allocator);

#endif
