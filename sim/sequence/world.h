/* Sequence worlds, from beginning to end. */
#ifndef SIM_SEQUENCE_WORLD_H
#define SIM_SEQUENCE_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "state.h"

/* NULL without memory. */
sim_sequence_world *sim_sequence_create(const sim_config *config,
                                        const sim_sequence_subject *subject);
/* Ends everything; returns the bytes that the subject still holds. */
size_t sim_sequence_stop(void *world);
void sim_sequence_destroy(void *world);
/* An op, and the quiet phase. */
void sim_sequence_execute(void *world, const sim_op *op);
void sim_sequence_settle(void *world);
/* Whether what an op does depends on how many there were before it: where damage strikes. */
bool sim_sequence_is_numbered(const sim_op *op);

#endif
