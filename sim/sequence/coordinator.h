/* The ops of coordinators in a sequence world. */
#ifndef SIM_SEQUENCE_COORDINATOR_H
#define SIM_SEQUENCE_COORDINATOR_H

#include "state.h"

/* Starts from its own record, if it is down; damaged: from a damaged copy. */
void sim_sequence_boot(sim_sequence_world *world, unsigned node, bool damaged);
void sim_sequence_halt(sim_sequence_world *world, unsigned node);
/* Stops for good, stores its record, and sends a master what is left of its newest chunk. */
void sim_sequence_hand_back(sim_sequence_world *world, unsigned node, uint32_t how,
                            unsigned master);
/* Its pending record goes into its own storage. */
void sim_sequence_keep(sim_sequence_world *world, unsigned node, uint32_t how);
/* Sends a master its request, if it has one. */
void sim_sequence_ask(sim_sequence_world *world, unsigned node, unsigned master);
/* A coordinator that is up reads a reply. */
void sim_sequence_install(sim_sequence_world *world, unsigned node, const ida_chunk_reply *reply);
/* Draws IDs until one is refused. */
void sim_sequence_draw(sim_sequence_world *world, unsigned node, uint32_t count);

#endif
