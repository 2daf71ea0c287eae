/* The network and the sequencer; channel.h has the picture. */
#include "channel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/verify.h"
#include "node.h"
#include "note.h"

#define LOG_CAPACITY_MIN 64u

/* --- The log --- */

bool sim_channel_is_full(const sim_world *world)
{
    return !sim_config_is_large(&world->config) &&
           world->log_count >= (world->quiet ? SIM_LOG_MAX : SIM_LOG_MAX - SIM_LOG_HEADROOM);
}

/* The flags of every node grow with the log, so that one index is for both. */
static bool grow_log(sim_world *world)
{
    uint64_t old = world->log_capacity;
    uint64_t capacity = old == 0 ? LOG_CAPACITY_MIN : old * 2;
    assert(capacity > world->log_count - world->log_base + 1);
    sim_entry *log = realloc(world->log, (size_t)capacity * sizeof *log);
    if (log == NULL) {
        return false;
    }
    world->log = log;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        uint8_t *down = realloc(world->nodes[i].down, (size_t)capacity);
        if (down == NULL) {
            return false;
        }
        memset(down + old, 0, (size_t)(capacity - old));
        world->nodes[i].down = down;
    }
    world->log_capacity = capacity;
    return true;
}

bool sim_channel_prepare(sim_world *world)
{
    return grow_log(world);
}

bool sim_channel_append(sim_world *world, const sim_entry *entry)
{
    if (sim_channel_is_full(world)) {
        return false;
    }
    assert(entry->kind <= SIM_ENTRY_GHOST);
    const uint64_t kept = world->log_count - world->log_base;
    assert(kept < world->log_capacity);
    if (kept + 1 >= world->log_capacity && !grow_log(world)) {
        world->out_of_memory = true;
        return false;
    }
    uint64_t position = world->log_count++;
    assert(position < SIM_LOG_MAX || sim_config_is_large(&world->config));
    *sim_world_entry(world, position) = *entry;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_node *node = &world->nodes[i];
        bool listens = node->state == SIM_NODE_JOINING || node->state == SIM_NODE_CONNECTED;
        uint8_t *down = sim_world_down(world, node, position);
        assert(node->position <= position);
        assert(*down == 0);
        *down = listens ? SIM_DOWN_UNDER_WAY : 0;
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_SEQUENCED, .position = position,
             .entry = sim_world_entry(world, position));
    return true;
}

/* --- Connections --- */

/* Counts a message that a link does not carry. */
static void note_cut(sim_world *world, const sim_node *node)
{
    bool both = node->cut_up && node->cut_down;
    sim_note_fault(world, both ? SIM_FAULT_CUT : SIM_FAULT_CUT_ONE_WAY);
}

/* The same for a message that is not in flight. */
static void block(sim_world *world, unsigned index)
{
    note_cut(world, &world->nodes[index]);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_BLOCKED, .node = index);
}

static bool is_connected(const sim_node *node)
{
    return node->state == SIM_NODE_JOINING || node->state == SIM_NODE_CONNECTED;
}

void sim_channel_disconnect(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    assert(is_connected(node));
    assert(node->position <= world->log_count);
    memset(sim_world_down(world, node, node->position), 0,
           (size_t)(world->log_count - node->position));
    sim_node_enter(world, index, SIM_NODE_OFFLINE, SIM_COMPRESSOR_OFFLINE);
}

bool sim_channel_connect(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    sim_client *client = &world->clients[index];
    assert(node->state != SIM_NODE_DOWN);
    if (node->cut_up || node->cut_down) {
        block(world, index);
        return false;
    }
    if (sim_channel_is_full(world)) {
        return false;
    }
    if (is_connected(node)) {
        sim_channel_disconnect(world, index);
    }
    if (world->log_count - node->position >= 16) {
        sim_note_mark(world, SIM_MARK_OFFLINE_LONG);
    }
    client->epoch++;
    assert(client->epoch > node->epoch);
    client->expected = 1;
    memset(client->buffered, 0, sizeof client->buffered);
    node->epoch = client->epoch;
    node->next_number = 1;
    node->next_sent = 1;
    sim_node_enter(world, index, SIM_NODE_JOINING, SIM_COMPRESSOR_CONNECTING);
    memset(sim_world_down(world, node, node->position), SIM_DOWN_UNDER_WAY,
           (size_t)(world->log_count - node->position));
    const sim_entry join = {
        .kind = SIM_ENTRY_JOIN, .node = (uint16_t)index, .epoch = client->epoch};
    return sim_channel_append(world, &join);
}

void sim_channel_cut(sim_world *world, unsigned index, uint32_t direction)
{
    sim_node *node = &world->nodes[index];
    node->cut_up = node->cut_up || direction % SIM_CUT_BOUND != SIM_CUT_DOWN;
    node->cut_down = node->cut_down || direction % SIM_CUT_BOUND != SIM_CUT_UP;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_CUT, .node = index);
}

void sim_channel_heal(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    if (node->cut_up || node->cut_down) {
        node->cut_up = false;
        node->cut_down = false;
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_HEALED, .node = index);
    }
}

/* --- Up: the client --- */

/* Emits an event of a submission. */
static void emit_up(sim_world *world, sim_compressor_event_kind kind, unsigned index,
                    const sim_entry *entry)
{
    SIM_EMIT(world, .kind = kind, .node = index, .entry = entry);
}

static bool is_under_way(const sim_node *node, const sim_entry *entry)
{
    for (uint32_t i = 0; i < SIM_UP_MESSAGES; i++) {
        const sim_up_message *message = &node->up[i];
        if (message->used && message->entry.epoch == entry->epoch &&
            message->entry.number == entry->number) {
            return true;
        }
    }
    return false;
}

static void put_under_way(sim_world *world, unsigned index, const sim_entry *entry)
{
    sim_up_message *up = world->nodes[index].up;
    assert(entry->node == index);
    assert(entry->number >= 1);
    assert(entry->epoch == world->nodes[index].epoch);
    assert(!is_under_way(&world->nodes[index], entry));
    uint32_t own = entry->number % SIM_UP_MESSAGES;
    uint32_t free_slot = own;
    for (uint32_t i = 0; i < SIM_UP_MESSAGES; i++) {
        uint32_t candidate = (own + i) % SIM_UP_MESSAGES;
        if (!up[candidate].used) {
            free_slot = candidate;
            break;
        }
    }
    if (up[free_slot].used) {
        sim_note_fault(world, SIM_FAULT_UP_LOST);
        emit_up(world, SIM_COMPRESSOR_CROWDED_OUT, index, &up[free_slot].entry);
    }
    up[free_slot] = (sim_up_message){.used = true, .entry = *entry};
    emit_up(world, SIM_COMPRESSOR_SENT, index, entry);
}

/* Sends the submissions that have entered the window. */
static void send_window(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    if (node->state != SIM_NODE_CONNECTED || node->unseen_count == 0) {
        return;
    }
    uint32_t oldest = node->unseen[0].number;
    assert(node->next_number == oldest + node->unseen_count);
    assert(node->unseen[0].epoch == node->epoch);
    assert(node->next_sent >= oldest);
    assert(node->next_sent <= node->next_number);
    while (node->next_sent < node->next_number && node->next_sent - oldest < SIM_UP_MESSAGES) {
        put_under_way(world, index, &node->unseen[node->next_sent - oldest]);
        node->next_sent++;
    }
}

/* Their numbers follow each other, and end before that of the next one. */
static bool are_unseen_in_order(const sim_node *node)
{
    bool in_order = true;
    for (uint32_t i = 0; i < node->unseen_count; i++) {
        uint32_t behind = node->unseen_count - i;
        in_order = in_order && node->unseen[i].number + behind == node->next_number &&
                   node->unseen[i].epoch == node->epoch;
    }
    return in_order;
}

/* Makes room behind the unseen submissions; false without memory. */
static bool make_room(sim_node *node)
{
    size_t before = node->unseen_block == NULL ? 0 : (size_t)(node->unseen - node->unseen_block);
    if (before + node->unseen_count < node->unseen_capacity) {
        return true;
    }
    if (before <= node->unseen_capacity / 2) {
        uint32_t capacity =
            node->unseen_capacity == 0 ? SIM_UP_MESSAGES : node->unseen_capacity * 2;
        sim_entry *grown = realloc(node->unseen_block, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        node->unseen_block = grown;
        node->unseen_capacity = capacity;
    }
    memmove(node->unseen_block, node->unseen_block + before,
            node->unseen_count * sizeof *node->unseen);
    node->unseen = node->unseen_block;
    return true;
}

void sim_channel_submit(sim_world *world, unsigned index, sim_entry *entry)
{
    sim_node *node = &world->nodes[index];
    assert(node->state == SIM_NODE_CONNECTED);
    assert(node->unseen_count < sim_world_unseen_max(world));
    assert(entry->kind == SIM_ENTRY_RANGE || entry->kind == SIM_ENTRY_APP);
    if (!make_room(node)) {
        world->out_of_memory = true;
        return;
    }
    entry->node = (uint16_t)index;
    entry->epoch = node->epoch;
    entry->number = node->next_number++;
    node->unseen[node->unseen_count++] = *entry;
    SIM_ASSERT_VERIFIED(node->unseen_count, are_unseen_in_order(node));
    emit_up(world, SIM_COMPRESSOR_SUBMITTED, index, entry);
    send_window(world, index);
}

void sim_channel_seen(sim_world *world, unsigned index, const sim_entry *entry)
{
    sim_node *node = &world->nodes[index];
    /* A client's entries are in the log in their order, so only the oldest can match. */
    if (node->unseen_count == 0 || entry->forged || entry->node != index ||
        entry->epoch != node->unseen[0].epoch || entry->number != node->unseen[0].number) {
        return;
    }
    assert(entry->epoch != node->epoch || entry->number < node->next_sent);
    node->unseen_count--;
    node->unseen++;
    send_window(world, index);
}

void sim_channel_resend(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    if (node->state != SIM_NODE_CONNECTED) {
        return;
    }
    for (uint32_t i = 0; i < node->unseen_count && i < SIM_UP_MESSAGES; i++) {
        assert(node->unseen[i].number < node->next_sent);
        if (!is_under_way(node, &node->unseen[i])) {
            put_under_way(world, index, &node->unseen[i]);
        }
    }
}

/* --- Up: the sequencer --- */

/* Appends the submissions that waited for their turn. */
static void drain_buffer(sim_world *world, sim_client *client)
{
    for (uint32_t i = 0; i < SIM_UP_MESSAGES; i++) {
        uint32_t slot = client->expected % SIM_UP_MESSAGES;
        if (!client->buffered[slot] || !sim_channel_append(world, &client->buffer[slot])) {
            return;
        }
        assert(client->buffer[slot].number == client->expected);
        assert(client->buffer[slot].epoch == client->epoch);
        client->buffered[slot] = false;
        client->expected++;
    }
}

/* The sequencer takes the next submission, keeps early ones, and ignores the rest. */
static void receive(sim_world *world, unsigned index, const sim_entry *entry)
{
    sim_client *client = &world->clients[index];
    uint32_t slot = entry->number % SIM_UP_MESSAGES;
    assert(entry->node == index);
    assert(entry->epoch <= client->epoch);
    if (entry->epoch != client->epoch) {
        sim_note_mark(world, SIM_MARK_OLD_CONNECTION);
        emit_up(world, SIM_COMPRESSOR_UP_OLD, index, entry);
    } else if (entry->number < client->expected ||
               (entry->number > client->expected && client->buffered[slot])) {
        assert(entry->number < client->expected || client->buffer[slot].number == entry->number);
        sim_note_fault(world, SIM_FAULT_UP_REPEATED);
        emit_up(world, SIM_COMPRESSOR_UP_REPEATED, index, entry);
    } else if (entry->number > client->expected) {
        assert(entry->number - client->expected < SIM_UP_MESSAGES);
        client->buffered[slot] = true;
        client->buffer[slot] = *entry;
        sim_note_fault(world, SIM_FAULT_UP_REORDERED);
        emit_up(world, SIM_COMPRESSOR_UP_EARLY, index, entry);
    } else if (sim_channel_append(world, entry)) {
        client->expected++;
        drain_buffer(world, client);
    }
}

/* True if the log has no room for a message: then it counts as not arrived. */
static bool has_no_room(const sim_world *world, const sim_client *client, const sim_entry *entry)
{
    return entry->epoch == client->epoch && entry->number == client->expected &&
           sim_channel_is_full(world);
}

void sim_channel_up(sim_world *world, unsigned index, uint32_t message, sim_fate fate)
{
    sim_node *node = &world->nodes[index];
    sim_up_message *up = &node->up[message % SIM_UP_MESSAGES];
    if (!up->used) {
        return;
    }
    if (fate == SIM_FATE_LOST) {
        up->used = false;
        sim_note_fault(world, SIM_FAULT_UP_LOST);
        emit_up(world, SIM_COMPRESSOR_UP_LOST, index, &up->entry);
    } else if (node->cut_up) {
        note_cut(world, node);
        emit_up(world, SIM_COMPRESSOR_UP_CUT, index, &up->entry);
    } else if (!has_no_room(world, &world->clients[index], &up->entry)) {
        bool again = fate == SIM_FATE_ARRIVES_AND_STAYS;
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_ARRIVED, .node = index, .entry = &up->entry,
                 .flag = again);
        receive(world, index, &up->entry);
        up->used = again;
    }
}

void sim_channel_follow(sim_world *world, uint64_t end)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        world->clients[i].read = world->clients[i].kept;
    }
    for (uint64_t i = world->log_base; i < end; i++) {
        const sim_entry *entry = sim_world_entry(world, i);
        sim_connection *read = &world->clients[entry->node].read;
        if (entry->forged || entry->kind == SIM_ENTRY_GHOST) {
            continue;
        }
        if (entry->kind == SIM_ENTRY_JOIN) {
            read->epoch = entry->epoch;
        }
        read->expected = entry->number + 1; /* a JOIN has number 0 */
    }
}

void sim_channel_restart_sequencer(sim_world *world)
{
    bool lost = false;
    sim_channel_follow(world, world->log_count);
    for (unsigned i = 0; i < world->config.nodes; i++) {
        sim_client *client = &world->clients[i];
        assert(client->epoch == client->read.epoch);
        assert(client->expected == client->read.expected);
        client->epoch = client->read.epoch;
        client->expected = client->read.expected;
        for (unsigned j = 0; j < SIM_UP_MESSAGES; j++) {
            lost = lost || client->buffered[j];
            client->buffered[j] = false;
        }
    }
    if (lost) {
        sim_note_fault(world, SIM_FAULT_SEQUENCER_RESTART);
    }
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_SEQUENCER, .flag = lost);
}

/* --- Down --- */

/* Emits an event of a log entry on its way to a node. */
static void emit_down(sim_world *world, sim_compressor_event_kind kind, unsigned index,
                      uint64_t position)
{
    SIM_EMIT(world, .kind = kind, .node = index, .position = position);
}

static bool has_received_next(const sim_world *world, const sim_node *node)
{
    return node->position < world->log_count &&
           (*sim_world_down(world, node, node->position) & SIM_DOWN_RECEIVED) != 0;
}

/* Applies the next entry and those after it that waited for it. */
static void apply_received(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    assert(node->position < world->log_count);
    assert(is_connected(node));
    emit_down(world, SIM_COMPRESSOR_DELIVERED, index, node->position);
    if (!sim_node_apply(world, index)) {
        return;
    }
    if (has_received_next(world, node)) {
        sim_note_mark(world, SIM_MARK_REASSEMBLED);
    }
    while (has_received_next(world, node)) {
        if (!sim_node_apply(world, index)) {
            return;
        }
    }
}

static void arrive(sim_world *world, unsigned index, uint64_t position)
{
    sim_node *node = &world->nodes[index];
    assert(position >= node->position);
    assert(position < world->log_count);
    if (position == node->position) {
        apply_received(world, index);
    } else if ((*sim_world_down(world, node, position) & SIM_DOWN_RECEIVED) != 0) {
        sim_note_fault(world, SIM_FAULT_DOWN_REPEATED);
        emit_down(world, SIM_COMPRESSOR_DOWN_REPEATED, index, position);
    } else {
        *sim_world_down(world, node, position) |= SIM_DOWN_RECEIVED;
        sim_note_fault(world, SIM_FAULT_DOWN_REORDERED);
        emit_down(world, SIM_COMPRESSOR_DOWN_EARLY, index, position);
    }
}

void sim_channel_down(sim_world *world, unsigned index, uint32_t ahead, sim_fate fate)
{
    sim_node *node = &world->nodes[index];
    uint64_t position = node->position + ahead % SIM_AHEAD_BOUND;
    if (!is_connected(node) || position >= world->log_count ||
        (*sim_world_down(world, node, position) & SIM_DOWN_UNDER_WAY) == 0) {
        return;
    }
    if (fate != SIM_FATE_LOST && node->cut_down) {
        note_cut(world, node);
        emit_down(world, SIM_COMPRESSOR_DOWN_CUT, index, position);
        return;
    }
    if (fate != SIM_FATE_ARRIVES_AND_STAYS) {
        *sim_world_down(world, node, position) &= (uint8_t)~SIM_DOWN_UNDER_WAY;
    }
    if (fate == SIM_FATE_LOST) {
        sim_note_fault(world, SIM_FAULT_DOWN_LOST);
        emit_down(world, SIM_COMPRESSOR_DOWN_LOST, index, position);
        return;
    }
    arrive(world, index, position);
}

void sim_channel_down_old(sim_world *world, unsigned index, uint32_t behind)
{
    sim_node *node = &world->nodes[index];
    uint64_t distance = 1 + behind % SIM_BEHIND_BOUND;
    if (!is_connected(node) || distance > node->position - world->log_base) {
        return;
    }
    if (node->cut_down) {
        block(world, index);
        return;
    }
    sim_note_fault(world, SIM_FAULT_DOWN_REPEATED);
    emit_down(world, SIM_COMPRESSOR_DOWN_REPEATED, index, node->position - distance);
}

void sim_channel_down_many(sim_world *world, unsigned index, uint32_t count)
{
    sim_node *node = &world->nodes[index];
    if (!is_connected(node) || count == 0 || node->position == world->log_count) {
        return;
    }
    if (node->cut_down) {
        block(world, index);
        return;
    }
    for (uint32_t i = 0; i < count && node->position < world->log_count; i++) {
        if (*sim_world_down(world, node, node->position) == 0 || !sim_world_is_well(world)) {
            return;
        }
        apply_received(world, index);
    }
}

void sim_channel_fetch(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    assert(node->position <= world->log_count);
    if (!is_connected(node)) {
        return;
    }
    if (node->cut_up) {
        block(world, index);
        return;
    }
    for (uint64_t i = node->position; i < world->log_count; i++) {
        uint8_t *down = sim_world_down(world, node, i);
        *down = *down == 0 ? SIM_DOWN_UNDER_WAY : *down;
    }
    emit_down(world, SIM_COMPRESSOR_FETCHED, index, node->position);
}
