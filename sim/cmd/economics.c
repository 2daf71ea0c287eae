/*
 * Tables of costs. Their columns are measures that scenarios can also expect something of
 * (scenario/expectation.h), so a figure of the table can be written into a file as a limit.
 */
#include "economics.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "json.h"
#include "output.h"
#include "provenance.h"
#include "scenario/expectation.h"

typedef struct column {
    const char *name; /* of the expectation */
    const char *head; /* two lines for people */
    const char *subhead;
    bool percent;
    bool is_timed; /* only of timed scenarios */
} column;

static const column columns[] = {
    {"eager-share", "eager", "of IDs", true, false},
    {"clusters-per-session", "clusters", "a session", false, false},
    {"memory-bytes-per-id", "memory", "bytes an ID", false, false},
    {"snapshot-bytes-per-id", "snapshot", "bytes an ID", false, false},
    {"wire-bytes-per-id", "wire", "bytes an ID", false, false},
    {"waste", "wasted", "of final IDs", true, false},
    {"ms-until-final", "until final", "ms", false, true},
    {"in-time", "in time", "of IDs", true, true},
};

#define COLUMN_COUNT (sizeof columns / sizeof columns[0])
#define WIDTH        12

static bool is_shown(const sim_economics *e, const column *c)
{
    return e->grid.scenario->recipe->is_timed || !c->is_timed;
}

/* "84.8 %" or "2.5"; false if there was nothing to measure. */
static bool measure(const sim_economics *e, size_t point, const column *c,
                    char text[SIM_EXPECTATION_TEXT])
{
    static const sim_tally none;
    sim_expectation expectation;
    sim_scenario_error error;
    bool known = sim_expectation_read(c->name, c->percent ? "at least 0 %" : "at least 0", 0,
                                      &expectation, &error);
    assert(known);
    (void)known;
    sim_expectation_measured(&expectation, e->amounts[point], &none, text);
    return sim_expectation_judge(&expectation, e->amounts[point], &none) != SIM_OUTCOME_UNKNOWN;
}

/* --- For people. --- */

static int width_of(const sim_axis *axis)
{
    size_t width = strlen(axis->name);
    for (size_t i = 0; i < axis->count; i++) {
        size_t length = strlen(axis->values[i]);
        width = length > width ? length : width;
    }
    return (int)width;
}

static void print_heads(FILE *out, const sim_economics *e)
{
    for (unsigned line = 0; line < 2; line++) {
        (void)fprintf(out, "%s", sim_colour_on(out, SIM_COLOUR_BOLD));
        for (size_t i = 0; i < e->grid.axis_count; i++) {
            const sim_axis *axis = &e->grid.axes[i];
            (void)fprintf(out, "  %*s", width_of(axis), line == 0 ? axis->name : "");
        }
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            if (is_shown(e, &columns[i])) {
                (void)fprintf(out, "  %*s", WIDTH,
                              line == 0 ? columns[i].head : columns[i].subhead);
            }
        }
        (void)fprintf(out, "%s\n", sim_colour_off(out));
    }
}

static void print_point(FILE *out, const sim_economics *e, size_t point)
{
    char text[SIM_EXPECTATION_TEXT];
    for (size_t i = 0; i < e->grid.axis_count; i++) {
        (void)fprintf(out, "  %*s", width_of(&e->grid.axes[i]), sim_grid_value(&e->grid, point, i));
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (is_shown(e, &columns[i])) {
            bool measured = measure(e, point, &columns[i], text);
            (void)fprintf(out, "  %*s", WIDTH, measured ? text : "-");
        }
    }
    (void)fprintf(out, "\n");
}

void sim_economics_print(FILE *out, const sim_economics *e)
{
    char ops[SIM_COUNT_TEXT];
    char end[SIM_SEED_TEXT];
    sim_format_count(e->ops, ops);
    sim_format_next_seed(e->seeds.last, end);
    (void)fprintf(out, "%s: in each line the seeds %" PRIu64 "..%s, worlds of %s ops\n",
                  e->grid.scenario->name, e->seeds.from, end, ops);
    print_heads(out, e);
    for (size_t point = 0; point < sim_grid_points(&e->grid); point++) {
        print_point(out, e, point);
    }
}

/* --- For programs. --- */

void sim_economics_print_csv(FILE *out, const sim_economics *e)
{
    char text[SIM_EXPECTATION_TEXT];
    for (size_t i = 0; i < e->grid.axis_count; i++) {
        (void)fprintf(out, "%s,", e->grid.axes[i].name);
    }
    (void)fprintf(out, "worlds,ids");
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (is_shown(e, &columns[i])) {
            (void)fprintf(out, ",%s%s", columns[i].name, columns[i].percent ? "-percent" : "");
        }
    }
    (void)fprintf(out, "\n");
    for (size_t point = 0; point < sim_grid_points(&e->grid); point++) {
        const uint64_t *amounts = e->amounts[point];
        for (size_t i = 0; i < e->grid.axis_count; i++) {
            (void)fprintf(out, "%s,", sim_grid_value(&e->grid, point, i));
        }
        (void)fprintf(out, "%" PRIu64 ",%" PRIu64, amounts[SIM_AMOUNT_WORLDS],
                      amounts[SIM_AMOUNT_IDS]);
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            if (is_shown(e, &columns[i])) {
                bool measured = measure(e, point, &columns[i], text);
                /* Without the blank and the sign behind a percentage. */
                (void)fprintf(out, ",%.*s", measured ? (int)strcspn(text, " ") : 0, text);
            }
        }
        (void)fprintf(out, "\n");
    }
}

static json_t *json_axis(const sim_axis *axis)
{
    json_t *values = json_array();
    for (size_t i = 0; i < axis->count; i++) {
        (void)json_array_append_new(values, sim_json_text(axis->values[i]));
    }
    return json_pack("{s:s, s:s, s:o}", "name", axis->name, "section", axis->section, "values",
                     values);
}

static json_t *json_point(const sim_economics *e, size_t point)
{
    char text[SIM_EXPECTATION_TEXT];
    json_t *values = json_object();
    json_t *amounts = json_object();
    json_t *measured = json_object();
    for (size_t i = 0; i < e->grid.axis_count; i++) {
        (void)json_object_set_new(values, e->grid.axes[i].name,
                                  sim_json_text(sim_grid_value(&e->grid, point, i)));
    }
    for (unsigned i = 0; i < SIM_AMOUNT_COUNT; i++) {
        (void)json_object_set_new(amounts, sim_amount_name((sim_amount)i),
                                  sim_json_number(e->amounts[point][i]));
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (is_shown(e, &columns[i])) {
            bool is_known = measure(e, point, &columns[i], text);
            (void)json_object_set_new(measured, columns[i].name,
                                      sim_json_text(is_known ? text : NULL));
        }
    }
    return json_pack("{s:o, s:o, s:o}", "values", values, "amounts", amounts, "measured", measured);
}

json_t *sim_economics_json(const sim_economics *e)
{
    json_t *object = sim_json_document("economics");
    json_t *axes = json_array();
    json_t *points = json_array();
    for (size_t i = 0; i < e->grid.axis_count; i++) {
        (void)json_array_append_new(axes, json_axis(&e->grid.axes[i]));
    }
    for (size_t point = 0; point < sim_grid_points(&e->grid); point++) {
        (void)json_array_append_new(points, json_point(e, point));
    }
    (void)json_object_set_new(object, "scenario", sim_json_text(e->grid.scenario->name));
    (void)json_object_set_new(object, "first_seed", sim_json_identity(e->seeds.from));
    (void)json_object_set_new(object, "last_seed", sim_json_identity(e->seeds.last));
    (void)json_object_set_new(object, "ops", sim_json_number(e->ops));
    (void)json_object_set_new(object, "vary", axes);
    (void)json_object_set_new(object, "points", points);
    return object;
}
