/* Masters and coordinators: what the header says, and what went wrong elsewhere. */
#include <idalloc/sequence.h>

#include "support_allocator.h"
#include "support_cmocka.h"

#define SEQUENCE 9u

static ida_master_config config_of(uint64_t first_start, uint64_t last_id, uint64_t range_size)
{
    ida_master_config config = {.sequence = SEQUENCE,
                                .first_start = first_start,
                                .last_id = last_id,
                                .range_size = range_size,
                                .member_max = 8};
    return config;
}

static ida_master *master_of(const ida_master_config *config, uint64_t term,
                             const ida_master_record *stored)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_master *master = NULL;
    assert_int_equal(ida_master_create(&allocator, config, term, stored, &master), IDA_OK);
    assert_true(ida_master_verify(master));
    return master;
}

/* A master of term 1 of ranges of that size from 1000 on, with members 0 to members - 1. */
static ida_master *usual_master(uint64_t range_size, uint64_t members)
{
    ida_master_config config = config_of(1000, IDA_SEQUENCE_ID_MAX, range_size);
    ida_master *master = master_of(&config, 1, NULL);
    for (uint64_t i = 0; i < members; i++) {
        assert_int_equal(ida_master_join(master, i), IDA_OK);
    }
    return master;
}

/* A coordinator whose start is confirmed. */
static ida_coordinator *coordinator_of(uint64_t number, uint32_t percent)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = number};
    ida_coordinator *coordinator = NULL;
    assert_int_equal(ida_coordinator_create(&allocator, &record, percent, &coordinator), IDA_OK);
    assert_true(ida_coordinator_pending(coordinator, &record));
    assert_int_equal(ida_coordinator_confirm(coordinator, &record), IDA_OK);
    return coordinator;
}

static void confirm_pending(ida_coordinator *coordinator)
{
    ida_coordinator_record record;
    if (ida_coordinator_pending(coordinator, &record)) {
        assert_int_equal(ida_coordinator_confirm(coordinator, &record), IDA_OK);
    }
    assert_true(ida_coordinator_verify(coordinator));
}

static void store_pending(ida_master *master)
{
    ida_master_write write;
    assert_true(ida_master_pending(master, &write));
    assert_int_equal(ida_master_confirm(master, &write.record), IDA_OK);
    assert_true(ida_master_verify(master));
}

static ida_chunk_request request_of(uint64_t coordinator, uint64_t number, uint64_t after)
{
    ida_chunk_request request = {.sequence = SEQUENCE,
                                 .coordinator = coordinator,
                                 .incarnation = 1,
                                 .number = number,
                                 .after = after};
    return request;
}

/* The reply, after what must be stored was. */
static ida_chunk_reply granted(ida_master *master, ida_chunk_request request)
{
    ida_chunk_reply reply;
    ida_status status = ida_master_grant(master, &request, &reply);
    if (status == IDA_NOT_PERSISTED) {
        store_pending(master);
        status = ida_master_grant(master, &request, &reply);
    }
    assert_int_equal(status, IDA_OK);
    assert_true(ida_master_verify(master));
    return reply;
}

static void refused(ida_master *master, ida_chunk_request request, ida_status status)
{
    ida_chunk_reply reply;
    ida_chunk_reply before;
    memset(&reply, 0x5a, sizeof reply);
    memcpy(&before, &reply, sizeof reply);
    assert_int_equal(ida_master_grant(master, &request, &reply), status);
    assert_memory_equal(&reply, &before, sizeof reply);
    assert_true(ida_master_verify(master));
}

static void assert_chunk(ida_chunk chunk, uint64_t starting, uint64_t ending, uint64_t index,
                         uint64_t count)
{
    assert_int_equal(chunk.starting, starting);
    assert_int_equal(chunk.ending, ending);
    assert_int_equal(chunk.index, index);
    assert_int_equal(chunk.count, count);
}

static ida_chunk_reply reply_to(ida_chunk_request request, ida_chunk chunk)
{
    ida_chunk_reply reply = {.sequence = request.sequence,
                             .coordinator = request.coordinator,
                             .incarnation = request.incarnation,
                             .number = request.number,
                             .chunk = chunk};
    return reply;
}

static ida_chunk_request asked(const ida_coordinator *coordinator)
{
    ida_chunk_request request;
    assert_true(ida_coordinator_request(coordinator, &request));
    return request;
}

/* Gives the coordinator, which asks for one, a chunk that it may draw from. */
static void give(ida_coordinator *coordinator, ida_chunk chunk)
{
    ida_chunk_reply reply = reply_to(asked(coordinator), chunk);
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
    confirm_pending(coordinator);
}

static uint64_t draw(ida_coordinator *coordinator)
{
    uint64_t id = 0;
    assert_int_equal(ida_coordinator_next(coordinator, &id), IDA_OK);
    assert_true(ida_coordinator_verify(coordinator));
    return id;
}

static void draws_nothing(ida_coordinator *coordinator, ida_status status)
{
    uint64_t id = 4711;
    assert_int_equal(ida_coordinator_next(coordinator, &id), status);
    assert_int_equal(id, 4711);
    assert_true(ida_coordinator_verify(coordinator));
}

/* ---- chunks ---- */

/* Traps: a count of 0, and an index that is the count, are taken by the formula without a word. */
static void chunks_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    const ida_chunk good = {1000, 2000, 3, 4};
    assert_int_equal(ida_chunk_validate(&good), IDA_OK);
    const ida_chunk bad[] = {{1000, 2000, 0, 0},
                             {1000, 2000, 4, 4},
                             {2000, 2000, 0, 1},
                             {2001, 2000, 0, 1},
                             {1000, IDA_SEQUENCE_ID_MAX + 1, 0, 1},
                             {UINT64_MAX, 5, 0, 1}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        uint64_t id = 4711;
        assert_int_equal(ida_chunk_validate(&bad[i]), IDA_INVALID_CHUNK);
        assert_int_equal(ida_chunk_size(&bad[i]), 0);
        assert_int_equal(ida_chunk_id(&bad[i], 0, &id), IDA_INVALID_CHUNK);
        assert_int_equal(ida_chunk_id(&bad[i], 1, &id), IDA_INVALID_CHUNK);
        assert_int_equal(id, 4711);
    }
}

static void the_ids_of_a_ranges_chunks_are_the_range(void **state)
{
    (void)state;
    for (uint64_t ids = 1; ids <= 30; ids++) {
        for (uint64_t count = 1; count <= 33; count++) {
            uint8_t seen[31] = {0};
            uint64_t found = 0;
            for (uint64_t index = 0; index < count; index++) {
                ida_chunk chunk = {100, 100 + ids, index, count};
                for (uint64_t c = 1; c <= ida_chunk_size(&chunk); c++) {
                    uint64_t id = 0;
                    assert_int_equal(ida_chunk_id(&chunk, c, &id), IDA_OK);
                    assert_in_range(id, 101, 100 + ids);
                    assert_int_equal((id - 101) % count, index);
                    assert_int_equal(seen[id - 100], 0);
                    seen[id - 100] = 1;
                    found++;
                }
            }
            assert_int_equal(found, ids);
        }
    }
}

static void chunks_near_the_top_do_not_overflow(void **state)
{
    (void)state;
    ida_chunk chunk = {0, IDA_SEQUENCE_ID_MAX, 0, 1};
    uint64_t id = 0;
    assert_true(ida_chunk_size(&chunk) == IDA_SEQUENCE_ID_MAX);
    assert_int_equal(ida_chunk_id(&chunk, IDA_SEQUENCE_ID_MAX, &id), IDA_OK);
    assert_true(id == IDA_SEQUENCE_ID_MAX);
    chunk = (ida_chunk){IDA_SEQUENCE_ID_MAX - 3, IDA_SEQUENCE_ID_MAX, UINT64_MAX - 1, UINT64_MAX};
    assert_int_equal(ida_chunk_size(&chunk), 0);
    chunk.index = 2;
    assert_int_equal(ida_chunk_size(&chunk), 1);
    assert_int_equal(ida_chunk_id(&chunk, 1, &id), IDA_OK);
    assert_true(id == IDA_SEQUENCE_ID_MAX);
    ida_coordinator *coordinator = coordinator_of(0, 50);
    give(coordinator, chunk);
    assert_true(draw(coordinator) == IDA_SEQUENCE_ID_MAX);
    draws_nothing(coordinator, IDA_TRY_LATER);
    ida_coordinator_destroy(coordinator);
}

/* ---- coordinators ---- */

/* Trap: Current_ID is 1 on first use too; 0 would be an ID of the range before. */
static void the_first_id_is_one_above_starting(void **state)
{
    (void)state;
    ida_coordinator *coordinator = coordinator_of(0, 60);
    give(coordinator, (ida_chunk){1000, 2000, 0, 4});
    assert_int_equal(draw(coordinator), 1001);
    assert_int_equal(draw(coordinator), 1005);
    ida_coordinator_destroy(coordinator);
}

/* Trap: the published code returned an ID above the end when it had to fetch the next chunk. */
static void a_chunk_that_is_used_up_gives_no_id(void **state)
{
    (void)state;
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

static void prefetch_begins_above_the_percentage(void **state)
{
    (void)state;
    /* Of 250 IDs: how many must be drawn before the next chunk is asked for. */
    static const struct {
        uint32_t percent;
        uint64_t drawn;
    } cases[] = {{0, 1}, {1, 3}, {50, 126}, {60, 151}, {99, 248}, {100, 250}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ida_coordinator *coordinator = coordinator_of(0, cases[i].percent);
        give(coordinator, (ida_chunk){1000, 2000, 0, 4});
        for (uint64_t drawn = 0; drawn <= 250; drawn++) {
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

static void prefetch_counts_whole_hundreds_and_the_rest_apart(void **state)
{
    (void)state;
    static const struct {
        uint64_t size;
        uint32_t percent;
        uint64_t drawn;
    } cases[] = {{10000, 50, 5001}, {10099, 50, 5050}, {10101, 99, 10000}, {20202, 1, 203}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
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
static void prefetch_of_huge_chunks_does_not_overflow(void **state)
{
    (void)state;
    ida_coordinator *coordinator = coordinator_of(0, 60);
    ida_chunk_request request;
    give(coordinator, (ida_chunk){0, IDA_SEQUENCE_ID_MAX, 0, 1});
    draw(coordinator);
    assert_false(ida_coordinator_request(coordinator, &request));
    ida_coordinator_destroy(coordinator);
}

static void the_next_chunk_waits_for_the_current_one(void **state)
{
    (void)state;
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
static void a_reply_is_installed_once(void **state)
{
    (void)state;
    ida_coordinator *coordinator = coordinator_of(0, 0);
    ida_chunk_reply first = reply_to(asked(coordinator), (ida_chunk){0, 2, 0, 1});
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_OK);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    confirm_pending(coordinator);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    draw(coordinator);
    assert_int_equal(asked(coordinator).number, 2);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    draw(coordinator);
    draws_nothing(coordinator, IDA_TRY_LATER);
    assert_int_equal(ida_coordinator_install(coordinator, &first), IDA_STALE_MESSAGE);
    ida_coordinator_destroy(coordinator);
}

static void replies_to_others_are_stale(void **state)
{
    (void)state;
    ida_coordinator *coordinator = coordinator_of(5, 0);
    ida_chunk_reply good = reply_to(asked(coordinator), (ida_chunk){0, 2, 0, 1});
    ida_chunk_reply bad[5] = {good, good, good, good, good};
    bad[0].sequence++;
    bad[1].coordinator++;
    bad[2].incarnation++;
    bad[3].number++;
    bad[4].number--;
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(ida_coordinator_install(coordinator, &bad[i]), IDA_STALE_MESSAGE);
    }
    assert_int_equal(ida_coordinator_install(coordinator, &good), IDA_OK);
    ida_coordinator_destroy(coordinator);
}

static void a_chunk_below_what_was_drawn_is_refused_and_the_request_stays_open(void **state)
{
    (void)state;
    ida_coordinator *coordinator = coordinator_of(0, 0);
    give(coordinator, (ida_chunk){10, 12, 0, 1});
    draw(coordinator);
    ida_chunk_request request = asked(coordinator);
    static const ida_chunk bad[] = {{11, 20, 0, 1}, {0, 10, 0, 1},  {12, 20, 0, 0},
                                    {12, 20, 2, 2}, {12, 12, 0, 1}, {12, UINT64_MAX, 0, 1}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
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

static void empty_chunks_are_passed_over(void **state)
{
    (void)state;
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

static void exhausted_is_a_status_after_the_last_id(void **state)
{
    (void)state;
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

static void nothing_is_asked_for_before_the_start_is_stored(void **state)
{
    (void)state;
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

static void a_chunk_is_not_drawn_from_before_its_ending_is_stored(void **state)
{
    (void)state;
    ida_coordinator *coordinator = coordinator_of(0, 0);
    ida_chunk_reply reply = reply_to(asked(coordinator), (ida_chunk){0, 2, 0, 1});
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
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
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(ida_coordinator_confirm(coordinator, &wrong[i]), IDA_INVALID_ARGUMENT);
    }
    confirm_pending(coordinator);
    draw(coordinator);
    /* The current chunk goes on while the next one's ending is being stored. */
    reply = reply_to(asked(coordinator), (ida_chunk){2, 4, 0, 1});
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
    assert_int_equal(draw(coordinator), 2);
    draws_nothing(coordinator, IDA_NOT_PERSISTED);
    confirm_pending(coordinator);
    assert_int_equal(draw(coordinator), 3);
    ida_coordinator_destroy(coordinator);
}

static void coordinators_out_of_bounds_are_refused(void **state)
{
    (void)state;
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

/* ---- masters ---- */

static void a_coordinator_that_had_the_last_id_starts_again(void **state)
{
    (void)state;
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_record last = {SEQUENCE, 4, 7, IDA_SEQUENCE_ID_MAX};
    ida_coordinator *coordinator = NULL;
    assert_int_equal(ida_coordinator_create(&allocator, &last, 60, &coordinator), IDA_OK);
    confirm_pending(coordinator);
    assert_true(asked(coordinator).after == IDA_SEQUENCE_ID_MAX);
    ida_coordinator_destroy(coordinator);
}

static void masters_out_of_bounds_are_refused(void **state)
{
    (void)state;
    ida_allocator allocator = ida_allocator_standard();
    ida_master_config good = config_of(0, 100, 10);
    ida_master_config bad[4] = {good, good, good, good};
    bad[0].last_id = IDA_SEQUENCE_ID_MAX + 1;
    bad[1].first_start = 101;
    bad[2].range_size = 0;
    bad[3].member_max = 0;
    ida_master *master = NULL;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(ida_master_create(&allocator, &bad[i], 1, NULL, &master),
                         IDA_INVALID_ARGUMENT);
    }
    ida_master_record record = {SEQUENCE + 1, 1, 0, 0};
    assert_int_equal(ida_master_create(&allocator, &good, 1, &record, &master),
                     IDA_INVALID_ARGUMENT);
    record = (ida_master_record){SEQUENCE, 1, IDA_SEQUENCE_ID_MAX + 1, 0};
    assert_int_equal(ida_master_create(&allocator, &good, 1, &record, &master),
                     IDA_INVALID_ARGUMENT);
    record = (ida_master_record){SEQUENCE, 2, 50, 0};
    assert_int_equal(ida_master_create(&allocator, &good, 1, &record, &master), IDA_STALE_TERM);
    assert_int_equal(ida_master_create(&allocator, &good, 0, NULL, &master), IDA_STALE_TERM);
    assert_null(master);
    ida_master_destroy(NULL);
}

static void a_range_is_stored_before_its_first_chunk_is_granted(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 1);
    ida_master_write write;
    assert_false(ida_master_pending(master, &write));
    refused(master, request_of(0, 1, 0), IDA_NOT_PERSISTED);
    refused(master, request_of(0, 1, 0), IDA_NOT_PERSISTED);
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
    assert_chunk(granted(master, request_of(0, 1, 0)).chunk, 1000, 2000, 0, 1);
    ida_master_destroy(master);
}

/* Trap: published code divided by one less than the number of chunks that it granted. */
static void a_range_of_four_members_has_four_chunks(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 4);
    for (uint64_t i = 0; i < 4; i++) {
        ida_chunk next;
        assert_int_equal(ida_master_range(master, &next), i > 0);
        assert_chunk(granted(master, request_of(3 - i, 1, 0)).chunk, 1000, 2000, i, 4);
        assert_true(ida_master_range(master, &next));
        assert_chunk(next, 1000, 2000, i + 1, 4);
    }
    ida_master_destroy(master);
}

/* Trap: the guard that was lost; a second chunk of one range lets the IDs go back. */
static void nobody_gets_a_second_chunk_of_a_range(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 4);
    assert_chunk(granted(master, request_of(0, 1, 0)).chunk, 1000, 2000, 0, 4);
    assert_chunk(granted(master, request_of(0, 2, 0)).chunk, 2000, 3000, 0, 4);
    ida_chunk_request restarted = request_of(0, 1, 0);
    restarted.incarnation = 2;
    assert_chunk(granted(master, restarted).chunk, 3000, 4000, 0, 4);
    ida_master_leave(master, 0);
    refused(master, request_of(0, 9, 0), IDA_UNKNOWN_COORDINATOR);
    assert_int_equal(ida_master_join(master, 0), IDA_OK);
    restarted.incarnation = 3;
    assert_chunk(granted(master, restarted).chunk, 4000, 5000, 0, 4);
    assert_chunk(granted(master, request_of(1, 1, 0)).chunk, 4000, 5000, 1, 4);
    ida_master_destroy(master);
}

static void the_same_request_is_answered_the_same(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 2);
    assert_chunk(granted(master, request_of(0, 1, 0)).chunk, 1000, 2000, 0, 2);
    assert_chunk(granted(master, request_of(1, 1, 0)).chunk, 1000, 2000, 1, 2);
    assert_chunk(granted(master, request_of(1, 2, 2000)).chunk, 2000, 3000, 0, 2);
    ida_chunk next;
    assert_true(ida_master_range(master, &next));
    for (int i = 0; i < 3; i++) {
        /* Of the range before, and of this one. */
        assert_chunk(granted(master, request_of(0, 1, 0)).chunk, 1000, 2000, 0, 2);
        assert_chunk(granted(master, request_of(1, 2, 2000)).chunk, 2000, 3000, 0, 2);
    }
    ida_chunk same;
    assert_true(ida_master_range(master, &same));
    assert_memory_equal(&same, &next, sizeof same);
    ida_master_destroy(master);
}

static void a_late_copy_of_an_older_request_is_stale(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 1);
    ida_chunk_request request = request_of(0, 2, 0);
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

static void requests_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 1);
    ida_chunk_request good = request_of(0, 1, 0);
    ida_chunk_request bad[4] = {good, good, good, good};
    bad[0].sequence++;
    bad[1].incarnation = 0;
    bad[2].number = 0;
    bad[3].after = IDA_SEQUENCE_ID_MAX + 1;
    for (size_t i = 0; i < 4; i++) {
        refused(master, bad[i], IDA_INVALID_ARGUMENT);
    }
    refused(master, request_of(7, 1, 0), IDA_UNKNOWN_COORDINATOR);
    ida_master_write write;
    assert_false(ida_master_pending(master, &write));
    ida_master_destroy(master);
}

/* Who claims IDs that this master never cut must not make it jump there. */
static void a_coordinator_that_is_ahead_of_the_master_is_told_so(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 1);
    granted(master, request_of(0, 1, 0));
    refused(master, request_of(0, 2, 2001), IDA_STALE_TERM);
    refused(master, request_of(0, 2, IDA_SEQUENCE_ID_MAX), IDA_STALE_TERM);
    ida_master_write write;
    assert_false(ida_master_pending(master, &write));
    assert_chunk(granted(master, request_of(0, 2, 2000)).chunk, 2000, 3000, 0, 1);
    ida_master_destroy(master);
}

static void a_chunk_starts_at_after_or_above(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 2);
    granted(master, request_of(0, 1, 0));
    assert_chunk(granted(master, request_of(1, 1, 1001)).chunk, 2000, 3000, 0, 2);
    ida_master_destroy(master);
}

static void who_joins_before_the_first_grant_counts_and_after_it_takes_what_is_left(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 2);
    refused(master, request_of(0, 1, 0), IDA_NOT_PERSISTED);
    store_pending(master);
    ida_chunk next;
    assert_true(ida_master_range(master, &next));
    assert_chunk(next, 1000, 2000, 0, 2);
    assert_int_equal(ida_master_join(master, 2), IDA_OK);
    assert_true(ida_master_range(master, &next));
    assert_chunk(next, 1000, 2000, 0, 3);
    assert_chunk(granted(master, request_of(0, 1, 0)).chunk, 1000, 2000, 0, 3);
    assert_int_equal(ida_master_join(master, 3), IDA_OK);
    assert_chunk(granted(master, request_of(3, 1, 0)).chunk, 1000, 2000, 1, 3);
    assert_chunk(granted(master, request_of(1, 1, 0)).chunk, 1000, 2000, 2, 3);
    assert_chunk(granted(master, request_of(2, 1, 0)).chunk, 2000, 3000, 0, 4);
    ida_master_destroy(master);
}

static void who_left_does_not_count_from_the_next_range_on(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 3);
    granted(master, request_of(0, 1, 0));
    ida_master_leave(master, 0);
    ida_master_leave(master, 0);
    ida_master_leave(master, 77);
    assert_int_equal(ida_master_member_count(master), 2);
    assert_chunk(granted(master, request_of(1, 1, 0)).chunk, 1000, 2000, 1, 3);
    assert_chunk(granted(master, request_of(1, 2, 2000)).chunk, 2000, 3000, 0, 2);
    ida_master_leave(master, 2);
    ida_master_leave(master, 1);
    assert_int_equal(ida_master_member_count(master), 0);
    assert_true(ida_master_verify(master));
    ida_master_destroy(master);
}

static void chunks_of_the_old_range_are_granted_while_the_new_one_is_stored(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 3);
    granted(master, request_of(0, 1, 0));
    refused(master, request_of(0, 2, 2000), IDA_NOT_PERSISTED);
    ida_chunk_request request = request_of(1, 1, 0);
    ida_chunk_reply reply;
    assert_int_equal(ida_master_grant(master, &request, &reply), IDA_OK);
    assert_chunk(reply.chunk, 1000, 2000, 1, 3);
    store_pending(master);
    assert_chunk(granted(master, request_of(2, 1, 0)).chunk, 2000, 3000, 0, 3);
    ida_master_destroy(master);
}

static void members_are_bounded(void **state)
{
    (void)state;
    ida_master *master = usual_master(1000, 8);
    assert_int_equal(ida_master_join(master, 3), IDA_OK);
    assert_int_equal(ida_master_join(master, 8), IDA_TOO_MANY_MEMBERS);
    size_t most = 0;
    for (uint64_t i = 0; i < 2000; i++) {
        /* Everybody is granted a chunk, leaves, and is followed by somebody new. */
        granted(master, request_of(i, 1, 0));
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
static void the_sequence_is_exhausted_where_a_range_does_not_fit(void **state)
{
    (void)state;
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
        ida_master_config config = config_of(cases[i].start, cases[i].last, cases[i].size);
        ida_master *master = master_of(&config, 1, NULL);
        assert_int_equal(ida_master_join(master, 0), IDA_OK);
        ida_chunk_reply reply = granted(master, request_of(0, 1, 0));
        assert_int_equal(reply.exhausted, !cases[i].fits);
        if (cases[i].fits) {
            assert_int_equal(reply.chunk.ending, cases[i].start + cases[i].size);
            reply = granted(master, request_of(0, 2, reply.chunk.ending));
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
    assert_true(granted(master, request_of(0, 1, 0)).exhausted);
    ida_master_destroy(master);
}

static void the_rest_of_a_range_is_granted_after_the_last_range_was_cut(void **state)
{
    (void)state;
    ida_master_config config = config_of(0, 10, 10);
    ida_master *master = master_of(&config, 1, NULL);
    assert_int_equal(ida_master_join(master, 0), IDA_OK);
    assert_int_equal(ida_master_join(master, 1), IDA_OK);
    granted(master, request_of(0, 1, 0));
    assert_true(granted(master, request_of(0, 2, 10)).exhausted);
    assert_chunk(granted(master, request_of(1, 1, 0)).chunk, 0, 10, 1, 2);
    ida_master_destroy(master);
}

static void the_storage_replaces_only_what_is_expected(void **state)
{
    (void)state;
    ida_master_write write = {{SEQUENCE, 3, 100, 7}, {SEQUENCE, 4, 200, 7}};
    ida_master_record stored = write.expected;
    assert_true(ida_master_write_applies(&stored, &write));
    assert_false(ida_master_write_applies(NULL, &write));
    const ida_master_record other[] = {{SEQUENCE + 1, 3, 100, 7}, {SEQUENCE, 2, 100, 7},
                                       {SEQUENCE, 4, 100, 7},     {SEQUENCE, 3, 101, 7},
                                       {SEQUENCE, 4, 200, 7},     {SEQUENCE, 3, 100, 8}};
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        assert_false(ida_master_write_applies(&other[i], &write));
    }
    const ida_master_write forged[] = {{{SEQUENCE, 3, 100, 7}, {SEQUENCE, 2, 200, 7}},
                                       {{SEQUENCE, 3, 100, 7}, {SEQUENCE, 4, 100, 7}},
                                       {{SEQUENCE, 3, 100, 7}, {SEQUENCE + 1, 4, 200, 7}},
                                       {{SEQUENCE, 3, 100, 7}, {SEQUENCE, 4, 200, 8}}};
    for (size_t i = 0; i < COUNT_OF(forged); i++) {
        assert_false(ida_master_write_applies(&stored, &forged[i]));
    }
    write.expected.term = 0;
    assert_true(ida_master_write_applies(NULL, &write));
}

/* Trap: the leader's cache that outlives its office. A, B, A, and A's first life goes on too. */
static void nothing_is_granted_twice_when_the_office_goes_from_a_to_b_and_back(void **state)
{
    (void)state;
    ida_master_config config = config_of(1000, IDA_SEQUENCE_ID_MAX, 1000);
    ida_master *a = master_of(&config, 1, NULL);
    ida_master *lives[3] = {a, NULL, NULL};
    ida_master_record stored = {SEQUENCE, 0, 1000, 1000};
    ida_chunk chunks[3];
    for (uint64_t term = 1; term <= 3; term++) {
        ida_master *master = term == 1 ? a : master_of(&config, term, &stored);
        lives[term - 1] = master;
        assert_int_equal(ida_master_join(master, 0), IDA_OK);
        assert_int_equal(ida_master_join(master, 1), IDA_OK);
        ida_chunk_request request = request_of(0, term, 0);
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
    assert_chunk(granted(a, request_of(1, 1, 0)).chunk, 1000, 2000, 1, 2);
    ida_master_write write;
    refused(a, request_of(1, 2, 2000), IDA_NOT_PERSISTED);
    assert_true(ida_master_pending(a, &write));
    assert_false(ida_master_write_applies(&stored, &write));
    for (size_t i = 0; i < 3; i++) {
        ida_master_destroy(lives[i]);
    }
}

/* Two lives in one term, as when nobody knows whether the last write was done. */
static void one_term_with_two_masters_grants_nothing_twice(void **state)
{
    (void)state;
    ida_master_config config = config_of(0, IDA_SEQUENCE_ID_MAX, 10);
    ida_master_record stored = {SEQUENCE, 1, 50, 0};
    ida_master *lost = master_of(&config, 1, &stored);
    ida_master *found = master_of(&config, 1, &stored);
    ida_master_write late;
    ida_master_write write;
    assert_int_equal(ida_master_join(lost, 0), IDA_OK);
    assert_int_equal(ida_master_join(found, 0), IDA_OK);
    refused(lost, request_of(0, 1, 0), IDA_NOT_PERSISTED);
    refused(found, request_of(0, 1, 0), IDA_NOT_PERSISTED);
    assert_true(ida_master_pending(lost, &late));
    assert_true(ida_master_pending(found, &write));
    assert_true(ida_master_write_applies(&stored, &late));
    stored = late.record;
    assert_false(ida_master_write_applies(&stored, &write));
    ida_master_destroy(lost);
    ida_master_destroy(found);
}

static void a_join_without_memory_changes_nothing(void **state)
{
    (void)state;
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
        test_allocator_fail_nth(&memory, 1);
        if (ida_master_join(master, who) == IDA_NO_MEMORY) {
            failures++;
            assert_int_equal(ida_master_member_count(master), i);
            assert_true(ida_master_verify(master));
            refused(master, request_of(who, 1, 0), IDA_UNKNOWN_COORDINATOR);
            test_allocator_fail_nth(&memory, 0);
            assert_int_equal(ida_master_join(master, who), IDA_OK);
        }
        assert_int_equal(ida_master_memory(master), memory.live_bytes);
    }
    assert_true(failures > 2);
    /* Granting takes no memory. */
    test_allocator_fail_nth(&memory, 1);
    for (uint64_t i = 0; i < 40; i++) {
        granted(master, request_of(i, 1, 0));
    }
    assert_false(memory.failed);
    ida_master_destroy(master);
    test_allocator_assert_clean(&memory);
}

/* What is not to be stored is not told either. */
static void records_are_written_only_while_they_are_pending(void **state)
{
    (void)state;
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

static void assert_range(const ida_master *master, uint64_t index, uint64_t count)
{
    ida_chunk next = {0};
    assert_true(ida_master_range(master, &next));
    assert_chunk(next, 1000, 1100, index, count);
}

static void the_range_tells_the_next_chunk_and_how_many_there_are(void **state)
{
    (void)state;
    ida_master *master = usual_master(100, 3);
    ida_chunk next = {1, 2, 3, 4};
    assert_false(ida_master_range(master, &next));
    assert_chunk(next, 1, 2, 3, 4);
    refused(master, request_of(0, 1, 0), IDA_NOT_PERSISTED);
    store_pending(master);
    /* Nothing is granted of it yet: its chunks are as many as members, and at least one. */
    assert_range(master, 0, 3);
    for (uint64_t left = 3; left > 0; left--) {
        ida_master_leave(master, left - 1);
        assert_range(master, 0, left > 1 ? left - 1 : 1);
    }
    assert_int_equal(ida_master_join(master, 7), IDA_OK);
    assert_int_equal(ida_master_join(master, 8), IDA_OK);
    assert_range(master, 0, 2);
    /* From the first grant on there are as many as there were members then. */
    granted(master, request_of(7, 1, 0));
    assert_int_equal(ida_master_join(master, 9), IDA_OK);
    assert_range(master, 1, 2);
    ida_master_leave(master, 8);
    ida_master_leave(master, 9);
    assert_range(master, 1, 2);
    ida_master_destroy(master);
}

/* Its entries fill the block that they are in, so that a sanitizer sees who moves too many. */
static void who_leaves_a_full_table_leaves_the_others_in_it(void **state)
{
    (void)state;
    for (uint64_t leaver = 0; leaver < 4; leaver++) {
        ida_master *master = usual_master(100, 4);
        ida_master_leave(master, leaver);
        assert_true(ida_master_verify(master));
        for (uint64_t i = 0; i < 4; i++) {
            refused(master, request_of(i, 1, 0),
                    i == leaver ? IDA_UNKNOWN_COORDINATOR : IDA_NOT_PERSISTED);
        }
        ida_master_destroy(master);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_that_make_no_sense_are_refused),
        cmocka_unit_test(the_ids_of_a_ranges_chunks_are_the_range),
        cmocka_unit_test(chunks_near_the_top_do_not_overflow),
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
        cmocka_unit_test(records_are_written_only_while_they_are_pending),
        cmocka_unit_test(the_range_tells_the_next_chunk_and_how_many_there_are),
        cmocka_unit_test(who_leaves_a_full_table_leaves_the_others_in_it),
    };
    return RUN_TESTS(tests);
}
