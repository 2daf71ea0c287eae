/* Sequences that are raised after a backup was restored, so that nothing is granted twice. */
#include "support_cmocka.h"
#include "support_sequence.h"

/* How many of 700 IDs are drawn again when the storage goes back to how it was after 300. */
static unsigned repeats_after_restore(bool is_raised)
{
    static uint8_t seen[4000];
    memset(seen, 0, sizeof seen);
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 2);
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 100);
    ida_master_record backup = {.sequence = 0};
    for (unsigned i = 0; i < 700; i++) {
        if (ida_coordinator_left(coordinator) == 0) {
            supply(&o, coordinator, &record);
        }
        seen[draw(coordinator)]++;
        backup = i < 300 ? o.stored : backup;
    }
    ida_coordinator_destroy(coordinator);
    o.stored = backup;
    elect(&o, 2, 2);
    if (is_raised) {
        raised(&o, record.after);
    }
    /* The other coordinator never heard of what was granted. */
    ida_coordinator_record other_record = record_of(1);
    ida_coordinator *other = started(&other_record, 100);
    unsigned repeats = 0;
    for (unsigned i = 0; i < 700; i++) {
        if (ida_coordinator_left(other) == 0) {
            supply(&o, other, &other_record);
        }
        uint64_t id = draw(other);
        repeats += seen[id];
        seen[id]++;
    }
    ida_coordinator_destroy(other);
    ida_master_destroy(o.master);
    return repeats;
}

TEST(a_restored_sequence_repeats_ids_unless_it_is_raised)
{
    assert_true(repeats_after_restore(false) > 100);
    assert_int_equal(repeats_after_restore(true), 0);
}

/* A reply to the coordinator's first life that comes in its second. */
static ida_status install_old_reply(uint64_t restored_incarnation)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 2);
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 100);
    ida_chunk_request request = asked(coordinator);
    const ida_chunk_reply reply = reply_to(request, office_grants(&o, request));
    assert_int_equal(ida_coordinator_install(coordinator, &reply), IDA_OK);
    keep(coordinator, &record);
    (void)draw(coordinator);
    ida_coordinator_destroy(coordinator);
    record = record_of(0);
    record.incarnation = restored_incarnation;
    coordinator = started(&record, 100);
    ida_status status = ida_coordinator_install(coordinator, &reply);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
    return status;
}

/* Why the header has the incarnation of a record replaced that comes from a backup. */
TEST(an_old_reply_fits_a_restored_record_unless_its_incarnation_is_replaced)
{
    assert_int_equal(install_old_reply(0), IDA_OK);
    assert_int_equal(install_old_reply(1), IDA_STALE_MESSAGE);
    assert_int_equal(install_old_reply(1000000), IDA_STALE_MESSAGE);
}

TEST(a_raise_is_stored_before_anything_is_granted)
{
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 100, 2);
    assert_int_equal(ida_master_raise(o.master, 5001), IDA_NOT_PERSISTED);
    refused(o.master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
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
    refused(o.master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    assert_chunk(office_grants(&o, request_of(0, 1, 1, 0)), 5001, 5101, 0, 2);
    assert_int_equal(o.stored.next_start, 5101);
    ida_master_destroy(o.master);
}

TEST(raising_forgets_what_starts_below_and_keeps_what_does_not)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 3);
    assert_chunk(office_grants(&o, request_of(0, 1, 1, 0)), 0, 100, 0, 3);
    assert_chunk(office_grants(&o, request_of(0, 1, 2, 100)), 100, 200, 0, 3);
    /* At the start of the range and below: what is stored covers it, and the range goes on. */
    raised(&o, 50);
    raised(&o, 100);
    assert_int_equal(o.stored.next_start, 200);
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 100, 200, 1, 3);
    /* Inside it: nothing needs to be stored, and the range is given up with what was answered. */
    assert_int_equal(ida_master_raise(o.master, 101), IDA_OK);
    assert_true(ida_master_verify(o.master));
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 200, 300, 0, 3);
    assert_chunk(office_grants(&o, request_of(0, 1, 2, 100)), 200, 300, 1, 3);
    /* The same and lower ones again change nothing. */
    raised(&o, 101);
    raised(&o, 0);
    assert_chunk(office_grants(&o, request_of(2, 1, 1, 0)), 200, 300, 2, 3);
    assert_chunk(office_grants(&o, request_of(1, 1, 1, 0)), 200, 300, 0, 3);
    ida_master_destroy(o.master);
}

/* Whether the caller calls again or a coordinator comes first. */
TEST(a_range_that_was_pending_is_stored_first_and_not_granted)
{
    for (unsigned i = 0; i < 2; i++) {
        name_case(i == 0 ? "the caller calls again" : "a coordinator comes first");
        office o = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 2);
        refused(o.master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
        assert_int_equal(ida_master_raise(o.master, 150), IDA_NOT_PERSISTED);
        assert_int_equal(ida_master_raise(o.master, 170), IDA_NOT_PERSISTED);
        ida_master_write write;
        assert_true(ida_master_pending(o.master, &write));
        assert_int_equal(write.record.next_start, 100);
        store(&o);
        if (i == 0) {
            refused(o.master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
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
        assert_chunk(office_grants(&o, request_of(0, 1, 1, 0)), 180, 280, 0, 2);
        ida_master_destroy(o.master);
    }
}

/* A range that is pending and starts where it is raised to is as good as any. */
TEST(a_pending_range_above_is_granted)
{
    office o = office_of(200, IDA_SEQUENCE_ID_MAX, 100, 2);
    refused(o.master, request_of(0, 1, 1, 0), IDA_NOT_PERSISTED);
    assert_int_equal(ida_master_raise(o.master, 200), IDA_OK);
    assert_chunk(office_grants(&o, request_of(0, 1, 1, 0)), 200, 300, 0, 2);
    ida_master_destroy(o.master);
}

TEST(raising_to_the_end_exhausts_the_sequence)
{
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
        name_case("%" PRIu64 " of %" PRIu64 " issued", cases[i].issued, cases[i].last_id);
        office o = office_of(0, cases[i].last_id, 100, 1);
        assert_int_equal(ida_master_raise(o.master, IDA_SEQUENCE_ID_MAX + 1), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_master_raise(o.master, UINT64_MAX), IDA_INVALID_ARGUMENT);
        raised(&o, cases[i].issued);
        ida_chunk chunk = office_grants(&o, request_of(0, 1, 1, 0));
        assert_int_equal(chunk.count == 0, cases[i].exhausted);
        assert_int_equal(o.stored.next_start,
                         cases[i].exhausted ? cases[i].issued : cases[i].issued + 100);
        /* An exhausted one can be raised further still. */
        raised(&o, IDA_SEQUENCE_ID_MAX);
        ida_master_destroy(o.master);
    }
}

/* What the header says of it: it goes on with what it has, and what it gets next is above. */
TEST(a_chunk_that_a_coordinator_holds_is_out_of_reach)
{
    office o = office_of(0, IDA_SEQUENCE_ID_MAX, 10, 1);
    ida_coordinator_record record = record_of(0);
    ida_coordinator *coordinator = started(&record, 100);
    supply(&o, coordinator, &record);
    assert_int_equal(draw(coordinator), 1);
    raised(&o, 5);
    for (uint64_t id = 2; id <= 10; id++) {
        assert_int_equal(draw(coordinator), id);
    }
    supply(&o, coordinator, &record);
    assert_int_equal(draw(coordinator), 11);
    raised(&o, 35);
    while (ida_coordinator_left(coordinator) > 0) {
        assert_true(draw(coordinator) <= 20);
    }
    supply(&o, coordinator, &record);
    assert_int_equal(draw(coordinator), 36);
    ida_coordinator_destroy(coordinator);
    ida_master_destroy(o.master);
}

/* Both answer the coordinator alike; the storage tells which it is. */
TEST(a_restored_record_is_told_from_a_master_that_was_replaced)
{
    office a = office_of(0, IDA_SEQUENCE_ID_MAX, 100, 1);
    (void)office_grants(&a, request_of(0, 1, 1, 0));
    office b = a;
    b.master = NULL;
    elect(&b, 2, 1);
    uint64_t after = office_grants(&b, request_of(0, 1, 2, 100)).ending;
    assert_int_equal(after, 200);
    refused(a.master, request_of(0, 1, 3, after), IDA_STALE_TERM);
    assert_int_equal(ida_master_record_check(&b.stored, after), IDA_OK);
    /* Now what A knows of is what is stored. */
    assert_int_equal(ida_master_record_check(&a.stored, after), IDA_STALE_RECORD);
    assert_int_equal(ida_master_record_check(&a.stored, 101), IDA_STALE_RECORD);
    assert_int_equal(ida_master_record_check(&a.stored, 100), IDA_OK);
    raised(&a, after);
    assert_chunk(office_grants(&a, request_of(0, 1, 3, after)), 200, 300, 0, 1);
    ida_master_destroy(a.master);
    ida_master_destroy(b.master);
}

TEST(another_first_start_is_refused_and_not_ignored)
{
    ida_allocator allocator = ida_allocator_standard();
    office o = office_of(1000, IDA_SEQUENCE_ID_MAX, 100, 1);
    (void)office_grants(&o, request_of(0, 1, 1, 0));
    assert_int_equal(o.stored.first_start, 1000);
    static const uint64_t others[] = {0, 999, 1001, 1100, 5000};
    ida_master *master = NULL;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        name_case("first start %" PRIu64, others[i]);
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
    assert_chunk(office_grants(&o, request_of(0, 2, 1, 0)), 1100, 1200, 0, 1);
    assert_int_equal(o.stored.first_start, 1000);
    ida_master_destroy(o.master);
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
    };
    return RUN_TESTS(tests);
}
