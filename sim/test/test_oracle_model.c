/* The reference model by itself: small logs whose outcome was worked out by hand. */

#include "compressor/oracle/answer.h"
#include "compressor/oracle/incarnation.h"
#include "compressor/oracle/model.h"
#include "compressor/oracle/stable.h"
#include "support_cmocka.h"

#define TOP_HIGH ((UINT64_C(1) << 58) - 1)

static const ida_uuid A = {1, 1000};
static const ida_uuid B = {2, 1000};

static sim_outcome append_range(sim_model *model, ida_uuid session, uint64_t first, uint64_t count,
                                uint32_t size)
{
    sim_entry entry = {.kind = SIM_ENTRY_RANGE, .range = {session, first, count, size}};
    assert_true(sim_model_append(model, &entry));
    return sim_model_counters(model, model->outcome_count);
}

static sim_outcome append_ghost(sim_model *model, ida_uuid session, uint64_t count)
{
    sim_entry entry = {.kind = SIM_ENTRY_GHOST, .range = {session, 0, count, 0}};
    assert_true(sim_model_append(model, &entry));
    return sim_model_counters(model, model->outcome_count);
}

static void expect_outcome(sim_outcome outcome, ida_status status, uint64_t limit,
                           uint32_t sessions, uint32_t clusters)
{
    assert_int_equal(outcome.status, status);
    assert_int_equal(outcome.final_limit, limit);
    assert_int_equal(outcome.sessions, sessions);
    assert_int_equal(outcome.clusters, clusters);
}

static void expect_text(ida_uuid uuid, const char *expected)
{
    char text[IDA_UUID_TEXT_SIZE];
    sim_uuid_text(uuid, text);
    assert_string_equal(text, expected);
}

TEST(test_stable_arithmetic)
{
    ida_uuid sum;
    uint64_t distance;
    assert_true(sim_stable_add((ida_uuid){1, UINT64_MAX}, 1, &sum));
    assert_true(sim_stable_equal(sum, (ida_uuid){2, 0}));
    assert_true(sim_stable_add((ida_uuid){TOP_HIGH, UINT64_MAX - 1}, 1, &sum));
    assert_false(sim_stable_add((ida_uuid){TOP_HIGH, UINT64_MAX}, 1, &sum));
    assert_true(sim_stable_equal(sum, (ida_uuid){TOP_HIGH, UINT64_MAX}));
    assert_true(sim_stable_distance((ida_uuid){1, 5}, (ida_uuid){2, 4}, &distance));
    assert_int_equal(distance, UINT64_MAX);
    assert_false(sim_stable_distance((ida_uuid){1, 5}, (ida_uuid){2, 5}, &distance));
    assert_false(sim_stable_distance((ida_uuid){1, 5}, (ida_uuid){1, 4}, &distance));
    assert_true(sim_stable_before((ida_uuid){1, 5}, (ida_uuid){2, 0}));
    assert_false(sim_stable_valid((ida_uuid){TOP_HIGH + 1, 0}));
}

TEST(test_stable_text)
{
    ida_uuid uuid = {0x0044444444444444, 0x4111111111111111};
    expect_text(uuid, "11111111-1111-4111-8111-111111111111");
    expect_text((ida_uuid){TOP_HIGH, UINT64_MAX}, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect_text((ida_uuid){0, 0}, "00000000-0000-4000-8000-000000000000");
    /* The carry across the variant and version bits that formats.md gives. */
    ida_uuid carry = {UINT64_C(0xe507602db150) << 10 | 0xfcc >> 2, UINT64_C(0x3fffffffffffffff)};
    expect_text(carry, "e507602d-b150-4fcc-bfff-ffffffffffff");
    assert_true(sim_stable_add(carry, 1, &uuid));
    expect_text(uuid, "e507602d-b150-4fcd-8000-000000000000");
}

TEST(test_first_fill_expand_overflow)
{
    sim_model model;
    sim_model_init(&model);
    expect_outcome(append_range(&model, A, 1, 2, 5), IDA_OK, 7, 1, 1);  /* A: 0..6 */
    expect_outcome(append_range(&model, A, 3, 5, 5), IDA_OK, 7, 1, 1);  /* fills it exactly */
    expect_outcome(append_range(&model, A, 8, 1, 5), IDA_OK, 13, 1, 1); /* expands to 0..12 */
    expect_outcome(append_range(&model, B, 1, 1, 2), IDA_OK, 16, 2, 2); /* B: 13..15 */
    /* Of 6 IDs 5 fill A's cluster, and 1 overflows into 16..18. */
    expect_outcome(append_range(&model, A, 9, 6, 2), IDA_OK, 19, 2, 3);
    assert_int_equal(sim_model_final(&model, 0, 1), 0);
    assert_int_equal(sim_model_final(&model, 0, 8), 7);
    assert_int_equal(sim_model_final(&model, 0, 13), 12);
    assert_int_equal(sim_model_final(&model, 0, 14), 16);
    assert_int_equal(sim_model_final(&model, 0, 16), 18);
    assert_int_equal(sim_model_piece(&model, 15)->session, 1);
    assert_int_equal(sim_model_piece(&model, 16)->session, 0);
    assert_null(sim_model_piece(&model, 19));
    sim_model_free(&model);
}

TEST(test_positions)
{
    sim_model model;
    sim_model_init(&model);
    append_range(&model, A, 1, 2, 5);
    append_range(&model, A, 9, 2, 5); /* a gap: refused, and nothing changes */
    append_range(&model, A, 3, 6, 5);
    assert_int_equal(sim_model_counters(&model, 2).status, IDA_OUT_OF_ORDER);
    const uint64_t finalized[] = {0, 2, 2, 8};
    const uint64_t allocated[] = {0, 7, 7, 13};
    for (uint64_t position = 0; position <= 3; position++) {
        sim_extent extent = sim_model_extent(&model, 0, position);
        assert_int_equal(extent.finalized, finalized[position]);
        assert_int_equal(extent.allocated, allocated[position]);
        assert_int_equal(sim_model_counters(&model, position).final_limit, allocated[position]);
    }
    assert_int_equal(sim_model_find(&model, A), 0);
    assert_int_equal(sim_model_find(&model, B), SIM_NONE);
    sim_model_free(&model);
}

TEST(test_invalid_and_order)
{
    sim_model model;
    sim_model_init(&model);
    ida_uuid none = {TOP_HIGH + 1, 0};
    const uint64_t most = INT64_MAX;
    expect_outcome(append_range(&model, none, 1, 1, 1), IDA_INVALID_RANGE, 0, 0, 0);
    expect_outcome(append_range(&model, none, 9, 0, 0), IDA_OK, 0, 0, 0);
    expect_outcome(append_range(&model, A, 0, 1, 1), IDA_INVALID_RANGE, 0, 0, 0);
    expect_outcome(append_range(&model, A, 1, 1, 0), IDA_INVALID_RANGE, 0, 0, 0);
    expect_outcome(append_range(&model, A, 1, 1, IDA_CLUSTER_SIZE_MAX + 1), IDA_INVALID_RANGE, 0, 0,
                   0);
    expect_outcome(append_range(&model, A, most, 2, 1), IDA_INVALID_RANGE, 0, 0, 0);
    expect_outcome(append_range(&model, A, UINT64_MAX, 2, 1), IDA_INVALID_RANGE, 0, 0, 0);
    expect_outcome(append_range(&model, A, most, 1, 1), IDA_OUT_OF_ORDER, 0, 0, 0);
    expect_outcome(append_range(&model, A, 2, 1, 1), IDA_OUT_OF_ORDER, 0, 0, 0);
    expect_outcome(append_range(&model, A, 1, most, 1), IDA_EXHAUSTED, 0, 0, 0);
    expect_outcome(append_range(&model, A, 1, most - 1, 1), IDA_OK, most, 1, 1);
    expect_outcome(append_range(&model, A, most, 1, 1), IDA_OK, most, 1, 1);
    expect_outcome(append_range(&model, B, 1, 1, 1), IDA_EXHAUSTED, most, 1, 1);
    sim_model_free(&model);
}

TEST(test_top_of_uuids)
{
    sim_model model;
    sim_model_init(&model);
    ida_uuid top = {TOP_HIGH, UINT64_MAX - 9}; /* ten UUIDs are left */
    /* What is reserved must exist too. */
    expect_outcome(append_range(&model, top, 1, 2, 9), IDA_EXHAUSTED, 0, 0, 0);
    expect_outcome(append_range(&model, top, 1, 2, 8), IDA_OK, 10, 1, 1);
    expect_outcome(append_range(&model, top, 3, 8, 1), IDA_OK, 10, 1, 1);
    expect_outcome(append_range(&model, top, 11, 1, 1), IDA_EXHAUSTED, 10, 1, 1);
    sim_model_free(&model);
}

TEST(test_collision)
{
    sim_model model;
    sim_model_init(&model);
    ida_uuid above = {A.high, A.low + 10};
    ida_uuid inside = {A.high, A.low + 14};
    expect_outcome(append_range(&model, above, 1, 1, 5), IDA_OK, 6, 1, 1);
    expect_outcome(append_range(&model, A, 1, 5, 6), IDA_COLLISION, 6, 1, 1);
    expect_outcome(append_range(&model, A, 1, 5, 5), IDA_OK, 16, 2, 2);
    /* Growing over it is a collision as well; filling what is reserved is none. */
    expect_outcome(append_range(&model, A, 6, 6, 5), IDA_COLLISION, 16, 2, 2);
    expect_outcome(append_range(&model, A, 6, 5, 5), IDA_OK, 16, 2, 2);
    /* In the other direction, and for ghosts. */
    expect_outcome(append_range(&model, inside, 1, 1, 1), IDA_COLLISION, 16, 2, 2);
    expect_outcome(append_ghost(&model, inside, 1), IDA_COLLISION, 16, 2, 2);
    sim_model_free(&model);
}

TEST(test_ghost)
{
    sim_model model;
    sim_model_init(&model);
    expect_outcome(append_ghost(&model, A, 0), IDA_OK, 0, 0, 0);
    expect_outcome(append_ghost(&model, (ida_uuid){TOP_HIGH + 1, 0}, 1), IDA_INVALID_ARGUMENT, 0, 0,
                   0);
    expect_outcome(append_ghost(&model, A, 3), IDA_OK, 3, 1, 1);
    expect_outcome(append_ghost(&model, A, 2), IDA_OK, 5, 1, 2);
    expect_outcome(append_range(&model, B, 1, 1, 4), IDA_OK, 10, 2, 3);
    expect_outcome(append_ghost(&model, B, 1), IDA_OUT_OF_ORDER, 10, 2, 3);
    sim_outcome third = append_ghost(&model, A, 1);
    expect_outcome(third, IDA_OK, 11, 2, 4);
    assert_int_equal(third.ghost_first, 10);
    expect_outcome(append_ghost(&model, A, UINT64_MAX), IDA_EXHAUSTED, 11, 2, 4);
    sim_model_free(&model);
}

TEST(test_second_copy)
{
    sim_model model;
    sim_model_init(&model);
    sim_entry entry = {.kind = SIM_ENTRY_RANGE, .node = 1, .epoch = 1, .range = {A, 1, 3, 5}};
    assert_true(sim_model_append(&model, &entry));
    assert_true(sim_model_append(&model, &entry)); /* the same client repeats itself */
    assert_false(sim_model_counters(&model, 2).second_copy);
    entry.node = 2;
    assert_true(sim_model_append(&model, &entry)); /* a fork */
    assert_int_equal(sim_model_counters(&model, 3).status, IDA_OUT_OF_ORDER);
    assert_true(sim_model_counters(&model, 3).second_copy);
    entry.forged = true;
    assert_true(sim_model_append(&model, &entry));
    assert_false(sim_model_counters(&model, 4).second_copy);
    sim_model_free(&model);
}

TEST(test_given_runs)
{
    sim_incarnation self = {0};
    sim_incarnation copy = {0};
    sim_incarnation_open(&self, A, 5);
    assert_true(sim_incarnation_give(&self, 2, false, 0));
    assert_true(sim_incarnation_give(&self, 1, false, 0));
    assert_true(sim_incarnation_give(&self, 2, true, 3));
    assert_true(sim_incarnation_give(&self, 1, true, 5));
    assert_true(sim_incarnation_give(&self, 1, true, 9));
    assert_true(sim_incarnation_give(&self, 1, false, 0));
    assert_int_equal(self.generated, 8);
    assert_int_equal(self.given_count, 4);
    assert_false(sim_incarnation_given(&self, 3)->eager);
    assert_true(sim_incarnation_given(&self, 4)->eager);
    assert_int_equal(sim_incarnation_given(&self, 6)->base_final, 3);
    assert_int_equal(sim_incarnation_given(&self, 7)->base_final, 9);
    assert_false(sim_incarnation_given(&self, 8)->eager);
    self.version = 1;
    assert_true(sim_incarnation_copy(&copy, &self));
    assert_int_equal(copy.generated, 8);
    assert_true(sim_incarnation_given(&copy, 5)->eager);
    sim_incarnation_free(&self);
    sim_incarnation_free(&copy);
}

/* Asks the model; status IDA_OK and another answer both fail the test. */
static void expect_id(const sim_view *view, sim_call call, ida_id id, ida_uuid uuid,
                      ida_id expected)
{
    sim_question question = {.call = call, .id = id, .uuid = uuid};
    sim_answer answer = sim_answer_expected(view, &question);
    assert_int_equal(answer.status, IDA_OK);
    assert_int_equal(answer.id, expected);
}

static void expect_status(const sim_view *view, sim_call call, ida_id id, ida_uuid uuid,
                          ida_status expected)
{
    sim_question question = {.call = call, .id = id, .uuid = uuid};
    assert_int_equal(sim_answer_expected(view, &question).status, expected);
}

static void expect_uuid(const sim_view *view, ida_id id, ida_uuid expected)
{
    sim_question question = {.call = SIM_CALL_DECOMPRESS, .id = id};
    sim_answer answer = sim_answer_expected(view, &question);
    assert_int_equal(answer.status, IDA_OK);
    assert_true(sim_stable_equal(answer.uuid, expected));
}

static ida_uuid plus(ida_uuid uuid, uint64_t offset)
{
    ida_uuid sum = uuid;
    assert_true(sim_stable_add(uuid, offset, &sum));
    return sum;
}

/*
 * A generated 1 and 2 (local), which are finalized with 5 reserved (finals 0..6); then 3 (eager
 * final 2). B has finals 7..10 of which the first is finalized.
 */
TEST(test_answers)
{
    sim_model model;
    sim_model_init(&model);
    append_range(&model, A, 1, 2, 5);
    append_range(&model, B, 1, 1, 3);
    sim_incarnation self = {0};
    sim_incarnation_open(&self, A, 5);
    assert_true(sim_incarnation_give(&self, 2, false, 0));
    assert_true(sim_incarnation_give(&self, 1, true, 2));
    sim_view view = sim_view_of(&model, &self, 2);
    /* Own local, finalized. */
    expect_id(&view, SIM_CALL_TO_OP, -2, A, 1);
    expect_id(&view, SIM_CALL_TO_OP, 1, A, 1);
    expect_id(&view, SIM_CALL_TO_SESSION, -2, A, -2);
    expect_id(&view, SIM_CALL_WITHOUT_ORIGIN, 1, A, -2);
    expect_id(&view, SIM_CALL_RECOMPRESS, 0, plus(A, 1), -2);
    expect_uuid(&view, 1, plus(A, 1));
    expect_uuid(&view, -2, plus(A, 1));
    /* Own eager final. */
    expect_id(&view, SIM_CALL_TO_OP, 2, A, 2);
    expect_id(&view, SIM_CALL_TO_SESSION, 2, A, 2);
    expect_id(&view, SIM_CALL_TRY_RECOMPRESS, 0, plus(A, 2), 2);
    expect_status(&view, SIM_CALL_TO_OP, -3, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_TO_SESSION, -3, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_DECOMPRESS, -3, A, IDA_UNKNOWN_ID);
    /* Own, reserved, never generated. */
    expect_status(&view, SIM_CALL_TO_OP, 3, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_DECOMPRESS, 3, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_TO_SESSION, -4, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_RECOMPRESS, 0, plus(A, 3), IDA_UNKNOWN_ID);
    /* Another's, finalized and reserved. */
    expect_id(&view, SIM_CALL_TO_SESSION, -1, B, 7);
    expect_id(&view, SIM_CALL_TO_OP, 7, B, 7);
    expect_id(&view, SIM_CALL_RECOMPRESS, 0, B, 7);
    expect_status(&view, SIM_CALL_TO_SESSION, -2, B, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_WITHOUT_ORIGIN, 8, B, IDA_UNKNOWN_ID);
    /* Nobody's. */
    expect_status(&view, SIM_CALL_TO_OP, 11, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_TO_OP, INT64_MIN, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_TO_SESSION, -1, plus(B, 1), IDA_UNKNOWN_SESSION);
    expect_status(&view, SIM_CALL_WITHOUT_ORIGIN, -1, A, IDA_ORIGIN_REQUIRED);
    expect_status(&view, SIM_CALL_RECOMPRESS, 0, (ida_uuid){TOP_HIGH + 1, 0}, IDA_INVALID_ARGUMENT);
    /* A node that has not applied B's range knows nothing of it. */
    view = sim_view_of(&model, &self, 1);
    expect_status(&view, SIM_CALL_TO_SESSION, -1, B, IDA_UNKNOWN_SESSION);
    expect_status(&view, SIM_CALL_TO_OP, 7, B, IDA_UNKNOWN_ID);
    sim_incarnation_free(&self);
    sim_model_free(&model);
}

TEST(test_generate)
{
    sim_model model;
    sim_model_init(&model);
    append_range(&model, A, 1, 2, 5);
    sim_incarnation self = {0};
    sim_incarnation_open(&self, A, 5);
    ida_run runs[2];
    size_t count;
    sim_view view = sim_view_of(&model, &self, 1);
    assert_int_equal(sim_answer_generate(&view, 1, runs, &count), IDA_STALE_SESSION);
    assert_int_equal(sim_answer_generate(&view, 0, runs, &count), IDA_STALE_SESSION);
    assert_true(sim_incarnation_give(&self, 3, false, 0));
    view = sim_view_of(&model, &self, 1);
    assert_int_equal(sim_answer_generate(&view, 6, runs, &count), IDA_OK);
    assert_int_equal(count, 2);
    assert_int_equal(runs[0].first, 3);
    assert_int_equal(runs[0].count, 4);
    assert_int_equal(runs[1].first, -8);
    assert_int_equal(runs[1].count, 2);
    assert_int_equal(sim_answer_generate(&view, INT64_MAX, runs, &count), IDA_EXHAUSTED);
    sim_incarnation_free(&self);
    sim_incarnation_open(&self, (ida_uuid){TOP_HIGH, UINT64_MAX - 1}, 5);
    view = sim_view_of(&model, &self, 1);
    assert_int_equal(sim_answer_generate(&view, 3, runs, &count), IDA_EXHAUSTED);
    assert_int_equal(sim_answer_generate(&view, 2, runs, &count), IDA_OK);
    sim_model_free(&model);
}

/* A restored incarnation that others' IDs of the same session have overtaken. */
TEST(test_stale_answers)
{
    sim_model model;
    sim_model_init(&model);
    append_range(&model, A, 1, 4, 5);
    sim_incarnation self = {0};
    sim_incarnation_open(&self, A, 5);
    assert_true(sim_incarnation_give(&self, 2, false, 0));
    sim_view view = sim_view_of(&model, &self, 1);
    assert_true(sim_view_stale(&view));
    expect_id(&view, SIM_CALL_TO_OP, -2, A, 1);
    expect_id(&view, SIM_CALL_TO_SESSION, -3, A, 2);
    expect_id(&view, SIM_CALL_TO_OP, 3, A, 3);
    expect_id(&view, SIM_CALL_RECOMPRESS, 0, plus(A, 3), 3);
    expect_status(&view, SIM_CALL_TO_OP, -3, A, IDA_UNKNOWN_ID);
    expect_status(&view, SIM_CALL_RECOMPRESS, 0, plus(A, 4), IDA_UNKNOWN_ID);
    sim_incarnation_free(&self);
    sim_model_free(&model);
}

/* Ghosts of whole clusters, less what is not finalized: the state, without its log. */
TEST(test_a_state_without_its_log)
{
    sim_model model;
    sim_model_init(&model);
    append_ghost(&model, A, 7);
    append_ghost(&model, B, 3);
    append_ghost(&model, A, 6);
    assert_false(sim_model_take_back(&model, 0, 7));
    assert_false(sim_model_take_back(&model, 0, 14));
    assert_true(sim_model_take_back(&model, 0, 8));
    assert_int_equal(sim_model_extent(&model, 0, 3).finalized, 8);
    assert_int_equal(sim_model_extent(&model, 0, 3).allocated, 13);
    ida_cluster cluster = sim_answer_cluster(&model, 3, 2);
    assert_int_equal(cluster.count, 1);
    assert_int_equal(cluster.capacity, 6);
    expect_outcome(append_range(&model, A, 8, 1, 1), IDA_OUT_OF_ORDER, 16, 2, 3);
    expect_outcome(append_range(&model, A, 9, 5, 1), IDA_OK, 16, 2, 3);
    expect_outcome(append_range(&model, A, 14, 1, 1), IDA_OK, 18, 2, 3);
    sim_model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stable_arithmetic),
        cmocka_unit_test(test_stable_text),
        cmocka_unit_test(test_a_state_without_its_log),
        cmocka_unit_test(test_first_fill_expand_overflow),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_invalid_and_order),
        cmocka_unit_test(test_top_of_uuids),
        cmocka_unit_test(test_collision),
        cmocka_unit_test(test_ghost),
        cmocka_unit_test(test_second_copy),
        cmocka_unit_test(test_given_runs),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_generate),
        cmocka_unit_test(test_stale_answers),
    };
    return RUN_TESTS(tests);
}
