/*
 * The creation range: a session's announcement of the IDs that it has generated. The library sends
 * nothing else through the total order broadcast, and nothing else but a ghost changes a document.
 */
#ifndef IDALLOC_RANGE_H
#define IDALLOC_RANGE_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/api.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

IDA_BEGIN_DECLS

/* The smallest, the default and the largest number of IDs that a range may request. */
#define IDA_CLUSTER_SIZE_MIN     1u
#define IDA_CLUSTER_SIZE_DEFAULT 512u
#define IDA_CLUSTER_SIZE_MAX     (1u << 20)

/*
 * count IDs of a session, starting with gen count first_gen_count. A session's first ID has the gen
 * count 1 and the local form -1. If these IDs do not fit into what the document has reserved for
 * the session, it reserves requested_cluster_size more IDs.
 *
 * A range with count 0 is empty: finalizing it does nothing.
 */
typedef struct ida_range {
    ida_uuid session;
    uint64_t first_gen_count;
    uint64_t count;
    uint32_t requested_cluster_size;
} ida_range;

/*
 * IDA_OK if the session is valid, and the range either is empty, or starts at gen count 1 or above,
 * ends at INT64_MAX or below, and requests a size within the limits. IDA_INVALID_RANGE otherwise.
 * O(1).
 */
IDA_API ida_status ida_range_validate(const ida_range *range);

/* The size of every encoded range. */
#define IDA_RANGE_ENCODED_SIZE 36

/*
 * Writes the wire form: the session's 16 bytes in network order; then, little-endian, the first gen
 * count and the count (64 bits each) and the requested size (32 bits). The range must be valid.
 * O(1).
 */
IDA_API void ida_range_encode(const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE]);

/*
 * Reads the wire form. IDA_MALFORMED if the size is wrong or the session is not a version 4 UUID;
 * IDA_INVALID_RANGE as ida_range_validate. O(1).
 */
IDA_API ida_status ida_range_decode(const uint8_t *bytes, size_t size, ida_range *range);

IDA_END_DECLS

#endif
