/*
 * The clocks of nodes, for schemes whose IDs contain a time. True time passes only by ops. Each
 * node's clock has an offset, drifts, stops, is set and shows leap seconds.
 *
 * All times are integers, in microseconds since 1970. Readings are from 0 to SIM_CLOCK_MAX.
 */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* About the year 35,000; sums of two fit into 63 bits. */
#define SIM_CLOCK_MAX (UINT64_C(1) << 60)
/* A clock gains or loses at most this many parts per million. */
#define SIM_DRIFT_MAX 200000
/*
 * A smeared leap second is spread over this time: 1000 s, short enough for a world to see its end.
 */
#define SIM_SMEAR_TIME UINT64_C(1000000000)

typedef struct sim_clock {
    uint64_t reading;
    int32_t drift;     /* parts per million that it gains; negative: loses */
    int64_t remainder; /* the drift's fraction of a microsecond, in millionths */
    uint64_t smear;    /* the part of a leap second still to be smeared */
    uint64_t smeared;  /* its fraction of a microsecond, in units of 1 / SIM_SMEAR_TIME */
    bool frozen;
} sim_clock;

void sim_clock_init(sim_clock *clock, uint64_t reading);
/* True time passes. A frozen clock does not move, and never catches up. */
void sim_clock_pass(sim_clock *clock, uint64_t elapsed);
/* The clock is set, frozen or not. */
void sim_clock_step(sim_clock *clock, bool back, uint64_t amount);
/* Wraps to -SIM_DRIFT_MAX to SIM_DRIFT_MAX. */
void sim_clock_set_drift(sim_clock *clock, int32_t drift);
/* A leap second: the clock shows its last second again, or is smeared over SIM_SMEAR_TIME. */
void sim_clock_leap(sim_clock *clock, bool smear);

/* An amount in an op's unit, in microseconds: 0 us, 1 ms, 2 s; other units wrap. */
uint64_t sim_clock_amount(uint32_t amount, uint32_t unit);
/* The clock's distance from true time, in either direction. */
uint64_t sim_clock_error(const sim_clock *clock, uint64_t now);

#endif
