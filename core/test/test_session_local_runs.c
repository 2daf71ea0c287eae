/* Which of its IDs a session handed out as local ones, as runs of gen counts. */
#include "support_cmocka.h"
#include "support_session.h"

/* [llleeelll...] and one more e: the runs 1..3 and 7..9. */
TEST(local_runs_are_merged_and_cut)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 3);
    assert_runs(session, 1, UINT64_MAX, NULL, 0);
    generate_count(session, 1);
    (void)take(session);
    generate_count(session, 2);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    take_and_finalize(session, document);
    generate_count(session, 6);
    take_and_finalize(session, document);
    generate_count(session, 1);
    assert_int_equal(ida_session_generated(session), 10);
    const ida_local_run all[] = {{1, 3}, {7, 3}};
    assert_runs(session, 1, UINT64_MAX, all, 2);
    assert_runs(session, 0, UINT64_MAX, all, 2);
    assert_runs(session, 1, 9, all, 2);
    assert_runs(session, 1, 8, (const ida_local_run[]){{1, 3}, {7, 2}}, 2);
    assert_runs(session, 1, 7, (const ida_local_run[]){{1, 3}, {7, 1}}, 2);
    assert_runs(session, 1, 6, all, 1);
    assert_runs(session, 1, 3, all, 1);
    assert_runs(session, 1, 2, (const ida_local_run[]){{1, 2}}, 1);
    assert_runs(session, 1, 1, (const ida_local_run[]){{1, 1}}, 1);
    assert_runs(session, 2, 7, (const ida_local_run[]){{2, 2}, {7, 1}}, 2);
    assert_runs(session, 3, 3, (const ida_local_run[]){{3, 1}}, 1);
    assert_runs(session, 3, 7, (const ida_local_run[]){{3, 1}, {7, 1}}, 2);
    assert_runs(session, 2, 2, (const ida_local_run[]){{2, 1}}, 1);
    assert_runs(session, 4, 6, NULL, 0);
    assert_runs(session, 4, 7, (const ida_local_run[]){{7, 1}}, 1);
    assert_runs(session, 8, 8, (const ida_local_run[]){{8, 1}}, 1);
    assert_runs(session, 9, 100, (const ida_local_run[]){{9, 1}}, 1);
    assert_runs(session, 10, 100, NULL, 0);
    assert_runs(session, 11, UINT64_MAX, NULL, 0);
    close_both(session, document);
}

TEST(local_runs_of_an_empty_interval_are_none)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_count(session, 5);
    assert_runs(session, 0, 0, NULL, 0);
    assert_runs(session, 3, 2, NULL, 0);
    assert_runs(session, 5, 1, NULL, 0);
    assert_runs(session, UINT64_MAX, 0, NULL, 0);
    assert_runs(session, 5, 5, (const ida_local_run[]){{5, 1}}, 1);
    assert_runs(session, 6, 6, NULL, 0);
    close_both(session, document);
}

TEST(many_local_runs_are_found_from_anywhere)
{
    enum { RUNS = 100 };
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 1);
    for (int i = 0; i < RUNS; i++) {
        /* One eager final (but for the first) and two locals. */
        generate_count(session, i == 0 ? 2 : 3);
        take_and_finalize(session, document);
    }
    for (uint64_t first = 1; first <= RUNS * 3; first++) {
        name_case("from gen count %" PRIu64 " on", first);
        ida_local_run run = {0, 0};
        /* The runs are 1..2, 4..5, 7..8 and so on. */
        uint64_t place = (first - 1) % 3;
        uint64_t expected = place == 2 ? first + 1 : first;
        size_t found = ida_session_local_runs(session, first, UINT64_MAX, &run, 1);
        assert_int_equal(found, RUNS - (first - 1 + (place == 2 ? 1 : 0)) / 3);
        if (found > 0) {
            assert_int_equal(run.first_gen_count, expected);
            assert_int_equal(run.count, place == 1 ? 1 : 2);
        }
    }
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_runs_are_merged_and_cut),
        cmocka_unit_test(local_runs_of_an_empty_interval_are_none),
        cmocka_unit_test(many_local_runs_are_found_from_anywhere),
    };
    return RUN_TESTS(tests);
}
