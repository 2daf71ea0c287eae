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
      "lane_next_from")                                                                            \
    X(INSTANCES, "timeordered", "instances", "two generators of a process make no ID twice")       \
    X(RESTARTS, "timeordered", "restarts", "a process makes no ID that an earlier one made")       \
    X(MACHINES, "timeordered", "machines", "two machines make no ID twice")                        \
    X(CLONES, "timeordered", "clones", "a copy of a process makes no ID that the other makes")     \
    X(MONOTONIC, "timeordered", "monotonic", "the IDs of a generator grow")                        \
    X(BACKWARD, "timeordered", "backward", "they grow even if the clock steps back")               \
    X(SORTED, "timeordered", "sorted", "the texts of IDs sort as the times inside")                \
    X(CLOCK, "timeordered", "clock", "the time inside an ID is the clock's, within a bound")       \
    X(OVERFLOWS, "timeordered", "overflows", "what happens when a tick is full")                   \
    X(PATTERN, "timeordered", "pattern", "length, alphabet, version and variant of an ID")         \
    X(DECODING, "timeordered", "decoding", "decode gives back an ID and its time")                 \
    X(CASES, "timeordered", "cases", "decode reads IDs in upper and lower case")                   \
    X(REFUSING, "timeordered", "refusing", "decode refuses texts that are not IDs")                \
    X(GIVEN, "timeordered", "given", "an ID of a time that is given has that time")                \
    X(TEXTS, "timeordered", "texts", "other forms of text are written and read")                   \
    X(NUMBERED, "timeordered", "numbered", "the number of the process is in its IDs")              \
    X(COMPARING, "timeordered", "comparing", "compare orders IDs as their texts")                  \
    X(TURNS, "snowflake", "turns", "a thread can come between two steps of a call: the core alone")

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

/* --- Time-ordered IDs: texts such as UUIDs of version 7, ULIDs and ObjectIds. --- */

#define IDSIM_TIME_TEXT_SIZE    65u /* of a text, with its NUL */
#define IDSIM_TIME_ALPHABET     100u
#define IDSIM_TIME_PATTERN      200u
#define IDSIM_TIME_FORMS_MAX    6u
#define IDSIM_TIME_SETTINGS_MAX 8u

/* A text of printable ASCII, which ends with a NUL. */
typedef struct idsim_time_text {
    char text[IDSIM_TIME_TEXT_SIZE];
} idsim_time_text;

/*
 * A form of text. In the pattern "*" is a digit, "[89ab]" one of these characters, and any other
 * character is itself; "+" at the end: what is before it may come more than once. An empty pattern:
 * the digits of a number, without zeros in front.
 */
typedef struct idsim_time_form {
    char alphabet[IDSIM_TIME_ALPHABET]; /* the digits, by value; ends with a NUL */
    char pattern[IDSIM_TIME_PATTERN];   /* ends with a NUL */
} idsim_time_form;

/* What a call does when no more IDs of the clock's tick are left. */
typedef enum idsim_time_overflow {
    IDSIM_TIME_WAITS,   /* it is refused until a later tick */
    IDSIM_TIME_BORROWS, /* it takes an ID of the next tick */
    IDSIM_TIME_REFUSES  /* it is refused, and nobody knows until when */
} idsim_time_overflow;

/* What the IDs of a process are like; by the setting with which it starts. */
typedef struct idsim_time_profile {
    idsim_time_form id;
    idsim_time_form forms[IDSIM_TIME_FORMS_MAX]; /* other texts of the same number */
    uint32_t form_count;
    uint32_t bits;       /* the digits of an ID are a number of that many bits; 0: they are none */
    uint32_t time_shift; /* the time stands above that many bits of it, */
    uint32_t time_bits;  /* and has that many, at most 62; 0: no time is inside */
    uint32_t number_shift; /* the same for the number of the process */
    uint32_t number_bits;
    int64_t epoch_us;
    uint64_t tick_us;
    idsim_time_overflow overflow;
    uint64_t capacity; /* a tick holds at least that many IDs of a generator */
    uint64_t back_us;  /* if the clock is behind its highest reading by at most this, a generator
                          goes  on from there */
    bool given_counts; /* a time that is given counts as a reading of the clock */
} idsim_time_profile;

/* What the random source of a process gives. */
typedef enum idsim_time_entropy {
    IDSIM_TIME_RANDOM,
    IDSIM_TIME_ONES, /* every bit is 1, which is no less likely than anything else */
    IDSIM_TIME_ZEROS
} idsim_time_entropy;

typedef struct idsim_time_config {
    uint32_t setting;
    uint32_t instances; /* generators, numbered from 0 */
    uint64_t number;    /* another one for each machine; a generator may ignore it */
    uint64_t seed;      /* of its random source */
    idsim_time_entropy entropy;
} idsim_time_config;

/* What decode gives back. */
typedef struct idsim_time_parts {
    idsim_time_text id; /* as a generator writes it */
    bool has_time;
    int64_t time_us; /* when its tick begins */
    bool has_number;
    uint64_t number;
} idsim_time_parts;

/* A process with its generators. */
typedef struct idsim_time_process idsim_time_process;

/*
 * Times are microseconds since 1970. A call that is refused changes nothing, and no output: it
 * returns IDA_TRY_LATER (then try_at_us is a reading at which it is worth to call again),
 * IDA_EXHAUSTED for a time that no ID has, or IDA_MALFORMED for a text that is not an ID.
 */
typedef struct idsim_timeordered {
    const char *name;
    uint32_t setting_count; /* from 1 to IDSIM_TIME_SETTINGS_MAX */
    void (*profile)(uint32_t setting, idsim_time_profile *profile);
    ida_status (*start)(const ida_allocator *allocator, const idsim_time_config *config,
                        int64_t now_us, idsim_time_process **process);
    void (*stop)(idsim_time_process *process);
    /* A process with the same state, as if a machine had been copied. NULL: there are no copies. */
    ida_status (*clone)(const idsim_time_process *process, idsim_time_process **copy);
    ida_status (*next)(idsim_time_process *process, uint32_t instance, int64_t now_us,
                       idsim_time_text *id, int64_t *try_at_us);
    /* An ID of a time that is given. */
    ida_status (*next_at)(idsim_time_process *process, uint32_t instance, int64_t now_us,
                          int64_t time_us, idsim_time_text *id);
    ida_status (*decode)(const idsim_time_process *process, const char *text,
                         idsim_time_parts *parts);
    /* From an ID to another form of text, by its number in the profile, and back. */
    ida_status (*format)(const idsim_time_process *process, uint32_t form,
                         const idsim_time_text *id, idsim_time_text *text);
    ida_status (*read)(const idsim_time_process *process, uint32_t form, const char *text,
                       idsim_time_text *id);
    /* Below 0, 0 or above 0: a is below b, is b, is above b. */
    ida_status (*compare)(const idsim_time_process *process, const idsim_time_text *a,
                          const idsim_time_text *b, int32_t *order);
    uint64_t unclaimed; /* bits of claims */
} idsim_timeordered;

/* What a library offers. NULL: it has no subject of that scheme, and the core is played. */
typedef struct idsim_subject {
    uint32_t version; /* IDSIM_SUBJECT_VERSION */
    uint32_t size;    /* sizeof(idsim_subject): what the library knows of it */
    const char *name;
    const idsim_compressor *compressor;
    const idsim_sequence *sequence;
    const idsim_snowflake *snowflake;
    const idsim_korder *korder;
    /* Libraries that were built without what follows still fit. */
    const idsim_timeordered *timeordered;
} idsim_subject;

/* The size of the table before time-ordered IDs. */
#define IDSIM_SUBJECT_SIZE_1 offsetof(idsim_subject, timeordered)

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
