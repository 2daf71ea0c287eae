/*
 * Loading a document whose sessions are all known before its clusters come: the sessions are sorted
 * once instead of being inserted one by one, and each chain gets its room at once.
 *
 * Until a session's first cluster comes, its last.base_gen counts the clusters that it will get.
 */
#include <assert.h>

#include "document_internal.h"
#include "entry_sort.h"
#include "memory.h"

ida_status ida_document_load_begin(ida_document *document, size_t sessions, size_t clusters)
{
    assert(document->member_count == 0);
    assert(document->clusters.count == 0);
    if (sessions > IDA_NO_SESSION / 2) {
        return IDA_NO_MEMORY;
    }
    return ida_segments_reserve(&document->members, &document->allocator, IDA_MEMBER_SHAPE,
                                sessions) &&
                   ida_clusters_reserve_many(&document->clusters, &document->allocator, clusters)
               ? IDA_OK
               : IDA_NO_MEMORY;
}

void ida_document_load_member(ida_document *document, ida_uuid session)
{
    uint32_t number = document->member_count;
    assert(ida_uuid_in_range(session));
    document->member_count++;
    *ida_document_at(document, number) = (ida_member){.id = session, .ceiling = UINT64_MAX};
}

void ida_document_load_expect(ida_document *document, uint32_t member)
{
    ida_document_at(document, member)->last.base_gen++;
}

/* In the order of their IDs, each session says how far the one before it may go. */
static bool set_ceilings(ida_document *document, const ida_tree_entry *entries)
{
    for (uint32_t i = 1; i < document->member_count; i++) {
        uint64_t distance;
        if (ida_uuid_same(entries[i - 1].key, entries[i].key)) {
            return false;
        }
        if (ida_uuid_difference(entries[i - 1].key, entries[i].key, &distance)) {
            ida_document_at(document, entries[i - 1].value)->ceiling = distance;
        }
    }
    return true;
}

/* With entries and as many behind them for the sort. */
static ida_status index_entries(ida_document *document, ida_tree_entry *entries)
{
    uint32_t count = document->member_count;
    for (uint32_t i = 0; i < count; i++) {
        const ida_member *member = ida_document_at(document, i);
        if (member->last.base_gen == 0) {
            return IDA_MALFORMED;
        }
        entries[i] = (ida_tree_entry){member->id, i};
        if (!ida_member_table_reserve(&document->table, &document->allocator)) {
            return IDA_NO_MEMORY;
        }
        ida_member_table_add(&document->table, ida_member_hash(member->id), i);
    }
    ida_sort_entries(entries, entries + count, count);
    if (!set_ceilings(document, entries)) {
        return IDA_MALFORMED;
    }
    return ida_uuid_tree_build(&document->tree, &document->allocator, entries, count)
               ? IDA_OK
               : IDA_NO_MEMORY;
}

ida_status ida_document_load_index(ida_document *document)
{
    size_t count = document->member_count;
    if (count == 0) {
        return IDA_OK;
    }
    if (count > SIZE_MAX / (2 * sizeof(ida_tree_entry))) {
        return IDA_NO_MEMORY;
    }
    size_t size = 2 * count * sizeof(ida_tree_entry);
    ida_tree_entry *entries = ida_allocate(&document->allocator, size);
    if (entries == NULL) {
        return IDA_NO_MEMORY;
    }
    ida_status status = index_entries(document, entries);
    ida_release(&document->allocator, entries, size);
    return status;
}

ida_status ida_document_load_cluster(ida_document *document, uint32_t member, uint64_t capacity)
{
    ida_member *of = ida_document_at(document, member);
    assert(of->finalized == of->allocated);
    if (capacity == 0 || ida_document_check_growth(document, of->id, of->allocated, capacity,
                                                   of->ceiling) != IDA_OK) {
        return IDA_MALFORMED;
    }
    if (of->allocated == 0 && of->last.base_gen > 1 &&
        !ida_pair_list_reserve_exactly(&of->chain, &document->allocator,
                                       (size_t)of->last.base_gen)) {
        return IDA_NO_MEMORY;
    }
    of->last = (ida_link){of->allocated + 1, document->final_limit};
    ida_clusters_append(&document->clusters, of->last.base_final, of->last.base_gen, member);
    if (of->chain != NULL) {
        ida_pair_list_append(of->chain, of->last.base_gen, of->last.base_final);
    }
    document->final_limit += capacity;
    of->allocated += capacity;
    of->finalized = of->allocated;
    return IDA_OK;
}
