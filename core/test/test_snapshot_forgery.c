/* Snapshots that say one thing that cannot be, with a valid checksum: each rule, from both sides.
 */
#include "support_cmocka.h"
#include "support_snapshot.h"

TEST(counts_must_be_those_of_what_follows)
{
    forgery what = honest();
    what.session_claim = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.session_claim = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.cluster_claim = 2;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.cluster_claim = 4;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.local_claim = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.local_claim = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[0].run_claim = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[1].run_claim = 0;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].run_claim = 2;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

TEST(every_listed_session_has_a_cluster_and_every_cluster_a_session)
{
    /* A listed session without a cluster. */
    forgery what = honest();
    what.clusters[1].session = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.session_claim = 3;
    what.session_count = 3;
    what.sessions[2] = (forged_session){C, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* A cluster of a session that is not listed, or before the first. */
    what = honest();
    what.clusters[2] = (forged_cluster){0, 4};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[2] = (forged_cluster){3, 4};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.clusters[0].session = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = (forgery){.session_claim = 1, .session_count = 1, .sessions = {{A, 0}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = (forgery){.cluster_claim = 1, .cluster_count = 1, .clusters = {{0, 0}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = (forgery){.cluster_claim = 1, .cluster_count = 1, .clusters = {{1, 0}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

TEST(the_distance_to_a_clusters_session_is_counted_from_the_next_new_one)
{
    forgery what = {
        .session_claim = 3,
        .session_count = 3,
        .sessions = {{C, 0}, {A, 0}, {B, 0}},
        .cluster_claim = 6,
        .cluster_count = 6,
        .clusters = {{0, 0}, {0, 1}, {2, 2}, {0, 3}, {3, 4}, {1, 5}},
    };
    encoder e = encoded(&what);
    assert_loads_as_it_is(e.bytes, e.size);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    assert_cluster(snapshot.document, 0, (ida_cluster){C, 0, 1, 1, 1});
    assert_cluster(snapshot.document, 1, (ida_cluster){A, 1, 1, 2, 2});
    assert_cluster(snapshot.document, 2, (ida_cluster){C, 3, 2, 3, 3});
    assert_cluster(snapshot.document, 3, (ida_cluster){B, 6, 1, 4, 4});
    assert_cluster(snapshot.document, 4, (ida_cluster){C, 10, 5, 5, 5});
    assert_cluster(snapshot.document, 5, (ida_cluster){B, 15, 5, 6, 6});
    close_loaded(&snapshot, &memory);
}

TEST(reserved_ids_leave_at_least_one_of_the_last_cluster)
{
    forgery what = honest();
    what.locals[0] = (forged_local){A, 0, 0, 0, 0, 0, {{0, 0}}};
    what.sessions[0].reserved = 4;
    assert_forgery_loads(&what);
    what.sessions[0].reserved = 0;
    assert_forgery_loads(&what);
    what.sessions[0].reserved = 5;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[0].reserved = 7;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[0].reserved = 9;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.sessions[1].reserved = 2;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

TEST(more_may_be_reserved_than_a_range_can_ask_for)
{
    forgery what = {
        .session_claim = 1,
        .session_count = 1,
        .sessions = {{A, IDA_CLUSTER_SIZE_MAX}},
        .cluster_claim = 1,
        .cluster_count = 1,
        .clusters = {{0, IDA_CLUSTER_SIZE_MAX + 4}},
    };
    assert_forgery_loads(&what);
    what.sessions[0].reserved = IDA_CLUSTER_SIZE_MAX + 1;
    assert_forgery_loads(&what);
}

TEST(capacities_stay_within_the_number_space)
{
    forgery what = {
        .session_claim = 2,
        .session_count = 2,
        .sessions = {{A, 0}, {B, 0}},
        .cluster_claim = 2,
        .cluster_count = 2,
        .clusters = {{0, NUMBERS - 8}, {0, 6}},
    };
    assert_forgery_loads(&what);
    what.clusters[1].capacity_less_1 = 7;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[1].capacity_less_1 = NUMBERS;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[0].capacity_less_1 = UINT64_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.clusters[0].capacity_less_1 = UINT64_MAX - 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.session_claim = what.session_count = 1;
    what.cluster_claim = what.cluster_count = 1;
    what.clusters[0].capacity_less_1 = NUMBERS - 1;
    assert_forgery_loads(&what);
    what.clusters[0].capacity_less_1 = NUMBERS;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

TEST(sessions_of_a_document_must_be_valid_and_not_overlap)
{
    forgery what = honest();
    what.local_claim = what.local_count = 0;
    assert_forgery_loads(&what);
    /* A holds 8 UUIDs, B 2. */
    what.sessions[1].id = uuid_plus(A, 8);
    assert_forgery_loads(&what);
    what.sessions[1].id = uuid_plus(A, 7);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = A;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = uuid_minus(A, 1);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = uuid_minus(A, 2);
    assert_forgery_loads(&what);
    what.sessions[1].id = uuid_of(TEST_HIGH_MAX + 1, 0);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = TEST_UUID_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.sessions[1].id = uuid_minus(TEST_UUID_MAX, 1);
    assert_forgery_loads(&what);
    what.sessions[0].id = uuid_minus(TEST_UUID_MAX, 9);
    assert_forgery_loads(&what);
    what.sessions[0].id = uuid_minus(TEST_UUID_MAX, 8);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

TEST(attached_sessions_must_be_valid_and_ascend)
{
    forgery what = honest();
    forged_local first = what.locals[0];
    what.locals[0] = what.locals[1];
    what.locals[1] = first;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[1] = what.locals[0];
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what = honest();
    what.locals[1].id = uuid_minus(A, 1);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].id = uuid_plus(A, 1);
    assert_forgery_loads(&what);
    what.locals[1].id = uuid_of(A.high - 1, UINT64_MAX);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].id = uuid_of(A.high + 1, 0);
    assert_forgery_loads(&what);
    what.locals[1].id = uuid_of(TEST_HIGH_MAX + 1, 0);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].id = uuid_of(UINT64_MAX, UINT64_MAX);
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

/* C made two, and both are local: run 1..2, next range at 2. */
TEST(counters_of_an_attached_session_must_agree)
{
    forgery what = honest();
    forged_local *local = &what.locals[1];
    local->next_less_1 = 2;
    assert_forgery_loads(&what);
    local->next_less_1 = 0;
    assert_forgery_loads(&what);
    local->next_less_1 = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->next_less_1 = 0;
    local->size_less_1 = 0;
    assert_forgery_loads(&what);
    local->size_less_1 = IDA_CLUSTER_SIZE_MAX - 1;
    assert_forgery_loads(&what);
    local->size_less_1 = IDA_CLUSTER_SIZE_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->size_less_1 = UINT32_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->size_less_1 = (uint64_t)UINT32_MAX + 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->size_less_1 = 0;
    local->generated = 3;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->generated = 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->generated = 0;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

TEST(generated_stays_within_the_number_spaces)
{
    forgery what = {.local_claim = 1, .local_count = 1, .locals = {{A, 1, 0, 0, 1, 1, {{0, 0}}}}};
    assert_forgery_loads(&what);
    what.locals[0].generated = NUMBERS;
    what.locals[0].runs[0].count_less_1 = NUMBERS - 1;
    assert_forgery_loads(&what);
    what.locals[0].next_less_1 = NUMBERS;
    assert_forgery_loads(&what);
    what.locals[0].next_less_1 = NUMBERS + 1;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0].next_less_1 = UINT64_MAX;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0].next_less_1 = 0;
    what.locals[0].generated = NUMBERS + 1;
    what.locals[0].runs[0].count_less_1 = NUMBERS;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0] = (forged_local){uuid_minus(TEST_UUID_MAX, 2), 3, 3, 0, 1, 1, {{0, 2}}};
    assert_forgery_loads(&what);
    what.locals[0] = (forged_local){uuid_minus(TEST_UUID_MAX, 2), 4, 3, 0, 1, 1, {{0, 3}}};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[0] = (forged_local){A, 0, 0, 0, 0, 0, {{0, 0}}};
    assert_forgery_loads(&what);
    /* The last of all may be the only local one. */
    what.session_claim = what.session_count = 1;
    what.sessions[0] = (forged_session){A, 0};
    what.cluster_claim = what.cluster_count = 1;
    what.clusters[0] = (forged_cluster){0, NUMBERS - 1};
    what.locals[0] = (forged_local){A, NUMBERS, 0, 0, 1, 1, {{NUMBERS - 1, 0}}};
    assert_forgery_loads(&what);
    what.locals[0].runs[0] = (forged_run){NUMBERS, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

/* A's five: clusters cover 1..8; the runs are 1 and 4..5. */
TEST(local_runs_must_ascend_with_gaps_and_be_generated)
{
    forgery what = honest();
    forged_local *local = &what.locals[0];
    local->runs[1] = (forged_run){2, 0};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){3, 0};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){1, 2};
    assert_forgery_loads(&what);
    /* Touching the one before. */
    local->runs[1] = (forged_run){0, 3};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* Beyond what was generated. */
    local->runs[1] = (forged_run){2, 2};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){4, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* Wrapping around. */
    local->runs[1] = (forged_run){UINT64_MAX, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){UINT64_MAX - 1, 1};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){UINT64_MAX - 2, 2};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, UINT64_MAX};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, UINT64_MAX - 3};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, UINT64_MAX - 2};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

TEST(ids_that_no_cluster_covers_must_have_been_local)
{
    forgery what = honest();
    forged_local *local = &what.locals[0];
    /* Nine and ten are behind the clusters. */
    local->generated = 10;
    local->runs[1] = (forged_run){2, 6};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){7, 1};
    assert_forgery_loads(&what);
    local->runs[1] = (forged_run){8, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, 5};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    local->runs[1] = (forged_run){2, 4};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    /* A session without clusters. */
    what = honest();
    what.locals[1].runs[0] = (forged_run){1, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].runs[0] = (forged_run){0, 0};
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
    what.locals[1].run_claim = what.locals[1].run_count = 0;
    assert_int_equal(forged_status(&what), IDA_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_must_be_those_of_what_follows),
        cmocka_unit_test(every_listed_session_has_a_cluster_and_every_cluster_a_session),
        cmocka_unit_test(the_distance_to_a_clusters_session_is_counted_from_the_next_new_one),
        cmocka_unit_test(reserved_ids_leave_at_least_one_of_the_last_cluster),
        cmocka_unit_test(more_may_be_reserved_than_a_range_can_ask_for),
        cmocka_unit_test(capacities_stay_within_the_number_space),
        cmocka_unit_test(sessions_of_a_document_must_be_valid_and_not_overlap),
        cmocka_unit_test(attached_sessions_must_be_valid_and_ascend),
        cmocka_unit_test(counters_of_an_attached_session_must_agree),
        cmocka_unit_test(generated_stays_within_the_number_spaces),
        cmocka_unit_test(local_runs_must_ascend_with_gaps_and_be_generated),
        cmocka_unit_test(ids_that_no_cluster_covers_must_have_been_local),
    };
    return RUN_TESTS(tests);
}
