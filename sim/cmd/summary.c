/* Sums up the worlds of a run or a sweep, and prints the sums. */
#include "summary.h"

#include <inttypes.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "claims.h"
#include "compressor/metamorphic/pair.h"
#include "finding_text.h"
#include "guest.h"
#include "kernel/trace.h"
#include "output.h"

uint64_t sim_digest_chain(uint64_t digest, uint64_t next)
{
    unsigned char bytes[8];
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(next >> (8 * i));
    }
    return XXH3_64bits_withSeed(bytes, sizeof bytes, digest);
}

uint64_t sim_fingerprint(uint64_t seed, uint64_t digest)
{
    return sim_digest_chain(seed, digest);
}

void sim_sum_add_result(sim_sum *sum, const sim_result *result)
{
    sum->worlds++;
    sum->amounts[SIM_AMOUNT_WORLDS]++;
    sum->amounts[SIM_AMOUNT_OPS] += result->ops;
    sum->amounts[SIM_AMOUNT_IDS] += result->ids;
    sum->amounts[SIM_AMOUNT_SESSIONS] += result->sessions;
    sum->amounts[SIM_AMOUNT_LOG_ENTRIES] += result->log;
    sum->amounts[SIM_AMOUNT_MEMORY_BYTES] += result->memory_peak;
    sum->paired += result->paired ? 1 : 0;
    sum->ops += result->ops;
    sum->events += result->events;
    sum->log += result->log;
    sum->ids += result->ids;
    sum->sessions += result->sessions;
    if (result->memory_peak > sum->memory_peak) {
        sum->memory_peak = result->memory_peak;
    }
    sum->held = result->held;
    sim_tally_add(&sum->tally, &result->tally);
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        sum->checks[i] += result->checks[i];
    }
}

void sim_sum_add_amounts(sim_sum *sum, const uint64_t amounts[SIM_AMOUNT_COUNT])
{
    for (unsigned i = 0; i < SIM_AMOUNT_COUNT; i++) {
        sum->amounts[i] += amounts[i];
    }
}

/* Of two that are equally near the lower seed counts: shards may be added in any order. */
static bool is_nearer(const sim_extreme *a, const sim_extreme *b)
{
    if (sim_measured_nearer(&a->measured, &b->measured)) {
        return true;
    }
    return a->measured.is_known && a->seed < b->seed &&
           !sim_measured_nearer(&b->measured, &a->measured);
}

static void add_nearest(sim_extreme *nearest, const sim_extreme *other)
{
    uint64_t touched = nearest->touched + other->touched;
    if (is_nearer(other, nearest)) {
        *nearest = *other;
    }
    nearest->touched = touched;
}

void sim_sum_add_measures(sim_sum *sum, const sim_measured measures[SIM_MEASURE_COUNT],
                          const sim_scenario *scenario, uint64_t seed)
{
    for (unsigned i = 0; i < SIM_MEASURE_COUNT; i++) {
        bool touches = measures[i].measured > 0 && measures[i].measured == measures[i].bound;
        sim_extreme one = {measures[i], scenario, seed, touches ? 1 : 0};
        add_nearest(&sum->nearest[i], &one);
    }
}

void sim_sum_add_sum(sim_sum *sum, const sim_sum *part)
{
    sum->worlds += part->worlds;
    sum->replayed += part->replayed;
    sum->paired += part->paired;
    sum->failures += part->failures;
    sum->ops += part->ops;
    sum->events += part->events;
    sum->log += part->log;
    sum->ids += part->ids;
    sum->sessions += part->sessions;
    sum->fingerprint += part->fingerprint;
    if (part->memory_peak > sum->memory_peak) {
        sum->memory_peak = part->memory_peak;
    }
    sim_tally_add(&sum->tally, &part->tally);
    sim_sum_add_amounts(sum, part->amounts);
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        sum->checks[i] += part->checks[i];
    }
    for (unsigned i = 0; i < SIM_MEASURE_COUNT; i++) {
        add_nearest(&sum->nearest[i], &part->nearest[i]);
    }
}

/* Whether a scenario has worlds of a scheme, and needs something that the subject cannot reach. */
static bool is_out_of_reach(const sim_scenario *scenario, unsigned what,
                            bool (*reaches)(uint64_t unclaimed, sim_scheme scheme, unsigned what))
{
    for (unsigned i = 0; i < SIM_SCHEME_COUNT; i++) {
        sim_scheme scheme = (sim_scheme)i;
        if (sim_scenario_plays(scenario, scheme) &&
            !reaches(sim_guest_unclaimed(scheme), scheme, what)) {
            return true;
        }
    }
    return false;
}

static bool reaches_mark(uint64_t unclaimed, sim_scheme scheme, unsigned mark)
{
    return sim_claims_mark(unclaimed, scheme, (sim_mark)mark);
}

static bool reaches_fault(uint64_t unclaimed, sim_scheme scheme, unsigned fault)
{
    return sim_claims_fault(unclaimed, scheme, (sim_fault)fault);
}

static bool needs_mark(const sim_scenario *scenario, size_t index)
{
    return !is_out_of_reach(scenario, scenario->marks[index], reaches_mark);
}

static bool needs_fault(const sim_scenario *scenario, size_t index)
{
    return !is_out_of_reach(scenario, scenario->faults[index], reaches_fault);
}

bool sim_sum_missed_mark(const sim_sum *sum, const sim_scenario *scenario, size_t index)
{
    return sum->tally.marks[scenario->marks[index]] == 0 && needs_mark(scenario, index);
}

bool sim_sum_missed_fault(const sim_sum *sum, const sim_scenario *scenario, size_t index)
{
    return sum->tally.faults[scenario->faults[index]] == 0 && needs_fault(scenario, index);
}

/* Those that the subject can reach. */
static size_t needed_marks(const sim_scenario *scenario)
{
    size_t needed = 0;
    for (size_t i = 0; i < scenario->mark_count; i++) {
        needed += needs_mark(scenario, i) ? 1 : 0;
    }
    return needed;
}

static size_t needed_faults(const sim_scenario *scenario)
{
    size_t needed = 0;
    for (size_t i = 0; i < scenario->fault_count; i++) {
        needed += needs_fault(scenario, i) ? 1 : 0;
    }
    return needed;
}

static size_t missed_marks(const sim_sum *sum, const sim_scenario *scenario)
{
    size_t missed = 0;
    for (size_t i = 0; i < scenario->mark_count; i++) {
        missed += sim_sum_missed_mark(sum, scenario, i) ? 1 : 0;
    }
    return missed;
}

static size_t missed_faults(const sim_sum *sum, const sim_scenario *scenario)
{
    size_t missed = 0;
    for (size_t i = 0; i < scenario->fault_count; i++) {
        missed += sim_sum_missed_fault(sum, scenario, i) ? 1 : 0;
    }
    return missed;
}

size_t sim_sum_missed(const sim_sum *sum, const sim_scenario *scenario)
{
    return missed_marks(sum, scenario) + missed_faults(sum, scenario);
}

bool sim_sum_unchecked(const sim_sum *sum, sim_invariant invariant,
                       const sim_scenario *const *scenarios, size_t count)
{
    bool expected = count == 0;
    const uint64_t unclaimed = sim_guest_unclaimed(sim_invariant_scheme(invariant));
    if ((sum->paired == 0 && sim_pairs_of(invariant) != SIM_PAIRS_NONE) ||
        !sim_claims_invariant(unclaimed, invariant)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        expected = expected || sim_scenario_tests(scenarios[i], invariant);
    }
    return expected && sum->checks[invariant] == 0;
}

static sim_sum sum_of(const sim_sum *sums, size_t count)
{
    sim_sum total;
    memset(&total, 0, sizeof total);
    for (size_t i = 0; i < count; i++) {
        sim_sum_add_sum(&total, &sums[i]);
    }
    return total;
}

size_t sim_sum_expected(const sim_sum *sum, const sim_scenario *scenario,
                        sim_expectation_outcome outcome)
{
    size_t count = 0;
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        count +=
            sim_expectation_judge(&scenario->expectations[i], sum->amounts, &sum->tally) == outcome
                ? 1
                : 0;
    }
    return count;
}

sim_verdict sim_sum_verdict(const sim_scenario *const *scenarios, const sim_sum *sums, size_t count)
{
    sim_sum total = sum_of(sums, count);
    size_t missed = 0;
    for (size_t i = 0; i < count; i++) {
        missed += sim_sum_expected(&sums[i], scenarios[i], SIM_OUTCOME_MISSED);
    }
    if (total.failures > 0 || missed > 0) {
        return SIM_FAIL;
    }
    bool vacuous = total.worlds == 0;
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        vacuous = vacuous || sim_sum_unchecked(&total, (sim_invariant)i, scenarios, count);
    }
    for (size_t i = 0; i < count; i++) {
        vacuous = vacuous || sim_sum_missed(&sums[i], scenarios[i]) > 0 ||
                  sim_sum_expected(&sums[i], scenarios[i], SIM_OUTCOME_UNKNOWN) > 0;
    }
    return vacuous ? SIM_VACUOUS : SIM_PASS;
}

unsigned sim_schemes_of(const sim_scenario *const *scenarios, size_t count)
{
    unsigned schemes = 0;
    for (size_t i = 0; i < count; i++) {
        for (unsigned scheme = 0; scheme < SIM_SCHEME_COUNT; scheme++) {
            bool plays = sim_scenario_plays(scenarios[i], (sim_scheme)scheme);
            schemes |= plays ? 1u << scheme : 0;
        }
    }
    return schemes;
}

/* --- For people. --- */

#define ROW_WIDTH 34

void sim_print_row(FILE *out, const char *label, uint64_t number, const char *note)
{
    char text[SIM_COUNT_TEXT];
    sim_format_count(number, text);
    /* Numbers end in one column, however long the label is. */
    (void)fprintf(out, "  %s%*s", label, ROW_WIDTH - (int)strlen(label), text);
    if (note != NULL && note[0] != '\0') {
        (void)fprintf(out, "   %s%s%s", sim_colour_on(out, SIM_COLOUR_DIM), note,
                      sim_colour_off(out));
    }
    (void)fprintf(out, "\n");
}

static void print_rate(FILE *out, const char *label, uint64_t number, double seconds)
{
    char note[SIM_COUNT_TEXT + 16] = "";
    if (seconds > 0.0) {
        char rate[SIM_COUNT_TEXT];
        sim_format_count((uint64_t)((double)number / seconds), rate);
        (void)snprintf(note, sizeof note, "%s a second", rate);
    }
    sim_print_row(out, label, number, note);
}

/* What a session and a cluster take, of one large world. */
static void print_held(FILE *out, const sim_sum *sum)
{
    const sim_held *held = &sum->held;
    char note[64];
    if (sum->worlds != 1 || held->live == 0 || held->clusters == 0) {
        return;
    }
    (void)snprintf(note, sizeof note, "live; %.1f bytes each, without their documents",
                   (double)held->session_bytes / (double)held->live);
    sim_print_row(out, "sessions at end", held->live, note);
    sim_print_row(out, "in one document", held->known, "sessions");
    (void)snprintf(note, sizeof note, "in all documents; %.1f bytes each, with their sessions",
                   (double)held->document_bytes / (double)held->clusters);
    sim_print_row(out, "clusters", held->clusters, note);
}

void sim_sum_print_totals(FILE *out, const sim_sum *sum, double seconds)
{
    if (sum->worlds != 1) {
        print_rate(out, "seeds", sum->worlds, seconds);
    }
    print_rate(out, "ops", sum->ops, seconds);
    sim_print_row(out, "events", sum->events, NULL);
    sim_print_row(out, "log entries", sum->log, NULL);
    sim_print_row(out, "IDs", sum->ids, NULL);
    sim_print_row(out, "sessions", sum->sessions, NULL);
    sim_print_row(out, "peak bytes", sum->memory_peak, "held by the allocators of one world");
    print_held(out, sum);
    if (sum->replayed != 0) {
        sim_print_row(out, "played again", sum->replayed,
                      "by seed and from the tape, and compared op by op");
    }
    if (sum->worlds != 1) {
        sim_print_row(out, "paired", sum->paired, "compared with paired worlds (pair-*)");
    }
    sim_print_row(out, "failures", sum->failures, NULL);
}

static void print_heading(FILE *out, const char *text)
{
    (void)fprintf(out, "%s%s%s\n", sim_colour_on(out, SIM_COLOUR_BOLD), text, sim_colour_off(out));
}

void sim_sum_print_measures(FILE *out, const sim_sum *sum)
{
    bool first = true;
    for (unsigned i = 0; i < SIM_MEASURE_COUNT; i++) {
        const sim_extreme *nearest = &sum->nearest[i];
        char bound[SIM_COUNT_TEXT];
        char note[160];
        if (!nearest->measured.is_known) {
            continue;
        }
        if (first) {
            print_heading(out, sum->worlds == 1
                                   ? "measured, and its bound"
                                   : "measured, in the world that came nearest to the bound");
        }
        first = false;
        sim_format_count(nearest->measured.bound, bound);
        if (sum->worlds == 1) {
            (void)snprintf(note, sizeof note, "of %s", bound);
        } else {
            (void)snprintf(note, sizeof note, "of %s, in %s --seed %" PRIu64 "; %" PRIu64 " %s it",
                           bound, nearest->scenario->name, nearest->seed, nearest->touched,
                           nearest->touched == 1 ? "seed touches" : "seeds touch");
        }
        sim_print_row(out, sim_measure_name((sim_measure)i), nearest->measured.measured, note);
    }
}

void sim_sum_print_checks(FILE *out, const sim_sum *sum, unsigned schemes)
{
    print_heading(out, "invariants, and how often each was checked");
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if ((schemes >> sim_invariant_scheme((sim_invariant)i) & 1u) == 0) {
            continue;
        }
        sim_print_row(out, sim_invariant_name((sim_invariant)i), sum->checks[i],
                      sum->checks[i] == 0 ? "nothing to check" : NULL);
    }
}

/* Names and counts, as many on a line as fit. */
typedef struct line_filler {
    FILE *out;
    size_t column;
} line_filler;

static void fill(line_filler *line, const char *name, uint64_t count)
{
    char number[SIM_COUNT_TEXT];
    char item[80];
    sim_format_count(count, number);
    int written = snprintf(item, sizeof item, "%s %s", name, number);
    size_t length = written < 0 ? 0 : (size_t)written;
    if (line->column > 0 && line->column + 2 + length > 96) {
        (void)fprintf(line->out, "\n");
        line->column = 0;
    }
    (void)fprintf(line->out, "%s%s", line->column == 0 ? "  " : ", ", item);
    line->column += 2 + length;
}

void sim_sum_print_reached(FILE *out, const sim_sum *sum)
{
    line_filler line = {out, 0};
    print_heading(out, "marks reached");
    for (unsigned i = 0; i < SIM_MARK_COUNT; i++) {
        if (sum->tally.marks[i] > 0) {
            fill(&line, sim_mark_name((sim_mark)i), sum->tally.marks[i]);
        }
    }
    (void)fprintf(out, "%s\n", line.column == 0 ? "  none" : "");
    line.column = 0;
    print_heading(out, "faults that struck");
    for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
        if (sum->tally.faults[i] > 0) {
            fill(&line, sim_fault_name((sim_fault)i), sum->tally.faults[i]);
        }
    }
    (void)fprintf(out, "%s\n", line.column == 0 ? "  none" : "");
}

static void print_missing(FILE *out, const char *what, const char *name, const char *sentence)
{
    (void)fprintf(out, "    missing %s  %-22s  %s\n", what, name, sentence);
}

void sim_sum_print_expectations(FILE *out, const sim_sum *sum, const sim_scenario *scenario)
{
    static const char *const words[] = {
        [SIM_OUTCOME_MET] = "met", [SIM_OUTCOME_MISSED] = "MISSED", [SIM_OUTCOME_UNKNOWN] = "?"};
    if (scenario->expectation_count > 0) {
        (void)fprintf(out, "%sexpected by %s%s\n", sim_colour_on(out, SIM_COLOUR_BOLD),
                      scenario->name, sim_colour_off(out));
    }
    for (size_t i = 0; i < scenario->expectation_count; i++) {
        const sim_expectation *expectation = &scenario->expectations[i];
        char limit[SIM_EXPECTATION_TEXT];
        char measured[SIM_EXPECTATION_TEXT];
        sim_expectation_outcome outcome =
            sim_expectation_judge(expectation, sum->amounts, &sum->tally);
        sim_expectation_limit(expectation, limit);
        sim_expectation_measured(expectation, sum->amounts, &sum->tally, measured);
        (void)fprintf(out, "  %-28s  %-18s  %-12s  %s\n", expectation->name, limit, measured,
                      words[outcome]);
    }
}

void sim_sum_print_required(FILE *out, const sim_sum *sum, const sim_scenario *scenario, bool list)
{
    char worlds[SIM_COUNT_TEXT];
    char digest[17];
    sim_format_count(sum->worlds, worlds);
    bool merged = sum->digest == 0;
    sim_trace_format(merged ? sum->fingerprint : sum->digest, digest);
    (void)fprintf(out, "  %-16s  %12s seed%s  %3zu of %zu marks  %3zu of %zu faults  %s %s\n",
                  scenario->name, worlds, sum->worlds == 1 ? " " : "s",
                  needed_marks(scenario) - missed_marks(sum, scenario), needed_marks(scenario),
                  needed_faults(scenario) - missed_faults(sum, scenario), needed_faults(scenario),
                  merged ? "fingerprint" : "digest", digest);
    for (size_t i = 0; list && i < scenario->mark_count; i++) {
        if (sim_sum_missed_mark(sum, scenario, i)) {
            print_missing(out, "mark ", sim_mark_name(scenario->marks[i]),
                          sim_mark_sentence(scenario->marks[i]));
        }
    }
    for (size_t i = 0; list && i < scenario->fault_count; i++) {
        if (sim_sum_missed_fault(sum, scenario, i)) {
            print_missing(out, "fault", sim_fault_name(scenario->faults[i]),
                          sim_fault_sentence(scenario->faults[i]));
        }
    }
}

void sim_sum_print_vacuous(FILE *out, const sim_scenario *const *scenarios, const sim_sum *sums,
                           size_t count)
{
    sim_sum total = sum_of(sums, count);
    if (total.worlds == 0) {
        (void)fprintf(out, "  no seed was played to its end\n");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        size_t missed = sim_sum_missed(&sums[i], scenarios[i]);
        if (missed > 0) {
            (void)fprintf(
                out,
                "  %s missed %zu of the marks and faults it requires; more seeds may reach them\n",
                scenarios[i]->name, missed);
        }
        if (sim_sum_expected(&sums[i], scenarios[i], SIM_OUTCOME_UNKNOWN) > 0) {
            (void)fprintf(out, "  nothing that %s expects something of was ever counted\n",
                          scenarios[i]->name);
        }
    }
    for (unsigned i = 0; i < SIM_INVARIANT_COUNT; i++) {
        if (sim_sum_unchecked(&total, (sim_invariant)i, scenarios, count)) {
            (void)fprintf(out, "  %s never had anything to check\n",
                          sim_invariant_name((sim_invariant)i));
        }
    }
}

/* "snowflake, nodes 3, layout 1, ...": a scheme's own names for its numbers. */
static void print_numbers(FILE *out, const sim_config *config)
{
    sim_scheme scheme = (sim_scheme)config->scheme;
    const sim_scheme_number *numbers = sim_scheme_numbers(scheme);
    (void)fprintf(out, "%s, %s %u, %s %u, %s 0x%x, %s %" PRIu32, sim_scheme_name(scheme),
                  numbers[SIM_NUMBER_NODES].name, (unsigned)config->nodes,
                  numbers[SIM_NUMBER_SLOTS].name, (unsigned)config->slots,
                  numbers[SIM_NUMBER_FLAGS].name, (unsigned)config->write_ahead,
                  numbers[SIM_NUMBER_SIZE].name, config->cluster_size);
}

void sim_print_world(FILE *out, const sim_config *config)
{
    if (config->scheme != SIM_SCHEME_COMPRESSOR) {
        print_numbers(out, config);
        return;
    }
    (void)fprintf(out, "%u node%s with %u session slot%s%s, cluster size %" PRIu32,
                  (unsigned)config->nodes, config->nodes == 1 ? "" : "s", (unsigned)config->slots,
                  config->slots == 1 ? "" : "s", config->nodes == 1 ? "" : " each",
                  config->cluster_size);
    if (sim_config_is_large(config)) {
        (void)fprintf(out, ", %" PRIu32 " log entries kept", config->kept);
    }
}

void sim_print_stuck(FILE *out, const sim_stuck *stuck)
{
    char text[SIM_STUCK_TEXT_SIZE];
    sim_stuck_print(stuck, text);
    if (stuck->count > 0) {
        (void)fprintf(out, "never final, as expected: %s\n", text);
    }
}

void sim_print_verdict(FILE *out, const char *verdict, const char *note)
{
    sim_colour colour = strcmp(verdict, "PASS") == 0   ? SIM_COLOUR_GREEN
                        : strcmp(verdict, "FAIL") == 0 ? SIM_COLOUR_RED
                                                       : SIM_COLOUR_YELLOW;
    (void)fprintf(out, "%s%s%s", sim_colour_on(out, colour), verdict, sim_colour_off(out));
    (void)fprintf(out, "%s%s\n", note[0] == '\0' ? "" : "  ", note);
}
