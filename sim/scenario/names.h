/* The names that a scenario file can set and read, and errors in such files. */
#ifndef SIM_SCENARIO_NAMES_H
#define SIM_SCENARIO_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/nearest.h"
#include "recipe/recipe.h"

/* Where and why a scenario file was refused. */
typedef struct sim_scenario_error {
    size_t line; /* from 1; 0: the file as a whole */
    char message[240];
    char hint[160]; /* what to do; "" if there is no advice */
} sim_scenario_error;

#if defined(__GNUC__)
#define SIM_ERROR_PRINTF __attribute__((format(printf, 3, 4)))
#else
#define SIM_ERROR_PRINTF
#endif

/* Sets an error without a hint; always false. */
bool sim_scenario_refuse(sim_scenario_error *error, size_t line, const char *format,
                         ...) SIM_ERROR_PRINTF;
/* Adds a hint: the word that was probably meant, if there is one. Always false. */
bool sim_scenario_suggest(sim_scenario_error *error, const sim_nearest *nearest);

/* The sections that set names. */
typedef enum sim_group {
    SIM_GROUP_SIZES,
    SIM_GROUP_CHOICES,
    SIM_GROUP_WEIGHTS,
    SIM_GROUP_LAYOUTS,
    SIM_GROUPS
} sim_group;

/* "sizes", ... */
const char *sim_group_name(sim_group group);

/* The number of a name of that group; false, and nearest has tried all names of it. */
bool sim_group_find(const sim_recipe *recipe, sim_group group, const char *text, uint32_t *name,
                    sim_nearest *nearest);
/* The name's text, such as "cluster-size"; lives as long as the recipe. */
const char *sim_name_text(const sim_recipe *recipe, uint32_t name);
/* What a name may be set to. */
void sim_name_limits(uint32_t name, uint32_t *min, uint32_t *max);

#endif
