/*
 * A world and its observers, from beginning to end: the digest, the narrator, the oracle, and those
 * in the options of a run. This is the world of a machine (machine.h).
 *
 * For schemes whose world begins with a sim_world_base and whose oracle begins with a
 * sim_judgement.
 */
#ifndef SIM_OBSERVED_H
#define SIM_OBSERVED_H

#include "judgement.h"
#include "kernel/narrator.h"
#include "kernel/trace.h"
#include "machine.h"
#include "world_base.h"

/* The parts that a scheme provides. */
typedef struct sim_observed_parts {
    /* NULL without memory; freed with free(). */
    void *(*create)(const sim_config *config, const sim_run_options *options);
    void (*execute)(void *world, const sim_op *op);
    void (*settle)(void *world);
    /* Ends everything; returns the bytes that the subject still holds. */
    size_t (*stop)(void *world);
    /* Observers. */
    bool (*digest)(void *trace, const void *event);
    bool (*narrate)(void *narrator, const void *event);
    /* A world fails only by the invariants in only. NULL without memory. */
    void *(*oracle_create)(const void *world, sim_invariant_set only);
    bool (*oracle_hear)(void *oracle, const void *event);
    void (*oracle_destroy)(void *oracle);
    sim_invariant contract; /* the invariant broken by a subject that holds memory after everything
                               has ended, */
    sim_word ended;         /* and the word for what has ended */
} sim_observed_parts;

typedef struct sim_observed {
    const sim_observed_parts *parts;
    void *world;
    sim_world_base *base;     /* the world's */
    void *oracle;             /* NULL: no oracle */
    sim_judgement *judgement; /* the oracle's */
    sim_profile *profile;     /* NULL: time is not counted */
    sim_trace trace;
    sim_narrator narrator;
    sim_tally tally; /* of world and oracle together, when last asked */
} sim_observed;

/* The members of a machine of that name, except create, which needs the parts. */
void *sim_observed_create(const sim_observed_parts *parts, const sim_config *config,
                          const sim_run_options *options);
bool sim_observed_execute(void *observed, const sim_op *op);
bool sim_observed_settle(void *observed);
void sim_observed_set_op_count(void *observed, uint64_t count);
void sim_observed_give_up(void *observed);
uint64_t sim_observed_digest(void *observed, const sim_tally **tally);
void sim_observed_finish(void *observed, sim_result *result);

#endif
