/*
 * Strict k-order generators and lanes under clocks that stand, step and jump, against a model that
 * walks from tick to tick.
 */
#include "support_cmocka.h"
#include "support_korder.h"
#include "support_random.h"

typedef struct model {
    uint64_t tick_us; /* the begin of the tick */
    uint32_t sequence;
    uint32_t lead_ticks;
} model;

static uint64_t tick_begin(uint64_t us)
{
    return us - us % 1000000 % 1024;
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
        tick_us = korder_tick_after(tick_us);
    }
    if (tick_us < m->tick_us) {
        return IDA_TRY_LATER;
    }
    *local = korder_make(m->tick_us, m->sequence);
    m->sequence++;
    if (m->sequence == SEQUENCES) {
        m->tick_us = korder_tick_after(m->tick_us);
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

TEST(strict_does_what_the_model_does)
{
    uint64_t random = 1;
    met seen = {0};
    for (int world = 0; world < 60; world++) {
        name_case("world %d", world);
        uint32_t lead = random_lead(&random);
        uint64_t now_us = NOW - 2000000;
        model m = {.lead_ticks = lead};
        ida_korder *generator = korder_new(korder_strict(lead, 0));
        for (int step = 0; step < 40; step++) {
            now_us = random_clock(&random, now_us);
            for (uint32_t i = korder_random_burst(&random); i > 0; i--) {
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

TEST(one_lane_does_what_the_generator_does)
{
    uint64_t random = 2;
    met seen = {0};
    for (int world = 0; world < 60; world++) {
        name_case("world %d", world);
        uint32_t lead = random_lead(&random);
        uint64_t now_us = NOW - 2000000;
        /* Blocks that do not begin where ticks do lie across the ends of ticks. */
        ida_korder_local mark = korder_make(now_us, (uint32_t)random_below(&random, SEQUENCES));
        ida_korder *generator = korder_new(korder_strict(lead, mark));
        ida_korder *other = korder_new(korder_strict(lead, mark));
        ida_korder_lane lane = ida_korder_lane_of(other);
        for (int step = 0; step < 40; step++) {
            now_us = random_clock(&random, now_us);
            for (uint32_t i = korder_random_burst(&random); i > 0; i--) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strict_does_what_the_model_does),
        cmocka_unit_test(one_lane_does_what_the_generator_does),
    };
    return RUN_TESTS(tests);
}
