/*
 * Makes a scenario of the lines of a file. What splits a file into lines is elsewhere: inih for
 * files that are given (cmd/scenariofile.h), the build for those that are built in.
 */
#ifndef SIM_SCENARIO_READING_H
#define SIM_SCENARIO_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names.h"
#include "scenario.h"

#define SIM_SENTENCE_MAX 160u

/* "key = value" in a section. */
typedef struct sim_scenario_line {
    uint32_t line; /* from 1 */
    uint32_t
        begins; /* the line with the section's name; tells apart sections of one name; 0: none */
    const char *section; /* the text between the brackets */
    const char *key;
    const char *value;
} sim_scenario_line;

/* A scenario, and all that it points to, except its bases, its parts and its path. */
typedef struct sim_scenario_made {
    sim_scenario scenario;
    sim_recipe recipe;
    sim_scenario_part parts[SIM_SCENARIO_PARTS];
    sim_mark marks[SIM_MARK_COUNT];
    sim_fault faults[SIM_FAULT_COUNT];
    sim_expectation expectations[SIM_EXPECTATIONS_MAX];
    char name[SIM_NAME_LENGTH_MAX + 1];
    char sentence[SIM_SENTENCE_MAX + 1];
} sim_scenario_made;

/* The index-th scenario that files can be based on, or a nameless one; NULL if there are fewer. */
typedef const sim_scenario *(*sim_scenario_shelf)(size_t index);

/*
 * Makes a scenario; false with error set. Whatever the lines say, it takes no more memory than
 * made, and O(lines * names) time. made must stay where it is.
 */
bool sim_scenario_make(const sim_scenario_line *lines, size_t count, sim_scenario_shelf shelf,
                       sim_scenario_made *made, sim_scenario_error *error);

#endif
