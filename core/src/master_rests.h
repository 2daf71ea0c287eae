/* The rests of chunks that coordinators handed back: valid chunks, sorted by where they start. */
#ifndef IDALLOC_MASTER_RESTS_H
#define IDALLOC_MASTER_RESTS_H

#include "sequence_internal.h"

/*
 * Makes room for one more. IDA_NO_MEMORY changes nothing.
 */
ida_status ida_master_rests_reserve(ida_master *master);

/*
 * Keeps a rest, for which there is room. If there are more than member_max, the lowest is dropped:
 * a busy coordinator is above it already, and one that starts again gets another.
 */
void ida_master_rests_add(ida_master *master, const ida_chunk *rest);

/* Takes the lowest rest out that starts at after or above it; false if there is none. */
bool ida_master_rests_take(ida_master *master, uint64_t after, ida_chunk *rest);

/* Drops the rests that start below the floor. */
void ida_master_rests_forget_below(ida_master *master);

/* How many rests of the current range there are. */
size_t ida_master_rests_of_range(const ida_master *master);

bool ida_master_rests_verify(const ida_master *master);

#endif
