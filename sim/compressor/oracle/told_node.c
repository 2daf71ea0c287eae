/* What the oracle does on events of the log, of nodes and of their storage. */
#include "oracle_internal.h"

#include <assert.h>
#include <stdlib.h>

#include "stable.h"

#define CLUSTERS_VERY_MANY 1024u

/* Document bytes are hashed at log positions this far apart, the same ones on every node. */
static unsigned look_interval(const sim_outcome *outcome)
{
    return outcome->clusters < 128 ? 8 : outcome->clusters < 1024 ? 32 : 128;
}

/* In large worlds documents that are larger still are hashed in proportion to their size. */
static bool is_look_due(const sim_oracle *oracle, const sim_outcome *outcome, uint64_t position)
{
    uint64_t interval = look_interval(outcome);
    if (sim_config_is_large(&oracle->world->config) && outcome->clusters > CLUSTERS_VERY_MANY) {
        interval *= outcome->clusters / CLUSTERS_VERY_MANY;
    }
    return position % interval == 0;
}

/* The bytes before and after are compared for one in this many refused entries. */
static unsigned refusal_interval(const sim_outcome *outcome)
{
    return outcome->clusters < 32 ? 1 : outcome->clusters < 1024 ? 8 : 64;
}

/* True if an entry of the log will be, or was, refused, and is to be checked closely. */
static bool is_watched_refusal(const sim_oracle *oracle, uint64_t position)
{
    if (position >= oracle->model.outcome_count) {
        return false;
    }
    const sim_outcome *outcome = sim_model_outcome(&oracle->model, position);
    uint64_t interval = refusal_interval(outcome);
    if (sim_config_is_large(&oracle->world->config) && outcome->clusters > CLUSTERS_VERY_MANY) {
        interval *= outcome->clusters / CLUSTERS_VERY_MANY;
    }
    return outcome->status != IDA_OK && position % interval == 0;
}

/* Records the bytes of every document for which a refused entry is next: they must not change. */
static void look_before(sim_oracle *oracle, uint64_t position)
{
    const sim_world *world = oracle->world;
    for (unsigned node = 0; node < world->config.nodes; node++) {
        if (world->nodes[node].document != NULL && world->nodes[node].position == position) {
            sim_check_look(oracle, node, position);
        }
    }
}

void sim_oracle_sequenced(sim_oracle *oracle)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    const sim_world *world = oracle->world;
    uint64_t position = world->log_count - 1;
    assert(world->log_count > 0);
    assert(oracle->model.outcome_count == position);
    sim_part before = sim_profile_enter(oracle->profile, SIM_PART_MODEL);
    bool appended = sim_model_append(&oracle->model, sim_world_entry(world, position));
    sim_profile_leave(oracle->profile, before);
    if (!appended) {
        sim_oracle_no_memory(oracle);
    } else if (is_watched_refusal(oracle, position)) {
        look_before(oracle, position);
    }
}

static void wrong_outcome(sim_oracle *oracle, unsigned node, uint64_t position, ida_status status)
{
    const sim_outcome *right = sim_model_outcome(&oracle->model, position);
    const sim_entry *entry = sim_world_entry(oracle->world, position);
    sim_site site = sim_site_node(oracle, node, SIM_WORD_DOCUMENT_APPLY);
    site.position = position;
    site.about = entry->kind == SIM_ENTRY_GHOST ? sim_value_ghost(&entry->range)
                                                : sim_value_range(&entry->range);
    bool second_copy = right->second_copy && status == IDA_OK;
    sim_report_status(oracle, second_copy ? SIM_INVARIANT_FORK_FENCE : SIM_INVARIANT_REJECTION,
                      site, right->status, status);
}

static void check_ghost(sim_oracle *oracle, unsigned node, uint64_t position, ida_id first)
{
    const sim_outcome *right = sim_model_outcome(&oracle->model, position);
    sim_count(oracle, SIM_INVARIANT_FINAL_UNIQUE);
    if ((ida_id)right->ghost_first == first) {
        return;
    }
    /* Final IDs below that belong to others already; those above it would belong to none. */
    sim_report(oracle,
               first < (ida_id)right->ghost_first ? SIM_INVARIANT_FINAL_UNIQUE
                                                  : SIM_INVARIANT_CONSERVATION,
               sim_site_node(oracle, node, SIM_WORD_DOCUMENT_GHOST),
               sim_value_id((ida_id)right->ghost_first), sim_value_id(first));
}

/* The next questions are about the IDs that an entry finalized. */
static void focus_on(sim_oracle *oracle, const sim_outcome *outcome)
{
    if (outcome->session == SIM_NONE) {
        return;
    }
    assert(outcome->session < oracle->model.member_count);
    assert(outcome->first_gen >= 1);
    assert(outcome->count >= 1);
    oracle->focus.session = outcome->session;
    oracle->focus.uuid = oracle->model.members[outcome->session].uuid;
    oracle->focus.gen = outcome->first_gen + (outcome->changes % 2 == 0 ? outcome->count - 1 : 0);
}

void sim_oracle_starved(sim_oracle *oracle, unsigned node, ida_status status, bool changed)
{
    if (sim_oracle_over(oracle) || status != IDA_NO_MEMORY) {
        return;
    }
    sim_count(oracle, SIM_INVARIANT_REJECTION);
    if (changed) {
        sim_report_words(oracle, SIM_INVARIANT_REJECTION,
                         sim_site_node(oracle, node, SIM_WORD_MAY_ALLOCATE),
                         SIM_WORD_NOTHING_CHANGED, SIM_WORD_SOMETHING_CHANGED);
    }
}

void sim_oracle_applied(sim_oracle *oracle, unsigned node, uint64_t position, ida_status status,
                        ida_id first)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    assert(position < oracle->model.outcome_count);
    assert(position + 1 == oracle->world->nodes[node].position);
    const sim_outcome *right = sim_model_outcome(&oracle->model, position);
    bool refused = right->status != IDA_OK;
    if (refused) {
        sim_count(oracle, SIM_INVARIANT_REJECTION);
        if (right->second_copy) {
            sim_count(oracle, SIM_INVARIANT_FORK_FENCE);
        }
    }
    if (status != right->status) {
        wrong_outcome(oracle, node, position, status);
        return;
    }
    sim_check_counters(oracle, node, position + 1,
                       refused ? SIM_INVARIANT_REJECTION : SIM_INVARIANT_CONSERVATION);
    if (sim_world_entry(oracle->world, position)->kind == SIM_ENTRY_GHOST &&
        right->session != SIM_NONE) {
        check_ghost(oracle, node, position, first);
    }
    if (oracle->failure.failed) {
        return;
    }
    focus_on(oracle, right);
    if (is_look_due(oracle, right, position + 1) || is_watched_refusal(oracle, position) ||
        is_watched_refusal(oracle, position + 1)) {
        sim_check_look(oracle, node, position + 1);
    }
}

/* A document that was loaded from a summary is the one that was saved. */
static void check_summary_loaded(sim_oracle *oracle, unsigned node, uint64_t position)
{
    assert(!oracle->after_restore);
    oracle->after_restore = true;
    sim_check_counters(oracle, node, position, SIM_INVARIANT_REHYDRATION);
    sim_check_look(oracle, node, position);
    oracle->after_restore = false;
}

void sim_oracle_started(sim_oracle *oracle, unsigned node)
{
    uint64_t position = oracle->world->nodes[node].position;
    sim_oracle_empty(oracle, node);
    if (position > 0 && !sim_oracle_over(oracle)) {
        check_summary_loaded(oracle, node, position);
    }
}

void sim_oracle_summarized(sim_oracle *oracle, uint64_t position, ida_status status, uint64_t hash)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (status != IDA_OK) {
        const sim_site site = {
            .parts = SIM_SITE_POSITION, .position = position, .call = SIM_WORD_SNAPSHOT_SAVE};
        sim_report_status(oracle, SIM_INVARIANT_CONTRACT, site, IDA_OK, status);
        return;
    }
    sim_check_summary(oracle, position, hash);
    sim_forget_looks(oracle, position);
    sim_model_forget(&oracle->model, position);
    const size_t stores = (size_t)oracle->world->config.nodes * SIM_STORES;
    for (size_t i = 0; i < stores; i++) {
        oracle->stores[i].used = oracle->stores[i].used && oracle->stores[i].position >= position;
    }
}

void sim_oracle_stopped(sim_oracle *oracle, unsigned node, bool left)
{
    sim_oracle_empty(oracle, node);
    for (unsigned store = 0; left && store < SIM_STORES; store++) {
        sim_oracle_store(oracle, node, store)->used = false;
    }
}

/* Records what every session of a node had handed out when it was saved. */
static void keep_slots(sim_oracle *oracle, unsigned node, sim_saved *saved)
{
    unsigned slots = oracle->world->config.slots;
    if (saved->slots == NULL) {
        saved->slots = calloc(slots, sizeof *saved->slots);
    }
    for (unsigned slot = 0; saved->slots != NULL && slot < slots; slot++) {
        const sim_incarnation *original = sim_oracle_slot(oracle, node, slot);
        saved->slots[slot].live = original->live;
        if (original->live && !sim_incarnation_copy(&saved->slots[slot], original)) {
            sim_oracle_no_memory(oracle);
        }
    }
    if (saved->slots == NULL) {
        sim_oracle_no_memory(oracle);
    }
}

void sim_oracle_saved(sim_oracle *oracle, unsigned node, unsigned store, ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (status != IDA_OK) {
        sim_report_status(oracle, SIM_INVARIANT_CONTRACT,
                          sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_SAVE), IDA_OK, status);
        return;
    }
    bool remember = !sim_config_is_large(&oracle->world->config);
    if (remember && !sim_grow(&oracle->ever, &oracle->ever_capacity, oracle->ever_count,
                              sizeof *oracle->ever)) {
        sim_oracle_no_memory(oracle);
        return;
    }
    const sim_store *stored = &oracle->world->nodes[node].stores[store];
    sim_saved *saved = sim_oracle_store(oracle, node, store);
    saved->used = true;
    saved->torn = (sim_bytes){0};
    saved->bytes.size = stored->original_size;
    saved->bytes.hash = stored->original_hash;
    saved->position = stored->position;
    if (remember) {
        oracle->ever[oracle->ever_count] = saved->bytes;
        oracle->ever_count++;
    }
    keep_slots(oracle, node, saved);
}

static void wrong_load(sim_oracle *oracle, unsigned node, unsigned from, unsigned store,
                       sim_word of, sim_value expected, ida_status status)
{
    const sim_site site = {.parts = SIM_SITE_NODE | SIM_SITE_STORE,
                           .node = (uint16_t)node,
                           .store = (uint8_t)store,
                           .call = SIM_WORD_SNAPSHOT_LOAD,
                           .about = sim_value_number(of, from)};
    sim_report(oracle, SIM_INVARIANT_REHYDRATION, site, expected, sim_value_status(status));
}

static bool is_refusal(ida_status status)
{
    return status == IDA_MALFORMED || status == IDA_CHECKSUM || status == IDA_UNSUPPORTED_VERSION;
}

/*
 * True if the bytes are a snapshot that was saved once. A torn write over an older snapshot may
 * leave exactly that one, as if nothing had been written.
 */
static bool was_saved(const sim_oracle *oracle, const sim_saved *saved, const sim_store *stored)
{
    uint64_t hash = sim_hash_bytes(stored->bytes, stored->size);
    if (saved->torn.size == stored->size && saved->torn.hash == hash) {
        return true;
    }
    for (size_t i = 0; i < oracle->ever_count; i++) {
        if (oracle->ever[i].hash == hash && oracle->ever[i].size == stored->size) {
            return true;
        }
    }
    return false;
}

/*
 * Large worlds do not remember every snapshot. What damage mixes in is of a store of the same node
 * that is there when it happens.
 */
void sim_oracle_damaged(sim_oracle *oracle, unsigned node, unsigned store)
{
    const sim_store *stored = &oracle->world->nodes[node].stores[store];
    if (sim_oracle_over(oracle) || !sim_config_is_large(&oracle->world->config)) {
        return;
    }
    const sim_bytes now = {sim_hash_bytes(stored->bytes, stored->size), stored->size};
    for (unsigned i = 0; i < SIM_STORES; i++) {
        const sim_bytes *other = &sim_oracle_store(oracle, node, i)->bytes;
        if (i != store && other->size == now.size && other->hash == now.hash) {
            sim_oracle_store(oracle, node, store)->torn = now;
        }
    }
}

/* Gives the node the incarnations that were saved; false after reporting one that is missing. */
static bool take_over(sim_oracle *oracle, unsigned node, const sim_saved *saved)
{
    const sim_node *at = &oracle->world->nodes[node];
    assert(saved->used);
    assert(saved->slots != NULL);
    sim_oracle_empty(oracle, node);
    for (unsigned slot = 0; slot < oracle->world->config.slots; slot++) {
        if (!saved->slots[slot].live) {
            continue;
        }
        if (!sim_incarnation_copy(sim_oracle_slot(oracle, node, slot), &saved->slots[slot])) {
            sim_oracle_no_memory(oracle);
            return false;
        }
        if (at->slots[slot].session == NULL) {
            sim_report_words(oracle, SIM_INVARIANT_REHYDRATION,
                             sim_site_slot(oracle, node, slot, SIM_WORD_SNAPSHOT_LOAD),
                             SIM_WORD_SAVED_SESSION, SIM_WORD_NO_SESSION);
            return false;
        }
        sim_oracle_set_live(oracle, node, slot, true);
    }
    return true;
}

/* A mismatch that the world found between a load and the save. */
static bool check_loaded(sim_oracle *oracle, unsigned node)
{
    if (oracle->world->violation != SIM_VIOLATION_LOADED) {
        return true;
    }
    sim_report_words(oracle, SIM_INVARIANT_REHYDRATION,
                     sim_site_node(oracle, node, SIM_WORD_SNAPSHOT_LOAD), SIM_WORD_SAVED_PLACE,
                     SIM_WORD_ANOTHER_PLACE);
    return false;
}

void sim_oracle_restored(sim_oracle *oracle, unsigned node, unsigned from, unsigned store,
                         ida_status status)
{
    const sim_saved *saved = sim_oracle_store(oracle, from, store);
    if (sim_oracle_over(oracle) || !saved->used) {
        return;
    }
    const sim_store *stored = &oracle->world->nodes[from].stores[store];
    assert(saved->position == stored->position);
    assert(saved->bytes.size == stored->original_size);
    assert(saved->bytes.hash == stored->original_hash);
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (stored->damaged) {
        if (status == IDA_OK ? !was_saved(oracle, saved, stored) : !is_refusal(status)) {
            wrong_load(oracle, node, from, store, SIM_WORD_OF_DAMAGED,
                       sim_value_words(SIM_WORD_REFUSAL), status);
        }
        return;
    }
    if (status != IDA_OK) {
        wrong_load(oracle, node, from, store, SIM_WORD_OF_NODE, sim_value_status(IDA_OK), status);
        return;
    }
    if (!take_over(oracle, node, saved) || !check_loaded(oracle, node)) {
        return;
    }
    for (uint32_t round = 0; round < oracle->rounds && !sim_oracle_over(oracle); round++) {
        sim_dice_take(oracle, oracle->first_round + round);
        sim_check_restored(oracle, node, saved);
    }
}

void sim_oracle_joined(sim_oracle *oracle, unsigned node, unsigned from, ida_status status)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_count(oracle, SIM_INVARIANT_REHYDRATION);
    if (status != IDA_OK) {
        const sim_site site = {.parts = SIM_SITE_NODE,
                               .node = (uint16_t)node,
                               .call = SIM_WORD_SNAPSHOT_LOAD,
                               .about = sim_value_number(SIM_WORD_OF_SUMMARY, from)};
        sim_report_status(oracle, SIM_INVARIANT_REHYDRATION, site, IDA_OK, status);
        return;
    }
    sim_oracle_empty(oracle, node);
    if (!check_loaded(oracle, node)) {
        return;
    }
    uint64_t position = oracle->world->nodes[node].position;
    if (oracle->world->nodes[from].document != NULL) {
        sim_check_look(oracle, from, oracle->world->nodes[from].position);
    }
    check_summary_loaded(oracle, node, position);
}
