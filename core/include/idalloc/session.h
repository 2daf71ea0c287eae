/*
 * The session: the local half of the ID compressor, one allocator.
 *
 * A session generates IDs without asking anyone, and translates between the forms of an ID. It is
 * attached to a document, which it reads and never changes. Any number of sessions may share one.
 *
 * WRITE AHEAD. Save the session (snapshot.h) after each ida_session_take, before you send the
 * range. A session that is restored from an older snapshot, or twice from the same one, generates
 * IDs that are already used. The document reveals this: when more of a session's IDs are finalized
 * than it generated, the session answers IDA_STALE_SESSION, and you must open a new one.
 * If you save before you send, this never happens.
 *
 * FORK. fork() copies a session, just as if one snapshot were restored twice: parent and child
 * generate the same IDs, and neither notices until ranges of both are finalized. So after fork(),
 * the child must close the copy and open a session with a new UUID.
 *
 * The answer of each call, for every kind of ID:
 *
 *                                          to op space   to session space   decompress   recompress
 *   own local, not covered by a cluster    itself        itself             UUID         the local
 *   own local, finalized or reserved       its final     the local          UUID         the local
 *   the final form of an own local ID      itself        the local          UUID         the local
 *   own eager final                        itself        itself             UUID         itself
 *   own, reserved, never generated         unknown       unknown            unknown      unknown
 *   another session's, finalized           itself        itself             UUID         the final
 *   another's, reserved, not finalized     unknown       unknown            unknown      unknown
 *   anything else                          unknown       unknown            unknown      unknown
 *
 * If a finalized ID of this session was generated only by another incarnation of it (so this one is
 * stale), it counts as an ID of another session. If an unfinalized local ID of this session has a
 * UUID that the document has given to another session since, recompress answers the local ID.
 *
 * Threads: only one thread at a time may use a session, for look-ups too (they keep a private
 * cache). Different sessions of one document may be used at the same time, as long as no thread
 * changes the document.
 * Sources: "Distributed ID Allocator"; the IIdCompressor interface of the Fluid Framework.
 */
#ifndef IDALLOC_SESSION_H
#define IDALLOC_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/document.h>
#include <idalloc/range.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

IDA_BEGIN_DECLS

typedef struct ida_session ida_session;

/* Consecutive IDs. Eager finals: first, first + 1, ... Local IDs: first, first - 1, ... */
typedef struct ida_run {
    ida_id first;
    uint64_t count;
} ida_run;

/* Consecutive gen counts whose IDs were handed out in their local form. */
typedef struct ida_local_run {
    uint64_t first_gen_count;
    uint64_t count;
} ida_local_run;

/* An ID that is unique in the document: the final ID if is_final, otherwise the stable ID. */
typedef struct ida_unique_id {
    bool is_final;
    ida_id final_id;
    ida_uuid stable_id;
} ida_unique_id;

/*
 * Opens a new session, which has not generated any ID. Close it with ida_session_close before you
 * destroy its document. Its memory comes from the document's allocator.
 *   IDA_INVALID_ARGUMENT  id is not valid
 *   IDA_SESSION_EXISTS    the document has IDs of that session: load it from its snapshot instead
 *   IDA_NO_MEMORY
 * O(log sessions).
 */
IDA_API ida_status ida_session_open(const ida_document *document, ida_uuid id,
                                    ida_session **session);

/* Frees a session. NULL is allowed. O(1). */
IDA_API void ida_session_close(ida_session *session);

/*
 * Generates the next ID: an eager final if the session's last cluster has room for it, otherwise a
 * local ID.
 *   IDA_STALE_SESSION  see above
 *   IDA_EXHAUSTED      the next UUID would be above the largest one, or the gen count above
 *                      INT64_MAX. (The last UUIDs can be generated, but never finalized: a range
 *                      reserves more IDs than it has, and these do not exist.)
 *   IDA_NO_MEMORY
 * O(1) amortized.
 */
IDA_API ida_status ida_session_generate(ida_session *session, ida_id *id);

/*
 * Generates count IDs at once, the same ones as count calls of ida_session_generate: up to two
 * runs, eager finals before local IDs. run_count receives the number of runs, 0 if count is 0.
 * Errors as ida_session_generate; all IDs are generated or none. O(1) amortized.
 */
IDA_API ida_status ida_session_generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                             size_t *run_count);

/*
 * Generates the next ID in a form that is unique in the document from the start: the final ID if it
 * already has one, otherwise the stable ID. Errors as ida_session_generate. O(1) amortized.
 */
IDA_API ida_status ida_session_generate_unique(ida_session *session, ida_unique_id *id);

/*
 * Takes the next creation range: the IDs that were generated since the last take and are not
 * finalized yet. It is empty (count 0) if there are none. Save the session, then send the range.
 * Everything that refers to these IDs must be ordered after it. IDA_STALE_SESSION. O(1).
 */
IDA_API ida_status ida_session_take(ida_session *session, ida_range *range);

/*
 * Takes all unfinalized IDs again, to send them once more. Call this only if no range that was
 * taken before can still reach the log. IDA_STALE_SESSION. O(1).
 */
IDA_API ida_status ida_session_retake(ida_session *session, ida_range *range);

/* Moves the start of the next range back to the first unfinalized ID. IDA_STALE_SESSION. O(1). */
IDA_API ida_status ida_session_reset(ida_session *session);

/*
 * The cluster size that the following ranges request; IDA_CLUSTER_SIZE_DEFAULT at first.
 * IDA_INVALID_ARGUMENT if it is below IDA_CLUSTER_SIZE_MIN or above IDA_CLUSTER_SIZE_MAX. O(1).
 */
IDA_API ida_status ida_session_set_cluster_size(ida_session *session, uint32_t size);
IDA_API uint32_t ida_session_cluster_size(const ida_session *session);

/*
 * Session space to op space: the final ID if there is one now, otherwise the local ID. IDs in
 * messages and files must be in op space, together with the session's ID.
 * IDA_UNKNOWN_ID as in the table. O(log clusters).
 */
IDA_API ida_status ida_session_to_op_space(ida_session *session, ida_id id, ida_id *op_id);

/*
 * Op space to session space. origin is the session that wrote the op-space ID. It is not always the
 * session that generated it.
 *   IDA_INVALID_ARGUMENT  origin is not a valid UUID
 *   IDA_UNKNOWN_SESSION   a local ID of another session, which has no finalized IDs
 *   IDA_UNKNOWN_ID        as in the table
 * O(log clusters + log sessions).
 */
IDA_API ida_status ida_session_to_session_space(ida_session *session, ida_id op_id, ida_uuid origin,
                                                ida_id *id);

/*
 * The same for final IDs, which need no origin. IDA_ORIGIN_REQUIRED for a local ID, IDA_UNKNOWN_ID
 * as in the table. O(log clusters).
 */
IDA_API ida_status ida_session_to_session_space_without_origin(ida_session *session, ida_id op_id,
                                                               ida_id *id);

/* The stable ID of a session-space ID. IDA_UNKNOWN_ID as in the table. O(log clusters). */
IDA_API ida_status ida_session_decompress(ida_session *session, ida_id id, ida_uuid *uuid);

/*
 * The session-space ID of a stable ID. IDA_UNKNOWN_ID as in the table, IDA_INVALID_ARGUMENT for an
 * invalid UUID. O(log sessions + log clusters).
 */
IDA_API ida_status ida_session_recompress(ida_session *session, ida_uuid uuid, ida_id *id);

/* The same, but where recompress fails this returns false and leaves id as it was. */
IDA_API bool ida_session_try_recompress(ida_session *session, ida_uuid uuid, ida_id *id);

/* What stands for an unknown ID among many. No session has it as an ID. */
#define IDA_ID_NONE INT64_MIN

/*
 * Decompress and recompress for many at once: each answer is that of ida_session_decompress or
 * ida_session_recompress for the argument at the same place. An unknown ID gets a UUID that is not
 * valid (both words are UINT64_MAX), an unknown or invalid UUID gets IDA_ID_NONE. Both calls return
 * how many are known. In a document that the caches cannot hold, this is several times faster than
 * one by one. The two arrays must not overlap. O(count) times the cost of one.
 */
IDA_API size_t ida_session_decompress_many(ida_session *session, const ida_id *ids, size_t count,
                                           ida_uuid *uuids);
IDA_API size_t ida_session_recompress_many(ida_session *session, const ida_uuid *uuids,
                                           size_t count, ida_id *ids);

/* The session's ID, and the document that it is attached to. O(1). */
IDA_API ida_uuid ida_session_id(const ida_session *session);
IDA_API const ida_document *ida_session_document(const ida_session *session);

/*
 * The number of IDs that it has generated; the gen count where the next range is to start. That
 * range starts later if IDs from there on are finalized before it is taken. O(1).
 */
IDA_API uint64_t ida_session_generated(const ida_session *session);
IDA_API uint64_t ida_session_next_range_start(const ida_session *session);

/* True if more of its IDs are finalized than it generated: replace it. O(1) amortized. */
IDA_API bool ida_session_is_stale(ida_session *session);

/*
 * The runs of IDs that were handed out as local IDs, among the gen counts first to last. They are
 * sorted, adjacent runs are merged, and runs are cut at first and last. Writes at most capacity
 * runs and returns how many there are. runs may be NULL if capacity is 0. O(log runs + runs found).
 */
IDA_API size_t ida_session_local_runs(const ida_session *session, uint64_t first, uint64_t last,
                                      ida_local_run *runs, size_t capacity);

/*
 * How many of the IDs of a range of this session were handed out as eager finals: finalizing the
 * range confirms that many. IDs that the session has not generated count as none.
 * O(log runs + runs in the range).
 */
IDA_API uint64_t ida_session_eager_count(const ida_session *session, const ida_range *range);

/* The number of bytes that the session holds from its allocator, itself included. O(1). */
IDA_API size_t ida_session_memory(const ida_session *session);

/* True if both have the same ID, counters, settings and local runs. O(runs). */
IDA_API bool ida_session_equal(const ida_session *a, const ida_session *b);

/*
 * Checks the structures of the session, for tests; see ida_document_verify.
 * O(runs + log sessions).
 */
IDA_API bool ida_session_verify(const ida_session *session);

IDA_END_DECLS

#endif
