/* What the passes of the shrinker make of tapes, and where they stop. */
#include "support_cmocka.h"
#include "support_made_up.h"

/* Fails in the quiet phase with twelve TAKEs, neither more nor fewer, or with a ghost. */
static bool twelve_or_a_ghost(const sim_tape *tape, sim_symptom *symptom)
{
    unsigned takes = 0;
    bool ghost = false;
    for (size_t i = 0; i < tape->count; i++) {
        takes += tape->ops[i].code == SIM_OP_TAKE ? 1 : 0;
        ghost = ghost || tape->ops[i].code == SIM_OP_GHOST;
    }
    return (takes == 12 || (ghost && takes == 0)) &&
           fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

TEST(test_one_op_stands_for_a_chunk)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1});
    for (unsigned i = 0; i < 12; i++) {
        add(&tape, SIM_OP_TAKE, 0, 0, 0);
    }
    made_up m = {.look = twelve_or_a_ghost};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_GHOST);
    assert_true(shrunk.counts[SIM_SHRINK_CHUNK].kept > 0);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase when 30 clusters are in the log: a TAKE and an UP make one, a ghost that
 * nobody made before another. */
static bool thirty_clusters(const sim_tape *tape, sim_symptom *symptom)
{
    unsigned clusters = 0;
    unsigned taken = 0;
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        taken += op->code == SIM_OP_TAKE ? 1 : 0;
        if (op->code == SIM_OP_UP && taken > 0) {
            taken--;
            clusters++;
        }
        bool fresh = op->code == SIM_OP_GHOST;
        for (size_t k = 0; k < i && fresh; k++) {
            fresh = tape->ops[k].code != SIM_OP_GHOST || tape->ops[k].args[0] != op->args[0];
        }
        clusters += fresh ? 1 : 0;
    }
    return clusters >= 30 && fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

TEST(test_ghosts_stand_for_what_sessions_do)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1});
    for (unsigned i = 0; i < 30; i++) {
        add(&tape, SIM_OP_TAKE, 0, 0, 0);
        add(&tape, SIM_OP_UP, 0, i, 0);
    }
    made_up m = {.look = thirty_clusters};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 30);
    for (size_t i = 0; i < tape.count; i++) {
        assert_int_equal(tape.ops[i].code, SIM_OP_GHOST);
    }
    assert_true(shrunk.counts[SIM_SHRINK_REPLACE].kept >= 30);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase with 200 GENERATEs. */
static bool two_hundred(const sim_tape *tape, sim_symptom *symptom)
{
    size_t generates = 0;
    for (size_t i = 0; i < tape->count; i++) {
        generates += tape->ops[i].code == SIM_OP_GENERATE ? 1 : 0;
    }
    return generates >= 200 && fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

TEST(test_in_long_tapes_many_arguments_go_at_a_time)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 4, .slots = 1, .cluster_size = 1});
    for (uint32_t i = 0; i < 200; i++) {
        add(&tape, SIM_OP_GENERATE, i, 0, 1000 + i);
    }
    made_up m = {.look = two_hundred};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 200);
    for (size_t i = 0; i < tape.count; i++) {
        assert_int_equal(tape.ops[i].args[2], 0);
    }
    assert_true(shrunk.counts[SIM_SHRINK_ARGUMENTS].tried < 200);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase if there is a TAKE, and as many SAVEs as GENERATEs. */
static bool balanced(const sim_tape *tape, sim_symptom *symptom)
{
    int balance = 0;
    bool taken = false;
    for (size_t i = 0; i < tape->count; i++) {
        balance += tape->ops[i].code == SIM_OP_SAVE ? 1 : 0;
        balance -= tape->ops[i].code == SIM_OP_GENERATE ? 1 : 0;
        taken = taken || tape->ops[i].code == SIM_OP_TAKE;
    }
    return balance == 0 && taken && fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

TEST(test_ops_that_only_go_together_go)
{
    sim_tape tape = long_tape();
    made_up m = {.look = balanced};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_true(shrunk.counts[SIM_SHRINK_PAIRS].kept > 0);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase if node 3 generates in slot 2 and is saved to store 3. */
static bool same_node(const sim_tape *tape, sim_symptom *symptom)
{
    for (size_t i = 0; i < tape->count; i++) {
        for (size_t k = i + 1; k < tape->count; k++) {
            const sim_op *a = &tape->ops[i];
            const sim_op *b = &tape->ops[k];
            if (a->code == SIM_OP_GENERATE && b->code == SIM_OP_SAVE &&
                a->args[0] % tape->config.nodes == b->args[0] % tape->config.nodes) {
                return fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
            }
        }
    }
    return false;
}

TEST(test_names_become_the_smallest)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 9, .slots = 9, .cluster_size = 5, .seed = 1});
    add(&tape, SIM_OP_GENERATE, 7 + 9, 5, 1);
    add(&tape, SIM_OP_SAVE, 7, 3, 0);
    made_up m = {.look = same_node};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.config.nodes, 1);
    assert_int_equal(tape.config.slots, 1);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(tape.ops[i].args[0], 0);
        assert_int_equal(tape.ops[i].args[1], 0);
    }
    assert_true(shrunk.counts[SIM_SHRINK_RENAME].kept > 0);
    sim_tape_free(&tape);
}

static bool never(const sim_tape *tape, sim_symptom *symptom)
{
    (void)tape;
    (void)symptom;
    return false;
}

TEST(test_a_tape_that_passes_stays_as_it_is)
{
    sim_tape tape = long_tape();
    sim_tape before = long_tape();
    made_up m = {.look = never};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_PASSES);
    assert_true(sim_tape_equal(&tape, &before));
    m = (made_up){.look = two_bugs, .moody = true};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_UNSTEADY);
    assert_true(sim_tape_equal(&tape, &before));
    m = (made_up){.look = two_bugs, .break_at = 9};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_BROKEN);
    assert_true(sim_tape_equal(&tape, &before));
    sim_tape_free(&before);
    sim_tape_free(&tape);
}

/* Whenever it is stopped, what there is has the symptom, and the report says which. */
TEST(test_stopped_early_it_still_fails)
{
    size_t previous = SIZE_MAX;
    for (uint64_t plays = 0; plays < 40; plays++) {
        sim_tape tape = long_tape();
        sim_symptom symptom;
        made_up m = {.look = big_generate_then_save, .plays_allowed = plays, .stopped = plays == 0};
        sim_shrunk shrunk = shrink_made_up(&tape, &m);
        assert_int_equal(shrunk.end, SIM_SHRINK_STOPPED);
        assert_true(big_generate_then_save(&tape, &symptom));
        assert_int_equal(shrunk.before.kind, SIM_SYMPTOM_INVARIANT);
        assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_INVARIANT);
        assert_int_equal(shrunk.after.op, symptom.op);
        assert_true(tape.count <= previous);
        previous = tape.count;
        sim_tape_free(&tape);
    }
    assert_true(previous < 60);
}

/* A tape that does not fail is none, however soon it is enough. */
TEST(test_stopped_at_once_a_tape_that_passes_is_not_shrunk)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 1, .slots = 1, .cluster_size = 1});
    add(&tape, SIM_OP_START, 0, 0, 0);
    made_up m = {.look = big_generate_then_save, .stopped = true};
    assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_PASSES);
    assert_int_equal(tape.count, 1);
    sim_tape_free(&tape);
}

/* There is no room for another op, with which what is drawn is told from what is not. */
TEST(test_the_longest_tape_is_shrunk)
{
    sim_tape tape;
    sim_tape_init(&tape, (sim_config){.nodes = 3, .slots = 1, .cluster_size = 1});
    add(&tape, SIM_OP_GENERATE, 2, 0, 300);
    while (tape.count + 1 < SIM_TAPE_OPS_MAX) {
        add(&tape, SIM_OP_NOP, 0, 0, 0);
    }
    add(&tape, SIM_OP_SAVE, 0, 0, 0);
    made_up m = {.look = big_generate_then_save, .plays_allowed = 8};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_STOPPED);
    assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_INVARIANT);
    assert_true(tape.count < SIM_TAPE_OPS_MAX);
    sim_tape_free(&tape);
}

TEST(test_nothing_is_tried_twice)
{
    sim_tape tape = long_tape();
    made_up m = {.look = big_generate_then_save};
    sim_shrunk first = shrink_made_up(&tape, &m);
    assert_true(first.known > 0);
    assert_int_equal(first.plays, m.plays);
    sim_tape again = tape;
    m.plays = 0;
    sim_shrunk second = shrink_made_up(&again, &m);
    assert_int_equal(second.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(again.count, 2);
    assert_true(second.plays < first.plays);
    sim_tape_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_op_stands_for_a_chunk),
        cmocka_unit_test(test_ghosts_stand_for_what_sessions_do),
        cmocka_unit_test(test_in_long_tapes_many_arguments_go_at_a_time),
        cmocka_unit_test(test_ops_that_only_go_together_go),
        cmocka_unit_test(test_names_become_the_smallest),
        cmocka_unit_test(test_a_tape_that_passes_stays_as_it_is),
        cmocka_unit_test(test_stopped_early_it_still_fails),
        cmocka_unit_test(test_stopped_at_once_a_tape_that_passes_is_not_shrunk),
        cmocka_unit_test(test_the_longest_tape_is_shrunk),
        cmocka_unit_test(test_nothing_is_tried_twice),
    };
    return RUN_TESTS(tests);
}
