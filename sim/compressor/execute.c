/* Finds the function that executes an op. */
#include "channel.h"
#include "claims.h"
#include "node.h"
#include "note.h"
#include "service.h"
#include "shards.h"
#include "starve.h"
#include "world.h"

/*
 * The documents' bytes enter the digest at intervals of ops that grow with their size:
 * SIM_LOOK_INTERVAL for every LOOK_BYTES at the last time.
 */
#define LOOK_BYTES 4096u

/* Nodes, their storage and their connections. */
static void execute_node_op(sim_world *world, const sim_op *op)
{
    unsigned node = sim_world_node(world, op->args[0]);
    sim_node_state state = world->nodes[node].state;
    switch (op->code) {
    case SIM_OP_START:
        sim_node_start(world, node);
        break;
    case SIM_OP_JOIN:
        sim_node_join(world, node, sim_world_node(world, op->args[1]));
        break;
    case SIM_OP_LEAVE:
        sim_node_leave(world, node);
        break;
    case SIM_OP_CRASH:
        sim_node_crash(world, node);
        break;
    case SIM_OP_RESTART:
        sim_storage_restore(world, node, node, op->args[1] % SIM_STORES);
        break;
    case SIM_OP_FORK:
        sim_storage_restore(world, node, sim_world_node(world, op->args[1]),
                            op->args[2] % SIM_STORES);
        break;
    case SIM_OP_SAVE:
        sim_storage_save(world, node, op->args[1] % SIM_STORES);
        break;
    case SIM_OP_DAMAGE:
        sim_storage_damage(world, node, op->args[1] % SIM_STORES, op->args[2]);
        break;
    case SIM_OP_STARVE:
        sim_starve(world, node, op->args[1] % SIM_BATCH_BOUND + 1);
        break;
    case SIM_OP_OFFLINE:
        if (state == SIM_NODE_JOINING || state == SIM_NODE_CONNECTED) {
            sim_channel_disconnect(world, node);
        }
        break;
    case SIM_OP_RECONNECT:
        if (state != SIM_NODE_DOWN) {
            sim_channel_connect(world, node);
        }
        break;
    default:
        break;
    }
}

/* Sessions. */
static void execute_session_op(sim_world *world, const sim_op *op)
{
    unsigned node = sim_world_node(world, op->args[0]);
    unsigned slot = sim_world_slot(world, op->args[1]);
    uint32_t argument = op->args[2];
    switch (op->code) {
    case SIM_OP_OPEN:
        sim_session_open(world, node, slot, argument);
        break;
    case SIM_OP_CLOSE:
        sim_session_close(world, node, slot);
        break;
    case SIM_OP_GENERATE:
        sim_session_generate(world, node, slot, argument);
        break;
    case SIM_OP_SURGE:
        sim_session_generate(world, node, slot,
                             (UINT64_C(1) << argument % SIM_POWER_BOUND) -
                                 argument / SIM_POWER_BOUND % 2);
        break;
    case SIM_OP_UNIQUE:
        sim_session_unique(world, node, slot);
        break;
    case SIM_OP_RESIZE:
        sim_session_resize(world, node, slot, argument);
        break;
    case SIM_OP_TAKE:
        sim_session_take(world, node, slot);
        break;
    case SIM_OP_RESET:
        sim_session_reset(world, node, slot);
        break;
    case SIM_OP_SEND:
        sim_session_send(world, node, slot, argument);
        break;
    case SIM_OP_READ:
        sim_session_read(world, node, slot, argument);
        break;
    default:
        break;
    }
}

/* Messages and links. */
static void execute_channel_op(sim_world *world, const sim_op *op)
{
    unsigned node = sim_world_node(world, op->args[0]);
    uint32_t argument = op->args[1];
    switch (op->code) {
    case SIM_OP_RESEND:
        sim_channel_resend(world, node);
        break;
    case SIM_OP_UP:
        sim_channel_up(world, node, argument, SIM_FATE_ARRIVES);
        break;
    case SIM_OP_UP_LOST:
        sim_channel_up(world, node, argument, SIM_FATE_LOST);
        break;
    case SIM_OP_UP_AGAIN:
        sim_channel_up(world, node, argument, SIM_FATE_ARRIVES_AND_STAYS);
        break;
    case SIM_OP_DOWN:
        sim_channel_down(world, node, argument, SIM_FATE_ARRIVES);
        break;
    case SIM_OP_DOWN_LOST:
        sim_channel_down(world, node, argument, SIM_FATE_LOST);
        break;
    case SIM_OP_DOWN_AGAIN:
        sim_channel_down(world, node, argument, SIM_FATE_ARRIVES_AND_STAYS);
        break;
    case SIM_OP_DOWN_OLD:
        sim_channel_down_old(world, node, argument);
        break;
    case SIM_OP_DOWN_MANY:
        sim_channel_down_many(world, node, argument);
        break;
    case SIM_OP_FETCH:
        sim_channel_fetch(world, node);
        break;
    case SIM_OP_CUT:
        sim_channel_cut(world, node, argument);
        break;
    case SIM_OP_HEAL:
        sim_channel_heal(world, node);
        break;
    case SIM_OP_SEQUENCER:
        sim_channel_restart_sequencer(world);
        break;
    default:
        break;
    }
}

/* Shards and their tokens. */
static void execute_shard_op(sim_world *world, const sim_op *op)
{
    unsigned node = sim_world_node(world, op->args[0]);
    unsigned slot = sim_world_slot(world, op->args[1]);
    uint32_t argument = op->args[2];
    switch (op->code) {
    case SIM_OP_SHARD:
        sim_shards_split(world, node, slot, argument % SIM_CHILDREN_BOUND);
        break;
    case SIM_OP_ADOPT:
        sim_shards_adopt(world, node, op->args[1] % SIM_NEWBORN_BOUND);
        break;
    case SIM_OP_REPORT:
        sim_tokens_report(world, node, slot);
        break;
    case SIM_OP_INFORM:
        sim_tokens_inform(world, node, slot, argument);
        break;
    case SIM_OP_DISPOSE:
        sim_tokens_dispose(world, node, slot);
        break;
    case SIM_OP_TOKEN:
        sim_tokens_arrive(world, node, slot, argument % SIM_TOKEN_BOUND);
        break;
    case SIM_OP_TOKEN_LOST:
        sim_tokens_lose(world, op->args[0] % SIM_TOKEN_BOUND);
        break;
    case SIM_OP_FALSIFY:
        sim_tokens_forge(world, node, slot, argument);
        break;
    case SIM_OP_REVOKE:
        sim_tokens_revoke(world, node, slot, argument);
        break;
    default:
        break;
    }
}

/* The log, and the oracle. */
static void execute_log_op(sim_world *world, const sim_op *op)
{
    switch (op->code) {
    case SIM_OP_GHOST:
        sim_forge_ghost(world, op->args[0], op->args[1]);
        break;
    case SIM_OP_FORGE:
        if (op->args[0] % SIM_FORGE_BOUND == SIM_FORGE_USURPED &&
            !sim_claims(world->subject->unclaimed, IDSIM_CLAIM_COPIES)) {
            /* It makes a session as stale as a copy does. */
            break;
        }
        sim_forge_range(world, op->args[0], op->args[1], op->args[2]);
        break;
    case SIM_OP_CHECKPOINT:
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_CHECKPOINT);
        break;
    default:
        break;
    }
}

/*
 * Each op is a case of one of these; a code that is not assigned, or is about something that the
 * subject does not claim, does nothing.
 */
static void execute(sim_world *world, const sim_op *op)
{
    if (!sim_claims_op(world->subject->unclaimed, op->code)) {
        return;
    }
    execute_node_op(world, op);
    execute_session_op(world, op);
    execute_channel_op(world, op);
    execute_shard_op(world, op);
    execute_log_op(world, op);
}

bool sim_world_execute(sim_world *world, const sim_op *op)
{
    assert(!world->quiet);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_OP, .op = op);
    execute(world, op);
    sim_service_keep_up(world);
    assert(sim_config_is_large(&world->config) ||
           world->log_count <= SIM_LOG_MAX - SIM_LOG_HEADROOM);
    assert(world->log_count - world->log_base < world->log_capacity);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_OP_DONE, .op = op);
    world->op_count++;
    if (world->op_count == world->next_look) {
        uint64_t size = sim_storage_look(world);
        world->next_look += SIM_LOOK_INTERVAL * (1 + size / LOOK_BYTES);
    }
    return sim_world_is_well(world);
}
