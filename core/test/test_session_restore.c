/* What a loader may make a session of: counters within their limits, runs that explain each ID. */
#include "../src/session_internal.h"
#include "support_cmocka.h"
#include "support_session.h"

static ida_status restore(const ida_document *document, ida_session_state state)
{
    ida_session *session = NULL;
    ida_status status = ida_session_restore(document, &state, &session);
    assert_int_equal(status == IDA_OK, session != NULL);
    ida_session_close(session);
    return status;
}

TEST(restore_checks_counters_against_their_limits)
{
    ida_document *document = document_new();
    ida_uuid top = uuid_minus(TEST_UUID_MAX, 9);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 1, 1, false}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 7, 1, 1, false}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 1, 1, 1, false}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 0, 1, 1, false}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 0, 1, false}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 1 << 20, 1, false}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, (1 << 20) + 1, 1, false}),
                     IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, NUMBERS, 1, 1, 1, false}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, NUMBERS + 1, 1, 1, 1, false}),
                     IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, UINT64_MAX, 0, 1, 1, false}),
                     IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){top, 10, 11, 1, 1, false}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){top, 11, 11, 1, 1, false}),
                     IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){INVALID, 0, 1, 1, 0, false}),
                     IDA_MALFORMED);
    /* Of so many runs the bytes are more than a size_t counts, by one run. */
    size_t runs = SIZE_MAX / sizeof(ida_local_run) + 2;
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 1, runs, false}),
                     IDA_NO_MEMORY);
    ida_document_destroy(document);
}

TEST(restored_runs_must_ascend_with_gaps)
{
    ida_document *document = document_new();
    ida_session_state what = {A, 20, 1, 1, 3, false};
    ida_session *session = NULL;
    assert_int_equal(ida_session_restore(document, &what, &session), IDA_OK);
    assert_int_equal(ida_session_restore_run(session, 0, 1), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 1, 0), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 1, 21), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 2, UINT64_MAX), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 21, 1), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 3, 5), IDA_OK);
    assert_int_equal(ida_session_restore_run(session, 1, 1), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 7, 2), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 8, 2), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 9, 13), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, UINT64_MAX, 3), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 9, 12), IDA_OK);
    assert_int_equal(ida_session_restore_run(session, 22, 1), IDA_MALFORMED);
    assert_runs(session, 1, UINT64_MAX, (const ida_local_run[]){{3, 5}, {9, 12}}, 2);
    ida_session_close(session);
    ida_document_destroy(document);
}

/* Whether a session that made 6 IDs may have had these locals, when a cluster covers 1 to 4. */
static ida_status check_runs(const ida_local_run *runs, size_t count)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 2);
    ida_session_state what = {A, 6, 1, 1, count, false};
    ida_session *session = NULL;
    assert_int_equal(ida_session_restore(document, &what, &session), IDA_OK);
    for (size_t i = 0; i < count; i++) {
        name_case("run %zu of %zu", i, count);
        assert_int_equal(ida_session_restore_run(session, runs[i].first_gen_count, runs[i].count),
                         IDA_OK);
    }
    ida_status status = ida_session_restore_check(session);
    ida_session_close(session);
    ida_document_destroy(document);
    return status;
}

TEST(restored_ids_without_a_final_id_must_be_local)
{
    assert_int_equal(check_runs((const ida_local_run[]){{1, 6}}, 1), IDA_OK);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {5, 2}}, 2), IDA_OK);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {4, 3}}, 2), IDA_OK);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {6, 1}}, 2), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {5, 1}}, 2), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 4}, {6, 1}}, 2), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 5}}, 1), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 4}}, 1), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}}, 1), IDA_MALFORMED);
    assert_int_equal(check_runs(NULL, 0), IDA_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restore_checks_counters_against_their_limits),
        cmocka_unit_test(restored_runs_must_ascend_with_gaps),
        cmocka_unit_test(restored_ids_without_a_final_id_must_be_local),
    };
    return RUN_TESTS(tests);
}
