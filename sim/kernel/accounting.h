/* The allocator that a world gives its subject: it counts, limits and checks. */
#ifndef SIM_ACCOUNTING_H
#define SIM_ACCOUNTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

struct sim_block;

/* Counts the memory that the subject holds, and refuses requests beyond the limit. */
typedef struct sim_memory {
    size_t used;
    size_t peak;
    size_t limit;
    uint64_t refusals; /* requests beyond the limit */
    uint64_t failures; /* requests that malloc refused */
    uint32_t fail_in; /* the request that is refused for the world's sake: 1 is the next; 0: none */
    struct sim_block *blocks;
    bool misused; /* the subject passed a wrong old size */
} sim_memory;

/* An allocator over malloc; memory must outlive it. */
ida_allocator sim_memory_allocator(sim_memory *memory);
/* Frees every block still held. */
void sim_memory_free_all(sim_memory *memory);

#endif
