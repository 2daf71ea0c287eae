/* Mistakes about documents, snapshots and ranges. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "support_wrong_part.h"

/* What the mistakes remember; one is planted at a time. */
static unsigned documents;
static const ida_document *odd_document;
static const ida_session *odd_session;

static void reset(void)
{
    documents = 0;
    odd_document = NULL;
    odd_session = NULL;
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

PLANT(document_finalize, finalize_other_refusal)

/* Says yes to a range that leaves a gap. */
static ida_status finalize_gap(ida_document *document, const ida_range *range)
{
    ida_status status = ida_document_finalize(document, range);
    bool gap = range->first_gen_count > ida_document_finalized(document, range->session) + 1;
    return status == IDA_OUT_OF_ORDER && gap ? IDA_OK : status;
}

PLANT(document_finalize, finalize_gap)

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

PLANT(document_finalize, finalize_leaves)

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

PLANT(snapshot_load, load_moves_on)

static ida_status load_forgets_size(const ida_allocator *allocator, const uint8_t *bytes,
                                    size_t size, ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    for (size_t i = 0; status == IDA_OK && i < snapshot->session_count; i++) {
        (void)ida_session_set_cluster_size(snapshot->sessions[i], IDA_CLUSTER_SIZE_DEFAULT);
    }
    return status;
}

PLANT(snapshot_load, load_forgets_size)

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

PLANT(snapshot_load, load_unchecked)

static ida_status load_loses_position(const ida_allocator *allocator, const uint8_t *bytes,
                                      size_t size, ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    if (status == IDA_OK) {
        snapshot->log_position++;
    }
    return status;
}

PLANT(snapshot_load, load_loses_position)

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

PLANT(snapshot_load, load_ignoring_the_end)

static ida_status load_any_version(const ida_allocator *allocator, const uint8_t *bytes,
                                   size_t size, ida_snapshot *snapshot)
{
    ida_status status = ida_snapshot_load(allocator, bytes, size, snapshot);
    return status == IDA_UNSUPPORTED_VERSION ? IDA_MALFORMED : status;
}

PLANT(snapshot_load, load_any_version)

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

PLANT(session_generate, generate_stale)

static bool never_stale(ida_session *session)
{
    (void)session;
    return false;
}

PLANT(session_is_stale, never_stale)

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

PLANT(document_finalize, finalize_twice)

/* --- conservation --- */

static ida_status finalize_wasteful(ida_document *document, const ida_range *range)
{
    ida_range more = *range;
    if (more.requested_cluster_size > 0 && more.requested_cluster_size < IDA_CLUSTER_SIZE_MAX) {
        more.requested_cluster_size++;
    }
    return ida_document_finalize(document, &more);
}

PLANT(document_finalize, finalize_wasteful)

static ida_id limit_too_low(const ida_document *document)
{
    ida_id limit = ida_document_final_limit(document);
    return limit > 20 ? limit - 1 : limit;
}

PLANT(document_final_limit, limit_too_low)

static bool cluster_too_small(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    if (there && index == 3) {
        cluster->capacity--;
    }
    return there;
}

PLANT(document_cluster, cluster_too_small)

static const wrong_subject rows[] = {
    {"one replica saves other bytes", SIM_INVARIANT_CONVERGENCE, plant_save_odd, false, true},
    ROW("refused for another reason", REJECTION, finalize_other_refusal),
    ROW("a gap is accepted", REJECTION, finalize_gap),
    ROW("a refused range leaves a session", REJECTION, finalize_leaves),
    ROW("a refused range shows in the bytes", REJECTION, finalize_soils),
    ROW("a refused take moves the next range", REJECTION, take_moves),
    ROW("a loaded session has gone on", REHYDRATION, load_moves_on),
    ROW("a loaded session lost its cluster size", REHYDRATION, load_forgets_size),
    ROW("damaged bytes load", REHYDRATION, load_unchecked),
    ROW("the log position is lost", REHYDRATION, load_loses_position),
    ROW("a byte at the end is ignored", REHYDRATION, load_ignoring_the_end),
    ROW("another version is not told apart", REHYDRATION, load_any_version),
    ROW("a stale session generates", FORK_FENCE, generate_stale),
    ROW("a stale session does not know", FORK_FENCE, never_stale),
    ROW("a stale session takes", FORK_FENCE, take_stale),
    {"a second copy is finalized", SIM_INVARIANT_FORK_FENCE, plant_finalize_twice, true, false},
    ROW("clusters are larger than asked for", CONSERVATION, finalize_wasteful),
    ROW("the final limit is too low", CONSERVATION, limit_too_low),
    ROW("a cluster is too small", CONSERVATION, cluster_too_small),
};

const wrong_part wrong_documents = {rows, COUNT_OF(rows), reset};
