/*
 * The oracle of k-order worlds. It predicts every answer from the fields of an ID and the rules of
 * the two modes, keeps every ID that was made with its true time, and holds the whole list to what
 * is proven of it. It shares no code with the core.
 *
 * What is proven needs two numbers, both measured exactly. eps is the worst error of a clock that
 * an ID was made by; lead is how far the time in an ID was ahead of true time, at worst.
 * S = eps + max(eps, lead) then takes the place of the largest difference of two clocks.
 */
#ifndef SIM_KORDER_ORACLE_H
#define SIM_KORDER_ORACLE_H

#include "judgement.h"
#include "korder/world.h"
#include "result.h"

typedef struct sim_korder_oracle sim_korder_oracle;

/* A world fails by one of only alone. NULL without memory. */
sim_korder_oracle *sim_korder_oracle_create(sim_korder_world *world, sim_invariant_set only);
void sim_korder_oracle_destroy(sim_korder_oracle *oracle);
/* What it has found so far. */
const sim_judgement *sim_korder_oracle_judgement(const sim_korder_oracle *oracle);
/* What was measured, beside its bound; SIM_MEASURE_COUNT of them. After sim_korder_judge. */
const sim_measured *sim_korder_oracle_measures(const sim_korder_oracle *oracle);

/* --- What the world tells; each after the subject's call returned. --- */

/* A name was hashed. */
void sim_korder_hashed(sim_korder_oracle *oracle, const sim_korder_naming *naming,
                       uint32_t fingerprint);
/* A number was looked for among those in use. */
void sim_korder_searched(sim_korder_oracle *oracle, const uint32_t *numbers, size_t count,
                         uint32_t number, bool found, size_t at);
/* A generator was created, or refused. */
void sim_korder_begun(sim_korder_oracle *oracle, unsigned node, const ida_korder_config *config,
                      const ida_korder_options *options, ida_status status);
/* The ID that is to be stored as a node's mark, if there is one of that time. */
void sim_korder_ahead(sim_korder_oracle *oracle, unsigned node, uint64_t time_us, ida_status status,
                      ida_korder_local mark);
/* A node made an ID, or did not; the world counts those that are made. */
void sim_korder_made(sim_korder_oracle *oracle, unsigned node, unsigned way, ida_status status,
                     ida_korder_local local, const ida_korder_global *global);
/* An ID was read from a message, intact or damaged, as bytes or as a text; size is that of data. */
void sim_korder_read(sim_korder_oracle *oracle, unsigned form, const void *data, size_t size,
                     ida_status status, const ida_korder_global *id);
/* A node took an ID apart, and asked whether it is its own. */
void sim_korder_split(sim_korder_oracle *oracle, unsigned node, const ida_korder_global *id,
                      ida_status split, ida_korder_local local, uint32_t number,
                      ida_status to_local, ida_korder_local own);
/* What is made next is made because of that ID; SIM_KORDER_NONE: because of none. */
void sim_korder_heard(sim_korder_oracle *oracle, uint32_t cause);

/* --- When it asks. --- */

/* All that can be asked of a node's latest ID: bytes, texts, times, there and back. */
void sim_korder_ask(sim_korder_oracle *oracle, unsigned node);
/* After an op: when each generator is ready, and its mark. */
void sim_korder_after_op(sim_korder_oracle *oracle);
/* The list of all IDs, held to what is proven of it. False without memory. */
bool sim_korder_judge(sim_korder_oracle *oracle);
/* In the quiet phase: a node whose clock shows ready_us has made an ID, or there are no more. */
void sim_korder_settled(sim_korder_oracle *oracle, unsigned node, bool made);

#endif
