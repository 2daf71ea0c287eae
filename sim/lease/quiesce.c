/*
 * The quiet phase of a lease world: clocks are right, one registry is at work, no message is lost,
 * and each holder in turn gets a number, makes an ID and gives the number back.
 */
#include "world.h"

/* Waits for a number: leases of the past end, and those that a lost registry may have granted. */
#define ROUNDS 4u

static bool run(sim_lease_world *world, sim_op_code code, uint32_t a, uint32_t b)
{
    sim_lease_execute(world, &(sim_op){(uint8_t)code, {a, b, 0}});
    return sim_base_is_well(&world->base);
}

/* True time passes; an op passes seconds. */
static bool pass(sim_lease_world *world, int64_t time_us)
{
    uint64_t seconds = time_us <= 0 ? 1 : (uint64_t)time_us / 1000000 + 1;
    bool well = true;
    while (well && seconds > 0) {
        uint32_t step = seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds;
        well = run(world, SIM_OP_PASS, step, SIM_UNIT_S);
        seconds -= step;
    }
    return well;
}

static bool carry_all(sim_lease_world *world)
{
    bool well = true;
    while (well && world->message_count > 0) {
        well = run(world, SIM_OP_BRING, 0, SIM_CARRY_ARRIVES);
    }
    return well;
}

/* Sets a clock, by as many microseconds as an op can, until it is right. */
static bool set_right(sim_lease_world *world, unsigned node)
{
    bool well = true;
    while (well && world->clocks.of[node].reading != world->clocks.now) {
        uint64_t reading = world->clocks.of[node].reading;
        bool back = reading > world->clocks.now;
        uint64_t apart = back ? reading - world->clocks.now : world->clocks.now - reading;
        uint64_t unit = apart >= 1000000 ? 1000000 : 1;
        uint64_t amount = apart / unit > UINT32_MAX ? UINT32_MAX : apart / unit;
        uint32_t way = unit == 1 ? SIM_STEP_US : SIM_STEP_S;
        sim_lease_execute(
            world,
            &(sim_op){SIM_OP_SET, {node, (uint32_t)amount, way + (back ? SIM_STEP_BACK_US : 0)}});
        well = sim_base_is_well(&world->base);
    }
    return well;
}

/* Leap seconds that are smeared end first. */
static bool set_all_right(sim_lease_world *world)
{
    bool well = true;
    for (unsigned i = 0; well && i < world->setting.nodes; i++) {
        well = run(world, SIM_OP_THAW, i, 0) && run(world, SIM_OP_DRIFT, i, 0);
    }
    for (unsigned i = 0; well && i < world->setting.nodes; i++) {
        while (well && world->clocks.of[i].smear > 0 && !sim_clocks_ended(&world->clocks)) {
            well = pass(world, (int64_t)SIM_SMEAR_TIME);
        }
    }
    for (unsigned i = 0; well && i < world->setting.nodes; i++) {
        well = set_right(world, i);
    }
    return well;
}

/* By more than passes until the next time. */
static bool prolong(sim_lease_world *world)
{
    bool well = true;
    for (unsigned i = 0; well && i < 3; i++) {
        well = run(world, SIM_OP_PROLONG, 0, 0);
    }
    return well;
}

/* One registry starts from the newest record, when all that its clocks ever showed is over. */
static bool restart(sim_lease_world *world)
{
    int64_t far_us =
        world->highest_us > world->authority_end_us ? world->highest_us : world->authority_end_us;
    bool well = true;
    for (unsigned i = 0; well && i < world->setting.registries; i++) {
        well = run(world, SIM_OP_CEASE, i, 0);
    }
    well = well && set_all_right(world);
    return well && pass(world, far_us - (int64_t)world->clocks.now) &&
           run(world, SIM_OP_SERVE, 0, SIM_ORIGIN_NEWEST) &&
           pass(world, 2 * (int64_t)world->setting.config.lease_us) && prolong(world);
}

static bool ask(sim_lease_world *world, unsigned node)
{
    return run(world, SIM_OP_APPLY, node, 0) && carry_all(world) &&
           run(world, SIM_OP_RECORD, 0, SIM_WRITE_DONE) && carry_all(world);
}

/* What a holder had before has ended. If its clock was really set, it is opened anew. */
static bool begin_anew(sim_lease_world *world, unsigned node)
{
    bool well = run(world, SIM_OP_HIRE, node, 0) && run(world, SIM_OP_WORK, node, 0);
    if (well && world->tenants[node].jumped) {
        well = run(world, SIM_OP_FIRE, node, 0) && run(world, SIM_OP_HIRE, node, 0);
    }
    return well;
}

static bool has_lease(const sim_lease_world *world, unsigned node)
{
    ida_lease lease;
    return world->tenants[node].up && world->tenants[node].generator != NULL &&
           world->subject->lease(&world->tenants[node].holder, &lease);
}

static bool serve(void *context, unsigned node)
{
    sim_lease_world *world = context;
    if (node < world->setting.registries) {
        return node > 0 || (restart(world) && carry_all(world));
    }
    bool well = pass(world, 0) && prolong(world) && begin_anew(world, node);
    for (unsigned i = 0; well && i < ROUNDS && !has_lease(world, node); i++) {
        if (i > 0) {
            well = pass(world, (int64_t)world->setting.config.lease_us / 2) && prolong(world);
        }
        well = well && ask(world, node);
    }
    /* Its first whole tick may begin a moment after the lease does. */
    return well && run(world, SIM_OP_PASS, 2, SIM_UNIT_MS) && run(world, SIM_OP_WORK, node, 0) &&
           run(world, SIM_OP_GIVE_UP, node, 0) && carry_all(world) &&
           run(world, SIM_OP_RECORD, 0, SIM_WRITE_DONE) && carry_all(world);
}

void sim_lease_settle(void *context)
{
    sim_lease_world *world = context;
    sim_timed_settle(&world->base, &world->clocks, serve);
}
