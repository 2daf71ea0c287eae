/* The ranges that a session takes: each ID once, unless it is reset or takes them again. */
#include "support_cmocka.h"
#include "support_session.h"

TEST(take_gives_what_was_generated_since_the_last_take)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    assert_int_equal(take(session).count, 0);
    generate_count(session, 3);
    assert_range_equal(take(session), range_of(A, 1, 3, 4));
    assert_int_equal(ida_session_next_range_start(session), 4);
    ida_range empty = take(session);
    assert_int_equal(empty.count, 0);
    assert_uuid_equal(empty.session, A);
    assert_int_equal(ida_range_validate(&empty), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 4);
    generate_count(session, 1);
    assert_int_equal(ida_session_next_range_start(session), 4);
    assert_range_equal(take(session), range_of(A, 4, 1, 4));
    assert_int_equal(ida_session_next_range_start(session), 5);
    close_both(session, document);
}

TEST(retake_gives_everything_that_is_not_finalized)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    assert_int_equal(retake(session).count, 0);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 3);
    ida_range lost = take(session);
    generate_count(session, 1);
    assert_range_equal(retake(session), range_of(A, 1, 6, 4));
    assert_int_equal(ida_session_next_range_start(session), 7);
    assert_int_equal(take(session).count, 0);
    finalize(document, first);
    ida_range range = retake(session);
    assert_range_equal(range, range_of(A, 3, 4, 4));
    assert_int_equal(ida_session_next_range_start(session), 7);
    finalize(document, range);
    assert_int_equal(ida_document_finalize(document, &lost), IDA_OUT_OF_ORDER);
    assert_int_equal(retake(session).count, 0);
    close_both(session, document);
}

TEST(reset_moves_the_next_range_back_to_the_first_unfinalized_id)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 1);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 3);
    (void)take(session);
    finalize(document, first);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 3);
    generate_count(session, 1);
    assert_range_equal(take(session), range_of(A, 3, 4, 4));
    assert_int_equal(ida_session_next_range_start(session), 7);
    close_both(session, document);
}

TEST(take_leaves_out_what_was_finalized_meanwhile)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, 3);
    ida_range first = take(session);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    finalize(document, first);
    assert_int_equal(take(session).count, 0);
    generate_count(session, 2);
    assert_range_equal(take(session), range_of(A, 4, 2, 4));
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 4);
    apply(document, A, 4, 1, 4);
    generate_count(session, 1);
    assert_range_equal(take(session), range_of(A, 5, 2, 4));
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(take_gives_what_was_generated_since_the_last_take),
        cmocka_unit_test(retake_gives_everything_that_is_not_finalized),
        cmocka_unit_test(reset_moves_the_next_range_back_to_the_first_unfinalized_id),
        cmocka_unit_test(take_leaves_out_what_was_finalized_meanwhile),
    };
    return RUN_TESTS(tests);
}
