/* Finds the tapes of the worlds that commands report on. */
#include "worldpages.h"

#include "compressor/metamorphic/pair.h"
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

bool sim_worldpages_of_run(const sim_campaign *campaign)
{
    const sim_campaign_options *options = campaign->options;
    const sim_plan *plan = &options->plan;
    sim_worldreport report = {.directory = campaign->report->directory,
                              .scenario = plan->scenarios[0],
                              .seed = sim_plan_seed(plan, 0),
                              .scenario_ops = plan->ops,
                              .until = SIM_NEVER,
                              .only = plan->only,
                              .subject = plan->subject,
                              .without = SIM_NEVER,
                              .timeout_seconds = options->limits.timeout_seconds};
    sim_tape tape = {0};
    sim_tape_error error;
    bool found = false;
    if (campaign->failure_count > 0) {
        report.note = &campaign->failures[0];
        if (report.note->tape == NULL) {
            return true;
        }
        found = sim_tape_read_file(report.note->tape, &tape, &error);
    } else if (campaign->total.worlds == 0) {
        return true;
    } else {
        found = record_tape(plan, &tape);
    }
    if (!found) {
        sim_error("no report was written: the tape of the world could not be had");
        sim_tape_free(&tape);
        return false;
    }
    report.tape = &tape;
    bool written = sim_worldpages_write(&report);
    sim_tape_free(&tape);
    return written;
}
