/*
 * Two threads in one: a call of the second comes between two steps of a call of the first. A step
 * is an access to a word that threads share (core/src/shared_word.h), so every place is tried at
 * which another processor can come between.
 *
 * The core that worlds link calls sim_turns_step at each step. Allocators that do not call it are
 * played, too: there the second call comes after the first one.
 */
#ifndef SIM_TURNS_H
#define SIM_TURNS_H

#include <stdbool.h>

typedef void sim_other_call(void *context);

/*
 * From now on, other is called once: before the step with that number, counted from 0. No two of
 * these may be open at once; steps of the other call do not count.
 */
void sim_turns_begin(unsigned before, sim_other_call *other, void *context);
/* If there were fewer steps, other is called now. Returns whether it came before a step. */
bool sim_turns_end(void);
/* A step begins. */
void sim_turns_step(void);

#endif
