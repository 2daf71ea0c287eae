/*
 * Look-ups of many IDs at once. Each step is done for all of a batch before the next one, and asks
 * for the memory that the next one will read: so the cache misses of a batch overlap.
 */
#include <assert.h>

#include "document_internal.h"
#include "prefetch.h"

void ida_document_locate_many(const ida_document *document, const ida_id *finals, size_t count,
                              ida_place *places)
{
    uint64_t wanted[IDA_BATCH] = {0};
    size_t positions[IDA_BATCH];
    assert(count <= IDA_BATCH);
    if (document->clusters.count == 0) {
        for (size_t i = 0; i < count; i++) {
            places[i] = (ida_place){NULL, 0};
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        /* What has no place is looked up as 0, which has one, and is left out at the end. */
        uint64_t final = (uint64_t)finals[i];
        wanted[i] = final < document->final_limit ? final : 0;
    }
    ida_clusters_floor_many(&document->clusters, wanted, count, positions);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = ida_clusters_member(&document->clusters, positions[i]);
        places[i].member = ida_document_at(document, number);
        places[i].gen = ida_clusters_base_gen(&document->clusters, positions[i]) +
                        (wanted[i] - ida_clusters_base_final(&document->clusters, positions[i]));
        ida_prefetch(places[i].member);
    }
    for (size_t i = 0; i < count; i++) {
        if ((uint64_t)finals[i] != wanted[i]) {
            places[i].member = NULL;
        }
    }
}

void ida_document_locate_uuid_many(const ida_document *document, const ida_uuid *uuids,
                                   size_t count, ida_place *places)
{
    ida_tree_entry below[IDA_BATCH];
    bool found[IDA_BATCH];
    assert(count <= IDA_BATCH);
    ida_uuid_tree_floor_many(&document->tree, uuids, count, below, found);
    for (size_t i = 0; i < count; i++) {
        places[i] = (ida_place){NULL, 0};
        if (found[i]) {
            places[i].member = ida_document_at(document, below[i].value);
            ida_prefetch(places[i].member);
        }
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t distance;
        if (found[i] && ida_uuid_difference(below[i].key, uuids[i], &distance) &&
            distance < places[i].member->allocated) {
            places[i].gen = distance + 1;
        } else {
            places[i].member = NULL;
        }
    }
}
