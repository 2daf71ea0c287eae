/*
 * Variations of a scenario. The lines of the file that set a varied name get the point's value. One
 * more such line comes before them, for files that set it only in some worlds, or leave it to their
 * base or to what is usual.
 */
#include "grid.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "output.h"
#include "recipe/timing.h"
#include "scenario/builtin.h"

/* --- Names. --- */

static bool find_size(sim_axis *axis, const char *name, sim_nearest *nearest)
{
    for (unsigned i = 0; i < SIM_SIZE_COUNT; i++) {
        const sim_size_row *row = sim_size_row_of((sim_size)i);
        if (!sim_size_applies(SIM_SCHEME_COMPRESSOR, (sim_size)i) || row->kind != SIM_SIZE_DRAWN) {
            continue;
        }
        if (sim_name_is(name, row->name)) {
            axis->name = row->name;
            axis->section = "sizes";
            return true;
        }
        sim_nearest_try(nearest, row->name);
    }
    return false;
}

static bool find_timing(sim_axis *axis, const char *name, sim_nearest *nearest)
{
    for (unsigned i = 0; i < SIM_TIMING_COUNT; i++) {
        const sim_timing_row *row = sim_timing_row_of((sim_timing)i);
        if (sim_name_is(name, row->name)) {
            axis->name = row->name;
            axis->section = "timing";
            return true;
        }
        sim_nearest_try(nearest, row->name);
    }
    return false;
}

/* The name is the first length characters of text. */
static bool read_name(sim_axis *axis, const char *text, size_t length, bool is_timed)
{
    char name[SIM_NAME_LENGTH_MAX + 1] = "";
    if (length <= SIM_NAME_LENGTH_MAX) {
        memcpy(name, text, length);
    }
    sim_nearest nearest = sim_nearest_to(name);
    if (find_size(axis, name, &nearest) || (is_timed && find_timing(axis, name, &nearest))) {
        return true;
    }
    sim_error("--vary: there is nothing named '%.*s' in [sizes]%s", (int)length, text,
              is_timed ? " or [timing]" : "");
    sim_nearest_hint(&nearest, is_timed ? "Their names are in scenario/FORMAT.md"
                                        : "Only timed scenarios have [timing]");
    return false;
}

/* --- Values. --- */

#define DIGITS_MAX 10u
#define UNIT_MAX   3u

/* A number and a unit, which may be "". */
typedef struct value {
    uint64_t number;
    char unit[UNIT_MAX + 1];
} value;

static bool read_value(const char *text, size_t length, value *v)
{
    size_t digits = 0;
    *v = (value){0};
    while (digits < length && text[digits] >= '0' && text[digits] <= '9') {
        v->number = digits < DIGITS_MAX ? v->number * 10 + (uint64_t)(text[digits] - '0') : 0;
        digits++;
    }
    size_t unit = length - digits;
    for (size_t i = 0; i < unit && unit <= UNIT_MAX; i++) {
        v->unit[i] = text[digits + i];
        if (v->unit[i] < 'a' || v->unit[i] > 'z') {
            return false;
        }
    }
    return digits > 0 && digits <= DIGITS_MAX && unit <= UNIT_MAX;
}

static bool refuse_value(const sim_axis *axis, const char *text, size_t length)
{
    bool is_time = strcmp(axis->section, "timing") == 0;
    sim_error("--vary %s: '%.*s' is not a %s", axis->name, (int)length, text,
              is_time ? "number or a time such as 50ms" : "number");
    sim_hint("Such as --vary %s=%s", axis->name, is_time ? "10ms,50ms,200ms" : "16,64,512");
    return false;
}

static bool refuse_points(void)
{
    sim_error("--vary: the grid has more than %u points", SIM_POINTS_MAX);
    return false;
}

static bool add_value(sim_axis *axis, uint64_t number, const char *unit)
{
    if (axis->count == SIM_POINTS_MAX) {
        return refuse_points();
    }
    (void)snprintf(axis->values[axis->count++], sizeof axis->values[0], "%" PRIu64 "%s", number,
                   unit);
    return true;
}

/* "V1,V2,V3" */
static bool read_list(sim_axis *axis, const char *text)
{
    for (const char *at = text; at != NULL;) {
        size_t length = strcspn(at, ",");
        value v;
        if (!read_value(at, length, &v)) {
            return refuse_value(axis, at, length);
        }
        if (!add_value(axis, v.number, v.unit)) {
            return false;
        }
        at = at[length] == ',' ? at + length + 1 : NULL;
    }
    return true;
}

/* "LOW..HIGH": LOW, doubled until HIGH, and HIGH. The unit can be at HIGH only. */
static bool read_range(sim_axis *axis, const char *text, const char *dots)
{
    value low;
    value high;
    if (!read_value(text, (size_t)(dots - text), &low)) {
        return refuse_value(axis, text, (size_t)(dots - text));
    }
    if (!read_value(dots + 2, strlen(dots + 2), &high)) {
        return refuse_value(axis, dots + 2, strlen(dots + 2));
    }
    if (low.unit[0] != '\0' && strcmp(low.unit, high.unit) != 0) {
        sim_error("--vary %s: '%s' has two units; a range needs one", axis->name, text);
        return false;
    }
    if (low.number == 0 || low.number > high.number) {
        sim_error("--vary %s: '%s' is not a range from at least 1 to a number that is not less",
                  axis->name, text);
        return false;
    }
    for (uint64_t number = low.number; number < high.number; number *= 2) {
        if (!add_value(axis, number, high.unit)) {
            return false;
        }
    }
    return add_value(axis, high.number, high.unit);
}

static bool read_axis(sim_axis *axis, const char *text, bool is_timed)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text) {
        sim_error("--vary needs NAME=VALUE,VALUE or NAME=LOW..HIGH, not '%s'", text);
        return false;
    }
    if (!read_name(axis, text, (size_t)(equals - text), is_timed)) {
        return false;
    }
    const char *dots = strstr(equals, "..");
    return dots == NULL ? read_list(axis, equals + 1) : read_range(axis, equals + 1, dots);
}

/* --- The grid. --- */

static bool check_scenario(const sim_scenario *scenario)
{
    if (scenario->part_count > 0) {
        sim_error("the worlds of '%s' are of several scenarios; economics needs one that "
                  "plays only its own",
                  scenario->name);
        return false;
    }
    if (scenario->scheme != SIM_SCHEME_COMPRESSOR) {
        sim_error("economics knows only the ID compressor, and '%s' is a scenario of the scheme %s",
                  scenario->name, sim_scheme_name(scenario->scheme));
        return false;
    }
    return true;
}

bool sim_grid_open(sim_grid *grid, const sim_scenario *scenario,
                   const char *const texts[SIM_AXES_MAX])
{
    *grid = (sim_grid){.scenario = scenario};
    if (!check_scenario(scenario)) {
        return false;
    }
    for (size_t i = 0; i < SIM_AXES_MAX && texts[i] != NULL; i++) {
        if (!read_axis(&grid->axes[i], texts[i], scenario->recipe->is_timed)) {
            return false;
        }
        grid->axis_count++;
    }
    if (grid->axis_count == 2 && grid->axes[0].name == grid->axes[1].name) {
        sim_error("--vary %s is given twice", grid->axes[0].name);
        return false;
    }
    if (sim_grid_points(grid) > SIM_POINTS_MAX) {
        return refuse_points();
    }
    return sim_scenariofile_lines(scenario, &grid->lines);
}

void sim_grid_close(sim_grid *grid)
{
    sim_scenariofile_free(&grid->lines);
}

size_t sim_grid_points(const sim_grid *grid)
{
    size_t points = 1;
    for (size_t i = 0; i < grid->axis_count; i++) {
        points *= grid->axes[i].count;
    }
    return points;
}

const char *sim_grid_value(const sim_grid *grid, size_t point, size_t axis)
{
    assert(axis < grid->axis_count);
    assert(point < sim_grid_points(grid));
    for (size_t i = grid->axis_count - 1; i > axis; i--) {
        point /= grid->axes[i].count;
    }
    return grid->axes[axis].values[point % grid->axes[axis].count];
}

/* --- The scenario of a point. --- */

static bool is_in_section(const sim_scenario_line *line, const char *section)
{
    size_t length = strlen(section);
    return strncmp(line->section, section, length) == 0 &&
           strchr(", \t", line->section[length]) != NULL;
}

/* The line, with the point's value if it sets a varied name. */
static sim_scenario_line varied(const sim_grid *grid, size_t point, sim_scenario_line line)
{
    for (size_t i = 0; i < grid->axis_count; i++) {
        const sim_axis *axis = &grid->axes[i];
        if (strcmp(line.key, axis->name) == 0 && is_in_section(&line, axis->section)) {
            line.value = sim_grid_value(grid, point, i);
        }
    }
    return line;
}

/* A line that sets an axis in a section of its own, which no line of the file begins. */
static sim_scenario_line added(const sim_grid *grid, size_t point, size_t axis)
{
    return (sim_scenario_line){.begins = UINT32_MAX - (uint32_t)axis,
                               .section = grid->axes[axis].section,
                               .key = grid->axes[axis].name,
                               .value = sim_grid_value(grid, point, axis)};
}

/* The lines of a point, for the caller to free: those of the file, and one for each axis. */
static sim_scenario_line *lines_of(const sim_grid *grid, size_t point)
{
    const sim_scenario_lines *file = &grid->lines;
    size_t count = 0;
    sim_scenario_line *lines = calloc(file->count + SIM_AXES_MAX, sizeof *lines);
    if (lines == NULL) {
        return NULL;
    }
    while (count < file->count && is_in_section(&file->lines[count], "scenario")) {
        lines[count] = file->lines[count];
        count++;
    }
    size_t head = count;
    for (size_t i = 0; i < grid->axis_count; i++) {
        lines[count++] = added(grid, point, i);
    }
    for (size_t i = head; i < file->count; i++) {
        lines[count++] = varied(grid, point, file->lines[i]);
    }
    assert(count == file->count + grid->axis_count);
    return lines;
}

static bool refuse_point(const sim_grid *grid, size_t point, const sim_scenario_error *error)
{
    char values[SIM_AXES_MAX * 64] = "";
    char line[32] = "";
    for (size_t i = 0; i < grid->axis_count; i++) {
        size_t used = strlen(values);
        (void)snprintf(values + used, sizeof values - used, "%s%s = %s", i == 0 ? "" : ", ",
                       grid->axes[i].name, sim_grid_value(grid, point, i));
    }
    if (error->line != 0) {
        (void)snprintf(line, sizeof line, ":%zu", error->line);
    }
    sim_error("%s%s, with %s: %s", sim_scenario_word(grid->scenario), line, values, error->message);
    if (error->hint[0] != '\0') {
        sim_hint("%s", error->hint);
    }
    return false;
}

bool sim_grid_make(const sim_grid *grid, size_t point, sim_scenario_made *made)
{
    sim_scenario_error error = {.message = "no memory"};
    sim_scenario_line *lines = lines_of(grid, point);
    bool good = lines != NULL && sim_scenario_make(lines, grid->lines.count + grid->axis_count,
                                                   sim_scenario_at, made, &error);
    free(lines);
    if (!good) {
        return refuse_point(grid, point, &error);
    }
    made->scenario.path = grid->scenario->path;
    return true;
}
