/*
 * Reads scenario files (scenario/FORMAT.md) with inih, and says what is wrong with one: file, line,
 * what, and the nearest right word.
 */
#ifndef SIM_CMD_SCENARIOFILE_H
#define SIM_CMD_SCENARIOFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/reading.h"

/* Larger files are refused before they are read. */
#define SIM_SCENARIO_FILE_MAX 65536u

/* Whether a word on a command line is a file's path rather than a name. */
bool sim_scenariofile_is_path(const char *word);
/* Whether it is what a scenario file is called: NAME.scenario. */
bool sim_scenariofile_is_named(const char *path);

/*
 * The scenario of a file, which lives until the program ends; the same path gives the same one.
 * NULL after an error message.
 */
const sim_scenario *sim_scenariofile_load(const char *path);
/*
 * The same for a text that a result has in it, whose file is elsewhere: the scenario's path is
 * "NAME.scenario", and the same text gives the same one. Messages begin with where, the result.
 */
const sim_scenario *sim_scenariofile_adopt(const char *where, const char *text);
/*
 * The text that a scenario was loaded from; NULL if it is built in. It has no byte 0 and is owned
 * by the scenario.
 */
const char *sim_scenariofile_text(const sim_scenario *scenario);
/* The exit status after an error: SIM_EXIT_ENVIRONMENT if a file could not be read. */
int sim_scenariofile_status(void);

/* The lines of a text as inih finds them. */
typedef struct sim_scenario_lines {
    sim_scenario_line *lines;
    size_t count;
    char *words; /* what the lines point to */
} sim_scenario_lines;

/*
 * Splits a text; false with error set, whose line is 0 if memory ran out. O(size) memory and time,
 * whatever the bytes are. text is followed by a NUL, which is not counted.
 */
bool sim_scenariofile_split(const char *text, size_t size, sim_scenario_lines *lines,
                            sim_scenario_error *error);
void sim_scenariofile_free(sim_scenario_lines *lines);
/*
 * The lines of a scenario that is built in or was loaded, from the text that it was made from.
 * False after an error message: there is no memory.
 */
bool sim_scenariofile_lines(const sim_scenario *scenario, sim_scenario_lines *lines);

#endif
