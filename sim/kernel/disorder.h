/*
 * How far a list of IDs is from sorted, and a bound for it. Exact integers.
 *
 * The list is in the order of true time. IDs made at one instant have no order, so they may be
 * listed in the order of the IDs (sim_keyed_arrange).
 *
 * The radius is the largest j - i with i < j and the ID at i above the ID at j; 0 if the list is
 * sorted. If IDs made a given time or more apart must be in order, the radius is at most the
 * largest number of IDs made after one within less than that time.
 */
#ifndef SIM_DISORDER_H
#define SIM_DISORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An ID of the list: high is above low. */
typedef struct sim_keyed {
    uint64_t at; /* true time */
    uint64_t high;
    uint64_t low;
    uint32_t index; /* the caller's own data, to tell entries apart */
} sim_keyed;

/* Whether a's ID is below b's. */
bool sim_keyed_below(const sim_keyed *a, const sim_keyed *b);
/* Sorts a list with ascending times into the order above. */
void sim_keyed_arrange(sim_keyed *list, size_t count);
/* The radius as above. scratch has room for count entries. O(count). */
size_t sim_keyed_radius(const sim_keyed *list, size_t count, sim_keyed *scratch);
/*
 * The largest distance of an ID from its place in the sorted list. scratch has room for count
 * entries, and holds the sorted list afterwards. O(count * log(count)).
 */
size_t sim_keyed_displacement(const sim_keyed *list, size_t count, sim_keyed *scratch);
/* The most IDs made after one, at its instant or less than time later, not counting itself. */
size_t sim_keyed_within(const sim_keyed *list, size_t count, uint64_t time);
/*
 * Looks for an ID that is not above one made time or more before it. False if there is none;
 * otherwise *later is its place and *earlier the place of one of those. O(count).
 */
bool sim_keyed_find_early(const sim_keyed *list, size_t count, uint64_t time, size_t *earlier,
                          size_t *later);

/* A list that grows. */
typedef struct sim_disorder {
    sim_keyed *events;
    size_t count;
    size_t capacity;
} sim_disorder;

/* Adds an event, not earlier than the last one. False without memory. */
bool sim_disorder_add(sim_disorder *disorder, sim_keyed event);
void sim_disorder_free(sim_disorder *disorder);
/* Its radius; false without memory. O(count). */
bool sim_disorder_radius(const sim_disorder *disorder, size_t *radius);

#endif
