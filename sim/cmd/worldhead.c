/* Puts what is known of a world into the head of its report. */
#include "worldhead.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output.h"
#include "provenance.h"

#define FORMAT 1
/* The version and the world, before the ops of a tape. */
#define TAPE_HEAD_LINES 2

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

json_t *sim_head_command(const char *command)
{
    char *program = sim_shell_word(sim_program());
    size_t length = program == NULL ? 0 : strlen(program);
    bool begins = command != NULL && length > 0 && strncmp(command, program, length) == 0;
    json_t *text = begins ? json_sprintf("idsim%s", command + length) : sim_json_text(command);
    free(program);
    return text;
}

json_t *sim_head_begin(const char *kind, const char *title)
{
    json_t *document = sim_json_document(kind);
    json_t *head = json_object();
    const json_t *tool = json_object_get(document, "tool");
    set(head, "format", json_integer(FORMAT));
    set(head, "kind", sim_json_text(kind));
    set(head, "title", sim_json_text(title));
    set(head, "tool",
        json_sprintf("%s (%s)", json_string_value(json_object_get(tool, "version")),
                     json_string_value(json_object_get(tool, "commit"))));
    (void)json_object_set(head, "made", json_object_get(document, "started"));
    (void)json_object_set(head, "command_line", json_object_get(document, "command_line"));
    json_decref(document);
    return head;
}

/* --- A failure. --- */

static json_t *json_finding(const sim_shown_world *world)
{
    const sim_failure_note *note = world->note;
    if (note == NULL) {
        return json_null();
    }
    json_t *finding = sim_json_failure(note);
    json_t *object = json_object();
    static const char *const same[] = {"kind",      "op",    "op_text",     "where",
                                       "expected",  "got",   "site",        "expected_value",
                                       "got_value", "blame", "blame_reason"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        (void)json_object_set(object, same[i], json_object_get(finding, same[i]));
    }
    uint64_t events = world->recording->op.count;
    set(object, "invariant", sim_json_text(note->name));
    set(object, "sentence", sim_json_text(sim_failure_sentence(note)));
    set(object, "quiet", json_boolean(note->has_op && note->op >= world->tape->count));
    set(object, "event", json_integer(events == 0 ? -1 : (json_int_t)events - 1));
    json_decref(finding);
    return object;
}

/* --- What the columns are about. --- */

static json_t *json_lanes(const sim_recording *r)
{
    json_t *lanes = json_array();
    for (unsigned i = 0; i < sim_lanes_count(&r->lanes); i++) {
        char name[32];
        json_t *lane = json_object();
        sim_lane_print(r->machine->scheme, &r->lanes, i, name);
        set(lane, "name", sim_json_text(name));
        set(lane, "kind", sim_json_text(sim_lane_kind(r->machine->scheme, &r->lanes, i)));
        (void)json_array_append_new(lanes, lane);
    }
    return lanes;
}

static json_t *json_kinds(const sim_recording *r)
{
    json_t *kinds = json_array();
    for (unsigned i = 0; i < r->kind_count; i++) {
        json_t *kind = json_object();
        set(kind, "name", sim_json_text(r->kinds[i]));
        set(kind, "role", sim_json_text(sim_role_name(r->rows[i]->role)));
        (void)json_array_append_new(kinds, kind);
    }
    return kinds;
}

static json_t *json_fields(const sim_recording *r)
{
    json_t *fields = json_array();
    for (unsigned i = 0; i < r->field_count; i++) {
        json_t *field = json_object();
        set(field, "name", sim_json_text(r->fields[i].name));
        set(field, "type", sim_json_text(sim_field_type_name(r->fields[i].type)));
        (void)json_array_append_new(fields, field);
    }
    return fields;
}

/* Names up to the first NULL, at most count. */
static json_t *json_names(const char *const *names, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count && names[i] != NULL; i++) {
        (void)json_array_append_new(array, sim_json_text(names[i]));
    }
    return array;
}

static json_t *json_gauges(const sim_recording *r)
{
    const char *world[SIM_GAUGES_MAX + SIM_RECORDING_GAUGES + 1];
    unsigned count = 0;
    while ((world[count] = sim_recording_world_gauge(r, count)) != NULL) {
        count++;
    }
    json_t *gauges = json_object();
    set(gauges, "node", json_names(r->machine->gauges->node, r->node_gauges));
    set(gauges, "world", json_names(world, count));
    return gauges;
}

static void set_tables(json_t *object, const sim_recording *r)
{
    const char *fates[SIM_MESSAGE_FATES];
    const char *parcels[SIM_PARCELS];
    for (unsigned i = 0; i < SIM_MESSAGE_FATES; i++) {
        fates[i] = sim_message_fate_name((sim_message_fate)i);
    }
    for (unsigned i = 0; i < SIM_PARCELS; i++) {
        parcels[i] = sim_parcel_name((sim_parcel)i);
    }
    set(object, "lanes", json_lanes(r));
    set(object, "kinds", json_kinds(r));
    set(object, "fields", json_fields(r));
    set(object, "fates", json_names(fates, SIM_MESSAGE_FATES));
    set(object, "message_kinds", json_names(parcels, SIM_PARCELS));
    set(object, "gauges", json_gauges(r));
    set(object, "node_states", json_names(r->machine->gauges->states, SIM_GAUGES_MAX));
    set(object, "tape_head_lines", json_integer(TAPE_HEAD_LINES));
    set(object, "clocks", json_boolean(r->has_clocks));
}

static json_t *json_op(sim_scheme scheme, unsigned code)
{
    const sim_op_row *row = sim_op_row_of(scheme, code);
    json_t *arguments = json_array();
    json_t *op = json_object();
    for (unsigned i = 0; i < sim_op_arg_count(scheme, code); i++) {
        (void)json_array_append_new(arguments, sim_json_text(row->args[i].name));
    }
    set(op, "name", sim_json_text(row->name));
    set(op, "sentence", sim_json_text(row->sentence));
    set(op, "arguments", arguments);
    return op;
}

static json_t *json_vocabulary(sim_scheme scheme)
{
    json_t *ops = json_array();
    json_t *invariants = json_object();
    json_t *vocabulary = json_object();
    for (unsigned code = 0; code < SIM_OP_CODES; code++) {
        if (sim_op_applies(scheme, code)) {
            (void)json_array_append_new(ops, json_op(scheme, code));
        }
    }
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (sim_invariant_scheme((sim_invariant)i) == scheme) {
            set(invariants, sim_invariant_name((sim_invariant)i),
                sim_json_text(sim_invariant_sentence((sim_invariant)i)));
        }
    }
    set(vocabulary, "ops", ops);
    set(vocabulary, "invariants", invariants);
    return vocabulary;
}

/* --- A world. --- */

/* Of all schemes' counts those that are not zero, and all that are this scheme's. */
static void set_counts(json_t *object, const sim_shown_world *world)
{
    const sim_result *result = world->result;
    const sim_scheme scheme = world->recording->machine->scheme;
    json_t *checks = json_object();
    json_t *measures = json_object();
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (sim_invariant_scheme((sim_invariant)i) == scheme) {
            set(checks, sim_invariant_name((sim_invariant)i), sim_json_number(result->checks[i]));
        }
    }
    for (unsigned i = 0; i < SIM_MEASURE_COUNT; i++) {
        if (result->measures[i].is_known) {
            json_t *measure = json_object();
            set(measure, "measured", sim_json_number(result->measures[i].measured));
            set(measure, "bound", sim_json_number(result->measures[i].bound));
            set(measures, sim_measure_name((sim_measure)i), measure);
        }
    }
    set(object, "marks", sim_json_marks(&result->tally));
    set(object, "faults", sim_json_faults(&result->tally));
    set(object, "checks", checks);
    set(object, "measures", measures);
}

json_t *sim_head_world(const sim_shown_world *world)
{
    const sim_recording *r = world->recording;
    const sim_result *result = world->result;
    bool of_seed = world->scenario != NULL;
    json_t *object = json_object();
    set(object, "label", sim_json_text(world->label));
    set(object, "verdict", sim_json_text(sim_verdict_name(world->verdict)));
    set(object, "scenario", sim_json_text(of_seed ? world->scenario->name : NULL));
    set(object, "seed", of_seed ? sim_json_identity(world->seed) : json_null());
    set(object, "scheme", sim_json_text(sim_scheme_name(r->machine->scheme)));
    set(object, "digest", sim_json_digest(result->digest));
    set(object, "ops", sim_json_number(world->tape->count));
    set(object, "ops_until", sim_json_number(world->until));
    set(object, "events", sim_json_number(r->op.count));
    set(object, "events_left_out", sim_json_number(r->left_out));
    set(object, "repro", sim_head_command(world->repro));
    set(object, "config", sim_json_world(&r->config));
    set(object, "finding", json_finding(world));
    set(object, "stuck", sim_json_stuck(&result->stuck));
    set_tables(object, r);
    set(object, "vocabulary", json_vocabulary(r->machine->scheme));
    set_counts(object, world);
    (void)json_object_set(object, "files", world->files);
    if (world->inevitable != NULL) {
        (void)json_object_set(object, "inevitable", world->inevitable);
    } else {
        set(object, "inevitable", json_null());
    }
    return object;
}
