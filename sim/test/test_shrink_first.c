/* The shrinker gets past what shows first, and past what shows only sometimes. */
#include "support_cmocka.h"
#include "support_made_up.h"

/* What shows first unless the tape is as it was, or has another seed. */
static bool unless_the_seed_is_11(const sim_tape *tape, sim_symptom *symptom)
{
    return tape->count != 60 && tape->config.seed != 11 &&
           fail_at(symptom, tape->count, SIM_INVARIANT_LIVENESS);
}

TEST(test_what_shows_first_is_not_in_the_way)
{
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_the_seed_is_11};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    assert_int_equal(tape.config.seed, 11);
    assert_true(shrunk.counts[SIM_SHRINK_FOCUS].tried > 0);
    assert_true(shrunk.counts[SIM_SHRINK_FIRST].kept > 0);
    sim_tape_free(&tape);
}

static bool unless_two_checkpoints_end_it(const sim_tape *tape, sim_symptom *symptom)
{
    size_t n = tape->count;
    bool ended = n >= 2 && tape->ops[n - 1].code == SIM_OP_CHECKPOINT &&
                 tape->ops[n - 2].code == SIM_OP_CHECKPOINT;
    return n != 60 && !ended && fail_at(symptom, n, SIM_INVARIANT_LIVENESS);
}

TEST(test_checkpoints_make_it_show_first)
{
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_two_checkpoints_end_it};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 3);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    assert_true(m.longest <= 60 + SIM_SHRINK_SPARE);
    sim_tape_free(&tape);
}

TEST(test_what_is_drawn_in_the_quiet_phase_is_asked_for_more_often)
{
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_the_seed_is_11, .rounds = 16, .late = true};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.config.seed, 11);
    sim_tape_free(&tape);
}

/* Fails at the last op if there is a SAVE before it. */
static bool after_a_save(const sim_tape *tape, sim_symptom *symptom)
{
    if (tape->count < 2 || !any_save(tape, symptom)) {
        return false;
    }
    return fail_at(symptom, tape->count - 1, SIM_INVARIANT_CONTRACT);
}

TEST(test_what_is_drawn_after_an_op_is_asked_for_more_often)
{
    sim_tape tape = long_tape();
    made_up m = {.look = after_a_save, .first = unless_the_seed_is_11, .rounds = 1024};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_true(shrunk.drawn);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.config.seed, 11);
    sim_tape_free(&tape);
}

/* Each length needs a seed of its own, so nothing goes where it does not show first. */
static bool unless_the_seed_is_that_of_the_length(const sim_tape *tape, sim_symptom *symptom)
{
    return tape->count != 60 && tape->config.seed != 2 * tape->count &&
           fail_at(symptom, tape->count, SIM_INVARIANT_LIVENESS);
}

TEST(test_what_is_not_done_at_once_is_done_in_turns)
{
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_the_seed_is_that_of_the_length, .cost = 2500000};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_true(tape.count <= 8);
    sim_tape_free(&tape);
}

static bool unless_it_is_as_it_was(const sim_tape *tape, sim_symptom *symptom)
{
    return tape->count != 60 && fail_at(symptom, tape->count, SIM_INVARIANT_LIVENESS);
}

TEST(test_what_can_not_show_first_stays_as_long_as_it_was)
{
    sim_tape tape = long_tape();
    made_up m = {.look = any_save, .first = unless_it_is_as_it_was};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(shrunk.after.detail, SIM_INVARIANT_CONTRACT);
    assert_int_equal(tape.count, 60);
    sim_tape_free(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_shows_first_is_not_in_the_way),
        cmocka_unit_test(test_checkpoints_make_it_show_first),
        cmocka_unit_test(test_what_is_drawn_in_the_quiet_phase_is_asked_for_more_often),
        cmocka_unit_test(test_what_is_drawn_after_an_op_is_asked_for_more_often),
        cmocka_unit_test(test_what_is_not_done_at_once_is_done_in_turns),
        cmocka_unit_test(test_what_can_not_show_first_stays_as_long_as_it_was),
    };
    return RUN_TESTS(tests);
}
