/*
 * Random clocks against a model of the generator that says in plain words what each policy allows,
 * on layouts so small that every limit is met: thousands of short lives, each call compared.
 */
#include <idalloc/snowflake.h>

#include "support_cmocka.h"
#include "support_random.h"

#define WORLDS 4000u
#define CALLS  120u

/* Nothing the model computes with leaves this. */
#define FAR 4000

static int64_t random_in(int64_t low, int64_t high)
{
    return low + (int64_t)below((uint64_t)(high - low) + 1);
}

/* The model: everything is a signed number, and ticks before the epoch are below zero. */
typedef struct model {
    int64_t epoch, unit, sequences, ticks;
    bool refuses, waits;
    int64_t lead;
    int64_t first_tick, lease_end;
    bool any;
    int64_t last_tick, last_sequence;
    int64_t highest_clock_tick; /* of the readings that gave an ID; -1 for all before the epoch */
} model;

typedef struct answer {
    ida_status status;
    int64_t tick, sequence;
} answer;

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return quotient * b > a ? quotient - 1 : quotient;
}

static int64_t clock_tick(const model *m, int64_t now)
{
    return floor_div(now - m->epoch, m->unit);
}

/* Whether an ID of that tick is at most the lead ahead of the clock. */
static bool within_lead(const model *m, int64_t tick, int64_t now)
{
    return m->epoch + tick * m->unit - now <= m->lead;
}

/* start is where the sequence of a tick begins of which nothing is used. */
static answer ask(const model *m, int64_t now, int64_t start)
{
    answer a = {IDA_OK, m->first_tick, start};
    bool full = false;
    if (m->any) {
        full = m->last_sequence + 1 == m->sequences;
        a.tick = full ? m->last_tick + 1 : m->last_tick;
        a.sequence = full ? start : m->last_sequence + 1;
    }
    int64_t clock = clock_tick(m, now);
    int64_t needed = a.tick;
    if (clock > a.tick) {
        a.tick = clock;
        a.sequence = start;
    }
    if (a.tick >= m->ticks || m->epoch + (a.tick + 1) * m->unit > m->lease_end) {
        bool layout_ends_first = m->epoch + m->ticks * m->unit <= m->lease_end;
        a.status = layout_ends_first ? IDA_EXHAUSTED : IDA_LEASE_EXPIRED;
        return a;
    }
    if (clock >= needed) {
        return a;
    }
    if (m->refuses && m->waits) {
        a.status = full && clock >= m->last_tick ? IDA_TRY_LATER : IDA_CLOCK_BEHIND;
    } else if (m->refuses) {
        int64_t seen = clock < 0 ? -1 : clock;
        if (m->any && seen < m->highest_clock_tick) {
            a.status = IDA_CLOCK_BEHIND;
        } else if (!within_lead(m, a.tick, now)) {
            a.status = m->any ? IDA_TRY_LATER : IDA_CLOCK_BEHIND;
        }
    } else if (full && (m->waits || !within_lead(m, a.tick, now))) {
        a.status = within_lead(m, m->last_tick, now) ? IDA_TRY_LATER : IDA_CLOCK_BEHIND;
    } else if (!within_lead(m, a.tick, now)) {
        a.status = IDA_CLOCK_BEHIND;
    }
    return a;
}

static void accept(model *m, const answer *a, int64_t now)
{
    int64_t seen = clock_tick(m, now) < 0 ? -1 : clock_tick(m, now);
    if (!m->any || seen > m->highest_clock_tick) {
        m->highest_clock_tick = seen;
    }
    m->any = true;
    m->last_tick = a->tick;
    m->last_sequence = a->sequence;
}

/* The earliest reading that would do, by trying them all. */
static int64_t earliest(const model *m)
{
    for (int64_t now = -FAR; now < FAR; now++) {
        if (ask(m, now, 0).status == IDA_OK) {
            return now;
        }
    }
    fail_msg("no clock reading would do");
    return 0;
}

static ida_snowflake_config random_config(void)
{
    ida_snowflake_config config = {
        .layout = {.epoch_us = random_in(-50, 50),
                   .unit_us = 1 + below(7),
                   .time_bits = (uint8_t)(4 + below(3)),
                   .sequence_bits = (uint8_t)below(3),
                   .coordinator_bits = (uint8_t)below(4),
                   .order = (ida_snowflake_order)below(3)},
        .policy = {(ida_snowflake_behind)below(2), (ida_snowflake_full)below(2), below(25)},
        .lease_start_us = INT64_MIN,
        .lease_end_us = INT64_MAX,
        .high_water_us = INT64_MIN};
    config.coordinator = below(UINT64_C(1) << config.layout.coordinator_bits);
    if (below(2) == 0) {
        config.lease_start_us = random_in(-60, 120);
        config.lease_end_us = config.lease_start_us + random_in(0, 300);
    }
    if (below(3) == 0) {
        config.high_water_us = random_in(-60, 200);
    }
    return config;
}

static int64_t first_tick_of(const ida_snowflake_config *config)
{
    int64_t tick = 0;
    while (tick < INT64_C(1) << config->layout.time_bits) {
        int64_t start = config->layout.epoch_us + tick * (int64_t)config->layout.unit_us;
        if (start >= config->lease_start_us && start >= config->high_water_us) {
            break;
        }
        tick++;
    }
    return tick;
}

static model model_of(const ida_snowflake_config *config)
{
    model m = {.epoch = config->layout.epoch_us,
               .unit = (int64_t)config->layout.unit_us,
               .sequences = INT64_C(1) << config->layout.sequence_bits,
               .ticks = INT64_C(1) << config->layout.time_bits,
               .refuses = config->policy.behind == IDA_SNOWFLAKE_REFUSE,
               .waits = config->policy.full == IDA_SNOWFLAKE_WAIT,
               .lead = (int64_t)config->policy.lead_us_max,
               .first_tick = first_tick_of(config),
               .lease_end = config->lease_end_us};
    return m;
}

/* A clock that runs, stands still, steps back and jumps. */
static int64_t move_clock(int64_t now)
{
    switch (below(8)) {
    case 0:
        return now - (int64_t)below(30);
    case 1:
        return now + (int64_t)below(40);
    case 2:
        return random_in(-80, 500);
    case 3:
    case 4:
        return now + (int64_t)below(4);
    default:
        return now;
    }
}

/* How often each thing happened, so that a test that tests nothing is seen. */
typedef struct tally {
    unsigned ids, behind, later, expired, exhausted, renewals, restarts, started;
} tally;

static void count(tally *t, ida_status status)
{
    t->ids += status == IDA_OK;
    t->behind += status == IDA_CLOCK_BEHIND;
    t->later += status == IDA_TRY_LATER;
    t->expired += status == IDA_LEASE_EXPIRED;
    t->exhausted += status == IDA_EXHAUSTED;
}

static void compare(const ida_snowflake_config *config, model *m, ida_status status, uint64_t id,
                    int64_t now, int64_t start, int64_t try_at)
{
    answer expected = ask(m, now, start);
    assert_int_equal(status, expected.status);
    if (status == IDA_OK) {
        ida_snowflake_parts parts;
        assert_int_equal(ida_snowflake_decompose(&config->layout, id, &parts), IDA_OK);
        assert_int_equal(parts.time_us, m->epoch + expected.tick * m->unit);
        assert_int_equal(parts.sequence, expected.sequence);
        assert_int_equal(parts.coordinator, config->coordinator);
        accept(m, &expected, now);
    } else if (status == IDA_CLOCK_BEHIND || status == IDA_TRY_LATER) {
        assert_int_equal(try_at, earliest(m));
    }
}

static void assert_high_water(const ida_snowflake *generator, const model *m)
{
    int64_t tick = m->first_tick;
    if (m->any) {
        tick = m->last_tick + 1;
    }
    assert_int_equal(ida_snowflake_high_water(generator), m->epoch + tick * m->unit);
}

/* 0 half of the time, and else anything below half of a tick. */
static int64_t random_start(const ida_snowflake_config *config)
{
    uint64_t half = (UINT64_C(1) << config->layout.sequence_bits) / 2;
    return half > 1 && below(2) == 0 ? (int64_t)below(half) : 0;
}

/* Any of the ways to the next ID: a lane that takes one at a time is as good as the generator. */
static ida_status any_next(ida_snowflake *generator, ida_snowflake_lane *lane, int64_t now,
                           int64_t start, uint64_t *id, int64_t *try_at)
{
    bool is_plain = start == 0 && below(2) == 0;
    if (below(2) == 0) {
        return is_plain ? ida_snowflake_next(generator, now, id, try_at)
                        : ida_snowflake_next_from(generator, now, (uint64_t)start, id, try_at);
    }
    return is_plain ? ida_snowflake_lane_next(lane, now, id, try_at)
                    : ida_snowflake_lane_next_from(lane, now, (uint64_t)start, id, try_at);
}

static void live(tally *t)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_snowflake_config config = random_config();
    model m = model_of(&config);
    ida_snowflake *generator = NULL;
    assert_int_equal(ida_snowflake_create(&allocator, &config, &generator), IDA_OK);
    ida_snowflake_lane lane = ida_snowflake_lane_of(generator, 0);
    int64_t now = random_in(-60, 100);
    for (unsigned i = 0; i < CALLS; i++) {
        now = move_clock(now);
        uint64_t id = 0;
        int64_t try_at = 0;
        int64_t start = random_start(&config);
        ida_status status = any_next(generator, &lane, now, start, &id, &try_at);
        compare(&config, &m, status, id, now, start, try_at);
        t->started += status == IDA_OK && start != 0 && m.last_sequence == start;
        assert_high_water(generator, &m);
        count(t, status);
        if (below(40) == 0 && config.lease_end_us != INT64_MAX) {
            m.lease_end += (int64_t)below(100);
            assert_int_equal(ida_snowflake_renew(generator, m.lease_end), IDA_OK);
            t->renewals++;
        }
        if (below(60) == 0) {
            config.high_water_us = ida_snowflake_high_water(generator);
            config.lease_end_us = m.lease_end;
            ida_snowflake_destroy(generator);
            assert_int_equal(ida_snowflake_create(&allocator, &config, &generator), IDA_OK);
            lane = ida_snowflake_lane_of(generator, 1);
            m = model_of(&config);
            t->restarts++;
        }
    }
    ida_snowflake_destroy(generator);
}

TEST(every_answer_is_the_models)
{
    tally t = {0};
    for (unsigned world = 0; world < WORLDS; world++) {
        name_case("world %u", world);
        random_begin(world);
        live(&t);
    }
    assert_true(t.ids > 10000 && t.behind > 1000 && t.later > 1000 && t.expired > 1000 &&
                t.exhausted > 1000 && t.renewals > 1000 && t.restarts > 1000 && t.started > 1000);
}

#define LANES     3
#define SEEN_BITS 16

/*
 * Lanes of any block, and the generator beside them: no ID twice, each lane's IDs grow, and each
 * ID is in the lease and at most the lead ahead of the clock it was made with.
 */
TEST(lanes_share_no_id)
{
    static uint8_t seen[1u << SEEN_BITS];
    ida_allocator allocator = ida_allocator_standard();
    unsigned ids = 0;
    for (unsigned world = 0; world < WORLDS; world++) {
        name_case("world %u", world);
        random_begin(world);
        ida_snowflake_config config = random_config();
        memset(seen, 0, sizeof seen);
        ida_snowflake *generator = NULL;
        assert_int_equal(ida_snowflake_create(&allocator, &config, &generator), IDA_OK);
        ida_snowflake_lane lanes[LANES];
        uint64_t last[LANES + 1] = {0};
        bool any[LANES + 1] = {false};
        for (size_t i = 0; i < LANES; i++) {
            lanes[i] = ida_snowflake_lane_of(generator, (uint32_t)below(6));
        }
        int64_t now = random_in(-60, 100);
        for (unsigned i = 0; i < CALLS; i++) {
            now = move_clock(now);
            size_t who = below(LANES + 1);
            uint64_t id = 0;
            uint64_t start = (uint64_t)random_start(&config);
            ida_status status =
                who < LANES ? ida_snowflake_lane_next_from(&lanes[who], now, start, &id, NULL)
                            : ida_snowflake_next_from(generator, now, start, &id, NULL);
            if (status != IDA_OK) {
                continue;
            }
            ids++;
            assert_true(id < sizeof seen);
            assert_int_equal(seen[id], 0);
            seen[id] = 1;
            assert_true(!any[who] || id > last[who]);
            any[who] = true;
            last[who] = id;
            ida_snowflake_parts parts;
            assert_int_equal(ida_snowflake_decompose(&config.layout, id, &parts), IDA_OK);
            bool no_lead = config.policy.behind == IDA_SNOWFLAKE_REFUSE &&
                           config.policy.full == IDA_SNOWFLAKE_WAIT;
            assert_true(parts.time_us - now <= (no_lead ? 0 : (int64_t)config.policy.lead_us_max));
            assert_true(parts.time_us >= config.lease_start_us);
            assert_true(parts.time_us >= config.high_water_us);
            assert_true(parts.time_us <= config.lease_end_us - (int64_t)config.layout.unit_us);
            assert_true(parts.time_us < ida_snowflake_high_water(generator));
        }
        ida_snowflake_destroy(generator);
    }
    assert_true(ids > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_the_models),
        cmocka_unit_test(lanes_share_no_id),
    };
    return RUN_TESTS(tests);
}
