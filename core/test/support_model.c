/* The model of documents and sessions, and what it answers: see the header. */
#include "support_model.h"

#include "support_cmocka.h"

ida_uuid uuid_at(const world *w, uint64_t place)
{
    return uuid_plus(w->lowest, place);
}

int model_find(const model_document *document, uint64_t place)
{
    for (int i = 0; i < document->member_count; i++) {
        if (document->members[i].place == place) {
            return i;
        }
    }
    return NOBODY;
}

uint64_t model_finalized(const model_document *document, uint64_t place)
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

ida_status model_finalize(world *w, model_document *document, const log_entry *entry)
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

ida_status model_ghost(const world *w, model_document *document, const log_entry *entry,
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

bool model_is_finalized(const model_document *document, int64_t final)
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

int64_t model_op_space(const model_replica *r, const model_session *session, int64_t id)
{
    if (model_was_local(session, id)) {
        int own = model_find(&r->document, session->place);
        known_id known = model_known(r, session, own, (uint64_t)-id);
        return known.final == NO_ANSWER ? id : known.final;
    }
    bool known = model_own_final(r, session, id) > 0 || model_is_finalized(&r->document, id);
    return known ? id : NO_ANSWER;
}

ida_status model_session_space(const model_replica *r, const model_session *session, int64_t op_id,
                               uint64_t origin, int64_t *answer)
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

int64_t model_decompress(const model_replica *r, const model_session *session, int64_t id)
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

int64_t model_document_recompress(const model_document *document, uint64_t place)
{
    int owner = place < PLACES ? document->owners[place] : NOBODY;
    if (owner == NOBODY) {
        return NO_ANSWER;
    }
    uint64_t gen = place - document->members[owner].place + 1;
    return gen <= document->members[owner].finalized ? model_final_of(document, owner, gen)
                                                     : NO_ANSWER;
}

int64_t model_recompress(const model_replica *r, const model_session *session, uint64_t place)
{
    if (place >= session->place && place - session->place < session->generated) {
        int own = model_find(&r->document, session->place);
        return model_known(r, session, own, place - session->place + 1).session_id;
    }
    return model_document_recompress(&r->document, place);
}

bool model_is_stale(const replica *r, size_t slot)
{
    const model_session *model = &r->model.sessions[slot];
    return model_finalized(&r->model.document, model->place) > model->generated;
}

ida_status model_generate(const world *w, replica *r, size_t slot, uint64_t count, int64_t *ids)
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

void model_session_open(model_session *model, uint64_t place)
{
    memset(model, 0, sizeof(*model));
    model->place = place;
    model->next_start = 1;
    model->cluster_size = IDA_CLUSTER_SIZE_DEFAULT;
}
