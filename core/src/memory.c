/* Arrays that grow, in memory of the caller's allocator. */
#include "memory.h"

#include <assert.h>

#define FIRST_CAPACITY 4u

void *ida_grow(const ida_allocator *allocator, void *block, size_t element_size, size_t count,
               size_t *capacity)
{
    assert(element_size > 0);
    assert(count <= *capacity);
    if (count < *capacity) {
        return block;
    }
    size_t wanted = *capacity < FIRST_CAPACITY ? FIRST_CAPACITY : *capacity + *capacity / 2;
    if (wanted <= *capacity || wanted > SIZE_MAX / element_size) {
        return NULL;
    }
    void *grown = allocator->resize(allocator->context, block, *capacity * element_size,
                                    wanted * element_size);
    if (grown != NULL) {
        *capacity = wanted;
    }
    return grown;
}
