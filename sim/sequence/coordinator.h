/* What coordinators of a sequence world do. */
#ifndef SIM_SEQUENCE_COORDINATOR_H
#define SIM_SEQUENCE_COORDINATOR_H

#include "state.h"

/* Starts with its own record, if it is down; if damaged, it finds that damaged. */
void sim_sequence_boot(sim_sequence_world *world, unsigned node, bool damaged);
void sim_sequence_halt(sim_sequence_world *world, unsigned node);
/* Its pending record goes into its own storage. */
void sim_sequence_keep(sim_sequence_world *world, unsigned node, uint32_t how);
/* Sends a master its request, if it has one. */
void sim_sequence_ask(sim_sequence_world *world, unsigned node, unsigned master);
/* One that is up reads a reply. */
void sim_sequence_install(sim_sequence_world *world, unsigned node, const ida_chunk_reply *reply);
/* Draws IDs, until one is refused. */
void sim_sequence_draw(sim_sequence_world *world, unsigned node, uint32_t count);

#endif
