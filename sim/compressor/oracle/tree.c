/* The rules of shards: who may hand out which gen counts, and what tokens do. */
#include "tree.h"

#include <assert.h>
#include <string.h>

#include "stable.h"

uint64_t sim_tree_limit(const sim_incarnation *self)
{
    const ida_uuid top = {(UINT64_C(1) << SIM_STABLE_HIGH_BITS) - 1, UINT64_MAX};
    uint64_t distance;
    if (!sim_stable_distance(self->uuid, top, &distance) || distance >= IDA_SHARD_GEN_MAX) {
        return IDA_SHARD_GEN_MAX;
    }
    return distance + 1;
}

/* What forbids a change of a shard. */
static ida_status may_change(const sim_view *view)
{
    if (sim_view_stale(view)) {
        return IDA_STALE_SESSION;
    }
    return view->self->shard.is_disposed ? IDA_SHARD_DISPOSED : IDA_OK;
}

/* The place of a living child; how many there are if it is none. */
static size_t place_of(const sim_shard *shard, ida_uuid id)
{
    size_t at = 0;
    while (at < shard->child_count && !sim_stable_equal(shard->children[at].id, id)) {
        at++;
    }
    return at;
}

/* --- Splitting. --- */

static bool is_taken(const sim_shard *shard, ida_uuid name)
{
    return !sim_stable_valid(name) || (shard->is_child && sim_stable_equal(shard->id, name)) ||
           place_of(shard, name) < shard->child_count;
}

ida_status sim_tree_may_split(const sim_view *view, const ida_uuid *names, size_t count)
{
    const sim_incarnation *self = view->self;
    uint64_t step = sim_answer_step(self);
    uint64_t limit = sim_tree_limit(self);
    ida_status status = may_change(view);
    if (status != IDA_OK) {
        return status;
    }
    if (count == 0) {
        return IDA_INVALID_ARGUMENT;
    }
    if (step * (count + 1) > IDA_SHARD_STRIDE_MAX) {
        return IDA_SHARD_LIMIT;
    }
    /* An ID for the last child, which is born one stride before it at most. */
    if (self->generated > limit || limit - self->generated < 2 * step * (count + 1)) {
        return IDA_EXHAUSTED;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (sim_stable_equal(names[i], names[k])) {
                return IDA_INVALID_ARGUMENT;
            }
        }
        if (is_taken(&self->shard, names[i])) {
            return IDA_INVALID_ARGUMENT;
        }
    }
    return IDA_OK;
}

bool sim_tree_split(sim_incarnation *parent, const ida_uuid *names, size_t count)
{
    sim_shard *shard = &parent->shard;
    uint64_t step = sim_answer_step(parent);
    if (!shard->is_sharded) {
        shard->is_sharded = true;
        shard->original = 1;
    }
    shard->has_been = true;
    shard->stride = step * (count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!sim_grow(&shard->children, &shard->child_capacity, shard->child_count,
                      sizeof *shard->children)) {
            return false;
        }
        uint64_t birth = parent->generated + (i + 1) * step;
        shard->children[shard->child_count] = (sim_shard_child){
            .id = names[i], .birth = birth, .stride = shard->stride, .known = birth};
        shard->child_count++;
    }
    return true;
}

bool sim_tree_bear(const sim_incarnation *parent, ida_uuid name, sim_incarnation *child)
{
    size_t at = place_of(&parent->shard, name);
    assert(at < parent->shard.child_count);
    const sim_shard_child *born = &parent->shard.children[at];
    assert(born->known == born->birth);
    assert(born->birth > parent->generated);
    if (!sim_incarnation_copy(child, parent) ||
        !sim_incarnation_give(child, born->birth - parent->generated, false, 0)) {
        return false;
    }
    child->shard.is_child = true;
    child->shard.id = name;
    child->shard.original = born->stride;
    child->shard.stride = born->stride;
    child->shard.child_count = 0;
    return true;
}

/* --- Making tokens. --- */

ida_status sim_tree_may_report(const sim_incarnation *self, ida_shard_token *token)
{
    if (!self->shard.is_child) {
        return IDA_NOT_CHILD;
    }
    if (self->shard.is_disposed) {
        return IDA_SHARD_DISPOSED;
    }
    *token = (ida_shard_token){self->shard.id, self->generated, IDA_SHARD_PROGRESS};
    return IDA_OK;
}

ida_status sim_tree_may_dispose(const sim_incarnation *self, ida_shard_token *token)
{
    if (self->shard.child_count > 0) {
        return IDA_SHARD_HAS_CHILDREN;
    }
    ida_status status = sim_tree_may_report(self, token);
    if (status == IDA_OK) {
        token->kind = IDA_SHARD_DISPOSAL;
    }
    return status;
}

ida_status sim_tree_may_inform(const sim_view *view, ida_uuid child, ida_shard_token *token)
{
    const sim_shard *shard = &view->self->shard;
    ida_status status = may_change(view);
    if (status != IDA_OK) {
        return status;
    }
    if (place_of(shard, child) == shard->child_count) {
        return IDA_UNKNOWN_SHARD;
    }
    *token = (ida_shard_token){child, view->self->generated, IDA_SHARD_PARENT};
    return IDA_OK;
}

/* --- Hearing tokens. --- */

/*
 * Where a shard goes that keeps its residue modulo stride and has to be above target. It must not
 * go too far, and must have room for an ID afterwards.
 */
static ida_status step_above(const sim_incarnation *self, uint64_t target, uint64_t stride,
                             uint64_t *to)
{
    uint64_t limit = sim_tree_limit(self);
    *to = self->generated;
    if (target <= self->generated) {
        return IDA_OK;
    }
    uint64_t distance = target - self->generated;
    if (distance > IDA_SHARD_PROGRESS_MAX || target > limit) {
        return IDA_EXHAUSTED;
    }
    uint64_t past = (distance / stride + 1) * stride;
    if (past > limit - self->generated || stride > limit - self->generated - past) {
        return IDA_EXHAUSTED;
    }
    *to = self->generated + past;
    return IDA_OK;
}

static bool differ_by(uint64_t a, uint64_t b, uint64_t stride)
{
    return (a > b ? a - b : b - a) % stride == 0;
}

/* Finds the child that a call is about. */
static ida_status find_child(const sim_view *view, ida_uuid id, size_t *at)
{
    const sim_shard *shard = &view->self->shard;
    ida_status status = may_change(view);
    if (status != IDA_OK) {
        return status;
    }
    if (!shard->is_sharded) {
        return IDA_NOT_SHARDED;
    }
    *at = place_of(shard, id);
    return *at < shard->child_count ? IDA_OK : IDA_UNKNOWN_SHARD;
}

/* The move of a parent above a child, which may be the child's end. */
static ida_status move_above(const sim_incarnation *self, size_t child, uint64_t gen, bool ends,
                             sim_move *move)
{
    const sim_shard *shard = &self->shard;
    uint64_t stride = ends && shard->child_count == 1 ? shard->original : shard->stride;
    uint64_t known = shard->children[child].known;
    *move = (sim_move){.child = child, .known = gen > known ? gen : known, .ends = ends};
    return step_above(self, gen, stride, &move->to);
}

ida_status sim_tree_may_hear(const sim_view *view, const ida_shard_token *token, sim_move *move)
{
    const sim_incarnation *self = view->self;
    bool ends = token->kind == IDA_SHARD_DISPOSAL;
    uint64_t ignored;
    size_t at = 0;
    ida_status status = find_child(view, token->shard, &at);
    if (status != IDA_OK) {
        return status;
    }
    if ((!ends && token->kind != IDA_SHARD_PROGRESS) || token->gen_count > IDA_SHARD_GEN_MAX) {
        return IDA_INVALID_TOKEN;
    }
    status = step_above(self, token->gen_count, self->shard.stride, &ignored);
    if (status != IDA_OK) {
        return status;
    }
    const sim_shard_child *child = &self->shard.children[at];
    if (ends && token->gen_count < child->known) {
        return IDA_STALE_TOKEN;
    }
    if (token->gen_count < child->birth ||
        !differ_by(token->gen_count, child->birth, child->stride)) {
        return IDA_INVALID_TOKEN;
    }
    return move_above(self, at, token->gen_count, ends, move);
}

ida_status sim_tree_may_revoke(const sim_view *view, ida_uuid child, uint64_t past, sim_move *move)
{
    size_t at = 0;
    ida_status status = find_child(view, child, &at);
    if (status != IDA_OK) {
        return status;
    }
    if (past < view->self->shard.children[at].known) {
        return IDA_STALE_TOKEN;
    }
    return move_above(view->self, at, past, true, move);
}

ida_status sim_tree_may_follow(const sim_view *view, const ida_shard_token *token, sim_move *move)
{
    const sim_incarnation *self = view->self;
    const sim_shard *shard = &self->shard;
    if (!shard->is_child || token->kind != IDA_SHARD_PARENT ||
        !sim_stable_equal(token->shard, shard->id) || token->gen_count > IDA_SHARD_GEN_MAX) {
        return IDA_INVALID_TOKEN;
    }
    if (shard->is_disposed) {
        return IDA_SHARD_DISPOSED;
    }
    *move = (sim_move){.child = shard->child_count};
    ida_status status = step_above(self, token->gen_count, shard->stride, &move->to);
    if (status != IDA_OK) {
        return status;
    }
    /* The parent never has the residue of its child. */
    return differ_by(token->gen_count, self->generated, shard->original) ? IDA_INVALID_TOKEN
                                                                         : IDA_OK;
}

bool sim_tree_move(sim_incarnation *self, const sim_move *move)
{
    sim_shard *shard = &self->shard;
    assert(move->to >= self->generated);
    if (move->to > self->generated &&
        !sim_incarnation_give(self, move->to - self->generated, false, 0)) {
        return false;
    }
    if (move->child == shard->child_count) {
        return true; /* it followed its parent */
    }
    shard->children[move->child].known = move->known;
    if (!move->ends) {
        return true;
    }
    shard->child_count--;
    memmove(&shard->children[move->child], &shard->children[move->child + 1],
            (shard->child_count - move->child) * sizeof *shard->children);
    if (shard->child_count == 0) {
        shard->stride = shard->original;
        shard->is_sharded = shard->is_child;
    }
    return true;
}

/* Strides and the number of children. */
static bool has_sound_numbers(const sim_shard *shard)
{
    bool is_wide = shard->stride > shard->original;
    return shard->original >= (shard->is_child ? 2 : 1) && shard->original <= shard->stride &&
           shard->stride <= IDA_SHARD_STRIDE_MAX && shard->stride % shard->original == 0 &&
           (shard->child_count > 0) == is_wide &&
           shard->child_count < shard->stride / shard->original &&
           (shard->is_child || (shard->original == 1 && is_wide));
}

/* A child has another residue than its parent, and its gen counts have one. */
static bool is_sound_child(const sim_incarnation *self, size_t at)
{
    const sim_shard *shard = &self->shard;
    const sim_shard_child *child = &shard->children[at];
    if (!sim_stable_valid(child->id) || place_of(shard, child->id) != at ||
        (shard->is_child && sim_stable_equal(child->id, shard->id))) {
        return false;
    }
    return child->known <= IDA_SHARD_GEN_MAX && child->birth <= child->known &&
           child->stride > shard->original && shard->stride % child->stride == 0 &&
           child->stride % shard->original == 0 &&
           differ_by(child->known, child->birth, child->stride) &&
           differ_by(child->birth, self->generated, shard->original) &&
           !differ_by(child->birth, self->generated, child->stride);
}

bool sim_tree_is_sound(const sim_incarnation *self)
{
    const sim_shard *shard = &self->shard;
    if (!shard->is_sharded) {
        return true;
    }
    if (!has_sound_numbers(shard) || !sim_stable_valid(shard->id) ||
        self->generated > IDA_SHARD_GEN_MAX) {
        return false;
    }
    for (size_t i = 0; i < shard->child_count; i++) {
        if (!is_sound_child(self, i)) {
            return false;
        }
    }
    return !shard->is_child || (self->given_count > 0 && !self->given[self->given_count - 1].eager);
}

ida_shard_info sim_tree_describe(const sim_incarnation *self)
{
    const sim_shard *shard = &self->shard;
    if (!shard->is_sharded) {
        return (ida_shard_info){.stride = 1};
    }
    return (ida_shard_info){.stride = shard->stride,
                            .original_stride = shard->original,
                            .child_count = shard->child_count,
                            .is_child = shard->is_child,
                            .shard = shard->is_child ? shard->id : (ida_uuid){0, 0}};
}
