/*
 * What is written: the documented bytes, the same for one state however it came about, and nothing
 * behind them.
 */
#include "../src/session_internal.h"
#include "support_cmocka.h"
#include "support_random.h"
#include "support_snapshot.h"

/* What the honest forgery is, made by the library. */
typedef struct world {
    ida_document *document;
    ida_session *sessions[2];
} world;

static world honest_world(void)
{
    ida_document *document = document_new();
    ida_session *a = session_of_size(document, A, 2);
    ida_session *c = session_new(document, C);
    generate_count(a, 1);
    take_and_finalize(a, document);
    apply(document, B, 1, 1, 1);
    generate_count(a, 3);
    assert_int_equal(ida_session_set_cluster_size(a, 4), IDA_OK);
    ida_range range = take(a);
    generate_count(a, 1);
    (void)take(a);
    finalize(document, range);
    generate_count(c, 1);
    (void)take(c);
    generate_count(c, 1);
    return (world){document, {a, c}};
}

static void world_close(world *made)
{
    close_all(made->sessions, 2, made->document);
}

TEST(the_written_bytes_are_those_of_the_documented_format)
{
    world made = honest_world();
    encoder e = honest_file();
    uint8_t bytes[MAX_BYTES];
    size_t size = 0;
    assert_int_equal(
        ida_snapshot_save(made.document, made.sessions, 2, 300, bytes, sizeof(bytes), &size),
        IDA_OK);
    assert_int_equal(size, e.size);
    assert_memory_equal(bytes, e.bytes, size);
    world_close(&made);
}

TEST(an_empty_document_is_known_to_the_last_byte)
{
    ida_document *document = document_new();
    uint8_t bytes[64];
    const uint8_t body[] = {'I', 'D', 'A', 'L', 1, 0, 0, 0, 0};
    size_t size = 0;
    assert_int_equal(ida_snapshot_save(document, NULL, 0, 0, bytes, sizeof(bytes), &size), IDA_OK);
    assert_int_equal(size, sizeof(body) + 8);
    assert_memory_equal(bytes, body, sizeof(body));
    assert_loads_as_it_is(bytes, size);
    ida_document_destroy(document);
}

TEST(the_log_position_travels_unread)
{
    static const struct {
        uint64_t position;
        size_t length;
    } cases[] = {{0, 1},
                 {1, 1},
                 {127, 1},
                 {128, 2},
                 {16383, 2},
                 {16384, 3},
                 {UINT64_C(1) << 35, 6},
                 {UINT64_C(1) << 62, 9},
                 {UINT64_C(1) << 63, 10},
                 {UINT64_MAX, 10}};
    world made = honest_world();
    saved base = save(made.document, made.sessions, 2);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("position %" PRIu64, cases[i].position);
        uint8_t bytes[MAX_BYTES];
        size_t size = 0;
        assert_int_equal(ida_snapshot_save(made.document, made.sessions, 2, cases[i].position,
                                           bytes, sizeof(bytes), &size),
                         IDA_OK);
        assert_int_equal(size, base.size - 1 + cases[i].length);
        test_allocator memory;
        ida_snapshot snapshot;
        assert_int_equal(load(bytes, size, &snapshot, &memory), IDA_OK);
        assert_int_equal(snapshot.log_position, cases[i].position);
        close_loaded(&snapshot, &memory);
    }
    saved_free(&base);
    world_close(&made);
}

TEST(a_buffer_of_the_exact_size_is_enough_and_a_smaller_one_is_not)
{
    world made = honest_world();
    saved whole = save(made.document, made.sessions, 2);
    size_t bound = ida_snapshot_bound(made.document, made.sessions, 2);
    for (size_t capacity = 0; capacity <= whole.size; capacity++) {
        name_case("capacity %zu", capacity);
        /* The block is as large as the capacity, so that a sanitizer sees who writes further. */
        uint8_t *buffer = malloc(capacity == 0 ? 1 : capacity);
        assert_non_null(buffer);
        size_t size = 0;
        ida_status status =
            ida_snapshot_save(made.document, made.sessions, 2, 0, buffer, capacity, &size);
        bool enough = capacity >= whole.size;
        assert_int_equal(status, enough ? IDA_OK : IDA_BUFFER_TOO_SMALL);
        assert_int_equal(size, enough ? whole.size : bound);
        free(buffer);
    }
    saved_free(&whole);
    world_close(&made);
}

/* Bytes that grow, a byte at a time. */
typedef struct slow_bytes {
    uint8_t bytes[1 << 15];
    size_t size;
} slow_bytes;

static void slow_fixed(slow_bytes *to, uint64_t number)
{
    for (int i = 0; i < 8; i++) {
        assert_true(to->size < sizeof(to->bytes));
        to->bytes[to->size++] = (uint8_t)(number & 0xff);
        number >>= 8;
    }
}

static void slow_varint(slow_bytes *to, uint64_t number)
{
    do {
        assert_true(to->size < sizeof(to->bytes));
        to->bytes[to->size++] = (uint8_t)(number % 128 + (number >= 128 ? 128 : 0));
        number /= 128;
    } while (number > 0);
}

enum { SLOW_RUNS_MAX = 100 };

static void slow_session(slow_bytes *to, const ida_session *session)
{
    slow_fixed(to, session->id.low);
    slow_fixed(to, session->id.high);
    slow_varint(to, session->generated);
    slow_varint(to, session->next_start - 1);
    slow_varint(to, session->cluster_size - 1);
    ida_local_run runs[SLOW_RUNS_MAX];
    size_t run_count = ida_session_local_runs(session, 1, UINT64_MAX, runs, SLOW_RUNS_MAX);
    assert_true(run_count <= SLOW_RUNS_MAX);
    slow_varint(to, run_count);
    uint64_t next = 1;
    for (size_t i = 0; i < run_count; i++) {
        slow_varint(to, runs[i].first_gen_count - next);
        slow_varint(to, runs[i].count - 1);
        next = runs[i].first_gen_count + runs[i].count;
    }
}

enum { WIDE_MEMBERS = 200, WIDE_CLUSTERS = 5 * WIDE_MEMBERS };

/* What the format says of a document, by what its clusters say. */
static void slow_document(slow_bytes *to, const ida_document *document)
{
    ida_uuid members[WIDE_MEMBERS + 1]; /* and the attached session */
    uint64_t reserved[WIDE_MEMBERS + 1];
    slow_bytes *clusters = calloc(1, sizeof(*clusters));
    assert_non_null(clusters);
    size_t known = 0;
    ida_cluster cluster;
    for (size_t i = 0; ida_document_cluster(document, i, &cluster); i++) {
        size_t member = 0;
        while (member < known && ida_uuid_compare(members[member], cluster.session) != 0) {
            member++;
        }
        slow_varint(clusters, known - member);
        slow_varint(clusters, cluster.capacity - 1);
        known += member == known ? 1 : 0;
        assert_true(known <= COUNT_OF(members));
        members[member] = cluster.session;
        reserved[member] = cluster.capacity - cluster.count;
    }
    slow_varint(to, known);
    slow_varint(to, ida_document_cluster_count(document));
    for (size_t i = 0; i < known; i++) {
        slow_fixed(to, members[i].low);
        slow_fixed(to, members[i].high);
        slow_varint(to, reserved[i]);
    }
    assert_true(to->size + clusters->size <= sizeof(to->bytes));
    memcpy(to->bytes + to->size, clusters->bytes, clusters->size);
    to->size += clusters->size;
    free(clusters);
}

/* Clusters of one to eight bytes, of sessions near and far, and a session with many runs. */
static ida_document *wide_document(ida_session **session)
{
    ida_document *document = document_new();
    uint64_t finalized[WIDE_MEMBERS] = {0};
    uint64_t random = 4;
    for (uint64_t i = 0; i < WIDE_CLUSTERS; i++) {
        uint64_t member = i < WIDE_MEMBERS ? i : random_below(&random, WIDE_MEMBERS);
        uint64_t count = 1 + (random_next(&random) >> (14 + random_below(&random, 50)));
        uint32_t size = 1 + (uint32_t)random_below(&random, 3 * member + 1);
        ida_uuid id = uuid_of(1 + member * member, member);
        apply(document, id, finalized[member] + 1, count, size);
        finalized[member] += count;
    }
    *session = session_of_size(document, uuid_of(0, 0), 100);
    for (int i = 0; i < 40; i++) {
        generate_count(*session, 20 * (uint64_t)i + 1);
        take_and_finalize(*session, document);
    }
    assert_true(ida_pair_list_count((*session)->runs) > 5);
    return document;
}

TEST(the_bytes_are_the_same_wherever_the_buffer_ends)
{
    ida_session *session;
    ida_document *document = wide_document(&session);
    slow_bytes *expected = calloc(1, sizeof(*expected));
    assert_non_null(expected);
    memcpy(expected->bytes, "IDAL\x01", 5);
    expected->size = 5;
    slow_varint(expected, UINT64_MAX);
    slow_document(expected, document);
    slow_varint(expected, 1);
    slow_session(expected, session);
    size_t whole = expected->size + 8;
    size_t bound = ida_snapshot_bound(document, &session, 1);
    for (size_t capacity = 1; capacity < whole + 100; capacity += capacity < whole - 300 ? 7 : 1) {
        name_case("capacity %zu of %zu", capacity, whole);
        uint8_t *buffer = malloc(capacity);
        assert_non_null(buffer);
        size_t size = 0;
        ida_status status =
            ida_snapshot_save(document, &session, 1, UINT64_MAX, buffer, capacity, &size);
        assert_int_equal(status, capacity < whole ? IDA_BUFFER_TOO_SMALL : IDA_OK);
        assert_int_equal(size, capacity < whole ? bound : whole);
        if (status == IDA_OK) {
            assert_memory_equal(buffer, expected->bytes, expected->size);
        }
        free(buffer);
    }
    free(expected);
    close_both(session, document);
}

TEST(no_buffer_at_all_is_too_small)
{
    ida_document *document = document_new();
    size_t size = 0;
    assert_int_equal(ida_snapshot_save(document, NULL, 0, 0, NULL, 0, &size), IDA_BUFFER_TOO_SMALL);
    assert_int_equal(size, ida_snapshot_bound(document, NULL, 0));
    ida_document_destroy(document);
}

/* What does not depend on the numbers, and ten bytes for each of them. */
TEST(the_bound_is_for_the_longest_numbers)
{
    ida_document *document = document_new();
    assert_int_equal(ida_snapshot_bound(document, NULL, 0), 4 + 1 + 4 * 10 + 8);
    apply(document, A, 1, 5, 1);
    apply(document, B, 1, 5, 1);
    apply(document, A, 6, 5, 1);
    size_t alone = 4 + 1 + 4 * 10 + 8 + 2 * (16 + 10) + 3 * 20;
    assert_int_equal(ida_snapshot_bound(document, NULL, 0), alone);
    ida_session *sessions[] = {session_new(document, session_named('X')),
                               session_new(document, session_named('Y'))};
    assert_int_equal(ida_snapshot_bound(document, sessions, 2), alone + 2 * (16 + 4 * 10));
    generate_count(sessions[1], 3);
    assert_int_equal(ida_snapshot_bound(document, sessions, 2), alone + 2 * (16 + 4 * 10) + 20);
    close_all(sessions, 2, document);
}

TEST(a_bound_that_no_buffer_can_have_is_size_max)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    size_t least = ida_snapshot_bound(document, &session, 1);
    size_t *clusters = &document->clusters.count;
    /* With the last one the clusters alone would fit. */
    const size_t impossible[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 4, SIZE_MAX / 20};
    for (size_t i = 0; i < COUNT_OF(impossible); i++) {
        name_case("%zu clusters", impossible[i]);
        *clusters = impossible[i];
        assert_true(ida_snapshot_bound(document, &session, 1) == SIZE_MAX);
    }
    /* They fit by less than a run, and then comes another session's one. */
    ida_session *sessions[] = {session, session_new(document, B)};
    *clusters = 0;
    size_t without_runs = (SIZE_MAX - ida_snapshot_bound(document, sessions, 2)) / 20;
    *clusters = without_runs;
    assert_true(ida_snapshot_bound(document, sessions, 2) > SIZE_MAX - 20);
    *clusters = 0;
    generate_count(sessions[1], 1);
    *clusters = without_runs;
    assert_true(ida_snapshot_bound(document, sessions, 2) == SIZE_MAX);
    ida_session_close(sessions[1]);
    /* A cluster takes two bytes at least, and two varints of ten bytes at most. */
    *clusters = SIZE_MAX / 64;
    size_t bound = ida_snapshot_bound(document, &session, 1);
    assert_true(bound > SIZE_MAX / 64 * 2 && bound <= least + SIZE_MAX / 64 * 20);
    *clusters = 0;
    close_both(session, document);
}

TEST(nothing_is_written_behind_the_snapshot)
{
    world made = honest_world();
    uint8_t buffer[MAX_BYTES];
    memset(buffer, 0x77, sizeof(buffer));
    size_t size = 0;
    assert_int_equal(
        ida_snapshot_save(made.document, made.sessions, 2, 0, buffer, sizeof(buffer), &size),
        IDA_OK);
    for (size_t i = size; i < sizeof(buffer); i++) {
        name_case("byte %zu", i);
        assert_int_equal(buffer[i], 0x77);
    }
    world_close(&made);
}

static void assert_save_refused(const ida_document *document, ida_session *const *sessions,
                                size_t count)
{
    uint8_t buffer[MAX_BYTES];
    size_t size = 987654;
    assert_int_equal(ida_snapshot_save(document, sessions, count, 0, buffer, sizeof(buffer), &size),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(size, 987654);
}

TEST(sessions_of_other_documents_and_twins_are_refused)
{
    world made = honest_world();
    world other = honest_world();
    ida_session *twin = session_new(made.document, C);
    assert_save_refused(made.document, other.sessions, 2);
    assert_save_refused(made.document, &other.sessions[1], 1);
    ida_session *mixed[] = {made.sessions[0], other.sessions[1]};
    assert_save_refused(made.document, mixed, 2);
    ida_session *mixed_first[] = {other.sessions[0], made.sessions[1]};
    assert_save_refused(made.document, mixed_first, 2);
    ida_session *same[] = {made.sessions[0], made.sessions[1], made.sessions[0]};
    assert_save_refused(made.document, same, 3);
    ida_session *twins[] = {twin, made.sessions[0], made.sessions[1]};
    assert_save_refused(made.document, twins, 3);
    ida_session_close(twin);
    world_close(&made);
    world_close(&other);
}

/* ---- Canonical bytes ------------------------------------------------------------------------- */

TEST(the_order_in_which_sessions_are_passed_does_not_matter)
{
    enum { SESSIONS = 40 };
    ida_document *document = document_new();
    ida_session *sessions[SESSIONS];
    for (size_t i = 0; i < SESSIONS; i++) {
        sessions[i] = session_new(document, uuid_of(i * 7 % SESSIONS / 4, i * 7 % SESSIONS));
        generate_count(sessions[i], i);
    }
    saved first = save(document, sessions, SESSIONS);
    uint64_t random = 6;
    for (int round = 0; round < 20; round++) {
        name_case("round %d", round);
        for (size_t i = SESSIONS; i > 1; i--) {
            size_t j = (size_t)random_below(&random, i);
            ida_session *swapped = sessions[i - 1];
            sessions[i - 1] = sessions[j];
            sessions[j] = swapped;
        }
        ida_session *order[SESSIONS];
        memcpy(order, sessions, sizeof(order));
        saved again = save(document, sessions, SESSIONS);
        assert_true(saved_equal(&first, &again));
        /* The caller's array stays as it was. */
        assert_memory_equal(order, sessions, sizeof(order));
        saved_free(&again);
    }
    assert_loads_as_it_is(first.bytes, first.size);
    saved_free(&first);
    close_all(sessions, SESSIONS, document);
}

TEST(replicas_save_the_same_whatever_sessions_they_host)
{
    ida_document *a = document_new();
    ida_document *b = document_new();
    ida_session *on_a = session_new(a, A);
    ida_session *on_b = session_new(b, B);
    ida_session *idle = session_new(b, C);
    for (int i = 0; i < 40; i++) {
        name_case("range %d", i);
        ida_session *session = i % 3 == 0 ? on_b : on_a;
        generate_count(session, 100);
        ida_range range = take(session);
        finalize(a, range);
        finalize(b, range);
        assert_documents_equal(a, b);
    }
    generate_count(idle, 3);
    assert_documents_equal(a, b);
    close_both(on_a, a);
    close_all((ida_session *[]){on_b, idle}, 2, b);
}

TEST(histories_that_lead_to_one_state_give_the_same_bytes)
{
    ida_document *documents[2] = {document_new(), document_new()};
    ida_session *sessions[2] = {session_new(documents[0], A), session_new(documents[1], A)};
    /* One by one, taken, reset and taken again; or all at once and taken once. */
    generate_count(sessions[0], 3);
    (void)take(sessions[0]);
    assert_int_equal(ida_session_reset(sessions[0]), IDA_OK);
    generate_count(sessions[0], 2);
    ida_range range = take(sessions[0]);
    generate_many(sessions[1], 5);
    (void)take(sessions[1]);
    assert_saved_equal(save_session(sessions[0]), save_session(sessions[1]));
    /* One range, or two that reserve as much in the end. */
    finalize(documents[0], range);
    apply(documents[1], A, 1, 2, 515);
    apply(documents[1], A, 3, 3, 9);
    assert_saved_equal(save_session(sessions[0]), save_session(sessions[1]));
    close_both(sessions[0], documents[0]);
    close_both(sessions[1], documents[1]);
}

TEST(different_states_give_different_bytes)
{
    world made = honest_world();
    saved before = save(made.document, made.sessions, 2);
    static const char *const changes[] = {"cluster size", "range taken", "ID made", "range of B"};
    for (size_t change = 0; change < COUNT_OF(changes); change++) {
        name_case("%s", changes[change]);
        switch (change) {
        case 0:
            assert_int_equal(ida_session_set_cluster_size(made.sessions[1], 511), IDA_OK);
            break;
        case 1:
            (void)take(made.sessions[1]);
            break;
        case 2:
            generate_count(made.sessions[1], 1);
            break;
        default:
            apply(made.document, B, 2, 1, 1);
            break;
        }
        saved after = save(made.document, made.sessions, 2);
        assert_false(saved_equal(&before, &after));
        saved_free(&before);
        before = after;
    }
    saved_free(&before);
    world_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_written_bytes_are_those_of_the_documented_format),
        cmocka_unit_test(an_empty_document_is_known_to_the_last_byte),
        cmocka_unit_test(the_log_position_travels_unread),
        cmocka_unit_test(a_buffer_of_the_exact_size_is_enough_and_a_smaller_one_is_not),
        cmocka_unit_test(the_bytes_are_the_same_wherever_the_buffer_ends),
        cmocka_unit_test(no_buffer_at_all_is_too_small),
        cmocka_unit_test(the_bound_is_for_the_longest_numbers),
        cmocka_unit_test(a_bound_that_no_buffer_can_have_is_size_max),
        cmocka_unit_test(nothing_is_written_behind_the_snapshot),
        cmocka_unit_test(sessions_of_other_documents_and_twins_are_refused),
        cmocka_unit_test(the_order_in_which_sessions_are_passed_does_not_matter),
        cmocka_unit_test(replicas_save_the_same_whatever_sessions_they_host),
        cmocka_unit_test(histories_that_lead_to_one_state_give_the_same_bytes),
        cmocka_unit_test(different_states_give_different_bytes),
    };
    return RUN_TESTS(tests);
}
