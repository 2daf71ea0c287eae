/*
 * The world: the machine that executes the ops of a tape.
 *
 * It makes no choice of its own. Nodes (processes) each hold one replica of the document and its
 * sessions. They submit ranges and application ops to a sequencer, through a network that loses,
 * repeats and reorders them, and apply the ordered log that comes back. state.h has its state,
 * channel.h the network and the sequencer, node.h the processes. It emits each happening once, as
 * an event (event.h). It does not know its observers, and runs the same with or without them.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "state.h"
#include "uuid_layout.h"

/*
 * Begins a world with every node down, in all-zero memory that must not move. False without memory;
 * end it in either case.
 */
bool sim_world_begin(sim_world *world, const sim_config *config, const sim_subject *subject);
/* Stops every node and empties every storage; returns the bytes that the subject still holds. */
size_t sim_world_stop(sim_world *world);
/* Stops the world and frees its parts. */
void sim_world_end(sim_world *world);

/* The same in allocated memory; NULL without memory. Destroying NULL does nothing. */
sim_world *sim_world_create(const sim_config *config, const sim_subject *subject);
void sim_world_destroy(sim_world *world);

/*
 * Executes one op; execute.c. False when the run should stop: an observer stops it, the subject
 * broke a promise that only the world sees, or memory ran out.
 */
bool sim_world_execute(sim_world *world, const sim_op *op);

/*
 * The quiet phase; quiesce.c. It heals every link, restarts the sequencer, reconnects every node
 * that is up, delivers everything, and retakes and submits all unfinalized IDs, until nothing
 * changes (bounded). False as above.
 */
bool sim_world_settle(sim_world *world);

#endif
