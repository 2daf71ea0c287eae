/* Two threads of a node in a k-order world that make IDs at the same time. */
#ifndef SIM_KORDER_CROSS_H
#define SIM_KORDER_CROSS_H

#include <stdint.h>

#include "world.h"

/*
 * One thread makes an ID. Before one of its steps (an ACCESS) time passes and the other thread
 * makes IDs as how (WAYS) says. Nothing happens if the node is down.
 */
void sim_korder_cross(sim_korder_world *world, unsigned node, uint32_t step, uint32_t how);

#endif
