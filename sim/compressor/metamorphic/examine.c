/*
 * The examination at the end of a world: the same questions to documents and sessions in every
 * world, so that the answers can be compared. Of long lists it asks about both ends.
 */
#include <assert.h>

#include "witness_internal.h"

#include "compressor/oracle/stable.h"

#define CLUSTERS_ASKED 64u
#define FINALS_ASKED   24u
#define LOCALS_ASKED   16u

/*
 * The index-th of the numbers from 0 to count - 1 that are asked about: the ends, if there are
 * many.
 */
static bool choose(uint64_t count, uint64_t index, uint64_t some, uint64_t *chosen)
{
    if (index >= count || index >= 2 * some) {
        return false;
    }
    *chosen = count <= 2 * some || index < some ? index : count - 2 * some + index;
    assert(*chosen >= index);
    assert(*chosen < count);
    return true;
}

static void examine_cluster(sim_witness *witness, unsigned node, size_t index)
{
    const sim_world *world = witness->world;
    ida_cluster cluster = {0};
    uint64_t name[2] = {0, 0};
    if (world->subject->document_cluster(world->nodes[node].document, index, &cluster)) {
        sim_witness_name(witness, cluster.session, name);
    }
    const uint64_t numbers[] = {node,
                                name[0],
                                (uint64_t)cluster.base_final,
                                cluster.base_gen_count,
                                cluster.capacity,
                                cluster.count};
    sim_witness_state(witness, SIM_EXAM_CLUSTER, numbers, 6);
}

static void examine_final(sim_witness *witness, unsigned node, ida_id final)
{
    const sim_subject *subject = witness->world->subject;
    const ida_document *document = witness->world->nodes[node].document;
    ida_uuid uuid = {0, 0};
    ida_id back = -1;
    uint64_t name[2] = {0, 0};
    ida_status status = subject->document_decompress(document, final, &uuid);
    if (status == IDA_OK) {
        sim_witness_name(witness, uuid, name);
        if (subject->document_recompress(document, uuid, &back) != IDA_OK) {
            back = -1;
        }
    }
    const uint64_t numbers[] = {node,    (uint64_t) final, (uint64_t)status,
                                name[0], name[1],          (uint64_t)back};
    sim_witness_state(witness, SIM_EXAM_FINAL, numbers, 6);
}

static void examine_document(sim_witness *witness, unsigned node)
{
    const sim_subject *subject = witness->world->subject;
    const ida_document *document = witness->world->nodes[node].document;
    sim_sight sight = sim_witness_see(witness, document);
    const uint64_t numbers[] = {node,           subject->document_session_count(document),
                                sight.clusters, sight.limit,
                                sight.size,     sight.hash};
    sim_witness_state(witness, SIM_EXAM_DOCUMENT, numbers, witness->options->bytes ? 6 : 5);
    uint64_t chosen;
    for (uint64_t i = 0; choose(sight.clusters, i, CLUSTERS_ASKED, &chosen); i++) {
        examine_cluster(witness, node, (size_t)chosen);
    }
    for (uint64_t i = 0; choose(sight.limit, i, FINALS_ASKED, &chosen); i++) {
        examine_final(witness, node, (ida_id)chosen);
    }
}

static void examine_local(sim_witness *witness, unsigned node, unsigned slot, ida_id local)
{
    const sim_subject *subject = witness->world->subject;
    ida_session *session = witness->world->nodes[node].slots[slot].session;
    assert(session != NULL);
    ida_id op_id = 0;
    ida_id id = 0;
    ida_uuid uuid = {0, 0};
    uint64_t name[2] = {0, 0};
    ida_status op_status = subject->session_to_op_space(session, local, &op_id);
    ida_status uuid_status = subject->session_decompress(session, local, &uuid);
    ida_status back_status = IDA_OK;
    if (uuid_status == IDA_OK) {
        sim_witness_name(witness, uuid, name);
        back_status = subject->session_recompress(session, uuid, &id);
    }
    const uint64_t numbers[] = {(uint64_t)node << 8 | slot,
                                (uint64_t)local,
                                (uint64_t)op_status << 16 | (uint64_t)uuid_status << 8 |
                                    (uint64_t)back_status,
                                op_status == IDA_OK ? (uint64_t)op_id : 0,
                                back_status == IDA_OK ? (uint64_t)id : 0,
                                name[1]};
    sim_witness_state(witness, SIM_EXAM_ID, numbers, 6);
}

static void examine_session(sim_witness *witness, unsigned node, unsigned slot)
{
    const sim_subject *subject = witness->world->subject;
    ida_session *session = witness->world->nodes[node].slots[slot].session;
    uint64_t generated = subject->session_generated(session);
    const uint64_t numbers[] = {
        (uint64_t)node << 8 | slot, generated, subject->session_next_range_start(session),
        subject->session_cluster_size(session), subject->session_is_stale(session)};
    sim_witness_state(witness, SIM_EXAM_SESSION, numbers, 5);
    uint64_t chosen;
    for (uint64_t i = 0; choose(generated, i, LOCALS_ASKED, &chosen); i++) {
        examine_local(witness, node, slot, -(ida_id)(chosen + 1));
    }
}

void sim_witness_examine(sim_witness *witness)
{
    const sim_world *world = witness->world;
    for (unsigned node = 0; node < world->config.nodes; node++) {
        if (world->nodes[node].state == SIM_NODE_DOWN) {
            continue;
        }
        examine_document(witness, node);
        for (unsigned slot = 0; slot < world->config.slots; slot++) {
            if (world->nodes[node].slots[slot].session != NULL) {
                examine_session(witness, node, slot);
            }
        }
    }
}
