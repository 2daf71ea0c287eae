/* The shrinker keeps the symptom: invariant, op, call, status, phase. */
#include "support_cmocka.h"
#include "support_made_up.h"
#include "wording.h"

TEST(test_ops_go_and_numbers_become_small)
{
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

/* Without the SAVE it would be smaller, and another bug. */
TEST(test_it_never_slides_to_another_invariant)
{
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

TEST(test_it_keeps_the_kind_of_op)
{
    sim_tape tape = long_tape();
    made_up m = {.look = anything_fails};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.before.code, SIM_OP_SAVE);
    assert_int_equal(shrunk.after.code, SIM_OP_SAVE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
}

/* The same, and the failure names the call that gave a wrong answer. */
static bool any_op_calls(const sim_tape *tape, sim_symptom *symptom)
{
    if (!anything_fails(tape, symptom)) {
        return false;
    }
    symptom->failure.site.call = SIM_WORD_SESSION_GENERATE;
    return true;
}

TEST(test_where_a_call_is_named_it_is_kept_and_not_the_op)
{
    sim_tape tape = long_tape();
    made_up m = {.look = any_op_calls};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.before.code, SIM_OP_SAVE);
    assert_int_equal(tape.count, 1);
    assert_int_not_equal(tape.ops[0].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
    tape = long_tape();
    m = (made_up){.look = any_op_calls, .keep = SIM_SHRINK_KEEP_OP};
    shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.after.code, SIM_OP_SAVE);
    assert_int_equal(tape.count, 1);
    assert_int_equal(tape.ops[0].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
}

/* Fails in the quiet phase: with a TAKE after a SAVE by one call or status, otherwise by others. */
static bool take_after_save(const sim_tape *tape, sim_symptom *symptom)
{
    bool saved = false;
    bool both = false;
    for (size_t i = 0; i < tape->count; i++) {
        saved = saved || tape->ops[i].code == SIM_OP_SAVE;
        both = both || (saved && tape->ops[i].code == SIM_OP_TAKE);
    }
    symptom->failure.site.call =
        both || tape->count % 2 == 0 ? SIM_WORD_SESSION_TAKE : SIM_WORD_SESSION_RESET;
    symptom->failure.expected = sim_value_status(IDA_OK);
    symptom->failure.got =
        both || tape->count % 2 == 1 ? sim_value_status(IDA_UNKNOWN_ID) : sim_value_id(5);
    return fail_at(symptom, tape->count, SIM_INVARIANT_CONTRACT);
}

TEST(test_it_never_slides_to_another_call_or_status)
{
    for (unsigned keep = SIM_SHRINK_KEEP_CALL; keep <= SIM_SHRINK_KEEP_INVARIANT; keep++) {
        sim_tape tape = long_tape();
        made_up m = {.look = take_after_save, .keep = (sim_shrink_keep)keep};
        sim_shrunk shrunk = shrink_made_up(&tape, &m);
        assert_int_equal(shrunk.end, SIM_SHRINK_COMPLETE);
        assert_int_equal(shrunk.after.failure.site.call, SIM_WORD_SESSION_TAKE);
        assert_int_equal(shrunk.after.failure.got.kind, SIM_VALUE_STATUS);
        assert_int_equal(tape.count, 2);
        sim_tape_free(&tape);
    }
}

TEST(test_symptoms_are_told_apart_by_calls_and_statuses)
{
    const sim_tape tape = {.count = 0};
    const ida_range range = {{1, 2}, 3, 4, 5};
    sim_result result = {.verdict = SIM_FAIL};
    sim_failure *failure = &result.failure;
    *failure = (sim_failure){.failed = true,
                             .invariant = SIM_INVARIANT_REJECTION,
                             .site = {.parts = SIM_SITE_NODE | SIM_SITE_POSITION,
                                      .node = 3,
                                      .position = 7,
                                      .call = SIM_WORD_DOCUMENT_APPLY,
                                      .about = sim_value_range(&range)},
                             .expected = sim_value_status(IDA_COLLISION),
                             .got = sim_value_status(IDA_OK)};
    const sim_symptom given = sim_symptom_of(&tape, &result);
    failure->site.node = 0;
    failure->site.position = 1;
    failure->site.about = sim_value_ghost(&range);
    sim_symptom other = sim_symptom_of(&tape, &result);
    assert_true(sim_symptom_same(&given, &other));
    other.code = SIM_OP_DOWN;
    assert_true(sim_symptom_same(&given, &other));
    failure->expected = sim_value_status(IDA_EXHAUSTED);
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&given, &other));
    failure->expected = sim_value_id(5);
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&given, &other));
    failure->got = sim_value_id(6);
    const sim_symptom numbers = sim_symptom_of(&tape, &result);
    assert_true(sim_symptom_same(&other, &numbers));
    failure->site.call = SIM_WORD_DOCUMENT_COUNTERS;
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&other, &numbers));
    /* How a call is made, what truth it answered and whether it left outputs alone matter, too. */
    failure->site.about = sim_value_words(SIM_WORD_OF_COPY);
    const sim_symptom copied = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&other, &copied));
    failure->expected = sim_value_truth(true);
    failure->got = sim_value_truth(false);
    const sim_symptom truth = sim_symptom_of(&tape, &result);
    failure->expected = sim_value_truth(false);
    failure->got = sim_value_truth(true);
    other = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&truth, &other));
    failure->expected = sim_value_status(IDA_UNKNOWN_ID);
    failure->got = sim_value_status(IDA_UNKNOWN_ID);
    other = sim_symptom_of(&tape, &result);
    failure->got.is_spoiled = true;
    const sim_symptom spoiled = sim_symptom_of(&tape, &result);
    assert_false(sim_symptom_same(&spoiled, &other));
    /* Paired worlds differ in what an op answered: the op counts. */
    result.failure.invariant = SIM_INVARIANT_PAIR_SPLIT;
    const sim_symptom pair = sim_symptom_of(&tape, &result);
    other = pair;
    other.code = SIM_OP_DOWN;
    assert_false(sim_symptom_same(&pair, &other));
}

/* Dies at the first SAVE after a TAKE. */
static bool dies(const sim_tape *tape, sim_symptom *symptom)
{
    bool taken = false;
    for (size_t i = 0; i < tape->count; i++) {
        taken = taken || tape->ops[i].code == SIM_OP_TAKE;
        if (taken && tape->ops[i].code == SIM_OP_SAVE) {
            *symptom = (sim_symptom){.kind = SIM_SYMPTOM_CRASH, .detail = 6, .op = i};
            return true;
        }
    }
    return false;
}

static bool dies_in_the_quiet_phase(const sim_tape *tape, sim_symptom *symptom)
{
    *symptom = (sim_symptom){.kind = SIM_SYMPTOM_CRASH, .detail = 6, .op = tape->count - 1};
    return tape->count > 0;
}

TEST(test_a_crash_stays_out_of_the_quiet_phase)
{
    sim_tape tape = long_tape();
    made_up m = {.look = dies, .quiet = dies_in_the_quiet_phase};
    sim_shrunk shrunk = shrink_made_up(&tape, &m);
    assert_int_equal(shrunk.after.kind, SIM_SYMPTOM_CRASH);
    assert_int_equal(tape.count, 2);
    assert_int_equal(tape.ops[0].code, SIM_OP_TAKE);
    assert_int_equal(tape.ops[1].code, SIM_OP_SAVE);
    sim_tape_free(&tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ops_go_and_numbers_become_small),
        cmocka_unit_test(test_it_never_slides_to_another_invariant),
        cmocka_unit_test(test_it_keeps_the_kind_of_op),
        cmocka_unit_test(test_where_a_call_is_named_it_is_kept_and_not_the_op),
        cmocka_unit_test(test_it_never_slides_to_another_call_or_status),
        cmocka_unit_test(test_symptoms_are_told_apart_by_calls_and_statuses),
        cmocka_unit_test(test_a_crash_stays_out_of_the_quiet_phase),
    };
    return RUN_TESTS(tests);
}
