/*
 * The clocks of nodes, for the schemes whose IDs hold a time: true time, which only ops let pass,
 * and for each node a clock that is off by something, drifts, stops, is set, and meets leap
 * seconds.
 *
 * Everything is in microseconds since 1970 and integers only. No reading is below 0 or above
 * SIM_CLOCK_MAX.
 */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* About the year 35,000; sums of two fit into 63 bits. */
#define SIM_CLOCK_MAX (UINT64_C(1) << 60)
/* A clock gains or loses at most so much of a million. */
#define SIM_DRIFT_MAX 200000
/* A smeared leap second is spread over so much time: 1000 s, so that a world sees its end. */
#define SIM_SMEAR_TIME UINT64_C(1000000000)

typedef struct sim_clock {
    uint64_t reading;
    int32_t drift;     /* parts per million that it gains; negative: that it loses */
    int64_t remainder; /* of the drift, in parts per million of a microsecond */
    uint64_t smear;    /* how much of a leap second is still to be lost */
    uint64_t smeared;  /* parts of a microsecond of it, less than SIM_SMEAR_TIME */
    bool frozen;
} sim_clock;

void sim_clock_init(sim_clock *clock, uint64_t reading);
/* True time passes; a frozen clock does not move, and what it misses it has lost for good. */
void sim_clock_pass(sim_clock *clock, uint64_t elapsed);
/* Somebody sets the clock, frozen or not. */
void sim_clock_step(sim_clock *clock, bool back, uint64_t amount);
/* Wraps to -SIM_DRIFT_MAX to SIM_DRIFT_MAX. */
void sim_clock_set_drift(sim_clock *clock, int32_t drift);
/* A leap second: the clock shows its last second again, or is smeared over SIM_SMEAR_TIME. */
void sim_clock_leap(sim_clock *clock, bool smear);

/* What an amount and its unit, as ops have them, come to: 0 us, 1 ms, 2 s; other units wrap. */
uint64_t sim_clock_amount(uint32_t amount, uint32_t unit);
/* How far a clock is off true time, whichever way. */
uint64_t sim_clock_error(const sim_clock *clock, uint64_t now);

#endif
