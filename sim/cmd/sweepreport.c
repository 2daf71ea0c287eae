/* Puts the sums and failures of a sweep into a page. */
#include "sweepreport.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output.h"
#include "report/page.h"
#include "worldhead.h"
#include "worldpages.h"

/* At most this many worlds have reports of their own, one of each group. */
#define WORLDS_MAX 8u
/* Failures of a group that are listed; the rest is counted. */
#define LISTED_MAX 100u

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

/* --- Failures, by what they broke. --- */

static bool is_of_group(const sim_failure_note *a, const sim_failure_note *b)
{
    return a->kind == b->kind && strcmp(a->name, b->name) == 0;
}

static bool is_first_of_group(const sim_campaign *c, size_t index)
{
    size_t i = 0;
    while (!is_of_group(&c->failures[i], &c->failures[index])) {
        i++;
    }
    return i == index;
}

/* Where the report of a failure's world is, below the directory. */
static void place_of(const sim_failure_note *note, char place[160])
{
    (void)snprintf(place, 160, "%s-%" PRIu64, note->scenario->name, note->seed);
}

/* Writes the worlds of the first failures; has_page[i] says which. False after an error message. */
static bool write_worlds(const sim_campaign *c, bool *has_page)
{
    unsigned worlds = 0;
    bool written = true;
    for (size_t i = 0; i < c->failure_count && worlds < WORLDS_MAX; i++) {
        if (c->failures[i].tape != NULL && is_first_of_group(c, i)) {
            char place[160];
            char path[SIM_PATH_SIZE];
            place_of(&c->failures[i], place);
            (void)snprintf(path, sizeof path, "%s/%s", c->report->directory, place);
            has_page[i] = sim_worldpages_of_failure(c, &c->failures[i], path);
            written = written && has_page[i];
            worlds++;
        }
    }
    return written;
}

static json_t *json_entry(const sim_failure_note *note, bool has_page)
{
    json_t *entry = json_object();
    set(entry, "scenario", sim_json_text(note->scenario->name));
    set(entry, "seed", sim_json_identity(note->seed));
    set(entry, "op", note->has_op ? sim_json_number(note->op) : json_null());
    set(entry, "op_text", sim_json_text(note->has_op ? note->op_text : NULL));
    set(entry, "where", sim_json_text(note->where));
    set(entry, "expected", sim_json_text(note->expected));
    set(entry, "got", sim_json_text(note->got));
    set(entry, "repro", sim_head_command(note->command));
    set(entry, "href", json_null());
    set(entry, "shrunk_href", json_null());
    if (has_page) {
        char place[160];
        place_of(note, place);
        set(entry, "href", json_sprintf("%s/report.html", place));
        if (sim_worldreport_shows_shrunk(note)) {
            set(entry, "shrunk_href", json_sprintf("%s/shrunk/report.html", place));
        }
    }
    return entry;
}

static json_t *json_group(const sim_campaign *c, size_t first, const bool *has_page)
{
    const sim_failure_note *note = &c->failures[first];
    json_t *group = json_object();
    json_t *failures = json_array();
    uint64_t count = 0;
    for (size_t i = first; i < c->failure_count; i++) {
        if (is_of_group(&c->failures[i], note)) {
            count++;
            if (count <= LISTED_MAX) {
                (void)json_array_append_new(failures, json_entry(&c->failures[i], has_page[i]));
            }
        }
    }
    set(group, "kind", sim_json_text(sim_failure_kind_name(note->kind)));
    set(group, "invariant", sim_json_text(note->name));
    set(group, "sentence", sim_json_text(sim_failure_sentence(note)));
    set(group, "count", sim_json_number(count));
    set(group, "failures", failures);
    return group;
}

static json_t *json_groups(const sim_campaign *c, const bool *has_page)
{
    json_t *groups = json_array();
    for (size_t i = 0; i < c->failure_count; i++) {
        if (is_first_of_group(c, i)) {
            (void)json_array_append_new(groups, json_group(c, i, has_page));
        }
    }
    return groups;
}

/* --- What was reached. --- */

/* Missing ones first: 0 is missing, 1 is 0 although nothing needs it, 2 was reached. */
static unsigned rank_of(uint64_t count, bool needed)
{
    return count > 0 ? 2 : needed ? 0 : 1;
}

static bool needs_mark(const sim_plan *plan, unsigned mark)
{
    bool needed = false;
    for (size_t s = 0; s < plan->scenario_count; s++) {
        for (size_t i = 0; i < plan->scenarios[s]->mark_count; i++) {
            needed = needed || plan->scenarios[s]->marks[i] == (sim_mark)mark;
        }
    }
    return needed;
}

static bool needs_fault(const sim_plan *plan, unsigned fault)
{
    bool needed = false;
    for (size_t s = 0; s < plan->scenario_count; s++) {
        for (size_t i = 0; i < plan->scenarios[s]->fault_count; i++) {
            needed = needed || plan->scenarios[s]->faults[i] == (sim_fault)fault;
        }
    }
    return needed;
}

static json_t *json_reached(const char *name, uint64_t count, bool needed)
{
    json_t *row = json_object();
    set(row, "name", sim_json_text(name));
    set(row, "count", sim_json_number(count));
    set(row, "needed", json_boolean(needed));
    return row;
}

static json_t *json_marks(const sim_campaign *c)
{
    json_t *rows = json_array();
    for (unsigned rank = 0; rank < 3; rank++) {
        for (unsigned i = 0; i < SIM_MARK_COUNT; i++) {
            uint64_t count = c->total.tally.marks[i];
            bool needed = needs_mark(&c->options->plan, i);
            if (rank_of(count, needed) == rank) {
                (void)json_array_append_new(
                    rows, json_reached(sim_mark_name((sim_mark)i), count, needed));
            }
        }
    }
    return rows;
}

static json_t *json_faults(const sim_campaign *c)
{
    json_t *rows = json_array();
    for (unsigned rank = 0; rank < 3; rank++) {
        for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
            uint64_t count = c->total.tally.faults[i];
            bool needed = needs_fault(&c->options->plan, i);
            if (rank_of(count, needed) == rank) {
                (void)json_array_append_new(
                    rows, json_reached(sim_fault_name((sim_fault)i), count, needed));
            }
        }
    }
    return rows;
}

static json_t *json_checks(const sim_campaign *c)
{
    const sim_plan *plan = &c->options->plan;
    json_t *rows = json_array();
    for (unsigned rank = 0; rank < 3; rank++) {
        for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
            sim_invariant invariant = (sim_invariant)i;
            bool unchecked = sim_sum_unchecked(&c->total, invariant,
                                               (const sim_scenario *const *)plan->scenarios,
                                               plan->scenario_count);
            if (rank_of(c->total.checks[i], unchecked) == rank) {
                json_t *row = json_object();
                set(row, "name", sim_json_text(sim_invariant_name(invariant)));
                set(row, "count", sim_json_number(c->total.checks[i]));
                set(row, "sentence", sim_json_text(sim_invariant_sentence(invariant)));
                set(row, "unchecked", json_boolean(unchecked));
                (void)json_array_append_new(rows, row);
            }
        }
    }
    return rows;
}

/* --- The rest. --- */

static json_t *json_scenarios(const sim_campaign *c)
{
    const sim_plan *plan = &c->options->plan;
    json_t *rows = json_array();
    for (size_t i = 0; i < plan->scenario_count; i++) {
        json_t *row = json_object();
        const sim_scenario *scenario = plan->scenarios[i];
        sim_verdict verdict = sim_sum_verdict(&scenario, &c->sums[i], 1);
        set(row, "name", sim_json_text(scenario->name));
        set(row, "first_seed", sim_json_identity(sim_plan_seed(plan, 0)));
        set(row, "step", sim_json_number(plan->shard.parts));
        set(row, "worlds", sim_json_number(c->sums[i].worlds));
        set(row, "failures", sim_json_number(c->sums[i].failures));
        set(row, "verdict", sim_json_text(sim_verdict_name(verdict)));
        set(row, "missed", sim_json_missed(&c->sums[i], scenario));
        (void)json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *json_slowest(const sim_campaign *c)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < c->slow_count; i++) {
        json_t *row = json_object();
        set(row, "scenario", sim_json_text(c->slowest[i].scenario->name));
        set(row, "seed", sim_json_identity(c->slowest[i].seed));
        set(row, "seconds", json_real(c->slowest[i].seconds));
        set(row, "ops", sim_json_number(c->slowest[i].ops));
        (void)json_array_append_new(rows, row);
    }
    return rows;
}

/* The measures by name as rows, each with its name. */
static json_t *json_measures(const sim_campaign *c)
{
    json_t *rows = json_array();
    json_t *measures = sim_json_measures(&c->total);
    const char *name;
    json_t *measure;
    json_object_foreach(measures, name, measure)
    {
        set(measure, "name", sim_json_text(name));
        (void)json_array_append(rows, measure);
    }
    json_decref(measures);
    return rows;
}

static json_t *head_of(const sim_campaign *c, const char *verdict, const bool *has_page)
{
    char title[120];
    json_t *totals = json_object();
    (void)snprintf(title, sizeof title, "Sweep of %" PRIu64 " worlds: %s", c->total.worlds,
                   verdict);
    json_t *head = sim_head_begin("sweep", title);
    set(head, "verdict", sim_json_text(verdict));
    set(head, "ended", sim_json_text(sim_campaign_end_name(c->end)));
    sim_json_set_time(head, c->total.ops, c->seconds);
    set(head, "worlds", sim_json_number(c->total.worlds));
    set(head, "failures", sim_json_number(c->total.failures));
    set(head, "scenarios", json_scenarios(c));
    sim_json_set_totals(totals, &c->total);
    set(head, "totals", totals);
    set(head, "groups", json_groups(c, has_page));
    set(head, "marks", json_marks(c));
    set(head, "faults", json_faults(c));
    set(head, "checks", json_checks(c));
    set(head, "slowest", json_slowest(c));
    set(head, "measures", json_measures(c));
    return head;
}

static bool write_page(const char *path, json_t *head)
{
    sim_wholefile whole;
    sim_page page;
    if (!sim_wholefile_open(&whole, path)) {
        json_decref(head);
        return false;
    }
    sim_page_begin(&page, whole.file, head);
    bool written = sim_page_end(&page);
    return sim_wholefile_close(&whole, written) && written;
}

bool sim_sweepreport_write(const sim_campaign *c, const char *verdict)
{
    char path[SIM_PATH_SIZE];
    bool *has_page = calloc(c->failure_count + 1, sizeof *has_page);
    if (has_page == NULL) {
        sim_error("no memory for a report");
        return false;
    }
    bool written = write_worlds(c, has_page);
    (void)snprintf(path, sizeof path, "%s/report.html", c->report->directory);
    if (!write_page(path, head_of(c, verdict, has_page))) {
        sim_error("'%s' could not be written: %s", path, strerror(errno));
        written = false;
    }
    free(has_page);
    return written;
}
