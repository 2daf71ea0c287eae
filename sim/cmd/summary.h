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

/* The world of a sum that came closest to a bound. */
typedef struct sim_extreme {
    sim_measured measured;
    const sim_scenario *scenario;
    uint64_t seed;
    uint64_t touched; /* worlds in which something was measured, and as much as the bound */
} sim_extreme;

typedef struct sim_sum {
    uint64_t worlds;
    uint64_t replayed; /* worlds replayed and compared */
    uint64_t paired;   /* worlds with paired worlds */
    uint64_t failures;
    uint64_t ops;
    uint64_t events;
    uint64_t log;
    uint64_t ids;
    uint64_t sessions;
    uint64_t memory_peak; /* of one world: the largest */
    sim_held held;        /* of the last world that was added */
    uint64_t digest;      /* XXH3 chain over the digests of the worlds, in order */
    uint64_t fingerprint; /* the sum of sim_fingerprint of the worlds, in any order */
    sim_tally tally;
    uint64_t amounts[SIM_AMOUNT_COUNT];
    uint64_t checks[SIM_INVARIANT_COUNT];
    sim_extreme nearest[SIM_MEASURE_COUNT];
} sim_sum;

void sim_sum_add_result(sim_sum *sum, const sim_result *result);
/* Adds the measurements of the world of a scenario and a seed. */
void sim_sum_add_measures(sim_sum *sum, const sim_measured measures[SIM_MEASURE_COUNT],
                          const sim_scenario *scenario, uint64_t seed);
/* Adds what somebody counted in a world (sim_machine.count). */
void sim_sum_add_amounts(sim_sum *sum, const uint64_t amounts[SIM_AMOUNT_COUNT]);
void sim_sum_add_sum(sim_sum *sum, const sim_sum *part);
/* digest = XXH3-64 of the eight little-endian bytes of next, with digest as its seed. */
uint64_t sim_digest_chain(uint64_t digest, uint64_t next);
/* Of one world: XXH3-64 of its digest, as eight little-endian bytes, with its seed as the seed. */
uint64_t sim_fingerprint(uint64_t seed, uint64_t digest);

/* Which required marks and faults a scenario did not reach, and how many. */
bool sim_sum_missed_mark(const sim_sum *sum, const sim_scenario *scenario, size_t index);
bool sim_sum_missed_fault(const sim_sum *sum, const sim_scenario *scenario, size_t index);
size_t sim_sum_missed(const sim_sum *sum, const sim_scenario *scenario);
/*
 * Whether an invariant was never checked, although one of the scenarios played should test it. The
 * invariant of a pair is expected only if any world was paired.
 */
bool sim_sum_unchecked(const sim_sum *sum, sim_invariant invariant,
                       const sim_scenario *const *scenarios, size_t count);

/* How many expectations of a scenario were missed, or could not be judged. */
size_t sim_sum_expected(const sim_sum *sum, const sim_scenario *scenario,
                        sim_expectation_outcome outcome);

/*
 * FAIL if anything failed, or an expectation was missed; else VACUOUS if nothing was played, if an
 * expectation cannot be judged, if a scenario missed a required mark
 * or fault, or if an invariant that one of them should test was never checked; else PASS. sums[i]
 * is the sum of the worlds of scenarios[i].
 */
sim_verdict sim_sum_verdict(const sim_scenario *const *scenarios, const sim_sum *sums,
                            size_t count);

/* The schemes that the scenarios play: bit n stands for sim_scheme n. */
unsigned sim_schemes_of(const sim_scenario *const *scenarios, size_t count);

/* A table row: label, number, and a note or NULL. */
void sim_print_row(FILE *out, const char *label, uint64_t number, const char *note);
/* Totals, one row each, with rates if seconds is not 0. */
void sim_sum_print_totals(FILE *out, const sim_sum *sum, double seconds);
/* Measurements against their bounds, if any. With the seeds, if there are many. */
void sim_sum_print_measures(FILE *out, const sim_sum *sum);
/* Those of schemes: bit n stands for sim_scheme n. */
void sim_sum_print_checks(FILE *out, const sim_sum *sum, unsigned schemes);
/* All that were reached, with their counts. */
void sim_sum_print_reached(FILE *out, const sim_sum *sum);
/*
 * How many of the scenario's required ones were reached, and, if list, which were not. A sum of
 * shards, which have no order, is told with its fingerprint instead of its digest.
 */
void sim_sum_print_required(FILE *out, const sim_sum *sum, const sim_scenario *scenario, bool list);
/* What was expected of a scenario, and what came, a line each. */
void sim_sum_print_expectations(FILE *out, const sim_sum *sum, const sim_scenario *scenario);
/* Why the verdict is VACUOUS, a line each. */
void sim_sum_print_vacuous(FILE *out, const sim_scenario *const *scenarios, const sim_sum *sums,
                           size_t count);
/* "1 node with 2 session slots, cluster size 5", without newline. */
void sim_print_world(FILE *out, const sim_config *config);
/* A line on the IDs that can never be final; nothing if there are none. */
void sim_print_stuck(FILE *out, const sim_stuck *stuck);
void sim_print_verdict(FILE *out, const char *verdict, const char *note);

#endif
