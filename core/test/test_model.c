/*
 * The core against a model: the same random life, step by step, in the library and in arrays.
 *
 * A world has two replicas of one log; each hosts a few sessions. The model keeps, for each
 * replica, an entry for every final ID and for every UUID that anybody could have, and for each
 * session the form of every ID it was given. It is written from the public headers alone, and slow
 * on purpose. A UUID is its distance from the world's lowest one: its place.
 */
#include <idalloc/idalloc.h>

#include "support_cmocka.h"
#include "support_random.h"
#include "support_world.h"

enum {
    REPLICAS = 2,
    SLOTS = 3, /* sessions of a replica */
    PLACES = 8192,
    PLACES_AT_THE_TOP = 4000, /* how many there are in a world at the top of the UUIDs */
    PLACES_TO_OPEN = 3990,    /* where sessions begin */
    MAX_FINALS = 4096,
    MAX_CLUSTERS = 1024,
    MAX_MEMBERS = 128,
    MAX_GENS = 1024,
    MAX_LOG = 1024,
    NOBODY = -1,
    STEPS = 1500,
    WORLDS = 200,
};

/* In an answer: there is none. */
#define NO_ANSWER ((int64_t)INT64_MAX)

/* ---- The model ------------------------------------------------------------------------------ */

typedef struct model_member {
    uint64_t place;
    uint64_t finalized;
    uint64_t allocated;
} model_member;

typedef struct model_final {
    int member;
    uint64_t gen;
} model_final;

typedef struct model_cluster {
    int member;
    uint64_t base_final;
    uint64_t base_gen;
    uint64_t capacity;
} model_cluster;

typedef struct model_document {
    model_member members[MAX_MEMBERS];
    int member_count;
    model_final finals[MAX_FINALS];
    uint64_t final_count;
    model_cluster clusters[MAX_CLUSTERS];
    size_t cluster_count;
    int owners[PLACES]; /* the member whose UUID it is, reserved or not */
} model_document;

typedef struct model_session {
    uint64_t place;
    uint64_t generated;
    uint64_t next_start;
    uint32_t cluster_size;
    bool local[MAX_GENS + 1];
} model_session;

/* One entry of the log: a range, or a ghost where the requested size is 0. */
typedef struct log_entry {
    uint64_t place;
    uint64_t first;
    uint64_t count;
    uint32_t size;
    bool is_ghost;
    ida_status outcome; /* of the first replica that applied it */
    bool applied;
} log_entry;

typedef struct model_replica {
    model_document document;
    model_session sessions[SLOTS];
    size_t position; /* in the log */
} model_replica;

typedef struct replica {
    ida_document *document;
    ida_session *sessions[SLOTS];
    model_replica model;
    saved snapshot; /* nothing at first */
    uint64_t snapshot_position;
    model_replica *snapshot_model;
} replica;

typedef struct world {
    uint64_t random;
    ida_uuid lowest;
    uint64_t top; /* how many places there are */
    replica replicas[REPLICAS];
    log_entry log[MAX_LOG];
    size_t log_count;
    size_t marks[16];
} world;

/* What must have happened in all worlds together, lest they prove nothing. */
enum mark {
    MARK_EAGER,
    MARK_LOCAL,
    MARK_STALE,
    MARK_EXHAUSTED,
    MARK_COLLISION,
    MARK_OUT_OF_ORDER,
    MARK_INVALID,
    MARK_EXPANDED,
    MARK_OVERFLOWED,
    MARK_GHOST,
    MARK_RESTORED,
    MARK_GIVEN_AWAY,
    MARK_TWINS,
    MARK_EXISTS,
    MARK_COUNT,
};

static uint64_t below(world *w, uint64_t limit)
{
    return random_below(&w->random, limit);
}

static ida_uuid uuid_at(const world *w, uint64_t place)
{
    return uuid_plus(w->lowest, place);
}

static int model_find(const model_document *document, uint64_t place)
{
    for (int i = 0; i < document->member_count; i++) {
        if (document->members[i].place == place) {
            return i;
        }
    }
    return NOBODY;
}

static uint64_t model_finalized(const model_document *document, uint64_t place)
{
    int member = model_find(document, place);
    return member == NOBODY ? 0 : document->members[member].finalized;
}

/* The final ID of a member's gen count, reserved or finalized. */
static int64_t model_final_of(const model_document *document, int member, uint64_t gen)
{
    for (uint64_t i = 0; member != NOBODY && i < document->final_count; i++) {
        if (document->finals[i].member == member && document->finals[i].gen == gen) {
            return (int64_t)i;
        }
    }
    return NO_ANSWER;
}

/* Whether a session at that place, with that much allocated, may have so many more. */
static ida_status model_check_growth(const world *w, const model_document *document, int member,
                                     uint64_t place, uint64_t allocated, uint64_t more)
{
    if (more > w->top || place + allocated + more > w->top) {
        return IDA_EXHAUSTED;
    }
    for (uint64_t i = 0; i < more; i++) {
        int owner = document->owners[place + allocated + i];
        if (owner != NOBODY && owner != member) {
            return IDA_COLLISION;
        }
    }
    return IDA_OK;
}

/* Gives a member more final IDs, in its last cluster if that is the document's, or a new one. */
static void model_grow(model_document *document, int member, uint64_t more, bool expand)
{
    model_member *grown = &document->members[member];
    if (expand) {
        document->clusters[document->cluster_count - 1].capacity += more;
    } else {
        model_cluster fresh = {member, document->final_count, grown->allocated + 1, more};
        assert_true(document->cluster_count < MAX_CLUSTERS);
        document->clusters[document->cluster_count++] = fresh;
    }
    for (uint64_t i = 0; i < more; i++) {
        assert_true(document->final_count < MAX_FINALS);
        document->owners[grown->place + grown->allocated] = member;
        grown->allocated++;
        document->finals[document->final_count++] = (model_final){member, grown->allocated};
    }
}

static int model_add_member(model_document *document, uint64_t place)
{
    assert_true(document->member_count < MAX_MEMBERS);
    document->members[document->member_count] = (model_member){place, 0, 0};
    return document->member_count++;
}

static bool model_is_last(const model_document *document, int member)
{
    return document->cluster_count > 0 &&
           document->clusters[document->cluster_count - 1].member == member;
}

static ida_status model_finalize(world *w, model_document *document, const log_entry *entry)
{
    if (entry->count == 0) {
        return IDA_OK;
    }
    if (entry->first == 0 || entry->size == 0) {
        return IDA_INVALID_RANGE;
    }
    int member = model_find(document, entry->place);
    uint64_t finalized = member == NOBODY ? 0 : document->members[member].finalized;
    uint64_t allocated = member == NOBODY ? 0 : document->members[member].allocated;
    if (entry->first != finalized + 1) {
        return IDA_OUT_OF_ORDER;
    }
    if (finalized + entry->count > allocated) {
        uint64_t more = finalized + entry->count - allocated + entry->size;
        ida_status status = model_check_growth(w, document, member, entry->place, allocated, more);
        if (status != IDA_OK) {
            return status;
        }
        bool expand = member != NOBODY && model_is_last(document, member);
        w->marks[expand ? MARK_EXPANDED : MARK_OVERFLOWED] += member == NOBODY ? 0 : 1;
        member = member == NOBODY ? model_add_member(document, entry->place) : member;
        model_grow(document, member, more, expand);
    }
    document->members[member].finalized += entry->count;
    return IDA_OK;
}

static ida_status model_ghost(const world *w, model_document *document, const log_entry *entry,
                              int64_t *first)
{
    if (entry->count == 0) {
        return IDA_OK;
    }
    int member = model_find(document, entry->place);
    uint64_t allocated = member == NOBODY ? 0 : document->members[member].allocated;
    if (member != NOBODY && document->members[member].finalized != allocated) {
        return IDA_OUT_OF_ORDER;
    }
    ida_status status =
        model_check_growth(w, document, member, entry->place, allocated, entry->count);
    if (status != IDA_OK) {
        return status;
    }
    *first = (int64_t)document->final_count;
    member = member == NOBODY ? model_add_member(document, entry->place) : member;
    model_grow(document, member, entry->count, false);
    document->members[member].finalized += entry->count;
    return IDA_OK;
}

/* ---- The model's answers -------------------------------------------------------------------- */

/* An ID that a session was given: its form in session space, and its final form if it has one. */
typedef struct known_id {
    int64_t session_id;
    int64_t final;
} known_id;

static known_id model_known(const model_replica *r, const model_session *session, int own,
                            uint64_t gen)
{
    known_id known;
    known.final = model_final_of(&r->document, own, gen);
    known.session_id = session->local[gen] ? -(int64_t)gen : known.final;
    return known;
}

/* The gen count of the session's own ID that has this final form; 0 if none. */
static uint64_t model_own_final(const model_replica *r, const model_session *session, int64_t final)
{
    if (final < 0 || (uint64_t) final >= r->document.final_count) {
        return 0;
    }
    model_final what = r->document.finals[final];
    bool own = r->document.members[what.member].place == session->place;
    return own && what.gen <= session->generated ? what.gen : 0;
}

/* Whether it is finalized, whoever made it. */
static bool model_is_finalized(const model_document *document, int64_t final)
{
    if (final < 0 || (uint64_t) final >= document->final_count) {
        return false;
    }
    model_final what = document->finals[final];
    return what.gen <= document->members[what.member].finalized;
}

static bool model_was_local(const model_session *session, int64_t id)
{
    return id < 0 && id >= -(int64_t)session->generated && session->local[-id];
}

static int64_t model_op_space(const model_replica *r, const model_session *session, int64_t id)
{
    if (model_was_local(session, id)) {
        int own = model_find(&r->document, session->place);
        known_id known = model_known(r, session, own, (uint64_t)-id);
        return known.final == NO_ANSWER ? id : known.final;
    }
    bool known = model_own_final(r, session, id) > 0 || model_is_finalized(&r->document, id);
    return known ? id : NO_ANSWER;
}

static ida_status model_session_space(const model_replica *r, const model_session *session,
                                      int64_t op_id, uint64_t origin, int64_t *answer)
{
    int member = model_find(&r->document, origin);
    *answer = NO_ANSWER;
    if (op_id >= 0) {
        uint64_t gen = model_own_final(r, session, op_id);
        int own = model_find(&r->document, session->place);
        if (gen > 0) {
            *answer = model_known(r, session, own, gen).session_id;
        } else if (model_is_finalized(&r->document, op_id)) {
            *answer = op_id;
        }
    } else if (origin == session->place && model_was_local(session, op_id)) {
        *answer = op_id;
    } else if (origin == session->place && op_id >= -(int64_t)session->generated) {
        *answer = NO_ANSWER;
    } else if (member == NOBODY) {
        return origin == session->place ? IDA_UNKNOWN_ID : IDA_UNKNOWN_SESSION;
    } else if (op_id >= -(int64_t)r->document.members[member].finalized) {
        *answer = model_final_of(&r->document, member, (uint64_t)-op_id);
    }
    return *answer == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK;
}

/* The place of an ID's UUID, or NO_ANSWER. */
static int64_t model_decompress(const model_replica *r, const model_session *session, int64_t id)
{
    if (model_was_local(session, id)) {
        return (int64_t)(session->place + (uint64_t)-id - 1);
    }
    if (model_own_final(r, session, id) == 0 && !model_is_finalized(&r->document, id)) {
        return NO_ANSWER;
    }
    model_final what = r->document.finals[id];
    return (int64_t)(r->document.members[what.member].place + what.gen - 1);
}

static int64_t model_document_recompress(const model_document *document, uint64_t place)
{
    int owner = place < PLACES ? document->owners[place] : NOBODY;
    if (owner == NOBODY) {
        return NO_ANSWER;
    }
    uint64_t gen = place - document->members[owner].place + 1;
    return gen <= document->members[owner].finalized ? model_final_of(document, owner, gen)
                                                     : NO_ANSWER;
}

static int64_t model_recompress(const model_replica *r, const model_session *session,
                                uint64_t place)
{
    if (place >= session->place && place - session->place < session->generated) {
        int own = model_find(&r->document, session->place);
        return model_known(r, session, own, place - session->place + 1).session_id;
    }
    return model_document_recompress(&r->document, place);
}

/* ---- Comparing ------------------------------------------------------------------------------ */

static void compare_answer(ida_status status, int64_t answer, ida_status right, int64_t expected)
{
    assert_int_equal(status, right);
    assert_int_equal(answer, right == IDA_OK ? expected : TEST_CANARY);
}

static void compare_id(const world *w, replica *r, size_t slot, int64_t id, uint64_t origin)
{
    ida_session *session = r->sessions[slot];
    const model_session *model = &r->model.sessions[slot];
    int64_t expected = model_op_space(&r->model, model, id);
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_to_op_space(session, id, &answer);
    compare_answer(status, answer, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK, expected);

    ida_status right = model_session_space(&r->model, model, id, origin, &expected);
    answer = TEST_CANARY;
    status = ida_session_to_session_space(session, id, uuid_at(w, origin), &answer);
    compare_answer(status, answer, right, expected);
    answer = TEST_CANARY;
    status = ida_session_to_session_space_without_origin(session, id, &answer);
    compare_answer(status, answer, id < 0 ? IDA_ORIGIN_REQUIRED : right, expected);

    expected = model_decompress(&r->model, model, id);
    ida_uuid uuid = uuid_of(1, 2);
    status = ida_session_decompress(session, id, &uuid);
    assert_int_equal(status, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK);
    assert_uuid_equal(uuid, status == IDA_OK ? uuid_at(w, (uint64_t)expected) : uuid_of(1, 2));

    bool finalized = model_is_finalized(&r->model.document, id);
    uuid = uuid_of(1, 2);
    status = ida_document_decompress(r->document, id, &uuid);
    assert_int_equal(status, finalized ? IDA_OK : IDA_UNKNOWN_ID);
    if (finalized) {
        assert_uuid_equal(uuid, uuid_at(w, (uint64_t)expected));
    }
}

static void compare_place(const world *w, replica *r, size_t slot, uint64_t place)
{
    if (place >= w->top) {
        return;
    }
    int64_t expected = model_recompress(&r->model, &r->model.sessions[slot], place);
    ida_id answer = TEST_CANARY;
    ida_status status = ida_session_recompress(r->sessions[slot], uuid_at(w, place), &answer);
    compare_answer(status, answer, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK, expected);
    answer = TEST_CANARY;
    assert_int_equal(ida_session_try_recompress(r->sessions[slot], uuid_at(w, place), &answer),
                     expected != NO_ANSWER);
    assert_int_equal(answer, expected == NO_ANSWER ? TEST_CANARY : expected);
    expected = model_document_recompress(&r->model.document, place);
    answer = TEST_CANARY;
    status = ida_document_recompress(r->document, uuid_at(w, place), &answer);
    compare_answer(status, answer, expected == NO_ANSWER ? IDA_UNKNOWN_ID : IDA_OK, expected);
}

static bool model_is_stale(const replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    return model_finalized(&r->model.document, model->place) > model->generated;
}

static void compare_counters(replica *r, size_t slot)
{
    ida_session *session = r->sessions[slot];
    const model_session *model = &r->model.sessions[slot];
    assert_int_equal(ida_session_generated(session), model->generated);
    assert_int_equal(ida_session_next_range_start(session), model->next_start);
    assert_int_equal(ida_session_cluster_size(session), model->cluster_size);
    assert_int_equal(ida_session_is_stale(session), model_is_stale(r, slot));
}

static void compare_local_runs(world *w, replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    ida_local_run runs[MAX_GENS];
    uint64_t first = below(w, model->generated + 3);
    uint64_t last = below(w, model->generated + 3);
    size_t expected = 0;
    size_t count = ida_session_local_runs(r->sessions[slot], first, last, runs, MAX_GENS);
    for (uint64_t gen = first > 0 ? first : 1; gen <= last && gen <= model->generated; gen++) {
        if (!model->local[gen]) {
            continue;
        }
        bool begins = gen <= first || gen == 1 || !model->local[gen - 1];
        expected += begins ? 1 : 0;
        assert_true(expected <= count);
        if (begins) {
            assert_int_equal(runs[expected - 1].first_gen_count, gen);
        }
        bool ends = gen == last || gen == model->generated || !model->local[gen + 1];
        if (ends) {
            assert_int_equal(runs[expected - 1].count,
                             gen - runs[expected - 1].first_gen_count + 1);
        }
    }
    assert_int_equal(count, expected);
}

static void compare_some_answers(world *w, replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    int64_t lowest = -(int64_t)model->generated - 2;
    int64_t ids = (int64_t)r->model.document.final_count + 3 - lowest;
    uint64_t origin = r->model.sessions[below(w, SLOTS)].place;
    if (r->model.document.member_count > 0 && below(w, 2) == 0) {
        int member = (int)below(w, (uint64_t)r->model.document.member_count);
        origin = r->model.document.members[member].place;
    }
    compare_id(w, r, slot, lowest + (int64_t)below(w, (uint64_t)ids), origin);
    compare_id(w, r, slot, -1 - (int64_t)below(w, model->generated + 2), model->place);
    compare_place(w, r, slot, below(w, PLACES_TO_OPEN + 100));
    compare_place(w, r, slot, model->place + below(w, model->generated + 3));
    compare_local_runs(w, r, slot);
    compare_counters(r, slot);
}

static void compare_clusters(const world *w, const replica *r)
{
    const model_document *model = &r->model.document;
    assert_int_equal(ida_document_cluster_count(r->document), model->cluster_count);
    assert_int_equal(ida_document_session_count(r->document), model->member_count);
    assert_int_equal(ida_document_final_limit(r->document), model->final_count);
    for (size_t i = 0; i < model->cluster_count; i++) {
        const model_cluster *cluster = &model->clusters[i];
        const model_member *member = &model->members[cluster->member];
        uint64_t left = member->finalized - (cluster->base_gen - 1);
        uint64_t count = left < cluster->capacity ? left : cluster->capacity;
        assert_cluster(r->document, i,
                       (ida_cluster){uuid_at(w, member->place), (ida_id)cluster->base_final,
                                     cluster->base_gen, cluster->capacity, count});
    }
    for (int i = 0; i < model->member_count; i++) {
        assert_int_equal(ida_document_finalized(r->document, uuid_at(w, model->members[i].place)),
                         model->members[i].finalized);
    }
    assert_true(ida_document_verify(r->document));
}

static void compare_everything(world *w)
{
    for (size_t i = 0; i < REPLICAS; i++) {
        replica *r = &w->replicas[i];
        compare_clusters(w, r);
        for (size_t slot = 0; slot < SLOTS; slot++) {
            const model_session *model = &r->model.sessions[slot];
            assert_true(ida_session_verify(r->sessions[slot]));
            for (int64_t id = -(int64_t)model->generated - 2;
                 id < (int64_t)r->model.document.final_count + 3; id += 1 + (int64_t)below(w, 7)) {
                compare_id(w, r, slot, id, below(w, 2) == 0 ? model->place : id < 0 ? 0 : 1);
            }
            for (uint64_t place = 0; place < PLACES_TO_OPEN + 100; place += 1 + below(w, 7)) {
                compare_place(w, r, slot, place);
            }
        }
    }
    if (w->replicas[0].model.position == w->replicas[1].model.position) {
        assert_documents_equal(w->replicas[0].document, w->replicas[1].document);
    }
}

/* ---- Steps ---------------------------------------------------------------------------------- */

/* What the next count IDs would be, one by one; what the model session becomes with them. */
static ida_status model_generate(const world *w, replica *r, size_t slot, uint64_t count,
                                 int64_t *ids)
{
    model_session *model = &r->model.sessions[slot];
    if (model_is_stale(r, slot)) {
        return IDA_STALE_SESSION;
    }
    if (model->place + model->generated + count > w->top) {
        return IDA_EXHAUSTED;
    }
    int own = model_find(&r->model.document, model->place);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t gen = ++model->generated;
        int64_t final = model_final_of(&r->model.document, own, gen);
        assert_true(gen < MAX_GENS);
        model->local[gen] = final == NO_ANSWER;
        ids[i] = final == NO_ANSWER ? -(int64_t)gen : final;
    }
    return IDA_OK;
}

static void count_mark(world *w, ida_status status)
{
    w->marks[MARK_STALE] += status == IDA_STALE_SESSION ? 1 : 0;
    w->marks[MARK_EXHAUSTED] += status == IDA_EXHAUSTED ? 1 : 0;
    w->marks[MARK_COLLISION] += status == IDA_COLLISION ? 1 : 0;
    w->marks[MARK_OUT_OF_ORDER] += status == IDA_OUT_OF_ORDER ? 1 : 0;
    w->marks[MARK_INVALID] += status == IDA_INVALID_RANGE ? 1 : 0;
}

static void step_generate(world *w, replica *r, size_t slot)
{
    int64_t expected = TEST_CANARY;
    ida_status right = model_generate(w, r, slot, 1, &expected);
    ida_id id = TEST_CANARY;
    assert_int_equal(ida_session_generate(r->sessions[slot], &id), right);
    assert_int_equal(id, expected);
    count_mark(w, right);
    w->marks[MARK_EAGER] += right == IDA_OK && id >= 0 ? 1 : 0;
    w->marks[MARK_LOCAL] += right == IDA_OK && id < 0 ? 1 : 0;
}

static void step_generate_many(world *w, replica *r, size_t slot)
{
    enum { MANY = 12 };
    uint64_t count = 1 + below(w, MANY);
    int64_t expected[MANY];
    ida_status right = model_generate(w, r, slot, count, expected);
    ida_run runs[2] = {{TEST_CANARY, 0}, {TEST_CANARY, 0}};
    size_t run_count = 99;
    assert_int_equal(ida_session_generate_many(r->sessions[slot], count, runs, &run_count), right);
    count_mark(w, right);
    if (right != IDA_OK) {
        assert_int_equal(run_count, 99);
        assert_int_equal(runs[0].first, TEST_CANARY);
        return;
    }
    size_t at = 0;
    for (size_t i = 0; i < run_count; i++) {
        for (uint64_t k = 0; k < runs[i].count; k++) {
            assert_true(at < count);
            assert_int_equal(runs[i].first + (runs[i].first < 0 ? -(ida_id)k : (ida_id)k),
                             expected[at]);
            at++;
        }
    }
    assert_int_equal(at, count);
}

static void step_generate_unique(world *w, replica *r, size_t slot)
{
    int64_t expected = TEST_CANARY;
    ida_status right = model_generate(w, r, slot, 1, &expected);
    ida_unique_id id = {true, TEST_CANARY, {1, 2}};
    assert_int_equal(ida_session_generate_unique(r->sessions[slot], &id), right);
    if (right != IDA_OK) {
        assert_int_equal(id.final_id, TEST_CANARY);
    } else if (expected >= 0) {
        assert_true(id.is_final);
        assert_int_equal(id.final_id, expected);
    } else {
        const model_session *model = &r->model.sessions[slot];
        assert_false(id.is_final);
        assert_uuid_equal(id.stable_id, uuid_at(w, model->place + model->generated - 1));
    }
}

static void append_to_log(world *w, log_entry entry)
{
    assert_true(w->log_count < MAX_LOG);
    w->log[w->log_count++] = entry;
}

static void step_take(world *w, replica *r, size_t slot, bool again)
{
    model_session *model = &r->model.sessions[slot];
    ida_range canary = range_of(uuid_of(9, 9), 9, 9, 9);
    ida_range range = canary;
    ida_status status = again ? ida_session_retake(r->sessions[slot], &range)
                              : ida_session_take(r->sessions[slot], &range);
    if (model_is_stale(r, slot)) {
        assert_int_equal(status, IDA_STALE_SESSION);
        assert_memory_equal(&range, &canary, sizeof(range));
        return;
    }
    assert_int_equal(status, IDA_OK);
    uint64_t unfinalized = model_finalized(&r->model.document, model->place) + 1;
    uint64_t first = again || model->next_start < unfinalized ? unfinalized : model->next_start;
    assert_int_equal(range.count, model->generated + 1 - first);
    assert_uuid_equal(range.session, uuid_at(w, model->place));
    if (range.count > 0) {
        assert_int_equal(range.first_gen_count, first);
        assert_int_equal(range.requested_cluster_size, model->cluster_size);
    }
    model->next_start = model->generated + 1;
    /* Some are lost on their way, and some come twice. */
    uint64_t luck = below(w, 20);
    for (uint64_t copies = luck == 0 ? 0 : luck == 1 ? 2 : 1; copies > 0; copies--) {
        append_to_log(w, (log_entry){.place = model->place,
                                     .first = range.first_gen_count,
                                     .count = range.count,
                                     .size = range.requested_cluster_size});
    }
}

static void step_reset(replica *r, size_t slot)
{
    model_session *model = &r->model.sessions[slot];
    bool stale = model_is_stale(r, slot);
    assert_int_equal(ida_session_reset(r->sessions[slot]), stale ? IDA_STALE_SESSION : IDA_OK);
    if (!stale) {
        model->next_start = model_finalized(&r->model.document, model->place) + 1;
    }
}

static void step_set_size(world *w, replica *r, size_t slot)
{
    uint32_t size = (uint32_t)below(w, 16);
    assert_int_equal(ida_session_set_cluster_size(r->sessions[slot], size),
                     size == 0 ? IDA_INVALID_ARGUMENT : IDA_OK);
    if (size > 0) {
        r->model.sessions[slot].cluster_size = size;
    }
}

/* The next entry of the log, at one replica; the outcome must be the same at every other. */
static void step_deliver(world *w, replica *r)
{
    if (r->model.position == w->log_count) {
        return;
    }
    log_entry *entry = &w->log[r->model.position++];
    ida_id first = TEST_CANARY;
    int64_t right_first = TEST_CANARY;
    ida_status right;
    ida_status status;
    if (entry->is_ghost) {
        right = model_ghost(w, &r->model.document, entry, &right_first);
        status = ida_document_ghost(r->document, uuid_at(w, entry->place), entry->count, &first);
        w->marks[MARK_GHOST] += right == IDA_OK && entry->count > 0 ? 1 : 0;
    } else {
        ida_range range =
            range_of(uuid_at(w, entry->place), entry->first, entry->count, entry->size);
        right = model_finalize(w, &r->model.document, entry);
        status = ida_document_finalize(r->document, &range);
    }
    assert_int_equal(status, right);
    assert_int_equal(first, right_first);
    assert_true(!entry->applied || entry->outcome == right);
    entry->applied = true;
    entry->outcome = right;
    count_mark(w, right);
}

/* A place near one that a session began at, or any. */
static uint64_t some_place(world *w)
{
    const replica *r = &w->replicas[below(w, REPLICAS)];
    uint64_t near = r->model.sessions[below(w, SLOTS)].place + below(w, 24);
    return below(w, 3) > 0 ? below(w, PLACES_TO_OPEN) : near < w->top ? near : 0;
}

static void step_hostile_entry(world *w)
{
    const model_document *document = &w->replicas[below(w, REPLICAS)].model.document;
    log_entry entry = {.place = some_place(w),
                       .count = below(w, 6),
                       .size = (uint32_t)below(w, 6),
                       .is_ghost = below(w, 2) == 0};
    if (document->member_count > 0 && below(w, 2) == 0) {
        int member = (int)below(w, (uint64_t)document->member_count);
        entry.place = document->members[member].place;
    }
    entry.first = model_finalized(document, entry.place) + below(w, 3);
    if (w->top == PLACES_AT_THE_TOP && below(w, 8) == 0) {
        entry.count = UINT64_C(1) << below(w, 62);
    }
    append_to_log(w, entry);
}

static void model_session_open(model_session *model, uint64_t place)
{
    memset(model, 0, sizeof(*model));
    model->place = place;
    model->next_start = 1;
    model->cluster_size = IDA_CLUSTER_SIZE_DEFAULT;
}

/* The usual cluster size would use the model's arrays up at once. */
static void make_small(replica *r, size_t slot)
{
    compare_counters(r, slot);
    assert_int_equal(ida_session_set_cluster_size(r->sessions[slot], 2), IDA_OK);
    r->model.sessions[slot].cluster_size = 2;
}

static void step_replace(world *w, replica *r, size_t slot)
{
    uint64_t place = some_place(w);
    bool exists = model_find(&r->model.document, place) != NOBODY;
    ida_session *session = NULL;
    assert_int_equal(ida_session_open(r->document, uuid_at(w, place), &session),
                     exists ? IDA_SESSION_EXISTS : IDA_OK);
    w->marks[MARK_EXISTS] += exists ? 1 : 0;
    assert_int_equal(session == NULL, exists);
    if (!exists) {
        ida_session_close(r->sessions[slot]);
        r->sessions[slot] = session;
        model_session_open(&r->model.sessions[slot], place);
        make_small(r, slot);
    }
}

static bool has_twins(const replica *r)
{
    for (size_t i = 0; i < SLOTS; i++) {
        for (size_t k = 0; k < i; k++) {
            if (r->model.sessions[i].place == r->model.sessions[k].place) {
                return true;
            }
        }
    }
    return false;
}

static void step_save(world *w, replica *r)
{
    size_t bound = ida_snapshot_bound(r->document, r->sessions, SLOTS);
    uint8_t *bytes = malloc(bound);
    assert_non_null(bytes);
    size_t size = 0;
    uint64_t position = random_next(&w->random);
    ida_status status =
        ida_snapshot_save(r->document, r->sessions, SLOTS, position, bytes, bound, &size);
    assert_int_equal(status, has_twins(r) ? IDA_INVALID_ARGUMENT : IDA_OK);
    w->marks[MARK_TWINS] += has_twins(r) ? 1 : 0;
    if (status != IDA_OK) {
        free(bytes);
        return;
    }
    saved_free(&r->snapshot);
    r->snapshot = (saved){bytes, size};
    r->snapshot_position = position;
    *r->snapshot_model = r->model;
}

static void close_replica(replica *r)
{
    for (size_t slot = 0; slot < SLOTS; slot++) {
        ida_session_close(r->sessions[slot]);
    }
    ida_document_destroy(r->document);
}

/* The process dies, and begins again from what it saved last, however long ago. */
static void step_restore(world *w, replica *r)
{
    if (r->snapshot.bytes == NULL) {
        return;
    }
    close_replica(r);
    ida_allocator allocator = ida_allocator_standard();
    ida_snapshot loaded;
    assert_int_equal(ida_snapshot_load(&allocator, r->snapshot.bytes, r->snapshot.size, &loaded),
                     IDA_OK);
    assert_int_equal(loaded.log_position, r->snapshot_position);
    assert_int_equal(loaded.session_count, SLOTS);
    r->model = *r->snapshot_model;
    r->document = loaded.document;
    loaded.document = NULL;
    for (size_t slot = 0; slot < SLOTS; slot++) {
        ida_uuid id = uuid_at(w, r->model.sessions[slot].place);
        r->sessions[slot] = NULL;
        for (size_t i = 0; i < SLOTS; i++) {
            if (loaded.sessions[i] != NULL &&
                ida_uuid_compare(ida_session_id(loaded.sessions[i]), id) == 0) {
                r->sessions[slot] = loaded.sessions[i];
                loaded.sessions[i] = NULL;
            }
        }
        assert_non_null(r->sessions[slot]);
        compare_counters(r, slot);
    }
    ida_snapshot_close(&allocator, &loaded);
    compare_clusters(w, r);
    w->marks[MARK_RESTORED]++;
}

/* A local ID whose UUID the document gave to somebody else: the rule that is easy to forget. */
static void count_given_away(world *w, const replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    uint64_t last = model->place + model->generated - 1;
    if (model->generated > 0 && last < PLACES && r->model.document.owners[last] != NOBODY &&
        model->local[model->generated]) {
        int owner = r->model.document.owners[last];
        w->marks[MARK_GIVEN_AWAY] += r->model.document.members[owner].place != model->place ? 1 : 0;
    }
}

static void step(world *w)
{
    replica *r = &w->replicas[below(w, REPLICAS)];
    size_t slot = (size_t)below(w, SLOTS);
    uint64_t kind = below(w, 100);
    if (model_is_stale(r, slot) && below(w, 4) == 0) {
        step_replace(w, r, slot);
    } else if (kind < 20) {
        step_generate(w, r, slot);
    } else if (kind < 26) {
        step_generate_many(w, r, slot);
    } else if (kind < 30) {
        step_generate_unique(w, r, slot);
    } else if (kind < 44) {
        step_take(w, r, slot, false);
    } else if (kind < 50) {
        step_take(w, r, slot, true);
    } else if (kind < 53) {
        step_reset(r, slot);
    } else if (kind < 56) {
        step_set_size(w, r, slot);
    } else if (kind < 58) {
        step_hostile_entry(w);
    } else if (kind < 62) {
        step_save(w, r);
    } else if (kind < 63) {
        step_restore(w, r);
    } else if (kind < 64) {
        step_replace(w, r, slot);
    } else {
        for (uint64_t entries = 1 + below(w, 3); entries > 0; entries--) {
            step_deliver(w, r);
        }
    }
    compare_some_answers(w, r, slot);
    count_given_away(w, r, slot);
}

/* ---- Worlds --------------------------------------------------------------------------------- */

static bool has_room(const world *w)
{
    for (size_t i = 0; i < REPLICAS; i++) {
        const model_replica *r = &w->replicas[i].model;
        if (r->document.final_count > MAX_FINALS - 64 ||
            r->document.cluster_count > MAX_CLUSTERS - 2 ||
            r->document.member_count > MAX_MEMBERS - 2) {
            return false;
        }
        for (size_t slot = 0; slot < SLOTS; slot++) {
            if (r->sessions[slot].generated > MAX_GENS - 16) {
                return false;
            }
        }
    }
    return w->log_count < MAX_LOG - 4;
}

static void open_world(world *w, uint64_t seed)
{
    memset(w, 0, sizeof(*w));
    w->random = seed;
    /* Half of the worlds are at the top of the UUIDs; the others lie across the two halves. */
    bool at_the_top = seed % 2 == 1;
    w->top = at_the_top ? PLACES_AT_THE_TOP : PLACES;
    w->lowest = at_the_top ? uuid_minus(TEST_UUID_MAX, PLACES_AT_THE_TOP - 1)
                           : uuid_of(77, UINT64_MAX - PLACES_TO_OPEN / 2);
    for (size_t i = 0; i < REPLICAS; i++) {
        replica *r = &w->replicas[i];
        r->snapshot_model = calloc(1, sizeof(*r->snapshot_model));
        assert_non_null(r->snapshot_model);
        r->document = document_new();
        for (size_t k = 0; k < PLACES; k++) {
            r->model.document.owners[k] = NOBODY;
        }
        for (size_t slot = 0; slot < SLOTS; slot++) {
            uint64_t place = 50 + 100 * (i * SLOTS + slot);
            r->sessions[slot] = session_new(r->document, uuid_at(w, place));
            model_session_open(&r->model.sessions[slot], place);
            make_small(r, slot);
        }
    }
}

static void close_world(world *w)
{
    for (size_t i = 0; i < REPLICAS; i++) {
        close_replica(&w->replicas[i]);
        saved_free(&w->replicas[i].snapshot);
        free(w->replicas[i].snapshot_model);
    }
}

static uint64_t live(uint64_t seed, size_t *marks)
{
    world *w = malloc(sizeof(*w));
    assert_non_null(w);
    open_world(w, seed);
    uint64_t steps = 0;
    while (steps < STEPS && has_room(w)) {
        step(w);
        steps++;
        if (steps % 500 == 0) {
            compare_everything(w);
        }
    }
    /* Everything is delivered in the end, and then the replicas are one. */
    for (size_t i = 0; i < REPLICAS; i++) {
        while (has_room(w) && w->replicas[i].model.position < w->log_count) {
            step_deliver(w, &w->replicas[i]);
        }
    }
    compare_everything(w);
    for (size_t i = 0; i < MARK_COUNT; i++) {
        marks[i] += w->marks[i];
    }
    close_world(w);
    free(w);
    return steps;
}

static void random_lives_are_as_the_model_says(void **state)
{
    (void)state;
    size_t marks[MARK_COUNT] = {0};
    uint64_t steps = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        steps += live(seed, marks);
    }
    assert_true(steps > 200000);
    for (size_t i = 0; i < MARK_COUNT; i++) {
        assert_true(marks[i] >= 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_lives_are_as_the_model_says),
    };
    return RUN_TESTS(tests);
}
