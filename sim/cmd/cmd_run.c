/* idsim run: one world, a summary, a verdict. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>

#include "campaign.h"
#include "checkpoint.h"
#include "cisummary.h"
#include "guest.h"
#include "interrupt.h"
#include "json.h"
#include "junitfile.h"
#include "kernel/trace.h"
#include "output.h"
#include "profiling.h"
#include "provenance.h"
#include "scenariofile.h"
#include "shrinkage.h"
#include "worldpages.h"

static const char help[] =
    "idsim run [SCENARIO] [--seed N] [--ops N] [--report DIR] [--json]\n"
    "\n"
    "Plays one world, and prints a summary and the verdict. A crash or a hang is a failure\n"
    "like any other and leaves a tape. A world that passes is then compared with paired\n"
    "worlds (the invariants pair-*), unless it has more than 8192 ops.\n"
    "\n"
    "  SCENARIO             see \"idsim list scenarios\" (default swarm), or NAME.scenario\n"
    "      --seed N         which world of the scenario (default 0)\n"
    "      --ops N          number of ops, 1 to 1048576, in large worlds to 16777216\n"
    "                       (default: the scenario's)\n"
    "      --report DIR     write the world there: report.html to look at, its tape, its story,\n"
    "                       its events, repro.sh to play it again, and "
    "result.json\n" SIM_HELP_NO_SHRINK "      --json           print the result as JSON\n"
    "      --profile        print instead where its time goes: nanoseconds an op for world,\n"
    "                       core, digest, model, and the checks of each invariant\n"
    "      --checkpoint N   keep a copy of the process every N ops, in memory; it tells a\n"
    "                       failure or a crash from there on, op by op\n" SIM_HELP_FOR_CI
        SIM_HELP_GUEST SIM_HELP_INVARIANT_ALONE SIM_HELP_WORKERS "\n"
    "The tape of a failure is written to DIR, else to reports/runs in the current directory,\n"
    "else to a new directory in $TMPDIR.\n"
    "\n"
    "Examples\n"
    "  idsim run\n"
    "  idsim run swarm --seed 7 --ops 2000\n"
    "  idsim run --seed 7 --json | jq .digest\n"
    "\n" SIM_HELP_EXIT "\n";

static const char more[] = SIM_HELP_JSON
    "  verdict              \"PASS\", \"FAIL\", \"INTERRUPTED\" (by a signal) or \"BROKEN\"\n"
    "                       (the world could not be played)\n"
    "  scenario, seed       what was played\n"
    "  digest               XXH3 of all events and documents, 16 hex digits; the same as that\n"
    "                       of this seed in \"idsim sweep\"\n"
    "  ops, events          ops executed (without the quiet phase at the end), trace events\n"
    "  log_entries          entries of the total-order log\n"
    "  ids, sessions        IDs handed out, sessions opened\n"
    "  memory_peak_bytes    the most that the allocators held\n"
    "  seconds              how long the world took; also ops_per_second\n"
    "  world                scheme, and its four numbers. Of the compressor: nodes, slots\n"
    "                       (sessions per node), write_ahead (bit n: node n saves before it\n"
    "                       sends), cluster_size. Of other schemes: the names on the world\n"
    "                       line of a tape\n"
    "  marks, faults        how often each was reached, by name\n"
    "  checks               how often each invariant was checked, by name\n"
    "  measures             by name: measured, its bound, the scenario and seed of the world\n"
    "                       that came nearest to the bound, and touched: how many worlds\n"
    "                       reached it\n"
    "  stuck                which IDs can never become final, and why; \"\" if none\n"
    "  expectations         if the scenario's file has some, for each: name, limit, measured, met\n"
    "  failure              null, or scenario, seed, kind, invariant, op, op_text, where,\n"
    "                       expected, got, blame, blame_reason, tape, shrunk, story, c_test,\n"
    "                       shrunk_ops, reproduce. Of these:\n"
    "    kind               \"invariant\", \"crash\", \"hang\", \"memory\", \"killed\" or\n"
    "                       \"determinism\"\n"
    "    blame              \"core\", \"world\", \"relation\", \"core or world\", \"core or\n"
    "                       relation\" or \"not told\"; null if not examined\n"
    "    tape, shrunk, story, c_test\n"
    "                       the paths of the tape, of the shrunk tape, its story and its C\n"
    "                       test; null if there is none\n"
    "    reproduce          a command line\n";

typedef struct arguments {
    const sim_scenario *scenario;
    uint64_t seed;
    uint64_t ops;
    uint64_t timeout_ms;
    uint64_t memory_mb;
    const char *report;
    const char *junit; /* files; NULL: none */
    const char *summary;
    bool no_shrink;
    const char *invariants; /* NULL: all */
    sim_invariant_set only;
    bool json;
    bool profile;
    uint64_t checkpoint; /* 0: none */
    sim_guest_arguments guest;
} arguments;

static bool parse(int argc, char **argv, arguments *a)
{
    int words = 0;
    *a = (arguments){.timeout_ms = SIM_DEFAULT_TIMEOUT_MS, .memory_mb = SIM_DEFAULT_MEMORY_MB};
    sim_option options[] = {
        {"seed", &a->seed, 0, SIM_SEED_MAX, SIM_OPTION_NUMBER, 0, false},
        {"ops", &a->ops, 1, SIM_TAPE_LARGE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"report", &a->report, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"junit", &a->junit, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"summary", &a->summary, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"no-shrink", &a->no_shrink, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"invariant", &a->invariants, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"json", &a->json, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"profile", &a->profile, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"checkpoint", &a->checkpoint, 1, SIM_TAPE_LARGE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        SIM_GUEST_OPTIONS(a->guest),
        {"timeout", &a->timeout_ms, 1, SIM_TIMEOUT_MAX_SECONDS, SIM_OPTION_DURATION, 0, false},
        {"memory", &a->memory_mb, SIM_MEMORY_MIN_MB, SIM_MEMORY_MAX_MB, SIM_OPTION_NUMBER, 0,
         false},
    };
    if (!sim_options_parse("run", options, sizeof options / sizeof options[0], argc, argv,
                           &words)) {
        return false;
    }
    bool alone = a->profile || a->checkpoint != 0;
    if (a->profile && a->checkpoint != 0) {
        sim_error("--profile and --checkpoint cannot be used together");
        return false;
    }
    if (alone && (a->json || a->report != NULL || a->junit != NULL || a->summary != NULL)) {
        sim_error("--%s only prints: it goes without --json, --report, --junit and --summary",
                  a->profile ? "profile" : "checkpoint");
        return false;
    }
    if (words > 1) {
        sim_error("run takes one scenario; unexpected argument '%s'", argv[1]);
        sim_hint("Several: idsim sweep %s %s --seeds 0..1000", argv[0], argv[1]);
        return false;
    }
    a->scenario = sim_options_scenario(words == 1 ? argv[0] : SIM_DEFAULT_SCENARIO);
    return a->scenario != NULL && sim_options_ops(a->scenario, a->ops) &&
           (a->invariants == NULL || sim_options_invariants(a->invariants, &a->only)) &&
           sim_guest_use(&a->guest);
}

static const char *verdict_of(const sim_campaign *campaign, int *status)
{
    const sim_scenario *scenario = campaign->options->plan.scenarios[0];
    bool played = campaign->total.worlds == 1;
    if (campaign->total.failures > 0 ||
        (played && sim_sum_expected(&campaign->total, scenario, SIM_OUTCOME_MISSED) > 0)) {
        *status = SIM_FAIL;
    } else if (campaign->total.worlds == 0 && campaign->end == SIM_CAMPAIGN_INTERRUPTED) {
        *status = SIM_EXIT_SIGNAL + sim_interrupt_signal();
        return "INTERRUPTED";
    } else {
        *status = campaign->total.worlds == 1 ? SIM_PASS : SIM_BROKEN;
    }
    return sim_verdict_name((sim_verdict)*status);
}

static json_t *json_result(const sim_campaign *c, const arguments *a, const char *verdict)
{
    const sim_config *config = &c->config;
    json_t *object = sim_json_document("run");
    (void)json_object_set_new(object, "verdict", sim_json_text(verdict));
    (void)json_object_set_new(object, "scenario", sim_json_text(a->scenario->name));
    (void)json_object_set_new(object, "seed", sim_json_identity(a->seed));
    (void)json_object_set_new(object, "digest", sim_json_digest(c->digest));
    sim_json_set_totals(object, &c->total);
    sim_json_set_time(object, c->total.ops, c->world_seconds);
    (void)json_object_set_new(object, "world", sim_json_world(config));
    (void)json_object_set_new(object, "marks", sim_json_marks(&c->total.tally));
    (void)json_object_set_new(object, "faults", sim_json_faults(&c->total.tally));
    (void)json_object_set_new(object, "checks", sim_json_checks(c->total.checks));
    (void)json_object_set_new(object, "measures", sim_json_measures(&c->total));
    (void)json_object_set_new(object, "stuck", sim_json_stuck(&c->stuck));
    (void)json_object_set_new(
        object, "failure", c->failure_count > 0 ? sim_json_failure(&c->failures[0]) : json_null());
    if (a->scenario->expectation_count > 0) {
        (void)json_object_set_new(object, "expectations",
                                  sim_json_expectations(&c->total, a->scenario));
    }
    return object;
}

static void print_people(const sim_campaign *c, const arguments *a, const char *verdict)
{
    char digest[17];
    char time[SIM_TIME_TEXT];
    if (c->config.nodes != 0) {
        (void)printf("%s, seed %" PRIu64 ": ", a->scenario->name, a->seed);
        sim_print_world(stdout, &c->config);
        (void)printf("\n");
    }
    if (c->digest == 0) {
        sim_print_verdict(stdout, verdict, "the world was not played to its end");
        return;
    }
    sim_trace_format(c->digest, digest);
    (void)printf("  %-16s  %16s\n", "digest", digest);
    sim_sum_print_totals(stdout, &c->total, c->world_seconds);
    sim_sum_print_measures(stdout, &c->total);
    sim_sum_print_checks(stdout, &c->total, 1u << c->config.scheme);
    sim_sum_print_reached(stdout, &c->total);
    sim_print_stuck(stdout, &c->stuck);
    sim_sum_print_expectations(stdout, &c->total, a->scenario);
    sim_format_time(c->world_seconds, time);
    sim_print_verdict(stdout, verdict, time);
}

static bool write_report(const sim_campaign *c, const arguments *a, const char *verdict)
{
    sim_wholefile result;
    if (!sim_report_result_begin(c->report, &result)) {
        return false;
    }
    bool written = sim_json_write(result.file, json_result(c, a, verdict));
    return sim_report_result_end(c->report, &result, written);
}

static int play(const arguments *a, sim_report *report)
{
    const sim_scenario *scenario = a->scenario;
    sim_campaign campaign;
    sim_campaign_options options = {
        .plan = {.scenarios = &scenario,
                 .scenario_count = 1,
                 .seeds = {a->seed, a->seed, false},
                 .shard = {1, 1},
                 .ops = a->ops,
                 .only = a->only,
                 .pair_every = 1},
        .play = sim_play,
        .limits = {(double)a->timeout_ms / 1000.0, a->memory_mb},
        .jobs = 1,
        .people = a->json ? NULL : stdout,
    };
    if (!sim_campaign_open(&campaign, &options, report)) {
        return SIM_EXIT_ENVIRONMENT;
    }
    sim_campaign_run(&campaign);
    if (!a->no_shrink && a->only == SIM_INVARIANTS_ALL) {
        sim_shrinkage_of_campaign(&campaign);
    }
    int status = SIM_PASS;
    const char *verdict = verdict_of(&campaign, &status);
    if (a->json) {
        (void)sim_json_write(stdout, json_result(&campaign, a, verdict));
    } else if (campaign.total.worlds > 0) {
        print_people(&campaign, a, verdict);
    } else {
        sim_print_verdict(stdout, verdict, "nothing was played to its end");
    }
    bool written = !campaign.write_failed;
    if (a->report != NULL) {
        written = write_report(&campaign, a, verdict) && written;
        written = sim_worldpages_of_run(&campaign) && written;
    }
    if (a->junit != NULL) {
        written = sim_junitfile_write(a->junit, &campaign) && written;
    }
    if (a->summary != NULL) {
        written = sim_cisummary_write(a->summary, &campaign, verdict) && written;
    }
    sim_campaign_close(&campaign);
    return written ? status : SIM_EXIT_ENVIRONMENT;
}

static int run(int argc, char **argv)
{
    arguments a;
    sim_report report;
    if (!parse(argc, argv, &a)) {
        return sim_scenariofile_status();
    }
    if (a.profile) {
        return sim_profiling(a.scenario, a.seed, a.ops);
    }
    if (a.checkpoint != 0) {
        return sim_checkpoint_run(a.scenario, a.seed, a.ops, a.checkpoint);
    }
    if (!sim_report_open(&report, a.report)) {
        return SIM_EXIT_ENVIRONMENT;
    }
    int status = play(&a, &report);
    sim_report_close(&report);
    return status;
}

const sim_command sim_command_run = {"run", "play one world and print its verdict", help, more,
                                     run};
