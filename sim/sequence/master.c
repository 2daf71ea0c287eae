/* Masters of a sequence world: they take office, answer, learn the outcome of writes, and leave. */
#include "master.h"

#include <assert.h>

#include "network.h"
#include "storage.h"

/* An event of a master in office. */
static sim_sequence_event event_of(const sim_sequence_world *world, sim_sequence_happening kind,
                                   unsigned master)
{
    return (sim_sequence_event){
        .kind = kind, .master = (uint8_t)master, .term = world->offices[master].term};
}

/* --- Answers. --- */

/* A request is the same only if it has the same number of the same incarnation. */
static void mark_granted(sim_sequence_world *world, const ida_chunk_reply *reply)
{
    sim_coordinator *n = &world->nodes[reply->coordinator % SIM_NODES_MAX];
    bool again = n->answered.number != 0 && n->answered.incarnation == reply->incarnation &&
                 n->answered.number == reply->number &&
                 n->answered.chunk.starting == reply->chunk.starting &&
                 n->answered.chunk.index == reply->chunk.index;
    sim_base_mark(&world->base, reply->exhausted ? SIM_MARK_SEQ_EXHAUSTED : SIM_MARK_SEQ_GRANTED);
    /* Only of a part that was handed back the range is shorter. */
    if (!reply->exhausted &&
        reply->chunk.ending - reply->chunk.starting != world->config.range_size) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_REST_GRANTED);
    }
    if (again) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_ANSWERED_AGAIN);
    }
    n->answered = *reply;
}

void sim_sequence_answer(sim_sequence_world *world, unsigned master,
                         const ida_chunk_request *request)
{
    assert(world->offices[master].master != NULL);
    sim_sequence_event event = event_of(world, SIM_SEQ_ANSWERED, master);
    event.node = (uint8_t)(request->coordinator % SIM_NODES_MAX);
    event.request = *request;
    event.status =
        world->subject->master_grant(world->offices[master].master, request, &event.reply);
    sim_base_see(&world->base, event.status);
    if (event.status == IDA_OK) {
        mark_granted(world, &event.reply);
        event.sent = true;
        event.message = sim_sequence_send_reply(world, master, event.node, &event.reply);
    } else if (event.status == IDA_STALE_TERM) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_STALE_TERM);
    } else if (event.status == IDA_STALE_MESSAGE) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_LATE_REQUEST);
    } else if (event.status == IDA_UNKNOWN_COORDINATOR) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_NO_MEMBER);
    }
    sim_sequence_emit(world, event);
    if (event.status == IDA_NOT_PERSISTED) {
        sim_sequence_send_write(world, master);
    }
}

/* --- Repairs. --- */

void sim_sequence_take_back(sim_sequence_world *world, unsigned master,
                            const ida_chunk_return *returned)
{
    assert(world->offices[master].master != NULL);
    sim_sequence_event event = event_of(world, SIM_SEQ_TAKEN_BACK, master);
    event.node = (uint8_t)(returned->coordinator % SIM_NODES_MAX);
    event.returned = *returned;
    event.status = world->subject->master_take_back(world->offices[master].master, returned);
    sim_base_see(&world->base, event.status);
    if (event.status == IDA_OK) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_TAKEN_BACK);
    } else if (event.status == IDA_STALE_MESSAGE) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_LATE_RETURN);
    }
    sim_sequence_emit(world, event);
}

static uint64_t place_of(const sim_sequence_world *world, uint32_t place, uint32_t amount)
{
    const ida_master_config *bounds = &world->config.bounds;
    uint64_t next = world->stored ? world->held.next_start : bounds->first_start;
    switch (place) {
    case SIM_PLACE_ABOVE:
        return next + amount;
    case SIM_PLACE_BELOW:
        return next > amount ? next - amount : 0;
    case SIM_PLACE_DOUBLES:
        return (UINT64_C(1) << 53) + amount;
    default:
        return bounds->last_id > amount ? bounds->last_id - amount : 0;
    }
}

void sim_sequence_raise(sim_sequence_world *world, unsigned master, uint32_t place, uint32_t amount)
{
    sim_office *office = &world->offices[master];
    if (office->master == NULL) {
        return;
    }
    sim_sequence_event event = event_of(world, SIM_SEQ_RAISED, master);
    event.issued = place_of(world, place, amount);
    event.status = world->subject->master_raise(office->master, event.issued);
    if (event.status == IDA_NOT_PERSISTED) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_RAISED);
    }
    sim_sequence_emit(world, event);
    if (event.status == IDA_NOT_PERSISTED) {
        sim_sequence_send_write(world, master);
    }
}

void sim_sequence_confirm(sim_sequence_world *world, const sim_register_write *write)
{
    sim_office *office = &world->offices[write->master];
    if (office->master == NULL || office->term != write->term) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_ORPHANED_WRITE);
        return;
    }
    assert(office->writing);
    sim_sequence_event event = event_of(world, SIM_SEQ_CONFIRMED, write->master);
    event.status = world->subject->master_confirm(office->master, &write->write.record);
    office->writing = false;
    sim_sequence_emit(world, event);
}

/* --- Members. --- */

static void join(sim_sequence_world *world, unsigned master, unsigned node)
{
    assert(world->nodes[node].member);
    sim_sequence_event event = event_of(world, SIM_SEQ_JOINED, master);
    event.node = (uint8_t)node;
    event.status = world->subject->master_join(world->offices[master].master, node);
    sim_base_see(&world->base, event.status);
    sim_sequence_emit(world, event);
}

void sim_sequence_enlist(sim_sequence_world *world, unsigned node)
{
    if (world->nodes[node].member) {
        return;
    }
    world->nodes[node].member = true;
    sim_sequence_emit(world, (sim_sequence_event){.kind = SIM_SEQ_ENLISTED, .node = (uint8_t)node});
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        if (world->offices[i].master != NULL) {
            sim_base_mark(&world->base, SIM_MARK_SEQ_JOINED);
            join(world, i, node);
        }
    }
}

void sim_sequence_retire(sim_sequence_world *world, unsigned node)
{
    if (!world->nodes[node].member) {
        return;
    }
    world->nodes[node].member = false;
    sim_sequence_emit(world, (sim_sequence_event){.kind = SIM_SEQ_RETIRED, .node = (uint8_t)node});
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        if (world->offices[i].master != NULL) {
            sim_base_mark(&world->base, SIM_MARK_SEQ_LEFT);
            world->subject->master_leave(world->offices[i].master, node);
            sim_sequence_event event = event_of(world, SIM_SEQ_LEFT, i);
            event.node = (uint8_t)node;
            sim_sequence_emit(world, event);
        }
    }
}

/* --- In office. --- */

void sim_sequence_depose(sim_sequence_world *world, unsigned master)
{
    sim_office *office = &world->offices[master];
    if (office->master == NULL) {
        return;
    }
    sim_sequence_event event = event_of(world, SIM_SEQ_DEPOSED, master);
    world->subject->master_destroy(office->master);
    *office = (sim_office){.term = 0};
    sim_sequence_emit(world, event);
}

static bool is_any_in_office(const sim_sequence_world *world)
{
    bool any = false;
    for (unsigned i = 0; i < SIM_MASTERS_MAX; i++) {
        any = any || world->offices[i].master != NULL;
    }
    return any;
}

void sim_sequence_elect(sim_sequence_world *world, unsigned master, bool damaged)
{
    sim_office *office = &world->offices[master];
    ida_master_record record;
    if (world->stored && sim_sequence_read_storage(world, master, damaged, &record) != IDA_OK) {
        return;
    }
    sim_sequence_depose(world, master);
    if (is_any_in_office(world)) {
        sim_base_mark(&world->base, SIM_MARK_SEQ_TWO_MASTERS);
    }
    const uint64_t term = world->last_term + 1;
    ida_status status =
        world->subject->master_create(&world->base.allocator, &world->config.bounds, term,
                                      world->stored ? &record : NULL, &office->master);
    sim_base_see(&world->base, status);
    if (status == IDA_OK) {
        world->last_term = term;
        *office = (sim_office){.master = office->master, .term = term};
    }
    sim_sequence_event event = event_of(world, SIM_SEQ_ELECTED, master);
    event.term = term;
    event.status = status;
    sim_sequence_emit(world, event);
    for (unsigned i = 0; status == IDA_OK && i < world->config.nodes; i++) {
        if (world->nodes[i].member) {
            join(world, master, i);
        }
    }
}
