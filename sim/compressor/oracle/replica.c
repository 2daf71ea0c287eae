/* Checks one replica's document against the model and against every other replica's. */
#include "oracle_internal.h"

#include <assert.h>
#include <string.h>

#include "stable.h"

/* If there are more clusters, all are checked only at the end, and some of them before. */
#define CLUSTERS_MANY 256u

void sim_check_counters(sim_oracle *oracle, unsigned node, uint64_t position,
                        sim_invariant invariant)
{
    const sim_subject *subject = oracle->world->subject;
    const ida_document *document = oracle->world->nodes[node].document;
    sim_outcome right = sim_model_counters(&oracle->model, position);
    const struct {
        sim_word what;
        uint64_t expected;
        uint64_t got;
    } counters[] = {
        {SIM_WORD_FINAL_LIMIT, right.final_limit,
         (uint64_t)subject->document_final_limit(document)},
        {SIM_WORD_CLUSTERS, right.clusters, subject->document_cluster_count(document)},
        {SIM_WORD_SESSIONS, right.sessions, subject->document_session_count(document)},
    };
    sim_count(oracle, invariant);
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        if (counters[i].expected != counters[i].got) {
            sim_report_number(oracle, invariant,
                              sim_site_node(oracle, node, SIM_WORD_DOCUMENT_COUNTERS),
                              counters[i].what, counters[i].expected, counters[i].got);
            return;
        }
    }
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
    /* A cluster that begins below the end of earlier ones shares final IDs with them. */
    bool overlaps = there && got.base_final < expected->base_final;
    sim_report(oracle, overlaps ? SIM_INVARIANT_FINAL_UNIQUE : SIM_INVARIANT_CONSERVATION,
               sim_site_about(sim_site_node(oracle, node, SIM_WORD_DOCUMENT_CLUSTER),
                              sim_value_number(SIM_WORD_INDEX, index)),
               sim_value_cluster(expected),
               there ? sim_value_cluster(&got) : sim_value_words(SIM_WORD_NO_CLUSTER));
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
        sim_report_truth(oracle, SIM_INVARIANT_CONSERVATION,
                         sim_site_about(sim_site_node(oracle, node, SIM_WORD_DOCUMENT_CLUSTER),
                                        sim_value_words(SIM_WORD_PAST_LAST)),
                         false);
    }
}

/* The look at a given number of changes; NULL without memory. */
static sim_look *look_at(sim_oracle *oracle, uint64_t changes_ever)
{
    assert(changes_ever >= oracle->look_base);
    const size_t changes = (size_t)(changes_ever - oracle->look_base);
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

void sim_check_summary(sim_oracle *oracle, uint64_t position, uint64_t hash)
{
    sim_look *look = look_at(oracle, sim_model_counters(&oracle->model, position).changes);
    if (look == NULL || !sim_claims(oracle->world->subject->unclaimed, IDSIM_CLAIM_BYTES)) {
        return;
    }
    if (!look->known) {
        *look = (sim_look){.known = true, .hash = hash};
        return;
    }
    sim_count(oracle, SIM_INVARIANT_CONVERGENCE);
    if (hash != look->hash) {
        const sim_site site = {
            .parts = SIM_SITE_POSITION, .position = position, .call = SIM_WORD_DOCUMENT_BYTES};
        sim_report(oracle, SIM_INVARIANT_CONVERGENCE, site,
                   sim_value_hash(SIM_WORD_HASH_ELSEWHERE, look->hash),
                   sim_value_hash(SIM_WORD_HASH, hash));
    }
}

void sim_forget_looks(sim_oracle *oracle, uint64_t position)
{
    uint64_t changes = sim_model_counters(&oracle->model, position).changes;
    uint64_t forgotten = changes - oracle->look_base;
    size_t count = forgotten < oracle->look_count ? (size_t)forgotten : oracle->look_count;
    memmove(oracle->looks, oracle->looks + count,
            (oracle->look_count - count) * sizeof *oracle->looks);
    oracle->look_count -= count;
    oracle->look_base = changes;
}

void sim_check_look(sim_oracle *oracle, unsigned node, uint64_t position)
{
    if (sim_oracle_over(oracle) ||
        !sim_claims(oracle->world->subject->unclaimed, IDSIM_CLAIM_BYTES)) {
        return;
    }
    sim_outcome outcome = sim_model_counters(&oracle->model, position);
    assert(outcome.changes <= position);
    sim_look *look = look_at(oracle, outcome.changes);
    size_t size;
    /* The position itself is left out: entries that change nothing leave the bytes unchanged. */
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
        sim_report(
            oracle, invariant, sim_site_node(oracle, node, SIM_WORD_DOCUMENT_BYTES),
            sim_value_hash(refused ? SIM_WORD_HASH_BEFORE : SIM_WORD_HASH_ELSEWHERE, look->hash),
            sim_value_hash(SIM_WORD_HASH, hash));
    }
}
