/*
 * The values and conditions of scenario files.
 *
 *     value      any | option { "|" option }
 *     option     [ SHARE "x" ] piece { ("+" | "-" | "*") piece }
 *     piece      operand [ ".." operand | "in" operand ]
 *     operand    NUMBER | NAME
 *     condition  test { "and" test }
 *     test       piece [ ("is" [ "not" ] | "<" | ">") operand ]
 *
 * "2..4" draws one of 2, 3 and 4; "1 in 4" is 1 once in four times, else 0; of several options one
 * is drawn, one with "3x" three times as often. A test without a comparison holds unless it is 0.
 */
#ifndef SIM_SCENARIO_EXPRESSION_H
#define SIM_SCENARIO_EXPRESSION_H

#include "names.h"

/*
 * Appends a value to the recipe's pieces. name: what it is for; group: the section that it is in,
 * whose names come before others that are alike. False with error set.
 */
bool sim_expression_value(sim_recipe *recipe, sim_group group, uint32_t name, const char *text,
                          size_t line, sim_recipe_slice *slice, sim_scenario_error *error);
/* Appends a condition to the recipe's tests. False with error set. */
bool sim_expression_condition(sim_recipe *recipe, sim_group group, const char *text, size_t line,
                              sim_recipe_slice *slice, sim_scenario_error *error);

#endif
