/* What was saved comes back as it was, goes on like the original, and is the caller's. */
#include "../src/document_internal.h"
#include "support_cmocka.h"
#include "support_random.h"
#include "support_snapshot.h"

TEST(the_honest_forgery_loads_as_it_is)
{
    encoder e = honest_file();
    assert_int_equal(e.varints, HONEST_VARINTS);
    assert_loads_as_it_is(e.bytes, e.size);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    assert_int_equal(snapshot.log_position, 300);
    assert_int_equal(snapshot.session_count, 2);
    assert_cluster(snapshot.document, 0, (ida_cluster){A, 0, 1, 3, 3});
    assert_cluster(snapshot.document, 1, (ida_cluster){B, 3, 1, 2, 1});
    assert_cluster(snapshot.document, 2, (ida_cluster){A, 5, 4, 5, 1});
    ida_session *a = snapshot.sessions[0];
    assert_uuid_equal(ida_session_id(a), A);
    assert_int_equal(ida_session_generated(a), 5);
    assert_int_equal(ida_session_next_range_start(a), 6);
    assert_int_equal(ida_session_cluster_size(a), 4);
    assert_int_equal(generate(a), 7);
    ida_session *c = snapshot.sessions[1];
    assert_uuid_equal(ida_session_id(c), C);
    assert_int_equal(ida_session_next_range_start(c), 2);
    assert_int_equal(ida_session_cluster_size(c), 512);
    assert_int_equal(generate(c), -3);
    close_loaded(&snapshot, &memory);
}

static void assert_round_trip(const ida_document *document, ida_session *const *sessions,
                              size_t count)
{
    saved first = save(document, sessions, count);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(first.bytes, first.size, &snapshot, &memory), IDA_OK);
    assert_sound(&snapshot);
    assert_true(ida_document_equal(document, snapshot.document));
    assert_int_equal(snapshot.session_count, count);
    assert_int_equal(snapshot.sessions == NULL, count == 0);
    for (size_t i = 0; i < count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < count; k++) {
            found += ida_session_equal(sessions[i], snapshot.sessions[k]) ? 1 : 0;
        }
        assert_int_equal(found, 1);
    }
    assert_saved_equal(first, save(snapshot.document, snapshot.sessions, count));
    close_loaded(&snapshot, &memory);
}

/* A random life of a few sessions that share a document. */
static void live_at_random(ida_document *document, ida_session **sessions, size_t count,
                           uint64_t steps, uint64_t *random)
{
    for (uint64_t i = 0; i < steps; i++) {
        ida_session *session = sessions[random_below(random, count)];
        ida_id first;
        switch (random_below(random, 5)) {
        case 0:
            take_and_finalize(session, document);
            break;
        case 1:
            assert_int_equal(
                ida_session_set_cluster_size(session, 1 + (uint32_t)random_below(random, 9)),
                IDA_OK);
            break;
        case 2:
            assert_int_equal(
                ida_document_ghost(document, uuid_of(7, i << 32), random_below(random, 3), &first),
                IDA_OK);
            break;
        default:
            generate_count(session, random_below(random, 7));
            break;
        }
    }
}

TEST(save_and_load_are_inverse)
{
    enum { SESSIONS = 9 };
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t random = seed;
        ida_document *document = document_new();
        ida_session *sessions[SESSIONS];
        for (size_t i = 0; i < SESSIONS; i++) {
            sessions[i] = session_new(document, uuid_of(random_below(&random, 1000), 5 * i));
        }
        live_at_random(document, sessions, SESSIONS, 8 * seed, &random);
        for (size_t count = 0; count <= SESSIONS; count += count < 2 ? 1 : 7) {
            name_case("seed %" PRIu64 ", %zu sessions", seed, count);
            assert_round_trip(document, sessions, count);
        }
        close_all(sessions, SESSIONS, document);
    }
}

/* With few runs and with many, for what is loaded has just the room it needs. */
TEST(what_was_loaded_goes_on_like_the_original)
{
    enum { SESSIONS = 3 };
    for (uint64_t seed = 1; seed <= 80; seed++) {
        name_case("seed %" PRIu64, seed);
        uint64_t random = seed;
        ida_document *document = document_new();
        ida_session *sessions[SESSIONS];
        for (size_t i = 0; i < SESSIONS; i++) {
            sessions[i] = session_of_size(document, uuid_of(i, 5), 2);
        }
        live_at_random(document, sessions, SESSIONS, seed, &random);
        saved bytes = save(document, sessions, SESSIONS);
        test_allocator memory;
        ida_snapshot snapshot;
        assert_int_equal(load(bytes.bytes, bytes.size, &snapshot, &memory), IDA_OK);
        saved_free(&bytes);
        for (int round = 0; round < 5; round++) {
            uint64_t same = random;
            live_at_random(document, sessions, SESSIONS, 10, &random);
            live_at_random(snapshot.document, snapshot.sessions, SESSIONS, 10, &same);
            assert_saved_equal(save(document, sessions, SESSIONS),
                               save(snapshot.document, snapshot.sessions, SESSIONS));
            assert_sound(&snapshot);
        }
        close_loaded(&snapshot, &memory);
        close_all(sessions, SESSIONS, document);
    }
}

TEST(thousands_of_clusters_and_sessions_round_trip)
{
    enum { SESSIONS = 1500 };
    ida_document *document = document_new();
    ida_session **sessions = calloc(SESSIONS, sizeof(*sessions));
    assert_non_null(sessions);
    uint64_t random = 3;
    for (size_t i = 0; i < SESSIONS; i++) {
        sessions[i] =
            session_of_size(document, uuid_of(random_next(&random) & TEST_HIGH_MAX, i), 2);
    }
    for (size_t i = 0; i < 6000; i++) {
        ida_session *session = sessions[random_below(&random, SESSIONS)];
        generate_count(session, 1 + random_below(&random, 3));
        take_and_finalize(session, document);
    }
    assert_round_trip(document, sessions, SESSIONS);
    assert_round_trip(document, NULL, 0);
    close_all(sessions, SESSIONS, document);
    free(sessions);
}

TEST(the_largest_numbers_round_trip)
{
    ida_document *document = document_new();
    ida_session *a = session_new(document, A);
    ida_session *top = session_new(document, TEST_UUID_MAX);
    ida_session *zero = session_new(document, uuid_of(0, 0));
    generate_many(a, NUMBERS);
    assert_int_equal(ida_session_set_cluster_size(a, IDA_CLUSTER_SIZE_MAX), IDA_OK);
    (void)take(a);
    generate_count(top, 1);
    (void)take(top);
    ida_session *sessions[] = {top, zero, a};
    assert_round_trip(document, sessions, 3);
    apply(document, B, 1, NUMBERS - IDA_CLUSTER_SIZE_MAX, IDA_CLUSTER_SIZE_MAX);
    assert_round_trip(document, sessions, 3);
    close_all(sessions, 3, document);
}

TEST(a_stale_session_is_loaded_and_found_out)
{
    forgery what = honest();
    what.locals[0] = (forged_local){A, 3, 3, 0, 1, 1, {{0, 0}}};
    encoder e = encoded(&what);
    assert_loads_as_it_is(e.bytes, e.size);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    ida_id id = TEST_CANARY;
    assert_true(ida_session_is_stale(snapshot.sessions[0]));
    assert_int_equal(ida_session_generate(snapshot.sessions[0], &id), IDA_STALE_SESSION);
    assert_false(ida_session_is_stale(snapshot.sessions[1]));
    close_loaded(&snapshot, &memory);
}

/* What load allows is what snapshot.h says: the worst is a chain with one cluster in a new segment.
 */
static void assert_memory_is_in_proportion(uint64_t sessions, uint64_t chain)
{
    ida_document *document = document_new();
    for (uint64_t k = 0; k < chain; k++) {
        for (uint64_t i = 0; i < sessions; i++) {
            assert_int_equal(
                ida_document_append_cluster(document, uuid_of(i * 7 % 11, (i + 1) << 30), 1, 1),
                IDA_OK);
        }
    }
    saved bytes = save_document(document);
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(bytes.bytes, bytes.size, &snapshot, &memory), IDA_OK);
    assert_documents_equal(document, snapshot.document);
    assert_int_equal(ida_document_memory(snapshot.document), memory.live_bytes);
    close_loaded(&snapshot, &memory);
    saved_free(&bytes);
    ida_document_destroy(document);
}

TEST(loading_takes_memory_in_proportion_to_the_bytes)
{
    static const uint64_t counts[] = {0,   1,    2,    16,   17,   33,   257,
                                      513, 1000, 1025, 2049, 4097, 8193, 100000};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        name_case("%" PRIu64 " sessions of one cluster", counts[i]);
        assert_memory_is_in_proportion(counts[i], 1);
        name_case("%" PRIu64 " clusters of one session", counts[i]);
        assert_memory_is_in_proportion(1, counts[i]);
        name_case("%" PRIu64 " clusters of two sessions each", counts[i]);
        assert_memory_is_in_proportion(2, counts[i]);
    }
}

TEST(what_is_taken_over_is_not_closed)
{
    encoder e = honest_file();
    test_allocator memory;
    ida_snapshot snapshot;
    assert_int_equal(load(e.bytes, e.size, &snapshot, &memory), IDA_OK);
    ida_document *document = snapshot.document;
    ida_session *session = snapshot.sessions[1];
    snapshot.document = NULL;
    snapshot.sessions[1] = NULL;
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_snapshot_close(&allocator, &snapshot);
    ida_snapshot_close(&allocator, &snapshot);
    assert_null(snapshot.sessions);
    assert_int_equal(snapshot.session_count, 0);
    assert_int_equal(generate(session), -3);
    assert_int_equal(ida_document_memory(document) + ida_session_memory(session),
                     memory.live_bytes);
    close_both(session, document);
    test_allocator_assert_clean(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_honest_forgery_loads_as_it_is),
        cmocka_unit_test(save_and_load_are_inverse),
        cmocka_unit_test(what_was_loaded_goes_on_like_the_original),
        cmocka_unit_test(thousands_of_clusters_and_sessions_round_trip),
        cmocka_unit_test(the_largest_numbers_round_trip),
        cmocka_unit_test(a_stale_session_is_loaded_and_found_out),
        cmocka_unit_test(loading_takes_memory_in_proportion_to_the_bytes),
        cmocka_unit_test(what_is_taken_over_is_not_closed),
    };
    return RUN_TESTS(tests);
}
