/* The world reports of commands: which worlds they show, and in which directories. */
#ifndef SIM_CMD_WORLDPAGES_H
#define SIM_CMD_WORLDPAGES_H

#include <stdbool.h>

#include "campaign.h"
#include "worldreport.h"

/*
 * Of a campaign of one world: into the directory of its report. A world that was not played, or has
 * no tape, has no report. False after an error message.
 */
bool sim_worldpages_of_run(const sim_campaign *campaign);

/*
 * Of a failure with a tape: into directory, which is created, and of its shrunk tape, if there is
 * one, into directory/shrunk. False after an error message.
 */
bool sim_worldpages_of_failure(const sim_campaign *campaign, const sim_failure_note *note,
                               const char *directory);

/* Finds when the failure of a report's note became inevitable, if it has one; see inevitable.h. */
bool sim_worldpages_find_inevitable(sim_worldreport *report, uint64_t tries,
                                    const sim_limits *limits);

/*
 * Writes a report of a tape. If note is of a pair's invariant, the two worlds of the pair stand
 * side by side in it, unless the report has sides.
 */
bool sim_worldpages_write(sim_worldreport *report);

#endif
