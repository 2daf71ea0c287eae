/* Small searches and the worlds of their tapes. */
#include "support_explore.h"

#include "compressor/compressor.h"
#include "support_cmocka.h"
#include "support_world.h"

sim_search_scope explore_scope(unsigned nodes, unsigned slots, sim_begin begin, uint32_t ops)
{
    sim_search_scope scope = {
        .config = {.nodes = (uint8_t)nodes, .slots = (uint8_t)slots, .cluster_size = 2, .seed = 1},
        .begin = begin,
        .ops = ops,
        .merge = true,
        .mirror = true,
    };
    scope.config = sim_config_wrap(scope.config);
    return scope;
}

void explore_alphabet(const char *list, const sim_search_scope *scope, sim_alphabet *alphabet)
{
    sim_alphabet_error error = {"", ""};
    if (!sim_alphabet_parse(list, &scope->config, alphabet, &error)) {
        fail_msg("%s: %s", list, error.message);
    }
}

void explore_open(sim_search *search, const sim_search_scope *scope, const char *list,
                  const sim_run_options *options)
{
    sim_alphabet alphabet;
    explore_alphabet(list, scope, &alphabet);
    assert_true(sim_search_open(search, scope, &alphabet, options, (size_t)64 << 20));
}

sim_world *explore_world(const sim_search_scope *scope, const char *lines)
{
    sim_tape tape;
    const sim_run_options options = {.until = SIM_NEVER};
    sim_world *world = sim_compressor_machine.create(&scope->config, &options);
    assert_non_null(world);
    sim_tape_init(&tape, scope->config);
    assert_true(sim_begin_append(scope->begin, &tape));
    for (size_t i = 0; i < tape.count; i++) {
        assert_true(sim_world_execute(world, &tape.ops[i]));
    }
    sim_tape_free(&tape);
    sim_test_play(world, lines);
    return world;
}

void explore_world_end(sim_world *world)
{
    sim_result result = {.verdict = SIM_PASS};
    sim_compressor_machine.finish(world, &result);
}
