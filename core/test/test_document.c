/*
 * The document: what each range of the log does to it, which ranges it refuses, and what it
 * answers. Sessions are named by letters; unless a test is about UUIDs, they are far from one
 * another.
 */
#include <idalloc/idalloc.h>

#include "../src/document_internal.h"
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_world.h"

#define A       session_named('A')
#define B       session_named('B')
#define C       session_named('C')
#define INVALID uuid_of(TEST_HIGH_MAX + 1, 0)
#define NUMBERS ((uint64_t)INT64_MAX)

static ida_cluster cluster_of(ida_uuid session, ida_id base_final, uint64_t base_gen_count,
                              uint64_t capacity, uint64_t count)
{
    ida_cluster cluster = {session, base_final, base_gen_count, capacity, count};
    return cluster;
}

static void ghost(ida_document *document, ida_uuid session, uint64_t count, ida_id expected_first)
{
    ida_id first = TEST_CANARY;
    assert_int_equal(ida_document_ghost(document, session, count, &first), IDA_OK);
    assert_int_equal(first, expected_first);
}

static void assert_decompresses(const ida_document *document, ida_id id, ida_uuid expected)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_document_decompress(document, id, &uuid), IDA_OK);
    assert_uuid_equal(uuid, expected);
    ida_id back = TEST_CANARY;
    assert_int_equal(ida_document_recompress(document, expected, &back), IDA_OK);
    assert_int_equal(back, id);
}

static void assert_unknown_id(const ida_document *document, ida_id id)
{
    ida_uuid uuid = uuid_of(1, 2);
    assert_int_equal(ida_document_decompress(document, id, &uuid), IDA_UNKNOWN_ID);
    assert_uuid_equal(uuid, uuid_of(1, 2));
}

static void assert_unknown_uuid(const ida_document *document, ida_uuid uuid)
{
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_document_recompress(document, uuid, &id), IDA_UNKNOWN_ID);
    assert_int_equal(id, TEST_CANARY);
}

static void close_sound(ida_document *document)
{
    assert_true(ida_document_verify(document));
    ida_document_destroy(document);
}

/* ---- The rules ------------------------------------------------------------------------------ */

static void an_empty_document_holds_nothing(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_int_equal(ida_document_session_count(document), 0);
    assert_int_equal(ida_document_cluster_count(document), 0);
    assert_int_equal(ida_document_final_limit(document), 0);
    assert_int_equal(ida_document_finalized(document, A), 0);
    ida_cluster cluster = cluster_of(A, 1, 2, 3, 4);
    assert_false(ida_document_cluster(document, 0, &cluster));
    assert_false(ida_document_cluster(document, SIZE_MAX, &cluster));
    assert_int_equal(cluster.base_final, 1);
    assert_unknown_id(document, 0);
    assert_unknown_uuid(document, A);
    close_sound(document);
    ida_document_destroy(NULL);
}

static void the_first_range_opens_a_cluster_of_count_and_requested_size(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 7, 2));
    assert_int_equal(ida_document_final_limit(document), 7);
    assert_int_equal(ida_document_finalized(document, A), 2);
    apply(document, B, 1, 1, 1);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 7, 2));
    assert_cluster(document, 1, cluster_of(B, 7, 1, 2, 1));
    apply(document, C, 1, 3, IDA_CLUSTER_SIZE_MAX);
    assert_cluster(document, 2, cluster_of(C, 9, 1, 3 + (uint64_t)IDA_CLUSTER_SIZE_MAX, 3));
    assert_int_equal(ida_document_final_limit(document), 12 + IDA_CLUSTER_SIZE_MAX);
    assert_int_equal(ida_document_session_count(document), 3);
    assert_int_equal(ida_document_cluster_count(document), 3);
    ida_cluster cluster = cluster_of(A, 1, 2, 3, 4);
    assert_false(ida_document_cluster(document, 3, &cluster));
    assert_int_equal(cluster.base_final, 1);
    close_sound(document);
}

static void a_range_that_fits_fills_and_reserves_nothing(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, A, 3, 1, 512);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 7, 3));
    apply(document, A, 4, 4, 512);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 7, 7));
    assert_int_equal(ida_document_cluster_count(document), 1);
    assert_int_equal(ida_document_final_limit(document), 7);
    close_sound(document);
}

static void a_range_that_fits_fills_a_cluster_that_is_not_the_last(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, B, 1, 1, 3);
    apply(document, A, 3, 5, 512);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 7, 7));
    assert_cluster(document, 1, cluster_of(B, 7, 1, 4, 1));
    assert_int_equal(ida_document_cluster_count(document), 2);
    close_sound(document);
}

static void a_range_that_does_not_fit_expands_the_last_cluster(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, A, 3, 6, 10);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 7 + 1 + 10, 8));
    apply(document, A, 9, 10, 512);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 18, 18));
    apply(document, A, 19, 1, 1);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 20, 19));
    apply(document, A, 20, 100, 3);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 20 + 99 + 3, 119));
    assert_int_equal(ida_document_cluster_count(document), 1);
    assert_int_equal(ida_document_final_limit(document), 122);
    close_sound(document);
}

static void a_range_that_does_not_fit_overflows_a_cluster_that_is_not_the_last(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    apply(document, B, 1, 1, 2);
    apply(document, A, 3, 6, 10);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 7, 7));
    assert_cluster(document, 1, cluster_of(B, 7, 1, 3, 1));
    assert_cluster(document, 2, cluster_of(A, 10, 8, 11, 1));
    assert_int_equal(ida_document_final_limit(document), 21);
    assert_int_equal(ida_document_session_count(document), 2);
    /* The new cluster is the last one, so it expands; B's is not. */
    apply(document, A, 9, 13, 4);
    assert_cluster(document, 2, cluster_of(A, 10, 8, 11 + 3 + 4, 14));
    apply(document, B, 2, 2, 9);
    assert_cluster(document, 1, cluster_of(B, 7, 1, 3, 3));
    /* Nothing of this fits, so nothing is filled. */
    apply(document, B, 4, 2, 9);
    assert_cluster(document, 3, cluster_of(B, 28, 4, 11, 2));
    assert_int_equal(ida_document_finalized(document, A), 21);
    assert_int_equal(ida_document_finalized(document, B), 5);
    close_sound(document);
}

static void an_empty_range_does_nothing_whatever_else_it_says(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_refused(document, range_of(A, 1, 0, 5), IDA_OK);
    assert_refused(document, range_of(A, 2, 0, 5), IDA_OK);
    assert_refused(document, range_of(A, 0, 0, 0), IDA_OK);
    assert_refused(document, range_of(INVALID, 0, 0, 0), IDA_INVALID_RANGE);
    apply(document, A, 1, 2, 5);
    assert_refused(document, range_of(A, 77, 0, UINT32_MAX), IDA_OK);
    assert_refused(document, range_of(uuid_plus(A, 1), 1, 0, 5), IDA_OK);
    close_sound(document);
}

/* ---- Refusals ------------------------------------------------------------------------------- */

static void invalid_ranges_are_refused(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    assert_refused(document, range_of(INVALID, 1, 1, 5), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 0, 1, 5), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 1, NUMBERS + 1, 5), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 1, 1, 0), IDA_INVALID_RANGE);
    assert_refused(document, range_of(B, 1, 1, IDA_CLUSTER_SIZE_MAX + 1), IDA_INVALID_RANGE);
    close_sound(document);
}

static void a_range_must_start_right_after_the_finalized_ids(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_refused(document, range_of(A, 2, 1, 5), IDA_OUT_OF_ORDER);
    apply(document, A, 1, 2, 5);
    assert_refused(document, range_of(A, 1, 2, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 2, 2, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 4, 2, 5), IDA_OUT_OF_ORDER);
    /* The end of what is reserved is no better start than any other. */
    assert_refused(document, range_of(A, 8, 2, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 1, 1000, 5), IDA_OUT_OF_ORDER);
    apply(document, B, 1, 1, 1);
    apply(document, A, 3, 6, 5);
    assert_refused(document, range_of(A, 8, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 10, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(B, 1, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(C, 3, 1, 5), IDA_OUT_OF_ORDER);
    apply(document, A, 9, 1, 5);
    close_sound(document);
}

static void errors_come_in_the_documented_order(void **state)
{
    (void)state;
    ida_uuid top = uuid_minus(TEST_UUID_MAX, 9);
    ida_document *document = document_new();
    apply(document, uuid_minus(TEST_UUID_MAX, 4), 1, 1, 1);
    /* Everything is wrong with the first; each next one repairs what was found first. */
    assert_refused(document, range_of(top, 2, 100, 0), IDA_INVALID_RANGE);
    assert_refused(document, range_of(top, 2, 100, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(top, 1, 100, 5), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 1, 5, 5), IDA_COLLISION);
    apply(document, top, 1, 1, 1);
    assert_refused(document, range_of(top, 1, 100, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(top, 3, 5, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(top, 2, 100, 5), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 2, 5, 3), IDA_COLLISION);
    close_sound(document);
}

/* ---- Collisions ----------------------------------------------------------------------------- */

/* The places of two sessions whose distance is known, also across the halves of the number. */
static const ida_uuid lower_places[] = {
    {UINT64_C(0x0044444444444444), UINT64_C(0x4111111111111111)},
    {7, UINT64_MAX - 3},
    {0, 0},
};

static void a_new_session_may_end_just_below_another_but_not_reach_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        ida_document *document = document_new();
        apply(document, uuid_plus(low, 10), 1, 2, 3);
        assert_refused(document, range_of(low, 1, 6, 5), IDA_COLLISION);
        assert_refused(document, range_of(low, 1, 1, 10), IDA_COLLISION);
        assert_refused(document, range_of(low, 1, 10, 1), IDA_COLLISION);
        assert_refused(document, range_of(low, 1, 1000, 1000), IDA_COLLISION);
        assert_ghost_refused(document, low, 11, IDA_COLLISION);
        apply(document, low, 1, 5, 5);
        close_sound(document);
    }
}

static void a_new_session_may_begin_just_above_another_but_not_inside_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        ida_document *document = document_new();
        apply(document, low, 1, 2, 8);
        assert_refused(document, range_of(uuid_plus(low, 9), 1, 1, 1), IDA_COLLISION);
        assert_refused(document, range_of(uuid_plus(low, 1), 1, 1, 1), IDA_COLLISION);
        assert_refused(document, range_of(uuid_plus(low, 2), 1, 1, 1), IDA_COLLISION);
        assert_ghost_refused(document, uuid_plus(low, 9), 1, IDA_COLLISION);
        apply(document, uuid_plus(low, 10), 1, 1, 1);
        close_sound(document);
    }
}

static void an_expanding_cluster_may_end_just_below_another_session(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        ida_document *document = document_new();
        apply(document, uuid_plus(low, 10), 1, 2, 3);
        apply(document, low, 1, 1, 1);
        assert_refused(document, range_of(low, 2, 2, 8), IDA_COLLISION);
        assert_refused(document, range_of(low, 2, 8, 2), IDA_COLLISION);
        apply(document, low, 2, 2, 7);
        assert_cluster(document, 1, cluster_of(low, 5, 1, 10, 3));
        /* What is reserved can be filled; that collides with nobody. */
        apply(document, low, 4, 7, 512);
        assert_refused(document, range_of(low, 11, 1, 1), IDA_COLLISION);
        close_sound(document);
    }
}

static void an_overflowing_cluster_may_end_just_below_another_session(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        ida_document *document = document_new();
        apply(document, low, 1, 1, 1);
        apply(document, uuid_plus(low, 10), 1, 2, 3);
        assert_refused(document, range_of(low, 2, 2, 8), IDA_COLLISION);
        assert_refused(document, range_of(low, 2, 8, 2), IDA_COLLISION);
        apply(document, low, 2, 2, 7);
        assert_cluster(document, 0, cluster_of(low, 0, 1, 2, 2));
        assert_cluster(document, 2, cluster_of(low, 7, 3, 8, 1));
        close_sound(document);
    }
}

static void a_new_session_collides_with_what_another_reserved_in_its_second_cluster(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 1);
    apply(document, B, 1, 1, 1);
    apply(document, A, 2, 2, 5);
    assert_cluster(document, 2, cluster_of(A, 4, 3, 6, 1));
    assert_refused(document, range_of(uuid_plus(A, 7), 1, 1, 1), IDA_COLLISION);
    apply(document, uuid_plus(A, 8), 1, 1, 1);
    close_sound(document);
}

static void ghosts_collide_like_everyone_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        ida_document *document = document_new();
        ghost(document, uuid_plus(low, 10), 2, 0);
        assert_ghost_refused(document, low, 11, IDA_COLLISION);
        assert_ghost_refused(document, low, UINT64_C(1) << 62, IDA_COLLISION);
        assert_ghost_refused(document, uuid_plus(low, 11), 1, IDA_COLLISION);
        assert_refused(document, range_of(uuid_plus(low, 11), 1, 1, 1), IDA_COLLISION);
        ghost(document, low, 9, 2);
        assert_ghost_refused(document, low, 2, IDA_COLLISION);
        ghost(document, low, 1, 11);
        ghost(document, uuid_plus(low, 12), 1, 12);
        assert_ghost_refused(document, uuid_plus(low, 10), 1, IDA_COLLISION);
        assert_ghost_refused(document, low, 1, IDA_COLLISION);
        close_sound(document);
    }
}

static void sessions_that_are_far_apart_do_not_collide(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, uuid_of(5, 100), 1, 1000, 1000);
    apply(document, uuid_of(6, 100), 1, 1000, 1000);
    apply(document, uuid_of(6, 50), 1, 10, 10);
    apply(document, uuid_of(4, 150), 1, 1000, 1000);
    apply(document, uuid_of(TEST_HIGH_MAX, 0), 1, 1000, 1000);
    apply(document, uuid_of(0, UINT64_MAX), 1, 1000, 1000);
    close_sound(document);
}

static void a_huge_cluster_collides_with_a_distant_session(void **state)
{
    (void)state;
    uint64_t distance = UINT64_C(1) << 62;
    ida_uuid low = uuid_of(5, UINT64_MAX - 5);
    ida_document *document = document_new();
    apply(document, uuid_plus(low, distance), 1, 1, 1);
    assert_refused(document, range_of(low, 1, distance, 1), IDA_COLLISION);
    apply(document, low, 1, distance - 1, 1);
    assert_refused(document, range_of(uuid_plus(low, distance - 1), 1, 1, 1), IDA_COLLISION);
    assert_refused(document, range_of(uuid_plus(low, 1), 1, 1, 1), IDA_COLLISION);
    close_sound(document);
}

static void the_nearest_of_many_sessions_decides(void **state)
{
    (void)state;
    ida_document *document = document_new();
    /* Each session owns [100 i, 100 i + 50). */
    for (uint64_t i = 0; i < 300; i++) {
        uint64_t place = i * 769 % 300;
        apply(document, uuid_of(3, 100 * place), 1, 1, 49);
    }
    for (uint64_t i = 0; i < 299; i++) {
        assert_refused(document, range_of(uuid_of(3, 100 * i + 49), 1, 1, 1), IDA_COLLISION);
        assert_refused(document, range_of(uuid_of(3, 100 * i + 50), 1, 50, 1), IDA_COLLISION);
        apply(document, uuid_of(3, 100 * i + 50), 1, 49, 1);
    }
    assert_int_equal(ida_document_session_count(document), 599);
    close_sound(document);
}

/* ---- Ghosts --------------------------------------------------------------------------------- */

static void a_ghost_gets_an_exactly_filled_cluster(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    ghost(document, B, 3, 3);
    assert_cluster(document, 1, cluster_of(B, 3, 1, 3, 3));
    assert_int_equal(ida_document_final_limit(document), 6);
    assert_int_equal(ida_document_finalized(document, B), 3);
    assert_int_equal(ida_document_session_count(document), 2);
    assert_decompresses(document, 3, B);
    assert_decompresses(document, 5, uuid_plus(B, 2));
    close_sound(document);
}

static void every_ghost_opens_a_new_cluster_even_behind_its_own(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ghost(document, B, 3, 0);
    ghost(document, B, 2, 3);
    apply(document, A, 1, 1, 2);
    ghost(document, B, 1, 8);
    assert_cluster(document, 0, cluster_of(B, 0, 1, 3, 3));
    assert_cluster(document, 1, cluster_of(B, 3, 4, 2, 2));
    assert_cluster(document, 3, cluster_of(B, 8, 6, 1, 1));
    assert_int_equal(ida_document_session_count(document), 2);
    assert_decompresses(document, 4, uuid_plus(B, 4));
    assert_decompresses(document, 8, uuid_plus(B, 5));
    close_sound(document);
}

static void a_ghost_of_no_ids_does_nothing_at_all(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_ghost_refused(document, B, 0, IDA_OK);
    apply(document, A, 1, 1, 2);
    assert_ghost_refused(document, B, 0, IDA_OK);
    assert_ghost_refused(document, uuid_plus(A, 1), 0, IDA_OK);
    ghost(document, B, 1, 3);
    assert_ghost_refused(document, B, 0, IDA_OK);
    close_sound(document);
}

static void a_session_with_reserved_ids_is_no_ghost(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 2);
    assert_ghost_refused(document, A, 1, IDA_OUT_OF_ORDER);
    apply(document, A, 3, 1, 2);
    assert_ghost_refused(document, A, 1, IDA_OUT_OF_ORDER);
    assert_ghost_refused(document, A, UINT64_MAX, IDA_OUT_OF_ORDER);
    apply(document, A, 4, 1, 2);
    ghost(document, A, 3, 4);
    assert_cluster(document, 1, cluster_of(A, 4, 5, 3, 3));
    close_sound(document);
}

static void a_ghosts_invalid_session_is_refused_first(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_ghost_refused(document, INVALID, 1, IDA_INVALID_ARGUMENT);
    assert_ghost_refused(document, INVALID, UINT64_MAX, IDA_INVALID_ARGUMENT);
    assert_ghost_refused(document, INVALID, 0, IDA_INVALID_ARGUMENT);
    close_sound(document);
}

static void ranges_go_on_where_a_ghost_ended(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ghost(document, A, 3, 0);
    assert_refused(document, range_of(A, 1, 1, 5), IDA_OUT_OF_ORDER);
    assert_refused(document, range_of(A, 3, 1, 5), IDA_OUT_OF_ORDER);
    apply(document, A, 4, 2, 5);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 10, 5));
    ghost(document, B, 2, 10);
    apply(document, C, 1, 1, 1);
    apply(document, B, 3, 2, 4);
    assert_cluster(document, 3, cluster_of(B, 14, 3, 6, 2));
    close_sound(document);
}

/* ---- The ends of the number spaces ---------------------------------------------------------- */

static void final_ids_end_where_their_limit_is_int64_max(void **state)
{
    (void)state;
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
    close_sound(document);
}

static void final_ids_run_out_for_a_second_session(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, NUMBERS - 11, 1);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX - 10);
    assert_refused(document, range_of(B, 1, 10, 1), IDA_EXHAUSTED);
    assert_refused(document, range_of(B, 1, 1, 10), IDA_EXHAUSTED);
    assert_ghost_refused(document, B, 11, IDA_EXHAUSTED);
    apply(document, B, 1, 1, 9);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_cluster(document, 1, cluster_of(B, INT64_MAX - 10, 1, 10, 1));
    close_sound(document);
}

static void final_ids_run_out_for_an_expansion(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, B, 1, NUMBERS - 14, 1);
    apply(document, A, 1, 1, 2);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX - 10);
    assert_refused(document, range_of(A, 2, 3, 10), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 2, 12, 1), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 2, NUMBERS - 1, 1), IDA_EXHAUSTED);
    apply(document, A, 2, 3, 9);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_cluster(document, 1, cluster_of(A, INT64_MAX - 13, 1, 13, 4));
    close_sound(document);
}

static void final_ids_run_out_for_an_overflow(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    apply(document, B, 1, NUMBERS - 14, 1);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX - 10);
    assert_refused(document, range_of(A, 2, 3, 10), IDA_EXHAUSTED);
    assert_refused(document, range_of(A, 2, 12, 1), IDA_EXHAUSTED);
    apply(document, A, 2, 3, 9);
    assert_int_equal(ida_document_final_limit(document), INT64_MAX);
    assert_cluster(document, 2, cluster_of(A, INT64_MAX - 10, 4, 10, 1));
    /* B has one reserved ID left, and it is neither expansion nor overflow to use it. */
    apply(document, B, NUMBERS - 13, 1, IDA_CLUSTER_SIZE_MAX);
    assert_refused(document, range_of(B, NUMBERS - 12, 1, 1), IDA_EXHAUSTED);
    close_sound(document);
}

static void final_ids_run_out_for_ghosts(void **state)
{
    (void)state;
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
    close_sound(document);
    document = document_new();
    ghost(document, A, NUMBERS, 0);
    assert_decompresses(document, INT64_MAX - 1, uuid_plus(A, NUMBERS - 1));
    assert_refused(document, range_of(A, NUMBERS, 1, 1), IDA_OUT_OF_ORDER);
    close_sound(document);
}

static void a_session_at_the_top_has_only_the_uuids_that_are_left(void **state)
{
    (void)state;
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
    close_sound(document);
}

static void growing_clusters_stop_at_the_top_of_the_uuids(void **state)
{
    (void)state;
    ida_uuid top = uuid_minus(TEST_UUID_MAX, 9);
    ida_document *document = document_new();
    apply(document, top, 1, 1, 1);
    assert_refused(document, range_of(top, 2, 2, 8), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 2, NUMBERS - 1, 1), IDA_EXHAUSTED);
    apply(document, A, 1, 1, 1);
    assert_refused(document, range_of(top, 2, 2, 8), IDA_EXHAUSTED);
    assert_refused(document, range_of(top, 2, 10, 1), IDA_EXHAUSTED);
    apply(document, top, 2, 2, 7);
    assert_cluster(document, 2, cluster_of(top, 4, 3, 8, 1));
    close_sound(document);
    document = document_new();
    apply(document, top, 1, 1, 1);
    apply(document, top, 2, 2, 7);
    assert_cluster(document, 0, cluster_of(top, 0, 1, 10, 3));
    close_sound(document);
}

static void ghosts_reach_the_very_top_of_the_uuids(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_ghost_refused(document, TEST_UUID_MAX, 2, IDA_EXHAUSTED);
    ghost(document, TEST_UUID_MAX, 1, 0);
    assert_decompresses(document, 0, TEST_UUID_MAX);
    assert_refused(document, range_of(TEST_UUID_MAX, 2, 1, 1), IDA_EXHAUSTED);
    ghost(document, uuid_minus(TEST_UUID_MAX, 5), 5, 1);
    assert_ghost_refused(document, uuid_minus(TEST_UUID_MAX, 5), 1, IDA_COLLISION);
    assert_ghost_refused(document, uuid_minus(TEST_UUID_MAX, 5), 2, IDA_EXHAUSTED);
    close_sound(document);
}

static void uuids_below_the_top_half_are_not_near_the_top(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ghost(document, uuid_of(TEST_HIGH_MAX - 1, UINT64_MAX), 100, 0);
    assert_decompresses(document, 99, uuid_of(TEST_HIGH_MAX, 98));
    ghost(document, uuid_of(TEST_HIGH_MAX, UINT64_C(1) << 63), NUMBERS - 100, 100);
    close_sound(document);
}

/* ---- Answers -------------------------------------------------------------------------------- */

static void only_finalized_ids_are_known(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 3);
    apply(document, B, 1, 1, 1);
    apply(document, A, 3, 4, 2);
    /* A: 0..4 of 5, B: 5 of 5..6, A: 7 of 7..9. */
    for (ida_id id = 0; id < 5; id++) {
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
    close_sound(document);
}

static void an_invalid_uuid_is_an_invalid_argument(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 2, 3);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_document_recompress(document, INVALID, &id), IDA_INVALID_ARGUMENT);
    assert_int_equal(id, TEST_CANARY);
    close_sound(document);
}

static void finalized_is_asked_by_session_id_alone(void **state)
{
    (void)state;
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
    close_sound(document);
}

static void long_chains_of_many_sessions_keep_their_ids_apart(void **state)
{
    (void)state;
    enum { SESSIONS = 60, ROUNDS = 60 };
    ida_document *document = document_new();
    for (uint64_t round = 0; round < ROUNDS; round++) {
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
    close_sound(document);
}

static void thousands_of_sessions_in_random_order(void **state)
{
    (void)state;
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
        assert_decompresses(document, (ida_id)(2 * i), ids[i]);
        assert_unknown_id(document, (ida_id)(2 * i + 1));
        assert_unknown_uuid(document, uuid_plus(ids[i], 1));
        assert_int_equal(ida_document_finalized(document, ids[i]), 1);
    }
    assert_int_equal(ida_document_session_count(document), SESSIONS);
    free(ids);
    close_sound(document);
}

/* ---- Equality, memory, verification --------------------------------------------------------- */

static void documents_are_equal_when_their_clusters_are(void **state)
{
    (void)state;
    ida_document *a = document_new();
    ida_document *b = document_new();
    assert_documents_equal(a, b);
    apply(a, A, 1, 2, 5);
    assert_false(ida_document_equal(a, b));
    assert_false(ida_document_equal(b, a));
    /* Another log, the same clusters. */
    apply(b, A, 1, 1, 6);
    assert_false(ida_document_equal(a, b));
    apply(b, A, 2, 1, 1);
    assert_documents_equal(a, b);
    apply(a, B, 1, 1, 1);
    apply(b, B, 1, 1, 1);
    assert_documents_equal(a, b);
    assert_true(ida_document_equal(a, a));
    close_sound(a);
    close_sound(b);
}

static void one_difference_makes_documents_unequal(void **state)
{
    (void)state;
    const ida_range others[] = {
        range_of(B, 1, 2, 5), /* another session */
        range_of(A, 1, 2, 6), /* another capacity */
        range_of(A, 1, 3, 4), /* another count */
        range_of(uuid_plus(A, 1), 1, 2, 5),
        range_of(uuid_of(A.high + 1, A.low), 1, 2, 5),
    };
    ida_document *document = document_new();
    apply(document, A, 1, 2, 5);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        ida_document *other = document_new();
        assert_int_equal(ida_document_finalize(other, &others[i]), IDA_OK);
        assert_false(ida_document_equal(document, other));
        assert_false(ida_document_equal(other, document));
        close_sound(other);
    }
    close_sound(document);
}

static void the_order_and_the_cut_of_clusters_matter_for_equality(void **state)
{
    (void)state;
    ida_document *a = document_new();
    ida_document *b = document_new();
    ghost(a, A, 2, 0);
    ghost(a, B, 2, 2);
    ghost(b, B, 2, 0);
    ghost(b, A, 2, 2);
    assert_false(ida_document_equal(a, b));
    close_sound(a);
    close_sound(b);
    a = document_new();
    b = document_new();
    ghost(a, A, 2, 0);
    ghost(a, A, 1, 2);
    ghost(b, A, 1, 0);
    ghost(b, A, 2, 1);
    assert_false(ida_document_equal(a, b));
    ghost(a, A, 1, 3);
    ghost(b, A, 1, 3);
    assert_false(ida_document_equal(a, b));
    close_sound(a);
    close_sound(b);
}

static void a_document_that_goes_on_is_no_longer_equal(void **state)
{
    (void)state;
    ida_document *a = document_new();
    ida_document *b = document_new();
    for (int i = 0; i < 2; i++) {
        ida_document *document = i == 0 ? a : b;
        apply(document, A, 1, 1, 3);
        apply(document, B, 1, 1, 3);
    }
    assert_documents_equal(a, b);
    apply(a, A, 2, 1, 1);
    assert_false(ida_document_equal(a, b));
    apply(b, A, 2, 1, 7);
    assert_documents_equal(a, b);
    apply(a, B, 2, 3, 1);
    assert_false(ida_document_equal(a, b));
    close_sound(a);
    close_sound(b);
}

static void memory_is_what_the_allocator_gave(void **state)
{
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    assert_int_equal(ida_document_memory(document), memory.live_bytes);
    /* The allocator was copied. */
    memset(&allocator, 0, sizeof(allocator));
    for (uint64_t round = 0; round < 5; round++) {
        for (uint64_t s = 0; s < 500; s++) {
            apply(document, uuid_of(s * 77 % 500, 0), round * 2 + 1, 2, 1);
            assert_int_equal(ida_document_memory(document), memory.live_bytes);
        }
    }
    close_sound(document);
    test_allocator_assert_clean(&memory);
}

static void look_ups_and_refusals_take_no_memory(void **state)
{
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_document *document = NULL;
    assert_int_equal(ida_document_create(&allocator, &document), IDA_OK);
    apply(document, A, 1, 2, 5);
    apply(document, B, 1, 2, 5);
    test_allocator_fail_nth(&memory, 1);
    assert_decompresses(document, 1, uuid_plus(A, 1));
    assert_unknown_id(document, 2);
    ida_range again = range_of(A, 1, 2, 5);
    assert_int_equal(ida_document_finalize(document, &again), IDA_OUT_OF_ORDER);
    ida_range inside = range_of(uuid_plus(A, 3), 1, 2, 5);
    assert_int_equal(ida_document_finalize(document, &inside), IDA_COLLISION);
    assert_true(ida_document_verify(document));
    assert_false(memory.failed);
    ida_document_destroy(document);
    test_allocator_assert_clean(&memory);
}

/* Two sessions of two clusters each: A 0..2, B 3..5, A 6..11, B 12..16. */
static ida_document *document_with_chains(void)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    apply(document, B, 1, 2, 1);
    apply(document, A, 2, 4, 4);
    apply(document, B, 3, 2, 4);
    assert_int_equal(ida_document_cluster_count(document), 4);
    assert_int_equal(ida_document_final_limit(document), 17);
    assert_true(ida_document_verify(document));
    return document;
}

static void assert_damage_is_found(const ida_document *document, uint64_t *number, uint64_t wrong)
{
    uint64_t before = *number;
    *number = wrong;
    assert_false(ida_document_verify(document));
    *number = before;
    assert_true(ida_document_verify(document));
}

static void verify_finds_damaged_members(void **state)
{
    (void)state;
    ida_document *document = document_with_chains();
    for (uint32_t i = 0; i < document->member_count; i++) {
        ida_member *member = &document->members[i];
        assert_damage_is_found(document, &member->finalized, member->allocated + 1);
        assert_damage_is_found(document, &member->finalized, member->last.base_gen - 1);
        assert_damage_is_found(document, &member->allocated, member->allocated + 1);
        assert_damage_is_found(document, &member->allocated, member->allocated - 1);
        assert_damage_is_found(document, &member->last.base_gen, member->last.base_gen + 1);
        assert_damage_is_found(document, &member->last.base_final, member->last.base_final - 1);
        assert_damage_is_found(document, &member->chain->links[0].base_gen, 2);
        assert_damage_is_found(document, &member->chain->links[0].base_final, 1);
        assert_damage_is_found(document, &member->chain->links[1].base_gen, 2);
        assert_damage_is_found(document, &member->chain->links[1].base_final, 7);
        assert_damage_is_found(document, &member->ceiling, member->ceiling - 1);
        assert_damage_is_found(document, &member->ceiling, member->allocated - 1);
        assert_damage_is_found(document, &member->id.high, member->id.high + 1);
        assert_damage_is_found(document, &member->id.low, member->id.low - 1);
        member->chain->count--;
        assert_false(ida_document_verify(document));
        member->chain->count++;
    }
    close_sound(document);
}

static void verify_finds_damaged_owners_and_limits(void **state)
{
    (void)state;
    ida_document *document = document_with_chains();
    for (size_t i = 0; i < 4; i++) {
        ida_owner *owner = &document->owners[i];
        assert_damage_is_found(document, &owner->base_gen, owner->base_gen + 1);
        owner->member ^= 1;
        assert_false(ida_document_verify(document));
        owner->member ^= 1;
        owner->member += 2;
        assert_false(ida_document_verify(document));
        owner->member -= 2;
        uint64_t *key = &document->finals.levels[0].keys[i];
        assert_damage_is_found(document, key, *key + 1);
    }
    assert_damage_is_found(document, &document->final_limit, 18);
    assert_damage_is_found(document, &document->final_limit, 16);
    assert_damage_is_found(document, &document->final_limit, 12);
    /* A last cluster of less than nothing, and its session agrees. */
    document->final_limit = 1;
    document->members[1].allocated = document->members[1].last.base_gen - 1 - 11;
    assert_false(ida_document_verify(document));
    document->final_limit = 17;
    document->members[1].allocated = 8;
    document->member_count--;
    assert_false(ida_document_verify(document));
    document->member_count++;
    close_sound(document);
}

static void verify_finds_members_that_overlap(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, uuid_of(0, 100), 1, 1, 9);
    apply(document, uuid_of(0, 110), 1, 1, 9);
    assert_true(ida_document_verify(document));
    /* Grown as a cluster would be, but over the next session's first UUID. */
    document->members[1].allocated += 1;
    document->final_limit += 1;
    assert_true(ida_document_verify(document));
    ida_document_destroy(document);

    document = document_new();
    apply(document, uuid_of(0, 110), 1, 1, 9);
    apply(document, uuid_of(0, 100), 1, 1, 9);
    document->members[1].allocated += 1;
    document->final_limit += 1;
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

static void verify_finds_limits_that_cannot_be(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_damage_is_found(document, &document->final_limit, 1);
    ghost(document, A, NUMBERS, 0);
    /* Everything agrees, but on one more than there may be. */
    ida_member *member = &document->members[0];
    document->final_limit = member->allocated = member->finalized = NUMBERS + 1;
    assert_false(ida_document_verify(document));
    document->final_limit = member->allocated = member->finalized = NUMBERS;
    close_sound(document);

    document = document_new();
    ghost(document, uuid_minus(TEST_UUID_MAX, 9), 10, 0);
    member = &document->members[0];
    document->final_limit = member->allocated = member->finalized = 11;
    assert_false(ida_document_verify(document));
    document->final_limit = member->allocated = member->finalized = 10;
    close_sound(document);
}

static void verify_finds_a_chain_without_room(void **state)
{
    (void)state;
    ida_document *document = document_with_chains();
    ida_chain *chain = document->members[0].chain;
    uint32_t capacity = chain->capacity;
    chain->capacity = chain->count;
    assert_true(ida_document_verify(document));
    chain->capacity = chain->count - 1;
    assert_false(ida_document_verify(document));
    chain->capacity = capacity;
    close_sound(document);
}

static void verify_finds_a_chain_of_one_cluster(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    ida_member *member = &document->members[0];
    size_t size = sizeof(ida_chain) + sizeof(ida_link);
    ida_chain *chain = document->allocator.resize(document->allocator.context, NULL, 0, size);
    assert_non_null(chain);
    chain->count = chain->capacity = 1;
    chain->links[0] = member->last;
    member->chain = chain;
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

/* Its session knows nothing of it: all that it does know is in order. */
static void verify_finds_a_cluster_that_is_in_no_chain(void **state)
{
    (void)state;
    ida_document *document = document_with_chains();
    ida_member *member = &document->members[0];
    ida_member good = *member;
    member->last = member->chain->links[0];
    member->chain = NULL;
    member->allocated = member->finalized = 3;
    assert_false(ida_document_verify(document));
    *member = good;
    close_sound(document);
}

static void verify_finds_sessions_under_each_others_numbers(void **state)
{
    (void)state;
    ida_document *document = document_with_chains();
    uint32_t *numbers = document->tree.nodes[0].values;
    numbers[0] = 1;
    numbers[1] = 0;
    assert_false(ida_document_verify(document));
    numbers[0] = 0;
    numbers[1] = 1;
    close_sound(document);
}

/* Its session's only cluster begins one final ID late, and everything else allows for that. */
static void verify_finds_a_link_into_the_middle_of_a_cluster(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    ida_member *member = &document->members[0];
    member->last.base_final = 1;
    member->allocated = 2;
    assert_false(ida_document_verify(document));
    member->last.base_final = 0;
    member->allocated = 3;
    close_sound(document);
}

/* All of it is one final ID too high: only the first number gives it away. */
static void verify_finds_final_ids_that_do_not_begin_with_0(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 2);
    uint64_t *const numbers[] = {&document->finals.levels[0].keys[0],
                                 &document->members[0].last.base_final, &document->final_limit};
    for (size_t i = 0; i < 3; i++) {
        ++*numbers[i];
        assert_false(ida_document_verify(document));
    }
    for (size_t i = 0; i < 3; i++) {
        --*numbers[i];
    }
    close_sound(document);
}

static void verify_finds_an_invalid_session(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, uuid_of(TEST_HIGH_MAX, 0), 1, 1, 2);
    assert_true(ida_document_verify(document));
    document->members[0].id.high++;
    document->tree.nodes[0].high[0]++;
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

/* Damage that no look-up of the document's own parts would stumble over. */
static void verify_looks_into_the_index_and_the_tree(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ida_id first = TEST_CANARY;
    for (uint64_t i = 0; i < 40; i++) {
        assert_int_equal(ida_document_ghost(document, uuid_of(i, 0), 5, &first), IDA_OK);
    }
    uint64_t *key = &document->finals.levels[1].keys[1];
    assert_damage_is_found(document, key, *key - 1);
    assert_true(ida_uuid_tree_reserve(&document->tree, &document->allocator));
    ida_uuid_tree_insert(&document->tree, session_named('Z'), 40);
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

/* Two sessions with their numbers exchanged everywhere: only the rule of numbering is broken. */
static void verify_finds_sessions_numbered_out_of_order(void **state)
{
    (void)state;
    ida_document *document = document_new();
    apply(document, A, 1, 1, 1);
    apply(document, B, 1, 2, 3);
    ida_member first = document->members[0];
    document->members[0] = document->members[1];
    document->members[1] = first;
    document->owners[0].member = 1;
    document->owners[1].member = 0;
    ida_uuid_tree_free(&document->tree, &document->allocator);
    memset(&document->tree, 0, sizeof(document->tree));
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(ida_uuid_tree_reserve(&document->tree, &document->allocator));
        ida_uuid_tree_insert(&document->tree, document->members[i].id, i);
    }
    assert_false(ida_document_verify(document));
    ida_document_destroy(document);
}

/* ---- Limits of room, and what is asked of a document from inside the library ---- */

/* Far more sessions than a test can make, and one too many to grow. */
static void sessions_end_before_their_numbers_do(void **state)
{
    (void)state;
    ida_document *document = document_with_chains();
    uint32_t capacity = document->member_capacity;
    ida_range another = range_of(session_named('C'), 1, 1, 1);
    document->member_capacity = IDA_NO_SESSION / 2 + 1;
    assert_int_equal(ida_document_finalize(document, &another), IDA_NO_MEMORY);
    document->member_capacity = IDA_NO_SESSION / 2;
    assert_int_equal(ida_document_finalize(document, &another), IDA_OK);
    document->member_capacity = capacity;
    close_sound(document);
}

static void a_chain_ends_before_the_number_of_its_links_does(void **state)
{
    (void)state;
    ida_document *document = document_with_chains();
    ida_chain *chain = document->members[0].chain;
    uint32_t capacity = chain->capacity;
    uint32_t capacity_max = SIZE_MAX > UINT32_MAX ? UINT32_C(1) << 31 : UINT32_C(1) << 26;
    ida_range more = range_of(A, 6, 10, 1);
    chain->count = chain->capacity = capacity_max;
    assert_int_equal(ida_document_finalize(document, &more), IDA_NO_MEMORY);
    chain->count = 2;
    chain->capacity = capacity;
    close_sound(document);
}

static void a_chain_has_at_most_twice_the_room_it_needs(void **state)
{
    (void)state;
    ida_document *document = document_new();
    uint64_t first = 1;
    for (uint32_t clusters = 1; clusters <= 100; clusters++) {
        apply(document, A, first, 2, 1);
        apply(document, B, first, 2, 1);
        first += 2;
        const ida_chain *chain = document->members[0].chain;
        assert_true(chain == NULL || chain->capacity <= 2 * chain->count);
        /* It doubles, so that adding links costs the same however many there are. */
        assert_true(chain == NULL || (chain->capacity & (chain->capacity - 1)) == 0);
    }
    assert_true(document->members[0].chain->count > 60);
    close_sound(document);
}

static void reserved_uuids_are_located_too(void **state)
{
    (void)state;
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
    close_sound(document);
}

/* ---- What loaders use ----------------------------------------------------------------------- */

static void assert_not_appended(ida_document *document, ida_uuid session, uint64_t capacity,
                                uint64_t count)
{
    saved before = save_document(document);
    assert_int_equal(ida_document_append_cluster(document, session, capacity, count),
                     IDA_MALFORMED);
    saved after = save_document(document);
    assert_true(saved_equal(&before, &after));
    assert_true(ida_document_verify(document));
    saved_free(&before);
    saved_free(&after);
}

static void append_cluster_accepts_what_a_log_can_make(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_int_equal(ida_document_append_cluster(document, A, 3, 3), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, B, 4, 1), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, A, 2, 1), IDA_OK);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 3, 3));
    assert_cluster(document, 1, cluster_of(B, 3, 1, 4, 1));
    assert_cluster(document, 2, cluster_of(A, 7, 4, 2, 1));
    ida_document *other = document_new();
    ghost(other, A, 3, 0);
    apply(other, B, 1, 1, 3);
    apply(other, A, 4, 1, 1);
    assert_documents_equal(document, other);
    close_sound(other);
    close_sound(document);
}

static void append_cluster_refuses_what_no_log_makes(void **state)
{
    (void)state;
    ida_document *document = document_new();
    assert_not_appended(document, A, 1, 0);
    assert_not_appended(document, A, 0, 0);
    assert_not_appended(document, A, 3, 4);
    assert_not_appended(document, uuid_of(TEST_HIGH_MAX + 1, 0), 3, 3);
    assert_not_appended(document, A, NUMBERS + 1, 1);
    assert_not_appended(document, A, UINT64_MAX, 1);
    assert_not_appended(document, uuid_minus(TEST_UUID_MAX, 9), 11, 11);
    assert_int_equal(ida_document_append_cluster(document, A, 3, 2), IDA_OK);
    /* The cluster before has an ID that is not finalized. */
    assert_not_appended(document, A, 3, 3);
    assert_not_appended(document, uuid_plus(A, 2), 1, 1);
    assert_not_appended(document, uuid_minus(A, 2), 3, 3);
    assert_not_appended(document, B, NUMBERS - 2, NUMBERS - 2);
    assert_int_equal(ida_document_append_cluster(document, uuid_minus(A, 2), 2, 2), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, uuid_plus(A, 3), 1, 1), IDA_OK);
    assert_int_equal(ida_document_append_cluster(document, B, NUMBERS - 6, NUMBERS - 6), IDA_OK);
    assert_not_appended(document, C, 1, 1);
    close_sound(document);
}

static void append_link_checks_counts_by_itself(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ghost(document, A, 3, 0);
    assert_int_equal(ida_document_append_link(document, 0, 2, 0), IDA_MALFORMED);
    assert_int_equal(ida_document_append_link(document, 0, 2, 3), IDA_MALFORMED);
    assert_int_equal(ida_document_append_link(document, 0, NUMBERS - 2, 1), IDA_MALFORMED);
    assert_int_equal(ida_document_cluster_count(document), 1);
    assert_int_equal(ida_document_append_link(document, 0, 2, 1), IDA_OK);
    assert_cluster(document, 1, cluster_of(A, 3, 4, 2, 1));
    assert_int_equal(ida_document_append_link(document, 0, 2, 1), IDA_MALFORMED);
    close_sound(document);
}

static void unfinalize_leaves_at_least_one_id_of_the_last_cluster(void **state)
{
    (void)state;
    ida_document *document = document_new();
    ghost(document, A, 3, 0);
    ghost(document, A, 4, 3);
    ghost(document, B, 1, 7);
    assert_int_equal(ida_document_unfinalize(document, 0, 4), IDA_MALFORMED);
    assert_int_equal(ida_document_unfinalize(document, 0, UINT64_MAX), IDA_MALFORMED);
    assert_int_equal(ida_document_unfinalize(document, 1, 1), IDA_MALFORMED);
    assert_int_equal(ida_document_unfinalize(document, 1, 0), IDA_OK);
    assert_int_equal(ida_document_unfinalize(document, 0, 3), IDA_OK);
    assert_cluster(document, 0, cluster_of(A, 0, 1, 3, 3));
    assert_cluster(document, 1, cluster_of(A, 3, 4, 4, 1));
    assert_cluster(document, 2, cluster_of(B, 7, 1, 1, 1));
    close_sound(document);
}

/* One cluster or two: everything else is the same, the final IDs too. */
static void documents_with_clusters_of_other_lengths_are_not_equal(void **state)
{
    (void)state;
    ida_document *one = document_new();
    ida_document *two = document_new();
    ghost(one, A, 10, 0);
    ghost(two, A, 5, 0);
    ghost(two, A, 5, 5);
    assert_int_equal(ida_document_final_limit(one), ida_document_final_limit(two));
    assert_false(ida_document_equal(one, two));
    assert_false(ida_document_equal(two, one));
    close_sound(one);
    close_sound(two);
}

/* Two clusters of the same length that belong to the other session each. */
static void documents_with_clusters_of_other_sessions_are_not_equal(void **state)
{
    (void)state;
    ida_document *one = document_new();
    ida_document *two = document_new();
    ghost(one, A, 5, 0);
    ghost(one, B, 5, 5);
    ghost(one, A, 5, 10);
    ghost(one, B, 5, 15);
    ghost(two, A, 5, 0);
    ghost(two, B, 5, 5);
    ghost(two, B, 5, 10);
    ghost(two, A, 5, 15);
    assert_int_equal(ida_document_finalized(one, A), ida_document_finalized(two, A));
    assert_false(ida_document_equal(one, two));
    assert_false(ida_document_equal(two, one));
    close_sound(one);
    close_sound(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_document_holds_nothing),
        cmocka_unit_test(the_first_range_opens_a_cluster_of_count_and_requested_size),
        cmocka_unit_test(a_range_that_fits_fills_and_reserves_nothing),
        cmocka_unit_test(a_range_that_fits_fills_a_cluster_that_is_not_the_last),
        cmocka_unit_test(a_range_that_does_not_fit_expands_the_last_cluster),
        cmocka_unit_test(a_range_that_does_not_fit_overflows_a_cluster_that_is_not_the_last),
        cmocka_unit_test(an_empty_range_does_nothing_whatever_else_it_says),
        cmocka_unit_test(invalid_ranges_are_refused),
        cmocka_unit_test(a_range_must_start_right_after_the_finalized_ids),
        cmocka_unit_test(errors_come_in_the_documented_order),
        cmocka_unit_test(a_new_session_may_end_just_below_another_but_not_reach_it),
        cmocka_unit_test(a_new_session_may_begin_just_above_another_but_not_inside_it),
        cmocka_unit_test(an_expanding_cluster_may_end_just_below_another_session),
        cmocka_unit_test(an_overflowing_cluster_may_end_just_below_another_session),
        cmocka_unit_test(a_new_session_collides_with_what_another_reserved_in_its_second_cluster),
        cmocka_unit_test(ghosts_collide_like_everyone_else),
        cmocka_unit_test(sessions_that_are_far_apart_do_not_collide),
        cmocka_unit_test(a_huge_cluster_collides_with_a_distant_session),
        cmocka_unit_test(the_nearest_of_many_sessions_decides),
        cmocka_unit_test(a_ghost_gets_an_exactly_filled_cluster),
        cmocka_unit_test(every_ghost_opens_a_new_cluster_even_behind_its_own),
        cmocka_unit_test(a_ghost_of_no_ids_does_nothing_at_all),
        cmocka_unit_test(a_session_with_reserved_ids_is_no_ghost),
        cmocka_unit_test(a_ghosts_invalid_session_is_refused_first),
        cmocka_unit_test(ranges_go_on_where_a_ghost_ended),
        cmocka_unit_test(final_ids_end_where_their_limit_is_int64_max),
        cmocka_unit_test(final_ids_run_out_for_a_second_session),
        cmocka_unit_test(final_ids_run_out_for_an_expansion),
        cmocka_unit_test(final_ids_run_out_for_an_overflow),
        cmocka_unit_test(final_ids_run_out_for_ghosts),
        cmocka_unit_test(a_session_at_the_top_has_only_the_uuids_that_are_left),
        cmocka_unit_test(growing_clusters_stop_at_the_top_of_the_uuids),
        cmocka_unit_test(ghosts_reach_the_very_top_of_the_uuids),
        cmocka_unit_test(uuids_below_the_top_half_are_not_near_the_top),
        cmocka_unit_test(only_finalized_ids_are_known),
        cmocka_unit_test(an_invalid_uuid_is_an_invalid_argument),
        cmocka_unit_test(finalized_is_asked_by_session_id_alone),
        cmocka_unit_test(long_chains_of_many_sessions_keep_their_ids_apart),
        cmocka_unit_test(thousands_of_sessions_in_random_order),
        cmocka_unit_test(documents_are_equal_when_their_clusters_are),
        cmocka_unit_test(one_difference_makes_documents_unequal),
        cmocka_unit_test(the_order_and_the_cut_of_clusters_matter_for_equality),
        cmocka_unit_test(a_document_that_goes_on_is_no_longer_equal),
        cmocka_unit_test(memory_is_what_the_allocator_gave),
        cmocka_unit_test(look_ups_and_refusals_take_no_memory),
        cmocka_unit_test(verify_finds_damaged_members),
        cmocka_unit_test(verify_finds_damaged_owners_and_limits),
        cmocka_unit_test(verify_finds_members_that_overlap),
        cmocka_unit_test(verify_finds_limits_that_cannot_be),
        cmocka_unit_test(verify_finds_a_chain_without_room),
        cmocka_unit_test(verify_finds_a_chain_of_one_cluster),
        cmocka_unit_test(verify_finds_a_cluster_that_is_in_no_chain),
        cmocka_unit_test(verify_finds_sessions_under_each_others_numbers),
        cmocka_unit_test(verify_finds_a_link_into_the_middle_of_a_cluster),
        cmocka_unit_test(verify_finds_final_ids_that_do_not_begin_with_0),
        cmocka_unit_test(verify_finds_an_invalid_session),
        cmocka_unit_test(verify_looks_into_the_index_and_the_tree),
        cmocka_unit_test(sessions_end_before_their_numbers_do),
        cmocka_unit_test(a_chain_ends_before_the_number_of_its_links_does),
        cmocka_unit_test(a_chain_has_at_most_twice_the_room_it_needs),
        cmocka_unit_test(reserved_uuids_are_located_too),
        cmocka_unit_test(documents_with_clusters_of_other_lengths_are_not_equal),
        cmocka_unit_test(documents_with_clusters_of_other_sessions_are_not_equal),
        cmocka_unit_test(verify_finds_sessions_numbered_out_of_order),
        cmocka_unit_test(append_cluster_accepts_what_a_log_can_make),
        cmocka_unit_test(append_cluster_refuses_what_no_log_makes),
        cmocka_unit_test(append_link_checks_counts_by_itself),
        cmocka_unit_test(unfinalize_leaves_at_least_one_id_of_the_last_cluster),
    };
    return RUN_TESTS(tests);
}
