/* Runs an exhaustive search in worker processes, level by level. */
#include "exploration.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blaming.h"
#include "interrupt.h"
#include "output.h"

#define REDRAW_SECONDS 0.2
#define LOG_SECONDS    10.0
/* Failures printed in full and kept; further ones are only counted. */
#define FAILURES_KEPT 10u
/* Address space of a worker, without what it shares. */
#define MEGABYTE ((uint64_t)1 << 20)

const char *sim_exploration_end_name(sim_exploration_end end)
{
    static const char *const names[] = {"complete", "time",        "memory",
                                        "failures", "interrupted", "broken"};
    return names[end];
}

/* --- For people. --- */

void sim_exploration_print_head(FILE *out)
{
    (void)fprintf(out, "%s%5s  %12s  %12s  %13s  %13s  %13s  %7s  %12s%s\n",
                  sim_colour_on(out, SIM_COLOUR_BOLD), "depth", "states", "judged", "no effect",
                  "known before", "new", "failed", "time", sim_colour_off(out));
}

void sim_exploration_print_level(FILE *out, const sim_exploration *exploration,
                                 const sim_search *search, uint32_t depth)
{
    const sim_level *level = &search->levels[depth];
    char numbers[6][SIM_COUNT_TEXT];
    char time[SIM_TIME_TEXT] = "earlier";
    const uint64_t counts[6] = {level->states, level->settled, level->unchanged,
                                level->merged, level->found,   level->failed};
    for (size_t i = 0; i < 6; i++) {
        sim_format_count(counts[i], numbers[i]);
    }
    if (exploration != NULL) {
        sim_format_time(exploration->level_seconds[depth], time);
    }
    (void)fprintf(out, "%5" PRIu32 "  %12s  %12s  %13s  %13s  %13s  %7s  %12s\n", depth, numbers[0],
                  numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], time);
    (void)fflush(out);
}

static void show_progress(sim_exploration *e)
{
    double now = sim_clock_seconds();
    if (now - e->shown < (e->terminal ? REDRAW_SECONDS : LOG_SECONDS)) {
        return;
    }
    e->shown = now;
    const sim_level *level = &e->search->levels[e->search->depth];
    char line[200];
    char settled[SIM_COUNT_TEXT];
    char all[SIM_COUNT_TEXT];
    char rate[SIM_COUNT_TEXT];
    char memory[SIM_COUNT_TEXT];
    double elapsed = now - e->began;
    sim_format_count(level->settled, settled);
    sim_format_count(level->states, all);
    sim_format_count(elapsed > 0 ? (uint64_t)((double)e->settled / elapsed) : 0, rate);
    sim_format_count((sim_search_memory(e->search) + e->ring_size) / MEGABYTE, memory);
    (void)snprintf(line, sizeof line,
                   "depth %" PRIu32 ": %s of %s states, %s a second, %s MB, %" PRIu64 " failure%s",
                   e->search->depth, settled, all, rate, memory, e->failed,
                   e->failed == 1 ? "" : "s");
    if (e->terminal) {
        sim_line_show(line);
    } else {
        (void)fprintf(stderr, "%s\n", line);
    }
}

/* --- In the worker. --- */

static sim_expansion *expansion_of(const sim_exploration *e, uint64_t task)
{
    void *place = e->ring + (size_t)(task % SIM_POOL_WINDOW) * e->expansion_size;
    return place;
}

static void play(void *context, uint64_t task, sim_record *record)
{
    sim_exploration *e = context;
    sim_expansion *expansion = expansion_of(e, task);
    e->expander.before_op = sim_record_op;
    e->expander.before_op_context = record;
    record->config = e->search->scope.config;
    if (!sim_search_tape(e->search, e->first + task, &e->tape)) {
        record->result.verdict = SIM_BROKEN;
        return;
    }
    sim_expand(&e->expander, &e->tape, expansion);
    record->result = expansion->result;
    /* The record may end with a letter that was tried; the failure's tape is this one. */
    if (expansion->result.verdict == SIM_FAIL) {
        atomic_store(&record->op_count, 0);
        for (size_t i = 0; i < e->tape.count; i++) {
            sim_record_op(record, NULL, i, &e->tape.ops[i]);
        }
    }
}

/* --- In the parent. --- */

/* Settling must be safe whatever a broken subject wrote. */
static bool is_sound(const sim_exploration *e, const sim_expansion *expansion)
{
    if (expansion->child_count > e->search->alphabet.count ||
        (expansion->result.verdict != SIM_PASS && expansion->child_count > 0)) {
        return false;
    }
    for (uint32_t i = 0; i < expansion->child_count; i++) {
        if (expansion->children[i].letter >= e->search->alphabet.count) {
            return false;
        }
    }
    return true;
}

/* Saves the tape of a failure and determines its blame. */
static void look_at_tape(sim_exploration *e, const sim_record *record, sim_failure_note *note)
{
    sim_tape tape;
    if (sim_record_op_count(record) == 0 || !sim_record_copy_tape(record, &tape)) {
        return;
    }
    char what[80];
    (void)snprintf(what, sizeof what, "explore-%s", e->options->name);
    note->tape = sim_report_named_tape(e->report, what, e->failed, &tape);
    e->write_failed = e->write_failed || note->tape == NULL;
    if (note->kind == SIM_FAILURE_INVARIANT) {
        sim_blaming(note, &tape, NULL, &record->result.failure);
    }
    sim_tape_free(&tape);
}

static void take_failure(sim_exploration *e, const sim_task_outcome *outcome)
{
    e->failed++;
    if (e->failure_count == FAILURES_KEPT) {
        return;
    }
    sim_failure_note *note = &e->failures[e->failure_count++];
    *note = (sim_failure_note){.scenario = NULL};
    sim_failure_from_outcome(note, &e->options->limits, outcome);
    look_at_tape(e, outcome->record, note);
    if (e->options->people != NULL) {
        sim_line_clear();
        sim_failure_print(e->options->people, note);
        (void)fflush(e->options->people);
    }
}

static void write_state(sim_exploration *e)
{
    if (e->options->state != NULL && !sim_search_write(e->search, e->options->state)) {
        sim_error("the state '%s' could not be written: %s", e->options->state, strerror(errno));
        e->write_failed = true;
    }
}

static void end_level(sim_exploration *e, uint32_t depth)
{
    double now = sim_clock_seconds();
    e->level_seconds[depth] += now - e->level_began;
    e->level_began = now;
    write_state(e);
    if (e->options->people != NULL) {
        sim_line_clear();
        sim_exploration_print_level(e->options->people, e, e->search, depth);
        (void)fflush(e->options->people);
    }
}

static bool enough_failures(const sim_exploration *e)
{
    return e->options->max_failures != 0 && e->failed >= e->options->max_failures;
}

/* Whether printing levels is pointless and no other result needs the rest. */
static bool is_unread(const sim_exploration *e)
{
    FILE *people = e->options->people;
    return people != NULL && ferror(people) != 0 && e->options->state == NULL && !e->report->asked;
}

static bool is_over(sim_exploration *e)
{
    double limit = e->options->time_limit_seconds;
    e->time_is_up = e->time_is_up || (limit > 0 && sim_clock_seconds() - e->began >= limit);
    return e->time_is_up || e->broken || e->search->full || enough_failures(e) || is_unread(e);
}

static bool more(void *context, uint64_t task)
{
    sim_exploration *e = context;
    return e->first + task < e->end_of_level && !is_over(e);
}

static bool done(void *context, const sim_task_outcome *outcome)
{
    sim_exploration *e = context;
    static const sim_expansion nothing = {.result = {.verdict = SIM_FAIL}};
    const sim_expansion *expansion = expansion_of(e, outcome->task);
    if (outcome->beyond) {
        return true; /* it is expanded again when the search continues */
    }
    if (outcome->late) {
        take_failure(e, outcome);
        return true;
    }
    bool sound = outcome->end == SIM_END_DONE && is_sound(e, expansion);
    if (outcome->end == SIM_END_DONE && outcome->record->result.verdict == SIM_BROKEN) {
        sim_error("a worker had no memory for a world");
        e->broken = true;
        return false;
    }
    if (!sound || outcome->record->result.verdict != SIM_PASS) {
        take_failure(e, outcome);
    }
    if (!sim_search_settle(e->search, sound ? expansion : &nothing)) {
        return false;
    }
    e->settled++;
    e->tried += sound ? expansion->unchanged + expansion->child_count : 0;
    return !enough_failures(e);
}

static void tick(void *context)
{
    show_progress(context);
}

/* Settles the rest of the current level; false if the search should not continue. */
static bool run_level(sim_exploration *e)
{
    uint32_t depth = e->search->depth;
    const sim_pool_options pool = {
        .jobs = e->options->jobs,
        .timeout_seconds = e->options->limits.timeout_seconds,
        .setup = {.play = play,
                  .context = e,
                  .memory_bytes = e->options->limits.memory_mb * MEGABYTE +
                                  2 * (uint64_t)e->search->memory_limit + e->ring_size,
                  .ops_max = (uint32_t)e->search->prologue.count + SIM_SCOPE_OPS_MAX + 2},
        .more = more,
        .done = done,
        .tick = tick,
        .context = e,
    };
    const sim_level *level = &e->search->levels[depth];
    e->first = e->search->next;
    /* The pool ends with the level: its workers know whether this level is the last. */
    e->end_of_level = level->first + level->states;
    e->expander.judge_only = !sim_search_has_next_level(e->search);
    sim_pool_end end = sim_pool_run(&pool);
    if (end == SIM_POOL_BROKEN) {
        sim_error("the worker processes failed: %s", strerror(errno));
        e->broken = true;
    }
    if (end == SIM_POOL_INTERRUPTED) {
        e->end = SIM_EXPLORATION_INTERRUPTED;
    }
    end_level(e, depth);
    return end == SIM_POOL_COMPLETE && !is_over(e);
}

static sim_exploration_end why_ended(const sim_exploration *e)
{
    if (e->broken) {
        return SIM_EXPLORATION_BROKEN;
    }
    if (enough_failures(e)) {
        return SIM_EXPLORATION_FAILURES;
    }
    if (e->end == SIM_EXPLORATION_INTERRUPTED) {
        return e->end;
    }
    if (e->search->full) {
        return SIM_EXPLORATION_MEMORY;
    }
    return sim_search_is_done(e->search) ? SIM_EXPLORATION_COMPLETE : SIM_EXPLORATION_TIME;
}

void sim_exploration_run(sim_exploration *exploration)
{
    sim_exploration *e = exploration;
    e->began = sim_clock_seconds();
    e->level_began = e->began;
    e->shown = e->began;
    while (!sim_search_is_done(e->search) && run_level(e)) {
    }
    e->seconds = sim_clock_seconds() - e->began;
    e->end = why_ended(e);
    sim_line_clear();
}

/* --- Beginning and end. --- */

size_t sim_exploration_ring_bytes(size_t letters)
{
    return SIM_POOL_WINDOW * sim_expansion_size(letters);
}

bool sim_exploration_open(sim_exploration *exploration, const sim_exploration_options *options,
                          sim_search *search, sim_report *report)
{
    sim_exploration *e = exploration;
    memset(e, 0, sizeof *e);
    e->options = options;
    e->search = search;
    e->report = report;
    e->terminal = isatty(STDERR_FILENO) == 1;
    e->expansion_size = sim_expansion_size(search->alphabet.count);
    e->ring_size = sim_exploration_ring_bytes(search->alphabet.count);
    e->expander = sim_search_expander(search);
    sim_tape_init(&e->tape, search->scope.config);
    e->failures = calloc(FAILURES_KEPT, sizeof *e->failures);
    e->ring = sim_search_map(e->ring_size);
    if (e->ring == NULL || e->failures == NULL) {
        sim_error("no memory for the search");
        sim_exploration_close(e);
        return false;
    }
    return true;
}

void sim_exploration_close(sim_exploration *exploration)
{
    for (size_t i = 0; i < exploration->failure_count; i++) {
        sim_failure_free(&exploration->failures[i]);
    }
    free(exploration->failures);
    sim_search_unmap(exploration->ring, exploration->ring_size);
    sim_tape_free(&exploration->tape);
    sim_canon_free(&exploration->expander.canon);
    memset(exploration, 0, sizeof *exploration);
}
