/* The report of a sweep: a page with what it reached, and its failures by what they broke. */
#ifndef SIM_CMD_SWEEPREPORT_H
#define SIM_CMD_SWEEPREPORT_H

#include <stdbool.h>

#include "campaign.h"

/*
 * Writes report.html into the directory of the campaign's report, and for the first failure of each
 * group SCENARIO-SEED/report.html there. False after an error message.
 */
bool sim_sweepreport_write(const sim_campaign *campaign, const char *verdict);

#endif
