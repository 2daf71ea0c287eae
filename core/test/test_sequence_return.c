/* Chunks that are handed back when a coordinator stops, and coordinators that a fork copied. */
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_sequence.h"

TEST(what_has_nothing_left_hands_nothing_back)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 4, 2);
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_record record = record_of(0);
    ida_chunk_return rest = {.sequence = 4711};
    ida_coordinator *coordinator = NULL;
    /* Before the start is stored: the record of the start stays to be stored. */
    assert_int_equal(ida_coordinator_create(&allocator, &record, 50, &coordinator), IDA_OK);
    assert_false(ida_coordinator_stop(coordinator, &rest));
    assert_true(ida_coordinator_verify(coordinator));
    keep(coordinator, &record);
    ida_coordinator_destroy(coordinator);
    /* Before the first chunk, and after the last ID of one. */
    for (unsigned i = 0; i < 2; i++) {
        name_case(i == 0 ? "before the first chunk" : "after the last ID of one");
        coordinator = started(&record, 100);
        if (i == 1) {
            supply(&o, coordinator, &record);
            assert_int_equal(draw(coordinator), 1);
            assert_int_equal(draw(coordinator), 3);
        }
        assert_false(ida_coordinator_stop(coordinator, &rest));
        assert_false(ida_coordinator_stop(coordinator, &rest));
        assert_true(ida_coordinator_verify(coordinator));
        assert_false(ida_coordinator_pending(coordinator, &record));
        ida_coordinator_destroy(coordinator);
    }
    assert_int_equal(rest.sequence, 4711);
    ida_master_destroy(o.master);
}

TEST(a_stopped_coordinator_draws_nothing_and_says_what_it_drew)
{
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 12, 4);
    (void)office_grants(&o, request_of(1, 1, 1, 0));
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 0);
    supply(&o, coordinator, &record);
    assert_int_equal(draw(coordinator), 1002);
    ida_chunk_request request = asked(coordinator);
    ida_chunk_return rest;
    for (unsigned i = 0; i < 2; i++) {
        name_case("stopped %u times", i + 1);
        memset(&rest, 0, sizeof rest);
        assert_true(ida_coordinator_stop(coordinator, &rest));
        assert_int_equal(rest.sequence, SEQUENCE);
        assert_int_equal(rest.coordinator, 0);
        assert_int_equal(rest.incarnation, 1);
        assert_int_equal(rest.number, 1);
        assert_chunk(rest.chunk, 1000, 1012, 1, 4);
        assert_int_equal(rest.drawn, 1);
        assert_true(ida_coordinator_verify(coordinator));
    }
    uint64_t id = 0;
    assert_int_equal(ida_coordinator_next(coordinator, &id), IDA_STOPPED);
    assert_int_equal(ida_coordinator_left(coordinator), 0);
    assert_false(ida_coordinator_request(coordinator, &request));
    keep(coordinator, &record);
    assert_int_equal(record.after, 1002);
    assert_int_equal(record.incarnation, 1);
    assert_int_equal(ida_coordinator_next(coordinator, &id), IDA_STOPPED);
    /* Nor does it take what it asked for before. */
    ida_chunk_reply reply = {.sequence = SEQUENCE,
                             .incarnation = 1,
                             .number = 2,
                             .chunk = {.starting = 1012, .ending = 1024, .count = 1}};
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_STALE_MESSAGE);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

/* All that a coordinator draws until it has nothing. */
static void draws(ida_coordinator *coordinator, const uint64_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        name_case("draw %zu", i);
        assert_int_equal(draw(coordinator), ids[i]);
    }
    assert_int_equal(ida_coordinator_left(coordinator), 0);
}

TEST(who_starts_again_goes_on_where_it_stopped)
{
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 12, 4);
    (void)office_grants(&o, request_of(1, 1, 1, 0));
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    ida_chunk_return rest;
    /* Stopped before each of its IDs. */
    for (uint64_t i = 0; i < 3; i++) {
        name_case("before ID %" PRIu64, i);
        assert_true(ida_coordinator_stop(coordinator, &rest));
        keep(coordinator, &record);
        ida_coordinator_destroy(coordinator);
        assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
        assert_true(ida_master_verify(o.master));
        coordinator = started(&record, 100);
        supply(&o, coordinator, &record);
        assert_int_equal(draw(coordinator), 1002 + 4 * i);
    }
    assert_int_equal(ida_coordinator_left(coordinator), 0);
    assert_false(ida_coordinator_stop(coordinator, &rest));
    ida_coordinator_destroy(coordinator);
    assert_int_equal(o.stored.next_start, 1012);
    ida_master_destroy(o.master);
}

/* One that did not store what it drew gets a chunk above, and a newcomer gets the rest. */
TEST(the_rest_goes_to_whoever_it_is_above)
{
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_int_equal(draw(coordinator), 1001);
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    ida_coordinator_destroy(coordinator);
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    coordinator = started(&record, 100);
    ida_coordinator_record newcomer_record = record_of(1);
    ida_coordinator *newcomer = started(&newcomer_record, 100);
    supply(&o, coordinator, &record);
    supply(&o, newcomer, &newcomer_record);
    static const uint64_t above[] = {1013, 1016, 1019, 1022};
    static const uint64_t left[] = {1004, 1007, 1010};
    draws(coordinator, above, 4);
    draws(newcomer, left, 3);
    ida_coordinator_destroy(coordinator);
    ida_coordinator_destroy(newcomer);
    ida_master_destroy(o.master);
}

static void refuses_what_no_coordinator_sends(ida_master *master, ida_chunk_return good)
{
    ida_chunk_return senseless[5] = {good, good, good, good, good};
    senseless[0].sequence++;
    senseless[1].incarnation = 0;
    senseless[2].number = 0;
    senseless[3].chunk.count = 0;
    senseless[4].drawn = 4;
    static const char *const parts[] = {"sequence", "incarnation", "number", "count", "drawn"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        name_case("%s", parts[i]);
        assert_int_equal(ida_master_take_back(master, &senseless[i]), IDA_INVALID_ARGUMENT);
    }
}

TEST(nothing_is_taken_back_twice_or_from_others)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_chunk chunk = office_grants(&o, request_of(0, 5, 2, 0));
    const ida_chunk_return good = {SEQUENCE, 0, 5, 2, chunk, 1};
    ida_chunk_return bad[10];
    for (size_t i = 0; i < 10; i++) {
        bad[i] = good;
    }
    bad[0].incarnation = 4;
    bad[1].incarnation = 6;
    bad[2].number = 3;
    bad[3].chunk.starting++;
    bad[4].chunk.ending--;
    bad[5].chunk.index++;
    bad[6].chunk.count--;
    bad[7].coordinator = 1; /* was answered nothing */
    static const char *const names[] = {
        "incarnation below", "incarnation above", "number", "starting", "ending", "index", "count",
        "coordinator"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        name_case("%s", names[i]);
        assert_int_equal(ida_master_take_back(o.master, &bad[i]), IDA_STALE_MESSAGE);
    }
    bad[8].coordinator = 3;
    assert_int_equal(ida_master_take_back(o.master, &bad[8]), IDA_UNKNOWN_COORDINATOR);
    refuses_what_no_coordinator_sends(o.master, good);
    /* A master that did not grant it has nothing to take back. */
    office other = o;
    other.master = NULL;
    elect(&other, 2, 3);
    assert_int_equal(ida_master_take_back(other.master, &good), IDA_STALE_MESSAGE);
    ida_master_destroy(other.master);
    assert_int_equal(ida_master_take_back(o.master, &good), IDA_OK);
    assert_int_equal(ida_master_take_back(o.master, &good), IDA_STALE_MESSAGE);
    /* Late requests of a stopped coordinator get nothing, nor does that one when it is repeated. */
    refused(o.master, request_of(0, 5, 2, 0), IDA_STALE_MESSAGE);
    refused(o.master, request_of(0, 5, 3, 12), IDA_STALE_MESSAGE);
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 3, 12, 0, 3);
    /* Now it is another's; the copy that comes late takes nothing from that one. */
    assert_int_equal(ida_master_take_back(o.master, &good), IDA_STALE_MESSAGE);
    assert_chunk(office_grants(&o, request_of(2, 1, 1, 0)), 0, 12, 1, 3);
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 3, 12, 0, 3);
    ida_master_destroy(o.master);
}

/* The older one is lost, as the header says. */
TEST(of_two_chunks_the_newer_is_handed_back_whole)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 0);
    supply(&o, coordinator, &record);
    assert_int_equal(draw(coordinator), 1);
    supply(&o, coordinator, &record);
    assert_int_equal(ida_coordinator_left(coordinator), 3 + 4);
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    assert_chunk(rest.chunk, 12, 24, 0, 3);
    assert_int_equal(rest.drawn, 0);
    assert_int_equal(rest.number, 2);
    keep(coordinator, &record);
    assert_int_equal(record.after, 1);
    ida_coordinator_destroy(coordinator);
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    static const uint64_t ids[] = {13, 16, 19, 22};
    draws(coordinator, ids, 4);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

/* The chunk of request 2 is on its way, or lost, when the coordinator stops. */
TEST(a_chunk_that_never_arrived_is_taken_back_instead)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 0);
    supply(&o, coordinator, &record);
    assert_int_equal(draw(coordinator), 1);
    ida_chunk_request request = asked(coordinator);
    ida_chunk_reply late = {SEQUENCE, 0, 1, 2, false, office_grants(&o, request)};
    assert_chunk(late.chunk, 12, 24, 0, 3);
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    assert_int_equal(rest.number, 1);
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_int_equal(ida_coordinator_install(coordinator, &late), IDA_STALE_MESSAGE);
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 12, 24, 0, 3);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

TEST(rests_are_bounded_and_the_lowest_goes_first)
{
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    office o = {.config = config_of(0, IDA_SEQUENCE_ID_MAX, 10)};
    o.config.member_max = 4;
    assert_int_equal(ida_master_create(&allocator, &o.config, 1, NULL, &o.master), IDA_OK);
    join_all(o.master, 2);
    unsigned failures = 0;
    for (uint64_t i = 1; i <= 7; i++) {
        name_case("incarnation %" PRIu64, i);
        /* Its after is that of what it drew, which none of the rests is above. */
        ida_chunk chunk = office_grants(&o, request_of(0, i, 1, 10 * (i - 1)));
        ida_chunk_return rest = {SEQUENCE, 0, i, 1, chunk, 2};
        test_allocator_fail_nth(&memory, 1);
        ida_status status = ida_master_take_back(o.master, &rest);
        if (status == IDA_NO_MEMORY) {
            failures++;
            assert_true(ida_master_verify(o.master));
            test_allocator_fail_nth(&memory, 0);
            status = ida_master_take_back(o.master, &rest);
        }
        assert_int_equal(status, IDA_OK);
        assert_true(ida_master_verify(o.master));
        assert_int_equal(ida_master_memory(o.master), memory.live_bytes);
    }
    assert_true(failures >= 1);
    /* A newcomer gets the lowest that is left, then the next, which its after decides. */
    test_allocator_fail_nth(&memory, 1);
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 34, 40, 0, 2);
    assert_chunk(office_grants(&o, request_of(1, 1, 2, 50)), 54, 60, 0, 2);
    assert_chunk(office_grants(&o, request_of(1, 1, 3, 0)), 44, 50, 0, 2);
    assert_chunk(office_grants(&o, request_of(1, 1, 4, 60)), 64, 70, 0, 2);
    /* None is left, and of the range it has a part. */
    refused(o.master, request_of(1, 1, 5, 60), IDA_NOT_PERSISTED);
    assert_false(memory.failed);
    test_allocator_fail_nth(&memory, 0);
    ida_master_destroy(o.master);
    test_allocator_assert_clean(&memory);
}

/* One of an earlier range may come back when there are as many of a later one as are kept. */
TEST(a_rest_that_is_the_lowest_itself_is_not_kept)
{
    office o = {.config = config_of(0, IDA_SEQUENCE_ID_MAX, 10)};
    o.config.member_max = 2;
    o.master = master_of(&o.config, 1, NULL);
    join_all(o.master, 2);
    ida_chunk_return low = {SEQUENCE, 0, 1, 1, office_grants(&o, request_of(0, 1, 1, 0)), 1};
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 0, 10, 1, 2);
    ida_chunk_return of_1 = {SEQUENCE, 1, 1, 2, office_grants(&o, request_of(1, 1, 2, 10)), 1};
    ida_master_leave(o.master, 1);
    assert_int_equal(ida_master_join(o.master, 2), IDA_OK);
    ida_chunk_return of_2 = {SEQUENCE, 2, 1, 1, office_grants(&o, request_of(2, 1, 1, 10)), 2};
    assert_int_equal(ida_master_take_back(o.master, &of_1), IDA_OK);
    assert_int_equal(ida_master_take_back(o.master, &of_2), IDA_OK);
    assert_int_equal(ida_master_take_back(o.master, &low), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_int_equal(ida_master_take_back(o.master, &low), IDA_STALE_MESSAGE);
    assert_chunk(office_grants(&o, request_of(2, 2, 1, 0)), 12, 20, 0, 2);
    ida_master_leave(o.master, 0);
    assert_int_equal(ida_master_join(o.master, 3), IDA_OK);
    assert_chunk(office_grants(&o, request_of(3, 1, 1, 0)), 14, 20, 1, 2);
    assert_true(ida_master_verify(o.master));
    ida_master_destroy(o.master);
}

/* More are handed back than are kept while one range lasts: it is still known what of it is gone.
 */
TEST(rests_of_the_current_range_are_dropped_too)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 4);
    for (uint64_t i = 0; i < 4; i++) {
        ida_chunk chunk = office_grants(&o, request_of(i, 1, 1, 0));
        assert_int_equal(chunk.index, i);
    }
    for (uint64_t i = 0; i < 4; i++) {
        name_case("coordinator %" PRIu64, i);
        ida_chunk_return rest = {SEQUENCE, i, 1, 1, {0, 100, i, 4}, 4 - i};
        assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
        assert_true(ida_master_verify(o.master));
    }
    /* The lowest is the last one, which drew least. */
    assert_chunk(office_grants(&o, request_of(0, 2, 1, 0)), 4, 100, 3, 4);
    ida_chunk_return again = {SEQUENCE, 0, 2, 1, {4, 100, 3, 4}, 23};
    assert_int_equal(ida_master_take_back(o.master, &again), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_chunk(office_grants(&o, request_of(0, 3, 1, 50)), 96, 100, 3, 4);
    /* Raised into the middle, what starts below is dropped. */
    raised(&o, 10);
    assert_chunk(office_grants(&o, request_of(1, 2, 1, 0)), 12, 100, 1, 4);
    assert_chunk(office_grants(&o, request_of(2, 2, 1, 0)), 16, 100, 0, 4);
    assert_chunk(office_grants(&o, request_of(3, 2, 1, 0)), 100, 200, 0, 4);
    ida_master_destroy(o.master);
}

TEST(who_leaves_may_hand_back_and_come_again)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    for (unsigned leaves_first = 0; leaves_first < 2; leaves_first++) {
        name_case(leaves_first == 0 ? "hands back first" : "leaves first");
        uint64_t base = 12 * leaves_first;
        ida_chunk chunk = office_grants(&o, request_of(0, 1 + 2 * leaves_first, 1, base));
        assert_int_equal(chunk.starting, base);
        ida_chunk_return rest = {SEQUENCE, 0, 1 + 2 * leaves_first, 1, chunk, 1};
        if (leaves_first == 1) {
            ida_master_leave(o.master, 0);
        }
        assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
        assert_true(ida_master_verify(o.master));
        ida_master_leave(o.master, 0);
        assert_true(ida_master_verify(o.master));
        assert_int_equal(ida_master_take_back(o.master, &rest), IDA_UNKNOWN_COORDINATOR);
        assert_int_equal(ida_master_join(o.master, 0), IDA_OK);
        assert_int_equal(ida_master_take_back(o.master, &rest), IDA_STALE_MESSAGE);
        assert_chunk(office_grants(&o, request_of(0, 2 + 2 * leaves_first, 1, base + 1)), base + 3,
                     base + 12, 0, 3);
    }
    ida_master_destroy(o.master);
}

TEST(a_chunk_that_is_empty_is_not_kept_when_it_comes_back)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 2, 3);
    assert_int_equal(ida_chunk_size(&(ida_chunk){0, 2, 2, 3}), 0);
    (void)office_grants(&o, request_of(0, 1, 1, 0));
    (void)office_grants(&o, request_of(1, 1, 1, 0));
    assert_chunk(office_grants(&o, request_of(2, 1, 2, 0)), 0, 2, 2, 3);
    /* Its newest chunk that had an ID was that of request 1, of another master. */
    ida_chunk_return rest = {SEQUENCE, 2, 1, 1, {0, 100, 0, 2}, 3};
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_chunk(office_grants(&o, request_of(2, 2, 1, 0)), 2, 4, 0, 3);
    ida_master_destroy(o.master);
}

TEST(a_coordinator_at_the_last_id_of_all_hands_back_what_is_left)
{
    office o = office_of(IDA_SEQUENCE_ID_MAX - 4, IDA_SEQUENCE_ID_MAX, 4, 2);
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_true(draw(coordinator) == IDA_SEQUENCE_ID_MAX - 3);
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    keep(coordinator, &record);
    ida_coordinator_destroy(coordinator);
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_true(draw(coordinator) == IDA_SEQUENCE_ID_MAX - 1);
    assert_false(ida_coordinator_stop(coordinator, &rest));
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

TEST(a_coordinator_is_bound_to_one_process)
{
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 100);
    assert_int_equal(ida_coordinator_check(coordinator, 7), IDA_FORKED);
    assert_int_equal(ida_coordinator_check(coordinator, 0), IDA_FORKED);
    assert_int_equal(ida_coordinator_bind(coordinator, 0), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_coordinator_bind(coordinator, 7), IDA_OK);
    assert_int_equal(ida_coordinator_bind(coordinator, 7), IDA_OK);
    assert_int_equal(ida_coordinator_bind(coordinator, 8), IDA_FORKED);
    assert_int_equal(ida_coordinator_check(coordinator, 7), IDA_OK);
    assert_int_equal(ida_coordinator_check(coordinator, 8), IDA_FORKED);
    assert_int_equal(ida_coordinator_check(coordinator, 0), IDA_FORKED);
    ida_coordinator_destroy(coordinator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_nothing_left_hands_nothing_back),
        cmocka_unit_test(a_stopped_coordinator_draws_nothing_and_says_what_it_drew),
        cmocka_unit_test(who_starts_again_goes_on_where_it_stopped),
        cmocka_unit_test(the_rest_goes_to_whoever_it_is_above),
        cmocka_unit_test(nothing_is_taken_back_twice_or_from_others),
        cmocka_unit_test(of_two_chunks_the_newer_is_handed_back_whole),
        cmocka_unit_test(a_chunk_that_never_arrived_is_taken_back_instead),
        cmocka_unit_test(rests_are_bounded_and_the_lowest_goes_first),
        cmocka_unit_test(a_rest_that_is_the_lowest_itself_is_not_kept),
        cmocka_unit_test(rests_of_the_current_range_are_dropped_too),
        cmocka_unit_test(who_leaves_may_hand_back_and_come_again),
        cmocka_unit_test(a_chunk_that_is_empty_is_not_kept_when_it_comes_back),
        cmocka_unit_test(a_coordinator_at_the_last_id_of_all_hands_back_what_is_left),
        cmocka_unit_test(a_coordinator_is_bound_to_one_process),
    };
    return RUN_TESTS(tests);
}
