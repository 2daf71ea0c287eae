/*
 * The sentences of a replay. Each names where it happened first, then what: "node 1 session 0
 * (a3f20c11): generated -3". Sessions go by the first eight digits of their UUID.
 */
#include "narrate.h"

#include <inttypes.h>
#include <stdio.h>

#include "note.h"

#define TEXT_SIZE 200u

/* A piece of a sentence. */
typedef struct text {
    char chars[TEXT_SIZE];
} text;

static text short_uuid(ida_uuid uuid)
{
    text out;
    if (ida_uuid_is_valid(uuid)) {
        char full[IDA_UUID_TEXT_SIZE];
        ida_uuid_format(uuid, full);
        (void)snprintf(out.chars, sizeof out.chars, "%.8s", full);
    } else {
        (void)snprintf(out.chars, sizeof out.chars, "an invalid UUID");
    }
    return out;
}

static text full_uuid(ida_uuid uuid)
{
    text out;
    char full[IDA_UUID_TEXT_SIZE] = "an invalid UUID";
    if (ida_uuid_is_valid(uuid)) {
        ida_uuid_format(uuid, full);
    }
    (void)snprintf(out.chars, sizeof out.chars, "%s", full);
    return out;
}

/* "node 1 session 0 (a3f20c11)" */
static text place_of(const sim_world *world, unsigned node, unsigned slot)
{
    text out;
    text uuid = short_uuid(world->nodes[node].slots[slot].uuid);
    (void)snprintf(out.chars, sizeof out.chars, "node %u session %u (%.16s)", node, slot,
                   uuid.chars);
    return out;
}

/* "-3" or "12 to 19" */
static text run_text(ida_run run)
{
    text out;
    int64_t steps = (int64_t)(run.count - 1);
    int64_t last = run.first < 0 ? run.first - steps : run.first + steps;
    if (run.count == 1) {
        (void)snprintf(out.chars, sizeof out.chars, "%" PRId64, run.first);
    } else {
        (void)snprintf(out.chars, sizeof out.chars, "%" PRId64 " to %" PRId64, run.first, last);
    }
    return out;
}

/* "gen 4 to 6 of a3f20c11" */
static text range_text(const ida_range *range)
{
    text out;
    text uuid = short_uuid(range->session);
    uint64_t last = range->first_gen_count + range->count - 1;
    if (range->count == 0) {
        (void)snprintf(out.chars, sizeof out.chars, "an empty range of %.16s", uuid.chars);
    } else if (range->count == 1) {
        (void)snprintf(out.chars, sizeof out.chars, "gen %" PRIu64 " of %.16s",
                       range->first_gen_count, uuid.chars);
    } else if (last < range->first_gen_count) {
        (void)snprintf(out.chars, sizeof out.chars,
                       "%" PRIu64 " IDs of %.16s from gen %" PRIu64 " on", range->count, uuid.chars,
                       range->first_gen_count);
    } else {
        (void)snprintf(out.chars, sizeof out.chars, "gen %" PRIu64 " to %" PRIu64 " of %.16s",
                       range->first_gen_count, last, uuid.chars);
    }
    return out;
}

/* "mentions 4, -2 by a3f20c11" */
static text app_text(const sim_entry *entry)
{
    text out;
    text uuid = short_uuid(entry->origin);
    int at = snprintf(out.chars, sizeof out.chars, "an application op of %.16s that mentions %s",
                      uuid.chars, entry->mentions == 0 ? "nothing" : "");
    for (uint32_t i = 0; i < entry->mentions && at > 0 && (size_t)at < sizeof out.chars; i++) {
        at += snprintf(out.chars + at, sizeof out.chars - (size_t)at, "%s%" PRId64,
                       i == 0 ? "" : ", ", entry->ids[i]);
    }
    return out;
}

static text entry_text(const sim_entry *entry)
{
    text out;
    text part;
    switch (entry->kind) {
    case SIM_ENTRY_RANGE:
        part = range_text(&entry->range);
        (void)snprintf(out.chars, sizeof out.chars, "%s%.150s",
                       entry->forged ? "a forged range: " : "", part.chars);
        return out;
    case SIM_ENTRY_APP:
        return app_text(entry);
    case SIM_ENTRY_JOIN:
        (void)snprintf(out.chars, sizeof out.chars, "node %u joins with connection %" PRIu32,
                       entry->node, entry->epoch);
        return out;
    case SIM_ENTRY_GHOST:
        part = short_uuid(entry->range.session);
        (void)snprintf(out.chars, sizeof out.chars, "%" PRIu64 " %s of the ghost %.16s",
                       entry->range.count, entry->range.count == 1 ? "ID" : "IDs", part.chars);
        return out;
    }
    (void)snprintf(out.chars, sizeof out.chars, "an unknown entry");
    return out;
}

void sim_tell_state(sim_world *world, unsigned index)
{
    static const char *const names[] = {
        [SIM_NODE_DOWN] = "down",
        [SIM_NODE_OFFLINE] = "up and offline",
        [SIM_NODE_JOINING] = "connecting",
        [SIM_NODE_CONNECTED] = "connected",
    };
    if (!sim_note_listened(world)) {
        return;
    }
    const sim_node *node = &world->nodes[index];
    if (node->state == SIM_NODE_DOWN) {
        sim_trace_tell(&world->trace, "node %u: is down", index);
    } else {
        sim_trace_tell(&world->trace, "node %u: is %s, at log position %" PRIu64 " of %" PRIu64,
                       index, names[node->state], node->position, world->log_count);
    }
}

void sim_tell_opened(sim_world *world, unsigned node, unsigned slot, ida_uuid uuid,
                     ida_status status)
{
    if (sim_note_listened(world)) {
        text full = full_uuid(uuid);
        sim_trace_tell(&world->trace, "node %u session %u: opens as %s: %s", node, slot, full.chars,
                       ida_status_name(status));
    }
}

void sim_tell_closed(sim_world *world, unsigned node, unsigned slot)
{
    if (sim_note_listened(world)) {
        text place = place_of(world, node, slot);
        sim_trace_tell(&world->trace, "%s: is closed", place.chars);
    }
}

void sim_tell_generated(sim_world *world, unsigned node, unsigned slot, ida_status status,
                        const ida_run *runs, size_t run_count)
{
    if (!sim_note_listened(world)) {
        return;
    }
    text place = place_of(world, node, slot);
    text first = {""};
    text second = {""};
    if (status != IDA_OK) {
        sim_trace_tell(&world->trace, "%s: generates nothing: %s", place.chars,
                       ida_status_name(status));
        return;
    }
    if (run_count > 0) {
        first = run_text(runs[0]);
    }
    if (run_count > 1) {
        second = run_text(runs[1]);
    }
    sim_trace_tell(&world->trace, "%s: generates %s%s%s", place.chars,
                   run_count == 0 ? "nothing" : first.chars, run_count > 1 ? ", and " : "",
                   second.chars);
}

void sim_tell_unique(sim_world *world, unsigned node, unsigned slot, ida_status status,
                     const ida_unique_id *id)
{
    if (!sim_note_listened(world)) {
        return;
    }
    text place = place_of(world, node, slot);
    if (status != IDA_OK) {
        sim_trace_tell(&world->trace, "%s: generates no document-unique ID: %s", place.chars,
                       ida_status_name(status));
    } else if (id->is_final) {
        sim_trace_tell(&world->trace, "%s: generates the document-unique ID %" PRId64, place.chars,
                       id->final_id);
    } else {
        text full = full_uuid(id->stable_id);
        sim_trace_tell(&world->trace, "%s: generates the document-unique ID %s", place.chars,
                       full.chars);
    }
}

void sim_tell_call(sim_world *world, unsigned node, unsigned slot, const char *what,
                   ida_status status)
{
    if (sim_note_listened(world)) {
        text place = place_of(world, node, slot);
        sim_trace_tell(&world->trace, "%s: %s: %s", place.chars, what, ida_status_name(status));
    }
}

void sim_tell_taken(sim_world *world, unsigned node, unsigned slot, bool again, ida_status status,
                    const ida_range *range)
{
    if (!sim_note_listened(world)) {
        return;
    }
    text place = place_of(world, node, slot);
    const char *verb = again ? "retakes" : "takes";
    if (status != IDA_OK) {
        sim_trace_tell(&world->trace, "%s: %s nothing: %s", place.chars, verb,
                       ida_status_name(status));
        return;
    }
    text what = range_text(range);
    sim_trace_tell(&world->trace, "%s: %s %s, cluster size %" PRIu32, place.chars, verb, what.chars,
                   range->requested_cluster_size);
}

void sim_tell_mentioned(sim_world *world, unsigned node, unsigned slot, ida_id id,
                        ida_status status, ida_id op_id)
{
    if (!sim_note_listened(world)) {
        return;
    }
    text place = place_of(world, node, slot);
    if (status == IDA_OK) {
        sim_trace_tell(&world->trace, "%s: mentions %" PRId64 " as %" PRId64, place.chars, id,
                       op_id);
    } else {
        sim_trace_tell(&world->trace, "%s: cannot mention %" PRId64 ": %s", place.chars, id,
                       ida_status_name(status));
    }
}

void sim_tell_submitted(sim_world *world, unsigned node, const sim_entry *entry)
{
    if (sim_note_listened(world)) {
        text what = entry_text(entry);
        sim_trace_tell(&world->trace,
                       "node %u: submits number %" PRIu32 " of connection %" PRIu32 ": %s", node,
                       entry->number, entry->epoch, what.chars);
    }
}

void sim_tell_up(sim_world *world, unsigned node, const sim_entry *entry, const char *what)
{
    if (sim_note_listened(world)) {
        sim_trace_tell(&world->trace,
                       "network: submission %" PRIu32 " of node %u, connection %" PRIu32 ", %s",
                       entry->number, node, entry->epoch, what);
    }
}

void sim_tell_down(sim_world *world, unsigned node, uint64_t position, const char *what)
{
    if (sim_note_listened(world)) {
        sim_trace_tell(&world->trace, "network: log %" PRIu64 " to node %u %s", position, node,
                       what);
    }
}

void sim_tell_sequenced(sim_world *world, uint64_t position)
{
    if (!sim_note_listened(world)) {
        return;
    }
    const sim_entry *entry = &world->log[position];
    text what = entry_text(entry);
    if (entry->number > 0) {
        sim_trace_tell(&world->trace, "log %" PRIu64 ": %s, submitted by node %u", position,
                       what.chars, entry->node);
    } else {
        sim_trace_tell(&world->trace, "log %" PRIu64 ": %s", position, what.chars);
    }
}

/* Where the IDs of a range came to lie, going by the clusters: " -> 12 to 14 and 20". */
static text finals_text(const sim_world *world, unsigned node, const ida_range *range)
{
    text out = {""};
    const ida_document *document = world->nodes[node].document;
    uint64_t end = range->first_gen_count + range->count;
    int at = 0;
    ida_cluster cluster;
    for (size_t i = 0; world->subject->document_cluster(document, i, &cluster); i++) {
        uint64_t cluster_end = cluster.base_gen_count + cluster.count;
        if (!sim_uuid_same(cluster.session, range->session) ||
            cluster_end <= range->first_gen_count || cluster.base_gen_count >= end) {
            continue;
        }
        uint64_t from = cluster.base_gen_count > range->first_gen_count ? cluster.base_gen_count
                                                                        : range->first_gen_count;
        uint64_t to = cluster_end < end ? cluster_end : end;
        text run = run_text(
            (ida_run){cluster.base_final + (int64_t)(from - cluster.base_gen_count), to - from});
        at += snprintf(out.chars + at, sizeof out.chars - (size_t)at, "%s%.50s",
                       at == 0 ? " -> " : " and ", run.chars);
        /* A range has two pieces at most; a subject that is wrong may have more. */
        if ((size_t)at >= sizeof out.chars - 64) {
            break;
        }
    }
    return out;
}

void sim_tell_applied(sim_world *world, unsigned node, uint64_t position, ida_status status,
                      ida_id first)
{
    if (!sim_note_listened(world)) {
        return;
    }
    const sim_entry *entry = &world->log[position];
    text what = entry_text(entry);
    text finals = {""};
    if (status != IDA_OK) {
        sim_trace_tell(&world->trace, "node %u: refuses log %" PRIu64 " (%s): %s", node, position,
                       what.chars, ida_status_name(status));
        return;
    }
    if (entry->kind == SIM_ENTRY_RANGE) {
        finals = finals_text(world, node, &entry->range);
    } else if (entry->kind == SIM_ENTRY_GHOST && entry->range.count > 0) {
        text run = run_text((ida_run){first, entry->range.count});
        (void)snprintf(finals.chars, sizeof finals.chars, " -> %.50s", run.chars);
    }
    sim_trace_tell(&world->trace, "node %u: applies log %" PRIu64 ": %s%s", node, position,
                   what.chars, finals.chars);
}

void sim_tell_read(sim_world *world, unsigned node, unsigned slot, uint64_t position,
                   uint32_t index, ida_status status, ida_id id)
{
    if (!sim_note_listened(world)) {
        return;
    }
    const sim_entry *entry = &world->log[position];
    text place = place_of(world, node, slot);
    text origin = short_uuid(entry->origin);
    if (status == IDA_OK) {
        sim_trace_tell(&world->trace, "%s: reads %" PRId64 " of %s in log %" PRIu64 " as %" PRId64,
                       place.chars, entry->ids[index], origin.chars, position, id);
    } else {
        sim_trace_tell(&world->trace, "%s: cannot read %" PRId64 " of %s in log %" PRIu64 ": %s",
                       place.chars, entry->ids[index], origin.chars, position,
                       ida_status_name(status));
    }
}

void sim_tell_saved(sim_world *world, unsigned node, unsigned store, ida_status status, size_t size)
{
    if (sim_note_listened(world)) {
        sim_trace_tell(&world->trace,
                       "node %u: saves itself in store %u at log position %" PRIu64
                       ", %zu bytes: %s",
                       node, store, world->nodes[node].position, size, ida_status_name(status));
    }
}

void sim_tell_loaded(sim_world *world, unsigned node, unsigned from, const char *what,
                     ida_status status)
{
    if (sim_note_listened(world)) {
        sim_trace_tell(&world->trace, "node %u: loads %s of node %u: %s", node, what, from,
                       ida_status_name(status));
    }
}

void sim_tell_damaged(sim_world *world, unsigned node, unsigned store, const char *what)
{
    if (sim_note_listened(world)) {
        sim_trace_tell(&world->trace, "node %u store %u: %s", node, store, what);
    }
}
