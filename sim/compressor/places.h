/*
 * Which sessions are live on a node, by their UUIDs. In large worlds only, whose nodes have too
 * many slots to look through; in others these functions do nothing.
 */
#ifndef SIM_PLACES_H
#define SIM_PLACES_H

#include "state.h"

/* What sim_node.open says of a session that is not live any more. */
#define SIM_PLACE_GONE 1u

static inline bool sim_places_has(const sim_node *node, ida_uuid uuid)
{
    return sim_id_map_get(&node->open, uuid.high, uuid.low) > SIM_PLACE_GONE;
}

static inline void sim_places_put(sim_world *world, sim_node *node, ida_uuid uuid, uint64_t number)
{
    if (!sim_config_is_large(&world->config)) {
        return;
    }
    uint64_t *at = sim_id_map_put(&node->open, uuid.high, uuid.low);
    world->out_of_memory = world->out_of_memory || at == NULL;
    if (at != NULL) {
        *at = number;
    }
}

static inline void sim_places_set(sim_world *world, sim_node *node, ida_uuid uuid, unsigned slot)
{
    sim_places_put(world, node, uuid, (uint64_t)slot + SIM_PLACE_GONE + 1);
}

static inline void sim_places_clear(sim_world *world, sim_node *node, ida_uuid uuid)
{
    sim_places_put(world, node, uuid, SIM_PLACE_GONE);
}

#endif
