/* Numbers of a world's nodes, log and final IDs between two ops, for reports. */
#include "compressor.h"
#include "state.h"

static size_t in_flight_of(const sim_node *node)
{
    size_t count = 0;
    for (unsigned i = 0; i < SIM_UP_MESSAGES; i++) {
        count += node->up[i].used ? 1 : 0;
    }
    return count;
}

static void read_node(const void *context, unsigned index, int64_t values[SIM_GAUGES_MAX])
{
    const sim_world *world = context;
    const sim_node *node = &world->nodes[index];
    bool is_up = node->document != NULL;
    values[0] = (int64_t)node->state;
    values[1] = is_up ? (int64_t)node->position : 0;
    values[2] = is_up ? (int64_t)world->subject->document_cluster_count(node->document) : 0;
    values[3] = node->unseen_count;
    values[4] = (int64_t)in_flight_of(node);
    values[5] = node->live;
}

/* The node that has applied most of the log; NULL if none is up. */
static const sim_node *leader_of(const sim_world *world)
{
    const sim_node *leader = NULL;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (node->document != NULL && (leader == NULL || node->position > leader->position)) {
            leader = node;
        }
    }
    return leader;
}

static void read_world(const void *context, int64_t values[SIM_GAUGES_MAX])
{
    const sim_world *world = context;
    const sim_node *leader = leader_of(world);
    size_t in_flight = 0;
    uint64_t lag = 0;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        in_flight += in_flight_of(node);
        if (node->state == SIM_NODE_CONNECTED && world->log_count - node->position > lag) {
            lag = world->log_count - node->position;
        }
    }
    values[0] = (int64_t)world->log_count;
    values[1] = (int64_t)in_flight;
    values[2] = (int64_t)world->ids;
    values[3] = leader == NULL ? 0 : world->subject->document_final_limit(leader->document);
    values[4] = (int64_t)lag;
}

static bool cluster_of(const void *context, size_t index, ida_cluster *cluster)
{
    const sim_world *world = context;
    const sim_node *leader = leader_of(world);
    return leader != NULL && world->subject->document_cluster(leader->document, index, cluster);
}

const sim_gauges sim_compressor_gauges = {
    .node = {"state", "position", "clusters", "pending", "in-flight", "sessions"},
    .states = {"down", "offline", "joining", "connected"},
    .world = {"log", "in-flight", "ids", "reserved", "lag"},
    .read_node = read_node,
    .read_world = read_world,
    .cluster = cluster_of,
};
