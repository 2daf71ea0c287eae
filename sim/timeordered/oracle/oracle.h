/*
 * The oracle of worlds of time-ordered IDs. It keeps every ID with the process that made it and the
 * reading of its clock, and reads texts by their description alone (value.h). It does not know
 * which ID comes next: a subject is held to what it claims, whatever it makes. It shares no code
 * with the subjects.
 */
#ifndef SIM_TIMEORDERED_ORACLE_H
#define SIM_TIMEORDERED_ORACLE_H

#include "judgement.h"
#include "timeordered/event.h"
#include "timeordered/state.h"

/* It begins with a sim_judgement: what it has found so far. */
typedef struct sim_timeordered_oracle sim_timeordered_oracle;

/* A world fails only by the invariants in only. NULL without memory. */
void *sim_timeordered_oracle_create(const void *world, sim_invariant_set only);
void sim_timeordered_oracle_destroy(void *context);
/* An observer of the world (kernel/observer.h); context: the oracle, here as above. */
bool sim_timeordered_oracle_hear(void *context, const void *event);

#endif
