/* Builds JSON results and writes them. */
#include "json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/trace.h"
#include "output.h"

#define REAL_DIGITS 9

/* Doubles hold every integer up to this: 2^53 - 1. */
#define DOUBLES_MAX ((UINT64_C(1) << 53) - 1)

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL) {
        sim_error("no memory for the results");
        exit(SIM_EXIT_ENVIRONMENT);
    }
    return memory;
}

void sim_json_init(void)
{
    json_set_alloc_funcs(allocate, free);
}

json_t *sim_json_identity(uint64_t number)
{
    return json_sprintf("%" PRIu64, number);
}

json_t *sim_json_number(uint64_t number)
{
    return number > DOUBLES_MAX ? sim_json_identity(number) : json_integer((json_int_t)number);
}

json_t *sim_json_digest(uint64_t digest)
{
    char text[17];
    sim_trace_format(digest, text);
    return json_string(text);
}

json_t *sim_json_text(const char *text)
{
    if (text == NULL) {
        return json_null();
    }
    json_t *value = json_string(text);
    if (value != NULL) {
        return value;
    }
    size_t size = strlen(text) + 1;
    char *ascii = allocate(size);
    for (size_t i = 0; i < size; i++) {
        ascii[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
    }
    value = json_string(ascii);
    free(ascii);
    return value;
}

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

json_t *sim_json_marks(const sim_tally *tally)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < SIM_MARK_COUNT; i++) {
        set(object, sim_mark_name((sim_mark)i), sim_json_number(tally->marks[i]));
    }
    return object;
}

json_t *sim_json_faults(const sim_tally *tally)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
        set(object, sim_fault_name((sim_fault)i), sim_json_number(tally->faults[i]));
    }
    return object;
}

json_t *sim_json_measures(const sim_sum *sum)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < SIM_MEASURE_COUNT; i++) {
        const sim_extreme *nearest = &sum->nearest[i];
        if (!nearest->measured.is_known) {
            continue;
        }
        json_t *measure = json_object();
        set(measure, "measured", sim_json_number(nearest->measured.measured));
        set(measure, "bound", sim_json_number(nearest->measured.bound));
        set(measure, "scenario", sim_json_text(nearest->scenario->name));
        set(measure, "seed", sim_json_identity(nearest->seed));
        set(measure, "touched", sim_json_number(nearest->touched));
        set(object, sim_measure_name((sim_measure)i), measure);
    }
    return object;
}

json_t *sim_json_checks(const uint64_t checks[SIM_INVARIANT_COUNT])
{
    json_t *object = json_object();
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        set(object, sim_invariant_name((sim_invariant)i), sim_json_number(checks[i]));
    }
    return object;
}

json_t *sim_json_unchecked(const sim_sum *sum, const sim_scenario *const *scenarios, size_t count)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (sim_sum_unchecked(sum, (sim_invariant)i, scenarios, count)) {
            (void)json_array_append_new(array, json_string(sim_invariant_name((sim_invariant)i)));
        }
    }
    return array;
}

json_t *sim_json_missed(const sim_sum *sum, const sim_scenario *scenario)
{
    json_t *object = json_object();
    json_t *marks = json_array();
    json_t *faults = json_array();
    for (size_t i = 0; i < scenario->mark_count; i++) {
        if (sim_sum_missed_mark(sum, scenario, i)) {
            (void)json_array_append_new(marks, json_string(sim_mark_name(scenario->marks[i])));
        }
    }
    for (size_t i = 0; i < scenario->fault_count; i++) {
        if (sim_sum_missed_fault(sum, scenario, i)) {
            (void)json_array_append_new(faults, json_string(sim_fault_name(scenario->faults[i])));
        }
    }
    set(object, "marks", marks);
    set(object, "faults", faults);
    return object;
}

json_t *sim_json_expectations(const sim_sum *sum, const sim_scenario *scenario)
{
    json_t *array = json_array();
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        const sim_expectation *expectation = &scenario->expectations[i];
        char text[SIM_EXPECTATION_TEXT];
        json_t *object = json_object();
        sim_expectation_outcome outcome =
            sim_expectation_judge(expectation, sum->amounts, &sum->tally);
        set(object, "name", sim_json_text(expectation->name));
        sim_expectation_limit(expectation, text);
        set(object, "limit", sim_json_text(text));
        sim_expectation_measured(expectation, sum->amounts, &sum->tally, text);
        set(object, "measured", sim_json_text(text));
        set(object, "met",
            outcome == SIM_OUTCOME_UNKNOWN ? json_null()
                                           : json_boolean(outcome == SIM_OUTCOME_MET));
        (void)json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_blame_reason(const sim_failure_note *note)
{
    char why[SIM_BLAME_TEXT_SIZE];
    sim_blame_print(&note->blame, why);
    return note->has_blame ? json_string(why) : json_null();
}

json_t *sim_json_failure(const sim_failure_note *note)
{
    json_t *object = json_object();
    if (note->scenario != NULL) {
        set(object, "scenario", sim_json_text(note->scenario->name));
        set(object, "seed", sim_json_identity(note->seed));
    }
    set(object, "kind", sim_json_text(sim_failure_kind_name(note->kind)));
    set(object, "invariant",
        sim_json_text(note->kind == SIM_FAILURE_INVARIANT ? note->name : NULL));
    set(object, "op", note->has_op ? sim_json_number(note->op) : json_null());
    set(object, "op_text", sim_json_text(note->has_op ? note->op_text : NULL));
    set(object, "where", sim_json_text(note->where));
    set(object, "expected", sim_json_text(note->expected));
    set(object, "got", sim_json_text(note->got));
    sim_json_set_finding(object, &note->failure);
    set(object, "blame",
        sim_json_text(note->has_blame ? sim_suspect_name(note->blame.suspect) : NULL));
    set(object, "blame_reason", json_blame_reason(note));
    set(object, "tape", sim_json_text(note->tape));
    set(object, "shrunk", sim_json_text(note->shrunk));
    set(object, "story", sim_json_text(note->story));
    set(object, "c_test", sim_json_text(note->c_test));
    set(object, "shrunk_ops",
        note->shrunk != NULL ? sim_json_number(note->shrunk_ops) : json_null());
    set(object, "reproduce", sim_json_text(note->command));
    return object;
}

void sim_json_set_totals(json_t *object, const sim_sum *sum)
{
    set(object, "ops", sim_json_number(sum->ops));
    set(object, "events", sim_json_number(sum->events));
    set(object, "log_entries", sim_json_number(sum->log));
    set(object, "ids", sim_json_number(sum->ids));
    set(object, "sessions", sim_json_number(sum->sessions));
    set(object, "memory_peak_bytes", sim_json_number(sum->memory_peak));
}

void sim_json_set_time(json_t *object, uint64_t ops, double seconds)
{
    set(object, "seconds", json_real(seconds));
    set(object, "ops_per_second",
        sim_json_number(seconds > 0.0 ? (uint64_t)((double)ops / seconds) : 0));
}

/* --- Writing. --- */

static char *print_object(json_t *object)
{
    char *text = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(REAL_DIGITS));
    json_decref(object);
    return text;
}

bool sim_json_write(FILE *out, json_t *object)
{
    char *text = print_object(object);
    bool written = text != NULL && fputs(text, out) >= 0 && fputc('\n', out) != EOF;
    free(text);
    return written;
}

/* Copies lines, with a comma between any two. */
static bool copy_lines(FILE *out, FILE *lines)
{
    char chunk[4096];
    bool first = true;
    bool at_start = true;
    while (fgets(chunk, sizeof chunk, lines) != NULL) {
        size_t length = strlen(chunk);
        bool ends = length > 0 && chunk[length - 1] == '\n';
        chunk[ends ? length - 1 : length] = '\0';
        if (at_start && fputs(first ? "\n    " : ",\n    ", out) < 0) {
            return false;
        }
        if (fputs(chunk, out) < 0) {
            return false;
        }
        at_start = ends;
        first = false;
    }
    return ferror(lines) == 0;
}

bool sim_json_write_with(FILE *out, json_t *object, const char *name, FILE *lines)
{
    char *text = print_object(object);
    if (text == NULL) {
        return false;
    }
    /* An object with members is printed with "\n}" at its end. */
    text[strlen(text) - 2] = '\0';
    bool written = fseek(lines, 0, SEEK_SET) == 0 &&
                   fprintf(out, "%s,\n  \"%s\": [", text, name) > 0 && copy_lines(out, lines) &&
                   fputs("\n  ]\n}\n", out) >= 0;
    free(text);
    return written;
}

bool sim_json_write_line(FILE *lines, json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    json_decref(value);
    bool written = text != NULL && fputs(text, lines) >= 0 && fputc('\n', lines) != EOF;
    free(text);
    return written;
}

/* A number's name as a key: with _ for -. */
static void set_number(json_t *object, const char *name, uint32_t number)
{
    char key[32];
    (void)snprintf(key, sizeof key, "%s", name);
    for (char *dash = strchr(key, '-'); dash != NULL; dash = strchr(dash, '-')) {
        *dash = '_';
    }
    (void)json_object_set_new(object, key, sim_json_number(number));
}

json_t *sim_json_world(const sim_config *config)
{
    const sim_scheme_number *numbers = sim_scheme_numbers((sim_scheme)config->scheme);
    json_t *object = json_object();
    (void)json_object_set_new(object, "scheme", sim_json_text(sim_scheme_name(config->scheme)));
    set_number(object, numbers[SIM_NUMBER_NODES].name, config->nodes);
    set_number(object, numbers[SIM_NUMBER_SLOTS].name, config->slots);
    set_number(object, numbers[SIM_NUMBER_FLAGS].name, config->write_ahead);
    set_number(object, numbers[SIM_NUMBER_SIZE].name, config->cluster_size);
    if (sim_config_is_large(config)) {
        set_number(object, "kept", config->kept);
    }
    return object;
}
