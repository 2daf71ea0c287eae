/* Numbers of a world's machines and their clocks between two ops, for reports. */
#include "observed.h"
#include "state.h"
#include "timeordered.h"

static const sim_timeordered_world *world_of(const void *observed)
{
    return ((const sim_observed *)observed)->world;
}

static void read_node(const void *observed, unsigned index, int64_t values[SIM_GAUGES_MAX])
{
    const sim_timeordered_world *world = world_of(observed);
    const sim_time_machine *machine = &world->machines[index];
    values[0] = machine->process != NULL ? 1 : 0;
    values[1] = machine->life;
    values[2] = machine->waits[0] ? 1 : 0;
    values[3] = (int64_t)sim_clock_error(&world->clocks.of[index], world->clocks.now);
}

static void read_world(const void *observed, int64_t values[SIM_GAUGES_MAX])
{
    const sim_timeordered_world *world = world_of(observed);
    values[0] = (int64_t)world->base.ids;
    values[1] = world->message_count;
}

const sim_gauges sim_timeordered_gauges = {
    .node = {"state", "process", "waits", "clock-error-us"},
    .states = {"down", "up"},
    .world = {"ids", "in-flight"},
    .read_node = read_node,
    .read_world = read_world,
};
