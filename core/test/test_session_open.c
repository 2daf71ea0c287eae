/* Opening sessions, and how several of them share a document. */
#include "support_cmocka.h"
#include "support_session.h"

TEST(a_new_session_has_made_nothing)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    assert_uuid_equal(ida_session_id(session), A);
    assert_ptr_equal(ida_session_document(session), document);
    assert_int_equal(ida_session_generated(session), 0);
    assert_int_equal(ida_session_next_range_start(session), 1);
    assert_int_equal(ida_session_cluster_size(session), 512);
    assert_false(ida_session_is_stale(session));
    assert_int_equal(local_runs(session, NULL, 0), 0);
    assert_int_equal(take(session).count, 0);
    assert_nothing_among(session, -3, 3);
    assert_garbage_is_unknown(session);
    assert_recompresses(session, A, UNKNOWN);
    close_sound(session);
    ida_session_close(NULL);
    ida_document_destroy(document);
}

TEST(a_session_that_the_document_knows_cannot_be_opened)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 1);
    ida_session *session = NULL;
    assert_int_equal(ida_session_open(document, A, &session), IDA_SESSION_EXISTS);
    assert_int_equal(ida_session_open(document, INVALID, &session), IDA_INVALID_ARGUMENT);
    assert_null(session);
    /* An ID within another session's UUIDs is only a collision to come. */
    session = session_new(document, uuid_plus(A, 1));
    ida_session_close(session);
    session = session_new(document, TEST_UUID_MAX);
    close_both(session, document);
}

TEST(the_cluster_size_has_limits)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    assert_int_equal(ida_session_set_cluster_size(session, 0), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_session_cluster_size(session), 512);
    assert_int_equal(ida_session_set_cluster_size(session, 1), IDA_OK);
    assert_int_equal(ida_session_cluster_size(session), 1);
    assert_int_equal(ida_session_set_cluster_size(session, 1 << 20), IDA_OK);
    assert_int_equal(ida_session_cluster_size(session), 1 << 20);
    assert_int_equal(ida_session_set_cluster_size(session, (1 << 20) + 1), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_session_set_cluster_size(session, UINT32_MAX), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_session_cluster_size(session), 1 << 20);
    (void)generate(session);
    assert_range_equal(take(session), range_of(A, 1, 1, 1 << 20));
    assert_int_equal(ida_session_set_cluster_size(session, 7), IDA_OK);
    (void)generate(session);
    assert_range_equal(take(session), range_of(A, 2, 1, 7));
    close_both(session, document);
}

TEST(sessions_of_one_document_share_it_and_do_not_change_it)
{
    enum { SESSIONS = 100, ROUNDS = 12 };
    ida_document *document = document_new();
    ida_session *sessions[SESSIONS];
    for (uint64_t i = 0; i < SESSIONS; i++) {
        sessions[i] = session_of_size(document, uuid_of(3, i * 7 % SESSIONS << 20), 3);
    }
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        for (uint64_t i = 0; i < SESSIONS; i++) {
            name_case("round %" PRIu64 ", session %" PRIu64, round, i);
            saved before = save_document(document);
            (void)generate(sessions[i]);
            ida_range range = take(sessions[i]);
            assert_saved_equal(before, save_document(document));
            assert_range_equal(range, range_of(ida_session_id(sessions[i]), round, 1, 3));
            finalize(document, range);
        }
    }
    for (size_t i = 0; i < SESSIONS; i++) {
        /* [leee][leee][leee] */
        for (uint64_t gen = 1; gen <= ROUNDS; gen++) {
            name_case("session %zu, gen count %" PRIu64, i, gen);
            ida_id final = (ida_id)((gen - 1) / 4 * (SESSIONS * 4) + i * 4 + (gen - 1) % 4);
            assert_own(sessions[i], gen, gen % 4 == 1 ? -(ida_id)gen : final, final);
            size_t other = (i + 1) % SESSIONS;
            ida_id others = (ida_id)((gen - 1) / 4 * (SESSIONS * 4) + other * 4 + (gen - 1) % 4);
            assert_other(sessions[i], ida_session_id(sessions[other]), gen, others);
        }
    }
    close_all(sessions, SESSIONS, document);
}

TEST(a_session_finds_itself_among_members_that_come_later)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 1);
    ida_range range = take(session);
    /* The session looks for itself in vain before and after others arrive. */
    assert_own(session, 1, -1, -1);
    apply(document, B, 1, 1, 1);
    assert_own(session, 1, -1, -1);
    apply(document, C, 1, 1, 1);
    assert_own(session, 1, -1, -1);
    finalize(document, range);
    assert_own(session, 1, -1, 4);
    assert_generates(session, (const ida_id[]){5, 6, -4}, 3);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_session_has_made_nothing),
        cmocka_unit_test(a_session_that_the_document_knows_cannot_be_opened),
        cmocka_unit_test(the_cluster_size_has_limits),
        cmocka_unit_test(sessions_of_one_document_share_it_and_do_not_change_it),
        cmocka_unit_test(a_session_finds_itself_among_members_that_come_later),
    };
    return RUN_TESTS(tests);
}
