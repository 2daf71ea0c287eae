/*
 * The events of a world in a file, as JSON Lines:
 *
 *   {"schema":"idsim-events/1","scheme":...}      what is played, and by which idsim
 *   {"op":0,"kind":"op","name":"start",...}       an event: its op, its kind, and its fields
 *   ...
 *   {"outcome":"PASS","digest":...}               the result
 *
 * schema/events.schema.json describes the lines. Events of the quiet phase belong to the op after
 * the last. The file appears when it is complete; until then it grows beside its place
 * (atomic_file.h).
 */
#ifndef SIM_CMD_EVENTFILE_H
#define SIM_CMD_EVENTFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "failure.h"
#include "kernel/atomic_file.h"
#include "run.h"

typedef struct sim_eventfile {
    FILE *file; /* NULL: no file, and nothing is done */
    const char *path;
    sim_wholefile whole; /* unless it is standard output */
    const struct sim_machine *machine;
    sim_fields fields; /* receives the event's fields */
    json_t *object;    /* the event's, or that of an element in a list */
    json_t *list;      /* NULL: not in a list */
    json_t *event;     /* of the list */
    sim_observer observer;
    uint64_t op;
} sim_eventfile;

/* What is played: a seed of a scenario, or a tape. */
typedef struct sim_eventfile_source {
    const sim_scenario *scenario; /* NULL: a tape */
    uint64_t seed;
    const char *tape;      /* its path */
    const char *tape_form; /* "text", "binary" or "bare"; NULL of a seed */
    uint64_t ops;
    uint64_t until; /* SIM_NEVER: to the end */
} sim_eventfile_source;

/*
 * Begins the file at path ("-": standard output) and makes it an observer of the run. 0, or an exit
 * status after a message. events must not move until it is closed.
 */
int sim_eventfile_open(sim_eventfile *events, const char *path, const sim_config *config,
                       const sim_eventfile_source *source, sim_run_options *options);
/* For the option after_op: later events belong to the next op. */
void sim_eventfile_after(sim_eventfile *events, uint64_t index);
/* Ends it with the outcome. 0, or an exit status after a message. */
int sim_eventfile_close(sim_eventfile *events, sim_verdict verdict, const sim_result *result,
                        const sim_failure_note *failure);
/* Discards the file: the world will not finish. */
void sim_eventfile_abandon(sim_eventfile *events);

#endif
