/* Inaccurate clocks. */
#include "clock.h"

#include <assert.h>

#define MILLION INT64_C(1000000)
#define SECOND  UINT64_C(1000000)

void sim_clock_init(sim_clock *clock, uint64_t reading)
{
    *clock = (sim_clock){.reading = reading < SIM_CLOCK_MAX ? reading : SIM_CLOCK_MAX};
}

static void forward(sim_clock *clock, uint64_t amount)
{
    assert(clock->reading <= SIM_CLOCK_MAX);
    uint64_t room = SIM_CLOCK_MAX - clock->reading;
    clock->reading += amount < room ? amount : room;
}

static void backward(sim_clock *clock, uint64_t amount)
{
    clock->reading -= amount < clock->reading ? amount : clock->reading;
}

/* The drift over a time, in whole microseconds; the rest is kept for later. */
static int64_t drifted(sim_clock *clock, uint64_t elapsed)
{
    assert(clock->drift >= -SIM_DRIFT_MAX);
    assert(clock->drift <= SIM_DRIFT_MAX);
    assert(clock->remainder > -MILLION);
    assert(clock->remainder < MILLION);
    /* In two parts, so that no product exceeds 63 bits. */
    int64_t whole = (int64_t)(elapsed / (uint64_t)MILLION) * clock->drift;
    int64_t part = (int64_t)(elapsed % (uint64_t)MILLION) * clock->drift + clock->remainder;
    clock->remainder = part % MILLION;
    return whole + part / MILLION;
}

/* The part of a smeared leap second that is lost over a time. */
static uint64_t smeared(sim_clock *clock, uint64_t elapsed)
{
    assert(clock->smeared < SIM_SMEAR_TIME);
    if (clock->smear == 0) {
        return 0;
    }
    uint64_t bounded = elapsed < SIM_SMEAR_TIME ? elapsed : SIM_SMEAR_TIME;
    clock->smeared += bounded * SECOND;
    uint64_t lost = clock->smeared / SIM_SMEAR_TIME;
    clock->smeared %= SIM_SMEAR_TIME;
    lost = lost < clock->smear ? lost : clock->smear;
    clock->smear -= lost;
    return lost;
}

void sim_clock_pass(sim_clock *clock, uint64_t elapsed)
{
    if (clock->frozen) {
        return;
    }
    elapsed = elapsed < SIM_CLOCK_MAX ? elapsed : SIM_CLOCK_MAX;
    const uint64_t before = clock->reading;
    int64_t gained = drifted(clock, elapsed);
    uint64_t lost = smeared(clock, elapsed);
    forward(clock, elapsed);
    if (gained < 0) {
        backward(clock, (uint64_t)-gained);
    } else {
        forward(clock, (uint64_t)gained);
    }
    backward(clock, lost);
    /* Drift and smear may each round down by one. At the end of time a clock cannot go forward. */
    assert(clock->reading + 1 >= before || before > SIM_CLOCK_MAX - elapsed);
    (void)before;
}

void sim_clock_step(sim_clock *clock, bool back, uint64_t amount)
{
    if (back) {
        backward(clock, amount);
    } else {
        forward(clock, amount);
    }
}

void sim_clock_set_drift(sim_clock *clock, int32_t drift)
{
    clock->drift = drift % (SIM_DRIFT_MAX + 1);
}

void sim_clock_leap(sim_clock *clock, bool smear)
{
    if (smear) {
        clock->smear += SECOND;
    } else {
        backward(clock, SECOND);
    }
}

uint64_t sim_clock_amount(uint32_t amount, uint32_t unit)
{
    static const uint64_t units[] = {1, 1000, SECOND};
    return amount * units[unit % (sizeof units / sizeof units[0])];
}

uint64_t sim_clock_error(const sim_clock *clock, uint64_t now)
{
    return clock->reading > now ? clock->reading - now : now - clock->reading;
}
