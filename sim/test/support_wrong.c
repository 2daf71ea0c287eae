/* Subjects with one mistake each. */
#include "support_wrong.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* What the mistakes remember; one is planted at a time. */
static unsigned calls;
static ida_uuid last_session;
static uint64_t last_generated;
static ida_id last_id;
static unsigned documents;
static const ida_document *odd_document;
static const ida_session *odd_session;

void wrong_reset(void)
{
    calls = 0;
    last_session = (ida_uuid){0, 0};
    last_generated = 0;
    last_id = 0;
    documents = 0;
    odd_document = NULL;
    odd_session = NULL;
}

/* True once in n times: mistakes are rare. */
static bool now(unsigned n)
{
    calls++;
    return calls % n == 0;
}

/* --- session-unique --- */

static ida_status generate_again(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status != IDA_OK) {
        return status;
    }
    ida_uuid uuid = ida_session_id(session);
    uint64_t generated = ida_session_generated(session);
    bool goes_on = ida_uuid_compare(uuid, last_session) == 0 && generated == last_generated + 1;
    if (goes_on && now(5)) {
        *id = last_id;
    }
    last_session = uuid;
    last_generated = generated;
    last_id = *id;
    return status;
}

static void plant_generate_again(sim_subject *subject)
{
    subject->session_generate = generate_again;
}

/* A run of local IDs that begins with the last one of the run before. */
static ida_status many_overlap(ida_session *session, uint64_t count, ida_run runs[2],
                               size_t *run_count)
{
    ida_id op_id;
    ida_status status = ida_session_generate_many(session, count, runs, run_count);
    if (status == IDA_OK && *run_count == 1 && runs[0].first < -1 &&
        ida_session_to_op_space(session, runs[0].first + 1, &op_id) == IDA_OK) {
        runs[0].first++;
    }
    return status;
}

static void plant_many_overlap(sim_subject *subject)
{
    subject->session_generate_many = many_overlap;
}

/* --- stable-unique --- */

static ida_status decompress_neighbour(ida_session *session, ida_id id, ida_uuid *uuid)
{
    ida_status status = ida_session_decompress(session, id, uuid);
    if (status == IDA_OK && now(11)) {
        ida_uuid other;
        if (ida_session_decompress(session, id < 0 ? id + 1 : id - 1, &other) == IDA_OK) {
            *uuid = other;
        }
    }
    return status;
}

static void plant_decompress_neighbour(sim_subject *subject)
{
    subject->session_decompress = decompress_neighbour;
}

static ida_status unique_again(ida_session *session, ida_unique_id *id)
{
    ida_status status = ida_session_generate_unique(session, id);
    uint64_t generated = ida_session_generated(session);
    if (status == IDA_OK && !id->is_final && generated > 1) {
        (void)ida_uuid_add(ida_session_id(session), generated - 2, &id->stable_id);
    }
    return status;
}

static void plant_unique_again(sim_subject *subject)
{
    subject->session_generate_unique = unique_again;
}

/* --- final-unique --- */

static ida_status to_op_neighbour(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    ida_id other;
    if (status == IDA_OK && id < 0 && *op_id > 0 &&
        ida_session_to_op_space(session, *op_id - 1, &other) == IDA_OK) {
        *op_id = other;
    }
    return status;
}

static void plant_to_op_neighbour(sim_subject *subject)
{
    subject->session_to_op_space = to_op_neighbour;
}

static ida_status ghost_low(ida_document *document, ida_uuid session, uint64_t count, ida_id *first)
{
    ida_status status = ida_document_ghost(document, session, count, first);
    if (status == IDA_OK && count > 0 && *first > 0) {
        (*first)--;
    }
    return status;
}

static void plant_ghost_low(sim_subject *subject)
{
    subject->document_ghost = ghost_low;
}

static bool cluster_overlap(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    if (there && index == 2) {
        cluster->base_final--;
    }
    return there;
}

static void plant_cluster_overlap(sim_subject *subject)
{
    subject->document_cluster = cluster_overlap;
}

/* --- final: stable-forever --- */

static ida_status decompress_elsewhere(ida_session *session, ida_id id, ida_uuid *uuid)
{
    ida_status status = ida_session_decompress(session, id, uuid);
    if (status == IDA_OK && now(17)) {
        uuid->high ^= UINT64_C(1) << 50;
    }
    return status;
}

static void plant_decompress_elsewhere(sim_subject *subject)
{
    subject->session_decompress = decompress_elsewhere;
}

static ida_status recompress_forgets(ida_session *session, ida_uuid uuid, ida_id *id)
{
    ida_id found;
    ida_status status = ida_session_recompress(session, uuid, &found);
    if (status == IDA_OK && found > 6) {
        return IDA_UNKNOWN_ID;
    }
    if (status == IDA_OK) {
        *id = found;
    }
    return status;
}

static void plant_recompress_forgets(sim_subject *subject)
{
    subject->session_recompress = recompress_forgets;
}

/* Answers an own local ID's final form. */
static bool try_recompress_final(ida_session *session, ida_uuid uuid, ida_id *id)
{
    bool found = ida_session_try_recompress(session, uuid, id);
    if (found && *id < 0) {
        (void)ida_session_to_op_space(session, *id, id);
    }
    return found;
}

static void plant_try_recompress_final(sim_subject *subject)
{
    subject->session_try_recompress = try_recompress_final;
}

/* --- eager-honest --- */

static ida_status generate_off_by_one(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id >= 0) {
        (*id)++;
    }
    return status;
}

static void plant_generate_off_by_one(sim_subject *subject)
{
    subject->session_generate = generate_off_by_one;
}

/* A final ID where nothing is reserved. */
static ida_status generate_without_room(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id < -9) {
        *id = ida_document_final_limit(ida_session_document(session));
    }
    return status;
}

static void plant_generate_without_room(sim_subject *subject)
{
    subject->session_generate = generate_without_room;
}

static ida_status many_off_by_one(ida_session *session, uint64_t count, ida_run runs[2],
                                  size_t *run_count)
{
    ida_status status = ida_session_generate_many(session, count, runs, run_count);
    if (status == IDA_OK && *run_count == 2) {
        runs[0].first++;
    }
    return status;
}

static void plant_many_off_by_one(sim_subject *subject)
{
    subject->session_generate_many = many_off_by_one;
}

static ida_status unique_without_room(ida_session *session, ida_unique_id *id)
{
    ida_status status = ida_session_generate_unique(session, id);
    if (status == IDA_OK && !id->is_final) {
        id->is_final = true;
        id->final_id = ida_document_final_limit(ida_session_document(session));
    }
    return status;
}

static void plant_unique_without_room(sim_subject *subject)
{
    subject->session_generate_unique = unique_without_room;
}

/* --- round-trip --- */

static ida_status to_session_stays_final(ida_session *session, ida_id op_id, ida_uuid origin,
                                         ida_id *id)
{
    ida_status status = ida_session_to_session_space(session, op_id, origin, id);
    if (status == IDA_OK && op_id >= 0) {
        *id = op_id;
    }
    return status;
}

static void plant_to_session_stays_final(sim_subject *subject)
{
    subject->session_to_session_space = to_session_stays_final;
}

static ida_status without_origin_stays_final(ida_session *session, ida_id op_id, ida_id *id)
{
    ida_status status = ida_session_to_session_space_without_origin(session, op_id, id);
    if (status == IDA_OK) {
        *id = op_id;
    }
    return status;
}

static void plant_without_origin_stays_final(sim_subject *subject)
{
    subject->session_to_session_space_without_origin = without_origin_stays_final;
}

static ida_status to_op_stays_local(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    if (status == IDA_OK && id < -3) {
        *op_id = id;
    }
    return status;
}

static void plant_to_op_stays_local(sim_subject *subject)
{
    subject->session_to_op_space = to_op_stays_local;
}

static ida_status document_recompress_low(const ida_document *document, ida_uuid uuid, ida_id *id)
{
    ida_status status = ida_document_recompress(document, uuid, id);
    if (status == IDA_OK && *id > 6) {
        (*id)--;
    }
    return status;
}

static void plant_document_recompress_low(sim_subject *subject)
{
    subject->document_recompress = document_recompress_low;
}

/* --- no-invention --- */

static ida_status to_op_past_the_end(ida_session *session, ida_id id, ida_id *op_id)
{
    if (id > 0 && id == ida_document_final_limit(ida_session_document(session))) {
        *op_id = id;
        return IDA_OK;
    }
    return ida_session_to_op_space(session, id, op_id);
}

static void plant_to_op_past_the_end(sim_subject *subject)
{
    subject->session_to_op_space = to_op_past_the_end;
}

/* Finds reserved IDs as if they were finalized. */
static ida_status recompress_reserved(ida_session *session, ida_uuid uuid, ida_id *id)
{
    ida_status status = ida_session_recompress(session, uuid, id);
    ida_cluster cluster;
    const ida_document *document = ida_session_document(session);
    for (size_t i = 0; status == IDA_UNKNOWN_ID && ida_document_cluster(document, i, &cluster);
         i++) {
        uint64_t distance;
        if (ida_uuid_distance(cluster.session, uuid, &distance) &&
            distance + 1 >= cluster.base_gen_count &&
            distance + 1 - cluster.base_gen_count < cluster.capacity) {
            *id = cluster.base_final + (ida_id)(distance + 1 - cluster.base_gen_count);
            return IDA_OK;
        }
    }
    return status;
}

static void plant_recompress_reserved(sim_subject *subject)
{
    subject->session_recompress = recompress_reserved;
}

/* Any negative ID that is small enough is its own. */
static ida_status decompress_any_local(ida_session *session, ida_id id, ida_uuid *uuid)
{
    ida_status status = ida_session_decompress(session, id, uuid);
    if (status == IDA_UNKNOWN_ID && id < 0 && id > -1000) {
        return ida_uuid_add(ida_session_id(session), (uint64_t)(-id - 1), uuid) == IDA_OK ? IDA_OK
                                                                                          : status;
    }
    return status;
}

static void plant_decompress_any_local(sim_subject *subject)
{
    subject->session_decompress = decompress_any_local;
}

/* Answers for reserved final IDs as if they were finalized. */
static ida_status document_decompress_reserved(const ida_document *document, ida_id id,
                                               ida_uuid *uuid)
{
    ida_status status = ida_document_decompress(document, id, uuid);
    ida_cluster cluster;
    for (size_t i = 0; status != IDA_OK && ida_document_cluster(document, i, &cluster); i++) {
        if (id >= cluster.base_final && (uint64_t)(id - cluster.base_final) < cluster.capacity) {
            uint64_t gen = cluster.base_gen_count + (uint64_t)(id - cluster.base_final);
            return ida_uuid_add(cluster.session, gen - 1, uuid);
        }
    }
    return status;
}

static void plant_document_decompress_reserved(sim_subject *subject)
{
    subject->document_decompress = document_decompress_reserved;
}

static uint64_t finalized_and_reserved(const ida_document *document, ida_uuid session)
{
    uint64_t finalized = 0;
    ida_cluster cluster;
    for (size_t i = 0; ida_document_cluster(document, i, &cluster); i++) {
        if (ida_uuid_compare(cluster.session, session) == 0) {
            finalized += cluster.capacity;
        }
    }
    return finalized;
}

static void plant_finalized_and_reserved(sim_subject *subject)
{
    subject->document_finalized = finalized_and_reserved;
}

/* --- convergence --- */

static ida_status create_second_odd(const ida_allocator *allocator, ida_document **document)
{
    ida_status status = ida_document_create(allocator, document);
    documents++;
    if (documents == 2) {
        odd_document = *document;
    }
    return status;
}

/* The second document's summary says something else than the others. */
static ida_status save_odd(const ida_document *document, ida_session *const *sessions,
                           size_t session_count, uint64_t log_position, uint8_t *buffer,
                           size_t capacity, size_t *size)
{
    bool odd = document == odd_document && session_count == 0;
    return ida_snapshot_save(document, sessions, session_count, log_position + (odd ? 1 : 0),
                             buffer, capacity, size);
}

static void plant_save_odd(sim_subject *subject)
{
    subject->document_create = create_second_odd;
    subject->snapshot_save = save_odd;
}

/* --- rejection --- */

static ida_status finalize_other_refusal(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    return status == IDA_OUT_OF_ORDER ? IDA_COLLISION : status;
}

static void plant_finalize_other_refusal(sim_subject *subject)
{
    subject->document_finalize = finalize_other_refusal;
}

/* Says yes to a range that leaves a gap. */
static ida_status finalize_gap(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    bool gap = range->first_gen_count > ida_document_finalized(document, range->session) + 1;
    return status == IDA_OUT_OF_ORDER && gap ? IDA_OK : status;
}

static void plant_finalize_gap(sim_subject *subject)
{
    subject->document_finalize = finalize_gap;
}

/* A refused range leaves a session behind. */
static ida_status finalize_leaves(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    if (status == IDA_OUT_OF_ORDER) {
        ida_id first;
        ida_uuid left = {range->session.high ^ 1, range->session.low};
        (void)ida_document_ghost(document, left, 1, &first);
    }
    return status;
}

static void plant_finalize_leaves(sim_subject *subject)
{
    subject->document_finalize = finalize_leaves;
}

/* A refused range leaves something that only the saved bytes show. */
static ida_status finalize_soils(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    if (status != IDA_OK) {
        odd_document = document;
    }
    return status;
}

static void plant_finalize_soils(sim_subject *subject)
{
    subject->document_finalize = finalize_soils;
    subject->snapshot_save = save_odd;
}

/* A refused take moves the start of the next range. */
static ida_status take_moves(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    if (status != IDA_OK) {
        odd_session = session;
    }
    return status;
}

static uint64_t next_start_moved(const ida_session *session)
{
    return ida_session_next_range_start(session) + (session == odd_session ? 1 : 0);
}

static void close_odd(ida_session *session)
{
    odd_session = session == odd_session ? NULL : odd_session;
    ida_session_close(session);
}

static void plant_take_moves(sim_subject *subject)
{
    subject->session_take = take_moves;
    subject->session_next_range_start = next_start_moved;
    subject->session_close = close_odd;
}

/* --- rehydration --- */

static ida_status load_moves_on(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK && snapshot->session_count > 0) {
        ida_id id;
        (void)ida_session_generate(snapshot->sessions[0], &id);
    }
    return status;
}

static void plant_load_moves_on(sim_subject *subject)
{
    subject->snapshot_load = load_moves_on;
}

static ida_status load_forgets_size(const ida_allocator *allocator, const uint8_t *bytes,
                                    size_t size, ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    for (size_t i = 0; status == IDA_OK && i < snapshot->session_count; i++) {
        (void)ida_session_set_cluster_size(snapshot->sessions[i], IDA_CLUSTER_SIZE_DEFAULT);
    }
    return status;
}

static void plant_load_forgets_size(sim_subject *subject)
{
    subject->snapshot_load = load_forgets_size;
}

/* Believes the bytes, whatever their checksum says. */
static ida_status load_unchecked(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                                 ida_snapshot *snapshot)
{
    const size_t checksum_size = 8;
    uint8_t *believed = size < checksum_size ? NULL : malloc(size);
    if (believed == NULL) {
        return ida_snapshot_load(allocator, bytes, size, snapshot);
    }
    memcpy(believed, bytes, size);
    uint64_t checksum = XXH3_64bits(believed, size - checksum_size);
    for (size_t i = 0; i < checksum_size; i++) {
        believed[size - checksum_size + i] = (uint8_t)(checksum >> (8 * i) & 0xFF);
    }
    ida_status status = ida_snapshot_load(allocator, believed, size, snapshot);
    free(believed);
    return status;
}

static void plant_load_unchecked(sim_subject *subject)
{
    subject->snapshot_load = load_unchecked;
}

static ida_status load_loses_position(const ida_allocator *allocator, const uint8_t *bytes,
                                      size_t size, ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK) {
        snapshot->log_position++;
    }
    return status;
}

static void plant_load_loses_position(sim_subject *subject)
{
    subject->snapshot_load = load_loses_position;
}

/* Bytes that are sealed rightly but refused, without the last one before the seal. */
static ida_status load_ignoring_the_end(const ida_allocator *allocator, const uint8_t *bytes,
                                        size_t size, ida_snapshot *snapshot)
{
    const size_t checksum_size = 8;
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    uint8_t *shorter = status == IDA_MALFORMED && size > checksum_size + 1 ? malloc(size) : NULL;
    if (shorter == NULL) {
        return status;
    }
    size_t body = size - checksum_size - 1;
    memcpy(shorter, bytes, body);
    uint64_t checksum = XXH3_64bits(shorter, body);
    for (size_t i = 0; i < checksum_size; i++) {
        shorter[body + i] = (uint8_t)(checksum >> (8 * i) & 0xFF);
    }
    status = ida_snapshot_load(allocator, shorter, size - 1, snapshot);
    free(shorter);
    return status;
}

static void plant_load_ignoring_the_end(sim_subject *subject)
{
    subject->snapshot_load = load_ignoring_the_end;
}

static ida_status load_any_version(const ida_allocator *allocator, const uint8_t *bytes,
                                   size_t size, ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    return status == IDA_UNSUPPORTED_VERSION ? IDA_MALFORMED : status;
}

static void plant_load_any_version(sim_subject *subject)
{
    subject->snapshot_load = load_any_version;
}

/* --- fork-fence --- */

static ida_status generate_stale(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_STALE_SESSION) {
        *id = -(ida_id)ida_session_generated(session) - 1;
        return IDA_OK;
    }
    return status;
}

static void plant_generate_stale(sim_subject *subject)
{
    subject->session_generate = generate_stale;
}

static bool never_stale(ida_session *session)
{
    (void)session;
    return false;
}

static void plant_never_stale(sim_subject *subject)
{
    subject->session_is_stale = never_stale;
}

static ida_status take_stale(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    if (status == IDA_STALE_SESSION) {
        *range = (ida_range){ida_session_id(session), 1, 0, 1};
        return IDA_OK;
    }
    return status;
}

static ida_status retake_stale(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_retake(session, range);
    if (status == IDA_STALE_SESSION) {
        *range = (ida_range){ida_session_id(session), 1, 0, 1};
        return IDA_OK;
    }
    return status;
}

static void plant_take_stale(sim_subject *subject)
{
    subject->session_take = take_stale;
    subject->session_retake = retake_stale;
}

/* Says yes to the second copy of IDs that are final. */
static ida_status finalize_twice(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    bool again = range->first_gen_count <= ida_document_finalized(document, range->session);
    return status == IDA_OUT_OF_ORDER && again ? IDA_OK : status;
}

static void plant_finalize_twice(sim_subject *subject)
{
    subject->document_finalize = finalize_twice;
}

/* --- conservation --- */

static ida_status finalize_wasteful(ida_document *document, const ida_range *range)
{
    ida_range more = *range;
    if (more.requested_cluster_size > 0 && more.requested_cluster_size < IDA_CLUSTER_SIZE_MAX) {
        more.requested_cluster_size++;
    }
    return ida_document_finalize(document, &more);
}

static void plant_finalize_wasteful(sim_subject *subject)
{
    subject->document_finalize = finalize_wasteful;
}

static ida_id limit_too_low(const ida_document *document)
{
    ida_id limit = ida_document_final_limit(document);
    return limit > 20 ? limit - 1 : limit;
}

static void plant_limit_too_low(sim_subject *subject)
{
    subject->document_final_limit = limit_too_low;
}

static bool cluster_too_small(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    if (there && index == 3) {
        cluster->capacity--;
    }
    return there;
}

static void plant_cluster_too_small(sim_subject *subject)
{
    subject->document_cluster = cluster_too_small;
}

/* --- contract --- */

/* A local ID although there is room for an eager final. */
static ida_status generate_modest(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id >= 0) {
        *id = -(ida_id)ida_session_generated(session);
    }
    return status;
}

static void plant_generate_modest(sim_subject *subject)
{
    subject->session_generate = generate_modest;
}

static ida_status take_too_little(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    if (status == IDA_OK && range->count > 3) {
        range->count--;
    }
    return status;
}

static void plant_take_too_little(sim_subject *subject)
{
    subject->session_take = take_too_little;
}

/* Takes, and forgets that it did. */
static ida_status retake_forgets(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_retake(session, range);
    (void)ida_session_reset(session);
    return status;
}

static void plant_retake_forgets(sim_subject *subject)
{
    subject->session_retake = retake_forgets;
}

static ida_status to_op_writes(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    if (status != IDA_OK) {
        *op_id = id;
    }
    return status;
}

static void plant_to_op_writes(sim_subject *subject)
{
    subject->session_to_op_space = to_op_writes;
}

static ida_status without_origin_unknown(ida_session *session, ida_id op_id, ida_id *id)
{
    ida_status status = ida_session_to_session_space_without_origin(session, op_id, id);
    return status == IDA_ORIGIN_REQUIRED ? IDA_UNKNOWN_ID : status;
}

static void plant_without_origin_unknown(sim_subject *subject)
{
    subject->session_to_session_space_without_origin = without_origin_unknown;
}

static uint64_t generated_too_few(const ida_session *session)
{
    uint64_t generated = ida_session_generated(session);
    return generated > 12 ? generated - 1 : generated;
}

static void plant_generated_too_few(sim_subject *subject)
{
    subject->session_generated = generated_too_few;
}

static void format_in_capitals(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE])
{
    ida_uuid_format(uuid, text);
    for (char *at = text; *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'f' ? (char)(*at - 'a' + 'A') : *at;
    }
}

static void plant_format_in_capitals(sim_subject *subject)
{
    subject->uuid_format = format_in_capitals;
}

/* Reads what is between the dashes, and not what stands for them. */
static ida_status parse_without_dashes(const char *text, size_t length, ida_uuid *uuid)
{
    char repaired[IDA_UUID_TEXT_LENGTH];
    if (length != sizeof repaired) {
        return ida_uuid_parse(text, length, uuid);
    }
    memcpy(repaired, text, length);
    repaired[8] = repaired[13] = repaired[18] = repaired[23] = '-';
    return ida_uuid_parse(repaired, length, uuid);
}

static void plant_parse_without_dashes(sim_subject *subject)
{
    subject->uuid_parse = parse_without_dashes;
}

static void encode_too_few(const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE])
{
    ida_range fewer = *range;
    fewer.count -= fewer.count > 1 ? 1 : 0;
    ida_range_encode(&fewer, bytes);
}

static void plant_encode_too_few(sim_subject *subject)
{
    subject->range_encode = encode_too_few;
}

static ida_status decode_with_a_tail(const uint8_t *bytes, size_t size, ida_range *range)
{
    return ida_range_decode(bytes, size > IDA_RANGE_ENCODED_SIZE ? IDA_RANGE_ENCODED_SIZE : size,
                            range);
}

static void plant_decode_with_a_tail(sim_subject *subject)
{
    subject->range_decode = decode_with_a_tail;
}

static bool always_equal(const ida_session *a, const ida_session *b)
{
    (void)a;
    (void)b;
    return true;
}

static void plant_always_equal(sim_subject *subject)
{
    subject->session_equal = always_equal;
}

static bool never_equal(const ida_document *a, const ida_document *b)
{
    (void)a;
    (void)b;
    return false;
}

static void plant_never_equal(sim_subject *subject)
{
    subject->document_equal = never_equal;
}

/* Reads the bytes of a document that nothing happened to instead. */
static ida_status import_nothing(const ida_allocator *allocator, const char *text, size_t size,
                                 ida_snapshot *snapshot, ida_uuid *first)
{
    ida_status status = ida_fluid_import(allocator, text, size, snapshot, first);
    if (status == IDA_OK) {
        ida_document_destroy(snapshot->document);
        status = ida_document_create(allocator, &snapshot->document);
    }
    return status;
}

static void plant_import_nothing(sim_subject *subject)
{
    subject->fluid_import = import_nothing;
}

static ida_status export_too_large(const ida_document *document, const ida_rust_header *header,
                                   uint8_t *bytes, size_t capacity, size_t *size)
{
    ida_status status = ida_rust_export_document(document, header, bytes, capacity, size);
    return status == IDA_OK ? IDA_NOT_REPRESENTABLE : status;
}

static void plant_export_too_large(sim_subject *subject)
{
    subject->rust_export = export_too_large;
}

static bool verify_never(const ida_document *document)
{
    (void)document;
    return false;
}

static void plant_verify_never(sim_subject *subject)
{
    subject->document_verify = verify_never;
}

const wrong_subject wrong_subjects[] = {
    {"generate repeats an ID", SIM_INVARIANT_SESSION_UNIQUE, plant_generate_again, false, false},
    {"a run overlaps the run before", SIM_INVARIANT_SESSION_UNIQUE, plant_many_overlap, false,
     false},
    {"decompress answers a neighbour's UUID", SIM_INVARIANT_STABLE_UNIQUE,
     plant_decompress_neighbour, false, false},
    {"a document-unique ID is the one before", SIM_INVARIANT_STABLE_UNIQUE, plant_unique_again,
     false, false},
    {"two local IDs have one final", SIM_INVARIANT_FINAL_UNIQUE, plant_to_op_neighbour, false,
     false},
    {"a ghost's IDs begin too low", SIM_INVARIANT_FINAL_UNIQUE, plant_ghost_low, false, false},
    {"a cluster overlaps the one before", SIM_INVARIANT_FINAL_UNIQUE, plant_cluster_overlap, false,
     false},
    {"decompress answers nobody's UUID", SIM_INVARIANT_STABLE_FOREVER, plant_decompress_elsewhere,
     false, false},
    {"recompress forgets finals", SIM_INVARIANT_STABLE_FOREVER, plant_recompress_forgets, false,
     false},
    {"try_recompress answers the final of a local", SIM_INVARIANT_STABLE_FOREVER,
     plant_try_recompress_final, false, false},
    {"an eager final is off by one", SIM_INVARIANT_EAGER_HONEST, plant_generate_off_by_one, false,
     false},
    {"a final without room", SIM_INVARIANT_EAGER_HONEST, plant_generate_without_room, false, false},
    {"an eager run is off by one", SIM_INVARIANT_EAGER_HONEST, plant_many_off_by_one, false, false},
    {"a unique final without room", SIM_INVARIANT_EAGER_HONEST, plant_unique_without_room, false,
     false},
    {"an own ID comes back as a final", SIM_INVARIANT_ROUND_TRIP, plant_to_session_stays_final,
     false, false},
    {"the same without origin", SIM_INVARIANT_ROUND_TRIP, plant_without_origin_stays_final, false,
     false},
    {"a covered local ID stays local", SIM_INVARIANT_ROUND_TRIP, plant_to_op_stays_local, false,
     false},
    {"a document recompresses to the final before", SIM_INVARIANT_ROUND_TRIP,
     plant_document_recompress_low, false, false},
    {"one past the end is accepted", SIM_INVARIANT_NO_INVENTION, plant_to_op_past_the_end, false,
     false},
    {"recompress finds reserved IDs", SIM_INVARIANT_NO_INVENTION, plant_recompress_reserved, false,
     false},
    {"decompress makes up local IDs", SIM_INVARIANT_NO_INVENTION, plant_decompress_any_local, false,
     false},
    {"a document decompresses reserved IDs", SIM_INVARIANT_NO_INVENTION,
     plant_document_decompress_reserved, false, false},
    {"a document counts reserved IDs as final", SIM_INVARIANT_NO_INVENTION,
     plant_finalized_and_reserved, false, false},
    {"one replica saves other bytes", SIM_INVARIANT_CONVERGENCE, plant_save_odd, false, true},
    {"refused for another reason", SIM_INVARIANT_REJECTION, plant_finalize_other_refusal, false,
     false},
    {"a gap is accepted", SIM_INVARIANT_REJECTION, plant_finalize_gap, false, false},
    {"a refused range leaves a session", SIM_INVARIANT_REJECTION, plant_finalize_leaves, false,
     false},
    {"a refused range shows in the bytes", SIM_INVARIANT_REJECTION, plant_finalize_soils, false,
     false},
    {"a refused take moves the next range", SIM_INVARIANT_REJECTION, plant_take_moves, false,
     false},
    {"a loaded session has gone on", SIM_INVARIANT_REHYDRATION, plant_load_moves_on, false, false},
    {"a loaded session lost its cluster size", SIM_INVARIANT_REHYDRATION, plant_load_forgets_size,
     false, false},
    {"damaged bytes load", SIM_INVARIANT_REHYDRATION, plant_load_unchecked, false, false},
    {"the log position is lost", SIM_INVARIANT_REHYDRATION, plant_load_loses_position, false,
     false},
    {"a byte at the end is ignored", SIM_INVARIANT_REHYDRATION, plant_load_ignoring_the_end, false,
     false},
    {"another version is not told apart", SIM_INVARIANT_REHYDRATION, plant_load_any_version, false,
     false},
    {"a stale session generates", SIM_INVARIANT_FORK_FENCE, plant_generate_stale, false, false},
    {"a stale session does not know", SIM_INVARIANT_FORK_FENCE, plant_never_stale, false, false},
    {"a stale session takes", SIM_INVARIANT_FORK_FENCE, plant_take_stale, false, false},
    {"a second copy is finalized", SIM_INVARIANT_FORK_FENCE, plant_finalize_twice, true, false},
    {"clusters are larger than asked for", SIM_INVARIANT_CONSERVATION, plant_finalize_wasteful,
     false, false},
    {"the final limit is too low", SIM_INVARIANT_CONSERVATION, plant_limit_too_low, false, false},
    {"a cluster is too small", SIM_INVARIANT_CONSERVATION, plant_cluster_too_small, false, false},
    {"a local ID although there is room", SIM_INVARIANT_CONTRACT, plant_generate_modest, false,
     false},
    {"take forgets the last ID", SIM_INVARIANT_CONTRACT, plant_take_too_little, false, false},
    {"a range is retaken and forgotten", SIM_INVARIANT_CONTRACT, plant_retake_forgets, false,
     false},
    {"a failed call writes its output", SIM_INVARIANT_CONTRACT, plant_to_op_writes, false, false},
    {"the wrong reason for no answer", SIM_INVARIANT_CONTRACT, plant_without_origin_unknown, false,
     false},
    {"the count of IDs is too low", SIM_INVARIANT_CONTRACT, plant_generated_too_few, false, false},
    {"UUIDs are written in capitals", SIM_INVARIANT_CONTRACT, plant_format_in_capitals, false,
     false},
    {"a UUID's dashes may be anything", SIM_INVARIANT_CONTRACT, plant_parse_without_dashes, false,
     false},
    {"an encoded range lacks its last ID", SIM_INVARIANT_CONTRACT, plant_encode_too_few, false,
     false},
    {"an encoded range may have a tail", SIM_INVARIANT_CONTRACT, plant_decode_with_a_tail, false,
     false},
    {"all sessions are equal", SIM_INVARIANT_CONTRACT, plant_always_equal, false, false},
    {"no documents are equal", SIM_INVARIANT_REHYDRATION, plant_never_equal, false, false},
    {"Fluid's format loses the document", SIM_INVARIANT_REHYDRATION, plant_import_nothing, false,
     false},
    {"the Rust format is refused", SIM_INVARIANT_REHYDRATION, plant_export_too_large, false, false},
    {"verify fails", SIM_INVARIANT_CONTRACT, plant_verify_never, false, false},
};

const size_t wrong_subject_count = LENGTH(wrong_subjects);
