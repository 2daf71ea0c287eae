/* Where runs write result.json and the tapes of failures. */
#ifndef SIM_CMD_REPORT_H
#define SIM_CMD_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/atomic_file.h"
#include "scenario/scenario.h"
#include "tape/tape.h"

/* The directory of tapes without --report, below the current directory. */
#define SIM_REPORT_DEFAULT "reports/runs"

/* Longer paths below a report's directory are cut off, and cannot be written. */
#define SIM_PATH_SIZE 4096

typedef struct sim_report {
    char *directory; /* NULL: not chosen yet */
    bool asked;      /* --report was given */
    bool useless;    /* no directory can be written; reported once */
} sim_report;

/*
 * directory is that of --report, which is created at once, or NULL: then SIM_REPORT_DEFAULT is used
 * once there is something to write, or else a new directory in $TMPDIR. False after an error
 * message.
 */
bool sim_report_open(sim_report *report, const char *directory);
void sim_report_close(sim_report *report);

/*
 * Saves the tape of a failure as idsim-SCENARIO-SEED.tape. Its path, to be freed; NULL after an
 * error message.
 */
char *sim_report_tape(sim_report *report, const sim_scenario *scenario, uint64_t seed,
                      const sim_tape *tape);

/* The same as idsim-WHAT-NUMBER.tape, WHAT being a plain word. */
char *sim_report_named_tape(sim_report *report, const char *what, uint64_t number,
                            const sim_tape *tape);

/* Writes result.json, whole or not at all. False after an error message. */
bool sim_report_result_begin(const sim_report *report, sim_wholefile *result);
/*
 * whole: everything was written, else errno says why not. False after an error message; the old
 * file then stays.
 */
bool sim_report_result_end(const sim_report *report, sim_wholefile *result, bool whole);

#endif
