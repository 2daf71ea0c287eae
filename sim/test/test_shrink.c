/* The shrinker, on failures that are made up and on those of wrong subjects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run.h"
#include "scenario/scenario.h"
#include "shrink/shrink.h"
#include "support_wrong.h"

#define OPS_MAX   600u
#define PLAYS_MAX 200000u
/* How small the tapes of wrong subjects become. A mistake that is made once in so many calls takes
 * as many calls. */
#define MEDIAN_MAX 6u
#define WORST_MAX  32u

/* --- Failures that are made up: of a tape's looks, without a world. --- */

/* Says what is wrong with a tape. */
typedef bool (*fault)(const sim_tape *tape, sim_symptom *symptom);

typedef struct made_up {
    fault look;
    uint64_t plays;
    uint64_t plays_allowed; /* 0: any number */
    uint64_t break_at;      /* the play that cannot be done; 0: none */
    bool moody;             /* fails every other time */
} made_up;

static bool play_made_up(void *context, const sim_tape *tape, const sim_shrink_play *how,
                         sim_symptom *symptom)
{
    made_up *m = context;
    (void)how;
    m->plays++;
    *symptom = (sim_symptom){.kind = SIM_SYMPTOM_NONE, .op = tape->count};
    if (m->plays == m->break_at) {
        return false;
    }
    if (!m->moody || m->plays % 2 == 1) {
        (void)m->look(tape, symptom);
    }
    symptom->code = sim_symptom_code(tape, symptom->op);
    return true;
}

static bool more_made_up(void *context, const sim_tape *best, uint64_t plays)
{
    const made_up *m = context;
    (void)best;
    return m->plays_allowed == 0 || plays < m->plays_allowed;
}

static sim_shrunk shrink_made_up(sim_tape *tape, made_up *m)
{
    const sim_shrink_options options = {.play = play_made_up, .more = more_made_up, .context = m};
    return sim_shrink(tape, &options);
}

static void add(sim_tape *tape, unsigned code, uint32_t a, uint32_t b, uint32_t c)
{
    assert_true(sim_tape_append(tape, (sim_op){.code = (uint8_t)code, .args = {a, b, c}}));
}

/* 60 ops of many kinds in a world of four nodes with four slots. */
static sim_tape long_tape(void)
{
    sim_tape tape;
    sim_tape_init(
        &tape,
        (sim_config){.nodes = 4, .slots = 4, .write_ahead = 0x5, .cluster_size = 100, .seed = 77});
    for (uint32_t i = 0; i < 20; i++) {
        add(&tape, SIM_OP_GENERATE, i % 4, i / 4 % 4, 500 + i);
        add(&tape, SIM_OP_SAVE, i % 4, i % 4, 0);
        add(&tape, SIM_OP_TAKE, i % 4, i / 4 % 4, 0);
    }
    return tape;
}

static bool fail_at(sim_symptom *symptom, size_t op, sim_invariant invariant)
{
    symptom->kind = SIM_SYMPTOM_INVARIANT;
    symptom->detail = (int)invariant;
    symptom->op = op;
    return true;
}

/* Fails at the first SAVE after a GENERATE of 300 or more on node 2. */
static bool big_generate_then_save(const sim_tape *tape, sim_symptom *symptom)
{
    bool generated = false;
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        generated = generated || (op->code == SIM_OP_GENERATE && op->args[2] >= 300 &&
                                  op->args[0] % tape->config.nodes == 2);
        if (generated && op->code == SIM_OP_SAVE) {
            return fail_at(symptom, i, SIM_INVARIANT_CONTRACT);
        }
    }
    return false;
}

static void test_ops_go_and_numbers_become_small(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = big_generate_then_save};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.ops[0].code, SIM_OP_GENERATE);
    assert_int_equal(tape.ops[0].args[0], 2);
    assert_int_equal(tape.ops[0].args[1], 0);
    assert_int_equal(tape.ops[0].args[2], 300);
    assert_int_equal(tape.ops[1].code, SIM_OP_SAVE);
    assert_int_equal(tape.ops[1].args[0], 0);
    assert_int_equal(tape.ops[1].args[1], 0);
    assert_int_equal(tape.config.nodes, 3);
    assert_int_equal(tape.config.slots, 1);
    assert_int_equal(tape.config.write_ahead, 0);
    assert_int_equal(tape.config.cluster_size, 1);
    assert_int_equal(tape.config.seed, 0);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase if there is any TAKE; with a SAVE before the first one, otherwise. */
static bool two_bugs(const sim_tape *tape, sim_symptom *symptom)
{
    bool saved = false;
    for (size_t i = 0; i < tape->count; i++) {
        saved = saved || tape->ops[i].code == SIM_OP_SAVE;
        if (tape->ops[i].code == SIM_OP_TAKE) {
            return fail_at(symptom, tape->count,
                           saved ? SIM_INVARIANT_LIVENESS : SIM_INVARIANT_CONVERGENCE);
        }
    }
    return false;
}

/* Without the SAVE it would be smaller, and another bug. */
static void test_it_never_slides_to_another_invariant(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = two_bugs};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
    assert_int_equal(shrunk.after.detail, SIM_INVARIANT_LIVENESS);
    assert_int_equal(shrunk.after.code, SIM_SYMPTOM_QUIET);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    assert_int_equal(tape.ops[1].code, SIM_OP_TAKE);
    sim_tape_free(&tape);
}

/* Fails at the third SAVE, and, when there are fewer, at the last op, whatever that is. */
static bool anything_fails(const sim_tape *tape, sim_symptom *symptom)
{
    unsigned saves = 0;
    for (size_t i = 0; i < tape->count; i++) {
        saves += tape->ops[i].code == SIM_OP_SAVE ? 1 : 0;
        if (saves == 3) {
            return fail_at(symptom, i, SIM_INVARIANT_CONTRACT);
        }
    }
    return tape->count > 0 && fail_at(symptom, tape->count - 1, SIM_INVARIANT_CONTRACT);
}

static void test_it_keeps_the_kind_of_op(void **state)
{
    (void)state;
    sim_tape tape = long_tape();
    made_up m = {.look = anything_fails};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.before.code, SIM_OP_SAVE);
    assert_int_equal(shrunk.after.code, SIM_OP_SAVE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
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

static void test_ops_that_only_go_together_go(void **state)
{
    (void)state;
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

static void test_names_become_the_smallest(void **state)
{
    (void)state;
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

static void test_a_tape_that_passes_stays_as_it_is(void **state)
{
    (void)state;
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

/* Whenever it is stopped, what there is has the symptom. */
static void test_stopped_early_it_still_fails(void **state)
{
    (void)state;
    size_t previous = SIZE_MAX;
    for (uint64_t plays = 2; plays < 40; plays += 6) {
        sim_tape tape = long_tape();
        sim_symptom symptom;
        made_up m = {.look = big_generate_then_save, .plays_allowed = plays};
        assert_int_equal(shrink_made_up(&tape, &m).end, SIM_SHRINK_STOPPED);
        assert_true(big_generate_then_save(&tape, &symptom));
        assert_true(tape.count <= previous);
        previous = tape.count;
        sim_tape_free(&tape);
    }
    assert_true(previous < 60);
}

static void test_nothing_is_tried_twice(void **state)
{
    (void)state;
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

/* --- Wrong subjects. --- */

static bool play_subject(void *context, const sim_tape *tape, const sim_shrink_play *how,
                         sim_symptom *symptom)
{
    sim_shrink_play play = *how;
    sim_run_options run = sim_shrink_run_options(&play);
    run.subject = context;
    wrong_reset();
    const sim_result result = sim_run_tape(tape, &run);
    *symptom = sim_symptom_of(tape, &result);
    return true;
}

static bool few_plays(void *context, const sim_tape *best, uint64_t plays)
{
    (void)context;
    (void)best;
    return plays < PLAYS_MAX;
}

/* The tape of the first world, of all scenarios, in which a wrong subject is found out by name. */
static bool find_tape(const wrong_subject *wrong, const sim_subject *subject, sim_tape *tape)
{
    const sim_run_options run = {.subject = subject, .until = SIM_NEVER};
    for (uint64_t seed = 1; seed < 40; seed++) {
        for (size_t k = 0; k < sim_scenario_count(); k++) {
            wrong_reset();
            sim_result result = sim_run_seed(sim_scenario_at(k), seed, OPS_MAX, &run, tape);
            if (result.verdict == SIM_FAIL && result.failure.invariant == wrong->invariant) {
                return true;
            }
            sim_tape_free(tape);
        }
    }
    return false;
}

static int compare_sizes(const void *a, const void *b)
{
    size_t left = *(const size_t *)a;
    size_t right = *(const size_t *)b;
    return left < right ? -1 : left > right;
}

static size_t shrink_wrong(const wrong_subject *wrong)
{
    sim_tape tape;
    sim_subject subject = sim_subject_core;
    wrong->plant(&subject);
    if (!find_tape(wrong, &subject, &tape)) {
        fail_msg("%s: not found", wrong->mistake);
    }
    const sim_shrink_options options = {
        .play = play_subject, .more = few_plays, .context = &subject};
    sim_shrunk shrunk = sim_shrink(&tape, &options);
    if (shrunk.end != SIM_SHRINK_COMPLETE) {
        fail_msg("%s: end %d after %llu plays", wrong->mistake, (int)shrunk.end,
                 (unsigned long long)shrunk.plays);
    }
    assert_true(sim_symptom_same(&shrunk.before, &shrunk.after));
    /* Played as anybody plays it. */
    const sim_run_options run = {.subject = &subject, .until = SIM_NEVER};
    wrong_reset();
    const sim_result result = sim_run_tape(&tape, &run);
    const sim_symptom replayed = sim_symptom_of(&tape, &result);
    assert_true(sim_symptom_same(&shrunk.before, &replayed));
    assert_int_equal(replayed.digest, shrunk.after.digest);
    size_t ops = tape.count;
    print_message("%3zu ops, %6llu plays: %s\n", ops, (unsigned long long)shrunk.plays,
                  wrong->mistake);
    sim_tape_free(&tape);
    return ops;
}

static void test_wrong_subjects_become_small(void **state)
{
    (void)state;
    size_t *ops = calloc(wrong_subject_count, sizeof *ops);
    assert_non_null(ops);
    for (size_t i = 0; i < wrong_subject_count; i++) {
        ops[i] = shrink_wrong(&wrong_subjects[i]);
    }
    qsort(ops, wrong_subject_count, sizeof *ops, compare_sizes);
    assert_true(ops[wrong_subject_count / 2] <= MEDIAN_MAX);
    assert_true(ops[wrong_subject_count - 1] <= WORST_MAX);
    free(ops);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ops_go_and_numbers_become_small),
        cmocka_unit_test(test_it_never_slides_to_another_invariant),
        cmocka_unit_test(test_it_keeps_the_kind_of_op),
        cmocka_unit_test(test_ops_that_only_go_together_go),
        cmocka_unit_test(test_names_become_the_smallest),
        cmocka_unit_test(test_a_tape_that_passes_stays_as_it_is),
        cmocka_unit_test(test_stopped_early_it_still_fails),
        cmocka_unit_test(test_nothing_is_tried_twice),
        cmocka_unit_test(test_wrong_subjects_become_small),
    };
    return cmocka_run_group_tests_name("shrink", tests, NULL, NULL);
}
