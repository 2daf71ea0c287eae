/* Adds up the results of shards, and writes them. */
#include "sweepresult.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "causes.h"
#include "json.h"
#include "kernel/atomic_file.h"
#include "output.h"
#include "provenance.h"
#include "report.h"
#include "scenariofile.h"

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL) {
        sim_error("no memory for a result");
        exit(SIM_EXIT_ENVIRONMENT);
    }
    return memory;
}

void sim_sweepresult_begin(sim_sweepresult *result, const sim_sweep_plan *plan,
                           const sim_seeds *seeds, const sim_shard *shard)
{
    assert(plan->scenario_count > 0);
    *result =
        (sim_sweepresult){.plan = *plan, .from = seeds->from, .last = seeds->last, .shard = *shard};
    result->plan.scenarios = allocate(plan->scenario_count, sizeof plan->scenarios[0]);
    memcpy(result->plan.scenarios, plan->scenarios,
           plan->scenario_count * sizeof plan->scenarios[0]);
    result->sums = allocate(plan->scenario_count, sizeof *result->sums);
}

void sim_sweepresult_free(sim_sweepresult *result)
{
    free(result->plan.scenarios);
    free(result->sums);
    sim_causelist_free(&result->causes);
    *result = (sim_sweepresult){0};
}

static size_t index_of(const sim_sweep_plan *plan, const sim_scenario *scenario)
{
    size_t index = 0;
    while (index < plan->scenario_count && plan->scenarios[index] != scenario) {
        index++;
    }
    assert(index < plan->scenario_count);
    return index;
}

/* Paths are of one machine, and who is to blame is only asked of a sweep's first failures. */
static json_t *json_example(const sim_failure_note *given)
{
    char path[SIM_PATH_SIZE];
    sim_failure_note here = *given;
    sim_scenario scenario = *given->scenario;
    const sim_failure_note *note = &here;
    if (scenario.path != NULL) {
        (void)snprintf(path, sizeof path, "%s.scenario", scenario.name);
        scenario.path = path;
    }
    here.scenario = &scenario;
    static const char *const dropped[] = {"blame", "blame_reason", "tape",      "shrunk",
                                          "story", "c_test",       "shrunk_ops"};
    char arguments[SIM_REPRODUCE_SIZE];
    json_t *failure = sim_json_failure(note);
    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++) {
        (void)json_object_del(failure, dropped[i]);
    }
    sim_failure_reproduce(note, arguments);
    (void)json_object_set_new(failure, "reproduce", sim_json_text(arguments));
    return failure;
}

void sim_sweepresult_add_failure(sim_sweepresult *result, const sim_failure_note *note)
{
    char text[SIM_CAUSE_SIZE];
    sim_cause_of(note, text);
    sim_cause *cause = sim_causelist_cause(&result->causes, text);
    cause->count++;
    sim_example example = {note->seed, index_of(&result->plan, note->scenario), json_example(note)};
    sim_cause_add_example(cause, &example);
}

void sim_sweepresult_add(sim_sweepresult *result, const sim_sweepresult *other)
{
    assert(result->plan.scenario_count == other->plan.scenario_count);
    for (size_t i = 0; i < result->plan.scenario_count; i++) {
        sim_sum_add_sum(&result->sums[i], &other->sums[i]);
    }
    sim_causelist_add(&result->causes, &other->causes);
}

uint64_t sim_sweepresult_seeds(const sim_sweepresult *result)
{
    uint64_t more = result->last - result->from;
    if (more < result->shard.part - 1) {
        return 0;
    }
    more = (more - (result->shard.part - 1)) / result->shard.parts;
    return more == UINT64_MAX ? more : more + 1;
}

sim_sum sim_sweepresult_total(const sim_sweepresult *result)
{
    sim_sum total;
    memset(&total, 0, sizeof total);
    for (size_t i = 0; i < result->plan.scenario_count; i++) {
        sim_sum_add_sum(&total, &result->sums[i]);
    }
    return total;
}

const char *sim_sweepresult_verdict(const sim_sweepresult *result, int *status)
{
    sim_verdict verdict = sim_sum_verdict((const sim_scenario *const *)result->plan.scenarios,
                                          result->sums, result->plan.scenario_count);
    bool open = result->shard.parts > 1 && sim_sweepresult_total(result).failures == 0;
    *status = (int)(open ? SIM_PASS : verdict);
    return open ? NULL : sim_verdict_name(verdict);
}

/* --- The file. --- */

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

json_t *sim_sweepresult_build(void)
{
    json_t *document = sim_json_document("result");
    static const char *const dropped[] = {"schema", "command_line", "started", "command"};
    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++) {
        (void)json_object_del(document, dropped[i]);
    }
    return document;
}

json_t *sim_sweepresult_plan(const sim_sweep_plan *plan)
{
    json_t *object = json_object();
    json_t *scenarios = json_array();
    json_t *texts = json_array();
    json_t *invariants = sim_invariants_are_all(&plan->only) ? json_null() : json_array();
    for (size_t i = 0; i < plan->scenario_count; i++) {
        (void)json_array_append_new(scenarios, sim_json_text(plan->scenarios[i]->name));
        const char *text = sim_scenariofile_text(plan->scenarios[i]);
        (void)json_array_append_new(texts, text == NULL ? json_null() : json_string(text));
    }
    for (unsigned i = 0; json_is_array(invariants) && i < SIM_INVARIANT_COUNT; i++) {
        if (sim_invariant_in(plan->only, (sim_invariant)i)) {
            (void)json_array_append_new(invariants,
                                        sim_json_text(sim_invariant_name((sim_invariant)i)));
        }
    }
    set(object, "scenarios", scenarios);
    set(object, "texts", texts);
    set(object, "ops", plan->ops == 0 ? json_null() : sim_json_number(plan->ops));
    set(object, "pair_every", sim_json_number(plan->pair_every));
    set(object, "invariants", invariants);
    set(object, "timeout_ms", sim_json_number(plan->timeout_ms));
    set(object, "memory_mb", sim_json_number(plan->memory_mb));
    return object;
}

static void set_counts(json_t *object, const sim_sum *sum)
{
    set(object, "seeds_done", sim_json_number(sum->worlds));
    set(object, "seeds_replayed", sim_json_number(sum->replayed));
    set(object, "seeds_paired", sim_json_number(sum->paired));
    set(object, "failure_count", sim_json_number(sum->failures));
    sim_json_set_totals(object, sum);
    set(object, "measures", sim_json_measures(sum));
    set(object, "checks", sim_json_checks(sum->checks));
}

static json_t *json_amounts(const sim_sum *sum)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < SIM_AMOUNT_COUNT; i++) {
        set(object, sim_amount_name((sim_amount)i), sim_json_number(sum->amounts[i]));
    }
    return object;
}

static json_t *json_scenario(const sim_sweepresult *result, size_t index)
{
    const sim_sum *sum = &result->sums[index];
    const sim_scenario *scenario = result->plan.scenarios[index];
    json_t *object = json_object();
    set(object, "name", sim_json_text(scenario->name));
    set(object, "fingerprint", sim_json_digest(sum->fingerprint));
    set_counts(object, sum);
    set(object, "marks", sim_json_marks(&sum->tally));
    set(object, "faults", sim_json_faults(&sum->tally));
    set(object, "missed", sim_json_missed(sum, scenario));
    set(object, "amounts", json_amounts(sum));
    if (scenario->expectation_count > 0) {
        set(object, "expectations", sim_json_expectations(sum, scenario));
    }
    return object;
}

static json_t *json_cause(const sim_cause *cause)
{
    json_t *object = json_object();
    json_t *examples = json_array();
    for (size_t i = 0; i < cause->example_count; i++) {
        (void)json_array_append(examples, cause->examples[i].failure);
    }
    set(object, "cause", sim_json_text(cause->text));
    set(object, "failures", sim_json_number(cause->count));
    set(object, "examples", examples);
    return object;
}

static void set_verdict(json_t *object, const sim_sweepresult *result, const sim_sum *total)
{
    int status;
    const sim_sweep_plan *plan = &result->plan;
    set(object, "verdict", sim_json_text(sim_sweepresult_verdict(result, &status)));
    set(object, "unchecked",
        sim_json_unchecked(total, (const sim_scenario *const *)plan->scenarios,
                           plan->scenario_count));
}

char *sim_sweepresult_text(sim_sweepresult *result)
{
    json_t *object = json_object();
    json_t *scenarios = json_array();
    json_t *causes = json_array();
    sim_sum total = sim_sweepresult_total(result);
    set(object, "schema", json_string("idsim-result/1"));
    json_t *build = sim_sweepresult_build();
    (void)json_object_update(object, build);
    json_decref(build);
    set(object, "plan", sim_sweepresult_plan(&result->plan));
    set(object, "seeds",
        json_pack("{s:o, s:o}", "first", sim_json_identity(result->from), "last",
                  sim_json_identity(result->last)));
    set(object, "shard",
        json_pack("{s:o, s:o}", "part", sim_json_number(result->shard.part), "parts",
                  sim_json_number(result->shard.parts)));
    set_verdict(object, result, &total);
    set_counts(object, &total);
    for (size_t i = 0; i < result->plan.scenario_count; i++) {
        (void)json_array_append_new(scenarios, json_scenario(result, i));
    }
    sim_causelist_sort(&result->causes);
    for (size_t i = 0; i < result->causes.count; i++) {
        (void)json_array_append_new(causes, json_cause(&result->causes.causes[i]));
    }
    set(object, "scenarios", scenarios);
    set(object, "causes", causes);
    char *text = json_dumps(object, JSON_INDENT(2));
    json_decref(object);
    return text;
}

/* Plan and build in eight digits: results that cannot be merged never replace each other. */
static uint32_t key_of(const sim_sweep_plan *plan)
{
    json_t *key = sim_sweepresult_build();
    json_t *of_plan = sim_sweepresult_plan(plan);
    (void)json_object_update(key, of_plan);
    json_decref(of_plan);
    char *text = json_dumps(key, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(key);
    uint64_t hash = text == NULL ? 0 : XXH3_64bits(text, strlen(text));
    free(text);
    return (uint32_t)(hash >> 32);
}

/* "swarm-0-10000-3-of-10-1a2b3c4d.result.json", below the directory; to be freed. */
static char *path_of(const sim_sweepresult *result, const char *directory)
{
    char end[SIM_SEED_TEXT];
    char shard[64] = "";
    bool several = result->plan.scenario_count > 1;
    sim_format_next_seed(result->last, end);
    if (result->shard.parts > 1) {
        (void)snprintf(shard, sizeof shard, "-%" PRIu64 "-of-%" PRIu64, result->shard.part,
                       result->shard.parts);
    }
    char *path = allocate(SIM_PATH_SIZE, 1);
    (void)snprintf(path, SIM_PATH_SIZE, "%s/%s%s-%" PRIu64 "-%s%s-%08" PRIx32 SIM_RESULT_SUFFIX,
                   directory, result->plan.scenarios[0]->name, several ? "-and-others" : "",
                   result->from, end, shard, key_of(&result->plan));
    return path;
}

char *sim_sweepresult_write(sim_sweepresult *result, const char *directory)
{
    sim_wholefile whole;
    char *path = path_of(result, directory);
    char *text = sim_sweepresult_text(result);
    bool written = false;
    if (text != NULL && sim_wholefile_open(&whole, path)) {
        written = fputs(text, whole.file) >= 0 && fputc('\n', whole.file) != EOF;
        written = sim_wholefile_close(&whole, written) && written;
    }
    if (!written) {
        sim_error("'%s' could not be written: %s", path, strerror(errno));
        free(path);
        path = NULL;
    }
    free(text);
    return path;
}
