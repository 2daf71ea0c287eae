/* What each op does in a lease world. */
#include <assert.h>

#include "world.h"

void sim_lease_emit(sim_lease_world *world, unsigned kind, unsigned node, sim_lease_event event)
{
    assert(kind > SIM_LEASE_SETTLED);
    assert(kind < SIM_LEASE_KINDS);
    assert(node < world->setting.nodes);
    assert(event.peer < world->setting.nodes);
    assert(event.message <= world->messages_sent);
    assert(event.incarnation <= world->incarnations);
    event.head = sim_timed_head(&world->clocks, kind, node);
    event.mono_us = world->steady.of[node].reading;
    sim_emit(&world->base.observers, &event);
}

/* Time and drift are those of both clocks; nobody sets or stops the other one. */
static void run_steady(sim_lease_world *world, const sim_op *op)
{
    sim_tally unused = {.marks = {0}};
    if (op->code == SIM_OP_PASS || op->code == SIM_OP_DRIFT) {
        (void)sim_clocks_execute(&world->steady, op, &unused);
    }
}

static void perform(void *context, const sim_op *op)
{
    sim_lease_world *world = context;
    unsigned node = op->args[0] % world->setting.nodes;
    unsigned registry = op->args[0] % world->setting.registries;
    switch (op->code) {
    case SIM_OP_SERVE:
        sim_lease_serve(world, registry, op->args[1]);
        break;
    case SIM_OP_CEASE:
        sim_lease_cease(world, registry);
        break;
    case SIM_OP_RECORD:
        sim_lease_record_it(world, registry, op->args[1]);
        break;
    case SIM_OP_PROLONG:
        sim_lease_prolong(world, registry);
        break;
    case SIM_OP_HIRE:
        sim_lease_hire(world, node);
        break;
    case SIM_OP_FIRE:
        sim_lease_fire(world, node);
        break;
    case SIM_OP_APPLY:
        sim_lease_apply(world, node, op->args[1] % world->setting.registries);
        break;
    case SIM_OP_GIVE_UP:
        sim_lease_give_up(world, node, op->args[1] % world->setting.registries);
        break;
    case SIM_OP_BRING:
        sim_lease_bring(world, op->args[0], op->args[1]);
        break;
    case SIM_OP_WORK:
        sim_lease_work(world, node, op->args[1]);
        break;
    default:
        break;
    }
}

void sim_lease_execute(void *context, const sim_op *op)
{
    sim_lease_world *world = context;
    run_steady(world, op);
    sim_timed_execute(&world->base, &world->clocks, &world->base.tally, 0, op, perform);
}
