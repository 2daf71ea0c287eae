/*
 * The second phase: when faults have stopped and everything is delivered, everyone knows
 * everything and every generated ID is final. What is not must have a reason in the model.
 */
#include "oracle_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "stable.h"

/* Ends the text of what is stuck when a clause had no room in it. */
#define AND_MORE "; and more"

/* Adds a clause to the text of what is stuck: as a whole, or it and all that follow are left out.
 */
static void tell_stuck(sim_oracle *oracle, const char *clause)
{
    if (oracle->stuck_full) {
        return;
    }
    size_t used = strlen(oracle->stuck);
    const char *joint = used == 0 ? "" : "; ";
    size_t needed = used + strlen(joint) + strlen(clause) + sizeof AND_MORE;
    oracle->stuck_full = needed > sizeof oracle->stuck;
    (void)snprintf(oracle->stuck + used, sizeof oracle->stuck - used, "%s%s",
                   oracle->stuck_full ? "" : joint, oracle->stuck_full ? AND_MORE : clause);
}

/* "ID 3" or "IDs 3..5": gen counts. */
static void gens_text(uint64_t first, uint64_t last, char *text, size_t size)
{
    if (first == last) {
        (void)snprintf(text, size, "ID %" PRIu64, first);
    } else {
        (void)snprintf(text, size, "IDs %" PRIu64 "..%" PRIu64, first, last);
    }
}

static const char *state_name(sim_node_state state)
{
    switch (state) {
    case SIM_NODE_DOWN:
        return "down";
    case SIM_NODE_OFFLINE:
        return "offline";
    case SIM_NODE_JOINING:
        return "waiting for its JOIN in the log";
    case SIM_NODE_CONNECTED:
        break;
    }
    return "connected";
}

static void check_node(sim_oracle *oracle, unsigned node)
{
    const sim_world *world = oracle->world;
    const sim_node *at = &world->nodes[node];
    char where[sizeof oracle->failure.where];
    char got[120];
    (void)snprintf(where, sizeof where, "node %u after everything was delivered", node);
    sim_count(oracle, SIM_INVARIANT_LIVENESS);
    if (at->position != world->log_count) {
        sim_report_numbers(oracle, SIM_INVARIANT_LIVENESS, where,
                           "log entries applied:", world->log_count, at->position);
    } else if (at->state != SIM_NODE_CONNECTED) {
        sim_report(oracle, SIM_INVARIANT_LIVENESS, where, "connected", state_name(at->state));
    } else if (at->unseen_count > 0) {
        (void)snprintf(got, sizeof got, "waits for %" PRIu32 " of its submissions",
                       at->unseen_count);
        sim_report(oracle, SIM_INVARIANT_LIVENESS, where, "all submissions seen in the log", got);
    }
}

/*
 * True if a session's range that held its first IDs that are not final was sequenced, and refused
 * because another copy's, or a forged one, was there before. It is fenced, though it cannot be told
 * from one that is not as long as it has generated more than is finalized.
 */
static bool is_fenced(const sim_oracle *oracle, unsigned node, const sim_incarnation *self,
                      uint64_t first)
{
    const sim_world *world = oracle->world;
    for (uint64_t i = world->log_count; i > 0; i--) {
        const sim_entry *entry = &world->log[i - 1];
        if (entry->kind == SIM_ENTRY_RANGE && !entry->forged && entry->node == node &&
            entry->epoch == world->nodes[node].epoch &&
            sim_stable_equal(entry->range.session, self->uuid) &&
            entry->range.first_gen_count <= first &&
            first - entry->range.first_gen_count < entry->range.count) {
            return oracle->model.outcomes[i - 1].status == IDA_OUT_OF_ORDER;
        }
    }
    return false;
}

/* Why IDs can never become final; NULL if they can. */
static const char *excuse(const sim_oracle *oracle, unsigned node, const sim_incarnation *self,
                          const ida_range *range)
{
    switch (sim_model_foresee(&oracle->model, range)) {
    case IDA_COLLISION:
        return "they collide with another session's";
    case IDA_EXHAUSTED:
        return "the number space is used up";
    default:
        break;
    }
    return is_fenced(oracle, node, self, range->first_gen_count) ? "a copy of it came first" : NULL;
}

/* Where the last range of a session is, and what came of it. */
static void range_place(const sim_oracle *oracle, ida_uuid session, char *text, size_t size)
{
    const sim_world *world = oracle->world;
    for (uint64_t i = world->log_count; i > 0; i--) {
        const sim_entry *entry = &world->log[i - 1];
        if (entry->kind == SIM_ENTRY_RANGE && sim_stable_equal(entry->range.session, session)) {
            char range[120];
            sim_range_text(&entry->range, range, sizeof range);
            (void)snprintf(text, size, "its last range is log entry %" PRIu64 " (%.100s): %s",
                           i - 1, range, ida_status_name(oracle->model.outcomes[i - 1].status));
            return;
        }
    }
    (void)snprintf(text, size, "no range of it is in the log");
}

/* A session with IDs that are not final at the end: excused if they never can be. */
static void check_session(sim_oracle *oracle, unsigned node, unsigned slot)
{
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    uint32_t session = sim_incarnation_session(self, &oracle->model);
    sim_extent end = sim_model_extent(&oracle->model, session, oracle->world->log_count);
    sim_count(oracle, SIM_INVARIANT_LIVENESS);
    if (end.finalized >= self->generated) {
        return;
    }
    ida_range range = {
        .session = self->uuid,
        .first_gen_count = end.finalized + 1,
        .count = self->generated - end.finalized,
        .requested_cluster_size = self->cluster_size,
    };
    const char *why = excuse(oracle, node, self, &range);
    char text[sizeof oracle->failure.got];
    char gens[60];
    char uuid[IDA_UUID_TEXT_SIZE];
    gens_text(range.first_gen_count, self->generated, gens, sizeof gens);
    sim_uuid_text(self->uuid, uuid);
    if (why != NULL) {
        (void)snprintf(text, sizeof text, "node %u slot %u: %s of %s: %s", node, slot, gens, uuid,
                       why);
        tell_stuck(oracle, text);
        return;
    }
    char where[sizeof oracle->failure.where];
    (void)snprintf(where, sizeof where, "node %u slot %u session %s", node, slot, uuid);
    if (self->next_start > range.first_gen_count) {
        char place[180];
        range_place(oracle, self->uuid, place, sizeof place);
        (void)snprintf(text, sizeof text, "%s taken, not finalized; %.150s", gens, place);
    } else {
        (void)snprintf(text, sizeof text, "%s generated, not taken", gens);
    }
    sim_report(oracle, SIM_INVARIANT_LIVENESS, where, "every generated ID is final", text);
}

/* IDs that wait in the storage of a node that is down: not a failure, but worth telling. */
static void tell_down(sim_oracle *oracle, unsigned node)
{
    const sim_world *world = oracle->world;
    uint64_t waiting = 0;
    for (unsigned store = 0; store < SIM_STORES; store++) {
        const sim_saved *saved = sim_oracle_store(oracle, node, store);
        uint64_t newest = world->nodes[node].newest_serial;
        if (!saved->used || world->nodes[node].stores[store].serial != newest) {
            continue;
        }
        for (unsigned slot = 0; slot < world->config.slots; slot++) {
            const sim_incarnation *self = &saved->slots[slot];
            uint32_t session = sim_model_find(&oracle->model, self->uuid);
            sim_extent end = sim_model_extent(&oracle->model, session, world->log_count);
            if (self->live && self->generated > end.finalized) {
                waiting += self->generated - end.finalized;
            }
        }
    }
    if (waiting > 0) {
        char text[80];
        (void)snprintf(text, sizeof text, "node %u is down with %" PRIu64 " saved ID%s", node,
                       waiting, sim_plural(waiting));
        tell_stuck(oracle, text);
    }
}

void sim_oracle_settled(sim_oracle *oracle)
{
    const sim_world *world = oracle->world;
    oracle->stuck[0] = '\0';
    oracle->stuck_full = false;
    if (world->log_count >= SIM_LOG_MAX) {
        tell_stuck(oracle, "the log is full");
        return;
    }
    for (unsigned node = 0; node < world->config.nodes; node++) {
        if (world->nodes[node].state == SIM_NODE_DOWN) {
            tell_down(oracle, node);
            continue;
        }
        if (sim_oracle_over(oracle)) {
            return;
        }
        check_node(oracle, node);
        for (unsigned slot = 0; slot < world->config.slots; slot++) {
            if (sim_oracle_slot(oracle, node, slot)->live) {
                check_session(oracle, node, slot);
            }
        }
        if (world->nodes[node].position == world->log_count) {
            sim_check_look(oracle, node, world->log_count);
            sim_check_clusters(oracle, node, true);
        }
    }
}
