/* Worlds with shards: what children hand out, what goes wrong on their ways, and what is excused.
 */
#include "compressor/oracle/book.h"
#include "support_play.h"
#include "support_world.h"

#define WORLD  "idalloc-tape 1\nworld nodes=3 slots=1 write-ahead=0x0 cluster-size=2 seed=9\n"
#define PARENT "start 0\nreconnect 0\ndown-many 0 1\nopen 0 0 0\ngenerate 0 0 1\nsave 0 0\n"
#define CHILD  "shard 0 0 1\nadopt 1 0\nreconnect 1\n"
/* The child tells its parent where it is: the token in place 0. */
#define REPORT "report 1 0\ntoken 0 0 0\n"

static uint64_t generated(const sim_world *world, unsigned node)
{
    return ida_session_generated(world->nodes[node].slots[0].session);
}

TEST(parent_and_child_hand_out_other_ids)
{
    sim_world *world = sim_test_world(3, 1, 2);
    sim_test_play(world, PARENT CHILD "generate 0 0 1\ngenerate 1 0 1\n");
    assert_int_equal(generated(world, 0), 3);
    assert_int_equal(generated(world, 1), 4);
    assert_int_equal(world->tally.marks[SIM_MARK_SPLIT], 1);
    assert_int_equal(world->tally.marks[SIM_MARK_ADOPTED], 1);
    assert_int_equal(world->tally.marks[SIM_MARK_SHARD_GENERATED], 1);
    sim_test_end(world);
}

TEST(a_parent_moves_ahead_of_its_child)
{
    sim_world *world = sim_test_world(3, 1, 2);
    sim_test_play(world, PARENT CHILD "generate 1 0 1\n" REPORT);
    assert_int_equal(generated(world, 0), 5);
    sim_test_play(world, "token 0 0 0\n");
    assert_int_equal(generated(world, 0), 5);
    assert_int_equal(world->tally.marks[SIM_MARK_HEARD_OLD], 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_TOKEN_REPEATED], 1);
    sim_test_end(world);
}

TEST(tokens_that_are_late_or_astray_are_counted)
{
    sim_world *world = sim_test_world(3, 1, 2);
    sim_test_play(world, PARENT CHILD "report 1 0\ngenerate 1 0 1\nreport 1 0\ntoken 0 0 1\n"
                                      "token 0 0 0\ntoken 1 0 1\ntoken-lost 0\ntoken 0 0 0\n");
    assert_int_equal(world->tally.faults[SIM_FAULT_TOKEN_LATE], 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_TOKEN_ASTRAY], 1);
    assert_int_equal(world->tally.faults[SIM_FAULT_TOKEN_LOST], 1);
    assert_int_equal(world->tally.marks[SIM_MARK_HEARD], 1);
    sim_test_end(world);
}

TEST(the_quiet_phase_finalizes_what_children_made)
{
    sim_world *world = sim_test_world(3, 1, 2);
    sim_test_play(world, PARENT CHILD "shard 1 0 2\nadopt 2 1\ngenerate 2 0 1\ngenerate 2 0 1\n");
    ida_uuid session = world->nodes[2].slots[0].uuid;
    uint64_t last = generated(world, 2);
    assert_true(sim_world_settle(world));
    assert_true(sim_test_finalized(world, 2, session) >= last);
    sim_test_end(world);
}

TEST(a_root_that_takes_all_back_is_whole)
{
    sim_world *world = sim_test_world(3, 1, 2);
    sim_test_play(world, PARENT CHILD "generate 1 0 1\ndispose 1 0\ntoken 0 0 0\n");
    assert_null(world->nodes[1].slots[0].session);
    assert_int_equal(world->tally.marks[SIM_MARK_UNSHARDED], 1);
    sim_test_play(world, "take 0 0\nup 0 1\nup 0 2\nup 0 3\ndown-many 0 9\n"
                         "generate 0 0 2\n");
    assert_int_equal(world->tally.marks[SIM_MARK_EAGER_AGAIN], 1);
    sim_test_end(world);
}

/* What nobody can know hands out IDs twice, and is no fault of the allocator. */
TEST(copies_and_old_states_are_excused)
{
    sim_result result = pass(WORLD PARENT CHILD "adopt 2 0\ngenerate 1 0 1\ngenerate 2 0 1\n" REPORT
                                                "checkpoint\n");
    assert_int_equal(result.tally.faults[SIM_FAULT_SHARD_FORK], 1);
    /* A root from before its split, */
    pass(WORLD PARENT CHILD "generate 1 0 1\ncrash 0\nrestart 0 0\nreconnect 0\ngenerate 0 0 3\n"
                            "report 1 0\ntoken 0 0 0\ncheckpoint\n");
    /* a child that was given up, */
    pass(WORLD PARENT CHILD "revoke 0 0 0\ngenerate 1 0 1\ngenerate 0 0 3\ncheckpoint\n");
    /* and one that comes back after it ended. */
    pass(WORLD PARENT CHILD "save 1 0\ndispose 1 0\ntoken 0 0 0\ncrash 1\nrestart 1 0\n"
                            "generate 1 0 1\ngenerate 0 0 3\ncheckpoint\n");
}

/* --- The book --- */

typedef struct family {
    sim_book book;
    sim_incarnation parent;
    sim_incarnation child;
} family;

static const ida_uuid child_name = {5, 5};

static void found(family *f)
{
    *f = (family){.parent = {.uuid = {1, 2}, .generated = 3}};
    sim_book_act(&f->book, &f->parent);
    assert_true(sim_book_split(&f->book, &f->parent, &child_name, 1));
    f->child = f->parent;
    f->child.shard.is_child = true;
    f->child.shard.id = child_name;
    f->child.shard.state = sim_book_birth(&f->book, f->child.uuid, child_name);
}

/* True if it was handed out before. */
static bool give(family *f, sim_incarnation *self, uint64_t gen)
{
    bool is_repeated;
    sim_book_act(&f->book, self);
    assert_true(sim_book_give(&f->book, self, gen, 1, &is_repeated));
    return is_repeated;
}

TEST(the_book_finds_what_two_shards_hand_out)
{
    family f;
    found(&f);
    assert_true(sim_book_has(&f.book, f.parent.uuid, 1, 3));
    assert_false(give(&f, &f.parent, 5));
    assert_false(give(&f, &f.child, 6));
    assert_true(give(&f, &f.child, 5));
    assert_true(give(&f, &f.parent, 2));
    assert_true(sim_book_is_good(&f.book, f.parent.uuid));
    sim_book_free(&f.book);
}

TEST(the_second_of_two_copies_spoils_its_page)
{
    family f;
    found(&f);
    sim_incarnation copy = f.child;
    assert_false(give(&f, &f.child, 6));
    assert_true(sim_book_is_good(&f.book, f.child.uuid));
    assert_false(give(&f, &copy, 6));
    assert_false(sim_book_is_good(&f.book, f.child.uuid));
    sim_book_free(&f.book);
}

TEST(who_goes_past_a_promise_spoils_its_page)
{
    family f;
    found(&f);
    sim_book_end(&f.book, &f.parent, child_name, 6);
    assert_false(give(&f, &f.child, 6));
    assert_true(sim_book_is_good(&f.book, f.child.uuid));
    assert_false(give(&f, &f.child, 8));
    assert_false(sim_book_is_good(&f.book, f.child.uuid));
    sim_book_free(&f.book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parent_and_child_hand_out_other_ids),
        cmocka_unit_test(a_parent_moves_ahead_of_its_child),
        cmocka_unit_test(tokens_that_are_late_or_astray_are_counted),
        cmocka_unit_test(the_quiet_phase_finalizes_what_children_made),
        cmocka_unit_test(a_root_that_takes_all_back_is_whole),
        cmocka_unit_test(copies_and_old_states_are_excused),
        cmocka_unit_test(the_book_finds_what_two_shards_hand_out),
        cmocka_unit_test(the_second_of_two_copies_spoils_its_page),
        cmocka_unit_test(who_goes_past_a_promise_spoils_its_page),
    };
    return RUN_TESTS(tests);
}
