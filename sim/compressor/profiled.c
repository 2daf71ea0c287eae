/*
 * The subject behind a profile: each function tells when it begins and ends, and passes on the
 * rest.
 */
#include "profiled.h"

static const sim_subject *inner;
static sim_profile *profile;

static sim_part begin(void)
{
    bool asked = profile->part == SIM_PART_ORACLE || profile->part == SIM_PART_MODEL;
    return sim_profile_enter(profile, asked ? SIM_PART_ANSWERS : SIM_PART_CORE);
}

static void end(sim_part before)
{
    sim_profile_leave(profile, before);
}

/* CALL(result, name, parameters, arguments); VOID_CALL is for those without a result. */
#define CALL(result, name, parameters, arguments)                                                  \
    static result name parameters                                                                  \
    {                                                                                              \
        sim_part before = begin();                                                                 \
        result got = inner->name arguments;                                                        \
        end(before);                                                                               \
        return got;                                                                                \
    }
#define VOID_CALL(name, parameters, arguments)                                                     \
    static void name parameters                                                                    \
    {                                                                                              \
        sim_part before = begin();                                                                 \
        inner->name arguments;                                                                     \
        end(before);                                                                               \
    }

CALL(ida_status, document_create, (const ida_allocator *allocator, ida_document **document),
     (allocator, document))
VOID_CALL(document_destroy, (ida_document * document), (document))
CALL(ida_status, document_finalize, (ida_document * document, const ida_range *range),
     (document, range))
CALL(ida_status, document_ghost,
     (ida_document * document, ida_uuid session, uint64_t count, ida_id *first),
     (document, session, count, first))
CALL(ida_status, document_decompress, (const ida_document *document, ida_id id, ida_uuid *uuid),
     (document, id, uuid))
CALL(ida_status, document_recompress, (const ida_document *document, ida_uuid uuid, ida_id *id),
     (document, uuid, id))
CALL(uint64_t, document_finalized, (const ida_document *document, ida_uuid session),
     (document, session))
CALL(size_t, document_session_count, (const ida_document *document), (document))
CALL(size_t, document_cluster_count, (const ida_document *document), (document))
CALL(ida_id, document_final_limit, (const ida_document *document), (document))
CALL(bool, document_cluster, (const ida_document *document, size_t index, ida_cluster *cluster),
     (document, index, cluster))
CALL(bool, document_verify, (const ida_document *document), (document))
CALL(ida_status, session_open, (const ida_document *document, ida_uuid id, ida_session **session),
     (document, id, session))
VOID_CALL(session_close, (ida_session * session), (session))
CALL(ida_status, session_generate, (ida_session * session, ida_id *id), (session, id))
CALL(ida_status, session_generate_many,
     (ida_session * session, uint64_t count, ida_run runs[2], size_t *run_count),
     (session, count, runs, run_count))
CALL(ida_status, session_generate_unique, (ida_session * session, ida_unique_id *id), (session, id))
CALL(ida_status, session_take, (ida_session * session, ida_range *range), (session, range))
CALL(ida_status, session_retake, (ida_session * session, ida_range *range), (session, range))
CALL(ida_status, session_reset, (ida_session * session), (session))
CALL(ida_status, session_set_cluster_size, (ida_session * session, uint32_t size), (session, size))
CALL(ida_status, session_to_op_space, (ida_session * session, ida_id id, ida_id *op_id),
     (session, id, op_id))
CALL(ida_status, session_to_session_space,
     (ida_session * session, ida_id op_id, ida_uuid origin, ida_id *id),
     (session, op_id, origin, id))
CALL(ida_status, session_to_session_space_without_origin,
     (ida_session * session, ida_id op_id, ida_id *id), (session, op_id, id))
CALL(ida_status, session_decompress, (ida_session * session, ida_id id, ida_uuid *uuid),
     (session, id, uuid))
CALL(ida_status, session_recompress, (ida_session * session, ida_uuid uuid, ida_id *id),
     (session, uuid, id))
CALL(bool, session_try_recompress, (ida_session * session, ida_uuid uuid, ida_id *id),
     (session, uuid, id))
CALL(uint64_t, session_generated, (const ida_session *session), (session))
CALL(uint64_t, session_next_range_start, (const ida_session *session), (session))
CALL(uint32_t, session_cluster_size, (const ida_session *session), (session))
CALL(bool, session_is_stale, (ida_session * session), (session))
CALL(ida_uuid, session_id, (const ida_session *session), (session))
CALL(bool, session_verify, (const ida_session *session), (session))
CALL(size_t, snapshot_bound,
     (const ida_document *document, ida_session *const *sessions, size_t session_count),
     (document, sessions, session_count))
CALL(ida_status, snapshot_save,
     (const ida_document *document, ida_session *const *sessions, size_t session_count,
      uint64_t log_position, uint8_t *buffer, size_t capacity, size_t *size),
     (document, sessions, session_count, log_position, buffer, capacity, size))
CALL(ida_status, snapshot_load,
     (const ida_allocator *allocator, const uint8_t *bytes, size_t size, ida_snapshot *snapshot),
     (allocator, bytes, size, snapshot))
CALL(bool, document_equal, (const ida_document *a, const ida_document *b), (a, b))
CALL(bool, session_equal, (const ida_session *a, const ida_session *b), (a, b))
VOID_CALL(uuid_format, (ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE]), (uuid, text))
CALL(ida_status, uuid_parse, (const char *text, size_t length, ida_uuid *uuid),
     (text, length, uuid))
VOID_CALL(range_encode, (const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE]),
          (range, bytes))
CALL(ida_status, range_decode, (const uint8_t *bytes, size_t size, ida_range *range),
     (bytes, size, range))
CALL(ida_status, fluid_export,
     (const ida_document *document, const ida_uuid *first, char *text, size_t capacity,
      size_t *size),
     (document, first, text, capacity, size))
CALL(ida_status, fluid_import,
     (const ida_allocator *allocator, const char *text, size_t size, ida_snapshot *snapshot,
      ida_uuid *first),
     (allocator, text, size, snapshot, first))
CALL(ida_status, rust_export,
     (const ida_document *document, const ida_rust_header *header, uint8_t *bytes, size_t capacity,
      size_t *size),
     (document, header, bytes, capacity, size))
CALL(ida_status, rust_import,
     (const ida_allocator *allocator, const uint8_t *bytes, size_t size, ida_snapshot *snapshot,
      ida_rust_header *header),
     (allocator, bytes, size, snapshot, header))
CALL(ida_status, fluid_export_session,
     (ida_session * session, char *text, size_t capacity, size_t *size),
     (session, text, capacity, size))
CALL(ida_status, rust_export_session,
     (ida_session * session, uint8_t *bytes, size_t capacity, size_t *size),
     (session, bytes, capacity, size))
CALL(ida_status, range_validate, (const ida_range *range), (range))
VOID_CALL(uuid_to_bytes, (ida_uuid uuid, uint8_t bytes[16]), (uuid, bytes))
CALL(ida_status, uuid_from_bytes, (const uint8_t bytes[16], ida_uuid *uuid), (bytes, uuid))
CALL(size_t, document_memory, (const ida_document *document), (document))
CALL(size_t, session_memory, (const ida_session *session), (session))
CALL(size_t, session_local_runs,
     (const ida_session *session, uint64_t first, uint64_t last, ida_local_run *runs,
      size_t capacity),
     (session, first, last, runs, capacity))
CALL(size_t, session_decompress_many,
     (ida_session * session, const ida_id *ids, size_t count, ida_uuid *uuids),
     (session, ids, count, uuids))
CALL(size_t, session_recompress_many,
     (ida_session * session, const ida_uuid *uuids, size_t count, ida_id *ids),
     (session, uuids, count, ids))
VOID_CALL(collect, (bool begins), (begins))

/* Shards, and version 3 of Fluid's format. */
CALL(ida_status, shard_split,
     (ida_session * session, const ida_uuid *shard_ids, size_t count, ida_session **children),
     (session, shard_ids, count, children))
CALL(ida_status, shard_report, (const ida_session *session, ida_shard_token *token),
     (session, token))
CALL(ida_status, shard_synchronize, (ida_session * session, const ida_shard_token *token),
     (session, token))
CALL(ida_status, shard_parent_report,
     (ida_session * session, ida_uuid shard, ida_shard_token *token), (session, shard, token))
CALL(ida_status, shard_follow, (ida_session * session, const ida_shard_token *token),
     (session, token))
CALL(ida_status, shard_dispose, (ida_session * session, ida_shard_token *token), (session, token))
CALL(ida_status, shard_revoke, (ida_session * session, ida_uuid shard, uint64_t past),
     (session, shard, past))
CALL(bool, shard_describe, (const ida_session *session, ida_shard_info *info), (session, info))
CALL(bool, shard_child_at, (const ida_session *session, size_t index, ida_shard_child *child),
     (session, index, child))
VOID_CALL(shard_token_encode,
          (const ida_shard_token *token, uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE]),
          (token, bytes))
CALL(ida_status, shard_token_decode, (const uint8_t *bytes, size_t size, ida_shard_token *token),
     (bytes, size, token))
CALL(ida_status, fluid_export_as,
     (const ida_document *document, const ida_uuid *first, uint32_t version, char *text,
      size_t capacity, size_t *size),
     (document, first, version, text, capacity, size))
CALL(ida_status, fluid_export_session_as,
     (ida_session * session, uint32_t version, char *text, size_t capacity, size_t *size),
     (session, version, text, capacity, size))
CALL(ida_status, fluid_version, (const char *text, size_t size, uint32_t *version),
     (text, size, version))

#define PUT(call) outer->call = subject->call == NULL ? NULL : (call);
/* Half of the calls: more would not fit on a screen. */
static void put_first(sim_subject *outer, const sim_subject *subject)
{
    PUT(document_create)
    PUT(document_destroy)
    PUT(document_finalize)
    PUT(document_ghost)
    PUT(document_decompress)
    PUT(document_recompress)
    PUT(document_finalized)
    PUT(document_session_count)
    PUT(document_cluster_count)
    PUT(document_final_limit)
    PUT(document_cluster)
    PUT(document_verify)
    PUT(session_open)
    PUT(session_close)
    PUT(session_generate)
    PUT(session_generate_many)
    PUT(session_generate_unique)
    PUT(session_take)
    PUT(session_retake)
    PUT(session_reset)
    PUT(session_set_cluster_size)
    PUT(session_to_op_space)
    PUT(session_to_session_space)
    PUT(session_to_session_space_without_origin)
    PUT(session_decompress)
    PUT(session_recompress)
    PUT(session_try_recompress)
    PUT(session_generated)
    PUT(session_next_range_start)
    PUT(session_cluster_size)
    PUT(session_is_stale)
    PUT(session_id)
    PUT(session_verify)
    PUT(snapshot_bound)
}

static void put_rest(sim_subject *outer, const sim_subject *subject)
{
    PUT(snapshot_save)
    PUT(snapshot_load)
    PUT(document_equal)
    PUT(session_equal)
    PUT(uuid_format)
    PUT(uuid_parse)
    PUT(range_encode)
    PUT(range_decode)
    PUT(fluid_export)
    PUT(fluid_import)
    PUT(rust_export)
    PUT(rust_import)
    PUT(fluid_export_session)
    PUT(rust_export_session)
    PUT(range_validate)
    PUT(uuid_to_bytes)
    PUT(uuid_from_bytes)
    PUT(document_memory)
    PUT(session_memory)
    PUT(shard_split)
    PUT(shard_report)
    PUT(shard_synchronize)
    PUT(shard_parent_report)
    PUT(shard_follow)
    PUT(shard_dispose)
    PUT(shard_revoke)
    PUT(shard_describe)
    PUT(shard_child_at)
    PUT(shard_token_encode)
    PUT(shard_token_decode)
    PUT(fluid_export_as)
    PUT(fluid_export_session_as)
    PUT(fluid_version)
    PUT(session_local_runs)
    PUT(session_decompress_many)
    PUT(session_recompress_many)
    PUT(collect)
}
#undef PUT

const sim_subject *sim_profiled_subject(const sim_subject *subject, sim_profile *into)
{
    static sim_subject outer;
    inner = subject;
    profile = into;
    outer = (sim_subject){.name = subject->name, .unclaimed = subject->unclaimed};
    put_first(&outer, subject);
    put_rest(&outer, subject);
    return &outer;
}
