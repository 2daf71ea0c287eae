/* The bytes that a node would save. */
#include "saving.h"

#include <assert.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

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

ida_status sim_saving_to_scratch(sim_world *world, unsigned index, ida_session *const *sessions,
                                 size_t session_count, size_t *size)
{
    const sim_node *node = &world->nodes[index];
    assert(node->state != SIM_NODE_DOWN);
    assert(session_count <= world->config.slots);
    size_t bound = world->subject->snapshot_bound(node->document, sessions, session_count);
    if (!reserve_scratch(world, bound)) {
        return IDA_NO_MEMORY;
    }
    return world->subject->snapshot_save(node->document, sessions, session_count, node->position,
                                         world->scratch, world->scratch_capacity, size);
}

size_t sim_saving_sessions(const sim_world *world, const sim_node *node,
                           ida_session *sessions[SIM_SLOTS_MAX])
{
    size_t count = 0;
    for (unsigned i = 0; i < world->config.slots; i++) {
        if (node->slots[i].session != NULL) {
            sessions[count++] = node->slots[i].session;
        }
    }
    assert(count == node->live);
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
    ida_session *sessions[SIM_SLOTS_MAX];
    if (node->state == SIM_NODE_DOWN) {
        return 0;
    }
    size_t count = sim_saving_sessions(world, node, sessions);
    return hash_of(world, index, sessions, count, hash_of(world, index, NULL, 0, 0));
}
