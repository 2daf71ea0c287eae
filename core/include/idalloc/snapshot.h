/*
 * Snapshots: a document, with or without sessions, as bytes.
 *
 * A snapshot without sessions is a summary: new replicas start from it. With sessions, it lets a
 * process go offline or survive a crash. Equal states give equal bytes: sessions are written in the
 * order of their IDs, clusters in the order of their final IDs.
 *
 *   "IDAL"  u8 version: 1, or 2 if a session is sharded
 *   varint log position
 *   varint sessions in the document S, varint clusters C
 *   S times: 16 bytes UUID number (little-endian), varint IDs reserved but not finalized
 *   C times: varint session (0: the next new one; d: the one d before that), varint capacity - 1
 *   varint attached sessions L, in ascending order of their IDs
 *   L times: in version 2 only: varint kind of shard (0 none, 1 root, 2 child);
 *            16 bytes UUID number, varint generated, varint next range's first gen count - 1,
 *            varint cluster size - 1, varint local runs R,
 *            R times: varint gap after the end of the run before, varint count - 1;
 *            of a root or child: of a child 16 bytes shard ID; varint original stride,
 *            varint stride, varint children A,
 *            A times: 16 bytes shard ID, varint stride after the split (0: not known),
 *                     varint birth, varint known gen count - birth
 *   8 bytes XXH3-64 of all bytes before, little-endian
 *
 * A varint is LEB128 in its shortest form: seven bits a byte, the lowest first. Loading takes
 * O(size) memory whatever the bytes claim: at worst 32 bytes for each of them, plus 1 KiB, for a
 * long chain of clusters; 9 to 17 for many sessions of one cluster. It refuses a state that
 * contradicts itself. A session may have more reserved IDs than a range can request, because the
 * foreign formats may contain such sessions.
 */
#ifndef IDALLOC_SNAPSHOT_H
#define IDALLOC_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/document.h>
#include <idalloc/session.h>
#include <idalloc/status.h>

IDA_BEGIN_DECLS

/*
 * A buffer size that is enough for a snapshot of these; SIZE_MAX if no buffer is. sessions may be
 * NULL if session_count is 0. O(session_count).
 */
IDA_API size_t ida_snapshot_bound(const ida_document *document, ida_session *const *sessions,
                                  size_t session_count);

/*
 * Writes a snapshot to buffer, and its size to size. buffer may be NULL if capacity is 0.
 * log_position is the caller's: it is stored and returned by ida_snapshot_load, and has no effect.
 *   IDA_BUFFER_TOO_SMALL  size is set to ida_snapshot_bound; the contents of buffer are undefined
 *   IDA_INVALID_ARGUMENT  a session belongs to another document, or two sessions have the same ID:
 *                         save the shards of a session one by one
 *   IDA_SHARD_DISPOSED    nothing may come back from a shard that was disposed of
 *   IDA_NO_MEMORY         sorting the sessions takes session_count pointers
 * O(clusters + sessions + runs + session_count * log session_count).
 */
IDA_API ida_status ida_snapshot_save(const ida_document *document, ida_session *const *sessions,
                                     size_t session_count, uint64_t log_position, uint8_t *buffer,
                                     size_t capacity, size_t *size);

/* What ida_snapshot_load makes. The caller owns all of it. */
typedef struct ida_snapshot {
    ida_document *document;
    ida_session **sessions; /* in ascending order of their IDs; NULL if there are none */
    size_t session_count;
    uint64_t log_position;
} ida_snapshot;

/*
 * Reads a snapshot. Close it with ida_snapshot_close. To keep the document or a session, set its
 * pointer in snapshot to NULL before that. snapshot is written only on success.
 *   IDA_MALFORMED            not a snapshot, or one that contradicts itself
 *   IDA_UNSUPPORTED_VERSION  a snapshot of another version
 *   IDA_CHECKSUM             the bytes are damaged
 *   IDA_NO_MEMORY
 * O(size) memory, as above; O(size + attached sessions * log sessions) time.
 */
IDA_API ida_status ida_snapshot_load(const ida_allocator *allocator, const uint8_t *bytes,
                                     size_t size, ida_snapshot *snapshot);

/*
 * Closes the sessions and destroys the document that are still in snapshot, frees the array of
 * sessions, and leaves an empty snapshot. Pass the allocator that it was loaded with.
 */
IDA_API void ida_snapshot_close(const ida_allocator *allocator, ida_snapshot *snapshot);

IDA_END_DECLS

#endif
