/* Numbers of a world's coordinators and of its storage between two ops, for reports. */
#include "observed.h"
#include "sequence.h"
#include "state.h"

static const sim_sequence_world *world_of(const void *observed)
{
    return ((const sim_observed *)observed)->world;
}

static void read_node(const void *observed, unsigned index, int64_t values[SIM_GAUGES_MAX])
{
    const sim_sequence_world *world = world_of(observed);
    const sim_coordinator *node = &world->nodes[index];
    bool is_up = node->coordinator != NULL;
    values[0] = is_up ? 1 : 0;
    values[1] = node->member ? 1 : 0;
    values[2] = is_up ? (int64_t)world->subject->coordinator_left(node->coordinator) : 0;
}

static void read_world(const void *observed, int64_t values[SIM_GAUGES_MAX])
{
    const sim_sequence_world *world = world_of(observed);
    int64_t offices = 0;
    for (unsigned i = 0; i < world->config.masters; i++) {
        offices += world->offices[i].master != NULL ? 1 : 0;
    }
    values[0] = (int64_t)world->base.ids;
    values[1] = world->message_count;
    values[2] = world->write_count;
    values[3] = offices;
    values[4] = world->stored ? (int64_t)world->held.term : 0;
}

const sim_gauges sim_sequence_gauges = {
    .node = {"state", "member", "left"},
    .states = {"down", "up"},
    .world = {"ids", "in-flight", "writes", "masters", "term"},
    .read_node = read_node,
    .read_world = read_world,
};
