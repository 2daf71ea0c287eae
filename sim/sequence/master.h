/* The ops of masters in a sequence world. */
#ifndef SIM_SEQUENCE_MASTER_H
#define SIM_SEQUENCE_MASTER_H

#include "state.h"

/* Takes office with the storage's record; damaged: with a damaged copy. */
void sim_sequence_elect(sim_sequence_world *world, unsigned master, bool damaged);
void sim_sequence_depose(sim_sequence_world *world, unsigned master);
/* A master in office reads a request. */
void sim_sequence_answer(sim_sequence_world *world, unsigned master,
                         const ida_chunk_request *request);
/* A master in office reads a return. */
void sim_sequence_take_back(sim_sequence_world *world, unsigned master,
                            const ida_chunk_return *returned);
/* It is told that IDs up to a place by amount may have been granted. */
void sim_sequence_raise(sim_sequence_world *world, unsigned master, uint32_t place,
                        uint32_t amount);
/* A write was applied, and its master is told, if it is still in office. */
void sim_sequence_confirm(sim_sequence_world *world, const sim_register_write *write);
/* A coordinator becomes a member or stops being one; every master in office is told. */
void sim_sequence_enlist(sim_sequence_world *world, unsigned node);
void sim_sequence_retire(sim_sequence_world *world, unsigned node);

#endif
