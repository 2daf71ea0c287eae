/*
 * The timed driver of the ID compressor: a discrete-event simulation in virtual time. Sessions work
 * at intervals, links have delays, the sequencer takes its time, nodes go offline and crash; what
 * happens next is the next op. It looks at nodes and network, never at the subject, and leaves only
 * a tape, as every driver does; how long IDs took to be final on their own node is known
 * to it alone; sessions that came back from a snapshot are left out of that.
 */
#ifndef SIM_TIMETABLE_H
#define SIM_TIMETABLE_H

#include <stdint.h>

#include "amounts.h"
#include "recipe/recipe.h"
#include "state.h"
#include "tape/tape.h"

/* One block of memory; NULL without memory. recipe: a timed one. */
void *sim_timetable_create(const sim_recipe *recipe, uint64_t seed, sim_config *config);
/* The next op; a nop if nothing will ever happen again. O(nodes * sessions). */
sim_op sim_timetable_next(void *context, const sim_world *world);
/* Adds the amounts TIMED_IDS, IDS_IN_TIME, FINAL_MS and VIRTUAL_MS so far. */
void sim_timetable_count(const void *context, uint64_t amounts[SIM_AMOUNT_COUNT]);

#endif
