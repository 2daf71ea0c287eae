/*
 * Shards: a session is split, its children travel to other nodes as newborns, and tokens go between
 * parents and children. Each function is total, as those of node.h. A world whose subject has no
 * shards does nothing.
 */
#ifndef SIM_SHARDS_H
#define SIM_SHARDS_H

#include "state.h"

/* --- shards.c: splits, and children on their way. --- */

void sim_shards_split(sim_world *world, unsigned index, unsigned slot, uint32_t children);
/* A node that is down starts with the child in the newborn at place, in its first slot. */
void sim_shards_adopt(sim_world *world, unsigned index, unsigned place);
/* The session in a slot, if it is live and may have shards; else NULL. */
sim_slot *sim_shards_find(sim_world *world, unsigned node, unsigned slot);
/* A random shard ID that is new in this world; the post exists. */
ida_uuid sim_shards_name(sim_world *world);
/* False, and the world is out of memory, if there is no post and none can be made. */
bool sim_shards_prepare(sim_world *world);
void sim_shards_end(sim_world *world);

/* --- tokens.c: what shards tell each other. --- */

void sim_tokens_report(sim_world *world, unsigned index, unsigned slot);
/* To the which-th living child, or to one that nobody knows. */
void sim_tokens_inform(sim_world *world, unsigned index, unsigned slot, uint32_t which);
void sim_tokens_dispose(sim_world *world, unsigned index, unsigned slot);
void sim_tokens_arrive(sim_world *world, unsigned index, unsigned slot, unsigned token);
void sim_tokens_lose(sim_world *world, unsigned token);
/* Hands the session a token that no shard has made; how says which (SIM_FORGERY_*). */
void sim_tokens_forge(sim_world *world, unsigned index, unsigned slot, uint32_t how);
/* past says which child is given up, and what it is said never to pass (SIM_PAST_*). */
void sim_tokens_revoke(sim_world *world, unsigned index, unsigned slot, uint32_t past);
/* In the quiet phase: every child that is up reports to its parent, if that is up. */
void sim_tokens_settle(sim_world *world);

#endif
