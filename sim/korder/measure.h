/*
 * How far a list of IDs is from sorted, and how far it may be. Exact, and in integers.
 *
 * The list is in the order of true time; what was made at one instant has no order, so it is
 * listed by its IDs.
 */
#ifndef SIM_KORDER_MEASURE_H
#define SIM_KORDER_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An ID of the list: high is above low. */
typedef struct sim_korder_entry {
    uint64_t at; /* true time */
    uint64_t high;
    uint32_t low;
    uint32_t index; /* anything of the caller's that tells entries apart */
} sim_korder_entry;

/* Whether a's ID is below b's. */
bool sim_korder_below(const sim_korder_entry *a, const sim_korder_entry *b);
/* Puts a list whose times do not fall into the order above. */
void sim_korder_list(sim_korder_entry *list, size_t count);
/*
 * The radius: the largest j - i with i < j and the ID at i above that at j; 0 if the list is
 * sorted. scratch has room for count entries. O(count).
 */
size_t sim_korder_radius(const sim_korder_entry *list, size_t count, sim_korder_entry *scratch);
/*
 * The largest distance of an ID from its place in the sorted list. scratch has room for count
 * entries, and is the sorted list afterwards. O(count * log(count)).
 */
size_t sim_korder_displacement(const sim_korder_entry *list, size_t count,
                               sim_korder_entry *scratch);
/* The most IDs made less than time after another, at its instant or later, and not counting it. */
size_t sim_korder_most_within(const sim_korder_entry *list, size_t count, uint64_t time);
/*
 * Looks for an ID that is not above one made time or more before it. False if there is none;
 * otherwise *later is its place and *earlier the place of one of those. O(count).
 */
bool sim_korder_find_early(const sim_korder_entry *list, size_t count, uint64_t time,
                           size_t *earlier, size_t *later);

#endif
