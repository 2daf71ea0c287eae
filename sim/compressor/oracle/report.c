/* Failure texts: short, in words, with the numbers. */
#include "oracle_internal.h"

#include <inttypes.h>
#include <stdio.h>

#include "stable.h"

/* Comfortably more than any one piece of a text needs. */
#define TEXT_SIZE 200u

void sim_report(sim_oracle *oracle, sim_invariant invariant, const char *where,
                const char *expected, const char *got)
{
    sim_failure failure = {.failed = true};
    invariant = oracle->after_restore ? SIM_INVARIANT_REHYDRATION : invariant;
    if (oracle->failure.failed || !sim_invariant_in(oracle->only, invariant)) {
        return;
    }
    if (oracle->memory.failures > 0 || oracle->world->memory.failures > 0) {
        /* A refusal for want of memory, or what came of one: nothing is known of the subject. */
        sim_oracle_no_memory(oracle);
        return;
    }
    failure.invariant = invariant;
    failure.op = oracle->world->op_count;
    (void)snprintf(failure.where, sizeof failure.where, "%s", where);
    (void)snprintf(failure.expected, sizeof failure.expected, "%s", expected);
    (void)snprintf(failure.got, sizeof failure.got, "%s", got);
    if (oracle->wanted == NULL || oracle->wanted(oracle->wanted_context, &failure)) {
        oracle->failure = failure;
    }
}

void sim_report_numbers(sim_oracle *oracle, sim_invariant invariant, const char *where,
                        const char *what, uint64_t expected, uint64_t got)
{
    char expected_text[TEXT_SIZE];
    char got_text[TEXT_SIZE];
    (void)snprintf(expected_text, sizeof expected_text, "%s %" PRIu64, what, expected);
    (void)snprintf(got_text, sizeof got_text, "%s %" PRIu64, what, got);
    sim_report(oracle, invariant, where, expected_text, got_text);
}

void sim_report_status(sim_oracle *oracle, sim_invariant invariant, const char *where,
                       ida_status expected, ida_status got)
{
    sim_report(oracle, invariant, where, ida_status_name(expected), ida_status_name(got));
}

void sim_where_slot(const sim_oracle *oracle, unsigned node, unsigned slot, const char *call,
                    char *text, size_t size)
{
    char uuid[IDA_UUID_TEXT_SIZE];
    sim_uuid_text(sim_oracle_slot(oracle, node, slot)->uuid, uuid);
    (void)snprintf(text, size, "node %u slot %u session %s: %s", node, slot, uuid, call);
}

void sim_where_node(const sim_oracle *oracle, unsigned node, const char *call, char *text,
                    size_t size)
{
    (void)snprintf(text, size, "node %u at log position %" PRIu64 ": %s", node,
                   oracle->world->nodes[node].position, call);
}

void sim_runs_text(const ida_run *runs, size_t count, char *text, size_t size)
{
    (void)snprintf(text, size, "no IDs");
    size_t used = 0;
    for (size_t i = 0; i < count && used < size; i++) {
        int length = snprintf(text + used, size - used, "%s%" PRIu64 " %s%s from %" PRId64,
                              i == 0 ? "" : ", ", runs[i].count,
                              runs[i].first < 0 ? "local ID" : "eager final",
                              sim_plural(runs[i].count), runs[i].first);
        used += length > 0 ? (size_t)length : 0;
    }
}

void sim_range_text(const ida_range *range, char *text, size_t size)
{
    if (range->count == 0) {
        (void)snprintf(text, size, "no IDs");
        return;
    }
    char uuid[IDA_UUID_TEXT_SIZE];
    sim_uuid_text(range->session, uuid);
    (void)snprintf(text, size, "%" PRIu64 " ID%s from gen count %" PRIu64 " of %s, cluster size %u",
                   range->count, sim_plural(range->count), range->first_gen_count, uuid,
                   range->requested_cluster_size);
}
