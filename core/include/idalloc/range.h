/*
 * The creation range: what a session tells the world about the IDs it generated. It is the only
 * thing that goes through the total order broadcast, and the only thing that changes a document.
 */
#ifndef IDALLOC_RANGE_H
#define IDALLOC_RANGE_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/api.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

IDA_BEGIN_DECLS

/* The smallest, the usual and the largest number of IDs that a range may ask to reserve. */
#define IDA_CLUSTER_SIZE_MIN     1u
#define IDA_CLUSTER_SIZE_DEFAULT 512u
#define IDA_CLUSTER_SIZE_MAX     (1u << 20)

/*
 * count IDs of a session, from gen count first_gen_count on. A session's first ID has gen count 1
 * and its local form is -1. requested_cluster_size is how many further IDs the document should
 * reserve for the session when these do not fit what it has reserved already.
 *
 * A range with count 0 is empty: it says nothing, and finalizing it does nothing.
 */
typedef struct ida_range {
    ida_uuid session;
    uint64_t first_gen_count;
    uint64_t count;
    uint32_t requested_cluster_size;
} ida_range;

/*
 * IDA_INVALID_RANGE unless the session is valid and the range is either empty, or its
 * first_gen_count is at least 1, its last gen count at most INT64_MAX, and the requested size
 * within its limits. O(1).
 */
IDA_API ida_status ida_range_validate(const ida_range *range);

/* The size of every encoded range. */
#define IDA_RANGE_ENCODED_SIZE 36

/*
 * Writes the wire form: the session's 16 bytes in network order, then first gen count and count (64
 * bits) and the requested size (32 bits), little-endian. The range must be valid. O(1).
 */
IDA_API void ida_range_encode(const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE]);

/*
 * Reads the wire form. IDA_MALFORMED for another size or a session that is no version 4 UUID,
 * IDA_INVALID_RANGE as ida_range_validate. O(1).
 */
IDA_API ida_status ida_range_decode(const uint8_t *bytes, size_t size, ida_range *range);

IDA_END_DECLS

#endif
