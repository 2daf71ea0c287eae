/* Sequences that are raised after a backup was restored, and chunks that are handed back. */
#include <idalloc/sequence.h>

#include "support_allocator.h"
#include "support_cmocka.h"

#define SEQUENCE 9u

/* A master, and the storage that it writes to. */
typedef struct office {
    ida_master *master;
    ida_master_config config;
    bool is_stored;
    ida_master_record stored;
} office;

static void elect(office *o, uint64_t term, uint64_t members)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_master_destroy(o->master);
    assert_int_equal(ida_master_create(&allocator, &o->config, term,
                                       o->is_stored ? &o->stored : NULL, &o->master),
                     IDA_OK);
    for (uint64_t i = 0; i < members; i++) {
        assert_int_equal(ida_master_join(o->master, i), IDA_OK);
    }
}

static office office_of(uint64_t first_start, uint64_t last_id, uint64_t range_size,
                        uint64_t members)
{
    office o = {.config = {.sequence = SEQUENCE,
                           .first_start = first_start,
                           .last_id = last_id,
                           .range_size = range_size,
                           .member_max = 4}};
    elect(&o, 1, members);
    return o;
}

static void store(office *o)
{
    ida_master_write write;
    assert_true(ida_master_verify(o->master));
    assert_true(ida_master_pending(o->master, &write));
    assert_true(ida_master_write_applies(o->is_stored ? &o->stored : NULL, &write));
    o->stored = write.record;
    o->is_stored = true;
    assert_int_equal(ida_master_confirm(o->master, &write.record), IDA_OK);
    assert_true(ida_master_verify(o->master));
}

static void raised(office *o, uint64_t issued)
{
    ida_status status = ida_master_raise(o->master, issued);
    while (status == IDA_NOT_PERSISTED) {
        store(o);
        status = ida_master_raise(o->master, issued);
    }
    assert_int_equal(status, IDA_OK);
    assert_true(ida_master_verify(o->master));
}

static ida_chunk_request request_of(uint64_t coordinator, uint64_t incarnation, uint64_t number,
                                    uint64_t after)
{
    return (ida_chunk_request){SEQUENCE, coordinator, incarnation, number, after};
}

static ida_chunk granted(office *o, ida_chunk_request request)
{
    ida_chunk_reply reply;
    ida_status status = ida_master_grant(o->master, &request, &reply);
    while (status == IDA_NOT_PERSISTED) {
        store(o);
        status = ida_master_grant(o->master, &request, &reply);
    }
    assert_int_equal(status, IDA_OK);
    assert_true(ida_master_verify(o->master));
    return reply.chunk;
}

static void refused(office *o, ida_chunk_request request, ida_status status)
{
    ida_chunk_reply reply;
    assert_int_equal(ida_master_grant(o->master, &request, &reply), status);
    assert_true(ida_master_verify(o->master));
}

static void assert_chunk(ida_chunk chunk, uint64_t starting, uint64_t ending, uint64_t index,
                         uint64_t count)
{
    assert_int_equal(chunk.starting, starting);
    assert_int_equal(chunk.ending, ending);
    assert_int_equal(chunk.index, index);
    assert_int_equal(chunk.count, count);
}

/* A coordinator, started from the record, which becomes what is stored. */
static ida_coordinator *started(ida_coordinator_record *record, uint32_t percent)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator *coordinator = NULL;
    assert_int_equal(ida_coordinator_create(&allocator, record, percent, &coordinator), IDA_OK);
    assert_true(ida_coordinator_pending(coordinator, record));
    assert_int_equal(ida_coordinator_confirm(coordinator, record), IDA_OK);
    return coordinator;
}

static void keep(ida_coordinator *coordinator, ida_coordinator_record *record)
{
    assert_true(ida_coordinator_pending(coordinator, record));
    assert_int_equal(ida_coordinator_confirm(coordinator, record), IDA_OK);
    assert_true(ida_coordinator_verify(coordinator));
}

/* Gets the coordinator its next chunk. */
static void supply(office *o, ida_coordinator *coordinator, ida_coordinator_record *record)
{
    ida_chunk_request request;
    assert_true(ida_coordinator_request(coordinator, &request));
    ida_chunk_reply reply = {.sequence = request.sequence,
                             .coordinator = request.coordinator,
                             .incarnation = request.incarnation,
                             .number = request.number,
                             .chunk = granted(o, request)};
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
    keep(coordinator, record);
}

static uint64_t drawn(ida_coordinator *coordinator)
{
    uint64_t id = 0;
    assert_int_equal(ida_coordinator_next(coordinator, &id), IDA_OK);
    assert_true(ida_coordinator_verify(coordinator));
    return id;
}

/* ---- raising ---- */

/* How many of 700 IDs are drawn again when the storage goes back to how it was after 300. */
static unsigned repeats_after_restore(bool is_raised)
{
    static uint8_t seen[4000];
    memset(seen, 0, sizeof seen);
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 2);
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 100);
    ida_master_record backup = {.sequence = 0};
    for (unsigned i = 0; i < 700; i++) {
        if (ida_coordinator_left(coordinator) == 0) {
            supply(&o, coordinator, &record);
        }
        seen[drawn(coordinator)]++;
        backup = i < 300 ? o.stored : backup;
    }
    ida_coordinator_destroy(coordinator);
    o.stored = backup;
    elect(&o, 2, 2);
    if (is_raised) {
        raised(&o, record.after);
    }
    /* The other coordinator never heard of what was granted. */
    ida_coordinator_record other_record = {.sequence = SEQUENCE, .coordinator = 1};
    ida_coordinator *other = started(&other_record, 100);
    unsigned repeats = 0;
    for (unsigned i = 0; i < 700; i++) {
        if (ida_coordinator_left(other) == 0) {
            supply(&o, other, &other_record);
        }
        uint64_t id = drawn(other);
        repeats += seen[id];
        seen[id]++;
    }
    ida_coordinator_destroy(other);
    ida_master_destroy(o.master);
    return repeats;
}

static void a_restored_sequence_repeats_ids_unless_it_is_raised(void **state)
{
    (void)state;
    assert_true(repeats_after_restore(false) > 100);
    assert_int_equal(repeats_after_restore(true), 0);
}

/* A reply to the coordinator's first life that comes in its second. */
static ida_status install_old_reply(uint64_t restored_incarnation)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 2);
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 100);
    ida_chunk_request request;
    assert_true(ida_coordinator_request(coordinator, &request));
    const ida_chunk_reply reply = {.sequence = request.sequence,
                                   .coordinator = request.coordinator,
                                   .incarnation = request.incarnation,
                                   .number = request.number,
                                   .chunk = granted(&o, request)};
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
    keep(coordinator, &record);
    (void)drawn(coordinator);
    ida_coordinator_destroy(coordinator);
    record = (ida_coordinator_record){
        .sequence = SEQUENCE, .coordinator = 0, .incarnation = restored_incarnation};
    coordinator = started(&record, 100);
    ida_status status = ida_coordinator_install(coordinator, &reply);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
    return status;
}

/* Why the header has the incarnation of a record replaced that comes from a backup. */
static void an_old_reply_fits_a_restored_record_unless_its_incarnation_is_replaced(void **state)
{
    (void)state;
    assert_int_equal(install_old_reply(0), IDA_OK);
    assert_int_equal(install_old_reply(1), IDA_STALE_MESSAGE);
    assert_int_equal(install_old_reply(1000000), IDA_STALE_MESSAGE);
}

static void a_raise_is_stored_before_anything_is_granted(void **state)
{
    (void)state;
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 100, 2);
    assert_int_equal(ida_master_raise(o.master, 5001), IDA_NOT_PERSISTED);
    refused(&o, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    ida_master_write write;
    assert_true(ida_master_pending(o.master, &write));
    assert_int_equal(write.record.next_start, 5001);
    assert_int_equal(write.record.term, 1);
    assert_int_equal(write.record.first_start, 1000);
    /* The write of a range is not taken for it. */
    ida_master_record range = {SEQUENCE, 1, 1100, 1000};
    assert_int_equal(ida_master_confirm(o.master, &range), IDA_INVALID_ARGUMENT);
    store(&o);
    assert_int_equal(ida_master_raise(o.master, 5001), IDA_OK);
    assert_false(ida_master_pending(o.master, &write));
    ida_chunk next;
    assert_false(ida_master_range(o.master, &next));
    /* That of the range is another write, as ever. */
    refused(&o, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    assert_chunk(granted(&o, request_of(0, 1, 1, 0)), 5001, 5101, 0, 2);
    assert_int_equal(o.stored.next_start, 5101);
    ida_master_destroy(o.master);
}

static void raising_forgets_what_starts_below_and_keeps_what_does_not(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 3);
    assert_chunk(granted(&o, request_of(0, 1, 1, 0)), 0, 100, 0, 3);
    assert_chunk(granted(&o, request_of(0, 1, 2, 100)), 100, 200, 0, 3);
    /* At the start of the range and below: what is stored covers it, and the range goes on. */
    raised(&o, 50);
    raised(&o, 100);
    assert_int_equal(o.stored.next_start, 200);
    assert_chunk(granted(&o, request_of(1, 1, 1, 0)), 100, 200, 1, 3);
    /* Inside it: nothing needs to be stored, and the range is given up with what was answered. */
    assert_int_equal(ida_master_raise(o.master, 101), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_chunk(granted(&o, request_of(1, 1, 1, 0)), 200, 300, 0, 3);
    assert_chunk(granted(&o, request_of(0, 1, 2, 100)), 200, 300, 1, 3);
    /* The same and lower ones again change nothing. */
    raised(&o, 101);
    raised(&o, 0);
    assert_chunk(granted(&o, request_of(2, 1, 1, 0)), 200, 300, 2, 3);
    assert_chunk(granted(&o, request_of(1, 1, 1, 0)), 200, 300, 0, 3);
    ida_master_destroy(o.master);
}

/* Whether the caller calls again or a coordinator comes first. */
static void a_range_that_was_pending_is_stored_first_and_not_granted(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 2);
        refused(&o, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
        assert_int_equal(ida_master_raise(o.master, 150), IDA_NOT_PERSISTED);
        assert_int_equal(ida_master_raise(o.master, 170), IDA_NOT_PERSISTED);
        ida_master_write write;
        assert_true(ida_master_pending(o.master, &write));
        assert_int_equal(write.record.next_start, 100);
        store(&o);
        if (i == 0) {
            refused(&o, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
        } else {
            assert_int_equal(ida_master_raise(o.master, 150), IDA_NOT_PERSISTED);
        }
        /* Both asked for it, and the higher one holds. */
        assert_true(ida_master_pending(o.master, &write));
        assert_int_equal(write.record.next_start, 170);
        /* A yet higher one waits for its turn. */
        assert_int_equal(ida_master_raise(o.master, 180), IDA_NOT_PERSISTED);
        assert_true(ida_master_pending(o.master, &write));
        assert_int_equal(write.record.next_start, 170);
        store(&o);
        raised(&o, 180);
        assert_chunk(granted(&o, request_of(0, 1, 1, 0)), 180, 280, 0, 2);
        ida_master_destroy(o.master);
    }
}

/* A range that is pending and starts where it is raised to is as good as any. */
static void a_pending_range_above_is_granted(void **state)
{
    (void)state;
    office o = office_of(200, IDA_SEQUENCE_ID_MAX, 100, 2);
    refused(&o, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    assert_int_equal(ida_master_raise(o.master, 200), IDA_OK);
    assert_chunk(granted(&o, request_of(0, 1, 1, 0)), 200, 300, 0, 2);
    ida_master_destroy(o.master);
}

static void raising_to_the_end_exhausts_the_sequence(void **state)
{
    (void)state;
    static const struct {
        uint64_t last_id, issued;
        bool exhausted;
    } cases[] = {{1000, 900, false},
                 {1000, 901, true},
                 {1000, 1000, true},
                 {1000, 5000, true},
                 {1000, IDA_SEQUENCE_ID_MAX, true},
                 {IDA_SEQUENCE_ID_MAX, IDA_SEQUENCE_ID_MAX - 100, false},
                 {IDA_SEQUENCE_ID_MAX, IDA_SEQUENCE_ID_MAX, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        office o = office_of(0, cases[i].last_id, 100, 1);
        assert_int_equal(ida_master_raise(o.master, IDA_SEQUENCE_ID_MAX + 1), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_master_raise(o.master, UINT64_MAX), IDA_INVALID_ARGUMENT);
        raised(&o, cases[i].issued);
        ida_chunk chunk = granted(&o, request_of(0, 1, 1, 0));
        assert_int_equal(chunk.count == 0, cases[i].exhausted);
        assert_int_equal(o.stored.next_start,
                         cases[i].exhausted ? cases[i].issued : cases[i].issued + 100);
        /* An exhausted one can be raised further still. */
        raised(&o, IDA_SEQUENCE_ID_MAX);
        ida_master_destroy(o.master);
    }
}

/* What the header says of it: it goes on with what it has, and what it gets next is above. */
static void a_chunk_that_a_coordinator_holds_is_out_of_reach(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 10, 1);
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_int_equal(drawn(coordinator), 1);
    raised(&o, 5);
    for (uint64_t id = 2; id <= 10; id++) {
        assert_int_equal(drawn(coordinator), id);
    }
    supply(&o, coordinator, &record);
    assert_int_equal(drawn(coordinator), 11);
    raised(&o, 35);
    while (ida_coordinator_left(coordinator) > 0) {
        assert_true(drawn(coordinator) <= 20);
    }
    supply(&o, coordinator, &record);
    assert_int_equal(drawn(coordinator), 36);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

/* Both answer the coordinator alike; the storage tells which it is. */
static void a_restored_record_is_told_from_a_master_that_was_replaced(void **state)
{
    (void)state;
    office a = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 1);
    (void)granted(&a, request_of(0, 1, 1, 0));
    office b = a;
    b.master = NULL;
    elect(&b, 2, 1);
    uint64_t after = granted(&b, request_of(0, 1, 2, 100)).ending;
    assert_int_equal(after, 200);
    refused(&a, request_of(0, 1, 3, after), IDA_STALE_TERM);
    assert_int_equal(ida_master_record_check(&b.stored, after), IDA_OK);
    /* Now what A knows of is what is stored. */
    assert_int_equal(ida_master_record_check(&a.stored, after), IDA_STALE_RECORD);
    assert_int_equal(ida_master_record_check(&a.stored, 101), IDA_STALE_RECORD);
    assert_int_equal(ida_master_record_check(&a.stored, 100), IDA_OK);
    raised(&a, after);
    assert_chunk(granted(&a, request_of(0, 1, 3, after)), 200, 300, 0, 1);
    ida_master_destroy(a.master);
    ida_master_destroy(b.master);
}

static void another_first_start_is_refused_and_not_ignored(void **state)
{
    (void)state;
    ida_allocator allocator = ida_allocator_standard();
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 100, 1);
    (void)granted(&o, request_of(0, 1, 1, 0));
    assert_int_equal(o.stored.first_start, 1000);
    static const uint64_t others[] = {0, 999, 1001, 1100, 5000};
    ida_master *master = NULL;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        ida_master_config config = o.config;
        config.first_start = others[i];
        assert_int_equal(ida_master_create(&allocator, &config, 2, &o.stored, &master),
                         IDA_OTHER_START);
    }
    /* The first release did not store it: then it is not above what is stored. */
    ida_master_record old = o.stored;
    old.first_start = IDA_SEQUENCE_START_UNKNOWN;
    ida_master_config config = o.config;
    config.first_start = 1101;
    assert_int_equal(ida_master_create(&allocator, &config, 2, &old, &master), IDA_OTHER_START);
    assert_null(master);
    /* The next write makes up for it. */
    o.stored = old;
    elect(&o, 2, 1);
    assert_true(ida_master_record_of(o.master).first_start == IDA_SEQUENCE_START_UNKNOWN);
    assert_chunk(granted(&o, request_of(0, 2, 1, 0)), 1100, 1200, 0, 1);
    assert_int_equal(o.stored.first_start, 1000);
    ida_master_destroy(o.master);
}

/* ---- handing back ---- */

static void what_has_nothing_left_hands_nothing_back(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 4, 2);
    ida_allocator allocator = ida_allocator_standard();
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
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
        coordinator = started(&record, 100);
        if (i == 1) {
            supply(&o, coordinator, &record);
            assert_int_equal(drawn(coordinator), 1);
            assert_int_equal(drawn(coordinator), 3);
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

static void a_stopped_coordinator_draws_nothing_and_says_what_it_drew(void **state)
{
    (void)state;
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 12, 4);
    (void)granted(&o, request_of(1, 1, 1, 0));
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 0);
    supply(&o, coordinator, &record);
    assert_int_equal(drawn(coordinator), 1002);
    ida_chunk_request request;
    assert_true(ida_coordinator_request(coordinator, &request));
    ida_chunk_return rest;
    for (unsigned i = 0; i < 2; i++) {
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
        assert_int_equal(drawn(coordinator), ids[i]);
    }
    assert_int_equal(ida_coordinator_left(coordinator), 0);
}

static void who_starts_again_goes_on_where_it_stopped(void **state)
{
    (void)state;
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 12, 4);
    (void)granted(&o, request_of(1, 1, 1, 0));
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    ida_chunk_return rest;
    /* Stopped before each of its IDs. */
    for (uint64_t i = 0; i < 3; i++) {
        assert_true(ida_coordinator_stop(coordinator, &rest));
        keep(coordinator, &record);
        ida_coordinator_destroy(coordinator);
        assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
        assert_true(ida_master_verify(o.master));
        coordinator = started(&record, 100);
        supply(&o, coordinator, &record);
        assert_int_equal(drawn(coordinator), 1002 + 4 * i);
    }
    assert_int_equal(ida_coordinator_left(coordinator), 0);
    assert_false(ida_coordinator_stop(coordinator, &rest));
    ida_coordinator_destroy(coordinator);
    assert_int_equal(o.stored.next_start, 1012);
    ida_master_destroy(o.master);
}

/* One that did not store what it drew gets a chunk above, and a newcomer gets the rest. */
static void the_rest_goes_to_whoever_it_is_above(void **state)
{
    (void)state;
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_int_equal(drawn(coordinator), 1001);
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    ida_coordinator_destroy(coordinator);
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    coordinator = started(&record, 100);
    ida_coordinator_record newcomer_record = {.sequence = SEQUENCE, .coordinator = 1};
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

static void nothing_is_taken_back_twice_or_from_others(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_chunk chunk = granted(&o, request_of(0, 5, 2, 0));
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
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(ida_master_take_back(o.master, &bad[i]), IDA_STALE_MESSAGE);
    }
    bad[8].coordinator = 3;
    assert_int_equal(ida_master_take_back(o.master, &bad[8]), IDA_UNKNOWN_COORDINATOR);
    ida_chunk_return senseless[5] = {good, good, good, good, good};
    senseless[0].sequence++;
    senseless[1].incarnation = 0;
    senseless[2].number = 0;
    senseless[3].chunk.count = 0;
    senseless[4].drawn = 4;
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(ida_master_take_back(o.master, &senseless[i]), IDA_INVALID_ARGUMENT);
    }
    /* A master that did not grant it has nothing to take back. */
    office other = o;
    other.master = NULL;
    elect(&other, 2, 3);
    assert_int_equal(ida_master_take_back(other.master, &good), IDA_STALE_MESSAGE);
    ida_master_destroy(other.master);
    assert_int_equal(ida_master_take_back(o.master, &good), IDA_OK);
    assert_int_equal(ida_master_take_back(o.master, &good), IDA_STALE_MESSAGE);
    /* Late requests of a stopped coordinator get nothing, nor does that one when it is repeated. */
    refused(&o, request_of(0, 5, 2, 0), IDA_STALE_MESSAGE);
    refused(&o, request_of(0, 5, 3, 12), IDA_STALE_MESSAGE);
    assert_chunk(granted(&o, request_of(1, 1, 1, 0)), 3, 12, 0, 3);
    /* Now it is another's; the copy that comes late takes nothing from that one. */
    assert_int_equal(ida_master_take_back(o.master, &good), IDA_STALE_MESSAGE);
    assert_chunk(granted(&o, request_of(2, 1, 1, 0)), 0, 12, 1, 3);
    assert_chunk(granted(&o, request_of(1, 1, 1, 0)), 3, 12, 0, 3);
    ida_master_destroy(o.master);
}

/* The older one is lost, as the header says. */
static void of_two_chunks_the_newer_is_handed_back_whole(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 0);
    supply(&o, coordinator, &record);
    assert_int_equal(drawn(coordinator), 1);
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
static void a_chunk_that_never_arrived_is_taken_back_instead(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 0);
    supply(&o, coordinator, &record);
    assert_int_equal(drawn(coordinator), 1);
    ida_chunk_request request;
    assert_true(ida_coordinator_request(coordinator, &request));
    ida_chunk_reply late = {SEQUENCE, 0, 1, 2, false, granted(&o, request)};
    assert_chunk(late.chunk, 12, 24, 0, 3);
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    assert_int_equal(rest.number, 1);
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_int_equal(ida_coordinator_install(coordinator, &late), IDA_STALE_MESSAGE);
    assert_chunk(granted(&o, request_of(1, 1, 1, 0)), 12, 24, 0, 3);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

static void rests_are_bounded_and_the_lowest_goes_first(void **state)
{
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    office o = {.config = {.sequence = SEQUENCE,
                           .last_id = IDA_SEQUENCE_ID_MAX,
                           .range_size = 10,
                           .member_max = 4}};
    assert_int_equal(ida_master_create(&allocator, &o.config, 1, NULL, &o.master), IDA_OK);
    assert_int_equal(ida_master_join(o.master, 0), IDA_OK);
    assert_int_equal(ida_master_join(o.master, 1), IDA_OK);
    unsigned failures = 0;
    for (uint64_t i = 1; i <= 7; i++) {
        /* Its after is that of what it drew, which none of the rests is above. */
        ida_chunk chunk = granted(&o, request_of(0, i, 1, 10 * (i - 1)));
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
    assert_chunk(granted(&o, request_of(1, 1, 1, 0)), 34, 40, 0, 2);
    assert_chunk(granted(&o, request_of(1, 1, 2, 50)), 54, 60, 0, 2);
    assert_chunk(granted(&o, request_of(1, 1, 3, 0)), 44, 50, 0, 2);
    assert_chunk(granted(&o, request_of(1, 1, 4, 60)), 64, 70, 0, 2);
    /* None is left, and of the range it has a part. */
    refused(&o, request_of(1, 1, 5, 60), IDA_NOT_PERSISTED);
    assert_false(memory.failed);
    test_allocator_fail_nth(&memory, 0);
    ida_master_destroy(o.master);
    test_allocator_assert_clean(&memory);
}

/* More are handed back than are kept while one range lasts: it is still known what of it is gone.
 */
static void rests_of_the_current_range_are_dropped_too(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 4);
    for (uint64_t i = 0; i < 4; i++) {
        ida_chunk chunk = granted(&o, request_of(i, 1, 1, 0));
        assert_int_equal(chunk.index, i);
    }
    for (uint64_t i = 0; i < 4; i++) {
        ida_chunk_return rest = {SEQUENCE, i, 1, 1, {0, 100, i, 4}, 4 - i};
        assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
        assert_true(ida_master_verify(o.master));
    }
    /* The lowest is the last one, which drew least. */
    assert_chunk(granted(&o, request_of(0, 2, 1, 0)), 4, 100, 3, 4);
    ida_chunk_return again = {SEQUENCE, 0, 2, 1, {4, 100, 3, 4}, 23};
    assert_int_equal(ida_master_take_back(o.master, &again), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_chunk(granted(&o, request_of(0, 3, 1, 50)), 96, 100, 3, 4);
    /* Raised into the middle, what starts below is dropped. */
    raised(&o, 10);
    assert_chunk(granted(&o, request_of(1, 2, 1, 0)), 12, 100, 1, 4);
    assert_chunk(granted(&o, request_of(2, 2, 1, 0)), 16, 100, 0, 4);
    assert_chunk(granted(&o, request_of(3, 2, 1, 0)), 100, 200, 0, 4);
    ida_master_destroy(o.master);
}

static void who_leaves_may_hand_back_and_come_again(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 12, 3);
    for (unsigned leaves_first = 0; leaves_first < 2; leaves_first++) {
        uint64_t base = 12 * leaves_first;
        ida_chunk chunk = granted(&o, request_of(0, 1 + 2 * leaves_first, 1, base));
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
        assert_chunk(granted(&o, request_of(0, 2 + 2 * leaves_first, 1, base + 1)), base + 3,
                     base + 12, 0, 3);
    }
    ida_master_destroy(o.master);
}

static void a_chunk_that_is_empty_is_not_kept_when_it_comes_back(void **state)
{
    (void)state;
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 2, 3);
    assert_int_equal(ida_chunk_size(&(ida_chunk){0, 2, 2, 3}), 0);
    (void)granted(&o, request_of(0, 1, 1, 0));
    (void)granted(&o, request_of(1, 1, 1, 0));
    assert_chunk(granted(&o, request_of(2, 1, 2, 0)), 0, 2, 2, 3);
    /* Its newest chunk that had an ID was that of request 1, of another master. */
    ida_chunk_return rest = {SEQUENCE, 2, 1, 1, {0, 100, 0, 2}, 3};
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_chunk(granted(&o, request_of(2, 2, 1, 0)), 2, 4, 0, 3);
    ida_master_destroy(o.master);
}

static void a_coordinator_at_the_last_id_of_all_hands_back_what_is_left(void **state)
{
    (void)state;
    office o = office_of(IDA_SEQUENCE_ID_MAX - 4, IDA_SEQUENCE_ID_MAX, 4, 2);
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_true(drawn(coordinator) == IDA_SEQUENCE_ID_MAX - 3);
    ida_chunk_return rest;
    assert_true(ida_coordinator_stop(coordinator, &rest));
    keep(coordinator, &record);
    ida_coordinator_destroy(coordinator);
    assert_int_equal(ida_master_take_back(o.master, &rest), IDA_OK);
    coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_true(drawn(coordinator) == IDA_SEQUENCE_ID_MAX - 1);
    assert_false(ida_coordinator_stop(coordinator, &rest));
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

/* ---- fork ---- */

static void a_coordinator_is_bound_to_one_process(void **state)
{
    (void)state;
    ida_coordinator_record record = {.sequence = SEQUENCE, .coordinator = 0};
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
        cmocka_unit_test(a_restored_sequence_repeats_ids_unless_it_is_raised),
        cmocka_unit_test(an_old_reply_fits_a_restored_record_unless_its_incarnation_is_replaced),
        cmocka_unit_test(a_raise_is_stored_before_anything_is_granted),
        cmocka_unit_test(raising_forgets_what_starts_below_and_keeps_what_does_not),
        cmocka_unit_test(a_range_that_was_pending_is_stored_first_and_not_granted),
        cmocka_unit_test(a_pending_range_above_is_granted),
        cmocka_unit_test(raising_to_the_end_exhausts_the_sequence),
        cmocka_unit_test(a_chunk_that_a_coordinator_holds_is_out_of_reach),
        cmocka_unit_test(a_restored_record_is_told_from_a_master_that_was_replaced),
        cmocka_unit_test(another_first_start_is_refused_and_not_ignored),
        cmocka_unit_test(what_has_nothing_left_hands_nothing_back),
        cmocka_unit_test(a_stopped_coordinator_draws_nothing_and_says_what_it_drew),
        cmocka_unit_test(who_starts_again_goes_on_where_it_stopped),
        cmocka_unit_test(the_rest_goes_to_whoever_it_is_above),
        cmocka_unit_test(nothing_is_taken_back_twice_or_from_others),
        cmocka_unit_test(of_two_chunks_the_newer_is_handed_back_whole),
        cmocka_unit_test(a_chunk_that_never_arrived_is_taken_back_instead),
        cmocka_unit_test(rests_are_bounded_and_the_lowest_goes_first),
        cmocka_unit_test(rests_of_the_current_range_are_dropped_too),
        cmocka_unit_test(who_leaves_may_hand_back_and_come_again),
        cmocka_unit_test(a_chunk_that_is_empty_is_not_kept_when_it_comes_back),
        cmocka_unit_test(a_coordinator_at_the_last_id_of_all_hands_back_what_is_left),
        cmocka_unit_test(a_coordinator_is_bound_to_one_process),
    };
    return RUN_TESTS(tests);
}
