/* The calls of time-ordered IDs, answered with the built-in reference. */
#ifndef SIM_CMD_GUEST_TIME_SERVE_H
#define SIM_CMD_GUEST_TIME_SERVE_H

#include <jansson.h>

/* Adds the profiles to the answer to hello. */
void sim_guest_time_hello(json_t *answer);
/* The answer to a call; NULL: it is not one of these. */
json_t *sim_guest_time_serve(const char *call, const json_t *request);

#endif
