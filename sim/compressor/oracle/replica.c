/* One replica's document against the model, and against every other replica's. */
#include "oracle_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "stable.h"

/* More clusters than this are looked at all together at the end only, and some of them before. */
#define CLUSTERS_MANY 256u

void sim_check_counters(sim_oracle *oracle, unsigned node, uint64_t position,
                        sim_invariant invariant)
{
    const sim_subject *subject = oracle->world->subject;
    const ida_document *document = oracle->world->nodes[node].document;
    sim_outcome right = sim_model_counters(&oracle->model, position);
    const struct {
        const char *what;
        uint64_t expected;
        uint64_t got;
    } counters[] = {
        {"final limit", right.final_limit, (uint64_t)subject->document_final_limit(document)},
        {"clusters:", right.clusters, subject->document_cluster_count(document)},
        {"sessions:", right.sessions, subject->document_session_count(document)},
    };
    sim_count(oracle, invariant);
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        if (counters[i].expected != counters[i].got) {
            char where[sizeof oracle->failure.where];
            sim_where_node(oracle, node, "the document's counters", where, sizeof where);
            sim_report_numbers(oracle, invariant, where, counters[i].what, counters[i].expected,
                               counters[i].got);
            return;
        }
    }
}

static void cluster_text(const ida_cluster *cluster, char *text, size_t size)
{
    char uuid[IDA_UUID_TEXT_SIZE];
    sim_uuid_text(cluster->session, uuid);
    (void)snprintf(text, size,
                   "final %" PRId64 " on: %" PRIu64 " of %" PRIu64
                   " ID%s of %s from gen count %" PRIu64,
                   cluster->base_final, cluster->count, cluster->capacity,
                   sim_plural(cluster->capacity), uuid, cluster->base_gen_count);
}

static bool same_cluster(const ida_cluster *a, const ida_cluster *b)
{
    return sim_stable_equal(a->session, b->session) && a->base_final == b->base_final &&
           a->base_gen_count == b->base_gen_count && a->capacity == b->capacity &&
           a->count == b->count;
}

/* Compares one cluster; false after reporting a failure. */
static bool check_cluster(sim_oracle *oracle, unsigned node, size_t index,
                          const ida_cluster *expected)
{
    const sim_world *world = oracle->world;
    ida_cluster got;
    memset(&got, 0, sizeof got);
    bool there = world->subject->document_cluster(world->nodes[node].document, index, &got);
    sim_count(oracle, SIM_INVARIANT_CONSERVATION);
    sim_count(oracle, SIM_INVARIANT_FINAL_UNIQUE);
    if (there && same_cluster(expected, &got)) {
        return true;
    }
    char call[60];
    char where[sizeof oracle->failure.where];
    char expected_text[200];
    char got_text[200];
    (void)snprintf(call, sizeof call, "document_cluster(%zu)", index);
    sim_where_node(oracle, node, call, where, sizeof where);
    cluster_text(expected, expected_text, sizeof expected_text);
    cluster_text(&got, got_text, sizeof got_text);
    /* One that begins below the end of those before shares final IDs with them. */
    bool overlaps = there && got.base_final < expected->base_final;
    sim_report(oracle, overlaps ? SIM_INVARIANT_FINAL_UNIQUE : SIM_INVARIANT_CONSERVATION, where,
               expected_text, there ? got_text : "no such cluster");
    return false;
}

void sim_check_clusters(sim_oracle *oracle, unsigned node, bool all)
{
    const sim_world *world = oracle->world;
    uint64_t position = world->nodes[node].position;
    size_t count = sim_model_counters(&oracle->model, position).clusters;
    size_t stride = all || count <= CLUSTERS_MANY ? 1 : count / CLUSTERS_MANY;
    size_t offset = stride == 1 ? 0 : (size_t)(sim_dice(oracle) % stride);
    for (size_t i = offset; i < count; i += stride) {
        ida_cluster expected = sim_answer_cluster(&oracle->model, position, i);
        if (!check_cluster(oracle, node, i, &expected)) {
            return;
        }
    }
    ida_cluster beyond;
    if (world->subject->document_cluster(world->nodes[node].document, count, &beyond)) {
        char where[sizeof oracle->failure.where];
        sim_where_node(oracle, node, "document_cluster past the last", where, sizeof where);
        sim_report(oracle, SIM_INVARIANT_CONSERVATION, where, "false", "true");
    }
}

/* The look after so many changes; NULL without memory. */
static sim_look *look_at(sim_oracle *oracle, size_t changes)
{
    while (oracle->look_count <= changes) {
        if (!sim_grow(&oracle->looks, &oracle->look_capacity, oracle->look_count,
                      sizeof *oracle->looks)) {
            sim_oracle_no_memory(oracle);
            return NULL;
        }
        oracle->looks[oracle->look_count].known = false;
        oracle->look_count++;
    }
    return &oracle->looks[changes];
}

void sim_check_look(sim_oracle *oracle, unsigned node, uint64_t position)
{
    if (sim_oracle_over(oracle)) {
        return;
    }
    sim_outcome outcome = sim_model_counters(&oracle->model, position);
    sim_look *look = look_at(oracle, outcome.changes);
    size_t size;
    /* The position itself is left out: entries that change nothing leave the bytes alone. */
    if (look == NULL ||
        !sim_save_bytes(oracle, node, oracle->world->nodes[node].document, NULL, 0, 0, &size)) {
        return;
    }
    uint64_t hash = sim_hash_bytes(oracle->bytes, size);
    bool before = oracle->last_look[node] == outcome.changes;
    oracle->last_look[node] = outcome.changes;
    if (!look->known) {
        look->known = true;
        look->hash = hash;
        return;
    }
    bool refused = before && outcome.status != IDA_OK;
    sim_invariant invariant = refused ? SIM_INVARIANT_REJECTION : SIM_INVARIANT_CONVERGENCE;
    sim_count(oracle, invariant);
    if (hash != look->hash) {
        char where[sizeof oracle->failure.where];
        char expected[80];
        char got[80];
        sim_where_node(oracle, node, "saved bytes of the document", where, sizeof where);
        (void)snprintf(expected, sizeof expected, "hash %016" PRIx64 ", as %s", look->hash,
                       refused ? "before the refused entry" : "a document at the same point");
        (void)snprintf(got, sizeof got, "hash %016" PRIx64, hash);
        sim_report(oracle, invariant, where, expected, got);
    }
}
