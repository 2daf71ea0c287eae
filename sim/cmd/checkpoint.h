/*
 * "idsim run --checkpoint N": long worlds whose failure is told from the last checkpoint before it.
 *
 * A checkpoint is a copy of the process (fork) that waits: world, oracle and driver as they are,
 * and only what changes afterwards takes memory. When the world fails, or the process crashes, the
 * copy goes on from there and tells what happens, op by op. Checkpoints are gone when the command
 * ends; a run that is killed starts again from its seed.
 */
#ifndef SIM_CMD_CHECKPOINT_H
#define SIM_CMD_CHECKPOINT_H

#include <stdint.h>

#include "scenario/scenario.h"

/* Plays a world, with a checkpoint every that many ops. Returns the exit status. */
int sim_checkpoint_run(const sim_scenario *scenario, uint64_t seed, uint64_t ops, uint64_t every);

#endif
