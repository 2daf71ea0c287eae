/* The effects of the log on a node: one entry at a time, in order, the same on every replica. */
#include <assert.h>

#include "channel.h"
#include "node.h"
#include "note.h"
#include "starve.h"

/* How many sessions of a node read an application op when it is applied. */
#define READERS 4u
/* How far from the end of a document a session's last cluster is searched, for the tally. */
#define CLUSTER_WINDOW 64u

/* A document's size before it changes. */
typedef struct extent {
    size_t clusters;
    ida_id limit;
} extent;

static extent measure(const sim_world *world, const ida_document *document)
{
    return (extent){world->subject->document_cluster_count(document),
                    world->subject->document_final_limit(document)};
}

/* True if the session's last cluster has no reserved IDs left. */
static bool is_full(const sim_world *world, const ida_document *document, size_t clusters,
                    ida_uuid session)
{
    ida_cluster cluster;
    for (size_t i = 0; i < CLUSTER_WINDOW && i < clusters; i++) {
        if (world->subject->document_cluster(document, clusters - 1 - i, &cluster) &&
            sim_uuid_same(cluster.session, session)) {
            return cluster.count == cluster.capacity;
        }
    }
    return false;
}

/* Counts the effects of an accepted range on the clusters. */
static void note_growth(sim_world *world, const ida_document *document, extent before,
                        const ida_range *range)
{
    extent after = measure(world, document);
    ida_cluster last;
    if (range->count == 0) {
        return;
    }
    if (range->first_gen_count == 1) {
        sim_note_mark(world, SIM_MARK_FIRST_CLUSTER);
    } else if (after.clusters > before.clusters) {
        /* A range that fills nothing only opens a cluster. */
        if (world->subject->document_cluster(document, after.clusters - 1, &last) &&
            last.base_gen_count > range->first_gen_count) {
            sim_note_mark(world, SIM_MARK_OVERFLOWED);
        }
    } else if (after.limit > before.limit) {
        sim_note_mark(world, SIM_MARK_EXPANDED);
    } else {
        sim_note_mark(world, SIM_MARK_FILLED);
        if (is_full(world, document, after.clusters, range->session)) {
            sim_note_mark(world, SIM_MARK_FILLED_EXACTLY);
        }
    }
}

/* True if a UUID is among the newest of a ring. */
static bool is_remembered(const ida_uuid ring[SIM_REMEMBERED], uint32_t count, ida_uuid uuid)
{
    for (uint32_t i = 0; i < SIM_REMEMBERED && i < count; i++) {
        if (sim_uuid_same(ring[i], uuid)) {
            return true;
        }
    }
    return false;
}

static void note_refusal(sim_world *world, const sim_entry *entry, ida_status status)
{
    switch (status) {
    case IDA_OUT_OF_ORDER:
        sim_note_mark(world, SIM_MARK_REFUSED_ORDER);
        if (!entry->forged &&
            is_remembered(world->forked, world->forked_count, entry->range.session)) {
            sim_note_mark(world, SIM_MARK_FORK_FENCED);
        }
        break;
    case IDA_COLLISION:
        sim_note_mark(world, SIM_MARK_REFUSED_COLLISION);
        break;
    case IDA_EXHAUSTED:
        sim_note_mark(world, SIM_MARK_REFUSED_EXHAUSTED);
        break;
    case IDA_INVALID_RANGE:
        sim_note_mark(world, SIM_MARK_REFUSED_INVALID);
        break;
    default:
        break;
    }
}

static ida_status apply_range(sim_world *world, unsigned index, const sim_entry *entry)
{
    assert(entry->kind == SIM_ENTRY_RANGE);
    ida_document *document = world->nodes[index].document;
    extent extent_before = measure(world, document);
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = world->subject->document_finalize(document, &entry->range);
    } while (sim_starve_end(world, index, before, status));
    if (status == IDA_OK) {
        world->accepted += entry->range.count > 0 ? 1u : 0u;
        note_growth(world, document, extent_before, &entry->range);
    } else {
        world->refused++;
        note_refusal(world, entry, status);
    }
    return status;
}

static ida_status apply_ghost(sim_world *world, unsigned index, const sim_entry *entry,
                              ida_id *first)
{
    const sim_node *node = &world->nodes[index];
    ida_status status;
    uint64_t before;
    do {
        before = sim_starve_begin(world, index);
        status = world->subject->document_ghost(node->document, entry->range.session,
                                                entry->range.count, first);
    } while (sim_starve_end(world, index, before, status));
    if (status != IDA_OK || entry->range.count == 0) {
        *first = 0;
        return status;
    }
    sim_note_mark(world, SIM_MARK_GHOST);
    ida_cluster last;
    size_t clusters = world->subject->document_cluster_count(node->document);
    if (world->subject->document_cluster(node->document, clusters - 1, &last) &&
        last.base_gen_count > 1) {
        sim_note_mark(world, SIM_MARK_GHOST_AGAIN);
    }
    return status;
}

/* A few sessions of the node read each application op; they take turns by position. */
static void read_op(sim_world *world, unsigned index, uint64_t position)
{
    const sim_node *node = &world->nodes[index];
    uint32_t readers = node->live < READERS ? node->live : READERS;
    uint64_t places = world->config.slots;
    if (sim_config_is_large(&world->config) && node->live > 0) {
        places = node->live; /* Most of the slots may be empty. */
    }
    unsigned slot = (unsigned)(position % places);
    for (unsigned i = 0; i < world->config.slots && readers > 0; i++) {
        if (node->slots[slot].session != NULL) {
            sim_session_hear(world, index, slot, position);
            readers--;
        }
        slot = slot + 1 == world->config.slots ? 0 : slot + 1;
    }
    assert(readers == 0);
}

/* The steps after the replica has applied the entry. */
static void act_on(sim_world *world, unsigned index, uint64_t position)
{
    const sim_node *node = &world->nodes[index];
    const sim_entry *entry = sim_world_entry(world, position);
    assert(position < node->position);
    if (entry->kind == SIM_ENTRY_APP) {
        read_op(world, index, position);
    } else if (entry->kind == SIM_ENTRY_JOIN && entry->node == index &&
               entry->epoch == node->epoch && node->state == SIM_NODE_JOINING) {
        sim_session_retake_all(world, index);
    }
}

bool sim_node_apply(sim_world *world, unsigned index)
{
    sim_node *node = &world->nodes[index];
    uint64_t position = node->position;
    assert(position < world->log_count);
    assert(node->state == SIM_NODE_JOINING || node->state == SIM_NODE_CONNECTED);
    const sim_entry *entry = sim_world_entry(world, position);
    ida_status status = IDA_OK;
    ida_id first = 0;
    if (entry->kind == SIM_ENTRY_RANGE) {
        status = apply_range(world, index, entry);
    } else if (entry->kind == SIM_ENTRY_GHOST) {
        status = apply_ghost(world, index, entry, &first);
    }
    if (status == IDA_NO_MEMORY) {
        sim_note_status(world, status);
        return false;
    }
    *sim_world_down(world, node, position) = 0;
    node->position++;
    SIM_EMIT(world, .kind = SIM_COMPRESSOR_APPLIED, .node = index, .position = position,
             .entry = entry, .status = status, .id = first);
    sim_channel_seen(world, index, entry);
    assert(node->position <= world->log_count);
    act_on(world, index, position);
    return true;
}
