/* Loading a document at once: what comes out is as if a log had made it, and lies are refused. */
#include "../src/document_internal.h"
#include "support_cmocka.h"
#include "support_document.h"
#include "support_random.h"

typedef struct cluster_line {
    uint32_t member;
    uint64_t capacity;
} cluster_line;

/* What a snapshot would say. */
typedef struct plan {
    const ida_uuid *sessions;
    size_t session_count;
    const cluster_line *clusters;
    size_t cluster_count;
} plan;

/* The calls in their order, up to the first that fails: what comes before the clusters, */
static ida_status load_sessions(ida_document *document, const plan *what)
{
    ida_status status = ida_document_load_begin(document, what->session_count, what->cluster_count);
    if (status != IDA_OK) {
        return status;
    }
    for (size_t i = 0; i < what->session_count; i++) {
        ida_document_load_member(document, what->sessions[i]);
    }
    for (size_t i = 0; i < what->cluster_count; i++) {
        ida_document_load_expect(document, what->clusters[i].member);
    }
    return ida_document_load_index(document);
}

/* and all. */
static ida_status load_plan(ida_document *document, const plan *what)
{
    ida_status status = load_sessions(document, what);
    for (size_t i = 0; i < what->cluster_count && status == IDA_OK; i++) {
        status = ida_document_load_cluster(document, what->clusters[i].member,
                                           what->clusters[i].capacity);
    }
    return status;
}

static ida_status load_and_destroy(const plan *what)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    ida_status status = load_plan(document, what);
    if (status == IDA_OK) {
        assert_true(ida_document_verify(document));
        assert_int_equal(ida_document_memory(document), memory.live_bytes);
    }
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
    return status;
}

/* The sessions are refused before any cluster comes. */
static void assert_index_refuses(const plan *what)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    assert_int_equal(load_sessions(document, what), IDA_MALFORMED);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

/* A plan with its arrays, which are to be freed with free_plan. */
typedef struct own_plan {
    plan is;
    ida_uuid *sessions;
    cluster_line *clusters;
} own_plan;

/* The plan of a document. */
static own_plan plan_of(const ida_document *document)
{
    size_t session_count = ida_document_session_count(document);
    size_t cluster_count = ida_document_cluster_count(document);
    ida_uuid *sessions = calloc(session_count + 1, sizeof(*sessions));
    cluster_line *clusters = calloc(cluster_count + 1, sizeof(*clusters));
    assert_non_null(sessions);
    assert_non_null(clusters);
    for (size_t i = 0; i < cluster_count; i++) {
        ida_cluster cluster;
        assert_true(ida_document_cluster(document, i, &cluster));
        uint32_t member = ida_document_member(document, cluster.session);
        assert_true(member < session_count);
        sessions[member] = cluster.session;
        clusters[i] = (cluster_line){member, cluster.capacity};
    }
    return (own_plan){{sessions, session_count, clusters, cluster_count}, sessions, clusters};
}

static void free_plan(own_plan *what)
{
    free(what->sessions);
    free(what->clusters);
}

static void unfinalize_like(ida_document *document, const ida_document *like)
{
    for (uint32_t i = 0; i < ida_document_session_count(like); i++) {
        const ida_member *member = ida_document_at(like, i);
        assert_int_equal(
            ida_document_unfinalize(document, i, member->allocated - member->finalized), IDA_OK);
    }
}

static void assert_same(const ida_document *document, const ida_document *like)
{
    assert_true(ida_document_verify(document));
    assert_true(ida_document_equal(document, like));
    assert_documents_equal(document, like);
    assert_int_equal(ida_document_cluster_count(document), ida_document_cluster_count(like));
    for (size_t i = 0; i < ida_document_cluster_count(like); i++) {
        ida_cluster expected;
        assert_true(ida_document_cluster(like, i, &expected));
        assert_cluster(document, i, expected);
    }
}

/* Each final ID, and one above; and the UUIDs around the ends of each cluster. */
static void assert_answers_as(const ida_document *document, const ida_document *like)
{
    for (ida_id id = 0; id <= ida_document_final_limit(like); id++) {
        ida_uuid uuid = uuid_of(1, 2);
        ida_uuid expected = uuid_of(1, 2);
        ida_status status = ida_document_decompress(like, id, &expected);
        assert_int_equal(ida_document_decompress(document, id, &uuid), status);
        assert_uuid_equal(uuid, expected);
    }
    for (size_t i = 0; i < ida_document_cluster_count(like); i++) {
        ida_cluster cluster;
        assert_true(ida_document_cluster(like, i, &cluster));
        ida_uuid first = uuid_plus(cluster.session, cluster.base_gen_count - 1);
        ida_uuid asked[] = {first, uuid_plus(first, cluster.count - 1),
                            uuid_plus(first, cluster.count), uuid_plus(first, cluster.capacity),
                            uuid_minus(cluster.session, 1)};
        for (size_t k = 0; k < COUNT_OF(asked); k++) {
            ida_id id = TEST_CANARY;
            ida_id expected = TEST_CANARY;
            ida_status status = ida_document_recompress(like, asked[k], &expected);
            assert_int_equal(ida_document_recompress(document, asked[k], &id), status);
            assert_int_equal(id, expected);
        }
    }
}

static ida_uuid random_session(uint64_t *random, uint64_t sessions)
{
    uint64_t number = random_below(random, sessions);
    uint64_t high = number % 5 * 1000;
    return uuid_of(high + (number % 3 == 0 ? 0 : number), (number + 1) << 40);
}

/* The next range of a session. */
static ida_range random_range(const ida_document *document, uint64_t *random, uint64_t sessions)
{
    ida_uuid session = random_session(random, sessions);
    return range_of(session, ida_document_finalized(document, session) + 1,
                    1 + random_below(random, 4), 1 + (uint32_t)random_below(random, 6));
}

static ida_document *document_at_random(uint64_t ranges, uint64_t sessions, uint64_t *random)
{
    ida_document *document = document_new();
    for (uint64_t i = 0; i < ranges; i++) {
        finalize(document, random_range(document, random, sessions));
    }
    return document;
}

TEST(an_empty_document_is_loaded)
{
    test_allocator memory;
    ida_document *document = document_in(&memory);
    plan nothing = {NULL, 0, NULL, 0};
    assert_int_equal(load_plan(document, &nothing), IDA_OK);
    assert_true(ida_document_verify(document));
    apply(document, A, 1, 1, 1);
    document_close(document);
    test_allocator_assert_clean(&memory);
}

TEST(what_is_loaded_is_what_a_log_made_and_goes_on_as_it)
{
    static const uint64_t sessions[] = {1, 2, 3, 20, 48, 49, 300, 3000};
    for (size_t k = 0; k < COUNT_OF(sessions); k++) {
        for (uint64_t ranges = 1; ranges <= 6000; ranges = ranges * 3 + 1) {
            name_case("%" PRIu64 " ranges of %" PRIu64 " sessions", ranges, sessions[k]);
            uint64_t random = ranges + sessions[k];
            ida_document *like = document_at_random(ranges, sessions[k], &random);
            own_plan what = plan_of(like);
            test_allocator memory;
            ida_document *document = document_in(&memory);
            assert_int_equal(load_plan(document, &what.is), IDA_OK);
            unfinalize_like(document, like);
            assert_int_equal(ida_document_memory(document), memory.live_bytes);
            assert_same(document, like);
            assert_answers_as(document, like);
            for (uint64_t i = 0; i < 300; i++) {
                ida_range range = random_range(like, &random, sessions[k] + 50);
                finalize(like, range);
                finalize(document, range);
            }
            assert_same(document, like);
            assert_answers_as(document, like);
            free_plan(&what);
            document_close(document);
            test_allocator_assert_clean(&memory);
            document_close(like);
        }
    }
}

/* A chain is one block up to 4,096 clusters, and longer ones have more. */
TEST(chains_of_every_kind_of_length)
{
    static const size_t lengths[] = {1, 2, 3, 100, 4095, 4096, 4097, 8192, 8193};
    for (size_t k = 0; k < COUNT_OF(lengths); k++) {
        name_case("%zu clusters of A, and as many of B", lengths[k]);
        ida_document *like = document_new();
        for (uint64_t i = 0; i < lengths[k]; i++) {
            ghost(like, A, 1 + i % 3, ida_document_final_limit(like));
            ghost(like, B, 2, ida_document_final_limit(like));
        }
        own_plan what = plan_of(like);
        ida_document *document = document_new();
        assert_int_equal(load_plan(document, &what.is), IDA_OK);
        assert_same(document, like);
        free_plan(&what);
        assert_answers_as(document, like);
        ghost(document, A, 3, ida_document_final_limit(like));
        ghost(like, A, 3, ida_document_final_limit(like));
        assert_same(document, like);
        document_close(document);
        document_close(like);
    }
}

#define PLAN(sessions, clusters)                                                                   \
    ((plan){(sessions), COUNT_OF(sessions), (clusters), COUNT_OF(clusters)})

TEST(two_sessions_that_are_the_same_are_refused)
{
    const ida_uuid three[] = {A, B, A};
    const cluster_line each[] = {{0, 1}, {1, 1}, {2, 1}};
    assert_index_refuses(&PLAN(three, each));

    /* Among many, wherever they stand: these are sorted in another way. */
    enum { MANY = 100 };
    ida_uuid sessions[MANY];
    cluster_line clusters[MANY];
    for (uint32_t i = 0; i < MANY; i++) {
        sessions[i] = uuid_of(i % 7, (i + 1) * UINT64_C(0x100000000));
        clusters[i] = (cluster_line){i, 5};
    }
    assert_int_equal(load_and_destroy(&PLAN(sessions, clusters)), IDA_OK);
    for (uint32_t i = 1; i < MANY; i++) {
        ida_uuid kept = sessions[i];
        sessions[i] = sessions[(i * 31) % i];
        name_case("session %u is session %u", i, (i * 31) % i);
        assert_index_refuses(&PLAN(sessions, clusters));
        sessions[i] = kept;
    }
}

TEST(a_session_without_a_cluster_is_refused)
{
    const ida_uuid sessions[] = {A, B, C};
    const cluster_line without_a[] = {{1, 1}, {2, 1}, {1, 1}};
    const cluster_line without_b[] = {{0, 1}, {2, 1}, {0, 1}};
    const cluster_line without_c[] = {{0, 1}, {1, 1}, {0, 1}};
    assert_index_refuses(&PLAN(sessions, without_a));
    assert_index_refuses(&PLAN(sessions, without_b));
    assert_index_refuses(&PLAN(sessions, without_c));
    assert_index_refuses(&(plan){sessions, 1, NULL, 0});
}

typedef struct limit_case {
    const char *name;
    ida_uuid first;
    ida_uuid second;
    cluster_line clusters[3];
    ida_status expected;
} limit_case;

TEST(uuids_and_final_ids_have_room_or_the_plan_is_refused)
{
    const ida_uuid below_half = uuid_of(5, UINT64_MAX);
    const ida_uuid near_top = uuid_minus(TEST_UUID_MAX, 9);
    const limit_case rows[] = {
        {"up to the next one", A, uuid_plus(A, 3), {{0, 2}, {1, 9}, {0, 1}}, IDA_OK},
        {"into it at once", A, uuid_plus(A, 3), {{0, 4}, {1, 1}, {1, 1}}, IDA_MALFORMED},
        {"into it later", A, uuid_plus(A, 3), {{0, 2}, {1, 9}, {0, 2}}, IDA_MALFORMED},
        {"far into it", A, uuid_plus(A, 3), {{0, 2}, {1, 9}, {0, 99}}, IDA_MALFORMED},
        {"the lower one last", uuid_plus(A, 3), A, {{0, 9}, {1, 2}, {1, 1}}, IDA_OK},
        {"the lower one, too far", uuid_plus(A, 3), A, {{0, 9}, {1, 2}, {1, 2}}, IDA_MALFORMED},
        {"over the half", below_half, uuid_of(6, 2), {{0, 1}, {1, 1}, {0, 2}}, IDA_OK},
        {"over it, too far", below_half, uuid_of(6, 2), {{0, 1}, {1, 1}, {0, 3}}, IDA_MALFORMED},
        {"up to the top", A, near_top, {{0, 1}, {1, 4}, {1, 6}}, IDA_OK},
        {"above it", A, near_top, {{0, 1}, {1, 4}, {1, 7}}, IDA_MALFORMED},
        {"above it at once", A, near_top, {{0, 1}, {1, 11}, {0, 1}}, IDA_MALFORMED},
        {"all final IDs", A, B, {{0, NUMBERS - 5}, {1, 3}, {0, 2}}, IDA_OK},
        {"one more", A, B, {{0, NUMBERS - 5}, {1, 3}, {1, 3}}, IDA_MALFORMED},
        {"far more", A, B, {{0, NUMBERS - 5}, {1, 3}, {1, UINT64_MAX}}, IDA_MALFORMED},
        {"an empty cluster", A, B, {{0, 1}, {1, 0}, {1, 3}}, IDA_MALFORMED},
        {"an empty cluster later", A, B, {{0, 1}, {1, 1}, {1, 0}}, IDA_MALFORMED},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        name_case("%s", rows[i].name);
        const ida_uuid sessions[] = {rows[i].first, rows[i].second};
        assert_int_equal(load_and_destroy(&PLAN(sessions, rows[i].clusters)), rows[i].expected);
    }
}

static void load_with_each_request_refused(const plan *what, const ida_document *like,
                                           size_t requests_min)
{
    for (size_t nth = 1;; nth++) {
        name_case("%zu sessions, request %zu", what->session_count, nth);
        test_allocator memory;
        ida_document *document = document_in(&memory);
        test_allocator_fail_nth(&memory, nth);
        ida_status status = load_plan(document, what);
        bool failed = memory.failed;
        test_allocator_fail_nth(&memory, 0);
        assert_int_equal(status, failed ? IDA_NO_MEMORY : IDA_OK);
        if (!failed) {
            unfinalize_like(document, like);
            assert_same(document, like);
        }
        ida_document_destroy(document);
        test_allocator_assert_clean(&memory);
        if (!failed) {
            assert_true(nth > requests_min);
            break;
        }
    }
}

TEST(whatever_request_is_refused_nothing_leaks)
{
    static const uint64_t sessions[] = {1, 3, 60, 400};
    for (size_t i = 0; i < COUNT_OF(sessions); i++) {
        uint64_t random = sessions[i];
        ida_document *like = document_at_random(4 * sessions[i], sessions[i], &random);
        own_plan what = plan_of(like);
        load_with_each_request_refused(&what.is, like, 4);
        free_plan(&what);
        document_close(like);
    }
}

/* Segments behind the first one, of chains and of clusters. */
TEST(whatever_request_of_long_chains_is_refused_nothing_leaks)
{
    ida_document *like = document_new();
    for (uint64_t i = 0; i < 9000; i++) {
        ghost(like, A, 1, ida_document_final_limit(like));
        ghost(like, B, 1, ida_document_final_limit(like));
    }
    own_plan what = plan_of(like);
    load_with_each_request_refused(&what.is, like, 10);
    free_plan(&what);
    document_close(like);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_document_is_loaded),
        cmocka_unit_test(what_is_loaded_is_what_a_log_made_and_goes_on_as_it),
        cmocka_unit_test(chains_of_every_kind_of_length),
        cmocka_unit_test(two_sessions_that_are_the_same_are_refused),
        cmocka_unit_test(a_session_without_a_cluster_is_refused),
        cmocka_unit_test(uuids_and_final_ids_have_room_or_the_plan_is_refused),
        cmocka_unit_test(whatever_request_is_refused_nothing_leaks),
        cmocka_unit_test(whatever_request_of_long_chains_is_refused_nothing_leaks),
    };
    return RUN_TESTS(tests);
}
