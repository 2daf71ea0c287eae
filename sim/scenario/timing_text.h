/*
 * The lines of [timing] in scenario files.
 *
 *     value   "never" | option { "|" option }
 *     option  [ SHARE "x" ] ( NUMBER [".." NUMBER] | "exponential" NUMBER
 *             | "log-normal" NUMBER "spread" PERCENT "%" ) UNIT
 *
 * UNIT is us, ms, s, min, h or d, behind the number; a count has none.
 */
#ifndef SIM_SCENARIO_TIMING_TEXT_H
#define SIM_SCENARIO_TIMING_TEXT_H

#include "names.h"
#include "recipe/timing.h"

/* False with error set. */
bool sim_timing_read(const sim_timing_row *row, const char *text, size_t line,
                     sim_distribution *distribution, sim_scenario_error *error);

#endif
