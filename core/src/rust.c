/*
 * Version 1 of the Rust format: raw bytes, read in place and written front to back.
 *
 * Layout; all integers little-endian.
 *
 *   u32   version
 *   u32   1 with local state, 0 without
 *   u32   1 if the clusters' numbers are 32-bit: if the last reserved final ID is below 2^32 - 1
 *   with local state:
 *   u128  the session, as a UUID with its version and variant bits
 *   u64   generated
 *   u64   next range's first gen count
 *   u64   local runs R
 *   R *   u64 first gen count, u64 count
 *   always:
 *   u64   cluster size
 *   u64   sessions S
 *   S *   u128, without version and variant bits
 *   u64   clusters C
 *   C *   place of the session in that list, capacity, count; u32 or u64
 *
 * The peer keeps its own session in front of its list from the start, and skips that entry while
 * it has generated nothing, with local state or without. So the session stands first in the list if
 * and only if it generated something, even if nothing of it is finalized.
 *
 * Exporting needs no memory, importing none beyond what it builds.
 */
#include <idalloc/rust.h>

#include <assert.h>

#include "foreign.h"
#include "little_endian.h"
#include "shard_internal.h"

#define RUST_VERSION      1
#define RUST_UUID_SIZE    16
#define RUST_RUN_SIZE     16
#define RUST_HEADER_SIZE  12
#define RUST_LOCAL_SIZE   40
#define RUST_COUNTS_SIZE  24 /* cluster size, sessions, clusters */
#define RUST_CLUSTER_32   12
#define RUST_CLUSTER_64   24
#define RUST_LIMIT_32_MAX UINT32_MAX /* the final limit is one above the last reserved final ID */

/* The bytes, and where their parts begin. */
typedef struct rust_file {
    const uint8_t *bytes;
    size_t size;
    bool is_32_bit;
    size_t runs_at;
    size_t sessions_at;
    size_t clusters_at;
    uint64_t cluster_size;
} rust_file;

static bool read_listed(const void *context, size_t index, ida_uuid *session)
{
    const rust_file *file = context;
    const uint8_t *bytes = file->bytes + file->sessions_at + RUST_UUID_SIZE * index;
    assert(RUST_UUID_SIZE * (index + 1) <= file->clusters_at - 8 - file->sessions_at);
    session->low = ida_load_le64(bytes);
    session->high = ida_load_le64(bytes + 8);
    return ida_uuid_is_valid(*session);
}

static bool read_cluster(const void *context, size_t index, ida_foreign_cluster *cluster)
{
    const rust_file *file = context;
    const uint8_t *bytes = file->bytes + file->clusters_at;
    if (file->is_32_bit) {
        bytes += RUST_CLUSTER_32 * index;
        cluster->place = ida_load_le32(bytes);
        cluster->capacity = ida_load_le32(bytes + 4);
        cluster->count = ida_load_le32(bytes + 8);
    } else {
        bytes += RUST_CLUSTER_64 * index;
        cluster->place = ida_load_le64(bytes);
        cluster->capacity = ida_load_le64(bytes + 8);
        cluster->count = ida_load_le64(bytes + 16);
    }
    assert(bytes + (file->is_32_bit ? RUST_CLUSTER_32 : RUST_CLUSTER_64) <=
           file->bytes + file->size);
    return true;
}

static bool read_run(const void *context, size_t index, ida_local_run *run)
{
    const rust_file *file = context;
    const uint8_t *bytes = file->bytes + file->runs_at + RUST_RUN_SIZE * index;
    assert(bytes + RUST_RUN_SIZE <= file->bytes + file->sessions_at);
    run->first_gen_count = ida_load_le64(bytes);
    run->count = ida_load_le64(bytes + 8);
    return true;
}

/* Reads a UUID as it is usually written, but from its last byte to its first. */
static bool load_plain_uuid(const uint8_t *bytes, ida_uuid *uuid)
{
    uint8_t network_order[RUST_UUID_SIZE];
    for (size_t i = 0; i < RUST_UUID_SIZE; i++) {
        network_order[i] = bytes[RUST_UUID_SIZE - 1 - i];
    }
    return ida_uuid_from_bytes(network_order, uuid) == IDA_OK;
}

/* Reads the local state at position at; true, with at behind it, if its counts fit the bytes. */
static bool read_local_part(rust_file *file, ida_foreign_file *foreign, size_t *at)
{
    ida_session_state *session = &foreign->session;
    if (file->size - *at < RUST_LOCAL_SIZE) {
        return false;
    }
    const uint8_t *bytes = file->bytes + *at;
    *at += RUST_LOCAL_SIZE;
    uint64_t run_count = ida_load_le64(bytes + 32);
    if (!load_plain_uuid(bytes, &session->id) || run_count > (file->size - *at) / RUST_RUN_SIZE) {
        return false;
    }
    session->generated = ida_load_le64(bytes + 16);
    session->next_start = ida_load_le64(bytes + 24);
    session->run_count = (size_t)run_count;
    file->runs_at = *at;
    *at += RUST_RUN_SIZE * session->run_count;
    assert(*at <= file->size);
    foreign->has_session = true;
    foreign->session_is_listed = session->generated != 0;
    return true;
}

/* Reads the document's part, which must take all bytes from position at on. */
static bool read_document_part(rust_file *file, ida_foreign_file *foreign, size_t at)
{
    if (file->size - at < RUST_COUNTS_SIZE) {
        return false;
    }
    file->cluster_size = ida_load_le64(file->bytes + at);
    uint64_t listed_count = ida_load_le64(file->bytes + at + 8);
    file->sessions_at = at + 16;
    size_t left = file->size - at - RUST_COUNTS_SIZE;
    if (listed_count > left / RUST_UUID_SIZE) {
        return false;
    }
    foreign->listed_count = (size_t)listed_count;
    left -= RUST_UUID_SIZE * foreign->listed_count;
    file->clusters_at = file->size - left;
    uint64_t cluster_count = ida_load_le64(file->bytes + file->clusters_at - 8);
    size_t cluster_bytes = file->is_32_bit ? RUST_CLUSTER_32 : RUST_CLUSTER_64;
    if (left % cluster_bytes != 0 || cluster_count != left / cluster_bytes) {
        return false;
    }
    foreign->cluster_count = (size_t)cluster_count;
    assert(file->clusters_at + cluster_bytes * foreign->cluster_count == file->size);
    return true;
}

/* The cluster size of an allocator: a session has to be able to hold it, a summary only tells it.
 */
static bool take_cluster_size(const rust_file *file, ida_foreign_file *foreign)
{
    uint64_t cluster_size = file->cluster_size;
    if (foreign->has_session) {
        foreign->session.cluster_size = (uint32_t)(cluster_size & UINT32_MAX);
        return cluster_size >= IDA_CLUSTER_SIZE_MIN && cluster_size <= IDA_CLUSTER_SIZE_MAX;
    }
    return cluster_size >= IDA_CLUSTER_SIZE_MIN && cluster_size <= IDA_NUMBER_MAX;
}

static ida_status read_file(const uint8_t *bytes, size_t size, rust_file *file,
                            ida_foreign_file *foreign)
{
    *file = (rust_file){.bytes = bytes, .size = size};
    *foreign = (ida_foreign_file){
        .context = file,
        .listed = read_listed,
        .cluster = read_cluster,
        .run = read_run,
    };
    if (size < 4) {
        return IDA_MALFORMED;
    }
    if (ida_load_le32(bytes) != RUST_VERSION) {
        return IDA_UNSUPPORTED_VERSION;
    }
    if (size < RUST_HEADER_SIZE || ida_load_le32(bytes + 4) > 1 || ida_load_le32(bytes + 8) > 1) {
        return IDA_MALFORMED;
    }
    size_t at = RUST_HEADER_SIZE;
    file->is_32_bit = ida_load_le32(bytes + 8) == 1;
    if (ida_load_le32(bytes + 4) == 1 && !read_local_part(file, foreign, &at)) {
        return IDA_MALFORMED;
    }
    if (!read_document_part(file, foreign, at) || !take_cluster_size(file, foreign)) {
        return IDA_MALFORMED;
    }
    return IDA_OK;
}

/* True if a document's clusters are written with 32-bit numbers. */
static bool is_32_bit(const ida_document *document)
{
    return (uint64_t)ida_document_final_limit(document) <= RUST_LIMIT_32_MAX;
}

ida_status ida_rust_import(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                           ida_snapshot *snapshot, ida_rust_header *header)
{
    rust_file file;
    ida_foreign_file foreign;
    ida_snapshot loaded;
    ida_status status = read_file(bytes, size, &file, &foreign);
    if (status == IDA_OK) {
        status = ida_foreign_load(allocator, &foreign, &loaded);
    }
    if (status != IDA_OK) {
        return status;
    }
    if (is_32_bit(loaded.document) != file.is_32_bit) {
        ida_snapshot_close(allocator, &loaded);
        return IDA_MALFORMED;
    }
    *snapshot = loaded;
    if (header != NULL) {
        *header = (ida_rust_header){.cluster_size = file.cluster_size};
        header->has_first = foreign.listed_count != 0 && read_listed(&file, 0, &header->first);
    }
    return IDA_OK;
}

/* Writes little-endian integers one behind the other into a buffer that is large enough. */
typedef struct rust_writer {
    uint8_t *bytes;
    size_t length;
} rust_writer;

static void write_integer(rust_writer *writer, uint64_t value, uint32_t width)
{
    assert(width == 8 || value >> 8 * width == 0);
    for (uint32_t i = 0; i < width; i++) {
        writer->bytes[writer->length] = (uint8_t)(value >> 8 * i & 0xFFu);
        writer->length++;
    }
}

static void write_header(rust_writer *writer, const ida_document *document, bool with_session)
{
    write_integer(writer, RUST_VERSION, 4);
    write_integer(writer, with_session ? 1 : 0, 4);
    write_integer(writer, is_32_bit(document) ? 1 : 0, 4);
}

static void write_session(rust_writer *writer, const ida_session *session)
{
    uint8_t network_order[RUST_UUID_SIZE];
    ida_uuid_to_bytes(session->id, network_order);
    for (size_t i = RUST_UUID_SIZE; i-- > 0;) {
        write_integer(writer, network_order[i], 1);
    }
    write_integer(writer, session->generated, 8);
    write_integer(writer, session->next_start, 8);
    uint32_t run_count = ida_pair_list_count(session->runs);
    write_integer(writer, run_count, 8);
    for (uint32_t i = 0; i < run_count; i++) {
        ida_local_run run = ida_session_run(session, i);
        write_integer(writer, run.first_gen_count, 8);
        write_integer(writer, run.count, 8);
    }
}

static void write_document(rust_writer *writer, const ida_session_order *order,
                           uint64_t cluster_size)
{
    uint32_t listed_count = ida_session_order_count(order);
    size_t cluster_count = ida_document_cluster_count(order->document);
    uint32_t width = is_32_bit(order->document) ? 4 : 8;
    write_integer(writer, cluster_size, 8);
    write_integer(writer, listed_count, 8);
    for (uint32_t i = 0; i < listed_count; i++) {
        ida_uuid id = ida_session_order_at(order, i);
        write_integer(writer, id.low, 8);
        write_integer(writer, id.high, 8);
    }
    write_integer(writer, cluster_count, 8);
    for (size_t i = 0; i < cluster_count; i++) {
        ida_foreign_cluster cluster = ida_foreign_cluster_at(order, i);
        write_integer(writer, cluster.place, width);
        write_integer(writer, cluster.capacity, width);
        write_integer(writer, cluster.count, width);
    }
}

/* The size of the whole. A size_t that cannot hold it is saturated: no buffer is so large. */
static size_t file_size(const ida_session_order *order, const ida_session *local)
{
    uint64_t cluster_bytes = is_32_bit(order->document) ? RUST_CLUSTER_32 : RUST_CLUSTER_64;
    uint64_t size = RUST_HEADER_SIZE + RUST_COUNTS_SIZE +
                    RUST_UUID_SIZE * (uint64_t)ida_session_order_count(order) +
                    cluster_bytes * (uint64_t)ida_document_cluster_count(order->document);
    if (local != NULL) {
        size += RUST_LOCAL_SIZE + RUST_RUN_SIZE * (uint64_t)ida_pair_list_count(local->runs);
    }
    return size > SIZE_MAX ? SIZE_MAX : (size_t)size;
}

/* Writes either form: with the state of local, or without if that is NULL. */
static ida_status export_bytes(const ida_document *document, const ida_rust_header *header,
                               const ida_session *local, uint8_t *bytes, size_t capacity,
                               size_t *size)
{
    ida_session_order order = ida_session_order_make(
        document, header->has_first ? &header->first : NULL, header->has_first);
    size_t needed = file_size(&order, local);
    *size = needed;
    if (needed > capacity || needed == SIZE_MAX) {
        return IDA_BUFFER_TOO_SMALL;
    }
    rust_writer writer = {.bytes = bytes};
    write_header(&writer, document, local != NULL);
    if (local != NULL) {
        write_session(&writer, local);
    }
    write_document(&writer, &order, header->cluster_size);
    assert(writer.length == needed);
    return IDA_OK;
}

ida_rust_header ida_rust_header_of(const ida_session *session)
{
    ida_rust_header header = {.cluster_size = session->cluster_size};
    if (session->generated > 0) {
        header.has_first = true;
        header.first = session->id;
    }
    return header;
}

ida_status ida_rust_export_session(ida_session *session, uint8_t *bytes, size_t capacity,
                                   size_t *size)
{
    if (ida_session_is_stale(session)) {
        return IDA_STALE_SESSION;
    }
    if (session->shard != NULL) {
        return session->shard->is_disposed ? IDA_SHARD_DISPOSED : IDA_NOT_REPRESENTABLE;
    }
    ida_rust_header header = ida_rust_header_of(session);
    return export_bytes(session->document, &header, session, bytes, capacity, size);
}

ida_status ida_rust_export_document(const ida_document *document, const ida_rust_header *header,
                                    uint8_t *bytes, size_t capacity, size_t *size)
{
    static const ida_rust_header plain = {.cluster_size = IDA_CLUSTER_SIZE_DEFAULT};
    if (header == NULL) {
        header = &plain;
    }
    if (header->cluster_size == 0 || header->cluster_size > IDA_NUMBER_MAX ||
        (header->has_first && !ida_uuid_is_valid(header->first))) {
        return IDA_INVALID_ARGUMENT;
    }
    return export_bytes(document, header, NULL, bytes, capacity, size);
}
