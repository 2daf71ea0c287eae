/* The shard state of a session: restored, checked, compared and freed. */
#include "shard_internal.h"

#include <assert.h>

#include "memory.h"
#include "session_internal.h"
#include "uuid_math.h"
#include "uuid_tree.h"

void ida_shard_free(ida_session *session)
{
    ida_shard *shard = session->shard;
    if (shard == NULL) {
        return;
    }
    const ida_allocator *allocator = &session->document->allocator;
    ida_release(allocator, shard->children, shard->child_capacity * sizeof(ida_child));
    ida_release(allocator, shard, sizeof *shard);
    session->shard = NULL;
    session->fast_limit = session->gen_limit;
}

size_t ida_shard_memory(const ida_session *session)
{
    const ida_shard *shard = session->shard;
    return shard == NULL ? 0 : sizeof *shard + shard->child_capacity * sizeof(ida_child);
}

static bool is_same_child(const ida_child *a, const ida_child *b)
{
    return ida_uuid_same(a->id, b->id) && a->birth == b->birth && a->stride == b->stride &&
           a->known == b->known;
}

bool ida_shard_equal(const ida_session *a, const ida_session *b)
{
    const ida_shard *of_a = a->shard;
    const ida_shard *of_b = b->shard;
    if (of_a == NULL || of_b == NULL) {
        return of_a == of_b;
    }
    if (of_a->stride != of_b->stride || of_a->original != of_b->original ||
        of_a->is_child != of_b->is_child || of_a->is_disposed != of_b->is_disposed ||
        !ida_uuid_same(of_a->id, of_b->id) || of_a->child_count != of_b->child_count) {
        return false;
    }
    for (size_t i = 0; i < of_a->child_count; i++) {
        if (!is_same_child(&of_a->children[i], &of_b->children[i])) {
            return false;
        }
    }
    return true;
}

/* --- Checking. --- */

/* Strides, the number of children, and how far the session is. */
static bool verify_numbers(const ida_session *session)
{
    const ida_shard *shard = session->shard;
    if (shard->original == 0 || shard->original > shard->stride ||
        shard->stride > IDA_SHARD_STRIDE_MAX || shard->stride % shard->original != 0 ||
        shard->child_count > shard->child_capacity || session->generated > IDA_SHARD_GEN_MAX) {
        return false;
    }
    if (shard->is_child ? shard->original < 2 : shard->original != 1 || shard->child_count == 0) {
        return false;
    }
    return (shard->child_count == 0) == (shard->stride == shard->original) &&
           shard->child_count <= shard->stride / shard->original - 1;
}

/* A child stands where it was born or at an ID of its own, and both are local. */
static bool verify_position(const ida_session *session)
{
    if (!session->shard->is_child) {
        return true;
    }
    const ida_pair *last = session->last_run;
    return last != NULL && last->first + (last->second - 1) == session->generated;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* Classes of children are apart from that of the session, and what is known of them is in theirs.
 */
static bool verify_child(const ida_session *session, const ida_child *child)
{
    const ida_shard *shard = session->shard;
    if (!ida_uuid_in_range(child->id) || child->known > IDA_SHARD_GEN_MAX ||
        child->birth > child->known || (shard->is_child && ida_uuid_same(child->id, shard->id))) {
        return false;
    }
    uint64_t from = child->birth;
    uint64_t stride = child->stride;
    if (stride == 0) {
        /* Then all of its IDs that are known are in some class that is not the session's. */
        if (from != 0) {
            return false;
        }
        from = child->known;
        stride = shard->stride;
    } else if (stride <= shard->original || shard->stride % stride != 0 ||
               stride % shard->original != 0) {
        return false;
    }
    if ((child->known - from) % stride != 0) {
        return false;
    }
    uint64_t apart = distance(from, session->generated);
    return (child->stride == 0 && child->known == 0) ||
           (apart % shard->original == 0 && apart % stride != 0);
}

static bool verify_all(const ida_session *session)
{
    if (!verify_numbers(session) || !verify_position(session) ||
        !ida_uuid_in_range(session->shard->id)) {
        return false;
    }
    for (size_t i = 0; i < session->shard->child_count; i++) {
        if (!verify_child(session, &session->shard->children[i])) {
            return false;
        }
    }
    return true;
}

bool ida_shard_verify(const ida_session *session)
{
    const ida_shard *shard = session->shard;
    if (shard == NULL) {
        return true;
    }
    if (!verify_all(session)) {
        return false;
    }
    for (size_t i = 0; i < shard->child_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ida_uuid_same(shard->children[i].id, shard->children[j].id)) {
                return false;
            }
        }
    }
    return true;
}

/* --- Coming back from a snapshot. --- */

ida_status ida_shard_restore(ida_session *session, const ida_shard_info *info)
{
    const ida_allocator *allocator = &session->document->allocator;
    assert(session->shard == NULL);
    ida_shard *shard = ida_allocate(allocator, sizeof *shard);
    if (shard == NULL) {
        return IDA_NO_MEMORY;
    }
    *shard = (ida_shard){
        .stride = info->stride,
        .original = info->original_stride,
        .is_child = info->is_child,
        .id = info->shard,
    };
    if (info->child_count > SIZE_MAX / sizeof(ida_child)) {
        ida_release(allocator, shard, sizeof *shard);
        return IDA_NO_MEMORY;
    }
    if (info->child_count > 0) {
        shard->children = ida_allocate(allocator, info->child_count * sizeof(ida_child));
        if (shard->children == NULL) {
            ida_release(allocator, shard, sizeof *shard);
            return IDA_NO_MEMORY;
        }
        shard->child_capacity = info->child_count;
    }
    session->shard = shard;
    session->fast_limit = 0;
    return IDA_OK;
}

void ida_shard_restore_child(ida_session *session, const ida_child *child)
{
    ida_shard *shard = session->shard;
    assert(shard->child_count < shard->child_capacity);
    shard->children[shard->child_count] = *child;
    shard->child_count++;
}

ida_status ida_shard_restore_check(const ida_session *session)
{
    const ida_shard *shard = session->shard;
    if (shard == NULL) {
        return IDA_OK;
    }
    assert(shard->child_count == shard->child_capacity);
    if (!verify_all(session)) {
        return IDA_MALFORMED;
    }
    const ida_allocator *allocator = &session->document->allocator;
    ida_uuid_tree tree = {0};
    ida_status status = IDA_OK;
    for (size_t i = 0; i < shard->child_count && status == IDA_OK; i++) {
        uint32_t ignored;
        if (ida_uuid_tree_find(&tree, shard->children[i].id, &ignored)) {
            status = IDA_MALFORMED;
        } else if (!ida_uuid_tree_reserve(&tree, allocator)) {
            status = IDA_NO_MEMORY;
        } else {
            ida_uuid_tree_insert(&tree, shard->children[i].id, 0);
        }
    }
    ida_uuid_tree_free(&tree, allocator);
    return status;
}
