/*
 * The oracle: an independent reference model, and the invariants that it holds the subject to.
 *
 * The model remembers every ID ever handed out with its session, gen count, UUID and the form it
 * was first handed out in, for each incarnation of a session, and works out from the log alone
 * which final ID each one gets and when. It shares no code with the core: it is written from the
 * rules, slow and obvious on purpose.
 *
 * It is an observer of the world's events, and asks the subject besides, never changes anything,
 * and keeps the first failure.
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
/* What is to be added to the observers of its world. */
sim_observer sim_oracle_observer(sim_oracle *oracle);
/*
 * From now on only what breaks one of these invariants is a failure; the oracle asks the same
 * questions, and goes on after a wrong answer that is another's.
 */
void sim_oracle_judge_only(sim_oracle *oracle, sim_invariant_set only);
/* Likewise for what wanted, which is asked about each, says is none; NULL: any is. */
void sim_oracle_look_for(sim_oracle *oracle,
                         bool (*wanted)(void *context, const sim_failure *failure), void *context);

/* The first failure so far; failed is false if there is none. */
const sim_failure *sim_oracle_failure(const sim_oracle *oracle);
/* How many checks each invariant had. */
const uint64_t *sim_oracle_checks(const sim_oracle *oracle);
/* Which IDs can never become final, and why. After the world has settled. */
const sim_stuck *sim_oracle_stuck(const sim_oracle *oracle);

/* Marks that only an oracle can know, added to those of its world. */
void sim_oracle_add_marks(const sim_oracle *oracle, sim_tally *tally);
/* The harness itself got no memory for it: the run is void. */
bool sim_oracle_out_of_memory(const sim_oracle *oracle);

/* Whether it asks after each op; it does at first. Not, where another world was asked about the
   effects of the same ops: what happens is judged nevertheless. */
void sim_oracle_ask_after_ops(sim_oracle *oracle, bool asks);
/*
 * Sets the multiplier for the number of questions per op, 1 at first and 0 for none, and the number
 * of the first round; each round draws other questions. It serves to find out whether an op leaves
 * something wrong behind, whichever questions come up. It applies to what a checkpoint draws, or
 * takes by turns, too.
 */
void sim_oracle_set_rounds(sim_oracle *oracle, uint32_t first, uint32_t rounds);

#endif
