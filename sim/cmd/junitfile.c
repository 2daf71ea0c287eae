/* Writes JUnit XML. */
#include "junitfile.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kernel/atomic_file.h"
#include "output.h"

/* Failures of a test case whose lines are in its body; the rest is counted. */
#define LINES_MAX 10u

/* --- XML. --- */

/* Writes text as data or as an attribute. What XML cannot have becomes '?'. */
static void put_text(FILE *file, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '<') {
            (void)fputs("&lt;", file);
        } else if (c == '>') {
            (void)fputs("&gt;", file);
        } else if (c == '&') {
            (void)fputs("&amp;", file);
        } else if (c == '"') {
            (void)fputs("&quot;", file);
        } else if ((c < 0x20 && c != '\n') || c > 0x7e) {
            (void)fputc('?', file);
        } else {
            (void)fputc(c, file);
        }
    }
}

static void put_attribute(FILE *file, const char *name, const char *value)
{
    (void)fprintf(file, " %s=\"", name);
    put_text(file, value);
    (void)fputc('"', file);
}

/* --- Test cases. --- */

/* What a test case is about: an invariant, or another kind of failure. */
typedef struct subject {
    const sim_scenario *scenario;
    const char *name; /* as failures have it */
} subject;

static bool is_about(const sim_failure_note *note, const subject *s)
{
    return note->scenario == s->scenario && strcmp(note->name, s->name) == 0;
}

static uint64_t count_failures(const sim_campaign *c, const subject *s)
{
    uint64_t count = 0;
    for (size_t i = 0; i < c->failure_count; i++) {
        count += is_about(&c->failures[i], s) ? 1 : 0;
    }
    return count;
}

static void begin_case(FILE *file, const subject *s)
{
    (void)fputs("    <testcase", file);
    put_attribute(file, "name", s->name);
    (void)fputs(" classname=\"idsim.", file);
    put_text(file, s->scenario->name);
    (void)fputs("\" time=\"0\"", file);
}

static void put_line(FILE *file, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        (void)fprintf(file, "%s: ", label);
        put_text(file, text);
        (void)fputc('\n', file);
    }
}

/* The first failure in full, and the lines of some more. */
static void write_failure(FILE *file, const sim_campaign *c, const subject *s, uint64_t count)
{
    const sim_failure_note *first = NULL;
    unsigned lines = 0;
    for (size_t i = 0; i < c->failure_count && lines < LINES_MAX; i++) {
        const sim_failure_note *note = &c->failures[i];
        if (!is_about(note, s)) {
            continue;
        }
        if (first == NULL) {
            char message[sizeof note->expected + sizeof note->got + 40];
            first = note;
            (void)snprintf(message, sizeof message, "expected %s, got %s", note->expected,
                           note->got);
            (void)fputs("      <failure", file);
            put_attribute(file, "message", message);
            put_attribute(file, "type", sim_failure_kind_name(note->kind));
            (void)fputc('>', file);
            put_line(file, "invariant", sim_failure_sentence(note));
            put_line(file, "op", note->has_op ? note->op_text : NULL);
            put_line(file, "where", note->where);
            put_line(file, "expected", note->expected);
            put_line(file, "got", note->got);
        }
        put_line(file, "reproduce", note->command);
        lines++;
    }
    if (count > lines) {
        (void)fprintf(file, "and %" PRIu64 " more\n", count - lines);
    }
    (void)fputs("</failure>\n", file);
}

static void write_case(FILE *file, const sim_campaign *c, const subject *s, const char *skipped)
{
    uint64_t count = count_failures(c, s);
    begin_case(file, s);
    if (count == 0 && skipped == NULL) {
        (void)fputs("/>\n", file);
        return;
    }
    (void)fputs(">\n", file);
    if (count > 0) {
        write_failure(file, c, s, count);
    } else {
        (void)fputs("      <skipped", file);
        put_attribute(file, "message", skipped);
        (void)fputs("/>\n", file);
    }
    (void)fputs("    </testcase>\n", file);
}

/* Why the scenario proves nothing: the marks and faults that it missed. */
static void print_missed(const sim_sum *sum, const sim_scenario *scenario, char *text, size_t size)
{
    int used = snprintf(text, size, "VACUOUS: not reached:");
    for (size_t i = 0; i < scenario->mark_count + scenario->fault_count; i++) {
        bool is_mark = i < scenario->mark_count;
        size_t at = is_mark ? i : i - scenario->mark_count;
        bool missed = is_mark ? sim_sum_missed_mark(sum, scenario, at)
                              : sim_sum_missed_fault(sum, scenario, at);
        if (missed && used > 0 && (size_t)used < size) {
            used += snprintf(text + used, size - (size_t)used, " %s",
                             is_mark ? sim_mark_name(scenario->marks[at])
                                     : sim_fault_name(scenario->faults[at]));
        }
    }
}

/* --- Test suites. --- */

typedef struct counts {
    uint64_t tests;
    uint64_t failures;
    uint64_t skipped;
} counts;

/* Calls write_case for each of a scenario; file NULL: only counts them. */
static void do_case(FILE *file, const sim_campaign *c, const subject *s, const char *skipped,
                    counts *sum)
{
    bool failed = count_failures(c, s) > 0;
    sum->tests++;
    sum->failures += failed ? 1 : 0;
    sum->skipped += !failed && skipped != NULL ? 1 : 0;
    if (file != NULL) {
        write_case(file, c, s, skipped);
    }
}

/* The other kinds of failures that occurred, each once. */
static void do_kinds(FILE *file, const sim_campaign *c, const sim_scenario *scenario, counts *sum)
{
    static const char *const kinds[] = {
#define KIND(constant, name) name,
        SIM_FAILURE_KIND_TABLE(KIND)
#undef KIND
    };
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        const subject s = {scenario, kinds[kind]};
        if (count_failures(c, &s) > 0) {
            do_case(file, c, &s, NULL, sum);
        }
    }
}

/* An expectation of all worlds together; file NULL: only counts it. */
static void do_expectation(FILE *file, const sim_scenario *scenario,
                           const sim_expectation *expectation, const sim_sum *of, counts *sum)
{
    char limit[SIM_EXPECTATION_TEXT];
    char measured[SIM_EXPECTATION_TEXT];
    char message[2 * SIM_EXPECTATION_TEXT + 40];
    char name[SIM_EXPECTATION_TEXT + 16];
    sim_expectation_outcome outcome = sim_expectation_judge(expectation, of->amounts, &of->tally);
    sum->tests++;
    sum->failures += outcome == SIM_OUTCOME_MISSED ? 1 : 0;
    sum->skipped += outcome == SIM_OUTCOME_UNKNOWN ? 1 : 0;
    if (file == NULL) {
        return;
    }
    sim_expectation_limit(expectation, limit);
    sim_expectation_measured(expectation, of->amounts, &of->tally, measured);
    (void)snprintf(name, sizeof name, "expect %s", expectation->name);
    const subject s = {scenario, name};
    begin_case(file, &s);
    if (outcome == SIM_OUTCOME_MET) {
        (void)fputs("/>\n", file);
        return;
    }
    (void)snprintf(message, sizeof message, "expected %s, measured %s", limit, measured);
    (void)fprintf(file, ">\n      <%s", outcome == SIM_OUTCOME_MISSED ? "failure" : "skipped");
    put_attribute(file, "message", message);
    (void)fputs("/>\n    </testcase>\n", file);
}

static void do_suite(FILE *file, const sim_campaign *c, size_t index, counts *sum)
{
    const sim_scenario *scenario = c->options->plan.scenarios[index];
    const sim_sum *of = &c->sums[index];
    char missed[2000];
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        sim_invariant invariant = (sim_invariant)i;
        const subject s = {scenario, sim_invariant_name(invariant)};
        if (sim_scenario_tests(scenario, invariant) || count_failures(c, &s) > 0) {
            do_case(file, c, &s, of->checks[i] == 0 ? "VACUOUS: nothing to check" : NULL, sum);
        }
    }
    do_kinds(file, c, scenario, sum);
    print_missed(of, scenario, missed, sizeof missed);
    const subject reached = {scenario, "required marks and faults are reached"};
    do_case(file, c, &reached, sim_sum_missed(of, scenario) > 0 ? missed : NULL, sum);
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        do_expectation(file, scenario, &scenario->expectations[i], of, sum);
    }
}

static void put_counts(FILE *file, const counts *sum, double seconds)
{
    (void)fprintf(file,
                  " tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"0\" skipped=\"%" PRIu64
                  "\" time=\"%.3f\"",
                  sum->tests, sum->failures, sum->skipped, seconds);
}

static void write_suites(FILE *file, const sim_campaign *c)
{
    size_t scenarios = c->options->plan.scenario_count;
    counts total = {0};
    for (size_t i = 0; i < scenarios; i++) {
        do_suite(NULL, c, i, &total);
    }
    (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"idsim\"", file);
    put_counts(file, &total, c->seconds);
    (void)fputs(">\n", file);
    for (size_t i = 0; i < scenarios; i++) {
        counts sum = {0};
        do_suite(NULL, c, i, &sum);
        (void)fputs("  <testsuite", file);
        put_attribute(file, "name", c->options->plan.scenarios[i]->name);
        put_counts(file, &sum, c->seconds / (double)scenarios);
        (void)fputs(">\n", file);
        do_suite(file, c, i, &sum);
        (void)fputs("  </testsuite>\n", file);
    }
    (void)fputs("</testsuites>\n", file);
}

bool sim_junitfile_write(const char *path, const sim_campaign *campaign)
{
    sim_wholefile whole;
    bool written = sim_wholefile_open(&whole, path);
    if (written) {
        write_suites(whole.file, campaign);
        written = sim_wholefile_close(&whole, true);
    }
    if (!written) {
        sim_error("cannot write '%s': %s", path, strerror(errno));
    }
    return written;
}
