/* Creates the oracle, finds its places, and decides when it asks. */
#include "oracle_internal.h"

#include <assert.h>
#include <stdlib.h>

#include "stable.h"

/* After one in this many ops a document is asked, too. */
#define DOCUMENT_INTERVAL 2u
/* The most rounds of loads. */
#define LOAD_ROUNDS_MAX 32u

sim_oracle *sim_oracle_create(const sim_world *world)
{
    sim_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle == NULL) {
        return NULL;
    }
    size_t nodes = world->config.nodes;
    size_t slots = nodes * world->config.slots;
    oracle->world = world;
    oracle->rounds = 1;
    oracle->own = sim_own_allocator(&oracle->memory);
    sim_model_init(&oracle->model);
    oracle->slots = calloc(slots, sizeof *oracle->slots);
    oracle->live = calloc(slots, sizeof *oracle->live);
    oracle->stores = calloc(nodes * SIM_STORES, sizeof *oracle->stores);
    oracle->last_look = calloc(nodes, sizeof *oracle->last_look);
    oracle->live_of = calloc(nodes, sizeof *oracle->live_of);
    oracle->session_room = calloc(world->config.slots, sizeof *oracle->session_room);
    oracle->slot_room = calloc(world->config.slots, sizeof *oracle->slot_room);
    if (oracle->slots == NULL || oracle->live == NULL || oracle->stores == NULL ||
        oracle->last_look == NULL || oracle->live_of == NULL || oracle->session_room == NULL ||
        oracle->slot_room == NULL) {
        sim_oracle_destroy(oracle);
        return NULL;
    }
    for (size_t i = 0; i < nodes; i++) {
        oracle->last_look[i] = SIM_NEVER;
    }
    return oracle;
}

static void free_saved(const sim_oracle *oracle, sim_saved *saved)
{
    if (saved->slots == NULL) {
        return;
    }
    for (unsigned slot = 0; slot < oracle->world->config.slots; slot++) {
        sim_incarnation_free(&saved->slots[slot]);
    }
    free(saved->slots);
}

void sim_oracle_destroy(sim_oracle *oracle)
{
    if (oracle == NULL) {
        return;
    }
    size_t nodes = oracle->world->config.nodes;
    for (size_t i = 0; oracle->stores != NULL && i < nodes * SIM_STORES; i++) {
        free_saved(oracle, &oracle->stores[i]);
    }
    for (size_t i = 0; oracle->slots != NULL && i < nodes * oracle->world->config.slots; i++) {
        /* Most of those of a large world were never touched. */
        if (oracle->slots[i].given != NULL || oracle->slots[i].shard.children != NULL) {
            sim_incarnation_free(&oracle->slots[i]);
        }
    }
    for (size_t i = 0; i < SIM_NEWBORNS; i++) {
        sim_incarnation_free(&oracle->newborns[i]);
    }
    sim_book_free(&oracle->book);
    free(oracle->slots);
    free(oracle->stores);
    free(oracle->live);
    free(oracle->last_look);
    free(oracle->live_of);
    free(oracle->session_room);
    free(oracle->slot_room);
    free(oracle->looks);
    free(oracle->ever);
    free(oracle->bytes);
    sim_model_free(&oracle->model);
    free(oracle);
}

void sim_oracle_judge_only(sim_oracle *oracle, sim_invariant_set only)
{
    oracle->only = only;
}

void sim_oracle_look_for(sim_oracle *oracle,
                         bool (*wanted)(void *context, const sim_failure *failure), void *context)
{
    oracle->wanted = wanted;
    oracle->wanted_context = context;
}

void sim_oracle_count_time(sim_oracle *oracle, sim_profile *profile)
{
    oracle->profile = profile;
}

const sim_failure *sim_oracle_failure(const sim_oracle *oracle)
{
    return &oracle->failure;
}

const uint64_t *sim_oracle_checks(const sim_oracle *oracle)
{
    return oracle->checks;
}

const sim_stuck *sim_oracle_stuck(const sim_oracle *oracle)
{
    return &oracle->stuck;
}

sim_incarnation *sim_oracle_slot(const sim_oracle *oracle, unsigned node, unsigned slot)
{
    assert(node < oracle->world->config.nodes);
    assert(slot < oracle->world->config.slots);
    return &oracle->slots[(size_t)node * oracle->world->config.slots + slot];
}

sim_saved *sim_oracle_store(const sim_oracle *oracle, unsigned node, unsigned store)
{
    assert(node < oracle->world->config.nodes);
    assert(store < SIM_STORES);
    return &oracle->stores[(size_t)node * SIM_STORES + store];
}

sim_view sim_oracle_view(sim_oracle *oracle, unsigned node, unsigned slot)
{
    return sim_view_of(&oracle->model, sim_oracle_slot(oracle, node, slot),
                       oracle->world->nodes[node].position);
}

bool sim_oracle_over(const sim_oracle *oracle)
{
    return oracle->failure.failed || oracle->out_of_memory || oracle->world->out_of_memory;
}

void sim_oracle_no_memory(sim_oracle *oracle)
{
    oracle->out_of_memory = true;
}

void sim_oracle_changed(sim_oracle *oracle, sim_incarnation *incarnation)
{
    oracle->version++;
    incarnation->version = oracle->version;
}

void sim_oracle_set_live(sim_oracle *oracle, unsigned node, unsigned slot, bool live)
{
    sim_incarnation *incarnation = sim_oracle_slot(oracle, node, slot);
    if (incarnation->live == live) {
        return;
    }
    incarnation->live = live;
    oracle->live_of[node] += live ? 1u : UINT32_MAX;
    if (live) {
        assert(oracle->live_count <
               (size_t)oracle->world->config.nodes * oracle->world->config.slots);
        incarnation->live_index = (uint32_t)oracle->live_count;
        oracle->live[oracle->live_count] = (uint32_t)(incarnation - oracle->slots);
        oracle->live_count++;
        return;
    }
    assert(incarnation->live_index < oracle->live_count);
    assert(oracle->live[incarnation->live_index] == (size_t)(incarnation - oracle->slots));
    oracle->live_count--;
    uint32_t moved = oracle->live[oracle->live_count];
    oracle->live[incarnation->live_index] = moved;
    oracle->slots[moved].live_index = incarnation->live_index;
}

void sim_oracle_empty(sim_oracle *oracle, unsigned node)
{
    for (unsigned slot = 0; slot < oracle->world->config.slots && oracle->live_of[node] > 0;
         slot++) {
        sim_oracle_set_live(oracle, node, slot, false);
    }
    oracle->last_look[node] = SIM_NEVER;
}

/* True if an op names a slot after its node. */
static bool names_slot(unsigned code)
{
    switch (code) {
    case SIM_OP_OPEN:
    case SIM_OP_GENERATE:
    case SIM_OP_UNIQUE:
    case SIM_OP_RESIZE:
    case SIM_OP_TAKE:
    case SIM_OP_RESET:
    case SIM_OP_SEND:
    case SIM_OP_READ:
    case SIM_OP_SHARD:
    case SIM_OP_REPORT:
    case SIM_OP_INFORM:
    case SIM_OP_DISPOSE:
    case SIM_OP_TOKEN:
    case SIM_OP_FALSIFY:
    case SIM_OP_REVOKE:
        return true;
    default:
        return false;
    }
}

/* Questions to the session in a live slot, and a check of its counters. */
static void visit(sim_oracle *oracle, unsigned node, unsigned slot, const sim_view *view,
                  unsigned count)
{
    ida_session *session = oracle->world->nodes[node].slots[slot].session;
    sim_check_session(oracle, node, slot, view, session);
    sim_ask_some(oracle, node, slot, view, session, count);
}

/* A live slot of a node, the requested one if it is live; false if there is none. */
static bool live_slot_of(sim_oracle *oracle, unsigned node, unsigned *slot)
{
    unsigned slots = oracle->world->config.slots;
    if (sim_config_is_large(&oracle->world->config) && *slot >= oracle->live_of[node] &&
        oracle->live_of[node] > 0) {
        /* Slots are mostly used from the first on. */
        *slot %= oracle->live_of[node];
    }
    for (unsigned i = 0; i < slots && oracle->live_of[node] > 0; i++) {
        unsigned candidate = (*slot + i) % slots;
        if (sim_oracle_slot(oracle, node, candidate)->live) {
            *slot = candidate;
            return true;
        }
    }
    return false;
}

void sim_oracle_set_rounds(sim_oracle *oracle, uint32_t first, uint32_t rounds)
{
    oracle->first_round = first;
    oracle->rounds = rounds;
}

uint32_t sim_load_rounds(const sim_oracle *oracle)
{
    return oracle->rounds < LOAD_ROUNDS_MAX ? oracle->rounds : LOAD_ROUNDS_MAX;
}

/* One round of the questions after an op. */
static void ask_round(sim_oracle *oracle, void *context)
{
    const sim_op *op = context;
    const sim_world *world = oracle->world;
    unsigned node = sim_world_node(world, op->args[0]);
    unsigned slot = names_slot(op->code) ? sim_world_slot(world, op->args[1])
                                         : (unsigned)(sim_dice(oracle) % world->config.slots);
    if (live_slot_of(oracle, node, &slot)) {
        const sim_view view = sim_oracle_view(oracle, node, slot);
        visit(oracle, node, slot, &view, 3);
        if (!sim_oracle_over(oracle)) {
            sim_ask_beside(oracle, node, slot, &view);
        }
    }
    if (!oracle->failure.failed) {
        assert(oracle->live_count > 0);
        uint32_t place = oracle->live[sim_dice(oracle) % oracle->live_count];
        const unsigned other = place / world->config.slots;
        slot = place % world->config.slots;
        const sim_view view = sim_oracle_view(oracle, other, slot);
        visit(oracle, other, slot, &view, 2);
    }
    if (sim_dice(oracle) % DOCUMENT_INTERVAL == 0) {
        sim_ask_document(oracle, node);
    }
}

void sim_oracle_after_op(sim_oracle *oracle, const sim_op *op)
{
    if (oracle->live_count == 0) {
        return;
    }
    for (uint32_t round = 0; round < oracle->rounds && !sim_oracle_over(oracle); round++) {
        sim_dice_take(oracle, oracle->first_round + round);
        sim_op asked = *op;
        sim_ask_at_once(oracle, ask_round, &asked);
    }
    oracle->focus.gen = 0;
}

void sim_oracle_pass(sim_oracle *oracle)
{
    oracle->focus.gen = 0;
}

/* How many calls a checkpoint makes for each ID: all of them, unless there are many sessions. */
static unsigned depth_for(const sim_oracle *oracle)
{
    if (oracle->live_count <= 4) {
        return 9;
    }
    return oracle->live_count <= 12 ? 4 : oracle->live_count <= 64 ? 2 : 1;
}

/* A session's own verification, and its name. */
static void verify_session(sim_oracle *oracle, unsigned node, unsigned slot)
{
    const sim_subject *subject = oracle->world->subject;
    const ida_session *session = oracle->world->nodes[node].slots[slot].session;
    if (!subject->session_verify(session)) {
        sim_report_truth(oracle, SIM_INVARIANT_CONTRACT,
                         sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_VERIFY), true);
    }
    ida_uuid id = subject->session_id(session);
    ida_uuid right = sim_oracle_slot(oracle, node, slot)->uuid;
    if (!sim_stable_equal(id, right)) {
        sim_report(oracle, SIM_INVARIANT_CONTRACT,
                   sim_site_slot(oracle, node, slot, SIM_WORD_SESSION_ID), sim_value_uuid(right),
                   sim_value_uuid(id));
    }
}

static void verify_node(sim_oracle *oracle, unsigned node)
{
    const sim_world *world = oracle->world;
    sim_count(oracle, SIM_INVARIANT_CONTRACT);
    if (!world->subject->document_verify(world->nodes[node].document)) {
        sim_report_truth(oracle, SIM_INVARIANT_CONTRACT,
                         sim_site_node(oracle, node, SIM_WORD_DOCUMENT_VERIFY), true);
    }
    for (unsigned slot = 0; slot < world->config.slots; slot++) {
        if (sim_oracle_slot(oracle, node, slot)->live) {
            verify_session(oracle, node, slot);
        }
    }
}

/* Large documents take their turns. */
static bool is_rehydrated(sim_oracle *oracle, unsigned node)
{
    uint64_t position = oracle->world->nodes[node].position;
    uint32_t clusters = sim_model_counters(&oracle->model, position).clusters;
    return clusters < 256 || sim_dice(oracle) % (clusters / 128) == 0;
}

void sim_oracle_checkpoint(sim_oracle *oracle)
{
    const sim_world *world = oracle->world;
    sim_dice_take(oracle, UINT64_C(0xC4EC4901));
    for (unsigned node = 0; node < world->config.nodes; node++) {
        if (world->nodes[node].state == SIM_NODE_DOWN) {
            continue;
        }
        if (sim_oracle_over(oracle)) {
            return;
        }
        uint64_t position = world->nodes[node].position;
        sim_check_counters(oracle, node, position, SIM_INVARIANT_CONSERVATION);
        sim_check_clusters(oracle, node, false);
        sim_ask_document_all(oracle, node);
        for (unsigned slot = 0; slot < world->config.slots; slot++) {
            if (sim_oracle_slot(oracle, node, slot)->live && !oracle->failure.failed) {
                sim_ask_all(oracle, node, slot, depth_for(oracle));
            }
        }
        sim_check_look(oracle, node, position);
        if (is_rehydrated(oracle, node)) {
            sim_check_rehydration(oracle, node);
        }
    }
    /* The subject's own verification comes last: if the model finds a mistake, it names it. */
    for (unsigned node = 0; node < world->config.nodes && !sim_oracle_over(oracle); node++) {
        if (world->nodes[node].state != SIM_NODE_DOWN) {
            verify_node(oracle, node);
        }
    }
}
