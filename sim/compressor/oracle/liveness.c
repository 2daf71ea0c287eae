/*
 * The liveness check: once faults have stopped and everything is delivered, every node knows
 * everything and every generated ID is final. For an ID that is not, the model must know a reason.
 */
#include "oracle_internal.h"

#include <assert.h>

#include "stable.h"
#include "tree.h"

static void add_stuck(sim_oracle *oracle, sim_site where, sim_value why)
{
    sim_stuck *stuck = &oracle->stuck;
    if (stuck->count < SIM_STUCK_MAX) {
        stuck->of[stuck->count].where = where;
        stuck->of[stuck->count].why = why;
    }
    stuck->count++;
}

static sim_word state_word(sim_node_state state)
{
    switch (state) {
    case SIM_NODE_DOWN:
        return SIM_WORD_DOWN;
    case SIM_NODE_OFFLINE:
        return SIM_WORD_OFFLINE;
    case SIM_NODE_JOINING:
        return SIM_WORD_JOINING;
    case SIM_NODE_CONNECTED:
        break;
    }
    return SIM_WORD_CONNECTED;
}

static void check_node(sim_oracle *oracle, unsigned node)
{
    const sim_world *world = oracle->world;
    const sim_node *at = &world->nodes[node];
    const sim_site where = {
        .parts = SIM_SITE_NODE, .node = (uint16_t)node, .call = SIM_WORD_DELIVERED};
    sim_count(oracle, SIM_INVARIANT_LIVENESS);
    if (at->position != world->log_count) {
        sim_report_number(oracle, SIM_INVARIANT_LIVENESS, where, SIM_WORD_ENTRIES_APPLIED,
                          world->log_count, at->position);
    } else if (at->state != SIM_NODE_CONNECTED) {
        sim_report_words(oracle, SIM_INVARIANT_LIVENESS, where, SIM_WORD_CONNECTED,
                         state_word(at->state));
    } else if (at->unseen_count > 0) {
        sim_report(oracle, SIM_INVARIANT_LIVENESS, where, sim_value_words(SIM_WORD_ALL_SEEN),
                   sim_value_number(SIM_WORD_UNSEEN, at->unseen_count));
    }
}

/*
 * True if a session's range with its first IDs that are not final was sequenced, and refused
 * because another copy's range, or a forged one, came first. Such a session is fenced, but cannot
 * be told from another as long as it has generated more than is finalized.
 */
static bool is_fenced(const sim_oracle *oracle, unsigned node, const sim_incarnation *self,
                      uint64_t first)
{
    const sim_world *world = oracle->world;
    assert(first >= 1);
    assert(world->log_count == oracle->model.outcome_count);
    for (uint64_t i = world->log_count; i > world->log_base; i--) {
        const sim_entry *entry = sim_world_entry(world, i - 1);
        if (entry->kind == SIM_ENTRY_RANGE && !entry->forged && entry->node == node &&
            entry->epoch == world->nodes[node].epoch &&
            sim_stable_equal(entry->range.session, self->uuid) &&
            entry->range.first_gen_count <= first &&
            first - entry->range.first_gen_count < entry->range.count) {
            return sim_model_outcome(&oracle->model, i - 1)->status == IDA_OUT_OF_ORDER;
        }
    }
    return false;
}

/* Why IDs can never become final; SIM_WORD_NONE if they can. */
static sim_word excuse(const sim_oracle *oracle, unsigned node, const sim_incarnation *self,
                       const ida_range *range)
{
    switch (sim_model_foresee(&oracle->model, range)) {
    case IDA_COLLISION:
        return SIM_WORD_STUCK_COLLIDING;
    case IDA_EXHAUSTED:
        return SIM_WORD_STUCK_EXHAUSTED;
    default:
        break;
    }
    return is_fenced(oracle, node, self, range->first_gen_count) ? SIM_WORD_STUCK_FENCED
                                                                 : SIM_WORD_NONE;
}

/* Where the last range of a session is, and its outcome. */
static sim_value not_final(const sim_oracle *oracle, const ida_range *open)
{
    const sim_world *world = oracle->world;
    assert(open->count > 0);
    assert(world->log_count == oracle->model.outcome_count);
    for (uint64_t i = world->log_count; i > world->log_base; i--) {
        const sim_entry *entry = sim_world_entry(world, i - 1);
        if (entry->kind == SIM_ENTRY_RANGE &&
            sim_stable_equal(entry->range.session, open->session)) {
            sim_value value =
                SIM_VALUE_SAYING(SIM_WORD_NOT_FINAL, open->count, open->first_gen_count, i - 1,
                                 entry->range.count, entry->range.first_gen_count,
                                 (uint64_t)sim_model_outcome(&oracle->model, i - 1)->status);
            value.forms[5] = SIM_FORM_STATUS;
            return value;
        }
    }
    return SIM_VALUE_SAYING(SIM_WORD_NOT_IN_LOG, open->count, open->first_gen_count);
}

/* --- Shards: the root finalizes what its shards made. --- */

/* A shard that the state of another one says is its parent, and that is up; NULL if there is none.
 */
static sim_incarnation *find_parent(const sim_oracle *oracle, const sim_incarnation *child,
                                    unsigned *node)
{
    unsigned slots = oracle->world->config.slots;
    for (size_t i = 0; i < oracle->live_count; i++) {
        uint32_t place = oracle->live[i];
        sim_incarnation *parent = &oracle->slots[place];
        for (size_t k = 0; k < parent->shard.child_count; k++) {
            if (sim_stable_equal(parent->uuid, child->uuid) &&
                sim_stable_equal(parent->shard.children[k].id, child->shard.id)) {
                *node = place / slots;
                return parent;
            }
        }
    }
    return NULL;
}

/*
 * The root above a child, if all shards between them are up, and the node it is on. NULL if there
 * is none, if copies have spoiled the session, or if a shard on the way cannot go so far.
 */
static sim_incarnation *find_root(const sim_oracle *oracle, sim_incarnation *child, unsigned *node)
{
    sim_incarnation *at = child;
    if (!sim_book_is_good(&oracle->book, child->uuid)) {
        return NULL;
    }
    while (at->shard.is_child && sim_book_is_current(&oracle->book, at)) {
        sim_incarnation *parent = find_parent(oracle, at, node);
        if (parent == NULL) {
            return NULL;
        }
        sim_view view = sim_view_of(&oracle->model, parent, oracle->world->nodes[*node].position);
        const ida_shard_token token = {at->shard.id, at->generated, IDA_SHARD_PROGRESS};
        sim_move move;
        if (sim_tree_may_hear(&view, &token, &move) != IDA_OK) {
            return NULL;
        }
        at = parent;
    }
    return sim_book_is_current(&oracle->book, at) ? at : NULL;
}

/* What a child made is finalized, as far as its root can finalize its own IDs. */
static void check_child(sim_oracle *oracle, unsigned node, unsigned slot, uint64_t finalized)
{
    sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    const sim_site where = sim_site_slot(oracle, node, slot, SIM_WORD_DELIVERED);
    unsigned place = 0;
    const sim_incarnation *root = find_root(oracle, self, &place);
    if (root == NULL) {
        add_stuck(oracle, sim_site_slot(oracle, node, slot, SIM_WORD_NONE),
                  SIM_VALUE_SAYING(SIM_WORD_STUCK_ORPHAN, self->generated));
        return;
    }
    sim_count(oracle, SIM_INVARIANT_SHARD_COVERED);
    if (root->generated < self->generated) {
        sim_report(oracle, SIM_INVARIANT_SHARD_COVERED, where,
                   SIM_VALUE_SAYING(SIM_WORD_AHEAD_OF, self->generated),
                   sim_value_number(SIM_WORD_GEN_COUNT, root->generated));
        return;
    }
    ida_range range = {
        .session = root->uuid,
        .first_gen_count = finalized + 1,
        .count = root->generated - finalized,
        .requested_cluster_size = root->cluster_size,
    };
    sim_word why = excuse(oracle, place, root, &range);
    if (why != SIM_WORD_NONE) {
        add_stuck(oracle, sim_site_slot(oracle, node, slot, SIM_WORD_NONE),
                  SIM_VALUE_SAYING(why, range.count, range.first_gen_count));
        return;
    }
    sim_report(oracle, SIM_INVARIANT_SHARD_COVERED, where, sim_value_words(SIM_WORD_EVERY_ID_FINAL),
               not_final(oracle, &range));
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
    if (self->shard.is_child) {
        check_child(oracle, node, slot, end.finalized);
        return;
    }
    ida_range range = {
        .session = self->uuid,
        .first_gen_count = end.finalized + 1,
        .count = self->generated - end.finalized,
        .requested_cluster_size = self->cluster_size,
    };
    sim_word why = excuse(oracle, node, self, &range);
    if (why != SIM_WORD_NONE) {
        add_stuck(oracle, sim_site_slot(oracle, node, slot, SIM_WORD_NONE),
                  SIM_VALUE_SAYING(why, range.count, range.first_gen_count));
        return;
    }
    sim_report(oracle, SIM_INVARIANT_LIVENESS,
               sim_site_slot(oracle, node, slot, SIM_WORD_DELIVERED),
               sim_value_words(SIM_WORD_EVERY_ID_FINAL),
               self->next_start > range.first_gen_count
                   ? not_final(oracle, &range)
                   : SIM_VALUE_SAYING(SIM_WORD_NOT_TAKEN, range.count, range.first_gen_count));
}

/* IDs in the storage of a node that is down: not a failure, but worth reporting. */
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
        const sim_site where = {.parts = SIM_SITE_NODE, .node = (uint16_t)node};
        add_stuck(oracle, where, sim_value_number(SIM_WORD_STUCK_DOWN, waiting));
    }
}

void sim_oracle_settled(sim_oracle *oracle)
{
    const sim_world *world = oracle->world;
    oracle->stuck.count = 0;
    if (world->log_count >= SIM_LOG_MAX && !sim_config_is_large(&world->config)) {
        add_stuck(oracle, (sim_site){.parts = 0}, sim_value_words(SIM_WORD_STUCK_LOG_FULL));
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
