/* The checks of ida_document_verify: everything that the rest of the library relies on. */
#include "document_internal.h"
#include "uuid_math.h"

/* The position of a base final ID among the clusters, or SIZE_MAX. */
static size_t position_of(const ida_document *document, uint64_t base_final)
{
    size_t position = ida_key_index_floor(&document->finals, base_final);
    return ida_key_index_at(&document->finals, position) == base_final ? position : SIZE_MAX;
}

/* Whether a link is a cluster of member that begins at base_gen; end_gen is where it ends. */
static bool verify_link(const ida_document *document, uint32_t member, const ida_link *link,
                        uint64_t base_gen, uint64_t *end_gen)
{
    size_t position = position_of(document, link->base_final);
    if (position == SIZE_MAX || link->base_gen != base_gen ||
        document->owners[position].member != member ||
        document->owners[position].base_gen != base_gen) {
        return false;
    }
    *end_gen = base_gen + (ida_cluster_end(document, position) - link->base_final);
    return true;
}

static bool verify_chain(const ida_document *document, uint32_t number, size_t *clusters)
{
    const ida_member *member = &document->members[number];
    const ida_link *links = member->chain == NULL ? &member->last : member->chain->links;
    uint32_t count = member->chain == NULL ? 1 : member->chain->count;
    uint64_t end_gen = 1;
    if (member->chain != NULL && (count < 2 || count > member->chain->capacity)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!verify_link(document, number, &links[i], end_gen, &end_gen)) {
            return false;
        }
    }
    *clusters += count;
    return links[count - 1].base_final == member->last.base_final &&
           links[count - 1].base_gen == member->last.base_gen && end_gen == member->allocated + 1;
}

static bool verify_member(const ida_document *document, uint32_t number)
{
    const ida_member *member = &document->members[number];
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

/* Sessions are numbered by their first cluster. */
static bool verify_numbering(const ida_document *document)
{
    uint32_t next = 0;
    for (size_t i = 0; i < ida_key_index_count(&document->finals); i++) {
        if (document->owners[i].member > next) {
            return false;
        }
        next += document->owners[i].member == next ? 1u : 0u;
    }
    return next == document->member_count;
}

bool ida_document_verify(const ida_document *document)
{
    size_t count = ida_key_index_count(&document->finals);
    size_t reached = 0;
    if (document->final_limit > IDA_NUMBER_MAX || (count == 0) != (document->final_limit == 0) ||
        !ida_key_index_verify(&document->finals) ||
        !ida_uuid_tree_verify(&document->tree, document->member_count)) {
        return false;
    }
    if (count > 0 && (ida_key_index_at(&document->finals, 0) != 0 ||
                      ida_key_index_at(&document->finals, count - 1) >= document->final_limit)) {
        return false;
    }
    if (!verify_numbering(document)) {
        return false;
    }
    for (uint32_t i = 0; i < document->member_count; i++) {
        if (!verify_member(document, i) || !verify_chain(document, i, &reached)) {
            return false;
        }
    }
    return reached == count;
}
