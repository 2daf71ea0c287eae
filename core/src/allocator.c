/* The allocator of the C library, for callers that have none of their own. */
#include <stdlib.h>

#include <idalloc/allocator.h>

static void *standard_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

ida_allocator ida_allocator_standard(void)
{
    ida_allocator allocator = {standard_resize, NULL};
    return allocator;
}
