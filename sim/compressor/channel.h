/*
 * The network and the sequencer.
 *
 *   node --- unseen ---> up[] ~~~~> sequencer: expected, buffer ---> log
 *        <--- in order --- down[] <~~~~ in flight <-----------------/
 *
 * Up. A node numbers its submissions, from 1 on each connection (epoch), and remembers them until
 * it sees them in the log. A window of SIM_UP_MESSAGES of them is in flight at a time. A message
 * in flight lies in the slot of its number modulo SIM_UP_MESSAGES, or the next free one; when all
 * are in use, the one in its own slot is lost. The sequencer takes a client's submissions in the
 * order of their numbers: it keeps those that come early, and ignores repetitions and everything
 * of an old connection. It owns nothing but the log: epochs and expected numbers follow from it.
 *
 * Down. Each log entry is in flight to every node that was connected when it was appended. A node
 * applies entries in order; those that come early wait. Flags: SIM_DOWN_UNDER_WAY,
 * SIM_DOWN_RECEIVED; none below the node's position are set.
 *
 * Messages sent over a cut link stay in flight.
 */
#ifndef SIM_CHANNEL_H
#define SIM_CHANNEL_H

#include "state.h"

/* What happens to a message in flight. */
typedef enum sim_fate {
    SIM_FATE_ARRIVES,
    SIM_FATE_LOST,
    SIM_FATE_ARRIVES_AND_STAYS,
} sim_fate;

/* Makes room for the first entries of the log; false without memory. */
bool sim_channel_prepare(sim_world *world);
/* True if the log is full. The quiet phase may use its headroom. */
bool sim_channel_is_full(const sim_world *world);
/* Appends to the log and sends the entry to all connected nodes; false if the log is full. */
bool sim_channel_append(sim_world *world, const sim_entry *entry);

/* A new connection: its JOIN is appended to the log; false if the link or the log does not allow.
 */
bool sim_channel_connect(sim_world *world, unsigned node);
/* The node goes offline; messages on their way down to it are lost. */
void sim_channel_disconnect(sim_world *world, unsigned index);

/* Numbers a submission of a connected node, remembers it and sends it if the window allows. */
void sim_channel_submit(sim_world *world, unsigned index, sim_entry *entry);
/* The node applied an entry. If it was its oldest unseen submission, it is now seen. */
void sim_channel_seen(sim_world *world, unsigned index, const sim_entry *entry);
/* Resends unseen submissions within the window that are not in flight. */
void sim_channel_resend(sim_world *world, unsigned index);
void sim_channel_up(sim_world *world, unsigned index, uint32_t message, sim_fate fate);
void sim_channel_restart_sequencer(sim_world *world);
/* Sets what the log up to end says of every client: sim_client.read. */
void sim_channel_follow(sim_world *world, uint64_t end);

void sim_channel_down(sim_world *world, unsigned index, uint32_t ahead, sim_fate fate);
void sim_channel_down_old(sim_world *world, unsigned index, uint32_t behind);
void sim_channel_down_many(sim_world *world, unsigned index, uint32_t count);
void sim_channel_fetch(sim_world *world, unsigned index);

void sim_channel_cut(sim_world *world, unsigned index, uint32_t direction);
void sim_channel_heal(sim_world *world, unsigned index);

/* GHOST and FORGE: entries that no client submitted; see forge.c. */
void sim_forge_ghost(sim_world *world, uint32_t layout, uint32_t count);
void sim_forge_range(sim_world *world, uint32_t how, uint32_t entry, uint32_t number);

#endif
