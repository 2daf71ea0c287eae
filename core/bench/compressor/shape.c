/* Documents of a shape, and arithmetic on it. */
#include "shape.h"

ida_uuid bench_shape_key(const bench_shape *shape, uint32_t session)
{
    return shape->key == NULL ? bench_random_key(session) : shape->key(session);
}

bool bench_shape_apply(const bench_shape *shape, ida_document *document, uint32_t first,
                       uint32_t last)
{
    for (uint32_t i = first; i < last; i++) {
        uint64_t round = i / shape->sessions;
        const ida_range range = {bench_shape_key(shape, 1 + i % shape->sessions),
                                 1 + round * shape->count, shape->count, shape->size};
        if (ida_document_finalize(document, &range) != IDA_OK) {
            return false;
        }
    }
    return true;
}

uint32_t bench_shape_ranges(const bench_shape *shape)
{
    return shape->sessions * shape->rounds;
}

uint32_t bench_shape_gen_counts(const bench_shape *shape)
{
    return shape->rounds * shape->count;
}

ida_id bench_shape_final(const bench_shape *shape, uint32_t session, uint32_t gen_count)
{
    ida_id first = (ida_id)shape->count + shape->size;
    ida_id index = (ida_id)session - 1;
    ida_id offset = (ida_id)gen_count - 1;
    if (offset < first) {
        return index * first + offset;
    }
    offset -= first;
    return first * shape->sessions +
           (offset / shape->count * shape->sessions + index) * shape->count + offset % shape->count;
}
