/* The calls of k-order, answered with the core. */
#ifndef SIM_CMD_GUEST_SERVE_KORDER_H
#define SIM_CMD_GUEST_SERVE_KORDER_H

#include <jansson.h>

/* The answer, a new reference; NULL: the call is none of these. */
json_t *sim_serve_korder(const char *call, const json_t *question);

#endif
