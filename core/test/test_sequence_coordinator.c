/*
 * Coordinators: what they draw, when they ask for the next chunk, which replies they take, and what
 * must be stored before.
 */
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_sequence.h"

/* Trap: Current_ID is 1 on first use too; 0 would be an ID of the range before. */
TEST(the_first_id_is_one_above_starting)
{
    ida_coordinator *coordinator = coordinator_of(0, 60);
    give(coordinator, (ida_chunk){1000, 2000, 0, 4});
    assert_int_equal(draw(coordinator), 1001);
    assert_int_equal(draw(coordinator), 1005);
    ida_coordinator_destroy(coordinator);
}

/* Trap: the published code returned an ID above the end when it had to fetch the next chunk. */
TEST(a_chunk_that_is_used_up_gives_no_id)
{
    ida_coordinator *coordinator = coordinator_of(0, 100);
    draws_nothing(coordinator, IDA_TRY_LATER);
    give(coordinator, (ida_chunk){1000, 1008, 3, 4});
    assert_int_equal(draw(coordinator), 1004);
    assert_int_equal(draw(coordinator), 1008);
    for (int i = 0; i < 3; i++) {
        draws_nothing(coordinator, IDA_TRY_LATER);
    }
    give(coordinator, (ida_chunk){1008, 1016, 3, 4});
    assert_int_equal(draw(coordinator), 1012);
    ida_coordinator_destroy(coordinator);
}

TEST(prefetch_begins_above_the_percentage)
{
    /* Of 250 IDs: how many must be drawn before the next chunk is asked for. */
    static const struct {
        uint32_t percent;
        uint64_t drawn;
    } cases[] = {{0, 1}, {1, 3}, {50, 126}, {60, 151}, {99, 248}, {100, 250}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ida_coordinator *coordinator = coordinator_of(0, cases[i].percent);
        give(coordinator, (ida_chunk){1000, 2000, 0, 4});
        for (uint64_t drawn = 0; drawn <= 250; drawn++) {
            name_case("%u percent, %" PRIu64 " drawn", cases[i].percent, drawn);
            ida_chunk_request request;
            assert_int_equal(ida_coordinator_request(coordinator, &request),
                             drawn >= cases[i].drawn);
            assert_int_equal(ida_coordinator_left(coordinator), 250 - drawn);
            if (drawn < 250) {
                draw(coordinator);
            }
        }
        ida_coordinator_destroy(coordinator);
    }
}

TEST(prefetch_counts_whole_hundreds_and_the_rest_apart)
{
    static const struct {
        uint64_t size;
        uint32_t percent;
        uint64_t drawn;
    } cases[] = {{10000, 50, 5001}, {10099, 50, 5050}, {10101, 99, 10000}, {20202, 1, 203}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%u percent of %" PRIu64, cases[i].percent, cases[i].size);
        ida_coordinator *coordinator = coordinator_of(0, cases[i].percent);
        ida_chunk_request request;
        give(coordinator, (ida_chunk){0, cases[i].size, 0, 1});
        for (uint64_t drawn = 1; drawn < cases[i].drawn; drawn++) {
            draw(coordinator);
        }
        assert_false(ida_coordinator_request(coordinator, &request));
        draw(coordinator);
        assert_true(ida_coordinator_request(coordinator, &request));
        ida_coordinator_destroy(coordinator);
    }
}

/* The product of the size and the percentage does not fit 64 bits. */
TEST(prefetch_of_huge_chunks_does_not_overflow)
{
    ida_coordinator *coordinator = coordinator_of(0, 60);
    ida_chunk_request request;
    give(coordinator, (ida_chunk){0, IDA_SEQUENCE_ID_MAX, 0, 1});
    draw(coordinator);
    assert_false(ida_coordinator_request(coordinator, &request));
    ida_coordinator_destroy(coordinator);
}

TEST(the_next_chunk_waits_for_the_current_one)
{
    ida_coordinator *coordinator = coordinator_of(0, 0);
    ida_chunk_request request;
    give(coordinator, (ida_chunk){0, 2, 0, 1});
    assert_int_equal(draw(coordinator), 1);
    give(coordinator, (ida_chunk){10, 12, 0, 1});
    assert_false(ida_coordinator_request(coordinator, &request));
    assert_int_equal(ida_coordinator_left(coordinator), 3);
    assert_int_equal(draw(coordinator), 2);
    assert_int_equal(draw(coordinator), 11);
    assert_true(ida_coordinator_request(coordinator, &request));
    assert_int_equal(request.after, 12);
    ida_coordinator_destroy(coordinator);
}

/* Trap: a repeated or late reply cannot be told from a fresh one, and a chunk is used twice. */
TEST(a_reply_is_installed_once)
{
    ida_coordinator *coordinator = coordinator_of(0, 0);
    ida_chunk_reply first = reply_to(asked(coordinator), (ida_chunk){0, 2, 0, 1});
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_OK);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    keep_pending(coordinator);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    draw(coordinator);
    assert_int_equal(asked(coordinator).number, 2);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    draw(coordinator);
    draws_nothing(coordinator, IDA_TRY_LATER);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    ida_coordinator_destroy(coordinator);
}

TEST(replies_to_others_are_stale)
{
    ida_coordinator *coordinator = coordinator_of(5, 0);
    ida_chunk_reply good = reply_to(asked(coordinator), (ida_chunk){0, 2, 0, 1});
    ida_chunk_reply bad[5] = {good, good, good, good, good};
    bad[0].sequence++;
    bad[1].coordinator++;
    bad[2].incarnation++;
    bad[3].number++;
    bad[4].number--;
    static const char *const names[] = {"sequence", "coordinator", "incarnation", "above", "below"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", names[i]);
        assert_int_equal(ida_coordinator_install(coordinator, &bad[i]), IDA_STALE_MESSAGE);
    }
    assert_int_equal(ida_coordinator_install(coordinator, &good), IDA_OK);
    ida_coordinator_destroy(coordinator);
}

TEST(a_chunk_below_what_was_drawn_is_refused_and_the_request_stays_open)
{
    ida_coordinator *coordinator = coordinator_of(0, 0);
    give(coordinator, (ida_chunk){10, 12, 0, 1});
    draw(coordinator);
    ida_chunk_request request = asked(coordinator);
    static const ida_chunk bad[] = {{11, 20, 0, 1}, {0, 10, 0, 1},  {12, 20, 0, 0},
                                    {12, 20, 2, 2}, {12, 12, 0, 1}, {12, UINT64_MAX, 0, 1}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("(%" PRIu64 ", %" PRIu64 "], %" PRIu64 " of %" PRIu64, bad[i].starting,
                  bad[i].ending, bad[i].index, bad[i].count);
        ida_chunk_reply reply = reply_to(request, bad[i]);
        assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_INVALID_CHUNK);
        assert_int_equal(asked(coordinator).number, request.number);
        assert_true(ida_coordinator_verify(coordinator));
    }
    give(coordinator, (ida_chunk){12, 13, 0, 1});
    assert_int_equal(draw(coordinator), 12);
    assert_int_equal(draw(coordinator), 13);
    ida_coordinator_destroy(coordinator);
}

TEST(empty_chunks_are_passed_over)
{
    ida_coordinator *coordinator = coordinator_of(0, 0);
    give(coordinator, (ida_chunk){1000, 1003, 3, 4});
    ida_coordinator_record record;
    assert_false(ida_coordinator_pending(coordinator, &record));
    draws_nothing(coordinator, IDA_TRY_LATER);
    ida_chunk_request request = asked(coordinator);
    assert_int_equal(request.number, 2);
    assert_int_equal(request.after, 1003);
    give(coordinator, (ida_chunk){1003, 1006, 0, 4});
    assert_int_equal(draw(coordinator), 1004);
    ida_coordinator_destroy(coordinator);
}

TEST(exhausted_is_a_status_after_the_last_id)
{
    ida_coordinator *coordinator = coordinator_of(0, 0);
    give(coordinator, (ida_chunk){0, 2, 0, 1});
    draw(coordinator);
    ida_chunk_reply reply = reply_to(asked(coordinator), (ida_chunk){0, 0, 0, 0});
    reply.exhausted = true;
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
    ida_chunk_request request;
    assert_false(ida_coordinator_request(coordinator, &request));
    assert_int_equal(draw(coordinator), 2);
    draws_nothing(coordinator, IDA_EXHAUSTED);
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_STALE_MESSAGE);
    ida_coordinator_destroy(coordinator);
}

TEST(nothing_is_asked_for_before_the_start_is_stored)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_record last = {SEQUENCE, 4, 7, 100};
    ida_coordinator *coordinator = NULL;
    ida_chunk_request request;
    assert_int_equal(ida_coordinator_create(&allocator, &last, 60, &coordinator), IDA_OK);
    assert_false(ida_coordinator_request(coordinator, &request));
    draws_nothing(coordinator, IDA_NOT_PERSISTED);
    ida_chunk_reply early = {SEQUENCE, 4, 8, 1, false, {100, 200, 0, 1}};
    assert_int_equal(ida_coordinator_install(coordinator, &early), IDA_STALE_MESSAGE);
    assert_int_equal(ida_coordinator_confirm(coordinator, &last), IDA_INVALID_ARGUMENT);
    ida_coordinator_record record;
    assert_true(ida_coordinator_pending(coordinator, &record));
    assert_int_equal(record.incarnation, 8);
    assert_int_equal(record.after, 100);
    assert_int_equal(ida_coordinator_confirm(coordinator, &record), IDA_OK);
    assert_int_equal(ida_coordinator_confirm(coordinator, &record), IDA_INVALID_ARGUMENT);
    request = asked(coordinator);
    assert_int_equal(request.incarnation, 8);
    assert_int_equal(request.after, 100);
    ida_coordinator_destroy(coordinator);
}

TEST(a_chunk_is_not_drawn_from_before_its_ending_is_stored)
{
    ida_coordinator *coordinator = coordinator_of(0, 0);
    install(coordinator, (ida_chunk){0, 2, 0, 1});
    draws_nothing(coordinator, IDA_NOT_PERSISTED);
    assert_int_equal(ida_coordinator_left(coordinator), 2);
    ida_coordinator_record record;
    assert_true(ida_coordinator_pending(coordinator, &record));
    assert_int_equal(record.after, 2);
    ida_coordinator_record wrong[4] = {record, record, record, record};
    wrong[0].sequence++;
    wrong[1].coordinator++;
    wrong[2].incarnation++;
    wrong[3].after++;
    static const char *const names[] = {"sequence", "coordinator", "incarnation", "after"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        name_case("%s", names[i]);
        assert_int_equal(ida_coordinator_confirm(coordinator, &wrong[i]), IDA_INVALID_ARGUMENT);
    }
    keep_pending(coordinator);
    draw(coordinator);
    /* The current chunk goes on while the next one's ending is being stored. */
    install(coordinator, (ida_chunk){2, 4, 0, 1});
    assert_int_equal(draw(coordinator), 2);
    draws_nothing(coordinator, IDA_NOT_PERSISTED);
    keep_pending(coordinator);
    assert_int_equal(draw(coordinator), 3);
    ida_coordinator_destroy(coordinator);
}

TEST(coordinators_out_of_bounds_are_refused)
{
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_coordinator *coordinator = NULL;
    ida_coordinator_record record = {SEQUENCE, 1, 0, IDA_SEQUENCE_ID_MAX + 1};
    assert_int_equal(ida_coordinator_create(&allocator, &record, 60, &coordinator),
                     IDA_INVALID_ARGUMENT);
    record.after = 0;
    assert_int_equal(ida_coordinator_create(&allocator, &record, 101, &coordinator),
                     IDA_INVALID_ARGUMENT);
    record.incarnation = UINT64_MAX;
    assert_int_equal(ida_coordinator_create(&allocator, &record, 60, &coordinator), IDA_EXHAUSTED);
    record.incarnation = UINT64_MAX - 1;
    test_allocator_fail_nth(&memory, 1);
    assert_int_equal(ida_coordinator_create(&allocator, &record, 60, &coordinator), IDA_NO_MEMORY);
    assert_null(coordinator);
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(ida_coordinator_create(&allocator, &record, 60, &coordinator), IDA_OK);
    ida_coordinator_destroy(coordinator);
    ida_coordinator_destroy(NULL);
    test_allocator_assert_clean(&memory);
}

TEST(a_coordinator_that_had_the_last_id_starts_again)
{
    ida_coordinator_record last = {SEQUENCE, 4, 7, IDA_SEQUENCE_ID_MAX};
    ida_coordinator *coordinator = started(&last, 60);
    assert_true(asked(coordinator).after == IDA_SEQUENCE_ID_MAX);
    ida_coordinator_destroy(coordinator);
}

/* What is not to be stored is not told either. */
TEST(records_are_written_only_while_they_are_pending)
{
    ida_coordinator *coordinator = coordinator_of(3, 50);
    ida_coordinator_record record = {1, 2, 3, 4};
    assert_false(ida_coordinator_pending(coordinator, &record));
    assert_int_equal(record.sequence, 1);
    assert_int_equal(record.coordinator, 2);
    assert_int_equal(record.incarnation, 3);
    assert_int_equal(record.after, 4);
    ida_coordinator_destroy(coordinator);
    ida_master *master = usual_master(100, 1);
    ida_master_write write = {{1, 2, 3, 0}, {4, 5, 6, 0}};
    assert_false(ida_master_pending(master, &write));
    assert_int_equal(write.expected.sequence, 1);
    assert_int_equal(write.expected.next_start, 3);
    assert_int_equal(write.record.term, 5);
    assert_int_equal(write.record.next_start, 6);
    ida_master_destroy(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_id_is_one_above_starting),
        cmocka_unit_test(a_chunk_that_is_used_up_gives_no_id),
        cmocka_unit_test(prefetch_begins_above_the_percentage),
        cmocka_unit_test(prefetch_counts_whole_hundreds_and_the_rest_apart),
        cmocka_unit_test(prefetch_of_huge_chunks_does_not_overflow),
        cmocka_unit_test(the_next_chunk_waits_for_the_current_one),
        cmocka_unit_test(a_reply_is_installed_once),
        cmocka_unit_test(replies_to_others_are_stale),
        cmocka_unit_test(a_chunk_below_what_was_drawn_is_refused_and_the_request_stays_open),
        cmocka_unit_test(empty_chunks_are_passed_over),
        cmocka_unit_test(exhausted_is_a_status_after_the_last_id),
        cmocka_unit_test(nothing_is_asked_for_before_the_start_is_stored),
        cmocka_unit_test(a_chunk_is_not_drawn_from_before_its_ending_is_stored),
        cmocka_unit_test(coordinators_out_of_bounds_are_refused),
        cmocka_unit_test(a_coordinator_that_had_the_last_id_starts_again),
        cmocka_unit_test(records_are_written_only_while_they_are_pending),
    };
    return RUN_TESTS(tests);
}
