/* Draws ops on shards, newborns and tokens, with arguments that make sense in the world's state. */
#include "driver_shards.h"

/* One in this many draws is about whatever comes, and makes no sense most of the time. */
#define SENSELESS 24u

typedef bool slot_test(const sim_slot *slot, const void *context);

static bool is_any(const sim_slot *slot, const void *context)
{
    (void)slot;
    (void)context;
    return true;
}

static bool is_child(const sim_slot *slot, const void *context)
{
    (void)context;
    return !sim_uuid_is_zero(slot->shard);
}

static bool is_parent(const sim_slot *slot, const void *context)
{
    (void)context;
    return slot->births > 0;
}

static bool is_shard(const sim_slot *slot, const void *context)
{
    return is_child(slot, context) || is_parent(slot, context);
}

static bool is_receiver(const sim_slot *slot, const void *context)
{
    const sim_token *token = context;
    return sim_uuid_same(slot->uuid, token->session) && sim_uuid_same(slot->shard, token->to);
}

static uint32_t below(sim_random *random, uint64_t bound)
{
    return (uint32_t)sim_random_below(random, bound);
}

/* A live session that passes the test: the first after a random place. */
static bool find(sim_random *random, const sim_world *world, slot_test *test, const void *context,
                 sim_op *op)
{
    uint32_t slots = world->config.slots;
    uint32_t count = world->config.nodes * slots;
    uint32_t from = below(random, count);
    bool senseless = below(random, SENSELESS) == 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (from + i) % count;
        const sim_slot *slot = &world->nodes[at / slots].slots[at % slots];
        if (slot->session != NULL && (senseless || test(slot, context))) {
            op->args[0] = at / slots;
            op->args[1] = at % slots;
            return true;
        }
    }
    return false;
}

/* Mostly a few children, seldom what is refused. */
static uint32_t draw_children(sim_random *random, const sim_mix *mix)
{
    return below(random, 10) == 0 ? below(random, SIM_CHILDREN_BOUND)
                                  : 1 + below(random, mix->brood);
}

static bool make_adopt(sim_random *random, const sim_mix *mix, const sim_world *world, sim_op *op)
{
    uint32_t from = below(random, world->config.nodes);
    uint32_t place = below(random, SIM_NEWBORNS);
    bool again = below(random, 16) < mix->reloads;
    for (uint32_t i = 0; i < world->config.nodes; i++) {
        op->args[0] = (from + i) % world->config.nodes;
        if (world->nodes[op->args[0]].state == SIM_NODE_DOWN) {
            break;
        }
    }
    if (world->post == NULL || world->nodes[op->args[0]].state != SIM_NODE_DOWN) {
        return false;
    }
    for (uint32_t i = 0; i < SIM_NEWBORNS; i++) {
        op->args[1] = (place + i) % SIM_NEWBORNS;
        const sim_newborn *newborn = &world->post->newborns[op->args[1]];
        if (newborn->bytes != NULL && (again || newborn->loads == 0)) {
            return true;
        }
    }
    return false;
}

/* A place that has a token; mostly one of the newer ones. */
static bool find_token(sim_random *random, const sim_world *world, uint32_t *place)
{
    if (world->post == NULL || world->post->token_count == 0) {
        return false;
    }
    uint32_t back = below(random, 3) == 0 ? below(random, SIM_TOKENS) : below(random, 3);
    uint64_t count = world->post->token_count;
    *place = (uint32_t)((count + SIM_TOKENS - 1 - back) % SIM_TOKENS);
    return world->post->tokens[*place].used;
}

static bool make_token(sim_random *random, const sim_mix *mix, const sim_world *world, sim_op *op)
{
    bool astray = below(random, 16) < mix->astray;
    if (!find_token(random, world, &op->args[2])) {
        return false;
    }
    return find(random, world, astray ? is_any : is_receiver, &world->post->tokens[op->args[2]],
                op);
}

bool sim_driver_is_shard_op(sim_op_code code)
{
    return code >= SIM_OP_SHARD && code <= SIM_OP_REVOKE;
}

bool sim_driver_make_shard_op(sim_random *random, const sim_mix *mix, const sim_world *world,
                              sim_op_code code, sim_op *op)
{
    *op = (sim_op){.code = (uint8_t)code};
    switch (code) {
    case SIM_OP_SHARD:
        op->args[2] = draw_children(random, mix);
        return find(random, world, is_any, NULL, op);
    case SIM_OP_ADOPT:
        return make_adopt(random, mix, world, op);
    case SIM_OP_REPORT:
    case SIM_OP_DISPOSE:
        return find(random, world, is_child, NULL, op);
    case SIM_OP_INFORM:
        op->args[2] = below(random, 16);
        return find(random, world, is_parent, NULL, op);
    case SIM_OP_TOKEN:
        return make_token(random, mix, world, op);
    case SIM_OP_TOKEN_LOST:
        return find_token(random, world, &op->args[0]);
    case SIM_OP_FALSIFY:
        op->args[2] = below(random, SIM_FORGERY_BOUND);
        op->args[2] += SIM_FORGERY_BOUND * below(random, 1024);
        return find(random, world, is_shard, NULL, op);
    default:
        op->args[2] = below(random, mix->past_ways);
        op->args[2] += SIM_PAST_BOUND * below(random, 32);
        return find(random, world, is_parent, NULL, op);
    }
}

uint32_t sim_driver_count(sim_random *random, const sim_slot *slot, uint32_t usual)
{
    bool alone = is_shard(slot, NULL) && below(random, 6) != 0;
    return alone ? 1 : usual;
}
