/* Records the calls of a subject and their answers. */
#include "recorder.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static const sim_subject *inner;
static sim_recording *current;
/* Receives calls when there is no more room. */
static sim_recorded spilled;

const char *sim_recorded_name(sim_recorded_call call)
{
    static const char *const names[] = {
#define RECORDED_NAME(constant, name) name,
        SIM_RECORDED_TABLE(RECORDED_NAME)
#undef RECORDED_NAME
    };
    return names[call];
}

/* --- Numbers for handles. --- */

enum { DOCUMENTS, SESSIONS };

static unsigned number_of(const void *handle, unsigned kind)
{
    unsigned count = kind == DOCUMENTS ? current->documents : current->sessions;
    for (unsigned i = count; i > 0; i--) {
        if (current->handles[i - 1][kind] == handle) {
            return i;
        }
    }
    return 0;
}

static unsigned name_handle(const void *handle, unsigned kind)
{
    unsigned *count = kind == DOCUMENTS ? &current->documents : &current->sessions;
    if (*count == SIM_RECORDED_HANDLES) {
        current->incomplete = true;
        return 0;
    }
    current->handles[*count][kind] = handle;
    (*count)++;
    return *count;
}

/* The address may be used again. */
static void forget_handle(const void *handle, unsigned kind)
{
    unsigned number = number_of(handle, kind);
    if (number > 0) {
        current->handles[number - 1][kind] = NULL;
    }
}

/* --- Calls. --- */

static sim_recorded *begin(sim_recorded_call call)
{
    sim_recorded *record = &spilled;
    if (current->count < SIM_RECORDED_MAX) {
        record = &current->calls[current->count++];
    } else {
        current->incomplete = true;
    }
    memset(record, 0, sizeof *record);
    record->call = call;
    return record;
}

static sim_recorded *begin_document(sim_recorded_call call, const ida_document *document)
{
    sim_recorded *record = begin(call);
    record->document = number_of(document, DOCUMENTS);
    return record;
}

static sim_recorded *begin_session(sim_recorded_call call, const ida_session *session)
{
    sim_recorded *record = begin(call);
    record->session = number_of(session, SESSIONS);
    return record;
}

static ida_status end(sim_recorded *record, ida_status status)
{
    record->status = status;
    record->returned = true;
    return status;
}

static uint64_t end_number(sim_recorded *record, uint64_t number)
{
    record->number = number;
    record->returned = true;
    return number;
}

/* --- Documents. --- */

static ida_status document_create(const ida_allocator *allocator, ida_document **document)
{
    sim_recorded *record = begin(SIM_RECORDED_DOCUMENT_CREATE);
    ida_status status = inner->document_create(allocator, document);
    if (status == IDA_OK) {
        record->document = name_handle(*document, DOCUMENTS);
    }
    return end(record, status);
}

static void document_destroy(ida_document *document)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_DESTROY, document);
    forget_handle(document, DOCUMENTS);
    inner->document_destroy(document);
    (void)end(record, IDA_OK);
}

static ida_status document_finalize(ida_document *document, const ida_range *range)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_FINALIZE, document);
    record->range = *range;
    return end(record, inner->document_finalize(document, range));
}

static ida_status document_ghost(ida_document *document, ida_uuid session, uint64_t count,
                                 ida_id *first)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_GHOST, document);
    record->uuid = session;
    record->count = count;
    ida_status status = inner->document_ghost(document, session, count, first);
    record->answer_id = status == IDA_OK ? *first : 0;
    return end(record, status);
}

static ida_status document_decompress(const ida_document *document, ida_id id, ida_uuid *uuid)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_DECOMPRESS, document);
    record->id = id;
    ida_status status = inner->document_decompress(document, id, uuid);
    if (status == IDA_OK) {
        record->answer_uuid = *uuid;
    }
    return end(record, status);
}

static ida_status document_recompress(const ida_document *document, ida_uuid uuid, ida_id *id)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_RECOMPRESS, document);
    record->uuid = uuid;
    ida_status status = inner->document_recompress(document, uuid, id);
    if (status == IDA_OK) {
        record->answer_id = *id;
    }
    return end(record, status);
}

static uint64_t document_finalized(const ida_document *document, ida_uuid session)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_FINALIZED, document);
    record->uuid = session;
    return end_number(record, inner->document_finalized(document, session));
}

static size_t document_session_count(const ida_document *document)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_SESSION_COUNT, document);
    return (size_t)end_number(record, inner->document_session_count(document));
}

static size_t document_cluster_count(const ida_document *document)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_CLUSTER_COUNT, document);
    return (size_t)end_number(record, inner->document_cluster_count(document));
}

static ida_id document_final_limit(const ida_document *document)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_FINAL_LIMIT, document);
    return (ida_id)end_number(record, (uint64_t)inner->document_final_limit(document));
}

static bool document_cluster(const ida_document *document, size_t index, ida_cluster *cluster)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_CLUSTER, document);
    record->count = index;
    bool there = inner->document_cluster(document, index, cluster);
    if (there) {
        record->cluster = *cluster;
    }
    return end_number(record, there ? 1 : 0) != 0;
}

static bool document_verify(const ida_document *document)
{
    sim_recorded *record = begin_document(SIM_RECORDED_DOCUMENT_VERIFY, document);
    return end_number(record, inner->document_verify(document) ? 1 : 0) != 0;
}

/* --- Sessions. --- */

static ida_status session_open(const ida_document *document, ida_uuid id, ida_session **session)
{
    sim_recorded *record = begin_document(SIM_RECORDED_SESSION_OPEN, document);
    record->uuid = id;
    ida_status status = inner->session_open(document, id, session);
    if (status == IDA_OK) {
        record->session = name_handle(*session, SESSIONS);
    }
    return end(record, status);
}

static void session_close(ida_session *session)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_CLOSE, session);
    forget_handle(session, SESSIONS);
    inner->session_close(session);
    (void)end(record, IDA_OK);
}

static ida_status session_generate(ida_session *session, ida_id *id)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_GENERATE, session);
    ida_status status = inner->session_generate(session, id);
    if (status == IDA_OK) {
        record->runs[0] = (ida_run){*id, 1};
        record->run_count = 1;
    }
    return end(record, status);
}

static ida_status session_generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                        size_t *run_count)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_GENERATE_MANY, session);
    record->count = count;
    ida_status status = inner->session_generate_many(session, count, runs, run_count);
    record->run_count = status == IDA_OK && *run_count <= 2 ? *run_count : 0;
    memcpy(record->runs, runs, record->run_count * sizeof *runs);
    return end(record, status);
}

static ida_status session_generate_unique(ida_session *session, ida_unique_id *id)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_GENERATE_UNIQUE, session);
    ida_status status = inner->session_generate_unique(session, id);
    if (status == IDA_OK) {
        record->is_final = id->is_final;
        record->answer_id = id->is_final ? id->final_id : 0;
        record->answer_uuid = id->is_final ? record->answer_uuid : id->stable_id;
    }
    return end(record, status);
}

static ida_status session_take(ida_session *session, ida_range *range)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_TAKE, session);
    ida_status status = inner->session_take(session, range);
    if (status == IDA_OK) {
        record->range = *range;
    }
    return end(record, status);
}

static ida_status session_retake(ida_session *session, ida_range *range)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_RETAKE, session);
    ida_status status = inner->session_retake(session, range);
    if (status == IDA_OK) {
        record->range = *range;
    }
    return end(record, status);
}

static ida_status session_reset(ida_session *session)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_RESET, session);
    return end(record, inner->session_reset(session));
}

static ida_status session_set_cluster_size(ida_session *session, uint32_t size)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_SET_CLUSTER_SIZE, session);
    record->count = size;
    return end(record, inner->session_set_cluster_size(session, size));
}

static ida_status session_to_op_space(ida_session *session, ida_id id, ida_id *op_id)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_TO_OP_SPACE, session);
    record->id = id;
    ida_status status = inner->session_to_op_space(session, id, op_id);
    if (status == IDA_OK) {
        record->answer_id = *op_id;
    }
    return end(record, status);
}

static ida_status session_to_session_space(ida_session *session, ida_id op_id, ida_uuid origin,
                                           ida_id *id)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_TO_SESSION_SPACE, session);
    record->id = op_id;
    record->uuid = origin;
    ida_status status = inner->session_to_session_space(session, op_id, origin, id);
    if (status == IDA_OK) {
        record->answer_id = *id;
    }
    return end(record, status);
}

static ida_status session_without_origin(ida_session *session, ida_id op_id, ida_id *id)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_WITHOUT_ORIGIN, session);
    record->id = op_id;
    ida_status status = inner->session_to_session_space_without_origin(session, op_id, id);
    if (status == IDA_OK) {
        record->answer_id = *id;
    }
    return end(record, status);
}

static ida_status session_decompress(ida_session *session, ida_id id, ida_uuid *uuid)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_DECOMPRESS, session);
    record->id = id;
    ida_status status = inner->session_decompress(session, id, uuid);
    if (status == IDA_OK) {
        record->answer_uuid = *uuid;
    }
    return end(record, status);
}

static ida_status session_recompress(ida_session *session, ida_uuid uuid, ida_id *id)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_RECOMPRESS, session);
    record->uuid = uuid;
    ida_status status = inner->session_recompress(session, uuid, id);
    if (status == IDA_OK) {
        record->answer_id = *id;
    }
    return end(record, status);
}

static bool session_try_recompress(ida_session *session, ida_uuid uuid, ida_id *id)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_TRY_RECOMPRESS, session);
    record->uuid = uuid;
    bool found = inner->session_try_recompress(session, uuid, id);
    record->answer_id = found ? *id : 0;
    (void)end(record, found ? IDA_OK : IDA_UNKNOWN_ID);
    return found;
}

static uint64_t session_generated(const ida_session *session)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_GENERATED, session);
    return end_number(record, inner->session_generated(session));
}

static uint64_t session_next_range_start(const ida_session *session)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_NEXT_RANGE_START, session);
    return end_number(record, inner->session_next_range_start(session));
}

static uint32_t session_cluster_size(const ida_session *session)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_CLUSTER_SIZE, session);
    return (uint32_t)end_number(record, inner->session_cluster_size(session));
}

static bool session_is_stale(ida_session *session)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_IS_STALE, session);
    return end_number(record, inner->session_is_stale(session) ? 1 : 0) != 0;
}

static bool session_verify(const ida_session *session)
{
    sim_recorded *record = begin_session(SIM_RECORDED_SESSION_VERIFY, session);
    return end_number(record, inner->session_verify(session) ? 1 : 0) != 0;
}

/* --- Snapshots. --- */

static ida_status snapshot_save(const ida_document *document, ida_session *const *sessions,
                                size_t session_count, uint64_t log_position, uint8_t *buffer,
                                size_t capacity, size_t *size)
{
    sim_recorded *record = begin_document(SIM_RECORDED_SNAPSHOT_SAVE, document);
    record->count = log_position;
    current->incomplete = current->incomplete || session_count > SIM_RECORDED_SESSIONS;
    for (size_t i = 0; i < session_count && i < SIM_RECORDED_SESSIONS; i++) {
        record->sessions[record->session_count++] = number_of(sessions[i], SESSIONS);
    }
    ida_status status = inner->snapshot_save(document, sessions, session_count, log_position,
                                             buffer, capacity, size);
    if (status == IDA_OK && *size <= capacity) {
        record->hash = XXH3_64bits(buffer, *size);
        record->size = *size;
    }
    return end(record, status);
}

/* Keeps the bytes unless they are those of a save. */
static void keep_bytes(sim_recorded *record, const uint8_t *bytes, size_t size)
{
    record->hash = size == 0 ? 0 : XXH3_64bits(bytes, size);
    record->size = size;
    for (size_t i = 0; i + 1 < current->count; i++) {
        const sim_recorded *save = &current->calls[i];
        if (save->call == SIM_RECORDED_SNAPSHOT_SAVE && save->hash == record->hash &&
            save->size == size) {
            return;
        }
    }
    if (size > SIM_RECORDED_BYTES - current->byte_count) {
        current->incomplete = true;
        return;
    }
    record->unsaved = true;
    record->offset = current->byte_count;
    if (size > 0) {
        memcpy(current->bytes + record->offset, bytes, size);
    }
    current->byte_count += size;
}

static ida_status snapshot_load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot)
{
    sim_recorded *record = begin(SIM_RECORDED_SNAPSHOT_LOAD);
    keep_bytes(record, bytes, size);
    ida_status status = inner->snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK) {
        record->document = name_handle(snapshot->document, DOCUMENTS);
        record->number = snapshot->log_position;
        for (size_t i = 0; i < snapshot->session_count; i++) {
            unsigned session = name_handle(snapshot->sessions[i], SESSIONS);
            if (i < SIM_RECORDED_SESSIONS) {
                record->sessions[record->session_count++] = session;
            } else {
                current->incomplete = true;
            }
        }
    }
    return end(record, status);
}

sim_subject sim_recorder(const sim_subject *subject, sim_recording *recording)
{
    inner = subject;
    current = recording;
    sim_subject recorder = *subject;
    recorder.document_create = document_create;
    recorder.document_destroy = document_destroy;
    recorder.document_finalize = document_finalize;
    recorder.document_ghost = document_ghost;
    recorder.document_decompress = document_decompress;
    recorder.document_recompress = document_recompress;
    recorder.document_finalized = document_finalized;
    recorder.document_session_count = document_session_count;
    recorder.document_cluster_count = document_cluster_count;
    recorder.document_final_limit = document_final_limit;
    recorder.document_cluster = document_cluster;
    recorder.document_verify = document_verify;
    recorder.session_open = session_open;
    recorder.session_close = session_close;
    recorder.session_generate = session_generate;
    recorder.session_generate_many = session_generate_many;
    recorder.session_generate_unique = session_generate_unique;
    recorder.session_take = session_take;
    recorder.session_retake = session_retake;
    recorder.session_reset = session_reset;
    recorder.session_set_cluster_size = session_set_cluster_size;
    recorder.session_to_op_space = session_to_op_space;
    recorder.session_to_session_space = session_to_session_space;
    recorder.session_to_session_space_without_origin = session_without_origin;
    recorder.session_decompress = session_decompress;
    recorder.session_recompress = session_recompress;
    recorder.session_try_recompress = session_try_recompress;
    recorder.session_generated = session_generated;
    recorder.session_next_range_start = session_next_range_start;
    recorder.session_cluster_size = session_cluster_size;
    recorder.session_is_stale = session_is_stale;
    recorder.session_verify = session_verify;
    recorder.snapshot_save = snapshot_save;
    recorder.snapshot_load = snapshot_load;
    return recorder;
}
