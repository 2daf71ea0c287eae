/*
 * Saving and loading snapshots, in the format that snapshot.h shows. Loading checks everything,
 * even if the checksum is right.
 */
#include <idalloc/snapshot.h>

#include <assert.h>
#include <string.h>

#include "checksum.h"
#include "little_endian.h"
#include "memory.h"
#include "session_internal.h"
#include "shard_internal.h"
#include "uuid_math.h"
#include "varint.h"

#define MAGIC         "IDAL"
#define MAGIC_SIZE    4u
#define VERSION       1u
#define VERSION_SHARD 2u /* with a sharded session */
#define CHECKSUM_SIZE 8u
#define UUID_SIZE     16u

/* The least bytes that one of each can take: what the rest of the input may claim to hold. */
#define MEMBER_SIZE_MIN  (UUID_SIZE + 1u)
#define CLUSTER_SIZE_MIN 2u
#define SESSION_SIZE_MIN (UUID_SIZE + 4u)
#define RUN_SIZE_MIN     2u
#define CHILD_SIZE_MIN   (UUID_SIZE + 3u)

/* The most. */
#define FIXED_SIZE_MAX   ((size_t)MAGIC_SIZE + 1u + 4 * (size_t)IDA_VARINT_SIZE_MAX + CHECKSUM_SIZE)
#define MEMBER_SIZE_MAX  ((size_t)UUID_SIZE + IDA_VARINT_SIZE_MAX)
#define CLUSTER_SIZE_MAX (2 * (size_t)IDA_VARINT_SIZE_MAX)
#define SESSION_SIZE_MAX ((size_t)UUID_SIZE + 4 * (size_t)IDA_VARINT_SIZE_MAX)
#define RUN_SIZE_MAX     (2 * (size_t)IDA_VARINT_SIZE_MAX)
#define SHARD_SIZE_MAX   ((size_t)UUID_SIZE + 3 * (size_t)IDA_VARINT_SIZE_MAX)
#define CHILD_SIZE_MAX   ((size_t)UUID_SIZE + 3 * (size_t)IDA_VARINT_SIZE_MAX)
#define RECORD_SIZE_MAX  SESSION_SIZE_MAX

/* What stands in front of the shard state of a session, if any session is sharded. */
#define SHARD_NONE  0u
#define SHARD_ROOT  1u
#define SHARD_CHILD 2u

/* sum + count * size, or SIZE_MAX. */
static size_t add_product(size_t sum, size_t count, size_t size)
{
    return count > (SIZE_MAX - sum) / size ? SIZE_MAX : sum + count * size;
}

size_t ida_snapshot_bound(const ida_document *document, ida_session *const *sessions,
                          size_t session_count)
{
    size_t bound = add_product(FIXED_SIZE_MAX, document->member_count, MEMBER_SIZE_MAX);
    bound = add_product(bound, ida_document_cluster_count(document), CLUSTER_SIZE_MAX);
    bound = add_product(bound, session_count, SESSION_SIZE_MAX);
    bool any_sharded = false;
    for (size_t i = 0; i < session_count; i++) {
        bound = add_product(bound, ida_pair_list_count(sessions[i]->runs), RUN_SIZE_MAX);
        if (sessions[i]->shard != NULL) {
            bound = add_product(bound, 1, SHARD_SIZE_MAX);
            bound = add_product(bound, sessions[i]->shard->child_count, CHILD_SIZE_MAX);
            any_sharded = true;
        }
    }
    /* The kind of each. */
    return any_sharded ? add_product(bound, session_count, 1) : bound;
}

/* --- Saving. --- */

/*
 * What records are taken from, and what the ones before left for the next: how many members are
 * known, or the end of the run before.
 */
typedef struct source {
    const ida_document *document;
    const ida_session *session;
    uint64_t before;
} source;

/* Writes the records from first to end to where there is room for them, and returns their end. */
typedef uint8_t *put_records(uint8_t *at, source *from, size_t first, size_t end);

/*
 * Writes count records of at most size bytes each. Room is looked for once for all that fit
 * whatever is in them; near the end of the buffer, each is put into bytes of its own before.
 */
static void write_records(ida_writer *writer, size_t count, size_t size, put_records *put,
                          source *from)
{
    uint8_t alone[RECORD_SIZE_MAX];
    assert(size <= sizeof alone);
    for (size_t next = 0; next < count;) {
        size_t fitting = ida_writer_rest(writer) / size;
        if (fitting > 0) {
            size_t end = fitting < count - next ? next + fitting : count;
            writer->at = put(writer->at, from, next, end);
            assert(writer->at <= writer->end);
            next = end;
        } else {
            const uint8_t *end = put(alone, from, next, next + 1);
            ida_write_bytes(writer, alone, (size_t)(end - alone));
            next++;
        }
    }
}

static uint8_t *put_uuid(uint8_t *at, ida_uuid uuid)
{
    ida_store_le64(at, uuid.low);
    ida_store_le64(at + 8, uuid.high);
    return at + UUID_SIZE;
}

static uint8_t *put_members(uint8_t *at, source *from, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        const ida_member *member = ida_document_at(from->document, (uint32_t)i);
        at = put_uuid(at, member->id);
        at = ida_put_varint(at, member->allocated - member->finalized);
    }
    return at;
}

/* One above the last final ID of the cluster at a position, which is in group. */
static inline uint64_t limit_of(const ida_document *document, const ida_cluster_group *group,
                                size_t position)
{
    if (position + 1 == document->clusters.count) {
        return document->final_limit;
    }
    size_t within = position % IDA_GROUP;
    return within + 1 < IDA_GROUP ? group->base_final[within + 1]
                                  : ida_clusters_base_final(&document->clusters, position + 1);
}

static uint8_t *put_clusters(uint8_t *at, source *from, size_t first, size_t end)
{
    const ida_document *document = from->document;
    const ida_cluster_group *group = ida_clusters_group(&document->clusters, first);
    uint64_t known = from->before;
    uint64_t base = group->base_final[first % IDA_GROUP];
    for (size_t i = first; i < end; i++) {
        if (i % IDA_GROUP == 0) {
            group = ida_clusters_group(&document->clusters, i);
        }
        uint64_t member = group->member[i % IDA_GROUP];
        uint64_t limit = limit_of(document, group, i);
        assert(member <= known);
        assert(limit == ida_cluster_end(document, i));
        at = ida_put_varint(at, known - member);
        known += member == known ? 1u : 0u;
        at = ida_put_varint(at, limit - base - 1);
        base = limit;
    }
    from->before = known;
    return at;
}

static void write_document(ida_writer *writer, const ida_document *document)
{
    size_t clusters = ida_document_cluster_count(document);
    source from = {document, NULL, 0};
    ida_write_varint(writer, document->member_count);
    ida_write_varint(writer, clusters);
    write_records(writer, document->member_count, MEMBER_SIZE_MAX, put_members, &from);
    write_records(writer, clusters, CLUSTER_SIZE_MAX, put_clusters, &from);
    assert(from.before == document->member_count);
}

/* Of a session there is one record of this kind. */
static uint8_t *put_session(uint8_t *at, source *from, size_t first, size_t end)
{
    assert(end == first + 1);
    (void)first;
    (void)end;
    const ida_session *session = from->session;
    at = put_uuid(at, session->id);
    at = ida_put_varint(at, session->generated);
    at = ida_put_varint(at, session->next_start - 1);
    at = ida_put_varint(at, session->cluster_size - 1);
    return ida_put_varint(at, ida_pair_list_count(session->runs));
}

static uint8_t *put_runs(uint8_t *at, source *from, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        ida_local_run run = ida_session_run(from->session, (uint32_t)i);
        assert(run.first_gen_count >= from->before);
        at = ida_put_varint(at, run.first_gen_count - from->before);
        at = ida_put_varint(at, run.count - 1);
        from->before = run.first_gen_count + run.count;
    }
    return at;
}

/* Of a sharded session there is one record of this kind. */
static uint8_t *put_shard(uint8_t *at, source *from, size_t first, size_t end)
{
    assert(end == first + 1);
    (void)first;
    (void)end;
    const ida_shard *shard = from->session->shard;
    if (shard->is_child) {
        at = put_uuid(at, shard->id);
    }
    at = ida_put_varint(at, shard->original);
    at = ida_put_varint(at, shard->stride);
    return ida_put_varint(at, shard->child_count);
}

static uint8_t *put_children(uint8_t *at, source *from, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        const ida_child *child = &from->session->shard->children[i];
        at = put_uuid(at, child->id);
        at = ida_put_varint(at, child->stride);
        at = ida_put_varint(at, child->birth);
        at = ida_put_varint(at, child->known - child->birth);
    }
    return at;
}

static void write_shard(ida_writer *writer, const ida_session *session)
{
    source from = {session->document, session, 0};
    write_records(writer, 1, SHARD_SIZE_MAX, put_shard, &from);
    write_records(writer, session->shard->child_count, CHILD_SIZE_MAX, put_children, &from);
}

static uint8_t shard_kind(const ida_session *session)
{
    if (session->shard == NULL) {
        return SHARD_NONE;
    }
    return session->shard->is_child ? SHARD_CHILD : SHARD_ROOT;
}

static void write_session(ida_writer *writer, const ida_session *session)
{
    source from = {session->document, session, 1};
    write_records(writer, 1, SESSION_SIZE_MAX, put_session, &from);
    write_records(writer, ida_pair_list_count(session->runs), RUN_SIZE_MAX, put_runs, &from);
}

static bool before(const ida_session *a, const ida_session *b)
{
    return ida_uuid_less(a->id, b->id);
}

/* Lets the session at root sink to where it belongs in a heap with the largest ID on top. */
static void sink(ida_session **heap, size_t root, size_t count)
{
    ida_session *sinking = heap[root];
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && before(heap[child], heap[child + 1])) {
            child++;
        }
        if (!before(sinking, heap[child])) {
            break;
        }
        heap[root] = heap[child];
        root = child;
    }
    heap[root] = sinking;
}

/* A heap sort: qsort may take memory that is not the caller's. */
static void sort_sessions(ida_session **sessions, size_t count)
{
    for (size_t i = count / 2; i-- > 0;) {
        sink(sessions, i, count);
    }
    for (size_t end = count; end > 1; end--) {
        ida_session *largest = sessions[0];
        sessions[0] = sessions[end - 1];
        sessions[end - 1] = largest;
        sink(sessions, 0, end - 1);
    }
}

static bool strictly_ascending(ida_session *const *sessions, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (!before(sessions[i - 1], sessions[i])) {
            return false;
        }
    }
    return true;
}

/* Shards take another version, so that all other states have the bytes that they always had. */
static uint8_t version_of(ida_session *const *sessions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sessions[i]->shard != NULL) {
            return VERSION_SHARD;
        }
    }
    return VERSION;
}

static ida_status save_sorted(const ida_document *document, ida_session *const *sessions,
                              size_t session_count, uint64_t log_position, uint8_t *buffer,
                              size_t capacity, size_t *size)
{
    if (capacity == 0) {
        /* There may be no buffer at all, and no arithmetic on it then. */
        *size = ida_snapshot_bound(document, sessions, session_count);
        return IDA_BUFFER_TOO_SMALL;
    }
    ida_writer writer = {buffer, buffer + capacity, false};
    const uint8_t version = version_of(sessions, session_count);
    const uint8_t head[MAGIC_SIZE + 1] = {'I', 'D', 'A', 'L', version};
    ida_write_bytes(&writer, head, sizeof head);
    ida_write_varint(&writer, log_position);
    write_document(&writer, document);
    ida_write_varint(&writer, session_count);
    for (size_t i = 0; i < session_count; i++) {
        if (version == VERSION_SHARD) {
            ida_write_varint(&writer, shard_kind(sessions[i]));
        }
        write_session(&writer, sessions[i]);
        if (sessions[i]->shard != NULL) {
            write_shard(&writer, sessions[i]);
        }
    }
    if (!writer.full) {
        uint8_t checksum[CHECKSUM_SIZE];
        ida_store_le64(checksum, ida_checksum(buffer, (size_t)(writer.at - buffer)));
        ida_write_bytes(&writer, checksum, sizeof checksum);
    }
    if (writer.full) {
        *size = ida_snapshot_bound(document, sessions, session_count);
        return IDA_BUFFER_TOO_SMALL;
    }
    *size = (size_t)(writer.at - buffer);
    assert(*size <= ida_snapshot_bound(document, sessions, session_count));
    return IDA_OK;
}

ida_status ida_snapshot_save(const ida_document *document, ida_session *const *sessions,
                             size_t session_count, uint64_t log_position, uint8_t *buffer,
                             size_t capacity, size_t *size)
{
    for (size_t i = 0; i < session_count; i++) {
        if (sessions[i]->document != document) {
            return IDA_INVALID_ARGUMENT;
        }
        if (sessions[i]->shard != NULL && sessions[i]->shard->is_disposed) {
            return IDA_SHARD_DISPOSED;
        }
    }
    if (strictly_ascending(sessions, session_count)) {
        return save_sorted(document, sessions, session_count, log_position, buffer, capacity, size);
    }
    size_t bytes = session_count * sizeof *sessions;
    ida_session **sorted = ida_allocate(&document->allocator, bytes);
    if (sorted == NULL) {
        return IDA_NO_MEMORY;
    }
    memcpy(sorted, sessions, bytes);
    sort_sessions(sorted, session_count);
    ida_status status =
        strictly_ascending(sorted, session_count)
            ? save_sorted(document, sorted, session_count, log_position, buffer, capacity, size)
            : IDA_INVALID_ARGUMENT;
    ida_release(&document->allocator, sorted, bytes);
    return status;
}

/* --- Loading. --- */

static bool read_uuid(ida_reader *reader, ida_uuid *uuid)
{
    const uint8_t *bytes = ida_read_bytes(reader, UUID_SIZE);
    if (bytes == NULL) {
        return false;
    }
    uuid->low = ida_load_le64(bytes);
    uuid->high = ida_load_le64(bytes + 8);
    return ida_uuid_is_valid(*uuid);
}

/* A count of things that take at least size bytes each: no more than the rest can hold. */
static bool read_count(ida_reader *reader, size_t size, size_t *count)
{
    uint64_t number;
    if (!ida_read_varint(reader, &number) || number > ida_reader_rest(reader) / size) {
        return false;
    }
    *count = (size_t)number;
    return true;
}

static bool read_member(ida_reader *reader, ida_uuid *id, uint64_t *reserved)
{
    return read_uuid(reader, id) && ida_read_varint(reader, reserved);
}

/* The session of the next cluster, and its capacity; known sessions have a cluster already. */
static bool read_cluster(ida_reader *reader, uint32_t known, uint32_t *member, uint64_t *capacity)
{
    uint64_t back;
    if (!ida_read_varint(reader, &back) || back > known || !ida_read_varint(reader, capacity) ||
        *capacity >= IDA_NUMBER_MAX) {
        return false;
    }
    *member = known - (uint32_t)back;
    (*capacity)++;
    return true;
}

/* Goes through the clusters to say how many each session will get. */
static bool expect_clusters(ida_reader *reader, size_t count, ida_document *document)
{
    uint32_t known = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t member;
        uint64_t capacity;
        if (!read_cluster(reader, known, &member, &capacity) || member >= document->member_count) {
            return false;
        }
        known += member == known ? 1u : 0u;
        ida_document_load_expect(document, member);
    }
    return true;
}

/* Goes through them again, now that there is room for all. */
static ida_status load_clusters(ida_reader *reader, size_t count, ida_document *document)
{
    uint32_t known = 0;
    ida_status status = IDA_OK;
    for (size_t i = 0; i < count && status == IDA_OK; i++) {
        uint32_t member = 0;
        uint64_t capacity = 0;
        bool read = read_cluster(reader, known, &member, &capacity);
        assert(read);
        (void)read;
        known += member == known ? 1u : 0u;
        status = ida_document_load_cluster(document, member, capacity);
    }
    return status;
}

/* The IDs that are reserved are known with the sessions, and count when the clusters are there. */
static ida_status unfinalize(ida_reader members, ida_document *document)
{
    ida_status status = IDA_OK;
    for (uint32_t i = 0; i < document->member_count && status == IDA_OK; i++) {
        ida_uuid id;
        uint64_t reserved;
        bool read = read_member(&members, &id, &reserved);
        assert(read);
        (void)read;
        status = ida_document_unfinalize(document, i, reserved);
    }
    return status;
}

static ida_status read_document(ida_reader *reader, ida_document *document)
{
    size_t member_count;
    size_t cluster_count;
    if (!read_count(reader, MEMBER_SIZE_MIN, &member_count) ||
        !read_count(reader, CLUSTER_SIZE_MIN, &cluster_count)) {
        return IDA_MALFORMED;
    }
    ida_status status = ida_document_load_begin(document, member_count, cluster_count);
    if (status != IDA_OK) {
        return status;
    }
    ida_reader members = *reader;
    for (size_t i = 0; i < member_count; i++) {
        ida_uuid id;
        uint64_t reserved;
        if (!read_member(reader, &id, &reserved)) {
            return IDA_MALFORMED;
        }
        ida_document_load_member(document, id);
    }
    ida_reader clusters = *reader;
    if (!expect_clusters(reader, cluster_count, document)) {
        return IDA_MALFORMED;
    }
    status = ida_document_load_index(document);
    if (status == IDA_OK) {
        status = load_clusters(&clusters, cluster_count, document);
    }
    return status == IDA_OK ? unfinalize(members, document) : status;
}

static ida_status read_runs(ida_reader *reader, size_t count, ida_session *session)
{
    uint64_t end = 1;
    for (size_t i = 0; i < count; i++) {
        uint64_t gap;
        uint64_t length;
        assert(end <= session->generated + 1);
        if (!ida_read_varint(reader, &gap) || !ida_read_varint(reader, &length) ||
            gap >= IDA_NUMBER_MAX || length >= IDA_NUMBER_MAX) {
            return IDA_MALFORMED;
        }
        ida_status status = ida_session_restore_run(session, end + gap, length + 1);
        if (status != IDA_OK) {
            return status;
        }
        end += gap + length + 1;
    }
    return ida_session_restore_check(session);
}

/* What stands in front of a shard's children. */
static bool read_shard_info(ida_reader *reader, ida_shard_info *info)
{
    return (!info->is_child || read_uuid(reader, &info->shard)) &&
           ida_read_varint(reader, &info->original_stride) &&
           ida_read_varint(reader, &info->stride) &&
           read_count(reader, CHILD_SIZE_MIN, &info->child_count);
}

static ida_status read_children(ida_reader *reader, size_t count, ida_session *session)
{
    for (size_t i = 0; i < count; i++) {
        ida_child child;
        uint64_t more;
        if (!read_uuid(reader, &child.id) || !ida_read_varint(reader, &child.stride) ||
            !ida_read_varint(reader, &child.birth) || !ida_read_varint(reader, &more) ||
            child.birth > IDA_SHARD_GEN_MAX || more > IDA_SHARD_GEN_MAX) {
            return IDA_MALFORMED;
        }
        child.known = child.birth + more;
        ida_shard_restore_child(session, &child);
    }
    return ida_shard_restore_check(session);
}

static ida_status read_shard(ida_reader *reader, bool is_child, ida_session *session)
{
    ida_shard_info info = {.is_child = is_child};
    if (!read_shard_info(reader, &info)) {
        return IDA_MALFORMED;
    }
    ida_status status = ida_shard_restore(session, &info);
    return status == IDA_OK ? read_children(reader, info.child_count, session) : status;
}

/* kind says what kind of shard the session is. */
static ida_status read_session(ida_reader *reader, const ida_document *document, uint64_t kind,
                               ida_session **session)
{
    ida_session_state state = {.is_child = kind == SHARD_CHILD};
    uint64_t start;
    uint64_t cluster_size;
    if (!read_uuid(reader, &state.id) || !ida_read_varint(reader, &state.generated) ||
        !ida_read_varint(reader, &start) || start >= IDA_NUMBER_MAX + 1 ||
        !ida_read_varint(reader, &cluster_size) || cluster_size >= IDA_CLUSTER_SIZE_MAX ||
        !read_count(reader, RUN_SIZE_MIN, &state.run_count)) {
        return IDA_MALFORMED;
    }
    state.next_start = start + 1;
    state.cluster_size = (uint32_t)cluster_size + 1;
    ida_session *made;
    ida_status status = ida_session_restore(document, &state, &made);
    if (status != IDA_OK) {
        return status;
    }
    status = read_runs(reader, state.run_count, made);
    if (status == IDA_OK && kind != SHARD_NONE) {
        status = read_shard(reader, state.is_child, made);
    }
    if (status != IDA_OK) {
        ida_session_close(made);
        return status;
    }
    assert(ida_session_verify(made));
    *session = made;
    return IDA_OK;
}

/* The sessions of a snapshot, of which there is a place for each. */
static ida_status fill_sessions(ida_reader *reader, uint8_t version, ida_snapshot *snapshot)
{
    bool any_sharded = false;
    for (size_t i = 0; i < snapshot->session_count; i++) {
        uint64_t kind = SHARD_NONE;
        if (version == VERSION_SHARD && (!ida_read_varint(reader, &kind) || kind > SHARD_CHILD)) {
            return IDA_MALFORMED;
        }
        any_sharded = any_sharded || kind != SHARD_NONE;
        ida_status status = read_session(reader, snapshot->document, kind, &snapshot->sessions[i]);
        if (status != IDA_OK) {
            return status;
        }
    }
    /* Equal states have equal bytes. */
    return any_sharded == (version == VERSION_SHARD) &&
                   strictly_ascending(snapshot->sessions, snapshot->session_count)
               ? IDA_OK
               : IDA_MALFORMED;
}

static ida_status read_sessions(ida_reader *reader, uint8_t version, const ida_allocator *allocator,
                                ida_snapshot *snapshot)
{
    size_t count;
    if (!read_count(reader, SESSION_SIZE_MIN, &count)) {
        return IDA_MALFORMED;
    }
    if (count == 0) {
        return version == VERSION ? IDA_OK : IDA_MALFORMED;
    }
    /* A session takes at least as many bytes as a pointer: the product can't overflow. */
    snapshot->sessions = ida_allocate(allocator, count * sizeof(ida_session *));
    if (snapshot->sessions == NULL) {
        return IDA_NO_MEMORY;
    }
    snapshot->session_count = count;
    for (size_t i = 0; i < count; i++) {
        snapshot->sessions[i] = NULL;
    }
    return fill_sessions(reader, version, snapshot);
}

static ida_status read_body(ida_reader *reader, uint8_t version, const ida_allocator *allocator,
                            ida_snapshot *snapshot)
{
    if (!ida_read_varint(reader, &snapshot->log_position)) {
        return IDA_MALFORMED;
    }
    ida_status status = ida_document_create(allocator, &snapshot->document);
    if (status == IDA_OK) {
        status = read_document(reader, snapshot->document);
    }
    if (status == IDA_OK) {
        status = read_sessions(reader, version, allocator, snapshot);
    }
    if (status == IDA_OK && ida_reader_rest(reader) > 0) {
        status = IDA_MALFORMED;
    }
    return status;
}

ida_status ida_snapshot_load(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                             ida_snapshot *snapshot)
{
    if (size < MAGIC_SIZE + 1 || memcmp(bytes, MAGIC, MAGIC_SIZE) != 0) {
        return IDA_MALFORMED;
    }
    uint8_t version = bytes[MAGIC_SIZE];
    if (version != VERSION && version != VERSION_SHARD) {
        return IDA_UNSUPPORTED_VERSION;
    }
    if (size < MAGIC_SIZE + 1 + CHECKSUM_SIZE) {
        return IDA_MALFORMED;
    }
    const uint8_t *end = bytes + (size - CHECKSUM_SIZE);
    if (ida_load_le64(end) != ida_checksum(bytes, size - CHECKSUM_SIZE)) {
        return IDA_CHECKSUM;
    }
    ida_reader reader = {bytes + MAGIC_SIZE + 1, end};
    ida_snapshot made = {NULL, NULL, 0, 0};
    ida_status status = read_body(&reader, version, allocator, &made);
    if (status != IDA_OK) {
        ida_snapshot_close(allocator, &made);
        return status;
    }
    assert(ida_document_verify(made.document));
    *snapshot = made;
    return IDA_OK;
}

void ida_snapshot_close(const ida_allocator *allocator, ida_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->session_count; i++) {
        ida_session_close(snapshot->sessions[i]);
    }
    ida_release(allocator, snapshot->sessions, snapshot->session_count * sizeof(ida_session *));
    ida_document_destroy(snapshot->document);
    *snapshot = (ida_snapshot){NULL, NULL, 0, 0};
}
