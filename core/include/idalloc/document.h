/*
 * The document: the replicated half of the ID compressor.
 *
 * A document is a pure function of the ordered log of creation ranges (and ghosts). It holds the
 * chain of clusters of each session, and the space of final IDs. Two documents that applied the
 * same log are equal, and save to the same bytes on every machine.
 *
 *   final IDs  0 ........ 7 ......... 10 .......... 16
 *              | A: 1..7  | B: 1..3   | A: 8..13    |        capacities 7, 3, 6
 *              | ###....  | ###       |             |        # finalized   . reserved
 *
 * A cluster maps consecutive gen counts of one session to consecutive final IDs. Only the last
 * cluster of a session can have reserved IDs that are not finalized yet.
 *
 * ida_document_finalize follows the rules of @fluidframework/id-compressor 3.1.0, so the same log
 * gives the same final IDs there:
 *   - A session's first range opens a cluster. Its capacity is count + requested size.
 *   - A range that fits into the session's last cluster fills it.
 *   - A range that does not fit overflows. If the session's last cluster is also the last one of
 *     the document, that cluster grows by the overflow + requested size. Otherwise the range fills
 *     that cluster, and the overflow goes into a new one, of capacity overflow + requested size.
 *
 * Threads: calls that take a const document may run at the same time. A call that changes a
 * document must not run at the same time as any other call on it or on one of its sessions.
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
 * An ID. A negative number is a local ID: minus the gen count. It has a meaning only together with
 * its session. Zero or a positive number is a final ID, which is unique in its document.
 */
typedef int64_t ida_id;

typedef struct ida_document ida_document;

/* One cluster, as ida_document_cluster returns it. */
typedef struct ida_cluster {
    ida_uuid session;
    ida_id base_final;       /* the first final ID */
    uint64_t base_gen_count; /* the gen count of base_final */
    uint64_t capacity;       /* the number of reserved IDs */
    uint64_t count;          /* the number of those that are finalized; at least 1 */
} ida_cluster;

/* Creates an empty document. Destroy it with ida_document_destroy. IDA_NO_MEMORY. O(1). */
IDA_API ida_status ida_document_create(const ida_allocator *allocator, ida_document **document);

/* Frees a document. Close its sessions first. NULL is allowed. O(clusters). */
IDA_API void ida_document_destroy(ida_document *document);

/*
 * Applies the next range of the log. The outcome depends only on the document and the range, and on
 * memory: after IDA_NO_MEMORY the same call may succeed. Errors, in the order of the checks:
 *   IDA_INVALID_RANGE  see ida_range_validate
 *   IDA_OUT_OF_ORDER   the range does not start right after the session's finalized IDs: it is
 *                      repeated, leaves a gap, or comes from a stale or forked session
 *   IDA_EXHAUSTED      the session's UUIDs or the document's final IDs would run out
 *   IDA_COLLISION      the session's UUIDs, reserved ones included, would overlap those of another
 *                      session
 *   IDA_NO_MEMORY
 * O(log clusters) amortized.
 */
IDA_API ida_status ida_document_finalize(ida_document *document, const ida_range *range);

/* What a range did to the clusters of its session. */
typedef enum ida_cluster_change {
    IDA_CLUSTER_UNCHANGED,  /* the range was empty */
    IDA_CLUSTER_OPENED,     /* the session's first cluster */
    IDA_CLUSTER_FILLED,     /* the range fitted into the last cluster */
    IDA_CLUSTER_EXPANDED,   /* it did not, and the cluster grew */
    IDA_CLUSTER_OVERFLOWED, /* it did not, and what was left went into a new cluster */
} ida_cluster_change;

typedef struct ida_finalize_report {
    ida_cluster_change change;
    ida_id first_final;      /* of the range's first ID; not set for an empty range */
    uint64_t count;          /* IDs that are finalized now */
    uint64_t reserved_count; /* of these, IDs that had their final ID before: at most so many were
                                eager; see ida_session_eager_count */
    uint64_t new_capacity;   /* final IDs that the document reserved for the range */
} ida_finalize_report;

/*
 * ida_document_finalize, and says what it has done: what a host needs for its metrics. report is
 * written only on success. Costs a look-up more. O(log clusters) amortized.
 */
IDA_API ida_status ida_document_finalize_and_report(ida_document *document, const ida_range *range,
                                                    ida_finalize_report *report);

/*
 * Makes count IDs of a ghost, a session that exists only at this point of the log. They get a new
 * cluster that is exactly full. first receives the first final ID. If count is 0, nothing happens,
 * and first is not written. Every replica must make this call at the same point of the log.
 *   IDA_INVALID_ARGUMENT  the session ID is not valid
 *   IDA_OUT_OF_ORDER      the session has reserved IDs that are not finalized: it is not a ghost
 *   IDA_EXHAUSTED, IDA_COLLISION, IDA_NO_MEMORY  as ida_document_finalize
 * O(log clusters) amortized.
 */
IDA_API ida_status ida_document_ghost(ida_document *document, ida_uuid session, uint64_t count,
                                      ida_id *first);

/*
 * Makes count more IDs of a ghost, as long as its cluster is the last one of the document: that
 * cluster grows, and is exactly full again. A ghost of 3 IDs, extended by 2, is the same as a ghost
 * of 5. So a host whose code asks for one ID at a time makes the first with ida_document_ghost, and
 * the others with this, before the log goes on. first is as there. Every replica must make the same
 * calls, or calls that add up to the same, at the same point of the log.
 *   IDA_INVALID_ARGUMENT  the session ID is not valid
 *   IDA_OUT_OF_ORDER      the document's last cluster is not the session's, or has reserved IDs
 * that are not finalized IDA_EXHAUSTED, IDA_COLLISION  as ida_document_finalize Takes no memory.
 * O(1) for most sessions, O(log sessions) at worst.
 */
IDA_API ida_status ida_document_extend_ghost(ida_document *document, ida_uuid session,
                                             uint64_t count, ida_id *first);

/* The stable ID of a finalized final ID. IDA_UNKNOWN_ID for any other number. O(log clusters). */
IDA_API ida_status ida_document_decompress(const ida_document *document, ida_id id, ida_uuid *uuid);

/*
 * The final ID of a finalized stable ID. IDA_UNKNOWN_ID for any other valid UUID,
 * IDA_INVALID_ARGUMENT for an invalid one. O(log sessions + log clusters).
 */
IDA_API ida_status ida_document_recompress(const ida_document *document, ida_uuid uuid, ida_id *id);

/* How many IDs of a session are finalized. 0 for an unknown session. O(log sessions). */
IDA_API uint64_t ida_document_finalized(const ida_document *document, ida_uuid session);

/*
 * The number of sessions that have a cluster; the number of clusters; one above the last reserved
 * final ID. O(1).
 */
IDA_API size_t ida_document_session_count(const ida_document *document);
IDA_API size_t ida_document_cluster_count(const ida_document *document);
IDA_API ida_id ida_document_final_limit(const ida_document *document);

/* The cluster at an index, in the order of final IDs. False if there is none. O(1). */
IDA_API bool ida_document_cluster(const ida_document *document, size_t index, ida_cluster *cluster);

/*
 * The number of bytes that the document holds from its allocator, itself included. A call that
 * fails with IDA_NO_MEMORY changes nothing but this number, which may be higher afterwards: the
 * room that the call has made is kept. O(sessions).
 */
IDA_API size_t ida_document_memory(const ida_document *document);

/* True if both have the same clusters, because they applied equivalent logs. O(clusters). */
IDA_API bool ida_document_equal(const ida_document *a, const ida_document *b);

/*
 * Checks the structures of the document against each other, for tests. False means that the library
 * has a bug, or that memory was overwritten. O(clusters * log clusters).
 */
IDA_API bool ida_document_verify(const ida_document *document);

IDA_END_DECLS

#endif
