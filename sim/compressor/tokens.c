/* What shards of a session tell each other: tokens, which may be lost, repeated, late or forged. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node.h"
#include "note.h"
#include "shards.h"
#include "starve.h"

/* How far ahead a forged token may be without being refused for that alone. */
#define NEAR_BITS 6u
/* How far a child that is given up is said to come, for each step. */
#define AHEAD_STEP 40u
/* The quiet phase carries reports up one level of children in each round. */
#define SETTLE_ROUNDS 24u

/* --- Making tokens --- */

/* A token goes on its way, in the place of the oldest one. */
static sim_token *post_token(sim_world *world, const sim_slot *slot, const ida_shard_token *said)
{
    sim_post *post = world->post;
    sim_token *token = &post->tokens[post->token_count % SIM_TOKENS];
    if (token->used && token->arrivals == 0) {
        sim_note_fault(world, SIM_FAULT_TOKEN_LOST);
    }
    *token = (sim_token){.used = true,
                         .said = *said,
                         .session = slot->uuid,
                         .to = said->kind == IDA_SHARD_PARENT ? said->shard : slot->parent,
                         .serial = post->token_count};
    post->token_count++;
    world->subject->shard_token_encode(said, token->bytes);
    return token;
}

/* Emits what came of making a token; posts it if it was made. */
static void tell_made(sim_world *world, unsigned index, unsigned slot_index, ida_status status,
                      const ida_shard_token *said)
{
    const sim_token nothing = {.said = *said};
    const sim_slot *slot = &world->nodes[index].slots[slot_index];
    const sim_token *token = status == IDA_OK ? post_token(world, slot, said) : &nothing;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_TOKEN_MADE, .node = index, .slot = slot_index,
             .session = slot->uuid, .status = status, .token = token);
}

void sim_tokens_report(sim_world *world, unsigned index, unsigned slot_index)
{
    const sim_slot *slot = sim_shards_find(world, index, slot_index);
    ida_shard_token said = {.kind = IDA_SHARD_PROGRESS};
    if (slot == NULL || !sim_shards_prepare(world)) {
        return;
    }
    ida_status status = world->subject->shard_report(slot->session, &said);
    if (status == IDA_OK) {
        /* What a child tells must survive its crash. */
        (void)sim_storage_write_ahead(world, index);
    }
    tell_made(world, index, slot_index, status, &said);
}

/* The which-th living child; one that nobody knows if there is none. */
static ida_shard_child pick_child(sim_world *world, const sim_slot *slot, uint32_t which)
{
    ida_shard_info info;
    ida_shard_child child = {.known = 0};
    if (!world->subject->shard_describe(slot->session, &info) || info.child_count == 0 ||
        !world->subject->shard_child_at(slot->session, which % info.child_count, &child)) {
        child.shard = sim_shards_name(world);
    }
    return child;
}

void sim_tokens_inform(sim_world *world, unsigned index, unsigned slot_index, uint32_t which)
{
    const sim_slot *slot = sim_shards_find(world, index, slot_index);
    if (slot == NULL || !sim_shards_prepare(world)) {
        return;
    }
    ida_shard_child child = pick_child(world, slot, which);
    ida_shard_token said = {.shard = child.shard, .kind = IDA_SHARD_PARENT};
    ida_status status = world->subject->shard_parent_report(slot->session, child.shard, &said);
    tell_made(world, index, slot_index, status, &said);
}

void sim_tokens_dispose(sim_world *world, unsigned index, unsigned slot_index)
{
    sim_slot *slot = sim_shards_find(world, index, slot_index);
    ida_shard_token said;
    const sim_token nothing = {.used = false};
    if (slot == NULL || !sim_shards_prepare(world)) {
        return;
    }
    ida_status status = world->subject->shard_dispose(slot->session, &said);
    const sim_token *token = status == IDA_OK ? post_token(world, slot, &said) : &nothing;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_DISPOSED, .node = index, .slot = slot_index,
             .session = slot->uuid, .status = status, .token = token);
    if (status != IDA_OK) {
        sim_note_mark(world, SIM_MARK_DISPOSE_REFUSED);
        return;
    }
    sim_session_close(world, index, slot_index);
    /* Nothing may bring it back. */
    (void)sim_storage_write_ahead(world, index);
}

/* --- Hearing tokens --- */

static void note_refused(sim_world *world, ida_status status)
{
    sim_note_status(world, status);
    switch (status) {
    case IDA_UNKNOWN_SHARD:
        sim_note_mark(world, SIM_MARK_TOKEN_REFUSED_UNKNOWN);
        break;
    case IDA_NOT_SHARDED:
        sim_note_mark(world, SIM_MARK_TOKEN_REFUSED_UNSHARDED);
        break;
    case IDA_INVALID_TOKEN:
        sim_note_mark(world, SIM_MARK_TOKEN_REFUSED_INVALID);
        break;
    case IDA_STALE_TOKEN:
        sim_note_mark(world, SIM_MARK_TOKEN_REFUSED_STALE);
        break;
    case IDA_EXHAUSTED:
        sim_note_mark(world, SIM_MARK_TOKEN_REFUSED_FAR);
        break;
    case IDA_MALFORMED:
        sim_note_mark(world, SIM_MARK_TOKEN_MALFORMED);
        break;
    default:
        break;
    }
}

static void note_heard(sim_world *world, unsigned index, const sim_slot *slot, uint32_t kind,
                       uint64_t before)
{
    ida_shard_info info;
    if (world->subject->session_generated(slot->session) == before) {
        sim_note_mark(world, SIM_MARK_HEARD_OLD);
    } else {
        sim_note_mark(world, kind == IDA_SHARD_PARENT ? SIM_MARK_FOLLOWED : SIM_MARK_HEARD);
    }
    if (kind == IDA_SHARD_DISPOSAL) {
        sim_note_mark(world, SIM_MARK_DISPOSED);
    }
    if (!world->subject->shard_describe(slot->session, &info)) {
        sim_note_mark(world, SIM_MARK_UNSHARDED);
    }
    world->nodes[index].unsaved = true;
}

/* What a session says to a token. */
static ida_status hear(sim_world *world, unsigned index, const sim_slot *slot,
                       const ida_shard_token *said)
{
    ida_status status;
    uint64_t starved;
    uint64_t before = world->subject->session_generated(slot->session);
    do {
        starved = sim_starve_begin(world, index);
        status = said->kind == IDA_SHARD_PARENT
                     ? world->subject->shard_follow(slot->session, said)
                     : world->subject->shard_synchronize(slot->session, said);
    } while (sim_starve_end(world, index, starved, status));
    if (status == IDA_OK) {
        note_heard(world, index, slot, said->kind, before);
    } else {
        note_refused(world, status);
    }
    return status;
}

/* Whether a newer token of the same shard, in the same direction, has arrived somewhere. */
static bool is_late(const sim_post *post, const sim_token *token)
{
    for (unsigned i = 0; i < SIM_TOKENS; i++) {
        const sim_token *other = &post->tokens[i];
        if (other->used && other->arrivals > 0 && other->serial > token->serial &&
            sim_uuid_same(other->said.shard, token->said.shard) &&
            (other->said.kind == IDA_SHARD_PARENT) == (token->said.kind == IDA_SHARD_PARENT)) {
            return true;
        }
    }
    return false;
}

static void note_arrival(sim_world *world, const sim_slot *slot, const sim_token *token)
{
    if (token->arrivals > 0) {
        sim_note_fault(world, SIM_FAULT_TOKEN_REPEATED);
    }
    if (is_late(world->post, token)) {
        sim_note_fault(world, SIM_FAULT_TOKEN_LATE);
    }
    if (!sim_uuid_same(slot->uuid, token->session) || !sim_uuid_same(slot->shard, token->to)) {
        sim_note_fault(world, SIM_FAULT_TOKEN_ASTRAY);
    }
}

static void arrive(sim_world *world, unsigned index, unsigned slot_index, sim_token *token)
{
    const sim_slot *slot = &world->nodes[index].slots[slot_index];
    ida_shard_token read = {.kind = 0};
    token->decoded = world->subject->shard_token_decode(token->bytes, sizeof token->bytes, &read);
    ida_status status = token->decoded == IDA_OK ? hear(world, index, slot, &read) : token->decoded;
    token->arrivals++;
    token->said = read;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_TOKEN_HEARD, .node = index, .slot = slot_index,
             .session = slot->uuid, .status = status, .token = token);
}

void sim_tokens_arrive(sim_world *world, unsigned index, unsigned slot_index, unsigned token)
{
    const sim_slot *slot = sim_shards_find(world, index, slot_index);
    assert(token < SIM_TOKENS);
    if (slot == NULL || world->post == NULL || !world->post->tokens[token].used) {
        return;
    }
    note_arrival(world, slot, &world->post->tokens[token]);
    arrive(world, index, slot_index, &world->post->tokens[token]);
}

void sim_tokens_lose(sim_world *world, unsigned token)
{
    assert(token < SIM_TOKENS);
    if (world->post == NULL || !world->post->tokens[token].used) {
        return;
    }
    sim_note_fault(world, SIM_FAULT_TOKEN_LOST);
    world->post->tokens[token].used = false;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_TOKEN_LOST, .token = &world->post->tokens[token]);
}

/* --- Forging --- */

/* A token to a shard as its parent would make it, or as one of its children would. */
static ida_shard_token token_near(sim_world *world, const sim_slot *slot, uint32_t number)
{
    uint64_t generated = world->subject->session_generated(slot->session);
    uint32_t ahead = number & ((1u << NEAR_BITS) - 1);
    bool from_parent = !sim_uuid_is_zero(slot->shard) && (number >> NEAR_BITS) % 2 != 0;
    if (from_parent) {
        return (ida_shard_token){slot->shard, generated + ahead, IDA_SHARD_PARENT};
    }
    ida_shard_child child = pick_child(world, slot, number >> NEAR_BITS);
    return (ida_shard_token){child.shard, child.known + ahead, IDA_SHARD_PROGRESS};
}

static ida_shard_token forge(sim_world *world, const sim_slot *slot, uint32_t how)
{
    uint32_t number = how / SIM_FORGERY_BOUND;
    ida_shard_token token = token_near(world, slot, number);
    switch (how % SIM_FORGERY_BOUND) {
    case SIM_FORGERY_FAR:
        token.gen_count += IDA_SHARD_PROGRESS_MAX << number % 4;
        break;
    case SIM_FORGERY_BEYOND:
        token.gen_count = IDA_SHARD_GEN_MAX - number % 8;
        break;
    case SIM_FORGERY_UNKNOWN:
        token.shard = sim_shards_name(world);
        break;
    case SIM_FORGERY_BEFORE:
        token.gen_count -= number % 64 < token.gen_count ? number % 64 : token.gen_count;
        token.kind = number % 2 == 0 ? token.kind : IDA_SHARD_DISPOSAL;
        break;
    case SIM_FORGERY_DISPOSAL:
        token.kind = IDA_SHARD_DISPOSAL;
        break;
    case SIM_FORGERY_REFLECTED:
        token.kind = token.kind == IDA_SHARD_PARENT ? IDA_SHARD_PROGRESS : IDA_SHARD_PARENT;
        break;
    default:
        break;
    }
    return token;
}

/* Changes the bytes of a token as if on their way. */
static void spoil(sim_token *token, uint32_t how)
{
    uint32_t number = how / SIM_FORGERY_BOUND;
    if (how % SIM_FORGERY_BOUND == SIM_FORGERY_KIND) {
        token->bytes[0] = (uint8_t)(number % 256);
    } else if (how % SIM_FORGERY_BOUND == SIM_FORGERY_BITS) {
        uint32_t bit = number % (8 * IDA_SHARD_TOKEN_ENCODED_SIZE);
        token->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

void sim_tokens_forge(sim_world *world, unsigned index, unsigned slot_index, uint32_t how)
{
    const sim_slot *slot = sim_shards_find(world, index, slot_index);
    if (slot == NULL || !sim_shards_prepare(world)) {
        return;
    }
    sim_token token = {.said = forge(world, slot, how), .session = slot->uuid, .to = slot->shard};
    ida_shard_token read = {.kind = 0};
    world->subject->shard_token_encode(&token.said, token.bytes);
    spoil(&token, how);
    sim_note_fault(world, SIM_FAULT_TOKEN_FORGED);
    token.decoded = world->subject->shard_token_decode(token.bytes, sizeof token.bytes, &read);
    ida_status status = token.decoded == IDA_OK ? hear(world, index, slot, &read) : token.decoded;
    if (token.decoded != IDA_OK) {
        note_refused(world, status);
    }
    token.said = read;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_TOKEN_HEARD, .node = index, .slot = slot_index,
             .session = slot->uuid, .status = status, .token = &token, .flag = true);
}

/* --- Giving up a child --- */

/* How far the other shards of a session have got, as far as they are up. */
static uint64_t farthest(const sim_world *world, const sim_slot *self)
{
    uint64_t most = 0;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        for (unsigned k = 0; k < world->config.slots; k++) {
            const sim_slot *slot = &world->nodes[i].slots[k];
            if (slot->session == NULL || slot == self || !sim_uuid_same(slot->uuid, self->uuid)) {
                continue;
            }
            uint64_t generated = world->subject->session_generated(slot->session);
            most = generated > most ? generated : most;
        }
    }
    return most;
}

static uint64_t promise(const sim_world *world, const sim_slot *slot, uint64_t known, uint32_t past)
{
    uint64_t number = past / SIM_PAST_BOUND;
    uint64_t reached = farthest(world, slot);
    reached = reached > known ? reached : known;
    switch (past % SIM_PAST_BOUND) {
    case SIM_PAST_REACHED:
        return reached;
    case SIM_PAST_AHEAD:
        return reached + AHEAD_STEP * (1 + number);
    case SIM_PAST_BEFORE:
        return known - (1 + number < known ? 1 + number : known);
    default:
        return known;
    }
}

void sim_tokens_revoke(sim_world *world, unsigned index, unsigned slot_index, uint32_t past)
{
    const sim_slot *slot = sim_shards_find(world, index, slot_index);
    if (slot == NULL || !sim_shards_prepare(world)) {
        return;
    }
    ida_shard_info info;
    ida_shard_child child = pick_child(world, slot, past / SIM_PAST_BOUND);
    uint64_t count = promise(world, slot, child.known, past);
    ida_status status;
    uint64_t starved;
    do {
        starved = sim_starve_begin(world, index);
        status = world->subject->shard_revoke(slot->session, child.shard, count);
    } while (sim_starve_end(world, index, starved, status));
    if (status == IDA_OK) {
        world->nodes[index].unsaved = true;
        sim_note_mark(world, SIM_MARK_REVOKED);
        if (!world->subject->shard_describe(slot->session, &info)) {
            sim_note_mark(world, SIM_MARK_UNSHARDED);
        }
    } else {
        note_refused(world, status);
    }
    const sim_token token = {.said = {.shard = child.shard, .gen_count = count}};
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_REVOKED, .node = index, .slot = slot_index,
             .session = slot->uuid, .count = count, .status = status, .token = &token);
}

/* --- The quiet phase --- */

/* Whether a session has a living child of that ID. */
static bool has_child(const sim_world *world, const sim_slot *slot, ida_uuid shard)
{
    ida_shard_child child;
    for (size_t i = 0; world->subject->shard_child_at(slot->session, i, &child); i++) {
        if (sim_uuid_same(child.shard, shard)) {
            return true;
        }
    }
    return false;
}

/* A child reports to whoever is its parent; true if one has moved. */
static bool settle_child(sim_world *world, unsigned index, unsigned slot_index)
{
    const sim_slot *child = &world->nodes[index].slots[slot_index];
    bool moved = false;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        for (unsigned k = 0; k < world->config.slots; k++) {
            const sim_slot *slot = &world->nodes[i].slots[k];
            if (slot->session == NULL || slot == child || !sim_uuid_same(slot->uuid, child->uuid) ||
                !has_child(world, slot, child->shard)) {
                continue;
            }
            uint64_t before = world->subject->session_generated(slot->session);
            ida_shard_token said;
            if (before >= world->subject->session_generated(child->session) ||
                world->subject->shard_report(child->session, &said) != IDA_OK) {
                continue;
            }
            arrive(world, i, k, post_token(world, child, &said));
            moved = moved || world->subject->session_generated(slot->session) != before;
        }
    }
    return moved;
}

void sim_tokens_settle(sim_world *world)
{
    bool moved = world->post != NULL;
    for (unsigned round = 0; moved && round < SETTLE_ROUNDS && sim_world_is_well(world); round++) {
        moved = false;
        for (unsigned i = 0; i < world->config.nodes; i++) {
            for (unsigned k = 0; k < world->config.slots; k++) {
                const sim_slot *slot = &world->nodes[i].slots[k];
                if (slot->session != NULL && !sim_uuid_is_zero(slot->shard)) {
                    moved = settle_child(world, i, k) || moved;
                }
            }
        }
    }
}
