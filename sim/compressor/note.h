/* What a world's files write down: events for its observers, and its own marks and faults. */
#ifndef SIM_NOTE_H
#define SIM_NOTE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "event.h"
#include "state.h"

static inline void sim_note_event(sim_world *world, const sim_compressor_event *event)
{
    sim_compressor_check_event(event);
    sim_emit(&world->observers, event);
}

/* Emits an event of a world: its members follow, the kind first. */
#define SIM_EMIT(of, ...)                                                                          \
    sim_note_event((of), &(const sim_compressor_event){.world = (of), __VA_ARGS__})

/*
 * Marks and faults say what the tape led to. The quiet phase restarts, reconnects and retakes in
 * every world, whatever was on its tape, so nothing is counted then.
 */
static inline void sim_note_mark(sim_world *world, sim_mark mark)
{
    assert(mark < SIM_MARK_COUNT);
    world->tally.marks[mark] += world->quiet ? 0 : 1;
}

static inline void sim_note_fault(sim_world *world, sim_fault fault)
{
    assert(fault < SIM_FAULT_COUNT);
    world->tally.faults[fault] += world->quiet ? 0 : 1;
}

/* Keeps the first violation only: what follows from it says less. */
static inline void sim_note_violation(sim_world *world, sim_violation violation)
{
    assert(violation != SIM_VIOLATION_NONE);
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

/* False when the run should end: an observer wants it to, a violation, or no memory. */
static inline bool sim_world_is_well(sim_world *world)
{
    if (world->memory.misused) {
        sim_note_violation(world, SIM_VIOLATION_OLD_SIZE);
    }
    return !world->out_of_memory && world->violation == SIM_VIOLATION_NONE &&
           !world->observers.stopped;
}

#endif
