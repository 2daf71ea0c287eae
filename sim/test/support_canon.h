/* Compressor worlds and their canonical hashes, for tests. */
#ifndef SIM_TEST_SUPPORT_CANON_H
#define SIM_TEST_SUPPORT_CANON_H

#include "explore/canon.h"
#include "support_explore.h"

/* All ops but those that take images away. */
#define ANY_OP                                                                                     \
    "generate,take,send,up,down,down-many:count=8,save,crash,restart,fork,join,reconnect,offline," \
    "open:layout=0/8,close,read"
#define WITH_DAMAGE    ANY_OP ",damage:how=0/1/2/3"
#define WITHOUT_SEND   "generate,take,up,down-many:count=8,save,crash,restart,reconnect"
#define WITH_NEIGHBOUR "open:layout=4/36,generate,take"

sim_state_hash hash_of(const sim_world *world, const char *list, bool mirror);

bool same_hash(const sim_world *a, const sim_world *b, const char *list, bool mirror);

/*
 * A busy world: IDs of both forms, ranges final, under way, unseen, early at the sequencer and on
 * the way down; snapshots, a crash behind it, an application op, a fork.
 */
sim_world *busy_world(void);

#endif
