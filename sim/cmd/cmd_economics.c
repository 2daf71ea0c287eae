/* idsim economics: what the IDs of a scenario cost, for several sizes and times. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "economics.h"
#include "failure.h"
#include "json.h"
#include "output.h"
#include "progress.h"
#include "registry.h"
#include "report.h"
#include "scenario/seed.h"
#include "scenariofile.h"
#include "summary.h"

static const char help[] =
    "idsim economics SCENARIO [--vary NAME=VALUES]... [options]\n"
    "\n"
    "Plays a scenario of the ID compressor for each of several values, and prints what its IDs\n"
    "cost: how many are eager final IDs, clusters a session, bytes an ID in memory, in a\n"
    "snapshot of the document and on the wire, and final IDs that were reserved and never used.\n"
    "Of timed scenarios also how long IDs took to be final, and how many made the deadline.\n"
    "\n"
    "  SCENARIO             see \"idsim list scenarios\", or NAME.scenario, a file. All its\n"
    "                       worlds are of the ID compressor\n"
    "      --vary NAME=V,V  the values of a name of [sizes], or of [timing] of a timed scenario,\n"
    "                       where times have a unit: think=500ms,2s. NAME=LOW..HIGH is LOW,\n"
    "                       doubled until HIGH, and HIGH. With a second --vary, each value of one\n"
    "                       is played with each of the other; 64 combinations at most\n"
    "      --seeds A..B     the seeds of every line of the table (default 0..20)\n"
    "      --ops N          number of ops of a world (default: the scenario's)\n"
    "      --csv            print the table as CSV\n"
    "      --json           print the result as JSON\n"
    "\n"
    "A value takes the place of every line of the file that sets the name. If a value is out of\n"
    "its limits, or makes something else go out of its own, nothing is played. Worlds are judged\n"
    "as usual, and a world that fails ends the command and leaves its tape, as in \"idsim run\";\n"
    "what the file expects and requires is not judged. Memory is the most that the allocators\n"
    "of a world held, of all its nodes together.\n"
    "\n"
    "Examples\n"
    "  idsim economics steady --vary cluster-size=16..4096\n"
    "  idsim economics my.scenario --vary cluster-size=64,512 --vary up-delay=10..160ms\n"
    "  idsim economics my.scenario --vary cluster-size=16..4096 --csv > plot.csv\n"
    "\n"
    "Exit status\n"
    "  0      done\n"
    "  1      FAIL: a world broke an invariant\n"
    "  2      wrong arguments\n"
    "  4      the environment failed: disk full, unreadable file\n"
    "  141    nothing reads the output any more, as in \"idsim ... | head -1\"\n"
    "\n";

static const char more[] = SIM_HELP_JSON
    "  scenario, first_seed, last_seed, ops\n"
    "                       what was played for each point of the grid\n"
    "  vary                 what was varied: name, section, values\n"
    "  points               for each line of the table: values, by name; amounts, the sums over\n"
    "                       its worlds that the columns are made of; measured, the columns, by\n"
    "                       the names that [expect] has for them, null if there was nothing to\n"
    "                       measure\n";

typedef struct arguments {
    const sim_scenario *scenario;
    sim_seeds seeds;
    uint64_t ops; /* 0: the scenario's default */
    const char *vary[SIM_AXES_MAX];
    bool csv;
    bool json;
} arguments;

static bool parse(int argc, char **argv, arguments *a)
{
    int words = 0;
    *a = (arguments){.seeds = {0, 19, false}};
    sim_option options[] = {
        {"vary", a->vary, 0, SIM_AXES_MAX, SIM_OPTION_TEXTS, 0, false},
        {"seeds", &a->seeds, 0, 0, SIM_OPTION_SEEDS, 0, false},
        {"ops", &a->ops, 1, SIM_TAPE_LARGE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"csv", &a->csv, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"json", &a->json, 0, 0, SIM_OPTION_FLAG, 0, false},
    };
    if (!sim_options_parse("economics", options, sizeof options / sizeof options[0], argc, argv,
                           &words)) {
        return false;
    }
    if (words != 1) {
        sim_error("economics needs one scenario%s%s", words > 1 ? ", and there is also " : "",
                  words > 1 ? argv[1] : "");
        sim_hint("Such as idsim economics steady --vary cluster-size=16..4096");
        return false;
    }
    if (a->seeds.open) {
        sim_error("--seeds %" PRIu64 ".. has no end", a->seeds.from);
        return false;
    }
    if (a->csv && a->json) {
        sim_error("--csv and --json cannot be used together");
        return false;
    }
    a->scenario = sim_options_scenario(argv[0]);
    return a->scenario != NULL;
}

/* Its tape is saved: without the values of the point, the seed would be another world. */
static void print_failure(const sim_economics *e, size_t point, sim_failure_note *note,
                          const sim_tape *tape)
{
    sim_report report;
    if (sim_report_open(&report, NULL)) {
        note->tape = sim_report_tape(&report, note->scenario, note->seed, tape);
        sim_report_close(&report);
    }
    sim_failure_print(stderr, note);
    for (size_t i = 0; i < e->grid.axis_count; i++) {
        const sim_axis *axis = &e->grid.axes[i];
        (void)fprintf(stderr, "  %-10s  [%s] %s = %s\n", "varied", axis->section, axis->name,
                      sim_grid_value(&e->grid, point, i));
    }
    sim_failure_free(note);
}

/* Plays a seed of a point and adds it to the sum; the exit status. */
static int play_seed(const sim_economics *e, size_t point, const sim_scenario *scenario,
                     uint64_t seed, sim_sum *sum)
{
    uint64_t counted[SIM_AMOUNT_COUNT] = {0};
    sim_tape tape = {0};
    const sim_observer counting = {sim_machine_of(SIM_SCHEME_COMPRESSOR)->count, counted};
    const sim_run_options options = {
        .until = SIM_NEVER, .observers = &counting, .observer_count = 1};
    sim_result result = sim_run_seed_counted(scenario, seed, e->ops, &options, &tape, counted);
    int status = (int)result.verdict;
    if (result.verdict == SIM_FAIL) {
        sim_failure_note note = {.scenario = scenario, .seed = seed, .ops = e->ops};
        sim_failure_from_result(&note, &result, &tape);
        print_failure(e, point, &note, &tape);
    } else if (result.verdict == SIM_BROKEN) {
        sim_error("no memory for seed %" PRIu64 " of %s", seed, scenario->name);
        status = SIM_EXIT_ENVIRONMENT;
    }
    sim_sum_add_result(sum, &result);
    sim_sum_add_amounts(sum, counted);
    sim_tape_free(&tape);
    return status;
}

/* Whether every point is right, before anything is played. */
static bool check_points(const sim_economics *e, const arguments *a, sim_scenario_made *made)
{
    for (size_t point = 0; point < sim_grid_points(&e->grid); point++) {
        if (!sim_grid_make(&e->grid, point, made) || !sim_options_ops(&made->scenario, a->ops)) {
            return false;
        }
    }
    return true;
}

static int play_points(sim_economics *e, sim_scenario_made *made)
{
    sim_progress progress;
    int status = 0;
    uint64_t done = 0;
    size_t points = sim_grid_points(&e->grid);
    uint64_t more_seeds = e->seeds.last - e->seeds.from;
    bool countable = more_seeds < UINT64_MAX / SIM_POINTS_MAX;
    sim_progress_begin(&progress, countable ? (more_seeds + 1) * points : UINT64_MAX, 0.0);
    for (size_t point = 0; status == 0 && point < points; point++) {
        sim_sum sum = {0};
        if (!sim_grid_make(&e->grid, point, made)) {
            status = SIM_EXIT_ENVIRONMENT; /* it was right before: memory ran out */
        }
        for (uint64_t i = 0; status == 0 && i <= more_seeds; i++) {
            status = play_seed(e, point, &made->scenario, e->seeds.from + i, &sum);
            sim_progress_update(&progress, ++done, 0);
        }
        memcpy(e->amounts[point], sum.amounts, sizeof sum.amounts);
    }
    sim_progress_end(&progress);
    return status;
}

static int play(const arguments *a, sim_economics *e, sim_scenario_made *made)
{
    if (!sim_grid_open(&e->grid, a->scenario, a->vary) || !check_points(e, a, made)) {
        return SIM_EXIT_USAGE;
    }
    e->seeds = a->seeds;
    e->ops = a->ops != 0 ? a->ops : a->scenario->default_ops;
    int status = play_points(e, made);
    if (status != 0) {
        return status;
    }
    if (a->json) {
        return sim_json_write(stdout, sim_economics_json(e)) ? 0 : SIM_EXIT_ENVIRONMENT;
    }
    (a->csv ? sim_economics_print_csv : sim_economics_print)(stdout, e);
    return 0;
}

static int run(int argc, char **argv)
{
    arguments a;
    if (!parse(argc, argv, &a)) {
        return sim_scenariofile_status();
    }
    sim_economics *e = calloc(1, sizeof *e);
    sim_scenario_made *made = calloc(1, sizeof *made);
    int status = SIM_EXIT_ENVIRONMENT;
    if (e != NULL && made != NULL) {
        status = play(&a, e, made);
        sim_grid_close(&e->grid);
    } else {
        sim_error("no memory for the grid");
    }
    free(e);
    free(made);
    return status;
}

const sim_command sim_command_economics = {
    "economics", "what the IDs of a scenario cost, for several sizes", help, more, run};
