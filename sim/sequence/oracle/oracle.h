/*
 * The oracle of sequence worlds. It keeps every granted chunk and every drawn ID, derives from the
 * rules alone what each coordinator must do next, and shares no code with the core. Its invariants
 * are U1 to U10 of Noah's sequences, and the contract of the calls.
 */
#ifndef SIM_SEQUENCE_ORACLE_H
#define SIM_SEQUENCE_ORACLE_H

#include <stdbool.h>

#include "invariants.h"

/*
 * An oracle of a sim_sequence_world. It begins with a sim_judgement: a world fails only by the
 * invariants in only. NULL without memory.
 */
void *sim_sequence_oracle_create(const void *world, sim_invariant_set only);
/* Judges an event; false after a failure, or without memory. */
bool sim_sequence_oracle_hear(void *oracle, const void *event);
void sim_sequence_oracle_destroy(void *oracle);

#endif
