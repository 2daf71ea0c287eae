/*
 * Ranges and ghosts that would give one UUID to two sessions are refused, and no others are. Unlike
 * elsewhere, the sessions are close to one another here.
 */
#include "support_cmocka.h"
#include "support_document.h"

/* The places of two sessions whose distance is known, also across the halves of the number. */
static const ida_uuid lower_places[] = {
    {UINT64_C(0x0044444444444444), UINT64_C(0x4111111111111111)},
    {7, UINT64_MAX - 3},
    {0, 0},
};

TEST(a_new_session_may_end_just_below_another_but_not_reach_it)
{
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        name_case("low %" PRIx64 ":%" PRIx64, low.high, low.low);
        ida_document *document = document_new();
        apply(document, uuid_plus(low, 10), 1, 2, 3);
        assert_refused(document, range_of(low, 1, 6, 5), IDA_COLLISION);
        assert_refused(document, range_of(low, 1, 1, 10), IDA_COLLISION);
        assert_refused(document, range_of(low, 1, 10, 1), IDA_COLLISION);
        assert_refused(document, range_of(low, 1, 1000, 1000), IDA_COLLISION);
        assert_ghost_refused(document, low, 11, IDA_COLLISION);
        apply(document, low, 1, 5, 5);
        document_close(document);
    }
}

TEST(a_new_session_may_begin_just_above_another_but_not_inside_it)
{
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        name_case("low %" PRIx64 ":%" PRIx64, low.high, low.low);
        ida_document *document = document_new();
        apply(document, low, 1, 2, 8);
        assert_refused(document, range_of(uuid_plus(low, 9), 1, 1, 1), IDA_COLLISION);
        assert_refused(document, range_of(uuid_plus(low, 1), 1, 1, 1), IDA_COLLISION);
        assert_refused(document, range_of(uuid_plus(low, 2), 1, 1, 1), IDA_COLLISION);
        assert_ghost_refused(document, uuid_plus(low, 9), 1, IDA_COLLISION);
        apply(document, uuid_plus(low, 10), 1, 1, 1);
        document_close(document);
    }
}

TEST(an_expanding_cluster_may_end_just_below_another_session)
{
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        name_case("low %" PRIx64 ":%" PRIx64, low.high, low.low);
        ida_document *document = document_new();
        apply(document, uuid_plus(low, 10), 1, 2, 3);
        apply(document, low, 1, 1, 1);
        assert_refused(document, range_of(low, 2, 2, 8), IDA_COLLISION);
        assert_refused(document, range_of(low, 2, 8, 2), IDA_COLLISION);
        apply(document, low, 2, 2, 7);
        assert_cluster(document, 1, (ida_cluster){low, 5, 1, 10, 3});
        /* What is reserved can be filled; that collides with nobody. */
        apply(document, low, 4, 7, 512);
        assert_refused(document, range_of(low, 11, 1, 1), IDA_COLLISION);
        document_close(document);
    }
}

TEST(an_overflowing_cluster_may_end_just_below_another_session)
{
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        name_case("low %" PRIx64 ":%" PRIx64, low.high, low.low);
        ida_document *document = document_new();
        apply(document, low, 1, 1, 1);
        apply(document, uuid_plus(low, 10), 1, 2, 3);
        assert_refused(document, range_of(low, 2, 2, 8), IDA_COLLISION);
        assert_refused(document, range_of(low, 2, 8, 2), IDA_COLLISION);
        apply(document, low, 2, 2, 7);
        assert_cluster(document, 0, (ida_cluster){low, 0, 1, 2, 2});
        assert_cluster(document, 2, (ida_cluster){low, 7, 3, 8, 1});
        document_close(document);
    }
}

TEST(a_new_session_collides_with_what_another_reserved_in_its_second_cluster)
{
    ida_document *document = document_new();
    apply(document, A, 1, 1, 1);
    apply(document, B, 1, 1, 1);
    apply(document, A, 2, 2, 5);
    assert_cluster(document, 2, (ida_cluster){A, 4, 3, 6, 1});
    assert_refused(document, range_of(uuid_plus(A, 7), 1, 1, 1), IDA_COLLISION);
    apply(document, uuid_plus(A, 8), 1, 1, 1);
    document_close(document);
}

TEST(ghosts_collide_like_everyone_else)
{
    for (size_t i = 0; i < COUNT_OF(lower_places); i++) {
        ida_uuid low = lower_places[i];
        name_case("low %" PRIx64 ":%" PRIx64, low.high, low.low);
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
        document_close(document);
    }
}

TEST(sessions_that_are_far_apart_do_not_collide)
{
    ida_document *document = document_new();
    apply(document, uuid_of(5, 100), 1, 1000, 1000);
    apply(document, uuid_of(6, 100), 1, 1000, 1000);
    apply(document, uuid_of(6, 50), 1, 10, 10);
    apply(document, uuid_of(4, 150), 1, 1000, 1000);
    apply(document, uuid_of(TEST_HIGH_MAX, 0), 1, 1000, 1000);
    apply(document, uuid_of(0, UINT64_MAX), 1, 1000, 1000);
    document_close(document);
}

TEST(a_huge_cluster_collides_with_a_distant_session)
{
    uint64_t distance = UINT64_C(1) << 62;
    ida_uuid low = uuid_of(5, UINT64_MAX - 5);
    ida_document *document = document_new();
    apply(document, uuid_plus(low, distance), 1, 1, 1);
    assert_refused(document, range_of(low, 1, distance, 1), IDA_COLLISION);
    apply(document, low, 1, distance - 1, 1);
    assert_refused(document, range_of(uuid_plus(low, distance - 1), 1, 1, 1), IDA_COLLISION);
    assert_refused(document, range_of(uuid_plus(low, 1), 1, 1, 1), IDA_COLLISION);
    document_close(document);
}

TEST(the_nearest_of_many_sessions_decides)
{
    ida_document *document = document_new();
    /* Each session owns [100 i, 100 i + 50). */
    for (uint64_t i = 0; i < 300; i++) {
        uint64_t place = i * 769 % 300;
        apply(document, uuid_of(3, 100 * place), 1, 1, 49);
    }
    for (uint64_t i = 0; i < 299; i++) {
        name_case("behind session %" PRIu64, i);
        assert_refused(document, range_of(uuid_of(3, 100 * i + 49), 1, 1, 1), IDA_COLLISION);
        assert_refused(document, range_of(uuid_of(3, 100 * i + 50), 1, 50, 1), IDA_COLLISION);
        apply(document, uuid_of(3, 100 * i + 50), 1, 49, 1);
    }
    assert_int_equal(ida_document_session_count(document), 599);
    document_close(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_session_may_end_just_below_another_but_not_reach_it),
        cmocka_unit_test(a_new_session_may_begin_just_above_another_but_not_inside_it),
        cmocka_unit_test(an_expanding_cluster_may_end_just_below_another_session),
        cmocka_unit_test(an_overflowing_cluster_may_end_just_below_another_session),
        cmocka_unit_test(a_new_session_collides_with_what_another_reserved_in_its_second_cluster),
        cmocka_unit_test(ghosts_collide_like_everyone_else),
        cmocka_unit_test(sessions_that_are_far_apart_do_not_collide),
        cmocka_unit_test(a_huge_cluster_collides_with_a_distant_session),
        cmocka_unit_test(the_nearest_of_many_sessions_decides),
    };
    return RUN_TESTS(tests);
}
