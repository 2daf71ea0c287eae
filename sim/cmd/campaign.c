/* Plays the worlds of a plan in worker processes and sums up the results in order. */
#include "campaign.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blaming.h"
#include "json.h"
#include "output.h"

const char *sim_campaign_end_name(sim_campaign_end end)
{
    static const char *const names[] = {
        [SIM_CAMPAIGN_COMPLETE] = "complete",       [SIM_CAMPAIGN_TIME] = "time",
        [SIM_CAMPAIGN_FAILURES] = "failures",       [SIM_CAMPAIGN_BROKEN] = "broken",
        [SIM_CAMPAIGN_INTERRUPTED] = "interrupted",
    };
    return names[end];
}

/* Whether printing failures is pointless and no other result needs the rest. */
static bool is_unread(const sim_campaign *campaign)
{
    FILE *people = campaign->options->people;
    return people != NULL && ferror(people) != 0 && !campaign->report->asked;
}

static bool more(void *context, uint64_t task)
{
    sim_campaign *campaign = context;
    double limit = campaign->options->time_limit_seconds;
    if (task >= campaign->tasks) {
        return false;
    }
    if (limit > 0.0 && task > 0 && sim_clock_seconds() - campaign->began >= limit) {
        campaign->time_is_up = true;
        return false;
    }
    return !campaign->write_failed && !is_unread(campaign);
}

static void tick(void *context)
{
    sim_campaign *campaign = context;
    sim_progress_update(&campaign->progress, campaign->total.worlds, campaign->total.failures);
}

/* --- Failures. --- */

static bool add_note(sim_campaign *campaign, const sim_failure_note *note)
{
    if (campaign->failure_count == campaign->failure_capacity) {
        size_t capacity = campaign->failure_capacity == 0 ? 16 : campaign->failure_capacity * 2;
        sim_failure_note *notes = realloc(campaign->failures, capacity * sizeof *notes);
        if (notes == NULL) {
            return false;
        }
        campaign->failures = notes;
        campaign->failure_capacity = capacity;
    }
    campaign->failures[campaign->failure_count++] = *note;
    return true;
}

/* Even an empty tape names its world, if there was one. */
static char *save_tape(sim_campaign *campaign, const sim_failure_note *note,
                       const sim_record *record)
{
    sim_tape tape;
    if (record->config.nodes == 0 || !sim_record_copy_tape(record, &tape)) {
        return NULL;
    }
    char *path = sim_report_tape(campaign->report, note->scenario, note->seed, &tape);
    if (path == NULL && campaign->report->asked) {
        campaign->write_failed = true;
    }
    sim_tape_free(&tape);
    return path;
}

static void tell_failure(sim_campaign *campaign, const sim_failure_note *note)
{
    FILE *people = campaign->options->people;
    if (people == NULL || campaign->total.failures > SIM_FAILURES_SHOWN) {
        return;
    }
    sim_line_clear();
    sim_failure_print(people, note);
    if (campaign->total.failures == SIM_FAILURES_SHOWN &&
        campaign->options->max_failures != SIM_FAILURES_SHOWN) {
        (void)fprintf(people, "Failures after this one are counted but not shown.\n");
    }
    (void)fflush(people);
}

static void fail(sim_campaign *campaign, const sim_task_outcome *outcome, sim_sum *sum)
{
    sim_failure_note note =
        sim_failure_describe(&campaign->options->plan, &campaign->options->limits, outcome);
    sum->failures++;
    campaign->total.failures++;
    if (campaign->options->on_failure != NULL) {
        campaign->options->on_failure(campaign->options->on_failure_context, &note);
    }
    uint64_t kept = campaign->options->failures_kept;
    if (kept != 0 && campaign->total.failures > kept) {
        sim_failure_free(&note);
        return;
    }
    if (note.kind == SIM_FAILURE_INVARIANT && campaign->total.failures <= SIM_FAILURES_SHOWN) {
        const sim_tape tape = sim_record_tape(outcome->record);
        sim_blaming(&note, &tape, campaign->options->plan.subject,
                    &outcome->record->result.failure);
    }
    if (!outcome->late) {
        note.tape = save_tape(campaign, &note, outcome->record);
    }
    tell_failure(campaign, &note);
    if (!add_note(campaign, &note)) {
        sim_error("no memory for one more failure");
        sim_failure_free(&note);
        campaign->write_failed = true;
    }
}

/* --- Outcomes, in order. --- */

static void list_seed(sim_campaign *campaign, const sim_scenario *scenario, uint64_t seed,
                      bool failed, const sim_result *result)
{
    json_t *line = json_object();
    (void)json_object_set_new(line, "scenario", sim_json_text(scenario->name));
    (void)json_object_set_new(line, "seed", sim_json_identity(seed));
    (void)json_object_set_new(line, "verdict",
                              sim_json_text(sim_verdict_name(failed ? SIM_FAIL : SIM_PASS)));
    (void)json_object_set_new(line, "digest", sim_json_digest(result->digest));
    (void)json_object_set_new(line, "ops", sim_json_number(result->ops));
    if (!sim_json_write_line(campaign->seeds, line) && !campaign->write_failed) {
        campaign->write_failed = true;
        sim_error("the list of seeds could not be written to a temporary file: %s",
                  strerror(errno));
    }
}

/* Keeps the slowest worlds in their order. */
static void note_time(sim_campaign *campaign, const sim_slow_world *world)
{
    sim_slow_world *slowest = campaign->slowest;
    size_t at = campaign->slow_count;
    while (at > 0 && slowest[at - 1].seconds < world->seconds) {
        at--;
    }
    if (at == SIM_SLOWEST) {
        return;
    }
    campaign->slow_count += campaign->slow_count < SIM_SLOWEST ? 1 : 0;
    memmove(&slowest[at + 1], &slowest[at], (campaign->slow_count - at - 1) * sizeof slowest[0]);
    slowest[at] = *world;
}

static void add_result(sim_campaign *campaign, const sim_task_outcome *outcome, sim_sum *sum)
{
    const sim_record *record = outcome->record;
    sim_sum_add_result(sum, &record->result);
    sim_sum_add_result(&campaign->total, &record->result);
    sim_sum_add_amounts(sum, record->amounts);
    sim_sum_add_amounts(&campaign->total, record->amounts);
    const sim_plan *plan = &campaign->options->plan;
    const sim_scenario *scenario = plan->scenarios[sim_plan_scenario(plan, outcome->task)];
    uint64_t seed = sim_plan_seed(plan, outcome->task);
    sim_sum_add_measures(sum, record->result.measures, scenario, seed);
    sim_sum_add_measures(&campaign->total, record->result.measures, scenario, seed);
    note_time(campaign,
              &(const sim_slow_world){scenario, seed, record->result.ops, record->seconds});
    sum->replayed += record->replayed ? 1 : 0;
    campaign->total.replayed += record->replayed ? 1 : 0;
    sum->digest = sim_digest_chain(sum->digest, record->result.digest);
    campaign->total.digest = sim_digest_chain(campaign->total.digest, record->result.digest);
    sum->fingerprint += sim_fingerprint(seed, record->result.digest);
    campaign->beyond += outcome->beyond ? 1 : 0;
    campaign->config = record->config;
    campaign->digest = record->result.digest;
    campaign->world_seconds = record->seconds;
    campaign->stuck = record->result.stuck;
}

static bool done(void *context, const sim_task_outcome *outcome)
{
    sim_campaign *campaign = context;
    const sim_plan *plan = &campaign->options->plan;
    size_t scenario = sim_plan_scenario(plan, outcome->task);
    bool failed = sim_task_failed(outcome) || outcome->late;
    if (!outcome->late) {
        add_result(campaign, outcome, &campaign->sums[scenario]);
    }
    if (failed) {
        fail(campaign, outcome, &campaign->sums[scenario]);
    }
    if (campaign->seeds != NULL && !outcome->late) {
        list_seed(campaign, plan->scenarios[scenario], sim_plan_seed(plan, outcome->task), failed,
                  &outcome->record->result);
    }
    uint64_t most = campaign->options->max_failures;
    return most == 0 || campaign->total.failures < most;
}

/* --- From beginning to end. --- */

bool sim_campaign_open(sim_campaign *campaign, const sim_campaign_options *options,
                       sim_report *report)
{
    memset(campaign, 0, sizeof *campaign);
    campaign->options = options;
    campaign->report = report;
    campaign->tasks = sim_plan_tasks(&options->plan);
    campaign->sums = calloc(options->plan.scenario_count, sizeof *campaign->sums);
    if (campaign->sums == NULL) {
        sim_error("no memory");
        return false;
    }
    if (options->list_seeds) {
        campaign->seeds = tmpfile();
        if (campaign->seeds == NULL) {
            sim_error("cannot make a temporary file for the list of seeds: %s", strerror(errno));
            sim_campaign_close(campaign);
            return false;
        }
    }
    return true;
}

static sim_campaign_end end_of(const sim_campaign *campaign, sim_pool_end end)
{
    if (end == SIM_POOL_BROKEN || campaign->write_failed) {
        return SIM_CAMPAIGN_BROKEN;
    }
    if (end == SIM_POOL_STOPPED) {
        return SIM_CAMPAIGN_FAILURES;
    }
    if (end == SIM_POOL_INTERRUPTED && campaign->total.worlds < campaign->tasks) {
        return SIM_CAMPAIGN_INTERRUPTED;
    }
    return campaign->time_is_up ? SIM_CAMPAIGN_TIME : SIM_CAMPAIGN_COMPLETE;
}

void sim_campaign_run(sim_campaign *campaign)
{
    const sim_campaign_options *options = campaign->options;
    sim_plan plan = options->plan;
    sim_pool_options pool = {
        .jobs = options->jobs,
        .timeout_seconds = options->limits.timeout_seconds,
        .setup = {.play = options->play,
                  .context = &plan,
                  .memory_bytes = options->limits.memory_mb << 20,
                  .ops_max = sim_plan_ops_max(&plan)},
        .more = more,
        .done = done,
        .tick = tick,
        .context = campaign,
    };
    campaign->began = sim_clock_seconds();
    sim_progress_begin(&campaign->progress, campaign->tasks, options->time_limit_seconds);
    sim_pool_end end = sim_pool_run(&pool);
    int why = errno;
    sim_progress_end(&campaign->progress);
    campaign->seconds = sim_clock_seconds() - campaign->began;
    campaign->end = end_of(campaign, end);
    if (end == SIM_POOL_BROKEN) {
        sim_error("the worker processes failed: %s", strerror(why));
    }
}

void sim_campaign_close(sim_campaign *campaign)
{
    for (size_t i = 0; i < campaign->failure_count; i++) {
        sim_failure_free(&campaign->failures[i]);
    }
    free(campaign->failures);
    free(campaign->sums);
    if (campaign->seeds != NULL) {
        (void)fclose(campaign->seeds);
    }
    memset(campaign, 0, sizeof *campaign);
}
