/* Arrays in segments: making room, and giving it back. */
#include "segments.h"

#include "memory.h"

/* How many segments there are. The first one may be smaller than the others. */
static size_t segment_count(const ida_segments *segments, unsigned shift)
{
    size_t last = ((size_t)1 << shift) - 1;
    return segments->capacity / (last + 1) + ((segments->capacity & last) != 0 ? 1 : 0);
}

/* Doubles the first segment, or makes it. */
static bool grow_first(ida_segments *segments, const ida_allocator *allocator,
                       ida_segment_shape shape)
{
    size_t old = segments->capacity;
    size_t capacity = old == 0 ? 1 : old * 2;
    void *block = old == 0 ? NULL : segments->directory[0];
    assert(capacity <= (size_t)1 << shape.shift);
    void *grown = allocator->resize(allocator->context, block, old * shape.element_size,
                                    capacity * shape.element_size);
    if (grown == NULL) {
        return false;
    }
    segments->directory[0] = grown;
    segments->capacity = capacity;
    return true;
}

static bool grow(ida_segments *segments, const ida_allocator *allocator, ida_segment_shape shape)
{
    size_t full = (size_t)1 << shape.shift;
    size_t count = segment_count(segments, shape.shift);
    if (segments->capacity > 0 && segments->capacity < full) {
        return grow_first(segments, allocator, shape);
    }
    void **directory = ida_grow(allocator, segments->directory, sizeof *directory, count,
                                &segments->directory_capacity);
    if (directory == NULL) {
        return false;
    }
    segments->directory = directory;
    if (segments->capacity == 0) {
        return grow_first(segments, allocator, shape);
    }
    if (segments->capacity > SIZE_MAX - full) {
        return false;
    }
    void *segment = ida_allocate(allocator, full * shape.element_size);
    if (segment == NULL) {
        return false;
    }
    directory[count] = segment;
    segments->capacity += full;
    return true;
}

bool ida_segments_reserve(ida_segments *segments, const ida_allocator *allocator,
                          ida_segment_shape shape, size_t wanted)
{
    while (segments->capacity < wanted) {
        if (!grow(segments, allocator, shape)) {
            return false;
        }
    }
    return true;
}

size_t ida_segments_memory(const ida_segments *segments, ida_segment_shape shape)
{
    return segments->directory_capacity * sizeof *segments->directory +
           segments->capacity * shape.element_size;
}

void ida_segments_free(ida_segments *segments, const ida_allocator *allocator,
                       ida_segment_shape shape)
{
    size_t full = (size_t)1 << shape.shift;
    size_t first = segments->capacity < full ? segments->capacity : full;
    size_t count = segment_count(segments, shape.shift);
    for (size_t i = 0; i < count; i++) {
        ida_release(allocator, segments->directory[i],
                    (i == 0 ? first : full) * shape.element_size);
    }
    ida_release(allocator, segments->directory,
                segments->directory_capacity * sizeof *segments->directory);
}
