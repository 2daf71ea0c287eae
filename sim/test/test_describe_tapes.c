/* Pairs of tapes of sequences, Snowflake IDs and k-ordered IDs that are one state, or two. */
#include "registry.h"
#include "support_cmocka.h"
#include "support_describe.h"

#define HEAD_FLAKE                                                                                 \
    "idalloc-tape 1\n"                                                                             \
    "world scheme=snowflake nodes=2 layout=3 policy=0x104 start=1700000000 seed=67242\n"
#define HEAD_KORDER                                                                                \
    "idalloc-tape 1\nworld scheme=korder nodes=2 drift=5 faithful=0x0 lead=1 seed=35\n"            \
    "wake 0 0 0\nwake 1 0 0\n"
#define HEAD_SEQUENCE                                                                              \
    "idalloc-tape 1\nworld scheme=sequence nodes=2 masters=1 prefetch=0x32 range-size=3 seed=2\n"

static const struct {
    const char *list;
    const char *a;
    const char *b;
    bool same;
} pairs[] = {
    /* Which of two leases was first means nothing; which node has a number does. */
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\n", HEAD_FLAKE "lease 1 1 0\nlease 0 0 0\n",
     true},
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\n", HEAD_FLAKE "lease 0 1 0\nlease 1 0 0\n",
     false},
    {FLAKE_OPS, HEAD_FLAKE "pass 1 1\npass 1 1\n", HEAD_FLAKE "pass 2 1\n", true},
    {FLAKE_OPS, HEAD_FLAKE "set-clock 0 2 1\nset-clock 0 2 4\n", HEAD_FLAKE "nop\n", true},
    /* The list of IDs is in the order they were made in, also at one instant. */
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\nbegin 0 0\nbegin 1 0\nmint 0 0\nmint 1 0\n",
     HEAD_FLAKE "lease 0 0 0\nlease 1 1 0\nbegin 0 0\nbegin 1 0\nmint 1 0\nmint 0 0\n", false},
    {FLAKE_OPS, HEAD_FLAKE "lease 0 0 0\nbegin 0 0\nmint 0 0\nmint 0 0\n",
     HEAD_FLAKE "lease 0 0 0\nbegin 0 0\nmint 0 1\n", true},
    /* IDs of k-order worlds have no order at one instant, once that is over and another one was
       asked about. */
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\nmake 1 0 0\npass 1 1\nmake 0 0 0\n",
     HEAD_KORDER "make 1 0 0\nmake 0 0 0\npass 1 1\nmake 0 0 0\n", true},
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\nmake 1 0 0\n", HEAD_KORDER "make 1 0 0\nmake 0 0 0\n",
     false},
    /* A global ID is a local one. */
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\n", HEAD_KORDER "make 0 0 1\n", true},
    {KORDER_OPS, HEAD_KORDER "make 0 0 0\n", HEAD_KORDER "make 0 0 2\n", false},
    /* How often a node began, as long as it made nothing. */
    {KORDER_OPS, HEAD_KORDER "kill 0\nwake 0 0 0\n", HEAD_KORDER "nop\n", true},
    {WITH_SPOILT, HEAD_KORDER "nop\n", HEAD_KORDER "nop\nnop\n", false},
    /* Who is a member first means nothing before a chunk is granted; how often one started does. */
    {SEQUENCE_OPS, HEAD_SEQUENCE "enlist 0 0\nenlist 1 0\n",
     HEAD_SEQUENCE "enlist 1 0\nenlist 0 0\n", true},
    {SEQUENCE_OPS, HEAD_SEQUENCE "boot 0 0\nstop 0\n", HEAD_SEQUENCE "nop\n", true},
    {SEQUENCE_OPS, HEAD_SEQUENCE "boot 0 0\nkeep 0 0\nstop 0\n", HEAD_SEQUENCE "nop\n", false},
    {SEQUENCE_OPS, HEAD_SEQUENCE "elect 0 0\ndepose 0\n", HEAD_SEQUENCE "nop\n", false},
    {WITH_DAMAGE, HEAD_SEQUENCE "nop\n", HEAD_SEQUENCE "nop\nnop\n", false},
};

TEST(pairs_of_tapes_are_one_state_or_two)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        name_case("%s and %s", pairs[i].a, pairs[i].b);
        sim_config config;
        void *a = world_played(pairs[i].a, &config);
        void *b = world_played(pairs[i].b, &config);
        bool same = sim_state_hash_same(world_hash(a, &config, pairs[i].list),
                                        world_hash(b, &config, pairs[i].list));
        if (same != pairs[i].same) {
            fail_msg("pair %zu: %s", i, same ? "one hash" : "two hashes");
        }
        world_finish(a, &config);
        world_finish(b, &config);
    }
}

/* Taking a hash changes nothing: the worlds go on and end as they would. */
TEST(hashing_leaves_a_world_alone)
{
    static const char *const texts[] = {FLAKES, KORDERS, SEQUENCES};
    static const char *const lists[] = {FLAKE_OPS, KORDER_OPS, SEQUENCE_OPS};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        name_case("%s", texts[i]);
        sim_config config;
        sim_result results[2];
        for (unsigned hashed = 0; hashed < 2; hashed++) {
            void *world = world_played(texts[i], &config);
            const sim_machine *machine = sim_machine_of((sim_scheme)config.scheme);
            if (hashed == 1) {
                (void)world_hash(world, &config, lists[i]);
            }
            assert_true(machine->settle(world));
            memset(&results[hashed], 0, sizeof results[hashed]);
            machine->finish(world, &results[hashed]);
        }
        assert_int_equal(results[0].digest, results[1].digest);
        assert_int_equal(results[0].memory_peak, results[1].memory_peak);
        assert_int_equal(results[1].verdict, SIM_PASS);
        assert_false(results[1].failure.failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_of_tapes_are_one_state_or_two),
        cmocka_unit_test(hashing_leaves_a_world_alone),
    };
    return RUN_TESTS(tests);
}
