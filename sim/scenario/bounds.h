/*
 * Proves, before a world is made, that every seed of a recipe gives numbers within their limits: it
 * follows the least and the greatest value of every name through all steps.
 */
#ifndef SIM_SCENARIO_BOUNDS_H
#define SIM_SCENARIO_BOUNDS_H

#include "names.h"

/* False with error set, at the line of the step that can go wrong. O(steps * names). */
bool sim_bounds_check(const sim_recipe *recipe, sim_scenario_error *error);

#endif
