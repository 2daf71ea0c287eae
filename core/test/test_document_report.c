/* What finalizing reports: what became of the clusters, and how many IDs had a final form before.
 */
#include "support_cmocka.h"
#include "support_document.h"
#include "support_session.h"

static ida_finalize_report report_of(ida_document *document, ida_range range)
{
    ida_finalize_report report;
    assert_int_equal(ida_document_finalize_and_report(document, &range, &report), IDA_OK);
    return report;
}

static void assert_report(ida_finalize_report report, ida_finalize_report expected)
{
    assert_int_equal(report.change, expected.change);
    assert_int_equal(report.first_final, expected.first_final);
    assert_int_equal(report.count, expected.count);
    assert_int_equal(report.reserved_count, expected.reserved_count);
    assert_int_equal(report.new_capacity, expected.new_capacity);
}

TEST(each_change_of_a_cluster_is_told)
{
    ida_document *document = document_new();
    assert_report(report_of(document, range_of(A, 1, 2, 3)),
                  (ida_finalize_report){IDA_CLUSTER_OPENED, 0, 2, 0, 5});
    assert_report(report_of(document, range_of(A, 3, 2, 3)),
                  (ida_finalize_report){IDA_CLUSTER_FILLED, 2, 2, 2, 0});
    assert_report(report_of(document, range_of(A, 5, 4, 3)),
                  (ida_finalize_report){IDA_CLUSTER_EXPANDED, 4, 4, 1, 6});
    assert_report(report_of(document, range_of(B, 1, 1, 1)),
                  (ida_finalize_report){IDA_CLUSTER_OPENED, 11, 1, 0, 2});
    assert_report(report_of(document, range_of(A, 9, 5, 3)),
                  (ida_finalize_report){IDA_CLUSTER_OVERFLOWED, 8, 5, 3, 5});
    assert_report(report_of(document, range_of(A, 14, 3, 3)),
                  (ida_finalize_report){IDA_CLUSTER_FILLED, 15, 3, 3, 0});
    assert_report(report_of(document, range_of(A, 14, 0, 3)),
                  (ida_finalize_report){.change = IDA_CLUSTER_UNCHANGED});
    document_close(document);
}

TEST(a_refused_range_reports_nothing)
{
    ida_document *document = document_new();
    ida_finalize_report report = {.count = 77};
    ida_range late = range_of(A, 2, 1, 3);
    ida_range invalid = range_of(INVALID, 1, 1, 3);
    assert_int_equal(ida_document_finalize_and_report(document, &late, &report), IDA_OUT_OF_ORDER);
    assert_int_equal(ida_document_finalize_and_report(document, &invalid, &report),
                     IDA_INVALID_RANGE);
    assert_int_equal(report.count, 77);
    assert_int_equal(ida_document_cluster_count(document), 0);
    document_close(document);
}

TEST(eager_finals_of_a_range_are_counted)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 3);
    generate_count(session, 2);
    ida_range first = take(session);
    assert_int_equal(ida_session_eager_count(session, &first), 0);
    finalize(document, first);
    generate_count(session, 5);
    ida_range second = take(session);
    assert_int_equal(second.count, 5);
    assert_int_equal(ida_session_eager_count(session, &second), 3);
    ida_finalize_report report = report_of(document, second);
    assert_int_equal(report.change, IDA_CLUSTER_EXPANDED);
    assert_int_equal(report.reserved_count, 3);
    ida_range all = range_of(A, 1, 7, 3);
    ida_range more = range_of(A, 1, UINT64_MAX, 3);
    ida_range part = range_of(A, 2, 3, 3);
    ida_range other = range_of(B, 1, 7, 3);
    ida_range none = range_of(A, 8, 1, 3);
    assert_int_equal(ida_session_eager_count(session, &all), 3);
    assert_int_equal(ida_session_eager_count(session, &more), 3);
    assert_int_equal(ida_session_eager_count(session, &part), 2);
    assert_int_equal(ida_session_eager_count(session, &other), 0);
    assert_int_equal(ida_session_eager_count(session, &none), 0);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_of_a_cluster_is_told),
        cmocka_unit_test(a_refused_range_reports_nothing),
        cmocka_unit_test(eager_finals_of_a_range_are_counted),
    };
    return RUN_TESTS(tests);
}
