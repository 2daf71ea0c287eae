/* Messages between holders and registries, which are lost, repeated, late and cut short. */
#include <assert.h>
#include <string.h>

#include "world.h"

static void tell(sim_lease_world *world, unsigned kind, const sim_lease_message *message,
                 sim_lease_event event)
{
    event.message = message->number;
    event.peer = message->from;
    sim_lease_emit(world, kind, message->to, event);
}

static void take_out(sim_lease_world *world, uint32_t at)
{
    assert(at < world->message_count);
    world->message_count--;
    memmove(&world->messages[at], &world->messages[at + 1],
            (world->message_count - at) * sizeof world->messages[0]);
}

uint64_t sim_lease_send(sim_lease_world *world, sim_lease_message message)
{
    assert(message.from < world->setting.nodes);
    assert(message.to < world->setting.nodes);
    message.number = ++world->messages_sent;
    message.is_copy = false;
    if (world->message_count == SIM_LEASE_MESSAGES) {
        return 0;
    }
    world->messages[world->message_count++] = message;
    return message.number;
}

/* The registry or the holder that it is for is at work. */
static bool is_heard(const sim_lease_world *world, const sim_lease_message *message)
{
    return message->to < world->setting.registries ? world->offices[message->to].registry != NULL
                                                   : world->tenants[message->to].up;
}

static void lose(sim_lease_world *world, uint32_t at, sim_lease_loss loss)
{
    const sim_lease_message message = world->messages[at];
    take_out(world, at);
    if (loss == SIM_LEASE_DROPPED) {
        sim_base_fault(&world->base, SIM_FAULT_LEASE_LOST);
    }
    tell(world, SIM_LEASE_LOST, &message, (sim_lease_event){.loss = loss});
}

/* Its last byte is missing, so it cannot be read. */
static void cut_short(sim_lease_world *world, uint32_t at)
{
    const sim_lease_message message = world->messages[at];
    ida_lease lease;
    take_out(world, at);
    ida_status status =
        message.what == SIM_LEASE_GRANT
            ? IDA_MALFORMED
            : world->subject->decode(message.bytes, IDA_LEASE_ENCODED_SIZE - 1, &lease);
    sim_base_fault(&world->base, SIM_FAULT_LEASE_CUT_SHORT);
    tell(world, SIM_LEASE_CUT_SHORT, &message, (sim_lease_event){.status = status});
}

static void arrive(sim_lease_world *world, uint32_t at, bool stays)
{
    const sim_lease_message message = world->messages[at];
    if (stays) {
        world->messages[at].is_copy = true;
        tell(world, SIM_LEASE_REPEATED, &message, (sim_lease_event){.status = IDA_OK});
    } else {
        take_out(world, at);
        tell(world, SIM_LEASE_ARRIVED, &message, (sim_lease_event){.status = IDA_OK});
    }
    if (message.is_copy) {
        sim_base_fault(&world->base, SIM_FAULT_LEASE_REPEATED);
    }
    if (message.to < world->setting.registries) {
        sim_lease_hear(world, &message);
    } else {
        sim_lease_answer(world, &message);
    }
}

void sim_lease_bring(sim_lease_world *world, uint32_t which, uint32_t how)
{
    if (world->message_count == 0) {
        return;
    }
    uint32_t at = which % world->message_count;
    switch (how % SIM_CARRY_BOUND) {
    case SIM_CARRY_LOST:
        lose(world, at, SIM_LEASE_DROPPED);
        break;
    case SIM_CARRY_CUT_SHORT:
        cut_short(world, at);
        break;
    default:
        if (is_heard(world, &world->messages[at])) {
            arrive(world, at, how % SIM_CARRY_BOUND == SIM_CARRY_STAYS);
        } else {
            lose(world, at, SIM_LEASE_NOBODY);
        }
        break;
    }
}
