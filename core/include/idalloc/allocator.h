/*
 * Memory. The library takes every byte from the allocator that its caller passes, and gives every
 * byte back to it. Nothing else is ever allocated.
 */
#ifndef IDALLOC_ALLOCATOR_H
#define IDALLOC_ALLOCATOR_H

#include <stddef.h>

#include <idalloc/api.h>

IDA_BEGIN_DECLS

/*
 * One function does it all, like realloc, and is told the old size:
 *   block == NULL, new_size > 0   allocate
 *   block != NULL, new_size > 0   resize; on failure the block stays as it was
 *   block != NULL, new_size == 0  free; the result is ignored and the call must not fail
 * Returns memory aligned for any type, or NULL when there is none. old_size is the size that was
 * asked for last, 0 for a NULL block. The struct is copied by what is created with it; context
 * must outlive that. It is called by whatever thread calls the library: where sessions of one
 * document are used by several threads at once, resize must allow for that.
 */
typedef struct ida_allocator {
    void *(*resize)(void *context, void *block, size_t old_size, size_t new_size);
    void *context;
} ida_allocator;

/* An allocator over the C library's realloc and free. O(1). */
IDA_API ida_allocator ida_allocator_standard(void);

IDA_END_DECLS

#endif
