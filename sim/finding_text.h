/*
 * The text of findings, for people. No program reads it: programs compare the data
 * (kernel/finding.h).
 */
#ifndef SIM_FINDING_TEXT_H
#define SIM_FINDING_TEXT_H

#include "kernel/finding.h"

/* Large enough for any of them. */
#define SIM_FINDING_TEXT_SIZE 320u

/* "node 1 slot 0 session UUID: decompress(-3)"; "" for an empty site. */
void sim_site_print(const sim_site *site, char text[SIM_FINDING_TEXT_SIZE]);
/* "2 eager finals from 7, 3 local IDs from -10"; "" for no value. */
void sim_value_print(const sim_value *value, char text[SIM_FINDING_TEXT_SIZE]);

#define SIM_STUCK_TEXT_SIZE (SIM_STUCK_MAX * ((size_t)2 * SIM_FINDING_TEXT_SIZE + 4))

/* Each with its reason, and whether there are more; "" if nothing is stuck. */
void sim_stuck_print(const sim_stuck *stuck, char text[SIM_STUCK_TEXT_SIZE]);

#endif
