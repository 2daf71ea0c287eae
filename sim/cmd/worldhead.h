/* The heads of world reports, as JSON (reports/FORMAT.md). */
#ifndef SIM_CMD_WORLDHEAD_H
#define SIM_CMD_WORLDHEAD_H

#include <jansson.h>

#include "failure.h"
#include "report/recording.h"
#include "run.h"

/* A world that was played for a report. */
typedef struct sim_shown_world {
    const char *label;            /* what it is, beside another world; "" */
    const sim_scenario *scenario; /* NULL: a tape */
    uint64_t seed;                /* of the scenario */
    const sim_tape *tape;
    uint64_t until; /* ops played */
    sim_verdict verdict;
    const sim_result *result;     /* of the play that was written down */
    const sim_failure_note *note; /* NULL: it did not fail */
    const char *repro;            /* a command line */
    const sim_recording *recording;
    json_t *files;      /* [{name, href}]; not released */
    json_t *inevitable; /* or NULL; not released */
} sim_shown_world;

/* A command line with "idsim" for the name it was called by, which other machines do not have. */
json_t *sim_head_command(const char *command);
/* What each head begins with: format, kind, title, tool, made, command_line. */
json_t *sim_head_begin(const char *kind, const char *title);
/* A world's part of a head. */
json_t *sim_head_world(const sim_shown_world *world);

#endif
