/*
 * Snapshots: a document, with or without sessions, as bytes.
 *
 * Without sessions it is a summary, from which new replicas start. With sessions it is what a
 * process keeps to go offline or to survive a crash. Equal states give equal bytes: sessions are
 * written in the order of their IDs, documents in the order of their final IDs.
 *
 *   "IDAL"  u8 version (1)
 *   varint log position
 *   varint sessions in the document S, varint clusters C
 *   S times: 16 bytes UUID number (little-endian), varint reserved but not finalized IDs
 *   C times: varint session (0: the next new one; d: the one d before that), varint capacity - 1
 *   varint attached sessions L, in ascending order of their IDs
 *   L times: 16 bytes UUID number, varint generated, varint next range's first gen count - 1,
 *            varint cluster size - 1, varint local runs R,
 *            R times: varint gap since the last run's end, varint count - 1
 *   8 bytes XXH3-64 of all before, little-endian
 *
 * varint is LEB128, seven bits a byte, lowest first, in its shortest form. Loading takes O(size)
 * memory, whatever the bytes claim (about 30 bytes for each one at worst), and refuses what
 * contradicts itself. More reserved IDs than a range can ask for are no contradiction: the foreign
 * formats may bring them.
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
 * A buffer size that surely holds a snapshot of these; SIZE_MAX if none can. Sessions may be NULL
 * when session_count is 0. O(session_count).
 */
IDA_API size_t ida_snapshot_bound(const ida_document *document, ida_session *const *sessions,
                                  size_t session_count);

/*
 * Writes a snapshot into buffer and its size to size.
 * log_position is the caller's; it is stored, given back by load, and never looked at.
 *   IDA_BUFFER_TOO_SMALL  capacity is not enough; size is set to ida_snapshot_bound, and what the
 *                         buffer holds is not to be used. buffer may be NULL when capacity is 0
 *   IDA_INVALID_ARGUMENT  a session belongs to another document, or two have the same ID
 *   IDA_NO_MEMORY         sorting the sessions takes session_count pointers
 * O(clusters + sessions + runs + session_count * log session_count).
 */
IDA_API ida_status ida_snapshot_save(const ida_document *document, ida_session *const *sessions,
                                     size_t session_count, uint64_t log_position, uint8_t *buffer,
                                     size_t capacity, size_t *size);

/* What ida_snapshot_load made; all of it is the caller's. */
typedef struct ida_snapshot {
    ida_document *document;
    ida_session **sessions; /* in ascending order of their IDs; NULL if there are none */
    size_t session_count;
    uint64_t log_position;
} ida_snapshot;

/*
 * Reads a snapshot. Free with ida_snapshot_close, or take the document and the sessions over,
 * one by one, by setting them to NULL first. snapshot is written only on success.
 *   IDA_MALFORMED            not a snapshot, or one that contradicts itself
 *   IDA_UNSUPPORTED_VERSION  a snapshot of another version
 *   IDA_CHECKSUM             damaged
 *   IDA_NO_MEMORY
 * O(size) memory; O(size * log sessions) time.
 */
IDA_API ida_status ida_snapshot_load(const ida_allocator *allocator, const uint8_t *bytes,
                                     size_t size, ida_snapshot *snapshot);

/*
 * Closes the sessions and destroys the document that are still in snapshot, frees the array of
 * sessions, and leaves an empty snapshot. The allocator must be the one it was loaded with.
 */
IDA_API void ida_snapshot_close(const ida_allocator *allocator, ida_snapshot *snapshot);

IDA_END_DECLS

#endif
