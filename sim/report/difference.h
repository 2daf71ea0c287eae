/* Where two recorded worlds first differ. */
#ifndef SIM_REPORT_DIFFERENCE_H
#define SIM_REPORT_DIFFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "recording.h"

/* The first events that are not the same; one of them may be beyond its world's last event. */
typedef struct sim_difference {
    bool found;
    uint64_t event[2];
} sim_difference;

/*
 * Compares the kinds and fields of events in their order, except those of an op that only the first
 * world has; SIM_NEVER: there is none. False without memory.
 */
bool sim_difference_find(const sim_recording *a, const sim_recording *b, uint64_t only_in_a,
                         sim_difference *difference);

#endif
