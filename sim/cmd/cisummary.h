/*
 * The result of a campaign in Markdown, for the page of a CI job: the verdict, failures with the
 * lines that reproduce them, what was not reached, and sums.
 */
#ifndef SIM_CMD_CISUMMARY_H
#define SIM_CMD_CISUMMARY_H

#include <stdbool.h>

#include "campaign.h"

/* GitHub shows 1 MiB of a step's summary, and nothing of a longer one. */
#define SIM_CISUMMARY_MAX 900000u

/*
 * Writes the file, whole or not at all. It has at most SIM_CISUMMARY_MAX bytes, failures first, and
 * says what was left out. False after an error message.
 */
bool sim_cisummary_write(const char *path, const sim_campaign *campaign, const char *verdict);

#endif
