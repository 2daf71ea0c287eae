/*
 * The session: which IDs it hands out, the ranges it takes, and what it answers about every ID.
 * Comments give a session's gen counts as l (handed out as a local ID), e (eager final) and
 * . (reserved, never generated), in brackets where a cluster covers them.
 */
#include <idalloc/idalloc.h>

#include "../src/session_internal.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_world.h"

#define A       session_named('A')
#define B       session_named('B')
#define C       session_named('C')
#define INVALID uuid_of(TEST_HIGH_MAX + 1, 0)
#define NUMBERS ((uint64_t)INT64_MAX)

/* In a table of answers: the call knows no such ID. */
#define UNKNOWN INT64_MAX

/* ---- Helpers -------------------------------------------------------------------------------- */

static ida_session *session_of_size(const ida_document *document, ida_uuid id, uint32_t size)
{
    ida_session *session = session_new(document, id);
    assert_int_equal(ida_session_set_cluster_size(session, size), IDA_OK);
    return session;
}

static void assert_generates(ida_session *session, const ida_id *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(generate(session), expected[i]);
    }
}

static void assert_range(ida_range range, ida_uuid session, uint64_t first, uint64_t count,
                         uint32_t size)
{
    assert_uuid_equal(range.session, session);
    assert_int_equal(range.first_gen_count, first);
    assert_int_equal(range.count, count);
    assert_int_equal(range.requested_cluster_size, size);
}

static void assert_answer(ida_status status, ida_id answer, ida_id expected)
{
    assert_int_equal(status, expected == UNKNOWN ? IDA_UNKNOWN_ID : IDA_OK);
    assert_int_equal(answer, expected == UNKNOWN ? TEST_CANARY : expected);
}

static void assert_op_space(ida_session *session, ida_id id, ida_id expected)
{
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_to_op_space(session, id, &answer);
    assert_answer(status, answer, expected);
}

static void assert_session_space(ida_session *session, ida_id op_id, ida_uuid origin,
                                 ida_id expected)
{
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_to_session_space(session, op_id, origin, &answer);
    assert_answer(status, answer, expected);
    answer = TEST_CANARY;
    status = ida_session_to_session_space_without_origin(session, op_id, &answer);
    if (op_id < 0) {
        assert_int_equal(status, IDA_ORIGIN_REQUIRED);
        assert_int_equal(answer, TEST_CANARY);
    } else {
        assert_answer(status, answer, expected);
    }
}

static void assert_stable(ida_session *session, ida_id id, ida_uuid expected)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_session_decompress(session, id, &uuid), IDA_OK);
    assert_uuid_equal(uuid, expected);
}

static void assert_not_stable(ida_session *session, ida_id id)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_session_decompress(session, id, &uuid), IDA_UNKNOWN_ID);
    assert_uuid_equal(uuid, uuid_of(1, 2));
}

static void assert_recompresses(ida_session *session, ida_uuid uuid, ida_id expected)
{
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_recompress(session, uuid, &answer);
    assert_answer(status, answer, expected);
    answer = TEST_CANARY;
    bool found = ida_session_try_recompress(session, uuid, &answer);
    assert_int_equal(found, expected != UNKNOWN);
    assert_int_equal(answer, expected == UNKNOWN ? TEST_CANARY : expected);
}

/* A row of the table of right answers, for an ID of own (the session asked) at a gen count. */
static void assert_own(ida_session *session, uint64_t gen, ida_id session_id, ida_id op_id)
{
    ida_uuid own = ida_session_id(session);
    ida_uuid uuid = uuid_plus(own, gen - 1);
    assert_op_space(session, session_id, op_id);
    assert_session_space(session, op_id, own, session_id);
    assert_session_space(session, op_id, op_id >= 0 ? C : own, session_id);
    assert_stable(session, session_id, uuid);
    assert_recompresses(session, uuid, session_id);
    if (op_id >= 0) {
        assert_op_space(session, op_id, op_id);
        assert_stable(session, op_id, uuid);
    }
}

/* Another session's finalized ID. */
static void assert_other(ida_session *session, ida_uuid other, uint64_t gen, ida_id final)
{
    ida_uuid uuid = uuid_plus(other, gen - 1);
    assert_op_space(session, final, final);
    assert_session_space(session, final, other, final);
    assert_session_space(session, final, ida_session_id(session), final);
    assert_session_space(session, -(ida_id)gen, other, final);
    assert_stable(session, final, uuid);
    assert_recompresses(session, uuid, final);
}

/* An ID that no call may know, asked in both spaces. */
static void assert_nothing(ida_session *session, ida_id id)
{
    assert_op_space(session, id, UNKNOWN);
    assert_session_space(session, id, ida_session_id(session), UNKNOWN);
    assert_not_stable(session, id);
}

static void assert_nothing_among(ida_session *session, ida_id first, ida_id last)
{
    for (ida_id id = first; id <= last; id++) {
        assert_nothing(session, id);
    }
}

static void assert_garbage_is_unknown(ida_session *session)
{
    assert_nothing(session, INT64_MIN);
    assert_nothing(session, INT64_MIN + 1);
    assert_nothing(session, INT64_MAX);
    assert_nothing(session, INT64_MAX - 1);
    assert_recompresses(session, session_named('Z'), UNKNOWN);
    assert_recompresses(session, uuid_of(0, 0), UNKNOWN);
    assert_recompresses(session, TEST_UUID_MAX, UNKNOWN);
    assert_recompresses(session, uuid_minus(ida_session_id(session), 1), UNKNOWN);
}

static size_t local_runs(ida_session *session, ida_local_run *runs, size_t capacity)
{
    return ida_session_local_runs(session, 1, UINT64_MAX, runs, capacity);
}

static void close_sound(ida_session *session)
{
    assert_true(ida_session_verify(session));
    ida_session_close(session);
}

/* ---- Opening -------------------------------------------------------------------------------- */

static void a_new_session_has_made_nothing(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    assert_uuid_equal(ida_session_id(session), A);
    assert_ptr_equal(ida_session_document(session), document);
    assert_int_equal(ida_session_generated(session), 0);
    assert_int_equal(ida_session_next_range_start(session), 1);
    assert_int_equal(ida_session_cluster_size(session), 512);
    assert_false(ida_session_is_stale(session));
    assert_int_equal(local_runs(session, NULL, 0), 0);
    assert_int_equal(take(session).count, 0);
    assert_nothing_among(session, -3, 3);
    assert_garbage_is_unknown(session);
    assert_recompresses(session, A, UNKNOWN);
    close_sound(session);
    ida_session_close(NULL);
    ida_document_destroy(document);
}

static void a_session_that_the_document_knows_cannot_be_opened(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 1);
    ida_session *session = NULL;
    assert_int_equal(ida_session_open(document, A, &session), IDA_SESSION_EXISTS);
    assert_int_equal(ida_session_open(document, INVALID, &session), IDA_INVALID_ARGUMENT);
    assert_null(session);
    /* An ID within another session's UUIDs is only a collision to come. */
    session = session_new(document, uuid_plus(A, 1));
    ida_session_close(session);
    session = session_new(document, TEST_UUID_MAX);
    ida_session_close(session);
    ida_document_destroy(document);
}

static void the_cluster_size_has_limits(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    assert_int_equal(ida_session_set_cluster_size(session, 0), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_session_cluster_size(session), 512);
    assert_int_equal(ida_session_set_cluster_size(session, 1), IDA_OK);
    assert_int_equal(ida_session_cluster_size(session), 1);
    assert_int_equal(ida_session_set_cluster_size(session, 1 << 20), IDA_OK);
    assert_int_equal(ida_session_cluster_size(session), 1 << 20);
    assert_int_equal(ida_session_set_cluster_size(session, (1 << 20) + 1), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_session_set_cluster_size(session, UINT32_MAX), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_session_cluster_size(session), 1 << 20);
    (void)generate(session);
    assert_range(take(session), A, 1, 1, 1 << 20);
    assert_int_equal(ida_session_set_cluster_size(session, 7), IDA_OK);
    (void)generate(session);
    assert_range(take(session), A, 2, 1, 7);
    ida_session_close(session);
    ida_document_destroy(document);
}

/* ---- Generating ----------------------------------------------------------------------------- */

static void ids_are_local_until_a_cluster_has_room(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void eager_finals_skip_what_is_outstanding(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 5);
    generate_count(session, 1);
    ida_range first = take(session);
    generate_count(session, 3);
    assert_int_equal(ida_document_finalize(document, &first), IDA_OK);
    /* [llll..] of which one is finalized */
    assert_generates(session, (const ida_id[]){4, 5, -7}, 3);
    close_sound(session);
    ida_document_destroy(document);
}

static void outstanding_locals_can_use_up_the_cluster(void **state)
{
    (void)state;
    for (uint64_t outstanding = 2; outstanding <= 5; outstanding++) {
        ida_document *document = document_new();
        ida_session *session = session_of_size(document, A, 3);
        generate_count(session, 1);
        ida_range first = take(session);
        generate_count(session, outstanding);
        assert_int_equal(ida_document_finalize(document, &first), IDA_OK);
        /* The cluster covers gen counts 1 to 4. */
        uint64_t next = outstanding + 2;
        assert_int_equal(generate(session), next <= 4 ? (ida_id)next - 1 : -(ida_id)next);
        close_sound(session);
        ida_document_destroy(document);
    }
}

static void eager_finals_go_on_in_a_second_cluster(void **state)
{
    (void)state;
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
    close_sound(b);
    ida_document_destroy(document);
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
            assert_int_equal(ida_document_finalize(document, &ranges[finalized++]), IDA_OK);
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
    saved many = save_session(sessions[0]);
    saved single = save_session(sessions[1]);
    assert_true(saved_equal(&many, &single));
    saved_free(&many);
    saved_free(&single);
    for (int i = 0; i < 2; i++) {
        close_sound(sessions[i]);
        ida_document_destroy(documents[i]);
    }
}

static void generate_many_gives_the_same_ids_as_one_by_one(void **state)
{
    (void)state;
    const uint32_t sizes[] = {1, 2, 3, 5, 8, 512};
    for (size_t size = 0; size < COUNT_OF(sizes); size++) {
        for (int steps = 0; steps <= LIFE_STEPS; steps++) {
            for (uint64_t count = 0; count <= 12; count++) {
                assert_many_is_like_one_by_one(sizes[size], steps, count);
            }
        }
    }
}

static void generate_many_leaves_unused_runs_alone(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void a_unique_id_is_final_if_it_can_be_and_stable_otherwise(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- Taking --------------------------------------------------------------------------------- */

static void take_gives_what_was_generated_since_the_last_take(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    assert_int_equal(take(session).count, 0);
    generate_count(session, 3);
    assert_range(take(session), A, 1, 3, 4);
    assert_int_equal(ida_session_next_range_start(session), 4);
    ida_range empty = take(session);
    assert_int_equal(empty.count, 0);
    assert_uuid_equal(empty.session, A);
    assert_int_equal(ida_range_validate(&empty), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 4);
    generate_count(session, 1);
    assert_int_equal(ida_session_next_range_start(session), 4);
    assert_range(take(session), A, 4, 1, 4);
    assert_int_equal(ida_session_next_range_start(session), 5);
    close_sound(session);
    ida_document_destroy(document);
}

static void retake_gives_everything_that_is_not_finalized(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    ida_range range = range_of(B, 9, 9, 9);
    assert_int_equal(ida_session_retake(session, &range), IDA_OK);
    assert_int_equal(range.count, 0);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 3);
    ida_range lost = take(session);
    generate_count(session, 1);
    assert_int_equal(ida_session_retake(session, &range), IDA_OK);
    assert_range(range, A, 1, 6, 4);
    assert_int_equal(ida_session_next_range_start(session), 7);
    assert_int_equal(take(session).count, 0);
    assert_int_equal(ida_document_finalize(document, &first), IDA_OK);
    assert_int_equal(ida_session_retake(session, &range), IDA_OK);
    assert_range(range, A, 3, 4, 4);
    assert_int_equal(ida_session_next_range_start(session), 7);
    assert_int_equal(ida_document_finalize(document, &range), IDA_OK);
    assert_int_equal(ida_document_finalize(document, &lost), IDA_OUT_OF_ORDER);
    assert_int_equal(ida_session_retake(session, &range), IDA_OK);
    assert_int_equal(range.count, 0);
    close_sound(session);
    ida_document_destroy(document);
}

static void reset_moves_the_next_range_back_to_the_first_unfinalized_id(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 1);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 3);
    (void)take(session);
    assert_int_equal(ida_document_finalize(document, &first), IDA_OK);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 3);
    generate_count(session, 1);
    assert_range(take(session), A, 3, 4, 4);
    assert_int_equal(ida_session_next_range_start(session), 7);
    close_sound(session);
    ida_document_destroy(document);
}

static void take_leaves_out_what_was_finalized_meanwhile(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, 3);
    ida_range first = take(session);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_document_finalize(document, &first), IDA_OK);
    assert_int_equal(take(session).count, 0);
    generate_count(session, 2);
    assert_range(take(session), A, 4, 2, 4);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_int_equal(ida_session_next_range_start(session), 4);
    apply(document, A, 4, 1, 4);
    generate_count(session, 1);
    assert_range(take(session), A, 5, 2, 4);
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- Answers -------------------------------------------------------------------------------- */

static void the_table_for_a_session_before_its_first_cluster(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 3);
    generate_count(session, 3);
    (void)take(session);
    generate_count(session, 1);
    for (uint64_t gen = 1; gen <= 4; gen++) {
        assert_own(session, gen, -(ida_id)gen, -(ida_id)gen);
    }
    assert_nothing_among(session, -9, -5);
    assert_nothing_among(session, 0, 9);
    assert_recompresses(session, uuid_plus(A, 4), UNKNOWN);
    assert_garbage_is_unknown(session);
    close_sound(session);
    ida_document_destroy(document);
}

static void the_table_for_finalized_reserved_and_eager_ids(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 6);
    generate_count(session, 2);
    ida_range first = take(session);
    generate_count(session, 2);
    assert_int_equal(ida_document_finalize(document, &first), IDA_OK);
    generate_count(session, 2);
    /* [llllee..] 0..7, finalized up to 2 */
    for (uint64_t gen = 1; gen <= 4; gen++) {
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
    close_sound(session);
    ida_document_destroy(document);
}

static void the_table_for_locals_behind_a_full_cluster(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void the_table_for_other_sessions(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    apply(document, B, 1, 2, 2);
    generate_count(session, 1);
    take_and_finalize(session, document);
    apply(document, B, 3, 3, 2);
    /* B 0..3 (all four), A 4..6, B 7..9 (one) */
    for (uint64_t gen = 1; gen <= 4; gen++) {
        assert_other(session, B, gen, (ida_id)gen - 1);
    }
    assert_other(session, B, 5, 7);
    assert_own(session, 1, -1, 4);
    assert_nothing_among(session, 8, 12);
    for (ida_id gen = 6; gen <= 9; gen++) {
        assert_session_space(session, -gen, B, UNKNOWN);
        assert_recompresses(session, uuid_plus(B, (uint64_t)gen - 1), UNKNOWN);
    }
    assert_session_space(session, INT64_MIN, B, UNKNOWN);
    assert_session_space(session, INT64_MIN + 1, B, UNKNOWN);
    assert_recompresses(session, uuid_minus(B, 1), UNKNOWN);
    close_sound(session);
    ida_document_destroy(document);
}

static void another_sessions_first_reserved_id_is_unknown(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    apply(document, B, 1, 1, 1);
    assert_other(session, B, 1, 0);
    assert_nothing(session, 1);
    assert_session_space(session, 1, B, UNKNOWN);
    assert_session_space(session, -2, B, UNKNOWN);
    assert_recompresses(session, uuid_plus(B, 1), UNKNOWN);
    close_sound(session);
    ida_document_destroy(document);
}

static void a_local_id_of_a_session_without_finalized_ids_is_an_unknown_session(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void invalid_uuids_are_invalid_arguments(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_count(session, 1);
    take_and_finalize(session, document);
    ida_id id = TEST_CANARY;
    const ida_id op_ids[] = {0, 1, -1, -2, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(op_ids); i++) {
        assert_int_equal(ida_session_to_session_space(session, op_ids[i], INVALID, &id),
                         IDA_INVALID_ARGUMENT);
    }
    assert_int_equal(ida_session_recompress(session, INVALID, &id), IDA_INVALID_ARGUMENT);
    assert_false(ida_session_try_recompress(session, INVALID, &id));
    assert_int_equal(id, TEST_CANARY);
    close_sound(session);
    ida_document_destroy(document);
}

static void uuids_that_are_close_to_the_session_in_the_lower_half_only_are_foreign(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_count(session, 5);
    assert_recompresses(session, uuid_of(A.high + 1, A.low + 2), UNKNOWN);
    assert_recompresses(session, uuid_of(A.high - 1, A.low + 2), UNKNOWN);
    assert_recompresses(session, uuid_of(A.high, A.low + 2), -3);
    close_sound(session);
    ida_document_destroy(document);
}

static void ids_across_the_halves_of_the_uuid_are_found(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void an_unfinalized_local_keeps_its_uuid_when_the_document_gives_it_away(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void uuids_behind_the_own_ones_may_be_another_sessions(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void many_own_clusters_and_runs_keep_their_ids_apart(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- Local runs ----------------------------------------------------------------------------- */

static void assert_runs(ida_session *session, uint64_t first, uint64_t last,
                        const ida_local_run *expected, size_t count)
{
    ida_local_run runs[8];
    for (size_t capacity = 0; capacity <= 6; capacity++) {
        for (size_t i = 0; i < 8; i++) {
            runs[i] = (ida_local_run){777, 888};
        }
        size_t found = ida_session_local_runs(session, first, last, runs, capacity);
        assert_int_equal(found, count);
        for (size_t i = 0; i < 8; i++) {
            bool written = i < count && i < capacity;
            assert_int_equal(runs[i].first_gen_count, written ? expected[i].first_gen_count : 777);
            assert_int_equal(runs[i].count, written ? expected[i].count : 888);
        }
    }
    assert_int_equal(ida_session_local_runs(session, first, last, NULL, 0), count);
}

/* [llleeelll...] and one more e: the runs 1..3 and 7..9. */
static void local_runs_are_merged_and_cut(void **state)
{
    (void)state;
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
    close_sound(session);
    ida_document_destroy(document);
}

static void local_runs_of_an_empty_interval_are_none(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    generate_count(session, 5);
    assert_runs(session, 0, 0, NULL, 0);
    assert_runs(session, 3, 2, NULL, 0);
    assert_runs(session, 5, 1, NULL, 0);
    assert_runs(session, UINT64_MAX, 0, NULL, 0);
    assert_runs(session, 5, 5, (const ida_local_run[]){{5, 1}}, 1);
    assert_runs(session, 6, 6, NULL, 0);
    close_sound(session);
    ida_document_destroy(document);
}

static void many_local_runs_are_found_from_anywhere(void **state)
{
    (void)state;
    enum { RUNS = 100 };
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 1);
    for (int i = 0; i < RUNS; i++) {
        /* One eager final (but for the first) and two locals. */
        generate_count(session, i == 0 ? 2 : 3);
        take_and_finalize(session, document);
    }
    for (uint64_t first = 1; first <= RUNS * 3; first++) {
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
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- The ends of the number spaces ---------------------------------------------------------- */

static void generation_ends_at_the_top_of_the_uuids(void **state)
{
    (void)state;
    for (uint64_t left = 1; left <= 3; left++) {
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
        close_sound(session);
        ida_document_destroy(document);
    }
}

static void generation_ends_at_int64_max(void **state)
{
    (void)state;
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
    assert_range(take(session), A, 1, NUMBERS, 512);
    assert_int_equal(ida_session_next_range_start(session), NUMBERS + 1);
    assert_int_equal(take(session).count, 0);
    close_sound(session);
    ida_document_destroy(document);
}

/* Sessions of which the UUIDs end one before the numbers do, with them, and one behind them. */
static void generation_ends_where_uuids_or_numbers_do(void **state)
{
    (void)state;
    for (uint64_t uuids = NUMBERS - 1; uuids <= NUMBERS + 1; uuids++) {
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
        close_sound(session);
        ida_document_destroy(document);
    }
}

static void the_last_final_id_is_handed_out_eagerly(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_ghost(document, B, NUMBERS - 3, &first), IDA_OK);
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
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- Stale and forked sessions -------------------------------------------------------------- */

static void assert_refuses_for_good(ida_session *session)
{
    ida_id id = TEST_CANARY;
    ida_run runs[2] = {{TEST_CANARY, 1}, {TEST_CANARY, 1}};
    size_t run_count = 99;
    ida_unique_id unique = {true, TEST_CANARY, {1, 2}};
    ida_range range = range_of(B, 9, 9, 9);
    uint64_t generated = ida_session_generated(session);
    uint64_t next = ida_session_next_range_start(session);
    assert_true(ida_session_is_stale(session));
    assert_int_equal(ida_session_generate(session, &id), IDA_STALE_SESSION);
    assert_int_equal(ida_session_generate_many(session, 1, runs, &run_count), IDA_STALE_SESSION);
    assert_int_equal(ida_session_generate_many(session, UINT64_MAX, runs, &run_count),
                     IDA_STALE_SESSION);
    assert_int_equal(ida_session_generate_unique(session, &unique), IDA_STALE_SESSION);
    assert_int_equal(ida_session_take(session, &range), IDA_STALE_SESSION);
    assert_int_equal(ida_session_retake(session, &range), IDA_STALE_SESSION);
    assert_int_equal(ida_session_reset(session), IDA_STALE_SESSION);
    assert_int_equal(id, TEST_CANARY);
    assert_int_equal(runs[0].first, TEST_CANARY);
    assert_int_equal(runs[1].first, TEST_CANARY);
    assert_int_equal(run_count, 99);
    assert_int_equal(unique.final_id, TEST_CANARY);
    assert_range(range, B, 9, 9, 9);
    assert_int_equal(ida_session_generated(session), generated);
    assert_int_equal(ida_session_next_range_start(session), next);
    assert_true(ida_session_is_stale(session));
}

static void a_session_is_stale_once_more_is_finalized_than_it_made(void **state)
{
    (void)state;
    for (uint64_t made = 0; made <= 4; made++) {
        ida_document *document = document_new();
        ida_session *lost = session_of_size(document, A, 2);
        ida_session *live_one = session_of_size(document, A, 2);
        generate_count(lost, made);
        generate_count(live_one, 3);
        take_and_finalize(live_one, document);
        if (made < 3) {
            assert_refuses_for_good(lost);
        } else {
            assert_false(ida_session_is_stale(lost));
            (void)generate(lost);
        }
        assert_false(ida_session_is_stale(live_one));
        close_sound(lost);
        close_sound(live_one);
        ida_document_destroy(document);
    }
}

static void a_session_notices_staleness_in_its_second_cluster_too(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 1);
    take_and_finalize(session, document);
    apply(document, B, 1, 1, 1);
    generate_count(session, 1);
    assert_false(ida_session_is_stale(session));
    apply(document, A, 2, 1, 2);
    assert_false(ida_session_is_stale(session));
    apply(document, A, 3, 1, 2);
    assert_refuses_for_good(session);
    apply(document, A, 4, 5, 2);
    assert_refuses_for_good(session);
    close_sound(session);
    ida_document_destroy(document);
}

static void a_stale_session_still_answers_and_takes_the_lost_ids_for_another_sessions(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, 2);
    apply(document, A, 1, 3, 2);
    assert_refuses_for_good(session);
    /* Finalized up to 3, of which it made 2; reserved up to 5. */
    assert_own(session, 1, -1, 0);
    assert_own(session, 2, -2, 1);
    assert_other(session, A, 3, 2);
    assert_nothing(session, -4);
    assert_nothing_among(session, 3, 9);
    assert_op_space(session, -3, UNKNOWN);
    assert_not_stable(session, -3);
    assert_recompresses(session, uuid_plus(A, 3), UNKNOWN);
    assert_recompresses(session, uuid_plus(A, 4), UNKNOWN);
    assert_int_equal(ida_session_set_cluster_size(session, 7), IDA_OK);
    close_sound(session);
    ida_document_destroy(document);
}

static void of_two_forks_only_one_is_finalized(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *first = session_of_size(document, A, 2);
    generate_count(first, 1);
    take_and_finalize(first, document);
    saved snapshot = save_session(first);
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot loaded;
    assert_int_equal(ida_snapshot_load(&allocator, snapshot.bytes, snapshot.size, &loaded), IDA_OK);
    ida_session *fork = loaded.sessions[0];
    /* Nobody can know yet that both hand out the same IDs. */
    assert_generates(first, (const ida_id[]){1, 2}, 2);
    assert_generates(fork, (const ida_id[]){1, 2}, 2);
    ida_range ranges[2] = {take(first), take(fork)};
    assert_int_equal(ida_document_finalize(document, &ranges[0]), IDA_OK);
    assert_int_equal(ida_document_finalize(loaded.document, &ranges[0]), IDA_OK);
    assert_refused(document, ranges[1], IDA_OUT_OF_ORDER);
    assert_refused(loaded.document, ranges[1], IDA_OUT_OF_ORDER);
    /* As many as it made: it is not found out until the other goes on. */
    assert_false(ida_session_is_stale(fork));
    generate_count(first, 1);
    ida_range more = take(first);
    assert_int_equal(ida_document_finalize(loaded.document, &more), IDA_OK);
    assert_refuses_for_good(fork);
    saved_free(&snapshot);
    ida_snapshot_close(&allocator, &loaded);
    close_sound(first);
    ida_document_destroy(document);
}

static void a_forged_range_fences_its_session_and_no_other(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *victim = session_of_size(document, A, 2);
    ida_session *other = session_of_size(document, B, 2);
    generate_count(other, 1);
    take_and_finalize(other, document);
    apply(document, A, 1, 10, 5);
    assert_refuses_for_good(victim);
    assert_false(ida_session_is_stale(other));
    assert_generates(other, (const ida_id[]){1, 2, -4}, 3);
    close_sound(victim);
    close_sound(other);
    ida_document_destroy(document);
}

static void a_ghost_with_the_sessions_id_makes_it_stale(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_ghost(document, A, 1, &first), IDA_OK);
    assert_refuses_for_good(session);
    close_sound(session);
    ida_document_destroy(document);
}

static void stale_comes_before_exhausted(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, TEST_UUID_MAX);
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_ghost(document, TEST_UUID_MAX, 1, &first), IDA_OK);
    assert_refuses_for_good(session);
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- Sharing a document --------------------------------------------------------------------- */

static void sessions_of_one_document_share_it_and_do_not_change_it(void **state)
{
    (void)state;
    enum { SESSIONS = 100, ROUNDS = 12 };
    ida_document *document = document_new();
    ida_session *sessions[SESSIONS];
    for (uint64_t i = 0; i < SESSIONS; i++) {
        sessions[i] = session_of_size(document, uuid_of(3, i * 7 % SESSIONS << 20), 3);
    }
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        for (uint64_t i = 0; i < SESSIONS; i++) {
            saved before = save_document(document);
            (void)generate(sessions[i]);
            ida_range range = take(sessions[i]);
            saved after = save_document(document);
            assert_true(saved_equal(&before, &after));
            saved_free(&before);
            saved_free(&after);
            assert_range(range, ida_session_id(sessions[i]), round, 1, 3);
            assert_int_equal(ida_document_finalize(document, &range), IDA_OK);
        }
    }
    for (size_t i = 0; i < SESSIONS; i++) {
        /* [leee][leee][leee] */
        for (uint64_t gen = 1; gen <= ROUNDS; gen++) {
            ida_id final = (ida_id)((gen - 1) / 4 * (SESSIONS * 4) + i * 4 + (gen - 1) % 4);
            assert_own(sessions[i], gen, gen % 4 == 1 ? -(ida_id)gen : final, final);
            size_t other = (i + 1) % SESSIONS;
            ida_id others = (ida_id)((gen - 1) / 4 * (SESSIONS * 4) + other * 4 + (gen - 1) % 4);
            assert_other(sessions[i], ida_session_id(sessions[other]), gen, others);
        }
    }
    for (size_t i = 0; i < SESSIONS; i++) {
        close_sound(sessions[i]);
    }
    ida_document_destroy(document);
}

static void a_session_finds_itself_among_members_that_come_later(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 2);
    generate_count(session, 1);
    ida_range range = take(session);
    /* The session looks for itself in vain before and after others arrive. */
    assert_own(session, 1, -1, -1);
    apply(document, B, 1, 1, 1);
    assert_own(session, 1, -1, -1);
    apply(document, C, 1, 1, 1);
    assert_own(session, 1, -1, -1);
    assert_int_equal(ida_document_finalize(document, &range), IDA_OK);
    assert_own(session, 1, -1, 4);
    assert_generates(session, (const ida_id[]){5, 6, -4}, 3);
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- Equality, memory, verification --------------------------------------------------------- */

static void sessions_are_equal_when_id_counters_settings_and_runs_are(void **state)
{
    (void)state;
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
    ida_session_close(a);
    ida_session_close(b);
    ida_session_close(other);
    ida_session_close(higher);
    ida_document_destroy(documents[0]);
    ida_document_destroy(documents[1]);
}

/* Two runs each, of other lengths or at other places. */
static ida_session *session_with_runs(ida_document *document, uint64_t first, uint64_t second)
{
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, first);
    take_and_finalize(session, document);
    generate_count(session, 4 + second);
    return session;
}

static void sessions_with_other_runs_are_unequal(void **state)
{
    (void)state;
    const uint64_t shapes[][2] = {{2, 3}, {2, 4}, {3, 2}, {1, 4}};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            ida_document *documents[2] = {document_new(), document_new()};
            ida_session *a = session_with_runs(documents[0], shapes[i][0], shapes[i][1]);
            ida_session *b = session_with_runs(documents[1], shapes[j][0], shapes[j][1]);
            (void)take(a);
            (void)take(b);
            assert_int_equal(ida_session_equal(a, b), i == j);
            close_sound(a);
            close_sound(b);
            ida_document_destroy(documents[0]);
            ida_document_destroy(documents[1]);
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

static void sessions_that_differ_in_their_last_run_only_are_unequal(void **state)
{
    (void)state;
    /* In a cluster of 7 there is no second run. */
    for (uint32_t size_a = 2; size_a <= 7; size_a++) {
        for (uint32_t size_b = 2; size_b <= 7; size_b++) {
            ida_document *documents[2] = {document_new(), document_new()};
            ida_session *a = session_with_second_run_behind(documents[0], size_a);
            ida_session *b = session_with_second_run_behind(documents[1], size_b);
            assert_int_equal(ida_session_equal(a, b), size_a == size_b);
            close_sound(a);
            close_sound(b);
            ida_document_destroy(documents[0]);
            ida_document_destroy(documents[1]);
        }
    }
}

static void sessions_that_differ_in_one_number_are_unequal(void **state)
{
    (void)state;
    ida_document *documents[2] = {document_new(), document_new()};
    ida_session *a = session_with_runs(documents[0], 2, 3);
    ida_session *b = session_with_runs(documents[1], 2, 3);
    uint64_t *const numbers[] = {
        &b->id.high,       &b->id.low,
        &b->generated,     &b->next_start,
        &b->runs[0].count, &b->runs[0].first_gen_count,
        &b->runs[1].count, &b->runs[1].first_gen_count,
    };
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        ++*numbers[i];
        assert_false(ida_session_equal(a, b));
        assert_false(ida_session_equal(b, a));
        --*numbers[i];
        assert_true(ida_session_equal(a, b));
    }
    b->cluster_size++;
    assert_false(ida_session_equal(a, b));
    b->cluster_size--;
    close_sound(a);
    close_sound(b);
    ida_document_destroy(documents[0]);
    ida_document_destroy(documents[1]);
}

/* All of them are accounted for as local IDs, but there is no UUID for the last one. */
static void verify_finds_more_ids_than_uuids(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_new(document, uuid_minus(TEST_UUID_MAX, 9));
    generate_count(session, 10);
    assert_true(ida_session_verify(session));
    session->generated = session->runs[0].count = 11;
    assert_false(ida_session_verify(session));
    session->generated = session->runs[0].count = 10;
    close_sound(session);
    ida_document_destroy(document);
}

/* What stands in the room behind the runs would explain it, but is no run. */
static void verify_finds_an_id_that_no_run_tells_of(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_with_runs(document, 2, 0);
    /* [lleeee] */
    assert_int_equal(session->run_count, 1);
    assert_true(session->run_capacity > 1);
    session->runs[1] = (ida_local_run){7, 1};
    assert_true(ida_session_verify(session));
    session->generated = 7;
    assert_false(ida_session_verify(session));
    session->generated = 6;
    close_sound(session);
    ida_document_destroy(document);
}

static void session_memory_is_what_the_allocator_gave(void **state)
{
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    ida_session *session = session_of_size(document, A, 1);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(ida_session_memory(session) + ida_document_memory(document),
                         memory.live_bytes);
        generate_count(session, 3);
        take_and_finalize(session, document);
    }
    close_sound(session);
    assert_int_equal(ida_document_memory(document), memory.live_bytes);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

static void merging_local_runs_takes_no_memory(void **state)
{
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    ida_session *session = session_new(document, A);
    generate_count(session, 1);
    size_t requests = memory.requests;
    generate_count(session, 10000);
    assert_int_equal(memory.requests, requests);
    ida_local_run run = {0, 0};
    assert_int_equal(local_runs(session, &run, 1), 1);
    assert_int_equal(run.count, 10001);
    close_sound(session);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

static void assert_damage_is_found(const ida_session *session, uint64_t *number, uint64_t wrong)
{
    uint64_t before = *number;
    *number = wrong;
    assert_false(ida_session_verify(session));
    *number = before;
    assert_true(ida_session_verify(session));
}

static void verify_finds_damaged_sessions(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_with_runs(document, 2, 3);
    /* [lleeee]lll: the runs 1..2 and 7..9. */
    assert_true(ida_session_verify(session));
    assert_damage_is_found(session, &session->generated, 8);
    /* Nothing says in which form the tenth was handed out. */
    assert_damage_is_found(session, &session->generated, 10);
    assert_damage_is_found(session, &session->generated, session->gen_limit + 1);
    assert_damage_is_found(session, &session->next_start, 0);
    assert_damage_is_found(session, &session->next_start, 11);
    assert_damage_is_found(session, &session->gen_limit, session->gen_limit - 1);
    assert_damage_is_found(session, &session->gen_limit, session->gen_limit + 1);
    assert_damage_is_found(session, &session->runs[0].first_gen_count, 0);
    assert_damage_is_found(session, &session->runs[0].count, 0);
    assert_damage_is_found(session, &session->runs[0].count, 6);
    assert_damage_is_found(session, &session->runs[0].count, 7);
    assert_damage_is_found(session, &session->runs[1].first_gen_count, 3);
    assert_damage_is_found(session, &session->runs[1].first_gen_count, 8);
    assert_damage_is_found(session, &session->runs[1].count, 4);
    assert_damage_is_found(session, &session->runs[1].count, 0);
    assert_damage_is_found(session, &session->runs[1].count, UINT64_MAX);
    assert_damage_is_found(session, &session->id.high, TEST_HIGH_MAX + 1);
    uint32_t size = session->cluster_size;
    session->cluster_size = 0;
    assert_false(ida_session_verify(session));
    session->cluster_size = IDA_CLUSTER_SIZE_MAX + 1;
    assert_false(ida_session_verify(session));
    session->cluster_size = size;
    size_t capacity = session->run_capacity;
    session->run_capacity = 2;
    assert_true(ida_session_verify(session));
    session->run_capacity = 1;
    assert_false(ida_session_verify(session));
    session->run_capacity = capacity;
    close_sound(session);
    ida_document_destroy(document);
}

/* As above, but a cluster covers everything, so that nothing else finds the runs wrong. */
static void verify_finds_damaged_runs_that_a_cluster_covers(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session *session = session_of_size(document, A, 4);
    generate_count(session, 2);
    take_and_finalize(session, document);
    generate_count(session, 6);
    take_and_finalize(session, document);
    /* [lleeeell....] */
    assert_runs(session, 1, UINT64_MAX, (const ida_local_run[]){{1, 2}, {7, 2}}, 2);
    assert_true(ida_session_verify(session));
    assert_damage_is_found(session, &session->runs[1].count, 3);
    assert_damage_is_found(session, &session->runs[1].count, UINT64_MAX);
    assert_damage_is_found(session, &session->runs[1].count, 0);
    assert_damage_is_found(session, &session->runs[1].first_gen_count, 8);
    assert_damage_is_found(session, &session->runs[1].first_gen_count, 9);
    assert_damage_is_found(session, &session->runs[1].first_gen_count, UINT64_MAX);
    assert_damage_is_found(session, &session->runs[1].first_gen_count, 3);
    assert_damage_is_found(session, &session->runs[0].count, 6);
    assert_damage_is_found(session, &session->runs[0].first_gen_count, 0);
    assert_damage_is_found(session, &session->generated, 7);
    assert_damage_is_found(session, &session->next_start, 10);
    uint32_t member = session->member;
    session->member = member + 1;
    assert_false(ida_session_verify(session));
    session->member = member;
    close_sound(session);
    ida_document_destroy(document);
}

/* ---- What loaders use ----------------------------------------------------------------------- */

static ida_status restore(const ida_document *document, ida_session_state state)
{
    ida_session *session = NULL;
    ida_status status = ida_session_restore(document, &state, &session);
    assert_int_equal(status == IDA_OK, session != NULL);
    ida_session_close(session);
    return status;
}

static void restore_checks_counters_against_their_limits(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_uuid top = uuid_minus(TEST_UUID_MAX, 9);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 1, 1}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 7, 1, 1}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 1, 1, 1}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 0, 1, 1}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 0, 1}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 1 << 20, 1}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, (1 << 20) + 1, 1}),
                     IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, NUMBERS, 1, 1, 1}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){A, NUMBERS + 1, 1, 1, 1}),
                     IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){A, UINT64_MAX, 0, 1, 1}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){top, 10, 11, 1, 1}), IDA_OK);
    assert_int_equal(restore(document, (ida_session_state){top, 11, 11, 1, 1}), IDA_MALFORMED);
    assert_int_equal(restore(document, (ida_session_state){INVALID, 0, 1, 1, 0}), IDA_MALFORMED);
    /* Of so many runs the bytes are more than a size_t counts, by one run. */
    size_t runs = SIZE_MAX / sizeof(ida_local_run) + 2;
    assert_int_equal(restore(document, (ida_session_state){A, 5, 6, 1, runs}), IDA_NO_MEMORY);
    ida_document_destroy(document);
}

static void restored_runs_must_ascend_with_gaps(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_session_state what = {A, 20, 1, 1, 3};
    ida_session *session = NULL;
    assert_int_equal(ida_session_restore(document, &what, &session), IDA_OK);
    assert_int_equal(ida_session_restore_run(session, 0, 1), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 1, 0), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 1, 21), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 2, UINT64_MAX), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 21, 1), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 3, 5), IDA_OK);
    assert_int_equal(ida_session_restore_run(session, 1, 1), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 7, 2), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 8, 2), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 9, 13), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, UINT64_MAX, 3), IDA_MALFORMED);
    assert_int_equal(ida_session_restore_run(session, 9, 12), IDA_OK);
    assert_int_equal(ida_session_restore_run(session, 22, 1), IDA_MALFORMED);
    assert_runs(session, 1, UINT64_MAX, (const ida_local_run[]){{3, 5}, {9, 12}}, 2);
    ida_session_close(session);
    ida_document_destroy(document);
}

/* Whether a session that made 6 IDs may have had these locals, when a cluster covers 1 to 4. */
static ida_status check_runs(const ida_local_run *runs, size_t count)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 2);
    ida_session_state what = {A, 6, 1, 1, count};
    ida_session *session = NULL;
    assert_int_equal(ida_session_restore(document, &what, &session), IDA_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ida_session_restore_run(session, runs[i].first_gen_count, runs[i].count),
                         IDA_OK);
    }
    ida_status status = ida_session_restore_check(session);
    ida_session_close(session);
    ida_document_destroy(document);
    return status;
}

static void restored_ids_without_a_final_id_must_be_local(void **state)
{
    (void)state;
    assert_int_equal(check_runs((const ida_local_run[]){{1, 6}}, 1), IDA_OK);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {5, 2}}, 2), IDA_OK);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {4, 3}}, 2), IDA_OK);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {6, 1}}, 2), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}, {5, 1}}, 2), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 4}, {6, 1}}, 2), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 5}}, 1), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 4}}, 1), IDA_MALFORMED);
    assert_int_equal(check_runs((const ida_local_run[]){{1, 2}}, 1), IDA_MALFORMED);
    assert_int_equal(check_runs(NULL, 0), IDA_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_session_has_made_nothing),
        cmocka_unit_test(a_session_that_the_document_knows_cannot_be_opened),
        cmocka_unit_test(the_cluster_size_has_limits),
        cmocka_unit_test(ids_are_local_until_a_cluster_has_room),
        cmocka_unit_test(eager_finals_skip_what_is_outstanding),
        cmocka_unit_test(outstanding_locals_can_use_up_the_cluster),
        cmocka_unit_test(eager_finals_go_on_in_a_second_cluster),
        cmocka_unit_test(generate_many_gives_the_same_ids_as_one_by_one),
        cmocka_unit_test(generate_many_leaves_unused_runs_alone),
        cmocka_unit_test(a_unique_id_is_final_if_it_can_be_and_stable_otherwise),
        cmocka_unit_test(take_gives_what_was_generated_since_the_last_take),
        cmocka_unit_test(retake_gives_everything_that_is_not_finalized),
        cmocka_unit_test(reset_moves_the_next_range_back_to_the_first_unfinalized_id),
        cmocka_unit_test(take_leaves_out_what_was_finalized_meanwhile),
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
        cmocka_unit_test(local_runs_are_merged_and_cut),
        cmocka_unit_test(local_runs_of_an_empty_interval_are_none),
        cmocka_unit_test(many_local_runs_are_found_from_anywhere),
        cmocka_unit_test(generation_ends_at_the_top_of_the_uuids),
        cmocka_unit_test(generation_ends_at_int64_max),
        cmocka_unit_test(generation_ends_where_uuids_or_numbers_do),
        cmocka_unit_test(the_last_final_id_is_handed_out_eagerly),
        cmocka_unit_test(a_session_is_stale_once_more_is_finalized_than_it_made),
        cmocka_unit_test(a_session_notices_staleness_in_its_second_cluster_too),
        cmocka_unit_test(a_stale_session_still_answers_and_takes_the_lost_ids_for_another_sessions),
        cmocka_unit_test(of_two_forks_only_one_is_finalized),
        cmocka_unit_test(a_forged_range_fences_its_session_and_no_other),
        cmocka_unit_test(a_ghost_with_the_sessions_id_makes_it_stale),
        cmocka_unit_test(stale_comes_before_exhausted),
        cmocka_unit_test(sessions_of_one_document_share_it_and_do_not_change_it),
        cmocka_unit_test(a_session_finds_itself_among_members_that_come_later),
        cmocka_unit_test(sessions_are_equal_when_id_counters_settings_and_runs_are),
        cmocka_unit_test(sessions_with_other_runs_are_unequal),
        cmocka_unit_test(sessions_that_differ_in_their_last_run_only_are_unequal),
        cmocka_unit_test(sessions_that_differ_in_one_number_are_unequal),
        cmocka_unit_test(verify_finds_more_ids_than_uuids),
        cmocka_unit_test(verify_finds_an_id_that_no_run_tells_of),
        cmocka_unit_test(session_memory_is_what_the_allocator_gave),
        cmocka_unit_test(merging_local_runs_takes_no_memory),
        cmocka_unit_test(verify_finds_damaged_sessions),
        cmocka_unit_test(verify_finds_damaged_runs_that_a_cluster_covers),
        cmocka_unit_test(restore_checks_counters_against_their_limits),
        cmocka_unit_test(restored_runs_must_ascend_with_gaps),
        cmocka_unit_test(restored_ids_without_a_final_id_must_be_local),
    };
    return RUN_TESTS(tests);
}
