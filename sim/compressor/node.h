/*
 * A process: one replica of the document, the sessions that share it, their application's memory,
 * and a storage of SIM_STORES snapshots. node.c has its life cycle, storage.c its storage,
 * session.c its sessions' ops, deliver.c what log entries do to it.
 *
 *            start, join, restart, fork          reconnect             sees its JOIN
 *     DOWN -----------------------------> OFFLINE --------> JOINING --------------> CONNECTED
 *      ^   <--- crash, leave (from any state)  ^  <-- offline --'--------------------'
 *
 * Every function is total: an op that makes no sense in the current state does nothing. Arguments
 * are already wrapped.
 */
#ifndef SIM_NODE_H
#define SIM_NODE_H

#include "event.h"
#include "state.h"

/* --- node.c --- */

/* Sets the state of a node that is up. The event says how it got there. */
void sim_node_enter(sim_world *world, unsigned index, sim_node_state state,
                    sim_compressor_event_kind how);
void sim_node_start(sim_world *world, unsigned index);
void sim_node_join(sim_world *world, unsigned index, unsigned from);
void sim_node_crash(sim_world *world, unsigned index);
void sim_node_leave(sim_world *world, unsigned index);
/* Closes sessions and document, and forgets everything outside the storage. */
void sim_node_stop(sim_world *world, unsigned index);

/* --- storage.c --- */

void sim_storage_save(sim_world *world, unsigned index, unsigned store);
/* Saves if the node uses write-ahead; false if the save failed. */
bool sim_storage_write_ahead(sim_world *world, unsigned node);
/*
 * Loads a store of from into a node that is down. from is the node itself or, for a fork, another.
 */
void sim_storage_restore(sim_world *world, unsigned index, unsigned from, unsigned store);
void sim_storage_damage(sim_world *world, unsigned index, unsigned store, uint32_t how);
void sim_storage_wipe(sim_world *world, unsigned index);
/* Deletes a snapshot. */
void sim_storage_delete(sim_node *node, unsigned store);
/*
 * Emits what each node that is up would save as its document now; returns the total size in bytes.
 */
uint64_t sim_storage_look(sim_world *world);

/* A digest of what each node that is up would save now, including its sessions. */
uint64_t sim_storage_state(sim_world *world);

/* --- session.c --- */

void sim_session_open(sim_world *world, unsigned index, unsigned slot, uint32_t layout);
void sim_session_close(sim_world *world, unsigned index, unsigned slot);
void sim_session_generate(sim_world *world, unsigned index, unsigned slot, uint64_t count);
void sim_session_unique(sim_world *world, unsigned index, unsigned slot);
void sim_session_resize(sim_world *world, unsigned index, unsigned slot, uint32_t size);
void sim_session_reset(sim_world *world, unsigned index, unsigned slot);
void sim_session_take(sim_world *world, unsigned index, unsigned slot);
void sim_session_send(sim_world *world, unsigned index, unsigned slot, uint32_t pick);
/*
 * The node's new connection has joined: what the old one left unfinished is retaken and submitted.
 */
void sim_session_retake_all(sim_world *world, unsigned index);
void sim_session_read(sim_world *world, unsigned index, unsigned slot, uint32_t entry);
/* The session reads the application op at a position of the log. */
void sim_session_hear(sim_world *world, unsigned index, unsigned slot, uint64_t position);

/* --- deliver.c --- */

/* Applies the next entry of the log; false, without effect, if memory ran out. */
bool sim_node_apply(sim_world *world, unsigned node);

#endif
