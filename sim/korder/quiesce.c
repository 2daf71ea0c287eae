/* The quiet phase of a k-order world. */
#include "korder/oracle/oracle.h"
#include "world.h"

#define SECOND  UINT64_C(1000000)
#define WAITS   300u /* the longest wait is less than so many times UINT32_MAX seconds */
#define UNIT_US 0u
#define UNIT_S  2u

static bool run(sim_korder_world *world, sim_op_code code, uint32_t a, uint32_t b)
{
    return sim_korder_execute(world, &(sim_op){(uint8_t)code, {a, b, 0}});
}

/* True time passes until a node's clock shows ready. A leap second may be smeared meanwhile. */
static bool wait_until(sim_korder_world *world, unsigned node, uint64_t ready)
{
    bool well = true;
    for (unsigned i = 0; well && i < WAITS && sim_korder_reading(world, node) < ready; i++) {
        uint64_t left = ready - sim_korder_reading(world, node);
        uint64_t seconds = left / SECOND;
        uint32_t amount = (uint32_t)(seconds < UINT32_MAX ? seconds : UINT32_MAX);
        well = amount > 0 ? run(world, SIM_OP_PASS, amount, UNIT_S)
                          : run(world, SIM_OP_PASS, (uint32_t)left, UNIT_US);
    }
    return well;
}

/* Every node is up, its clock goes, and it makes an ID as soon as it says that it can. */
static bool serve(sim_korder_world *world, unsigned node)
{
    bool well = run(world, SIM_OP_THAW, node, 0) && run(world, SIM_OP_DRIFT, node, 0) &&
                run(world, SIM_OP_WAKE, node, SIM_BEGIN_NORMAL);
    if (!well || world->nodes[node].generator == NULL) {
        return well;
    }
    uint64_t ready = world->subject->ready_us(world->nodes[node].generator);
    well = ready == UINT64_MAX || wait_until(world, node, ready);
    uint32_t before = world->ids;
    well = well && run(world, SIM_OP_MAKE, node, 0);
    if (well && world->oracle != NULL) {
        sim_korder_settled(world->oracle, node, world->ids > before);
        well = !sim_korder_oracle_judgement(world->oracle)->failure.failed;
    }
    return well;
}

bool sim_korder_settle(sim_korder_world *world)
{
    if (world->oracle != NULL && !sim_korder_judge(world->oracle)) {
        world->out_of_memory = true;
        return false;
    }
    world->quiet = true;
    bool well =
        world->oracle == NULL || !sim_korder_oracle_judgement(world->oracle)->failure.failed;
    for (unsigned node = 0; well && node < world->config.nodes; node++) {
        well = serve(world, node);
    }
    return well;
}
