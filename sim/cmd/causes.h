/* The failures of a campaign, by cause (known.h). */
#ifndef SIM_CMD_CAUSES_H
#define SIM_CMD_CAUSES_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "campaign.h"
#include "known.h"

/* The cause of a failure; of a crash or a hang its name. */
void sim_cause_of(const sim_failure_note *note, char text[SIM_CAUSE_SIZE]);
bool sim_same_cause(const sim_failure_note *a, const sim_failure_note *b);

/* A line for each, those with the most failures first; nothing without failures. */
void sim_causes_print(FILE *out, const sim_campaign *campaign);
/* A list of objects: cause, failures, scenario, seed (the first), ops, tape (the smallest). */
json_t *sim_causes_json(const sim_campaign *campaign);

#endif
