/* The checks of ida_document_verify: everything that the rest of the library relies on. */
#include "document_internal.h"
#include "uuid_math.h"

/* The position of a base final ID among the clusters, or SIZE_MAX. */
static size_t position_of(const ida_document *document, uint64_t base_final)
{
    if (base_final >= IDA_NO_FINAL) {
        return SIZE_MAX;
    }
    size_t position = ida_clusters_floor(&document->clusters, base_final);
    return ida_clusters_base_final(&document->clusters, position) == base_final ? position
                                                                                : SIZE_MAX;
}

/* Whether a link is a cluster of member that begins at base_gen; end_gen is where it ends. */
static bool verify_link(const ida_document *document, uint32_t member, ida_link link,
                        uint64_t base_gen, uint64_t *end_gen)
{
    size_t position = position_of(document, link.base_final);
    if (position == SIZE_MAX || link.base_gen != base_gen ||
        ida_clusters_member(&document->clusters, position) != member ||
        ida_clusters_base_gen(&document->clusters, position) != base_gen) {
        return false;
    }
    *end_gen = base_gen + (ida_cluster_end(document, position) - link.base_final);
    return true;
}

static bool verify_chain(const ida_document *document, uint32_t number, size_t *clusters)
{
    const ida_member *member = ida_document_at(document, number);
    uint32_t count = member->chain == NULL ? 1 : member->chain->count;
    ida_link link = member->last;
    uint64_t end_gen = 1;
    if (member->chain != NULL && (count < 2 || count > member->chain->capacity)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (member->chain != NULL) {
            const ida_pair *pair = ida_pair_list_at(member->chain, i);
            link = (ida_link){pair->first, pair->second};
        }
        if (!verify_link(document, number, link, end_gen, &end_gen)) {
            return false;
        }
    }
    *clusters += count;
    return link.base_final == member->last.base_final && link.base_gen == member->last.base_gen &&
           end_gen == member->allocated + 1;
}

static bool verify_member(const ida_document *document, uint32_t number)
{
    const ida_member *member = ida_document_at(document, number);
    uint32_t found;
    ida_tree_entry above;
    uint64_t distance;
    uint64_t ceiling = UINT64_MAX;
    if (!ida_uuid_is_valid(member->id) ||
        !ida_uuid_tree_find(&document->tree, member->id, &found) || found != number) {
        return false;
    }
    if (ida_uuid_tree_above(&document->tree, member->id, &above) &&
        ida_uuid_difference(member->id, above.key, &distance)) {
        ceiling = distance;
    }
    return member->ceiling == ceiling && member->allocated <= ceiling &&
           member->allocated - 1 <= ida_uuid_headroom(member->id) &&
           member->finalized >= member->last.base_gen && member->finalized <= member->allocated;
}

/* The hash table may lack a session, but it must not have another one in its place. */
static bool verify_table(const ida_document *document)
{
    if (!ida_member_table_verify(&document->table, document->member_count)) {
        return false;
    }
    for (uint32_t i = 0; i < document->member_count; i++) {
        ida_uuid id = ida_document_at(document, i)->id;
        uint32_t number = ida_member_table_find(&document->table, ida_member_hash(id));
        if (number != IDA_NO_ENTRY && number != i &&
            ida_member_hash(ida_document_at(document, number)->id) != ida_member_hash(id)) {
            return false;
        }
    }
    return true;
}

/* Only the last cluster of a session can be open. */
static bool is_open(const ida_document *document, size_t position)
{
    const ida_member *member =
        ida_document_at(document, ida_clusters_member(&document->clusters, position));
    return member->finalized < member->allocated &&
           member->last.base_final == ida_clusters_base_final(&document->clusters, position);
}

/* The index counts exactly the clusters that are open. */
static bool verify_open(const ida_document *document)
{
    size_t all = 0;
    for (size_t from = 0; from < document->clusters.count; from += IDA_GROUP) {
        size_t open = 0;
        for (size_t i = from; i < from + IDA_GROUP && i < document->clusters.count; i++) {
            open += is_open(document, i) ? 1u : 0u;
        }
        if (open != ida_clusters_open_in_group(&document->clusters, from, open)) {
            return false;
        }
        all += open;
    }
    return all == document->clusters.open;
}

/* Sessions are numbered by their first cluster. */
static bool verify_numbering(const ida_document *document)
{
    uint32_t next = 0;
    for (size_t i = 0; i < document->clusters.count; i++) {
        if (ida_clusters_member(&document->clusters, i) > next) {
            return false;
        }
        next += ida_clusters_member(&document->clusters, i) == next ? 1u : 0u;
    }
    return next == document->member_count;
}

bool ida_document_verify(const ida_document *document)
{
    size_t count = document->clusters.count;
    size_t reached = 0;
    if (document->final_limit > IDA_NUMBER_MAX || (count == 0) != (document->final_limit == 0) ||
        document->members.capacity < document->member_count ||
        !ida_clusters_verify(&document->clusters) ||
        !ida_uuid_tree_verify(&document->tree, document->member_count)) {
        return false;
    }
    if (count > 0 &&
        (ida_clusters_base_final(&document->clusters, 0) != 0 ||
         ida_clusters_base_final(&document->clusters, count - 1) >= document->final_limit)) {
        return false;
    }
    if (!verify_numbering(document) || !verify_table(document) || !verify_open(document)) {
        return false;
    }
    for (uint32_t i = 0; i < document->member_count; i++) {
        if (!verify_member(document, i) || !verify_chain(document, i, &reached)) {
            return false;
        }
    }
    return reached == count;
}
