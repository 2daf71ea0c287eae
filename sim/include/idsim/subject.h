/*
 * What idsim can drive and judge in the place of its own core: the subjects.
 *
 * A subject is a table of functions for a scheme, with the signatures of idalloc's own headers,
 * which say what each call does. Build a shared library that has
 *
 *     IDSIM_EXPORT const idsim_subject *idsim_subject_get(void);
 *
 * and play any world with it: "idsim sweep snowflake --subject ./libmine.so". The handles
 * (ida_document, ida_session, ...) are opaque to idsim: point them to what you like. Memory may
 * come from the allocator that is passed, which idsim then accounts for, or from anywhere else.
 *
 * A subject claims everything, except what its "unclaimed" says: what it does not claim is neither
 * asked nor judged. The functions that a claim is about may then be NULL; all others are needed,
 * unless a comment says that they may be NULL.
 *
 * A crash, an endless loop or a broken heap is a failure of the seed that was played.
 */
#ifndef IDSIM_SUBJECT_H
#define IDSIM_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Another version is another layout of the tables; idsim refuses a library of another one. */
#define IDSIM_SUBJECT_VERSION 2u

/* X(constant, scheme, name, sentence): a subject claims this unless its bit is in "unclaimed". */
#define IDSIM_CLAIM_TABLE(X)                                                                       \
    X(GHOSTS, "compressor", "ghosts", "ghost sessions: document_ghost")                            \
    X(COPIES, "compressor", "copies",                                                              \
      "a session loaded twice or from an old snapshot is detected: session_is_stale")              \
    X(HOSTILE, "compressor", "hostile", "forged ranges are refused for the right reason")          \
    X(LAYOUTS, "compressor", "layouts", "session IDs so close that their IDs collide or run out")  \
    X(DAMAGE, "compressor", "damage", "damaged snapshots are refused")                             \
    X(BYTES, "compressor", "bytes", "equal documents are saved as equal bytes")                    \
    X(RESET, "compressor", "reset", "session_reset")                                               \
    X(COUNTERS, "compressor", "counters",                                                          \
      "sessions tell their numbers: session_next_range_start, session_cluster_size")               \
    X(INSIDE, "compressor", "inside",                                                              \
      "documents tell what is in them: finalized, sessions, clusters, final limit")                \
    X(WITHOUT_ORIGIN, "compressor", "without-origin", "session_to_session_space_without_origin")   \
    X(FLUID, "compressor", "fluid",                                                                \
      "documents are written in version 2 of Fluid's format: fluid_export")                        \
    X(ARGUMENTS, "compressor", "arguments",                                                        \
      "what is called seldom, in every scheme: wrong arguments are refused, and more")             \
    X(MEMORY, "compressor", "memory",                                                              \
      "memory comes from the allocator that is passed; a request that fails changes nothing")      \
    X(ANY_LAYOUT, "snowflake", "any-layout", "any valid layout; else the one that layout tells")   \
    X(LEASES, "snowflake", "leases", "leases: renew, and that none is exceeded")                   \
    X(MARKS, "snowflake", "marks", "a restart resumes above the mark it stored: high_water")       \
    X(FORMS, "snowflake", "forms",                                                                 \
      "IDs are composed and decomposed: compose, decompose, validate")                             \
    X(EXACT, "snowflake", "exact", "which ID comes next, and when a refused call may try again")   \
    X(GROWING, "snowflake", "growing", "the IDs of a generator grow")                              \
    X(STEPS, "snowflake", "steps", "all of it even if the clock steps back")                       \
    X(HONEST, "snowflake", "honest", "the time inside an ID is the time at which it was made")     \
    X(RETURNS, "sequence", "returns",                                                              \
      "rests are handed back and masters raised: coordinator_stop, master_take_back, "             \
      "master_raise")                                                                              \
    X(STARTS, "korder", "starts",                                                                  \
      "ticks that begin at a given sequence: next_from, "                                          \
      "lane_next_from")

typedef enum idsim_claim {
#define IDSIM_CLAIM_CONSTANT(constant, scheme, name, sentence) IDSIM_CLAIM_##constant,
    IDSIM_CLAIM_TABLE(IDSIM_CLAIM_CONSTANT)
#undef IDSIM_CLAIM_CONSTANT
        IDSIM_CLAIM_COUNT
} idsim_claim;

/* The bit of a claim. */
#define IDSIM_CLAIM(constant) (UINT64_C(1) << IDSIM_CLAIM_##constant)

/* The ID compressor: document.h, session.h, snapshot.h, range.h, fluid.h, rust.h. */
typedef struct idsim_compressor {
    const char *name;
    ida_status (*document_create)(const ida_allocator *allocator, ida_document **document);
    void (*document_destroy)(ida_document *document);
    ida_status (*document_finalize)(ida_document *document, const ida_range *range);
    ida_status (*document_ghost)(ida_document *document, ida_uuid session, uint64_t count,
                                 ida_id *first);
    ida_status (*document_decompress)(const ida_document *document, ida_id id, ida_uuid *uuid);
    ida_status (*document_recompress)(const ida_document *document, ida_uuid uuid, ida_id *id);
    uint64_t (*document_finalized)(const ida_document *document, ida_uuid session);
    size_t (*document_session_count)(const ida_document *document);
    size_t (*document_cluster_count)(const ida_document *document);
    ida_id (*document_final_limit)(const ida_document *document);
    bool (*document_cluster)(const ida_document *document, size_t index, ida_cluster *cluster);
    bool (*document_verify)(const ida_document *document);
    ida_status (*session_open)(const ida_document *document, ida_uuid id, ida_session **session);
    void (*session_close)(ida_session *session);
    ida_status (*session_generate)(ida_session *session, ida_id *id);
    ida_status (*session_generate_many)(ida_session *session, uint64_t count, ida_run runs[2],
                                        size_t *run_count);
    ida_status (*session_generate_unique)(ida_session *session, ida_unique_id *id);
    ida_status (*session_take)(ida_session *session, ida_range *range);
    ida_status (*session_retake)(ida_session *session, ida_range *range);
    ida_status (*session_reset)(ida_session *session);
    ida_status (*session_set_cluster_size)(ida_session *session, uint32_t size);
    ida_status (*session_to_op_space)(ida_session *session, ida_id id, ida_id *op_id);
    ida_status (*session_to_session_space)(ida_session *session, ida_id op_id, ida_uuid origin,
                                           ida_id *id);
    ida_status (*session_to_session_space_without_origin)(ida_session *session, ida_id op_id,
                                                          ida_id *id);
    ida_status (*session_decompress)(ida_session *session, ida_id id, ida_uuid *uuid);
    ida_status (*session_recompress)(ida_session *session, ida_uuid uuid, ida_id *id);
    bool (*session_try_recompress)(ida_session *session, ida_uuid uuid, ida_id *id);
    uint64_t (*session_generated)(const ida_session *session);
    uint64_t (*session_next_range_start)(const ida_session *session);
    uint32_t (*session_cluster_size)(const ida_session *session);
    bool (*session_is_stale)(ida_session *session);
    ida_uuid (*session_id)(const ida_session *session);
    bool (*session_verify)(const ida_session *session);
    size_t (*snapshot_bound)(const ida_document *document, ida_session *const *sessions,
                             size_t session_count);
    ida_status (*snapshot_save)(const ida_document *document, ida_session *const *sessions,
                                size_t session_count, uint64_t log_position, uint8_t *buffer,
                                size_t capacity, size_t *size);
    ida_status (*snapshot_load)(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot);
    /* The following may be NULL: the subject does not have it. */
    bool (*document_equal)(const ida_document *a, const ida_document *b);
    bool (*session_equal)(const ida_session *a, const ida_session *b);
    void (*uuid_format)(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE]);
    ida_status (*uuid_parse)(const char *text, size_t length, ida_uuid *uuid);
    void (*range_encode)(const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE]);
    ida_status (*range_decode)(const uint8_t *bytes, size_t size, ida_range *range);
    ida_status (*fluid_export)(const ida_document *document, const ida_uuid *first, char *text,
                               size_t capacity, size_t *size);
    ida_status (*fluid_import)(const ida_allocator *allocator, const char *text, size_t size,
                               ida_snapshot *snapshot, ida_uuid *first);
    ida_status (*rust_export)(const ida_document *document, const ida_rust_header *header,
                              uint8_t *bytes, size_t capacity, size_t *size);
    ida_status (*rust_import)(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                              ida_snapshot *snapshot, ida_rust_header *header);
    ida_status (*fluid_export_session)(ida_session *session, char *text, size_t capacity,
                                       size_t *size);
    ida_status (*rust_export_session)(ida_session *session, uint8_t *bytes, size_t capacity,
                                      size_t *size);
    ida_status (*range_validate)(const ida_range *range);
    void (*uuid_to_bytes)(ida_uuid uuid, uint8_t bytes[16]);
    ida_status (*uuid_from_bytes)(const uint8_t bytes[16], ida_uuid *uuid);
    size_t (*document_memory)(const ida_document *document);
    size_t (*session_memory)(const ida_session *session);
    size_t (*session_local_runs)(const ida_session *session, uint64_t first, uint64_t last,
                                 ida_local_run *runs, size_t capacity);
    size_t (*session_decompress_many)(ida_session *session, const ida_id *ids, size_t count,
                                      ida_uuid *uuids);
    size_t (*session_recompress_many)(ida_session *session, const ida_uuid *uuids, size_t count,
                                      ida_id *ids);
    /* Shards (shard.h): all of them, or shard_split is NULL and worlds split nothing. */
    ida_status (*shard_split)(ida_session *session, const ida_uuid *shard_ids, size_t count,
                              ida_session **children);
    ida_status (*shard_report)(const ida_session *session, ida_shard_token *token);
    ida_status (*shard_synchronize)(ida_session *session, const ida_shard_token *token);
    ida_status (*shard_parent_report)(ida_session *session, ida_uuid shard, ida_shard_token *token);
    ida_status (*shard_follow)(ida_session *session, const ida_shard_token *token);
    ida_status (*shard_dispose)(ida_session *session, ida_shard_token *token);
    ida_status (*shard_revoke)(ida_session *session, ida_uuid shard, uint64_t past);
    bool (*shard_describe)(const ida_session *session, ida_shard_info *info);
    bool (*shard_child_at)(const ida_session *session, size_t index, ida_shard_child *child);
    void (*shard_token_encode)(const ida_shard_token *token,
                               uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE]);
    ida_status (*shard_token_decode)(const uint8_t *bytes, size_t size, ida_shard_token *token);
    /* Version 3 of Fluid's format; may be NULL, each. */
    ida_status (*fluid_export_as)(const ida_document *document, const ida_uuid *first,
                                  uint32_t version, char *text, size_t capacity, size_t *size);
    ida_status (*fluid_export_session_as)(ida_session *session, uint32_t version, char *text,
                                          size_t capacity, size_t *size);
    ida_status (*fluid_version)(const char *text, size_t size, uint32_t *version);
    /*
     * May be NULL. For a subject that is far away: between collect(true) and collect(false) the
     * calls that change nothing get no answer yet, and collect(false) fetches their answers at
     * once, for the same calls in the same order.
     */
    void (*collect)(bool begins);
    uint64_t unclaimed; /* bits of claims */
} idsim_compressor;

/* Sequences: sequence.h. */
typedef struct idsim_sequence {
    const char *name;
    ida_status (*chunk_validate)(const ida_chunk *chunk);
    uint64_t (*chunk_size)(const ida_chunk *chunk);
    ida_status (*chunk_id)(const ida_chunk *chunk, uint64_t current, uint64_t *id);
    ida_status (*request_decode)(const uint8_t *bytes, size_t size, ida_chunk_request *request);
    ida_status (*reply_decode)(const uint8_t *bytes, size_t size, ida_chunk_reply *reply);
    ida_status (*return_decode)(const uint8_t *bytes, size_t size, ida_chunk_return *returned);
    void (*request_encode)(const ida_chunk_request *request,
                           uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE]);
    void (*reply_encode)(const ida_chunk_reply *reply, uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE]);
    void (*return_encode)(const ida_chunk_return *returned,
                          uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE]);
    void (*master_record_encode)(const ida_master_record *record,
                                 uint8_t bytes[IDA_MASTER_RECORD_ENCODED_SIZE]);
    ida_status (*master_record_decode)(const uint8_t *bytes, size_t size,
                                       ida_master_record *record);
    bool (*write_applies)(const ida_master_record *stored, const ida_master_write *write);
    ida_status (*record_check)(const ida_master_record *stored, uint64_t issued);
    ida_status (*master_create)(const ida_allocator *allocator, const ida_master_config *config,
                                uint64_t term, const ida_master_record *stored,
                                ida_master **master);
    void (*master_destroy)(ida_master *master);
    ida_status (*master_join)(ida_master *master, uint64_t coordinator);
    void (*master_leave)(ida_master *master, uint64_t coordinator);
    ida_status (*master_raise)(ida_master *master, uint64_t issued);
    ida_status (*master_take_back)(ida_master *master, const ida_chunk_return *returned);
    ida_status (*master_grant)(ida_master *master, const ida_chunk_request *request,
                               ida_chunk_reply *reply);
    bool (*master_pending)(const ida_master *master, ida_master_write *write);
    ida_status (*master_confirm)(ida_master *master, const ida_master_record *record);
    ida_master_record (*master_record_of)(const ida_master *master);
    bool (*master_range)(const ida_master *master, ida_chunk *next);
    size_t (*master_memory)(const ida_master *master);
    size_t (*master_member_count)(const ida_master *master);
    bool (*master_verify)(const ida_master *master);
    void (*coordinator_record_encode)(const ida_coordinator_record *record,
                                      uint8_t bytes[IDA_COORDINATOR_RECORD_ENCODED_SIZE]);
    ida_status (*coordinator_record_decode)(const uint8_t *bytes, size_t size,
                                            ida_coordinator_record *record);
    ida_status (*coordinator_create)(const ida_allocator *allocator,
                                     const ida_coordinator_record *last, uint32_t prefetch_percent,
                                     ida_coordinator **coordinator);
    void (*coordinator_destroy)(ida_coordinator *coordinator);
    bool (*coordinator_pending)(const ida_coordinator *coordinator, ida_coordinator_record *record);
    ida_status (*coordinator_confirm)(ida_coordinator *coordinator,
                                      const ida_coordinator_record *record);
    bool (*coordinator_request)(const ida_coordinator *coordinator, ida_chunk_request *request);
    ida_status (*coordinator_install)(ida_coordinator *coordinator, const ida_chunk_reply *reply);
    ida_status (*coordinator_next)(ida_coordinator *coordinator, uint64_t *id);
    bool (*coordinator_stop)(ida_coordinator *coordinator, ida_chunk_return *rest);
    ida_status (*coordinator_bind)(ida_coordinator *coordinator, uint64_t owner);
    ida_status (*coordinator_check)(const ida_coordinator *coordinator, uint64_t owner);
    uint64_t (*coordinator_left)(const ida_coordinator *coordinator);
    bool (*coordinator_verify)(const ida_coordinator *coordinator);
    uint64_t unclaimed; /* bits of claims */
} idsim_sequence;

/* Snowflake IDs: snowflake.h. */
typedef struct idsim_snowflake {
    const char *name;
    ida_snowflake_layout (*noah)(void);
    ida_snowflake_layout (*twitter)(void);
    ida_status (*validate)(const ida_snowflake_layout *layout);
    ida_status (*compose)(const ida_snowflake_layout *layout, const ida_snowflake_parts *parts,
                          uint64_t *id);
    ida_status (*decompose)(const ida_snowflake_layout *layout, uint64_t id,
                            ida_snowflake_parts *parts);
    ida_status (*create)(const ida_allocator *allocator, const ida_snowflake_config *config,
                         ida_snowflake **generator);
    void (*destroy)(ida_snowflake *generator);
    ida_status (*next)(ida_snowflake *generator, int64_t now_us, uint64_t *id, int64_t *try_at_us);
    ida_status (*next_from)(ida_snowflake *generator, int64_t now_us, uint64_t start, uint64_t *id,
                            int64_t *try_at_us);
    int64_t (*high_water)(const ida_snowflake *generator);
    ida_status (*renew)(ida_snowflake *generator, int64_t lease_end_us);
    /* NULL: it has no starts, lanes and owners, and worlds use none. */
    ida_snowflake_lane (*lane_of)(ida_snowflake *generator, uint32_t block);
    ida_status (*lane_next)(ida_snowflake_lane *lane, int64_t now_us, uint64_t *id,
                            int64_t *try_at_us);
    ida_status (*lane_next_from)(ida_snowflake_lane *lane, int64_t now_us, uint64_t start,
                                 uint64_t *id, int64_t *try_at_us);
    ida_status (*bind)(ida_snowflake *generator, uint64_t owner);
    ida_status (*check)(const ida_snowflake *generator, uint64_t owner);
    bool (*is_thread_safe)(void);
    /* The one layout that it has; may be NULL if it claims any. */
    void (*layout)(ida_snowflake_layout *layout);
    uint64_t unclaimed; /* bits of claims */
} idsim_snowflake;

/* k-ordered IDs: korder.h. */
typedef struct idsim_korder {
    const char *name;
    ida_status (*make)(uint64_t time_us, uint32_t sequence, ida_korder_local *local);
    bool (*is_valid)(ida_korder_local local);
    uint64_t (*time_us)(ida_korder_local local);
    uint64_t (*time_ms)(ida_korder_local local);
    uint32_t (*sequence)(ida_korder_local local);
    ida_korder_distance (*difference)(ida_korder_local later, ida_korder_local earlier);
    void (*local_to_bytes)(ida_korder_local local, uint8_t bytes[IDA_KORDER_LOCAL_SIZE]);
    ida_status (*local_from_bytes)(const uint8_t *bytes, size_t size, ida_korder_local *local);
    ida_status (*to_global)(const ida_korder_config *config, ida_korder_local local,
                            ida_korder_global *global);
    ida_status (*to_local)(const ida_korder_config *config, const ida_korder_global *global,
                           ida_korder_local *local);
    ida_status (*split)(const ida_korder_global *global, uint32_t drift, ida_korder_local *local,
                        uint32_t *node);
    ida_status (*global_from_bytes)(const uint8_t *bytes, size_t size, uint32_t drift,
                                    ida_korder_global *global);
    ida_status (*window)(uint64_t time_us, uint32_t drift, uint64_t *begin_us, uint64_t *end_us);
    void (*local_format)(ida_korder_local local, ida_korder_text form,
                         char text[IDA_KORDER_LOCAL_TEXT_SIZE]);
    ida_status (*local_parse)(const char *text, size_t length, ida_korder_text form,
                              ida_korder_local *local);
    void (*global_format)(const ida_korder_global *global, ida_korder_text form,
                          char text[IDA_KORDER_GLOBAL_TEXT_SIZE]);
    ida_status (*global_parse)(const char *text, size_t length, ida_korder_text form,
                               uint32_t drift, ida_korder_global *global);
    uint32_t (*fingerprint)(const char *name, size_t length, ida_korder_hash hash);
    bool (*find_node)(const uint32_t *nodes, size_t count, uint32_t node, size_t *at);
    ida_korder_options (*options_default)(void);
    ida_status (*create)(const ida_allocator *allocator, const ida_korder_config *config,
                         const ida_korder_options *options, ida_korder **generator);
    void (*destroy)(ida_korder *generator);
    ida_korder_config (*get_config)(const ida_korder *generator);
    ida_status (*next)(ida_korder *generator, uint64_t now_us, ida_korder_local *local);
    ida_status (*next_from)(ida_korder *generator, uint64_t now_us, uint32_t start,
                            ida_korder_local *local);
    ida_status (*next_global)(ida_korder *generator, uint64_t now_us, ida_korder_global *global);
    uint64_t (*ready_us)(const ida_korder *generator);
    ida_status (*high_water)(const ida_korder *generator, ida_korder_local *mark);
    ida_status (*bind)(ida_korder *generator, uint64_t owner);
    ida_status (*check)(const ida_korder *generator, uint64_t owner);
    bool (*is_thread_safe)(void);
    ida_korder_lane (*lane_of)(ida_korder *generator);
    ida_status (*lane_next)(ida_korder_lane *lane, uint64_t now_us, ida_korder_local *local);
    ida_status (*lane_next_from)(ida_korder_lane *lane, uint64_t now_us, uint32_t start,
                                 ida_korder_local *local);
    uint64_t (*lane_ready_us)(const ida_korder_lane *lane);
    uint64_t unclaimed; /* bits of claims */
} idsim_korder;

/* What a library offers. NULL: it has no subject of that scheme, and the core is played. */
typedef struct idsim_subject {
    uint32_t version; /* IDSIM_SUBJECT_VERSION */
    uint32_t size;    /* sizeof(idsim_subject), a check of the layout */
    const char *name;
    const idsim_compressor *compressor;
    const idsim_sequence *sequence;
    const idsim_snowflake *snowflake;
    const idsim_korder *korder;
} idsim_subject;

#if defined(_WIN32)
#define IDSIM_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define IDSIM_EXPORT __attribute__((visibility("default")))
#else
#define IDSIM_EXPORT
#endif

/* What a library defines and idsim looks up. What it returns is never freed. */
typedef const idsim_subject *idsim_subject_get_function(void);
IDSIM_EXPORT idsim_subject_get_function idsim_subject_get;
#define IDSIM_SUBJECT_SYMBOL "idsim_subject_get"

#ifdef __cplusplus
}
#endif

#endif
