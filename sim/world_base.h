/*
 * The beginning of every world, whatever its scheme: its observers, its subject's memory, and its
 * counts.
 */
#ifndef SIM_WORLD_BASE_H
#define SIM_WORLD_BASE_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "kernel/accounting.h"
#include "kernel/limits.h"
#include "kernel/observer.h"
#include "marks.h"

typedef struct sim_world_base {
    sim_observers observers;
    sim_memory memory; /* that the subject holds */
    ida_allocator allocator;
    sim_tally tally;
    uint64_t op_count;  /* ops executed, without the quiet phase */
    uint64_t ids;       /* IDs handed out */
    bool quiet;         /* the quiet phase has begun */
    bool out_of_memory; /* a call ran out of memory: the run is void */
} sim_world_base;

/* base is all zero and must not move. */
static inline void sim_base_init(sim_world_base *base)
{
    base->memory.limit = SIM_MEMORY_LIMIT;
    base->allocator = sim_memory_allocator(&base->memory);
}

/* Marks and faults describe what the tape caused: in the quiet phase none is counted. */
static inline void sim_base_mark(sim_world_base *base, sim_mark mark)
{
    base->tally.marks[mark] += base->quiet ? 0 : 1;
}

static inline void sim_base_fault(sim_world_base *base, sim_fault fault)
{
    base->tally.faults[fault] += base->quiet ? 0 : 1;
}

/*
 * A call that reports no memory ends the run, if memory did run out: to report it wrongly is a
 * failure.
 */
static inline void sim_base_see(sim_world_base *base, ida_status status)
{
    base->out_of_memory =
        base->out_of_memory || (status == IDA_NO_MEMORY && base->memory.failures > 0);
}

/* False when the run should stop. */
static inline bool sim_base_is_well(const sim_world_base *base)
{
    return !base->out_of_memory && !base->observers.stopped;
}

#endif
