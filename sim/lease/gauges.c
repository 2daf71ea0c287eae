/* Numbers of a world's nodes and their clocks between two ops, for reports. */
#include "lease.h"
#include "observed.h"
#include "state.h"

static const sim_lease_world *world_of(const void *observed)
{
    return ((const sim_observed *)observed)->world;
}

static void read_node(const void *observed, unsigned index, int64_t values[SIM_GAUGES_MAX])
{
    const sim_lease_world *world = world_of(observed);
    const sim_lease_tenant *t = &world->tenants[index];
    ida_lease lease = {.number = 0};
    bool is_registry = index < world->setting.registries;
    bool up = is_registry ? world->offices[index].registry != NULL : t->up;
    bool has = t->up && world->subject->lease(&t->holder, &lease);
    values[0] = up ? 1 : 0;
    values[1] = is_registry ? 1 : 0;
    values[2] = has ? (int64_t)lease.number : -1;
    values[3] = (int64_t)sim_clock_error(&world->clocks.of[index], world->clocks.now);
}

static void read_world(const void *observed, int64_t values[SIM_GAUGES_MAX])
{
    const sim_lease_world *world = world_of(observed);
    values[0] = (int64_t)world->base.ids;
    values[1] = world->message_count;
}

const sim_gauges sim_lease_gauges = {
    .node = {"state", "registry", "number", "clock-error-us"},
    .states = {"down", "up"},
    .world = {"ids", "messages"},
    .read_node = read_node,
    .read_world = read_world,
};
