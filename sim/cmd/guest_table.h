/*
 * The tables of a guest: which functions they must have, and what stands in the place of those that
 * the guest does not claim, so that worlds and oracles may call every function.
 */
#ifndef SIM_CMD_GUEST_TABLE_H
#define SIM_CMD_GUEST_TABLE_H

#include <idsim/subject.h>

#include "claims.h"

/* The name of a function that a table needs and has not; NULL if all tables are whole. */
const char *sim_guest_lacks(const idsim_subject *guest);

/* Replaces the functions that the table does not claim, and the NULL ones that may be called. */
void sim_guest_complete_compressor(idsim_compressor *table);
void sim_guest_complete_snowflake(idsim_snowflake *table);

/* guest_table_time.c: the same for time-ordered IDs. */
const char *sim_guest_lacks_timeordered(const idsim_timeordered *table);
void sim_guest_complete_timeordered(idsim_timeordered *table);

#endif
