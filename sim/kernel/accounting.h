/* The allocator that a world gives to its subject: it counts, limits and checks. */
#ifndef SIM_BUDGET_H
#define SIM_BUDGET_H

#include "compressor/world.h"

/* An allocator over malloc; memory must outlive it. */
ida_allocator sim_memory_allocator(sim_memory *memory);
/* Frees every block that is still held. */
void sim_memory_free_all(sim_memory *memory);

#endif
