/* The bytes that a node would save, and what is loaded from such bytes. */
#include "saving.h"

#include <assert.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "note.h"

static bool reserve_scratch(sim_world *world, size_t size)
{
    if (size <= world->scratch_capacity) {
        return true;
    }
    size_t capacity = size + size / 2;
    uint8_t *scratch = capacity < size ? NULL : realloc(world->scratch, capacity);
    if (scratch == NULL) {
        world->out_of_memory = true;
        return false;
    }
    world->scratch = scratch;
    world->scratch_capacity = capacity;
    return true;
}

static ida_status save(sim_world *world, const ida_document *document, ida_session *const *sessions,
                       size_t session_count, uint64_t position, size_t *size)
{
    size_t bound = world->subject->snapshot_bound(document, sessions, session_count);
    if (!reserve_scratch(world, bound)) {
        return IDA_NO_MEMORY;
    }
    return world->subject->snapshot_save(document, sessions, session_count, position,
                                         world->scratch, world->scratch_capacity, size);
}

ida_status sim_saving_to_scratch(sim_world *world, unsigned index, ida_session *const *sessions,
                                 size_t session_count, size_t *size)
{
    const sim_node *node = &world->nodes[index];
    assert(node->state != SIM_NODE_DOWN);
    assert(session_count <= world->config.slots);
    return save(world, node->document, sessions, session_count, node->position, size);
}

ida_status sim_saving_document(sim_world *world, const ida_document *document, uint64_t position,
                               size_t *size)
{
    return save(world, document, NULL, 0, position, size);
}

size_t sim_saving_sessions(const sim_world *world, const sim_node *node,
                           ida_session *const **sessions)
{
    size_t count = 0;
    for (unsigned i = 0; i < world->config.slots && count < node->live; i++) {
        if (node->slots[i].session != NULL) {
            world->session_room[count++] = node->slots[i].session;
        }
    }
    assert(count == node->live);
    *sessions = world->session_room;
    return count;
}

static uint64_t hash_of(sim_world *world, unsigned index, ida_session *const *sessions,
                        size_t count, uint64_t before)
{
    size_t size = 0;
    ida_status status = sim_saving_to_scratch(world, index, sessions, count, &size);
    return status == IDA_OK ? XXH3_64bits_withSeed(world->scratch, size, before) : (uint64_t)status;
}

uint64_t sim_saving_hash(sim_world *world, unsigned index)
{
    const sim_node *node = &world->nodes[index];
    ida_session *const *sessions;
    if (node->state == SIM_NODE_DOWN) {
        return 0;
    }
    size_t count = sim_saving_sessions(world, node, &sessions);
    return hash_of(world, index, sessions, count, hash_of(world, index, NULL, 0, 0));
}

void sim_saving_close(sim_world *world, ida_snapshot *snapshot)
{
    const ida_allocator *allocator = &world->allocator;
    for (size_t i = 0; i < snapshot->session_count; i++) {
        if (snapshot->sessions[i] != NULL) {
            world->subject->session_close(snapshot->sessions[i]);
        }
    }
    if (snapshot->document != NULL) {
        world->subject->document_destroy(snapshot->document);
    }
    if (snapshot->sessions != NULL) {
        allocator->resize(allocator->context, snapshot->sessions,
                          snapshot->session_count * sizeof(ida_session *), 0);
    }
    *snapshot = (ida_snapshot){0};
}

ida_status sim_saving_copy(sim_world *world, ida_document **document)
{
    size_t size;
    ida_snapshot snapshot = {0};
    assert(world->service != NULL);
    ida_status status = sim_saving_document(world, world->service, world->log_base, &size);
    if (status == IDA_OK) {
        status = world->subject->snapshot_load(&world->allocator, world->scratch, size, &snapshot);
    }
    if (status != IDA_OK) {
        return status;
    }
    if (snapshot.session_count != 0 || snapshot.log_position != world->log_base) {
        sim_note_violation(world, SIM_VIOLATION_LOADED);
    }
    *document = snapshot.document;
    snapshot.document = NULL;
    sim_saving_close(world, &snapshot);
    return IDA_OK;
}
