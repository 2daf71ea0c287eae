/*
 * The document: applies creation ranges and ghosts, and translates between final and stable IDs.
 *
 * A document stores of each cluster its base final ID and its base gen count, and nothing else:
 *
 *   - final IDs are tiled by the clusters, so a cluster ends where the next one begins;
 *   - a session's clusters are tiled by its gen counts in the same way;
 *   - only the last cluster of a session can be partly finalized, so one number for each session
 *     says how far it got.
 *
 * What could contradict itself is not stored. Everything that can fail (checks, then memory) comes
 * before the first change, so a refused call leaves nothing behind.
 */
#include "document_internal.h"

#include <assert.h>

#include "debug_verify.h"
#include "memory.h"
#include "range_check.h"
#include "uuid_math.h"

#define ASSERT_VERIFIED(document, state)                                                           \
    IDA_ASSERT_VERIFIED(ida_document_cluster_count(document), (document)->final_limit + (state),   \
                        ida_document_verify(document))

ida_status ida_document_create(const ida_allocator *allocator, ida_document **document)
{
    ida_document *made = ida_allocate(allocator, sizeof *made);
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    *made = (ida_document){.allocator = *allocator};
    *document = made;
    return IDA_OK;
}

void ida_document_destroy(ida_document *document)
{
    if (document == NULL) {
        return;
    }
    ida_allocator allocator = document->allocator;
    for (uint32_t i = 0; i < document->member_count; i++) {
        ida_pair_list_free(ida_document_at(document, i)->chain, &allocator);
    }
    ida_segments_free(&document->members, &allocator, IDA_MEMBER_SHAPE);
    ida_clusters_free(&document->clusters, &allocator);
    ida_uuid_tree_free(&document->tree, &allocator);
    ida_member_table_free(&document->table, &allocator);
    ida_release(&allocator, document, sizeof *document);
}

/* The number that the hash table has for a session, if it has one. */
static uint32_t find_in_table(const ida_document *document, ida_uuid session)
{
    uint32_t number = ida_member_table_find(&document->table, ida_member_hash(session));
    return number != IDA_NO_ENTRY && ida_uuid_same(ida_document_at(document, number)->id, session)
               ? number
               : IDA_NO_SESSION;
}

static uint32_t find_in_tree(const ida_document *document, ida_uuid session)
{
    uint32_t number;
    return ida_uuid_tree_find(&document->tree, session, &number) ? number : IDA_NO_SESSION;
}

uint32_t ida_document_member(const ida_document *document, ida_uuid session)
{
    uint32_t number = find_in_table(document, session);
    assert(number == IDA_NO_SESSION || number == find_in_tree(document, session));
    return number != IDA_NO_SESSION ? number : find_in_tree(document, session);
}

/* --- Making room. Each of these may fail, and then nothing that can be seen has changed. --- */

static bool reserve_cluster(ida_document *document)
{
    return ida_clusters_reserve(&document->clusters, &document->allocator);
}

static bool reserve_member(ida_document *document)
{
    if (document->member_count > IDA_NO_SESSION / 2) {
        return false;
    }
    return ida_segments_reserve(&document->members, &document->allocator, IDA_MEMBER_SHAPE,
                                (size_t)document->member_count + 1) &&
           ida_member_table_reserve(&document->table, &document->allocator) &&
           ida_uuid_tree_reserve(&document->tree, &document->allocator);
}

/* Room for one more link; makes the chain of a member that has only one cluster so far. */
static bool reserve_link(ida_document *document, ida_member *member)
{
    bool is_first = member->chain == NULL;
    if (!ida_pair_list_reserve(&member->chain, &document->allocator)) {
        return false;
    }
    if (is_first) {
        ida_pair_list_append(member->chain, member->last.base_gen, member->last.base_final);
    }
    return true;
}

/* --- Growing. --- */

/* The number of a session that may be among its own neighbours, or IDA_NO_SESSION. */
static uint32_t find_among(const ida_tree_neighbours *near, ida_uuid id)
{
    assert(!near->has_below || !ida_uuid_less(id, near->below.key));
    return near->has_below && ida_uuid_same(near->below.key, id) ? near->below.value
                                                                 : IDA_NO_SESSION;
}

/* The gen counts that fit between a session and the next one above it. */
static uint64_t find_ceiling(const ida_tree_neighbours *near, ida_uuid id)
{
    uint64_t distance;
    assert(!near->has_above || ida_uuid_less(id, near->above.key));
    return near->has_above && ida_uuid_difference(id, near->above.key, &distance) ? distance
                                                                                  : UINT64_MAX;
}

static bool is_open(const ida_member *member)
{
    return member->finalized < member->allocated;
}

/* Appends a cluster to the final IDs; its room was reserved. */
static ida_link append_cluster(ida_document *document, uint32_t member, uint64_t base_gen,
                               uint64_t capacity)
{
    ida_link link = {base_gen, document->final_limit};
    assert(capacity > 0);
    assert(capacity <= IDA_NUMBER_MAX - document->final_limit);
    ida_clusters_append(&document->clusters, link.base_final, base_gen, member);
    document->final_limit += capacity;
    return link;
}

static void open_last(ida_document *document)
{
    ida_clusters_open_last(&document->clusters);
}

/* The last cluster of a member has no reserved IDs left. */
static void close_cluster(ida_document *document, const ida_member *member)
{
    ida_clusters_close(&document->clusters, member->last.base_final);
}

/* A session's first cluster. */
static ida_status add_member(ida_document *document, const ida_tree_neighbours *near, ida_uuid id,
                             uint64_t capacity, uint64_t count)
{
    assert(count > 0);
    assert(count <= capacity);
    uint64_t ceiling = find_ceiling(near, id);
    uint64_t distance = 0;
    bool follows = near->has_below && ida_uuid_difference(near->below.key, id, &distance);
    ida_status status = ida_document_check_growth(document, id, 0, capacity, ceiling);
    if (status != IDA_OK) {
        return status;
    }
    if (follows && distance < ida_document_at(document, near->below.value)->allocated) {
        return IDA_COLLISION;
    }
    if (!reserve_cluster(document) || !reserve_member(document)) {
        return IDA_NO_MEMORY;
    }
    if (follows) {
        ida_document_at(document, near->below.value)->ceiling = distance;
    }
    uint32_t member = document->member_count;
    document->member_count++;
    *ida_document_at(document, member) = (ida_member){
        .id = id,
        .finalized = count,
        .allocated = capacity,
        .ceiling = ceiling,
        .last = append_cluster(document, member, 1, capacity),
    };
    if (count < capacity) {
        open_last(document);
    }
    ida_uuid_tree_insert(&document->tree, id, member);
    ida_member_table_add(&document->table, ida_member_hash(id), member);
    assert(ida_document_member(document, id) == member);
    return IDA_OK;
}

/* A session's next cluster: everything reserved before is full now, count of the new one is. */
static ida_status add_cluster(ida_document *document, uint32_t number, uint64_t capacity,
                              uint64_t count)
{
    assert(count > 0);
    assert(count <= capacity);
    ida_member *member = ida_document_at(document, number);
    ida_status status = ida_document_check_growth(document, member->id, member->allocated, capacity,
                                                  member->ceiling);
    if (status != IDA_OK) {
        return status;
    }
    if (!reserve_cluster(document) || !reserve_link(document, member)) {
        return IDA_NO_MEMORY;
    }
    if (is_open(member)) {
        close_cluster(document, member);
    }
    member->last = append_cluster(document, number, member->allocated + 1, capacity);
    ida_pair_list_append(member->chain, member->last.base_gen, member->last.base_final);
    member->finalized = member->allocated + count;
    member->allocated += capacity;
    if (is_open(member)) {
        open_last(document);
    }
    return IDA_OK;
}

/* The last cluster of the document is made larger by more; its session gets finalized IDs. */
static ida_status expand_cluster(ida_document *document, ida_member *member, uint64_t more,
                                 uint64_t finalized)
{
    ida_status status =
        ida_document_check_growth(document, member->id, member->allocated, more, member->ceiling);
    if (status != IDA_OK) {
        return status;
    }
    if (!is_open(member)) {
        open_last(document);
    }
    document->final_limit += more;
    member->allocated += more;
    member->finalized = finalized;
    assert(is_open(member));
    assert(member->allocated <= member->ceiling);
    /* It ends where the document does. */
    assert(member->last.base_final + (member->allocated - member->last.base_gen + 1) ==
           document->final_limit);
    return IDA_OK;
}

static bool is_last_cluster(const ida_document *document, const ida_link *link)
{
    size_t count = document->clusters.count;
    return ida_clusters_base_final(&document->clusters, count - 1) == link->base_final;
}

/* A range of a session that the hash table does not have: a new one, mostly. */
static ida_status finalize_unknown(ida_document *document, const ida_range *range, uint32_t *number)
{
    ida_tree_neighbours near = ida_uuid_tree_neighbours(&document->tree, range->session);
    *number = find_among(&near, range->session);
    if (*number != IDA_NO_SESSION) {
        ida_member_table_add_again(&document->table, ida_member_hash(range->session), *number);
        return IDA_OK;
    }
    if (range->first_gen_count != 1) {
        return IDA_OUT_OF_ORDER;
    }
    return add_member(document, &near, range->session, range->count + range->requested_cluster_size,
                      range->count);
}

static ida_status finalize(ida_document *document, const ida_range *range)
{
    if (!ida_range_is_valid(range)) {
        return IDA_INVALID_RANGE;
    }
    if (range->count == 0) {
        return IDA_OK;
    }
    uint32_t number = find_in_table(document, range->session);
    if (number == IDA_NO_SESSION) {
        ida_status status = finalize_unknown(document, range, &number);
        if (number == IDA_NO_SESSION) {
            return status;
        }
    }
    ida_member *member = ida_document_at(document, number);
    if (range->first_gen_count != member->finalized + 1) {
        return IDA_OUT_OF_ORDER;
    }
    uint64_t room = member->allocated - member->finalized;
    if (range->count <= room) {
        member->finalized += range->count;
        if (!is_open(member)) {
            close_cluster(document, member);
        }
        return IDA_OK;
    }
    uint64_t overflow = range->count - room;
    uint64_t more = overflow + range->requested_cluster_size;
    return is_last_cluster(document, &member->last)
               ? expand_cluster(document, member, more, member->finalized + range->count)
               : add_cluster(document, number, more, overflow);
}

ida_status ida_document_finalize(ida_document *document, const ida_range *range)
{
    ida_status status = finalize(document, range);
    if (status == IDA_OK && range->count > 0) {
        assert(ida_document_finalized(document, range->session) ==
               range->first_gen_count - 1 + range->count);
        ASSERT_VERIFIED(document, range->first_gen_count + range->count);
    }
    return status;
}

/* What a range that will be accepted is going to do; the document is as before. */
static ida_finalize_report foresee(const ida_document *document, const ida_range *range)
{
    ida_finalize_report report = {.count = range->count};
    if (range->count == 0) {
        return report;
    }
    uint32_t number = ida_document_member(document, range->session);
    if (number == IDA_NO_SESSION) {
        report.change = IDA_CLUSTER_OPENED;
        return report;
    }
    const ida_member *member = ida_document_at(document, number);
    uint64_t room = member->allocated - member->finalized;
    report.reserved_count = range->count < room ? range->count : room;
    if (range->count <= room) {
        report.change = IDA_CLUSTER_FILLED;
    } else {
        report.change = is_last_cluster(document, &member->last) ? IDA_CLUSTER_EXPANDED
                                                                 : IDA_CLUSTER_OVERFLOWED;
    }
    return report;
}

ida_status ida_document_finalize_and_report(ida_document *document, const ida_range *range,
                                            ida_finalize_report *report)
{
    ida_finalize_report foreseen = foresee(document, range);
    uint64_t limit = document->final_limit;
    ida_status status = ida_document_finalize(document, range);
    if (status != IDA_OK) {
        return status;
    }
    foreseen.new_capacity = document->final_limit - limit;
    if (range->count > 0) {
        const ida_member *member =
            ida_document_at(document, ida_document_member(document, range->session));
        foreseen.first_final = (ida_id)ida_member_final(member, range->first_gen_count);
    }
    *report = foreseen;
    return IDA_OK;
}

static ida_status make_ghost(ida_document *document, ida_uuid session, uint64_t count,
                             ida_id *first)
{
    if (!ida_uuid_is_valid(session)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (count == 0) {
        return IDA_OK;
    }
    uint64_t base_final = document->final_limit;
    ida_tree_neighbours near = ida_uuid_tree_neighbours(&document->tree, session);
    uint32_t number = find_among(&near, session);
    ida_status status;
    if (number == IDA_NO_SESSION) {
        status = add_member(document, &near, session, count, count);
    } else if (is_open(ida_document_at(document, number))) {
        status = IDA_OUT_OF_ORDER;
    } else {
        status = add_cluster(document, number, count, count);
    }
    if (status == IDA_OK) {
        *first = (ida_id)base_final;
    }
    return status;
}

ida_status ida_document_ghost(ida_document *document, ida_uuid session, uint64_t count,
                              ida_id *first)
{
    ida_status status = make_ghost(document, session, count, first);
    if (status == IDA_OK && count > 0) {
        assert((uint64_t)*first + count == document->final_limit);
        ASSERT_VERIFIED(document, count);
    }
    return status;
}

static ida_status extend_ghost(ida_document *document, ida_uuid session, uint64_t count,
                               ida_id *first)
{
    if (!ida_uuid_is_valid(session)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (count == 0) {
        return IDA_OK;
    }
    uint32_t number = ida_document_member(document, session);
    if (number == IDA_NO_SESSION) {
        return IDA_OUT_OF_ORDER;
    }
    ida_member *member = ida_document_at(document, number);
    if (is_open(member) || !is_last_cluster(document, &member->last)) {
        return IDA_OUT_OF_ORDER;
    }
    ida_status status =
        ida_document_check_growth(document, member->id, member->allocated, count, member->ceiling);
    if (status != IDA_OK) {
        return status;
    }
    *first = (ida_id)document->final_limit;
    document->final_limit += count;
    member->allocated += count;
    member->finalized = member->allocated;
    return IDA_OK;
}

ida_status ida_document_extend_ghost(ida_document *document, ida_uuid session, uint64_t count,
                                     ida_id *first)
{
    ida_status status = extend_ghost(document, session, count, first);
    if (status == IDA_OK && count > 0) {
        assert((uint64_t)*first + count == document->final_limit);
        ASSERT_VERIFIED(document, count);
    }
    return status;
}

ida_status ida_document_append_link(ida_document *document, uint32_t member, uint64_t capacity,
                                    uint64_t count)
{
    if (count == 0 || count > capacity || is_open(ida_document_at(document, member))) {
        return IDA_MALFORMED;
    }
    ida_status status = add_cluster(document, member, capacity, count);
    return status == IDA_OK || status == IDA_NO_MEMORY ? status : IDA_MALFORMED;
}

ida_status ida_document_append_cluster(ida_document *document, ida_uuid session, uint64_t capacity,
                                       uint64_t count)
{
    if (!ida_uuid_is_valid(session) || count == 0 || count > capacity) {
        return IDA_MALFORMED;
    }
    ida_tree_neighbours near = ida_uuid_tree_neighbours(&document->tree, session);
    uint32_t number = find_among(&near, session);
    if (number != IDA_NO_SESSION) {
        return ida_document_append_link(document, number, capacity, count);
    }
    ida_status status = add_member(document, &near, session, capacity, count);
    return status == IDA_OK || status == IDA_NO_MEMORY ? status : IDA_MALFORMED;
}

ida_status ida_document_unfinalize(ida_document *document, uint32_t member, uint64_t reserved)
{
    ida_member *of = ida_document_at(document, member);
    assert(!is_open(of));
    if (reserved > of->allocated - of->last.base_gen) {
        return IDA_MALFORMED;
    }
    of->finalized -= reserved;
    if (reserved > 0) {
        ida_clusters_open(&document->clusters, of->last.base_final);
    }
    return IDA_OK;
}

/* --- Looking up. --- */

bool ida_document_locate(const ida_document *document, uint64_t final, uint32_t *member,
                         uint64_t *gen)
{
    if (final >= document->final_limit) {
        return false;
    }
    const ida_clusters *clusters = &document->clusters;
    size_t position = ida_clusters_floor(clusters, final);
    *member = ida_clusters_member(clusters, position);
    *gen = ida_clusters_base_gen(clusters, position) +
           (final - ida_clusters_base_final(clusters, position));
    assert(*gen > 0);
    assert(*gen <= ida_document_at(document, *member)->allocated);
    return true;
}

uint64_t ida_member_final(const ida_member *member, uint64_t gen)
{
    assert(gen > 0);
    assert(gen <= member->allocated);
    if (gen >= member->last.base_gen) {
        return member->last.base_final + (gen - member->last.base_gen);
    }
    const ida_pair *link =
        ida_pair_list_at(member->chain, ida_pair_list_floor_first(member->chain, gen));
    return link->second + (gen - link->first);
}

bool ida_document_is_finalized(const ida_document *document, uint64_t final)
{
    uint32_t member;
    uint64_t gen;
    if (final >= document->final_limit) {
        return false;
    }
    return ida_clusters_settled(&document->clusters, final) ||
           (ida_document_locate(document, final, &member, &gen) &&
            gen <= ida_document_at(document, member)->finalized);
}

bool ida_document_locate_uuid(const ida_document *document, ida_uuid uuid, uint32_t *member,
                              uint64_t *gen)
{
    ida_tree_entry below;
    uint64_t distance;
    if (!ida_uuid_tree_floor(&document->tree, uuid, &below) ||
        !ida_uuid_difference(below.key, uuid, &distance) ||
        distance >= ida_document_at(document, below.value)->allocated) {
        return false;
    }
    *member = below.value;
    *gen = distance + 1;
    return true;
}

ida_status ida_document_decompress(const ida_document *document, ida_id id, ida_uuid *uuid)
{
    uint32_t member;
    uint64_t gen;
    if (id < 0 || !ida_document_locate(document, (uint64_t)id, &member, &gen) ||
        gen > ida_document_at(document, member)->finalized) {
        return IDA_UNKNOWN_ID;
    }
    *uuid = ida_uuid_offset(ida_document_at(document, member)->id, gen - 1);
    return IDA_OK;
}

ida_status ida_document_recompress(const ida_document *document, ida_uuid uuid, ida_id *id)
{
    uint32_t member;
    uint64_t gen;
    if (!ida_uuid_is_valid(uuid)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (!ida_document_locate_uuid(document, uuid, &member, &gen) ||
        gen > ida_document_at(document, member)->finalized) {
        return IDA_UNKNOWN_ID;
    }
    *id = (ida_id)ida_member_final(ida_document_at(document, member), gen);
    return IDA_OK;
}

uint64_t ida_document_finalized(const ida_document *document, ida_uuid session)
{
    uint32_t number = ida_document_member(document, session);
    return number == IDA_NO_SESSION ? 0 : ida_document_at(document, number)->finalized;
}

size_t ida_document_session_count(const ida_document *document)
{
    return document->member_count;
}

size_t ida_document_cluster_count(const ida_document *document)
{
    return document->clusters.count;
}

ida_id ida_document_final_limit(const ida_document *document)
{
    return (ida_id)document->final_limit;
}

uint64_t ida_cluster_end(const ida_document *document, size_t position)
{
    return position + 1 < document->clusters.count
               ? ida_clusters_base_final(&document->clusters, position + 1)
               : document->final_limit;
}

bool ida_document_cluster(const ida_document *document, size_t index, ida_cluster *cluster)
{
    if (index >= document->clusters.count) {
        return false;
    }
    const ida_clusters *clusters = &document->clusters;
    const ida_member *member = ida_document_at(document, ida_clusters_member(clusters, index));
    uint64_t base_final = ida_clusters_base_final(clusters, index);
    uint64_t base_gen = ida_clusters_base_gen(clusters, index);
    cluster->session = member->id;
    cluster->base_final = (ida_id)base_final;
    cluster->base_gen_count = base_gen;
    cluster->capacity = ida_cluster_end(document, index) - base_final;
    cluster->count = base_final == member->last.base_final ? member->finalized - base_gen + 1
                                                           : cluster->capacity;
    assert(cluster->count > 0);
    assert(cluster->count <= cluster->capacity);
    return true;
}

size_t ida_document_memory(const ida_document *document)
{
    size_t bytes = sizeof *document + ida_segments_memory(&document->members, IDA_MEMBER_SHAPE) +
                   ida_clusters_memory(&document->clusters) +
                   ida_uuid_tree_memory(&document->tree) +
                   ida_member_table_memory(&document->table);
    for (uint32_t i = 0; i < document->member_count; i++) {
        bytes += ida_pair_list_memory(ida_document_at(document, i)->chain);
    }
    return bytes;
}

bool ida_document_equal(const ida_document *a, const ida_document *b)
{
    if (a->member_count != b->member_count || a->final_limit != b->final_limit ||
        ida_document_cluster_count(a) != ida_document_cluster_count(b)) {
        return false;
    }
    for (uint32_t i = 0; i < a->member_count; i++) {
        const ida_member *of_a = ida_document_at(a, i);
        const ida_member *of_b = ida_document_at(b, i);
        if (!ida_uuid_same(of_a->id, of_b->id) || of_a->finalized != of_b->finalized) {
            return false;
        }
    }
    for (size_t i = 0; i < a->clusters.count; i++) {
        if (ida_clusters_member(&a->clusters, i) != ida_clusters_member(&b->clusters, i) ||
            ida_clusters_base_final(&a->clusters, i) != ida_clusters_base_final(&b->clusters, i)) {
            return false;
        }
    }
    return true;
}
