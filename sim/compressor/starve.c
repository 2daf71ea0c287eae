/* Requests for memory that fail. */
#include "starve.h"

#include <assert.h>

#include "note.h"
#include "saving.h"

void sim_starve(sim_world *world, unsigned index, uint32_t count)
{
    assert(count >= 1);
    assert(count <= SIM_BATCH_BOUND);
    world->nodes[index].starve_in = count;
}

void sim_starve_stop(sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        world->nodes[i].starve_in = 0;
    }
}

static bool verifies(const sim_world *world, const sim_node *node)
{
    bool right = node->document == NULL || world->subject->document_verify(node->document);
    for (unsigned i = 0; i < world->config.slots; i++) {
        const ida_session *session = node->slots[i].session;
        right = right && (session == NULL || world->subject->session_verify(session));
    }
    return right;
}

/* What the node would save, and whether it verifies. */
static uint64_t look(sim_world *world, unsigned index)
{
    uint64_t hash = sim_saving_hash(world, index);
    return verifies(world, &world->nodes[index]) ? hash : ~hash;
}

uint64_t sim_starve_begin(sim_world *world, unsigned index)
{
    const sim_node *node = &world->nodes[index];
    assert(world->memory.fail_in == 0);
    if (node->starve_in == 0) {
        return 0;
    }
    uint64_t before = look(world, index);
    world->memory.fail_in = node->starve_in;
    return before;
}

bool sim_starve_end(sim_world *world, unsigned index, uint64_t before, ida_status status)
{
    sim_node *node = &world->nodes[index];
    if (node->starve_in == 0) {
        return false;
    }
    node->starve_in = world->memory.fail_in;
    world->memory.fail_in = 0;
    if (node->starve_in > 0) {
        return false; /* The call requested less. */
    }
    bool failed = status == IDA_NO_MEMORY;
    bool same = !failed || look(world, index) == before;
    sim_note_fault(world, SIM_FAULT_STARVED);
    if (failed) {
        sim_note_mark(world, SIM_MARK_NO_MEMORY);
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_STARVED, .node = index, .status = status, .flag = !same);
    return failed;
}
