/*
 * World reports: a world is played once more, and written down for people and for other programs,
 * all in one directory:
 *
 *   report.html    the world to look at (reports/FORMAT.md)
 *   world.tape     its tape
 *   story.txt      its ops, each with what happened in it, and the failure
 *   events.jsonl   its events, as idsim replay --events writes them
 *   repro.sh       plays the tape again
 */
#ifndef SIM_CMD_WORLDREPORT_H
#define SIM_CMD_WORLDREPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "failure.h"
#include "tape/tape.h"

typedef struct sim_worldreport {
    const char *directory;        /* exists; NULL: no files but the trace */
    const char *trace;            /* a trace file to write (report/tracefile.h); NULL: none */
    const sim_scenario *scenario; /* NULL: a tape */
    uint64_t seed;                /* of the scenario */
    uint64_t scenario_ops;        /* ops, if they were requested; 0: the scenario's default */
    const sim_tape *tape;
    uint64_t until; /* stop after this many ops; SIM_NEVER: play to the end */
    sim_invariant_set only;
    const sim_subject *subject;   /* NULL: the core */
    const sim_failure_note *note; /* NULL: it passes, or what it breaks is told by the play */
    /*
     * Two worlds side by side, with what they are: the first may be tape. NULL: only that of tape.
     * without: the op of the first that the second lacks; SIM_NEVER: they differ in another way.
     */
    const sim_tape *sides[2];
    const char *labels[2];
    uint64_t without;
    /* From sim_inevitable_find, which sets it; NULL: none. Not released. */
    json_t *inevitable;
} sim_worldreport;

/* A copy without an op, for the caller to free; what did not fit into memory is missing. */
sim_tape sim_tape_without(const sim_tape *tape, uint64_t index);

/*
 * Whether a failure has a report of its shrunk tape, too: not if that ends its process, at an op
 * that nobody noted.
 */
bool sim_worldreport_shows_shrunk(const sim_failure_note *note);

/*
 * Writes the files; each is whole, or the old one stays. The world is played in a process of its
 * own: one that crashes is written down up to the op in which it does, if the note knows that op.
 * False after an error message.
 */
bool sim_worldreport_write(const sim_worldreport *report);

#endif
