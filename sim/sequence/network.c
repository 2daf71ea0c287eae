/* Messages of a sequence world: sent, copied, taken out and lost. */
#include "network.h"

#include <assert.h>
#include <string.h>

#include "kernel/verify.h"

/* Of messages that are no copies, one that was sent later comes later. */
static bool are_messages_in_order(const sim_sequence_world *world)
{
    uint64_t last = 0;
    for (uint32_t i = 0; i < world->message_count; i++) {
        const sim_chunk_message *message = &world->messages[i];
        if (message->is_copy) {
            continue;
        }
        if (message->number <= last) {
            return false;
        }
        last = message->number;
    }
    return true;
}

sim_chunk_message sim_sequence_take_message(sim_sequence_world *world, uint32_t pick)
{
    assert(pick < world->message_count);
    assert(world->message_count <= SIM_SEQUENCE_MESSAGES);
    SIM_ASSERT_VERIFIED(world->message_count, are_messages_in_order(world));
    sim_chunk_message taken = world->messages[pick];
    assert(taken.number >= 1);
    assert(taken.number <= world->messages_sent);
    world->message_count--;
    memmove(&world->messages[pick], &world->messages[pick + 1],
            (world->message_count - pick) * sizeof world->messages[0]);
    return taken;
}

sim_sequence_event sim_sequence_message_event(sim_sequence_happening kind,
                                              const sim_chunk_message *message)
{
    return (sim_sequence_event){.kind = kind,
                                .what = message->is_reply    ? SIM_SEQ_REPLY
                                        : message->is_return ? SIM_SEQ_RETURN
                                                             : SIM_SEQ_REQUEST,
                                .message = message->number,
                                .node = message->node,
                                .master = message->master};
}

void sim_sequence_lose(sim_sequence_world *world, const sim_chunk_message *message,
                       sim_sequence_loss loss)
{
    sim_sequence_event event = sim_sequence_message_event(SIM_SEQ_LOST, message);
    event.loss = loss;
    sim_sequence_emit(world, event);
}

/* A place for a message. */
static sim_chunk_message *make_place(sim_sequence_world *world)
{
    if (world->message_count == SIM_SEQUENCE_MESSAGES) {
        sim_chunk_message oldest = sim_sequence_take_message(world, 0);
        sim_sequence_lose(world, &oldest, SIM_SEQ_CROWDED_OUT);
    }
    assert(world->message_count < SIM_SEQUENCE_MESSAGES);
    return &world->messages[world->message_count++];
}

uint64_t sim_sequence_send_request(sim_sequence_world *world, unsigned node, unsigned master,
                                   const ida_chunk_request *request)
{
    assert(node < world->config.nodes);
    assert(master < world->config.masters);
    sim_chunk_message *message = make_place(world);
    *message = (sim_chunk_message){.number = ++world->messages_sent,
                                   .node = (uint8_t)node,
                                   .master = (uint8_t)master,
                                   .size = IDA_CHUNK_REQUEST_ENCODED_SIZE};
    world->subject->request_encode(request, message->bytes);
    return message->number;
}

uint64_t sim_sequence_send_reply(sim_sequence_world *world, unsigned master, unsigned node,
                                 const ida_chunk_reply *reply)
{
    assert(master < world->config.masters);
    sim_chunk_message *message = make_place(world);
    *message = (sim_chunk_message){.number = ++world->messages_sent,
                                   .is_reply = true,
                                   .node = (uint8_t)node,
                                   .master = (uint8_t)master,
                                   .size = IDA_CHUNK_REPLY_ENCODED_SIZE};
    world->subject->reply_encode(reply, message->bytes);
    return message->number;
}

uint64_t sim_sequence_send_return(sim_sequence_world *world, unsigned node, unsigned master,
                                  const ida_chunk_return *returned)
{
    assert(node < world->config.nodes);
    assert(master < world->config.masters);
    sim_chunk_message *message = make_place(world);
    *message = (sim_chunk_message){.number = ++world->messages_sent,
                                   .is_return = true,
                                   .node = (uint8_t)node,
                                   .master = (uint8_t)master,
                                   .size = IDA_CHUNK_RETURN_ENCODED_SIZE};
    world->subject->return_encode(returned, message->bytes);
    return message->number;
}

void sim_sequence_send_copy(sim_sequence_world *world, const sim_chunk_message *message)
{
    assert(message->number <= world->messages_sent);
    sim_chunk_message *copy = make_place(world);
    *copy = *message;
    copy->is_copy = true;
    sim_sequence_emit(world, sim_sequence_message_event(SIM_SEQ_REPEATED, message));
}
