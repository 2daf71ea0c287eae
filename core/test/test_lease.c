/*
 * Leases: a number has one user at a time and no two leases of it overlap, whatever is lost, late
 * or restored; and clocks that jump are refused.
 */
#include <idalloc/idalloc.h>

#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_world.h"

#define SECOND INT64_C(1000000)
#define DAY    (86400 * SECOND)
#define BEGIN  (1000 * DAY)

static const ida_lease_config config = {
    .lease_us = 60 * 1000000,
    .clock_error_us = 2 * 1000000,
    .jump_us_max = 10 * 1000000,
};

/* Both clocks are right, seconds after the beginning. */
static ida_lease_time at(int64_t seconds)
{
    return (ida_lease_time){BEGIN + seconds * SECOND, (uint64_t)(seconds * SECOND) + 7};
}

/* The time of day is off by some seconds. */
static ida_lease_time at_off(int64_t seconds, int64_t off)
{
    ida_lease_time time = at(seconds);
    time.wall_us += off * SECOND;
    return time;
}

static ida_uuid id(uint64_t number)
{
    return uuid_of(4, number);
}

static ida_lease_registry *registry_of(uint32_t numbers)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry *registry = NULL;
    assert_int_equal(ida_lease_registry_create(&allocator, &config, numbers,
                                               IDA_LEASE_AUTHORITY_FOREVER, at(0), &registry),
                     IDA_OK);
    return registry;
}

/* Stores the record, which is free for the caller to keep. */
static size_t store(ida_lease_registry *registry, uint8_t *bytes, size_t capacity)
{
    size_t size = 0;
    uint64_t revision = 0;
    assert_int_equal(ida_lease_registry_save(registry, bytes, capacity, &size, &revision), IDA_OK);
    assert_int_equal(ida_lease_registry_stored(registry, revision), IDA_OK);
    return size;
}

static ida_lease reply(ida_lease_registry *registry, uint32_t number)
{
    uint8_t record[IDA_LEASE_RECORD_SIZE(8)];
    ida_lease lease;
    (void)store(registry, record, sizeof record);
    assert_int_equal(ida_lease_registry_reply(registry, number, &lease), IDA_OK);
    return lease;
}

static ida_lease grant(ida_lease_registry *registry, uint64_t holder, int64_t seconds)
{
    uint32_t number = UINT32_MAX;
    assert_int_equal(ida_lease_registry_grant(registry, id(holder), 1, at(seconds), &number),
                     IDA_OK);
    return reply(registry, number);
}

static ida_lease_registry *load(const uint8_t *record, size_t size, bool is_newest, int64_t seconds)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry *registry = NULL;
    assert_int_equal(ida_lease_registry_load(&allocator, &config, IDA_LEASE_AUTHORITY_FOREVER,
                                             record, size, is_newest, at(seconds), &registry),
                     IDA_OK);
    return registry;
}

static void ask_at(ida_lease_holder *holder, int64_t seconds)
{
    uint64_t request;
    assert_int_equal(ida_lease_holder_ask(holder, at(seconds), &request), IDA_OK);
}

static ida_lease_holder holder_of(uint64_t number, int64_t seconds)
{
    ida_lease_holder holder;
    assert_int_equal(ida_lease_holder_open(&holder, &config, id(number), at(seconds)), IDA_OK);
    return holder;
}

static void assert_held(ida_lease_holder *holder, int64_t seconds, ida_status status)
{
    uint32_t number = 77;
    assert_int_equal(ida_lease_holder_check(holder, at(seconds), &number), status);
    assert_true(status == IDA_OK || number == 77);
}

/* ---- The registry ---------------------------------------------------------------------------- */

TEST(each_holder_gets_a_number_of_its_own)
{
    ida_lease_registry *registry = registry_of(2);
    ida_lease first = grant(registry, 1, 0);
    ida_lease second = grant(registry, 2, 1);
    assert_int_equal(first.number, 0);
    assert_int_equal(second.number, 1);
    assert_int_equal(first.start_us, BEGIN);
    assert_int_equal(first.end_us, BEGIN + 60 * SECOND);
    uint32_t number = 77;
    assert_int_equal(ida_lease_registry_grant(registry, id(3), 1, at(2), &number), IDA_TRY_LATER);
    assert_int_equal(ida_lease_registry_grant(registry, INVALID, 1, at(2), &number),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(number, 77);
    /* The answer was lost: the same lease. */
    ida_lease again = grant(registry, 1, 30);
    assert_int_equal(again.number, first.number);
    assert_int_equal(again.term, first.term);
    assert_int_equal(again.end_us, first.end_us);
    ida_lease_registry_destroy(registry);
}

TEST(a_number_is_taken_back_after_the_grace)
{
    ida_lease_registry *registry = registry_of(1);
    ida_lease first = grant(registry, 1, 0);
    uint32_t number;
    assert_int_equal(ida_lease_registry_grant(registry, id(2), 1, at(63), &number), IDA_TRY_LATER);
    ida_lease second = grant(registry, 2, 64);
    assert_int_equal(second.term, first.term + 1);
    assert_true(second.start_us >= first.end_us);
    assert_int_equal(ida_lease_registry_renew(registry, &first, at(65)), IDA_LEASE_EXPIRED);
    assert_int_equal(ida_lease_registry_return(registry, &first, first.end_us, at(65)),
                     IDA_LEASE_EXPIRED);
    ida_lease_registry_destroy(registry);
}

TEST(a_renewal_moves_the_end)
{
    ida_lease_registry *registry = registry_of(1);
    ida_lease first = grant(registry, 1, 0);
    assert_int_equal(ida_lease_registry_renew(registry, &first, at(40)), IDA_OK);
    ida_lease renewed;
    assert_int_equal(ida_lease_registry_reply(registry, 0, &renewed), IDA_NOT_PERSISTED);
    renewed = reply(registry, 0);
    assert_int_equal(renewed.term, first.term);
    assert_int_equal(renewed.start_us, first.start_us);
    assert_int_equal(renewed.end_us, BEGIN + 100 * SECOND);
    ida_lease wrong = renewed;
    wrong.holder = id(2);
    assert_int_equal(ida_lease_registry_renew(registry, &wrong, at(41)), IDA_LEASE_EXPIRED);
    wrong = renewed;
    wrong.number = 1;
    assert_int_equal(ida_lease_registry_renew(registry, &wrong, at(41)), IDA_LEASE_EXPIRED);
    assert_int_equal(ida_lease_registry_renew(registry, &renewed, at(103)), IDA_OK);
    assert_int_equal(ida_lease_registry_renew(registry, &renewed, at(167)), IDA_LEASE_EXPIRED);
    ida_lease_registry_destroy(registry);
}

TEST(a_returned_number_is_free_above_its_mark)
{
    ida_lease_registry *registry = registry_of(1);
    ida_lease first = grant(registry, 1, 0);
    assert_int_equal(ida_lease_registry_return(registry, &first, first.start_us - 1, at(10)),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_lease_registry_return(registry, &first, first.end_us + 1, at(10)),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_lease_registry_return(registry, &first, BEGIN + 20 * SECOND, at(10)),
                     IDA_OK);
    assert_int_equal(ida_lease_registry_return(registry, &first, first.end_us, at(10)),
                     IDA_LEASE_EXPIRED);
    ida_lease none;
    assert_int_equal(ida_lease_registry_reply(registry, 0, &none), IDA_LEASE_EXPIRED);
    assert_int_equal(ida_lease_registry_reply(registry, 1, &none), IDA_INVALID_ARGUMENT);
    ida_lease second = grant(registry, 2, 11);
    assert_int_equal(second.start_us, BEGIN + 20 * SECOND);
    assert_int_equal(second.end_us, BEGIN + 71 * SECOND);
    ida_lease_registry_destroy(registry);
}

TEST(the_number_that_is_free_for_the_longest_time_is_next)
{
    ida_lease_registry *registry = registry_of(3);
    ida_lease leases[3];
    for (uint64_t i = 0; i < 3; i++) {
        leases[i] = grant(registry, i + 1, 0);
    }
    for (size_t i = 0; i < 3; i++) {
        int64_t mark = BEGIN + (i == 1 ? 1 : 5) * SECOND;
        assert_int_equal(ida_lease_registry_return(registry, &leases[i], mark, at((int64_t)i)),
                         IDA_OK);
    }
    assert_int_equal(grant(registry, 9, 20).number, 1);
    ida_lease_registry_destroy(registry);
}

TEST(an_answer_waits_for_the_store)
{
    ida_lease_registry *registry = registry_of(2);
    uint32_t number;
    ida_lease lease = {.number = 99};
    uint8_t record[IDA_LEASE_RECORD_SIZE(2)];
    size_t size = 0;
    uint64_t revision = 0;
    assert_int_equal(ida_lease_registry_grant(registry, id(1), 1, at(0), &number), IDA_OK);
    assert_int_equal(ida_lease_registry_reply(registry, number, &lease), IDA_NOT_PERSISTED);
    assert_int_equal(ida_lease_registry_save(registry, record, 97, &size, &revision),
                     IDA_BUFFER_TOO_SMALL);
    assert_int_equal(size, 98);
    assert_int_equal(ida_lease_registry_save(registry, record, sizeof record, &size, &revision),
                     IDA_OK);
    assert_int_equal(ida_lease_registry_stored(registry, revision + 1), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_lease_registry_reply(registry, number, &lease), IDA_NOT_PERSISTED);
    assert_int_equal(lease.number, 99);
    assert_int_equal(ida_lease_registry_stored(registry, revision), IDA_OK);
    assert_int_equal(ida_lease_registry_reply(registry, number, &lease), IDA_OK);
    ida_lease_registry_destroy(registry);
}

/* ---- Restarts -------------------------------------------------------------------------------- */

TEST(a_registry_goes_on_from_its_newest_record)
{
    ida_lease_registry *registry = registry_of(2);
    ida_lease first = grant(registry, 1, 0);
    uint8_t record[IDA_LEASE_RECORD_SIZE(2)];
    size_t size = store(registry, record, sizeof record);
    ida_lease_registry_destroy(registry);
    registry = load(record, size, true, 30);
    assert_int_equal(ida_lease_registry_renew(registry, &first, at(31)), IDA_OK);
    assert_int_equal(reply(registry, 0).end_us, BEGIN + 91 * SECOND);
    assert_int_equal(grant(registry, 2, 32).number, 1);
    ida_lease_registry_destroy(registry);
}

TEST(an_older_record_waits_for_what_may_have_been_granted)
{
    ida_lease_registry *registry = registry_of(2);
    uint8_t record[IDA_LEASE_RECORD_SIZE(2)];
    size_t size = store(registry, record, sizeof record);
    ida_lease lost = grant(registry, 1, 29);
    ida_lease_registry_destroy(registry);
    registry = load(record, size, false, 30);
    uint32_t number;
    assert_int_equal(ida_lease_registry_renew(registry, &lost, at(31)), IDA_LEASE_EXPIRED);
    assert_int_equal(ida_lease_registry_grant(registry, id(2), 1, at(97), &number), IDA_TRY_LATER);
    /* It has not forgotten that after another restart. */
    size = store(registry, record, sizeof record);
    ida_lease_registry_destroy(registry);
    registry = load(record, size, true, 97);
    assert_int_equal(ida_lease_registry_grant(registry, id(2), 1, at(97), &number), IDA_TRY_LATER);
    ida_lease next = grant(registry, 2, 98);
    assert_true(next.start_us >= lost.end_us);
    assert_true(next.term > lost.term);
    ida_lease_registry_destroy(registry);
}

TEST(leases_lie_inside_the_authority)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry *registry = NULL;
    ida_lease_authority authority = {BEGIN, BEGIN + 100 * SECOND};
    assert_int_equal(ida_lease_registry_create(&allocator, &config, 1, authority, at(0), &registry),
                     IDA_OK);
    uint32_t number;
    assert_int_equal(ida_lease_registry_grant(registry, id(1), 1, at(3), &number), IDA_TRY_LATER);
    ida_lease lease = grant(registry, 1, 50);
    assert_int_equal(lease.end_us, authority.end_us);
    assert_int_equal(ida_lease_registry_renew(registry, &lease, at(80)), IDA_OK);
    assert_int_equal(reply(registry, 0).end_us, authority.end_us);
    assert_int_equal(ida_lease_registry_grant(registry, id(1), 1, at(100), &number),
                     IDA_LEASE_EXPIRED);
    assert_int_equal(ida_lease_registry_renew(registry, &lease, at(100)), IDA_LEASE_EXPIRED);
    assert_int_equal(ida_lease_registry_extend(registry, authority.end_us - 1),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_lease_registry_extend(registry, BEGIN + 300 * SECOND), IDA_OK);
    assert_int_equal(ida_lease_registry_renew(registry, &lease, at(101)), IDA_OK);
    assert_int_equal(reply(registry, 0).end_us, BEGIN + 161 * SECOND);
    ida_lease_registry_destroy(registry);
}

/* The return of a lease is late: until it arrives, the registry takes the holder for its owner. */
TEST(a_lease_that_was_given_up_is_not_taken_again)
{
    ida_lease_registry *registry = registry_of(1);
    ida_lease_holder holder;
    ida_lease given_up;
    uint32_t number;
    uint64_t request;
    assert_int_equal(ida_lease_holder_open(&holder, &config, id(1), at(0)), IDA_OK);
    ask_at(&holder, 0);
    ida_lease lease = grant(registry, 1, 0);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(1)), IDA_OK);
    assert_true(ida_lease_holder_lease(&holder, &given_up));
    ida_lease_holder_drop(&holder);
    assert_int_equal(ida_lease_holder_ask(&holder, at(2), &request), IDA_OK);
    assert_int_equal(ida_lease_registry_grant(registry, id(1), request, at(3), &number), IDA_OK);
    lease = reply(registry, 0);
    assert_int_equal(lease.term, given_up.term);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(4)), IDA_STALE_MESSAGE);
    assert_int_equal(ida_lease_registry_return(registry, &given_up, BEGIN + 2 * SECOND, at(5)),
                     IDA_OK);
    assert_int_equal(ida_lease_holder_ask(&holder, at(6), &request), IDA_OK);
    assert_int_equal(ida_lease_registry_grant(registry, id(1), request, at(7), &number), IDA_OK);
    lease = reply(registry, 0);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(8)), IDA_OK);
    ida_lease_registry_destroy(registry);
}

/* Elected early, from the record of the registry that is still at work, it must leave it alone. */
TEST(nothing_is_renewed_before_the_authority_begins)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry *old = registry_of(1);
    ida_lease lease = grant(old, 1, 0);
    uint8_t record[IDA_LEASE_RECORD_SIZE(1)];
    size_t size = store(old, record, sizeof record);
    ida_lease_registry *next = NULL;
    ida_lease_authority authority = {BEGIN + 100 * SECOND, BEGIN + 200 * SECOND};
    assert_int_equal(
        ida_lease_registry_load(&allocator, &config, authority, record, size, true, at(50), &next),
        IDA_OK);
    assert_int_equal(ida_lease_registry_renew(next, &lease, at(55)), IDA_TRY_LATER);
    assert_int_equal(reply(next, 0).end_us, lease.end_us);
    /* The old one gives the number to another holder. */
    ida_lease other = grant(old, 2, 64);
    assert_true(other.start_us >= lease.end_us);
    assert_int_equal(ida_lease_registry_renew(next, &lease, at(101)), IDA_LEASE_EXPIRED);
    ida_lease_registry_destroy(old);
    ida_lease_registry_destroy(next);
}

TEST(damaged_and_forged_records_are_refused)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry *registry = registry_of(2);
    (void)grant(registry, 1, 0);
    (void)grant(registry, 2, 0);
    uint8_t record[IDA_LEASE_RECORD_SIZE(2)];
    size_t size = store(registry, record, sizeof record);
    assert_int_equal(size, sizeof record);
    ida_lease_registry_destroy(registry);
    registry = NULL;
    for (size_t i = 0; i < size; i++) {
        name_case("byte %zu", i);
        record[i] ^= 0x10;
        ida_status status = ida_lease_registry_load(
            &allocator, &config, IDA_LEASE_AUTHORITY_FOREVER, record, size, true, at(1), &registry);
        assert_true(status == (i < 4    ? IDA_MALFORMED
                               : i == 4 ? IDA_UNSUPPORTED_VERSION
                                        : IDA_CHECKSUM));
        record[i] ^= 0x10;
        uint8_t *copy = exact_copy(record, i);
        status = ida_lease_registry_load(&allocator, &config, IDA_LEASE_AUTHORITY_FOREVER, copy, i,
                                         true, at(1), &registry);
        assert_true(status == IDA_MALFORMED || status == IDA_CHECKSUM);
        free(copy);
    }
    assert_null(registry);
    assert_int_equal(ida_lease_registry_load(&allocator, &config, IDA_LEASE_AUTHORITY_FOREVER,
                                             record, size, true, at(-11), &registry),
                     IDA_CLOCK_BEHIND);
    assert_null(registry);
}

/* ---- Clocks ---------------------------------------------------------------------------------- */

TEST(a_reading_that_is_days_ahead_changes_nothing)
{
    ida_lease_registry *registry = registry_of(1);
    ida_lease lease = grant(registry, 1, 0);
    uint8_t before[IDA_LEASE_RECORD_SIZE(1)];
    uint8_t after[IDA_LEASE_RECORD_SIZE(1)];
    size_t size = store(registry, before, sizeof before);
    static const int64_t jumps[] = {11, -11, 3 * 86400, -86400, 86400 * 365};
    for (size_t i = 0; i < COUNT_OF(jumps); i++) {
        name_case("%" PRId64 " s", jumps[i]);
        ida_lease_time far = at_off(20, jumps[i]);
        uint32_t number;
        assert_int_equal(ida_lease_registry_grant(registry, id(2), 1, far, &number),
                         IDA_CLOCK_JUMP);
        assert_int_equal(ida_lease_registry_renew(registry, &lease, far), IDA_CLOCK_JUMP);
        assert_int_equal(ida_lease_registry_return(registry, &lease, lease.end_us, far),
                         IDA_CLOCK_JUMP);
        assert_int_equal(store(registry, after, sizeof after), size);
        assert_memory_equal(after, before, size);
    }
    /* After an idle week, both clocks agree. */
    assert_int_equal(grant(registry, 2, 7 * 86400).number, 0);
    ida_lease_time invalid = {-1, 0};
    uint32_t number;
    assert_int_equal(ida_lease_registry_grant(registry, id(2), 1, invalid, &number),
                     IDA_INVALID_ARGUMENT);
    ida_lease_registry_destroy(registry);
}

TEST(a_holder_stops_before_its_lease_ends)
{
    ida_lease_registry *registry = registry_of(1);
    ida_lease_holder holder = holder_of(1, 0);
    assert_true(ida_lease_holder_should_ask(&holder, at(0)));
    assert_held(&holder, 0, IDA_LEASE_EXPIRED);
    ask_at(&holder, 0);
    ida_lease lease = grant(registry, 1, 5);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(6)), IDA_OK);
    assert_held(&holder, 6, IDA_OK);
    assert_false(ida_lease_holder_should_ask(&holder, at(10)));
    assert_true(ida_lease_holder_should_ask(&holder, at(30)));
    /* By the time of day it would last to second 63; it was asked for at 0. */
    assert_held(&holder, 57, IDA_OK);
    assert_held(&holder, 58, IDA_LEASE_EXPIRED);
    /* The clock goes back, within its bound: it stays ended. */
    uint32_t number;
    assert_int_equal(ida_lease_holder_check(&holder, at_off(59, -9), &number), IDA_LEASE_EXPIRED);
    ida_lease_registry_destroy(registry);
}

TEST(a_holder_with_a_stopped_or_a_jumping_clock_stops)
{
    ida_lease_registry *registry = registry_of(1);
    ida_lease_holder holder = holder_of(1, 0);
    ask_at(&holder, 0);
    ida_lease lease = grant(registry, 1, 0);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(0)), IDA_OK);
    uint32_t number = 77;
    assert_int_equal(ida_lease_holder_check(&holder, at_off(20, 3 * 86400), &number),
                     IDA_CLOCK_JUMP);
    assert_int_equal(number, 77);
    assert_held(&holder, 20, IDA_OK);
    /* The time of day stands still, a little at a time. */
    for (int64_t i = 21; i < 58; i++) {
        assert_int_equal(ida_lease_holder_check(&holder, at_off(i, 20 - i), &number), IDA_OK);
    }
    assert_int_equal(ida_lease_holder_check(&holder, at_off(58, -38), &number), IDA_LEASE_EXPIRED);
    ida_lease_registry_destroy(registry);
}

TEST(answers_that_do_not_fit_are_refused)
{
    ida_lease_holder holder = holder_of(1, 0);
    ida_lease lease = {id(1), 1, 1, BEGIN, BEGIN + 60 * SECOND, 0};
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(1)), IDA_STALE_MESSAGE);
    ask_at(&holder, 1);
    ida_lease wrong = lease;
    wrong.holder = id(2);
    assert_int_equal(ida_lease_holder_accept(&holder, &wrong, at(1)), IDA_INVALID_ARGUMENT);
    wrong = lease;
    wrong.end_us = BEGIN + 66 * SECOND;
    assert_int_equal(ida_lease_holder_accept(&holder, &wrong, at(1)), IDA_INVALID_ARGUMENT);
    wrong = lease;
    wrong.start_us = lease.end_us;
    assert_int_equal(ida_lease_holder_accept(&holder, &wrong, at(1)), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at_off(1, 86400)), IDA_CLOCK_JUMP);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(1)), IDA_OK);
    /* Repeated, and of another number or term while this one lasts; before its request, or after.
     */
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(2)), IDA_STALE_MESSAGE);
    ask_at(&holder, 2);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(2)), IDA_STALE_MESSAGE);
    lease.request = 2;
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(2)), IDA_STALE_MESSAGE);
    wrong = lease;
    wrong.end_us += SECOND;
    wrong.request = 1;
    assert_int_equal(ida_lease_holder_accept(&holder, &wrong, at(2)), IDA_STALE_MESSAGE);
    wrong.request = 3;
    assert_int_equal(ida_lease_holder_accept(&holder, &wrong, at(2)), IDA_STALE_MESSAGE);
    wrong.request = 2;
    wrong.term = 2;
    assert_int_equal(ida_lease_holder_accept(&holder, &wrong, at(2)), IDA_STALE_MESSAGE);
    /* A late answer has ended; the next request is a new one. */
    ida_lease_holder_drop(&holder);
    ask_at(&holder, 3);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(4)), IDA_STALE_MESSAGE);
    lease.request = 3;
    lease.term = 2;
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(70)), IDA_LEASE_EXPIRED);
    assert_int_equal(ida_lease_holder_accept(&holder, &lease, at(70)), IDA_STALE_MESSAGE);
    ida_lease has;
    assert_false(ida_lease_holder_lease(&holder, &has));
}

TEST(configs_are_checked)
{
    static const ida_lease_config wrong[] = {
        {8, 2, 10},
        {60, 2, 1},
        {IDA_LEASE_US_MAX + 1, 2, 10},
        {60, 2, IDA_LEASE_US_MAX + 1},
    };
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry *registry = NULL;
    ida_lease_holder holder;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        name_case("config %zu", i);
        assert_int_equal(ida_lease_registry_create(&allocator, &wrong[i], 1,
                                                   IDA_LEASE_AUTHORITY_FOREVER, at(0), &registry),
                         IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_lease_holder_open(&holder, &wrong[i], id(1), at(0)),
                         IDA_INVALID_ARGUMENT);
    }
    const uint32_t counts[] = {0, IDA_LEASE_NUMBER_MAX + 1};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        assert_int_equal(ida_lease_registry_create(&allocator, &config, counts[i],
                                                   IDA_LEASE_AUTHORITY_FOREVER, at(0), &registry),
                         IDA_INVALID_ARGUMENT);
    }
    ida_lease_authority empty = {5, 5};
    assert_int_equal(ida_lease_registry_create(&allocator, &config, 1, empty, at(0), &registry),
                     IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_lease_holder_open(&holder, &config, INVALID, at(0)), IDA_INVALID_ARGUMENT);
    test_allocator memory;
    test_allocator_init(&memory);
    test_allocator_fail_nth(&memory, 1);
    allocator = test_allocator_interface(&memory);
    assert_int_equal(ida_lease_registry_create(&allocator, &config, 1, IDA_LEASE_AUTHORITY_FOREVER,
                                               at(0), &registry),
                     IDA_NO_MEMORY);
    assert_null(registry);
    test_allocator_assert_clean(&memory);
}

TEST(leases_travel_as_bytes)
{
    ida_lease lease = {id(3), 5, 9, 6, 7, 8};
    ida_lease read;
    uint8_t bytes[IDA_LEASE_ENCODED_SIZE + 1] = {0};
    ida_lease_encode(&lease, bytes);
    assert_int_equal(ida_lease_decode(bytes, IDA_LEASE_ENCODED_SIZE, &read), IDA_OK);
    assert_uuid_equal(read.holder, lease.holder);
    assert_int_equal(read.term, 5);
    assert_int_equal(read.start_us, 6);
    assert_int_equal(read.end_us, 7);
    assert_int_equal(read.number, 8);
    assert_int_equal(read.request, 9);
    assert_int_equal(ida_lease_decode(bytes, IDA_LEASE_ENCODED_SIZE + 1, &read), IDA_MALFORMED);
    assert_int_equal(ida_lease_decode(bytes, IDA_LEASE_ENCODED_SIZE - 1, &read), IDA_MALFORMED);
    bytes[32] = 6;
    assert_int_equal(ida_lease_decode(bytes, IDA_LEASE_ENCODED_SIZE, &read), IDA_MALFORMED);
    bytes[39] = 0x80;
    assert_int_equal(ida_lease_decode(bytes, IDA_LEASE_ENCODED_SIZE, &read), IDA_MALFORMED);
    ida_lease_encode(&lease, bytes);
    bytes[6] = 0x50;
    assert_int_equal(ida_lease_decode(bytes, IDA_LEASE_ENCODED_SIZE, &read), IDA_MALFORMED);
}

/* ---- At random ------------------------------------------------------------------------------- */

#define HOLDERS  6
#define LEASED   3
#define MESSAGES 16
#define STEPS    4000

/* A lease on its way, which may be delivered again. */
typedef struct message {
    ida_lease lease;
    bool is_there;
} message;

/* What is known of a number: the end of all leases before the newest one. */
typedef struct known {
    uint64_t term;
    int64_t end_before;
    int64_t end;
} known;

typedef struct world {
    uint64_t random;
    int64_t second;
    ida_lease_registry *registry;
    ida_lease_holder holders[HOLDERS];
    int64_t off[HOLDERS + 1]; /* of each clock; the registry's is the last */
    message messages[MESSAGES];
    known numbers[LEASED];
    uint8_t records[2][IDA_LEASE_RECORD_SIZE(LEASED)]; /* the newest, and an older one */
    size_t sizes[2];
    uint64_t next_id;
    unsigned grants;
    unsigned uses;
} world;

static uint64_t draw(world *w, uint64_t below)
{
    w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (w->random >> 33) % below;
}

/* The clocks of one of them; a reading may be far off. */
static ida_lease_time read_clock(world *w, size_t who)
{
    int64_t off = w->off[who];
    if (draw(w, 40) == 0) {
        off += draw(w, 2) == 0 ? 5 * 86400 : -86400;
    }
    return at_off(w->second, off);
}

/* Each lease that leaves a registry begins where those of its number before it have ended. */
static void send(world *w, uint32_t number)
{
    ida_lease lease;
    if (draw(w, 10) != 0) {
        memcpy(w->records[1], w->records[0], w->sizes[0]);
        w->sizes[1] = w->sizes[0];
        w->sizes[0] = store(w->registry, w->records[0], sizeof w->records[0]);
    }
    if (ida_lease_registry_reply(w->registry, number, &lease) != IDA_OK) {
        return;
    }
    known *k = &w->numbers[number];
    if (lease.term != k->term) {
        assert_true(lease.term > k->term);
        k->term = lease.term;
        k->end_before = k->end;
        w->grants++;
    }
    assert_true(lease.start_us >= k->end_before);
    k->end = lease.end_us > k->end ? lease.end_us : k->end;
    w->messages[draw(w, MESSAGES)] = (message){lease, true};
}

static void ask(world *w, size_t who)
{
    ida_lease_holder *holder = &w->holders[who];
    ida_lease lease;
    uint32_t number = 0;
    uint64_t request = 0;
    if (ida_lease_holder_ask(holder, read_clock(w, who), &request) != IDA_OK || draw(w, 4) == 0) {
        return;
    }
    ida_lease_time now = read_clock(w, HOLDERS);
    ida_status status;
    if (ida_lease_holder_lease(holder, &lease)) {
        number = lease.number;
        lease.request = request;
        status = ida_lease_registry_renew(w->registry, &lease, now);
    } else {
        status = ida_lease_registry_grant(w->registry, holder->id, request, now, &number);
    }
    if (status == IDA_OK) {
        send(w, number);
    }
}

static void deliver(world *w)
{
    message *m = &w->messages[draw(w, MESSAGES)];
    for (size_t i = 0; m->is_there && i < HOLDERS; i++) {
        if (ida_uuid_compare(w->holders[i].id, m->lease.holder) == 0) {
            (void)ida_lease_holder_accept(&w->holders[i], &m->lease, read_clock(w, i));
            m->is_there = draw(w, 3) == 0;
        }
    }
}

static void give_back(world *w, size_t who)
{
    ida_lease lease;
    if (ida_lease_holder_lease(&w->holders[who], &lease)) {
        ida_lease_holder_drop(&w->holders[who]);
        /* It has used all of its lease so far. */
        int64_t mark = at(w->second).wall_us + 5 * SECOND;
        mark = mark < lease.start_us ? lease.start_us : mark;
        mark = mark > lease.end_us ? lease.end_us : mark;
        if (ida_lease_registry_return(w->registry, &lease, mark, read_clock(w, HOLDERS)) ==
            IDA_OK) {
            w->numbers[lease.number].end = mark;
            w->sizes[0] = store(w->registry, w->records[0], sizeof w->records[0]);
        }
    }
}

static void restart_registry(world *w)
{
    bool is_newest = draw(w, 2) == 0;
    ida_allocator allocator = ida_allocator_standard();
    ida_lease_registry_destroy(w->registry);
    w->registry = NULL;
    unsigned which = is_newest ? 0 : 1;
    assert_int_equal(ida_lease_registry_load(&allocator, &config, IDA_LEASE_AUTHORITY_FOREVER,
                                             w->records[which], w->sizes[which], is_newest,
                                             at_off(w->second, w->off[HOLDERS]), &w->registry),
                     IDA_OK);
    if (!is_newest) {
        w->sizes[0] = store(w->registry, w->records[0], sizeof w->records[0]);
    }
}

static void restart_holder(world *w, size_t who)
{
    assert_int_equal(ida_lease_holder_open(&w->holders[who], &config, id(w->next_id),
                                           at_off(w->second, w->off[who])),
                     IDA_OK);
    w->next_id++;
}

/* A number has at most one user. */
static void check_users(world *w)
{
    size_t users[LEASED] = {0};
    for (size_t i = 0; i < HOLDERS; i++) {
        uint32_t number = 0;
        ida_lease_time now = at_off(w->second, w->off[i]);
        if (ida_lease_holder_check(&w->holders[i], now, &number) == IDA_OK) {
            assert_true(number < LEASED);
            users[number]++;
            w->uses++;
            assert_int_equal(users[number], 1);
        }
    }
}

static void do_step(world *w)
{
    size_t who = (size_t)draw(w, HOLDERS);
    switch (draw(w, 24)) {
    case 0:
        give_back(w, who);
        break;
    case 1:
        restart_holder(w, who);
        break;
    case 2:
        if (draw(w, 8) == 0) {
            restart_registry(w);
        }
        break;
    case 3:
        w->off[who] = (int64_t)draw(w, 5) - 2;
        break;
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
        deliver(w);
        break;
    default:
        ask(w, who);
        break;
    }
    w->second += (int64_t)draw(w, 3);
    check_users(w);
}

/* Asks, and has the answer at once. */
static void ask_without_faults(world *w, size_t who)
{
    ida_lease_holder *holder = &w->holders[who];
    ida_lease_time now = at(w->second);
    ida_lease lease;
    uint32_t number = 0;
    uint64_t request = 0;
    assert_int_equal(ida_lease_holder_ask(holder, now, &request), IDA_OK);
    ida_status status;
    if (ida_lease_holder_lease(holder, &lease)) {
        number = lease.number;
        lease.request = request;
        status = ida_lease_registry_renew(w->registry, &lease, now);
    } else {
        status = ida_lease_registry_grant(w->registry, holder->id, request, now, &number);
    }
    if (status == IDA_OK) {
        lease = reply(w->registry, number);
        (void)ida_lease_holder_accept(holder, &lease, now);
    }
    (void)ida_lease_holder_check(holder, now, &number);
}

/* Clocks are off by up to 2 s, readings by days, messages are lost, late and repeated. */
TEST(a_number_never_has_two_users)
{
    unsigned grants = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        name_case("seed %" PRIu64, seed);
        world w = {.random = seed, .registry = registry_of(LEASED), .next_id = 1};
        w.sizes[0] = store(w.registry, w.records[0], sizeof w.records[0]);
        memcpy(w.records[1], w.records[0], w.sizes[0]);
        w.sizes[1] = w.sizes[0];
        for (size_t i = 0; i < HOLDERS; i++) {
            restart_holder(&w, i);
        }
        for (unsigned i = 0; i < STEPS; i++) {
            do_step(&w);
        }
        grants += w.grants;
        assert_true(w.uses > STEPS / 10);
        /* Without faults, each number finds a holder in the end. */
        memset(w.off, 0, sizeof w.off);
        for (unsigned i = 0; i < 300; i++) {
            w.second++;
            size_t who = i % HOLDERS;
            ask_without_faults(&w, who);
        }
        size_t users = 0;
        for (size_t i = 0; i < HOLDERS; i++) {
            uint32_t number;
            users += ida_lease_holder_check(&w.holders[i], at(w.second), &number) == IDA_OK;
        }
        assert_int_equal(users, LEASED);
        ida_lease_registry_destroy(w.registry);
    }
    assert_true(grants > 60 * LEASED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_holder_gets_a_number_of_its_own),
        cmocka_unit_test(a_number_is_taken_back_after_the_grace),
        cmocka_unit_test(a_renewal_moves_the_end),
        cmocka_unit_test(a_returned_number_is_free_above_its_mark),
        cmocka_unit_test(the_number_that_is_free_for_the_longest_time_is_next),
        cmocka_unit_test(an_answer_waits_for_the_store),
        cmocka_unit_test(a_registry_goes_on_from_its_newest_record),
        cmocka_unit_test(an_older_record_waits_for_what_may_have_been_granted),
        cmocka_unit_test(leases_lie_inside_the_authority),
        cmocka_unit_test(a_lease_that_was_given_up_is_not_taken_again),
        cmocka_unit_test(nothing_is_renewed_before_the_authority_begins),
        cmocka_unit_test(damaged_and_forged_records_are_refused),
        cmocka_unit_test(a_reading_that_is_days_ahead_changes_nothing),
        cmocka_unit_test(a_holder_stops_before_its_lease_ends),
        cmocka_unit_test(a_holder_with_a_stopped_or_a_jumping_clock_stops),
        cmocka_unit_test(answers_that_do_not_fit_are_refused),
        cmocka_unit_test(configs_are_checked),
        cmocka_unit_test(leases_travel_as_bytes),
        cmocka_unit_test(a_number_never_has_two_users),
    };
    return RUN_TESTS(tests);
}
