/* What a set of worlds went through, and whether that proves anything. */
#ifndef SIM_CMD_SUMMARY_H
#define SIM_CMD_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "invariants.h"
#include "marks.h"
#include "run.h"
#include "scenario/scenario.h"

/* Of the worlds of a sum, the one that came nearest to a bound. */
typedef struct sim_extreme {
    sim_measured measured;
    const sim_scenario *scenario;
    uint64_t seed;
    uint64_t touched; /* worlds in which something was measured, and as much as the bound */
} sim_extreme;

typedef struct sim_sum {
    uint64_t worlds;
    uint64_t replayed; /* worlds that were played again, and compared */
    uint64_t paired;   /* worlds that had paired worlds beside them */
    uint64_t failures;
    uint64_t ops;
    uint64_t events;
    uint64_t log;
    uint64_t ids;
    uint64_t sessions;
    uint64_t memory_peak; /* of one world: the largest */
    uint64_t digest;      /* XXH3 chain over the digests of the worlds, in order */
    sim_tally tally;
    uint64_t checks[SIM_INVARIANT_COUNT];
    sim_extreme nearest[SIM_MEASURE_COUNT];
} sim_sum;

void sim_sum_add_result(sim_sum *sum, const sim_result *result);
/* What the world of a scenario and a seed measured. */
void sim_sum_add_measures(sim_sum *sum, const sim_measured measures[SIM_MEASURE_COUNT],
                          const sim_scenario *scenario, uint64_t seed);
void sim_sum_add_sum(sim_sum *sum, const sim_sum *part);
/* digest = XXH3-64 of the eight little-endian bytes of next, with digest as its seed. */
uint64_t sim_digest_chain(uint64_t digest, uint64_t next);

/* Which of the marks and faults that a scenario requires were not reached, and how many. */
bool sim_sum_missed_mark(const sim_sum *sum, const sim_scenario *scenario, size_t index);
bool sim_sum_missed_fault(const sim_sum *sum, const sim_scenario *scenario, size_t index);
size_t sim_sum_missed(const sim_sum *sum, const sim_scenario *scenario);
/*
 * Whether an invariant had nothing to check, although one of the scenarios that were played is
 * there to put it to the test. One of a pair is expected to only if any world was paired.
 */
bool sim_sum_unchecked(const sim_sum *sum, sim_invariant invariant,
                       const sim_scenario *const *scenarios, size_t count);

/*
 * FAIL if anything failed; else VACUOUS if nothing was played, if a scenario missed something that
 * it requires, or if an invariant that one of them is there for had nothing to check; else PASS.
 * sums[i] is what the worlds of scenarios[i] went through.
 */
sim_verdict sim_sum_verdict(const sim_scenario *const *scenarios, const sim_sum *sums,
                            size_t count);

/* A table row: label, number, and a note that may be NULL. */
void sim_print_row(FILE *out, const char *label, uint64_t number, const char *note);
/* Totals, one row each, with rates if seconds is not 0. */
void sim_sum_print_totals(FILE *out, const sim_sum *sum, double seconds);
/* What was measured beside its bound; nothing if nothing was. With the seeds, if there are many. */
void sim_sum_print_measures(FILE *out, const sim_sum *sum);
/* Those of schemes: bit n stands for sim_scheme n. */
void sim_sum_print_checks(FILE *out, const sim_sum *sum, unsigned schemes);
/* All that were reached, with their counts. */
void sim_sum_print_reached(FILE *out, const sim_sum *sum);
/* How many of those that the scenario requires were reached, and which were not if list says so. */
void sim_sum_print_required(FILE *out, const sim_sum *sum, const sim_scenario *scenario, bool list);
/* Why the verdict is VACUOUS, a line each. */
void sim_sum_print_vacuous(FILE *out, const sim_scenario *const *scenarios, const sim_sum *sums,
                           size_t count);
/* "1 node with 2 session slots, cluster size 5", without newline. */
void sim_print_world(FILE *out, const sim_config *config);
/* What can never be final, a line; nothing if nothing is stuck. */
void sim_print_stuck(FILE *out, const sim_stuck *stuck);
void sim_print_verdict(FILE *out, const char *verdict, const char *note);

#endif
