/* Look-ups of many IDs at once: each answer is that of the look-up of one. */
#include "support_cmocka.h"
#include "support_random.h"
#include "support_session.h"

enum { IDS_MAX = 400 };

static size_t assert_decompress_as_one(ida_session *session, const ida_id *ids, size_t count)
{
    ida_uuid many[IDS_MAX + 1];
    size_t known = 0;
    many[count] = A;
    size_t answer = ida_session_decompress_many(session, ids, count, many);
    for (size_t i = 0; i < count; i++) {
        ida_uuid one;
        name_case("ID %" PRId64 ", %zu of %zu", ids[i], i, count);
        if (ida_session_decompress(session, ids[i], &one) == IDA_OK) {
            assert_uuid_equal(many[i], one);
            known++;
        } else {
            assert_true(many[i].high == UINT64_MAX && many[i].low == UINT64_MAX);
            assert_false(ida_uuid_is_valid(many[i]));
        }
    }
    assert_int_equal(answer, known);
    assert_uuid_equal(many[count], A);
    return known;
}

static size_t assert_recompress_as_one(ida_session *session, const ida_uuid *uuids, size_t count)
{
    ida_id many[IDS_MAX + 1];
    size_t known = 0;
    many[count] = 77;
    size_t answer = ida_session_recompress_many(session, uuids, count, many);
    for (size_t i = 0; i < count; i++) {
        ida_id one;
        name_case("UUID %zu of %zu", i, count);
        if (ida_session_recompress(session, uuids[i], &one) == IDA_OK) {
            assert_int_equal(many[i], one);
            known++;
        } else {
            assert_int_equal(many[i], IDA_ID_NONE);
        }
    }
    assert_int_equal(answer, known);
    assert_int_equal(many[count], 77);
    return known;
}

/*
 * A document of others in turn with the session itself, which has local IDs, eager finals, reserved
 * ones, and some that no cluster covers. Others have reserved IDs, too.
 */
static ida_session *session_among_others(ida_document *document, uint64_t rounds)
{
    ida_session *session = session_of_size(document, A, 3);
    for (uint64_t round = 0; round < rounds; round++) {
        generate_count(session, 2 + round % 4);
        take_and_finalize(session, document);
        for (uint64_t other = 1; other <= 5; other++) {
            apply(document, uuid_of(other, other), round * 2 + 1, 2, 3);
        }
    }
    generate_count(session, 9);
    return session;
}

TEST(decompress_many_answers_as_decompress_does)
{
    ida_document *document = document_new();
    ida_session *session = session_among_others(document, 100);
    ida_id ids[IDS_MAX];
    uint64_t random = 1;
    int64_t generated = (int64_t)ida_session_generated(session);
    int64_t limit = ida_document_final_limit(document);
    for (size_t round = 0; round < 100; round++) {
        for (size_t i = 0; i < IDS_MAX; i++) {
            uint64_t range = (uint64_t)(generated + limit + 20);
            ids[i] = (ida_id)random_below(&random, range) - generated - 10;
        }
        assert_true(assert_decompress_as_one(session, ids, IDS_MAX) > IDS_MAX / 2);
    }
    close_both(session, document);
}

TEST(every_id_of_a_document_many_at_once)
{
    ida_document *document = document_new();
    ida_session *session = session_among_others(document, 12);
    int64_t generated = (int64_t)ida_session_generated(session);
    int64_t last = ida_document_final_limit(document) + 3;
    ida_id ids[IDS_MAX];
    size_t count = 0;
    for (ida_id id = -generated - 3; id <= last; id++) {
        assert_true(count < IDS_MAX);
        ids[count++] = id;
    }
    /* Wherever a batch begins and ends. */
    for (size_t from = 0; from < 40; from++) {
        for (size_t some = 0; some < 70; some++) {
            (void)assert_decompress_as_one(session, ids + from, some);
        }
    }
    (void)assert_decompress_as_one(session, ids, count);
    close_both(session, document);
}

TEST(ids_at_the_ends_of_the_numbers_are_unknown_among_many)
{
    const ida_id ids[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    assert_int_equal(assert_decompress_as_one(session, ids, COUNT_OF(ids)), 0);
    apply(document, B, 1, 1, 1);
    assert_int_equal(assert_decompress_as_one(session, ids, COUNT_OF(ids)), 1);
    close_both(session, document);
}

TEST(recompress_many_answers_as_recompress_does)
{
    ida_document *document = document_new();
    ida_session *session = session_among_others(document, 100);
    ida_uuid uuids[IDS_MAX];
    uint64_t random = 2;
    for (size_t round = 0; round < 100; round++) {
        for (size_t i = 0; i < IDS_MAX; i++) {
            uint64_t other = random_below(&random, 7);
            ida_uuid first = other == 0 ? A : uuid_of(other, other);
            uuids[i] = uuid_plus(first, random_below(&random, 450));
        }
        assert_true(assert_recompress_as_one(session, uuids, IDS_MAX) > IDS_MAX / 4);
    }
    close_both(session, document);
}

TEST(uuids_at_the_ends_are_unknown_among_many)
{
    const ida_uuid uuids[] = {
        {0, 0}, {UINT64_MAX, UINT64_MAX}, {UINT64_MAX, 0}, TEST_UUID_MAX, {TEST_HIGH_MAX + 1, 0}, A,
        B};
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    assert_int_equal(assert_recompress_as_one(session, uuids, COUNT_OF(uuids)), 0);
    apply(document, B, 1, 1, 1);
    generate_count(session, 1);
    assert_int_equal(assert_recompress_as_one(session, uuids, COUNT_OF(uuids)), 2);
    close_both(session, document);
}

/* Enough for several levels of the index and of the tree. */
TEST(many_at_once_in_a_large_document)
{
    ida_document *document = document_new();
    ida_session *session = session_new(document, A);
    for (uint64_t i = 0; i < 6000; i++) {
        apply(document, uuid_of(5 + i % 2000, 9), i / 2000 * 3 + 1, 3, 1 + (uint32_t)(i % 5));
    }
    uint64_t random = 3;
    ida_id ids[IDS_MAX];
    ida_uuid uuids[IDS_MAX];
    for (size_t round = 0; round < 50; round++) {
        for (size_t i = 0; i < IDS_MAX; i++) {
            ids[i] = (ida_id)random_below(&random, (uint64_t)ida_document_final_limit(document));
            uuids[i] = uuid_of(5 + random_below(&random, 2001), 8 + random_below(&random, 12));
        }
        (void)assert_decompress_as_one(session, ids, IDS_MAX);
        (void)assert_recompress_as_one(session, uuids, IDS_MAX);
    }
    close_both(session, document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decompress_many_answers_as_decompress_does),
        cmocka_unit_test(every_id_of_a_document_many_at_once),
        cmocka_unit_test(ids_at_the_ends_of_the_numbers_are_unknown_among_many),
        cmocka_unit_test(recompress_many_answers_as_recompress_does),
        cmocka_unit_test(uuids_at_the_ends_are_unknown_among_many),
        cmocka_unit_test(many_at_once_in_a_large_document),
    };
    return RUN_TESTS(tests);
}
