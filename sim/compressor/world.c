/* A world's beginning and end, and how ops find what executes them. */
#include "world.h"

#include <assert.h>
#include <stdlib.h>

#include "channel.h"
#include "kernel/accounting.h"
#include "narrate.h"
#include "node.h"
#include "note.h"

unsigned sim_world_node(const sim_world *world, uint32_t argument)
{
    return argument % world->config.nodes;
}

unsigned sim_world_slot(const sim_world *world, uint32_t argument)
{
    return argument % world->config.slots;
}

static bool allocate(sim_world *world)
{
    size_t nodes = world->config.nodes;
    world->nodes = calloc(nodes, sizeof *world->nodes);
    world->clients = calloc(nodes, sizeof *world->clients);
    if (world->nodes == NULL || world->clients == NULL) {
        return false;
    }
    for (size_t i = 0; i < nodes; i++) {
        world->nodes[i].slots = calloc(world->config.slots, sizeof *world->nodes[i].slots);
        if (world->nodes[i].slots == NULL) {
            return false;
        }
    }
    return sim_channel_prepare(world);
}

sim_world *sim_world_create(const sim_config *config, const sim_subject *subject)
{
    sim_world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    world->config = sim_config_wrap(*config);
    world->subject = subject;
    world->memory.limit = SIM_MEMORY_LIMIT;
    world->allocator = sim_memory_allocator(&world->memory);
    world->next_digest = SIM_DOCUMENT_INTERVAL;
    sim_trace_init(&world->trace);
    if (!allocate(world)) {
        sim_world_destroy(world);
        return NULL;
    }
    return world;
}

size_t sim_world_stop(sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_node_stop(world, i);
        sim_storage_wipe(world, i);
        world->nodes[i].state = SIM_NODE_DOWN;
    }
    return world->memory.used;
}

void sim_world_destroy(sim_world *world)
{
    if (world == NULL) {
        return;
    }
    if (world->nodes != NULL && world->log_capacity > 0) {
        sim_world_stop(world);
    }
    sim_memory_free_all(&world->memory);
    for (unsigned i = 0; i < world->config.nodes && world->nodes != NULL; i++) {
        free(world->nodes[i].slots);
        free(world->nodes[i].down);
        free(world->nodes[i].lost);
    }
    free(world->nodes);
    free(world->clients);
    free(world->log);
    free(world->scratch);
    free(world);
}

/* START to RECONNECT. */
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
    case SIM_OP_OFFLINE:
        if (state == SIM_NODE_JOINING || state == SIM_NODE_CONNECTED) {
            sim_channel_disconnect(world, node);
        }
        break;
    default:
        assert(op->code == SIM_OP_RECONNECT);
        if (state != SIM_NODE_DOWN) {
            sim_channel_connect(world, node);
        }
        break;
    }
}

/* OPEN to SEND, and READ. */
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
    default:
        assert(op->code == SIM_OP_READ);
        sim_session_read(world, node, slot, argument);
        break;
    }
}

/* RESEND to SEQUENCER. */
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
    default:
        assert(op->code == SIM_OP_SEQUENCER);
        sim_channel_restart_sequencer(world);
        break;
    }
}

static void execute(sim_world *world, const sim_op *op)
{
    if (op->code >= SIM_OP_START && op->code <= SIM_OP_RECONNECT) {
        execute_node_op(world, op);
    } else if ((op->code >= SIM_OP_OPEN && op->code <= SIM_OP_SEND) || op->code == SIM_OP_READ) {
        execute_session_op(world, op);
    } else if (op->code >= SIM_OP_RESEND && op->code <= SIM_OP_SEQUENCER) {
        execute_channel_op(world, op);
    } else if (op->code == SIM_OP_GHOST) {
        sim_forge_ghost(world, op->args[0], op->args[1]);
    } else if (op->code == SIM_OP_FORGE) {
        sim_forge_range(world, op->args[0], op->args[1], op->args[2]);
    } else if (op->code == SIM_OP_CHECKPOINT && world->oracle != NULL) {
        sim_oracle_checkpoint(world->oracle);
    }
}

bool sim_world_is_well(sim_world *world)
{
    if (world->memory.misused) {
        sim_note_violation(world, SIM_VIOLATION_OLD_SIZE);
    }
    if (world->out_of_memory || world->violation != SIM_VIOLATION_NONE) {
        return false;
    }
    return world->oracle == NULL || !sim_oracle_failure(world->oracle)->failed;
}

static void begin_op(sim_world *world, const sim_op *op)
{
    SIM_NOTE(world, SIM_EVENT_OP, op->code, op->args[0], op->args[1], op->args[2]);
    execute(world, op);
}

static bool end_op(sim_world *world)
{
    world->op_count++;
    if (world->op_count == world->next_digest) {
        uint64_t size = sim_storage_digest(world);
        world->next_digest += SIM_DOCUMENT_INTERVAL * (1 + size / SIM_DOCUMENT_BYTES);
    }
    return sim_world_is_well(world);
}

bool sim_world_execute(sim_world *world, const sim_op *op)
{
    begin_op(world, op);
    if (world->oracle != NULL && world->violation == SIM_VIOLATION_NONE && !world->out_of_memory) {
        sim_oracle_after_op(world->oracle, op);
    }
    return end_op(world);
}

bool sim_world_execute_unasked(sim_world *world, const sim_op *op)
{
    begin_op(world, op);
    if (world->oracle != NULL) {
        sim_oracle_pass(world->oracle);
    }
    return end_op(world);
}
