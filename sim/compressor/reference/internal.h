/* Shared by the files of the reference: the objects behind its handles, and its calls. */
#ifndef SIM_REFERENCE_INTERNAL_H
#define SIM_REFERENCE_INTERNAL_H

#include <idalloc/idalloc.h>

#include "compressor/oracle/answer.h"
#include "compressor/oracle/incarnation.h"
#include "compressor/oracle/model.h"

/* The seed of the snapshot checksum, so that it differs from the core's. */
#define SIM_REFERENCE_SEED UINT64_C(0x5EEDED0F0DE1)

/* A document: its log so far, ranges and ghosts. */
typedef struct sim_reference_document {
    ida_allocator allocator;
    sim_model model;
} sim_reference_document;

/* A session: what it handed out. */
typedef struct sim_reference_session {
    const sim_reference_document *document;
    sim_incarnation self;
} sim_reference_session;

/*
 * Conversions between the handles of the subject's functions and these objects. The handle types
 * are the core's, which never sees these handles.
 */
static inline sim_reference_document *sim_reference_document_of(ida_document *handle)
{
    return (sim_reference_document *)(void *)handle;
}

static inline const sim_reference_document *sim_reference_document_in(const ida_document *handle)
{
    return (const sim_reference_document *)(const void *)handle;
}

static inline ida_document *sim_reference_document_handle(sim_reference_document *document)
{
    return (ida_document *)(void *)document;
}

static inline sim_reference_session *sim_reference_session_of(ida_session *handle)
{
    return (sim_reference_session *)(void *)handle;
}

static inline const sim_reference_session *sim_reference_session_in(const ida_session *handle)
{
    return (const sim_reference_session *)(const void *)handle;
}

static inline ida_session *sim_reference_session_handle(sim_reference_session *session)
{
    return (ida_session *)(void *)session;
}

/* Its snapshots. */
size_t sim_reference_snapshot_bound(const ida_document *document, ida_session *const *sessions,
                                    size_t session_count);
ida_status sim_reference_snapshot_save(const ida_document *document, ida_session *const *sessions,
                                       size_t session_count, uint64_t log_position, uint8_t *buffer,
                                       size_t capacity, size_t *size);
ida_status sim_reference_snapshot_load(const ida_allocator *allocator, const uint8_t *bytes,
                                       size_t size, ida_snapshot *snapshot);

/* Other calls that a load needs. */
ida_status sim_reference_create(const ida_allocator *allocator, ida_document **document);
void sim_reference_destroy(ida_document *document);
/* A session without IDs, whatever the document knows of it; NULL without memory. */
sim_reference_session *sim_reference_new_session(const sim_reference_document *document,
                                                 ida_uuid id);
void sim_reference_close(ida_session *session);
/* How a session sees the log. */
sim_view sim_reference_view(ida_session *handle);

/* Its shards: shards.c. */
ida_status sim_reference_split(ida_session *session, const ida_uuid *names, size_t count,
                               ida_session **children);
ida_status sim_reference_report(const ida_session *session, ida_shard_token *token);
ida_status sim_reference_synchronize(ida_session *session, const ida_shard_token *token);
ida_status sim_reference_parent_report(ida_session *session, ida_uuid shard,
                                       ida_shard_token *token);
ida_status sim_reference_follow(ida_session *session, const ida_shard_token *token);
ida_status sim_reference_dispose(ida_session *session, ida_shard_token *token);
ida_status sim_reference_revoke(ida_session *session, ida_uuid shard, uint64_t past);
bool sim_reference_describe(const ida_session *session, ida_shard_info *info);
bool sim_reference_child_at(const ida_session *session, size_t index, ida_shard_child *child);
void sim_reference_token_encode(const ida_shard_token *token,
                                uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE]);
ida_status sim_reference_token_decode(const uint8_t *bytes, size_t size, ida_shard_token *token);

#endif
