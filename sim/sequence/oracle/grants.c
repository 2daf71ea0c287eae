/* What masters grant: only to members, in order, each chunk once, and the same when asked again. */
#include <assert.h>
#include <string.h>

#include "oracle_internal.h"

void sim_sequence_elected(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_master *m = &oracle->model.masters[e->master];
    assert(e->term >= m->term);
    memset(m, 0, sizeof *m);
    m->term = e->term;
    m->next_start = oracle->model.stored.next_start;
    m->stored_term = oracle->model.stored.term;
    const sim_site where = sim_sequence_at_master(oracle, e->master, SIM_WORD_SEQ_TAKING_OFFICE);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK,
                           e->status);
}

void sim_sequence_joined(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    const sim_site where = sim_sequence_at_master(oracle, e->master, SIM_WORD_SEQ_JOINING);
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK,
                         e->status)) {
        oracle->model.masters[e->master].nodes[e->node].member = true;
    }
}

void sim_sequence_left(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_asked *asked = &oracle->model.masters[e->master].nodes[e->node];
    asked->member = false;
    /* A former member without chunks of the current range is forgotten with all its requests. */
    if (!asked->has_chunk || asked->returned) {
        *asked = (sim_asked){.member = false};
    }
}

/* A range is whole or not cut at all. */
static bool has_no_range_left(const sim_sequence_model *model, const sim_model_master *m)
{
    return m->next_start > model->bounds.last_id ||
           model->bounds.last_id - m->next_start < model->bounds.range_size;
}

/* Whether a request is older than one that the master answered or saw. */
static bool is_older(const ida_chunk_request *request, uint64_t incarnation, uint64_t number)
{
    return request->incarnation < incarnation ||
           (request->incarnation == incarnation && request->number < number);
}

/* The right answer of a master: a status, and the reply if that is IDA_OK. */
typedef struct verdict {
    ida_status status;
    bool may_be_stale; /* or IDA_STALE_MESSAGE: it saw a later request, but did not answer it */
    bool again;        /* the same as before */
    bool is_rest;      /* the lowest part that was handed back and fits */
    bool is_raise;     /* a raise must be stored first */
    ida_chunk_reply reply;
} verdict;

static bool is_request(const sim_sequence_model *model, const ida_chunk_request *request)
{
    return request->sequence == model->bounds.sequence && request->incarnation != 0 &&
           request->number != 0 && request->after <= SIM_SEQUENCE_LAST;
}

static verdict expect_grant(const sim_sequence_oracle *oracle, const sim_model_master *m,
                            const ida_chunk_request *request)
{
    const sim_sequence_model *model = &oracle->model;
    const sim_asked *asked = &m->nodes[request->coordinator];
    verdict v = {.status = IDA_OK};
    v.reply = (ida_chunk_reply){.sequence = request->sequence,
                                .coordinator = request->coordinator,
                                .incarnation = request->incarnation,
                                .number = request->number};
    v.may_be_stale = is_older(request, asked->seen_incarnation, asked->seen_number);
    const bool holds_chunk = asked->has_chunk && !asked->returned;
    const size_t rest = sim_sequence_model_find_rest(m, request->after);
    if (!is_request(model, request)) {
        v.status = IDA_INVALID_ARGUMENT;
    } else if (!asked->member) {
        v.status = IDA_UNKNOWN_COORDINATOR;
    } else if (asked->answered &&
               (is_older(request, asked->incarnation, asked->number) ||
                (asked->returned && request->incarnation == asked->incarnation))) {
        v.status = IDA_STALE_MESSAGE;
    } else if (asked->answered && request->incarnation == asked->incarnation &&
               request->number == asked->number) {
        v.reply = asked->reply;
        v.again = true;
    } else if (request->after > m->next_start) {
        v.status = IDA_STALE_TERM;
    } else if (!holds_chunk && rest < m->rest_count) {
        v.reply.chunk = m->rests[rest];
        v.is_rest = true;
    } else if (m->has_range && !holds_chunk && request->after <= m->starting &&
               (m->granted == 0 || m->granted < m->count)) {
        uint64_t count = m->granted == 0 ? sim_sequence_model_members(m) : m->count;
        v.reply.chunk = (ida_chunk){m->starting, m->ending, m->granted, count};
    } else if (m->next_start < m->floor) {
        v.status = IDA_NOT_PERSISTED;
        v.is_raise = true;
    } else if (has_no_range_left(model, m)) {
        v.reply.exhausted = true;
    } else {
        v.status = IDA_NOT_PERSISTED;
    }
    return v;
}

/*
 * Whether two chunks of one range have no ID in common: they have other residues, or the second is
 * what was handed back of the first.
 */
static bool are_apart(const sim_granted *row, const ida_chunk *chunk)
{
    const ida_chunk *first = &row->chunk;
    if (first->count == 0 || first->ending != chunk->ending || first->count != chunk->count) {
        return false;
    }
    if ((first->starting + first->index) % first->count !=
        (chunk->starting + chunk->index) % chunk->count) {
        return true;
    }
    return row->regranted && chunk->starting >= first->starting + first->count * row->drawn;
}

/* What no master may ever grant, whatever its state. */
static void check_chunk(sim_sequence_oracle *oracle, const sim_model_master *m,
                        const ida_chunk_request *request, const ida_chunk *chunk,
                        const sim_site *where)
{
    const sim_sequence_model *model = &oracle->model;
    bool sound = chunk->count >= 1 && chunk->index < chunk->count &&
                 chunk->starting < chunk->ending && chunk->ending <= model->bounds.last_id &&
                 chunk->starting >= model->bounds.first_start && chunk->starting >= request->after;
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_IN_RANGE, sound, where,
                          SIM_WORD_SEQ_IN_BOUNDS, SIM_WORD_SEQ_OUT_OF_BOUNDS);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE,
                          chunk->ending <= model->stored.next_start, where,
                          SIM_WORD_SEQ_STORED_FIRST, SIM_WORD_SEQ_NOT_STORED);
    for (size_t i = 0; i < model->chunk_count; i++) {
        const sim_granted *row = &model->chunks[i];
        bool apart = row->chunk.ending <= chunk->starting || chunk->ending <= row->chunk.starting;
        if (apart) {
            continue;
        }
        bool same = are_apart(row, chunk);
        bool of_another_master = row->term != m->term;
        (void)sim_judge_words(
            &oracle->judgement,
            of_another_master ? SIM_INVARIANT_SEQ_DURABLE : SIM_INVARIANT_SEQ_GRANTED_ONCE,
            same && !of_another_master, where,
            of_another_master ? SIM_WORD_SEQ_NO_OTHER_MASTER : SIM_WORD_SEQ_CUT_ONCE,
            SIM_WORD_SEQ_OVERLAP);
    }
    oracle->judgement.checks[SIM_INVARIANT_SEQ_GRANTED_ONCE]++;
}

static bool same_reply(const ida_chunk_reply *a, const ida_chunk_reply *b)
{
    return a->sequence == b->sequence && a->coordinator == b->coordinator &&
           a->incarnation == b->incarnation && a->number == b->number &&
           a->exhausted == b->exhausted && a->chunk.starting == b->chunk.starting &&
           a->chunk.ending == b->chunk.ending && a->chunk.index == b->chunk.index &&
           a->chunk.count == b->chunk.count;
}

static sim_value value_of_reply(const ida_chunk_reply *reply)
{
    const ida_chunk *chunk = &reply->chunk;
    return SIM_VALUE_SAYING(reply->exhausted ? SIM_WORD_SEQ_REPLY_EXHAUSTED : SIM_WORD_SEQ_REPLY,
                            chunk->index, chunk->count, chunk->starting, chunk->ending);
}

static void check_reply(sim_sequence_oracle *oracle, const verdict *v, const ida_chunk_reply *reply,
                        const sim_site *where)
{
    (void)sim_judge(
        &oracle->judgement, v->again ? SIM_INVARIANT_SEQ_WASTE : SIM_INVARIANT_SEQ_CONTRACT,
        same_reply(&v->reply, reply), where, value_of_reply(&v->reply), value_of_reply(reply));
}

/* Adds a chunk to the tables when it is granted for the first time. */
static void note_grant(sim_sequence_oracle *oracle, sim_model_master *m,
                       const ida_chunk_request *request, const ida_chunk_reply *reply, bool is_rest)
{
    /* Reporting that no IDs are left is not a grant: a master need not remember it. */
    if (reply->exhausted) {
        return;
    }
    sim_asked *asked = &m->nodes[request->coordinator];
    asked->answered = true;
    asked->incarnation = request->incarnation;
    asked->number = request->number;
    asked->reply = *reply;
    asked->returned = false;
    asked->has_chunk = m->has_range && reply->chunk.ending == m->ending;
    if (is_rest) {
        sim_sequence_model_drop_rest(m, sim_sequence_model_find_rest(m, request->after));
    } else {
        m->count = reply->chunk.count;
        m->granted++;
    }
    sim_granted row = {.chunk = reply->chunk,
                       .term = m->term,
                       .incarnation = request->incarnation,
                       .number = request->number,
                       .state = SIM_CHUNK_UNDER_WAY,
                       .node = (uint8_t)request->coordinator};
    if (!sim_sequence_model_add_chunk(&oracle->model, &row)) {
        oracle->judgement.out_of_memory = true;
    }
}

void sim_sequence_answered(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_master *m = &oracle->model.masters[e->master];
    const ida_chunk_request *request = &e->request;
    const sim_site where = sim_sequence_at_master(oracle, e->master, SIM_WORD_SEQ_ANSWERING);
    verdict v = expect_grant(oracle, m, request);
    sim_asked *asked = &m->nodes[request->coordinator];
    if (!is_older(request, asked->seen_incarnation, asked->seen_number) && asked->member) {
        asked->seen_incarnation = request->incarnation;
        asked->seen_number = request->number;
    }
    if (e->status == IDA_STALE_MESSAGE && v.may_be_stale) {
        return;
    }
    if (e->status == IDA_OK && !e->reply.exhausted && !v.again) {
        check_chunk(oracle, m, request, &e->reply.chunk, &where);
    }
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, v.status,
                          e->status)) {
        return;
    }
    if (e->status == IDA_OK) {
        check_reply(oracle, &v, &e->reply, &where);
        if (!v.again) {
            note_grant(oracle, m, request, &e->reply, v.is_rest);
        }
    } else if (e->status == IDA_NOT_PERSISTED) {
        if (v.is_raise && !m->pending) {
            m->raise_to = m->floor;
        }
        sim_sequence_pending(oracle, e->master, &where);
    }
}

/* --- What is handed back. --- */

/* The chunk that a coordinator was granted last. */
static sim_granted *last_grant(sim_sequence_model *model, const sim_model_master *m,
                               const sim_asked *asked)
{
    for (size_t i = model->chunk_count; i-- > 0;) {
        sim_granted *row = &model->chunks[i];
        if (row->term == m->term && row->node == asked->reply.coordinator &&
            row->incarnation == asked->incarnation && row->number == asked->number) {
            return row;
        }
    }
    return NULL;
}

static ida_status expect_taken(const sim_sequence_model *model, const sim_asked *asked,
                               const ida_chunk_return *returned)
{
    const ida_chunk *last = &asked->reply.chunk;
    const ida_chunk *chunk = &returned->chunk;
    if (returned->sequence != model->bounds.sequence) {
        return IDA_INVALID_ARGUMENT;
    }
    if (!asked->member && (!asked->has_chunk || asked->returned)) {
        return IDA_UNKNOWN_COORDINATOR;
    }
    if (!asked->answered || asked->returned || returned->incarnation != asked->incarnation ||
        returned->number > asked->number) {
        return IDA_STALE_MESSAGE;
    }
    bool same = last->starting == chunk->starting && last->ending == chunk->ending &&
                last->index == chunk->index && last->count == chunk->count;
    return returned->number < asked->number || same ? IDA_OK : IDA_STALE_MESSAGE;
}

void sim_sequence_taken_back(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_master *m = &oracle->model.masters[e->master];
    sim_asked *asked = &m->nodes[e->node];
    const sim_site where = sim_sequence_at_master(oracle, e->master, SIM_WORD_SEQ_TAKING_BACK);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                          expect_taken(&oracle->model, asked, &e->returned), e->status) ||
        e->status != IDA_OK) {
        return;
    }
    sim_granted *row = last_grant(&oracle->model, m, asked);
    ida_chunk rest = asked->reply.chunk;
    assert(row != NULL);
    if (e->returned.number == asked->number) {
        rest.starting += rest.count * e->returned.drawn;
    }
    row->regranted = true;
    sim_sequence_model_add_rest(&oracle->model, m, &rest);
    asked->returned = true;
    if (!asked->member) {
        *asked = (sim_asked){.member = false};
    }
}
