/* Writes a summary in Markdown. */
#include "cisummary.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "kernel/atomic_file.h"
#include "output.h"

/* Kept for what comes after the failures. */
#define REST_MAX 100000u

/* A file with a limit. */
typedef struct paper {
    FILE *file;
    size_t used;
    size_t limit;
} paper;

/* Writes a piece whole or, beyond the limit, not at all; false then. */
static bool put(paper *p, const char *format, ...) SIM_PRINTF(2, 3);
static bool put(paper *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || p->used + (size_t)length > p->limit) {
        return false;
    }
    va_start(arguments, format);
    (void)vfprintf(p->file, format, arguments);
    va_end(arguments);
    p->used += (size_t)length;
    return true;
}

/* Long enough for a command with paths. */
#define LINE_SIZE 9000

/*
 * Text for a block of code: one line, and no fence in it. Markdown has no other markup there.
 */
static const char *plain(const char *text, char safe[LINE_SIZE])
{
    sim_format_safe(text == NULL ? "" : text, safe, LINE_SIZE);
    for (char *at = safe; *at != '\0'; at++) {
        *at = *at == '`' ? '\'' : *at;
    }
    return safe;
}

static bool put_failure(paper *p, const sim_failure_note *note)
{
    char where[LINE_SIZE];
    char expected[LINE_SIZE];
    char got[LINE_SIZE];
    char command[LINE_SIZE];
    return put(p,
               "### %s, seed %" PRIu64 ": %s\n\n%s\n\n```\n%s\nwhere     %s\nexpected  %s\n"
               "got       %s\n```\n\n",
               note->scenario->name, note->seed, note->name, sim_failure_sentence(note),
               plain(note->command, command), plain(note->where, where),
               plain(note->expected, expected), plain(note->got, got));
}

static void put_failures(paper *p, const sim_campaign *c)
{
    size_t shown = 0;
    if (c->failure_count > 0) {
        (void)put(p, "## Failures\n\n");
    }
    while (shown < c->failure_count && put_failure(p, &c->failures[shown])) {
        shown++;
    }
    p->limit = SIM_CISUMMARY_MAX;
    if (shown < c->failure_count) {
        (void)put(p, "%zu more failures are left out: there is no room for them.\n\n",
                  c->failure_count - shown);
    }
}

static void put_missed(paper *p, const sim_campaign *c)
{
    const sim_plan *plan = &c->options->plan;
    for (size_t s = 0; s < plan->scenario_count; s++) {
        const sim_scenario *scenario = plan->scenarios[s];
        const sim_sum *sum = &c->sums[s];
        if (sim_sum_missed(sum, scenario) == 0) {
            continue;
        }
        (void)put(p, "- %s did not reach:", scenario->name);
        for (size_t i = 0; i < scenario->mark_count; i++) {
            if (sim_sum_missed_mark(sum, scenario, i)) {
                (void)put(p, " `%s`", sim_mark_name(scenario->marks[i]));
            }
        }
        for (size_t i = 0; i < scenario->fault_count; i++) {
            if (sim_sum_missed_fault(sum, scenario, i)) {
                (void)put(p, " `%s`", sim_fault_name(scenario->faults[i]));
            }
        }
        (void)put(p, "\n");
    }
}

static void put_expectations(paper *p, const sim_campaign *c)
{
    const sim_plan *plan = &c->options->plan;
    for (size_t s = 0; s < plan->scenario_count; s++) {
        const sim_scenario *scenario = plan->scenarios[s];
        const sim_sum *sum = &c->sums[s];
        for (size_t i = 0; i < scenario->expectation_count; i++) {
            const sim_expectation *expectation = &scenario->expectations[i];
            char limit[SIM_EXPECTATION_TEXT];
            char measured[SIM_EXPECTATION_TEXT];
            sim_expectation_outcome outcome =
                sim_expectation_judge(expectation, sum->amounts, &sum->tally);
            if (outcome == SIM_OUTCOME_MET) {
                continue;
            }
            sim_expectation_limit(expectation, limit);
            sim_expectation_measured(expectation, sum->amounts, &sum->tally, measured);
            (void)put(p, "- %s expects `%s` %s, and measured %s\n", scenario->name,
                      expectation->name, limit, measured);
        }
    }
}

static void put_unchecked(paper *p, const sim_campaign *c)
{
    const sim_plan *plan = &c->options->plan;
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (sim_sum_unchecked(&c->total, (sim_invariant)i,
                              (const sim_scenario *const *)plan->scenarios, plan->scenario_count)) {
            (void)put(p, "- nothing was checked of `%s`\n", sim_invariant_name((sim_invariant)i));
        }
    }
}

static void put_sums(paper *p, const sim_campaign *c)
{
    const sim_plan *plan = &c->options->plan;
    (void)put(
        p, "\n| scenario | worlds | failures | ops | IDs |\n| --- | ---: | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < plan->scenario_count; i++) {
        const sim_sum *sum = &c->sums[i];
        (void)put(p, "| %s | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " |\n",
                  plan->scenarios[i]->name, sum->worlds, sum->failures, sum->ops, sum->ids);
    }
}

bool sim_cisummary_write(const char *path, const sim_campaign *c, const char *verdict)
{
    sim_wholefile whole;
    bool written = sim_wholefile_open(&whole, path);
    if (written) {
        char time[SIM_TIME_TEXT];
        paper p = {.file = whole.file, .limit = SIM_CISUMMARY_MAX - REST_MAX};
        sim_format_time(c->seconds, time);
        (void)put(&p, "# idsim: %s\n\n%" PRIu64 " worlds, %" PRIu64 " failures, %s.\n\n", verdict,
                  c->total.worlds, c->total.failures, time);
        put_failures(&p, c);
        put_missed(&p, c);
        put_expectations(&p, c);
        put_unchecked(&p, c);
        put_sums(&p, c);
        written = sim_wholefile_close(&whole, true);
    }
    if (!written) {
        sim_error("cannot write '%s': %s", path, strerror(errno));
    }
    return written;
}
