/* Chunks: which IDs of a range (starting, ending] one coordinator draws. */
#include <assert.h>

#include <idalloc/sequence.h>

ida_status ida_chunk_validate(const ida_chunk *chunk)
{
    /* An index below the count takes care of a count of 0. */
    bool is_valid = chunk->index < chunk->count && chunk->starting < chunk->ending &&
                    chunk->ending <= IDA_SEQUENCE_ID_MAX;
    return is_valid ? IDA_OK : IDA_INVALID_CHUNK;
}

uint64_t ida_chunk_size(const ida_chunk *chunk)
{
    if (ida_chunk_validate(chunk) != IDA_OK) {
        return 0;
    }
    uint64_t ids = chunk->ending - chunk->starting;
    uint64_t size = chunk->index >= ids ? 0 : (ids - 1 - chunk->index) / chunk->count + 1;
    /* The last ID is in the range, and the one after it would be above. */
    assert(size == 0 || chunk->index + chunk->count * (size - 1) < ids);
    assert(size == 0 || ids - chunk->index - chunk->count * (size - 1) <= chunk->count);
    return size;
}

/*
 * The formula of the source, starting + index + count * current - (count - 1), in an order in which
 * nothing goes below zero, and past the bound test, in which nothing goes above the ending.
 */
ida_status ida_chunk_id(const ida_chunk *chunk, uint64_t current, uint64_t *id)
{
    if (ida_chunk_validate(chunk) != IDA_OK) {
        return IDA_INVALID_CHUNK;
    }
    if (current == 0) {
        return IDA_UNKNOWN_ID;
    }
    if (current > ida_chunk_size(chunk)) {
        return IDA_EXHAUSTED;
    }
    *id = chunk->starting + 1 + chunk->index + chunk->count * (current - 1);
    assert(*id > chunk->starting);
    assert(*id <= chunk->ending);
    assert((*id - chunk->starting - 1) % chunk->count == chunk->index);
    return IDA_OK;
}
