/*
 * The storage of a sequence world: one register, the writes in flight to it, and what is read back
 * from it or from a coordinator's own record.
 */
#ifndef SIM_SEQUENCE_STORAGE_H
#define SIM_SEQUENCE_STORAGE_H

#include "state.h"

/* Sends the write that a master needs, unless one is in flight or too many are. */
void sim_sequence_send_write(sim_sequence_world *world, unsigned master);
/* Removes a write; pick is below their count. */
sim_register_write sim_sequence_take_write(sim_sequence_world *world, uint32_t pick);
/* A write arrives: the storage compares, and replaces if that agrees; returns whether it did. */
bool sim_sequence_store(sim_sequence_world *world, const sim_register_write *write, uint32_t how);

/* A master reads the storage's record; damaged: with one byte changed. Returns the status. */
ida_status sim_sequence_read_storage(sim_sequence_world *world, unsigned master, bool damaged,
                                     ida_master_record *record);
/* A coordinator reads its own record. */
ida_status sim_sequence_read_record(sim_sequence_world *world, unsigned node, bool damaged,
                                    ida_coordinator_record *record);

#endif
