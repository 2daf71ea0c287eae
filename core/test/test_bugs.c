/*
 * The bugs that shipped elsewhere: one test for each row of the project's list that can be shown on
 * the core alone, in the order of that list.
 */
#include <idalloc/idalloc.h>

#include "support_cmocka.h"
#include "support_world.h"

/* The session-space ID decompresses to the session's UUID of that gen count, and back. */
static void assert_is_gen(ida_session *session, ida_id id, uint64_t gen)
{
    ida_uuid uuid = uuid_of(1, 2);
    ida_id back = TEST_CANARY;
    assert_int_equal(ida_session_decompress(session, id, &uuid), IDA_OK);
    assert_uuid_equal(uuid, uuid_plus(ida_session_id(session), gen - 1));
    assert_int_equal(ida_session_recompress(session, uuid, &back), IDA_OK);
    assert_int_equal(back, id);
}

static ida_status op_space(ida_session *session, ida_id id, ida_id *op_id)
{
    *op_id = TEST_CANARY;
    return ida_session_to_op_space(session, id, op_id);
}

static ida_status session_space(ida_session *session, ida_id op_id, ida_uuid origin, ida_id *id)
{
    *id = TEST_CANARY;
    return ida_session_to_session_space(session, op_id, origin, id);
}

TEST(expansion_knows_of_outstanding_local_ids)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 3);
    ida_range second = take(session);
    finalize(document, first);
    assert_int_equal(generate(session), -6);
    (void)take(session);
    finalize(document, second);
    /* Capacity 4, expanded by 1 and 2 to 7: six are made, so the seventh is final ID 6. */
    ida_id id = generate(session);
    assert_int_equal(id, 6);
    assert_is_gen(session, id, 7);
    assert_is_gen(session, -6, 6);
    close_both(session, document);
}

TEST(eager_finals_align_behind_every_range_in_flight)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 10);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 2);
    (void)take(session);
    finalize(document, first);
    for (uint64_t gen = 5; gen <= 6; gen++) {
        name_case("gen count %" PRIu64, gen);
        ida_id id = generate(session);
        assert_int_equal(id, gen - 1);
        assert_is_gen(session, id, gen);
    }
    close_both(session, document);
}

TEST(one_past_the_last_finalized_id_is_unknown)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    ida_id id;
    apply(document, B, 1, 3, 1);
    assert_int_equal(session_space(session, 2, B, &id), IDA_OK);
    assert_int_equal(session_space(session, 3, B, &id), IDA_UNKNOWN_ID);
    assert_int_equal(session_space(session, 4, B, &id), IDA_UNKNOWN_ID);
    assert_int_equal(op_space(session, 3, &id), IDA_UNKNOWN_ID);
    assert_int_equal(op_space(session, 4, &id), IDA_UNKNOWN_ID);
    close_both(session, document);
}

TEST(expansion_is_checked_for_collision)
{
    ida_document *document = document_new();
    apply(document, uuid_plus(A, 10), 1, 1, 2);
    apply(document, A, 1, 2, 3);
    assert_refused(document, range_of(A, 3, 6, 5), IDA_COLLISION);
    ida_document_destroy(document);
}

TEST(bytes_behind_a_snapshot_are_refused)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 3);
    saved bytes = save_document(document);
    uint8_t *longer = calloc(bytes.size + 8, 1);
    assert_non_null(longer);
    memcpy(longer, bytes.bytes, bytes.size);
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot snapshot = {NULL, NULL, 0, 0};
    for (size_t more = 1; more <= 8; more++) {
        name_case("%zu bytes more", more);
        assert_int_not_equal(ida_snapshot_load(&allocator, longer, bytes.size + more, &snapshot),
                             IDA_OK);
    }
    assert_null(snapshot.document);
    free(longer);
    saved_free(&bytes);
    ida_document_destroy(document);
}

TEST(the_cluster_size_travels_in_the_range)
{
    ida_document *replicas[2] = {document_new(), document_new()};
    ida_session *on_first = session_of_size(replicas[0], A, 7);
    ida_session *on_second = session_of_size(replicas[1], B, 100);
    generate_count(on_first, 3);
    generate_count(on_second, 3);
    ida_range ranges[2] = {take(on_first), take(on_second)};
    for (size_t i = 0; i < 2; i++) {
        finalize(replicas[i], ranges[0]);
        finalize(replicas[i], ranges[1]);
    }
    assert_documents_equal(replicas[0], replicas[1]);
    assert_int_equal(ida_document_final_limit(replicas[1]), 10 + 103);
    close_both(on_first, replicas[0]);
    close_both(on_second, replicas[1]);
}

TEST(a_ghost_reserves_nothing_and_for_no_ids_does_nothing)
{
    ida_document *document = document_new();
    ghost(document, A, 0, TEST_CANARY);
    assert_int_equal(ida_document_cluster_count(document), 0);
    ghost(document, A, 3, 0);
    assert_int_equal(ida_document_final_limit(document), 3);
    apply(document, B, 1, 1, 1);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_document_recompress(document, B, &id), IDA_OK);
    assert_int_equal(id, 3);
    ida_document_destroy(document);
}

TEST(an_own_final_id_in_another_clients_op_is_read_as_local)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    ida_id id;
    assert_int_equal(generate(session), -1);
    take_and_finalize(session, document);
    apply(document, B, 1, 1, 1);
    assert_int_equal(session_space(session, 0, B, &id), IDA_OK);
    assert_int_equal(id, -1);
    close_both(session, document);
}

TEST(several_runs_of_local_ids_are_all_found)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 1);
    /* One local ID at first; then one eager final and one local ID a round. */
    for (uint64_t gen = 1; gen <= 21; gen++) {
        name_case("making gen count %" PRIu64, gen);
        ida_id id = generate(session);
        assert_int_equal(id < 0, gen == 1 || gen % 2 == 1);
        if (id < 0) {
            take_and_finalize(session, document);
        }
    }
    for (uint64_t gen = 1; gen <= 21; gen++) {
        name_case("gen count %" PRIu64, gen);
        ida_id expected = gen % 2 == 1 ? -(ida_id)gen : (ida_id)gen - 1;
        ida_id id;
        assert_is_gen(session, expected, gen);
        assert_int_equal(session_space(session, (ida_id)gen - 1, B, &id), IDA_OK);
        assert_int_equal(id, expected);
    }
    close_both(session, document);
}

TEST(the_first_unfinalized_id_of_another_sessions_cluster_is_unknown)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    apply(document, B, 1, 2, 3);
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_session_decompress(session, 2, &uuid), IDA_UNKNOWN_ID);
    assert_int_equal(ida_document_decompress(document, 2, &uuid), IDA_UNKNOWN_ID);
    assert_uuid_equal(uuid, uuid_of(1, 2));
    assert_int_equal(ida_session_decompress(session, 1, &uuid), IDA_OK);
    close_both(session, document);
}

TEST(a_repeated_range_and_a_gap_are_refused)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 3);
    assert_refused(document, range_of(A, 1, 2, 3), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 4, 2, 3), IDA_OUT_OF_ORDER);
    ida_document_destroy(document);
}

TEST(the_first_range_of_a_session_starts_at_1)
{
    ida_document *document = document_new();
    assert_refused(document, range_of(A, 2, 2, 3), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 0, 2, 3), IDA_INVALID_RANGE);
    ida_document_destroy(document);
}

TEST(op_space_knows_of_reserved_capacity)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    ida_id op_id;
    generate_count(session, 1);
    ida_range first = take(session);
    generate_count(session, 2);
    finalize(document, first);
    assert_int_equal(op_space(session, -3, &op_id), IDA_OK);
    assert_int_equal(op_id, 2);
    close_both(session, document);
}

TEST(resubmission_comes_in_one_range_and_in_order)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 2);
    ida_range lost = take(session);
    /* Generated while the pending one is resubmitted. */
    generate_count(session, 1);
    ida_range again = retake(session);
    assert_int_equal(again.first_gen_count, 1);
    assert_int_equal(again.count, 3);
    generate_count(session, 1);
    ida_range next = take(session);
    finalize(document, again);
    finalize(document, next);
    assert_refused(document, lost, IDA_OUT_OF_ORDER);
    close_both(session, document);
}

TEST(acknowledgements_replayed_after_a_restore_are_refused)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 2);
    ida_range range = take(session);
    finalize(document, range);
    saved bytes = save_session(session);
    ida_snapshot snapshot = snapshot_load(&bytes);
    assert_refused(snapshot.document, range, IDA_OUT_OF_ORDER);
    assert_int_equal(take(snapshot.sessions[0]).count, 0);
    assert_int_equal(generate(snapshot.sessions[0]), 2);
    snapshot_close(&snapshot);
    saved_free(&bytes);
    close_both(session, document);
}

TEST(of_one_state_loaded_twice_only_one_copy_gets_through)
{
    ida_document *third = document_new();
    ida_session *session = session_of_size(third, A, 5);
    generate_count(session, 2);
    saved bytes = save_session(session);
    ida_snapshot copies[2];
    ida_range ranges[2];
    for (size_t i = 0; i < 2; i++) {
        copies[i] = snapshot_load(&bytes);
        generate_count(copies[i].sessions[0], 1 + i);
        ranges[i] = take(copies[i].sessions[0]);
    }
    ida_document *replicas[3] = {third, copies[0].document, copies[1].document};
    for (size_t i = 0; i < 3; i++) {
        name_case("replica %zu", i);
        finalize(replicas[i], ranges[1]);
        assert_refused(replicas[i], ranges[0], IDA_OUT_OF_ORDER);
        assert_documents_equal(third, replicas[i]);
    }
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_generate(copies[0].sessions[0], &id), IDA_STALE_SESSION);
    assert_int_equal(generate(copies[1].sessions[0]), 4);
    /* The innocent third goes on. */
    apply(third, B, 1, 1, 1);
    snapshot_close(&copies[0]);
    snapshot_close(&copies[1]);
    saved_free(&bytes);
    close_both(session, third);
}

TEST(a_summary_has_no_unfinalized_ids)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 2);
    take_and_finalize(session, document);
    saved before = save_document(document);
    /* One that is eager, some that are not covered; none is in the summary. */
    generate_count(session, 9);
    (void)take(session);
    saved after = save_document(document);
    assert_true(saved_equal(&before, &after));
    ida_snapshot snapshot = snapshot_load(&after);
    ida_uuid uuid;
    assert_int_equal(ida_document_decompress(snapshot.document, 1, &uuid), IDA_OK);
    assert_int_equal(ida_document_decompress(snapshot.document, 2, &uuid), IDA_UNKNOWN_ID);
    snapshot_close(&snapshot);
    saved_free(&before);
    saved_free(&after);
    close_both(session, document);
}

TEST(a_refused_range_leaves_nothing_behind)
{
    ida_document *document = document_new();
    assert_refused(document, range_of(A, 5, 2, 3), IDA_OUT_OF_ORDER);
    assert_int_equal(ida_document_session_count(document), 0);
    /* The session was not made: it can still be opened, and begin. */
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 1);
    take_and_finalize(session, document);
    /* Redelivered, a rejected collision is rejected again. */
    ida_range inside = range_of(uuid_plus(A, 3), 1, 2, 3);
    for (int i = 0; i < 3; i++) {
        name_case("delivery %d", i);
        assert_refused(document, inside, IDA_COLLISION);
    }
    close_both(session, document);
}

TEST(a_remote_uuid_that_is_only_reserved_is_unknown)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    apply(document, B, 1, 2, 3);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_recompress(session, uuid_plus(B, 2), &id), IDA_UNKNOWN_ID);
    assert_int_equal(ida_document_recompress(document, uuid_plus(B, 2), &id), IDA_UNKNOWN_ID);
    assert_false(ida_session_try_recompress(session, uuid_plus(B, 2), &id));
    assert_int_equal(id, TEST_CANARY);
    close_both(session, document);
}

TEST(an_own_reserved_id_that_was_never_generated_is_unknown)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 2);
    take_and_finalize(session, document);
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_session_decompress(session, 2, &uuid), IDA_UNKNOWN_ID);
    assert_uuid_equal(uuid, uuid_of(1, 2));
    assert_int_equal(generate(session), 2);
    assert_is_gen(session, 2, 3);
    close_both(session, document);
}

TEST(a_session_restored_from_an_old_snapshot_does_not_repeat_ids)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 1);
    saved old = save_session(session);
    generate_count(session, 2);
    ida_range range = take(session);
    finalize(document, range);
    ida_snapshot snapshot = snapshot_load(&old);
    finalize(snapshot.document, range);
    ida_id id = TEST_CANARY;
    ida_range none = range_of(B, 9, 9, 9);
    assert_true(ida_session_is_stale(snapshot.sessions[0]));
    assert_int_equal(ida_session_generate(snapshot.sessions[0], &id), IDA_STALE_SESSION);
    assert_int_equal(ida_session_take(snapshot.sessions[0], &none), IDA_STALE_SESSION);
    assert_int_equal(id, TEST_CANARY);
    snapshot_close(&snapshot);
    saved_free(&old);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expansion_knows_of_outstanding_local_ids),
        cmocka_unit_test(eager_finals_align_behind_every_range_in_flight),
        cmocka_unit_test(one_past_the_last_finalized_id_is_unknown),
        cmocka_unit_test(expansion_is_checked_for_collision),
        cmocka_unit_test(bytes_behind_a_snapshot_are_refused),
        cmocka_unit_test(the_cluster_size_travels_in_the_range),
        cmocka_unit_test(a_ghost_reserves_nothing_and_for_no_ids_does_nothing),
        cmocka_unit_test(an_own_final_id_in_another_clients_op_is_read_as_local),
        cmocka_unit_test(several_runs_of_local_ids_are_all_found),
        cmocka_unit_test(the_first_unfinalized_id_of_another_sessions_cluster_is_unknown),
        cmocka_unit_test(a_repeated_range_and_a_gap_are_refused),
        cmocka_unit_test(the_first_range_of_a_session_starts_at_1),
        cmocka_unit_test(op_space_knows_of_reserved_capacity),
        cmocka_unit_test(resubmission_comes_in_one_range_and_in_order),
        cmocka_unit_test(acknowledgements_replayed_after_a_restore_are_refused),
        cmocka_unit_test(of_one_state_loaded_twice_only_one_copy_gets_through),
        cmocka_unit_test(a_summary_has_no_unfinalized_ids),
        cmocka_unit_test(a_refused_range_leaves_nothing_behind),
        cmocka_unit_test(a_remote_uuid_that_is_only_reserved_is_unknown),
        cmocka_unit_test(an_own_reserved_id_that_was_never_generated_is_unknown),
        cmocka_unit_test(a_session_restored_from_an_old_snapshot_does_not_repeat_ids),
    };
    return RUN_TESTS(tests);
}
