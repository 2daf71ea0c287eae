/* Coordinators of a sequence world: they start, ask, install chunks, store, draw, and stop. */
#include "coordinator.h"

#include <assert.h>
#include <string.h>

#include "network.h"
#include "storage.h"

void sim_sequence_boot(sim_sequence_world *world, unsigned node, bool damaged)
{
    sim_coordinator *n = &world->nodes[node];
    sim_sequence_event event = {.kind = SIM_SEQ_BOOTED, .node = (uint8_t)node};
    /* A coordinator that never stored a record begins with none, and there is nothing to damage. */
    event.record = (ida_coordinator_record){world->config.bounds.sequence, node, 0, 0};
    if (n->coordinator != NULL || (!n->stored && damaged) ||
        (n->stored && sim_sequence_read_record(world, node, damaged, &event.record) != IDA_OK)) {
        return;
    }
    event.status = world->subject->coordinator_create(&world->base.allocator, &event.record,
                                                      world->config.prefetch, &n->coordinator);
    sim_base_see(&world->base, event.status);
    if (n->stored) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_RESTARTED);
    }
    sim_sequence_emit(world, event);
}

void sim_sequence_halt(sim_sequence_world *world, unsigned node)
{
    sim_coordinator *n = &world->nodes[node];
    if (n->coordinator == NULL) {
        return;
    }
    world->subject->coordinator_destroy(n->coordinator);
    n->coordinator = NULL;
    sim_base_fault(&world->base, SIM_FAULT_CRASH);
    sim_sequence_emit(world, (sim_sequence_event){.kind = SIM_SEQ_STOPPED, .node = (uint8_t)node});
}

/* A stopped coordinator says the same again, and neither draws nor asks. */
static bool is_stopped(sim_sequence_world *world, ida_coordinator *coordinator,
                       const ida_chunk_return *rest, bool has_rest)
{
    const sim_sequence_subject *subject = world->subject;
    ida_chunk_return again = {.number = 0};
    ida_chunk_request request;
    uint64_t id = UINT64_MAX;
    bool same = subject->coordinator_stop(coordinator, &again) == has_rest &&
                memcmp(&again, rest, sizeof again) == 0;
    return same && subject->coordinator_next(coordinator, &id) == IDA_STOPPED && id == UINT64_MAX &&
           !subject->coordinator_request(coordinator, &request) &&
           subject->coordinator_left(coordinator) == 0 && subject->coordinator_verify(coordinator);
}

void sim_sequence_hand_back(sim_sequence_world *world, unsigned node, uint32_t how, unsigned master)
{
    const sim_sequence_subject *subject = world->subject;
    sim_coordinator *n = &world->nodes[node];
    if (n->coordinator == NULL) {
        return;
    }
    sim_sequence_event event = {
        .kind = SIM_SEQ_HANDED_BACK, .node = (uint8_t)node, .master = (uint8_t)master, .how = how};
    memset(&event.last, 0, sizeof event.last);
    memset(&event.returned, 0, sizeof event.returned);
    event.sent = subject->coordinator_stop(n->coordinator, &event.returned);
    event.again = is_stopped(world, n->coordinator, &event.returned, event.sent);
    event.pending = subject->coordinator_pending(n->coordinator, &event.last);
    if (event.pending && how != SIM_WRITE_LOST) {
        subject->coordinator_record_encode(&event.last, n->record);
        n->stored = true;
    }
    if (event.pending && how == SIM_WRITE_DONE) {
        event.status = subject->coordinator_confirm(n->coordinator, &event.last);
    } else if (event.pending) {
        sim_base_fault(&world->base,
                       how == SIM_WRITE_LOST ? SIM_FAULT_WRITE_LOST : SIM_FAULT_WRITE_UNHEARD);
    }
    subject->coordinator_destroy(n->coordinator);
    n->coordinator = NULL;
    n->dry = false;
    if (event.sent) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_HANDED_BACK);
        event.message = sim_sequence_send_return(world, node, master, &event.returned);
    }
    sim_sequence_emit(world, event);
}

void sim_sequence_keep(sim_sequence_world *world, unsigned node, uint32_t how)
{
    sim_coordinator *n = &world->nodes[node];
    if (n->coordinator == NULL) {
        return;
    }
    sim_sequence_event event = {.kind = SIM_SEQ_KEPT, .node = (uint8_t)node, .how = how};
    event.pending = world->subject->coordinator_pending(n->coordinator, &event.record);
    if (event.pending && how != SIM_WRITE_LOST) {
        world->subject->coordinator_record_encode(&event.record, n->record);
        n->stored = true;
    }
    if (event.pending && how == SIM_WRITE_DONE) {
        event.status = world->subject->coordinator_confirm(n->coordinator, &event.record);
    } else if (event.pending) {
        sim_base_fault(&world->base,
                       how == SIM_WRITE_LOST ? SIM_FAULT_WRITE_LOST : SIM_FAULT_WRITE_UNHEARD);
    }
    n->dry = n->dry && !event.pending;
    sim_sequence_emit(world, event);
}

void sim_sequence_ask(sim_sequence_world *world, unsigned node, unsigned master)
{
    const ida_coordinator *coordinator = world->nodes[node].coordinator;
    sim_sequence_event event = {.kind = SIM_SEQ_ASKED,
                                .node = (uint8_t)node,
                                .master = (uint8_t)master,
                                .up = coordinator != NULL};
    event.sent = event.up && world->subject->coordinator_request(coordinator, &event.request);
    if (event.sent) {
        if (world->subject->coordinator_left(coordinator) > 0) {
            sim_base_mark(&world->base, SIM_MARK_SEQ_PREFETCHED);
        }
        event.message = sim_sequence_send_request(world, node, master, &event.request);
    }
    sim_sequence_emit(world, event);
}

static void mark_installed(sim_sequence_world *world, const ida_chunk_reply *reply,
                           ida_status status)
{
    if (status == IDA_STALE_MESSAGE) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_LATE_REPLY);
    } else if (status == IDA_OK && !reply->exhausted) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_INSTALLED);
        if (reply->chunk.ending - reply->chunk.starting <= reply->chunk.index) {
            sim_base_mark(&world->base, SIM_MARK_SEQ_EMPTY_CHUNK);
        }
    }
}

void sim_sequence_install(sim_sequence_world *world, unsigned node, const ida_chunk_reply *reply)
{
    sim_coordinator *n = &world->nodes[node];
    assert(n->coordinator != NULL);
    ida_status status = world->subject->coordinator_install(n->coordinator, reply);
    mark_installed(world, reply, status);
    n->dry = n->dry && status != IDA_OK;
    sim_sequence_emit(world, (sim_sequence_event){.kind = SIM_SEQ_INSTALLED,
                                                  .node = (uint8_t)node,
                                                  .reply = *reply,
                                                  .status = status});
}

void sim_sequence_draw(sim_sequence_world *world, unsigned node, uint32_t count)
{
    sim_coordinator *n = &world->nodes[node];
    if (n->coordinator == NULL) {
        return;
    }
    assert(count <= SIM_BATCH_BOUND);
    assert(count >= 1);
    ida_status status = IDA_OK;
    for (uint32_t i = 0; i < count && status == IDA_OK; i++) {
        uint64_t id = UINT64_MAX;
        status = world->subject->coordinator_next(n->coordinator, &id);
        world->base.ids += status == IDA_OK ? 1 : 0;
        sim_sequence_emit(
            world, (sim_sequence_event){
                       .kind = SIM_SEQ_DREW, .node = (uint8_t)node, .id = id, .status = status});
    }
    n->dry = status != IDA_OK;
    if (status == IDA_NOT_PERSISTED) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_UNCONFIRMED);
    } else if (status == IDA_TRY_LATER) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_TRY_LATER);
    }
}
