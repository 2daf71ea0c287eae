/* Numbers of a world's nodes and their clocks between two ops, for reports. */
#include "observed.h"
#include "snowflake.h"
#include "state.h"

static const sim_snowflake_world *world_of(const void *observed)
{
    return ((const sim_observed *)observed)->world;
}

static void read_node(const void *observed, unsigned index, int64_t values[SIM_GAUGES_MAX])
{
    const sim_snowflake_world *world = world_of(observed);
    const sim_holder *node = &world->nodes[index];
    values[0] = node->generator != NULL ? 1 : 0;
    values[1] = node->has_lease ? 1 : 0;
    values[2] = node->waits ? 1 : 0;
    values[3] = (int64_t)sim_clock_error(&world->clocks.of[index], world->clocks.now);
}

static void read_world(const void *observed, int64_t values[SIM_GAUGES_MAX])
{
    const sim_snowflake_world *world = world_of(observed);
    values[0] = (int64_t)world->base.ids;
    values[1] = world->lease_count;
}

const sim_gauges sim_snowflake_gauges = {
    .node = {"state", "lease", "waits", "clock-error-us"},
    .states = {"down", "up"},
    .world = {"ids", "leases"},
    .read_node = read_node,
    .read_world = read_world,
};
