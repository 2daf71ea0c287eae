/* idsim sweep: many worlds, on all processors. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "causes.h"
#include "cisummary.h"
#include "compressor/metamorphic/pair.h"
#include "guest.h"
#include "interrupt.h"
#include "json.h"
#include "junitfile.h"
#include "kernel/trace.h"
#include "output.h"
#include "provenance.h"
#include "scenariofile.h"
#include "shrinkage.h"
#include "sweepreport.h"
#include "sweepresult.h"

static const char help[] =
    "idsim sweep [SCENARIO...] --seeds A..B | --time T [options]\n"
    "\n"
    "Plays a world for each seed of each scenario, in worker processes. A crash, a hang or\n"
    "running out of memory is a failure of that seed; the sweep goes on. The result does not\n"
    "depend on the number of workers.\n"
    "\n"
    "  SCENARIO...          see \"idsim list scenarios\" (default swarm), or NAME.scenario, a\n"
    "                       file; each plays all seeds\n"
    "      --seeds A..B     the seeds from A up to but not including B: 0..20000 are 20,000\n"
    "                       seeds. B is at most 2^64, 18446744073709551616\n"
    "      --time T         start no world after T, such as 60s, 5m or 1h. Alone, it plays\n"
    "                       seeds from 0 on; with --seeds A.. from A on; with --seeds A..B it\n"
    "                       may end before B. The summary says which seeds were played\n"
    "      --ops N          ops per world, 1 to 1048576 (default: the scenario's)\n"
    "  -j, --jobs N         worker processes, 1 to 512 (default: one per processor)\n"
    "      --shard I/N      every N-th seed only, starting with A + I - 1; I is 1 to N\n"
    "      --pair-every N   compare every N-th seed with paired worlds (default 10; 0: none)\n"
    "      --max-failures N\n"
    "                       stop after N failures (default 100; 0: never)\n"
    "      --report DIR     write report.html to look at there, result.json, the tapes of\n"
    "                       failures, and for the first failure of each kind a report of its\n"
    "                       world as \"idsim run --report\" writes it; give each sweep its own\n"
    "                       DIR\n"
    "      --result DIR     write what this shard found to DIR, for \"idsim merge\"; see\n"
    "                       \"On many machines\"\n" SIM_HELP_NO_SHRINK
    "      --json           print the result as JSON\n" SIM_HELP_FOR_CI SIM_HELP_GUEST
        SIM_HELP_INVARIANT_ALONE SIM_HELP_WORKERS "\n"
    "Ctrl-C ends a sweep with a summary of the seeds played so far. If none of them failed,\n"
    "the verdict is INTERRUPTED and the exit status is 128 + the number of the signal (130;\n"
    "143 for SIGTERM). A second Ctrl-C ends it at once.\n"
    "\n"
    "Examples\n"
    "  idsim sweep --seeds 0..20000\n"
    "  idsim sweep swarm hostile --seeds 0..1000 --jobs 8 --report reports/nightly\n"
    "  idsim sweep --time 5m --json > result.json\n"
    "  idsim sweep --seeds 0..100000 --shard 3/16\n"
    "  idsim sweep --seeds 0..100000 --shard 3/16 --result results\n"
    "\n" SIM_HELP_EXIT "\n";

static const char more[] =
    "Verdict\n"
    "  FAIL     a seed failed, or an expectation of a file. Every 64th seed is played again\n"
    "           from its seed and its tape; a difference is a failure \"determinism\"\n"
    "  VACUOUS  no seed failed, but something was not tested: a mark or fault that a scenario\n"
    "           requires was not reached, an invariant that a scenario is there to test had\n"
    "           nothing to check, or no seed was played. A shard is judged on its own seeds\n"
    "  PASS     neither. A guest that leaves something unclaimed is not held to what it then\n"
    "           cannot reach\n"
    "\n"
    "On many machines\n"
    "  With --result DIR each shard leaves a file in DIR when all of its seeds are played, and\n"
    "  none before. Played again, it replaces the file. \"idsim merge DIR\" makes one result of\n"
    "  all shards, the same byte for byte as if one machine had played all seeds. The text of a\n"
    "  scenario file is in the result, so only sweeps of the same text go together. Failures do\n"
    "  not stop such a sweep; the first 100 are kept, with their tapes in DIR, unless --report\n"
    "  has another directory for them. Which worlds are paired or played again depends on the\n"
    "  seed alone: one in N and one in 64, on average. A shard without a seed that failed is\n"
    "  PASS: the merge says whether the whole is VACUOUS, or misses what a file expects.\n"
    "\n" SIM_HELP_JSON
    "  verdict              \"PASS\", \"FAIL\", \"VACUOUS\", \"INTERRUPTED\" or \"BROKEN\"\n"
    "  ended                why the sweep ended: \"complete\", \"time\", \"failures\",\n"
    "                       \"interrupted\" or \"broken\"\n"
    "  shard                {part, parts}\n"
    "  jobs                 worker processes\n"
    "  seeds_done           worlds played, of all scenarios\n"
    "  seeds_beyond         after an interrupt: how many of them come after a seed not played\n"
    "  seeds_replayed       worlds played again and compared op by op\n"
    "  seeds_paired         worlds compared with paired worlds\n"
    "  failure_count, failures\n"
    "                       each failure as in \"idsim run --help\", in the order of the\n"
    "                       seeds\n"
    "  causes               the failures by cause, for each: cause (invariant, call, what was\n"
    "                       expected, what came), failures, scenario and seed of the first, ops\n"
    "                       and tape of the shortest shrunk tape, or null\n"
    "  digest               chained over the digests of the seeds in order: XXH3-64 of the\n"
    "                       next digest as eight bytes, little-endian, seeded with the chain\n"
    "                       so far; it starts with 0\n"
    "  ops, events, log_entries, ids, sessions\n"
    "                       sums over all worlds\n"
    "  memory_peak_bytes    the most of any world\n"
    "  seconds, ops_per_second\n"
    "                       of the whole sweep\n"
    "  measures             as in \"idsim run --help\"\n"
    "  checks, unchecked    checks of each invariant; invariants without any that should have\n"
    "                       some\n"
    "  scenarios            for each: name, first_seed, next_seed (the first one not played;\n"
    "                       null: there is none), step, seeds_done, failure_count, digest,\n"
    "                       ops, events, log_entries, ids, sessions, memory_peak_bytes,\n"
    "                       checks, marks, faults, missed {marks, faults} (required but not\n"
    "                       reached); if its file has some, expectations: name, limit, measured,\n"
    "                       met (null: there was nothing to measure)\n"
    "  seeds                for each, in order: scenario, seed, verdict, digest, ops\n";

typedef struct arguments {
    const sim_scenario **scenarios; /* to be freed */
    size_t scenario_count;
    sim_seeds seeds;
    sim_shard shard;
    uint64_t time_ms;
    uint64_t ops;
    uint64_t jobs;
    uint64_t timeout_ms;
    uint64_t memory_mb;
    uint64_t max_failures;
    uint64_t pair_every;
    const char *report;
    const char *result; /* NULL: none */
    const char *junit;  /* files; NULL: none */
    const char *summary;
    bool no_shrink;
    const char *invariants; /* NULL: all */
    sim_invariant_set only;
    bool json;
    sim_guest_arguments guest;
} arguments;

/* A result has the texts of scenario files in it, as JSON. */
static bool can_be_kept(const sim_scenario *scenario)
{
    const char *text = sim_scenariofile_text(scenario);
    json_t *kept = text == NULL ? json_null() : json_string(text);
    if (kept == NULL) {
        sim_error("'%s' is not in UTF-8, and --result keeps its text", scenario->path);
    }
    json_decref(kept);
    return kept != NULL;
}

static bool parse_scenarios(arguments *a, int words, char **argv)
{
    size_t count = words == 0 ? 1 : (size_t)words;
    a->scenarios = calloc(count, sizeof(const sim_scenario *));
    if (a->scenarios == NULL) {
        sim_error("no memory");
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = words == 0 ? SIM_DEFAULT_SCENARIO : argv[i];
        a->scenarios[i] = sim_options_scenario(name);
        if (a->scenarios[i] == NULL || (a->result != NULL && !can_be_kept(a->scenarios[i]))) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (a->scenarios[j] == a->scenarios[i]) {
                sim_error("scenario '%s' is given twice", name);
                return false;
            }
            if (strcmp(a->scenarios[j]->name, a->scenarios[i]->name) == 0) {
                sim_error("'%s' and '%s' have one name, %s: a result would not say which is which",
                          sim_scenario_word(a->scenarios[j]), name, a->scenarios[i]->name);
                return false;
            }
        }
    }
    a->scenario_count = count;
    return true;
}

static bool check_seeds(const arguments *a, bool seeds_given)
{
    if (!seeds_given && a->time_ms == 0) {
        sim_error("sweep needs --seeds A..B or --time T");
        sim_hint("Such as: idsim sweep --seeds 0..1000, or idsim sweep --time 60s");
        return false;
    }
    if (a->seeds.open && a->time_ms == 0) {
        sim_error("--seeds %" PRIu64 ".. has no end and needs --time T", a->seeds.from);
        return false;
    }
    if (a->seeds.last - a->seeds.from < a->shard.part - 1) {
        sim_error("shard %" PRIu64 "/%" PRIu64 " of %" PRIu64 " seeds is empty", a->shard.part,
                  a->shard.parts, a->seeds.last - a->seeds.from + 1);
        sim_hint("Zero seeds would prove nothing. Use fewer shards or more seeds.");
        return false;
    }
    return true;
}

/* A result has all of its seeds, and says which build played them. */
static bool check_result(arguments *a, bool max_failures_given)
{
    const char *other = a->time_ms != 0          ? "--time"
                        : max_failures_given     ? "--max-failures"
                        : sim_guest_is_used()    ? "--guest or --subject"
                        : a->guest.known != NULL ? "--known"
                                                 : NULL;
    if (a->result == NULL) {
        return true;
    }
    if (other != NULL) {
        sim_error("--result does not go with %s", other);
        sim_hint("What is merged are all seeds of a range, played by one build of the core.");
        return false;
    }
    a->max_failures = 0;
    return true;
}

static bool check_ops(const arguments *a)
{
    for (size_t i = 0; i < a->scenario_count; i++) {
        if (!sim_options_ops(a->scenarios[i], a->ops)) {
            return false;
        }
    }
    return true;
}

static bool parse(int argc, char **argv, arguments *a)
{
    int words = 0;
    *a = (arguments){.seeds = {0, SIM_SEED_MAX, true},
                     .shard = {1, 1},
                     .jobs = sim_pool_processors(),
                     .timeout_ms = SIM_DEFAULT_TIMEOUT_MS,
                     .memory_mb = SIM_DEFAULT_MEMORY_MB,
                     .max_failures = 100,
                     .pair_every = SIM_PAIR_EVERY};
    enum { MAX_FAILURES = 5 };
    sim_option options[] = {
        {"seeds", &a->seeds, 0, 0, SIM_OPTION_SEEDS, 0, false},
        {"time", &a->time_ms, 1, SIM_TIME_MAX_SECONDS, SIM_OPTION_DURATION, 0, false},
        {"ops", &a->ops, 1, SIM_TAPE_LARGE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"jobs", &a->jobs, 1, SIM_JOBS_MAX, SIM_OPTION_NUMBER, 'j', false},
        {"shard", &a->shard, 0, SIM_SHARD_PARTS_MAX, SIM_OPTION_SHARD, 0, false},
        {"max-failures", &a->max_failures, 0, INT64_MAX, SIM_OPTION_NUMBER, 0, false},
        {"pair-every", &a->pair_every, 0, INT64_MAX, SIM_OPTION_NUMBER, 0, false},
        {"report", &a->report, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"result", &a->result, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"junit", &a->junit, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"summary", &a->summary, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"no-shrink", &a->no_shrink, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"invariant", &a->invariants, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"json", &a->json, 0, 0, SIM_OPTION_FLAG, 0, false},
        SIM_GUEST_OPTIONS(a->guest),
        {"timeout", &a->timeout_ms, 1, SIM_TIMEOUT_MAX_SECONDS, SIM_OPTION_DURATION, 0, false},
        {"memory", &a->memory_mb, SIM_MEMORY_MIN_MB, SIM_MEMORY_MAX_MB, SIM_OPTION_NUMBER, 0,
         false},
    };
    return sim_options_parse("sweep", options, sizeof options / sizeof options[0], argc, argv,
                             &words) &&
           check_seeds(a, options[0].given) &&
           (a->invariants == NULL || sim_options_invariants(a->invariants, &a->only)) &&
           parse_scenarios(a, words, argv) && check_ops(a) && sim_guest_use(&a->guest) &&
           check_result(a, options[MAX_FAILURES].given);
}

/* A shard is too small to reach everything; "idsim merge" judges the whole. */
static bool is_shard_of_result(const sim_campaign *c)
{
    return c->options->plan.by_seed && c->options->plan.shard.parts > 1;
}

/* A sweep cut short by a signal only proves that nothing failed so far. */
static const char *verdict_of(const sim_campaign *c, int *status)
{
    const sim_plan *plan = &c->options->plan;
    sim_verdict verdict = sim_sum_verdict((const sim_scenario *const *)plan->scenarios, c->sums,
                                          plan->scenario_count);
    if (verdict != SIM_FAIL && c->end == SIM_CAMPAIGN_INTERRUPTED) {
        *status = SIM_EXIT_SIGNAL + sim_interrupt_signal();
        return "INTERRUPTED";
    }
    if (verdict != SIM_FAIL && c->end == SIM_CAMPAIGN_BROKEN) {
        verdict = SIM_BROKEN;
    }
    if (verdict == SIM_VACUOUS && c->total.ids > 0 && sim_guest_is_compared()) {
        /* Nothing is judged: there is no oracle. */
        verdict = SIM_PASS;
    }
    if (c->total.failures == 0 && c->total.worlds > 0 && verdict != SIM_BROKEN &&
        is_shard_of_result(c)) {
        verdict = SIM_PASS;
    }
    *status = (int)verdict;
    return sim_verdict_name(verdict);
}

/* Worlds of a scenario played in order, without a gap. */
static uint64_t in_order(const sim_campaign *c, size_t scenario)
{
    uint64_t tasks = c->total.worlds - c->beyond;
    uint64_t count = c->options->plan.scenario_count;
    return tasks / count + (scenario < tasks % count ? 1 : 0);
}

/* --- JSON. --- */

/* The first seed not played, which may be beyond the last seed. */
static json_t *json_next_seed(const sim_plan *plan, uint64_t played)
{
    uint64_t first = sim_plan_seed(plan, 0);
    uint64_t parts = plan->shard.parts;
    return played > (SIM_SEED_MAX - first) / parts ? json_null()
                                                   : sim_json_identity(first + played * parts);
}

static json_t *json_scenario(const sim_campaign *c, size_t index)
{
    const sim_plan *plan = &c->options->plan;
    const sim_sum *sum = &c->sums[index];
    uint64_t first = sim_plan_seed(plan, 0);
    json_t *object = json_object();
    (void)json_object_set_new(object, "name", sim_json_text(plan->scenarios[index]->name));
    (void)json_object_set_new(object, "first_seed", sim_json_identity(first));
    (void)json_object_set_new(object, "next_seed", json_next_seed(plan, in_order(c, index)));
    (void)json_object_set_new(object, "step", sim_json_number(plan->shard.parts));
    (void)json_object_set_new(object, "seeds_done", sim_json_number(sum->worlds));
    (void)json_object_set_new(object, "failure_count", sim_json_number(sum->failures));
    (void)json_object_set_new(object, "digest", sim_json_digest(sum->digest));
    sim_json_set_totals(object, sum);
    (void)json_object_set_new(object, "checks", sim_json_checks(sum->checks));
    (void)json_object_set_new(object, "marks", sim_json_marks(&sum->tally));
    (void)json_object_set_new(object, "faults", sim_json_faults(&sum->tally));
    (void)json_object_set_new(object, "missed", sim_json_missed(sum, plan->scenarios[index]));
    if (plan->scenarios[index]->expectation_count > 0) {
        (void)json_object_set_new(object, "expectations",
                                  sim_json_expectations(sum, plan->scenarios[index]));
    }
    return object;
}

static json_t *json_result(const sim_campaign *c, const char *verdict)
{
    const sim_campaign_options *options = c->options;
    json_t *object = sim_json_document("sweep");
    json_t *scenarios = json_array();
    json_t *failures = json_array();
    for (size_t i = 0; i < options->plan.scenario_count; i++) {
        (void)json_array_append_new(scenarios, json_scenario(c, i));
    }
    for (size_t i = 0; i < c->failure_count; i++) {
        (void)json_array_append_new(failures, sim_json_failure(&c->failures[i]));
    }
    (void)json_object_set_new(object, "verdict", sim_json_text(verdict));
    (void)json_object_set_new(object, "ended", sim_json_text(sim_campaign_end_name(c->end)));
    (void)json_object_set_new(object, "shard",
                              json_pack("{s:o, s:o}", "part",
                                        sim_json_number(options->plan.shard.part), "parts",
                                        sim_json_number(options->plan.shard.parts)));
    (void)json_object_set_new(object, "jobs", sim_json_number(options->jobs));
    (void)json_object_set_new(object, "seeds_done", sim_json_number(c->total.worlds));
    (void)json_object_set_new(object, "seeds_beyond", sim_json_number(c->beyond));
    (void)json_object_set_new(object, "seeds_replayed", sim_json_number(c->total.replayed));
    (void)json_object_set_new(object, "seeds_paired", sim_json_number(c->total.paired));
    (void)json_object_set_new(object, "failure_count", sim_json_number(c->total.failures));
    (void)json_object_set_new(object, "digest", sim_json_digest(c->total.digest));
    sim_json_set_totals(object, &c->total);
    sim_json_set_time(object, c->total.ops, c->seconds);
    (void)json_object_set_new(object, "measures", sim_json_measures(&c->total));
    (void)json_object_set_new(object, "checks", sim_json_checks(c->total.checks));
    (void)json_object_set_new(
        object, "unchecked",
        sim_json_unchecked(&c->total, (const sim_scenario *const *)options->plan.scenarios,
                           options->plan.scenario_count));
    (void)json_object_set_new(object, "scenarios", scenarios);
    (void)json_object_set_new(object, "failures", failures);
    (void)json_object_set_new(object, "causes", sim_causes_json(c));
    return object;
}

/* --- For people. --- */

/* 2nd, 3rd, 11th. */
static const char *ordinal_ending(uint64_t number)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    uint64_t last = number % 10;
    return number / 10 % 10 == 1 || last > 3 ? "th" : endings[last];
}

static void print_seeds(const sim_campaign *c)
{
    const sim_plan *plan = &c->options->plan;
    uint64_t first = sim_plan_seed(plan, 0);
    uint64_t count = in_order(c, plan->scenario_count - 1);
    if (count == 0) {
        (void)printf("No seed was played in every scenario.\n");
    } else {
        (void)printf("Seeds %" PRIu64 " to %" PRIu64, first,
                     first + (count - 1) * plan->shard.parts);
        if (plan->shard.parts > 1) {
            (void)printf(", every %" PRIu64 "%s (shard %" PRIu64 "/%" PRIu64 ")", plan->shard.parts,
                         ordinal_ending(plan->shard.parts), plan->shard.part, plan->shard.parts);
        }
        (void)printf(" of each scenario were played.\n");
    }
    if (c->beyond > 0) {
        (void)printf("The sums include %" PRIu64 " world%s of later seeds.\n", c->beyond,
                     c->beyond == 1 ? "" : "s");
    }
}

static void print_end(const sim_campaign *c)
{
    switch (c->end) {
    case SIM_CAMPAIGN_TIME:
        if (!c->options->plan.seeds.open) {
            (void)printf("The time was up before all seeds were played.\n");
        }
        break;
    case SIM_CAMPAIGN_FAILURES:
        (void)printf("Stopped after %" PRIu64 " failure%s (--max-failures).\n", c->total.failures,
                     c->total.failures == 1 ? "" : "s");
        break;
    case SIM_CAMPAIGN_INTERRUPTED:
        (void)printf("Interrupted by signal %d before all seeds were played.\n",
                     sim_interrupt_signal());
        break;
    case SIM_CAMPAIGN_BROKEN:
        (void)printf("The environment failed before all seeds were played.\n");
        break;
    case SIM_CAMPAIGN_COMPLETE:
        break;
    }
}

static void print_people(const sim_campaign *c, const char *verdict, int status)
{
    const sim_plan *plan = &c->options->plan;
    char time[SIM_TIME_TEXT];
    char note[SIM_TIME_TEXT + 40];
    print_end(c);
    print_seeds(c);
    sim_sum_print_totals(stdout, &c->total, c->seconds);
    sim_sum_print_measures(stdout, &c->total);
    sim_sum_print_checks(
        stdout, &c->total,
        sim_schemes_of((const sim_scenario *const *)plan->scenarios, plan->scenario_count));
    (void)printf("%srequired by the scenarios, and reached%s\n",
                 sim_colour_on(stdout, SIM_COLOUR_BOLD), sim_colour_off(stdout));
    for (size_t i = 0; i < plan->scenario_count; i++) {
        sim_sum_print_required(stdout, &c->sums[i], plan->scenarios[i], status != SIM_FAIL);
    }
    for (size_t i = 0; i < plan->scenario_count; i++) {
        sim_sum_print_expectations(stdout, &c->sums[i], plan->scenarios[i]);
    }
    sim_causes_print(stdout, c);
    sim_format_time(c->seconds, time);
    (void)snprintf(note, sizeof note, "%s, %u worker%s", time, c->options->jobs,
                   c->options->jobs == 1 ? "" : "s");
    sim_print_verdict(stdout, verdict, note);
    if (status == SIM_VACUOUS) {
        sim_sum_print_vacuous(stdout, (const sim_scenario *const *)plan->scenarios, c->sums,
                              plan->scenario_count);
    }
}

/* --- The command. --- */

static bool write_report(const sim_campaign *c, const char *verdict)
{
    sim_wholefile result;
    if (!sim_report_result_begin(c->report, &result)) {
        return false;
    }
    bool written = sim_json_write_with(result.file, json_result(c, verdict), "seeds", c->seeds);
    return sim_report_result_end(c->report, &result, written);
}

static int finish(sim_campaign *c, const arguments *a)
{
    int status = SIM_PASS;
    bool written = !c->write_failed;
    const char *verdict = verdict_of(c, &status);
    if (a->json) {
        bool printed = sim_json_write_with(stdout, json_result(c, verdict), "seeds", c->seeds);
        written = written && (printed || ferror(stdout));
    } else {
        print_people(c, verdict, status);
    }
    if (a->report != NULL) {
        written = write_report(c, verdict) && written;
        written = sim_sweepreport_write(c, verdict) && written;
    }
    if (a->junit != NULL) {
        written = sim_junitfile_write(a->junit, c) && written;
    }
    if (a->summary != NULL) {
        written = sim_cisummary_write(a->summary, c, verdict) && written;
    }
    return written ? status : SIM_EXIT_ENVIRONMENT;
}

/* Failures with notes and tapes, of a sweep that no failure stops. */
#define KEPT_OF_RESULT 100u

static void note_failure(void *context, const sim_failure_note *note)
{
    sim_sweepresult_add_failure(context, note);
}

static sim_campaign_options options_of(const arguments *a, sim_sweepresult *result)
{
    return (sim_campaign_options){
        .plan = {.scenarios = a->scenarios,
                 .scenario_count = a->scenario_count,
                 .seeds = a->seeds,
                 .shard = a->shard,
                 .ops = a->ops,
                 .only = a->only,
                 .check_every = SIM_CHECK_EVERY,
                 .pair_every = a->pair_every,
                 .by_seed = a->result != NULL},
        .play = sim_play,
        .limits = {(double)a->timeout_ms / 1000.0, a->memory_mb},
        .jobs = (unsigned)a->jobs,
        .time_limit_seconds = (double)a->time_ms / 1000.0,
        .max_failures = a->max_failures,
        .list_seeds = a->json || a->report != NULL,
        .failures_kept = a->result != NULL ? KEPT_OF_RESULT : 0,
        .on_failure = a->result != NULL ? note_failure : NULL,
        .on_failure_context = result,
        .people = a->json ? NULL : stdout,
    };
}

/* Only a sweep that played all of its seeds has a result. False after an error message. */
static bool write_result(const sim_campaign *c, const char *directory, sim_sweepresult *result)
{
    if (c->end != SIM_CAMPAIGN_COMPLETE) {
        return true;
    }
    memcpy(result->sums, c->sums, result->plan.scenario_count * sizeof *c->sums);
    char *path = sim_sweepresult_write(result, directory);
    if (path != NULL && c->options->people != NULL) {
        (void)fprintf(c->options->people, "The result is in %s\n", path);
    }
    free(path);
    return path != NULL;
}

static int sweep(const arguments *a, sim_report *report, sim_sweepresult *result)
{
    sim_campaign campaign;
    sim_campaign_options options = options_of(a, result);
    if (!sim_campaign_open(&campaign, &options, report)) {
        return SIM_EXIT_ENVIRONMENT;
    }
    sim_campaign_run(&campaign);
    if (!a->no_shrink && sim_invariants_are_all(&a->only)) {
        sim_shrinkage_of_campaign(&campaign);
    }
    int status = finish(&campaign, a);
    if (a->result != NULL && !write_result(&campaign, a->result, result)) {
        status = SIM_EXIT_ENVIRONMENT;
    }
    sim_campaign_close(&campaign);
    return status;
}

static void begin_result(sim_sweepresult *result, const arguments *a)
{
    const sim_sweep_plan plan = {.scenarios = a->scenarios,
                                 .scenario_count = a->scenario_count,
                                 .ops = a->ops,
                                 .pair_every = a->pair_every,
                                 .timeout_ms = a->timeout_ms,
                                 .memory_mb = a->memory_mb,
                                 .only = a->only};
    sim_sweepresult_begin(result, &plan, &a->seeds, &a->shard);
}

/* Both directories are made before anything is played. */
static bool open_report(sim_report *report, const arguments *a)
{
    if (a->report != NULL && a->result != NULL) {
        if (!sim_report_open(report, a->result)) {
            return false;
        }
        sim_report_close(report);
    }
    return sim_report_open(report, a->report != NULL ? a->report : a->result);
}

static int run(int argc, char **argv)
{
    arguments a;
    sim_report report;
    int status = SIM_EXIT_ENVIRONMENT;
    if (!parse(argc, argv, &a)) {
        status = sim_scenariofile_status();
    } else if (open_report(&report, &a)) {
        sim_sweepresult result;
        begin_result(&result, &a);
        status = sweep(&a, &report, &result);
        sim_sweepresult_free(&result);
        sim_report_close(&report);
    }
    free(a.scenarios);
    return status;
}

const sim_command sim_command_sweep = {"sweep", "play many worlds, on all processors", help, more,
                                       run};
