/* The quiet phase of a Snowflake world. */
#include "world.h"

/* A wait may lead to another one: for the start of a lease, and then for the lead. */
#define ROUNDS 3u

static bool run(sim_snowflake_world *world, sim_op_code code, uint32_t a, uint32_t b)
{
    sim_snowflake_execute(world, &(sim_op){(uint8_t)code, {a, b, 0}});
    return sim_base_is_well(&world->base);
}

/* A node resumes, waits as long as it is told, and then gets an ID, or has no time left. */
static bool serve(void *context, unsigned node)
{
    sim_snowflake_world *world = context;
    bool well = run(world, SIM_OP_THAW, node, 0) && run(world, SIM_OP_DRIFT, node, 0) &&
                run(world, SIM_OP_LEASE, node, node) && run(world, SIM_OP_BEGIN, node, 0) &&
                run(world, SIM_OP_MINT, node, 0);
    for (unsigned i = 0; well && i < ROUNDS; i++) {
        well = run(world, SIM_OP_AWAIT, node, 0);
    }
    return well;
}

void sim_snowflake_settle(void *context)
{
    sim_snowflake_world *world = context;
    sim_timed_settle(&world->base, &world->clocks, serve);
}
