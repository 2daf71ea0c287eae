/*
 * The result of a campaign as JUnit XML, for CI systems: a test suite for each scenario, and in it
 * a test case for each invariant that it tests, for each other kind of failure that occurred, and
 * for what the scenario must reach. Never one for each seed. check/junit.xsd states the form.
 */
#ifndef SIM_CMD_JUNITFILE_H
#define SIM_CMD_JUNITFILE_H

#include <stdbool.h>

#include "campaign.h"

/* Writes the file, whole or not at all. False after an error message. */
bool sim_junitfile_write(const char *path, const sim_campaign *campaign);

#endif
