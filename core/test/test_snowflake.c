/* Snowflake layouts and generators: what the header says, and what went wrong elsewhere. */
#include <idalloc/snowflake.h>

#include "support_allocator.h"
#include "support_cmocka.h"

/* A day in 2026, and a millisecond. */
#define DAY INT64_C(1767225600000000)
#define MS  INT64_C(1000)

static ida_snowflake_config config_of(ida_snowflake_behind behind, ida_snowflake_full full,
                                      uint64_t lead_us)
{
    ida_snowflake_config config = {.layout = ida_snowflake_twitter(),
                                   .policy = {behind, full, lead_us},
                                   .coordinator = 33,
                                   .lease_start_us = INT64_MIN,
                                   .lease_end_us = INT64_MAX,
                                   .high_water_us = INT64_MIN};
    return config;
}

static ida_snowflake *create(const ida_snowflake_config *config)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snowflake *generator = NULL;
    assert_int_equal(ida_snowflake_create(&allocator, config, &generator), IDA_OK);
    return generator;
}

static ida_snowflake_parts parts_of(const ida_snowflake_config *config, uint64_t id)
{
    ida_snowflake_parts parts;
    assert_int_equal(ida_snowflake_decompose(&config->layout, id, &parts), IDA_OK);
    assert_true(parts.coordinator == config->coordinator);
    return parts;
}

static uint64_t next(ida_snowflake *generator, int64_t now_us)
{
    uint64_t id = 0;
    int64_t try_at_us = 4711;
    assert_int_equal(ida_snowflake_next(generator, now_us, &id, &try_at_us), IDA_OK);
    assert_int_equal(try_at_us, 4711);
    return id;
}

/* It answers status, tells when to try again, and writes no ID. */
static void refused(ida_snowflake *generator, int64_t now_us, ida_status status, int64_t try_at_us)
{
    uint64_t id = 4711;
    int64_t told_us = 4712;
    assert_int_equal(ida_snowflake_next(generator, now_us, &id, &told_us), status);
    assert_int_equal(id, 4711);
    assert_int_equal(told_us, try_at_us);
    assert_int_equal(ida_snowflake_next(generator, now_us, &id, NULL), status);
}

/* It answers a status that no clock reading helps against. */
static void over(ida_snowflake *generator, int64_t now_us, ida_status status)
{
    refused(generator, now_us, status, 4712);
}

static void fill_tick(ida_snowflake *generator, int64_t now_us, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        next(generator, now_us);
    }
}

static void layouts_out_of_bounds_are_refused(void **state)
{
    (void)state;
    ida_snowflake_layout good = ida_snowflake_twitter();
    assert_int_equal(ida_snowflake_layout_validate(&good), IDA_OK);
    ida_snowflake_layout bad[8];
    for (size_t i = 0; i < 8; i++) {
        bad[i] = good;
    }
    bad[0].time_bits = 0;
    bad[1].sequence_bits = 23;
    bad[1].coordinator_bits = 0;
    bad[2].coordinator_bits = 12;
    bad[3].unit_us = 0;
    bad[4].order = (ida_snowflake_order)3;
    bad[5].unit_us = UINT64_MAX;
    bad[6].epoch_us = INT64_MAX - 1;
    bad[7].time_bits = 255;
    ida_snowflake_parts parts = {DAY, 0, 0};
    for (size_t i = 0; i < 8; i++) {
        uint64_t id = 4711;
        assert_int_equal(ida_snowflake_layout_validate(&bad[i]), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_snowflake_compose(&bad[i], &parts, &id), IDA_INVALID_ARGUMENT);
        assert_int_equal(ida_snowflake_decompose(&bad[i], 1, &parts), IDA_INVALID_ARGUMENT);
        assert_int_equal(id, 4711);
        ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
        config.layout = bad[i];
        ida_allocator allocator = ida_allocator_standard();
        ida_snowflake *generator = NULL;
        assert_int_equal(ida_snowflake_create(&allocator, &config, &generator),
                         IDA_INVALID_ARGUMENT);
    }
}

static void a_layout_may_use_time_to_its_end(void **state)
{
    (void)state;
    ida_snowflake_layout layout = {
        .epoch_us = INT64_MAX - 1024, .unit_us = 1, .time_bits = 10, .sequence_bits = 53};
    assert_int_equal(ida_snowflake_layout_validate(&layout), IDA_OK);
    layout.epoch_us++;
    assert_int_equal(ida_snowflake_layout_validate(&layout), IDA_INVALID_ARGUMENT);
    layout = (ida_snowflake_layout){
        .epoch_us = INT64_MIN, .unit_us = INT64_MAX, .time_bits = 1, .coordinator_bits = 63};
    assert_int_equal(ida_snowflake_layout_validate(&layout), IDA_OK);
    ida_snowflake_parts parts = {-1, 0, (uint64_t)INT64_MAX};
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
    assert_true(id == UINT64_MAX);
    assert_int_equal(ida_snowflake_decompose(&layout, id, &parts), IDA_OK);
    assert_int_equal(parts.time_us, -1);
}

static void every_order_of_fields_composes_and_decomposes(void **state)
{
    (void)state;
    static const struct {
        ida_snowflake_order order;
        uint64_t id;
    } cases[] = {
        {IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR, 0x5u << 12 | 0x9u << 8 | 0xab},
        {IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE, 0x5u << 12 | 0xabu << 4 | 0x9},
        {IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE, 0xabu << 9 | 0x5u << 4 | 0x9},
    };
    for (size_t i = 0; i < 3; i++) {
        ida_snowflake_layout layout = {.epoch_us = -100,
                                       .unit_us = 10,
                                       .time_bits = 5,
                                       .sequence_bits = 4,
                                       .coordinator_bits = 8,
                                       .order = cases[i].order};
        ida_snowflake_parts parts = {-41, 9, 0xab};
        uint64_t id = 0;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
        assert_true(id == cases[i].id);
        assert_int_equal(ida_snowflake_decompose(&layout, id, &parts), IDA_OK);
        assert_int_equal(parts.time_us, -50);
        assert_int_equal(parts.sequence, 9);
        assert_int_equal(parts.coordinator, 0xab);
        assert_int_equal(ida_snowflake_decompose(&layout, id | 1u << 17, &parts), IDA_MALFORMED);
    }
}

/* Elsewhere a sequence that was too large ran over into the worker. */
/* What a search for the IDs of a time needs: none of the tick before, all of the span, none after.
 */
static void the_ids_of_a_span_of_ticks_lie_between_those_of_its_ends(void **state)
{
    (void)state;
    const ida_snowflake_order orders[] = {IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR,
                                          IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE};
    for (size_t i = 0; i < 2; i++) {
        ida_snowflake_layout layout = ida_snowflake_twitter();
        layout.order = orders[i];
        ida_snowflake_parts parts = {.time_us = DAY};
        uint64_t begin = 0;
        uint64_t end = 0;
        uint64_t id = 0;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &begin), IDA_OK);
        parts.time_us = DAY + 3 * MS;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &end), IDA_OK);
        parts = (ida_snowflake_parts){DAY - 1, 4095, 1023};
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
        assert_int_equal(id, begin - 1);
        parts.time_us = DAY + 3 * MS - 1;
        assert_int_equal(ida_snowflake_compose(&layout, &parts, &id), IDA_OK);
        assert_int_equal(id, end - 1);
    }
}

static void parts_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    ida_snowflake_layout layout = ida_snowflake_noah();
    ida_snowflake_parts parts[] = {
        {DAY, 256, 0}, {DAY, 0, 65536}, {DAY, UINT64_MAX, 0}, {layout.epoch_us - 1, 0, 0}};
    for (size_t i = 0; i < 4; i++) {
        uint64_t id = 4711;
        assert_int_equal(ida_snowflake_compose(&layout, &parts[i], &id), IDA_INVALID_ARGUMENT);
        assert_int_equal(id, 4711);
    }
    ida_snowflake_parts read = {1, 2, 3};
    assert_int_equal(ida_snowflake_decompose(&layout, UINT64_C(1) << 63, &read), IDA_MALFORMED);
    assert_int_equal(read.sequence, 2);
}

static void configurations_out_of_bounds_are_refused(void **state)
{
    (void)state;
    ida_allocator allocator = ida_allocator_standard();
    ida_snowflake *generator = NULL;
    ida_snowflake_config good = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake_config bad[4] = {good, good, good, good};
    bad[0].coordinator = 1024;
    bad[1].policy.behind = (ida_snowflake_behind)2;
    bad[2].policy.full = (ida_snowflake_full)2;
    bad[3].lease_start_us = 5;
    bad[3].lease_end_us = 4;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(ida_snowflake_create(&allocator, &bad[i], &generator),
                         IDA_INVALID_ARGUMENT);
        assert_null(generator);
    }
}

static void no_memory_no_generator(void **state)
{
    (void)state;
    test_allocator memory;
    test_allocator_init(&memory);
    ida_allocator allocator = test_allocator_interface(&memory);
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake *generator = NULL;
    test_allocator_fail_nth(&memory, 1);
    assert_int_equal(ida_snowflake_create(&allocator, &config, &generator), IDA_NO_MEMORY);
    assert_null(generator);
    test_allocator_fail_nth(&memory, 0);
    assert_int_equal(ida_snowflake_create(&allocator, &config, &generator), IDA_OK);
    next(generator, DAY);
    ida_snowflake_destroy(generator);
    ida_snowflake_destroy(NULL);
    test_allocator_assert_clean(&memory);
}

static void ids_say_when_and_who_and_how_many(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake *generator = create(&config);
    for (uint64_t i = 0; i < 3; i++) {
        ida_snowflake_parts parts = parts_of(&config, next(generator, DAY + 999));
        assert_int_equal(parts.time_us, DAY);
        assert_int_equal(parts.sequence, i);
    }
    ida_snowflake_parts parts = parts_of(&config, next(generator, DAY + MS));
    assert_int_equal(parts.time_us, DAY + MS);
    assert_int_equal(parts.sequence, 0);
    ida_snowflake_destroy(generator);
}

/* Twitter's issue 6: the sequence was reset before the check, so the refusal led to a repeat. */
static void a_refused_step_back_does_not_reset_the_sequence(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake *generator = create(&config);
    fill_tick(generator, DAY, 2);
    refused(generator, DAY - 1, IDA_CLOCK_BEHIND, DAY);
    ida_snowflake_parts parts = parts_of(&config, next(generator, DAY));
    assert_int_equal(parts.sequence, 2);
    ida_snowflake_destroy(generator);
}

static void a_full_tick_says_when_the_next_begins(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 1000000);
    ida_snowflake *generator = create(&config);
    fill_tick(generator, DAY + 5, 4096);
    refused(generator, DAY + 5, IDA_TRY_LATER, DAY + MS);
    refused(generator, DAY + 999, IDA_TRY_LATER, DAY + MS);
    /* Elsewhere, a clock that stepped back during the wait made it last for ever. */
    refused(generator, DAY - 1, IDA_CLOCK_BEHIND, DAY + MS);
    ida_snowflake_parts parts = parts_of(&config, next(generator, DAY + MS));
    assert_int_equal(parts.time_us, DAY + MS);
    assert_int_equal(parts.sequence, 0);
    ida_snowflake_destroy(generator);
}

static void logical_time_goes_on_where_it_was_and_no_further_than_the_lead(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_WAIT, 5 * MS);
    ida_snowflake *generator = create(&config);
    next(generator, DAY);
    ida_snowflake_parts parts = parts_of(&config, next(generator, DAY - 5 * MS));
    assert_int_equal(parts.time_us, DAY);
    assert_int_equal(parts.sequence, 1);
    refused(generator, DAY - 5 * MS - 1, IDA_CLOCK_BEHIND, DAY - 5 * MS);
    fill_tick(generator, DAY - 1, 4094);
    /* The tick is full: it waits, it does not borrow. */
    refused(generator, DAY - 1, IDA_TRY_LATER, DAY + MS);
    refused(generator, DAY - 5 * MS - 1, IDA_CLOCK_BEHIND, DAY + MS);
    next(generator, DAY + MS);
    ida_snowflake_destroy(generator);
}

static void borrowing_opens_ticks_up_to_the_lead(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 2 * MS);
    ida_snowflake *generator = create(&config);
    for (unsigned i = 0; i < 3 * 4096; i++) {
        ida_snowflake_parts parts = parts_of(&config, next(generator, DAY));
        assert_int_equal(parts.time_us, DAY + (int64_t)(i / 4096) * MS);
        assert_int_equal(parts.sequence, i % 4096);
    }
    refused(generator, DAY + 999, IDA_TRY_LATER, DAY + MS);
    next(generator, DAY + MS);
    refused(generator, DAY + 999, IDA_CLOCK_BEHIND, DAY + MS);
    ida_snowflake_destroy(generator);
}

static void borrowing_alone_does_not_forgive_a_clock_that_goes_back(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 2 * MS);
    ida_snowflake *generator = create(&config);
    fill_tick(generator, DAY, 4096);
    next(generator, DAY + 999);
    refused(generator, DAY - 1, IDA_CLOCK_BEHIND, DAY);
    /* The clock reaches the borrowed tick, and from then on may not fall behind that. */
    next(generator, DAY + MS);
    refused(generator, DAY + 999, IDA_CLOCK_BEHIND, DAY + MS);
    fill_tick(generator, DAY + MS, 4094 + 4096 + 4096);
    refused(generator, DAY + MS, IDA_TRY_LATER, DAY + 2 * MS);
    refused(generator, DAY, IDA_CLOCK_BEHIND, DAY + 2 * MS);
    ida_snowflake_destroy(generator);
}

static void all_readings_before_the_epoch_are_one_tick(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 100 * MS);
    int64_t epoch_us = config.layout.epoch_us;
    ida_snowflake *generator = create(&config);
    next(generator, epoch_us - 5 * MS);
    next(generator, epoch_us - 50 * MS);
    next(generator, epoch_us);
    refused(generator, epoch_us - 1, IDA_CLOCK_BEHIND, epoch_us);
    ida_snowflake_destroy(generator);
    config.policy.behind = IDA_SNOWFLAKE_LOGICAL;
    generator = create(&config);
    refused(generator, INT64_MIN, IDA_CLOCK_BEHIND, epoch_us - 100 * MS);
    assert_int_equal(parts_of(&config, next(generator, epoch_us - 100 * MS)).time_us, epoch_us);
    ida_snowflake_destroy(generator);
}

/* The difference of two clock readings may be more than an int64_t holds. */
static void the_lowest_clock_reading_is_behind_the_last_tick_of_all(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.layout.epoch_us = INT64_MAX - 1024000;
    config.layout.time_bits = 10;
    for (int lanes = 0; lanes < 2; lanes++) {
        ida_snowflake *generator = create(&config);
        ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 4);
        uint64_t id = 0;
        int64_t last_us = INT64_MAX - 1000;
        if (lanes) {
            assert_int_equal(ida_snowflake_lane_next(&lane, INT64_MAX - 1, &id, NULL), IDA_OK);
            assert_int_equal(ida_snowflake_lane_next(&lane, INT64_MIN, &id, NULL),
                             IDA_CLOCK_BEHIND);
        } else {
            next(generator, INT64_MAX - 1);
        }
        refused(generator, INT64_MIN, IDA_CLOCK_BEHIND, last_us);
        over(generator, INT64_MAX, IDA_EXHAUSTED);
        ida_snowflake_destroy(generator);
    }
}

static void a_lead_of_any_size_does_not_overflow(void **state)
{
    (void)state;
    ida_snowflake_config config =
        config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, UINT64_MAX);
    ida_snowflake *generator = create(&config);
    next(generator, DAY);
    next(generator, INT64_MIN);
    ida_snowflake_destroy(generator);
}

static void the_time_field_ends_with_an_error_and_never_wraps(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 1000000);
    int64_t end_us = config.layout.epoch_us + (INT64_C(1) << 41) * MS;
    ida_snowflake *generator = create(&config);
    over(generator, end_us, IDA_EXHAUSTED);
    over(generator, INT64_MAX, IDA_EXHAUSTED);
    for (unsigned i = 0; i < 4096; i++) {
        uint64_t id = next(generator, end_us - 1);
        assert_true(id <= (uint64_t)INT64_MAX);
    }
    /* The borrowing clock is at the end of the field too. */
    over(generator, end_us - 1, IDA_EXHAUSTED);
    assert_int_equal(ida_snowflake_high_water(generator), end_us);
    ida_snowflake_destroy(generator);
}

static void ids_stay_inside_the_lease(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 10 * MS);
    /* Neither end is on the beginning of a tick: the ticks that are cut are nobody's. */
    config.lease_start_us = DAY + 1;
    config.lease_end_us = DAY + 3 * MS + 500;
    ida_snowflake *generator = create(&config);
    refused(generator, DAY - 9 * MS - 1, IDA_CLOCK_BEHIND, DAY - 9 * MS);
    for (unsigned i = 0; i < 2 * 4096; i++) {
        ida_snowflake_parts parts = parts_of(&config, next(generator, DAY - 8 * MS));
        assert_int_equal(parts.time_us, DAY + MS + (int64_t)(i / 4096) * MS);
    }
    over(generator, DAY - 9 * MS, IDA_LEASE_EXPIRED);
    over(generator, DAY + 3 * MS, IDA_LEASE_EXPIRED);
    over(generator, INT64_MAX, IDA_LEASE_EXPIRED);
    ida_snowflake_destroy(generator);
}

static void two_holders_one_after_the_other_share_no_id_whatever_their_clocks_say(void **state)
{
    (void)state;
    ida_snowflake_config first = config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 1000000);
    first.lease_end_us = DAY + 500;
    ida_snowflake_config second = first;
    second.lease_start_us = first.lease_end_us;
    second.lease_end_us = INT64_MAX;
    ida_snowflake *before = create(&first);
    ida_snowflake *after = create(&second);
    uint64_t highest = 0;
    uint64_t id = 0;
    while (ida_snowflake_next(before, DAY - 5 * MS, &id, NULL) == IDA_OK) {
        highest = id;
    }
    assert_true(highest < next(after, DAY - 5 * MS));
    ida_snowflake_destroy(before);
    ida_snowflake_destroy(after);
}

static void a_lease_without_a_whole_tick_makes_nothing(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.lease_start_us = DAY + 1;
    config.lease_end_us = DAY + 1 * MS + 999;
    ida_snowflake *generator = create(&config);
    over(generator, DAY + 1 * MS, IDA_LEASE_EXPIRED);
    ida_snowflake_destroy(generator);
}

static void a_lease_is_renewed_and_never_shortened(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.lease_end_us = DAY;
    ida_snowflake *generator = create(&config);
    over(generator, DAY, IDA_LEASE_EXPIRED);
    assert_int_equal(ida_snowflake_renew(generator, DAY - 1), IDA_INVALID_ARGUMENT);
    assert_int_equal(ida_snowflake_renew(generator, DAY), IDA_OK);
    over(generator, DAY, IDA_LEASE_EXPIRED);
    assert_int_equal(ida_snowflake_renew(generator, DAY + MS), IDA_OK);
    assert_int_equal(ida_snowflake_renew(generator, DAY + MS - 1), IDA_INVALID_ARGUMENT);
    next(generator, DAY);
    over(generator, DAY + MS, IDA_LEASE_EXPIRED);
    assert_int_equal(ida_snowflake_renew(generator, INT64_MAX), IDA_OK);
    next(generator, DAY + MS);
    over(generator, INT64_MAX, IDA_EXHAUSTED);
    ida_snowflake_destroy(generator);
}

/* Hazelcast's issue 17975: safe while it runs, and not across a restart. */
static void a_restart_begins_above_the_high_water_mark(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_BORROW, 3 * MS);
    ida_snowflake *generator = create(&config);
    assert_int_equal(ida_snowflake_high_water(generator), config.layout.epoch_us);
    fill_tick(generator, DAY, 4096);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + MS);
    uint64_t last = next(generator, DAY);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + 2 * MS);
    config.high_water_us = ida_snowflake_high_water(generator);
    ida_snowflake_destroy(generator);
    generator = create(&config);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + 2 * MS);
    refused(generator, DAY - MS - 1, IDA_CLOCK_BEHIND, DAY - MS);
    assert_true(next(generator, DAY) > last);
    ida_snowflake_destroy(generator);
    config.policy.behind = IDA_SNOWFLAKE_REFUSE;
    config.policy.full = IDA_SNOWFLAKE_WAIT;
    generator = create(&config);
    refused(generator, DAY + 2 * MS - 1, IDA_CLOCK_BEHIND, DAY + 2 * MS);
    assert_true(next(generator, DAY + 2 * MS) > last);
    ida_snowflake_destroy(generator);
}

/* Noah's own generator never stored its number: all coordinators were number 0. */
static void coordinators_share_no_id(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    config.layout = ida_snowflake_noah();
    config.coordinator = 1;
    ida_snowflake *one = create(&config);
    config.coordinator = 65535;
    ida_snowflake *other = create(&config);
    for (unsigned i = 0; i < 256; i++) {
        uint64_t a = next(one, DAY);
        uint64_t b = next(other, DAY);
        assert_int_equal(a & 0xffff, 1);
        assert_int_equal(b & 0xffff, 65535);
        assert_int_equal(a >> 16, b >> 16);
    }
    refused(one, DAY, IDA_TRY_LATER, DAY + 10 * MS);
    ida_snowflake_destroy(one);
    ida_snowflake_destroy(other);
}

static void a_lane_gives_a_block_and_leaves_the_rest_to_others(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake *generator = create(&config);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 3);
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
    assert_int_equal(parts_of(&config, id).sequence, 0);
    assert_int_equal(parts_of(&config, next(generator, DAY)).sequence, 3);
    assert_int_equal(ida_snowflake_high_water(generator), DAY + MS);
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
    assert_int_equal(parts_of(&config, id).sequence, 1);
    int64_t try_at_us = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY - 1, &id, &try_at_us), IDA_CLOCK_BEHIND);
    assert_int_equal(try_at_us, DAY);
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
    assert_int_equal(parts_of(&config, id).sequence, 2);
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
    assert_int_equal(parts_of(&config, id).sequence, 4);
    /* The clock leaves the tick, and 5 and 6 are lost. */
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY + MS, &id, NULL), IDA_OK);
    ida_snowflake_parts parts = parts_of(&config, id);
    assert_int_equal(parts.time_us, DAY + MS);
    assert_int_equal(parts.sequence, 0);
    ida_snowflake_destroy(generator);
}

static void a_lane_takes_no_more_than_the_tick_has(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_WAIT, 0);
    ida_snowflake *generator = create(&config);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, UINT32_MAX);
    for (unsigned i = 0; i < 4096; i++) {
        uint64_t id = 0;
        assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
        assert_int_equal(parts_of(&config, id).sequence, i);
    }
    uint64_t id = 4711;
    int64_t try_at_us = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, &try_at_us), IDA_TRY_LATER);
    assert_int_equal(try_at_us, DAY + MS);
    assert_int_equal(id, 4711);
    ida_snowflake_destroy(generator);
}

static void a_lane_that_borrowed_knows_when_the_clock_goes_back(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 2 * MS);
    ida_snowflake *generator = create(&config);
    fill_tick(generator, DAY, 4096);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
    assert_int_equal(parts_of(&config, id).time_us, DAY + MS);
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY + MS, &id, NULL), IDA_OK);
    int64_t try_at_us = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, &try_at_us), IDA_CLOCK_BEHIND);
    assert_int_equal(try_at_us, DAY + MS);
    ida_snowflake_destroy(generator);
}

/* The block was taken with a good reading; another thread's clock does not take it back. */
static void a_lanes_block_is_good_in_all_of_its_tick_whatever_others_read(void **state)
{
    (void)state;
    static const ida_snowflake_full fulls[] = {IDA_SNOWFLAKE_WAIT, IDA_SNOWFLAKE_BORROW};
    for (size_t i = 0; i < 2; i++) {
        ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, fulls[i], 2 * MS);
        ida_snowflake *generator = create(&config);
        ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
        uint64_t id = 0;
        assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
        next(generator, DAY + 5 * MS);
        for (unsigned j = 1; j <= 2; j++) {
            int64_t now_us = j == 1 ? DAY : DAY + 999;
            assert_int_equal(ida_snowflake_lane_next(&lane, now_us, &id, NULL), IDA_OK);
            assert_int_equal(parts_of(&config, id).time_us, DAY);
            assert_int_equal(parts_of(&config, id).sequence, j);
        }
        refused(generator, DAY + 999, IDA_CLOCK_BEHIND, DAY + 5 * MS);
        ida_snowflake_destroy(generator);
    }
}

/* Wherever the sequence is in the ID; a lane that loses no block is as good as the generator. */
static void one_lane_gives_what_the_generator_gives_in_every_order_of_fields(void **state)
{
    (void)state;
    static const ida_snowflake_full fulls[] = {IDA_SNOWFLAKE_WAIT, IDA_SNOWFLAKE_BORROW};
    for (int order = 0; order < 6; order++) {
        ida_snowflake_config config =
            config_of(IDA_SNOWFLAKE_REFUSE, fulls[order % 2], 2 * (uint64_t)MS);
        config.layout.order = (ida_snowflake_order)(order / 2);
        ida_snowflake *generator = create(&config);
        ida_snowflake *other = create(&config);
        ida_snowflake_lane lane = ida_snowflake_lane_of(other, 5);
        for (int64_t tick = 0; tick < 3; tick++) {
            for (int64_t i = 0; i < 15; i++) {
                uint64_t id = 0;
                assert_int_equal(ida_snowflake_lane_next(&lane, DAY + tick * MS + i, &id, NULL),
                                 IDA_OK);
                assert_true(id == next(generator, DAY + tick * MS + i));
            }
        }
        ida_snowflake_destroy(generator);
        ida_snowflake_destroy(other);
    }
}

/* By no more than the lead: the block that it has is of a tick that it may still use. */
static void a_logical_lane_keeps_its_block_when_the_clock_steps_back(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_LOGICAL, IDA_SNOWFLAKE_WAIT, 2 * MS);
    ida_snowflake *generator = create(&config);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    uint64_t id = 0;
    for (unsigned i = 0; i < 8; i++) {
        int64_t now_us = i % 2 == 0 ? DAY : DAY - 2 * MS;
        assert_int_equal(ida_snowflake_lane_next(&lane, now_us, &id, NULL), IDA_OK);
        assert_int_equal(parts_of(&config, id).time_us, DAY);
        assert_int_equal(parts_of(&config, id).sequence, i);
    }
    ida_snowflake_destroy(generator);
}

/* It went back inside its tick, to where the lead does not reach the tick of the block any more. */
static void a_lane_that_borrowed_tells_a_clock_that_went_back_from_a_full_tick(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, MS / 2);
    ida_snowflake *generator = create(&config);
    fill_tick(generator, DAY, 4096);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    uint64_t id = 0;
    int64_t try_at_us = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, &try_at_us), IDA_TRY_LATER);
    assert_int_equal(try_at_us, DAY + MS / 2);
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY + MS / 2, &id, NULL), IDA_OK);
    assert_int_equal(parts_of(&config, id).time_us, DAY + MS);
    try_at_us = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, &try_at_us), IDA_CLOCK_BEHIND);
    assert_int_equal(try_at_us, DAY + MS / 2);
    ida_snowflake_destroy(generator);
}

/* Its block is good for the whole tick, wherever another one has seen the clock. */
static void a_lane_that_borrowed_may_go_on_from_the_tick_of_its_block(void **state)
{
    (void)state;
    ida_snowflake_config config = config_of(IDA_SNOWFLAKE_REFUSE, IDA_SNOWFLAKE_BORROW, 2 * MS);
    ida_snowflake *generator = create(&config);
    fill_tick(generator, DAY, 4096);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 8);
    uint64_t id = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, NULL), IDA_OK);
    next(generator, DAY + 5 * MS);
    int64_t try_at_us = 0;
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY, &id, &try_at_us), IDA_CLOCK_BEHIND);
    assert_int_equal(try_at_us, DAY + MS);
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY + MS - 1, &id, NULL), IDA_CLOCK_BEHIND);
    assert_int_equal(ida_snowflake_lane_next(&lane, DAY + MS, &id, NULL), IDA_OK);
    assert_int_equal(parts_of(&config, id).time_us, DAY + MS);
    assert_int_equal(parts_of(&config, id).sequence, 1);
    ida_snowflake_destroy(generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_out_of_bounds_are_refused),
        cmocka_unit_test(a_layout_may_use_time_to_its_end),
        cmocka_unit_test(every_order_of_fields_composes_and_decomposes),
        cmocka_unit_test(the_ids_of_a_span_of_ticks_lie_between_those_of_its_ends),
        cmocka_unit_test(parts_that_do_not_fit_are_refused),
        cmocka_unit_test(configurations_out_of_bounds_are_refused),
        cmocka_unit_test(no_memory_no_generator),
        cmocka_unit_test(ids_say_when_and_who_and_how_many),
        cmocka_unit_test(a_refused_step_back_does_not_reset_the_sequence),
        cmocka_unit_test(a_full_tick_says_when_the_next_begins),
        cmocka_unit_test(logical_time_goes_on_where_it_was_and_no_further_than_the_lead),
        cmocka_unit_test(borrowing_opens_ticks_up_to_the_lead),
        cmocka_unit_test(borrowing_alone_does_not_forgive_a_clock_that_goes_back),
        cmocka_unit_test(all_readings_before_the_epoch_are_one_tick),
        cmocka_unit_test(the_lowest_clock_reading_is_behind_the_last_tick_of_all),
        cmocka_unit_test(a_lead_of_any_size_does_not_overflow),
        cmocka_unit_test(the_time_field_ends_with_an_error_and_never_wraps),
        cmocka_unit_test(ids_stay_inside_the_lease),
        cmocka_unit_test(two_holders_one_after_the_other_share_no_id_whatever_their_clocks_say),
        cmocka_unit_test(a_lease_without_a_whole_tick_makes_nothing),
        cmocka_unit_test(a_lease_is_renewed_and_never_shortened),
        cmocka_unit_test(a_restart_begins_above_the_high_water_mark),
        cmocka_unit_test(coordinators_share_no_id),
        cmocka_unit_test(a_lane_gives_a_block_and_leaves_the_rest_to_others),
        cmocka_unit_test(a_lane_takes_no_more_than_the_tick_has),
        cmocka_unit_test(a_lane_that_borrowed_knows_when_the_clock_goes_back),
        cmocka_unit_test(a_lanes_block_is_good_in_all_of_its_tick_whatever_others_read),
        cmocka_unit_test(one_lane_gives_what_the_generator_gives_in_every_order_of_fields),
        cmocka_unit_test(a_logical_lane_keeps_its_block_when_the_clock_steps_back),
        cmocka_unit_test(a_lane_that_borrowed_tells_a_clock_that_went_back_from_a_full_tick),
        cmocka_unit_test(a_lane_that_borrowed_may_go_on_from_the_tick_of_its_block),
    };
    return RUN_TESTS(tests);
}
