/* K-ordered IDs are out of order up to the bound and no further, and how that is measured. */
#include <stdio.h>

#include "kernel/disorder.h"
#include "support_korder_world.h"
#include "support_play.h"

/* Node 0 is a second fast and makes an ID at the beginning of a window; node 1 is as slow. */
#define EDGE PAIR "set-clock 0 1 2\nset-clock 1 1 5\npass 14700000 0\nmake 0 0 0\n"

TEST(ids_are_out_of_order_up_to_a_microsecond_before_the_bound)
{
    sim_result tight = pass(EDGE "pass 33999999 0\nmake 1 0 0\n");
    assert_int_equal(tight.measures[SIM_MEASURE_KORDER_RADIUS].measured, 1);
    assert_int_equal(tight.measures[SIM_MEASURE_KORDER_RADIUS].bound, 1);
    assert_int_equal(tight.tally.marks[SIM_MARK_KORDER_TOUCHED], 1);
    sim_result apart = pass(EDGE "pass 34000000 0\nmake 1 0 0\n");
    assert_int_equal(apart.measures[SIM_MEASURE_KORDER_RADIUS].measured, 0);
    assert_int_equal(apart.measures[SIM_MEASURE_KORDER_RADIUS].bound, 0);
}

/* The tape in corpus/ that is kept because it touches the bound, with IDs in between. */
TEST(a_tape_of_the_corpus_touches_the_bound)
{
    sim_tape tape;
    sim_tape_error error;
    if (!sim_tape_read_file(SIM_CORPUS "/regressions/korder-radius-touches-its-bound.tape", &tape,
                            &error)) {
        fail_msg("line %zu: %s", error.line, error.message);
    }
    sim_run_options options = {.until = SIM_NEVER};
    sim_result result = sim_run_tape(&tape, &options);
    sim_tape_free(&tape);
    assert_int_equal(result.verdict, SIM_PASS);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].measured, 9);
    assert_int_equal(result.measures[SIM_MEASURE_KORDER_RADIUS].bound, 9);
}

static uint64_t draw(uint64_t *state, uint64_t bound)
{
    *state = *state * UINT64_C(6364136223846793005) + 1;
    return (*state >> 33) % bound;
}

static size_t slow_radius(const sim_keyed *list, size_t count)
{
    size_t radius = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            radius = sim_keyed_below(&list[j], &list[i]) && j - i > radius ? j - i : radius;
        }
    }
    return radius;
}

static size_t slow_most_within(const sim_keyed *list, size_t count, uint64_t time)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t others = 0;
        for (size_t j = 0; j < count; j++) {
            others += j != i && list[j].at >= list[i].at && list[j].at < list[i].at + time;
        }
        most = others > most ? others : most;
    }
    return most;
}

static bool slow_early(const sim_keyed *list, size_t count, uint64_t time)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (list[j].at - list[i].at >= time && !sim_keyed_below(&list[i], &list[j])) {
                return true;
            }
        }
    }
    return false;
}

#define LONGEST 24u

TEST(the_measures_are_those_of_the_slow_definitions)
{
    uint64_t random = 1;
    bool seen[2] = {false, false};
    for (unsigned round = 0; round < 4000; round++) {
        sim_keyed list[LONGEST];
        sim_keyed scratch[LONGEST];
        size_t count = 1 + draw(&random, LONGEST);
        uint64_t spread = 1 + draw(&random, 60);
        uint64_t at = 0;
        for (size_t i = 0; i < count; i++) {
            at += draw(&random, 4);
            list[i] = (sim_keyed){.at = at,
                                  .high = at / 16 + draw(&random, spread),
                                  .low = (uint32_t)draw(&random, 3),
                                  .index = (uint32_t)i};
        }
        sim_keyed_arrange(list, count);
        uint64_t time = 1 + draw(&random, 30);
        size_t earlier = 0;
        size_t later = 0;
        size_t radius = sim_keyed_radius(list, count, scratch);
        assert_int_equal(radius, slow_radius(list, count));
        assert_int_equal(sim_keyed_within(list, count, time), slow_most_within(list, count, time));
        bool early = sim_keyed_find_early(list, count, time, &earlier, &later);
        assert_int_equal(early, slow_early(list, count, time));
        assert_true(!early || !sim_keyed_below(&list[earlier], &list[later]));
        seen[early] = true;
        size_t displacement = sim_keyed_displacement(list, count, scratch);
        assert_true(displacement <= radius);
        assert_true(radius <= (displacement == 0 ? 0 : 2 * displacement - 1));
        for (size_t i = 1; i < count; i++) {
            assert_false(sim_keyed_below(&scratch[i], &scratch[i - 1]));
            assert_true(list[i].at >= list[i - 1].at);
        }
    }
    assert_true(seen[false] && seen[true]);
}

/* What the notes on the scheme say of these lists. */
TEST(known_lists_have_their_known_measures)
{
    static const uint64_t interleaved[] = {1, 100, 2, 101, 3, 102, 4, 103};
    static const uint64_t reversed[] = {6, 5, 4, 3, 2, 1};
    sim_keyed list[8];
    sim_keyed scratch[8];
    for (uint32_t i = 0; i < 8; i++) {
        list[i] = (sim_keyed){.at = i, .high = interleaved[i], .index = i};
    }
    assert_int_equal(sim_keyed_radius(list, 8, scratch), 5);
    for (uint32_t i = 0; i < 6; i++) {
        list[i] = (sim_keyed){.at = i, .high = reversed[i], .index = i};
    }
    assert_int_equal(sim_keyed_radius(list, 6, scratch), 5);
    assert_int_equal(sim_keyed_displacement(list, 6, scratch), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_out_of_order_up_to_a_microsecond_before_the_bound),
        cmocka_unit_test(a_tape_of_the_corpus_touches_the_bound),
        cmocka_unit_test(the_measures_are_those_of_the_slow_definitions),
        cmocka_unit_test(known_lists_have_their_known_measures),
    };
    return RUN_TESTS(tests);
}
