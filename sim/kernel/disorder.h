/*
 * How far a list of IDs is from sorted, and how far it may be. Exact, and in integers.
 *
 * The list is in the order of true time; what was made at one instant has no order, so it may be
 * listed by its IDs (sim_keyed_arrange).
 *
 * Its radius is the largest j - i with i < j and the ID at i above that at j; 0 if it is sorted.
 * Where IDs made a time or more apart must be in order, the radius is at most the largest number of
 * IDs made after one within less than that time.
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
    uint32_t index; /* anything of the caller's that tells entries apart */
} sim_keyed;

/* Whether a's ID is below b's. */
bool sim_keyed_below(const sim_keyed *a, const sim_keyed *b);
/* Puts a list whose times do not fall into the order above. */
void sim_keyed_arrange(sim_keyed *list, size_t count);
/*
 * The radius: the largest j - i with i < j and the ID at i above that at j; 0 if the list is
 * sorted. scratch has room for count entries. O(count).
 */
size_t sim_keyed_radius(const sim_keyed *list, size_t count, sim_keyed *scratch);
/*
 * The largest distance of an ID from its place in the sorted list. scratch has room for count
 * entries, and is the sorted list afterwards. O(count * log(count)).
 */
size_t sim_keyed_displacement(const sim_keyed *list, size_t count, sim_keyed *scratch);
/* The most IDs made less than time after another, at its instant or later, and not counting it. */
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

/* Adds an event that is not before the last one. False without memory. */
bool sim_disorder_add(sim_disorder *disorder, sim_keyed event);
void sim_disorder_free(sim_disorder *disorder);
/* Its radius; false without memory. O(count). */
bool sim_disorder_radius(const sim_disorder *disorder, size_t *radius);

#endif
