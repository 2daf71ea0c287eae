/* The limits of creation ranges, inline: every finalize checks them. */
#ifndef IDALLOC_RANGE_CHECK_H
#define IDALLOC_RANGE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/range.h>

#include "uuid_math.h"

/* Whether ida_range_validate accepts a range. */
static inline bool ida_range_is_valid(const ida_range *range)
{
    if (!ida_uuid_in_range(range->session)) {
        return false;
    }
    if (range->count == 0) {
        return true;
    }
    return range->first_gen_count > 0 && range->first_gen_count <= (uint64_t)INT64_MAX &&
           range->count - 1 <= (uint64_t)INT64_MAX - range->first_gen_count &&
           range->requested_cluster_size >= IDA_CLUSTER_SIZE_MIN &&
           range->requested_cluster_size <= IDA_CLUSTER_SIZE_MAX;
}

#endif
