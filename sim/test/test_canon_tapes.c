/* Tapes that are one state for the canonical hash, or two; and it leaves worlds alone. */
#include "compressor/compressor.h"
#include "compressor/oracle/oracle_internal.h"
#include "support_canon.h"
#include "support_cmocka.h"
#include "support_explore.h"

typedef struct pair {
    unsigned nodes;
    const char *list;
    bool mirror;
    const char *a;
    const char *b;
    bool same;
} pair;

static const pair pairs[] = {
    /* Which of two sessions was first means nothing, nor does in how many steps. */
    {2, WITHOUT_SEND, false, "generate 0 0 1\ngenerate 1 0 2\n", "generate 1 0 2\ngenerate 0 0 1\n",
     true},
    {2, WITHOUT_SEND, false, "generate 0 0 1\ngenerate 0 0 1\n", "generate 0 0 2\n", true},
    /* But an application may mention the first of two runs. */
    {2, ANY_OP, false, "generate 0 0 1\ngenerate 0 0 1\n", "generate 0 0 2\n", false},
    /* Connections that are over are nobody's, but the log has grown by them. */
    {2, WITHOUT_SEND, false, "reconnect 0\nreconnect 1\ndown-many 0 8\ndown-many 1 8\n",
     "reconnect 1\nreconnect 0\ndown-many 0 8\ndown-many 1 8\n", true},
    {2, WITHOUT_SEND, false, "reconnect 0\nreconnect 1\n", "reconnect 1\nreconnect 0\n", false},
    {2, WITHOUT_SEND, false, "reconnect 0\ndown-many 0 8\ndown-many 1 8\n", "checkpoint\n", false},
    /* Mirror images. */
    {2, WITHOUT_SEND, true, "generate 0 0 1\ntake 0 0\nup 0 1\n",
     "generate 1 0 1\ntake 1 0\nup 1 1\n", true},
    {2, WITHOUT_SEND, false, "generate 0 0 1\ntake 0 0\nup 0 1\n",
     "generate 1 0 1\ntake 1 0\nup 1 1\n", false},
    {2, WITHOUT_SEND, true, "generate 0 0 1\nsave 0 0\ncrash 0\n",
     "generate 1 0 1\nsave 1 0\ncrash 1\n", true},
    {3, WITHOUT_SEND, true, "generate 0 0 1\ngenerate 1 0 2\ntake 1 0\nup 1 1\n",
     "generate 2 0 1\ngenerate 0 0 2\ntake 0 0\nup 0 1\n", true},
    {3, WITHOUT_SEND, true, "generate 0 0 1\ngenerate 1 0 2\ntake 1 0\nup 1 1\n",
     "generate 2 0 1\ngenerate 0 0 2\ntake 2 0\nup 2 1\n", false},
    {2, ANY_OP, true, "generate 0 0 1\nsend 0 0 0\nup 0 1\nup 0 2\ndown-many 1 8\n",
     "generate 1 0 1\nsend 1 0 0\nup 1 1\nup 1 2\ndown-many 0 8\n", true},
    /* Not with damage, and not when an op is for one node only. */
    {2, WITH_DAMAGE, true, "generate 0 0 1\n", "generate 1 0 1\n", false},
    {2, "generate:node=0,take", true, "generate 0 0 1\n", "generate 1 0 1\n", false},
    {2, "generate,forge:how=7:entry=0", true, "generate 0 0 1\n", "generate 1 0 1\n", false},
    {2, "generate,forge:how=7:entry=0/1", true, "generate 0 0 1\n", "generate 1 0 1\n", true},
    /* Slots of a node are no images of each other. */
    {2, WITH_NEIGHBOUR, true, "close 0 0\nopen 0 0 4\n", "close 1 0\nopen 1 0 4\n", true},
    /* Neighbours are, whichever node has them; but one is not the other. */
    {2, WITH_NEIGHBOUR, true, "close 0 0\nopen 0 0 4\n", "close 0 0\nopen 0 0 36\n", false},
    {2, WITH_NEIGHBOUR, true, "close 0 0\nclose 1 0\nopen 0 0 4\nopen 1 0 36\ngenerate 0 0 1\n",
     "close 0 0\nclose 1 0\nopen 0 0 36\nopen 1 0 4\ngenerate 0 0 1\n", false},
    /* A loaded session is not one that was never away. */
    {2, WITHOUT_SEND, true, "generate 0 0 1\nsave 0 0\n",
     "generate 0 0 1\nsave 0 0\ncrash 0\nrestart 0 0\n", false},
    /* Damage may bring any bytes back that ever were. */
    {1, WITH_DAMAGE, false, "save 0 0\ngenerate 0 0 1\nsave 0 0\n", "generate 0 0 1\nsave 0 0\n",
     false},
    {1, WITHOUT_SEND, false, "save 0 0\ngenerate 0 0 1\nsave 0 0\n", "generate 0 0 1\nsave 0 0\n",
     true},
    {1, WITH_DAMAGE, false, "save 0 0\ndamage 0 0 1\n", "save 0 0\ndamage 0 0 5\n", false},
};

TEST(pairs_of_tapes_are_one_state_or_two)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        name_case("%s and %s", pairs[i].a, pairs[i].b);
        const pair *p = &pairs[i];
        const sim_search_scope scope = explore_scope(p->nodes, 1, SIM_BEGIN_SESSIONS, 0);
        sim_world *a = explore_world(&scope, p->a);
        sim_world *b = explore_world(&scope, p->b);
        if (same_hash(a, b, p->list, p->mirror) != p->same) {
            fail_msg("pair %zu: %s", i, p->same ? "two hashes" : "one hash");
        }
        explore_world_end(a);
        explore_world_end(b);
    }
}

/* What only tells of the past. */
TEST(the_past_does_not_show)
{
    sim_world *a = busy_world();
    sim_world *b = busy_world();
    b->op_count += 5;
    b->tally.marks[0]++;
    b->ids++;
    b->sessions++;
    b->accepted++;
    b->refused++;
    b->save_serial += 10;
    for (unsigned i = 0; i < SIM_STORES; i++) {
        b->nodes[0].stores[i].serial += 10;
    }
    sim_compressor_oracle(b)->dice++;
    sim_compressor_oracle(b)->checks[0]++;
    assert_true(same_hash(a, b, ANY_OP, true));
    explore_world_end(a);
    explore_world_end(b);
}

/* Taking a hash changes nothing. */
TEST(hashing_leaves_the_world_alone)
{
    sim_world *world = busy_world();
    size_t used = world->memory.used;
    const sim_tally *tally;
    uint64_t digest = sim_compressor_machine.digest(world, &tally);
    sim_state_hash first = hash_of(world, WITH_DAMAGE, true);
    sim_state_hash second = hash_of(world, WITH_DAMAGE, true);
    assert_true(sim_state_hash_same(first, second));
    assert_int_equal(world->memory.used, used);
    assert_int_equal(sim_compressor_machine.digest(world, &tally), digest);
    assert_true(sim_world_settle(world));
    explore_world_end(world);
}

static size_t images_of(const char *list, unsigned nodes, unsigned write_ahead)
{
    sim_search_scope scope = explore_scope(nodes, 1, SIM_BEGIN_EMPTY, 0);
    sim_alphabet alphabet;
    sim_canon canon;
    scope.config.write_ahead = (uint16_t)write_ahead;
    explore_alphabet(list, &scope, &alphabet);
    sim_canon_init(&canon, &scope.config, &alphabet, true);
    sim_canon_free(&canon);
    return canon.image_count;
}

TEST(images_are_permutations_of_like_nodes)
{
    assert_int_equal(images_of("start,join", 1, 0), 1);
    assert_int_equal(images_of("start,join", 2, 0), 2);
    assert_int_equal(images_of("start,join", 3, 0), 6);
    assert_int_equal(images_of("start,join", 4, 0), 24);
    assert_int_equal(images_of("start,join", 4, 0xF), 24);
    assert_int_equal(images_of("start,join", 4, 0x3), 4);
    assert_int_equal(images_of("start,join", 4, 0x1), 6);
    assert_int_equal(images_of("start:node=0/1,join", 4, 0), 4);
    assert_int_equal(images_of("start:node=0/1/2", 4, 0), 6);
    assert_int_equal(images_of("start,damage", 4, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_of_tapes_are_one_state_or_two),
        cmocka_unit_test(the_past_does_not_show),
        cmocka_unit_test(hashing_leaves_the_world_alone),
        cmocka_unit_test(images_are_permutations_of_like_nodes),
    };
    return RUN_TESTS(tests);
}
