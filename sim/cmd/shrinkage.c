/* Shrinks tapes for the commands, and writes the tape, its story and its C test. */
#include "shrinkage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "causes.h"
#include "ctestfile.h"
#include "guest.h"
#include "interrupt.h"
#include "output.h"
#include "story.h"

/* How often progress is shown. */
#define SHOW_SECONDS 0.2
/* The time limit for a failure of a campaign, and for one world of it. */
#define LIMIT_SECONDS   10.0
#define TIMEOUT_SECONDS 2.0
/* At most this many kinds of failures are shrunk; of a guest's. */
#define KINDS_MAX       8u
#define GUEST_KINDS_MAX 40u

/* --- One tape. --- */

static bool more(void *context, const sim_tape *best, uint64_t plays)
{
    sim_shrinkage *s = context;
    double now = sim_clock_seconds();
    if (s->terminal && now - s->shown >= SHOW_SECONDS) {
        char line[120];
        char count[SIM_COUNT_TEXT];
        sim_format_count(plays, count);
        (void)snprintf(line, sizeof line, "shrinking: %zu ops, %s tapes tried, %.0f s", best->count,
                       count, now - s->began);
        sim_line_show(line);
        s->shown = now;
    }
    return now - s->began < s->limit_seconds && sim_interrupt_signal() == 0;
}

static bool play(void *context, const sim_tape *tape, const sim_shrink_play *how,
                 sim_symptom *symptom)
{
    const sim_shrinkage *s = context;
    return sim_trials_play(s->trials, tape, how, symptom);
}

void sim_shrinkage_run(sim_shrinkage *s, sim_tape *tape)
{
    const sim_shrink_options options = {.play = play, .more = more, .context = s, .keep = s->keep};
    s->began = sim_clock_seconds();
    s->shown = s->began;
    s->terminal = isatty(STDERR_FILENO) == 1;
    s->before = tape->count;
    s->shrunk = sim_shrink(tape, &options);
    s->seconds = sim_clock_seconds() - s->began;
    sim_line_clear();
}

static sim_failure_kind kind_of(const sim_symptom *symptom)
{
    switch (symptom->kind) {
    case SIM_SYMPTOM_CRASH:
    case SIM_SYMPTOM_EXIT:
        return SIM_FAILURE_CRASH;
    case SIM_SYMPTOM_HANG:
        return SIM_FAILURE_HANG;
    case SIM_SYMPTOM_MEMORY:
        return SIM_FAILURE_MEMORY;
    case SIM_SYMPTOM_INVARIANT:
    case SIM_SYMPTOM_NONE:
        break;
    }
    return SIM_FAILURE_INVARIANT;
}

sim_failure_note sim_shrinkage_failure(const sim_shrinkage *s, const sim_tape *tape)
{
    const sim_symptom *after = &s->shrunk.after;
    const sim_result result = {.failure = after->failure};
    sim_failure_note note = {.scenario = NULL};
    sim_failure_from_result(&note, &result, tape);
    if (after->kind != SIM_SYMPTOM_INVARIANT) {
        note.kind = kind_of(after);
        note.name = sim_symptom_name(after);
        note.op = after->op;
        note.code = after->code;
        note.where[0] = '\0';
        (void)snprintf(note.op_text, sizeof note.op_text, "%s",
                       sim_symptom_op_name((sim_scheme)tape->config.scheme, after));
    }
    return note;
}

void sim_shrinkage_summary(const sim_shrinkage *s, const sim_tape *tape, char *text, size_t size)
{
    char time[SIM_TIME_TEXT];
    sim_format_time(s->seconds, time);
    (void)snprintf(text, size, "%zu op%s to %zu, %s%s", s->before, s->before == 1 ? "" : "s",
                   tape->count, time, s->shrunk.end == SIM_SHRINK_STOPPED ? ", stopped early" : "");
}

/* --- The failures of a campaign. --- */

/* path with another ending than ".tape", to be freed; NULL without memory. */
static char *beside(const char *path, const char *ending)
{
    size_t length = strlen(path) - strlen(".tape");
    size_t size = length + strlen(ending) + 1;
    char *other = malloc(size);
    if (other != NULL) {
        (void)snprintf(other, size, "%.*s%s", (int)length, path, ending);
    }
    return other;
}

/* The story, and its result. */
static bool write_story(const char *path, const sim_shrinkage *s, const sim_tape *tape)
{
    sim_wholefile whole;
    if (!sim_wholefile_open(&whole, path)) {
        return false;
    }
    sim_failure_note note = sim_shrinkage_failure(s, tape);
    bool to_the_end = s->shrunk.after.code == SIM_SYMPTOM_QUIET;
    bool told = sim_story_write(whole.file, tape, to_the_end, TIMEOUT_SECONDS);
    sim_failure_print(whole.file, &note);
    return sim_wholefile_close(&whole, told) && told;
}

/* The path of the test, to be freed; NULL if there is none. */
static char *write_c_test(const sim_shrinkage *s, const sim_tape *tape, const char *path)
{
    bool outside;
    if (sim_guest_is_used()) {
        /* The test would be one of the core. */
        return NULL;
    }
    char *test = beside(path, ".shrunk.c");
    if (test != NULL &&
        sim_ctestfile_write(test, tape, &s->shrunk.after, TIMEOUT_SECONDS, &outside) == NULL) {
        return test;
    }
    free(test);
    return NULL;
}

/* Writes what there is; false if the tape could not be written. */
static bool write_files(const sim_shrinkage *s, const sim_tape *tape, sim_failure_note *note)
{
    char *path = beside(note->tape, ".shrunk.tape");
    char *story = beside(note->tape, ".shrunk.txt");
    bool written = path != NULL && story != NULL && sim_tape_write_file(path, tape, false) &&
                   write_story(story, s, tape);
    if (!written) {
        sim_error("the shrunk tape '%s' could not be written: %s", path == NULL ? "" : path,
                  strerror(errno));
        free(path);
        path = NULL;
    }
    note->shrunk = path;
    note->shrunk_ops = tape->count;
    note->story = story;
    if (!written) {
        free(story);
        note->story = NULL;
    } else {
        note->c_test = write_c_test(s, tape, note->tape);
    }
    return written;
}

static void tell(FILE *people, const sim_shrinkage *s, const sim_tape *tape,
                 const sim_failure_note *note)
{
    char summary[120];
    if (people == NULL) {
        return;
    }
    sim_shrinkage_summary(s, tape, summary, sizeof summary);
    (void)fprintf(people, "%sSHRUNK%s  %s, seed %" PRIu64 ": %s: %s\n",
                  sim_colour_on(people, SIM_COLOUR_BOLD), sim_colour_off(people),
                  note->scenario->name, note->seed, note->name, summary);
    sim_failure_print_shrunk(people, note);
    (void)fflush(people);
}

/* Shrinks one failure, whose tape was written. */
static void shrink_failure(sim_trials *trials, sim_failure_note *note, FILE *people)
{
    sim_tape tape;
    sim_tape_error error;
    sim_shrinkage s = {.trials = trials, .limit_seconds = LIMIT_SECONDS};
    if (!sim_tape_read_file(note->tape, &tape, &error)) {
        sim_error("the tape '%s' cannot be shrunk: %s", note->tape, error.message);
        return;
    }
    sim_shrinkage_run(&s, &tape);
    if (s.shrunk.end == SIM_SHRINK_COMPLETE || s.shrunk.end == SIM_SHRINK_STOPPED) {
        if (write_files(&s, &tape, note)) {
            tell(people, &s, &tape, note);
        }
    } else if (s.shrunk.end != SIM_SHRINK_BROKEN) {
        sim_error("the tape '%s' was not shrunk: when played again, it %s", note->tape,
                  s.shrunk.end == SIM_SHRINK_PASSES ? "passes" : "fails in another way");
    }
    sim_tape_free(&tape);
}

static bool same_kind(const sim_failure_note *a, const sim_failure_note *b)
{
    if (sim_guest_is_used()) {
        /* Many a failure of a guest is of one invariant. */
        return sim_same_cause(a, b);
    }
    return a->kind == b->kind && a->failure.invariant == b->failure.invariant &&
           a->has_op == b->has_op && a->code == b->code;
}

/* Hangs take too long; failures that only memory or a replay shows do not show in a tape alone. */
static bool can_shrink(const sim_failure_note *note)
{
    return note->tape != NULL &&
           (note->kind == SIM_FAILURE_INVARIANT || note->kind == SIM_FAILURE_CRASH);
}

static bool is_first_of_kind(const sim_campaign *campaign, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (can_shrink(&campaign->failures[i]) &&
            same_kind(&campaign->failures[i], &campaign->failures[index])) {
            return false;
        }
    }
    return can_shrink(&campaign->failures[index]);
}

void sim_shrinkage_of_campaign(sim_campaign *campaign)
{
    sim_trials trials;
    const sim_campaign_options *options = campaign->options;
    const sim_limits limits = {TIMEOUT_SECONDS, options->limits.memory_mb};
    const unsigned most = sim_guest_is_used() ? GUEST_KINDS_MAX : KINDS_MAX;
    unsigned kinds = 0;
    if (campaign->failure_count == 0 ||
        !sim_trials_open(&trials, sim_plan_ops_max(&options->plan) + SIM_SHRINK_SPARE, &limits)) {
        return;
    }
    for (size_t i = 0; i < campaign->failure_count && sim_interrupt_signal() == 0; i++) {
        if (kinds < most && is_first_of_kind(campaign, i)) {
            shrink_failure(&trials, &campaign->failures[i], options->people);
            kinds++;
        }
    }
    sim_trials_close(&trials);
}
