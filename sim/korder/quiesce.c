/* The quiet phase of a k-order world. */
#include "world.h"

#define SECOND UINT64_C(1000000)
#define WAITS  300u /* the longest wait is less than this many times UINT32_MAX seconds */

static bool run(sim_korder_world *world, sim_op_code code, uint32_t a, uint32_t b)
{
    sim_korder_execute(world, &(sim_op){(uint8_t)code, {a, b, 0}});
    return sim_base_is_well(&world->base);
}

/* True time passes until a node's clock shows ready. A leap second may be smeared meanwhile. */
static bool wait_until(sim_korder_world *world, unsigned node, uint64_t ready)
{
    bool well = true;
    for (unsigned i = 0; well && i < WAITS && sim_korder_reading(world, node) < ready; i++) {
        uint64_t left = ready - sim_korder_reading(world, node);
        uint64_t seconds = left / SECOND;
        uint32_t amount = (uint32_t)(seconds < UINT32_MAX ? seconds : UINT32_MAX);
        well = amount > 0 ? run(world, SIM_OP_PASS, amount, SIM_UNIT_S)
                          : run(world, SIM_OP_PASS, (uint32_t)left, SIM_UNIT_US);
    }
    return well;
}

/* Every node is up, its clock runs, and it makes an ID as soon as it says that it can. */
static bool serve(void *context, unsigned node)
{
    sim_korder_world *world = context;
    bool well = run(world, SIM_OP_THAW, node, 0) && run(world, SIM_OP_DRIFT, node, 0) &&
                run(world, SIM_OP_WAKE, node, SIM_WAKE_NORMAL);
    if (!well || world->nodes[node].generator == NULL) {
        return well;
    }
    uint64_t ready = world->subject->ready_us(world->nodes[node].generator);
    well = ready == UINT64_MAX || wait_until(world, node, ready);
    uint64_t before = world->base.ids;
    well = well && run(world, SIM_OP_MAKE, node, 0);
    if (well) {
        const sim_korder_event event = {.head =
                                            sim_timed_head(&world->clocks, SIM_KORDER_SERVED, node),
                                        .flag = world->base.ids > before};
        sim_emit(&world->base.observers, &event);
    }
    return sim_base_is_well(&world->base);
}

void sim_korder_settle(void *context)
{
    sim_korder_world *world = context;
    sim_timed_settle(&world->base, &world->clocks, serve);
}
