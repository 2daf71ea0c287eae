/* The shards of the reference: the oracle's rules behind the core's calls. */
#include "internal.h"

#include <assert.h>
#include <string.h>

#include "compressor/oracle/token_bytes.h"
#include "compressor/oracle/tree.h"

static sim_incarnation *self_of(ida_session *session)
{
    return &sim_reference_session_of(session)->self;
}

/* Changes a copy, which then takes the place of the session's state: all of it or nothing. */
static ida_status replace(ida_session *session, sim_incarnation *changed, bool is_made)
{
    if (!is_made) {
        sim_incarnation_free(changed);
        return IDA_NO_MEMORY;
    }
    sim_incarnation *self = self_of(session);
    sim_incarnation_free(self);
    *self = *changed;
    return IDA_OK;
}

/* An incarnation without memory of its own, into which original can be copied. */
static bool copy_of(const sim_incarnation *original, sim_incarnation *copy)
{
    memset(copy, 0, sizeof *copy);
    copy->version = original->version + 1;
    return sim_incarnation_copy(copy, original);
}

static void close_all(ida_session **children, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sim_reference_close(children[i]);
        children[i] = NULL;
    }
}

static bool bear_all(const ida_session *session, const sim_incarnation *parent,
                     const ida_uuid *names, size_t count, ida_session **children)
{
    const sim_reference_document *document = sim_reference_session_in(session)->document;
    for (size_t i = 0; i < count; i++) {
        sim_reference_session *made = sim_reference_new_session(document, parent->uuid);
        if (made != NULL) {
            made->self.version = parent->version + 1;
        }
        if (made == NULL || !sim_tree_bear(parent, names[i], &made->self)) {
            sim_reference_close(made == NULL ? NULL : sim_reference_session_handle(made));
            close_all(children, i);
            return false;
        }
        children[i] = sim_reference_session_handle(made);
    }
    return true;
}

ida_status sim_reference_split(ida_session *session, const ida_uuid *names, size_t count,
                               ida_session **children)
{
    sim_view view = sim_reference_view(session);
    ida_status status = sim_tree_may_split(&view, names, count);
    if (status != IDA_OK) {
        return status;
    }
    sim_incarnation changed;
    bool is_made = copy_of(view.self, &changed) && sim_tree_split(&changed, names, count) &&
                   bear_all(session, &changed, names, count, children);
    return replace(session, &changed, is_made);
}

ida_status sim_reference_report(const ida_session *session, ida_shard_token *token)
{
    return sim_tree_may_report(&sim_reference_session_in(session)->self, token);
}

ida_status sim_reference_parent_report(ida_session *session, ida_uuid shard, ida_shard_token *token)
{
    sim_view view = sim_reference_view(session);
    return sim_tree_may_inform(&view, shard, token);
}

ida_status sim_reference_dispose(ida_session *session, ida_shard_token *token)
{
    ida_status status = sim_tree_may_dispose(self_of(session), token);
    if (status == IDA_OK) {
        self_of(session)->shard.is_disposed = true;
    }
    return status;
}

static ida_status move(ida_session *session, ida_status status, const sim_move *by)
{
    if (status != IDA_OK) {
        return status;
    }
    sim_incarnation changed;
    bool is_made = copy_of(self_of(session), &changed) && sim_tree_move(&changed, by);
    return replace(session, &changed, is_made);
}

ida_status sim_reference_synchronize(ida_session *session, const ida_shard_token *token)
{
    sim_move by;
    sim_view view = sim_reference_view(session);
    ida_status status = sim_tree_may_hear(&view, token, &by);
    return move(session, status, &by);
}

ida_status sim_reference_follow(ida_session *session, const ida_shard_token *token)
{
    sim_move by;
    sim_view view = sim_reference_view(session);
    ida_status status = sim_tree_may_follow(&view, token, &by);
    return move(session, status, &by);
}

ida_status sim_reference_revoke(ida_session *session, ida_uuid shard, uint64_t past)
{
    sim_move by;
    sim_view view = sim_reference_view(session);
    ida_status status = sim_tree_may_revoke(&view, shard, past, &by);
    return move(session, status, &by);
}

bool sim_reference_describe(const ida_session *session, ida_shard_info *info)
{
    *info = sim_tree_describe(&sim_reference_session_in(session)->self);
    return sim_reference_session_in(session)->self.shard.is_sharded;
}

bool sim_reference_child_at(const ida_session *session, size_t index, ida_shard_child *child)
{
    const sim_shard *shard = &sim_reference_session_in(session)->self.shard;
    if (index >= shard->child_count) {
        return false;
    }
    *child = (ida_shard_child){shard->children[index].id, shard->children[index].known};
    return true;
}

void sim_reference_token_encode(const ida_shard_token *token,
                                uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE])
{
    sim_token_write(token, bytes);
}

ida_status sim_reference_token_decode(const uint8_t *bytes, size_t size, ida_shard_token *token)
{
    return size == IDA_SHARD_TOKEN_ENCODED_SIZE ? sim_token_read(bytes, token) : IDA_MALFORMED;
}
