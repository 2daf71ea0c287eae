/* The built-in core as a guest: answers the protocol (sim/guest/PROTOCOL.md). */
#ifndef SIM_CMD_GUEST_SERVE_H
#define SIM_CMD_GUEST_SERVE_H

#include <stdbool.h>
#include <stdio.h>

/* Answers every line of in, until it ends. False after an error message. */
bool sim_guest_serve(FILE *in, FILE *out);

#endif
