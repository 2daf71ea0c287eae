/*
 * The k-order generator under clocks that stand, step and jump, against a model that walks from
 * tick to tick; what strict mode keeps out and faithful mode lets happen.
 */
#include <idalloc/korder.h>

#include "support_allocator.h"
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

#define SEQUENCES IDA_KORDER_SEQUENCE_COUNT

/* ---- The model: a tick, and how many IDs were given in it ---- */

typedef struct model {
    uint64_t tick_us; /* the begin of the tick */
    uint32_t sequence;
    uint32_t lead_ticks;
} model;

static uint64_t tick_begin(uint64_t us)
{
    return us - us % 1000000 % 1024;
}

static uint64_t tick_after(uint64_t tick_us)
{
    uint64_t second = tick_us / 1000000 * 1000000;
    return tick_us + 1024 < second + 1000000 ? tick_us + 1024 : second + 1000000;
}

/* start is where the sequence of the clock's tick begins, if nothing of that is given. */
static ida_status model_next(model *m, uint64_t now_us, uint32_t start, ida_korder_local *local)
{
    uint64_t tick_us = tick_begin(now_us);
    if (tick_us > m->tick_us) {
        m->tick_us = tick_us;
        m->sequence = 0;
    }
    if (tick_us == m->tick_us && m->sequence == 0) {
        m->sequence = start;
    }
    for (uint32_t lead = 0; lead < m->lead_ticks && tick_us < m->tick_us; lead++) {
        tick_us = tick_after(tick_us);
    }
    if (tick_us < m->tick_us) {
        return IDA_TRY_LATER;
    }
    *local = korder_make(m->tick_us, m->sequence);
    m->sequence++;
    if (m->sequence == SEQUENCES) {
        m->tick_us = tick_after(m->tick_us);
        m->sequence = 0;
    }
    return IDA_OK;
}

/* A clock that mostly goes on, and sometimes stands, steps back or jumps ahead. */
static uint64_t random_clock(uint64_t *random, uint64_t now_us)
{
    static const uint64_t steps[] = {0, 1, 600, 1024, 5000, 900000, 3000000};
    uint64_t step = random_below(random, steps[random_below(random, 7)] + 1);
    return random_below(random, 5) == 0 ? now_us - step : now_us + step;
}

static uint32_t random_burst(uint64_t *random)
{
    static const uint32_t sizes[] = {1, 2, 130, 300, 16500};
    return 1 + (uint32_t)random_below(random, sizes[random_below(random, 5)]);
}

static uint32_t random_lead(uint64_t *random)
{
    static const uint32_t leads[] = {0, 1, 2, 5, 30};
    return leads[random_below(random, 5)];
}

/* What a run of the model must have met, or it shows little. */
typedef struct met {
    uint64_t given;
    uint64_t refused;
    uint64_t borrowed; /* IDs of a tick that the clock had not reached */
} met;

static void assert_answers_equal(ida_status status, ida_korder_local local, ida_status expected,
                                 ida_korder_local expected_local, met *seen)
{
    assert_int_equal(status, expected);
    assert_true(local == expected_local);
    seen->given += status == IDA_OK ? 1 : 0;
    seen->refused += status == IDA_OK ? 0 : 1;
}

static void strict_does_what_the_model_does(void **state)
{
    (void)state;
    uint64_t random = 1;
    met seen = {0};
    for (int world = 0; world < 60; world++) {
        uint32_t lead = random_lead(&random);
        uint64_t now_us = TEST_MEGASECOND - 2000000;
        model m = {.lead_ticks = lead};
        ida_korder *generator = korder_new(korder_strict(lead, 0));
        for (int step = 0; step < 40; step++) {
            now_us = random_clock(&random, now_us);
            for (uint32_t i = random_burst(&random); i > 0; i--) {
                ida_korder_local local = TEST_NO_LOCAL;
                ida_korder_local expected = TEST_NO_LOCAL;
                uint32_t start =
                    world % 2 == 0 ? 0 : (uint32_t)random_below(&random, SEQUENCES / 2);
                ida_status expected_status = model_next(&m, now_us, start, &expected);
                ida_status status = start == 0
                                        ? ida_korder_next(generator, now_us, &local)
                                        : ida_korder_next_from(generator, now_us, start, &local);
                assert_answers_equal(status, local, expected_status, expected, &seen);
                seen.borrowed +=
                    expected_status == IDA_OK && ida_korder_time_us(expected) > now_us ? 1 : 0;
            }
        }
        ida_korder_destroy(generator);
    }
    assert_true(seen.given > 1000000 && seen.refused > 10000 && seen.borrowed > 10000);
}

static void one_lane_does_what_the_generator_does(void **state)
{
    (void)state;
    uint64_t random = 2;
    met seen = {0};
    for (int world = 0; world < 60; world++) {
        uint32_t lead = random_lead(&random);
        uint64_t now_us = TEST_MEGASECOND - 2000000;
        /* Blocks that do not begin where ticks do lie across the ends of ticks. */
        ida_korder_local mark = korder_make(now_us, (uint32_t)random_below(&random, SEQUENCES));
        ida_korder *generator = korder_new(korder_strict(lead, mark));
        ida_korder *other = korder_new(korder_strict(lead, mark));
        ida_korder_lane lane = ida_korder_lane_of(other);
        for (int step = 0; step < 40; step++) {
            now_us = random_clock(&random, now_us);
            for (uint32_t i = random_burst(&random); i > 0; i--) {
                ida_korder_local local = TEST_NO_LOCAL;
                ida_korder_local expected = TEST_NO_LOCAL;
                ida_status expected_status = ida_korder_next(generator, now_us, &expected);
                ida_status status = ida_korder_lane_next(&lane, now_us, &local);
                assert_answers_equal(status, local, expected_status, expected, &seen);
                assert_true(ida_korder_lane_ready_us(&lane) == ida_korder_ready_us(generator));
            }
        }
        ida_korder_destroy(generator);
        ida_korder_destroy(other);
    }
    assert_true(seen.given > 1000000 && seen.refused > 10000);
}

/* ---- Strict ---- */

static void each_tick_begins_with_sequence_0(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(0, 0));
    assert_next_run(generator, TEST_MEGASECOND + 5, korder_make(TEST_MEGASECOND, 0), 3);
    assert_next_run(generator, TEST_MEGASECOND + 1023, korder_make(TEST_MEGASECOND, 3), 2);
    assert_next_run(generator, TEST_MEGASECOND + 1024, korder_make(TEST_MEGASECOND + 1024, 0), 2);
    ida_korder_destroy(generator);
}

static void without_lead_the_16385th_id_of_a_tick_has_to_wait(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(0, 0));
    assert_next_run(generator, TEST_MEGASECOND, korder_make(TEST_MEGASECOND, 0), SEQUENCES);
    for (int i = 0; i < 100; i++) {
        assert_next_refused(generator, TEST_MEGASECOND + 1023, IDA_TRY_LATER);
    }
    assert_true(ida_korder_ready_us(generator) == TEST_MEGASECOND + 1024);
    /* Being refused costs nothing: the next tick begins with its first sequence. */
    assert_next_run(generator, TEST_MEGASECOND + 1024, korder_make(TEST_MEGASECOND + 1024, 0), 5);
    ida_korder_destroy(generator);
}

static void a_full_sequence_borrows_from_the_next_ticks_up_to_the_lead(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(2, 0));
    for (uint32_t tick = 0; tick < 3; tick++) {
        uint64_t tick_us = TEST_MEGASECOND + 1024 * (uint64_t)tick;
        assert_next_run(generator, TEST_MEGASECOND, korder_make(tick_us, 0), SEQUENCES);
    }
    assert_next_refused(generator, TEST_MEGASECOND + 1023, IDA_TRY_LATER);
    assert_true(ida_korder_ready_us(generator) == TEST_MEGASECOND + 1024);
    assert_next_run(generator, TEST_MEGASECOND + 1024, korder_make(TEST_MEGASECOND + 3072, 0), 1);
    ida_korder_destroy(generator);
}

static void the_tick_after_976_is_the_first_of_the_next_second(void **state)
{
    (void)state;
    const uint64_t last = TEST_MEGASECOND - 576;
    ida_korder *generator = korder_new(korder_strict(1, 0));
    assert_next_run(generator, last, korder_make(last, 0), SEQUENCES);
    /* Also the first of the next megasecond. */
    ida_korder_local next = korder_next(generator, last);
    assert_true(next == UINT64_C(0x006a400000000000));
    ida_korder_destroy(generator);
}

static void ready_is_the_first_time_that_is_not_refused(void **state)
{
    (void)state;
    for (uint32_t lead = 0; lead < 3; lead++) {
        ida_korder_local mark = korder_make(TEST_MEGASECOND + 1000, 7);
        ida_korder *generator = korder_new(korder_strict(lead, mark));
        static const uint64_t before[] = {0, 576, 1600};
        uint64_t ready_us = TEST_MEGASECOND - before[lead];
        assert_true(ida_korder_ready_us(generator) == ready_us);
        assert_next_refused(generator, ready_us - 1, IDA_TRY_LATER);
        assert_true(korder_next(generator, ready_us) == mark);
        ida_korder_destroy(generator);
    }
    for (uint64_t tick = 0; tick <= 5; tick++) {
        ida_korder *generator = korder_new(korder_strict(5, korder_make(tick * 1024, 3)));
        assert_true(ida_korder_ready_us(generator) == 0);
        assert_true(korder_next(generator, 0) == korder_make(tick * 1024, 3));
        ida_korder_destroy(generator);
    }
}

static void a_clock_that_steps_back_changes_neither_order_nor_uniqueness(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(IDA_KORDER_LEAD_DEFAULT, 0));
    ida_korder_local first = korder_next(generator, TEST_MEGASECOND);
    assert_next_run(generator, TEST_MEGASECOND - 999999, first + 1, 10);
    /* 977 ticks are one second: from exactly there on the clock is too far behind. */
    assert_next_run(generator, TEST_MEGASECOND - 1000000, first + 11, 1);
    assert_next_refused(generator, TEST_MEGASECOND - 1000001, IDA_TRY_LATER);
    assert_next_refused(generator, 0, IDA_TRY_LATER);
    assert_true(ida_korder_ready_us(generator) == TEST_MEGASECOND - 1000000);
    assert_next_run(generator, TEST_MEGASECOND, first + 12, 1);
    ida_korder_destroy(generator);
}

static void the_lead_bound_holds_for_every_id(void **state)
{
    (void)state;
    uint64_t random = 3;
    ida_korder *generator = korder_new(korder_strict(9, 0));
    uint64_t now_us = TEST_MEGASECOND;
    uint64_t most = 0;
    for (int step = 0; step < 100; step++) {
        now_us += random_below(&random, 3000);
        for (uint32_t i = 0; i < 60000; i++) {
            ida_korder_local local;
            if (ida_korder_next(generator, now_us, &local) == IDA_OK) {
                uint64_t time_us = ida_korder_time_us(local);
                uint64_t ahead = time_us > now_us ? time_us - now_us : 0;
                assert_true(ahead <= 9 * IDA_KORDER_TICK_US);
                most = ahead > most ? ahead : most;
            }
        }
    }
    assert_true(most > 8 * IDA_KORDER_TICK_US);
    ida_korder_destroy(generator);
}

static void a_restart_with_the_high_water_mark_repeats_nothing(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(977, 0));
    ida_korder_local mark = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_OK);
    assert_true(mark == 0);
    ida_korder_local last = 0;
    for (int i = 0; i < 20000; i++) {
        last = korder_next(generator, TEST_MEGASECOND);
    }
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_OK);
    assert_true(mark == last + 1);
    ida_korder_destroy(generator);

    /* In the same tick, and with the clock stepped back. */
    generator = korder_new(korder_strict(977, mark));
    assert_true(korder_next(generator, TEST_MEGASECOND) == mark);
    assert_true(korder_next(generator, TEST_MEGASECOND - 500000) == mark + 1);
    ida_korder_destroy(generator);

    /* Without it: the trap. */
    generator = korder_new(korder_strict(977, 0));
    assert_true(korder_next(generator, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 0));
    ida_korder_destroy(generator);
}

static void the_mark_of_a_full_tick_is_the_next_tick(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(0, 0));
    ida_korder_local mark = TEST_NO_LOCAL;
    assert_next_run(generator, TEST_MEGASECOND - 1, korder_make(TEST_MEGASECOND - 1, 0), SEQUENCES);
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_OK);
    assert_true(mark == korder_make(TEST_MEGASECOND, 0));
    ida_korder_destroy(generator);
}

/* How long a restart waits at most: a tick, and what the last ticks of seconds in the lead lack. */
static void a_mark_that_is_stored_ahead_makes_wait_as_long_as_the_header_says(void **state)
{
    (void)state;
    const uint64_t ahead_us = 5000;
    static const uint32_t leads[] = {0, 3, 977, 978, 9770};
    for (size_t i = 0; i < COUNT_OF(leads); i++) {
        const uint64_t lead = leads[i];
        const uint64_t short_us = 1024 - 1000000 % 1024;
        const uint64_t bound_us = ahead_us + 1024 + (lead + 976) / 977 * short_us;
        uint64_t longest_us = 0;
        for (uint64_t t = TEST_MEGASECOND - 20000; t < TEST_MEGASECOND; t++) {
            ida_korder_local mark = korder_make(t + (lead + 1) * 1024 + ahead_us, 0);
            ida_korder *generator = korder_new(korder_strict(leads[i], mark));
            uint64_t wait_us = ida_korder_ready_us(generator) - t;
            longest_us = wait_us > longest_us ? wait_us : longest_us;
            ida_korder_destroy(generator);
        }
        assert_int_equal(longest_us, bound_us);
    }
}

/* What the header says to do against crashes, with as many IDs as the lead lets through. */
static void marks_that_are_stored_ahead_survive_crashes(void **state)
{
    (void)state;
    uint64_t random = 4;
    const uint32_t lead = 3;
    const uint64_t ahead_us = 5000;
    uint64_t now_us = TEST_MEGASECOND - 500000;
    ida_korder_local stored = 0;
    ida_korder_local last = 0;
    for (int life = 0; life < 100; life++) {
        ida_korder *generator = korder_new(korder_strict(lead, stored));
        uint64_t waited_us = ida_korder_ready_us(generator);
        assert_true(waited_us <= now_us + ahead_us + IDA_KORDER_TICK_US);
        now_us = waited_us > now_us ? waited_us : now_us;
        for (uint64_t writes = random_below(&random, 4); writes < 4; writes++) {
            stored = korder_make(now_us + (lead + 1) * IDA_KORDER_TICK_US + ahead_us, 0);
            uint64_t until_us = now_us + random_below(&random, ahead_us);
            for (; now_us < until_us; now_us += 1 + random_below(&random, 700)) {
                ida_korder_local local;
                for (uint32_t i = random_burst(&random); i > 0; i--) {
                    if (ida_korder_next(generator, now_us, &local) == IDA_OK) {
                        assert_true(local > last && local < stored);
                        last = local;
                    }
                }
            }
            now_us = until_us;
        }
        ida_korder_destroy(generator);
    }
}

static void the_last_id_of_all_is_followed_by_exhausted(void **state)
{
    (void)state;
    const uint64_t last_us = IDA_KORDER_TIME_LIMIT_US - 1;
    ida_korder_local last = korder_make(last_us, SEQUENCES - 1);
    ida_korder_local mark = TEST_NO_LOCAL;
    ida_korder *generator = korder_new(korder_strict(UINT32_MAX, last));
    assert_true(korder_next(generator, last_us) == last);
    assert_next_refused(generator, last_us, IDA_EXHAUSTED);
    assert_next_refused(generator, 0, IDA_EXHAUSTED);
    assert_true(ida_korder_ready_us(generator) == UINT64_MAX);
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_EXHAUSTED);
    assert_true(mark == TEST_NO_LOCAL);
    ida_korder_lane lane = ida_korder_lane_of(generator);
    assert_int_equal(ida_korder_lane_next(&lane, last_us, &mark), IDA_EXHAUSTED);
    assert_true(ida_korder_lane_ready_us(&lane) == UINT64_MAX);
    ida_korder_destroy(generator);
}

static void a_block_that_reaches_past_the_last_id_is_given_up_to_it(void **state)
{
    (void)state;
    const uint64_t last_us = IDA_KORDER_TIME_LIMIT_US - 1;
    ida_korder *generator = korder_new(korder_strict(0, korder_make(last_us, SEQUENCES - 5)));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    ida_korder_local local = TEST_NO_LOCAL;
    for (uint32_t i = SEQUENCES - 5; i < SEQUENCES; i++) {
        assert_true(korder_lane_next(&lane, last_us) == korder_make(last_us, i));
    }
    assert_int_equal(ida_korder_lane_next(&lane, last_us, &local), IDA_EXHAUSTED);
    assert_true(local == TEST_NO_LOCAL);
    ida_korder_destroy(generator);
}

static void a_clock_past_the_last_time_is_refused(void **state)
{
    (void)state;
    static const uint64_t times[] = {IDA_KORDER_TIME_LIMIT_US, UINT64_MAX};
    for (size_t i = 0; i < 4; i++) {
        ida_korder *generator = korder_new(i < 2 ? korder_strict(977, 0) : korder_faithful(1));
        ida_korder_lane lane = ida_korder_lane_of(generator);
        ida_korder_local local = TEST_NO_LOCAL;
        assert_next_refused(generator, times[i % 2], IDA_EXHAUSTED);
        assert_int_equal(ida_korder_lane_next(&lane, times[i % 2], &local), IDA_EXHAUSTED);
        assert_true(local == TEST_NO_LOCAL);
        /* It has not moved anything. */
        assert_true(ida_korder_time_us(korder_next(generator, TEST_MEGASECOND)) == TEST_MEGASECOND);
        ida_korder_destroy(generator);
    }
}

/* ---- Faithful ---- */

static void the_faithful_sequence_runs_on_from_tick_to_tick_and_round(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_faithful(16380));
    uint64_t now_us = TEST_MEGASECOND;
    for (uint32_t i = 0; i < 40000; i++) {
        ida_korder_local local = korder_next(generator, now_us);
        assert_true(local == korder_make(now_us, (16380 + i) % SEQUENCES));
        now_us += i % 3 == 0 ? 1024 : 0;
    }
    assert_true(ida_korder_ready_us(generator) == 0);
    ida_korder_destroy(generator);
}

static void faithful_by_default_begins_at_1_as_erlang_does(void **state)
{
    (void)state;
    ida_korder_options options = ida_korder_options_default();
    options.mode = IDA_KORDER_FAITHFUL;
    ida_korder *generator = korder_new(options);
    assert_int_equal(ida_korder_sequence(korder_next(generator, 0)), 1);
    ida_korder_destroy(generator);
}

static void trap_faithful_goes_back_where_the_sequence_wraps_inside_a_tick(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_faithful(SEQUENCES - 1));
    ida_korder_local first = korder_next(generator, TEST_MEGASECOND);
    ida_korder_local second = korder_next(generator, TEST_MEGASECOND);
    assert_true(second < first);
    ida_korder_destroy(generator);
}

static void trap_faithful_repeats_after_16384_ids_in_a_tick(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_faithful(1));
    ida_korder_local first = korder_next(generator, TEST_MEGASECOND);
    for (uint32_t i = 1; i < SEQUENCES; i++) {
        assert_true(korder_next(generator, TEST_MEGASECOND) != first);
    }
    assert_true(korder_next(generator, TEST_MEGASECOND + 1023) == first);
    ida_korder_destroy(generator);
}

static void trap_faithful_repeats_after_a_restart_in_the_tick(void **state)
{
    (void)state;
    ida_korder_local before = TEST_NO_LOCAL;
    for (int life = 0; life < 2; life++) {
        ida_korder *generator = korder_new(korder_faithful(1));
        ida_korder_local local = korder_next(generator, TEST_MEGASECOND);
        assert_true(life == 0 || local == before);
        before = local;
        ida_korder_destroy(generator);
    }
}

static void trap_faithful_goes_back_with_the_clock(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_faithful(1));
    ida_korder_local first = korder_next(generator, TEST_MEGASECOND + 2048);
    assert_true(korder_next(generator, TEST_MEGASECOND) < first);
    ida_korder_destroy(generator);
}

static void a_lane_of_a_faithful_generator_is_the_generator(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_faithful(7));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    ida_korder_lane other = ida_korder_lane_of(generator);
    assert_true(korder_lane_next(&lane, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 7));
    assert_true(korder_lane_next(&other, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 8));
    assert_true(korder_next(generator, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 9));
    assert_true(korder_lane_next(&lane, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 10));
    assert_true(ida_korder_lane_ready_us(&lane) == 0);
    ida_korder_destroy(generator);
}

static void a_faithful_generator_has_no_high_water_mark(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_faithful(1));
    ida_korder_local mark = TEST_NO_LOCAL;
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_INVALID_ARGUMENT);
    assert_true(mark == TEST_NO_LOCAL);
    ida_korder_destroy(generator);
}

/* ---- Lanes ---- */

static void lanes_take_blocks_of_their_own(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(0, 0));
    ida_korder_lane a = ida_korder_lane_of(generator);
    ida_korder_lane b = ida_korder_lane_of(generator);
    const uint32_t block = IDA_KORDER_LANE_BLOCK;
    assert_true(korder_lane_next(&a, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 0));
    assert_true(korder_lane_next(&b, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, block));
    assert_true(korder_lane_next(&a, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 1));
    assert_true(korder_next(generator, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, 2 * block));
    for (uint32_t i = 2; i < block; i++) {
        assert_true(korder_lane_next(&a, TEST_MEGASECOND) == korder_make(TEST_MEGASECOND, i));
    }
    assert_true(korder_lane_next(&a, TEST_MEGASECOND) ==
                korder_make(TEST_MEGASECOND, 2 * block + 1));
    ida_korder_destroy(generator);
}

static void a_lane_keeps_what_it_could_not_give_yet(void **state)
{
    (void)state;
    /* 100 are left in the tick: the block lies across its end. */
    ida_korder *generator = korder_new(korder_strict(0, korder_make(TEST_MEGASECOND, 16284)));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    ida_korder_local local = TEST_NO_LOCAL;
    for (uint32_t i = 0; i < 100; i++) {
        assert_true(korder_lane_next(&lane, TEST_MEGASECOND) ==
                    korder_make(TEST_MEGASECOND, 16284 + i));
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ida_korder_lane_next(&lane, TEST_MEGASECOND, &local), IDA_TRY_LATER);
        assert_true(ida_korder_lane_ready_us(&lane) == TEST_MEGASECOND + 1024);
    }
    assert_true(local == TEST_NO_LOCAL);
    for (uint32_t i = 0; i < 28; i++) {
        assert_true(korder_lane_next(&lane, TEST_MEGASECOND + 1024) ==
                    korder_make(TEST_MEGASECOND + 1024, i));
    }
    ida_korder_destroy(generator);
}

static void what_the_clock_has_passed_is_dropped_also_when_the_lane_is_refused(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(0, 0));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    ida_korder_local local = TEST_NO_LOCAL;
    (void)korder_lane_next(&lane, TEST_MEGASECOND);
    (void)korder_next(generator, TEST_MEGASECOND + 12 * 1024);
    assert_int_equal(ida_korder_lane_next(&lane, TEST_MEGASECOND + 5 * 1024, &local),
                     IDA_TRY_LATER);
    assert_true(local == TEST_NO_LOCAL);
    assert_true(ida_korder_lane_ready_us(&lane) == TEST_MEGASECOND + 12 * 1024);
    ida_korder_destroy(generator);
}

/* Half of the block is of the next tick; others are far ahead, and then the clock steps back. */
static void
a_block_across_two_ticks_is_dropped_as_a_whole_when_the_clock_has_passed_it(void **state)
{
    (void)state;
    ida_korder_local mark = korder_make(TEST_MEGASECOND, SEQUENCES - IDA_KORDER_LANE_BLOCK / 2);
    ida_korder *generator = korder_new(korder_strict(0, mark));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    assert_true(korder_lane_next(&lane, TEST_MEGASECOND) == mark);
    ida_korder_local ahead = korder_next(generator, TEST_MEGASECOND + 5 * 1024);
    for (uint64_t tick = 3; tick > 0; tick--) {
        ida_korder_local local = TEST_NO_LOCAL;
        assert_int_equal(ida_korder_lane_next(&lane, TEST_MEGASECOND + tick * 1024, &local),
                         IDA_TRY_LATER);
        assert_true(local == TEST_NO_LOCAL);
    }
    assert_true(korder_lane_next(&lane, TEST_MEGASECOND + 5 * 1024) > ahead);
    ida_korder_destroy(generator);
}

static void a_block_that_reaches_into_the_clocks_tick_is_used_from_there(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(1, korder_make(TEST_MEGASECOND, 16300)));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    (void)korder_lane_next(&lane, TEST_MEGASECOND);
    assert_true(korder_lane_next(&lane, TEST_MEGASECOND + 1024) ==
                korder_make(TEST_MEGASECOND + 1024, 0));
    ida_korder_destroy(generator);
}

/* Without a lead it may give what is of the clock's own tick, and nothing else. */
static void a_lane_follows_its_clock_over_both_ends_of_a_tick(void **state)
{
    (void)state;
    static const uint64_t ticks[] = {1, 2, 500, 975, 976};
    for (size_t i = 0; i < COUNT_OF(ticks); i++) {
        uint64_t begin = TEST_MEGASECOND + ticks[i] * 1024;
        uint64_t end = tick_after(begin);
        ida_korder *generator = korder_new(korder_strict(0, 0));
        ida_korder_lane lane = ida_korder_lane_of(generator);
        assert_true(korder_lane_next(&lane, begin) == korder_make(begin, 0));
        assert_true(korder_lane_next(&lane, end - 1) == korder_make(begin, 1));
        ida_korder_local local = TEST_NO_LOCAL;
        assert_int_equal(ida_korder_lane_next(&lane, begin - 1, &local), IDA_TRY_LATER);
        assert_int_equal(ida_korder_lane_next(&lane, begin - 1000, &local), IDA_TRY_LATER);
        assert_true(local == TEST_NO_LOCAL);
        assert_true(korder_lane_next(&lane, begin) == korder_make(begin, 2));
        assert_true(korder_lane_next(&lane, end) == korder_make(end, 0));
        ida_korder_destroy(generator);
    }
}

static void the_mark_is_above_what_lanes_have_left(void **state)
{
    (void)state;
    ida_korder *generator = korder_new(korder_strict(0, 0));
    ida_korder_lane lane = ida_korder_lane_of(generator);
    ida_korder_local mark = TEST_NO_LOCAL;
    (void)korder_lane_next(&lane, TEST_MEGASECOND);
    assert_int_equal(ida_korder_high_water(generator, &mark), IDA_OK);
    for (uint32_t i = 1; i < IDA_KORDER_LANE_BLOCK; i++) {
        assert_true(korder_lane_next(&lane, TEST_MEGASECOND) < mark);
    }
    ida_korder_destroy(generator);
}

static int compare_locals(const void *a, const void *b)
{
    ida_korder_local left;
    ida_korder_local right;
    memcpy(&left, a, sizeof(left));
    memcpy(&right, b, sizeof(right));
    return (left > right) - (left < right);
}

/* Several lanes with clocks of their own, and the generator itself, in any order. */
static void lanes_of_one_generator_never_meet(void **state)
{
    (void)state;
    enum { LANES = 4, IDS = 400000 };
    uint64_t random = 5;
    ida_korder *generator = korder_new(korder_strict(4, 0));
    ida_korder_lane lanes[LANES];
    ida_korder_local last[LANES + 1] = {0};
    uint64_t clocks[LANES + 1];
    ida_korder_local *ids = malloc(IDS * sizeof(*ids));
    assert_non_null(ids);
    for (size_t i = 0; i <= LANES; i++) {
        clocks[i] = TEST_MEGASECOND - 6000;
    }
    for (size_t i = 0; i < LANES; i++) {
        lanes[i] = ida_korder_lane_of(generator);
    }
    size_t count = 0;
    size_t refused = 0;
    while (count < IDS) {
        size_t who = random_below(&random, LANES + 1);
        clocks[who] += random_below(&random, 3) == 0 ? random_below(&random, 60) : 0;
        clocks[who] -= random_below(&random, 100) == 0 ? random_below(&random, 300) : 0;
        for (uint64_t i = random_below(&random, 200); i > 0 && count < IDS; i--) {
            ida_status status = who < LANES
                                    ? ida_korder_lane_next(&lanes[who], clocks[who], &ids[count])
                                    : ida_korder_next(generator, clocks[who], &ids[count]);
            if (status != IDA_OK) {
                assert_int_equal(status, IDA_TRY_LATER);
                refused++;
                break;
            }
            assert_true(ids[count] > last[who]);
            assert_true(ida_korder_is_valid(ids[count]));
            assert_true(ida_korder_time_us(ids[count]) + 1024 > clocks[who]);
            assert_true(ida_korder_time_us(ids[count]) <= clocks[who] + 4 * 1024);
            last[who] = ids[count];
            count++;
        }
    }
    qsort(ids, IDS, sizeof(*ids), compare_locals);
    for (size_t i = 1; i < IDS; i++) {
        assert_true(ids[i - 1] < ids[i]);
    }
    assert_true(refused > 100);
    free(ids);
    ida_korder_destroy(generator);
}

/* ---- The object ---- */

static void the_usual_options_are_strict_with_a_second_of_lead(void **state)
{
    (void)state;
    ida_korder_options options = ida_korder_options_default();
    assert_int_equal(options.mode, IDA_KORDER_STRICT);
    assert_int_equal(options.lead_ticks, 977);
    assert_int_equal(options.high_water, 0);
    assert_int_equal(options.first_sequence, 1);
}

static void arguments_outside_their_limits_are_refused(void **state)
{
    (void)state;
    test_allocator counting;
    test_allocator_init(&counting);
    ida_allocator allocator = test_allocator_interface(&counting);
    ida_korder *generator = NULL;
    for (int i = 0; i < 6; i++) {
        ida_korder_config config = korder_config(1, 8);
        ida_korder_options options = ida_korder_options_default();
        switch (i) {
        case 0:
            config.drift = 4;
            break;
        case 1:
            config.drift = 11;
            break;
        case 2:
            options.mode = (ida_korder_mode)2;
            break;
        case 3:
            options.high_water = UINT64_C(977) << 14;
            break;
        case 4:
            options.high_water = UINT64_C(1000000) << 24;
            break;
        default:
            options.first_sequence = SEQUENCES;
            break;
        }
        assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator),
                         IDA_INVALID_ARGUMENT);
        assert_null(generator);
    }
    assert_int_equal(counting.requests, 0);
}

static void every_drift_within_the_limits_makes_a_generator(void **state)
{
    (void)state;
    ida_allocator allocator = ida_allocator_standard();
    ida_korder_options options = ida_korder_options_default();
    for (uint32_t drift = IDA_KORDER_DRIFT_MIN; drift <= IDA_KORDER_DRIFT_MAX; drift++) {
        ida_korder_config config = korder_config(UINT32_MAX, drift);
        ida_korder *generator = NULL;
        assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_OK);
        assert_int_equal(ida_korder_get_config(generator).drift, drift);
        assert_true(ida_korder_get_config(generator).node == UINT32_MAX);
        ida_korder_destroy(generator);
    }
}

static void without_memory_nothing_is_made(void **state)
{
    (void)state;
    test_allocator counting;
    test_allocator_init(&counting);
    ida_allocator allocator = test_allocator_interface(&counting);
    ida_korder_config config = korder_config(1, 8);
    ida_korder_options options = ida_korder_options_default();
    ida_korder *generator = NULL;
    test_allocator_fail_nth(&counting, 1);
    assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_NO_MEMORY);
    assert_null(generator);
    test_allocator_fail_nth(&counting, 0);
    assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_OK);
    ida_korder_destroy(generator);
    ida_korder_destroy(NULL);
    test_allocator_assert_clean(&counting);
}

static void global_ids_have_the_generators_node_and_drift(void **state)
{
    (void)state;
    ida_allocator allocator = ida_allocator_standard();
    ida_korder_config config = korder_config(0x01020304, 6);
    ida_korder_options options = korder_strict(0, 0);
    ida_korder *generator = NULL;
    ida_korder_global global = {{7}};
    assert_int_equal(ida_korder_create(&allocator, &config, &options, &generator), IDA_OK);
    ida_korder_config read = ida_korder_get_config(generator);
    assert_true(read.node == config.node && read.drift == config.drift);
    for (uint32_t i = 0; i < SEQUENCES; i++) {
        ida_korder_global expected = korder_global(config, korder_make(TEST_MEGASECOND, i));
        assert_int_equal(ida_korder_next_global(generator, TEST_MEGASECOND, &global), IDA_OK);
        assert_memory_equal(global.bytes, expected.bytes, sizeof(expected.bytes));
    }
    memset(&global, 7, sizeof(global));
    assert_int_equal(ida_korder_next_global(generator, TEST_MEGASECOND, &global), IDA_TRY_LATER);
    assert_int_equal(ida_korder_next_global(generator, UINT64_MAX, &global), IDA_EXHAUSTED);
    assert_int_equal(global.bytes[0], 7);
    ida_korder_destroy(generator);
}

/* This file is compiled twice: see korder_tests.cmake. */
static void it_is_thread_safe_where_there_are_atomics(void **state)
{
    (void)state;
#ifdef __STDC_NO_ATOMICS__
    assert_false(ida_korder_is_thread_safe());
#else
    assert_true(ida_korder_is_thread_safe());
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strict_does_what_the_model_does),
        cmocka_unit_test(one_lane_does_what_the_generator_does),
        cmocka_unit_test(each_tick_begins_with_sequence_0),
        cmocka_unit_test(without_lead_the_16385th_id_of_a_tick_has_to_wait),
        cmocka_unit_test(a_full_sequence_borrows_from_the_next_ticks_up_to_the_lead),
        cmocka_unit_test(the_tick_after_976_is_the_first_of_the_next_second),
        cmocka_unit_test(ready_is_the_first_time_that_is_not_refused),
        cmocka_unit_test(a_clock_that_steps_back_changes_neither_order_nor_uniqueness),
        cmocka_unit_test(the_lead_bound_holds_for_every_id),
        cmocka_unit_test(a_restart_with_the_high_water_mark_repeats_nothing),
        cmocka_unit_test(the_mark_of_a_full_tick_is_the_next_tick),
        cmocka_unit_test(a_mark_that_is_stored_ahead_makes_wait_as_long_as_the_header_says),
        cmocka_unit_test(marks_that_are_stored_ahead_survive_crashes),
        cmocka_unit_test(the_last_id_of_all_is_followed_by_exhausted),
        cmocka_unit_test(a_block_that_reaches_past_the_last_id_is_given_up_to_it),
        cmocka_unit_test(a_clock_past_the_last_time_is_refused),
        cmocka_unit_test(the_faithful_sequence_runs_on_from_tick_to_tick_and_round),
        cmocka_unit_test(faithful_by_default_begins_at_1_as_erlang_does),
        cmocka_unit_test(trap_faithful_goes_back_where_the_sequence_wraps_inside_a_tick),
        cmocka_unit_test(trap_faithful_repeats_after_16384_ids_in_a_tick),
        cmocka_unit_test(trap_faithful_repeats_after_a_restart_in_the_tick),
        cmocka_unit_test(trap_faithful_goes_back_with_the_clock),
        cmocka_unit_test(a_lane_of_a_faithful_generator_is_the_generator),
        cmocka_unit_test(a_faithful_generator_has_no_high_water_mark),
        cmocka_unit_test(lanes_take_blocks_of_their_own),
        cmocka_unit_test(a_lane_keeps_what_it_could_not_give_yet),
        cmocka_unit_test(what_the_clock_has_passed_is_dropped_also_when_the_lane_is_refused),
        cmocka_unit_test(
            a_block_across_two_ticks_is_dropped_as_a_whole_when_the_clock_has_passed_it),
        cmocka_unit_test(a_block_that_reaches_into_the_clocks_tick_is_used_from_there),
        cmocka_unit_test(a_lane_follows_its_clock_over_both_ends_of_a_tick),
        cmocka_unit_test(the_mark_is_above_what_lanes_have_left),
        cmocka_unit_test(lanes_of_one_generator_never_meet),
        cmocka_unit_test(the_usual_options_are_strict_with_a_second_of_lead),
        cmocka_unit_test(arguments_outside_their_limits_are_refused),
        cmocka_unit_test(every_drift_within_the_limits_makes_a_generator),
        cmocka_unit_test(without_memory_nothing_is_made),
        cmocka_unit_test(global_ids_have_the_generators_node_and_drift),
        cmocka_unit_test(it_is_thread_safe_where_there_are_atomics),
    };
    return RUN_TESTS(tests);
}
