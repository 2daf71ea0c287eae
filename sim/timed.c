/* The shared part of worlds with clocks. */
#include "timed.h"

#include "claims.h"
#include "tape/op_fields.h"

sim_timed_event sim_timed_head(const sim_clocks *clocks, unsigned kind, unsigned node)
{
    return (sim_timed_event){.kind = kind,
                             .node = node,
                             .true_us = clocks->now,
                             .reading_us = node < SIM_NODES_MAX ? clocks->of[node].reading : 0};
}

void sim_timed_execute(sim_world_base *world, sim_clocks *clocks, sim_tally *faults,
                       uint64_t unclaimed, const sim_op *op,
                       void (*perform)(void *world, const sim_op *op))
{
    bool claimed = sim_claims_op(unclaimed, op->code);
    sim_timed_event event = sim_timed_head(clocks, SIM_TIMED_OP, SIM_NODES_MAX);
    event.op = op;
    event.index = world->op_count;
    sim_emit(&world->observers, &event);
    if (claimed && sim_clocks_execute(clocks, op, faults)) {
        unsigned node = op->code == SIM_OP_PASS ? SIM_NODES_MAX : op->args[0] % clocks->count;
        sim_timed_event clock = sim_timed_head(clocks, SIM_TIMED_CLOCK, node);
        clock.op = op;
        clock.index = event.index;
        sim_emit(&world->observers, &clock);
    } else if (claimed) {
        perform(world, op);
    }
    if (sim_base_is_well(world)) {
        event.kind = SIM_TIMED_DONE;
        event.true_us = clocks->now;
        sim_emit(&world->observers, &event);
    }
    world->op_count += world->quiet ? 0 : 1;
}

void sim_timed_settle(sim_world_base *world, const sim_clocks *clocks,
                      bool (*serve)(void *world, unsigned node))
{
    sim_timed_event event = sim_timed_head(clocks, SIM_TIMED_QUIET, SIM_NODES_MAX);
    world->quiet = true;
    sim_emit(&world->observers, &event);
    bool well = sim_base_is_well(world);
    for (unsigned node = 0; well && node < clocks->count; node++) {
        well = serve(world, node);
    }
    if (well) {
        event = sim_timed_head(clocks, SIM_TIMED_SETTLED, SIM_NODES_MAX);
        sim_emit(&world->observers, &event);
    }
}

void sim_timed_digest(sim_trace *trace, const sim_timed_event *event)
{
    const sim_op *op = event->op;
    if (event->kind == SIM_TIMED_OP) {
        const uint64_t numbers[] = {op->code, op->args[0], op->args[1], op->args[2]};
        sim_trace_event(trace, SIM_EVENT_OP, numbers, sizeof numbers / sizeof numbers[0]);
    }
}

void sim_timed_fields(sim_scheme scheme, const sim_timed_event *event, const sim_fields *fields)
{
    fields->number(fields->self, "true_us", event->true_us);
    if (event->node < SIM_NODES_MAX) {
        fields->number(fields->self, "node", event->node);
        fields->number(fields->self, "reading_us", event->reading_us);
    }
    if (event->kind == SIM_TIMED_OP) {
        sim_op_fields(scheme, event->op, fields);
    }
}
