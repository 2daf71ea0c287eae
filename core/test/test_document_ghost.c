/* Ghost sessions: IDs that the document makes itself, each time in a cluster of its own. */
#include "support_cmocka.h"
#include "support_document.h"

TEST(a_ghost_gets_an_exactly_filled_cluster)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    ghost(document, B, 3, 3);
    assert_cluster(document, 1, (ida_cluster){B, 3, 1, 3, 3});
    assert_int_equal(ida_document_final_limit(document), 6);
    assert_int_equal(ida_document_finalized(document, B), 3);
    assert_int_equal(ida_document_session_count(document), 2);
    assert_decompresses(document, 3, B);
    assert_decompresses(document, 5, uuid_plus(B, 2));
    document_close(document);
}

TEST(every_ghost_opens_a_new_cluster_even_behind_its_own)
{
    ida_document *document = document_new();
    ghost(document, B, 3, 0);
    ghost(document, B, 2, 3);
    apply(document, A, 1, 1, 2);
    ghost(document, B, 1, 8);
    assert_cluster(document, 0, (ida_cluster){B, 0, 1, 3, 3});
    assert_cluster(document, 1, (ida_cluster){B, 3, 4, 2, 2});
    assert_cluster(document, 3, (ida_cluster){B, 8, 6, 1, 1});
    assert_int_equal(ida_document_session_count(document), 2);
    assert_decompresses(document, 4, uuid_plus(B, 4));
    assert_decompresses(document, 8, uuid_plus(B, 5));
    document_close(document);
}

TEST(a_ghost_of_no_ids_does_nothing_at_all)
{
    ida_document *document = document_new();
    assert_ghost_refused(document, B, 0, IDA_OK);
    apply(document, A, 1, 1, 2);
    assert_ghost_refused(document, B, 0, IDA_OK);
    assert_ghost_refused(document, uuid_plus(A, 1), 0, IDA_OK);
    ghost(document, B, 1, 3);
    assert_ghost_refused(document, B, 0, IDA_OK);
    document_close(document);
}

TEST(a_session_with_reserved_ids_is_no_ghost)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 2);
    assert_ghost_refused(document, A, 1, IDA_OUT_OF_ORDER);
    apply(document, A, 3, 1, 2);
    assert_ghost_refused(document, A, 1, IDA_OUT_OF_ORDER);
    assert_ghost_refused(document, A, UINT64_MAX, IDA_OUT_OF_ORDER);
    apply(document, A, 4, 1, 2);
    ghost(document, A, 3, 4);
    assert_cluster(document, 1, (ida_cluster){A, 4, 5, 3, 3});
    document_close(document);
}

TEST(a_ghosts_invalid_session_is_refused_first)
{
    ida_document *document = document_new();
    assert_ghost_refused(document, INVALID, 1, IDA_INVALID_ARGUMENT);
    assert_ghost_refused(document, INVALID, UINT64_MAX, IDA_INVALID_ARGUMENT);
    assert_ghost_refused(document, INVALID, 0, IDA_INVALID_ARGUMENT);
    document_close(document);
}

TEST(ranges_go_on_where_a_ghost_ended)
{
    ida_document *document = document_new();
    ghost(document, A, 3, 0);
    assert_refused(document, range_of(A, 1, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 3, 1, 5), IDA_OUT_OF_ORDER);
    apply(document, A, 4, 2, 5);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 10, 5});
    ghost(document, B, 2, 10);
    apply(document, C, 1, 1, 1);
    apply(document, B, 3, 2, 4);
    assert_cluster(document, 3, (ida_cluster){B, 14, 3, 6, 2});
    document_close(document);
}

/* ---- Ghosts that grow ------------------------------------------------------------------------ */

static void extend(ida_document *document, ida_uuid session, uint64_t count, ida_id expected_first)
{
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_extend_ghost(document, session, count, &first), IDA_OK);
    assert_int_equal(first, expected_first);
    assert_true(ida_document_verify(document));
}

static void assert_extension_refused(ida_document *document, ida_uuid session, uint64_t count,
                                     ida_status status)
{
    saved before = save_document(document);
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_extend_ghost(document, session, count, &first), status);
    assert_int_equal(first, TEST_CANARY);
    assert_saved_equal(before, save_document(document));
}

TEST(a_ghost_that_grows_is_the_same_as_one_made_at_once)
{
    ida_document *document = document_new();
    ida_document *at_once = document_new();
    for (unsigned i = 0; i < 2; i++) {
        /* With a cluster before it, and with an earlier one of its own. */
        apply(i == 0 ? document : at_once, A, 1, 1, 2);
        ghost(i == 0 ? document : at_once, B, 2, 3);
        apply(i == 0 ? document : at_once, C, 1, 1, 2);
    }
    ghost(document, B, 1, 8);
    for (ida_id i = 0; i < 5; i++) {
        extend(document, B, 1, 9 + i);
    }
    extend(document, B, 4, 14);
    ghost(at_once, B, 10, 8);
    assert_true(ida_document_equal(document, at_once));
    assert_documents_equal(document, at_once);
    assert_decompresses(document, 17, uuid_plus(B, 11));
    apply(document, B, 13, 1, 2);
    apply(at_once, B, 13, 1, 2);
    assert_documents_equal(document, at_once);
    document_close(document);
    document_close(at_once);
}

TEST(only_the_last_cluster_of_the_document_grows)
{
    ida_document *document = document_new();
    assert_extension_refused(document, B, 1, IDA_OUT_OF_ORDER);
    assert_extension_refused(document, B, 0, IDA_OK);
    assert_extension_refused(document, INVALID, 1, IDA_INVALID_ARGUMENT);
    ghost(document, B, 3, 0);
    assert_extension_refused(document, A, 1, IDA_OUT_OF_ORDER);
    assert_extension_refused(document, uuid_plus(B, 1), 1, IDA_OUT_OF_ORDER);
    apply(document, A, 1, 1, 2);
    assert_extension_refused(document, B, 1, IDA_OUT_OF_ORDER);
    assert_extension_refused(document, A, 1, IDA_OUT_OF_ORDER);
    document_close(document);
}

TEST(a_ghost_grows_up_to_the_next_session_and_to_the_last_uuid)
{
    ida_document *document = document_new();
    ghost(document, uuid_plus(B, 9), 1, 0);
    ghost(document, B, 4, 1);
    assert_extension_refused(document, B, 6, IDA_COLLISION);
    extend(document, B, 5, 5);
    assert_extension_refused(document, B, 1, IDA_COLLISION);
    ghost(document, uuid_minus(TEST_UUID_MAX, 4), 2, 10);
    assert_extension_refused(document, uuid_minus(TEST_UUID_MAX, 4), 4, IDA_EXHAUSTED);
    assert_extension_refused(document, uuid_minus(TEST_UUID_MAX, 4), UINT64_MAX, IDA_EXHAUSTED);
    extend(document, uuid_minus(TEST_UUID_MAX, 4), 3, 12);
    document_close(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ghost_gets_an_exactly_filled_cluster),
        cmocka_unit_test(every_ghost_opens_a_new_cluster_even_behind_its_own),
        cmocka_unit_test(a_ghost_of_no_ids_does_nothing_at_all),
        cmocka_unit_test(a_session_with_reserved_ids_is_no_ghost),
        cmocka_unit_test(a_ghosts_invalid_session_is_refused_first),
        cmocka_unit_test(ranges_go_on_where_a_ghost_ended),
        cmocka_unit_test(a_ghost_that_grows_is_the_same_as_one_made_at_once),
        cmocka_unit_test(only_the_last_cluster_of_the_document_grows),
        cmocka_unit_test(a_ghost_grows_up_to_the_next_session_and_to_the_last_uuid),
    };
    return RUN_TESTS(tests);
}
