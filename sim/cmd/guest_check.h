/* A conformance dialogue with a guest: says in words what is off. */
#ifndef SIM_CMD_GUEST_CHECK_H
#define SIM_CMD_GUEST_CHECK_H

#include <stdbool.h>
#include <stdio.h>

/* Starts the guest and talks to it; prints a line for each step. False if something is off. */
bool sim_guest_check(const char *command, FILE *out);

#endif
