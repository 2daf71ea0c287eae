/*
 * Memory. The library takes all its memory from the allocator that its caller passes, and returns
 * all of it there.
 */
#ifndef IDALLOC_ALLOCATOR_H
#define IDALLOC_ALLOCATOR_H

#include <stddef.h>

#include <idalloc/api.h>

IDA_BEGIN_DECLS

/*
 * One function allocates, resizes and frees. It is like realloc, but is told the old size:
 *   block == NULL, new_size > 0   allocate
 *   block != NULL, new_size > 0   resize; on failure the block stays as it was
 *   block != NULL, new_size == 0  free; the result is ignored, and the call must not fail
 * Returns memory aligned for any type, or NULL if there is none. old_size is the size that was
 * requested last, 0 for a NULL block.
 *
 * Whatever is created with an allocator keeps a copy of this struct. context must outlive it.
 * resize is called by the thread that calls the library. If several threads use sessions of one
 * document at the same time, resize must be thread-safe.
 */
typedef struct ida_allocator {
    void *(*resize)(void *context, void *block, size_t old_size, size_t new_size);
    void *context;
} ida_allocator;

/* The allocator of the C library: realloc and free. O(1). */
IDA_API ida_allocator ida_allocator_standard(void);

IDA_END_DECLS

#endif
