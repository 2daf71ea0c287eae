/* What each op does in a sequence world. */
#include <assert.h>
#include <string.h>

#include "claims.h"
#include "coordinator.h"
#include "master.h"
#include "network.h"
#include "storage.h"
#include "world.h"

/* Whether ELECT and BOOT read a damaged copy. */
static bool is_damage(uint32_t argument)
{
    return argument % SIM_RECORD_BOUND == SIM_RECORD_DAMAGED;
}

/* Whether rests are handed back and masters raised. */
static bool has_returns(const sim_sequence_world *world)
{
    return sim_claims(world->subject->unclaimed, IDSIM_CLAIM_RETURNS);
}

static bool is_somebody_there(const sim_sequence_world *world, const sim_chunk_message *message)
{
    return message->is_reply ? world->nodes[message->node].coordinator != NULL
                             : world->offices[message->master].master != NULL;
}

/* What is read of a message, by its kind. */
typedef struct reading {
    ida_chunk_request request;
    ida_chunk_reply reply;
    ida_chunk_return returned;
} reading;

static ida_status read(const sim_sequence_world *world, const sim_chunk_message *message,
                       const uint8_t *bytes, size_t size, reading *into)
{
    const sim_sequence_subject *subject = world->subject;
    if (message->is_reply) {
        return subject->reply_decode(bytes, size, &into->reply);
    }
    return message->is_return ? subject->return_decode(bytes, size, &into->returned)
                              : subject->request_decode(bytes, size, &into->request);
}

/* Its receiver is up, and does what it says. */
static void receive(sim_sequence_world *world, const sim_chunk_message *message,
                    const reading *what)
{
    if (message->is_reply) {
        sim_sequence_install(world, message->node, &what->reply);
    } else if (message->is_return) {
        sim_sequence_take_back(world, message->master, &what->returned);
    } else {
        sim_sequence_answer(world, message->master, &what->request);
    }
}

/*
 * A message reaches its receiver, if that is up. Cut short, it lacks its last bytes: reading it
 * must fail, and nothing else happens.
 */
static void arrive(sim_sequence_world *world, const sim_chunk_message *message, bool cut_short)
{
    if (!cut_short && !is_somebody_there(world, message)) {
        sim_sequence_lose(world, message, SIM_SEQ_NOBODY);
        return;
    }
    assert(message->size > 0);
    assert(message->size <= sizeof message->bytes);
    assert(message->master < world->config.masters);
    size_t size = cut_short ? (size_t)(world->base.op_count % message->size) : message->size;
    reading what;
    sim_sequence_event event =
        sim_sequence_message_event(cut_short ? SIM_SEQ_CUT_SHORT : SIM_SEQ_READ, message);
    event.damaged = cut_short;
    event.status = read(world, message, message->bytes, size, &what);
    sim_sequence_emit(world, event);
    if (cut_short) {
        sim_base_fault(&world->base, SIM_FAULT_TRUNCATED);
    } else if (event.status == IDA_OK) {
        receive(world, message, &what);
    }
}

/* The number of a message at a place among its numbers gets less by one. */
static void lessen(uint8_t *bytes, unsigned place)
{
    uint8_t *number = bytes + 1 + (size_t)8 * place;
    for (unsigned i = 0; i < 8 && number[i]-- == 0; i++) {
    }
}

/* Where the index of a chunk is in a reply and in a return, and the last field of a request. */
#define INDEX_AT 49u
#define AFTER_AT 33u

/* Alters a message on its way; returns its size. */
static size_t alter(const sim_chunk_message *message, uint32_t how, uint8_t *bytes)
{
    size_t size = message->size;
    memcpy(bytes, message->bytes, size);
    switch (how) {
    case SIM_TWIST_LONGER:
        bytes[size] = 0;
        return size + 1;
    case SIM_TWIST_OTHER_SEQUENCE:
        lessen(bytes, 0);
        return size;
    case SIM_TWIST_EARLIER_LIFE:
        lessen(bytes, 2);
        return size;
    default:
        if (message->is_reply || message->is_return) {
            /* The index becomes the number of chunks. */
            memcpy(bytes + INDEX_AT, bytes + INDEX_AT + 8, 8);
        } else {
            memset(bytes + AFTER_AT, UINT8_MAX, 8);
        }
        return size;
    }
}

static void twist(sim_sequence_world *world, uint32_t pick, uint32_t how)
{
    if (world->message_count == 0) {
        return;
    }
    const sim_chunk_message message = sim_sequence_take_message(world, pick % world->message_count);
    if (!is_somebody_there(world, &message)) {
        sim_sequence_lose(world, &message, SIM_SEQ_NOBODY);
        return;
    }
    uint8_t bytes[sizeof message.bytes + 1];
    reading what;
    sim_sequence_event event = sim_sequence_message_event(SIM_SEQ_TWISTED, &message);
    event.bytes = bytes;
    event.size = alter(&message, how, bytes);
    event.status = read(world, &message, bytes, event.size, &what);
    sim_base_fault(&world->base, SIM_FAULT_MESSAGE_ALTERED);
    sim_sequence_emit(world, event);
    if (event.status == IDA_OK) {
        receive(world, &message, &what);
    }
}

static void carry(sim_sequence_world *world, uint32_t pick, uint32_t how)
{
    if (world->message_count == 0) {
        return;
    }
    pick %= world->message_count;
    how %= SIM_CARRY_BOUND;
    const sim_chunk_message message = sim_sequence_take_message(world, pick);
    if (pick > 0 && how < SIM_CARRY_LOST) {
        sim_base_fault(&world->base,
                       message.is_reply ? SIM_FAULT_DOWN_REORDERED : SIM_FAULT_UP_REORDERED);
    }
    if (how == SIM_CARRY_LOST) {
        sim_base_fault(&world->base, message.is_reply ? SIM_FAULT_DOWN_LOST : SIM_FAULT_UP_LOST);
        sim_sequence_lose(world, &message, SIM_SEQ_DROPPED);
        return;
    }
    if (how == SIM_CARRY_STAYS) {
        sim_base_fault(&world->base,
                       message.is_reply ? SIM_FAULT_DOWN_REPEATED : SIM_FAULT_UP_REPEATED);
        sim_sequence_send_copy(world, &message);
    }
    arrive(world, &message, how == SIM_CARRY_CUT_SHORT);
}

static void store(sim_sequence_world *world, uint32_t pick, uint32_t how)
{
    if (world->write_count == 0) {
        return;
    }
    sim_register_write write = sim_sequence_take_write(world, pick % world->write_count);
    if (how == SIM_WRITE_LOST) {
        sim_base_fault(&world->base, SIM_FAULT_WRITE_LOST);
        sim_sequence_emit(world, (sim_sequence_event){.kind = SIM_SEQ_WRITE_LOST,
                                                      .master = write.master,
                                                      .message = write.number});
    } else if (!sim_sequence_store(world, &write, how)) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_WRITE_REFUSED);
    } else if (how == SIM_WRITE_UNHEARD) {
        sim_base_fault(&world->base, SIM_FAULT_WRITE_UNHEARD);
    } else {
        sim_sequence_confirm(world, &write);
    }
}

/* What happens to masters, and to what they store. */
static void perform_of_master(sim_sequence_world *world, const sim_op *op, unsigned master)
{
    const uint32_t *args = op->args;
    switch (op->code) {
    case SIM_OP_ELECT:
        sim_sequence_elect(world, master, is_damage(args[1]));
        break;
    case SIM_OP_DEPOSE:
        sim_sequence_depose(world, master);
        break;
    case SIM_OP_STORE:
        store(world, args[0], args[1] % SIM_WRITE_BOUND);
        break;
    case SIM_OP_RAISE:
        if (has_returns(world)) {
            sim_sequence_raise(world, master, args[1] % SIM_PLACE_BOUND, args[2]);
        }
        break;
    default:
        break;
    }
}

/* What happens to coordinators, and to the messages between them and masters. */
static void perform_of_node(sim_sequence_world *world, const sim_op *op, unsigned node)
{
    const uint32_t *args = op->args;
    switch (op->code) {
    case SIM_OP_ENLIST:
        (args[1] % SIM_FLAG_BOUND == SIM_FLAG_NO ? sim_sequence_enlist : sim_sequence_retire)(world,
                                                                                              node);
        break;
    case SIM_OP_KEEP:
        sim_sequence_keep(world, node, args[1] % SIM_WRITE_BOUND);
        break;
    case SIM_OP_ASK:
        sim_sequence_ask(world, node, args[1] % world->config.masters);
        break;
    case SIM_OP_CARRY:
        carry(world, args[0], args[1]);
        break;
    case SIM_OP_DRAW:
        sim_sequence_draw(world, node, args[1] % SIM_BATCH_BOUND + 1);
        break;
    case SIM_OP_STOP:
        sim_sequence_halt(world, node);
        break;
    case SIM_OP_HAND_BACK:
        if (has_returns(world)) {
            sim_sequence_hand_back(world, node, args[1] % SIM_WRITE_BOUND,
                                   args[2] % world->config.masters);
        }
        break;
    case SIM_OP_TWIST:
        twist(world, args[0], args[1] % SIM_TWIST_BOUND);
        break;
    case SIM_OP_BOOT:
        sim_sequence_boot(world, node, is_damage(args[1]));
        break;
    default:
        break;
    }
}

/* An op is in one of the two. */
static void perform(sim_sequence_world *world, const sim_op *op)
{
    perform_of_master(world, op, op->args[0] % world->config.masters);
    perform_of_node(world, op, op->args[0] % world->config.nodes);
}

bool sim_sequence_is_numbered(const sim_op *op)
{
    bool reads = op->code == SIM_OP_ELECT || op->code == SIM_OP_BOOT;
    return (reads && is_damage(op->args[1])) ||
           (op->code == SIM_OP_CARRY && op->args[1] % SIM_CARRY_BOUND == SIM_CARRY_CUT_SHORT);
}

void sim_sequence_execute(void *world, const sim_op *op)
{
    sim_sequence_world *w = world;
    assert(sim_base_is_well(&w->base));
    sim_sequence_emit(w, (sim_sequence_event){.kind = SIM_SEQ_OP, .op = *op});
    perform(w, op);
    assert(w->message_count <= SIM_SEQUENCE_MESSAGES);
    assert(w->write_count <= SIM_SEQUENCE_WRITES);
    if (sim_base_is_well(&w->base)) {
        sim_sequence_emit(w, (sim_sequence_event){.kind = SIM_SEQ_DONE});
    }
    w->base.op_count += w->base.quiet ? 0 : 1;
}
