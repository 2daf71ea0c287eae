/*
 * The oracle of k-order worlds. It predicts every answer from the fields of an ID and the rules of
 * the two modes, keeps every ID with its true time, and checks the whole list against the proven
 * bounds. It shares no code with the core.
 *
 * The bounds need two numbers, both measured exactly. eps is the largest error of a clock when it
 * made an ID; lead is the largest time by which an ID was ahead of true time. S = eps + max(eps,
 * lead) then takes the place of the largest difference of two clocks.
 */
#ifndef SIM_KORDER_ORACLE_H
#define SIM_KORDER_ORACLE_H

#include "judgement.h"
#include "korder/event.h"
#include "korder/state.h"

/* It begins with a sim_judgement: what it has found so far. */
typedef struct sim_korder_oracle sim_korder_oracle;

/* A world fails only by the invariants in only. NULL without memory. */
void *sim_korder_oracle_create(const void *world, sim_invariant_set only);
void sim_korder_oracle_destroy(void *context);
/* An observer of the world (kernel/observer.h); context: the oracle, here as above. */
bool sim_korder_oracle_hear(void *context, const void *event);

#endif
