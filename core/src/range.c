/* Creation ranges: their limits and their wire form. */
#include <assert.h>

#include <idalloc/range.h>

#include "little_endian.h"
#include "range_check.h"

ida_status ida_range_validate(const ida_range *range)
{
    return ida_range_is_valid(range) ? IDA_OK : IDA_INVALID_RANGE;
}

void ida_range_encode(const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE])
{
    assert(ida_range_validate(range) == IDA_OK);
    ida_uuid_to_bytes(range->session, bytes);
    ida_store_le64(bytes + 16, range->first_gen_count);
    ida_store_le64(bytes + 24, range->count);
    ida_store_le32(bytes + 32, range->requested_cluster_size);
}

ida_status ida_range_decode(const uint8_t *bytes, size_t size, ida_range *range)
{
    ida_range read;
    if (size != IDA_RANGE_ENCODED_SIZE || ida_uuid_from_bytes(bytes, &read.session) != IDA_OK) {
        return IDA_MALFORMED;
    }
    read.first_gen_count = ida_load_le64(bytes + 16);
    read.count = ida_load_le64(bytes + 24);
    read.requested_cluster_size = ida_load_le32(bytes + 32);
    ida_status status = ida_range_validate(&read);
    if (status == IDA_OK) {
        *range = read;
    }
    return status;
}
