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

static size_t chain_size(uint32_t capacity)
{
    return sizeof(ida_chain) + (size_t)capacity * sizeof(ida_link);
}

static size_t chain_memory(const ida_member *member)
{
    return member->chain == NULL ? 0 : chain_size(member->chain->capacity);
}

void ida_document_destroy(ida_document *document)
{
    if (document == NULL) {
        return;
    }
    ida_allocator allocator = document->allocator;
    for (uint32_t i = 0; i < document->member_count; i++) {
        ida_release(&allocator, document->members[i].chain, chain_memory(&document->members[i]));
    }
    ida_release(&allocator, document->members,
                document->member_capacity * sizeof *document->members);
    ida_release(&allocator, document->owners, document->owner_capacity * sizeof *document->owners);
    ida_key_index_free(&document->finals, &allocator);
    ida_uuid_tree_free(&document->tree, &allocator);
    ida_release(&allocator, document, sizeof *document);
}

uint32_t ida_document_member(const ida_document *document, ida_uuid session)
{
    uint32_t member;
    return ida_uuid_tree_find(&document->tree, session, &member) ? member : IDA_NO_SESSION;
}

/* --- Making room. Each of these may fail, and then nothing that can be seen has changed. --- */

static bool reserve_cluster(ida_document *document)
{
    ida_owner *owners = ida_grow(&document->allocator, document->owners, sizeof *owners,
                                 ida_key_index_count(&document->finals), &document->owner_capacity);
    if (owners == NULL) {
        return false;
    }
    document->owners = owners;
    return ida_key_index_reserve(&document->finals, &document->allocator);
}

static bool reserve_member(ida_document *document)
{
    size_t capacity = document->member_capacity;
    if (capacity > IDA_NO_SESSION / 2) {
        return false;
    }
    ida_member *members = ida_grow(&document->allocator, document->members, sizeof *members,
                                   document->member_count, &capacity);
    if (members == NULL) {
        return false;
    }
    document->members = members;
    document->member_capacity = (uint32_t)capacity;
    return ida_uuid_tree_reserve(&document->tree, &document->allocator);
}

#define FIRST_CHAIN_CAPACITY 2u
/* So that twice as many still have a 32-bit count, and their bytes fit a size_t. */
#define MAX_CHAIN_CAPACITY (SIZE_MAX > UINT32_MAX ? UINT32_C(1) << 31 : UINT32_C(1) << 26)

/* Room for one more link; makes the chain of a member that has only one cluster so far. */
static bool reserve_link(ida_document *document, ida_member *member)
{
    ida_chain *chain = member->chain;
    if (chain != NULL && chain->count < chain->capacity) {
        return true;
    }
    uint32_t old_capacity = chain == NULL ? 0 : chain->capacity;
    uint32_t capacity = old_capacity == 0 ? FIRST_CHAIN_CAPACITY : old_capacity * 2;
    if (old_capacity >= MAX_CHAIN_CAPACITY) {
        return false;
    }
    ida_chain *grown = document->allocator.resize(document->allocator.context, chain,
                                                  chain == NULL ? 0 : chain_size(old_capacity),
                                                  chain_size(capacity));
    if (grown == NULL) {
        return false;
    }
    if (chain == NULL) {
        grown->count = 1;
        grown->links[0] = member->last;
    }
    grown->capacity = capacity;
    member->chain = grown;
    assert(grown->count < grown->capacity);
    return true;
}

/* --- Growing. --- */

/*
 * Whether a session that has allocated gen counts may have more. Limits come before other sessions,
 * so that the outcome is one and the same wherever several reasons apply.
 */
static ida_status check_growth(const ida_document *document, ida_uuid id, uint64_t allocated,
                               uint64_t more, uint64_t ceiling)
{
    assert(allocated <= ceiling);
    assert(more > 0);
    if (more > IDA_NUMBER_MAX - document->final_limit) {
        return IDA_EXHAUSTED;
    }
    /* Final IDs bound gen counts, so the sum can't overflow. */
    assert(allocated <= document->final_limit);
    if (allocated + more - 1 > ida_uuid_headroom(id)) {
        return IDA_EXHAUSTED;
    }
    return allocated + more > ceiling ? IDA_COLLISION : IDA_OK;
}

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

/* Appends a cluster to the final IDs; its room was reserved. */
static ida_link append_cluster(ida_document *document, uint32_t member, uint64_t base_gen,
                               uint64_t capacity)
{
    ida_link link = {base_gen, document->final_limit};
    size_t position = ida_key_index_count(&document->finals);
    assert(capacity > 0);
    assert(capacity <= IDA_NUMBER_MAX - document->final_limit);
    assert(position < document->owner_capacity);
    document->owners[position] = (ida_owner){base_gen, member};
    ida_key_index_append(&document->finals, link.base_final);
    document->final_limit += capacity;
    return link;
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
    ida_status status = check_growth(document, id, 0, capacity, ceiling);
    if (status != IDA_OK) {
        return status;
    }
    if (follows && distance < document->members[near->below.value].allocated) {
        return IDA_COLLISION;
    }
    if (!reserve_cluster(document) || !reserve_member(document)) {
        return IDA_NO_MEMORY;
    }
    if (follows) {
        document->members[near->below.value].ceiling = distance;
    }
    uint32_t member = document->member_count;
    document->members[member] = (ida_member){
        .id = id,
        .finalized = count,
        .allocated = capacity,
        .ceiling = ceiling,
        .last = append_cluster(document, member, 1, capacity),
    };
    document->member_count++;
    ida_uuid_tree_insert(&document->tree, id, member);
    assert(ida_document_member(document, id) == member);
    return IDA_OK;
}

/* A session's next cluster: everything reserved before is full now, count of the new one is. */
static ida_status add_cluster(ida_document *document, uint32_t number, uint64_t capacity,
                              uint64_t count)
{
    assert(number < document->member_count);
    assert(count > 0);
    assert(count <= capacity);
    ida_member *member = &document->members[number];
    ida_status status =
        check_growth(document, member->id, member->allocated, capacity, member->ceiling);
    if (status != IDA_OK) {
        return status;
    }
    if (!reserve_cluster(document) || !reserve_link(document, member)) {
        return IDA_NO_MEMORY;
    }
    member->last = append_cluster(document, number, member->allocated + 1, capacity);
    member->chain->links[member->chain->count] = member->last;
    member->chain->count++;
    member->finalized = member->allocated + count;
    member->allocated += capacity;
    return IDA_OK;
}

/* The last cluster of the document is made larger by more; its session gets finalized IDs. */
static ida_status expand_cluster(ida_document *document, ida_member *member, uint64_t more,
                                 uint64_t finalized)
{
    ida_status status =
        check_growth(document, member->id, member->allocated, more, member->ceiling);
    if (status != IDA_OK) {
        return status;
    }
    document->final_limit += more;
    member->allocated += more;
    member->finalized = finalized;
    assert(member->finalized <= member->allocated);
    assert(member->allocated <= member->ceiling);
    /* It ends where the document does. */
    assert(member->last.base_final + (member->allocated - member->last.base_gen + 1) ==
           document->final_limit);
    return IDA_OK;
}

static bool is_last_cluster(const ida_document *document, const ida_link *link)
{
    size_t count = ida_key_index_count(&document->finals);
    return ida_key_index_at(&document->finals, count - 1) == link->base_final;
}

static ida_status finalize(ida_document *document, const ida_range *range)
{
    ida_status status = ida_range_validate(range);
    if (status != IDA_OK || range->count == 0) {
        return status;
    }
    ida_tree_neighbours near = ida_uuid_tree_neighbours(&document->tree, range->session);
    uint32_t number = find_among(&near, range->session);
    if (number == IDA_NO_SESSION) {
        if (range->first_gen_count != 1) {
            return IDA_OUT_OF_ORDER;
        }
        return add_member(document, &near, range->session,
                          range->count + range->requested_cluster_size, range->count);
    }
    ida_member *member = &document->members[number];
    if (range->first_gen_count != member->finalized + 1) {
        return IDA_OUT_OF_ORDER;
    }
    uint64_t room = member->allocated - member->finalized;
    if (range->count <= room) {
        member->finalized += range->count;
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
    } else if (document->members[number].finalized != document->members[number].allocated) {
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

ida_status ida_document_append_link(ida_document *document, uint32_t member, uint64_t capacity,
                                    uint64_t count)
{
    assert(member < document->member_count);
    const ida_member *of = &document->members[member];
    if (count == 0 || count > capacity || of->finalized != of->allocated) {
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
    assert(member < document->member_count);
    ida_member *of = &document->members[member];
    assert(of->finalized == of->allocated);
    if (reserved > of->allocated - of->last.base_gen) {
        return IDA_MALFORMED;
    }
    of->finalized -= reserved;
    return IDA_OK;
}

/* --- Looking up. --- */

bool ida_document_locate(const ida_document *document, uint64_t final, uint32_t *member,
                         uint64_t *gen)
{
    if (final >= document->final_limit) {
        return false;
    }
    size_t position = ida_key_index_floor(&document->finals, final);
    const ida_owner *owner = &document->owners[position];
    *member = owner->member;
    *gen = owner->base_gen + (final - ida_key_index_at(&document->finals, position));
    assert(*member < document->member_count);
    assert(*gen > 0);
    assert(*gen <= document->members[*member].allocated);
    return true;
}

uint64_t ida_member_final(const ida_member *member, uint64_t gen)
{
    assert(gen > 0);
    assert(gen <= member->allocated);
    const ida_link *link = &member->last;
    if (gen < link->base_gen) {
        /* The last link whose base is not above gen; the first one's base is 1. */
        link = member->chain->links;
        uint32_t length = member->chain->count;
        while (length > 1) {
            uint32_t half = length / 2;
            link += link[half].base_gen <= gen ? half : 0;
            length -= half;
        }
    }
    assert(link->base_gen <= gen);
    assert(link == &member->last || link[1].base_gen > gen);
    return link->base_final + (gen - link->base_gen);
}

bool ida_document_locate_uuid(const ida_document *document, ida_uuid uuid, uint32_t *member,
                              uint64_t *gen)
{
    ida_tree_entry below;
    uint64_t distance;
    if (!ida_uuid_tree_floor(&document->tree, uuid, &below) ||
        !ida_uuid_difference(below.key, uuid, &distance) ||
        distance >= document->members[below.value].allocated) {
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
        gen > document->members[member].finalized) {
        return IDA_UNKNOWN_ID;
    }
    *uuid = ida_uuid_offset(document->members[member].id, gen - 1);
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
        gen > document->members[member].finalized) {
        return IDA_UNKNOWN_ID;
    }
    *id = (ida_id)ida_member_final(&document->members[member], gen);
    return IDA_OK;
}

uint64_t ida_document_finalized(const ida_document *document, ida_uuid session)
{
    uint32_t number = ida_document_member(document, session);
    return number == IDA_NO_SESSION ? 0 : document->members[number].finalized;
}

size_t ida_document_session_count(const ida_document *document)
{
    return document->member_count;
}

size_t ida_document_cluster_count(const ida_document *document)
{
    return ida_key_index_count(&document->finals);
}

ida_id ida_document_final_limit(const ida_document *document)
{
    return (ida_id)document->final_limit;
}

uint64_t ida_cluster_end(const ida_document *document, size_t position)
{
    return position + 1 < ida_key_index_count(&document->finals)
               ? ida_key_index_at(&document->finals, position + 1)
               : document->final_limit;
}

bool ida_document_cluster(const ida_document *document, size_t index, ida_cluster *cluster)
{
    if (index >= ida_key_index_count(&document->finals)) {
        return false;
    }
    const ida_owner *owner = &document->owners[index];
    const ida_member *member = &document->members[owner->member];
    uint64_t base_final = ida_key_index_at(&document->finals, index);
    cluster->session = member->id;
    cluster->base_final = (ida_id)base_final;
    cluster->base_gen_count = owner->base_gen;
    cluster->capacity = ida_cluster_end(document, index) - base_final;
    cluster->count = base_final == member->last.base_final ? member->finalized - owner->base_gen + 1
                                                           : cluster->capacity;
    assert(cluster->count > 0);
    assert(cluster->count <= cluster->capacity);
    return true;
}

size_t ida_document_memory(const ida_document *document)
{
    size_t bytes = sizeof *document + document->member_capacity * sizeof *document->members +
                   document->owner_capacity * sizeof *document->owners +
                   ida_key_index_memory(&document->finals) + ida_uuid_tree_memory(&document->tree);
    for (uint32_t i = 0; i < document->member_count; i++) {
        bytes += chain_memory(&document->members[i]);
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
        if (!ida_uuid_same(a->members[i].id, b->members[i].id) ||
            a->members[i].finalized != b->members[i].finalized) {
            return false;
        }
    }
    for (size_t i = 0; i < ida_document_cluster_count(a); i++) {
        if (a->owners[i].member != b->owners[i].member ||
            ida_key_index_at(&a->finals, i) != ida_key_index_at(&b->finals, i)) {
            return false;
        }
    }
    return true;
}
