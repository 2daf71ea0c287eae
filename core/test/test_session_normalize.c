/*
 * What a session answers about every ID, its own or not: its form in session space and in op space,
 * and its UUID.
 */
#include "support_cmocka.h"
#include "support_session.h"

TEST(the_table_for_a_session_before_its_first_cluster)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 3);
    generate_count(session, 3);
    (void)take(session);
    generate_count(session, 1);
    for (uint64_t gen = 1; gen <= 4; gen++) {
        name_case("gen count %" PRIu64, gen);
        assert_own(session, gen, -(ida_id)gen, -(ida_id)gen);
    }
    assert_nothing_among(session, -9, -5);
    assert_nothing_among(session, 0, 9);
    assert_recompresses(session, uuid_plus(A, 4), UNKNOWN);
    assert_garbage_is_unknown(session);
    close_both(session, document);
}

TEST(the_table_for_finalized_reserved_and_eager_ids)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 6);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 2);
    finalize(document, first);
    generate_count(session, 2);
    /* [llllee..] 0..7, finalized up to 2 */
    for (uint64_t gen = 1; gen <= 4; gen++) {
        name_case("gen count %" PRIu64, gen);
        assert_own(session, gen, -(ida_id)gen, (ida_id)gen - 1);
        assert_session_space(session, -(ida_id)gen, A, -(ida_id)gen);
    }
    assert_own(session, 5, 4, 4);
    assert_own(session, 6, 5, 5);
    assert_nothing_among(session, -12, -5);
    assert_nothing_among(session, 6, 12);
    assert_recompresses(session, uuid_plus(A, 6), UNKNOWN);
    assert_recompresses(session, uuid_plus(A, 7), UNKNOWN);
    assert_recompresses(session, uuid_plus(A, 8), UNKNOWN);
    assert_garbage_is_unknown(session);
    /* Finalized or not, an eager final stays what it is. */
    take_and_finalize(session, document);
    assert_own(session, 3, -3, 2);
    assert_own(session, 5, 4, 4);
    assert_own(session, 6, 5, 5);
    assert_nothing_among(session, -12, -5);
    assert_nothing_among(session, 6, 12);
    close_both(session, document);
}

TEST(the_table_for_locals_behind_a_full_cluster)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 1);
    take_and_finalize(session, document);
    apply(document, B, 1, 1, 1);
    generate_count(session, 4);
    /* [lee]ll 0..2; B 3..4 */
    assert_own(session, 1, -1, 0);
    assert_own(session, 2, 1, 1);
    assert_own(session, 3, 2, 2);
    assert_own(session, 4, -4, -4);
    assert_own(session, 5, -5, -5);
    assert_nothing(session, -2);
    assert_nothing(session, -3);
    assert_nothing_among(session, -9, -6);
    assert_other(session, B, 1, 3);
    assert_nothing_among(session, 4, 9);
    assert_recompresses(session, uuid_plus(A, 5), UNKNOWN);
    take_and_finalize(session, document);
    /* [lee] 0..2 [ll..] 5..8 */
    generate_count(session, 1);
    assert_own(session, 1, -1, 0);
    assert_own(session, 3, 2, 2);
    assert_own(session, 4, -4, 5);
    assert_own(session, 5, -5, 6);
    assert_own(session, 6, 7, 7);
    assert_nothing(session, 8);
    assert_nothing(session, 9);
    assert_nothing_among(session, -9, -6);
    assert_recompresses(session, uuid_plus(A, 6), UNKNOWN);
    close_both(session, document);
}

TEST(the_table_for_other_sessions)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    apply(document, B, 1, 2, 2);
    generate_count(session, 1);
    take_and_finalize(session, document);
    apply(document, B, 3, 3, 2);
    /* B 0..3 (all four), A 4..6, B 7..9 (one) */
    for (uint64_t gen = 1; gen <= 4; gen++) {
        name_case("gen count %" PRIu64, gen);
        assert_other(session, B, gen, (ida_id)gen - 1);
    }
    assert_other(session, B, 5, 7);
    assert_own(session, 1, -1, 4);
    assert_nothing_among(session, 8, 12);
    for (ida_id gen = 6; gen <= 9; gen++) {
        name_case("gen count %" PRId64, gen);
        assert_session_space(session, -gen, B, UNKNOWN);
        assert_recompresses(session, uuid_plus(B, (uint64_t)gen - 1), UNKNOWN);
    }
    assert_session_space(session, INT64_MIN, B, UNKNOWN);
    assert_session_space(session, INT64_MIN + 1, B, UNKNOWN);
    assert_recompresses(session, uuid_minus(B, 1), UNKNOWN);
    close_both(session, document);
}

TEST(another_sessions_first_reserved_id_is_unknown)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    apply(document, B, 1, 1, 1);
    assert_other(session, B, 1, 0);
    assert_nothing(session, 1);
    assert_session_space(session, 1, B, UNKNOWN);
    assert_session_space(session, -2, B, UNKNOWN);
    assert_recompresses(session, uuid_plus(B, 1), UNKNOWN);
    close_both(session, document);
}

TEST(a_local_id_of_a_session_without_finalized_ids_is_an_unknown_session)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_to_session_space(session, -1, B, &id), IDA_UNKNOWN_SESSION);
    assert_int_equal(ida_session_to_session_space(session, -9, B, &id), IDA_UNKNOWN_SESSION);
    apply(document, B, 1, 1, 1);
    assert_int_equal(ida_session_to_session_space(session, -1, uuid_plus(B, 1), &id),
                     IDA_UNKNOWN_SESSION);
    assert_int_equal(ida_session_to_session_space(session, -1, C, &id), IDA_UNKNOWN_SESSION);
    assert_int_equal(id, TEST_CANARY);
    /* Of its own IDs a session knows by itself which exist. */
    assert_session_space(session, -1, A, UNKNOWN);
    close_both(session, document);
}

TEST(invalid_uuids_are_invalid_arguments)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_count(session, 1);
    take_and_finalize(session, document);
    ida_id id = TEST_CANARY;
    const ida_id op_ids[] = {0, 1, -1, -2, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(op_ids); i++) {
        name_case("ID %" PRId64, op_ids[i]);
        assert_int_equal(ida_session_to_session_space(session, op_ids[i], INVALID, &id),
                         IDA_INVALID_ARGUMENT);
    }
    assert_int_equal(ida_session_recompress(session, INVALID, &id), IDA_INVALID_ARGUMENT);
    assert_false(ida_session_try_recompress(session, INVALID, &id));
    assert_int_equal(id, TEST_CANARY);
    close_both(session, document);
}

TEST(uuids_that_are_close_to_the_session_in_the_lower_half_only_are_foreign)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_count(session, 5);
    assert_recompresses(session, uuid_of(A.high + 1, A.low + 2), UNKNOWN);
    assert_recompresses(session, uuid_of(A.high - 1, A.low + 2), UNKNOWN);
    assert_recompresses(session, uuid_of(A.high, A.low + 2), -3);
    close_both(session, document);
}

TEST(ids_across_the_halves_of_the_uuid_are_found)
{
    ida_uuid edge = uuid_of(9, UINT64_MAX - 1);
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, edge, 2);
    generate_count(session, 3);
    assert_stable(session, -3, uuid_of(10, 0));
    assert_recompresses(session, uuid_of(10, 0), -3);
    take_and_finalize(session, document);
    generate_count(session, 3);
    assert_own(session, 4, 3, 3);
    assert_own(session, 6, -6, -6);
    close_both(session, document);
}

TEST(an_unfinalized_local_keeps_its_uuid_when_the_document_gives_it_away)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 5);
    apply(document, uuid_plus(A, 3), 1, 2, 2);
    /* A's fourth and fifth ID have the UUIDs of the other's first and second. */
    assert_own(session, 4, -4, -4);
    assert_own(session, 5, -5, -5);
    assert_stable(session, 0, uuid_plus(A, 3));
    assert_op_space(session, 0, 0);
    assert_session_space(session, -1, uuid_plus(A, 3), 0);
    assert_nothing(session, 2);
    ida_range range = take(session);
    assert_int_equal(ida_document_finalize(document, &range), IDA_COLLISION);
    assert_own(session, 1, -1, -1);
    close_both(session, document);
}

TEST(uuids_behind_the_own_ones_may_be_another_sessions)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 2);
    take_and_finalize(session, document);
    apply(document, uuid_plus(A, 4), 1, 2, 1);
    assert_recompresses(session, uuid_plus(A, 2), UNKNOWN);
    assert_recompresses(session, uuid_plus(A, 3), UNKNOWN);
    assert_other(session, uuid_plus(A, 4), 1, 4);
    assert_other(session, uuid_plus(A, 4), 2, 5);
    assert_recompresses(session, uuid_plus(A, 6), UNKNOWN);
    close_both(session, document);
}

TEST(many_own_clusters_and_runs_keep_their_ids_apart)
{
    enum { ROUNDS = 200 };
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    ida_id *given = calloc(ROUNDS * 4 + 1, sizeof(*given));
    assert_non_null(given);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (uint64_t k = 1; k <= 4; k++) {
            given[round * 4 + k] = generate(session);
        }
        take_and_finalize(session, document);
        apply(document, B, round + 1, 1, 1);
    }
    size_t locals = 0;
    for (uint64_t gen = 1; gen <= ROUNDS * 4; gen++) {
        name_case("gen count %" PRIu64, gen);
        ida_id op_id = TEST_CANARY;
        assert_int_equal(ida_session_to_op_space(session, given[gen], &op_id), IDA_OK);
        assert_true(op_id >= 0);
        assert_own(session, gen, given[gen], op_id);
        locals += given[gen] < 0 ? 1 : 0;
        if (given[gen] >= 0) {
            assert_int_equal(given[gen], op_id);
            assert_nothing(session, -(ida_id)gen);
        }
    }
    assert_true(locals > ROUNDS);
    assert_nothing(session, -(ROUNDS * 4 + 1));
    free(given);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_for_a_session_before_its_first_cluster),
        cmocka_unit_test(the_table_for_finalized_reserved_and_eager_ids),
        cmocka_unit_test(the_table_for_locals_behind_a_full_cluster),
        cmocka_unit_test(the_table_for_other_sessions),
        cmocka_unit_test(another_sessions_first_reserved_id_is_unknown),
        cmocka_unit_test(a_local_id_of_a_session_without_finalized_ids_is_an_unknown_session),
        cmocka_unit_test(invalid_uuids_are_invalid_arguments),
        cmocka_unit_test(uuids_that_are_close_to_the_session_in_the_lower_half_only_are_foreign),
        cmocka_unit_test(ids_across_the_halves_of_the_uuid_are_found),
        cmocka_unit_test(an_unfinalized_local_keeps_its_uuid_when_the_document_gives_it_away),
        cmocka_unit_test(uuids_behind_the_own_ones_may_be_another_sessions),
        cmocka_unit_test(many_own_clusters_and_runs_keep_their_ids_apart),
    };
    return RUN_TESTS(tests);
}
