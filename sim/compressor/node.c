/* The life cycle of a process: how it starts, and how it ends. */
#include "node.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/verify.h"
#include "note.h"
#include "places.h"
#include "saving.h"
#include "starve.h"

static bool are_sessions_counted(const sim_world *world, const sim_node *node)
{
    uint32_t live = 0;
    for (unsigned i = 0; i < world->config.slots; i++) {
        live += node->slots[i].session != NULL ? 1 : 0;
    }
    return live == node->live;
}

/* What a node has applied is on its way to it no more. */
static bool has_nothing_old(const sim_world *world, const sim_node *node)
{
    bool nothing = true;
    for (uint64_t i = world->log_base; i < node->position; i++) {
        nothing = nothing && *sim_world_down(world, node, i) == 0;
    }
    return nothing;
}

void sim_node_enter(sim_world *world, unsigned index, sim_node_state state,
                    sim_compressor_event_kind how)
{
    sim_node *node = &world->nodes[index];
    assert(state != SIM_NODE_DOWN);
    assert(state != SIM_NODE_JOINING || node->state == SIM_NODE_OFFLINE);
    assert(state != SIM_NODE_CONNECTED || node->state == SIM_NODE_JOINING);
    assert(state == SIM_NODE_OFFLINE || node->epoch == world->clients[index].epoch);
    assert(node->position <= world->log_count);
    assert(node->joined_at <= node->position);
    assert(node->loaded_at <= node->position);
    SIM_ASSERT_VERIFIED(node->live, are_sessions_counted(world, node));
    SIM_ASSERT_VERIFIED(node->position, has_nothing_old(world, node));
    node->state = state;
    SIM_EMIT(world, .kind = how, .node = index, .position = node->position, .epoch = node->epoch);
}

void sim_node_start(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    if (node->state != SIM_NODE_DOWN) {
        return;
    }
    assert(node->live == 0);
    assert(node->unseen_count == 0);
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = world->service == NULL
                     ? world->subject->document_create(&world->allocator, &node->document)
                     : sim_saving_copy(world, &node->document);
    } while (sim_starve_end(world, index, before, status));
    sim_note_status(world, status);
    if (status != IDA_OK) {
        return;
    }
    node->position = world->log_base;
    node->joined_at = world->log_base;
    node->loaded = world->log_base > 0;
    node->loaded_at = world->log_base;
    sim_node_enter(world, index, SIM_NODE_OFFLINE, SIM_COMPRESSOR_STARTED);
}

/* Makes a summary of from's document and starts the node with it. */
static ida_status load_summary(sim_world *world, unsigned index, unsigned from)
{
    sim_node *node = &world->nodes[index];
    assert(node->live == 0);
    assert(world->nodes[from].state != SIM_NODE_DOWN);
    size_t size;
    ida_snapshot snapshot = {0};
    ida_status status = sim_saving_to_scratch(world, from, NULL, 0, &size);
    if (status == IDA_OK) {
        uint64_t before;
        do {
            before = sim_starve_begin(world, index);
            status =
                world->subject->snapshot_load(&world->allocator, world->scratch, size, &snapshot);
        } while (sim_starve_end(world, index, before, status));
    }
    if (status != IDA_OK) {
        return status;
    }
    if (snapshot.session_count != 0 || snapshot.log_position != world->nodes[from].position) {
        sim_note_violation(world, SIM_VIOLATION_LOADED);
    }
    node->document = snapshot.document;
    snapshot.document = NULL;
    node->position = world->nodes[from].position;
    node->joined_at = node->position;
    node->loaded = true;
    node->loaded_at = node->position;
    sim_saving_close(world, &snapshot);
    return IDA_OK;
}

void sim_node_join(sim_world *world, unsigned index, unsigned from)
{
    sim_node *node = &world->nodes[index];
    if (node->state != SIM_NODE_DOWN || world->nodes[from].state == SIM_NODE_DOWN) {
        return;
    }
    ida_status status = load_summary(world, index, from);
    sim_note_status(world, status);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_JOINED, .node = index, .from = from, .status = status,
             .position = node->position);
    if (status == IDA_OK) {
        sim_note_mark(world, SIM_MARK_JOINED);
        if (world->subject->document_cluster_count(node->document) > 0) {
            sim_note_mark(world, SIM_MARK_JOINED_LATE);
        }
        sim_node_enter(world, index, SIM_NODE_OFFLINE, SIM_COMPRESSOR_UP);
    }
}

void sim_node_stop(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    assert(node->position <= world->log_count);
    for (unsigned i = 0; i < world->config.slots && node->live > 0; i++) {
        if (node->slots[i].session != NULL) {
            world->subject->session_close(node->slots[i].session);
            sim_places_clear(world, node, node->slots[i].uuid);
            node->slots[i] = (sim_slot){0};
            node->live--;
        }
    }
    assert(node->live == 0);
    if (node->document != NULL) {
        world->subject->document_destroy(node->document);
        node->document = NULL;
    }
    if (node->position >= world->log_base) {
        memset(sim_world_down(world, node, node->position), 0,
               (size_t)(world->log_count - node->position));
    }
    node->position = 0;
    node->joined_at = 0;
    node->loaded = false;
    node->loaded_at = 0;
    node->epoch = 0;
    node->next_number = 0;
    node->next_sent = 0;
    node->unseen_count = 0;
    node->unsaved = false;
}

/* Records how many IDs each session had made, to count those that come back with fewer. */
static void remember_lost(sim_world *world, sim_node *node)
{
    if (node->lost == NULL) {
        node->lost = calloc(world->config.slots, sizeof *node->lost);
        if (node->lost == NULL) {
            world->out_of_memory = true;
            return;
        }
    }
    for (unsigned i = 0; i < world->config.slots; i++) {
        const sim_slot *slot = &node->slots[i];
        node->lost[i] = (sim_lost){0};
        if (slot->session != NULL) {
            node->lost[i] =
                (sim_lost){slot->uuid, world->subject->session_generated(slot->session)};
        }
    }
}

void sim_node_crash(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    if (node->state == SIM_NODE_DOWN) {
        return;
    }
    sim_note_fault(world, SIM_FAULT_CRASH);
    if (node->unsaved) {
        sim_note_fault(world, SIM_FAULT_CRASH_UNSAVED);
    }
    bool unsaved = node->unsaved;
    remember_lost(world, node);
    sim_node_stop(world, index);
    node->state = SIM_NODE_DOWN;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_CRASHED, .node = index, .flag = unsaved);
}

void sim_node_leave(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    if (node->state == SIM_NODE_DOWN && node->newest_serial == 0) {
        return;
    }
    sim_note_mark(world, SIM_MARK_LEFT);
    sim_node_stop(world, index);
    sim_storage_wipe(world, index);
    free(node->lost);
    node->lost = NULL;
    node->state = SIM_NODE_DOWN;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_LEFT, .node = index);
}
