/*
 * Which IDs a session hands out: final ones while a cluster has room for them, local ones
 * otherwise, one by one or many at once, and up to the ends of the number spaces.
 */
#include "support_cmocka.h"
#include "support_session.h"

TEST(ids_are_local_until_a_cluster_has_room)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 3);
    assert_generates(session, (const ida_id[]){-1, -2}, 2);
    assert_int_equal(ida_session_generated(session), 2);
    take_and_finalize(session, document);
    /* [ll...] */
    assert_generates(session, (const ida_id[]){2, 3, 4, -6, -7}, 5);
    take_and_finalize(session, document);
    /* [lleeell...] */
    assert_generates(session, (const ida_id[]){7, 8, 9, -11}, 4);
    assert_int_equal(ida_session_generated(session), 11);
    close_both(session, document);
}

TEST(eager_finals_skip_what_is_outstanding)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 1);
    ida_range first = take(session);
    generate_count(session, 3);
    finalize(document, first);
    /* [llll..] of which one is finalized */
    assert_generates(session, (const ida_id[]){4, 5, -7}, 3);
    close_both(session, document);
}

TEST(outstanding_locals_can_use_up_the_cluster)
{
    for (uint64_t outstanding = 2; outstanding <= 5; outstanding++) {
        name_case("%" PRIu64 " outstanding", outstanding);
        ida_document *document = document_new();
        ida_session *session = session_of_size(document, A, 3);
        generate_count(session, 1);
        ida_range first = take(session);
        generate_count(session, outstanding);
        finalize(document, first);
        /* The cluster covers gen counts 1 to 4. */
        uint64_t next = outstanding + 2;
        assert_int_equal(generate(session), next <= 4 ? (ida_id)next - 1 : -(ida_id)next);
        close_both(session, document);
    }
}

TEST(eager_finals_go_on_in_a_second_cluster)
{
    ida_document *document = document_new();
    ida_session *a = session_of_size(document, A, 2);
    ida_session *b = session_of_size(document, B, 2);
    generate_count(a, 1);
    take_and_finalize(a, document);
    generate_count(b, 1);
    take_and_finalize(b, document);
    /* a [l..] 0..2, b [l..] 3..5 */
    assert_generates(a, (const ida_id[]){1, 2, -4}, 3);
    take_and_finalize(a, document);
    /* a [lee] [l..] 6..8 */
    assert_generates(a, (const ida_id[]){7, 8, -7}, 3);
    assert_generates(b, (const ida_id[]){4, 5, -4}, 3);
    close_sound(a);
    close_both(b, document);
}

/* The states in which generating may find a session: every step count of a fixed life. */
enum { LIFE_STEPS = 12, LIFE_RANGES = 8 };

static void live(ida_session *session, ida_document *document, int steps)
{
    ida_range ranges[LIFE_RANGES];
    size_t taken = 0;
    size_t finalized = 0;
    const char script[LIFE_STEPS + 1] = "gtgtffgggtof";
    for (int i = 0; i < steps; i++) {
        switch (script[i]) {
        case 'g':
            generate_count(session, 2);
            break;
        case 't':
            ranges[taken++] = take(session);
            break;
        case 'f':
            finalize(document, ranges[finalized++]);
            break;
        default:
            /* Another session's cluster makes the next one of this session overflow. */
            apply(document, B, 1, 1, 1);
            break;
        }
    }
}

static size_t flatten(const ida_run *runs, size_t run_count, ida_id *ids)
{
    size_t count = 0;
    for (size_t i = 0; i < run_count; i++) {
        for (uint64_t k = 0; k < runs[i].count; k++) {
            ids[count++] =
                runs[i].first >= 0 ? runs[i].first + (ida_id)k : runs[i].first - (ida_id)k;
        }
    }
    return count;
}

static void assert_many_is_like_one_by_one(uint32_t size, int steps, uint64_t count)
{
    ida_document *documents[2] = {document_new(), document_new()};
    ida_session *sessions[2];
    for (int i = 0; i < 2; i++) {
        sessions[i] = session_of_size(documents[i], A, size);
        live(sessions[i], documents[i], steps);
    }
    ida_run runs[2] = {{TEST_CANARY, 0}, {TEST_CANARY, 0}};
    size_t run_count = 99;
    ida_id ids[64];
    assert_int_equal(ida_session_generate_many(sessions[0], count, runs, &run_count), IDA_OK);
    assert_in_range(run_count, count == 0 ? 0 : 1, count == 0 ? 0 : 2);
    for (size_t i = 0; i < run_count; i++) {
        assert_true(runs[i].count > 0);
    }
    assert_true(run_count < 2 || (runs[0].first >= 0 && runs[1].first < 0));
    assert_int_equal(flatten(runs, run_count, ids), count);
    assert_generates(sessions[1], ids, count);
    assert_true(ida_session_equal(sessions[0], sessions[1]));
    assert_saved_equal(save_session(sessions[0]), save_session(sessions[1]));
    for (int i = 0; i < 2; i++) {
        close_both(sessions[i], documents[i]);
    }
}

TEST(generate_many_gives_the_same_ids_as_one_by_one)
{
    const uint32_t sizes[] = {1, 2, 3, 5, 8, 512};
    for (size_t size = 0; size < COUNT_OF(sizes); size++) {
        for (int steps = 0; steps <= LIFE_STEPS; steps++) {
            for (uint64_t count = 0; count <= 12; count++) {
                name_case("%" PRIu64 " IDs after %d steps, size %u", count, steps, sizes[size]);
                assert_many_is_like_one_by_one(sizes[size], steps, count);
            }
        }
    }
}

TEST(generate_many_leaves_unused_runs_alone)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 3);
    ida_run runs[2] = {{TEST_CANARY, 11}, {TEST_CANARY, 12}};
    size_t run_count = 99;
    assert_int_equal(ida_session_generate_many(session, 0, runs, &run_count), IDA_OK);
    assert_int_equal(run_count, 0);
    assert_int_equal(ida_session_generated(session), 0);
    assert_int_equal(ida_session_generate_many(session, 2, runs, &run_count), IDA_OK);
    assert_int_equal(run_count, 1);
    assert_int_equal(runs[0].first, -1);
    assert_int_equal(runs[0].count, 2);
    take_and_finalize(session, document);
    assert_int_equal(ida_session_generate_many(session, 4, runs, &run_count), IDA_OK);
    assert_int_equal(run_count, 2);
    assert_int_equal(runs[0].first, 2);
    assert_int_equal(runs[0].count, 3);
    assert_int_equal(runs[1].first, -6);
    assert_int_equal(runs[1].count, 1);
    close_both(session, document);
}

TEST(a_unique_id_is_final_if_it_can_be_and_stable_otherwise)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    ida_unique_id id;
    memset(&id, 0xff, sizeof(id));
    assert_int_equal(ida_session_generate_unique(session, &id), IDA_OK);
    assert_false(id.is_final);
    assert_uuid_equal(id.stable_id, A);
    assert_own(session, 1, -1, -1);
    generate_count(session, 1);
    assert_int_equal(ida_session_generate_unique(session, &id), IDA_OK);
    assert_false(id.is_final);
    assert_uuid_equal(id.stable_id, uuid_plus(A, 2));
    take_and_finalize(session, document);
    /* [lll..] */
    for (ida_id final = 3; final <= 4; final++) {
        memset(&id, 0, sizeof(id));
        assert_int_equal(ida_session_generate_unique(session, &id), IDA_OK);
        assert_true(id.is_final);
        assert_int_equal(id.final_id, final);
        assert_own(session, (uint64_t) final + 1, final, final);
    }
    assert_int_equal(ida_session_generate_unique(session, &id), IDA_OK);
    assert_false(id.is_final);
    assert_uuid_equal(id.stable_id, uuid_plus(A, 5));
    assert_own(session, 6, -6, -6);
    ida_local_run runs[3];
    assert_int_equal(local_runs(session, runs, 3), 2);
    close_both(session, document);
}

/* ---- The ends of the number spaces ----------------------------------------------------------- */

TEST(generation_ends_at_the_top_of_the_uuids)
{
    for (uint64_t left = 1; left <= 3; left++) {
        name_case("%" PRIu64 " left", left);
        ida_document *document = document_new();
        ida_session *session = session_new(document, uuid_minus(TEST_UUID_MAX, left - 1));
        ida_run runs[2] = {{TEST_CANARY, 1}, {TEST_CANARY, 1}};
        size_t run_count = 99;
        assert_int_equal(ida_session_generate_many(session, left + 1, runs, &run_count),
                         IDA_EXHAUSTED);
        assert_int_equal(runs[0].first, TEST_CANARY);
        assert_int_equal(run_count, 99);
        assert_int_equal(ida_session_generated(session), 0);
        generate_count(session, left);
        assert_stable(session, -(ida_id)left, TEST_UUID_MAX);
        ida_id id = TEST_CANARY;
        ida_unique_id unique = {true, TEST_CANARY, {1, 2}};
        assert_int_equal(ida_session_generate(session, &id), IDA_EXHAUSTED);
        assert_int_equal(ida_session_generate_unique(session, &unique), IDA_EXHAUSTED);
        assert_int_equal(ida_session_generate_many(session, 1, runs, &run_count), IDA_EXHAUSTED);
        assert_int_equal(id, TEST_CANARY);
        assert_true(unique.is_final);
        assert_int_equal(unique.final_id, TEST_CANARY);
        assert_uuid_equal(unique.stable_id, uuid_of(1, 2));
        assert_int_equal(ida_session_generated(session), left);
        assert_nothing(session, -(ida_id)left - 1);
        close_both(session, document);
    }
}

TEST(generation_ends_at_int64_max)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    ida_run runs[2] = {{TEST_CANARY, 1}, {TEST_CANARY, 1}};
    size_t run_count = 99;
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_generate_many(session, NUMBERS + 1, runs, &run_count),
                     IDA_EXHAUSTED);
    assert_int_equal(ida_session_generate_many(session, UINT64_MAX, runs, &run_count),
                     IDA_EXHAUSTED);
    generate_count(session, 1);
    assert_int_equal(ida_session_generate_many(session, NUMBERS, runs, &run_count), IDA_EXHAUSTED);
    assert_int_equal(ida_session_generate_many(session, UINT64_MAX, runs, &run_count),
                     IDA_EXHAUSTED);
    assert_int_equal(run_count, 99);
    assert_int_equal(ida_session_generate_many(session, NUMBERS - 1, runs, &run_count), IDA_OK);
    assert_int_equal(run_count, 1);
    assert_int_equal(runs[0].first, -2);
    assert_int_equal(runs[0].count, NUMBERS - 1);
    assert_int_equal(ida_session_generate(session, &id), IDA_EXHAUSTED);
    assert_int_equal(id, TEST_CANARY);
    assert_own(session, NUMBERS, -INT64_MAX, -INT64_MAX);
    assert_nothing(session, INT64_MIN);
    assert_recompresses(session, uuid_plus(A, NUMBERS), UNKNOWN);
    assert_range_equal(take(session), range_of(A, 1, NUMBERS, 512));
    assert_int_equal(ida_session_next_range_start(session), NUMBERS + 1);
    assert_int_equal(take(session).count, 0);
    close_both(session, document);
}

/* Sessions of which the UUIDs end one before the numbers do, with them, and one behind them. */
TEST(generation_ends_where_uuids_or_numbers_do)
{
    for (uint64_t uuids = NUMBERS - 1; uuids <= NUMBERS + 1; uuids++) {
        name_case("%" PRIu64 " UUIDs", uuids);
        ida_document *document = document_new();
        ida_session *session = session_new(document, uuid_minus(TEST_UUID_MAX, uuids - 1));
        ida_run runs[2] = {{TEST_CANARY, 1}, {TEST_CANARY, 1}};
        size_t run_count = 99;
        ida_id id = TEST_CANARY;
        uint64_t all = uuids < NUMBERS ? uuids : NUMBERS;
        assert_int_equal(ida_session_generate_many(session, all + 1, runs, &run_count),
                         IDA_EXHAUSTED);
        assert_int_equal(ida_session_generate_many(session, all, runs, &run_count), IDA_OK);
        assert_int_equal(ida_session_generate(session, &id), IDA_EXHAUSTED);
        close_both(session, document);
    }
}

TEST(the_last_final_id_is_handed_out_eagerly)
{
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    ghost(document, B, NUMBERS - 3, 0);
    generate_count(session, 1);
    take_and_finalize(session, document);
    assert_generates(session, (const ida_id[]){INT64_MAX - 2, INT64_MAX - 1, -4}, 3);
    assert_own(session, 3, INT64_MAX - 1, INT64_MAX - 1);
    assert_own(session, 1, -1, INT64_MAX - 3);
    ida_range range = take(session);
    assert_int_equal(ida_document_finalize(document, &range), IDA_EXHAUSTED);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_to_op_space(session, INT64_MAX, &id), IDA_UNKNOWN_ID);
    assert_own(session, 4, -4, -4);
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_local_until_a_cluster_has_room),
        cmocka_unit_test(eager_finals_skip_what_is_outstanding),
        cmocka_unit_test(outstanding_locals_can_use_up_the_cluster),
        cmocka_unit_test(eager_finals_go_on_in_a_second_cluster),
        cmocka_unit_test(generate_many_gives_the_same_ids_as_one_by_one),
        cmocka_unit_test(generate_many_leaves_unused_runs_alone),
        cmocka_unit_test(a_unique_id_is_final_if_it_can_be_and_stable_otherwise),
        cmocka_unit_test(generation_ends_at_the_top_of_the_uuids),
        cmocka_unit_test(generation_ends_at_int64_max),
        cmocka_unit_test(generation_ends_where_uuids_or_numbers_do),
        cmocka_unit_test(the_last_final_id_is_handed_out_eagerly),
    };
    return RUN_TESTS(tests);
}
