/*
 * The serialized format, version 1, of the Rust implementation of the Distributed ID Allocator: raw
 * little-endian bytes. The numbers of the clusters have 32 bits if all final IDs fit into that.
 *
 * Once an allocator has generated an ID, finalized or not, it lists its own session first. The
 * other sessions follow in the order of their first clusters. As with Fluid (fluid.h), an allocator
 * that was loaded from a summary of another one may have a different order. An import accepts any
 * order.
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
 * Writes a session with its document ("with local state"). bytes may be NULL if capacity is 0.
 *   IDA_BUFFER_TOO_SMALL  size is set to what is needed; nothing was written
 *   IDA_STALE_SESSION     the format cannot express that more IDs are finalized than generated
 *   IDA_NOT_REPRESENTABLE the session is sharded, which the format can't express
 *   IDA_SHARD_DISPOSED    nothing may come back from a shard that was disposed of
 * Only IDA_BUFFER_TOO_SMALL changes size.
 * Allocates nothing. O(clusters + sessions + runs).
 */
IDA_API ida_status ida_rust_export_session(ida_session *session, uint8_t *bytes, size_t capacity,
                                           size_t *size);

/* What the format holds in addition to a document: the settings of the allocator that wrote it. */
typedef struct ida_rust_header {
    uint64_t cluster_size; /* at least 1; without local state at most INT64_MAX */
    bool has_first;        /* false if no session is listed */
    ida_uuid first;        /* the session listed first; the document may not know it */
} ida_rust_header;

/* The header of a session's allocator, which lists itself once it has generated an ID. O(1). */
IDA_API ida_rust_header ida_rust_header_of(const ida_session *session);

/*
 * Writes a document without local state, as the allocator with that header does. If header is NULL,
 * the sessions are in the order of the final IDs, and the cluster size is IDA_CLUSTER_SIZE_DEFAULT.
 * bytes may be NULL if capacity is 0.
 *
 * With the header from ida_rust_import, the imported document gives the same bytes again if they
 * list all sessions but the first in the order of the final IDs.
 *   IDA_BUFFER_TOO_SMALL  size is set to what is needed; nothing was written
 *   IDA_INVALID_ARGUMENT  the header's cluster size is out of bounds, or first is not valid
 * Allocates nothing. O(clusters + sessions).
 */
IDA_API ida_status ida_rust_export_document(const ida_document *document,
                                            const ida_rust_header *header, uint8_t *bytes,
                                            size_t capacity, size_t *size);

/*
 * Reads either form, as ida_fluid_import. header may be NULL. With local state, the session gets
 * the cluster size from the bytes.
 *   IDA_MALFORMED            not this format; trailing bytes; a state that contradicts itself;
 *                            wider or narrower numbers than the final IDs need; local state with a
 *                            cluster size above IDA_CLUSTER_SIZE_MAX
 *   IDA_UNSUPPORTED_VERSION  another version
 *   IDA_NO_MEMORY
 * If a session without clusters is listed, it is left out, unless it is the one with the local
 * state. Close with ida_snapshot_close. O(size) memory; O(size * log sessions) time.
 */
IDA_API ida_status ida_rust_import(const ida_allocator *allocator, const uint8_t *bytes,
                                   size_t size, ida_snapshot *snapshot, ida_rust_header *header);

IDA_END_DECLS

#endif
