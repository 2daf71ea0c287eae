/* What the world writes down about itself: events into the digest, marks and faults. */
#ifndef SIM_NOTE_H
#define SIM_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "compressor/oracle/oracle.h"
#include "world.h"

/* Chains an event of the numbers that follow; a macro, because it counts them. */
#define SIM_NOTE(world, kind, ...)                                                                 \
    sim_trace_event(&(world)->trace, (kind), (const uint64_t[]){__VA_ARGS__},                      \
                    sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

/*
 * Marks and faults say what the tape led to. The quiet phase restarts, reconnects and retakes in
 * every world, whatever was on its tape, so nothing is counted then.
 */
static inline void sim_note_mark(sim_world *world, sim_mark mark)
{
    world->tally.marks[mark] += world->quiet ? 0 : 1;
}

static inline void sim_note_fault(sim_world *world, sim_fault fault)
{
    world->tally.faults[fault] += world->quiet ? 0 : 1;
}

/* Keeps the first violation only: what follows from it says less. */
static inline void sim_note_violation(sim_world *world, sim_violation violation)
{
    if (world->violation == SIM_VIOLATION_NONE) {
        world->violation = violation;
    }
}

/*
 * Looks at the status of a subject's call. One that had no memory ends the run: as void if there
 * really was none, as a failure of the subject if it wanted too much or never asked.
 */
static inline void sim_note_status(sim_world *world, ida_status status)
{
    if (status != IDA_NO_MEMORY || world->out_of_memory) {
        return;
    }
    if (world->memory.refusals > 0) {
        sim_note_violation(world, SIM_VIOLATION_LIMIT);
    } else if (world->memory.failures == 0) {
        sim_note_violation(world, SIM_VIOLATION_NO_MEMORY);
    } else {
        world->out_of_memory = true;
    }
}

/* A node and a slot as one number of an event. */
static inline uint64_t sim_note_place(unsigned node, unsigned slot)
{
    return (uint64_t)node << 8 | slot;
}

static inline bool sim_note_listened(const sim_world *world)
{
    return world->trace.tell != NULL;
}

static inline bool sim_uuid_same(ida_uuid a, ida_uuid b)
{
    return a.high == b.high && a.low == b.low;
}

#endif
