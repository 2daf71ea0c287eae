/* Finds the tapes of the worlds that commands report on. */
#include "worldpages.h"

#include "compressor/metamorphic/pair.h"
#include "inevitable.h"
#include "output.h"
#include "scenario/seed.h"

/* The pair whose invariant is broken; SIM_PAIR_COUNT: none. */
static unsigned pair_of(const sim_failure_note *note)
{
    unsigned pair = 0;
    if (note == NULL || note->kind != SIM_FAILURE_INVARIANT || !note->failure.failed) {
        return SIM_PAIR_COUNT;
    }
    while (pair < SIM_PAIR_COUNT && sim_pair_invariant((sim_pair)pair) != note->failure.invariant) {
        pair++;
    }
    return pair;
}

bool sim_worldpages_find_inevitable(sim_worldreport *report, uint64_t tries,
                                    const sim_limits *limits)
{
    if (tries == 0 || report->note == NULL) {
        return true;
    }
    report->inevitable = sim_inevitable_find(report->tape, report->note, tries, limits);
    return report->inevitable != NULL;
}

bool sim_worldpages_write(sim_worldreport *report)
{
    unsigned pair = pair_of(report->note);
    if (pair == SIM_PAIR_COUNT || report->sides[0] != NULL || !sim_pairs_apply(report->tape)) {
        return sim_worldreport_write(report);
    }
    sim_variant sides[2];
    const sim_subject *subject = report->subject != NULL ? report->subject : &sim_subject_core;
    if (sim_pair_sides(report->tape, subject, (sim_pair)pair, sides)) {
        report->sides[0] = &sides[0].tape;
        report->sides[1] = &sides[1].tape;
        report->labels[0] = "one world of the pair";
        report->labels[1] = "the other world of the pair";
        report->without = SIM_NEVER;
    }
    bool written = sim_worldreport_write(report);
    report->sides[0] = NULL;
    report->sides[1] = NULL;
    sim_variant_free(&sides[0]);
    sim_variant_free(&sides[1]);
    return written;
}

/* The tape of a world that passed: what the driver chose. */
static bool record_tape(const sim_plan *plan, sim_tape *tape)
{
    const sim_run_options options = {.subjects.of[SIM_SCHEME_COMPRESSOR] = plan->subject,
                                     .without_oracle = true,
                                     .until = SIM_NEVER};
    sim_result result =
        sim_run_seed(plan->scenarios[0], sim_plan_seed(plan, 0), plan->ops, &options, tape);
    return result.verdict != SIM_BROKEN;
}

/* What the reports of a campaign have in common. */
static sim_worldreport report_of(const sim_campaign *campaign, const char *directory)
{
    const sim_campaign_options *options = campaign->options;
    return (sim_worldreport){.directory = directory,
                             .until = SIM_NEVER,
                             .only = options->plan.only,
                             .subject = options->plan.subject,
                             .without = SIM_NEVER};
}

/* Reads the tape of a report and writes that. */
static bool write_of_file(sim_worldreport *report, const char *path)
{
    sim_tape tape;
    sim_tape_error error;
    if (!sim_tape_read_file(path, &tape, &error)) {
        sim_error("no report was written of the tape '%s': %s", path, error.message);
        return false;
    }
    report->tape = &tape;
    bool written = sim_worldpages_write(report);
    report->tape = NULL;
    sim_tape_free(&tape);
    return written;
}

static bool write_shrunk(const sim_campaign *campaign, const sim_failure_note *note,
                         const char *directory)
{
    sim_report below;
    char path[SIM_PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/shrunk", directory);
    if (!sim_report_open(&below, path)) {
        return false;
    }
    sim_worldreport report = report_of(campaign, path);
    bool written = write_of_file(&report, note->shrunk);
    sim_report_close(&below);
    return written;
}

bool sim_worldpages_of_failure(const sim_campaign *campaign, const sim_failure_note *note,
                               const char *directory)
{
    sim_report place;
    sim_worldreport report = report_of(campaign, directory);
    report.scenario = note->scenario;
    report.seed = note->seed;
    report.scenario_ops = note->ops;
    report.note = note;
    if (!sim_report_open(&place, directory)) {
        return false;
    }
    bool written = write_of_file(&report, note->tape) &&
                   (!sim_worldreport_shows_shrunk(note) || write_shrunk(campaign, note, directory));
    sim_report_close(&place);
    return written;
}

bool sim_worldpages_of_run(const sim_campaign *campaign)
{
    const sim_plan *plan = &campaign->options->plan;
    const char *directory = campaign->report->directory;
    if (campaign->failure_count > 0) {
        const sim_failure_note *note = &campaign->failures[0];
        return note->tape == NULL || sim_worldpages_of_failure(campaign, note, directory);
    }
    if (campaign->total.worlds == 0) {
        return true;
    }
    sim_tape tape = {0};
    sim_worldreport report = report_of(campaign, directory);
    report.scenario = plan->scenarios[0];
    report.seed = sim_plan_seed(plan, 0);
    report.scenario_ops = plan->ops;
    report.tape = &tape;
    bool recorded = record_tape(plan, &tape);
    if (!recorded) {
        sim_error("no memory for a report");
    }
    bool written = recorded && sim_worldpages_write(&report);
    sim_tape_free(&tape);
    return written;
}
