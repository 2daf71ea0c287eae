/* Mistakes about IDs. */
#include "support_wrong_part.h"

/* What the mistakes remember; one is planted at a time. */
static unsigned calls;
static ida_uuid last_session;
static uint64_t last_generated;
static ida_id last_id;

static void reset(void)
{
    calls = 0;
    last_session = (ida_uuid){0, 0};
    last_generated = 0;
    last_id = 0;
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

PLANT(session_generate, generate_again)

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

PLANT(session_generate_many, many_overlap)

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

PLANT(session_decompress, decompress_neighbour)

static ida_status unique_again(ida_session *session, ida_unique_id *id)
{
    ida_status status = ida_session_generate_unique(session, id);
    uint64_t generated = ida_session_generated(session);
    if (status == IDA_OK && !id->is_final && generated > 1) {
        (void)ida_uuid_add(ida_session_id(session), generated - 2, &id->stable_id);
    }
    return status;
}

PLANT(session_generate_unique, unique_again)

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

PLANT(session_to_op_space, to_op_neighbour)

static ida_status ghost_low(ida_document *document, ida_uuid session, uint64_t count, ida_id *first)
{
    ida_status status = ida_document_ghost(document, session, count, first);
    if (status == IDA_OK && count > 0 && *first > 0) {
        (*first)--;
    }
    return status;
}

PLANT(document_ghost, ghost_low)

static bool cluster_overlap(const ida_document *document, size_t index, ida_cluster *cluster)
{
    bool there = ida_document_cluster(document, index, cluster);
    if (there && index == 2) {
        cluster->base_final--;
    }
    return there;
}

PLANT(document_cluster, cluster_overlap)

/* --- final: stable-forever --- */

static ida_status decompress_elsewhere(ida_session *session, ida_id id, ida_uuid *uuid)
{
    ida_status status = ida_session_decompress(session, id, uuid);
    if (status == IDA_OK && now(17)) {
        uuid->high ^= UINT64_C(1) << 50;
    }
    return status;
}

PLANT(session_decompress, decompress_elsewhere)

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

PLANT(session_recompress, recompress_forgets)

/* Answers an own local ID's final form. */
static bool try_recompress_final(ida_session *session, ida_uuid uuid, ida_id *id)
{
    bool found = ida_session_try_recompress(session, uuid, id);
    if (found && *id < 0) {
        (void)ida_session_to_op_space(session, *id, id);
    }
    return found;
}

PLANT(session_try_recompress, try_recompress_final)

/* --- eager-honest --- */

static ida_status generate_off_by_one(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id >= 0) {
        (*id)++;
    }
    return status;
}

PLANT(session_generate, generate_off_by_one)

/* A final ID where nothing is reserved. */
static ida_status generate_without_room(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id < -9) {
        *id = ida_document_final_limit(ida_session_document(session));
    }
    return status;
}

PLANT(session_generate, generate_without_room)

static ida_status many_off_by_one(ida_session *session, uint64_t count, ida_run runs[2],
                                  size_t *run_count)
{
    ida_status status = ida_session_generate_many(session, count, runs, run_count);
    if (status == IDA_OK && *run_count == 2) {
        runs[0].first++;
    }
    return status;
}

PLANT(session_generate_many, many_off_by_one)

static ida_status unique_without_room(ida_session *session, ida_unique_id *id)
{
    ida_status status = ida_session_generate_unique(session, id);
    if (status == IDA_OK && !id->is_final) {
        id->is_final = true;
        id->final_id = ida_document_final_limit(ida_session_document(session));
    }
    return status;
}

PLANT(session_generate_unique, unique_without_room)

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

PLANT(session_to_session_space, to_session_stays_final)

static ida_status without_origin_stays_final(ida_session *session, ida_id op_id, ida_id *id)
{
    ida_status status = ida_session_to_session_space_without_origin(session, op_id, id);
    if (status == IDA_OK) {
        *id = op_id;
    }
    return status;
}

PLANT(session_to_session_space_without_origin, without_origin_stays_final)

static ida_status to_op_stays_local(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    if (status == IDA_OK && id < -3) {
        *op_id = id;
    }
    return status;
}

PLANT(session_to_op_space, to_op_stays_local)

static ida_status document_recompress_low(const ida_document *document, ida_uuid uuid, ida_id *id)
{
    ida_status status = ida_document_recompress(document, uuid, id);
    if (status == IDA_OK && *id > 6) {
        (*id)--;
    }
    return status;
}

PLANT(document_recompress, document_recompress_low)

/* --- no-invention --- */

static ida_status to_op_past_the_end(ida_session *session, ida_id id, ida_id *op_id)
{
    if (id > 0 && id == ida_document_final_limit(ida_session_document(session))) {
        *op_id = id;
        return IDA_OK;
    }
    return ida_session_to_op_space(session, id, op_id);
}

PLANT(session_to_op_space, to_op_past_the_end)

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

PLANT(session_recompress, recompress_reserved)

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

PLANT(session_decompress, decompress_any_local)

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

PLANT(document_decompress, document_decompress_reserved)

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

PLANT(document_finalized, finalized_and_reserved)

static const wrong_subject rows[] = {
    ROW("generate repeats an ID", SESSION_UNIQUE, generate_again),
    ROW("a run overlaps the run before", SESSION_UNIQUE, many_overlap),
    ROW("decompress answers a neighbour's UUID", STABLE_UNIQUE, decompress_neighbour),
    ROW("a document-unique ID is the one before", STABLE_UNIQUE, unique_again),
    ROW("two local IDs have one final", FINAL_UNIQUE, to_op_neighbour),
    ROW("a ghost's IDs begin too low", FINAL_UNIQUE, ghost_low),
    ROW("a cluster overlaps the one before", FINAL_UNIQUE, cluster_overlap),
    ROW("decompress answers nobody's UUID", STABLE_FOREVER, decompress_elsewhere),
    ROW("recompress forgets finals", STABLE_FOREVER, recompress_forgets),
    ROW("try_recompress answers the final of a local", STABLE_FOREVER, try_recompress_final),
    ROW("an eager final is off by one", EAGER_HONEST, generate_off_by_one),
    ROW("a final without room", EAGER_HONEST, generate_without_room),
    ROW("an eager run is off by one", EAGER_HONEST, many_off_by_one),
    ROW("a unique final without room", EAGER_HONEST, unique_without_room),
    ROW("an own ID comes back as a final", ROUND_TRIP, to_session_stays_final),
    ROW("the same without origin", ROUND_TRIP, without_origin_stays_final),
    ROW("a covered local ID stays local", ROUND_TRIP, to_op_stays_local),
    ROW("a document recompresses to the final before", ROUND_TRIP, document_recompress_low),
    ROW("one past the end is accepted", NO_INVENTION, to_op_past_the_end),
    ROW("recompress finds reserved IDs", NO_INVENTION, recompress_reserved),
    ROW("decompress makes up local IDs", NO_INVENTION, decompress_any_local),
    ROW("a document decompresses reserved IDs", NO_INVENTION, document_decompress_reserved),
    ROW("a document counts reserved IDs as final", NO_INVENTION, finalized_and_reserved),
};

const wrong_part wrong_ids = {rows, COUNT_OF(rows), reset};
