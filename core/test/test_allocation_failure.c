/*
 * Each call of the public interface that takes memory, with each of its requests refused in turn:
 * the call answers IDA_NO_MEMORY, nothing that can be seen has changed, nothing leaks, and the same
 * call then succeeds.
 */
#include <idalloc/idalloc.h>

#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_world.h"

/* ---- Documents ------------------------------------------------------------------------------ */

TEST(creating_a_document)
{
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_document *document = NULL;
    test_allocator_fail_nth(&memory, 1);
    assert_int_equal(ida_document_create(&allocator, &document), IDA_NO_MEMORY);
    assert_null(document);
    test_allocator_assert_clean(&memory);
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

/* A step of a log: a range, or a ghost where the requested size is 0. */
typedef ida_range step;

static ida_status do_step(ida_document *document, const step *what, ida_id *first)
{
    if (what->requested_cluster_size == 0) {
        return ida_document_ghost(document, what->session, what->count, first);
    }
    return ida_document_finalize(document, what);
}

/* Tries the last step of a log on a fresh document; false once no request is left to refuse. */
static bool step_survives(const step *steps, size_t count, size_t nth)
{
    name_case("step %zu, request %zu", count, nth);
    test_allocator memory;
    ida_document *document = document_in(&memory);
    ida_id first = TEST_CANARY;
    for (size_t i = 0; i + 1 < count; i++) {
        assert_int_equal(do_step(document, &steps[i], &first), IDA_OK);
    }
    saved before = save_document(document);
    first = TEST_CANARY;
    test_allocator_fail_nth(&memory, nth);
    ida_status status = do_step(document, &steps[count - 1], &first);
    bool failed = memory.failed;
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(status, failed ? IDA_NO_MEMORY : IDA_OK);
    if (failed) {
        assert_saved_equal(before, save_document(document));
        assert_int_equal(first, TEST_CANARY);
        assert_true(ida_document_verify(document));
        assert_int_equal(ida_document_memory(document), memory.live_bytes);
        assert_int_equal(do_step(document, &steps[count - 1], &first), IDA_OK);
    } else {
        saved_free(&before);
    }
    assert_true(ida_document_verify(document));
    assert_int_equal(ida_document_memory(document), memory.live_bytes);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
    return failed;
}

/* Every step of the log, with every one of its requests refused; how many that were. */
static size_t log_survives(const step *steps, size_t count)
{
    size_t failures = 0;
    for (size_t length = 1; length <= count; length++) {
        for (size_t nth = 1; step_survives(steps, length, nth); nth++) {
            failures++;
        }
    }
    return failures;
}

TEST(first_ranges_of_sessions)
{
    enum { STEPS = 80 };
    step steps[STEPS];
    for (uint64_t i = 0; i < STEPS; i++) {
        steps[i] = range_of(uuid_of(i * 7 % STEPS, 0), 1, 1 + i % 3, 2);
    }
    assert_true(log_survives(steps, STEPS) >= 8);
    assert_true(step_survives(steps, 1, 1));
}

TEST(overflows_into_new_clusters)
{
    enum { STEPS = 80 };
    step steps[STEPS];
    for (uint64_t i = 0; i < STEPS; i++) {
        /* Two sessions in turn: after its first range, each of their ranges overflows. */
        steps[i] = range_of(i % 2 == 0 ? A : B, i / 2 * 2 + 1, 2, 1);
    }
    assert_true(log_survives(steps, STEPS) >= 8);
}

TEST(ghosts)
{
    enum { STEPS = 60 };
    step steps[STEPS];
    for (uint64_t i = 0; i < STEPS; i++) {
        steps[i] = range_of(i % 3 == 0 ? A : uuid_of(i, 5), 0, 1 + i % 2, 0);
    }
    assert_true(log_survives(steps, STEPS) >= 8);
}

TEST(filling_and_expanding_take_no_memory)
{
    const step fill[] = {range_of(A, 1, 1, 5), range_of(A, 2, 3, 5)};
    const step expand[] = {range_of(A, 1, 1, 5), range_of(A, 2, 300, 5)};
    assert_false(step_survives(fill, 2, 1));
    assert_false(step_survives(expand, 2, 1));
}

/* ---- Sessions ------------------------------------------------------------------------------- */

TEST(opening_a_session)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    size_t failures = 0;
    for (size_t nth = 1;; nth++) {
        name_case("request %zu", nth);
        ida_session *session = NULL;
        size_t live = memory.live_bytes;
        test_allocator_fail_nth(&memory, nth);
        ida_status status = ida_session_open(document, A, &session);
        if (!memory.failed) {
            assert_int_equal(status, IDA_OK);
            ida_session_close(session);
            break;
        }
        failures++;
        assert_int_equal(status, IDA_NO_MEMORY);
        assert_null(session);
        assert_int_equal(memory.live_bytes, live);
    }
    assert_true(failures >= 1);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

typedef enum way { ONE, MANY, UNIQUE } way;

static const ida_run canary_run = {TEST_CANARY, 55};

/* Generates three IDs, by one of the calls (only MANY makes more than one at once). */
static ida_status generate_by(way how, ida_session *session, bool *untouched)
{
    ida_id id = TEST_CANARY;
    ida_run runs[2] = {canary_run, canary_run};
    size_t run_count = 99;
    ida_unique_id unique = {true, TEST_CANARY, {1, 2}};
    ida_status status = how == ONE    ? ida_session_generate(session, &id)
                        : how == MANY ? ida_session_generate_many(session, 3, runs, &run_count)
                                      : ida_session_generate_unique(session, &unique);
    *untouched = id == TEST_CANARY && run_count == 99 && unique.final_id == TEST_CANARY &&
                 unique.stable_id.low == 2 && memcmp(&runs[0], &canary_run, sizeof(ida_run)) == 0 &&
                 memcmp(&runs[1], &canary_run, sizeof(ida_run)) == 0;
    return status;
}

/* A session whose next local ID begins a new run, after rounds such runs. */
static ida_session *session_before_a_new_run(ida_document *document, size_t rounds)
{
    ida_session *session = session_of_size(document, A, 1);
    for (size_t i = 0; i < rounds; i++) {
        generate_count(session, i == 0 ? 1 : 2);
        take_and_finalize(session, document);
    }
    return session;
}

static bool generating_survives(way how, size_t rounds, bool eager_first, size_t nth)
{
    name_case("way %d after %zu rounds, request %zu", (int)how, rounds, nth);
    test_allocator memory;
    ida_document *document = document_in(&memory);
    ida_session *session = session_before_a_new_run(document, rounds);
    if (rounds > 0 && !eager_first) {
        generate_count(session, 1);
    }
    saved before = save_session(session);
    bool untouched = false;
    test_allocator_fail_nth(&memory, nth);
    ida_status status = generate_by(how, session, &untouched);
    bool failed = memory.failed;
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(status, failed ? IDA_NO_MEMORY : IDA_OK);
    assert_int_equal(untouched, failed);
    if (failed) {
        assert_saved_equal(before, save_session(session));
        assert_true(ida_session_verify(session));
        assert_int_equal(generate_by(how, session, &untouched), IDA_OK);
        assert_false(untouched);
    } else {
        saved_free(&before);
    }
    assert_int_equal(ida_session_memory(session) + ida_document_memory(document),
                     memory.live_bytes);
    close_both(session, document);
    test_allocator_assert_clean(&memory);
    return failed;
}

TEST(generating_ids)
{
    for (way how = ONE; how <= UNIQUE; how++) {
        size_t failures = 0;
        for (size_t rounds = 0; rounds <= 40; rounds++) {
            for (size_t nth = 1; generating_survives(how, rounds, false, nth); nth++) {
                failures++;
            }
        }
        /* Runs are kept in an array that grows, from nothing on. */
        assert_true(failures >= 3);
        assert_true(generating_survives(how, 0, false, 1));
    }
}

TEST(generating_many_ids_of_which_only_the_last_are_local)
{
    size_t failures = 0;
    for (size_t rounds = 1; rounds <= 40; rounds++) {
        for (size_t nth = 1; generating_survives(MANY, rounds, true, nth); nth++) {
            failures++;
        }
    }
    assert_true(failures >= 2);
}

TEST(eager_finals_take_no_memory)
{
    for (size_t rounds = 1; rounds <= 40; rounds++) {
        assert_false(generating_survives(ONE, rounds, true, 1));
        assert_false(generating_survives(UNIQUE, rounds, true, 1));
    }
}

TEST(look_ups_and_ranges_take_no_memory)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    ida_session *session = session_before_a_new_run(document, 20);
    apply(document, B, 1, 1, 1);
    generate_count(session, 3);
    ida_id id;
    ida_uuid uuid;
    ida_range range;
    ida_local_run run;
    test_allocator_fail_nth(&memory, 1);
    assert_int_equal(ida_session_to_op_space(session, -3, &id), IDA_OK);
    assert_int_equal(ida_session_to_session_space(session, id, B, &id), IDA_OK);
    assert_int_equal(ida_session_to_session_space(session, -1, B, &id), IDA_OK);
    assert_int_equal(ida_session_decompress(session, -3, &uuid), IDA_OK);
    assert_int_equal(ida_session_recompress(session, uuid, &id), IDA_OK);
    assert_int_equal(ida_session_take(session, &range), IDA_OK);
    assert_int_equal(ida_session_retake(session, &range), IDA_OK);
    assert_int_equal(ida_session_reset(session), IDA_OK);
    assert_true(ida_session_local_runs(session, 1, UINT64_MAX, &run, 1) > 1);
    assert_false(ida_session_is_stale(session));
    assert_true(ida_document_verify(document));
    assert_int_equal(memory.requests, 0);
    close_both(session, document);
    test_allocator_assert_clean(&memory);
}

/* ---- Snapshots ------------------------------------------------------------------------------ */

enum { SESSIONS = 5 };

typedef struct world {
    test_allocator memory;
    ida_document *document;
    ida_session *sessions[SESSIONS]; /* in descending order of their IDs */
} world;

static void world_open(world *made)
{
    made->document = document_in(&made->memory);
    for (size_t i = 0; i < SESSIONS; i++) {
        made->sessions[i] = session_of_size(made->document, uuid_of(100 - i, 0), 1);
    }
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i + 1 < SESSIONS; i++) {
            generate_count(made->sessions[i], 3);
            take_and_finalize(made->sessions[i], made->document);
        }
    }
    generate_count(made->sessions[SESSIONS - 1], 4);
}

static void world_close(world *made)
{
    close_all(made->sessions, SESSIONS, made->document);
    test_allocator_assert_clean(&made->memory);
}

TEST(saving_a_snapshot)
{
    world made;
    world_open(&made);
    saved before = save(made.document, made.sessions, SESSIONS);
    size_t live = made.memory.live_bytes;
    uint8_t *buffer = malloc(before.size);
    assert_non_null(buffer);
    size_t failures = 0;
    for (size_t nth = 1;; nth++) {
        name_case("request %zu", nth);
        size_t size = 12345;
        test_allocator_fail_nth(&made.memory, nth);
        ida_status status = ida_snapshot_save(made.document, made.sessions, SESSIONS, 0, buffer,
                                              before.size, &size);
        assert_int_equal(made.memory.live_bytes, live);
        if (!made.memory.failed) {
            assert_int_equal(status, IDA_OK);
            assert_int_equal(size, before.size);
            assert_memory_equal(buffer, before.bytes, size);
            break;
        }
        failures++;
        assert_int_equal(status, IDA_NO_MEMORY);
        assert_int_equal(size, 12345);
    }
    assert_true(failures >= 1);
    free(buffer);
    saved_free(&before);
    world_close(&made);
}

TEST(saving_too_much_or_wrongly_leaks_nothing)
{
    world made;
    world_open(&made);
    size_t live = made.memory.live_bytes;
    uint8_t buffer[64];
    size_t size = 0;
    assert_int_equal(
        ida_snapshot_save(made.document, made.sessions, SESSIONS, 0, buffer, sizeof(buffer), &size),
        IDA_BUFFER_TOO_SMALL);
    assert_int_equal(size, ida_snapshot_bound(made.document, made.sessions, SESSIONS));
    assert_int_equal(made.memory.live_bytes, live);
    ida_session *twice[] = {made.sessions[0], made.sessions[1], made.sessions[0]};
    assert_int_equal(ida_snapshot_save(made.document, twice, 3, 0, buffer, sizeof(buffer), &size),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(made.memory.live_bytes, live);
    world_close(&made);
}

TEST(loading_a_snapshot)
{
    world made;
    world_open(&made);
    saved bytes = save(made.document, made.sessions, SESSIONS);
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    const ida_snapshot canary = {NULL, NULL, 424242, 232323};
    size_t failures = 0;
    for (size_t nth = 1;; nth++) {
        name_case("request %zu", nth);
        ida_snapshot snapshot = canary;
        test_allocator_fail_nth(&memory, nth);
        ida_status status = ida_snapshot_load(&allocator, bytes.bytes, bytes.size, &snapshot);
        if (!memory.failed) {
            assert_int_equal(status, IDA_OK);
            assert_saved_equal(bytes, save(snapshot.document, snapshot.sessions, SESSIONS));
            ida_snapshot_close(&allocator, &snapshot);
            break;
        }
        failures++;
        assert_int_equal(status, IDA_NO_MEMORY);
        assert_memory_equal(&snapshot, &canary, sizeof(snapshot));
        test_allocator_assert_clean(&memory);
    }
    /* The document and its tables, the array of sessions, and each session with its runs. */
    assert_true(failures >= 5 + 2 * SESSIONS);
    test_allocator_assert_clean(&memory);
    world_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(creating_a_document),
        cmocka_unit_test(first_ranges_of_sessions),
        cmocka_unit_test(overflows_into_new_clusters),
        cmocka_unit_test(ghosts),
        cmocka_unit_test(filling_and_expanding_take_no_memory),
        cmocka_unit_test(opening_a_session),
        cmocka_unit_test(generating_ids),
        cmocka_unit_test(generating_many_ids_of_which_only_the_last_are_local),
        cmocka_unit_test(eager_finals_take_no_memory),
        cmocka_unit_test(look_ups_and_ranges_take_no_memory),
        cmocka_unit_test(saving_a_snapshot),
        cmocka_unit_test(saving_too_much_or_wrongly_leaks_nothing),
        cmocka_unit_test(loading_a_snapshot),
    };
    return RUN_TESTS(tests);
}
