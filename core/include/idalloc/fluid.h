/*
 * The serialized format of @fluidframework/id-compressor: version 2, and version 3 (since 3.7.0),
 * which has room for shards (shard.h). Both are padded standard base64 of little-endian 8-byte
 * words. Numbers are IEEE-754 doubles, but this library reads and writes them without floating
 * point.
 *
 * The format is not canonical: a compressor lists its own session first, and then the others in the
 * order in which it learned of them. An export lists the given session first, and then the others
 * in the order of their first clusters. These are the same bytes that the compressor of that
 * session writes, unless it was loaded from a summary of another compressor: then it lists the
 * session of that one second. An import accepts any order.
 */
#ifndef IDALLOC_FLUID_H
#define IDALLOC_FLUID_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/document.h>
#include <idalloc/session.h>
#include <idalloc/snapshot.h>
#include <idalloc/status.h>

IDA_BEGIN_DECLS

/* The versions. Imports read both. */
#define IDA_FLUID_VERSION_2 2u
#define IDA_FLUID_VERSION_3 3u

/* 2^53: a double can hold every whole number up to this one. */
#define IDA_FLUID_NUMBER_MAX (UINT64_C(1) << 53)

/*
 * Writes a session with its document ("with local state"), as the compressor of that session does.
 * The text is not NUL-terminated. size receives its length. text may be NULL if capacity is 0.
 *   IDA_BUFFER_TOO_SMALL   size is set to the length that is needed; nothing was written
 *   IDA_NOT_REPRESENTABLE  a gen count, or the limit of the document's final IDs, is above 2^53; or
 *                          the session is sharded, which version 2 can't express
 *   IDA_STALE_SESSION      the format cannot express that more IDs are finalized than generated
 *   IDA_SHARD_DISPOSED     nothing may come back from a shard that was disposed of
 * Only IDA_BUFFER_TOO_SMALL changes size. The format does not contain the requested cluster size.
 * Allocates nothing. O(clusters + sessions + runs + children).
 *
 * ida_fluid_export_session writes version 2, ida_fluid_export_session_as the given one. The
 * compressor of the package writes the higher one of what it was told to and what it was loaded
 * from.
 *   IDA_UNSUPPORTED_VERSION  not a version of this library
 */
IDA_API ida_status ida_fluid_export_session(ida_session *session, char *text, size_t capacity,
                                            size_t *size);
IDA_API ida_status ida_fluid_export_session_as(ida_session *session, uint32_t version, char *text,
                                               size_t capacity, size_t *size);

/*
 * Writes a document alone ("without local state", a summary). first is the session to list first,
 * if the document knows it. To get the bytes of a certain compressor, pass the session of that
 * compressor. With NULL, all sessions are in the order of the final IDs. Errors as
 * ida_fluid_export_session, and IDA_INVALID_ARGUMENT for an invalid first. Of shards a summary says
 * nothing. Allocates nothing. O(clusters + sessions).
 */
IDA_API ida_status ida_fluid_export_document(const ida_document *document, const ida_uuid *first,
                                             char *text, size_t capacity, size_t *size);

IDA_API ida_status ida_fluid_export_document_as(const ida_document *document, const ida_uuid *first,
                                                uint32_t version, char *text, size_t capacity,
                                                size_t *size);

/*
 * The version of a text, which is looked at no further. IDA_MALFORMED if it is not base64 of words,
 * IDA_UNSUPPORTED_VERSION as ida_fluid_import. O(size).
 */
IDA_API ida_status ida_fluid_version(const char *text, size_t size, uint32_t *version);

/*
 * Reads either form and version. With local state, snapshot receives the document and its one
 * session, with IDA_CLUSTER_SIZE_DEFAULT. Without, it receives the document alone; then open a new
 * session on it (IDA_SESSION_EXISTS if the document knows that session). log_position is 0.
 *
 * first may be NULL. It receives the session that is listed first, or zeros if none is listed. With
 * it, ida_fluid_export_document writes the same bytes again if every session that they list has
 * clusters, and all but the first are in the order of their first clusters.
 *
 * A sharded session comes back with its children, but what it knew of them (known of
 * ida_shard_child_at) is not in the format. A child has to ask its parent before it generates: see
 * shard.h.
 *   IDA_MALFORMED            not base64, or something between or behind it; a state that
 *                            contradicts itself, or that an export would refuse
 *   IDA_UNSUPPORTED_VERSION  version 1, or whatever else is in the place of the version
 *   IDA_NO_MEMORY
 * A document cannot hold a session without clusters. If such a session is listed, it is left out,
 * unless it is the one with the local state. Close with ida_snapshot_close. O(size) memory;
 * O(size * log sessions) time.
 */
IDA_API ida_status ida_fluid_import(const ida_allocator *allocator, const char *text, size_t size,
                                    ida_snapshot *snapshot, ida_uuid *first);

IDA_END_DECLS

#endif
