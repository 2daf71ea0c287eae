/* Subjects with one mistake about shards. */
#include "support_wrong_part.h"

/* The last ID of a shard; it is handed out again by the next one. */
static ida_id last_of_a_shard;
static ida_uuid session_of_last;

static void reset(void)
{
    last_of_a_shard = 0;
}

static ida_status generate_of_another_shard(ida_session *session, ida_id *id)
{
    ida_shard_info info;
    ida_status status = ida_session_generate(session, id);
    if (status != IDA_OK || !ida_shard_describe(session, &info)) {
        return status;
    }
    ida_id made = *id;
    if (last_of_a_shard != 0 && ida_uuid_compare(session_of_last, ida_session_id(session)) == 0) {
        *id = last_of_a_shard;
    }
    last_of_a_shard = made;
    session_of_last = ida_session_id(session);
    return status;
}

PLANT(session_generate, generate_of_another_shard)

static bool describe_too_narrow(const ida_session *session, ida_shard_info *info)
{
    bool is_sharded = ida_shard_describe(session, info);
    info->stride -= is_sharded ? 1 : 0;
    return is_sharded;
}

PLANT(shard_describe, describe_too_narrow)

/* Whether a token is right beyond doubt: so many strides above what is known of the child. */
static bool is_right(const ida_session *session, const ida_shard_token *token)
{
    ida_shard_info info;
    ida_shard_child child;
    if (token->kind != IDA_SHARD_PROGRESS || !ida_shard_describe(session, &info) ||
        token->gen_count - ida_session_generated(session) > 1000) {
        return false;
    }
    for (size_t i = 0; ida_shard_child_at(session, i, &child); i++) {
        if (ida_uuid_compare(child.shard, token->shard) == 0) {
            return token->gen_count > child.known &&
                   (token->gen_count - child.known) % info.stride == 0;
        }
    }
    return false;
}

/* Hears of a child, and stays where it is. */
static ida_status synchronize_without_moving(ida_session *session, const ida_shard_token *token)
{
    return is_right(session, token) ? IDA_OK : ida_shard_synchronize(session, token);
}

PLANT(shard_synchronize, synchronize_without_moving)

static const wrong_subject rows[] = {
    ROW("a shard repeats the ID of another", SHARD_UNIQUE, generate_of_another_shard),
    ROW("a shard's stride is too small", SHARD_TREE, describe_too_narrow),
    ROW("a parent hears of a child and stays", SHARD_COVERED, synchronize_without_moving),
};

const wrong_part wrong_shards = {rows, COUNT_OF(rows), reset};
