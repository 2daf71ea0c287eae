/* Masters: which chunk they grant to whom, what must be stored before, and a change of masters. */
#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_sequence.h"

TEST(masters_out_of_bounds_are_refused)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_master_config good = config_of(0, 100, 10);
    ida_master_config bad[4] = {good, good, good, good};
    bad[0].last_id = IDA_SEQUENCE_ID_MAX + 1;
    bad[1].first_start = 101;
    bad[2].range_size = 0;
    bad[3].member_max = 0;
    static const char *const names[] = {"last ID", "first start", "range size", "members"};
    ida_master *master = NULL;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", names[i]);
        assert_int_equal(ida_master_create(&allocator, &bad[i], 1, NULL, &master),
                         IDA_INVALID_ARGUMENT);
    }
    ida_master_record record = {SEQUENCE + 1, 1, 0, 0};
    assert_int_equal(ida_master_create(&allocator, &good, 1, &record, &master),
                     IDA_INVALID_ARGUMENT);
    record = (ida_master_record){SEQUENCE, 1, IDA_SEQUENCE_ID_MAX + 1, 0};
    assert_int_equal(ida_master_create(&allocator, &good, 1, &record, &master),
                     IDA_INVALID_ARGUMENT);
    good.first_start = 51;
    record = (ida_master_record){SEQUENCE, 1, 50, 51};
    assert_int_equal(ida_master_create(&allocator, &good, 1, &record, &master),
                     IDA_INVALID_ARGUMENT);
    good.first_start = 0;
    record = (ida_master_record){SEQUENCE, 2, 50, 0};
    assert_int_equal(ida_master_create(&allocator, &good, 1, &record, &master), IDA_STALE_TERM);
    assert_int_equal(ida_master_create(&allocator, &good, 0, NULL, &master), IDA_STALE_TERM);
    assert_null(master);
    ida_master_destroy(NULL);
}

TEST(a_range_is_stored_before_its_first_chunk_is_granted)
{
    ida_master *master = usual_master(1000, 1);
    ida_master_write write;
    assert_false(ida_master_pending(master, &write));
    refused(master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    refused(master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    assert_true(ida_master_pending(master, &write));
    assert_int_equal(write.expected.term, 0);
    assert_int_equal(write.expected.next_start, 1000);
    assert_int_equal(write.record.sequence, SEQUENCE);
    assert_int_equal(write.record.term, 1);
    assert_int_equal(write.record.next_start, 2000);
    assert_int_equal(ida_master_confirm(master, &write.expected), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_master_confirm(master, &write.record), IDA_OK);
    assert_int_equal(ida_master_confirm(master, &write.record), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_master_record_of(master).next_start, 2000);
    assert_chunk(granted(master, request_of(0, 1, 1, 0)).chunk, 1000, 2000, 0, 1);
    ida_master_destroy(master);
}

/* Trap: published code divided by one less than the number of chunks that it granted. */
TEST(a_range_of_four_members_has_four_chunks)
{
    ida_master *master = usual_master(1000, 4);
    for (uint64_t i = 0; i < 4; i++) {
        name_case("chunk %" PRIu64, i);
        ida_chunk next;
        assert_int_equal(ida_master_range(master, &next), i > 0);
        assert_chunk(granted(master, request_of(3 - i, 1, 1, 0)).chunk, 1000, 2000, i, 4);
        assert_true(ida_master_range(master, &next));
        assert_chunk(next, 1000, 2000, i + 1, 4);
    }
    ida_master_destroy(master);
}

/* Trap: the guard that was lost; a second chunk of one range lets the IDs go back. */
TEST(nobody_gets_a_second_chunk_of_a_range)
{
    ida_master *master = usual_master(1000, 4);
    assert_chunk(granted(master, request_of(0, 1, 1, 0)).chunk, 1000, 2000, 0, 4);
    assert_chunk(granted(master, request_of(0, 1, 2, 0)).chunk, 2000, 3000, 0, 4);
    ida_chunk_request restarted = request_of(0, 1, 1, 0);
    restarted.incarnation = 2;
    assert_chunk(granted(master, restarted).chunk, 3000, 4000, 0, 4);
    ida_master_leave(master, 0);
    refused(master, request_of(0, 1, 9, 0), IDA_UNKNOWN_COORDINATOR);
    assert_int_equal(ida_master_join(master, 0), IDA_OK);
    restarted.incarnation = 3;
    assert_chunk(granted(master, restarted).chunk, 4000, 5000, 0, 4);
    assert_chunk(granted(master, request_of(1, 1, 1, 0)).chunk, 4000, 5000, 1, 4);
    ida_master_destroy(master);
}

TEST(the_same_request_is_answered_the_same)
{
    ida_master *master = usual_master(1000, 2);
    assert_chunk(granted(master, request_of(0, 1, 1, 0)).chunk, 1000, 2000, 0, 2);
    assert_chunk(granted(master, request_of(1, 1, 1, 0)).chunk, 1000, 2000, 1, 2);
    assert_chunk(granted(master, request_of(1, 1, 2, 2000)).chunk, 2000, 3000, 0, 2);
    ida_chunk next;
    assert_true(ida_master_range(master, &next));
    for (int i = 0; i < 3; i++) {
        name_case("round %d", i);
        /* Of the range before, and of this one. */
        assert_chunk(granted(master, request_of(0, 1, 1, 0)).chunk, 1000, 2000, 0, 2);
        assert_chunk(granted(master, request_of(1, 1, 2, 2000)).chunk, 2000, 3000, 0, 2);
    }
    ida_chunk same;
    assert_true(ida_master_range(master, &same));
    assert_memory_equal(&same, &next, sizeof same);
    ida_master_destroy(master);
}

TEST(a_late_copy_of_an_older_request_is_stale)
{
    ida_master *master = usual_master(1000, 1);
    ida_chunk_request request = request_of(0, 1, 2, 0);
    request.incarnation = 5;
    granted(master, request);
    request.number = 1;
    refused(master, request, IDA_STALE_MESSAGE);
    request.number = 3;
    request.incarnation = 4;
    refused(master, request, IDA_STALE_MESSAGE);
    ida_master_write write;
    assert_false(ida_master_pending(master, &write));
    ida_master_destroy(master);
}

TEST(requests_that_make_no_sense_are_refused)
{
    ida_master *master = usual_master(1000, 1);
    ida_chunk_request good = request_of(0, 1, 1, 0);
    ida_chunk_request bad[4] = {good, good, good, good};
    bad[0].sequence++;
    bad[1].incarnation = 0;
    bad[2].number = 0;
    bad[3].after = IDA_SEQUENCE_ID_MAX + 1;
    static const char *const names[] = {"sequence", "incarnation", "number", "after"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        name_case("%s", names[i]);
        refused(master, bad[i], IDA_INVALID_ARGUMENT);
    }
    refused(master, request_of(7, 1, 1, 0), IDA_UNKNOWN_COORDINATOR);
    ida_master_write write;
    assert_false(ida_master_pending(master, &write));
    ida_master_destroy(master);
}

/* Who claims IDs that this master never cut must not make it jump there. */
TEST(a_coordinator_that_is_ahead_of_the_master_is_told_so)
{
    ida_master *master = usual_master(1000, 1);
    granted(master, request_of(0, 1, 1, 0));
    refused(master, request_of(0, 1, 2, 2001), IDA_STALE_TERM);
    refused(master, request_of(0, 1, 2, IDA_SEQUENCE_ID_MAX), IDA_STALE_TERM);
    ida_master_write write;
    assert_false(ida_master_pending(master, &write));
    assert_chunk(granted(master, request_of(0, 1, 2, 2000)).chunk, 2000, 3000, 0, 1);
    ida_master_destroy(master);
}

TEST(a_chunk_starts_at_after_or_above)
{
    ida_master *master = usual_master(1000, 2);
    granted(master, request_of(0, 1, 1, 0));
    assert_chunk(granted(master, request_of(1, 1, 1, 1001)).chunk, 2000, 3000, 0, 2);
    ida_master_destroy(master);
}

TEST(who_joins_before_the_first_grant_counts_and_after_it_takes_what_is_left)
{
    ida_master *master = usual_master(1000, 2);
    refused(master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    store_pending(master);
    ida_chunk next;
    assert_true(ida_master_range(master, &next));
    assert_chunk(next, 1000, 2000, 0, 2);
    assert_int_equal(ida_master_join(master, 2), IDA_OK);
    assert_true(ida_master_range(master, &next));
    assert_chunk(next, 1000, 2000, 0, 3);
    assert_chunk(granted(master, request_of(0, 1, 1, 0)).chunk, 1000, 2000, 0, 3);
    assert_int_equal(ida_master_join(master, 3), IDA_OK);
    assert_chunk(granted(master, request_of(3, 1, 1, 0)).chunk, 1000, 2000, 1, 3);
    assert_chunk(granted(master, request_of(1, 1, 1, 0)).chunk, 1000, 2000, 2, 3);
    assert_chunk(granted(master, request_of(2, 1, 1, 0)).chunk, 2000, 3000, 0, 4);
    ida_master_destroy(master);
}

TEST(who_left_does_not_count_from_the_next_range_on)
{
    ida_master *master = usual_master(1000, 3);
    granted(master, request_of(0, 1, 1, 0));
    ida_master_leave(master, 0);
    ida_master_leave(master, 0);
    ida_master_leave(master, 77);
    assert_int_equal(ida_master_member_count(master), 2);
    assert_chunk(granted(master, request_of(1, 1, 1, 0)).chunk, 1000, 2000, 1, 3);
    assert_chunk(granted(master, request_of(1, 1, 2, 2000)).chunk, 2000, 3000, 0, 2);
    ida_master_leave(master, 2);
    ida_master_leave(master, 1);
    assert_int_equal(ida_master_member_count(master), 0);
    assert_true(ida_master_verify(master));
    ida_master_destroy(master);
}

TEST(chunks_of_the_old_range_are_granted_while_the_new_one_is_stored)
{
    ida_master *master = usual_master(1000, 3);
    granted(master, request_of(0, 1, 1, 0));
    refused(master, request_of(0, 1, 2, 2000), IDA_NOT_PERSISTED);
    ida_chunk_request request = request_of(1, 1, 1, 0);
    ida_chunk_reply reply;
    assert_int_equal(ida_master_grant(master, &request, &reply), IDA_OK);
    assert_chunk(reply.chunk, 1000, 2000, 1, 3);
    store_pending(master);
    assert_chunk(granted(master, request_of(2, 1, 1, 0)).chunk, 2000, 3000, 0, 3);
    ida_master_destroy(master);
}

TEST(members_are_bounded)
{
    ida_master *master = usual_master(1000, 8);
    assert_int_equal(ida_master_join(master, 3), IDA_OK);
    assert_int_equal(ida_master_join(master, 8), IDA_TOO_MANY_MEMBERS);
    size_t most = 0;
    for (uint64_t i = 0; i < 2000; i++) {
        name_case("coordinator %" PRIu64, i);
        /* Everybody is granted a chunk, leaves, and is followed by somebody new. */
        granted(master, request_of(i, 1, 1, 0));
        ida_master_leave(master, i);
        assert_int_equal(ida_master_join(master, i + 8), IDA_OK);
        assert_true(ida_master_verify(master));
        if (i == 100) {
            most = ida_master_memory(master);
        }
    }
    assert_int_equal(ida_master_memory(master), most);
    ida_master_destroy(master);
}

/* The largest and the first range that do not fit, which must not wrap around. */
TEST(the_sequence_is_exhausted_where_a_range_does_not_fit)
{
    static const struct {
        uint64_t start, last, size;
        bool fits;
    } cases[] = {{IDA_SEQUENCE_ID_MAX - 10, IDA_SEQUENCE_ID_MAX, 10, true},
                 {IDA_SEQUENCE_ID_MAX - 10, IDA_SEQUENCE_ID_MAX, 11, false},
                 {IDA_SEQUENCE_ID_MAX, IDA_SEQUENCE_ID_MAX, 1, false},
                 {5, IDA_SEQUENCE_ID_MAX, UINT64_MAX, false},
                 {0, IDA_SEQUENCE_ID_MAX, IDA_SEQUENCE_ID_MAX, true},
                 {0, 20, 20, true},
                 {1, 20, 20, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        name_case("%" PRIu64 " from %" PRIu64 " to %" PRIu64, cases[i].size, cases[i].start,
                  cases[i].last);
        ida_master_config config = config_of(cases[i].start, cases[i].last, cases[i].size);
        ida_master *master = master_of(&config, 1, NULL);
        assert_int_equal(ida_master_join(master, 0), IDA_OK);
        ida_chunk_reply reply = granted(master, request_of(0, 1, 1, 0));
        assert_int_equal(reply.exhausted, !cases[i].fits);
        if (cases[i].fits) {
            assert_int_equal(reply.chunk.ending, cases[i].start + cases[i].size);
            reply = granted(master, request_of(0, 1, 2, reply.chunk.ending));
            assert_true(reply.exhausted);
            assert_int_equal(reply.number, 2);
        }
        assert_chunk(reply.chunk, 0, 0, 0, 0);
        ida_master_destroy(master);
    }
    /* What is stored may be above a limit that was set lower since. */
    ida_master_config config = config_of(0, 20, 10);
    ida_master_record stored = {SEQUENCE, 1, 30, 0};
    ida_master *master = master_of(&config, 2, &stored);
    assert_int_equal(ida_master_join(master, 0), IDA_OK);
    assert_true(granted(master, request_of(0, 1, 1, 0)).exhausted);
    ida_master_destroy(master);
}

TEST(the_rest_of_a_range_is_granted_after_the_last_range_was_cut)
{
    ida_master_config config = config_of(0, 10, 10);
    ida_master *master = master_of(&config, 1, NULL);
    join_all(master, 2);
    granted(master, request_of(0, 1, 1, 0));
    assert_true(granted(master, request_of(0, 1, 2, 10)).exhausted);
    assert_chunk(granted(master, request_of(1, 1, 1, 0)).chunk, 0, 10, 1, 2);
    ida_master_destroy(master);
}

TEST(the_storage_replaces_only_what_is_expected)
{
    ida_master_write write = {{SEQUENCE, 3, 100, 7}, {SEQUENCE, 4, 200, 7}};
    ida_master_record stored = write.expected;
    assert_true(ida_master_write_applies(&stored, &write));
    assert_false(ida_master_write_applies(NULL, &write));
    const ida_master_record other[] = {{SEQUENCE + 1, 3, 100, 7}, {SEQUENCE, 2, 100, 7},
                                       {SEQUENCE, 4, 100, 7},     {SEQUENCE, 3, 101, 7},
                                       {SEQUENCE, 4, 200, 7},     {SEQUENCE, 3, 100, 8}};
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        name_case("{%" PRIu64 ", %" PRIu64 ", %" PRIu64 ", %" PRIu64 "} is stored",
                  other[i].sequence, other[i].term, other[i].next_start, other[i].first_start);
        assert_false(ida_master_write_applies(&other[i], &write));
    }
    const ida_master_write forged[] = {{{SEQUENCE, 3, 100, 7}, {SEQUENCE, 2, 200, 7}},
                                       {{SEQUENCE, 3, 100, 7}, {SEQUENCE, 4, 100, 7}},
                                       {{SEQUENCE, 3, 100, 7}, {SEQUENCE + 1, 4, 200, 7}},
                                       {{SEQUENCE, 3, 100, 7}, {SEQUENCE, 4, 200, 8}}};
    for (size_t i = 0; i < COUNT_OF(forged); i++) {
        ida_master_record record = forged[i].record;
        name_case("{%" PRIu64 ", %" PRIu64 ", %" PRIu64 ", %" PRIu64 "} shall be stored",
                  record.sequence, record.term, record.next_start, record.first_start);
        assert_false(ida_master_write_applies(&stored, &forged[i]));
    }
    write.expected.term = 0;
    assert_true(ida_master_write_applies(NULL, &write));
}

/* Trap: the leader's cache that outlives its office. A, B, A, and A's first life goes on too. */
TEST(nothing_is_granted_twice_when_the_office_goes_from_a_to_b_and_back)
{
    ida_master_config config = config_of(1000, IDA_SEQUENCE_ID_MAX, 1000);
    ida_master *a = master_of(&config, 1, NULL);
    ida_master *lives[3] = {a, NULL, NULL};
    ida_master_record stored = {SEQUENCE, 0, 1000, 1000};
    ida_chunk chunks[3];
    for (uint64_t term = 1; term <= 3; term++) {
        name_case("term %" PRIu64, term);
        ida_master *master = term == 1 ? a : master_of(&config, term, &stored);
        lives[term - 1] = master;
        join_all(master, 2);
        ida_chunk_request request = request_of(0, 1, term, 0);
        ida_chunk_reply reply;
        ida_master_write write;
        assert_int_equal(ida_master_grant(master, &request, &reply), IDA_NOT_PERSISTED);
        assert_true(ida_master_pending(master, &write));
        assert_true(ida_master_write_applies(&stored, &write));
        stored = write.record;
        assert_int_equal(ida_master_confirm(master, &write.record), IDA_OK);
        chunks[term - 1] = granted(master, request).chunk;
    }
    /* What a new master grants is above all that was granted before: no rest of a range is. */
    assert_chunk(chunks[0], 1000, 2000, 0, 2);
    assert_chunk(chunks[1], 2000, 3000, 0, 2);
    assert_chunk(chunks[2], 3000, 4000, 0, 2);
    /* A's first life may finish its own range, which is nobody else's, and gets no other. */
    assert_chunk(granted(a, request_of(1, 1, 1, 0)).chunk, 1000, 2000, 1, 2);
    ida_master_write write;
    refused(a, request_of(1, 1, 2, 2000), IDA_NOT_PERSISTED);
    assert_true(ida_master_pending(a, &write));
    assert_false(ida_master_write_applies(&stored, &write));
    for (size_t i = 0; i < 3; i++) {
        ida_master_destroy(lives[i]);
    }
}

/* Two lives in one term, as when nobody knows whether the last write was done. */
TEST(one_term_with_two_masters_grants_nothing_twice)
{
    ida_master_config config = config_of(0, IDA_SEQUENCE_ID_MAX, 10);
    ida_master_record stored = {SEQUENCE, 1, 50, 0};
    ida_master *lost = master_of(&config, 1, &stored);
    ida_master *found = master_of(&config, 1, &stored);
    ida_master_write late;
    ida_master_write write;
    assert_int_equal(ida_master_join(lost, 0), IDA_OK);
    assert_int_equal(ida_master_join(found, 0), IDA_OK);
    refused(lost, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    refused(found, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    assert_true(ida_master_pending(lost, &late));
    assert_true(ida_master_pending(found, &write));
    assert_true(ida_master_write_applies(&stored, &late));
    stored = late.record;
    assert_false(ida_master_write_applies(&stored, &write));
    ida_master_destroy(lost);
    ida_master_destroy(found);
}

TEST(a_join_without_memory_changes_nothing)
{
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_master_config config = config_of(0, 1000, 10);
    config.member_max = 40;
    ida_master *master = NULL;
    test_allocator_fail_nth(&memory, 1);
    assert_int_equal(ida_master_create(&allocator, &config, 1, NULL, &master), IDA_NO_MEMORY);
    assert_null(master);
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(ida_master_create(&allocator, &config, 1, NULL, &master), IDA_OK);
    size_t failures = 0;
    for (uint64_t i = 0; i < 40; i++) {
        uint64_t who = i * 7 % 40;
        name_case("coordinator %" PRIu64, who);
        test_allocator_fail_nth(&memory, 1);
        if (ida_master_join(master, who) == IDA_NO_MEMORY) {
            failures++;
            assert_int_equal(ida_master_member_count(master), i);
            assert_true(ida_master_verify(master));
            refused(master, request_of(who, 1, 1, 0), IDA_UNKNOWN_COORDINATOR);
            test_allocator_fail_nth(&memory, 0);
            assert_int_equal(ida_master_join(master, who), IDA_OK);
        }
        assert_int_equal(ida_master_memory(master), memory.live_bytes);
    }
    assert_true(failures > 2);
    /* Granting takes no memory. */
    test_allocator_fail_nth(&memory, 1);
    for (uint64_t i = 0; i < 40; i++) {
        granted(master, request_of(i, 1, 1, 0));
    }
    assert_false(memory.failed);
    ida_master_destroy(master);
    test_allocator_assert_clean(&memory);
}

static void assert_range(const ida_master *master, uint64_t index, uint64_t count)
{
    ida_chunk next = {0};
    assert_true(ida_master_range(master, &next));
    assert_chunk(next, 1000, 1100, index, count);
}

TEST(the_range_tells_the_next_chunk_and_how_many_there_are)
{
    ida_master *master = usual_master(100, 3);
    ida_chunk next = {1, 2, 3, 4};
    assert_false(ida_master_range(master, &next));
    assert_chunk(next, 1, 2, 3, 4);
    refused(master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    store_pending(master);
    /* Nothing is granted of it yet: its chunks are as many as members, and at least one. */
    assert_range(master, 0, 3);
    for (uint64_t left = 3; left > 0; left--) {
        name_case("%" PRIu64 " left", left);
        ida_master_leave(master, left - 1);
        assert_range(master, 0, left > 1 ? left - 1 : 1);
    }
    assert_int_equal(ida_master_join(master, 7), IDA_OK);
    assert_int_equal(ida_master_join(master, 8), IDA_OK);
    assert_range(master, 0, 2);
    /* From the first grant on there are as many as there were members then. */
    granted(master, request_of(7, 1, 1, 0));
    assert_int_equal(ida_master_join(master, 9), IDA_OK);
    assert_range(master, 1, 2);
    ida_master_leave(master, 8);
    ida_master_leave(master, 9);
    assert_range(master, 1, 2);
    ida_master_destroy(master);
}

/* Its entries fill the block that they are in, so that a sanitizer sees who moves too many. */
TEST(who_leaves_a_full_table_leaves_the_others_in_it)
{
    for (uint64_t leaver = 0; leaver < 4; leaver++) {
        name_case("%" PRIu64 " leaves", leaver);
        ida_master *master = usual_master(100, 4);
        ida_master_leave(master, leaver);
        assert_true(ida_master_verify(master));
        for (uint64_t i = 0; i < 4; i++) {
            refused(master, request_of(i, 1, 1, 0),
                    i == leaver ? IDA_UNKNOWN_COORDINATOR : IDA_NOT_PERSISTED);
        }
        ida_master_destroy(master);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masters_out_of_bounds_are_refused),
        cmocka_unit_test(a_range_is_stored_before_its_first_chunk_is_granted),
        cmocka_unit_test(a_range_of_four_members_has_four_chunks),
        cmocka_unit_test(nobody_gets_a_second_chunk_of_a_range),
        cmocka_unit_test(the_same_request_is_answered_the_same),
        cmocka_unit_test(a_late_copy_of_an_older_request_is_stale),
        cmocka_unit_test(requests_that_make_no_sense_are_refused),
        cmocka_unit_test(a_coordinator_that_is_ahead_of_the_master_is_told_so),
        cmocka_unit_test(a_chunk_starts_at_after_or_above),
        cmocka_unit_test(who_joins_before_the_first_grant_counts_and_after_it_takes_what_is_left),
        cmocka_unit_test(who_left_does_not_count_from_the_next_range_on),
        cmocka_unit_test(chunks_of_the_old_range_are_granted_while_the_new_one_is_stored),
        cmocka_unit_test(members_are_bounded),
        cmocka_unit_test(the_sequence_is_exhausted_where_a_range_does_not_fit),
        cmocka_unit_test(the_rest_of_a_range_is_granted_after_the_last_range_was_cut),
        cmocka_unit_test(the_storage_replaces_only_what_is_expected),
        cmocka_unit_test(nothing_is_granted_twice_when_the_office_goes_from_a_to_b_and_back),
        cmocka_unit_test(one_term_with_two_masters_grants_nothing_twice),
        cmocka_unit_test(a_join_without_memory_changes_nothing),
        cmocka_unit_test(the_range_tells_the_next_chunk_and_how_many_there_are),
        cmocka_unit_test(who_leaves_a_full_table_leaves_the_others_in_it),
    };
    return RUN_TESTS(tests);
}
