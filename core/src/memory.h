/* The few ways in which the library uses its caller's allocator. */
#ifndef IDALLOC_MEMORY_H
#define IDALLOC_MEMORY_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>

static inline void *ida_allocate(const ida_allocator *allocator, size_t size)
{
    assert(size > 0); /* a new size of 0 would free */
    return allocator->resize(allocator->context, NULL, 0, size);
}

static inline void ida_release(const ida_allocator *allocator, void *block, size_t size)
{
    assert((block == NULL) == (size == 0));
    if (block != NULL) {
        (void)allocator->resize(allocator->context, block, size, 0);
    }
}

/*
 * Makes room for one more element behind count: returns the block as it is, or a larger one with
 * *capacity raised; NULL, with everything as it was, when memory or the number type runs out. It
 * grows by half, so that appending is O(1) amortized and little is left unused.
 */
void *ida_grow(const ida_allocator *allocator, void *block, size_t element_size, size_t count,
               size_t *capacity);

#endif
