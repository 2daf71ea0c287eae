/* idsim merge: one result of the shards of a sweep. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "output.h"
#include "report.h"
#include "shards.h"

static const char help[] =
    "idsim merge DIR... [options]\n"
    "\n"
    "Makes one result of those that \"idsim sweep --result DIR\" wrote for the shards of a sweep,\n"
    "on any number of machines. It is the same, byte for byte, as if one machine had played all\n"
    "seeds: \"idsim sweep --seeds 0..10000 --result DIR\" writes the same file as the merge of "
    "its\n"
    "ten shards.\n"
    "\n"
    "  DIR...               directories with results, or single files; other files in a\n"
    "                       directory are left alone\n"
    "      --seeds A..B     what there should be; otherwise from the first to the last seed of\n"
    "                       the sweeps that the results are of\n"
    "      --result DIR     write the merged result to DIR, whole or not at all. It can be merged\n"
    "                       with those of other seeds. Give it a directory of its own\n"
    "\n"
    "Shards are the parts of --shard, or ranges of --seeds that follow each other. Each shard\n"
    "counts once: two equal results of one are one. Refused are results of different builds,\n"
    "of different sweeps, two that differ though they are of one shard, ranges that overlap, and\n"
    "files that are not byte for byte what this idsim writes.\n"
    "\n"
    "If shards are missing, they are named in the form that \"sbatch --array\" takes, the "
    "failures\n"
    "of the others are printed, nothing is written, and the exit status is 4.\n"
    "\n"
    "Examples\n"
    "  idsim merge results\n"
    "  idsim merge results --seeds 0..100000 --result merged\n"
    "  idsim merge monday tuesday --result both\n"
    "\n"
    "Exit status\n"
    "  0      PASS: no shard failed, and together they reached what the scenarios require\n"
    "  1      FAIL: a seed failed, or an expectation of a scenario file\n"
    "  2      wrong arguments, or results that do not belong together\n"
    "  3      VACUOUS: nothing failed, but what should have been tested never happened\n"
    "  4      shards are missing, or the environment failed: disk full, unreadable file\n"
    "  141    nothing reads the output any more, as in \"idsim ... | head -1\"\n";

typedef struct arguments {
    sim_seeds seeds;
    bool has_seeds;
    const char *result; /* NULL: none */
} arguments;

static bool parse(int argc, char **argv, arguments *a, int *words)
{
    *a = (arguments){.result = NULL};
    sim_option options[] = {
        {"seeds", &a->seeds, 0, 0, SIM_OPTION_SEEDS, 0, false},
        {"result", &a->result, 0, 0, SIM_OPTION_TEXT, 0, false},
    };
    if (!sim_options_parse("merge", options, sizeof options / sizeof options[0], argc, argv,
                           words)) {
        return false;
    }
    a->has_seeds = options[0].given;
    if (*words == 0) {
        sim_error("merge needs a directory with results");
        sim_hint("\"idsim sweep --seeds 0..1000 --shard 1/2 --result DIR\" writes one.");
        return false;
    }
    if (a->seeds.open) {
        sim_error("--seeds %" PRIu64 ".. has no end", a->seeds.from);
        return false;
    }
    return true;
}

static void print_cause(const sim_cause *cause)
{
    char text[SIM_CAUSE_SIZE];
    sim_format_safe(cause->text, text, sizeof text);
    (void)printf("%sFAIL%s  %s: %" PRIu64 " failure%s\n", sim_colour_on(stdout, SIM_COLOUR_RED),
                 sim_colour_off(stdout), text, cause->count, cause->count == 1 ? "" : "s");
    for (size_t i = 0; i < cause->example_count; i++) {
        char line[SIM_REPRODUCE_SIZE];
        json_t *reproduce = json_object_get(cause->examples[i].failure, "reproduce");
        sim_format_safe(json_string_value(reproduce), line, sizeof line);
        (void)printf("  %-10s  %s %s\n", i == 0 ? "reproduce" : "or", sim_program(), line);
    }
}

static void print_sums(const sim_sweepresult *merged)
{
    const sim_sweep_plan *plan = &merged->plan;
    const sim_scenario *const *scenarios = (const sim_scenario *const *)plan->scenarios;
    sim_sum total = sim_sweepresult_total(merged);
    sim_sum_print_totals(stdout, &total, 0.0);
    sim_sum_print_measures(stdout, &total);
    sim_sum_print_checks(stdout, &total, sim_schemes_of(scenarios, plan->scenario_count));
    (void)printf("%srequired by the scenarios, and reached%s\n",
                 sim_colour_on(stdout, SIM_COLOUR_BOLD), sim_colour_off(stdout));
    for (size_t i = 0; i < plan->scenario_count; i++) {
        sim_sum_print_required(stdout, &merged->sums[i], scenarios[i], merged->causes.count == 0);
    }
    for (size_t i = 0; i < plan->scenario_count; i++) {
        sim_sum_print_expectations(stdout, &merged->sums[i], scenarios[i]);
    }
}

static void print_merged(const sim_sweepresult *merged, const char *verdict, size_t files)
{
    char note[64];
    for (size_t i = 0; i < merged->causes.count; i++) {
        print_cause(&merged->causes.causes[i]);
    }
    print_sums(merged);
    (void)snprintf(note, sizeof note, "%zu result%s", files, files == 1 ? "" : "s");
    sim_print_verdict(stdout, verdict, note);
}

static int write_merged(sim_sweepresult *merged, const char *directory)
{
    sim_report place;
    if (!sim_report_open(&place, directory)) {
        return SIM_EXIT_ENVIRONMENT;
    }
    char *path = sim_sweepresult_write(merged, directory);
    if (path != NULL) {
        (void)printf("The result is in %s\n", path);
    }
    int status = path != NULL ? 0 : SIM_EXIT_ENVIRONMENT;
    free(path);
    sim_report_close(&place);
    return status;
}

/* What was found is told even if shards are missing. */
static int finish(sim_sweepresult *merged, const arguments *a, int missing, size_t files)
{
    int status = 0;
    sim_causelist_sort(&merged->causes);
    const char *verdict = sim_sweepresult_verdict(merged, &status);
    if (missing != 0) {
        for (size_t i = 0; i < merged->causes.count; i++) {
            print_cause(&merged->causes.causes[i]);
        }
        return missing;
    }
    print_merged(merged, verdict, files);
    if (status == SIM_VACUOUS) {
        sim_sum_print_vacuous(stdout, (const sim_scenario *const *)merged->plan.scenarios,
                              merged->sums, merged->plan.scenario_count);
    }
    int written = a->result == NULL ? 0 : write_merged(merged, a->result);
    return written != 0 ? written : status;
}

static int run(int argc, char **argv)
{
    arguments a;
    int words = 0;
    if (!parse(argc, argv, &a, &words)) {
        return SIM_EXIT_USAGE;
    }
    sim_shards shards = {.files = NULL};
    int status = 0;
    for (int i = 0; status == 0 && i < words; i++) {
        status = sim_shards_read(&shards, argv[i]);
    }
    if (status == 0) {
        sim_sweepresult merged;
        status = sim_shards_merge(&shards, a.has_seeds ? &a.seeds : NULL, &merged);
        if (merged.sums != NULL) {
            status = finish(&merged, &a, status, shards.count);
        }
        sim_sweepresult_free(&merged);
    }
    sim_shards_free(&shards);
    return status;
}

const sim_command sim_command_merge = {"merge", "make one result of the shards of a sweep", help,
                                       NULL, run};
