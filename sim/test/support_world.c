/* Plays pieces of tapes in a world. */
#include "support_world.h"
#include "support_play.h"

#include <stdio.h>

sim_world *sim_test_world(unsigned nodes, unsigned slots, uint32_t cluster_size)
{
    const sim_config config = {
        .nodes = (uint8_t)nodes, .slots = (uint8_t)slots, .cluster_size = cluster_size, .seed = 1};
    sim_world *world = sim_world_create(&config, &sim_subject_core);
    assert_non_null(world);
    return world;
}

void sim_test_play(sim_world *world, const char *lines)
{
    sim_tape tape = tape_of_format("idalloc-tape 1\n"
                                   "world nodes=1 slots=1 write-ahead=0 cluster-size=1 seed=0\n%s",
                                   lines);
    for (size_t i = 0; i < tape.count; i++) {
        assert_true(sim_world_execute(world, &tape.ops[i]));
    }
    sim_tape_free(&tape);
}

void sim_test_playf(sim_world *world, const char *format, ...)
{
    char line[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    sim_test_play(world, line);
}

uint64_t sim_test_finalized(const sim_world *world, unsigned node, ida_uuid session)
{
    return ida_document_finalized(world->nodes[node].document, session);
}

void sim_test_assert_converged(const sim_world *world)
{
    const sim_node *first = NULL;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (node->state == SIM_NODE_DOWN) {
            continue;
        }
        assert_int_equal(node->position, world->log_count);
        assert_true(ida_document_verify(node->document));
        first = first == NULL ? node : first;
        assert_true(ida_document_equal(first->document, node->document));
    }
}

void sim_test_end(sim_world *world)
{
    assert_int_equal(sim_world_stop(world), 0);
    assert_false(world->memory.misused);
    sim_world_destroy(world);
}
