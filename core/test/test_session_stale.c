/*
 * A session is stale once more of its IDs are finalized than it made, by a fork of it or by anyone:
 * then it hands out nothing more, and still answers.
 */
#include "support_cmocka.h"
#include "support_session.h"

TEST(a_session_is_stale_once_more_is_finalized_than_it_made)
{
    for (uint64_t made = 0; made <= 4; made++) {
        name_case("%" PRIu64 " made", made);
        ida_document *document = document_new();
        ida_session *lost = session_of_size(document, A, 2);
        ida_session *live_one = session_of_size(document, A, 2);
        generate_count(lost, made);
        generate_count(live_one, 3);
        take_and_finalize(live_one, document);
        if (made < 3) {
            assert_refuses_for_good(lost);
        } else {
            assert_false(ida_session_is_stale(lost));
            (void)generate(lost);
        }
        assert_false(ida_session_is_stale(live_one));
        close_sound(lost);
        close_both(live_one, document);
    }
}

TEST(a_session_notices_staleness_in_its_second_cluster_too)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 1);
    take_and_finalize(session, document);
    apply(document, B, 1, 1, 1);
    generate_count(session, 1);
    assert_false(ida_session_is_stale(session));
    apply(document, A, 2, 1, 2);
    assert_false(ida_session_is_stale(session));
    apply(document, A, 3, 1, 2);
    assert_refuses_for_good(session);
    apply(document, A, 4, 5, 2);
    assert_refuses_for_good(session);
    close_both(session, document);
}

TEST(a_stale_session_still_answers_and_takes_the_lost_ids_for_another_sessions)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, 2);
    apply(document, A, 1, 3, 2);
    assert_refuses_for_good(session);
    /* Finalized up to 3, of which it made 2; reserved up to 5. */
    assert_own(session, 1, -1, 0);
    assert_own(session, 2, -2, 1);
    assert_other(session, A, 3, 2);
    assert_nothing(session, -4);
    assert_nothing_among(session, 3, 9);
    assert_op_space(session, -3, UNKNOWN);
    assert_not_stable(session, -3);
    assert_recompresses(session, uuid_plus(A, 3), UNKNOWN);
    assert_recompresses(session, uuid_plus(A, 4), UNKNOWN);
    assert_int_equal(ida_session_set_cluster_size(session, 7), IDA_OK);
    close_both(session, document);
}

TEST(of_two_forks_only_one_is_finalized)
{
    ida_document *document = document_new();
    ida_session *first = session_of_size(document, A, 2);
    generate_count(first, 1);
    take_and_finalize(first, document);
    saved snapshot = save_session(first);
    ida_snapshot loaded = snapshot_load(&snapshot);
    ida_session *fork = loaded.sessions[0];
    /* Nobody can know yet that both hand out the same IDs. */
    assert_generates(first, (const ida_id[]){1, 2}, 2);
    assert_generates(fork, (const ida_id[]){1, 2}, 2);
    ida_range ranges[2] = {take(first), take(fork)};
    finalize(document, ranges[0]);
    finalize(loaded.document, ranges[0]);
    assert_refused(document, ranges[1], IDA_OUT_OF_ORDER);
    assert_refused(loaded.document, ranges[1], IDA_OUT_OF_ORDER);
    /* As many as it made: it is not found out until the other goes on. */
    assert_false(ida_session_is_stale(fork));
    generate_count(first, 1);
    take_and_finalize(first, loaded.document);
    assert_refuses_for_good(fork);
    saved_free(&snapshot);
    snapshot_close(&loaded);
    close_both(first, document);
}

TEST(a_forged_range_fences_its_session_and_no_other)
{
    ida_document *document = document_new();
    ida_session *victim = session_of_size(document, A, 2);
    ida_session *other = session_of_size(document, B, 2);
    generate_count(other, 1);
    take_and_finalize(other, document);
    apply(document, A, 1, 10, 5);
    assert_refuses_for_good(victim);
    assert_false(ida_session_is_stale(other));
    assert_generates(other, (const ida_id[]){1, 2, -4}, 3);
    close_sound(victim);
    close_both(other, document);
}

TEST(a_ghost_with_the_sessions_id_makes_it_stale)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    ghost(document, A, 1, 0);
    assert_refuses_for_good(session);
    close_both(session, document);
}

TEST(stale_comes_before_exhausted)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, TEST_UUID_MAX);
    ghost(document, TEST_UUID_MAX, 1, 0);
    assert_refuses_for_good(session);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_stale_once_more_is_finalized_than_it_made),
        cmocka_unit_test(a_session_notices_staleness_in_its_second_cluster_too),
        cmocka_unit_test(a_stale_session_still_answers_and_takes_the_lost_ids_for_another_sessions),
        cmocka_unit_test(of_two_forks_only_one_is_finalized),
        cmocka_unit_test(a_forged_range_fences_its_session_and_no_other),
        cmocka_unit_test(a_ghost_with_the_sessions_id_makes_it_stale),
        cmocka_unit_test(stale_comes_before_exhausted),
    };
    return RUN_TESTS(tests);
}
