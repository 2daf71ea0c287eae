/* Sequence worlds, from beginning to end. */
#ifndef SIM_SEQUENCE_WORLD_H
#define SIM_SEQUENCE_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "result.h"
#include "state.h"

/* A sim_sequence_world, which is freed with free(); NULL without memory. */
void *sim_sequence_create(const sim_config *config, const sim_run_options *options);
/* Ends everything; returns the bytes that the subject still holds. */
size_t sim_sequence_stop(void *world);
/* An op, and the quiet phase. */
void sim_sequence_execute(void *world, const sim_op *op);
void sim_sequence_settle(void *world);
/* Whether an op's effect depends on the number of ops before it: where damage strikes. */
bool sim_sequence_is_numbered(const sim_op *op);

#endif
