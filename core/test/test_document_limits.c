/* Where final IDs, UUIDs, and the room for sessions and their clusters end. */
#include "../src/document_internal.h"
#include "support_cmocka.h"
#include "support_document.h"

TEST(final_ids_end_where_their_limit_is_int64_max)
{
    ida_document *document = document_new();
    assert_refused(document, range_of(A, 1, NUMBERS, 1), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 1, NUMBERS - 1, 2), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 1, NUMBERS, IDA_CLUSTER_SIZE_MAX), IDA_EXHAUSTED);
    apply(document, A, 1, NUMBERS - 1, 1);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_refused(document, range_of(B, 1, 1, 1), IDA_EXHAUSTED);
    assert_ghost_refused(document, B, 1, IDA_EXHAUSTED);
    assert_decompresses(document, INT64_MAX - 2, uuid_plus(A, NUMBERS - 2));
    assert_unknown_id(document, INT64_MAX - 1);
    assert_unknown_id(document, INT64_MAX);
    /* The last reserved ID can be used; then there is nothing left to expand. */
    apply(document, A, NUMBERS, 1, 5);
    assert_decompresses(document, INT64_MAX - 1, uuid_plus(A, NUMBERS - 1));
    assert_unknown_id(document, INT64_MAX);
    assert_refused(document, range_of(A, NUMBERS + 1, 1, 5), IDA_INVALID_RANGE);
    document_close(document);
}

TEST(final_ids_run_out_for_a_second_session)
{
    ida_document *document = document_new();
    apply(document, A, 1, NUMBERS - 11, 1);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX - 10);
    assert_refused(document, range_of(B, 1, 10, 1), IDA_EXHAUSTED);
    assert_refused(document, range_of(B, 1, 1, 10), IDA_EXHAUSTED);
    assert_ghost_refused(document, B, 11, IDA_EXHAUSTED);
    apply(document, B, 1, 1, 9);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_cluster(document, 1, (ida_cluster){B, INT64_MAX - 10, 1, 10, 1});
    document_close(document);
}

TEST(final_ids_run_out_for_an_expansion)
{
    ida_document *document = document_new();
    apply(document, B, 1, NUMBERS - 14, 1);
    apply(document, A, 1, 1, 2);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX - 10);
    assert_refused(document, range_of(A, 2, 3, 10), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 2, 12, 1), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 2, NUMBERS - 1, 1), IDA_EXHAUSTED);
    apply(document, A, 2, 3, 9);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_cluster(document, 1, (ida_cluster){A, INT64_MAX - 13, 1, 13, 4});
    document_close(document);
}

TEST(final_ids_run_out_for_an_overflow)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    apply(document, B, 1, NUMBERS - 14, 1);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX - 10);
    assert_refused(document, range_of(A, 2, 3, 10), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 2, 12, 1), IDA_EXHAUSTED);
    apply(document, A, 2, 3, 9);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_cluster(document, 2, (ida_cluster){A, INT64_MAX - 10, 4, 10, 1});
    /* B has one reserved ID left, and it is neither expansion nor overflow to use it. */
    apply(document, B, NUMBERS - 13, 1, IDA_CLUSTER_SIZE_MAX);
    assert_refused(document, range_of(B, NUMBERS - 12, 1, 1), IDA_EXHAUSTED);
    document_close(document);
}

TEST(final_ids_run_out_for_ghosts)
{
    ida_document *document = document_new();
    assert_ghost_refused(document, A, NUMBERS + 1, IDA_EXHAUSTED);
    assert_ghost_refused(document, A, UINT64_MAX, IDA_EXHAUSTED);
    ghost(document, A, NUMBERS - 3, 0);
    assert_ghost_refused(document, A, 4, IDA_EXHAUSTED);
    assert_ghost_refused(document, A, UINT64_MAX, IDA_EXHAUSTED);
    ghost(document, A, 1, INT64_MAX - 3);
    ghost(document, B, 2, INT64_MAX - 2);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_ghost_refused(document, A, 1, IDA_EXHAUSTED);
    assert_ghost_refused(document, C, 1, IDA_EXHAUSTED);
    document_close(document);
    document = document_new();
    ghost(document, A, NUMBERS, 0);
    assert_decompresses(document, INT64_MAX - 1, uuid_plus(A, NUMBERS - 1));
    assert_refused(document, range_of(A, NUMBERS, 1, 1), IDA_OUT_OF_ORDER);
    document_close(document);
}

TEST(a_session_at_the_top_has_only_the_uuids_that_are_left)
{
    ida_uuid top = uuid_minus(TEST_UUID_MAX, 9);
    ida_document *document = document_new();
    assert_refused(document, range_of(top, 1, 5, 6), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 1, 11, 1), IDA_EXHAUSTED);
    assert_ghost_refused(document, top, 11, IDA_EXHAUSTED);
    assert_refused(document, range_of(TEST_UUID_MAX, 1, 1, 1), IDA_EXHAUSTED);
    apply(document, top, 1, 5, 5);
    apply(document, top, 6, 5, 1);
    assert_decompresses(document, 9, TEST_UUID_MAX);
    assert_refused(document, range_of(top, 11, 1, 1), IDA_EXHAUSTED);
    assert_ghost_refused(document, top, 1, IDA_EXHAUSTED);
    document_close(document);
}

TEST(growing_clusters_stop_at_the_top_of_the_uuids)
{
    ida_uuid top = uuid_minus(TEST_UUID_MAX, 9);
    ida_document *document = document_new();
    apply(document, top, 1, 1, 1);
    assert_refused(document, range_of(top, 2, 2, 8), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 2, NUMBERS - 1, 1), IDA_EXHAUSTED);
    apply(document, A, 1, 1, 1);
    assert_refused(document, range_of(top, 2, 2, 8), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 2, 10, 1), IDA_EXHAUSTED);
    apply(document, top, 2, 2, 7);
    assert_cluster(document, 2, (ida_cluster){top, 4, 3, 8, 1});
    document_close(document);
    document = document_new();
    apply(document, top, 1, 1, 1);
    apply(document, top, 2, 2, 7);
    assert_cluster(document, 0, (ida_cluster){top, 0, 1, 10, 3});
    document_close(document);
}

TEST(ghosts_reach_the_very_top_of_the_uuids)
{
    ida_document *document = document_new();
    assert_ghost_refused(document, TEST_UUID_MAX, 2, IDA_EXHAUSTED);
    ghost(document, TEST_UUID_MAX, 1, 0);
    assert_decompresses(document, 0, TEST_UUID_MAX);
    assert_refused(document, range_of(TEST_UUID_MAX, 2, 1, 1), IDA_EXHAUSTED);
    ghost(document, uuid_minus(TEST_UUID_MAX, 5), 5, 1);
    assert_ghost_refused(document, uuid_minus(TEST_UUID_MAX, 5), 1, IDA_COLLISION);
    assert_ghost_refused(document, uuid_minus(TEST_UUID_MAX, 5), 2, IDA_EXHAUSTED);
    document_close(document);
}

TEST(uuids_below_the_top_half_are_not_near_the_top)
{
    ida_document *document = document_new();
    ghost(document, uuid_of(TEST_HIGH_MAX - 1, UINT64_MAX), 100, 0);
    assert_decompresses(document, 99, uuid_of(TEST_HIGH_MAX, 98));
    ghost(document, uuid_of(TEST_HIGH_MAX, UINT64_C(1) << 63), NUMBERS - 100, 100);
    document_close(document);
}

/* ---- Room ------------------------------------------------------------------------------------ */

/* Far more sessions than a test can make, and one too many to grow. */
TEST(sessions_end_before_their_numbers_do)
{
    ida_document *document = document_with_chains();
    ida_range another = range_of(session_named('C'), 1, 1, 1);
    uint32_t count = document->member_count;
    document->member_count = IDA_NO_SESSION / 2 + 1;
    assert_int_equal(ida_document_finalize(document, &another), IDA_NO_MEMORY);
    document->member_count = count;
    finalize(document, another);
    document_close(document);
}

TEST(a_chain_ends_before_the_number_of_its_links_does)
{
    ida_document *document = document_with_chains();
    ida_pair_list *chain = ida_document_at(document, 0)->chain;
    uint32_t capacity = chain->capacity;
    uint32_t capacity_max = SIZE_MAX > UINT32_MAX ? UINT32_C(1) << 31 : UINT32_C(1) << 26;
    ida_range more = range_of(A, 6, 10, 1);
    chain->count = chain->capacity = capacity_max;
    assert_int_equal(ida_document_finalize(document, &more), IDA_NO_MEMORY);
    chain->count = 2;
    chain->capacity = capacity;
    document_close(document);
}

TEST(a_chain_has_little_more_room_than_it_needs)
{
    ida_document *document = document_new();
    uint64_t first = 1;
    for (uint32_t clusters = 1; clusters <= 100; clusters++) {
        name_case("%u clusters", clusters);
        apply(document, A, first, 2, 1);
        apply(document, B, first, 2, 1);
        first += 2;
        const ida_pair_list *chain = ida_document_at(document, 0)->chain;
        assert_true(chain == NULL || chain->capacity <= chain->count + 1 + chain->count / 4);
    }
    assert_true(ida_document_at(document, 0)->chain->count > 60);
    document_close(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(final_ids_end_where_their_limit_is_int64_max),
        cmocka_unit_test(final_ids_run_out_for_a_second_session),
        cmocka_unit_test(final_ids_run_out_for_an_expansion),
        cmocka_unit_test(final_ids_run_out_for_an_overflow),
        cmocka_unit_test(final_ids_run_out_for_ghosts),
        cmocka_unit_test(a_session_at_the_top_has_only_the_uuids_that_are_left),
        cmocka_unit_test(growing_clusters_stop_at_the_top_of_the_uuids),
        cmocka_unit_test(ghosts_reach_the_very_top_of_the_uuids),
        cmocka_unit_test(uuids_below_the_top_half_are_not_near_the_top),
        cmocka_unit_test(sessions_end_before_their_numbers_do),
        cmocka_unit_test(a_chain_ends_before_the_number_of_its_links_does),
        cmocka_unit_test(a_chain_has_little_more_room_than_it_needs),
    };
    return RUN_TESTS(tests);
}
