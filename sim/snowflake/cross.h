/* Two threads of a node in a Snowflake world that make IDs at the same time. */
#ifndef SIM_SNOWFLAKE_CROSS_H
#define SIM_SNOWFLAKE_CROSS_H

#include <stdint.h>

#include "world.h"

/*
 * One thread makes an ID. Before one of its steps (an ACCESS) time passes and the other thread
 * makes IDs as how (a CROSSING) says. Nothing happens if the node is down.
 */
void sim_snowflake_cross(sim_snowflake_world *world, unsigned node, uint32_t step, uint32_t how);

#endif
