/* Compressor worlds and their canonical hashes, for tests: see the header. */
#include "support_canon.h"

#include "support_cmocka.h"

sim_state_hash hash_of(const sim_world *world, const char *list, bool mirror)
{
    const sim_search_scope scope = {.config = world->config, .merge = true, .mirror = mirror};
    sim_alphabet alphabet;
    sim_canon canon;
    sim_canon_hashes hashes;
    explore_alphabet(list, &scope, &alphabet);
    sim_canon_init(&canon, &world->config, &alphabet, mirror);
    assert_true(sim_canon_hash(&canon, world, &hashes));
    sim_canon_free(&canon);
    return hashes.canonical;
}

bool same_hash(const sim_world *a, const sim_world *b, const char *list, bool mirror)
{
    return sim_state_hash_same(hash_of(a, list, mirror), hash_of(b, list, mirror));
}

sim_world *busy_world(void)
{
    const sim_search_scope scope = explore_scope(2, 1, SIM_BEGIN_SESSIONS, 0);
    sim_world *world = explore_world(&scope, "generate 0 0 1\n"
                                             "take 0 0\n"
                                             "up 0 1\n"
                                             "down-many 0 8\n"
                                             "generate 0 0 3\n"
                                             "save 0 0\n"
                                             "save 0 1\n"
                                             "generate 1 0 1\n"
                                             "save 1 0\n"
                                             "crash 1\n"
                                             "restart 1 0\n"
                                             "generate 1 0 1\n"
                                             "reconnect 1\n"
                                             "down-many 0 8\n"
                                             "send 0 0 0\n"
                                             "up 0 3\n"
                                             "generate 0 0 1\n"
                                             "take 0 0\n"
                                             "forge 6 0 3\n"
                                             "ghost 0 2\n"
                                             "checkpoint\n");
    world->nodes[0].slots[0].seen[0] = 1;
    world->nodes[0].slots[0].seen_count = 1;
    return world;
}
