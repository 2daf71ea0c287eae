/* When two sessions are equal: ID, counters, settings and local runs. */
#include "../src/session_internal.h"
#include "support_cmocka.h"
#include "support_session.h"

TEST(sessions_are_equal_when_id_counters_settings_and_runs_are)
{
    ida_document *documents[2] = {document_new(), document_new()};
    ida_session *a = session_of_size(documents[0], A, 3);
    ida_session *b = session_of_size(documents[1], A, 3);
    ida_session *other = session_of_size(documents[0], uuid_plus(A, 1), 3);
    assert_true(ida_session_equal(a, a));
    assert_true(ida_session_equal(a, b));
    assert_false(ida_session_equal(a, other));
    assert_false(ida_session_equal(other, a));
    ida_session *higher = session_of_size(documents[0], uuid_of(A.high + 1, A.low), 3);
    assert_false(ida_session_equal(a, higher));
    generate_count(a, 1);
    assert_false(ida_session_equal(a, b));
    assert_false(ida_session_equal(b, a));
    generate_count(b, 1);
    assert_true(ida_session_equal(a, b));
    (void)take(a);
    assert_false(ida_session_equal(a, b));
    (void)take(b);
    assert_true(ida_session_equal(a, b));
    assert_int_equal(ida_session_set_cluster_size(a, 4), IDA_OK);
    assert_false(ida_session_equal(a, b));
    assert_int_equal(ida_session_set_cluster_size(b, 4), IDA_OK);
    assert_true(ida_session_equal(a, b));
    /* The same count of IDs, but one has an eager final where the other has a local ID. */
    apply(documents[0], A, 1, 1, 4);
    assert_true(ida_session_equal(a, b));
    generate_count(a, 1);
    generate_count(b, 1);
    assert_false(ida_session_equal(a, b));
    close_sound(other);
    close_sound(higher);
    close_both(a, documents[0]);
    close_both(b, documents[1]);
}

TEST(sessions_with_other_runs_are_unequal)
{
    const uint64_t shapes[][2] = {{2, 3}, {2, 4}, {3, 2}, {1, 4}};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            name_case("{%" PRIu64 ", %" PRIu64 "} and {%" PRIu64 ", %" PRIu64 "}", shapes[i][0],
                      shapes[i][1], shapes[j][0], shapes[j][1]);
            ida_document *documents[2] = {document_new(), document_new()};
            ida_session *a = session_with_runs(documents[0], shapes[i][0], shapes[i][1]);
            ida_session *b = session_with_runs(documents[1], shapes[j][0], shapes[j][1]);
            (void)take(a);
            (void)take(b);
            assert_int_equal(ida_session_equal(a, b), i == j);
            close_both(a, documents[0]);
            close_both(b, documents[1]);
        }
    }
}

/* The first run is 1..2; a cluster of that size, and the second run is what is behind it up to 9.
 */
static ida_session *session_with_second_run_behind(ida_document *document, uint32_t size)
{
    ida_session *session = session_of_size(document, A, size);
    generate_count(session, 2);
    take_and_finalize(session, document);
    generate_count(session, 7);
    (void)take(session);
    assert_int_equal(ida_session_set_cluster_size(session, 1), IDA_OK);
    return session;
}

TEST(sessions_that_differ_in_their_last_run_only_are_unequal)
{
    /* In a cluster of 7 there is no second run. */
    for (uint32_t size_a = 2; size_a <= 7; size_a++) {
        for (uint32_t size_b = 2; size_b <= 7; size_b++) {
            name_case("sizes %u and %u", size_a, size_b);
            ida_document *documents[2] = {document_new(), document_new()};
            ida_session *a = session_with_second_run_behind(documents[0], size_a);
            ida_session *b = session_with_second_run_behind(documents[1], size_b);
            assert_int_equal(ida_session_equal(a, b), size_a == size_b);
            close_both(a, documents[0]);
            close_both(b, documents[1]);
        }
    }
}

TEST(sessions_that_differ_in_one_number_are_unequal)
{
    ida_document *documents[2] = {document_new(), document_new()};
    ida_session *a = session_with_runs(documents[0], 2, 3);
    ida_session *b = session_with_runs(documents[1], 2, 3);
    const struct {
        const char *name;
        uint64_t *number;
    } rows[] = {
        NAMED(&b->id.high),
        NAMED(&b->id.low),
        NAMED(&b->generated),
        NAMED(&b->next_start),
        NAMED(&b->runs->head[0].second),
        NAMED(&b->runs->head[0].first),
        NAMED(&b->runs->head[1].second),
        NAMED(&b->runs->head[1].first),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        name_case("%s", rows[i].name);
        ++*rows[i].number;
        assert_false(ida_session_equal(a, b));
        assert_false(ida_session_equal(b, a));
        --*rows[i].number;
        assert_true(ida_session_equal(a, b));
    }
    b->cluster_size++;
    assert_false(ida_session_equal(a, b));
    b->cluster_size--;
    close_both(a, documents[0]);
    close_both(b, documents[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_are_equal_when_id_counters_settings_and_runs_are),
        cmocka_unit_test(sessions_with_other_runs_are_unequal),
        cmocka_unit_test(sessions_that_differ_in_their_last_run_only_are_unequal),
        cmocka_unit_test(sessions_that_differ_in_one_number_are_unequal),
    };
    return RUN_TESTS(tests);
}
