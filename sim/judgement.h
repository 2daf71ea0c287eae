/*
 * What an oracle has found so far: the number of checks of each invariant, and the first failure.
 *
 * Used by the oracles of sequences, Snowflake and k-order. The compressor's asks more, and asks it
 * later; its own is compressor/oracle/report.c.
 */
#ifndef SIM_JUDGEMENT_H
#define SIM_JUDGEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/status.h>

#include "kernel/accounting.h"
#include "kernel/finding.h"
#include "result.h"
#include "wording.h"

typedef struct sim_judgement {
    sim_failure failure;    /* op is not set */
    sim_invariant_set only; /* the invariants whose violation fails a world */
    uint64_t checks[SIM_INVARIANT_COUNT];
    sim_measured measures[SIM_MEASURE_COUNT];
    sim_tally tally;      /* marks that only an oracle can see */
    sim_profile *profile; /* NULL: time is not counted */
    bool out_of_memory;   /* the oracle itself ran out of memory: the run is void */
} sim_judgement;

/*
 * Each function counts a check and returns whether it holds. The first violation of an invariant
 * that is judged is kept.
 */
bool sim_judge(sim_judgement *judgement, sim_invariant invariant, bool holds, const sim_site *where,
               sim_value expected, sim_value got);
/* With a phrase for each value; what says what a number means. */
bool sim_judge_words(sim_judgement *judgement, sim_invariant invariant, bool holds,
                     const sim_site *where, sim_word expected, sim_word got);
bool sim_judge_number(sim_judgement *judgement, sim_invariant invariant, const sim_site *where,
                      sim_word what, uint64_t expected, uint64_t got);
bool sim_judge_signed(sim_judgement *judgement, sim_invariant invariant, const sim_site *where,
                      sim_word what, int64_t expected, int64_t got);
bool sim_judge_status(sim_judgement *judgement, sim_invariant invariant, const sim_site *where,
                      ida_status expected, ida_status got);

/*
 * What only the allocator saw: wrong old sizes, and left, the bytes that a subject still holds when
 * everything has ended. invariant is the contract of its scheme; where says what has ended. A
 * failure already in the result stays.
 */
void sim_judge_memory(sim_result *result, const sim_memory *memory, size_t left,
                      sim_invariant invariant, sim_word where);

#endif
