/*
 * The sentences of a replay. Each says where it happened, then what: "node 1 session 0 (a3f20c11):
 * generates -3". Sessions are named by the first eight digits of their UUID.
 */
#include <inttypes.h>
#include <stdio.h>

#include "kernel/narrator.h"
#include "observers.h"

#define TEXT_SIZE 200u

/* A part of a sentence. */
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
static text place_of(const sim_compressor_event *event)
{
    text out;
    text uuid = short_uuid(event->session);
    (void)snprintf(out.chars, sizeof out.chars, "node %u session %u (%.16s)", event->node,
                   event->slot, uuid.chars);
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
                       "%" PRIu64 " IDs of %.16s starting at gen %" PRIu64, range->count,
                       uuid.chars, range->first_gen_count);
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

/* The final IDs of an entry: " -> 12 to 14 and 20". */
static text finals_text(const sim_compressor_event *event)
{
    text out = {""};
    ida_run finals[SIM_FINALS_MAX];
    size_t count = sim_compressor_finals(event, finals);
    int at = 0;
    for (size_t i = 0; i < count; i++) {
        text run = run_text(finals[i]);
        at += snprintf(out.chars + at, sizeof out.chars - (size_t)at, "%s%.45s",
                       i == 0 ? " -> " : " and ", run.chars);
    }
    return out;
}

/* --- Nodes and their storage. --- */

static bool tell_up(const sim_narrator *narrator, const sim_compressor_event *e, const char *state)
{
    sim_narrate(narrator, "node %u: is %s, at log position %" PRIu64 " of %" PRIu64, e->node, state,
                e->position, e->world->log_count);
    return true;
}

static bool tell_loaded(const sim_narrator *narrator, const sim_compressor_event *e,
                        const char *what)
{
    sim_narrate(narrator, "node %u: loads %s of node %u: %s", e->node, what, e->from,
                ida_status_name(e->status));
    return true;
}

static bool tell_node(const sim_narrator *narrator, const sim_compressor_event *e)
{
    switch (e->kind) {
    case SIM_COMPRESSOR_STARTED:
    case SIM_COMPRESSOR_UP:
    case SIM_COMPRESSOR_OFFLINE:
        return tell_up(narrator, e, "up and offline");
    case SIM_COMPRESSOR_CONNECTING:
        return tell_up(narrator, e, "connecting");
    case SIM_COMPRESSOR_CONNECTED:
        return tell_up(narrator, e, "connected");
    case SIM_COMPRESSOR_CRASHED:
    case SIM_COMPRESSOR_LEFT:
        sim_narrate(narrator, "node %u: is down", e->node);
        return true;
    case SIM_COMPRESSOR_OUTDATED:
        sim_narrate(narrator, "node %u: is too far behind the log, and down", e->node);
        return true;
    case SIM_COMPRESSOR_SAVED:
        sim_narrate(narrator,
                    "node %u: saves to store %u at log position %" PRIu64 ", %" PRIu64 " bytes: %s",
                    e->node, e->store, e->position, e->size, ida_status_name(e->status));
        return true;
    case SIM_COMPRESSOR_LOADED:
        return tell_loaded(narrator, e, e->flag ? "a damaged snapshot" : "a snapshot");
    case SIM_COMPRESSOR_JOINED:
        return tell_loaded(narrator, e, "a summary of its document");
    case SIM_COMPRESSOR_STARVED:
        sim_narrate(narrator, "node %u: a request for memory fails: %s%s", e->node,
                    ida_status_name(e->status), e->flag ? ", and something has changed" : "");
        return true;
    case SIM_COMPRESSOR_DAMAGE:
        sim_narrate(narrator, "node %u store %u: %s", e->node, e->store,
                    sim_fault_sentence(e->fault));
        return true;
    default:
        return false;
    }
}

/* --- The network and the log. --- */

static bool tell_message(const sim_narrator *narrator, const sim_compressor_event *e)
{
    static const char *const up[SIM_COMPRESSOR_EVENT_KINDS] = {
        [SIM_COMPRESSOR_CROWDED_OUT] = "is crowded out and lost",
        [SIM_COMPRESSOR_UP_LOST] = "is lost",
        [SIM_COMPRESSOR_UP_CUT] = "waits at a cut link",
        [SIM_COMPRESSOR_UP_EARLY] = "arrives early and waits",
        [SIM_COMPRESSOR_UP_REPEATED] = "arrives again: ignored",
        [SIM_COMPRESSOR_UP_OLD] = "belongs to an old connection: ignored",
    };
    static const char *const down[SIM_COMPRESSOR_EVENT_KINDS] = {
        [SIM_COMPRESSOR_DOWN_LOST] = "is lost",
        [SIM_COMPRESSOR_DOWN_CUT] = "waits at a cut link",
        [SIM_COMPRESSOR_DOWN_EARLY] = "arrives early and waits",
        [SIM_COMPRESSOR_DOWN_REPEATED] = "arrives again: ignored",
    };
    if (up[e->kind] != NULL) {
        sim_narrate(narrator,
                    "network: submission %" PRIu32 " of node %u, connection %" PRIu32 ", %s",
                    e->entry->number, e->node, e->entry->epoch, up[e->kind]);
    } else if (down[e->kind] != NULL) {
        sim_narrate(narrator, "network: log %" PRIu64 " to node %u %s", e->position, e->node,
                    down[e->kind]);
    } else if (e->kind == SIM_COMPRESSOR_BLOCKED) {
        sim_narrate(narrator, "network: node %u's link is cut: nothing happens", e->node);
    }
    return up[e->kind] != NULL || down[e->kind] != NULL || e->kind == SIM_COMPRESSOR_BLOCKED;
}

static void tell_applied(const sim_narrator *narrator, const sim_compressor_event *e)
{
    text what = entry_text(e->entry);
    if (e->status == IDA_OK) {
        text finals = finals_text(e);
        sim_narrate(narrator, "node %u: applies log %" PRIu64 ": %s%s", e->node, e->position,
                    what.chars, finals.chars);
    } else {
        sim_narrate(narrator, "node %u: refuses log %" PRIu64 " (%s): %s", e->node, e->position,
                    what.chars, ida_status_name(e->status));
    }
}

static bool tell_log(const sim_narrator *narrator, const sim_compressor_event *e)
{
    text what;
    switch (e->kind) {
    case SIM_COMPRESSOR_QUIET:
        sim_narrate(narrator, "quiet: links heal, the sequencer restarts, everyone reconnects");
        return true;
    case SIM_COMPRESSOR_SUMMARIZED:
        sim_narrate(narrator,
                    "service: summarizes the log before %" PRIu64 ", %" PRIu64
                    " bytes, and forgets it: %s",
                    e->position, e->size, ida_status_name(e->status));
        return true;
    case SIM_COMPRESSOR_SUBMITTED:
        what = entry_text(e->entry);
        sim_narrate(narrator, "node %u: submits number %" PRIu32 " of connection %" PRIu32 ": %s",
                    e->node, e->entry->number, e->entry->epoch, what.chars);
        return true;
    case SIM_COMPRESSOR_SEQUENCED:
        what = entry_text(e->entry);
        if (e->entry->number > 0) {
            sim_narrate(narrator, "log %" PRIu64 ": %s, submitted by node %u", e->position,
                        what.chars, e->entry->node);
        } else {
            sim_narrate(narrator, "log %" PRIu64 ": %s", e->position, what.chars);
        }
        return true;
    case SIM_COMPRESSOR_APPLIED:
        tell_applied(narrator, e);
        return true;
    default:
        return false;
    }
}

/* --- Sessions. --- */

static void tell_generated(const sim_narrator *narrator, const sim_compressor_event *e,
                           const text *place)
{
    text runs[2] = {{"nothing"}, {""}};
    if (e->status != IDA_OK) {
        sim_narrate(narrator, "%s: generates nothing: %s", place->chars,
                    ida_status_name(e->status));
        return;
    }
    for (uint32_t i = 0; i < e->number && i < 2; i++) {
        runs[i] = run_text(e->runs[i]);
    }
    sim_narrate(narrator, "%s: generates %s%s%s", place->chars, runs[0].chars,
                e->number > 1 ? ", and " : "", runs[1].chars);
}

static void tell_unique(const sim_narrator *narrator, const sim_compressor_event *e,
                        const text *place)
{
    if (e->status != IDA_OK) {
        sim_narrate(narrator, "%s: generates no document-unique ID: %s", place->chars,
                    ida_status_name(e->status));
    } else if (e->unique->is_final) {
        sim_narrate(narrator, "%s: generates the document-unique ID %" PRId64, place->chars,
                    e->unique->final_id);
    } else {
        text full = full_uuid(e->unique->stable_id);
        sim_narrate(narrator, "%s: generates the document-unique ID %s", place->chars, full.chars);
    }
}

static void tell_taken(const sim_narrator *narrator, const sim_compressor_event *e,
                       const text *place)
{
    const char *verb = e->flag ? "retakes" : "takes";
    if (e->status == IDA_OK) {
        text what = range_text(e->range);
        sim_narrate(narrator, "%s: %s %s, cluster size %" PRIu32, place->chars, verb, what.chars,
                    e->range->requested_cluster_size);
    } else {
        sim_narrate(narrator, "%s: %s nothing: %s", place->chars, verb, ida_status_name(e->status));
    }
}

static void tell_mentioned(const sim_narrator *narrator, const sim_compressor_event *e,
                           const text *place)
{
    if (e->status == IDA_OK) {
        sim_narrate(narrator, "%s: mentions %" PRId64 " as %" PRId64, place->chars, e->id,
                    e->mention->op_id);
    } else {
        sim_narrate(narrator, "%s: cannot mention %" PRId64 ": %s", place->chars, e->id,
                    ida_status_name(e->status));
    }
}

static void tell_read(const sim_narrator *narrator, const sim_compressor_event *e,
                      const text *place)
{
    ida_id mentioned = e->entry->ids[e->number];
    text origin = short_uuid(e->entry->origin);
    if (e->status == IDA_OK) {
        sim_narrate(narrator, "%s: reads %" PRId64 " of %s in log %" PRIu64 " as %" PRId64,
                    place->chars, mentioned, origin.chars, e->position, e->id);
    } else {
        sim_narrate(narrator, "%s: cannot read %" PRId64 " of %s in log %" PRIu64 ": %s",
                    place->chars, mentioned, origin.chars, e->position, ida_status_name(e->status));
    }
}

/* --- Shards. --- */

/* "shard 1f2e3d4c is at gen 12" */
static text token_text(const sim_token *token)
{
    text out;
    const ida_shard_token *said = &token->said;
    text shard = short_uuid(said->shard);
    (void)snprintf(out.chars, sizeof out.chars, "%sshard %.16s %s at gen %" PRIu64,
                   said->kind == IDA_SHARD_PARENT ? "the parent of " : "", shard.chars,
                   said->kind == IDA_SHARD_DISPOSAL ? "ended" : "is", said->gen_count);
    return out;
}

static void tell_token(const sim_narrator *narrator, const sim_compressor_event *e,
                       const text *place)
{
    text token = token_text(e->token);
    const char *forged =
        e->kind == SIM_COMPRESSOR_TOKEN_HEARD && e->flag ? "the forged token " : "";
    if (e->kind == SIM_COMPRESSOR_TOKEN_HEARD && e->token->decoded != IDA_OK) {
        sim_narrate(narrator, "%s: gets bytes that are no token: %s", place->chars,
                    ida_status_name(e->status));
    } else if (e->kind == SIM_COMPRESSOR_TOKEN_HEARD) {
        sim_narrate(narrator, "%s: is told %s\"%s\": %s", place->chars, forged, token.chars,
                    ida_status_name(e->status));
    } else if (e->status != IDA_OK) {
        sim_narrate(narrator, "%s: %s: %s", place->chars,
                    e->kind == SIM_COMPRESSOR_DISPOSED ? "does not end as a shard"
                                                       : "makes no token",
                    ida_status_name(e->status));
    } else {
        sim_narrate(narrator, "%s: %s \"%s\"", place->chars,
                    e->kind == SIM_COMPRESSOR_DISPOSED ? "ends, and says" : "says", token.chars);
    }
}

static bool tell_shard(const sim_narrator *narrator, const sim_compressor_event *e)
{
    text place = place_of(e);
    text part;
    switch (e->kind) {
    case SIM_COMPRESSOR_SPLIT:
        sim_narrate(narrator, "%s: splits, with %" PRIu64 " %s: %s", place.chars, e->count,
                    e->count == 1 ? "child" : "children", ida_status_name(e->status));
        return true;
    case SIM_COMPRESSOR_NEWBORN:
        part = short_uuid(e->newborn->slot.shard);
        sim_narrate(narrator, "%s: shard %.16s is on its way, as newborn %" PRIu32 ": %s",
                    place.chars, part.chars, e->number, ida_status_name(e->status));
        return true;
    case SIM_COMPRESSOR_ADOPTED:
        part = short_uuid(e->newborn->slot.shard);
        sim_narrate(narrator, "node %u: starts with shard %.16s, newborn %" PRIu32 ": %s", e->node,
                    part.chars, e->number, ida_status_name(e->status));
        return true;
    case SIM_COMPRESSOR_TOKEN_MADE:
    case SIM_COMPRESSOR_DISPOSED:
    case SIM_COMPRESSOR_TOKEN_HEARD:
        tell_token(narrator, e, &place);
        return true;
    case SIM_COMPRESSOR_TOKEN_LOST:
        part = token_text(e->token);
        sim_narrate(narrator, "network: the token \"%s\" is lost", part.chars);
        return true;
    case SIM_COMPRESSOR_REVOKED:
        part = short_uuid(e->token->said.shard);
        sim_narrate(narrator, "%s: gives up shard %.16s, said never to pass gen %" PRIu64 ": %s",
                    place.chars, part.chars, e->count, ida_status_name(e->status));
        return true;
    default:
        return false;
    }
}

static void tell_session(const sim_narrator *narrator, const sim_compressor_event *e)
{
    text place = place_of(e);
    text full;
    switch (e->kind) {
    case SIM_COMPRESSOR_OPENED:
        full = full_uuid(e->session);
        sim_narrate(narrator, "node %u session %u: opens as %s: %s", e->node, e->slot, full.chars,
                    ida_status_name(e->status));
        break;
    case SIM_COMPRESSOR_CLOSED:
        sim_narrate(narrator, "%s: is closed", place.chars);
        break;
    case SIM_COMPRESSOR_GENERATED:
        tell_generated(narrator, e, &place);
        break;
    case SIM_COMPRESSOR_UNIQUE:
        tell_unique(narrator, e, &place);
        break;
    case SIM_COMPRESSOR_RESIZED:
        sim_narrate(narrator, "%s: sets its cluster size: %s", place.chars,
                    ida_status_name(e->status));
        break;
    case SIM_COMPRESSOR_RESET:
        sim_narrate(narrator, "%s: resets its next range: %s", place.chars,
                    ida_status_name(e->status));
        break;
    case SIM_COMPRESSOR_TAKEN:
        tell_taken(narrator, e, &place);
        break;
    case SIM_COMPRESSOR_MENTIONED:
        tell_mentioned(narrator, e, &place);
        break;
    case SIM_COMPRESSOR_READ:
        tell_read(narrator, e, &place);
        break;
    default:
        break; /* The op's own line says it, or the next event. */
    }
}

bool sim_compressor_narrate(void *self, const void *event)
{
    if (!tell_node(self, event) && !tell_message(self, event) && !tell_log(self, event) &&
        !tell_shard(self, event)) {
        tell_session(self, event);
    }
    return true;
}
