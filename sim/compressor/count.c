/*
 * Counts what a world made and spent: IDs by form when they are handed out, ranges when they enter
 * the log, and at the end the clusters and the snapshot of a document that has the whole log.
 */
#include "count.h"

#include <stdlib.h>

#include "amounts.h"
#include "event.h"

static void count_ids(uint64_t *amounts, const ida_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        amounts[runs[i].first < 0 ? SIM_AMOUNT_LOCAL_IDS : SIM_AMOUNT_EAGER_IDS] += runs[i].count;
    }
}

/* A node with the whole log; NULL if none is up, as if all have left. */
static const sim_node *complete_node(const sim_world *world)
{
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (node->document != NULL && node->position == world->log_count) {
            return node;
        }
    }
    return NULL;
}

static void count_clusters(uint64_t *amounts, const sim_world *world, const sim_node *node)
{
    ida_cluster cluster;
    size_t count = world->subject->document_cluster_count(node->document);
    for (size_t i = 0; i < count; i++) {
        if (!world->subject->document_cluster(node->document, i, &cluster)) {
            return;
        }
        amounts[SIM_AMOUNT_CLUSTERS]++;
        amounts[SIM_AMOUNT_FINALS] += cluster.capacity;
        amounts[SIM_AMOUNT_UNUSED_FINALS] += cluster.capacity - cluster.count;
    }
}

/* The bytes are kept apart from the world, which an observer leaves as it is. False without memory.
 */
static bool count_snapshot(uint64_t *amounts, const sim_world *world, const sim_node *node)
{
    size_t size = 0;
    size_t bound = world->subject->snapshot_bound(node->document, NULL, 0);
    uint8_t *bytes = malloc(bound);
    if (bytes == NULL) {
        return false;
    }
    ida_status status =
        world->subject->snapshot_save(node->document, NULL, 0, node->position, bytes, bound, &size);
    free(bytes);
    amounts[SIM_AMOUNT_SNAPSHOT_BYTES] += status == IDA_OK ? size : 0;
    return true;
}

static bool count_document(uint64_t *amounts, const sim_world *world)
{
    const sim_node *node = complete_node(world);
    if (node == NULL) {
        return true;
    }
    count_clusters(amounts, world, node);
    return count_snapshot(amounts, world, node);
}

bool sim_compressor_count(void *self, const void *context)
{
    uint64_t *amounts = self;
    const sim_compressor_event *event = context;
    switch (event->kind) {
    case SIM_COMPRESSOR_GENERATED:
        count_ids(amounts, event->runs, event->number);
        break;
    case SIM_COMPRESSOR_UNIQUE:
        if (event->status == IDA_OK) {
            amounts[event->unique->is_final ? SIM_AMOUNT_EAGER_IDS : SIM_AMOUNT_LOCAL_IDS]++;
        }
        break;
    case SIM_COMPRESSOR_SEQUENCED:
        if (event->entry->kind == SIM_ENTRY_RANGE) {
            amounts[SIM_AMOUNT_RANGES]++;
            amounts[SIM_AMOUNT_WIRE_BYTES] += IDA_RANGE_ENCODED_SIZE;
        }
        break;
    case SIM_COMPRESSOR_SETTLED:
        return count_document(amounts, event->world);
    default:
        break;
    }
    return true;
}
