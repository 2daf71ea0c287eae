/* The quiet phase of a world of time-ordered IDs. */
#include "world.h"

/* A generator that waits asks again at most so often. */
#define ROUNDS 3u

static bool run(sim_timeordered_world *world, sim_op_code code, uint32_t a, uint32_t b, uint32_t c)
{
    sim_timeordered_execute(world, &(sim_op){(uint8_t)code, {a, b, c}});
    return sim_base_is_well(&world->base);
}

/* Every machine has a process, whose first generator gets an ID as soon as it may. */
static bool serve(void *context, unsigned node)
{
    sim_timeordered_world *world = context;
    bool well = run(world, SIM_OP_THAW, node, 0, 0) && run(world, SIM_OP_DRIFT, node, 0, 0) &&
                run(world, SIM_OP_LAUNCH, node, 0, 0) && run(world, SIM_OP_ISSUE, node, 0, 0);
    for (unsigned i = 0; well && i < ROUNDS; i++) {
        well = run(world, SIM_OP_RETRY, node, 0, 0);
    }
    return well;
}

void sim_timeordered_settle(void *context)
{
    sim_timeordered_world *world = context;
    sim_timed_settle(&world->base, &world->clocks, serve);
}
