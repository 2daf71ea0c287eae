/* Two threads in one: where the second one's call comes. */
#include "kernel/turns.h"

#include "support_cmocka.h"

static unsigned steps;
static unsigned came_after;
static unsigned calls;

static void note(void *context)
{
    came_after = steps;
    calls++;
    /* Its own steps do not count. */
    sim_turns_step();
    *(bool *)context = true;
}

static void step(void)
{
    sim_turns_step();
    steps++;
}

static bool play(unsigned before, unsigned count)
{
    bool told = false;
    steps = 0;
    calls = 0;
    sim_turns_begin(before, note, &told);
    for (unsigned i = 0; i < count; i++) {
        step();
    }
    bool came = sim_turns_end();
    assert_true(told);
    assert_int_equal(calls, 1);
    return came;
}

TEST(the_other_call_comes_before_the_step_that_was_named)
{
    for (unsigned before = 0; before < 5; before++) {
        assert_true(play(before, 5));
        assert_int_equal(came_after, before);
    }
}

TEST(the_other_call_comes_at_the_end_if_there_are_too_few_steps)
{
    assert_false(play(5, 5));
    assert_int_equal(came_after, 5);
    assert_false(play(0, 0));
    assert_int_equal(came_after, 0);
}

TEST(steps_outside_do_nothing)
{
    assert_true(play(0, 1));
    step();
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_other_call_comes_before_the_step_that_was_named),
        cmocka_unit_test(the_other_call_comes_at_the_end_if_there_are_too_few_steps),
        cmocka_unit_test(steps_outside_do_nothing),
    };
    return RUN_TESTS(tests);
}
