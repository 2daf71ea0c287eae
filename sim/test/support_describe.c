/* Changes in worlds of sequences, Snowflake IDs and k-ordered IDs, and whether their canonical
 * hashes show them: see the header. */
#include "support_describe.h"

#include "registry.h"
#include "support_play.h"

void *world_played(const char *text, sim_config *config)
{
    sim_tape tape = tape_of(text);
    const sim_run_options options = {.until = SIM_NEVER};
    const sim_machine *machine = sim_machine_of((sim_scheme)tape.config.scheme);
    *config = sim_config_wrap(tape.config);
    void *world = machine->create(&tape.config, &options);
    assert_non_null(world);
    for (size_t i = 0; i < tape.count; i++) {
        if (!machine->execute(world, &tape.ops[i])) {
            fail_msg("op %zu of the tape fails", i);
        }
    }
    sim_tape_free(&tape);
    return world;
}

void world_finish(void *world, const sim_config *config)
{
    sim_result result = {.verdict = SIM_PASS};
    sim_machine_of((sim_scheme)config->scheme)->finish(world, &result);
}

sim_state_hash world_hash(const void *world, const sim_config *config, const char *list)
{
    sim_alphabet alphabet;
    sim_alphabet_error error = {"", ""};
    sim_canon canon;
    sim_canon_hashes hashes;
    assert_true(sim_alphabet_parse(list, config, &alphabet, &error));
    sim_canon_init(&canon, config, &alphabet, true);
    assert_int_equal(canon.image_count, 1);
    assert_true(sim_canon_hash(&canon, world, &hashes));
    assert_true(sim_state_hash_same(hashes.plain, hashes.canonical));
    sim_canon_free(&canon);
    return hashes.canonical;
}

/* Whether a change of a world that played a text shows. */
static bool shows(const char *text, const char *list, void (*make)(void *world))
{
    sim_config config;
    void *world = world_played(text, &config);
    sim_state_hash before = world_hash(world, &config, list);
    assert_true(sim_state_hash_same(before, world_hash(world, &config, list)));
    make(world);
    bool is_other = !sim_state_hash_same(before, world_hash(world, &config, list));
    world_finish(world, &config);
    return is_other;
}

void *world_of(void *observed)
{
    return ((sim_observed *)observed)->world;
}

void *oracle_of(void *observed)
{
    return ((sim_observed *)observed)->oracle;
}

void each_shows(const char *text, const char *list, const change *changes, size_t count,
                bool expected)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < count; i++) {
        if (shows(text, list, changes[i].make) != expected) {
            print_message("%s\n", changes[i].name);
            wrong++;
        }
    }
    if (wrong > 0) {
        fail_msg("%u changes %s", wrong, expected ? "do not show" : "show");
    }
}
