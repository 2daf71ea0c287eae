/* What a session must answer about its own IDs, about those of others, and about none. */
#include "support_session.h"

#include "support_cmocka.h"

ida_session *session_with_runs(ida_document *document, uint64_t first, uint64_t second)
{
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, first);
    take_and_finalize(session, document);
    generate_count(session, 4 + second);
    return session;
}

void assert_generates(ida_session *session, const ida_id *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        name_case("ID %zu of %zu: %" PRId64, i + 1, count, expected[i]);
        assert_int_equal(generate(session), expected[i]);
    }
}

static void assert_answer(ida_status status, ida_id answer, ida_id expected)
{
    assert_int_equal(status, expected == UNKNOWN ? IDA_UNKNOWN_ID : IDA_OK);
    assert_int_equal(answer, expected == UNKNOWN ? TEST_CANARY : expected);
}

void assert_op_space(ida_session *session, ida_id id, ida_id expected)
{
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_to_op_space(session, id, &answer);
    assert_answer(status, answer, expected);
}

void assert_session_space(ida_session *session, ida_id op_id, ida_uuid origin, ida_id expected)
{
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_to_session_space(session, op_id, origin, &answer);
    assert_answer(status, answer, expected);
    answer = TEST_CANARY;
    status = ida_session_to_session_space_without_origin(session, op_id, &answer);
    if (op_id < 0) {
        assert_int_equal(status, IDA_ORIGIN_REQUIRED);
        assert_int_equal(answer, TEST_CANARY);
    } else {
        assert_answer(status, answer, expected);
    }
}

void assert_stable(ida_session *session, ida_id id, ida_uuid expected)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_session_decompress(session, id, &uuid), IDA_OK);
    assert_uuid_equal(uuid, expected);
}

void assert_not_stable(ida_session *session, ida_id id)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_session_decompress(session, id, &uuid), IDA_UNKNOWN_ID);
    assert_uuid_equal(uuid, uuid_of(1, 2));
}

void assert_recompresses(ida_session *session, ida_uuid uuid, ida_id expected)
{
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_recompress(session, uuid, &answer);
    assert_answer(status, answer, expected);
    answer = TEST_CANARY;
    bool found = ida_session_try_recompress(session, uuid, &answer);
    assert_int_equal(found, expected != UNKNOWN);
    assert_int_equal(answer, expected == UNKNOWN ? TEST_CANARY : expected);
}

/* A row of the table of right answers, for an ID of own (the session asked) at a gen count. */
void assert_own(ida_session *session, uint64_t gen, ida_id session_id, ida_id op_id)
{
    ida_uuid own = ida_session_id(session);
    ida_uuid uuid = uuid_plus(own, gen - 1);
    assert_op_space(session, session_id, op_id);
    assert_session_space(session, op_id, own, session_id);
    assert_session_space(session, op_id, op_id >= 0 ? C : own, session_id);
    assert_stable(session, session_id, uuid);
    assert_recompresses(session, uuid, session_id);
    if (op_id >= 0) {
        assert_op_space(session, op_id, op_id);
        assert_stable(session, op_id, uuid);
    }
}

/* Another session's finalized ID. */
void assert_other(ida_session *session, ida_uuid other, uint64_t gen, ida_id final)
{
    ida_uuid uuid = uuid_plus(other, gen - 1);
    assert_op_space(session, final, final);
    assert_session_space(session, final, other, final);
    assert_session_space(session, final, ida_session_id(session), final);
    assert_session_space(session, -(ida_id)gen, other, final);
    assert_stable(session, final, uuid);
    assert_recompresses(session, uuid, final);
}

/* An ID that no call may know, asked in both spaces. */
void assert_nothing(ida_session *session, ida_id id)
{
    assert_op_space(session, id, UNKNOWN);
    assert_session_space(session, id, ida_session_id(session), UNKNOWN);
    assert_not_stable(session, id);
}

void assert_nothing_among(ida_session *session, ida_id first, ida_id last)
{
    for (ida_id id = first; id <= last; id++) {
        name_case("ID %" PRId64, id);
        assert_nothing(session, id);
    }
}

void assert_garbage_is_unknown(ida_session *session)
{
    assert_nothing(session, INT64_MIN);
    assert_nothing(session, INT64_MIN + 1);
    assert_nothing(session, INT64_MAX);
    assert_nothing(session, INT64_MAX - 1);
    assert_recompresses(session, session_named('Z'), UNKNOWN);
    assert_recompresses(session, uuid_of(0, 0), UNKNOWN);
    assert_recompresses(session, TEST_UUID_MAX, UNKNOWN);
    assert_recompresses(session, uuid_minus(ida_session_id(session), 1), UNKNOWN);
}

size_t local_runs(ida_session *session, ida_local_run *runs, size_t capacity)
{
    return ida_session_local_runs(session, 1, UINT64_MAX, runs, capacity);
}

void assert_runs(ida_session *session, uint64_t first, uint64_t last, const ida_local_run *expected,
                 size_t count)
{
    ida_local_run runs[8];
    for (size_t capacity = 0; capacity <= 6; capacity++) {
        name_case("gen counts %" PRIu64 " to %" PRIu64 ", room %zu", first, last, capacity);
        for (size_t i = 0; i < 8; i++) {
            runs[i] = (ida_local_run){777, 888};
        }
        size_t found = ida_session_local_runs(session, first, last, runs, capacity);
        assert_int_equal(found, count);
        for (size_t i = 0; i < 8; i++) {
            bool written = i < count && i < capacity;
            assert_int_equal(runs[i].first_gen_count, written ? expected[i].first_gen_count : 777);
            assert_int_equal(runs[i].count, written ? expected[i].count : 888);
        }
    }
    assert_int_equal(ida_session_local_runs(session, first, last, NULL, 0), count);
}

void close_sound(ida_session *session)
{
    assert_true(ida_session_verify(session));
    ida_session_close(session);
}

void assert_refuses_for_good(ida_session *session)
{
    ida_id id = TEST_CANARY;
    ida_run runs[2] = {{TEST_CANARY, 1}, {TEST_CANARY, 1}};
    size_t run_count = 99;
    ida_unique_id unique = {true, TEST_CANARY, {1, 2}};
    ida_range range = range_of(B, 9, 9, 9);
    uint64_t generated = ida_session_generated(session);
    uint64_t next = ida_session_next_range_start(session);
    assert_true(ida_session_is_stale(session));
    assert_int_equal(ida_session_generate(session, &id), IDA_STALE_SESSION);
    assert_int_equal(ida_session_generate_many(session, 1, runs, &run_count), IDA_STALE_SESSION);
    assert_int_equal(ida_session_generate_many(session, UINT64_MAX, runs, &run_count),
                     IDA_STALE_SESSION);
    assert_int_equal(ida_session_generate_unique(session, &unique), IDA_STALE_SESSION);
    assert_int_equal(ida_session_take(session, &range), IDA_STALE_SESSION);
    assert_int_equal(ida_session_retake(session, &range), IDA_STALE_SESSION);
    assert_int_equal(ida_session_reset(session), IDA_STALE_SESSION);
    assert_int_equal(id, TEST_CANARY);
    assert_int_equal(runs[0].first, TEST_CANARY);
    assert_int_equal(runs[1].first, TEST_CANARY);
    assert_int_equal(run_count, 99);
    assert_int_equal(unique.final_id, TEST_CANARY);
    assert_range_equal(range, range_of(B, 9, 9, 9));
    assert_int_equal(ida_session_generated(session), generated);
    assert_int_equal(ida_session_next_range_start(session), next);
    assert_true(ida_session_is_stale(session));
}
