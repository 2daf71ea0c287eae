/* The register and the records of a sequence world: written, compared, damaged and read. */
#include "storage.h"

#include <assert.h>
#include <string.h>

#include "kernel/verify.h"

void sim_sequence_send_write(sim_sequence_world *world, unsigned master)
{
    sim_office *office = &world->offices[master];
    ida_master_write write;
    assert(office->master != NULL);
    assert(world->write_count <= SIM_SEQUENCE_WRITES);
    if (office->writing || !world->subject->master_pending(office->master, &write) ||
        world->write_count == SIM_SEQUENCE_WRITES) {
        return;
    }
    uint64_t number = ++world->writes_sent;
    world->writes[world->write_count++] =
        (sim_register_write){number, (uint8_t)master, office->term, write};
    assert(office->term <= world->last_term);
    office->writing = true;
    sim_sequence_emit(world, (sim_sequence_event){.kind = SIM_SEQ_WRITING,
                                                  .master = (uint8_t)master,
                                                  .term = office->term,
                                                  .message = number,
                                                  .write = write});
}

static bool are_writes_in_order(const sim_sequence_world *world)
{
    bool in_order = true;
    for (uint32_t i = 1; i < world->write_count; i++) {
        in_order = in_order && world->writes[i - 1].number < world->writes[i].number;
    }
    return in_order;
}

sim_register_write sim_sequence_take_write(sim_sequence_world *world, uint32_t pick)
{
    assert(pick < world->write_count);
    assert(world->write_count <= SIM_SEQUENCE_WRITES);
    SIM_ASSERT_VERIFIED(world->write_count, are_writes_in_order(world));
    sim_register_write taken = world->writes[pick];
    assert(taken.number <= world->writes_sent);
    assert(taken.term <= world->last_term);
    world->write_count--;
    memmove(&world->writes[pick], &world->writes[pick + 1],
            (world->write_count - pick) * sizeof world->writes[0]);
    return taken;
}

bool sim_sequence_store(sim_sequence_world *world, const sim_register_write *write, uint32_t how)
{
    assert(how != SIM_WRITE_LOST);
    assert(how < SIM_WRITE_BOUND);
    const ida_master_record *held = world->stored ? &world->held : NULL;
    bool applies = world->subject->write_applies(held, &write->write);
    if (applies) {
        world->subject->master_record_encode(&write->write.record, world->record);
        world->held = write->write.record;
        world->stored = true;
    }
    sim_sequence_emit(world, (sim_sequence_event){.kind = SIM_SEQ_WRITTEN,
                                                  .master = write->master,
                                                  .message = write->number,
                                                  .write = write->write,
                                                  .how = how,
                                                  .applied = applies});
    return applies;
}

/* The bytes of a record as they are read; if damaged, the ops determine which one is changed. */
static sim_sequence_event fetch(sim_sequence_world *world, sim_sequence_happening kind,
                                const uint8_t *stored, size_t size, bool damaged, uint8_t *bytes)
{
    assert(size > 0);
    memcpy(bytes, stored, size);
    if (damaged) {
        const uint64_t ops = world->base.op_count;
        bytes[ops % size] ^= (uint8_t)(1 + ops % UINT8_MAX);
        sim_base_fault(&world->base, SIM_FAULT_FLIPPED);
    }
    return (sim_sequence_event){.kind = kind, .damaged = damaged};
}

ida_status sim_sequence_read_storage(sim_sequence_world *world, unsigned master, bool damaged,
                                     ida_master_record *record)
{
    uint8_t bytes[sizeof world->record];
    sim_sequence_event event =
        fetch(world, SIM_SEQ_STORAGE_READ, world->record, sizeof bytes, damaged, bytes);
    event.master = (uint8_t)master;
    event.status = world->subject->master_record_decode(bytes, sizeof bytes, record);
    sim_sequence_emit(world, event);
    return event.status;
}

ida_status sim_sequence_read_record(sim_sequence_world *world, unsigned node, bool damaged,
                                    ida_coordinator_record *record)
{
    sim_coordinator *n = &world->nodes[node];
    uint8_t bytes[sizeof n->record];
    sim_sequence_event event =
        fetch(world, SIM_SEQ_RECORD_READ, n->record, sizeof bytes, damaged, bytes);
    event.node = (uint8_t)node;
    event.status = world->subject->coordinator_record_decode(bytes, sizeof bytes, record);
    sim_sequence_emit(world, event);
    return event.status;
}
