/* Splits of sessions, and the children on their way to other nodes. */
#include "shards.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node.h"
#include "note.h"
#include "saving.h"
#include "starve.h"
#include "uuid_layout.h"

/* Variations of UUID layouts from here on name shards. */
#define SHARD_NAMES (UINT32_C(1) << 24)

bool sim_shards_prepare(sim_world *world)
{
    if (world->post == NULL) {
        world->post = calloc(1, sizeof *world->post);
        world->out_of_memory = world->out_of_memory || world->post == NULL;
    }
    return world->post != NULL;
}

void sim_shards_end(sim_world *world)
{
    for (unsigned i = 0; world->post != NULL && i < SIM_NEWBORNS; i++) {
        free(world->post->newborns[i].bytes);
    }
    free(world->post);
    world->post = NULL;
}

sim_slot *sim_shards_find(sim_world *world, unsigned node, unsigned slot)
{
    assert(node < world->config.nodes);
    assert(slot < world->config.slots);
    sim_slot *found = &world->nodes[node].slots[slot];
    /* Large worlds find sessions by their UUIDs, which shards share. */
    const bool none = found->session == NULL || world->subject->shard_split == NULL ||
                      sim_config_is_large(&world->config);
    return none ? NULL : found;
}

ida_uuid sim_shards_name(sim_world *world)
{
    assert(world->post != NULL);
    uint32_t variation = SHARD_NAMES + world->post->births;
    world->post->births++;
    return sim_world_uuid(&world->config, sim_world_ghost_node(world), 0,
                          SIM_LAYOUT_RANDOM + SIM_LAYOUT_KINDS * variation);
}

/* --- Splitting --- */

/* An ID that no child of a session may get: its own, that of a living child, or an invalid one. */
static ida_uuid taken_name(const sim_world *world, const sim_slot *slot)
{
    ida_shard_child child;
    if (!sim_uuid_is_zero(slot->shard)) {
        return slot->shard;
    }
    if (world->subject->shard_child_at(slot->session, 0, &child)) {
        return child.shard;
    }
    return (ida_uuid){UINT64_MAX, 0};
}

/* The IDs of the children that a split asks for; returns how many. */
static size_t name_children(sim_world *world, const sim_slot *slot, uint32_t children,
                            ida_uuid names[SIM_CHILDREN_MAX])
{
    switch (children) {
    case SIM_CHILDREN_TWICE:
        names[0] = names[1] = sim_shards_name(world);
        return 2;
    case SIM_CHILDREN_LIVING:
        names[0] = taken_name(world, slot);
        return 1;
    default:
        break;
    }
    assert(children <= SIM_CHILDREN_MAX);
    for (uint32_t i = 0; i < children; i++) {
        names[i] = sim_shards_name(world);
    }
    return children;
}

/* Keeps the scratch bytes as a newborn. */
static bool pack(sim_world *world, sim_newborn *newborn, size_t size)
{
    uint8_t *bytes = realloc(newborn->bytes, size);
    if (bytes == NULL) {
        world->out_of_memory = true;
        return false;
    }
    memcpy(bytes, world->scratch, size);
    newborn->bytes = bytes;
    newborn->size = size;
    return true;
}

/* A child leaves its parent's process as bytes. */
static void send_child(sim_world *world, unsigned index, unsigned slot_index, ida_uuid name,
                       ida_session *child)
{
    const sim_slot *slot = &world->nodes[index].slots[slot_index];
    unsigned place = (unsigned)(world->post->newborn_count % SIM_NEWBORNS);
    sim_newborn *newborn = &world->post->newborns[place];
    if (newborn->bytes != NULL && newborn->loads == 0) {
        sim_note_fault(world, SIM_FAULT_NEWBORN_LOST);
    }
    size_t size = 0;
    ida_status status = sim_saving_to_scratch(world, index, &child, 1, &size);
    if (status == IDA_OK && !pack(world, newborn, size)) {
        status = IDA_NO_MEMORY;
    }
    sim_note_status(world, status);
    if (status == IDA_OK) {
        world->post->newborn_count++;
        newborn->loads = 0;
        newborn->position = world->nodes[index].position;
        newborn->session = child;
        newborn->slot =
            (sim_slot){.session = child, .uuid = slot->uuid, .shard = name, .parent = slot->shard};
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_NEWBORN, .node = index, .slot = slot_index,
             .session = slot->uuid, .number = place, .status = status,
             .position = world->nodes[index].position, .newborn = newborn);
    newborn->session = NULL;
    world->subject->session_close(child);
}

static void note_split(sim_world *world, const sim_slot *slot, ida_status status)
{
    sim_note_status(world, status);
    if (status == IDA_INVALID_ARGUMENT) {
        sim_note_mark(world, SIM_MARK_SPLIT_REFUSED);
    } else if (status == IDA_SHARD_LIMIT) {
        sim_note_mark(world, SIM_MARK_STRIDE_LIMIT);
    } else if (status == IDA_OK) {
        sim_note_mark(world, SIM_MARK_SPLIT);
        if (slot->births > 0) {
            sim_note_mark(world, SIM_MARK_SPLIT_AGAIN);
        }
        if (!sim_uuid_is_zero(slot->shard)) {
            sim_note_mark(world, SIM_MARK_SPLIT_NESTED);
        }
    }
}

void sim_shards_split(sim_world *world, unsigned index, unsigned slot_index, uint32_t children)
{
    sim_slot *slot = sim_shards_find(world, index, slot_index);
    if (slot == NULL || !sim_shards_prepare(world)) {
        return;
    }
    ida_uuid names[SIM_CHILDREN_MAX] = {{0, 0}};
    ida_session *made[SIM_CHILDREN_MAX] = {NULL};
    size_t count = name_children(world, slot, children, names);
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = world->subject->shard_split(slot->session, names, count, made);
    } while (sim_starve_end(world, index, before, status));
    note_split(world, slot, status);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_SPLIT, .node = index, .slot = slot_index,
             .session = slot->uuid, .count = count, .status = status, .shards = names);
    if (status != IDA_OK) {
        return;
    }
    slot->births += (uint32_t)count;
    world->nodes[index].unsaved = true;
    /* The parent is saved before a child leaves it. */
    (void)sim_storage_write_ahead(world, index);
    for (size_t i = 0; i < count; i++) {
        send_child(world, index, slot_index, names[i], made[i]);
    }
}

/* --- Adopting --- */

static ida_status load_newborn(sim_world *world, unsigned index, const sim_newborn *newborn,
                               ida_snapshot *snapshot)
{
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = world->subject->snapshot_load(&world->allocator, newborn->bytes, newborn->size,
                                               snapshot);
    } while (sim_starve_end(world, index, before, status));
    return status;
}

/* Moves what a newborn had into the node. */
static void place_child(sim_world *world, unsigned index, const sim_newborn *newborn,
                        ida_snapshot *snapshot)
{
    sim_node *node = &world->nodes[index];
    assert(node->live == 0);
    if (snapshot->session_count != 1 || snapshot->log_position != newborn->position) {
        sim_note_violation(world, SIM_VIOLATION_LOADED);
    }
    if (snapshot->session_count > 0) {
        node->slots[0] = newborn->slot;
        node->slots[0].session = snapshot->sessions[0];
        node->slots[0].loaded = true;
        node->live = 1;
        snapshot->sessions[0] = NULL;
    }
    node->document = snapshot->document;
    snapshot->document = NULL;
    node->position = newborn->position;
    node->joined_at = 0;
    node->loaded = true;
    node->loaded_at = newborn->position;
    sim_saving_close(world, snapshot);
}

void sim_shards_adopt(sim_world *world, unsigned index, unsigned place)
{
    assert(place < SIM_NEWBORNS);
    if (world->nodes[index].state != SIM_NODE_DOWN || world->post == NULL ||
        world->post->newborns[place].bytes == NULL) {
        return;
    }
    sim_newborn *newborn = &world->post->newborns[place];
    ida_snapshot snapshot = {0};
    ida_status status = load_newborn(world, index, newborn, &snapshot);
    sim_note_status(world, status);
    if (status == IDA_OK) {
        place_child(world, index, newborn, &snapshot);
        sim_note_mark(world, SIM_MARK_ADOPTED);
        if (newborn->loads > 0) {
            sim_note_fault(world, SIM_FAULT_SHARD_FORK);
        }
        newborn->loads++;
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_ADOPTED, .node = index, .number = place,
             .session = newborn->slot.uuid, .status = status, .position = newborn->position,
             .newborn = newborn);
    if (status == IDA_OK) {
        sim_node_enter(world, index, SIM_NODE_OFFLINE, SIM_COMPRESSOR_UP);
    }
}
