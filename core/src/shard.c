/*
 * Splitting a session, and what its shards tell each other.
 *
 * The gen counts of a session are one residue class modulo 1. Splitting cuts a class modulo M into
 * n + 1 classes modulo M * (n + 1), so the classes of living shards never meet. Nothing of that is
 * stored but where a shard stands and its stride. Each call checks first, then makes room, and then
 * changes what it changes.
 */
#include <idalloc/shard.h>

#include <assert.h>
#include <string.h>

#include "debug_verify.h"
#include "little_endian.h"
#include "memory.h"
#include "session_internal.h"
#include "shard_internal.h"
#include "uuid_math.h"
#include "uuid_tree.h"

#define ASSERT_VERIFIED(session)                                                                   \
    IDA_ASSERT_VERIFIED(ida_pair_list_count((session)->runs), (session)->generated,                \
                        ida_session_verify(session))

/* The highest gen count that a sharded session may reach. */
static uint64_t gen_limit(const ida_session *session)
{
    return session->gen_limit < IDA_SHARD_GEN_MAX ? session->gen_limit : IDA_SHARD_GEN_MAX;
}

/* Whether a and b are the same modulo. */
static bool same_class(uint64_t a, uint64_t b, uint64_t modulus)
{
    return (a > b ? a - b : b - a) % modulus == 0;
}

/* What forbids any call that changes a shard. */
static ida_status check_alive(ida_session *session)
{
    if (ida_session_is_stale(session)) {
        return IDA_STALE_SESSION;
    }
    return session->shard != NULL && session->shard->is_disposed ? IDA_SHARD_DISPOSED : IDA_OK;
}

/* The place of a living child; child_count if there is none of that ID. */
static size_t find_child(const ida_shard *shard, ida_uuid id)
{
    size_t at = 0;
    while (at < shard->child_count && !ida_uuid_same(shard->children[at].id, id)) {
        at++;
    }
    return at;
}

ida_status ida_shard_generate(ida_session *session, ida_id *id)
{
    const ida_shard *shard = session->shard;
    if (shard->is_disposed) {
        return IDA_SHARD_DISPOSED;
    }
    if (shard->stride > gen_limit(session) - session->generated) {
        return IDA_EXHAUSTED;
    }
    ida_status status = ida_session_move(session, session->generated + shard->stride);
    if (status == IDA_OK) {
        *id = -(ida_id)session->generated;
    }
    return status;
}

/* --- Moving ahead of other shards. --- */

/*
 * Where a session goes that keeps its class modulo stride and has to be above target, which is
 * above where it is. IDA_EXHAUSTED if that is too far.
 */
static ida_status find_position(const ida_session *session, uint64_t target, uint64_t stride,
                                uint64_t *position)
{
    uint64_t limit = gen_limit(session);
    assert(target > session->generated);
    assert(session->generated <= limit);
    if (target > limit || target - session->generated > IDA_SHARD_PROGRESS_MAX) {
        return IDA_EXHAUSTED;
    }
    uint64_t steps = (target - session->generated) / stride + 1;
    /* One more for the next ID. */
    if (steps >= (limit - session->generated) / stride) {
        return IDA_EXHAUSTED;
    }
    *position = session->generated + steps * stride;
    assert(*position > target);
    assert(*position - target <= stride);
    return IDA_OK;
}

static ida_status move_above(ida_session *session, uint64_t target, uint64_t stride)
{
    if (target <= session->generated) {
        return IDA_OK;
    }
    uint64_t position = 0;
    ida_status status = find_position(session, target, stride, &position);
    return status == IDA_OK ? ida_session_move(session, position) : status;
}

/* --- Splitting. --- */

/* IDs of children must differ from each other, from those of living ones, and from the shard's. */
static ida_status add_ids(const ida_session *session, const ida_uuid *ids, size_t count,
                          ida_uuid_tree *tree)
{
    const ida_allocator *allocator = &session->document->allocator;
    for (size_t i = 0; i < count; i++) {
        uint32_t ignored;
        if (!ida_uuid_is_valid(ids[i]) || ida_uuid_tree_find(tree, ids[i], &ignored)) {
            return IDA_INVALID_ARGUMENT;
        }
        if (!ida_uuid_tree_reserve(tree, allocator)) {
            return IDA_NO_MEMORY;
        }
        ida_uuid_tree_insert(tree, ids[i], 0);
    }
    return IDA_OK;
}

static ida_status check_ids(const ida_session *session, const ida_uuid *ids, size_t count)
{
    const ida_shard *shard = session->shard;
    ida_uuid_tree tree = {0};
    ida_status status = IDA_OK;
    if (shard != NULL && shard->is_child) {
        status = add_ids(session, &shard->id, 1, &tree);
    }
    for (size_t i = 0; shard != NULL && i < shard->child_count && status == IDA_OK; i++) {
        status = add_ids(session, &shard->children[i].id, 1, &tree);
    }
    if (status == IDA_OK) {
        status = add_ids(session, ids, count, &tree);
    }
    ida_uuid_tree_free(&tree, &session->document->allocator);
    return status;
}

/* A copy of parent at a later gen count, with that stride. */
static ida_status make_child(const ida_session *parent, ida_uuid id, uint64_t birth,
                             uint64_t stride, ida_session **child)
{
    ida_session *made;
    ida_status status = ida_session_copy(parent, &made);
    if (status != IDA_OK) {
        return status;
    }
    status = ida_session_move(made, birth);
    if (status == IDA_OK) {
        ida_shard_info info = {
            .stride = stride, .original_stride = stride, .is_child = true, .shard = id};
        status = ida_shard_restore(made, &info);
    }
    if (status != IDA_OK) {
        ida_session_close(made);
        return status;
    }
    assert(ida_session_verify(made));
    *child = made;
    return IDA_OK;
}

/* Room for count more children. */
static bool reserve_children(const ida_allocator *allocator, ida_shard *shard, size_t count)
{
    size_t capacity = shard->child_count + count;
    if (capacity <= shard->child_capacity) {
        return true;
    }
    if (capacity > SIZE_MAX / sizeof(ida_child)) {
        return false;
    }
    ida_child *children =
        allocator->resize(allocator->context, shard->children,
                          shard->child_capacity * sizeof(ida_child), capacity * sizeof(ida_child));
    if (children == NULL) {
        return false;
    }
    shard->children = children;
    shard->child_capacity = capacity;
    return true;
}

/* All children, or none. */
static ida_status make_children(const ida_session *session, const ida_uuid *ids, size_t count,
                                uint64_t step, ida_session **children)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t birth = session->generated + (i + 1) * step;
        ida_status status = make_child(session, ids[i], birth, step * (count + 1), &children[i]);
        if (status != IDA_OK) {
            while (i-- > 0) {
                ida_session_close(children[i]);
            }
            return status;
        }
    }
    return IDA_OK;
}

/* Everything that can fail of a split whose arguments were checked. */
static ida_status prepare(ida_session *session, const ida_uuid *ids, size_t count, uint64_t step,
                          ida_session **children)
{
    const ida_allocator *allocator = &session->document->allocator;
    bool is_first = session->shard == NULL;
    ida_shard *shard = session->shard;
    if (is_first) {
        shard = ida_allocate(allocator, sizeof *shard);
        if (shard == NULL) {
            return IDA_NO_MEMORY;
        }
        *shard = (ida_shard){.stride = 1, .original = 1};
    }
    ida_status status = reserve_children(allocator, shard, count)
                            ? make_children(session, ids, count, step, children)
                            : IDA_NO_MEMORY;
    if (status == IDA_OK) {
        session->shard = shard;
        session->fast_limit = 0;
    } else if (is_first) {
        ida_release(allocator, shard->children, shard->child_capacity * sizeof(ida_child));
        ida_release(allocator, shard, sizeof *shard);
    }
    return status;
}

/* What forbids a split into so many; step receives the stride before it. */
static ida_status check_split(ida_session *session, const ida_uuid *ids, size_t count,
                              uint64_t *step)
{
    ida_status status = check_alive(session);
    if (status != IDA_OK) {
        return status;
    }
    if (count == 0) {
        return IDA_INVALID_ARGUMENT;
    }
    *step = session->shard == NULL ? 1 : session->shard->stride;
    if (count >= IDA_SHARD_STRIDE_MAX / *step) {
        return IDA_SHARD_LIMIT;
    }
    uint64_t stride = *step * (count + 1);
    uint64_t limit = gen_limit(session);
    if (session->generated > limit || limit - session->generated < 2 * stride) {
        return IDA_EXHAUSTED;
    }
    return check_ids(session, ids, count);
}

ida_status ida_shard_split(ida_session *session, const ida_uuid *shard_ids, size_t count,
                           ida_session **children)
{
    uint64_t step = 0;
    ida_status status = check_split(session, shard_ids, count, &step);
    if (status == IDA_OK) {
        status = prepare(session, shard_ids, count, step, children);
    }
    if (status != IDA_OK) {
        return status;
    }
    ida_shard *shard = session->shard;
    shard->stride = step * (count + 1);
    for (size_t i = 0; i < count; i++) {
        uint64_t birth = children[i]->generated;
        shard->children[shard->child_count] = (ida_child){
            .id = shard_ids[i], .birth = birth, .stride = shard->stride, .known = birth};
        shard->child_count++;
    }
    ASSERT_VERIFIED(session);
    return IDA_OK;
}

/* --- From child to parent. --- */

ida_status ida_shard_report(const ida_session *session, ida_shard_token *token)
{
    const ida_shard *shard = session->shard;
    if (shard == NULL || !shard->is_child) {
        return IDA_NOT_CHILD;
    }
    if (shard->is_disposed) {
        return IDA_SHARD_DISPOSED;
    }
    *token = (ida_shard_token){shard->id, session->generated, IDA_SHARD_PROGRESS};
    return IDA_OK;
}

ida_status ida_shard_dispose(ida_session *session, ida_shard_token *token)
{
    ida_shard_token report;
    if (session->shard != NULL && session->shard->child_count > 0) {
        return IDA_SHARD_HAS_CHILDREN;
    }
    ida_status status = ida_shard_report(session, &report);
    if (status != IDA_OK) {
        return status;
    }
    session->shard->is_disposed = true;
    report.kind = IDA_SHARD_DISPOSAL;
    *token = report;
    return IDA_OK;
}

/* Whether a child can be at a gen count, if it is one of this session. */
static bool can_be_at(const ida_session *session, const ida_child *child, uint64_t gen)
{
    const ida_shard *shard = session->shard;
    if (child->stride != 0) {
        return same_class(gen, child->birth, child->stride);
    }
    return same_class(gen, session->generated, shard->original) &&
           !same_class(gen, session->generated, shard->stride);
}

/* The place of the child that a token is from. */
static ida_status find_sender(ida_session *session, ida_uuid id, size_t *place)
{
    ida_status status = check_alive(session);
    if (status != IDA_OK) {
        return status;
    }
    if (session->shard == NULL) {
        return IDA_NOT_SHARDED;
    }
    *place = find_child(session->shard, id);
    return *place == session->shard->child_count ? IDA_UNKNOWN_SHARD : IDA_OK;
}

/* A child is no more; with the last one the stride falls back, and a root is not sharded then. */
static void remove_child(ida_session *session, size_t place)
{
    ida_shard *shard = session->shard;
    assert(place < shard->child_count);
    shard->child_count--;
    memmove(&shard->children[place], &shard->children[place + 1],
            (shard->child_count - place) * sizeof(ida_child));
    if (shard->child_count == 0) {
        shard->stride = shard->original;
        if (!shard->is_child) {
            ida_shard_free(session);
        }
    }
}

/* Moves above what a child has reached, and removes it if is_last says that it stays there. */
static ida_status hear_of(ida_session *session, size_t place, uint64_t gen, bool is_last)
{
    ida_shard *shard = session->shard;
    uint64_t stride = is_last && shard->child_count == 1 ? shard->original : shard->stride;
    ida_status status = move_above(session, gen, stride);
    if (status != IDA_OK) {
        return status;
    }
    if (gen > shard->children[place].known) {
        shard->children[place].known = gen;
    }
    if (is_last) {
        remove_child(session, place);
    }
    ASSERT_VERIFIED(session);
    return IDA_OK;
}

ida_status ida_shard_synchronize(ida_session *session, const ida_shard_token *token)
{
    size_t place = 0;
    ida_status status = find_sender(session, token->shard, &place);
    if (status != IDA_OK) {
        return status;
    }
    const ida_child *child = &session->shard->children[place];
    bool is_last = token->kind == IDA_SHARD_DISPOSAL;
    if ((!is_last && token->kind != IDA_SHARD_PROGRESS) || token->gen_count > IDA_SHARD_GEN_MAX) {
        return IDA_INVALID_TOKEN;
    }
    /* How far it is comes before which class: a far token means the same in any. */
    uint64_t ignored;
    if (token->gen_count > session->generated) {
        status = find_position(session, token->gen_count, session->shard->stride, &ignored);
        if (status != IDA_OK) {
            return status;
        }
    }
    if (is_last && token->gen_count < child->known) {
        return IDA_STALE_TOKEN;
    }
    if (token->gen_count < child->birth || !can_be_at(session, child, token->gen_count)) {
        return IDA_INVALID_TOKEN;
    }
    return hear_of(session, place, token->gen_count, is_last);
}

ida_status ida_shard_revoke(ida_session *session, ida_uuid shard, uint64_t past)
{
    size_t place = 0;
    ida_status status = find_sender(session, shard, &place);
    if (status != IDA_OK) {
        return status;
    }
    if (past < session->shard->children[place].known) {
        return IDA_STALE_TOKEN;
    }
    return hear_of(session, place, past, true);
}

/* --- From parent to child. --- */

ida_status ida_shard_parent_report(ida_session *session, ida_uuid shard, ida_shard_token *token)
{
    size_t place = 0;
    ida_status status = find_sender(session, shard, &place);
    if (status == IDA_OK) {
        *token = (ida_shard_token){shard, session->generated, IDA_SHARD_PARENT};
    }
    return status == IDA_NOT_SHARDED ? IDA_UNKNOWN_SHARD : status;
}

ida_status ida_shard_follow(ida_session *session, const ida_shard_token *token)
{
    const ida_shard *shard = session->shard;
    if (shard == NULL || !shard->is_child || token->kind != IDA_SHARD_PARENT ||
        !ida_uuid_same(token->shard, shard->id) || token->gen_count > IDA_SHARD_GEN_MAX) {
        return IDA_INVALID_TOKEN;
    }
    if (shard->is_disposed) {
        return IDA_SHARD_DISPOSED;
    }
    uint64_t ignored;
    if (token->gen_count > session->generated) {
        ida_status status = find_position(session, token->gen_count, shard->stride, &ignored);
        if (status != IDA_OK) {
            return status;
        }
    }
    /* The parent's class is another one modulo the stride that both had after the split. */
    if (same_class(token->gen_count, session->generated, shard->original)) {
        return IDA_INVALID_TOKEN;
    }
    ida_status status = move_above(session, token->gen_count, shard->stride);
    ASSERT_VERIFIED(session);
    return status;
}

/* --- Telling about itself. --- */

bool ida_shard_describe(const ida_session *session, ida_shard_info *info)
{
    const ida_shard *shard = session->shard;
    *info = (ida_shard_info){.stride = 1};
    if (shard == NULL) {
        return false;
    }
    *info = (ida_shard_info){
        .stride = shard->stride,
        .original_stride = shard->original,
        .child_count = shard->child_count,
        .is_child = shard->is_child,
        .shard = shard->id,
    };
    return true;
}

bool ida_shard_child_at(const ida_session *session, size_t index, ida_shard_child *child)
{
    const ida_shard *shard = session->shard;
    if (shard == NULL || index >= shard->child_count) {
        return false;
    }
    *child = (ida_shard_child){shard->children[index].id, shard->children[index].known};
    return true;
}

/* --- The wire form. --- */

static bool is_kind(uint32_t kind)
{
    return kind == IDA_SHARD_PROGRESS || kind == IDA_SHARD_DISPOSAL || kind == IDA_SHARD_PARENT;
}

void ida_shard_token_encode(const ida_shard_token *token,
                            uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE])
{
    assert(is_kind(token->kind));
    bytes[0] = (uint8_t)token->kind;
    ida_uuid_to_bytes(token->shard, bytes + 1);
    ida_store_le64(bytes + 17, token->gen_count);
}

ida_status ida_shard_token_decode(const uint8_t *bytes, size_t size, ida_shard_token *token)
{
    ida_shard_token read;
    if (size != IDA_SHARD_TOKEN_ENCODED_SIZE || !is_kind(bytes[0]) ||
        ida_uuid_from_bytes(bytes + 1, &read.shard) != IDA_OK) {
        return IDA_MALFORMED;
    }
    read.kind = bytes[0];
    read.gen_count = ida_load_le64(bytes + 17);
    if (read.gen_count > IDA_SHARD_GEN_MAX) {
        return IDA_INVALID_TOKEN;
    }
    *token = read;
    return IDA_OK;
}
