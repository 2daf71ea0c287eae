/*
 * Reads results of shards, which may come from anywhere.
 *
 * The numbers are taken from the document; then the file is written anew from them and compared.
 * So whatever this build would not have written itself is refused: a damaged file, an edited one,
 * sums that do not fit each other, a member that is missing or one too many.
 */
#include "scenario/builtin.h"
#include "sweepresult.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output.h"
#include "play.h"
#include "scenariofile.h"

/* What is being read, and where something was wrong. */
typedef struct reader {
    const char *path;
    sim_sweepresult *result;
    uint64_t failures; /* counted by the causes */
} reader;

/* Always false. */
static bool refuse(const reader *r, const char *what)
{
    sim_error("%s: %s", r->path, what);
    return false;
}

/* --- Numbers and names. --- */

/* A count as sim_json_number writes it, from least to most. */
static bool number_of(const json_t *object, const char *name, uint64_t least, uint64_t most,
                      uint64_t *number)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value)) {
        json_int_t integer = json_integer_value(value);
        *number = (uint64_t)integer;
        return integer >= 0 && *number >= least && *number <= most;
    }
    return json_is_string(value) && sim_parse_number(json_string_value(value), least, most, number);
}

static bool count_of(const json_t *object, const char *name, uint64_t *number)
{
    return number_of(object, name, 0, UINT64_MAX, number);
}

static bool digest_of(const json_t *object, const char *name, uint64_t *digest)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (text == NULL || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16) {
        return false;
    }
    *digest = strtoull(text, NULL, 16);
    return true;
}

/* --- The plan. --- */

/* A scenario that is built in, or that of a file whose text is given. NULL after a message. */
static const sim_scenario *scenario_of(const reader *r, const char *name, const json_t *in_text)
{
    const char *text = json_string_value(in_text);
    const sim_scenario *scenario = NULL;
    if (text != NULL) {
        scenario = sim_scenariofile_adopt(r->path, text);
        if (scenario != NULL && (name == NULL || strcmp(name, scenario->name) != 0)) {
            (void)refuse(r, "\"plan\" has the text of a scenario of another name");
            scenario = NULL;
        }
        return scenario;
    }
    if (name != NULL && json_is_null(in_text)) {
        scenario = sim_scenario_find(name);
    }
    if (scenario == NULL) {
        (void)refuse(r, "\"plan\" has a scenario that this idsim does not have");
    }
    return scenario;
}

static bool read_scenarios(const reader *r, const json_t *plan_object, sim_sweep_plan *plan)
{
    const json_t *names = json_object_get(plan_object, "scenarios");
    const json_t *texts = json_object_get(plan_object, "texts");
    size_t count = json_array_size(names);
    if (count == 0 || json_array_size(texts) != count) {
        return refuse(r, "\"plan\" has no scenarios, or not a text or null for each of them");
    }
    plan->scenarios = calloc(count, sizeof plan->scenarios[0]);
    if (plan->scenarios == NULL) {
        return refuse(r, "no memory");
    }
    for (size_t i = 0; i < count; i++) {
        const sim_scenario *scenario =
            scenario_of(r, json_string_value(json_array_get(names, i)), json_array_get(texts, i));
        if (scenario == NULL) {
            return false;
        }
        plan->scenarios[plan->scenario_count++] = scenario;
    }
    return true;
}

static bool read_invariants(const json_t *names, sim_invariant_set *only)
{
    size_t index;
    const json_t *name;
    *only = SIM_INVARIANTS_ALL;
    json_array_foreach(names, index, name)
    {
        unsigned i = 0;
        while (i < SIM_INVARIANT_COUNT &&
               (!json_is_string(name) ||
                strcmp(sim_invariant_name((sim_invariant)i), json_string_value(name)) != 0)) {
            i++;
        }
        if (i == SIM_INVARIANT_COUNT) {
            return false;
        }
        sim_invariants_add(only, (sim_invariant)i);
    }
    return true;
}

static bool read_plan(const reader *r, const json_t *document, sim_sweep_plan *plan)
{
    const json_t *object = json_object_get(document, "plan");
    if (!read_scenarios(r, object, plan)) {
        return false;
    }
    bool numbers = json_is_null(json_object_get(object, "ops")) ||
                   number_of(object, "ops", 1, SIM_TAPE_LARGE_OPS_MAX, &plan->ops);
    numbers = numbers && count_of(object, "pair_every", &plan->pair_every) &&
              count_of(object, "timeout_ms", &plan->timeout_ms) &&
              count_of(object, "memory_mb", &plan->memory_mb) &&
              read_invariants(json_object_get(object, "invariants"), &plan->only);
    return numbers || refuse(r, "\"plan\" is not as idsim writes it");
}

/* Begins the result with the plan, the seeds and the shard. */
static bool read_begin(const reader *r, const json_t *document)
{
    sim_sweep_plan plan = {0};
    sim_seeds seeds = {0};
    sim_shard shard = {0};
    const json_t *in_seeds = json_object_get(document, "seeds");
    const json_t *in_shard = json_object_get(document, "shard");
    bool good = read_plan(r, document, &plan);
    if (good && (!count_of(in_seeds, "first", &seeds.from) ||
                 !number_of(in_seeds, "last", seeds.from, UINT64_MAX, &seeds.last))) {
        good = refuse(r, "\"seeds\" are not the first and the last seed of a sweep");
    }
    if (good && (!number_of(in_shard, "parts", 1, SIM_SHARD_PARTS_MAX, &shard.parts) ||
                 !number_of(in_shard, "part", 1, shard.parts, &shard.part))) {
        good = refuse(r, "\"shard\" is not a part of its parts");
    }
    if (good) {
        sim_sweepresult_begin(r->result, &plan, &seeds, &shard);
    }
    free(plan.scenarios);
    return good;
}

/* --- Sums. --- */

static bool read_measures(const json_t *object, const sim_scenario *scenario, sim_sum *sum)
{
    for (unsigned i = 0; i < SIM_MEASURE_COUNT; i++) {
        const json_t *measure = json_object_get(object, sim_measure_name((sim_measure)i));
        sim_extreme *nearest = &sum->nearest[i];
        nearest->scenario = scenario;
        nearest->measured.is_known = measure != NULL;
        if (measure != NULL && !(count_of(measure, "measured", &nearest->measured.measured) &&
                                 count_of(measure, "bound", &nearest->measured.bound) &&
                                 count_of(measure, "seed", &nearest->seed) &&
                                 count_of(measure, "touched", &nearest->touched))) {
            return false;
        }
    }
    return true;
}

static bool read_tables(const json_t *object, sim_sum *sum)
{
    const json_t *checks = json_object_get(object, "checks");
    const json_t *marks = json_object_get(object, "marks");
    const json_t *faults = json_object_get(object, "faults");
    const json_t *amounts = json_object_get(object, "amounts");
    bool good = true;
    for (unsigned i = 0; good && i < SIM_INVARIANT_COUNT; i++) {
        good = count_of(checks, sim_invariant_name((sim_invariant)i), &sum->checks[i]);
    }
    for (unsigned i = 0; good && i < SIM_MARK_COUNT; i++) {
        good = count_of(marks, sim_mark_name((sim_mark)i), &sum->tally.marks[i]);
    }
    for (unsigned i = 0; good && i < SIM_FAULT_COUNT; i++) {
        good = count_of(faults, sim_fault_name((sim_fault)i), &sum->tally.faults[i]);
    }
    for (unsigned i = 0; good && i < SIM_AMOUNT_COUNT; i++) {
        good = count_of(amounts, sim_amount_name((sim_amount)i), &sum->amounts[i]);
    }
    return good;
}

static bool read_sum(const json_t *object, const sim_scenario *scenario, sim_sum *sum)
{
    return count_of(object, "seeds_done", &sum->worlds) &&
           count_of(object, "seeds_replayed", &sum->replayed) &&
           count_of(object, "seeds_paired", &sum->paired) &&
           count_of(object, "failure_count", &sum->failures) &&
           count_of(object, "ops", &sum->ops) && count_of(object, "events", &sum->events) &&
           count_of(object, "log_entries", &sum->log) && count_of(object, "ids", &sum->ids) &&
           count_of(object, "sessions", &sum->sessions) &&
           count_of(object, "memory_peak_bytes", &sum->memory_peak) &&
           digest_of(object, "fingerprint", &sum->fingerprint) &&
           read_measures(json_object_get(object, "measures"), scenario, sum) &&
           read_tables(object, sum);
}

static bool read_sums(const reader *r, const json_t *document)
{
    const json_t *scenarios = json_object_get(document, "scenarios");
    sim_sweepresult *result = r->result;
    for (size_t i = 0; i < result->plan.scenario_count; i++) {
        if (!read_sum(json_array_get(scenarios, i), result->plan.scenarios[i], &result->sums[i])) {
            return refuse(r, "a number of \"scenarios\" is missing or not a count");
        }
        if (result->sums[i].worlds != sim_sweepresult_seeds(result)) {
            return refuse(r, "\"seeds_done\" is not the number of its seeds");
        }
    }
    return true;
}

/* --- Causes. --- */

static bool read_example(const reader *r, json_t *failure, sim_cause *cause)
{
    const sim_sweep_plan *plan = &r->result->plan;
    const char *name = json_string_value(json_object_get(failure, "scenario"));
    sim_example example = {.failure = failure};
    while (name != NULL && example.scenario < plan->scenario_count &&
           strcmp(plan->scenarios[example.scenario]->name, name) != 0) {
        example.scenario++;
    }
    if (name == NULL || example.scenario == plan->scenario_count ||
        !count_of(failure, "seed", &example.seed) ||
        !json_is_string(json_object_get(failure, "reproduce"))) {
        return refuse(r, "a failure names no scenario and seed of the plan");
    }
    json_incref(failure);
    sim_cause_add_example(cause, &example);
    return true;
}

static bool read_cause(reader *r, const json_t *object)
{
    size_t index;
    json_t *failure;
    const char *text = json_string_value(json_object_get(object, "cause"));
    const json_t *examples = json_object_get(object, "examples");
    uint64_t count;
    if (text == NULL || strlen(text) >= SIM_CAUSE_SIZE || !count_of(object, "failures", &count)) {
        return refuse(r, "a cause has no text or no count");
    }
    sim_cause *cause = sim_causelist_cause(&r->result->causes, text);
    json_array_foreach(examples, index, failure)
    {
        if (!read_example(r, failure, cause)) {
            return false;
        }
    }
    cause->count += count;
    r->failures += count;
    if (count == 0 ||
        cause->example_count != (count < SIM_EXAMPLES_MAX ? (size_t)count : SIM_EXAMPLES_MAX)) {
        return refuse(r, "a cause has another number of failures than it describes");
    }
    return true;
}

static bool read_causes(reader *r, const json_t *document)
{
    size_t index;
    const json_t *cause;
    uint64_t failures = 0;
    json_array_foreach(json_object_get(document, "causes"), index, cause)
    {
        if (!read_cause(r, cause)) {
            return false;
        }
    }
    for (size_t i = 0; i < r->result->plan.scenario_count; i++) {
        failures += r->result->sums[i].failures;
    }
    return failures == r->failures || refuse(r, "the causes are not those of all failures");
}

/* --- The file. --- */

/* Whether tool, core and build are those of this idsim; they decide what a seed gives. */
static bool is_of_this_build(const reader *r, const json_t *document)
{
    json_t *build = sim_sweepresult_build();
    const char *name;
    json_t *value;
    const char *other = NULL;
    json_object_foreach(build, name, value)
    {
        if (other == NULL && !json_equal(value, json_object_get(document, name))) {
            other = name;
        }
    }
    if (other != NULL) {
        char *theirs = json_dumps(json_object_get(document, other), JSON_ENCODE_ANY | JSON_COMPACT);
        char *ours = json_dumps(json_object_get(build, other), JSON_ENCODE_ANY | JSON_COMPACT);
        sim_error("%s: it is of another build of idsim: its \"%s\" is %s, not %s", r->path, other,
                  theirs == NULL ? "missing" : theirs, ours == NULL ? "" : ours);
        sim_hint("Results of different builds cannot be merged. Use the idsim that played them.");
        free(theirs);
        free(ours);
    }
    json_decref(build);
    return other == NULL;
}

/* The first line in which two texts differ. */
static unsigned long line_of_difference(const char *a, const char *b)
{
    unsigned long line = 1;
    for (; *a != '\0' && *a == *b; a++, b++) {
        line += *a == '\n' ? 1 : 0;
    }
    return line;
}

static bool is_as_written(const reader *r, const char *text)
{
    char *again = sim_sweepresult_text(r->result);
    size_t length = again == NULL ? 0 : strlen(again);
    bool same =
        again != NULL && strncmp(again, text, length) == 0 && strcmp(text + length, "\n") == 0;
    if (!same) {
        sim_error("%s:%lu: it is not what idsim wrote: damaged or edited", r->path,
                  line_of_difference(again == NULL ? "" : again, text));
        sim_hint("Play that shard again.");
    }
    free(again);
    return same;
}

static bool read_document(reader *r, const char *text)
{
    json_error_t error;
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) {
        sim_error("%s:%d: it is not JSON: %s", r->path, error.line, error.text);
        return false;
    }
    const char *schema = json_string_value(json_object_get(document, "schema"));
    bool good = true;
    if (schema == NULL || strcmp(schema, "idsim-result/1") != 0) {
        good = refuse(r, "its \"schema\" is not \"idsim-result/1\"");
        sim_hint("\"idsim sweep --result DIR\" writes what can be merged.");
    }
    good = good && is_of_this_build(r, document) && read_begin(r, document) &&
           read_sums(r, document) && read_causes(r, document) && is_as_written(r, text);
    json_decref(document);
    return good;
}

/* The rest of a file, to be freed, with room for one byte more; NULL without memory or if too long.
 */
static char *take_in(FILE *file, size_t *size)
{
    char *text = NULL;
    size_t room = 0;
    *size = 0;
    do {
        room = room == 0 ? 1u << 16 : room * 2;
        char *more = realloc(text, room + 1);
        if (more == NULL) {
            free(text);
            return NULL;
        }
        text = more;
        *size += fread(text + *size, 1, room - *size, file);
    } while (*size == room && room < SIM_RESULT_BYTES_MAX);
    if (*size == room) {
        free(text);
        text = NULL;
    }
    return text;
}

/* All of a file, as a string to be freed; NULL after an error message, with the exit status. */
static char *load(const char *path, int *status)
{
    size_t size;
    FILE *file = fopen(path, "rb");
    *status = SIM_EXIT_ENVIRONMENT;
    if (file == NULL) {
        sim_error("cannot read '%s': %s", path, strerror(errno));
        return NULL;
    }
    char *text = take_in(file, &size);
    bool failed = ferror(file) != 0;
    if (failed || text == NULL) {
        sim_error("cannot read '%s': %s", path, failed ? strerror(errno) : "it is too large");
        free(text);
        text = NULL;
    } else {
        text[size] = '\0';
        if (strlen(text) != size) {
            sim_error("%s: it is not JSON: it has a byte 0", path);
            *status = SIM_EXIT_USAGE;
            free(text);
            text = NULL;
        }
    }
    (void)fclose(file);
    return text;
}

int sim_sweepresult_read(sim_sweepresult *result, const char *path)
{
    int status;
    reader r = {path, result, 0};
    *result = (sim_sweepresult){0};
    char *text = load(path, &status);
    if (text == NULL) {
        return status;
    }
    bool good = read_document(&r, text);
    free(text);
    if (!good) {
        sim_sweepresult_free(result);
        return SIM_EXIT_USAGE;
    }
    return 0;
}
