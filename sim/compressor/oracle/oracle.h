/*
 * The oracle: an independent reference model, and the invariants that it holds the subject to.
 *
 * The model remembers every ID ever handed out with its session, gen count, UUID and the form it
 * was first handed out in, for each incarnation of a session, and works out from the log alone
 * which final ID each one gets and when. It shares no code with the core: it is written from the
 * rules, slow and obvious on purpose.
 *
 * The world tells it what happened; it asks the subject, never changes anything, and keeps the
 * first failure.
 */
#ifndef SIM_ORACLE_H
#define SIM_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "compressor/world.h"
#include "result.h"

typedef struct sim_oracle sim_oracle;

/* An oracle for a new world; NULL without memory. */
sim_oracle *sim_oracle_create(sim_world *world);
void sim_oracle_destroy(sim_oracle *oracle);
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
/* Which IDs can never become final, and why, in words; empty if none. After sim_world_settle. */
const char *sim_oracle_stuck(const sim_oracle *oracle);

/* --- What the world tells; each after the subject's call returned. --- */

void sim_oracle_opened(sim_oracle *oracle, unsigned node, unsigned slot, ida_uuid uuid,
                       ida_status status);
void sim_oracle_closed(sim_oracle *oracle, unsigned node, unsigned slot);
void sim_oracle_generated(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t count,
                          ida_status status, const ida_run *runs, size_t run_count);
void sim_oracle_generated_unique(sim_oracle *oracle, unsigned node, unsigned slot,
                                 ida_status status, const ida_unique_id *id);
void sim_oracle_resized(sim_oracle *oracle, unsigned node, unsigned slot, uint32_t size,
                        ida_status status);
void sim_oracle_taken(sim_oracle *oracle, unsigned node, unsigned slot, bool again,
                      ida_status status, const ida_range *range);
void sim_oracle_reset(sim_oracle *oracle, unsigned node, unsigned slot, ida_status status);
/* An ID that the application mentions: session space to op space, and what it means. */
void sim_oracle_mentioned(sim_oracle *oracle, unsigned node, unsigned slot, ida_id id,
                          ida_status status, ida_id op_id, ida_status stable_status,
                          ida_uuid stable);
/* An entry entered the log, at log_count - 1. */
void sim_oracle_sequenced(sim_oracle *oracle);
/* A node applied the entry at position; first is what a ghost got. */
void sim_oracle_applied(sim_oracle *oracle, unsigned node, uint64_t position, ida_status status,
                        ida_id first);
/* A session read an application op: what the index-th mentioned ID is for it. */
void sim_oracle_read(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t position,
                     uint32_t index, ida_status status, ida_id id);
void sim_oracle_started(sim_oracle *oracle, unsigned node);
/* A node stopped: crashed (storage stays) or left (storage is gone). */
void sim_oracle_stopped(sim_oracle *oracle, unsigned node, bool left);
/* A node saved itself; status is that of the save. */
void sim_oracle_saved(sim_oracle *oracle, unsigned node, unsigned store, ida_status status);
/* A node tried to load a store of from; on success its slots and document are in place already. */
void sim_oracle_restored(sim_oracle *oracle, unsigned node, unsigned from, unsigned store,
                         ida_status status);
/* A node tried to load the summary of from's document; on success its document is in place. */
void sim_oracle_joined(sim_oracle *oracle, unsigned node, unsigned from, ida_status status);

/* --- When it asks. --- */

/*
 * After an op: a bounded number of questions, chosen by the op's position, the world's seed and
 * what the op touched.
 */
void sim_oracle_after_op(sim_oracle *oracle, const sim_op *op);
/* Instead of that: no questions about an op whose effects another world was asked about. */
void sim_oracle_pass(sim_oracle *oracle);
/*
 * Sets the multiplier for the number of questions per op, 1 at first and 0 for none, and the number
 * of the first round; each round draws other questions. It serves to find out whether an op leaves
 * something wrong behind, whichever questions come up. It applies to what a checkpoint draws, or
 * takes by turns, too.
 */
void sim_oracle_set_rounds(sim_oracle *oracle, uint32_t first, uint32_t rounds);
/* All questions, of every session on every node. */
void sim_oracle_checkpoint(sim_oracle *oracle);
/* After the quiet phase: liveness, and convergence of all nodes that are up. */
void sim_oracle_settled(sim_oracle *oracle);

#endif
