/* What each range of the log does to a document, and which ranges it refuses. */
#include "support_cmocka.h"
#include "support_document.h"

TEST(an_empty_document_holds_nothing)
{
    ida_document *document = document_new();
    assert_int_equal(ida_document_session_count(document), 0);
    assert_int_equal(ida_document_cluster_count(document), 0);
    assert_int_equal(ida_document_final_limit(document), 0);
    assert_int_equal(ida_document_finalized(document, A), 0);
    ida_cluster cluster = (ida_cluster){A, 1, 2, 3, 4};
    assert_false(ida_document_cluster(document, 0, &cluster));
    assert_false(ida_document_cluster(document, SIZE_MAX, &cluster));
    assert_int_equal(cluster.base_final, 1);
    assert_unknown_id(document, 0);
    assert_unknown_uuid(document, A);
    document_close(document);
    ida_document_destroy(NULL);
}

TEST(the_first_range_opens_a_cluster_of_count_and_requested_size)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 7, 2});
    assert_int_equal(ida_document_final_limit(document), 7);
    assert_int_equal(ida_document_finalized(document, A), 2);
    apply(document, B, 1, 1, 1);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 7, 2});
    assert_cluster(document, 1, (ida_cluster){B, 7, 1, 2, 1});
    apply(document, C, 1, 3, IDA_CLUSTER_SIZE_MAX);
    assert_cluster(document, 2, (ida_cluster){C, 9, 1, 3 + (uint64_t)IDA_CLUSTER_SIZE_MAX, 3});
    assert_int_equal(ida_document_final_limit(document), 12 + IDA_CLUSTER_SIZE_MAX);
    assert_int_equal(ida_document_session_count(document), 3);
    assert_int_equal(ida_document_cluster_count(document), 3);
    ida_cluster cluster = (ida_cluster){A, 1, 2, 3, 4};
    assert_false(ida_document_cluster(document, 3, &cluster));
    assert_int_equal(cluster.base_final, 1);
    document_close(document);
}

TEST(a_range_that_fits_fills_and_reserves_nothing)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, A, 3, 1, 512);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 7, 3});
    apply(document, A, 4, 4, 512);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 7, 7});
    assert_int_equal(ida_document_cluster_count(document), 1);
    assert_int_equal(ida_document_final_limit(document), 7);
    document_close(document);
}

TEST(a_range_that_fits_fills_a_cluster_that_is_not_the_last)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, B, 1, 1, 3);
    apply(document, A, 3, 5, 512);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 7, 7});
    assert_cluster(document, 1, (ida_cluster){B, 7, 1, 4, 1});
    assert_int_equal(ida_document_cluster_count(document), 2);
    document_close(document);
}

TEST(a_range_that_does_not_fit_expands_the_last_cluster)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, A, 3, 6, 10);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 7 + 1 + 10, 8});
    apply(document, A, 9, 10, 512);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 18, 18});
    apply(document, A, 19, 1, 1);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 20, 19});
    apply(document, A, 20, 100, 3);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 20 + 99 + 3, 119});
    assert_int_equal(ida_document_cluster_count(document), 1);
    assert_int_equal(ida_document_final_limit(document), 122);
    document_close(document);
}

TEST(a_range_that_does_not_fit_overflows_a_cluster_that_is_not_the_last)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, B, 1, 1, 2);
    apply(document, A, 3, 6, 10);
    assert_cluster(document, 0, (ida_cluster){A, 0, 1, 7, 7});
    assert_cluster(document, 1, (ida_cluster){B, 7, 1, 3, 1});
    assert_cluster(document, 2, (ida_cluster){A, 10, 8, 11, 1});
    assert_int_equal(ida_document_final_limit(document), 21);
    assert_int_equal(ida_document_session_count(document), 2);
    /* The new cluster is the last one, so it expands; B's is not. */
    apply(document, A, 9, 13, 4);
    assert_cluster(document, 2, (ida_cluster){A, 10, 8, 11 + 3 + 4, 14});
    apply(document, B, 2, 2, 9);
    assert_cluster(document, 1, (ida_cluster){B, 7, 1, 3, 3});
    /* Nothing of this fits, so nothing is filled. */
    apply(document, B, 4, 2, 9);
    assert_cluster(document, 3, (ida_cluster){B, 28, 4, 11, 2});
    assert_int_equal(ida_document_finalized(document, A), 21);
    assert_int_equal(ida_document_finalized(document, B), 5);
    document_close(document);
}

TEST(an_empty_range_does_nothing_whatever_else_it_says)
{
    ida_document *document = document_new();
    assert_refused(document, range_of(A, 1, 0, 5), IDA_OK);
    assert_refused(document, range_of(A, 2, 0, 5), IDA_OK);
    assert_refused(document, range_of(A, 0, 0, 0), IDA_OK);
    assert_refused(document, range_of(INVALID, 0, 0, 0), IDA_INVALID_RANGE);
    apply(document, A, 1, 2, 5);
    assert_refused(document, range_of(A, 77, 0, UINT32_MAX), IDA_OK);
    assert_refused(document, range_of(uuid_plus(A, 1), 1, 0, 5), IDA_OK);
    document_close(document);
}

TEST(invalid_ranges_are_refused)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    assert_refused(document, range_of(INVALID, 1, 1, 5), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 0, 1, 5), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 1, NUMBERS + 1, 5), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 1, 1, 0), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 1, 1, IDA_CLUSTER_SIZE_MAX + 1), IDA_INVALID_RANGE);
    document_close(document);
}

TEST(a_range_must_start_right_after_the_finalized_ids)
{
    ida_document *document = document_new();
    assert_refused(document, range_of(A, 2, 1, 5), IDA_OUT_OF_ORDER);
    apply(document, A, 1, 2, 5);
    assert_refused(document, range_of(A, 1, 2, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 2, 2, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 4, 2, 5), IDA_OUT_OF_ORDER);
    /* The end of what is reserved is no better start than any other. */
    assert_refused(document, range_of(A, 8, 2, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 1, 1000, 5), IDA_OUT_OF_ORDER);
    apply(document, B, 1, 1, 1);
    apply(document, A, 3, 6, 5);
    assert_refused(document, range_of(A, 8, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 10, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(B, 1, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(C, 3, 1, 5), IDA_OUT_OF_ORDER);
    apply(document, A, 9, 1, 5);
    document_close(document);
}

TEST(errors_come_in_the_documented_order)
{
    ida_uuid top = uuid_minus(TEST_UUID_MAX, 9);
    ida_document *document = document_new();
    apply(document, uuid_minus(TEST_UUID_MAX, 4), 1, 1, 1);
    /* Everything is wrong with the first; each next one repairs what was found first. */
    assert_refused(document, range_of(top, 2, 100, 0), IDA_INVALID_RANGE);
    assert_refused(document, range_of(top, 2, 100, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(top, 1, 100, 5), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 1, 5, 5), IDA_COLLISION);
    apply(document, top, 1, 1, 1);
    assert_refused(document, range_of(top, 1, 100, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(top, 3, 5, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(top, 2, 100, 5), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 2, 5, 3), IDA_COLLISION);
    document_close(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_document_holds_nothing),
        cmocka_unit_test(the_first_range_opens_a_cluster_of_count_and_requested_size),
        cmocka_unit_test(a_range_that_fits_fills_and_reserves_nothing),
        cmocka_unit_test(a_range_that_fits_fills_a_cluster_that_is_not_the_last),
        cmocka_unit_test(a_range_that_does_not_fit_expands_the_last_cluster),
        cmocka_unit_test(a_range_that_does_not_fit_overflows_a_cluster_that_is_not_the_last),
        cmocka_unit_test(an_empty_range_does_nothing_whatever_else_it_says),
        cmocka_unit_test(invalid_ranges_are_refused),
        cmocka_unit_test(a_range_must_start_right_after_the_finalized_ids),
        cmocka_unit_test(errors_come_in_the_documented_order),
    };
    return RUN_TESTS(tests);
}
