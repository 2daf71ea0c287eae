/*
 * A node's storage: snapshots of its document and sessions, and beside each what the applications
 * remember. Damage changes only the snapshot's bytes, in any state of the node.
 */
#include "node.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "claims.h"
#include "kernel/trace.h"
#include "note.h"
#include "places.h"
#include "saving.h"
#include "starve.h"

/* Where a snapshot has its version; see idalloc/snapshot.h. */
#define VERSION_OFFSET 4u

/* --- Saving --- */

uint64_t sim_storage_look(sim_world *world)
{
    uint64_t total = 0;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        size_t size = 0;
        if (world->nodes[i].state == SIM_NODE_DOWN) {
            continue;
        }
        ida_status status = sim_saving_to_scratch(world, i, NULL, 0, &size);
        size = status == IDA_OK ? size : 0;
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_DOCUMENT, .node = i, .status = status, .size = size,
                 .hash = size == 0 ? 0 : XXH3_64bits(world->scratch, size));
        total += size;
    }
    return total;
}

uint64_t sim_storage_state(sim_world *world)
{
    sim_trace trace;
    sim_trace_init(&trace);
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        uint64_t numbers[] = {i, (uint64_t)node->state, 0};
        size_t size = 0;
        if (node->state != SIM_NODE_DOWN) {
            ida_session *const *sessions;
            size_t count = sim_saving_sessions(world, node, &sessions);
            ida_status status = sim_saving_to_scratch(world, i, sessions, count, &size);
            numbers[2] = (uint64_t)status;
            size = status == IDA_OK ? size : 0;
        }
        sim_trace_event(&trace, SIM_EVENT_NODE, numbers, 3);
        sim_trace_bytes(&trace, SIM_EVENT_DOCUMENT, world->scratch, size);
    }
    return trace.digest;
}

/* Stores the scratch bytes, and the applications' memory beside them. */
static bool keep(sim_world *world, sim_node *node, sim_store *store, size_t size)
{
    assert(world->config.slots > 0);
    assert(store->size <= store->capacity);
    assert(node->newest_serial <= world->save_serial);
    assert(node->position <= world->log_count);
    if (store->slots == NULL) {
        store->slots = calloc(world->config.slots, sizeof *store->slots);
    }
    if (size > store->capacity || store->bytes == NULL) {
        size_t capacity = size + size / 2 + 1;
        uint8_t *bytes = realloc(store->bytes, capacity);
        if (bytes == NULL) {
            world->out_of_memory = true;
            return false;
        }
        store->bytes = bytes;
        store->capacity = capacity;
    }
    if (store->slots == NULL) {
        world->out_of_memory = true;
        return false;
    }
    memcpy(store->bytes, world->scratch, size);
    memcpy(store->slots, node->slots, world->config.slots * sizeof *store->slots);
    store->size = size;
    store->original_size = size;
    store->original_hash = XXH3_64bits(store->bytes, size);
    store->damaged = false;
    store->position = node->position;
    store->serial = ++world->save_serial;
    store->loads = 0;
    node->newest_serial = store->serial;
    node->unsaved = false;
    return true;
}

static ida_status save(sim_world *world, unsigned index, unsigned store_index)
{
    sim_node *node = &world->nodes[index];
    sim_store *store = &node->stores[store_index];
    ida_session *const *sessions;
    size_t count = sim_saving_sessions(world, node, &sessions);
    size_t size = 0;
    ida_status status = sim_saving_to_scratch(world, index, sessions, count, &size);
    if (status == IDA_OK && !keep(world, node, store, size)) {
        status = IDA_NO_MEMORY;
    }
    sim_note_status(world, status);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_SAVED, .node = index, .store = store_index,
             .status = status, .size = size, .hash = status == IDA_OK ? store->original_hash : 0,
             .position = node->position);
    return status;
}

void sim_storage_save(sim_world *world, unsigned index, unsigned store)
{
    if (world->nodes[index].state != SIM_NODE_DOWN) {
        save(world, index, store);
    }
}

/* Where copies are not detected, every node has to save before it sends. */
static bool writes_ahead(const sim_world *world, unsigned index)
{
    unsigned nodes = world->config.write_ahead;
    return (nodes >> index % 16 & 1u) != 0 ||
           !sim_claims(world->subject->unclaimed, IDSIM_CLAIM_COPIES);
}

bool sim_storage_write_ahead(sim_world *world, unsigned index)
{
    if (!writes_ahead(world, index)) {
        return true;
    }
    return save(world, index, SIM_WAL_STORE) == IDA_OK;
}

void sim_storage_delete(sim_node *node, unsigned store)
{
    free(node->stores[store].bytes);
    free(node->stores[store].slots);
    node->stores[store] = (sim_store){0};
}

void sim_storage_wipe(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    for (unsigned i = 0; i < SIM_STORES; i++) {
        sim_storage_delete(node, i);
    }
    node->newest_serial = 0;
}

/* --- Restoring --- */

/* True if a session, or that shard of it, is live on any node now. */
static bool is_live(const sim_world *world, const sim_slot *self)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (sim_config_is_large(&world->config)) {
            if (sim_places_has(node, self->uuid)) {
                return true;
            }
            continue;
        }
        for (unsigned k = 0; k < world->config.slots && node->live > 0; k++) {
            const sim_slot *slot = &node->slots[k];
            if (slot->session != NULL && sim_uuid_same(slot->uuid, self->uuid) &&
                sim_uuid_same(slot->shard, self->shard)) {
                return true;
            }
        }
    }
    return false;
}

/* Counts the effects of loading a store on the world. */
static void note_copies(sim_world *world, const sim_store *store)
{
    bool copied = false;
    assert(store->slots != NULL);
    assert(!store->damaged);
    bool forked = false;
    for (unsigned i = 0; i < world->config.slots; i++) {
        const sim_slot *slot = &store->slots[i];
        if (slot->session == NULL) {
            continue;
        }
        bool live = is_live(world, slot);
        copied = copied || live || store->loads > 0;
        forked = forked || live;
        if (live || store->loads > 0) {
            world->forked[world->forked_count++ % SIM_REMEMBERED] = slot->uuid;
        }
    }
    if (copied) {
        sim_note_fault(world, SIM_FAULT_FORK);
    }
    if (forked) {
        sim_note_mark(world, SIM_MARK_FORKED);
    }
}

/* How many IDs of a session are finalized in a document. */
static uint64_t count_finalized(const sim_world *world, const ida_document *document,
                                ida_uuid session)
{
    ida_cluster cluster;
    if (sim_config_is_large(&world->config)) {
        return world->subject->document_finalized(document, session);
    }
    for (size_t i = world->subject->document_cluster_count(document); i > 0; i--) {
        if (world->subject->document_cluster(document, i - 1, &cluster) &&
            sim_uuid_same(cluster.session, session)) {
            /* The last cluster of a session tells how many of its IDs are finalized. */
            return cluster.base_gen_count + cluster.count - 1;
        }
    }
    return 0;
}

/* Counts how the sessions of a returned node differ from those before. */
static void note_sessions(sim_world *world, const sim_node *node)
{
    for (unsigned i = 0; i < world->config.slots; i++) {
        const sim_slot *slot = &node->slots[i];
        if (slot->session == NULL) {
            continue;
        }
        if (!sim_uuid_is_zero(slot->shard)) {
            sim_note_mark(world, SIM_MARK_SHARD_RESTORED);
        }
        if (slot->births > 0) {
            sim_note_mark(world, SIM_MARK_PARENT_RESTORED);
        }
        uint64_t generated = world->subject->session_generated(slot->session);
        if (generated > count_finalized(world, node->document, slot->uuid)) {
            sim_note_mark(world, SIM_MARK_REHYDRATED_PENDING);
        }
        const sim_lost *lost = node->lost == NULL ? NULL : &node->lost[i];
        if (lost != NULL && sim_uuid_same(lost->uuid, slot->uuid) && lost->generated > generated) {
            sim_note_mark(world, SIM_MARK_REHYDRATED_AFTER_LOSS);
        }
    }
}

/* By UUID, 1 + the place of each session in a snapshot; empty in other worlds than large ones. */
static sim_id_map find_sessions(sim_world *world, const ida_snapshot *snapshot)
{
    sim_id_map found = {.size = 0};
    for (size_t i = 0; sim_config_is_large(&world->config) && i < snapshot->session_count; i++) {
        ida_uuid uuid = world->subject->session_id(snapshot->sessions[i]);
        uint64_t *number = sim_id_map_put(&found, uuid.high, uuid.low);
        world->out_of_memory = world->out_of_memory || number == NULL;
        if (number != NULL) {
            *number = i + 1;
        }
    }
    return found;
}

/* Moves a loaded session to the slot that it was saved from; false if there is none. */
static bool place_session(sim_world *world, sim_slot *slot, const sim_id_map *found,
                          ida_snapshot *snapshot)
{
    if (found->size > 0) {
        uint64_t number = sim_id_map_get(found, slot->uuid.high, slot->uuid.low);
        slot->session = number == 0 ? NULL : snapshot->sessions[number - 1];
        if (slot->session != NULL) {
            snapshot->sessions[number - 1] = NULL;
        }
        return slot->session != NULL;
    }
    for (size_t i = 0; i < snapshot->session_count; i++) {
        ida_session *session = snapshot->sessions[i];
        if (session != NULL && sim_uuid_same(world->subject->session_id(session), slot->uuid)) {
            slot->session = session;
            snapshot->sessions[i] = NULL;
            return true;
        }
    }
    return false;
}

/* Moves the loaded document and sessions into the node; false if they are not what was saved. */
static bool place(sim_world *world, sim_node *node, const sim_store *store, ida_snapshot *snapshot)
{
    bool complete = snapshot->log_position == store->position;
    size_t placed = 0;
    assert(node->live == 0);
    assert(store->position <= world->log_count);
    sim_id_map found = find_sessions(world, snapshot);
    for (unsigned i = 0; i < world->config.slots; i++) {
        sim_slot slot = store->slots[i];
        if (slot.session == NULL) {
            continue;
        }
        if (!place_session(world, &slot, &found, snapshot)) {
            complete = false;
            continue;
        }
        slot.loaded = true;
        node->slots[i] = slot;
        node->live++;
        placed++;
        sim_places_set(world, node, slot.uuid, i);
    }
    sim_id_map_free(&found);
    assert(placed == node->live);
    complete = complete && placed == snapshot->session_count;
    node->document = snapshot->document;
    snapshot->document = NULL;
    node->position = store->position;
    node->loaded = true;
    node->loaded_at = store->position;
    return complete;
}

static void note_restored(sim_world *world, unsigned index, unsigned from, unsigned store_index)
{
    const sim_node *owner = &world->nodes[from];
    const sim_store *store = &owner->stores[store_index];
    assert(store->serial >= 1);
    assert(store->serial <= owner->newest_serial);
    sim_note_mark(world, SIM_MARK_REHYDRATED);
    if (store->serial != owner->newest_serial) {
        sim_note_fault(world, SIM_FAULT_STALE_RESTORE);
    }
    if (store_index == SIM_WAL_STORE && writes_ahead(world, from)) {
        sim_note_mark(world, SIM_MARK_WRITE_AHEAD);
    }
    note_sessions(world, &world->nodes[index]);
}

/*
 * Loads a store into a node. Damaged bytes must be refused; if they load nevertheless, the oracle
 * sees that the store is damaged and the status is IDA_OK, and the node stays down.
 */
static ida_status load(sim_world *world, unsigned index, unsigned from, unsigned store_index)
{
    sim_node *node = &world->nodes[index];
    sim_store *store = &world->nodes[from].stores[store_index];
    ida_snapshot snapshot = {0};
    assert(node->state == SIM_NODE_DOWN);
    assert(store->size <= store->original_size);
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status =
            world->subject->snapshot_load(&world->allocator, store->bytes, store->size, &snapshot);
    } while (sim_starve_end(world, index, before, status));
    if (status != IDA_OK) {
        if (store->damaged) {
            sim_note_mark(world, SIM_MARK_DAMAGE_REFUSED);
        }
        return status;
    }
    if (!store->damaged) {
        note_copies(world, store);
        if (!place(world, node, store, &snapshot)) {
            sim_note_violation(world, SIM_VIOLATION_LOADED);
        }
        note_restored(world, index, from, store_index);
        store->loads++;
    }
    sim_saving_close(world, &snapshot);
    return IDA_OK;
}

void sim_storage_restore(sim_world *world, unsigned index, unsigned from, unsigned store_index)
{
    sim_node *node = &world->nodes[index];
    const sim_store *store = &world->nodes[from].stores[store_index];
    if (node->state != SIM_NODE_DOWN || store->bytes == NULL) {
        return;
    }
    if (store->serial != world->nodes[from].newest_serial &&
        !sim_claims(world->subject->unclaimed, IDSIM_CLAIM_COPIES)) {
        return;
    }
    ida_status status = load(world, index, from, store_index);
    sim_note_status(world, status);
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_LOADED, .node = index, .from = from,
             .store = store_index, .flag = store->damaged, .status = status,
             .position = store->position);
    if (node->document != NULL) {
        sim_node_enter(world, index, SIM_NODE_OFFLINE, SIM_COMPRESSOR_UP);
    }
}

/* --- Damage --- */

static void truncate_store(sim_store *store, uint32_t where)
{
    store->size = (size_t)((uint64_t)store->size * (where % 256) / 256);
}

static void flip_bit(sim_store *store, uint32_t where)
{
    assert(store->size > 0);
    size_t bit = where % (store->size * 8);
    store->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* The newest of the node's other stores that is older than this one, or NULL. */
static const sim_store *find_older(const sim_node *node, const sim_store *store)
{
    const sim_store *older = NULL;
    for (unsigned i = 0; i < SIM_STORES; i++) {
        const sim_store *other = &node->stores[i];
        if (other->bytes != NULL && other->serial < store->serial &&
            (older == NULL || other->serial > older->serial)) {
            older = other;
        }
    }
    return older;
}

/* From some point in the second half on, the bytes are those of an older save, or zeros. */
static void tear(const sim_node *node, sim_store *store, uint32_t where)
{
    const sim_store *older = find_older(node, store);
    size_t from = (size_t)((uint64_t)store->size * (64 + where % 128) / 256);
    assert(from < store->size);
    assert(older == NULL || older->serial < store->serial);
    for (size_t i = from; i < store->size; i++) {
        store->bytes[i] = older != NULL && i < older->size ? older->bytes[i] : 0;
    }
}

static void change_version(sim_store *store, uint32_t where)
{
    if (store->size > VERSION_OFFSET) {
        store->bytes[VERSION_OFFSET] ^= (uint8_t)(1 + where % 255);
    }
}

void sim_storage_damage(sim_world *world, unsigned index, unsigned store_index, uint32_t how)
{
    static const sim_fault faults[SIM_DAMAGE_BOUND] = {
        [SIM_DAMAGE_TRUNCATE] = SIM_FAULT_TRUNCATED,
        [SIM_DAMAGE_FLIP] = SIM_FAULT_FLIPPED,
        [SIM_DAMAGE_TEAR] = SIM_FAULT_TORN,
        [SIM_DAMAGE_VERSION] = SIM_FAULT_VERSION,
    };
    const sim_node *node = &world->nodes[index];
    sim_store *store = &world->nodes[index].stores[store_index];
    if (store->bytes == NULL || store->size == 0) {
        return;
    }
    uint64_t before = XXH3_64bits(store->bytes, store->size);
    uint32_t kind = how % SIM_DAMAGE_BOUND;
    uint32_t where = how / SIM_DAMAGE_BOUND;
    switch (kind) {
    case SIM_DAMAGE_TRUNCATE:
        truncate_store(store, where);
        break;
    case SIM_DAMAGE_FLIP:
        flip_bit(store, where);
        break;
    case SIM_DAMAGE_TEAR:
        tear(node, store, where);
        break;
    default:
        change_version(store, where);
        break;
    }
    uint64_t after = XXH3_64bits(store->bytes, store->size);
    assert(store->size <= store->original_size);
    /* Damage may undo damage: the flag says whether the bytes are the saved ones. */
    store->damaged = store->size != store->original_size || after != store->original_hash;
    if (after != before) {
        sim_note_fault(world, faults[kind]);
        SIM_EMIT(world, .kind = SIM_COMPRESSOR_DAMAGE, .node = index, .store = store_index,
                 .fault = faults[kind], .size = store->size, .hash = after);
    }
}
