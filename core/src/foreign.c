/* The loader and the session order that the Fluid and the Rust format share. */
#include "foreign.h"

#include <assert.h>

#include "memory.h"
#include "uuid_math.h"

ida_session_order ida_session_order_make(const ida_document *document, const ida_uuid *first,
                                         bool guest_allowed)
{
    ida_session_order order = {.document = document, .first = IDA_NO_SESSION};
    if (first != NULL) {
        order.first = ida_document_member(document, *first);
        order.has_guest = order.first == IDA_NO_SESSION && guest_allowed;
        order.guest = *first;
    }
    return order;
}

uint32_t ida_session_order_count(const ida_session_order *order)
{
    return order->document->member_count + (order->has_guest ? 1 : 0);
}

ida_uuid ida_session_order_at(const ida_session_order *order, uint32_t place)
{
    assert(place < ida_session_order_count(order));
    const ida_document *document = order->document;
    if (order->has_guest) {
        return place == 0 ? order->guest : ida_document_at(document, place - 1)->id;
    }
    if (order->first == IDA_NO_SESSION || place > order->first) {
        return ida_document_at(document, place)->id;
    }
    return ida_document_at(document, place == 0 ? order->first : place - 1)->id;
}

uint32_t ida_session_order_place(const ida_session_order *order, uint32_t member)
{
    assert(member < order->document->member_count);
    if (order->has_guest) {
        return member + 1;
    }
    if (order->first == IDA_NO_SESSION || member > order->first) {
        return member;
    }
    return member == order->first ? 0 : member + 1;
}

ida_foreign_cluster ida_foreign_cluster_at(const ida_session_order *order, size_t index)
{
    ida_cluster cluster;
    bool found = ida_document_cluster(order->document, index, &cluster);
    assert(found);
    (void)found;
    uint32_t place =
        ida_session_order_place(order, ida_clusters_member(&order->document->clusters, index));
    assert(ida_uuid_same(ida_session_order_at(order, place), cluster.session));
    return (ida_foreign_cluster){
        .place = place,
        .capacity = cluster.capacity,
        .count = cluster.count,
    };
}

/* Puts every listed session into tree, and refuses the list if one is there already. */
static ida_status collect_listed(const ida_allocator *allocator, const ida_foreign_file *file,
                                 ida_uuid_tree *tree)
{
    for (size_t i = 0; i < file->listed_count; i++) {
        ida_uuid id;
        uint32_t ignored;
        if (!file->listed(file->context, i, &id) || ida_uuid_tree_find(tree, id, &ignored)) {
            return IDA_MALFORMED;
        }
        if (!ida_uuid_tree_reserve(tree, allocator)) {
            return IDA_NO_MEMORY;
        }
        ida_uuid_tree_insert(tree, id, 0);
    }
    return IDA_OK;
}

/* True if the file's own session is where it has to be. */
static bool session_in_place(const ida_foreign_file *file, const ida_uuid_tree *tree)
{
    uint32_t ignored;
    if (!file->has_session) {
        return true;
    }
    if (!file->session_is_listed) {
        return !ida_uuid_tree_find(tree, file->session.id, &ignored);
    }
    ida_uuid id;
    return file->listed_count != 0 && file->listed(file->context, 0, &id) &&
           ida_uuid_same(id, file->session.id);
}

/*
 * A document could tell most doubled sessions by their overlapping UUIDs, but not one without
 * clusters; and a session that is listed twice makes two chains out of one in the peers.
 */
static ida_status check_listed(const ida_allocator *allocator, const ida_foreign_file *file)
{
    ida_uuid_tree tree = {0};
    ida_status status = collect_listed(allocator, file, &tree);
    if (status == IDA_OK && !session_in_place(file, &tree)) {
        status = IDA_MALFORMED;
    }
    ida_uuid_tree_free(&tree, allocator);
    return status;
}

static ida_status append_clusters(const ida_foreign_file *file, ida_document *document)
{
    for (size_t i = 0; i < file->cluster_count; i++) {
        ida_foreign_cluster cluster;
        ida_uuid id;
        if (!file->cluster(file->context, i, &cluster) || cluster.place >= file->listed_count ||
            !file->listed(file->context, (size_t)cluster.place, &id)) {
            return IDA_MALFORMED;
        }
        ida_status status =
            ida_document_append_cluster(document, id, cluster.capacity, cluster.count);
        if (status != IDA_OK) {
            return status;
        }
    }
    return IDA_OK;
}

static ida_status fill_shard(const ida_foreign_file *file, ida_session *session)
{
    ida_status status = ida_shard_restore(session, &file->shard);
    for (size_t i = 0; i < file->shard.child_count && status == IDA_OK; i++) {
        ida_child child = {.birth = 0};
        if (!file->child(file->context, i, &child.id)) {
            return IDA_MALFORMED;
        }
        ida_shard_restore_child(session, &child);
    }
    return status == IDA_OK ? ida_shard_restore_check(session) : status;
}

static ida_status fill_session(const ida_foreign_file *file, ida_session *session)
{
    for (size_t i = 0; i < file->session.run_count; i++) {
        ida_local_run run;
        if (!file->run(file->context, i, &run)) {
            return IDA_MALFORMED;
        }
        ida_status status = ida_session_restore_run(session, run.first_gen_count, run.count);
        if (status != IDA_OK) {
            return status;
        }
    }
    ida_status status = ida_session_restore_check(session);
    return status == IDA_OK && file->is_sharded ? fill_shard(file, session) : status;
}

/* Adds the session to what was built; the caller closes snapshot if that fails half-way. */
static ida_status add_session(const ida_allocator *allocator, const ida_foreign_file *file,
                              ida_snapshot *snapshot)
{
    /* The own format keeps stale sessions; a peer never gets to write one. */
    if (ida_document_finalized(snapshot->document, file->session.id) > file->session.generated &&
        !file->session.is_child) {
        return IDA_MALFORMED;
    }
    ida_session **sessions = ida_allocate(allocator, sizeof(ida_session *));
    if (sessions == NULL) {
        return IDA_NO_MEMORY;
    }
    ida_status status = ida_session_restore(snapshot->document, &file->session, &sessions[0]);
    if (status != IDA_OK) {
        ida_release(allocator, sessions, sizeof(ida_session *));
        return status;
    }
    snapshot->sessions = sessions;
    snapshot->session_count = 1;
    return fill_session(file, sessions[0]);
}

ida_status ida_foreign_load(const ida_allocator *allocator, const ida_foreign_file *file,
                            ida_snapshot *snapshot)
{
    ida_snapshot built = {0};
    ida_status status = check_listed(allocator, file);
    if (status == IDA_OK) {
        status = ida_document_create(allocator, &built.document);
    }
    if (status == IDA_OK) {
        status = append_clusters(file, built.document);
    }
    if (status == IDA_OK && file->has_session) {
        status = add_session(allocator, file, &built);
    }
    if (status != IDA_OK) {
        ida_snapshot_close(allocator, &built);
        return status;
    }
    assert(ida_document_cluster_count(built.document) == file->cluster_count);
    assert(ida_document_session_count(built.document) <= file->listed_count);
    assert(built.session_count == (file->has_session ? 1 : 0));
    assert(ida_document_verify(built.document));
    assert(built.session_count == 0 || ida_session_verify(built.sessions[0]));
    *snapshot = built;
    return IDA_OK;
}
