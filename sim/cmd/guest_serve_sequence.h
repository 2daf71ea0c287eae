/* The calls of sequences, answered with the core. */
#ifndef SIM_CMD_GUEST_SERVE_SEQUENCE_H
#define SIM_CMD_GUEST_SERVE_SEQUENCE_H

#include <jansson.h>

/* The answer, a new reference; NULL: the call is none of these. */
json_t *sim_serve_sequence(const char *call, const json_t *question);

#endif
