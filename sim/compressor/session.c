/* The ops of a node's sessions, each with the application that uses it. */
#include <assert.h>

#include "channel.h"
#include "claims.h"
#include "node.h"
#include "note.h"
#include "places.h"
#include "starve.h"
#include "uuid_layout.h"

/* From this many sessions on a document counts as a gateway. */
#define GATEWAY_SESSIONS 16u
/* How near to a carry is at an edge. */
#define EDGE 128u
/* How many of the unseen submissions are looked at for a mark: all, except in large worlds. */
#define UNSEEN_LOOK (SIM_UP_MESSAGES + SIM_SLOTS_MAX)
/* How far back READ searches for an application op. */
#define READ_WINDOW 64u

/* The slot if its session is live, which also means that the node is up. */
static sim_slot *find_live(sim_world *world, unsigned node, unsigned slot)
{
    assert(node < world->config.nodes);
    assert(slot < world->config.slots);
    sim_slot *found = &world->nodes[node].slots[slot];
    return found->session == NULL ? NULL : found;
}

/* --- Opening and closing --- */

/* No application opens one session ID twice in one process. */
static bool is_open_here(const sim_world *world, const sim_node *node, ida_uuid uuid)
{
    if (sim_config_is_large(&world->config)) {
        return sim_places_has(node, uuid);
    }
    for (unsigned i = 0; i < world->config.slots; i++) {
        if (node->slots[i].session != NULL && sim_uuid_same(node->slots[i].uuid, uuid)) {
            return true;
        }
    }
    return false;
}

void sim_session_open(sim_world *world, unsigned index, unsigned slot_index, uint32_t layout)
{
    sim_node *node = &world->nodes[index];
    sim_slot *slot = &node->slots[slot_index];
    layout = sim_layout_for(world->subject->unclaimed, layout);
    ida_uuid uuid = sim_world_uuid(&world->config, index, slot_index, layout);
    if (node->state == SIM_NODE_DOWN || slot->session != NULL || is_open_here(world, node, uuid)) {
        return;
    }
    ida_session *session = NULL;
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = world->subject->session_open(node->document, uuid, &session);
    } while (sim_starve_end(world, index, before, status));
    sim_note_status(world, status);
    if (status == IDA_OK) {
        *slot = (sim_slot){.session = session, .uuid = uuid};
        world->sessions++;
        node->live++;
        sim_places_set(world, node, uuid, slot_index);
        if (uuid.low + EDGE - (UINT64_C(1) << 63) < 2 * (uint64_t)EDGE) {
            sim_note_mark(world, SIM_MARK_AT_BIT_63);
        }
        if (node->live == GATEWAY_SESSIONS) {
            sim_note_mark(world, SIM_MARK_GATEWAY);
        }
        world->subject->session_set_cluster_size(session, world->config.cluster_size);
    } else if (status == IDA_SESSION_EXISTS) {
        sim_note_mark(world, SIM_MARK_OPEN_REFUSED);
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_OPENED, .node = index, .slot = slot_index,
             .session = uuid, .status = status);
}

void sim_session_close(sim_world *world, unsigned index, unsigned slot_index)
{
    sim_slot *slot = find_live(world, index, slot_index);
    if (slot == NULL) {
        return;
    }
    ida_uuid uuid = slot->uuid;
    world->subject->session_close(slot->session);
    *slot = (sim_slot){0};
    sim_places_clear(world, &world->nodes[index], uuid);
    assert(world->nodes[index].live > 0);
    world->nodes[index].live--;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_CLOSED, .node = index, .slot = slot_index,
             .session = uuid);
}

/* --- Generating --- */

static void remember_issued(sim_slot *slot, ida_run run)
{
    slot->issued[slot->issued_count++ % SIM_SEEN] = run;
}

static bool has_range_under_way(const sim_node *node, ida_uuid uuid)
{
    for (uint32_t i = 0; i < node->unseen_count && i < UNSEEN_LOOK; i++) {
        const sim_entry *entry = &node->unseen[i];
        if (entry->kind == SIM_ENTRY_RANGE && sim_uuid_same(entry->range.session, uuid)) {
            return true;
        }
    }
    return false;
}

/* The bits before the variant, and those before the version: only a carry changes them. */
static uint64_t above_variant(ida_uuid uuid)
{
    return uuid.high << 2 | uuid.low >> 62;
}

static uint64_t above_version(ida_uuid uuid)
{
    return uuid.high >> 10;
}

/* Counts the carries up to the newest of count new IDs. */
static void note_carries(sim_world *world, const sim_slot *slot, uint64_t count)
{
    uint64_t generated = world->subject->session_generated(slot->session);
    ida_uuid last;
    ida_uuid previous = slot->uuid;
    if (count == 0 || generated < count ||
        ida_uuid_add(slot->uuid, generated - 1, &last) != IDA_OK) {
        return;
    }
    if (generated > count) {
        ida_uuid_add(slot->uuid, generated - count - 1, &previous);
    }
    if (above_variant(last) != above_variant(previous)) {
        sim_note_mark(world, SIM_MARK_CARRIED_VARIANT);
    }
    if (above_version(last) != above_version(previous)) {
        sim_note_mark(world, SIM_MARK_CARRIED_VERSION);
    }
}

static void note_eager(sim_world *world, const sim_node *node, const sim_slot *slot)
{
    sim_note_mark(world, SIM_MARK_EAGER);
    if (slot->births > 0) {
        sim_note_mark(world, SIM_MARK_EAGER_AGAIN);
    }
    if (has_range_under_way(node, slot->uuid)) {
        sim_note_mark(world, SIM_MARK_EAGER_IN_FLIGHT);
    }
}

static void note_refusal(sim_world *world, ida_status status)
{
    sim_note_status(world, status);
    if (status == IDA_STALE_SESSION) {
        sim_note_mark(world, SIM_MARK_STALE);
    } else if (status == IDA_EXHAUSTED) {
        sim_note_mark(world, SIM_MARK_GENERATE_EXHAUSTED);
    } else if (status == IDA_NOT_ROOT) {
        sim_note_mark(world, SIM_MARK_CHILD_TOOK_NOTHING);
    }
}

/* Counts IDs of children. */
static void note_child(sim_world *world, const sim_slot *slot)
{
    if (!sim_uuid_is_zero(slot->shard)) {
        sim_note_mark(world, SIM_MARK_SHARD_GENERATED);
    }
}

static void note_runs(sim_world *world, sim_node *node, sim_slot *slot, const ida_run *runs,
                      size_t run_count)
{
    uint64_t count = 0;
    for (size_t i = 0; i < run_count; i++) {
        remember_issued(slot, runs[i]);
        count += runs[i].count;
        if (runs[i].first < 0) {
            sim_note_mark(world, SIM_MARK_LOCAL);
        } else {
            note_eager(world, node, slot);
        }
    }
    if (run_count == 2) {
        sim_note_mark(world, SIM_MARK_TWO_RUNS);
    }
    /* Of a surge only that it was: nobody could add up the rest. */
    world->ids += count <= UINT32_MAX ? count : 1;
    if (count > UINT32_MAX) {
        sim_note_mark(world, SIM_MARK_SURGED);
    }
    node->unsaved = node->unsaved || count > 0;
    note_child(world, slot);
    note_carries(world, slot, count);
}

/* One ID by the call for one; run_count is 0 if it fails. */
static ida_status generate(const sim_world *world, const sim_slot *slot, uint64_t count,
                           ida_run runs[2], size_t *run_count)
{
    ida_status status;
    if (count == 1) {
        status = world->subject->session_generate(slot->session, &runs[0].first);
        *run_count = 1;
    } else {
        status = world->subject->session_generate_many(slot->session, count, runs, run_count);
    }
    *run_count = status == IDA_OK ? *run_count : 0;
    return status;
}

void sim_session_generate(sim_world *world, unsigned index, unsigned slot_index, uint64_t count)
{
    sim_slot *slot = find_live(world, index, slot_index);
    if (slot == NULL) {
        return;
    }
    ida_run runs[2] = {{0, 1}, {0, 0}};
    size_t run_count = 0;
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = generate(world, slot, count, runs, &run_count);
    } while (sim_starve_end(world, index, before, status));
    for (size_t i = run_count; i < 2; i++) {
        runs[i] = (ida_run){0, 0};
    }
    if (status == IDA_OK) {
        note_runs(world, &world->nodes[index], slot, runs, run_count);
    } else {
        note_refusal(world, status);
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_GENERATED, .node = index, .slot = slot_index,
             .session = slot->uuid, .count = count, .status = status, .runs = runs,
             .number = (uint32_t)run_count);
}

/* The application continues with the session-space form of what it got. */
static void remember_unique(sim_world *world, sim_node *node, sim_slot *slot,
                            const ida_unique_id *unique)
{
    ida_run run = {unique->final_id, 1};
    node->unsaved = true;
    world->ids++;
    note_child(world, slot);
    note_carries(world, slot, 1);
    if (unique->is_final) {
        sim_note_mark(world, SIM_MARK_UNIQUE_FINAL);
        note_eager(world, node, slot);
    } else {
        sim_note_mark(world, SIM_MARK_UNIQUE_STABLE);
        if (world->subject->session_recompress(slot->session, unique->stable_id, &run.first) !=
            IDA_OK) {
            return;
        }
    }
    remember_issued(slot, run);
}

void sim_session_unique(sim_world *world, unsigned index, unsigned slot_index)
{
    sim_slot *slot = find_live(world, index, slot_index);
    if (slot == NULL) {
        return;
    }
    ida_unique_id unique = {0};
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = world->subject->session_generate_unique(slot->session, &unique);
    } while (sim_starve_end(world, index, before, status));
    if (status != IDA_OK) {
        unique = (ida_unique_id){0};
    } else if (unique.is_final) {
        unique.stable_id = (ida_uuid){0, 0};
    } else {
        unique.final_id = 0;
    }
    if (status == IDA_OK) {
        remember_unique(world, &world->nodes[index], slot, &unique);
    } else {
        note_refusal(world, status);
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_UNIQUE, .node = index, .slot = slot_index,
             .session = slot->uuid, .status = status, .unique = &unique);
}

void sim_session_resize(sim_world *world, unsigned index, unsigned slot_index, uint32_t size)
{
    const sim_slot *slot = find_live(world, index, slot_index);
    if (slot == NULL) {
        return;
    }
    ida_status status = world->subject->session_set_cluster_size(slot->session, size);
    if (status == IDA_OK) {
        sim_note_mark(world, SIM_MARK_RESIZED);
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_RESIZED, .node = index, .slot = slot_index,
             .session = slot->uuid, .size = size, .status = status);
}

/* --- Ranges --- */

static ida_status reset(sim_world *world, unsigned index, unsigned slot_index)
{
    const sim_slot *slot = &world->nodes[index].slots[slot_index];
    ida_status status = world->subject->session_reset(slot->session);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_RESET, .node = index, .slot = slot_index,
             .session = slot->uuid, .status = status);
    return status;
}

void sim_session_reset(sim_world *world, unsigned index, unsigned slot_index)
{
    const sim_slot *slot = find_live(world, index, slot_index);
    if (slot != NULL && world->nodes[index].state == SIM_NODE_OFFLINE) {
        note_refusal(world, reset(world, index, slot_index));
    }
}

/* Takes or retakes; the range is empty unless there is something to submit. */
static ida_status take(sim_world *world, unsigned index, unsigned slot_index, bool again,
                       ida_range *range)
{
    sim_node *node = &world->nodes[index];
    const sim_slot *slot = &node->slots[slot_index];
    ida_status status = again ? world->subject->session_retake(slot->session, range)
                              : world->subject->session_take(slot->session, range);
    if (status != IDA_OK) {
        *range = (ida_range){0};
        note_refusal(world, status);
    } else if (range->count == 0) {
        sim_note_mark(world, SIM_MARK_TAKEN_EMPTY);
    } else {
        node->unsaved = true;
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_TAKEN, .node = index, .slot = slot_index,
             .session = slot->uuid, .flag = again, .status = status, .range = range);
    return status;
}

static void submit_range(sim_world *world, unsigned index, unsigned slot_index,
                         const ida_range *range)
{
    assert(range->count > 0);
    assert(slot_index < world->config.slots);
    sim_entry entry = {.kind = SIM_ENTRY_RANGE, .slot = slot_index, .range = *range};
    sim_channel_submit(world, index, &entry);
}

/* Takes, saves if the node writes ahead, and submits; false if the session must not continue. */
static bool take_and_submit(sim_world *world, unsigned index, unsigned slot_index)
{
    ida_range range = {0};
    ida_status status = take(world, index, slot_index, false, &range);
    if (status != IDA_OK || range.count == 0) {
        return status == IDA_OK;
    }
    if (!sim_storage_write_ahead(world, index)) {
        reset(world, index, slot_index);
        return false;
    }
    submit_range(world, index, slot_index, &range);
    return true;
}

/* What a session may submit now: count entries more must have room. */
static sim_slot *find_sender(sim_world *world, unsigned index, unsigned slot_index,
                             uint32_t entries)
{
    const sim_node *node = &world->nodes[index];
    if (node->state != SIM_NODE_CONNECTED || node->unseen_count + entries > SIM_UP_MESSAGES) {
        return NULL;
    }
    return find_live(world, index, slot_index);
}

void sim_session_take(sim_world *world, unsigned index, unsigned slot_index)
{
    if (find_sender(world, index, slot_index, 1) != NULL) {
        take_and_submit(world, index, slot_index);
    }
}

/* --- A new connection --- */

static bool has_old_message(const sim_node *node, ida_uuid uuid)
{
    for (uint32_t i = 0; i < SIM_UP_MESSAGES; i++) {
        const sim_up_message *up = &node->up[i];
        if (up->used && up->entry.kind == SIM_ENTRY_RANGE &&
            sim_uuid_same(up->entry.range.session, uuid)) {
            return true;
        }
    }
    return false;
}

/*
 * Moves the application ops that were not sequenced, and whose session is still open, out of the
 * unseen submissions, and drops the others: their ranges are taken again.
 */
static uint32_t collect_unseen_ops(sim_node *node, sim_entry ops[SIM_UP_MESSAGES])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < node->unseen_count; i++) {
        const sim_entry *entry = &node->unseen[i];
        const sim_slot *slot = &node->slots[entry->slot];
        if (entry->kind == SIM_ENTRY_APP && slot->session != NULL &&
            sim_uuid_same(slot->uuid, entry->origin)) {
            assert(count < SIM_UP_MESSAGES);
            ops[count++] = *entry;
        }
    }
    node->unseen_count = 0;
    return count;
}

/* Retakes every session of a node; true if there is something to submit. */
static bool retake(sim_world *world, unsigned index, ida_range *ranges)
{
    const sim_node *node = &world->nodes[index];
    bool any = false;
    for (unsigned i = 0; i < world->config.slots; i++) {
        ranges[i] = (ida_range){0};
        if (node->slots[i].session == NULL) {
            continue;
        }
        if (take(world, index, i, true, &ranges[i]) != IDA_OK || ranges[i].count == 0) {
            continue;
        }
        any = true;
        sim_note_mark(world, SIM_MARK_RETAKEN);
        if (has_old_message(node, node->slots[i].uuid)) {
            sim_note_mark(world, SIM_MARK_RETAKEN_IN_FLIGHT);
        }
    }
    return any;
}

void sim_session_retake_all(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    sim_entry ops[SIM_UP_MESSAGES];
    ida_range *ranges = world->range_room;
    assert(node->state == SIM_NODE_JOINING);
    assert(node->next_number == 1);
    assert(node->next_sent == 1);
    uint32_t op_count = collect_unseen_ops(node, ops);
    sim_node_enter(world, index, SIM_NODE_CONNECTED, SIM_COMPRESSOR_CONNECTED);
    bool any = retake(world, index, ranges);
    bool saved = !any || sim_storage_write_ahead(world, index);
    for (unsigned i = 0; i < world->config.slots; i++) {
        if (ranges[i].count == 0) {
            continue;
        }
        if (saved) {
            submit_range(world, index, i, &ranges[i]);
        } else {
            reset(world, index, i);
        }
    }
    /* Ops come after the ranges whose IDs they mention, or not at all. */
    for (uint32_t i = 0; saved && i < op_count; i++) {
        sim_note_mark(world, SIM_MARK_RESUBMITTED);
        sim_channel_submit(world, index, &ops[i]);
    }
}

/* --- Application ops --- */

/* The choice-th ID that the application remembers: of its own, newest first, then seen ones. */
static bool pick_id(const sim_slot *slot, uint64_t choice, ida_id *id)
{
    uint32_t issued = slot->issued_count < SIM_SEEN ? slot->issued_count : SIM_SEEN;
    uint32_t seen = slot->seen_count < SIM_SEEN ? slot->seen_count : SIM_SEEN;
    if (issued + seen == 0) {
        return false;
    }
    uint32_t which = (uint32_t)(choice % (issued + seen));
    uint64_t rest = choice / (issued + seen);
    if (which >= issued) {
        *id = slot->seen[(slot->seen_count - 1 - (which - issued)) % SIM_SEEN];
        return true;
    }
    const ida_run *run = &slot->issued[(slot->issued_count - 1 - which) % SIM_SEEN];
    int64_t offset = (int64_t)(run->count - 1 - rest % run->count);
    *id = run->first < 0 ? run->first - offset : run->first + offset;
    return true;
}

static bool is_own(const sim_world *world, const sim_slot *slot, ida_uuid stable)
{
    uint64_t distance;
    return ida_uuid_distance(slot->uuid, stable, &distance) &&
           distance < world->subject->session_generated(slot->session);
}

/* A subject that is far away is asked at once what mention asks. */
static void fetch_forms(const sim_world *world, ida_session *session, ida_id id)
{
    const sim_subject *subject = world->subject;
    if (subject->collect != NULL) {
        ida_id op_id;
        ida_uuid stable;
        subject->collect(true);
        (void)subject->session_to_op_space(session, id, &op_id);
        (void)subject->session_decompress(session, id, &stable);
        (void)subject->session_generated(session);
        subject->collect(false);
    }
}

static void mention(sim_world *world, unsigned index, unsigned slot_index, ida_id id,
                    sim_entry *entry)
{
    const sim_slot *slot = &world->nodes[index].slots[slot_index];
    sim_mention m = {.op_id = 0};
    fetch_forms(world, slot->session, id);
    ida_status status = world->subject->session_to_op_space(slot->session, id, &m.op_id);
    m.stable_status = world->subject->session_decompress(slot->session, id, &m.stable);
    m.op_id = status == IDA_OK ? m.op_id : 0;
    m.stable = m.stable_status == IDA_OK ? m.stable : (ida_uuid){0, 0};
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_MENTIONED, .node = index, .slot = slot_index,
             .session = slot->uuid, .id = id, .status = status, .mention = &m);
    if (status != IDA_OK) {
        return;
    }
    if (m.op_id < 0) {
        sim_note_mark(world, SIM_MARK_MENTIONED_OWN);
    } else if (!is_own(world, slot, m.stable)) {
        sim_note_mark(world, SIM_MARK_MENTIONED_OTHER);
    }
    assert(entry->mentions < SIM_MENTIONS);
    entry->ids[entry->mentions] = m.op_id;
    entry->stable[entry->mentions] = m.stable;
    entry->mentions++;
}

void sim_session_send(sim_world *world, unsigned index, unsigned slot_index, uint32_t pick)
{
    const sim_slot *slot = find_sender(world, index, slot_index, 2);
    if (slot == NULL || !take_and_submit(world, index, slot_index)) {
        return;
    }
    sim_entry entry = {.kind = SIM_ENTRY_APP, .slot = slot_index, .origin = slot->uuid};
    /* Small picks name the newest ID; each further mention is somewhere else. */
    uint64_t choice = pick / SIM_MENTIONS;
    for (uint32_t i = 0; i <= pick % SIM_MENTIONS; i++) {
        ida_id id;
        if (pick_id(slot, choice, &id)) {
            mention(world, index, slot_index, id, &entry);
        }
        choice = (choice + i + 1) * UINT64_C(0x9E3779B97F4A7C15) >> 20;
    }
    sim_channel_submit(world, index, &entry);
}

/* The same for what sim_session_hear asks. */
static void fetch_meanings(const sim_world *world, ida_session *session, const sim_entry *entry)
{
    const sim_subject *subject = world->subject;
    if (subject->collect != NULL) {
        subject->collect(true);
        for (uint32_t i = 0; i < entry->mentions; i++) {
            ida_id id;
            (void)subject->session_to_session_space(session, entry->ids[i], entry->origin, &id);
            (void)subject->session_generated(session);
        }
        subject->collect(false);
    }
}

void sim_session_hear(sim_world *world, unsigned index, unsigned slot_index, uint64_t position)
{
    sim_slot *slot = &world->nodes[index].slots[slot_index];
    const sim_entry *entry = sim_world_entry(world, position);
    assert(entry->kind == SIM_ENTRY_APP);
    assert(position < world->nodes[index].position);
    assert(entry->mentions <= SIM_MENTIONS);
    assert(slot->session != NULL);
    fetch_meanings(world, slot->session, entry);
    for (uint32_t i = 0; i < entry->mentions; i++) {
        ida_id id = 0;
        ida_status status = world->subject->session_to_session_space(slot->session, entry->ids[i],
                                                                     entry->origin, &id);
        id = status == IDA_OK ? id : 0;
        if (status == IDA_UNKNOWN_ID && !sim_uuid_is_zero(slot->shard)) {
            sim_note_mark(world, SIM_MARK_UNHEARD);
        }
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_READ, .node = index, .slot = slot_index,
                 .session = slot->uuid, .position = position, .entry = entry, .number = i,
                 .status = status, .id = id);
        if (status != IDA_OK) {
            continue;
        }
        slot->seen[slot->seen_count++ % SIM_SEEN] = id;
        if (!sim_uuid_same(slot->uuid, entry->origin) && is_own(world, slot, entry->stable[i])) {
            sim_note_mark(world, SIM_MARK_CAME_BACK);
        }
    }
}

void sim_session_read(sim_world *world, unsigned index, unsigned slot_index, uint32_t entry)
{
    const sim_node *node = &world->nodes[index];
    if (find_live(world, index, slot_index) == NULL || node->position == world->log_base) {
        return;
    }
    uint64_t position = world->log_base + entry % (node->position - world->log_base);
    for (unsigned i = 0; sim_world_entry(world, position)->kind != SIM_ENTRY_APP; i++) {
        if (i == READ_WINDOW || position == world->log_base) {
            return;
        }
        position--;
    }
    sim_note_mark(world, SIM_MARK_READ_LATE);
    if (position < node->joined_at) {
        sim_note_mark(world, SIM_MARK_READ_AFTER_SUMMARY);
    }
    sim_session_hear(world, index, slot_index, position);
}
