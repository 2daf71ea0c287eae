/* The quiet phase of a Snowflake world. */
#include "snowflake/oracle/oracle.h"
#include "world.h"

/* A wait may bring another one: for the start of a lease, and then for the lead. */
#define ROUNDS 3u

static bool run(sim_snowflake_world *world, sim_op_code code, uint32_t a, uint32_t b)
{
    return sim_snowflake_execute(world, &(sim_op){(uint8_t)code, {a, b, 0}});
}

/* A node goes on, waits as long as it is told, and has an ID then, or no time left. */
static bool serve(sim_snowflake_world *world, unsigned node)
{
    bool well = run(world, SIM_OP_THAW, node, 0) && run(world, SIM_OP_DRIFT, node, 0) &&
                run(world, SIM_OP_LEASE, node, node) && run(world, SIM_OP_BEGIN, node, 0) &&
                run(world, SIM_OP_MINT, node, 0);
    for (unsigned i = 0; well && i < ROUNDS; i++) {
        well = run(world, SIM_OP_AWAIT, node, 0);
    }
    return well;
}

bool sim_snowflake_settle(sim_snowflake_world *world)
{
    world->quiet = true;
    bool well = true;
    for (unsigned node = 0; well && node < world->config.nodes; node++) {
        well = serve(world, node);
    }
    if (well && world->oracle != NULL) {
        sim_snowflake_settled(world->oracle);
    }
    return well;
}
