/* What loaders build a document from: clusters, as a log would have made them, and no others. */
#include "../src/document_internal.h"
#include "support_cmocka.h"
#include "support_document.h"

static void assert_not_appended(ida_document *document, ida_uuid session, uint64_t capacity,
                                uint64_t count)
{
    saved before = save_document(document);
    assert_int_equal(ida_document_append_cluster(document, session, capacity, count),
                     IDA_MALFORMED);
    assert_saved_equal(before, save_document(document));
    assert_true(ida_document_verify(document));
}

TEST(append_cluster_accepts_what_a_log_can_make)
{
    ida_document *document = document_new();
    assert_int_equal(ida_document_append_cluster(document, A, 3, 3), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, B, 4, 1), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, A, 2, 1), IDA_OK);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 3, 3});
    assert_cluster(document, 1, (ida_cluster){B, 3, 1, 4, 1});
    assert_cluster(document, 2, (ida_cluster){A, 7, 4, 2, 1});
    ida_document *other = document_new();
    ghost(other, A, 3, 0);
    apply(other, B, 1, 1, 3);
    apply(other, A, 4, 1, 1);
    assert_documents_equal(document, other);
    document_close(other);
    document_close(document);
}

TEST(append_cluster_refuses_what_no_log_makes)
{
    ida_document *document = document_new();
    assert_not_appended(document, A, 1, 0);
    assert_not_appended(document, A, 0, 0);
    assert_not_appended(document, A, 3, 4);
    assert_not_appended(document, uuid_of(TEST_HIGH_MAX + 1, 0), 3, 3);
    assert_not_appended(document, A, NUMBERS + 1, 1);
    assert_not_appended(document, A, UINT64_MAX, 1);
    assert_not_appended(document, uuid_minus(TEST_UUID_MAX, 9), 11, 11);
    assert_int_equal(ida_document_append_cluster(document, A, 3, 2), IDA_OK);
    /* The cluster before has an ID that is not finalized. */
    assert_not_appended(document, A, 3, 3);
    assert_not_appended(document, uuid_plus(A, 2), 1, 1);
    assert_not_appended(document, uuid_minus(A, 2), 3, 3);
    assert_not_appended(document, B, NUMBERS - 2, NUMBERS - 2);
    assert_int_equal(ida_document_append_cluster(document, uuid_minus(A, 2), 2, 2), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, uuid_plus(A, 3), 1, 1), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, B, NUMBERS - 6, NUMBERS - 6), IDA_OK);
    assert_not_appended(document, C, 1, 1);
    document_close(document);
}

TEST(append_link_checks_counts_by_itself)
{
    ida_document *document = document_new();
    ghost(document, A, 3, 0);
    assert_int_equal(ida_document_append_link(document, 0, 2, 0), IDA_MALFORMED);
    assert_int_equal(ida_document_append_link(document, 0, 2, 3), IDA_MALFORMED);
    assert_int_equal(ida_document_append_link(document, 0, NUMBERS - 2, 1), IDA_MALFORMED);
    assert_int_equal(ida_document_cluster_count(document), 1);
    assert_int_equal(ida_document_append_link(document, 0, 2, 1), IDA_OK);
    assert_cluster(document, 1, (ida_cluster){A, 3, 4, 2, 1});
    assert_int_equal(ida_document_append_link(document, 0, 2, 1), IDA_MALFORMED);
    document_close(document);
}

TEST(unfinalize_leaves_at_least_one_id_of_the_last_cluster)
{
    ida_document *document = document_new();
    ghost(document, A, 3, 0);
    ghost(document, A, 4, 3);
    ghost(document, B, 1, 7);
    assert_int_equal(ida_document_unfinalize(document, 0, 4), IDA_MALFORMED);
    assert_int_equal(ida_document_unfinalize(document, 0, UINT64_MAX), IDA_MALFORMED);
    assert_int_equal(ida_document_unfinalize(document, 1, 1), IDA_MALFORMED);
    assert_int_equal(ida_document_unfinalize(document, 1, 0), IDA_OK);
    assert_int_equal(ida_document_unfinalize(document, 0, 3), IDA_OK);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 3, 3});
    assert_cluster(document, 1, (ida_cluster){A, 3, 4, 4, 1});
    assert_cluster(document, 2, (ida_cluster){B, 7, 1, 1, 1});
    document_close(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append_cluster_accepts_what_a_log_can_make),
        cmocka_unit_test(append_cluster_refuses_what_no_log_makes),
        cmocka_unit_test(append_link_checks_counts_by_itself),
        cmocka_unit_test(unfinalize_leaves_at_least_one_id_of_the_last_cluster),
    };
    return RUN_TESTS(tests);
}
