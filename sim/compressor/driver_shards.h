/* The part of the driver that is about shards. It draws from a random stream of its own. */
#ifndef SIM_DRIVER_SHARDS_H
#define SIM_DRIVER_SHARDS_H

#include "kernel/random.h"
#include "mix.h"
#include "state.h"

bool sim_driver_is_shard_op(sim_op_code code);
/* False if the op makes no sense in the world now. */
bool sim_driver_make_shard_op(sim_random *random, const sim_mix *mix, const sim_world *world,
                              sim_op_code code, sim_op *op);
/* How many IDs a session generates at once: mostly one if it has to do with shards, which refuse
 * more; else usual. */
uint32_t sim_driver_count(sim_random *random, const sim_slot *slot, uint32_t usual);

#endif
