/*
 * How far from sorted a list is, and how far it may be: events with the true time they happened at
 * and the key they got, in the order of time.
 *
 * Its radius is the largest j - i with i < j and the key of i above that of j; 0 if it is sorted.
 * Where events that are a time or more apart must have keys in order, the radius is at most the
 * largest number of events that follow one within less than that time.
 */
#ifndef SIM_DISORDER_H
#define SIM_DISORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sim_keyed {
    uint64_t at;
    uint64_t high; /* the key: first this, */
    uint64_t low;  /* then this */
} sim_keyed;

typedef struct sim_disorder {
    sim_keyed *events;
    size_t count;
    size_t capacity;
} sim_disorder;

/* Adds an event that is not before the last one. False without memory. */
bool sim_disorder_add(sim_disorder *disorder, sim_keyed event);
void sim_disorder_free(sim_disorder *disorder);
/* The radius; false without memory. O(n). */
bool sim_disorder_radius(const sim_disorder *disorder, size_t *radius);
/* How many events follow one within less than a time, at most. O(n). */
size_t sim_disorder_within(const sim_disorder *disorder, uint64_t time);

#endif
