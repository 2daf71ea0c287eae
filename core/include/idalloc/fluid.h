/*
 * The serialized format, version 2, of @fluidframework/id-compressor 3.1.0: padded standard base64
 * of little-endian 8-byte words, numbers as IEEE-754 doubles. Nothing here needs floating point.
 *
 * The format lists sessions in the order in which a compressor came to know them, its own first, so
 * it is not canonical. Here it is the named session, then the others by their first clusters: the
 * bytes of a given compressor, unless that was loaded from a summary of another one (whose own
 * session it then lists second). Any order is read.
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

/* The largest whole number up to which every whole number is a double: 2^53. */
#define IDA_FLUID_NUMBER_MAX (UINT64_C(1) << 53)

/*
 * Writes a session with its document ("with local state"), as the compressor of that session does.
 * The text is not NUL-terminated. size receives its length; text may be NULL when capacity is 0.
 *   IDA_BUFFER_TOO_SMALL   size is set to what is needed; nothing was written
 *   IDA_NOT_REPRESENTABLE  a gen count, or the limit of the document's final IDs, is above 2^53
 *   IDA_STALE_SESSION      the format cannot say that more is finalized than generated
 * After any other failure than the first, size is as it was. The requested cluster size is not part
 * of the format. Takes no memory. O(clusters + sessions + runs).
 */
IDA_API ida_status ida_fluid_export_session(ida_session *session, char *text, size_t capacity,
                                            size_t *size);

/*
 * Writes a document alone ("without local state", a summary). first is the session to list first,
 * if the document knows it: that of the compressor whose bytes are to be matched; NULL for the
 * order of the final IDs. Errors as ida_fluid_export_session; IDA_INVALID_ARGUMENT for an invalid
 * first.
 */
IDA_API ida_status ida_fluid_export_document(const ida_document *document, const ida_uuid *first,
                                             char *text, size_t capacity, size_t *size);

/*
 * Reads either form. With local state, snapshot has the document and its one session, with
 * IDA_CLUSTER_SIZE_DEFAULT; without, it has the document alone, and the loader opens its own new
 * session on it (IDA_SESSION_EXISTS if the document knows it). log_position is 0. first, if not
 * NULL, receives the session that the bytes list first (all zero if they list none), so that
 * ida_fluid_export_document can write the same bytes again, where they list the other sessions in
 * the order of their first clusters, and none without. IDA_MALFORMED            not base64 (nor may
 * anything stand between or behind), not the format, a state that contradicts itself, or one that
 * an export would refuse IDA_UNSUPPORTED_VERSION  version 1, or one that is unknown IDA_NO_MEMORY
 * Listed sessions without clusters, other than the own one, are no part of a document and are left
 * out. Close with ida_snapshot_close. O(size) memory; O(size * log sessions) time.
 */
IDA_API ida_status ida_fluid_import(const ida_allocator *allocator, const char *text, size_t size,
                                    ida_snapshot *snapshot, ida_uuid *first);

IDA_END_DECLS

#endif
