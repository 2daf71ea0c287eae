/*
 * The oracle: an independent reference model, and the invariants that it holds the subject to.
 *
 * The model remembers every ID ever handed out with its session, gen count, UUID and original form,
 * for each incarnation of a session, and derives from the log alone which final ID each one gets
 * and when. It shares no code with the core: it is written from the rules, slow and obvious on
 * purpose.
 *
 * The oracle observes the world's events and questions the subject. It changes nothing, and keeps
 * the first failure.
 */
#ifndef SIM_ORACLE_H
#define SIM_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "compressor/state.h"
#include "kernel/observer.h"
#include "result.h"

typedef struct sim_oracle sim_oracle;

/* An oracle for a new world; NULL without memory. */
sim_oracle *sim_oracle_create(const sim_world *world);
void sim_oracle_destroy(sim_oracle *oracle);
/* The observer to add to those of its world. */
sim_observer sim_oracle_observer(sim_oracle *oracle);
/*
 * From now on only a violation of one of these invariants is a failure; the oracle asks the same
 * questions, and continues after wrong answers that violate others.
 */
void sim_oracle_judge_only(sim_oracle *oracle, sim_invariant_set only);
/* Likewise for failures that wanted, called for each, rejects; NULL: none is rejected. */
void sim_oracle_look_for(sim_oracle *oracle,
                         bool (*wanted)(void *context, const sim_failure *failure), void *context);

/* Time is counted for the model, and for each invariant that is checked; NULL: it is not. */
void sim_oracle_count_time(sim_oracle *oracle, sim_profile *profile);

/* The first failure so far; failed is false if there is none. */
const sim_failure *sim_oracle_failure(const sim_oracle *oracle);
/* How many checks each invariant had. */
const uint64_t *sim_oracle_checks(const sim_oracle *oracle);
/* The IDs that can never become final, and why. After the world has settled. */
const sim_stuck *sim_oracle_stuck(const sim_oracle *oracle);

/* Marks that only an oracle can see, added to those of its world. */
void sim_oracle_add_marks(const sim_oracle *oracle, sim_tally *tally);
/* The harness itself ran out of memory: the run is void. */
bool sim_oracle_out_of_memory(const sim_oracle *oracle);

/*
 * Whether it asks after each op; at first it does. Unnecessary where another world was asked about
 * the effects of the same ops; events are judged in any case.
 */
void sim_oracle_ask_after_ops(sim_oracle *oracle, bool asks);
/*
 * Sets the multiplier for the number of questions per op (initially 1; 0: none) and the number of
 * the first round; each round draws other questions. Used to find whether an op leaves something
 * wrong behind, whichever questions come up. It also applies to what a checkpoint draws or takes in
 * turns.
 */
void sim_oracle_set_rounds(sim_oracle *oracle, uint32_t first, uint32_t rounds);

#endif
