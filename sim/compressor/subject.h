/*
 * The subject: the allocator that the world drives and the oracle judges.
 *
 * A table of functions with the core's signatures. The core needs no glue to be a subject; a
 * deliberately wrong subject is a copy of the table with one function replaced. Handles are opaque
 * to the world.
 */
#ifndef SIM_SUBJECT_H
#define SIM_SUBJECT_H

#include <idalloc/idalloc.h>

typedef struct sim_subject {
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
} sim_subject;

/* The unmodified core. */
extern const sim_subject sim_subject_core;

#endif
