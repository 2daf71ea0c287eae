/*
 * What the foreign formats have in common.
 *
 * Both list the sessions of a document, the compressor's own one first, and let clusters name their
 * session by its place in that list. And both tell the same things, so one loader builds a document
 * and its session from either, and makes the same checks.
 */
#ifndef IDALLOC_FOREIGN_H
#define IDALLOC_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/snapshot.h>

#include "document_internal.h"
#include "session_internal.h"
#include "shard_internal.h"

/*
 * The order in which an export lists sessions: at most one put first, then by first cluster, which
 * is how a document numbers them. Nothing has to be stored for it, so exporting takes no memory.
 */
typedef struct ida_session_order {
    const ida_document *document;
    uint32_t first; /* the session put first, or IDA_NO_SESSION if the document has no such one */
    bool has_guest; /* a session that the document does not know comes before all others */
    ida_uuid guest;
} ida_session_order;

/*
 * Puts first, unless NULL, in front. A session that the document does not know is a guest; it is
 * listed only if guest_allowed.
 */
ida_session_order ida_session_order_make(const ida_document *document, const ida_uuid *first,
                                         bool guest_allowed);

/* How many sessions are listed; the one at a place; the place of a session of the document. */
uint32_t ida_session_order_count(const ida_session_order *order);
ida_uuid ida_session_order_at(const ida_session_order *order, uint32_t place);
uint32_t ida_session_order_place(const ida_session_order *order, uint32_t member);

/* A cluster as the formats write it. */
typedef struct ida_foreign_cluster {
    uint64_t place; /* its session's place in the list */
    uint64_t capacity;
    uint64_t count;
} ida_foreign_cluster;

/* The index-th cluster of a document, for an export. */
ida_foreign_cluster ida_foreign_cluster_at(const ida_session_order *order, size_t index);

/*
 * A foreign file whose counts were checked against its size. The functions read one entry of it, in
 * place; they return false where the bytes are none.
 */
typedef struct ida_foreign_file {
    const void *context;
    size_t listed_count;
    size_t cluster_count;
    bool (*listed)(const void *context, size_t index, ida_uuid *session);
    bool (*cluster)(const void *context, size_t index, ida_foreign_cluster *cluster);
    bool (*run)(const void *context, size_t index, ida_local_run *run);
    bool has_session;          /* it has local state: that of */
    ida_session_state session; /* this session, */
    bool session_is_listed;    /* which comes first in the list, or else must not be in it */
    bool is_sharded;           /* the session is a shard, with this state, */
    ida_shard_info shard;
    bool (*child)(const void *context, size_t index, ida_uuid *shard); /* and these children */
} ida_foreign_file;

/*
 * Builds what the file tells. snapshot is written only on success.
 *   IDA_MALFORMED  a session is listed twice; a cluster names none, or is one that
 *                  ida_document_append_cluster refuses; the session is where it should not be, has
 *                  more finalized than generated and is no child, or is one that
 *                  ida_session_restore or ida_shard_restore_check refuses
 *   IDA_NO_MEMORY
 */
ida_status ida_foreign_load(const ida_allocator *allocator, const ida_foreign_file *file,
                            ida_snapshot *snapshot);

#endif
