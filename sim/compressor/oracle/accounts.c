/*
 * What is seldom asked of what exists: how many bytes documents and sessions hold, which runs of
 * IDs are local, which documents and sessions are equal, and whether another implementation's
 * format gives a session back.
 */
#include "beside.h"

#include "claims.h"

#include "stable.h"

static sim_site site_of(const sim_asked *a, sim_word call)
{
    return sim_site_slot(a->oracle, a->node, a->slot, call);
}

/* --- Bytes. --- */

/* From so many clusters on a document is large. */
#define CLUSTERS_MANY 16u
/* More than any but large worlds have. */
#define PLACES_MANY (SIM_NODES_MAX * SIM_SLOTS_MAX + 1)

/* All that the world's subject holds from its allocator belongs to a document or to a session. */
static void ask_memory(const sim_asked *a)
{
    const sim_world *world = a->oracle->world;
    uint64_t said = 0;
    /* With very many sessions it takes long, and is seldom asked. */
    const size_t many = (size_t)world->config.nodes * world->config.slots / PLACES_MANY;
    if (many > 0 && sim_beside_below(a, many + 1) != 0) {
        return;
    }
    if (a->subject->document_memory == NULL || a->subject->session_memory == NULL ||
        !sim_claims(a->subject->unclaimed, IDSIM_CLAIM_MEMORY)) {
        return;
    }
    for (unsigned node = 0; node < world->config.nodes; node++) {
        if (world->nodes[node].state == SIM_NODE_DOWN) {
            continue;
        }
        said += a->subject->document_memory(world->nodes[node].document);
        for (unsigned slot = 0; slot < world->config.slots; slot++) {
            const ida_session *session = world->nodes[node].slots[slot].session;
            said += session == NULL ? 0 : a->subject->session_memory(session);
        }
    }
    said += world->service == NULL ? 0 : a->subject->document_memory(world->service);
    sim_count(a->oracle, SIM_INVARIANT_CONTRACT);
    if (said != world->memory.used) {
        sim_report_number(a->oracle, SIM_INVARIANT_CONTRACT, site_of(a, SIM_WORD_MEMORY),
                          SIM_WORD_BYTES_HELD, world->memory.used, said);
    }
}

/* --- Runs of local IDs. --- */

#define RUNS 8u

/* The runs among first to last, at most RUNS of them; returns how many there are. */
static size_t right_runs(const sim_incarnation *self, uint64_t first, uint64_t last,
                         ida_local_run runs[RUNS])
{
    size_t count = 0;
    for (size_t i = 0; i < self->given_count; i++) {
        const sim_given *given = &self->given[i];
        uint64_t end = given->first_gen + given->count - 1;
        uint64_t from = given->first_gen > first ? given->first_gen : first;
        uint64_t to = end < last ? end : last;
        if (given->eager || from > to) {
            continue;
        }
        if (count < RUNS) {
            runs[count] = (ida_local_run){from, to - from + 1};
        }
        count++;
    }
    return count;
}

static bool same_run(ida_local_run a, ida_local_run b)
{
    return a.first_gen_count == b.first_gen_count && a.count == b.count;
}

static sim_value run_value(ida_local_run run)
{
    return SIM_VALUE_SAYING(SIM_WORD_RUN_OF_LOCAL_IDS, run.count, run.first_gen_count);
}

static void ask_local_runs(const sim_asked *a)
{
    const sim_incarnation *self = a->view.self;
    const ida_local_run untouched = {UINT64_MAX, UINT64_MAX};
    ida_local_run right[RUNS];
    ida_local_run runs[RUNS];
    if (a->subject->session_local_runs == NULL) {
        return;
    }
    uint64_t bound = self->generated % 64 + 2;
    uint64_t base = self->generated < 64 ? 0 : sim_beside_below(a, 2) * (self->generated - 64);
    uint64_t first = base + sim_beside_below(a, bound);
    uint64_t last = sim_beside_below(a, 4) == 0 ? UINT64_MAX : base + sim_beside_below(a, 66);
    size_t capacity = (size_t)sim_beside_below(a, RUNS + 1);
    for (size_t i = 0; i < RUNS; i++) {
        right[i] = runs[i] = untouched;
    }
    size_t expected = right_runs(self, first, last, right);
    size_t count = a->subject->session_local_runs(a->session, first, last,
                                                  capacity == 0 ? NULL : runs, capacity);
    size_t at = 0;
    while (at < RUNS && same_run(runs[at], at < capacity ? right[at] : untouched)) {
        at++;
    }
    sim_count(a->oracle, SIM_INVARIANT_CONTRACT);
    if (at == RUNS && count == expected) {
        return;
    }
    bool numbers = count != expected;
    sim_report(a->oracle, SIM_INVARIANT_CONTRACT,
               sim_site_about(site_of(a, SIM_WORD_SESSION_LOCAL_RUNS),
                              SIM_VALUE_SAYING(SIM_WORD_GEN_COUNTS, first, last)),
               numbers ? SIM_VALUE_SAYING(SIM_WORD_RUNS, expected) : run_value(right[at]),
               numbers ? SIM_VALUE_SAYING(SIM_WORD_RUNS, count) : run_value(runs[at]));
}

/* In large worlds, what takes as long as a document is large is asked the more seldom. */
static bool is_passed_over(const sim_asked *a)
{
    const uint64_t many = a->subject->document_cluster_count(a->document) / CLUSTERS_MANY;
    return sim_config_is_large(&a->oracle->world->config) && many > 0 &&
           sim_beside_below(a, many + 1) != 0;
}

/* --- Equality. --- */

/* Two documents are equal if, and only if, equally many entries of the one log changed them. */
static void compare_documents(const sim_asked *a)
{
    const sim_world *world = a->oracle->world;
    unsigned other = (unsigned)sim_beside_below(a, world->config.nodes);
    if (is_passed_over(a) || a->subject->document_equal == NULL ||
        world->nodes[other].state == SIM_NODE_DOWN) {
        return;
    }
    uint64_t position = world->nodes[other].position;
    bool expected = sim_model_counters(a->view.model, position).changes ==
                    sim_model_counters(a->view.model, a->view.position).changes;
    sim_count(a->oracle, SIM_INVARIANT_CONVERGENCE);
    if (a->subject->document_equal(a->document, world->nodes[other].document) != expected) {
        /* Two that are equal are as good as a loaded copy of one. */
        sim_report_truth(a->oracle,
                         expected ? SIM_INVARIANT_REHYDRATION : SIM_INVARIANT_CONVERGENCE,
                         sim_site_about(site_of(a, SIM_WORD_DOCUMENT_EQUAL),
                                        SIM_VALUE_SAYING(SIM_WORD_WITH_NODE, other)),
                         expected);
    }
}

/* Another session of the document is never equal; the same one is, and not in another size. */
static void compare_sessions(const sim_asked *a)
{
    const sim_world *world = a->oracle->world;
    unsigned other = (unsigned)sim_beside_below(a, world->config.slots);
    const ida_session *session = world->nodes[a->node].slots[other].session;
    if (a->subject->session_equal == NULL || session == NULL) {
        return;
    }
    bool expected = other == a->slot;
    sim_count(a->oracle, SIM_INVARIANT_CONTRACT);
    if (a->subject->session_equal(a->session, session) != expected) {
        sim_report_truth(a->oracle, SIM_INVARIANT_CONTRACT,
                         sim_site_about(site_of(a, SIM_WORD_SESSION_EQUAL),
                                        SIM_VALUE_SAYING(SIM_WORD_WITH_SLOT, other)),
                         expected);
    }
}

/* --- A session in another implementation's format. --- */

static ida_status export_session(const sim_asked *a, bool fluid, size_t capacity, size_t *size)
{
    return fluid ? a->subject->fluid_export_session(a->session, (char *)a->oracle->bytes, capacity,
                                                    size)
                 : a->subject->rust_export_session(a->session, a->oracle->bytes, capacity, size);
}

/* The bytes in oracle->bytes hold the document, and the session as it is. */
static void check_import(const sim_asked *a, bool fluid, size_t size)
{
    const sim_site where = site_of(a, fluid ? SIM_WORD_FLUID_FORMAT : SIM_WORD_RUST_FORMAT);
    ida_snapshot snapshot;
    ida_status status =
        fluid ? a->subject->fluid_import(&a->oracle->own, (const char *)a->oracle->bytes, size,
                                         &snapshot, NULL)
              : a->subject->rust_import(&a->oracle->own, a->oracle->bytes, size, &snapshot, NULL);
    if (status != IDA_OK) {
        sim_report_status(a->oracle, SIM_INVARIANT_REHYDRATION, where, IDA_OK, status);
        return;
    }
    bool same =
        snapshot.session_count == 1 && a->subject->document_equal(a->document, snapshot.document);
    if (same) {
        /* Fluid's format does not have the cluster size. */
        uint32_t cluster_size = a->view.self->cluster_size;
        (void)a->subject->session_set_cluster_size(snapshot.sessions[0], cluster_size);
        same = a->subject->session_equal(a->session, snapshot.sessions[0]);
    }
    if (!same) {
        sim_report_words(a->oracle, SIM_INVARIANT_REHYDRATION, where, SIM_WORD_SAVED_SESSION,
                         SIM_WORD_NO_SESSION);
    }
    sim_discard(a->oracle, &snapshot);
}

static void export_and_import(const sim_asked *a)
{
    bool fluid = sim_beside_below(a, 2) == 0;
    size_t size = 0;
    if (is_passed_over(a) || a->subject->fluid_export_session == NULL ||
        a->subject->rust_export_session == NULL || a->subject->session_equal == NULL ||
        a->subject->document_equal == NULL) {
        return;
    }
    ida_status status = export_session(a, fluid, 0, &size);
    bool too_large = a->view.self->generated > IDA_FLUID_NUMBER_MAX ||
                     a->view.final_limit > IDA_FLUID_NUMBER_MAX;
    /* Neither format has shards. */
    bool is_too_much = a->view.self->shard.is_sharded || (fluid && too_large);
    ida_status expected = sim_view_stale(&a->view) ? IDA_STALE_SESSION
                          : is_too_much            ? IDA_NOT_REPRESENTABLE
                                                   : IDA_BUFFER_TOO_SMALL;
    sim_count(a->oracle, SIM_INVARIANT_REHYDRATION);
    if (status != expected) {
        sim_report_status(a->oracle, SIM_INVARIANT_REHYDRATION,
                          site_of(a, fluid ? SIM_WORD_FLUID_FORMAT : SIM_WORD_RUST_FORMAT),
                          expected, status);
        return;
    }
    if (status != IDA_BUFFER_TOO_SMALL || !sim_reserve_bytes(a->oracle, size)) {
        return;
    }
    size_t written = 0;
    status = export_session(a, fluid, size, &written);
    if (status != IDA_OK || written != size) {
        sim_report_status(a->oracle, SIM_INVARIANT_REHYDRATION,
                          site_of(a, fluid ? SIM_WORD_FLUID_FORMAT : SIM_WORD_RUST_FORMAT), IDA_OK,
                          status);
        return;
    }
    check_import(a, fluid, size);
}

void sim_ask_accounts(const sim_asked *asked)
{
    static void (*const accounts[])(const sim_asked *) = {
        ask_memory,        ask_local_runs,   ask_local_runs,
        compare_documents, compare_sessions, export_and_import,
    };
    if (!sim_oracle_over(asked->oracle)) {
        accounts[sim_beside_below(asked, sizeof accounts / sizeof accounts[0])](asked);
    }
}
