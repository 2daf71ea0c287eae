/* What a world's files record: events for its observers, and its marks and faults. */
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
 * Marks and faults describe what the tape caused. The quiet phase restarts, reconnects and retakes
 * in every world, whatever its tape, so it counts none.
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

/* Keeps only the first violation: later ones follow from it. */
static inline void sim_note_violation(sim_world *world, sim_violation violation)
{
    assert(violation != SIM_VIOLATION_NONE);
    if (world->violation == SIM_VIOLATION_NONE) {
        world->violation = violation;
    }
}

/*
 * Checks the status of a subject's call. IDA_NO_MEMORY ends the run: as void if the allocator did
 * fail, as a failure of the subject if it requested too much or nothing at all.
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

/*
 * False when the run should end: an observer stopped it, a violation occurred, or memory ran out.
 */
static inline bool sim_world_is_well(sim_world *world)
{
    if (world->memory.misused) {
        sim_note_violation(world, SIM_VIOLATION_OLD_SIZE);
    }
    return !world->out_of_memory && world->violation == SIM_VIOLATION_NONE &&
           !world->observers.stopped;
}

#endif
