/*
 * The serialized format, version 1, of the Rust implementation of the Distributed ID Allocator:
 * raw little-endian bytes, 32-bit numbers for the clusters where all final IDs fit them.
 *
 * An allocator lists its own session first, from the first ID it generates on, finalized or not;
 * the others stand in the order of their first clusters. As with Fluid (fluid.h), an allocator that
 * was loaded from another one's summary may know them in another order; any order is read.
 */
#ifndef IDALLOC_RUST_H
#define IDALLOC_RUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/document.h>
#include <idalloc/session.h>
#include <idalloc/snapshot.h>
#include <idalloc/status.h>

IDA_BEGIN_DECLS

/*
 * Writes a session with its document ("with local state").
 *   IDA_BUFFER_TOO_SMALL  size is set to what is needed; nothing was written
 *   IDA_STALE_SESSION     the format cannot say that more is finalized than generated
 * After IDA_STALE_SESSION size is as it was. bytes may be NULL when capacity is 0. Takes no memory.
 * O(clusters + sessions + runs).
 */
IDA_API ida_status ida_rust_export_session(ida_session *session, uint8_t *bytes, size_t capacity,
                                           size_t *size);

/* What the format keeps besides a document: the settings of the allocator that wrote it. */
typedef struct ida_rust_header {
    uint64_t cluster_size; /* from 1; without local state up to INT64_MAX */
    bool has_first;        /* false if the bytes list no session */
    ida_uuid first;        /* the session listed first, whether the document knows it or not */
} ida_rust_header;

/* The header of a session's allocator, which lists itself once it generated something. O(1). */
IDA_API ida_rust_header ida_rust_header_of(const ida_session *session);

/*
 * Writes a document without local state, as the allocator of that header does. With a NULL header
 * the sessions stand in the order of the final IDs, and the cluster size is
 * IDA_CLUSTER_SIZE_DEFAULT. What ida_rust_import gave, header included, gives the same bytes again
 * where they list all but the first session in the order of the final IDs.
 *   IDA_BUFFER_TOO_SMALL  size is set to what is needed; nothing was written
 *   IDA_INVALID_ARGUMENT  the header's cluster size is out of bounds, or first is not valid
 * bytes may be NULL when capacity is 0. Takes no memory. O(clusters + sessions).
 */
IDA_API ida_status ida_rust_export_document(const ida_document *document,
                                            const ida_rust_header *header, uint8_t *bytes,
                                            size_t capacity, size_t *size);

/*
 * Reads either form; see ida_fluid_import. header may be NULL. With local state the session gets
 * the cluster size that the bytes tell.
 *   IDA_MALFORMED            not the format, trailing bytes, a state that contradicts itself, a
 *                            width that the final IDs do not call for, or a session with a cluster
 *                            size above IDA_CLUSTER_SIZE_MAX
 *   IDA_UNSUPPORTED_VERSION  another version
 *   IDA_NO_MEMORY
 * Listed sessions without clusters are left out, unless it is the own one. Close with
 * ida_snapshot_close. O(size) memory; O(size * log sessions) time.
 */
IDA_API ida_status ida_rust_import(const ida_allocator *allocator, const uint8_t *bytes,
                                   size_t size, ida_snapshot *snapshot, ida_rust_header *header);

IDA_END_DECLS

#endif
