/*
 * The oracle of k-order worlds. It predicts every answer from the fields of an ID and the rules of
 * the two modes, keeps every ID that was made with its true time, and holds the whole list to what
 * is proven of it. It shares no code with the core.
 *
 * What is proven needs two numbers, both measured exactly. eps is the worst error of a clock that
 * an ID was made by; lead is how far the time in an ID was ahead of true time, at worst.
 * S = eps + max(eps, lead) then takes the place of the largest difference of two clocks.
 */
#ifndef SIM_KORDER_ORACLE_H
#define SIM_KORDER_ORACLE_H

#include "judgement.h"
#include "korder/event.h"
#include "korder/state.h"

/* It begins with a sim_judgement: what it has found so far. */
typedef struct sim_korder_oracle sim_korder_oracle;

/* A world fails by one of only alone. NULL without memory. */
void *sim_korder_oracle_create(const void *world, sim_invariant_set only);
void sim_korder_oracle_destroy(void *context);
/* An observer of the world (kernel/observer.h); context: the oracle, here as above. */
bool sim_korder_oracle_hear(void *context, const void *event);

#endif
