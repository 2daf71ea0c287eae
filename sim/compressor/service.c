/* Summarizes the log and forgets what is in the summary; service.h has the picture. */
#include "service.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "channel.h"
#include "node.h"
#include "note.h"
#include "saving.h"

/* Applies an entry to the service's replica; refusals are part of the log. */
static bool apply(sim_world *world, const sim_entry *entry)
{
    ida_status status = IDA_OK;
    ida_id first;
    if (entry->kind == SIM_ENTRY_RANGE) {
        status = world->subject->document_finalize(world->service, &entry->range);
    } else if (entry->kind == SIM_ENTRY_GHOST) {
        status = world->subject->document_ghost(world->service, entry->range.session,
                                                entry->range.count, &first);
    }
    sim_note_status(world, status);
    return status != IDA_NO_MEMORY;
}

/* Brings the summary from log_base to a later position; false without memory. */
static bool summarize(sim_world *world, uint64_t end)
{
    if (world->service == NULL) {
        assert(world->log_base == 0);
        ida_status status = world->subject->document_create(&world->allocator, &world->service);
        sim_note_status(world, status);
        if (status != IDA_OK) {
            return false;
        }
    }
    for (uint64_t i = world->log_base; i < end; i++) {
        if (!apply(world, sim_world_entry(world, i))) {
            return false;
        }
    }
    return true;
}

/* Closes the nodes that lack entries before a position, and deletes the stores that do. */
static void close_outdated(sim_world *world, uint64_t end)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_node *node = &world->nodes[i];
        if (node->state != SIM_NODE_DOWN && node->position < end) {
            sim_note_mark(world, SIM_MARK_OUTDATED);
            sim_node_stop(world, i);
            node->state = SIM_NODE_DOWN;
            SIM_EMIT(world, .kind = SIM_COMPRESSOR_OUTDATED, .node = i);
        }
        for (unsigned store = 0; store < SIM_STORES; store++) {
            if (node->stores[store].bytes != NULL && node->stores[store].position < end) {
                sim_storage_delete(node, store);
            }
        }
    }
}

/* Emits the summary. */
static void tell(sim_world *world)
{
    size_t size = 0;
    ida_status status = sim_saving_document(world, world->service, 0, &size);
    sim_note_status(world, status);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_SUMMARIZED, .position = world->log_base,
             .status = status, .size = status == IDA_OK ? size : 0,
             .hash = status == IDA_OK ? XXH3_64bits(world->scratch, size) : 0);
}

static void forget(sim_world *world, uint64_t end)
{
    const size_t forgotten = (size_t)(end - world->log_base);
    const size_t left = (size_t)(world->log_count - end);
    sim_channel_follow(world, end);
    for (unsigned i = 0; i < world->config.nodes; i++) {
        uint8_t *down = world->nodes[i].down;
        world->clients[i].kept = world->clients[i].read;
        memmove(down, down + forgotten, left);
        memset(down + left, 0, forgotten);
    }
    memmove(world->log, world->log + forgotten, left * sizeof *world->log);
    world->log_base = end;
}

void sim_service_keep_up(sim_world *world)
{
    const uint64_t kept = world->config.kept;
    assert(world->log_count >= world->log_base);
    if (!sim_config_is_large(&world->config) || world->log_count - world->log_base < 2 * kept ||
        !sim_world_is_well(world)) {
        return;
    }
    uint64_t end = world->log_count - kept;
    if (!summarize(world, end)) {
        return;
    }
    close_outdated(world, end);
    sim_note_mark(world, SIM_MARK_SUMMARIZED);
    forget(world, end);
    tell(world);
}

void sim_service_stop(sim_world *world)
{
    if (world->service != NULL) {
        world->subject->document_destroy(world->service);
        world->service = NULL;
    }
}
