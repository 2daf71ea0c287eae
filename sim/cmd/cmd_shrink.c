/* idsim shrink: the smallest tape with the same failure. */
#include "command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctestfile.h"
#include "guest.h"
#include "inevitable.h"
#include "interrupt.h"
#include "json.h"
#include "output.h"
#include "provenance.h"
#include "report.h"
#include "scenario/builtin.h"
#include "scenariofile.h"
#include "shrinkage.h"
#include "story.h"
#include "tapefile.h"
#include "trial.h"
#include "worldpages.h"

#define DEFAULT_TIME_MS    60000u
#define DEFAULT_TIMEOUT_MS 2000u

static const char help[] =
    "idsim shrink TAPE [-o TAPE] [--c-test FILE] [options]\n"
    "idsim shrink [SCENARIO] --seed N [--ops N] [-o TAPE] [--c-test FILE] [options]\n"
    "\n"
    "Makes a failing tape as short as it can, and prints the failure, the tape, its story and\n"
    "what it tried. It keeps the violated invariant and the call or question that exposed it;\n"
    "which op makes that call, or whether the quiet phase at the end does, may change. If no\n"
    "call exposed it, the kind of op stays the same; a crash keeps its signal. Worlds are\n"
    "played in a process of their own.\n"
    "\n"
    "  TAPE                 a tape, text or binary; \"-\" is standard input\n" SIM_HELP_BARE
    "  SCENARIO             see \"idsim list scenarios\" (default swarm), or NAME.scenario\n"
    "      --seed N         shrink the world that \"idsim run\" plays for this seed\n"
    "      --ops N          number of ops, if \"idsim run\" was given it\n"
    "  -o, --output TAPE    write the result there as text; \"-\" prints only the result\n"
    "      --c-test FILE    write a C test (cmocka) that needs only the core, if the answer\n"
    "                       to one call shows the failure\n"
    "      --report DIR     write the result's world there: report.html to look at, its tape,\n"
    "                       its story, its events, and repro.sh to play it again\n"
    "      --inevitable K   in that report, when the failure became inevitable, as \"idsim replay\n"
    "                       --help\" says\n"
    "      --same-op        keep the kind of op that fails, or the quiet phase, too\n"
    "      --anywhere       keep only the invariant, if a randomly drawn question exposed it:\n"
    "                       a shorter tape, but more often another bug\n"
    "      --time T         stop after T with the shortest tape so far (default 60s)\n"
    "      --timeout T      time a world may take before it counts as a hang (default 2s)\n"
    "      --memory MB      address space of the worker process (default 1024)\n"
    "      --json           print the result as JSON\n" SIM_HELP_GUEST "\n"
    "A tape that passes, or that fails in different ways, is an error (exit status 2). Ctrl-C\n"
    "stops with the shortest tape so far.\n"
    "\n"
    "Examples\n"
    "  idsim shrink swarm --seed 7\n"
    "  idsim shrink reports/runs/idsim-churn-7.tape -o bug.tape --c-test test_bug.c\n"
    "  idsim shrink bug.tape --json | jq -r .tape\n"
    "\n"
    "Exit status\n"
    "  0      shrunk\n"
    "  2      wrong arguments, not a tape, or a tape that does not fail\n"
    "  4      the environment failed\n"
    "  141    nothing reads the output any more\n"
    "\n";

static const char more[] = SIM_HELP_JSON
    "  tape_form            \"text\", \"binary\" or \"bare\"; null for a seed\n"
    "  ended                \"complete\" (no pass makes it shorter) or \"stopped\" (by --time\n"
    "                       or a signal)\n"
    "  kind                 \"invariant\", \"crash\", \"exit\", \"hang\" or \"memory\"\n"
    "  invariant, op_kind, op\n"
    "                       how the result fails; op_kind is null for the quiet phase\n"
    "  where, expected, got\n"
    "                       the same in words; \"\" if it breaks no invariant\n"
    "  ops_before, ops      length of the tape before and after\n"
    "  digest               of the result's world\n"
    "  drawn                whether the answer to a randomly drawn question exposed it\n"
    "  passes               for each: name, tried (tapes played), kept (tapes that were\n"
    "                       simpler)\n"
    "  plays, known, rounds\n"
    "                       tapes played, candidates that had been tried before, rounds of\n"
    "                       all passes\n"
    "  seconds, tape        how long it took, the result as text\n";

typedef struct arguments {
    const char *path; /* NULL: a seed */
    const char *form; /* that the tape has, known once it was read */
    const sim_scenario *scenario;
    uint64_t seed;
    uint64_t ops;
    const char *output; /* NULL: nowhere */
    const char *c_test; /* likewise */
    const char *report; /* likewise */
    uint64_t inevitable;
    uint64_t time_ms;
    uint64_t timeout_ms;
    uint64_t memory_mb;
    bool same_op;
    bool anywhere;
    bool bare;
    bool json;
    sim_guest_arguments guest;
} arguments;

/* Whether options that were given can go together; a message says which cannot. */
static bool agree(const arguments *a)
{
    if (a->c_test != NULL && strcmp(a->c_test, "-") == 0) {
        sim_error("--c-test needs a file; standard output has the result");
        return false;
    }
    if (a->inevitable != 0 && a->report == NULL) {
        sim_error("--inevitable goes with --report DIR, which shows what it finds");
        return false;
    }
    if (a->c_test != NULL && (a->guest.library != NULL || a->guest.command != NULL)) {
        sim_error("--c-test writes a test of the core; it cannot be used with a guest");
        return false;
    }
    if (a->same_op && a->anywhere) {
        sim_error("--same-op and --anywhere cannot be used together");
        return false;
    }
    return true;
}

static bool parse(int argc, char **argv, arguments *a)
{
    int words = 0;
    *a = (arguments){.time_ms = DEFAULT_TIME_MS,
                     .timeout_ms = DEFAULT_TIMEOUT_MS,
                     .memory_mb = SIM_DEFAULT_MEMORY_MB};
    sim_option options[] = {
        {"seed", &a->seed, 0, SIM_SEED_MAX, SIM_OPTION_NUMBER, 0, false},
        {"ops", &a->ops, 1, SIM_TAPE_LARGE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"output", &a->output, 0, 0, SIM_OPTION_TEXT, 'o', false},
        {"c-test", &a->c_test, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"report", &a->report, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"inevitable", &a->inevitable, 1, SIM_INEVITABLE_TRIES_MAX, SIM_OPTION_NUMBER, 0, false},
        {"time", &a->time_ms, 1, SIM_TIME_MAX_SECONDS, SIM_OPTION_DURATION, 0, false},
        {"timeout", &a->timeout_ms, 1, SIM_TIMEOUT_MAX_SECONDS, SIM_OPTION_DURATION, 0, false},
        {"memory", &a->memory_mb, SIM_MEMORY_MIN_MB, SIM_MEMORY_MAX_MB, SIM_OPTION_NUMBER, 0,
         false},
        {"same-op", &a->same_op, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"anywhere", &a->anywhere, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"bare", &a->bare, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"json", &a->json, 0, 0, SIM_OPTION_FLAG, 0, false},
        SIM_GUEST_OPTIONS(a->guest),
    };
    if (!sim_options_parse("shrink", options, sizeof options / sizeof options[0], argc, argv,
                           &words) ||
        !agree(a)) {
        return false;
    }
    if (words > 1) {
        sim_error("shrink takes one tape, or one scenario; unexpected argument '%s'", argv[1]);
        return false;
    }
    if (options[0].given && a->bare) {
        sim_error("--bare goes with a tape, not with --seed");
        return false;
    }
    if (options[0].given) {
        a->scenario = sim_options_scenario(words == 1 ? argv[0] : SIM_DEFAULT_SCENARIO);
        return a->scenario != NULL && sim_options_ops(a->scenario, a->ops);
    }
    if (words == 0 || options[1].given) {
        sim_error(words == 0 ? "shrink needs a tape, or --seed N"
                             : "--ops goes with --seed N; a tape has its own ops");
        sim_hint("Such as: idsim shrink bug.tape, or idsim shrink swarm --seed 7");
        return false;
    }
    a->path = argv[0];
    return true;
}

/* --- Results. --- */

static json_t *json_passes(const sim_shrunk *shrunk)
{
    json_t *passes = json_array();
    for (size_t i = 0; i < SIM_SHRINK_PASS_COUNT; i++) {
        json_t *pass = json_object();
        (void)json_object_set_new(pass, "name",
                                  sim_json_text(sim_shrink_pass_name((sim_shrink_pass)i)));
        (void)json_object_set_new(pass, "tried", sim_json_number(shrunk->counts[i].tried));
        (void)json_object_set_new(pass, "kept", sim_json_number(shrunk->counts[i].kept));
        (void)json_array_append_new(passes, pass);
    }
    return passes;
}

static json_t *json_result(const arguments *a, const sim_shrinkage *s, const sim_tape *tape,
                           const char *text)
{
    const sim_shrunk *shrunk = &s->shrunk;
    const sim_symptom *after = &shrunk->after;
    const sim_failure_note note = sim_shrinkage_failure(s, tape);
    json_t *object = sim_json_document("shrink");
    (void)json_object_set_new(object, "tape_form", sim_json_text(a->form));
    (void)json_object_set_new(
        object, "ended",
        sim_json_text(shrunk->end == SIM_SHRINK_COMPLETE ? "complete" : "stopped"));
    (void)json_object_set_new(object, "kind", sim_json_text(sim_symptom_kind_name(after->kind)));
    (void)json_object_set_new(object, "invariant",
                              after->kind == SIM_SYMPTOM_INVARIANT
                                  ? sim_json_text(sim_symptom_name(after))
                                  : json_null());
    (void)json_object_set_new(
        object, "op_kind",
        sim_json_text(sim_op_name((sim_scheme)tape->config.scheme, after->code)));
    (void)json_object_set_new(object, "op", sim_json_number(after->op));
    (void)json_object_set_new(object, "where", sim_json_text(note.where));
    (void)json_object_set_new(object, "expected", sim_json_text(note.expected));
    (void)json_object_set_new(object, "got", sim_json_text(note.got));
    sim_json_set_finding(object, &after->failure);
    (void)json_object_set_new(object, "ops_before", sim_json_number(s->before));
    (void)json_object_set_new(object, "ops", sim_json_number(tape->count));
    (void)json_object_set_new(object, "digest", sim_json_digest(after->digest));
    (void)json_object_set_new(object, "drawn", json_boolean(shrunk->drawn));
    (void)json_object_set_new(object, "passes", json_passes(shrunk));
    (void)json_object_set_new(object, "plays", sim_json_number(shrunk->plays));
    (void)json_object_set_new(object, "known", sim_json_number(shrunk->known));
    (void)json_object_set_new(object, "rounds", sim_json_number(shrunk->rounds));
    (void)json_object_set_new(object, "seconds", json_real(s->seconds));
    (void)json_object_set_new(object, "tape", sim_json_text(text));
    return object;
}

static void print_tried(const sim_shrunk *shrunk)
{
    (void)printf("%stried%s\n", sim_colour_on(stdout, SIM_COLOUR_BOLD), sim_colour_off(stdout));
    for (size_t i = 0; i < SIM_SHRINK_PASS_COUNT; i++) {
        const sim_shrink_count *count = &shrunk->counts[i];
        if (count->tried > 0) {
            (void)printf("  %-10s %8" PRIu64 " tapes, %6" PRIu64 " kept   %s\n",
                         sim_shrink_pass_name((sim_shrink_pass)i), count->tried, count->kept,
                         sim_shrink_pass_sentence((sim_shrink_pass)i));
        }
    }
}

static void print_people(const arguments *a, const sim_shrinkage *s, const sim_tape *tape,
                         const char *text)
{
    char summary[120];
    sim_failure_note note = sim_shrinkage_failure(s, tape);
    bool to_the_end = s->shrunk.after.code == SIM_SYMPTOM_QUIET;
    sim_failure_print(stdout, &note);
    (void)printf("\n%s\n", text);
    if (!sim_story_write(stdout, tape, to_the_end, (double)a->timeout_ms / 1000.0)) {
        sim_error("the story could not be printed: %s", strerror(errno));
    }
    (void)printf("\n");
    print_tried(&s->shrunk);
    sim_shrinkage_summary(s, tape, summary, sizeof summary);
    (void)printf("%sSHRUNK%s  %s\n", sim_colour_on(stdout, SIM_COLOUR_GREEN),
                 sim_colour_off(stdout), summary);
}

/* The exit status: if no test can be written, a message says so, which is not an error. */
static int write_c_test(const arguments *a, const sim_shrinkage *s, const sim_tape *tape)
{
    bool outside;
    const char *why = sim_ctestfile_write(a->c_test, tape, &s->shrunk.after,
                                          (double)a->timeout_ms / 1000.0, &outside);
    if (why == NULL) {
        return 0;
    }
    if (outside) {
        sim_error("cannot write the C test '%s': %s: %s", a->c_test, why, strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    sim_error("no C test was written: %s", why);
    return 0;
}

/* The exit status. */
static int write_report(const arguments *a, const sim_shrinkage *s, const sim_tape *tape)
{
    sim_report report;
    if (!sim_report_open(&report, a->report)) {
        return SIM_EXIT_ENVIRONMENT;
    }
    const sim_failure_note note = sim_shrinkage_failure(s, tape);
    sim_worldreport shown = {.directory = report.directory,
                             .tape = tape,
                             .until = SIM_NEVER,
                             .note = &note,
                             .without = SIM_NEVER};
    const sim_limits limits = {(double)a->timeout_ms / 1000.0, a->memory_mb};
    bool written = sim_worldpages_find_inevitable(&shown, a->inevitable, &limits) &&
                   sim_worldpages_write(&shown);
    json_decref(shown.inevitable);
    sim_report_close(&report);
    return written ? 0 : SIM_EXIT_ENVIRONMENT;
}

/* The exit status. */
static int tell_result(const arguments *a, const sim_shrinkage *s, const sim_tape *tape)
{
    size_t size;
    int status = 0;
    char *text = sim_tape_print(tape, &size);
    if (text == NULL) {
        sim_error("no memory to print the tape");
        return SIM_EXIT_ENVIRONMENT;
    }
    if (a->output != NULL) {
        status = sim_tapefile_write(a->output, tape, false);
    }
    if (status == 0 && a->c_test != NULL) {
        status = write_c_test(a, s, tape);
    }
    if (status == 0 && a->report != NULL) {
        status = write_report(a, s, tape);
    }
    if (a->output != NULL && strcmp(a->output, "-") == 0) {
        free(text);
        return status;
    }
    if (a->json) {
        (void)sim_json_write(stdout, json_result(a, s, tape, text));
    } else {
        print_people(a, s, tape, text);
    }
    free(text);
    return status;
}

/* --- The command. --- */

static sim_shrink_keep what_to_keep(const arguments *a)
{
    if (a->same_op) {
        return SIM_SHRINK_KEEP_OP;
    }
    return a->anywhere ? SIM_SHRINK_KEEP_INVARIANT : SIM_SHRINK_KEEP_CALL;
}

static int shrink_tape(const arguments *a, sim_trials *trials, sim_tape *tape)
{
    sim_shrinkage s = {
        .trials = trials, .limit_seconds = (double)a->time_ms / 1000.0, .keep = what_to_keep(a)};
    sim_shrinkage_run(&s, tape);
    switch (s.shrunk.end) {
    case SIM_SHRINK_COMPLETE:
    case SIM_SHRINK_STOPPED:
        return tell_result(a, &s, tape);
    case SIM_SHRINK_PASSES:
        sim_error("the tape passes: there is nothing to shrink");
        sim_hint("Whether a world runs out of memory or time depends on --memory and --timeout.");
        return SIM_EXIT_USAGE;
    case SIM_SHRINK_UNSTEADY:
        sim_error("the tape fails with %s, but not in the same way each time",
                  sim_symptom_name(&s.shrunk.before));
        return SIM_EXIT_USAGE;
    case SIM_SHRINK_BROKEN:
        break;
    }
    return SIM_EXIT_ENVIRONMENT;
}

/* The number of ops that a worker must have room for. */
static uint32_t room_for(const arguments *a, const sim_tape *tape)
{
    uint64_t ops = a->path != NULL ? tape->count : a->ops != 0 ? a->ops : a->scenario->default_ops;
    return (uint32_t)(ops < SIM_TAPE_LARGE_OPS_MAX ? ops : SIM_TAPE_LARGE_OPS_MAX) +
           SIM_SHRINK_SPARE;
}

static int shrink(arguments *a)
{
    sim_tape tape;
    sim_trials trials;
    const sim_limits limits = {(double)a->timeout_ms / 1000.0, a->memory_mb};
    sim_tape_init(&tape, (sim_config){0});
    if (a->path != NULL) {
        sim_tape_form form;
        int status = sim_tapefile_read(a->path, a->bare, &tape, &form);
        if (status != 0) {
            if (sim_scenario_find(a->path) != NULL || sim_scenariofile_is_named(a->path)) {
                sim_hint("A world of the scenario: idsim shrink %s --seed 7", a->path);
            }
            return status;
        }
        a->form = sim_tape_form_name(form);
    }
    int status = SIM_EXIT_ENVIRONMENT;
    if (!sim_interrupt_catch()) {
        sim_error("cannot catch signals: %s", strerror(errno));
    } else if (sim_trials_open(&trials, room_for(a, &tape), &limits)) {
        if (a->path != NULL || sim_trials_record(&trials, a->scenario, a->seed, a->ops, &tape)) {
            status = shrink_tape(a, &trials, &tape);
        }
        sim_trials_close(&trials);
    }
    sim_tape_free(&tape);
    return status;
}

static int run(int argc, char **argv)
{
    arguments a;
    return parse(argc, argv, &a) && sim_guest_use(&a.guest) ? shrink(&a)
                                                            : sim_scenariofile_status();
}

const sim_command sim_command_shrink = {"shrink", "make a failing tape as short as possible", help,
                                        more, run};
