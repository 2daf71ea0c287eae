/*
 * The session: generates IDs, takes creation ranges, and translates between the forms of an ID.
 *
 * A session keeps how far it got and which of its IDs were local. It reads everything else from
 * its document. Generating an ID looks at one record of the document: the session's own. Its number
 * is found once and kept.
 */
#include "session_internal.h"

#include <assert.h>

#include "debug_verify.h"
#include "memory.h"
#include "noinline.h"
#include "shard_internal.h"
#include "uuid_math.h"

#define ASSERT_VERIFIED(session)                                                                   \
    IDA_ASSERT_VERIFIED(ida_pair_list_count((session)->runs),                                      \
                        (session)->generated + (session)->next_start, ida_session_verify(session))

/* The last gen count that a session can ever have. */
static uint64_t last_gen(ida_uuid id)
{
    uint64_t headroom = ida_uuid_headroom(id);
    return headroom >= IDA_NUMBER_MAX ? IDA_NUMBER_MAX : headroom + 1;
}

static ida_status make_session(const ida_document *document, ida_uuid id, ida_session **session)
{
    ida_session *made = ida_allocate(&document->allocator, sizeof *made);
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    *made = (ida_session){
        .document = document,
        .id = id,
        .gen_limit = last_gen(id),
        .fast_limit = last_gen(id),
        .next_start = 1,
        .cluster_size = IDA_CLUSTER_SIZE_DEFAULT,
        .member = IDA_NO_SESSION,
    };
    assert(ida_session_verify(made));
    *session = made;
    return IDA_OK;
}

ida_status ida_session_open(const ida_document *document, ida_uuid id, ida_session **session)
{
    if (!ida_uuid_is_valid(id)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (ida_document_member(document, id) != IDA_NO_SESSION) {
        return IDA_SESSION_EXISTS;
    }
    return make_session(document, id, session);
}

void ida_session_close(ida_session *session)
{
    if (session == NULL) {
        return;
    }
    ida_allocator allocator = session->document->allocator;
    ida_pair_list_free(session->runs, &allocator);
    ida_shard_free(session);
    ida_release(&allocator, session, sizeof *session);
}

/* Looks for the session in the document, and keeps what it finds. */
static IDA_NOINLINE const ida_member *find_own(ida_session *session)
{
    const ida_document *document = session->document;
    if (session->member == IDA_NO_SESSION) {
        assert(session->members_seen < document->member_count);
        session->members_seen = document->member_count;
        session->member = ida_document_member(document, session->id);
        if (session->member == IDA_NO_SESSION) {
            return NULL;
        }
    }
    session->own = ida_document_at(document, session->member);
    session->own_capacity = document->members.capacity;
    assert(ida_uuid_same(session->own->id, session->id));
    return session->own;
}

/* What the document says of this session; NULL while it knows nothing of it. */
static inline const ida_member *own_member(ida_session *session)
{
    const ida_document *document = session->document;
    if (session->own != NULL && session->own_capacity == document->members.capacity) {
        assert(session->own == ida_document_at(document, session->member));
        return session->own;
    }
    /* Only a document that has new members since the last look can have this one. */
    if (session->member == IDA_NO_SESSION && session->members_seen == document->member_count) {
        return NULL;
    }
    return find_own(session);
}

/* A child of a sharded session: the root finalizes what the child has not heard of. */
static bool is_child(const ida_session *session)
{
    return session->shard != NULL && session->shard->is_child;
}

/* More of its IDs are finalized than it has handed out or heard of. */
static bool is_behind(const ida_session *session, const ida_member *member)
{
    return member != NULL && member->finalized > session->generated;
}

static bool is_stale(const ida_session *session, const ida_member *member)
{
    return is_behind(session, member) && !is_child(session);
}

static uint64_t finalized_of(const ida_member *member)
{
    return member == NULL ? 0 : member->finalized;
}

bool ida_session_is_stale(ida_session *session)
{
    return is_stale(session, own_member(session));
}

/* --- The gen counts that were handed out as local IDs. --- */

static IDA_NOINLINE ida_status add_run(ida_session *session, uint64_t first, uint64_t count)
{
    if (!ida_pair_list_reserve(&session->runs, &session->document->allocator)) {
        return IDA_NO_MEMORY;
    }
    ida_pair_list_append(session->runs, first, count);
    session->last_run = ida_pair_list_slot(session->runs, session->runs->count - 1);
    return IDA_OK;
}

static inline ida_status add_local(ida_session *session, uint64_t first, uint64_t count)
{
    ida_pair *last = session->last_run;
    assert(count > 0);
    assert(first > session->generated);
    if (last != NULL) {
        assert(last == ida_pair_list_slot(session->runs, session->runs->count - 1));
        assert(last->first + last->second <= first);
        if (last->first + last->second == first) {
            last->second += count;
            return IDA_OK;
        }
    }
    return add_run(session, first, count);
}

ida_status ida_session_move(ida_session *session, uint64_t gen)
{
    assert(gen > session->generated);
    assert(gen <= session->gen_limit);
    ida_status status = add_local(session, session->generated + 1, gen - session->generated);
    if (status == IDA_OK) {
        session->generated = gen;
    }
    return status;
}

static bool ends_before(ida_local_run run, uint64_t gen)
{
    return run.first_gen_count + (run.count - 1) < gen;
}

/* The position of the first run that ends at or behind gen; the number of runs if none does. */
static uint32_t run_at(const ida_session *session, uint64_t gen)
{
    if (session->runs == NULL || gen < ida_session_run(session, 0).first_gen_count) {
        return 0;
    }
    uint32_t at = ida_pair_list_floor_first(session->runs, gen);
    return ends_before(ida_session_run(session, at), gen) ? at + 1 : at;
}

/* Whether a gen count that was generated was handed out as a local ID. */
static bool was_local(const ida_session *session, uint64_t gen)
{
    if (gen > session->generated) {
        return false;
    }
    if (session->runs == NULL || gen < ida_session_run(session, 0).first_gen_count) {
        return false;
    }
    uint32_t at = ida_pair_list_floor_first(session->runs, gen);
    return !ends_before(ida_session_run(session, at), gen);
}

size_t ida_session_local_runs(const ida_session *session, uint64_t first, uint64_t last,
                              ida_local_run *runs, size_t capacity)
{
    size_t found = 0;
    if (first > last) {
        return 0;
    }
    uint32_t run_count = ida_pair_list_count(session->runs);
    for (uint32_t i = run_at(session, first); i < run_count; i++) {
        ida_local_run run = ida_session_run(session, i);
        if (run.first_gen_count > last) {
            break;
        }
        uint64_t from = run.first_gen_count < first ? first : run.first_gen_count;
        uint64_t end = run.first_gen_count + (run.count - 1);
        uint64_t to = end > last ? last : end;
        if (found < capacity) {
            runs[found] = (ida_local_run){from, to - from + 1};
        }
        found++;
    }
    return found;
}

uint64_t ida_session_eager_count(const ida_session *session, const ida_range *range)
{
    if (range->count == 0 || !ida_uuid_same(range->session, session->id) ||
        range->first_gen_count == 0 || range->first_gen_count > session->generated) {
        return 0;
    }
    uint64_t first = range->first_gen_count;
    uint64_t rest = session->generated - first + 1;
    uint64_t eager = range->count < rest ? range->count : rest;
    uint64_t last = first + (eager - 1);
    uint32_t run_count = ida_pair_list_count(session->runs);
    for (uint32_t i = run_at(session, first); i < run_count; i++) {
        ida_local_run run = ida_session_run(session, i);
        if (run.first_gen_count > last) {
            break;
        }
        uint64_t from = run.first_gen_count < first ? first : run.first_gen_count;
        uint64_t end = run.first_gen_count + (run.count - 1);
        eager -= (end > last ? last : end) - from + 1;
    }
    return eager;
}

/* --- Generating. --- */

static ida_id local_id(uint64_t gen)
{
    assert(gen <= IDA_NUMBER_MAX);
    return -(ida_id)gen;
}

/* The final ID of a gen count in the session's last cluster: above what is finalized. */
static ida_id eager_final(const ida_member *member, uint64_t gen)
{
    assert(member != NULL);
    assert(member->finalized >= member->last.base_gen);
    assert(gen > member->finalized);
    assert(gen <= member->allocated);
    return (ida_id)(member->last.base_final + (gen - member->last.base_gen));
}

/* All that is not the next ID of a session without shards. It is apart to keep that one fast. */
static IDA_NOINLINE ida_status generate_otherwise(ida_session *session, const ida_member *member,
                                                  ida_id *id)
{
    if (is_stale(session, member)) {
        return IDA_STALE_SESSION;
    }
    return session->shard != NULL ? ida_shard_generate(session, id) : IDA_EXHAUSTED;
}

ida_status ida_session_generate(ida_session *session, ida_id *id)
{
    const ida_member *member = own_member(session);
    if (is_behind(session, member) || session->generated >= session->fast_limit) {
        return generate_otherwise(session, member, id);
    }
    uint64_t gen = session->generated + 1;
    if (member != NULL && gen <= member->allocated) {
        *id = eager_final(member, gen);
    } else {
        ida_status status = add_local(session, gen, 1);
        if (status != IDA_OK) {
            return status;
        }
        *id = local_id(gen);
    }
    session->generated = gen;
    ASSERT_VERIFIED(session);
    return IDA_OK;
}

ida_status ida_session_generate_many(ida_session *session, uint64_t count, ida_run runs[2],
                                     size_t *run_count)
{
    const ida_member *member = own_member(session);
    if (is_stale(session, member)) {
        return IDA_STALE_SESSION;
    }
    if (session->shard != NULL) {
        return session->shard->is_disposed ? IDA_SHARD_DISPOSED : IDA_SHARDED;
    }
    if (count > session->gen_limit - session->generated) {
        return IDA_EXHAUSTED;
    }
    uint64_t first = session->generated + 1;
    uint64_t room = 0;
    if (member != NULL && member->allocated > session->generated) {
        room = member->allocated - session->generated;
    }
    uint64_t eager = count < room ? count : room;
    uint64_t local = count - eager;
    if (local > 0) {
        ida_status status = add_local(session, first + eager, local);
        if (status != IDA_OK) {
            return status;
        }
    }
    *run_count = 0;
    if (eager > 0) {
        runs[(*run_count)++] = (ida_run){eager_final(member, first), eager};
    }
    if (local > 0) {
        runs[(*run_count)++] = (ida_run){local_id(first + eager), local};
    }
    session->generated += count;
    ASSERT_VERIFIED(session);
    return IDA_OK;
}

ida_status ida_session_generate_unique(ida_session *session, ida_unique_id *id)
{
    ida_id made;
    ida_status status = ida_session_generate(session, &made);
    if (status != IDA_OK) {
        return status;
    }
    *id = (ida_unique_id){.is_final = made >= 0};
    if (made >= 0) {
        id->final_id = made;
    } else {
        id->stable_id = ida_uuid_offset(session->id, session->generated - 1);
    }
    return IDA_OK;
}

/* --- Ranges. --- */

/* What a shard may not do with ranges: a child has none, and not even the mark of the next one. */
static ida_status check_root(const ida_session *session)
{
    if (!is_child(session)) {
        return IDA_OK;
    }
    return session->shard->is_disposed ? IDA_SHARD_DISPOSED : IDA_NOT_ROOT;
}

ida_status ida_session_take(ida_session *session, ida_range *range)
{
    const ida_member *member = own_member(session);
    if (is_stale(session, member)) {
        return IDA_STALE_SESSION;
    }
    ida_status status = check_root(session);
    if (status != IDA_OK) {
        return status;
    }
    /* A range taken by a lost incarnation may have been finalized meanwhile. */
    uint64_t unfinalized = finalized_of(member) + 1;
    uint64_t first = session->next_start > unfinalized ? session->next_start : unfinalized;
    *range = (ida_range){
        .session = session->id,
        .first_gen_count = first,
        .count = session->generated + 1 - first,
        .requested_cluster_size = session->cluster_size,
    };
    session->next_start = session->generated + 1;
    assert(range->count <= session->generated);
    assert(ida_range_validate(range) == IDA_OK);
    ASSERT_VERIFIED(session);
    return IDA_OK;
}

ida_status ida_session_reset(ida_session *session)
{
    const ida_member *member = own_member(session);
    if (is_stale(session, member)) {
        return IDA_STALE_SESSION;
    }
    session->next_start = finalized_of(member) + 1;
    ASSERT_VERIFIED(session);
    return IDA_OK;
}

ida_status ida_session_retake(ida_session *session, ida_range *range)
{
    ida_status status = check_root(session);
    if (status == IDA_OK) {
        status = ida_session_reset(session);
    }
    return status == IDA_OK ? ida_session_take(session, range) : status;
}

ida_status ida_session_set_cluster_size(ida_session *session, uint32_t size)
{
    if (size < IDA_CLUSTER_SIZE_MIN || size > IDA_CLUSTER_SIZE_MAX) {
        return IDA_INVALID_ARGUMENT;
    }
    session->cluster_size = size;
    ASSERT_VERIFIED(session);
    return IDA_OK;
}

uint32_t ida_session_cluster_size(const ida_session *session)
{
    return session->cluster_size;
}

/* --- Translating. --- */

/* The gen count of a local ID; IDs are negative, so the smallest one has no positive form. */
static uint64_t gen_of(ida_id local)
{
    assert(local < 0);
    return ~(uint64_t)local + 1;
}

/*
 * The gen count of a final ID that this session generated; 0 if it did not generate it. The
 * session's own chain is small beside the document, and the ends of it say mostly that it has not.
 */
static uint64_t own_gen(ida_session *session, uint64_t final)
{
    const ida_member *member = own_member(session);
    if (member == NULL) {
        return 0;
    }
    ida_link link = member->last;
    uint64_t end_gen = member->allocated + 1;
    if (final < link.base_final) {
        if (member->chain == NULL || final < member->chain->head[0].second) {
            return 0;
        }
        uint32_t at = ida_pair_list_floor_second(member->chain, final);
        const ida_pair *pair = ida_pair_list_at(member->chain, at);
        link = (ida_link){pair->first, pair->second};
        end_gen = ida_pair_list_at(member->chain, at + 1)->first;
    }
    uint64_t distance = final - link.base_final;
    uint64_t gen = link.base_gen + distance;
    return distance < end_gen - link.base_gen && gen <= session->generated ? gen : 0;
}

/*
 * Whether an ID of this session is finalized that this shard of it has not heard of. It will know
 * it by its local form, so it must not hand out the final one.
 */
static bool is_unheard(const ida_session *session, const ida_member *member, uint64_t gen)
{
    return is_child(session) && gen > session->generated && ida_uuid_same(member->id, session->id);
}

/* The same of a final ID that is finalized. */
static bool is_unheard_final(const ida_session *session, uint64_t final)
{
    uint32_t number;
    uint64_t gen;
    return is_child(session) && ida_document_locate(session->document, final, &number, &gen) &&
           is_unheard(session, ida_document_at(session->document, number), gen);
}

/* Of a place that the document has for a final ID. */
static bool is_known(const ida_session *session, const ida_member *own, const ida_member *member,
                     uint64_t gen)
{
    assert(gen <= member->allocated);
    return gen <= member->finalized || (member == own && gen <= session->generated);
}

ida_status ida_session_to_op_space(ida_session *session, ida_id id, ida_id *op_id)
{
    if (id >= 0) {
        if (own_gen(session, (uint64_t)id) == 0 &&
            !ida_document_is_finalized(session->document, (uint64_t)id)) {
            return IDA_UNKNOWN_ID;
        }
        *op_id = id;
        return IDA_OK;
    }
    uint64_t gen = gen_of(id);
    if (!was_local(session, gen)) {
        return IDA_UNKNOWN_ID;
    }
    const ida_member *member = own_member(session);
    *op_id =
        member != NULL && gen <= member->allocated ? (ida_id)ida_member_final(member, gen) : id;
    return IDA_OK;
}

ida_status ida_session_to_session_space_without_origin(ida_session *session, ida_id op_id,
                                                       ida_id *id)
{
    if (op_id < 0) {
        return IDA_ORIGIN_REQUIRED;
    }
    uint64_t gen = own_gen(session, (uint64_t)op_id);
    if (gen == 0 && (!ida_document_is_finalized(session->document, (uint64_t)op_id) ||
                     is_unheard_final(session, (uint64_t)op_id))) {
        return IDA_UNKNOWN_ID;
    }
    *id = gen != 0 && was_local(session, gen) ? local_id(gen) : op_id;
    return IDA_OK;
}

/* A local ID that another session wrote, or another incarnation of this one. */
static ida_status foreign_local(const ida_member *member, uint64_t gen, ida_id *id)
{
    if (gen > member->finalized) {
        return IDA_UNKNOWN_ID;
    }
    *id = (ida_id)ida_member_final(member, gen);
    return IDA_OK;
}

ida_status ida_session_to_session_space(ida_session *session, ida_id op_id, ida_uuid origin,
                                        ida_id *id)
{
    if (!ida_uuid_is_valid(origin)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (op_id >= 0) {
        return ida_session_to_session_space_without_origin(session, op_id, id);
    }
    uint64_t gen = gen_of(op_id);
    if (!ida_uuid_same(origin, session->id)) {
        uint32_t number = ida_document_member(session->document, origin);
        return number == IDA_NO_SESSION
                   ? IDA_UNKNOWN_SESSION
                   : foreign_local(ida_document_at(session->document, number), gen, id);
    }
    if (was_local(session, gen)) {
        *id = op_id;
        return IDA_OK;
    }
    const ida_member *member = own_member(session);
    if (gen <= session->generated || member == NULL || is_child(session)) {
        return IDA_UNKNOWN_ID;
    }
    return foreign_local(member, gen, id);
}

ida_status ida_session_decompress(ida_session *session, ida_id id, ida_uuid *uuid)
{
    if (id >= 0) {
        uint32_t number;
        uint64_t final_gen;
        if (!ida_document_locate(session->document, (uint64_t)id, &number, &final_gen)) {
            return IDA_UNKNOWN_ID;
        }
        const ida_member *member = ida_document_at(session->document, number);
        if (!is_known(session, own_member(session), member, final_gen)) {
            return IDA_UNKNOWN_ID;
        }
        *uuid = ida_uuid_offset(member->id, final_gen - 1);
        return IDA_OK;
    }
    uint64_t gen = gen_of(id);
    if (!was_local(session, gen)) {
        return IDA_UNKNOWN_ID;
    }
    *uuid = ida_uuid_offset(session->id, gen - 1);
    return IDA_OK;
}

/* Up to IDA_BATCH IDs; returns how many are known. */
static size_t decompress_batch(ida_session *session, const ida_id *ids, size_t count,
                               ida_uuid *uuids)
{
    ida_place places[IDA_BATCH];
    const ida_member *own = own_member(session);
    size_t known = 0;
    ida_document_locate_many(session->document, ids, count, places);
    for (size_t i = 0; i < count; i++) {
        ida_place place = places[i];
        uuids[i] = (ida_uuid){UINT64_MAX, UINT64_MAX};
        if (place.member != NULL && is_known(session, own, place.member, place.gen)) {
            uuids[i] = ida_uuid_offset(place.member->id, place.gen - 1);
            known++;
        } else if (ids[i] < 0 && was_local(session, gen_of(ids[i]))) {
            uuids[i] = ida_uuid_offset(session->id, gen_of(ids[i]) - 1);
            known++;
        }
    }
    return known;
}

size_t ida_session_decompress_many(ida_session *session, const ida_id *ids, size_t count,
                                   ida_uuid *uuids)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i += IDA_BATCH) {
        size_t some = count - i < IDA_BATCH ? count - i : IDA_BATCH;
        known += decompress_batch(session, ids + i, some, uuids + i);
    }
    return known;
}

/*
 * The ID of a UUID that this session generated. It comes before what the document says of the UUID:
 * what a session handed out must never change.
 */
static bool recompress_own(ida_session *session, ida_uuid uuid, ida_id *id)
{
    uint64_t distance;
    if (!ida_uuid_difference(session->id, uuid, &distance) || distance >= session->generated) {
        return false;
    }
    uint64_t gen = distance + 1;
    if (was_local(session, gen)) {
        *id = local_id(gen);
        return true;
    }
    /* Only the document can have given it another form. */
    const ida_member *member = own_member(session);
    assert(member != NULL);
    *id = (ida_id)ida_member_final(member, gen);
    return true;
}

/* Whether a UUID that this session did not generate is one of its own session's. */
static bool is_unheard_uuid(const ida_session *session, ida_uuid uuid)
{
    uint64_t gen;
    uint32_t number;
    return is_child(session) && ida_document_locate_uuid(session->document, uuid, &number, &gen) &&
           is_unheard(session, ida_document_at(session->document, number), gen);
}

bool ida_session_try_recompress(ida_session *session, ida_uuid uuid, ida_id *id)
{
    return ida_uuid_is_valid(uuid) &&
           (recompress_own(session, uuid, id) ||
            (!is_unheard_uuid(session, uuid) &&
             ida_document_recompress(session->document, uuid, id) == IDA_OK));
}

/* Up to IDA_BATCH UUIDs; returns how many are known. */
static size_t recompress_batch(ida_session *session, const ida_uuid *uuids, size_t count,
                               ida_id *ids)
{
    ida_place places[IDA_BATCH];
    size_t known = 0;
    ida_document_locate_uuid_many(session->document, uuids, count, places);
    for (size_t i = 0; i < count; i++) {
        ida_place place = places[i];
        ids[i] = IDA_ID_NONE;
        if (!ida_uuid_in_range(uuids[i])) {
            continue;
        }
        if (recompress_own(session, uuids[i], &ids[i])) {
            known++;
        } else if (place.member != NULL && place.gen <= place.member->finalized &&
                   !is_unheard(session, place.member, place.gen)) {
            ids[i] = (ida_id)ida_member_final(place.member, place.gen);
            known++;
        }
    }
    return known;
}

size_t ida_session_recompress_many(ida_session *session, const ida_uuid *uuids, size_t count,
                                   ida_id *ids)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i += IDA_BATCH) {
        size_t some = count - i < IDA_BATCH ? count - i : IDA_BATCH;
        known += recompress_batch(session, uuids + i, some, ids + i);
    }
    return known;
}

ida_status ida_session_recompress(ida_session *session, ida_uuid uuid, ida_id *id)
{
    if (!ida_uuid_is_valid(uuid)) {
        return IDA_INVALID_ARGUMENT;
    }
    return ida_session_try_recompress(session, uuid, id) ? IDA_OK : IDA_UNKNOWN_ID;
}

/* --- Telling about itself. --- */

ida_uuid ida_session_id(const ida_session *session)
{
    return session->id;
}

const ida_document *ida_session_document(const ida_session *session)
{
    return session->document;
}

uint64_t ida_session_generated(const ida_session *session)
{
    return session->generated;
}

uint64_t ida_session_next_range_start(const ida_session *session)
{
    return session->next_start;
}

size_t ida_session_memory(const ida_session *session)
{
    return sizeof *session + ida_pair_list_memory(session->runs) + ida_shard_memory(session);
}

bool ida_session_equal(const ida_session *a, const ida_session *b)
{
    if (!ida_uuid_same(a->id, b->id) || a->generated != b->generated ||
        a->next_start != b->next_start || a->cluster_size != b->cluster_size ||
        ida_pair_list_count(a->runs) != ida_pair_list_count(b->runs) || !ida_shard_equal(a, b)) {
        return false;
    }
    for (uint32_t i = 0; i < ida_pair_list_count(a->runs); i++) {
        ida_local_run of_a = ida_session_run(a, i);
        ida_local_run of_b = ida_session_run(b, i);
        if (of_a.first_gen_count != of_b.first_gen_count || of_a.count != of_b.count) {
            return false;
        }
    }
    return true;
}

/* --- Coming back from a snapshot. --- */

/* A child's mark of the next range is its parent's, or made by a reset, and means nothing. */
static bool is_next_start(uint64_t next_start, uint64_t generated, bool of_child)
{
    return next_start != 0 && next_start <= (of_child ? IDA_NUMBER_MAX : generated + 1);
}

ida_status ida_session_restore(const ida_document *document, const ida_session_state *state,
                               ida_session **session)
{
    if (!ida_uuid_is_valid(state->id) || state->generated > last_gen(state->id) ||
        !is_next_start(state->next_start, state->generated, state->is_child) ||
        state->cluster_size < IDA_CLUSTER_SIZE_MIN || state->cluster_size > IDA_CLUSTER_SIZE_MAX) {
        return IDA_MALFORMED;
    }
    ida_session *made;
    ida_status status = make_session(document, state->id, &made);
    if (status != IDA_OK) {
        return status;
    }
    if (!ida_pair_list_reserve_exactly(&made->runs, &document->allocator, state->run_count)) {
        ida_session_close(made);
        return IDA_NO_MEMORY;
    }
    made->generated = state->generated;
    made->next_start = state->next_start;
    made->cluster_size = state->cluster_size;
    *session = made;
    return IDA_OK;
}

ida_status ida_session_copy(const ida_session *session, ida_session **copy)
{
    uint32_t run_count = ida_pair_list_count(session->runs);
    ida_session_state state = {
        .id = session->id,
        .generated = session->generated,
        .next_start = session->next_start,
        .cluster_size = session->cluster_size,
        .run_count = run_count,
        .is_child = is_child(session),
    };
    ida_session *made;
    ida_status status = ida_session_restore(session->document, &state, &made);
    if (status != IDA_OK) {
        return status;
    }
    for (uint32_t i = 0; i < run_count; i++) {
        ida_local_run run = ida_session_run(session, i);
        status = ida_session_restore_run(made, run.first_gen_count, run.count);
        assert(status == IDA_OK);
        (void)status;
    }
    *copy = made;
    return IDA_OK;
}

ida_status ida_session_restore_run(ida_session *session, uint64_t first_gen, uint64_t count)
{
    uint32_t run_count = ida_pair_list_count(session->runs);
    assert(session->runs != NULL);
    assert(session->generated <= session->gen_limit);
    uint64_t lowest = 1;
    if (run_count > 0) {
        ida_local_run last = ida_session_run(session, run_count - 1);
        lowest = last.first_gen_count + last.count + 1;
    }
    if (first_gen < lowest || first_gen > session->generated || count == 0 ||
        count > session->generated - first_gen + 1) {
        return IDA_MALFORMED;
    }
    ida_pair_list_append(session->runs, first_gen, count);
    session->last_run = ida_pair_list_slot(session->runs, run_count);
    return IDA_OK;
}

ida_status ida_session_restore_check(const ida_session *session)
{
    uint32_t number = ida_document_member(session->document, session->id);
    uint64_t allocated =
        number == IDA_NO_SESSION ? 0 : ida_document_at(session->document, number)->allocated;
    if (session->generated <= allocated) {
        return IDA_OK;
    }
    uint32_t at = run_at(session, allocated + 1);
    if (at == ida_pair_list_count(session->runs)) {
        return IDA_MALFORMED;
    }
    ida_local_run run = ida_session_run(session, at);
    bool all_local = run.first_gen_count <= allocated + 1 &&
                     run.first_gen_count + (run.count - 1) == session->generated;
    return all_local ? IDA_OK : IDA_MALFORMED;
}

/* What a session keeps of where things are, so as not to look for them again. */
static bool verify_kept(const ida_session *session)
{
    const ida_pair *last =
        session->runs == NULL ? NULL : ida_pair_list_slot(session->runs, session->runs->count - 1);
    if (session->last_run != last) {
        return false;
    }
    if (session->member == IDA_NO_SESSION) {
        return session->own == NULL;
    }
    return session->member == ida_document_member(session->document, session->id) &&
           (session->own == NULL || session->own_capacity != session->document->members.capacity ||
            session->own == ida_document_at(session->document, session->member));
}

bool ida_session_verify(const ida_session *session)
{
    if (!ida_uuid_is_valid(session->id) || session->gen_limit != last_gen(session->id) ||
        session->fast_limit != (session->shard == NULL ? session->gen_limit : 0) ||
        session->generated > session->gen_limit ||
        !is_next_start(session->next_start, session->generated, is_child(session)) ||
        (session->runs != NULL &&
         (session->runs->count == 0 || session->runs->count > session->runs->capacity))) {
        return false;
    }
    uint64_t lowest = 1;
    for (uint32_t i = 0; i < ida_pair_list_count(session->runs); i++) {
        ida_local_run run = ida_session_run(session, i);
        if (run.first_gen_count < lowest || run.count == 0 ||
            run.first_gen_count > session->generated ||
            run.count > session->generated - run.first_gen_count + 1) {
            return false;
        }
        lowest = run.first_gen_count + run.count + 1;
    }
    return verify_kept(session) && session->cluster_size >= IDA_CLUSTER_SIZE_MIN &&
           session->cluster_size <= IDA_CLUSTER_SIZE_MAX &&
           ida_session_restore_check(session) == IDA_OK && ida_shard_verify(session);
}
