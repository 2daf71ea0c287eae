/* idsim replay: what happened in a world, step by step, in words. */
#include "command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blaming.h"
#include "chainfile.h"
#include "compressor/metamorphic/pair.h"
#include "eventfile.h"
#include "failure.h"
#include "guest.h"
#include "inevitable.h"
#include "interrupt.h"
#include "json.h"
#include "kernel/trace.h"
#include "output.h"
#include "provenance.h"
#include "report.h"
#include "report/tracefile.h"
#include "run.h"
#include "scenario/builtin.h"
#include "scenario/seed.h"
#include "scenariofile.h"
#include "story.h"
#include "summary.h"
#include "tapefile.h"
#include "worldpages.h"

static const char help[] =
    "idsim replay TAPE [--until OP] [options]\n"
    "idsim replay [SCENARIO] --seed N [--ops N] [--until OP] [options]\n"
    "\n"
    "Plays a tape, or the world of a seed, and tells what each op does. After the last op all\n"
    "faults end and everything is delivered; then comes the verdict. It plays in this\n"
    "process, for the sake of debuggers, and writes each line before it plays the next op. A\n"
    "world that passes is then compared with paired worlds (the invariants pair-*), unless\n"
    "--until cut it short or it has more than 8192 ops; their stories are not printed.\n"
    "\n"
    "  TAPE                 a tape, text or binary; \"-\" is standard input\n" SIM_HELP_BARE
    "      --seed N         play seed N of SCENARIO (default swarm), which may be a file,\n"
    "                       NAME.scenario, instead of a tape\n"
    "      --scenario NAME  the same as SCENARIO\n"
    "      --ops N          ops of that world (default: the scenario's)\n" SIM_HELP_INVARIANT
    "      --until OP       stop after OP ops, with all faults still there\n"
    "      --chain FILE     write the digest after each op to FILE, which must not exist\n"
    "      --against FILE   compare with the FILE of another build or machine, and FAIL at\n"
    "                       the first op after which the two differ\n"
    "      --events FILE    write the events to FILE as JSON Lines: the world, each event with\n"
    "                       its op, kind and numbers, and the result. FILE is replaced when it\n"
    "                       is complete; \"-\" prints the events instead of the story\n"
    "      --report DIR     write the world there: report.html to look at, its tape, its story,\n"
    "                       its events, and repro.sh to play it again\n"
    "      --without OP     in that report, the same tape without its op OP beside it\n"
    "      --inevitable K   in that report, when the failure became inevitable: after more and\n"
    "                       more of the tape, the world continues K times with fresh choices\n"
    "                       (at most 1000; ops drawn from the tape), and failures are counted\n"
    "      --trace FILE     write FILE.json (Chrome, Perfetto) or FILE.pftrace (Perfetto): a\n"
    "                       track for each node, a slice for each event, a flow for each message\n"
    "      --json           print the story as JSON\n" SIM_HELP_GUEST "\n"
    "Examples\n"
    "  idsim replay reports/runs/idsim-swarm-7.tape\n"
    "  idsim replay swarm --seed 7 --until 120\n"
    "  idsim replay bug.tape --report bug --without 3       # then open bug/report.html\n"
    "  idsim replay swarm --seed 7 --chain here.chain       # on one machine\n"
    "  idsim replay swarm --seed 7 --against here.chain     # on another\n"
    "  idsim replay swarm --seed 7 --events - | grep '\"kind\":\"crashed\"'\n"
    "\n" SIM_HELP_EXIT "\n";

static const char more[] = SIM_HELP_JSON
    "  verdict              \"PASS\", \"FAIL\" or \"BROKEN\"\n"
    "  tape_form            \"text\", \"binary\" or \"bare\"; null for a seed\n"
    "  digest, ops, until   of what was played; until is null without --until\n"
    "  story                for each op: op, text, told (an array of sentences). The last op\n"
    "                       also has the sentences of the quiet phase\n"
    "  failure              null, or as in \"idsim run --help\"; without scenario and seed\n"
    "                       for a tape\n"
    "  stuck                which IDs can never become final, and why; \"\" if none\n";

typedef struct arguments {
    const char *path;             /* NULL: play a seed */
    const sim_scenario *scenario; /* of the seed */
    uint64_t seed;
    uint64_t ops;
    uint64_t until;
    const char *chain;      /* a file to write, */
    const char *against;    /* or to compare with */
    const char *events;     /* a file to write; "-": standard output */
    const char *report;     /* a directory */
    const char *trace;      /* a file */
    uint64_t inevitable;    /* tries; 0: not asked */
    uint64_t without;       /* SIM_NEVER: no op is left out beside the tape */
    const char *invariants; /* NULL: all */
    sim_invariant_set only;
    bool bare;
    bool json;
    sim_guest_arguments guest;
} arguments;

/* Printed while the world is played. */
typedef struct story {
    bool json;
    sim_scheme scheme;
    const char *form; /* of the tape; NULL: a seed is played */
    FILE *lines;      /* json: an object for each op */
    json_t *op;       /* json: the object being filled */
    bool silent;      /* standard output has the events */
    sim_chainfile chain;
    sim_eventfile events;
} story;

/* --- Arguments. --- */

static bool choose_scenario(arguments *a, const char *word, const char *option)
{
    if (word != NULL && option != NULL) {
        sim_error("the scenario is given twice: '%s' and '%s'", word, option);
        return false;
    }
    const char *name = word != NULL ? word : option;
    a->scenario = sim_options_scenario(name != NULL ? name : SIM_DEFAULT_SCENARIO);
    return a->scenario != NULL && sim_options_ops(a->scenario, a->ops);
}

/* Whether events replace the story. */
static bool are_printed(const arguments *a)
{
    return a->events != NULL && strcmp(a->events, "-") == 0;
}

/* Whether options that were given can go together; a message says which cannot. */
static bool agree(const arguments *a)
{
    if (a->chain != NULL && a->against != NULL) {
        sim_error("--chain and --against cannot be used together");
        return false;
    }
    if (a->json && are_printed(a)) {
        sim_error("--json and --events - cannot be used together: both print to standard output");
        return false;
    }
    if ((a->without != SIM_NEVER || a->inevitable != 0) && a->report == NULL) {
        sim_error("--without and --inevitable go with --report DIR, which shows what they find");
        return false;
    }
    sim_tracefile_form form;
    if (a->trace != NULL && !sim_tracefile_form_of(a->trace, &form)) {
        sim_error("--trace needs a file with the ending .json or .pftrace, not '%s'", a->trace);
        return false;
    }
    return true;
}

static bool parse(int argc, char **argv, arguments *a)
{
    int words = 0;
    const char *scenario = NULL;
    *a = (arguments){.until = SIM_NEVER, .without = SIM_NEVER};
    sim_option options[] = {
        {"seed", &a->seed, 0, SIM_SEED_MAX, SIM_OPTION_NUMBER, 0, false},
        {"scenario", &scenario, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"ops", &a->ops, 1, SIM_TAPE_LARGE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"until", &a->until, 0, SIM_TAPE_LARGE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"chain", &a->chain, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"against", &a->against, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"events", &a->events, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"report", &a->report, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"trace", &a->trace, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"inevitable", &a->inevitable, 1, SIM_INEVITABLE_TRIES_MAX, SIM_OPTION_NUMBER, 0, false},
        {"without", &a->without, 0, SIM_TAPE_LARGE_OPS_MAX - 1, SIM_OPTION_NUMBER, 0, false},
        {"bare", &a->bare, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"json", &a->json, 0, 0, SIM_OPTION_FLAG, 0, false},
        SIM_GUEST_OPTIONS(a->guest),
        {"invariant", &a->invariants, 0, 0, SIM_OPTION_TEXT, 0, false},
    };
    if (!sim_options_parse("replay", options, sizeof options / sizeof options[0], argc, argv,
                           &words) ||
        (a->invariants != NULL && !sim_options_invariants(a->invariants, &a->only)) || !agree(a)) {
        return false;
    }
    if (words > 1) {
        sim_error("replay takes one tape, or one scenario; unexpected argument '%s'", argv[1]);
        return false;
    }
    if (options[0].given && a->bare) {
        sim_error("--bare goes with a tape, not with --seed");
        return false;
    }
    if (options[0].given) {
        return choose_scenario(a, words == 1 ? argv[0] : NULL, scenario);
    }
    if (words == 0 || scenario != NULL || options[2].given) {
        sim_error(words == 0 ? "replay needs a tape, or --seed N"
                             : "--scenario and --ops go with --seed N; a tape has its own ops");
        sim_hint("Such as: idsim replay swarm --seed 7");
        return false;
    }
    a->path = argv[0];
    return true;
}

/* --- Telling. --- */

static void close_op(story *s)
{
    if (s->op != NULL) {
        (void)sim_json_write_line(s->lines, s->op);
        s->op = NULL;
    }
}

static void before_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    story *s = context;
    sim_chainfile_op(&s->chain, s->scheme, index, op);
    if (sim_interrupt_signal() != 0) {
        sim_eventfile_abandon(&s->events);
        exit(SIM_EXIT_SIGNAL + sim_interrupt_signal());
    }
    if (s->json) {
        char line[80];
        sim_op_print(s->scheme, op, line, sizeof line);
        close_op(s);
        s->op = json_object();
        (void)json_object_set_new(s->op, "op", sim_json_number(index));
        (void)json_object_set_new(s->op, "text", sim_json_text(line));
        (void)json_object_set_new(s->op, "told", json_array());
        return;
    }
    if (!s->silent) {
        sim_story_op(stdout, s->scheme, index, op);
    }
    /* A file is a result of its own, so it is still written to its end. */
    if (sim_output_is_lost(stdout) && s->chain.file == NULL && s->events.whole.file == NULL) {
        exit(sim_output_finish(SIM_PASS));
    }
}

static void after_op(void *context, uint64_t index, const sim_moment *moment)
{
    story *s = context;
    sim_chainfile_link(&s->chain, index, moment);
    sim_eventfile_after(&s->events, index);
}

static void tell(void *context, const char *sentence)
{
    story *s = context;
    if (s->silent) {
        return;
    }
    if (!s->json) {
        sim_story_sentence(stdout, sentence);
    } else if (s->op != NULL) {
        (void)json_array_append_new(json_object_get(s->op, "told"), sim_json_text(sentence));
    }
}

/* --- Its report. --- */

static const sim_limits report_limits = {(double)SIM_DEFAULT_TIMEOUT_MS / 1000.0,
                                         SIM_DEFAULT_MEMORY_MB};

/* The exit status. */
static int write_report(const arguments *a, const sim_tape *tape, const sim_failure_note *note)
{
    sim_report report;
    sim_tape shorter = {0};
    if (!sim_report_open(&report, a->report)) {
        return SIM_EXIT_ENVIRONMENT;
    }
    sim_worldreport shown = {.directory = report.directory,
                             .trace = a->trace,
                             .scenario = a->path == NULL ? a->scenario : NULL,
                             .seed = a->seed,
                             .scenario_ops = a->ops,
                             .tape = tape,
                             .until = a->until,
                             .only = a->only,
                             .note = note,
                             .without = a->without};
    char label[40];
    if (a->without < tape->count) {
        shorter = sim_tape_without(tape, a->without);
        (void)snprintf(label, sizeof label, "without op %" PRIu64, a->without);
        shown.sides[0] = tape;
        shown.sides[1] = &shorter;
        shown.labels[0] = "the tape";
        shown.labels[1] = label;
    }
    bool written = sim_worldpages_find_inevitable(&shown, a->inevitable, &report_limits) &&
                   sim_worldpages_write(&shown);
    json_decref(shown.inevitable);
    sim_tape_free(&shorter);
    sim_report_close(&report);
    return written ? 0 : SIM_EXIT_ENVIRONMENT;
}

/* --- The end of it. --- */

/* The result of a world. */
typedef struct ending {
    const sim_result *result;
    sim_verdict verdict;
    bool cut;               /* by --until */
    sim_failure_note *note; /* NULL: it did not fail */
    char digest[17];
} ending;

static bool tell_json(const arguments *a, story *s, const ending *end)
{
    json_t *object = sim_json_document("replay");
    close_op(s);
    (void)json_object_set_new(object, "verdict", sim_json_text(sim_verdict_name(end->verdict)));
    (void)json_object_set_new(object, "tape_form", sim_json_text(s->form));
    (void)json_object_set_new(object, "digest", sim_json_text(end->digest));
    (void)json_object_set_new(object, "ops", sim_json_number(end->result->ops));
    (void)json_object_set_new(object, "until",
                              a->until == SIM_NEVER ? json_null() : sim_json_number(a->until));
    (void)json_object_set_new(object, "failure",
                              end->note != NULL ? sim_json_failure(end->note) : json_null());
    (void)json_object_set_new(object, "stuck", sim_json_stuck(&end->result->stuck));
    return sim_json_write_with(stdout, object, "story", s->lines) || ferror(stdout);
}

static void tell_text(const story *s, const ending *end)
{
    char summary[120];
    uint64_t ops = end->result->ops;
    if (end->note != NULL) {
        sim_failure_print(stdout, end->note);
        const char *trouble = sim_guest_trouble_text();
        if (trouble[0] != '\0') {
            (void)printf("  %-10s  %s\n", "guest", trouble);
        }
    }
    sim_print_stuck(stdout, &end->result->stuck);
    bool bare = s->form != NULL && strcmp(s->form, sim_tape_form_name(SIM_TAPE_BARE)) == 0;
    (void)snprintf(summary, sizeof summary, "%" PRIu64 " op%s%s%s, digest %s", ops,
                   ops == 1 ? "" : "s", bare ? " of bare bytes" : "", end->cut ? " (--until)" : "",
                   end->digest);
    sim_print_verdict(stdout, sim_verdict_name(end->verdict), summary);
}

/*
 * tape: what was played, and the rest of the tape that --until left out; ops: how many were played.
 */
static int tell_end(const arguments *a, story *s, const sim_result *result, const sim_tape *tape,
                    uint64_t ops)
{
    sim_failure_note note = {.scenario = a->scenario, .seed = a->seed};
    ending end = {.result = result, .cut = a->until < ops && result->ops == a->until};
    int status = sim_chainfile_close(&s->chain, !end.cut);
    end.verdict = s->chain.diverged ? SIM_FAIL : result->verdict;
    /* A world that could not be compared with a chain or written to a file has not passed. */
    end.verdict = end.verdict == SIM_PASS && status != 0 ? SIM_BROKEN : end.verdict;
    sim_trace_format(result->digest, end.digest);
    if (s->chain.diverged) {
        note = s->chain.note;
    } else if (end.verdict == SIM_FAIL) {
        sim_failure_from_result(&note, result, tape);
        sim_blaming(&note, tape, NULL, &result->failure);
    }
    end.note = end.verdict == SIM_FAIL ? &note : NULL;
    int written = sim_eventfile_close(&s->events, end.verdict, result, end.note);
    status = status != 0 ? status : written;
    if ((a->report != NULL || a->trace != NULL) && !s->chain.diverged) {
        written = write_report(a, tape, end.note);
        status = status != 0 ? status : written;
    }
    end.verdict = end.verdict == SIM_PASS && status != 0 ? SIM_BROKEN : end.verdict;
    if (s->json && !tell_json(a, s, &end)) {
        status = SIM_EXIT_ENVIRONMENT;
    } else if (!s->json && !s->silent) {
        tell_text(s, &end);
    }
    return status != 0 ? status : (int)end.verdict;
}

static int open_events(const arguments *a, story *s, const sim_config *config, uint64_t ops,
                       sim_run_options *options)
{
    if (!sim_interrupt_catch()) {
        sim_error("cannot catch signals: %s", strerror(errno));
        return SIM_EXIT_ENVIRONMENT;
    }
    const sim_eventfile_source source = {.scenario = a->path == NULL ? a->scenario : NULL,
                                         .seed = a->seed,
                                         .tape = a->path,
                                         .tape_form = s->form,
                                         .ops = ops,
                                         .until = a->until};
    return sim_eventfile_open(&s->events, a->events, config, &source, options);
}

/* After the tape is read, so that a refused tape leaves no file behind. */
static int open_files(const arguments *a, story *s, const sim_config *config, uint64_t ops,
                      sim_run_options *options)
{
    const char *chain = a->chain != NULL ? a->chain : a->against;
    int status = 0;
    if (a->without != SIM_NEVER && a->without >= ops) {
        sim_error("--without %" PRIu64 ": there are only ops 0 to %" PRIu64, a->without, ops - 1);
        return SIM_EXIT_USAGE;
    }
    s->scheme = (sim_scheme)config->scheme;
    options->after_op = after_op;
    options->after_op_context = s;
    if (a->events != NULL) {
        status = open_events(a, s, config, ops, options);
    }
    if (status == 0 && chain != NULL) {
        status = sim_chainfile_open(&s->chain, chain, a->chain == NULL);
        if (status != 0) {
            sim_eventfile_abandon(&s->events);
        }
    }
    return status;
}

static int play_seed(const arguments *a, story *s, sim_run_options *options)
{
    uint64_t ops = a->ops != 0 ? a->ops : a->scenario->default_ops;
    sim_driver *driver = sim_seed_driver(a->scenario, a->seed);
    if (driver == NULL) {
        sim_error("no memory for a world");
        return SIM_EXIT_ENVIRONMENT;
    }
    const sim_config config = sim_driver_config(driver);
    int status = open_files(a, s, &config, ops, options);
    if (status == 0) {
        sim_tape tape = {0};
        sim_result result = sim_run_driver(driver, ops, options, &tape);
        status = tell_end(a, s, &result, &tape, ops);
        sim_tape_free(&tape);
    }
    sim_driver_destroy(driver);
    return status;
}

static int play_tape(const arguments *a, story *s, sim_run_options *options)
{
    sim_tape tape;
    sim_tape_form form;
    int status = sim_tapefile_read(a->path, a->bare, &tape, &form);
    if (status != 0) {
        if (sim_scenario_find(a->path) != NULL || sim_scenariofile_is_named(a->path)) {
            sim_hint("A world of the scenario: idsim replay %s --seed 7", a->path);
        }
        return status;
    }
    s->form = sim_tape_form_name(form);
    status = open_files(a, s, &tape.config, tape.count, options);
    if (status == 0) {
        sim_result result = sim_run_tape(&tape, options);
        status = tell_end(a, s, &result, &tape, tape.count);
    }
    sim_tape_free(&tape);
    return status;
}

static int play(const arguments *a)
{
    story s = {.json = a->json, .silent = are_printed(a)};
    sim_run_options options = {.only = a->only,
                               .without_oracle = sim_guest_is_compared(),
                               .until = a->until,
                               .pairs = SIM_PAIRS_ALL,
                               .tell = tell,
                               .tell_context = &s,
                               .before_op = before_op,
                               .before_op_context = &s};
    if (a->json && (s.lines = tmpfile()) == NULL) {
        sim_error("cannot make a temporary file for the story");
        return SIM_EXIT_ENVIRONMENT;
    }
    int status = a->path == NULL ? play_seed(a, &s, &options) : play_tape(a, &s, &options);
    if (s.lines != NULL) {
        (void)fclose(s.lines);
    }
    return status;
}

static int run(int argc, char **argv)
{
    arguments a;
    return parse(argc, argv, &a) && sim_guest_use(&a.guest) ? play(&a) : sim_scenariofile_status();
}

const sim_command sim_command_replay = {"replay", "tell what happens in a world, step by step",
                                        help, more, run};
