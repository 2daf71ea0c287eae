/*
 * The events of a world in a file, as JSON Lines:
 *
 *   {"schema":"idsim-events/1","scheme":...}      what is played, and by which idsim
 *   {"op":0,"kind":"op","name":"start",...}       an event: in which op, what, and its fields
 *   ...
 *   {"outcome":"PASS","digest":...}               what came of it
 *
 * schema/events.schema.json has the lines. Events of the quiet phase are of the op after the last.
 * The file is there when it is whole; until then it grows beside its place (atomic_file.h).
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
    FILE *file; /* NULL: there is none, and nothing is done */
    const char *path;
    sim_wholefile whole; /* unless it is standard output */
    const struct sim_machine *machine;
    sim_fields fields; /* what an event's fields go through into */
    json_t *object;    /* which is the event's, or, in a list, that of an element */
    json_t *list;      /* NULL: outside of a list */
    json_t *event;     /* of the list */
    sim_observer observer;
    uint64_t op;
} sim_eventfile;

/*
 * Begins the file at path, "-" being standard output, and makes it an observer of the run. head
 * says what is played, is written first, and is released. 0, or an exit status after a message.
 * events must not move until it is closed.
 */
int sim_eventfile_open(sim_eventfile *events, const char *path, const sim_config *config,
                       json_t *head, sim_run_options *options);
/* For the option after_op: what happens from now on belongs to the next op. */
void sim_eventfile_after(sim_eventfile *events, uint64_t index);
/* Ends it with the outcome. 0, or an exit status after a message. */
int sim_eventfile_close(sim_eventfile *events, sim_verdict verdict, const sim_result *result,
                        const sim_failure_note *failure);
/* Forgets what was written: the world does not come to its end. */
void sim_eventfile_abandon(sim_eventfile *events);

#endif
