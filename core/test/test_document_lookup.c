/* What a document answers about IDs and UUIDs: only what is finalized is known. */
#include "../src/document_internal.h"
#include "support_cmocka.h"
#include "support_document.h"
#include "support_random.h"

TEST(only_finalized_ids_are_known)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 3);
    apply(document, B, 1, 1, 1);
    apply(document, A, 3, 4, 2);
    /* A: 0..4 of 5, B: 5 of 5..6, A: 7 of 7..9. */
    for (ida_id id = 0; id < 5; id++) {
        name_case("final ID %" PRId64, id);
        assert_decompresses(document, id, uuid_plus(A, (uint64_t)id));
    }
    assert_decompresses(document, 5, B);
    assert_unknown_id(document, 6);
    assert_decompresses(document, 7, uuid_plus(A, 5));
    assert_unknown_id(document, 8);
    assert_unknown_id(document, 9);
    assert_unknown_id(document, 10);
    assert_unknown_id(document, INT64_MAX);
    assert_unknown_id(document, -1);
    assert_unknown_id(document, -2);
    assert_unknown_id(document, INT64_MIN);
    assert_unknown_uuid(document, uuid_plus(B, 1));
    assert_unknown_uuid(document, uuid_plus(B, 2));
    assert_unknown_uuid(document, uuid_plus(A, 6));
    assert_unknown_uuid(document, uuid_plus(A, 7));
    assert_unknown_uuid(document, uuid_plus(A, 8));
    assert_unknown_uuid(document, uuid_minus(A, 1));
    assert_unknown_uuid(document, uuid_minus(B, 1));
    assert_unknown_uuid(document, uuid_of(A.high + 1, A.low));
    assert_unknown_uuid(document, uuid_of(0, 0));
    assert_unknown_uuid(document, TEST_UUID_MAX);
    document_close(document);
}

TEST(an_invalid_uuid_is_an_invalid_argument)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 3);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_document_recompress(document, INVALID, &id), IDA_INVALID_ARGUMENT);
    assert_int_equal(id, TEST_CANARY);
    document_close(document);
}

TEST(finalized_is_asked_by_session_id_alone)
{
    ida_document *document = document_new();
    apply(document, A, 1, 2, 3);
    assert_int_equal(ida_document_finalized(document, A), 2);
    assert_int_equal(ida_document_finalized(document, uuid_plus(A, 1)), 0);
    assert_int_equal(ida_document_finalized(document, uuid_minus(A, 1)), 0);
    assert_int_equal(ida_document_finalized(document, INVALID), 0);
    apply(document, B, 1, 7, 3);
    apply(document, A, 3, 8, 3);
    assert_int_equal(ida_document_finalized(document, A), 10);
    assert_int_equal(ida_document_finalized(document, B), 7);
    document_close(document);
}

TEST(long_chains_of_many_sessions_keep_their_ids_apart)
{
    enum { SESSIONS = 60, ROUNDS = 60 };
    ida_document *document = document_new();
    for (uint64_t round = 0; round < ROUNDS; round++) {
        name_case("round %" PRIu64, round);
        for (uint64_t s = 0; s < SESSIONS; s++) {
            uint64_t place = s * 7 % SESSIONS;
            apply(document, uuid_of(place % 5, place << 20), round * 3 + 1, 3, 1);
        }
        assert_true(ida_document_verify(document));
    }
    assert_int_equal(ida_document_session_count(document), SESSIONS);
    ida_cluster cluster;
    ida_id expected_base = 0;
    for (size_t i = 0; ida_document_cluster(document, i, &cluster); i++) {
        assert_int_equal(cluster.base_final, expected_base);
        expected_base += (ida_id)cluster.capacity;
        for (uint64_t k = 0; k < cluster.capacity; k++) {
            ida_id id = cluster.base_final + (ida_id)k;
            name_case("final ID %" PRId64, id);
            ida_uuid uuid = uuid_plus(cluster.session, cluster.base_gen_count - 1 + k);
            if (k < cluster.count) {
                assert_decompresses(document, id, uuid);
            } else {
                assert_unknown_id(document, id);
                assert_unknown_uuid(document, uuid);
            }
        }
    }
    assert_int_equal(expected_base, ida_document_final_limit(document));
    document_close(document);
}

TEST(thousands_of_sessions_in_random_order)
{
    enum { SESSIONS = 5000 };
    ida_document *document = document_new();
    ida_uuid *ids = calloc(SESSIONS, sizeof(*ids));
    assert_non_null(ids);
    uint64_t random = 4;
    for (size_t i = 0; i < SESSIONS; i++) {
        ids[i] = uuid_of(random_next(&random) & TEST_HIGH_MAX, random_next(&random));
        apply(document, ids[i], 1, 1, 1);
    }
    for (size_t i = 0; i < SESSIONS; i++) {
        name_case("session %zu", i);
        assert_decompresses(document, (ida_id)(2 * i), ids[i]);
        assert_unknown_id(document, (ida_id)(2 * i + 1));
        assert_unknown_uuid(document, uuid_plus(ids[i], 1));
        assert_int_equal(ida_document_finalized(document, ids[i]), 1);
    }
    assert_int_equal(ida_document_session_count(document), SESSIONS);
    free(ids);
    document_close(document);
}

TEST(reserved_uuids_are_located_too)
{
    ida_document *document = document_with_chains();
    uint32_t member = 99;
    uint64_t gen = 99;
    assert_true(ida_document_locate_uuid(document, uuid_plus(B, 7), &member, &gen));
    assert_int_equal(member, 1);
    assert_int_equal(gen, 8);
    assert_false(ida_document_locate_uuid(document, uuid_plus(B, 8), &member, &gen));
    assert_false(ida_document_locate_uuid(document, uuid_minus(A, 1), &member, &gen));
    assert_int_equal(member, 1);
    assert_int_equal(gen, 8);
    document_close(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_finalized_ids_are_known),
        cmocka_unit_test(an_invalid_uuid_is_an_invalid_argument),
        cmocka_unit_test(finalized_is_asked_by_session_id_alone),
        cmocka_unit_test(long_chains_of_many_sessions_keep_their_ids_apart),
        cmocka_unit_test(thousands_of_sessions_in_random_order),
        cmocka_unit_test(reserved_uuids_are_located_too),
    };
    return RUN_TESTS(tests);
}
