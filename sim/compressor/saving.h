/* What a node would save now: the bytes of its document and its sessions. */
#ifndef SIM_SAVING_H
#define SIM_SAVING_H

#include <stddef.h>
#include <stdint.h>

#include "state.h"

/* Saves a node's document with session_count of its sessions into the world's scratch memory. */
ida_status sim_saving_to_scratch(sim_world *world, unsigned index, ida_session *const *sessions,
                                 size_t session_count, size_t *size);
/* Saves a document alone, likewise. */
ida_status sim_saving_document(sim_world *world, const ida_document *document, uint64_t position,
                               size_t *size);
/*
 * The sessions in a node's slots, in the order of the slots; returns how many. They are in memory
 * of the world that the next call writes to.
 */
size_t sim_saving_sessions(const sim_world *world, const sim_node *node,
                           ida_session *const **sessions);
/* Closes what a snapshot still owns and frees its array. */
void sim_saving_close(sim_world *world, ida_snapshot *snapshot);
/*
 * Saves the service's replica and loads it, as a node that joins from the summary does. The
 * document is written on success only.
 */
ida_status sim_saving_copy(sim_world *world, ida_document **document);
/* A hash of what a node would save now, without its sessions and with them; 0 if it is down. */
uint64_t sim_saving_hash(sim_world *world, unsigned index);

#endif
