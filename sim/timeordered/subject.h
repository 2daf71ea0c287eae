/* The subject of worlds of time-ordered IDs: a reference (reference/), or an allocator of others.
 */
#ifndef SIM_TIMEORDERED_SUBJECT_H
#define SIM_TIMEORDERED_SUBJECT_H

#include <idsim/subject.h>

typedef idsim_timeordered sim_timeordered_subject;

/*
 * The core has no such allocator. What is played in its place: UUIDs of version 7 as RFC 9562 has
 * them, with a counter of 12 bits that begins at random. Setting 0 borrows from the next tick when
 * the counter is at its end, setting 1 waits.
 */
extern const sim_timeordered_subject sim_timeordered_core;

#endif
