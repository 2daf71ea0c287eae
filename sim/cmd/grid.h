/*
 * Variations of a scenario: some of its sizes and times take several values, and every combination
 * of these is a point of a grid. A point is the scenario's own file with other lines in it, so what
 * a file may say is checked as it is for any other file.
 */
#ifndef SIM_CMD_GRID_H
#define SIM_CMD_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "scenariofile.h"

#define SIM_AXES_MAX   2u
#define SIM_POINTS_MAX 64u

/* A name of [sizes] or [timing], and its values as they stand in a file: "512", "50ms". */
typedef struct sim_axis {
    const char *name;
    const char *section;
    char values[SIM_POINTS_MAX][24];
    size_t count;
} sim_axis;

typedef struct sim_grid {
    const sim_scenario *scenario;
    sim_scenario_lines lines; /* of its file */
    sim_axis axes[SIM_AXES_MAX];
    size_t axis_count;
} sim_grid;

/*
 * Opens the grid of a scenario of the ID compressor that has no [worlds]. texts: up to SIM_AXES_MAX
 * of the form "NAME=VALUE,VALUE" or "NAME=LOW..HIGH", the rest NULL; without any the grid is one
 * point, the file as it is. False after an error message; sim_grid_close in any case.
 */
bool sim_grid_open(sim_grid *grid, const sim_scenario *scenario,
                   const char *const texts[SIM_AXES_MAX]);
void sim_grid_close(sim_grid *grid);

/* At least 1 and at most SIM_POINTS_MAX. The last axis changes from one point to the next. */
size_t sim_grid_points(const sim_grid *grid);
/* The value of an axis at a point. */
const char *sim_grid_value(const sim_grid *grid, size_t point, size_t axis);
/*
 * Makes the scenario of a point, in O(lines) time. False after an error message, which names the
 * values of the point. made must stay where it is.
 */
bool sim_grid_make(const sim_grid *grid, size_t point, sim_scenario_made *made);

#endif
