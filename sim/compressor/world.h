/*
 * The world: the machine that executes the ops of a tape.
 *
 * It makes no choice of its own. Nodes (processes) each hold one replica of the document and its
 * sessions; they submit ranges and application ops to a sequencer through a network that loses,
 * repeats and reorders, and apply the one ordered log that comes back. state.h has what it consists
 * of, channel.h the network and the sequencer, node.h the processes. It emits each happening once,
 * as an event (event.h); who observes them is not its business, and makes no difference to it.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "state.h"
#include "uuid_layout.h"

/* Begins a world with every node down, in what is all zero and stays where it is. False without
   memory; it is to be ended in any case. */
bool sim_world_begin(sim_world *world, const sim_config *config, const sim_subject *subject);
/* Stops every node and empties every storage; returns the bytes that the subject still holds. */
size_t sim_world_stop(sim_world *world);
/* Stops it, and frees what it consists of. */
void sim_world_end(sim_world *world);

/* The same in memory of its own; NULL without any. NULL may be destroyed. */
sim_world *sim_world_create(const sim_config *config, const sim_subject *subject);
void sim_world_destroy(sim_world *world);

/*
 * Executes one op; execute.c. False when the run should stop: an observer wants it to, the subject
 * broke a promise that only the world sees, or memory ran out.
 */
bool sim_world_execute(sim_world *world, const sim_op *op);

/*
 * The quiet phase; quiesce.c. It heals every link, restarts the sequencer, reconnects every node
 * that is up, delivers everything, retakes and submits what is unfinalized, until nothing moves any
 * more (bounded). False as above.
 */
bool sim_world_settle(sim_world *world);

#endif
