/*
 * What the config of a world of time-ordered IDs says.
 *
 * nodes      machines, each with a clock of its own, and a process while it is up
 * instances  generators of each process
 * moment     when true time begins: 0 and 1 at start, 2 before the first time that IDs have, 3 at
 *            it, 4 before the last one, 5 before 2038, 6 before 2106, where 31 and 32 bits of
 *            seconds end, 7 in 1970
 * start      in seconds since 1970
 * seed       of the random sources
 */
#ifndef SIM_TIMEORDERED_SETTING_H
#define SIM_TIMEORDERED_SETTING_H

#include <stdbool.h>
#include <stdint.h>

#include "subject.h"
#include "tape/tape.h"

enum {
    SIM_TIME_BEGINS_AT_START,
    SIM_TIME_BEGINS_AT_START_TOO,
    SIM_TIME_BEGINS_BEFORE_FIRST,
    SIM_TIME_BEGINS_AT_FIRST,
    SIM_TIME_BEGINS_BEFORE_LAST,
    SIM_TIME_BEGINS_BEFORE_2038,
    SIM_TIME_BEGINS_BEFORE_2106,
    SIM_TIME_BEGINS_IN_1970
};

typedef struct sim_timeordered_setting {
    unsigned nodes;
    unsigned instances;
    uint64_t start_us;
    uint64_t seed;
    uint32_t profile_count;
    idsim_time_profile profiles[IDSIM_TIME_SETTINGS_MAX];
} sim_timeordered_setting;

/* config is wrapped. */
sim_timeordered_setting sim_timeordered_setting_for(const sim_config *config,
                                                    const sim_timeordered_subject *subject);

/* What is wrong with a profile, in words; NULL: nothing. Only a right one may be played. */
const char *sim_time_profile_fault(const idsim_time_profile *profile);

/* The first time that no ID has, in microseconds; INT64_MAX: there is none, or it is beyond. */
int64_t sim_time_end(const idsim_time_profile *profile);

#endif
