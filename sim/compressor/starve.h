/*
 * Memory that fails: a request of a node's calls is refused, as the STARVE op says. The call must
 * then report no-memory and change nothing, and is made again:
 *
 *     uint64_t before;
 *     do {
 *         before = sim_starve_begin(world, node);
 *         status = ...;
 *     } while (sim_starve_end(world, node, before, status));
 */
#ifndef SIM_STARVE_H
#define SIM_STARVE_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/status.h>

#include "state.h"

/* The count-th request from now on of a node's calls fails. count is 1 to SIM_BATCH_BOUND. */
void sim_starve(sim_world *world, unsigned index, uint32_t count);
/* Before a call that may request memory: what the node would save now, as a hash. */
uint64_t sim_starve_begin(sim_world *world, unsigned index);
/*
 * After it. If a request was refused, an event says so, and whether what the node would save is
 * what it was before. True if the call failed because of it.
 */
bool sim_starve_end(sim_world *world, unsigned index, uint64_t before, ida_status status);
/* No more requests fail. */
void sim_starve_stop(sim_world *world);

#endif
