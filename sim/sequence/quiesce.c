/* The quiet phase of a sequence world. */
#include <assert.h>

#include "world.h"

/* This many rounds more than there are coordinators. */
#define ROUNDS 2u
/* IDs that each draws in a round. */
#define DRAWS 8u

/* False when the run should stop. */
static bool run(sim_sequence_world *world, sim_op_code code, uint32_t a, uint32_t b)
{
    sim_sequence_execute(world, &(sim_op){(uint8_t)code, {a, b, 0}});
    return sim_base_is_well(&world->base);
}

/* Everything in flight is lost, so that the rest does not depend on it. */
static bool empty_the_network(sim_sequence_world *world)
{
    bool well = true;
    for (unsigned i = 0; well && i < SIM_SEQUENCE_MESSAGES; i++) {
        well = run(world, SIM_OP_CARRY, 0, SIM_CARRY_LOST);
    }
    for (unsigned i = 0; well && i < SIM_SEQUENCE_WRITES; i++) {
        well = run(world, SIM_OP_STORE, 0, SIM_WRITE_LOST);
    }
    assert(!well || world->message_count == 0);
    assert(!well || world->write_count == 0);
    return well;
}

static bool carry(sim_sequence_world *world)
{
    return run(world, SIM_OP_CARRY, 0, SIM_CARRY_ARRIVES);
}

/* The coordinator asks, the master stores what it must and answers, and the answer arrives. */
static bool serve(sim_sequence_world *world, unsigned node)
{
    return run(world, SIM_OP_ASK, node, 0) && carry(world) &&
           run(world, SIM_OP_STORE, 0, SIM_WRITE_DONE) && carry(world) &&
           run(world, SIM_OP_ASK, node, 0) && carry(world) && carry(world);
}

static bool serve_all(sim_sequence_world *world)
{
    bool well = true;
    for (unsigned node = 0; well && node < world->config.nodes; node++) {
        well = run(world, SIM_OP_BOOT, node, SIM_RECORD_SOUND) &&
               run(world, SIM_OP_KEEP, node, SIM_WRITE_DONE) &&
               run(world, SIM_OP_ENLIST, node, SIM_FLAG_NO);
    }
    /* Each is first once: of a short range only the first chunks have IDs. */
    for (unsigned round = 0; well && round < world->config.nodes + ROUNDS; round++) {
        for (unsigned i = 0; well && i < world->config.nodes; i++) {
            unsigned node = (round + i) % world->config.nodes;
            well = serve(world, node) && run(world, SIM_OP_KEEP, node, SIM_WRITE_DONE) &&
                   run(world, SIM_OP_DRAW, node, DRAWS - 1);
        }
    }
    return well;
}

void sim_sequence_settle(void *world)
{
    sim_sequence_world *w = world;
    assert(!w->base.quiet);
    w->base.quiet = true;
    sim_sequence_emit(w, (sim_sequence_event){.kind = SIM_SEQ_QUIET});
    bool well = empty_the_network(w);
    for (unsigned i = 1; well && i < w->config.masters; i++) {
        well = run(w, SIM_OP_DEPOSE, i, 0);
    }
    well = well && run(w, SIM_OP_ELECT, 0, SIM_RECORD_SOUND) && serve_all(w);
    if (well) {
        sim_sequence_emit(w, (sim_sequence_event){.kind = SIM_SEQ_SETTLED});
    }
}
