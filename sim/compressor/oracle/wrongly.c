/*
 * Calls with arguments that their headers exclude: each is refused with the status that the header
 * names, writes no output, and changes nothing.
 */
#include "beside.h"

#include "stable.h"

/* Output arguments before a call: no right answer equals it. */
#define SENTINEL_ID INT64_C(-0x5EA7B0A7C0DEC0DE)

static const ida_uuid sentinel_uuid = {UINT64_C(0xFEEDFACEFEEDFACE), UINT64_C(0xC0FFEEC0FFEE)};

static sim_site site_of(const sim_asked *a, sim_word call)
{
    return sim_site_slot(a->oracle, a->node, a->slot, call);
}

/* False after reporting another status, or an output that was written. */
static bool expect_by(const sim_asked *a, sim_invariant invariant, sim_site where,
                      ida_status expected, ida_status got, bool untouched)
{
    sim_count(a->oracle, invariant);
    if (got == expected && untouched) {
        return true;
    }
    sim_value spoiled = sim_value_status(got);
    spoiled.is_spoiled = !untouched;
    sim_report(a->oracle, invariant, where, sim_value_status(expected), spoiled);
    return false;
}

static bool expect(const sim_asked *a, sim_site where, ida_status expected, ida_status got,
                   bool untouched)
{
    return expect_by(a, SIM_INVARIANT_CONTRACT, where, expected, got, untouched);
}

/* A UUID that is none: some of the bits above its 122 are set. */
static ida_uuid invalid_uuid(const sim_asked *a)
{
    ida_uuid uuid = a->view.self->uuid;
    uuid.high |= UINT64_C(1) << (SIM_STABLE_HIGH_BITS + sim_beside_below(a, 6));
    return uuid;
}

static void open_wrongly(const sim_asked *a)
{
    ida_session *session = NULL;
    ida_uuid uuid = invalid_uuid(a);
    ida_status status = a->subject->session_open(a->document, uuid, &session);
    bool untouched = session == NULL;
    if (status == IDA_OK) {
        a->subject->session_close(session);
    }
    (void)expect(a, sim_site_about(site_of(a, SIM_WORD_SESSION_OPEN), sim_value_uuid(uuid)),
                 IDA_INVALID_ARGUMENT, status, untouched || status == IDA_OK);
}

/* A stable ID that is none, and an origin that is none, of a local ID and of a final one. */
static void look_up_wrongly(const sim_asked *a)
{
    ida_uuid uuid = invalid_uuid(a);
    ida_id id = SENTINEL_ID;
    ida_status status;
    sim_word call = SIM_WORD_SESSION_RECOMPRESS;
    switch (sim_beside_below(a, 4)) {
    case 0:
        status = a->subject->session_recompress(a->session, uuid, &id);
        break;
    case 1:
        call = SIM_WORD_DOCUMENT_RECOMPRESS;
        status = a->subject->document_recompress(a->document, uuid, &id);
        break;
    case 2:
        call = SIM_WORD_SESSION_TO_SESSION_SPACE;
        status = a->subject->session_to_session_space(a->session, -1, uuid, &id);
        break;
    default:
        call = SIM_WORD_SESSION_TO_SESSION_SPACE;
        status = a->subject->session_to_session_space(a->session, 0, uuid, &id);
        break;
    }
    (void)expect(a, sim_site_about(site_of(a, call), sim_value_uuid(uuid)), IDA_INVALID_ARGUMENT,
                 status, id == SENTINEL_ID);
}

/* --- Changes of the document. --- */

/* Documents with more clusters are not asked: they would have to be saved twice. */
#define CLUSTERS_MANY 128u

/* The hash of what the document saves now; false if that fails, which is reported. */
static bool see(const sim_asked *a, uint64_t *hash)
{
    size_t size;
    if (sim_oracle_over(a->oracle) ||
        !sim_save_bytes(a->oracle, a->node, a->document, NULL, 0, 0, &size)) {
        return false;
    }
    *hash = sim_hash_bytes(a->oracle->bytes, size);
    return true;
}

static void check_document(const sim_asked *a, uint64_t before)
{
    uint64_t after;
    if (!see(a, &after)) {
        return;
    }
    sim_count(a->oracle, SIM_INVARIANT_REJECTION);
    if (after != before) {
        sim_report(a->oracle, SIM_INVARIANT_REJECTION,
                   sim_site_node(a->oracle, a->node, SIM_WORD_DOCUMENT_BYTES),
                   sim_value_hash(SIM_WORD_HASH_BEFORE, before),
                   sim_value_hash(SIM_WORD_HASH, after));
    }
    if (!sim_oracle_over(a->oracle)) {
        sim_check_counters(a->oracle, a->node, a->view.position, SIM_INVARIANT_REJECTION);
    }
}

/* A ghost with an invalid UUID, or with that of a session that has reserved IDs. */
static void make_ghost_wrongly(const sim_asked *a)
{
    ida_id first = SENTINEL_ID;
    bool reserved = a->view.allocated > a->view.finalized && sim_beside_below(a, 2) == 0;
    ida_uuid uuid = reserved ? a->view.self->uuid : invalid_uuid(a);
    uint64_t count = 1 + sim_beside_below(a, 3);
    uint64_t before;
    if (a->subject->document_cluster_count(a->document) > CLUSTERS_MANY || !see(a, &before)) {
        return;
    }
    ida_status status = a->subject->document_ghost(a->document, uuid, count, &first);
    const ida_range ghost = {.session = uuid, .count = count};
    sim_site where = site_of(a, SIM_WORD_DOCUMENT_GHOST);
    if (expect_by(a, reserved ? SIM_INVARIANT_REJECTION : SIM_INVARIANT_CONTRACT,
                  sim_site_about(where, sim_value_ghost(&ghost)),
                  reserved ? IDA_OUT_OF_ORDER : IDA_INVALID_ARGUMENT, status,
                  first == SENTINEL_ID)) {
        check_document(a, before);
    }
}

/* A range that no document accepts from this session now, and what it is refused with. */
static ida_range wrong_range(const sim_asked *a, ida_status *expected)
{
    uint64_t next = a->view.finalized + 1;
    ida_range range = {a->view.self->uuid, next, 1 + sim_beside_below(a, 4), 5};
    *expected = IDA_INVALID_RANGE;
    switch (sim_beside_below(a, 9)) {
    case 0:
        range.first_gen_count = 0;
        break;
    case 1:
        range.first_gen_count = SIM_NUMBER_MAX - range.count + 2;
        break;
    case 2:
        range.count = SIM_NUMBER_MAX - next + 2;
        break;
    case 3:
        range.count = UINT64_MAX - sim_beside_below(a, next + 1);
        break;
    case 4:
        range.requested_cluster_size = 0;
        break;
    case 5:
        range.requested_cluster_size = (1u << 20) + 1;
        break;
    case 6:
        range.session = invalid_uuid(a);
        break;
    case 7:
        range.first_gen_count = next + 1 + sim_beside_below(a, 3);
        *expected = IDA_OUT_OF_ORDER;
        break;
    default:
        /* The last finalized one again, or a gap if there is none. */
        range.first_gen_count = a->view.finalized > 0 ? a->view.finalized : next + 1;
        *expected = IDA_OUT_OF_ORDER;
        break;
    }
    return range;
}

static void finalize_wrongly(const sim_asked *a)
{
    ida_status expected;
    const ida_range range = wrong_range(a, &expected);
    sim_site where = site_of(a, SIM_WORD_DOCUMENT_APPLY);
    where = sim_site_about(where, sim_value_range(&range));
    if (a->subject->range_validate != NULL) {
        (void)expect(a, where, expected == IDA_INVALID_RANGE ? expected : IDA_OK,
                     a->subject->range_validate(&range), true);
    }
    uint64_t before;
    if (a->subject->document_cluster_count(a->document) > CLUSTERS_MANY || !see(a, &before)) {
        return;
    }
    ida_status status = a->subject->document_finalize(a->document, &range);
    bool twice = status == IDA_OK && range.first_gen_count <= a->view.finalized;
    if (expect_by(a, twice ? SIM_INVARIANT_FORK_FENCE : SIM_INVARIANT_REJECTION, where, expected,
                  status, true)) {
        check_document(a, before);
    }
}

/* --- Changes of the session. --- */

static void check_session(const sim_asked *a)
{
    if (!sim_oracle_over(a->oracle)) {
        (void)sim_check_state(a->oracle, a->node, a->slot, a->session, SIM_INVARIANT_REJECTION,
                              sim_value_words(SIM_WORD_AFTER_REFUSAL));
    }
}

/* No IDs, or more than there are numbers or UUIDs. */
static void generate_wrongly(const sim_asked *a)
{
    const uint64_t counts[] = {
        0,
        UINT64_MAX,
        SIM_NUMBER_MAX + 1,
        UINT64_MAX - a->view.self->generated + 1,
    };
    uint64_t count = counts[sim_beside_below(a, sizeof counts / sizeof counts[0])];
    const ida_run untouched[2] = {{SENTINEL_ID, 1}, {SENTINEL_ID, 2}};
    ida_run runs[2] = {untouched[0], untouched[1]};
    ida_run right[2] = {{0, 0}, {0, 0}};
    size_t right_count = 0;
    size_t run_count = SIZE_MAX;
    ida_status expected = sim_answer_generate(&a->view, count, right, &right_count);
    if (expected == IDA_OK && count > 0) {
        return; /* It is no wrong argument after all. */
    }
    ida_status status = a->subject->session_generate_many(a->session, count, runs, &run_count);
    bool same = sim_answer_same_runs(runs, 2, untouched, 2) &&
                run_count == (expected == IDA_OK ? 0 : SIZE_MAX);
    sim_site where = site_of(a, SIM_WORD_SESSION_GENERATE);
    if (expect(a, sim_site_about(where, SIM_VALUE_SAYING(SIM_WORD_OF_IDS, count)), expected, status,
               same)) {
        check_session(a);
    }
}

static void resize_wrongly(const sim_asked *a)
{
    const uint32_t sizes[] = {0, (1u << 20) + 1, UINT32_MAX};
    uint32_t size = sizes[sim_beside_below(a, sizeof sizes / sizeof sizes[0])];
    ida_status status = a->subject->session_set_cluster_size(a->session, size);
    sim_site where = site_of(a, SIM_WORD_SESSION_SET_CLUSTER_SIZE);
    if (expect(a, sim_site_about(where, sim_value_number(SIM_WORD_CLUSTER_SIZE, size)),
               IDA_INVALID_ARGUMENT, status, true)) {
        check_session(a);
    }
}

/* --- Snapshots. --- */

/* A session of another node's document; NULL if there is none. */
static ida_session *stranger(const sim_asked *a)
{
    const sim_world *world = a->oracle->world;
    for (unsigned node = 0; node < world->config.nodes; node++) {
        for (unsigned slot = 0; node != a->node && slot < world->config.slots; slot++) {
            if (sim_oracle_slot(a->oracle, node, slot)->live) {
                return world->nodes[node].slots[slot].session;
            }
        }
    }
    return NULL;
}

/* One session twice, or one of another document. */
static void save_wrongly(const sim_asked *a)
{
    ida_session *other = sim_beside_below(a, 2) == 0 ? stranger(a) : NULL;
    ida_session *const sessions[2] = {a->session, other != NULL ? other : a->session};
    size_t size = SIZE_MAX;
    size_t bound = a->subject->snapshot_bound(a->document, sessions, 2);
    if (!sim_reserve_bytes(a->oracle, bound)) {
        return;
    }
    ida_status status = a->subject->snapshot_save(a->document, sessions, 2, 0, a->oracle->bytes,
                                                  a->oracle->byte_capacity, &size);
    (void)expect(a, site_of(a, SIM_WORD_SNAPSHOT_SAVE), IDA_INVALID_ARGUMENT, status,
                 size == SIZE_MAX);
}

/* Into too small a buffer, or none. */
static void save_into_little(const sim_asked *a)
{
    ida_session *const sessions[1] = {a->session};
    size_t bound = a->subject->snapshot_bound(a->document, sessions, 1);
    size_t size = SIZE_MAX;
    if (!sim_reserve_bytes(a->oracle, bound)) {
        return;
    }
    /* The header alone is longer than that. */
    size_t capacity = (size_t)sim_beside_below(a, 8);
    ida_status status = a->subject->snapshot_save(
        a->document, sessions, 1, 0, capacity == 0 ? NULL : a->oracle->bytes, capacity, &size);
    (void)expect(a, site_of(a, SIM_WORD_SNAPSHOT_SAVE), IDA_BUFFER_TOO_SMALL, status,
                 size == bound);
}

/* --- Which. --- */

static void look_past_the_clusters(const sim_asked *a)
{
    const ida_cluster untouched = {sentinel_uuid, SENTINEL_ID, 1, 2, 3};
    ida_cluster cluster = untouched;
    size_t count = a->subject->document_cluster_count(a->document);
    const size_t places[] = {count, count + 1, SIZE_MAX, SIZE_MAX / 2 + 1};
    size_t place = places[sim_beside_below(a, sizeof places / sizeof places[0])];
    bool found = a->subject->document_cluster(a->document, place, &cluster);
    sim_count(a->oracle, SIM_INVARIANT_CONTRACT);
    if (found || cluster.base_final != untouched.base_final ||
        !sim_stable_equal(cluster.session, sentinel_uuid)) {
        sim_report_words(a->oracle, SIM_INVARIANT_CONTRACT, site_of(a, SIM_WORD_DOCUMENT_CLUSTER),
                         SIM_WORD_NO_CLUSTER, SIM_WORD_ANOTHER_DOCUMENT);
    }
}

void sim_ask_wrongly(const sim_asked *asked)
{
    static void (*const ways[])(const sim_asked *) = {
        open_wrongly,     look_up_wrongly,        make_ghost_wrongly, finalize_wrongly,
        finalize_wrongly, generate_wrongly,       resize_wrongly,     save_wrongly,
        save_into_little, look_past_the_clusters,
    };
    if (!sim_oracle_over(asked->oracle)) {
        ways[sim_beside_below(asked, sizeof ways / sizeof ways[0])](asked);
    }
}
