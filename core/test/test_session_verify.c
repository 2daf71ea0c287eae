/* Each kind of damage that ida_session_verify looks for is done here, alone, and must be seen. */
#include "../src/session_internal.h"
#include "support_damage.h"
#include "support_session.h"

/* A wrong value in the session of that name. */
#define ASSERT_SEEN(variable, wrong)                                                               \
    ASSERT_DAMAGE_IS_SEEN(ida_session_verify(session), variable, wrong)

/* All of them are accounted for as local IDs, but there is no UUID for the last one. */
TEST(verify_finds_more_ids_than_uuids)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, uuid_minus(TEST_UUID_MAX, 9));
    generate_count(session, 10);
    assert_true(ida_session_verify(session));
    session->generated = session->runs->head[0].second = 11;
    assert_false(ida_session_verify(session));
    session->generated = session->runs->head[0].second = 10;
    close_both(session, document);
}

/* What stands in the room behind the runs would explain it, but is no run. */
TEST(verify_finds_an_id_that_no_run_tells_of)
{
    ida_document *document = document_new();
    ida_session *session = session_with_runs(document, 2, 0);
    /* [lleeee] */
    assert_int_equal(session->runs->count, 1);
    assert_true(session->runs->capacity > 1);
    session->runs->head[1] = (ida_pair){7, 1};
    assert_true(ida_session_verify(session));
    ASSERT_SEEN(session->generated, 7);
    close_both(session, document);
}

TEST(verify_finds_damaged_sessions)
{
    ida_document *document = document_new();
    ida_session *session = session_with_runs(document, 2, 3);
    /* [lleeee]lll: the runs 1..2 and 7..9. */
    assert_true(ida_session_verify(session));
    ASSERT_SEEN(session->generated, 8);
    /* Nothing says in which form the tenth was handed out. */
    ASSERT_SEEN(session->generated, 10);
    ASSERT_SEEN(session->generated, session->gen_limit + 1);
    ASSERT_SEEN(session->next_start, 0);
    ASSERT_SEEN(session->next_start, 11);
    ASSERT_SEEN(session->gen_limit, session->gen_limit - 1);
    ASSERT_SEEN(session->gen_limit, session->gen_limit + 1);
    ASSERT_SEEN(session->runs->head[0].first, 0);
    ASSERT_SEEN(session->runs->head[0].second, 0);
    ASSERT_SEEN(session->runs->head[0].second, 6);
    ASSERT_SEEN(session->runs->head[0].second, 7);
    ASSERT_SEEN(session->runs->head[1].first, 3);
    ASSERT_SEEN(session->runs->head[1].first, 8);
    ASSERT_SEEN(session->runs->head[1].second, 4);
    ASSERT_SEEN(session->runs->head[1].second, 0);
    ASSERT_SEEN(session->runs->head[1].second, UINT64_MAX);
    ASSERT_SEEN(session->id.high, TEST_HIGH_MAX + 1);
    ASSERT_SEEN(session->cluster_size, 0);
    ASSERT_SEEN(session->last_run, &session->runs->head[0]);
    ASSERT_SEEN(session->last_run, NULL);
    ASSERT_SEEN(session->own, session->own + 1);
    ASSERT_SEEN(session->member, IDA_NO_SESSION);
    ASSERT_SEEN(session->cluster_size, IDA_CLUSTER_SIZE_MAX + 1);
    uint32_t capacity = session->runs->capacity;
    session->runs->capacity = 2;
    ASSERT_SEEN(session->runs->capacity, 1);
    session->runs->capacity = capacity;
    close_both(session, document);
}

/* As above, but a cluster covers everything, so that nothing else finds the runs wrong. */
TEST(verify_finds_damaged_runs_that_a_cluster_covers)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, 2);
    take_and_finalize(session, document);
    generate_count(session, 6);
    take_and_finalize(session, document);
    /* [lleeeell....] */
    assert_runs(session, 1, UINT64_MAX, (const ida_local_run[]){{1, 2}, {7, 2}}, 2);
    assert_true(ida_session_verify(session));
    ASSERT_SEEN(session->runs->head[1].second, 3);
    ASSERT_SEEN(session->runs->head[1].second, UINT64_MAX);
    ASSERT_SEEN(session->runs->head[1].second, 0);
    ASSERT_SEEN(session->runs->head[1].first, 8);
    ASSERT_SEEN(session->runs->head[1].first, 9);
    ASSERT_SEEN(session->runs->head[1].first, UINT64_MAX);
    ASSERT_SEEN(session->runs->head[1].first, 3);
    ASSERT_SEEN(session->runs->head[0].second, 6);
    ASSERT_SEEN(session->runs->head[0].first, 0);
    ASSERT_SEEN(session->generated, 7);
    ASSERT_SEEN(session->next_start, 10);
    ASSERT_SEEN(session->member, session->member + 1);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_finds_more_ids_than_uuids),
        cmocka_unit_test(verify_finds_an_id_that_no_run_tells_of),
        cmocka_unit_test(verify_finds_damaged_sessions),
        cmocka_unit_test(verify_finds_damaged_runs_that_a_cluster_covers),
    };
    return RUN_TESTS(tests);
}
