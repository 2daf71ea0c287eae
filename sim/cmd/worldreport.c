/* Plays a world and writes the files of its report. */

/* MAP_ANONYMOUS came into POSIX after 2008. */
#define _DEFAULT_SOURCE

#include "worldreport.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "apart.h"
#include "eventfile.h"
#include "json.h"
#include "output.h"
#include "report.h"
#include "report/difference.h"
#include "report/page.h"
#include "report/recording.h"
#include "report/tracefile.h"
#include "story.h"
#include "worldhead.h"

/* Worlds that hang are cut before that; this is for large ones. */
#define LIMIT_SECONDS 600.0

/* One of the worlds, while it is played and after it. */
typedef struct player {
    const sim_tape *tape;
    sim_recording recording;
    sim_result result;
    FILE *story; /* NULL: of another world */
    sim_eventfile events;
} player;

/* What the process that writes says. */
typedef struct outcome {
    bool written;
    int why; /* errno */
} outcome;

typedef struct job {
    const sim_worldreport *report;
    outcome *outcome; /* shared with the process that writes */
    char *repro;
    player *players;              /* of the tape, and of the sides unless they are it */
    player *shown[2];             /* those in the page; the second may be NULL */
    const sim_failure_note *note; /* NULL: it passes */
    sim_failure_note own;         /* what the play has told */
} job;

#define PLAYERS 3u

static bool path_of(const sim_worldreport *report, const char *name, char path[SIM_PATH_SIZE])
{
    int length = snprintf(path, SIM_PATH_SIZE, "%s/%s", report->directory, name);
    if (length < 0 || length >= SIM_PATH_SIZE) {
        errno = ENAMETOOLONG;
        return false;
    }
    return true;
}

sim_tape sim_tape_without(const sim_tape *tape, uint64_t index)
{
    sim_tape copy;
    bool well = true;
    sim_tape_init(&copy, tape->config);
    for (size_t i = 0; i < tape->count && well; i++) {
        well = i == index || sim_tape_append(&copy, tape->ops[i]);
    }
    return copy;
}

/* --- Playing. --- */

static void before_op(void *context, const void *world, uint64_t index, const sim_op *op)
{
    (void)world;
    player *p = context;
    if (p->story != NULL) {
        sim_story_op(p->story, (sim_scheme)p->tape->config.scheme, index, op);
    }
}

static void tell(void *context, const char *sentence)
{
    player *p = context;
    sim_recording_tell(&p->recording, sentence);
    if (p->story != NULL) {
        sim_story_sentence(p->story, sentence);
    }
}

static void after_op(void *context, uint64_t index, const sim_moment *moment)
{
    player *p = context;
    sim_recording_after(&p->recording, index, moment);
    sim_eventfile_after(&p->events, index);
}

/* The op that ends the process is not played. */
static uint64_t end_of(const sim_worldreport *report, const sim_tape *tape)
{
    const sim_failure_note *note = report->note;
    uint64_t end = report->until;
    bool ends = note != NULL && note->kind != SIM_FAILURE_INVARIANT &&
                note->kind != SIM_FAILURE_DETERMINISM;
    if (ends) {
        end = note->has_op && note->op < end ? note->op : end;
        end = note->has_op ? end : 0;
    }
    return end < tape->count ? end : tape->count;
}

/* False with errno set. */
static bool open_events(const sim_worldreport *report, player *p, uint64_t end,
                        sim_run_options *options)
{
    char path[SIM_PATH_SIZE];
    const sim_eventfile_source source = {.scenario = report->scenario,
                                         .seed = report->seed,
                                         .tape = "world.tape",
                                         .tape_form = report->scenario == NULL ? "text" : NULL,
                                         .ops = p->tape->count,
                                         .until = end < p->tape->count ? end : SIM_NEVER};
    return path_of(report, "events.jsonl", path) &&
           sim_eventfile_open(&p->events, path, &p->tape->config, &source, options) == 0;
}

static bool play(const sim_worldreport *report, player *p)
{
    uint64_t end = end_of(report, p->tape);
    bool is_cut = end < p->tape->count || report->until < p->tape->count;
    sim_observer observers[2];
    sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = report->subject,
                               .only = report->only,
                               .until = end,
                               .without_quiet = is_cut,
                               .tell = tell,
                               .tell_context = p,
                               .before_op = before_op,
                               .before_op_context = p,
                               .after_op = after_op,
                               .after_op_context = p};
    sim_recording_init(&p->recording, &p->tape->config);
    bool is_first = p->story != NULL;
    if (is_first && !open_events(report, p, end, &options)) {
        return false;
    }
    observers[0] = sim_recording_observer(&p->recording);
    observers[1] = p->events.observer;
    options.observers = observers;
    options.observer_count = is_first ? 2 : 1;
    p->result = sim_run_tape(p->tape, &options);
    if (!sim_recording_end(&p->recording)) {
        errno = ENOMEM;
        return false;
    }
    return true;
}

/* --- Files. --- */

/* What a file of the report is called, and how it is written. */
static bool write_text(const sim_worldreport *report, const char *name, const char *text)
{
    char path[SIM_PATH_SIZE];
    sim_wholefile whole;
    if (!path_of(report, name, path) || !sim_wholefile_open(&whole, path)) {
        return false;
    }
    bool written = fputs(text, whole.file) >= 0;
    return sim_wholefile_close(&whole, written) && written;
}

static bool write_repro(const sim_worldreport *report)
{
    char path[SIM_PATH_SIZE];
    static const char script[] =
        "#!/bin/sh\n"
        "# Plays the world again. IDSIM: which idsim; arguments go to it.\n"
        "cd \"$(dirname \"$0\")\" && exec \"${IDSIM:-idsim}\" replay world.tape \"$@\"\n";
    return write_text(report, "repro.sh", script) && path_of(report, "repro.sh", path) &&
           chmod(path, 0755) == 0;
}

static void add_file(json_t *files, const char *name, const char *href)
{
    json_t *file = json_object();
    (void)json_object_set_new(file, "name", sim_json_text(name));
    (void)json_object_set_new(file, "href", sim_json_text(href));
    (void)json_array_append_new(files, file);
}

/* A file of a failure that lies in the report's directory. */
static void add_beside(json_t *files, const sim_worldreport *report, const char *name,
                       const char *path)
{
    size_t length = strlen(report->directory);
    if (path != NULL && strncmp(path, report->directory, length) == 0 && path[length] == '/' &&
        strchr(path + length + 1, '/') == NULL) {
        add_file(files, name, path + length + 1);
    }
}

bool sim_worldreport_shows_shrunk(const sim_failure_note *note)
{
    return note->shrunk != NULL && note->kind == SIM_FAILURE_INVARIANT;
}

static json_t *json_files(const sim_worldreport *report)
{
    json_t *files = json_array();
    add_file(files, "tape", "world.tape");
    add_file(files, "story", "story.txt");
    add_file(files, "events", "events.jsonl");
    add_file(files, "repro.sh", "repro.sh");
    if (report->note != NULL && sim_worldreport_shows_shrunk(report->note)) {
        add_file(files, "report of the shrunk tape", "shrunk/report.html");
    }
    if (report->note != NULL) {
        add_beside(files, report, "shrunk tape", report->note->shrunk);
        add_beside(files, report, "its story", report->note->story);
        add_beside(files, report, "its C test", report->note->c_test);
    }
    return files;
}

/* --- The page. --- */

static sim_shown_world shown_of(const job *j, const player *p, unsigned number, json_t *files)
{
    const sim_worldreport *report = j->report;
    bool is_first = number == 0;
    sim_shown_world world = {.label = report->labels[number] == NULL ? "" : report->labels[number],
                             .scenario = is_first ? report->scenario : NULL,
                             .seed = report->seed,
                             .tape = p->tape,
                             .until = end_of(report, p->tape),
                             .verdict = p->result.verdict,
                             .result = &p->result,
                             .repro = is_first ? j->repro : "",
                             .recording = &p->recording,
                             .files = files};
    if (is_first && j->note != NULL) {
        world.note = j->note;
        world.inevitable = report->inevitable;
        world.verdict = SIM_FAIL;
    }
    return world;
}

/* The op of an event; null beyond the end. */
static json_t *json_op_at(const sim_recording *r, uint64_t event)
{
    return event < r->op.count ? json_integer(sim_column_at(&r->op, event)) : json_null();
}

static const char *kind_at(const sim_recording *r, uint64_t event)
{
    return event < r->op.count ? r->kinds[sim_column_at(&r->kind, event)] : "the end";
}

static json_t *json_difference(const job *j)
{
    sim_difference d;
    const sim_recording *a = &j->shown[0]->recording;
    const sim_recording *b = &j->shown[1]->recording;
    uint64_t without = j->report->without;
    if (!sim_difference_find(a, b, without, &d) || !d.found) {
        return json_null();
    }
    json_t *object = json_object();
    (void)json_object_set_new(
        object, "op", json_pack("[o, o]", json_op_at(a, d.event[0]), json_op_at(b, d.event[1])));
    (void)json_object_set_new(
        object, "event",
        json_pack("[o, o]", sim_json_number(d.event[0]), sim_json_number(d.event[1])));
    (void)json_object_set_new(
        object, "words", json_sprintf("%s / %s", kind_at(a, d.event[0]), kind_at(b, d.event[1])));
    (void)json_object_set_new(object, "matched_from",
                              without == SIM_NEVER ? json_null() : sim_json_number(without));
    return object;
}

static void print_title(const job *j, char *title, size_t size)
{
    const sim_worldreport *report = j->report;
    const char *verdict =
        sim_verdict_name(j->note != NULL ? SIM_FAIL : j->players[0].result.verdict);
    if (report->scenario != NULL) {
        (void)snprintf(title, size, "%s, seed %" PRIu64 ": %s", report->scenario->name,
                       report->seed, verdict);
    } else {
        (void)snprintf(title, size, "%s, %zu ops: %s", sim_scheme_name(report->tape->config.scheme),
                       report->tape->count, verdict);
    }
}

static json_t *head_of(const job *j)
{
    char title[200];
    print_title(j, title, sizeof title);
    bool is_pair = j->shown[1] != NULL;
    json_t *head = sim_head_begin(is_pair ? "pair" : "world", title);
    json_t *worlds = json_array();
    json_t *files = json_files(j->report);
    for (unsigned i = 0; i < 2 && j->shown[i] != NULL; i++) {
        const sim_shown_world world = shown_of(j, j->shown[i], i, files);
        (void)json_array_append_new(worlds, sim_head_world(&world));
    }
    json_decref(files);
    (void)json_object_set_new(head, "worlds", worlds);
    (void)json_object_set_new(head, "difference", is_pair ? json_difference(j) : json_null());
    return head;
}

/* False without memory. */
static bool write_columns(sim_page *page, unsigned number, const player *p)
{
    sim_named_column columns[SIM_RECORDING_COLUMNS];
    size_t count = sim_recording_columns(&p->recording, columns);
    for (size_t i = 0; i < count; i++) {
        sim_page_column(page, number, columns[i].name, columns[i].column);
    }
    size_t size;
    sim_column tape = {.type = SIM_COLUMN_TEXT};
    char *text = sim_tape_print(p->tape, &size);
    if (text != NULL) {
        sim_column_add_lines(&tape, text, size);
        sim_page_column(page, number, "tape", &tape);
    }
    bool written = text != NULL && !tape.failed;
    sim_column_free(&tape);
    free(text);
    return written;
}

static bool write_page(const job *j)
{
    char path[SIM_PATH_SIZE];
    sim_wholefile whole;
    sim_page page;
    if (!path_of(j->report, "report.html", path) || !sim_wholefile_open(&whole, path)) {
        return false;
    }
    sim_page_begin(&page, whole.file, head_of(j));
    bool written = true;
    for (unsigned i = 0; i < 2 && j->shown[i] != NULL; i++) {
        written = write_columns(&page, i, j->shown[i]) && written;
    }
    written = sim_page_end(&page) && written;
    return sim_wholefile_close(&whole, written) && written;
}

/* --- All of it. --- */

/* What a world without a note has broken. */
static void note_failure(job *j, const player *p)
{
    if (j->report->note == NULL && p->result.failure.failed) {
        sim_failure_from_result(&j->own, &p->result, p->tape);
        j->note = &j->own;
    }
}

static bool write_story(job *j, player *p)
{
    char path[SIM_PATH_SIZE];
    sim_wholefile whole;
    const sim_worldreport *report = j->report;
    if (!path_of(report, "story.txt", path) || !sim_wholefile_open(&whole, path)) {
        return false;
    }
    p->story = whole.file;
    bool played = play(report, p);
    note_failure(j, p);
    if (j->note != NULL) {
        sim_failure_print(whole.file, j->note);
    }
    sim_verdict verdict = j->note != NULL ? SIM_FAIL : p->result.verdict;
    played = played && sim_eventfile_close(&p->events, verdict, &p->result, j->note) == 0;
    return sim_wholefile_close(&whole, played) && played;
}

static bool write_tape(const sim_worldreport *report)
{
    char path[SIM_PATH_SIZE];
    return path_of(report, "world.tape", path) && sim_tape_write_file(path, report->tape, false);
}

/* Plays the sides of a report; false with errno set. */
static bool play_sides(job *j)
{
    const sim_worldreport *report = j->report;
    j->shown[0] = &j->players[0];
    for (unsigned i = 0; i < 2 && report->sides[i] != NULL; i++) {
        if (report->sides[i] != report->tape) {
            j->shown[i] = &j->players[i + 1];
            j->shown[i]->tape = report->sides[i];
            if (!play(report, j->shown[i])) {
                return false;
            }
        }
    }
    return true;
}

static bool write_trace(const job *j)
{
    sim_wholefile whole;
    sim_tracefile_form form;
    const char *path = j->report->trace;
    if (!sim_tracefile_form_of(path, &form)) {
        errno = EINVAL;
        return false;
    }
    if (!sim_wholefile_open(&whole, path)) {
        return false;
    }
    bool written = sim_tracefile_write(whole.file, form, &j->players[0].recording);
    return sim_wholefile_close(&whole, written) && written;
}

/* All files of the report's directory. */
static bool write_directory(job *j)
{
    return write_tape(j->report) && write_repro(j->report) && write_story(j, &j->players[0]) &&
           play_sides(j) && write_page(j);
}

static void work(void *context)
{
    job *j = context;
    const sim_worldreport *report = j->report;
    j->players = calloc(PLAYERS, sizeof *j->players);
    if (j->players == NULL) {
        j->outcome->why = ENOMEM;
        return;
    }
    j->players[0].tape = report->tape;
    bool written = report->directory != NULL ? write_directory(j) : play(report, &j->players[0]);
    written = written && (report->trace == NULL || write_trace(j));
    j->outcome->why = errno;
    j->outcome->written = written;
    for (unsigned i = 0; i < PLAYERS; i++) {
        sim_recording_free(&j->players[i].recording);
    }
    free(j->players);
}

/* The line to paste, to be freed; NULL without memory. */
static char *repro_of(const sim_worldreport *report)
{
    if (report->note != NULL && report->note->command != NULL) {
        return strdup(report->note->command);
    }
    char line[2 * SIM_PATH_SIZE + 400];
    char ops[40] = "";
    char *program = sim_shell_word(sim_program());
    char *word =
        report->scenario == NULL ? NULL : sim_shell_word(sim_scenario_word(report->scenario));
    if (program == NULL || (word == NULL && report->scenario != NULL)) {
        line[0] = '\0';
    } else if (word == NULL) {
        (void)snprintf(line, sizeof line, "%s replay world.tape", program);
    } else {
        if (report->scenario_ops != 0) {
            (void)snprintf(ops, sizeof ops, " --ops %" PRIu64, report->scenario_ops);
        }
        (void)snprintf(line, sizeof line, "%s replay %s --seed %" PRIu64 "%s", program, word,
                       report->seed, ops);
    }
    free(program);
    free(word);
    return strdup(line);
}

bool sim_worldreport_write(const sim_worldreport *report)
{
    const sim_config config = sim_config_wrap(report->tape->config);
    if (config.nodes > SIM_NODES_MAX) {
        sim_error("a report or a trace shows at most %u nodes, and this world has %u",
                  SIM_NODES_MAX, config.nodes);
        return false;
    }
    const size_t size = sizeof(outcome);
    // cppcheck-suppress invalidFunctionArg ; -1 is for a mapping without a file
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        sim_error("no memory for a report");
        return false;
    }
    job j = {.report = report, .outcome = memory, .repro = repro_of(report), .note = report->note};
    bool begun = j.repro != NULL && sim_apart(work, &j, LIMIT_SECONDS);
    bool written = begun && j.outcome->written;
    if (!written) {
        const char *why = begun && j.outcome->why == 0 ? "the world ended its process"
                                                       : strerror(begun ? j.outcome->why : errno);
        sim_error("the report in '%s' could not be written: %s",
                  report->directory != NULL ? report->directory : report->trace, why);
    }
    free(j.repro);
    (void)munmap(memory, size);
    return written;
}
