/*
 * Expectations: what a scenario's worlds, all together, must make or spend, such as "eager-share =
 * at least 90 %". They are judged when all worlds of a run or sweep have been played.
 */
#ifndef SIM_SCENARIO_EXPECTATION_H
#define SIM_SCENARIO_EXPECTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "amounts.h"
#include "marks.h"
#include "names.h"

#define SIM_EXPECTATIONS_MAX 16u
/* Long enough for what is expected in words, and for what was measured. */
#define SIM_EXPECTATION_TEXT 96u

/* What is counted: an amount, a mark or a fault. */
typedef struct sim_counted {
    enum { SIM_COUNTED_AMOUNT, SIM_COUNTED_MARK, SIM_COUNTED_FAULT } kind;
    unsigned index;
} sim_counted;

typedef struct sim_expectation {
    char name[SIM_EXPECTATION_TEXT]; /* as it is written, such as "eager-share" */
    sim_counted of;
    sim_counted per;
    bool at_least; /* otherwise: at most */
    bool percent;
    uint64_t thousandths; /* of the limit: 900 for "90 %", 2500 for "2.5" */
} sim_expectation;

typedef enum sim_expectation_outcome {
    SIM_OUTCOME_MET,
    SIM_OUTCOME_MISSED,
    SIM_OUTCOME_UNKNOWN, /* nothing was counted that it is a share of */
} sim_expectation_outcome;

/* Reads "NAME = at least|at most NUMBER [%]"; false with error set. */
bool sim_expectation_read(const char *key, const char *value, size_t line,
                          sim_expectation *expectation, sim_scenario_error *error);
/* Whether it needs more than every result has: somebody must count (machine.h). */
bool sim_expectation_needs_counting(const sim_expectation *expectation);
sim_expectation_outcome sim_expectation_judge(const sim_expectation *expectation,
                                              const uint64_t amounts[SIM_AMOUNT_COUNT],
                                              const sim_tally *tally);
/* "at least 90 %", and what came: "91.2 %", or "nothing". */
void sim_expectation_limit(const sim_expectation *expectation, char text[SIM_EXPECTATION_TEXT]);
void sim_expectation_measured(const sim_expectation *expectation,
                              const uint64_t amounts[SIM_AMOUNT_COUNT], const sim_tally *tally,
                              char text[SIM_EXPECTATION_TEXT]);

#endif
