/* Begins and ends worlds. */
#include "world.h"

#include <assert.h>
#include <stdlib.h>

#include "channel.h"
#include "kernel/accounting.h"
#include "node.h"
#include "service.h"
#include "shards.h"

static bool allocate(sim_world *world)
{
    size_t nodes = world->config.nodes;
    assert(nodes >= 1);
    assert(world->config.slots >= 1);
    assert(sim_config_is_large(&world->config) || nodes <= SIM_NODES_MAX);
    assert(sim_config_is_large(&world->config) || world->config.slots <= SIM_SLOTS_MAX);
    world->nodes = calloc(nodes, sizeof *world->nodes);
    world->clients = calloc(nodes, sizeof *world->clients);
    world->session_room = calloc(world->config.slots, sizeof *world->session_room);
    world->range_room = calloc(world->config.slots, sizeof *world->range_room);
    if (world->nodes == NULL || world->clients == NULL || world->session_room == NULL ||
        world->range_room == NULL) {
        return false;
    }
    for (size_t i = 0; i < nodes; i++) {
        world->nodes[i].slots = calloc(world->config.slots, sizeof *world->nodes[i].slots);
        if (world->nodes[i].slots == NULL) {
            return false;
        }
    }
    return sim_channel_prepare(world);
}

bool sim_world_begin(sim_world *world, const sim_config *config, const sim_subject *subject)
{
    assert(world->nodes == NULL);
    assert(subject != NULL);
    world->config = sim_config_wrap(*config);
    world->subject = subject;
    world->memory.limit =
        sim_config_is_large(&world->config) ? SIM_LARGE_MEMORY_LIMIT : SIM_MEMORY_LIMIT;
    world->allocator = sim_memory_allocator(&world->memory);
    world->next_look = SIM_LOOK_INTERVAL;
    return allocate(world);
}

size_t sim_world_stop(sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_node_stop(world, i);
        sim_storage_wipe(world, i);
        world->nodes[i].state = SIM_NODE_DOWN;
    }
    sim_service_stop(world);
    return world->memory.used;
}

void sim_world_end(sim_world *world)
{
    if (world->nodes != NULL && world->log_capacity > 0) {
        sim_world_stop(world);
    }
    sim_memory_free_all(&world->memory);
    sim_shards_end(world);
    for (unsigned i = 0; i < world->config.nodes && world->nodes != NULL; i++) {
        free(world->nodes[i].slots);
        free(world->nodes[i].down);
        free(world->nodes[i].lost);
        free(world->nodes[i].unseen_block);
        sim_id_map_free(&world->nodes[i].open);
    }
    free(world->nodes);
    free(world->clients);
    free(world->log);
    free(world->session_room);
    free(world->range_room);
    free(world->scratch);
}

sim_world *sim_world_create(const sim_config *config, const sim_subject *subject)
{
    sim_world *world = calloc(1, sizeof *world);
    if (world != NULL && !sim_world_begin(world, config, subject)) {
        sim_world_destroy(world);
        return NULL;
    }
    return world;
}

void sim_world_destroy(sim_world *world)
{
    if (world != NULL) {
        sim_world_end(world);
        free(world);
    }
}
