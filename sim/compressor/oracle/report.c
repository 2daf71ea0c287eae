/* Keeps the first failure, and makes sites. */
#include <assert.h>

#include "known.h"
#include "oracle_internal.h"

void sim_report(sim_oracle *oracle, sim_invariant invariant, sim_site site, sim_value expected,
                sim_value got)
{
    sim_failure failure = {.op = oracle->world->op_count};
    assert(invariant < SIM_INVARIANT_COUNT);
    invariant = oracle->after_restore ? SIM_INVARIANT_REHYDRATION : invariant;
    if (oracle->failure.failed || oracle->collects || !sim_invariant_in(oracle->only, invariant) ||
        !sim_claims_call(oracle->world->subject->unclaimed, site.call)) {
        return;
    }
    if (oracle->memory.failures > 0 || oracle->world->memory.failures > 0) {
        /* A refusal without memory, or a consequence of one: nothing is known of the subject. */
        sim_oracle_no_memory(oracle);
        return;
    }
    sim_fail(&failure, invariant, &site, expected, got);
    if (sim_is_passed_over(&failure)) {
        return;
    }
    if (oracle->wanted == NULL || oracle->wanted(oracle->wanted_context, &failure)) {
        oracle->failure = failure;
    }
}

void sim_report_words(sim_oracle *oracle, sim_invariant invariant, sim_site site, sim_word expected,
                      sim_word got)
{
    sim_report(oracle, invariant, site, sim_value_words(expected), sim_value_words(got));
}

void sim_report_number(sim_oracle *oracle, sim_invariant invariant, sim_site site, sim_word what,
                       uint64_t expected, uint64_t got)
{
    sim_report(oracle, invariant, site, sim_value_number(what, expected),
               sim_value_number(what, got));
}

void sim_report_status(sim_oracle *oracle, sim_invariant invariant, sim_site site,
                       ida_status expected, ida_status got)
{
    sim_report(oracle, invariant, site, sim_value_status(expected), sim_value_status(got));
}

void sim_report_truth(sim_oracle *oracle, sim_invariant invariant, sim_site site, bool expected)
{
    sim_report(oracle, invariant, site, sim_value_truth(expected), sim_value_truth(!expected));
}

sim_site sim_site_slot(const sim_oracle *oracle, unsigned node, unsigned slot, sim_word call)
{
    return (sim_site){.parts = SIM_SITE_NODE | SIM_SITE_SLOT | SIM_SITE_SESSION,
                      .node = (uint16_t)node,
                      .slot = slot,
                      .session = sim_oracle_slot(oracle, node, slot)->uuid,
                      .call = (uint16_t)call};
}

sim_site sim_site_node(const sim_oracle *oracle, unsigned node, sim_word call)
{
    return (sim_site){.parts = SIM_SITE_NODE | SIM_SITE_POSITION,
                      .node = (uint16_t)node,
                      .position = oracle->world->nodes[node].position,
                      .call = (uint16_t)call};
}
