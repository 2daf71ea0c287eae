/* idsim replay: what happened in a world, step by step, in words. */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blaming.h"
#include "chainfile.h"
#include "compressor/metamorphic/pair.h"
#include "failure.h"
#include "json.h"
#include "kernel/trace.h"
#include "output.h"
#include "provenance.h"
#include "run.h"
#include "scenario/seed.h"
#include "story.h"
#include "summary.h"
#include "tapefile.h"

static const char help[] =
    "idsim replay TAPE [--bare] [--until OP] [--chain FILE | --against FILE] [--json]\n"
    "idsim replay --seed N [SCENARIO] [--ops N] [--until OP] [--chain FILE | --against FILE] "
    "[--json]\n"
    "\n"
    "Plays a tape, or the world of a seed, and tells each op and what changed by it. At the end\n"
    "everything is healed and delivered, and the verdict follows. It is played in this process,\n"
    "so that a debugger can watch; each line is written before the next op is played. A world\n"
    "that passes is then compared with paired worlds (the invariants pair-*), which is not told,\n"
    "unless it is cut by --until or has more than 8192 ops.\n"
    "\n"
    "  TAPE                 a tape, text or binary; - is standard input\n" SIM_HELP_BARE
    "      --seed N         play this seed of SCENARIO (default swarm) instead\n"
    "      --scenario NAME  the same as SCENARIO\n"
    "      --ops N          ops of the seed's world (default: the scenario's)\n" SIM_HELP_INVARIANT
    "      --until OP       stop after so many ops, with nothing healed\n"
    "      --chain FILE     writes the digest after each op to FILE, which must not be there yet\n"
    "      --against FILE   compares with what another build or machine wrote, and FAILs at the\n"
    "                       first op after which they differ\n"
    "      --json           the story as JSON: verdict, tape_form (\"text\", \"binary\", \"bare\", "
    "or\n"
    "                       null for a seed), digest, ops, until (or null), story (for\n"
    "                       each op: op, text, told: an array of sentences; those told after the\n"
    "                       last op are of the quiet phase too), failure (null, or kind,\n"
    "                       invariant, op, op_text, where, expected, got), stuck\n"
    "\n" SIM_HELP_JSON "Examples\n"
    "  idsim replay reports/runs/idsim-swarm-7.tape\n"
    "  idsim replay swarm --seed 7 --until 120\n"
    "  idsim replay swarm --seed 7 --chain here.chain       # on one machine\n"
    "  idsim replay swarm --seed 7 --against here.chain     # on another\n"
    "\n" SIM_HELP_EXIT;

typedef struct arguments {
    const char *path;             /* NULL: play a seed */
    const sim_scenario *scenario; /* of the seed */
    uint64_t seed;
    uint64_t ops;
    uint64_t until;
    const char *chain;      /* a file to write, */
    const char *against;    /* or to compare with */
    const char *invariants; /* NULL: all */
    sim_invariant_set only;
    bool bare;
    bool json;
} arguments;

/* The tale as it is told. */
typedef struct story {
    bool json;
    const char *form; /* of the tape; NULL: a seed is played */
    FILE *lines;      /* json: an object an op */
    json_t *op;       /* json: the one that is filled */
    sim_chainfile chain;
} story;

/* --- Arguments. --- */

static bool choose_scenario(arguments *a, const char *word, const char *option)
{
    if (word != NULL && option != NULL) {
        sim_error("the scenario is named twice: '%s' and '%s'", word, option);
        return false;
    }
    const char *name = word != NULL ? word : option;
    a->scenario = sim_options_scenario(name != NULL ? name : SIM_DEFAULT_SCENARIO);
    return a->scenario != NULL;
}

static bool parse(int argc, char **argv, arguments *a)
{
    int words = 0;
    const char *scenario = NULL;
    *a = (arguments){.until = SIM_NEVER};
    sim_option options[] = {
        {"seed", &a->seed, 0, SIM_SEED_MAX, SIM_OPTION_NUMBER, 0, false},
        {"scenario", &scenario, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"ops", &a->ops, 1, SIM_TAPE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"until", &a->until, 0, SIM_TAPE_OPS_MAX, SIM_OPTION_NUMBER, 0, false},
        {"chain", &a->chain, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"against", &a->against, 0, 0, SIM_OPTION_TEXT, 0, false},
        {"bare", &a->bare, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"json", &a->json, 0, 0, SIM_OPTION_FLAG, 0, false},
        {"invariant", &a->invariants, 0, 0, SIM_OPTION_TEXT, 0, false},
    };
    if (!sim_options_parse("replay", options, sizeof options / sizeof options[0], argc, argv,
                           &words) ||
        (a->invariants != NULL && !sim_options_invariants(a->invariants, &a->only))) {
        return false;
    }
    if (a->chain != NULL && a->against != NULL) {
        sim_error("--chain writes and --against compares; it is one or the other");
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
    sim_chainfile_op(&s->chain, index, op);
    if (s->json) {
        char line[80];
        sim_op_print(op, line, sizeof line);
        close_op(s);
        s->op = json_object();
        (void)json_object_set_new(s->op, "op", sim_json_number(index));
        (void)json_object_set_new(s->op, "text", sim_json_text(line));
        (void)json_object_set_new(s->op, "told", json_array());
        return;
    }
    sim_story_op(stdout, index, op);
    /* A chain is a result of its own, so it is still written to its end. */
    if (sim_output_is_lost(stdout) && s->chain.file == NULL) {
        exit(sim_output_finish(SIM_PASS));
    }
}

static void after_op(void *context, uint64_t index, const sim_moment *moment)
{
    story *s = context;
    sim_chainfile_link(&s->chain, index, moment);
}

static void tell(void *context, const char *sentence)
{
    story *s = context;
    if (!s->json) {
        sim_story_sentence(stdout, sentence);
    } else if (s->op != NULL) {
        (void)json_array_append_new(json_object_get(s->op, "told"), sim_json_text(sentence));
    }
}

/* --- The end of it. --- */

/* tape: what was played, and of a tape what was not because of --until; ops: how many there were.
 */
static int tell_end(const arguments *a, story *s, const sim_result *result, const sim_tape *tape,
                    uint64_t ops)
{
    sim_failure_note note = {.scenario = a->scenario, .seed = a->seed};
    char digest[17];
    char summary[120];
    bool cut = a->until < ops && result->ops == a->until;
    int status = sim_chainfile_close(&s->chain, !cut);
    sim_verdict verdict = s->chain.diverged ? SIM_FAIL : result->verdict;
    /* What could not be compared with a chain, or not written to one, has not passed. */
    verdict = verdict == SIM_PASS && status != 0 ? SIM_BROKEN : verdict;
    bool failed = verdict == SIM_FAIL;
    sim_trace_format(result->digest, digest);
    if (s->chain.diverged) {
        note = s->chain.note;
    } else if (failed) {
        sim_failure_from_result(&note, result, tape);
        sim_blaming(&note, tape, NULL, &result->failure);
    }
    if (a->json) {
        json_t *object = sim_json_document("replay");
        close_op(s);
        (void)json_object_set_new(object, "verdict", sim_json_text(sim_verdict_name(verdict)));
        (void)json_object_set_new(object, "tape_form", sim_json_text(s->form));
        (void)json_object_set_new(object, "digest", sim_json_text(digest));
        (void)json_object_set_new(object, "ops", sim_json_number(result->ops));
        (void)json_object_set_new(object, "until",
                                  a->until == SIM_NEVER ? json_null() : sim_json_number(a->until));
        (void)json_object_set_new(object, "failure",
                                  failed ? sim_json_failure(&note) : json_null());
        (void)json_object_set_new(object, "stuck", sim_json_text(result->stuck));
        bool written = sim_json_write_with(stdout, object, "story", s->lines);
        status = written || ferror(stdout) ? status : SIM_EXIT_ENVIRONMENT;
        return status != 0 ? status : (int)verdict;
    }
    if (failed) {
        sim_failure_print(stdout, &note);
    }
    if (result->stuck[0] != '\0') {
        (void)printf("never final, and rightly so: %s\n", result->stuck);
    }
    bool bare = s->form != NULL && strcmp(s->form, sim_tape_form_name(SIM_TAPE_BARE)) == 0;
    (void)snprintf(summary, sizeof summary, "%" PRIu64 " op%s%s%s, digest %s", result->ops,
                   result->ops == 1 ? "" : "s", bare ? " of bare bytes" : "",
                   cut ? " (--until)" : "", digest);
    sim_print_verdict(stdout, sim_verdict_name(verdict), summary);
    return status != 0 ? status : (int)verdict;
}

/* After the tape is read, so that a tape that is refused leaves no file behind. */
static int open_chain(const arguments *a, story *s, sim_run_options *options)
{
    const char *path = a->chain != NULL ? a->chain : a->against;
    if (path == NULL) {
        return 0;
    }
    options->after_op = after_op;
    options->after_op_context = s;
    return sim_chainfile_open(&s->chain, path, a->chain == NULL);
}

static int play_seed(const arguments *a, story *s, sim_run_options *options)
{
    int status = open_chain(a, s, options);
    if (status != 0) {
        return status;
    }
    sim_tape tape = {0};
    sim_result result = sim_run_seed(a->scenario, a->seed, a->ops, options, &tape);
    status = tell_end(a, s, &result, &tape, a->ops != 0 ? a->ops : a->scenario->default_ops);
    sim_tape_free(&tape);
    return status;
}

static int play_tape(const arguments *a, story *s, sim_run_options *options)
{
    sim_tape tape;
    sim_tape_form form;
    int status = sim_tapefile_read(a->path, a->bare, &tape, &form);
    if (status != 0) {
        if (sim_scenario_find(a->path) != NULL) {
            sim_hint("A world of the scenario: idsim replay %s --seed 7", a->path);
        }
        return status;
    }
    s->form = sim_tape_form_name(form);
    status = open_chain(a, s, options);
    if (status == 0) {
        sim_result result = sim_run_tape(&tape, options);
        status = tell_end(a, s, &result, &tape, tape.count);
    }
    sim_tape_free(&tape);
    return status;
}

static int play(const arguments *a)
{
    story s = {.json = a->json};
    sim_run_options options = {.only = a->only,
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
    return parse(argc, argv, &a) ? play(&a) : SIM_EXIT_USAGE;
}

const sim_command sim_command_replay = {"replay", "what happened, step by step, in words", help,
                                        NULL, run};
