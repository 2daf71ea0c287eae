/*
 * The document: the replicated half of the ID compressor.
 *
 * A document is a pure function of the ordered log of creation ranges (and ghosts). It holds, for
 * each session, its chain of clusters, and the space of final IDs. Two documents that applied the
 * same log are equal, byte for byte when saved, on every machine.
 *
 *   final IDs  0 ........ 7 ......... 10 .......... 16
 *              | A: 1..7  | B: 1..3   | A: 8..13    |        capacities 7, 3, 6
 *              | ###....  | ###       |             |        # finalized   . reserved
 *
 * A cluster is a run of final IDs that belongs to a run of one session's gen counts. Only the last
 * cluster of a session can have reserved IDs that are not finalized yet.
 *
 * Rules of ida_document_finalize, those of @fluidframework/id-compressor 3.1.0, so that the same
 * log gives the same final IDs there:
 *   - a session's first range opens a cluster of capacity count + requested size;
 *   - a range that fits the session's last cluster fills it;
 *   - one that does not expands that cluster, by what overflows plus the requested size, if the
 *     cluster is the last of the document; otherwise it fills the cluster, and opens a new one of
 *     that capacity with what overflows.
 *
 * Threads: calls that take a const document may run at the same time; one that changes it may not
 * run together with any other, nor with a call on a session of that document.
 * Sources: "Distributed ID Allocator"; the IIdCompressor interface of the Fluid Framework.
 */
#ifndef IDALLOC_DOCUMENT_H
#define IDALLOC_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/range.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

IDA_BEGIN_DECLS

/*
 * An ID. Negative: a local ID, -gen count, meaningful only together with its session. Zero and
 * above: a final ID, unique in its document.
 */
typedef int64_t ida_id;

typedef struct ida_document ida_document;

/* One cluster, as ida_document_cluster tells of it. */
typedef struct ida_cluster {
    ida_uuid session;
    ida_id base_final;       /* the first final ID */
    uint64_t base_gen_count; /* the gen count that base_final belongs to */
    uint64_t capacity;       /* how many IDs are reserved */
    uint64_t count;          /* how many of them are finalized; at least 1 */
} ida_cluster;

/* Creates an empty document; destroy it with ida_document_destroy. IDA_NO_MEMORY. O(1). */
IDA_API ida_status ida_document_create(const ida_allocator *allocator, ida_document **document);

/* Frees a document; its sessions must be closed first. NULL is allowed. O(clusters). */
IDA_API void ida_document_destroy(ida_document *document);

/*
 * Applies the next range of the log. The outcome depends on the document and the range alone (and
 * on memory: after IDA_NO_MEMORY the same call may succeed). In the order they are looked for:
 *   IDA_INVALID_RANGE  see ida_range_validate
 *   IDA_OUT_OF_ORDER   the range does not start right after the session's finalized IDs: a range
 *                      repeated, a gap, or one of a stale or forked session
 *   IDA_EXHAUSTED      the session's UUIDs or the document's final IDs would run out
 *   IDA_COLLISION      the session's UUIDs, reserved ones included, would overlap another session's
 *   IDA_NO_MEMORY
 * O(log sessions).
 */
IDA_API ida_status ida_document_finalize(ida_document *document, const ida_range *range);

/*
 * Makes count IDs of a session that exists only at this point of the log: an exactly filled new
 * cluster with nothing reserved. first is the first final ID; it is not written when count is 0,
 * and then nothing happens at all. Must be called at the same point of the log on every replica.
 *   IDA_INVALID_ARGUMENT  the session ID is not valid
 *   IDA_OUT_OF_ORDER      the session has reserved IDs that are not finalized: it is no ghost
 *   IDA_EXHAUSTED, IDA_COLLISION, IDA_NO_MEMORY  as ida_document_finalize
 * O(log sessions).
 */
IDA_API ida_status ida_document_ghost(ida_document *document, ida_uuid session, uint64_t count,
                                      ida_id *first);

/* The stable ID of a finalized final ID; IDA_UNKNOWN_ID for any other number. O(log clusters). */
IDA_API ida_status ida_document_decompress(const ida_document *document, ida_id id, ida_uuid *uuid);

/* The final ID of a finalized stable ID, or IDA_UNKNOWN_ID. O(log sessions + log clusters). */
IDA_API ida_status ida_document_recompress(const ida_document *document, ida_uuid uuid, ida_id *id);

/* How many IDs of a session are finalized; 0 if the document does not know it. O(log sessions). */
IDA_API uint64_t ida_document_finalized(const ida_document *document, ida_uuid session);

/* Sessions with at least one cluster; clusters; one above the last reserved final ID. O(1). */
IDA_API size_t ida_document_session_count(const ida_document *document);
IDA_API size_t ida_document_cluster_count(const ida_document *document);
IDA_API ida_id ida_document_final_limit(const ida_document *document);

/* The index-th cluster in the order of final IDs; false if there is none. O(1). */
IDA_API bool ida_document_cluster(const ida_document *document, size_t index, ida_cluster *cluster);

/*
 * The bytes that the document holds from its allocator, itself included. It is the one figure that
 * a call which failed with IDA_NO_MEMORY may leave higher: room that it made is kept. O(sessions).
 */
IDA_API size_t ida_document_memory(const ida_document *document);

/* True if both have the same clusters: if they applied equivalent logs. O(clusters). */
IDA_API bool ida_document_equal(const ida_document *a, const ida_document *b);

/*
 * Checks every structure of the document against every other, for tests and harnesses. True if all
 * is well; false means a bug in the library or memory overwritten. O(clusters * log clusters).
 */
IDA_API bool ida_document_verify(const ida_document *document);

IDA_END_DECLS

#endif
