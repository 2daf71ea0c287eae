/*
 * An array that grows in segments of one size, so that growing moves little and never takes long:
 * only the first segment is resized, until it is full; from then on, what is there stays in place.
 *
 * The caller says the same element size and segment size with each call. Both are constants, so the
 * compiler turns an access into a shift, a mask and one look into the directory.
 */
#ifndef IDALLOC_SEGMENTS_H
#define IDALLOC_SEGMENTS_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>

typedef struct ida_segments {
    void **directory; /* the segments */
    size_t directory_capacity;
    size_t capacity; /* elements that there is room for */
} ida_segments;

/* The size of an element, and the logarithm of the number of elements in a segment. */
typedef struct ida_segment_shape {
    size_t element_size;
    unsigned shift;
} ida_segment_shape;

/*
 * Makes room for wanted elements; false, with nothing changed that can be seen, without memory.
 * Elements of the first segment may move; new elements are not initialized.
 */
bool ida_segments_reserve(ida_segments *segments, const ida_allocator *allocator,
                          ida_segment_shape shape, size_t wanted);

/* The element at a position below the capacity. */
static inline void *ida_segments_at(const ida_segments *segments, ida_segment_shape shape,
                                    size_t position)
{
    assert(position < segments->capacity);
    size_t within = position & (((size_t)1 << shape.shift) - 1);
    unsigned char *segment = segments->directory[position >> shape.shift];
    return segment + within * shape.element_size;
}

/* The bytes held from the allocator, without the struct itself. */
size_t ida_segments_memory(const ida_segments *segments, ida_segment_shape shape);

void ida_segments_free(ida_segments *segments, const ida_allocator *allocator,
                       ida_segment_shape shape);

#endif
