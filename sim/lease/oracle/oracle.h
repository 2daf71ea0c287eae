/*
 * The oracle of lease worlds: what lease.h promises, written from its words alone. It shares no
 * code with the core.
 */
#ifndef SIM_LEASE_ORACLE_H
#define SIM_LEASE_ORACLE_H

#include <stdbool.h>

#include "judgement.h"
#include "lease/world.h"

/* It begins with a sim_judgement: what it has found so far. */
typedef struct sim_lease_oracle sim_lease_oracle;

/* A world fails only by the invariants in only. NULL without memory. */
void *sim_lease_oracle_create(const void *world, sim_invariant_set only);
void sim_lease_oracle_destroy(void *context);
/* An observer of the world (kernel/observer.h); context: the oracle. */
bool sim_lease_oracle_hear(void *context, const void *event);

#endif
