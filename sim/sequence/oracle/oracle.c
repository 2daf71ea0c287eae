/* What the oracle of a sequence makes of what it is told. */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "oracle_internal.h"

sim_sequence_oracle *sim_sequence_oracle_create(sim_sequence_world *world, sim_invariant_set only)
{
    sim_sequence_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle != NULL) {
        oracle->world = world;
        oracle->judgement.only = only;
        sim_sequence_model_init(&oracle->model, &world->config);
    }
    return oracle;
}

void sim_sequence_oracle_destroy(sim_sequence_oracle *oracle)
{
    if (oracle != NULL) {
        sim_sequence_model_free(&oracle->model);
        free(oracle);
    }
}

const sim_judgement *sim_sequence_oracle_judgement(const sim_sequence_oracle *oracle)
{
    return &oracle->judgement;
}

static sim_site where_master(const sim_sequence_oracle *oracle, unsigned master, sim_word call)
{
    return sim_site_of_actor(SIM_WORD_SEQ_MASTER, master, oracle->model.masters[master].term, call);
}

static sim_site where_node(const sim_sequence_oracle *oracle, unsigned node, sim_word call)
{
    return sim_site_of_actor(SIM_WORD_SEQ_COORDINATOR, node, oracle->model.nodes[node].incarnation,
                             call);
}

/* --- Masters. --- */

void sim_sequence_elected(sim_sequence_oracle *oracle, unsigned master, ida_status status)
{
    sim_model_master *m = &oracle->model.masters[master];
    const sim_office *office = &oracle->world->offices[master];
    memset(m, 0, sizeof *m);
    m->term = office->term;
    m->office = office->number;
    m->in_office = status == IDA_OK;
    m->next_start = oracle->model.stored.next_start;
    const sim_site where = where_master(oracle, master, SIM_WORD_SEQ_TAKING_OFFICE);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, status);
}

void sim_sequence_joined(sim_sequence_oracle *oracle, unsigned master, unsigned node,
                         ida_status status)
{
    const sim_site where = where_master(oracle, master, SIM_WORD_SEQ_JOINING);
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, status)) {
        oracle->model.masters[master].nodes[node].member = true;
    }
}

void sim_sequence_left(sim_sequence_oracle *oracle, unsigned master, unsigned node)
{
    sim_asked *asked = &oracle->model.masters[master].nodes[node];
    asked->member = false;
    /* Who has nothing of the current range is forgotten with all it asked. */
    if (!asked->has_chunk) {
        *asked = (sim_asked){.member = false};
    }
}

void sim_sequence_deposed(sim_sequence_oracle *oracle, unsigned master)
{
    oracle->model.masters[master].in_office = false;
}

/* Where the next range of a master ends. */
static uint64_t next_end(const sim_sequence_model *model, const sim_model_master *m)
{
    return m->next_start + model->bounds.range_size;
}

/* A range is whole or not cut at all. */
static bool has_no_range_left(const sim_sequence_model *model, const sim_model_master *m)
{
    return model->bounds.last_id - m->next_start < model->bounds.range_size;
}

/* Whether a request is older than one that the master answered, or saw. */
static bool is_older(const ida_chunk_request *request, uint64_t incarnation, uint64_t number)
{
    return request->incarnation < incarnation ||
           (request->incarnation == incarnation && request->number < number);
}

/* What the rules let a master answer: a status, and the reply if that is IDA_OK. */
typedef struct verdict {
    ida_status status;
    bool may_be_stale; /* or IDA_STALE_MESSAGE: it saw a later request, but did not answer it */
    bool again;        /* the same as before */
    ida_chunk_reply reply;
} verdict;

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
    if (!asked->member) {
        v.status = IDA_UNKNOWN_COORDINATOR;
    } else if (asked->answered && is_older(request, asked->incarnation, asked->number)) {
        v.status = IDA_STALE_MESSAGE;
    } else if (asked->answered && request->incarnation == asked->incarnation &&
               request->number == asked->number) {
        v.reply = asked->reply;
        v.again = true;
    } else if (request->after > m->next_start) {
        v.status = IDA_STALE_TERM;
    } else if (m->has_range && !asked->has_chunk && request->after <= m->starting &&
               (m->granted == 0 || m->granted < m->count)) {
        uint64_t count = m->granted == 0 ? sim_sequence_model_members(m) : m->count;
        v.reply.chunk = (ida_chunk){m->starting, m->ending, m->granted, count};
    } else if (has_no_range_left(model, m)) {
        v.reply.exhausted = true;
    } else {
        v.status = IDA_NOT_PERSISTED;
    }
    return v;
}

/* What no master may ever grant, whatever it knows. */
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
        bool same = row->chunk.starting == chunk->starting && row->chunk.ending == chunk->ending &&
                    row->chunk.count == chunk->count && row->chunk.index != chunk->index;
        bool of_another_master = row->office != m->office;
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

/* A chunk that is granted for the first time enters the tables. */
static void note_grant(sim_sequence_oracle *oracle, sim_model_master *m,
                       const ida_chunk_request *request, const ida_chunk_reply *reply)
{
    /* That there are no more is no grant: a master need not remember that it said so. */
    if (reply->exhausted) {
        return;
    }
    sim_asked *asked = &m->nodes[request->coordinator];
    asked->answered = true;
    asked->incarnation = request->incarnation;
    asked->number = request->number;
    asked->reply = *reply;
    asked->has_chunk = true;
    m->count = reply->chunk.count;
    m->granted++;
    sim_granted row = {.chunk = reply->chunk,
                       .office = m->office,
                       .incarnation = request->incarnation,
                       .number = request->number,
                       .state = SIM_CHUNK_UNDER_WAY,
                       .node = (uint8_t)request->coordinator};
    if (!sim_sequence_model_add_chunk(&oracle->model, &row)) {
        oracle->world->out_of_memory = true;
    }
}

/* The write that a master wants done must be the one that the rules ask for. */
static void check_pending(sim_sequence_oracle *oracle, unsigned master, const sim_site *where)
{
    sim_model_master *m = &oracle->model.masters[master];
    ida_master_write write;
    memset(&write, 0, sizeof write);
    bool pending =
        oracle->world->subject->master_pending(oracle->world->offices[master].master, &write);
    if (!sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, pending, where,
                         SIM_WORD_SEQ_TO_BE_STORED, SIM_WORD_SEQ_NOTHING_STORED)) {
        return;
    }
    m->pending = true;
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, where,
                           SIM_WORD_SEQ_STORE_CUT, next_end(&oracle->model, m),
                           write.record.next_start);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, where,
                           SIM_WORD_SEQ_STORE_TERM, m->term, write.record.term);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, where,
                           SIM_WORD_SEQ_EXPECT_CUT, m->next_start, write.expected.next_start);
}

void sim_sequence_granted(sim_sequence_oracle *oracle, unsigned master,
                          const ida_chunk_request *request, ida_status status,
                          const ida_chunk_reply *reply)
{
    sim_model_master *m = &oracle->model.masters[master];
    const sim_site where = where_master(oracle, master, SIM_WORD_SEQ_ANSWERING);
    verdict v = expect_grant(oracle, m, request);
    sim_asked *asked = &m->nodes[request->coordinator];
    if (!is_older(request, asked->seen_incarnation, asked->seen_number) && asked->member) {
        asked->seen_incarnation = request->incarnation;
        asked->seen_number = request->number;
    }
    if (status == IDA_STALE_MESSAGE && v.may_be_stale) {
        return;
    }
    if (status == IDA_OK && !reply->exhausted && !v.again) {
        check_chunk(oracle, m, request, &reply->chunk, &where);
    }
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, v.status,
                          status)) {
        return;
    }
    if (status == IDA_OK) {
        check_reply(oracle, &v, reply, &where);
        if (!v.again) {
            note_grant(oracle, m, request, reply);
        }
    } else if (status == IDA_NOT_PERSISTED) {
        check_pending(oracle, master, &where);
    }
}

void sim_sequence_written(sim_sequence_oracle *oracle, const ida_master_record *before,
                          const ida_master_write *write, bool applied)
{
    ida_master_record *stored = &oracle->model.stored;
    bool applies = stored->sequence == write->expected.sequence &&
                   stored->term == write->expected.term &&
                   stored->next_start == write->expected.next_start;
    (void)before;
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_COMPARING);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, applies == applied, &where,
                          applies ? SIM_WORD_SEQ_APPLIES : SIM_WORD_SEQ_APPLIES_NOT,
                          applied ? SIM_WORD_SEQ_APPLIES : SIM_WORD_SEQ_APPLIES_NOT);
    if (applied) {
        *stored = write->record;
    }
}

void sim_sequence_confirmed(sim_sequence_oracle *oracle, unsigned master, ida_status status)
{
    sim_model_master *m = &oracle->model.masters[master];
    const sim_site where = where_master(oracle, master, SIM_WORD_SEQ_CONFIRMING);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, status)) {
        return;
    }
    m->pending = false;
    m->has_range = true;
    m->starting = m->next_start;
    m->ending = next_end(&oracle->model, m);
    m->next_start = m->ending;
    m->granted = 0;
    m->count = 0;
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        m->nodes[i].has_chunk = false;
        if (!m->nodes[i].member) {
            m->nodes[i] = (sim_asked){.member = false};
        }
    }
}

/* --- Coordinators. --- */

void sim_sequence_booted(sim_sequence_oracle *oracle, unsigned node, ida_status status)
{
    sim_model_node *n = &oracle->model.nodes[node];
    n->incarnation = n->kept_incarnation + 1;
    const sim_site where = where_node(oracle, node, SIM_WORD_SEQ_STARTING);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, status)) {
        return;
    }
    n->up = true;
    n->unstored = true;
    n->started = false;
    n->exhausted = false;
    n->number = 1;
    n->held_count = 0;
    n->after = n->kept_after;
}

void sim_sequence_kept(sim_sequence_oracle *oracle, unsigned node, bool pending,
                       const ida_coordinator_record *record, bool stored, bool heard,
                       ida_status status)
{
    sim_model_node *n = &oracle->model.nodes[node];
    const sim_site where = where_node(oracle, node, SIM_WORD_SEQ_STORING);
    if (!sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, pending == n->unstored,
                         &where,
                         n->unstored ? SIM_WORD_SEQ_TO_BE_STORED : SIM_WORD_SEQ_NOTHING_STORED,
                         pending ? SIM_WORD_SEQ_TO_BE_STORED : SIM_WORD_SEQ_NOTHING_STORED) ||
        !pending) {
        return;
    }
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, &where,
                           SIM_WORD_SEQ_INCARNATION, n->incarnation, record->incarnation);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, &where,
                           SIM_WORD_SEQ_ABOVE, n->after, record->after);
    if (stored) {
        n->kept_incarnation = n->incarnation;
        n->kept_after = n->after;
    }
    if (heard &&
        sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, status)) {
        n->unstored = false;
        n->started = true;
    }
}

void sim_sequence_stopped(sim_sequence_oracle *oracle, unsigned node)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[node];
    size_t lost = 0;
    for (size_t i = 0; i < model->chunk_count; i++) {
        sim_granted *row = &model->chunks[i];
        if (row->node == node && row->state == SIM_CHUNK_HELD) {
            row->state = SIM_CHUNK_LOST;
            lost++;
        }
    }
    const sim_site where = where_node(oracle, node, SIM_WORD_SEQ_STOPPING);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_WASTE, lost <= SIM_CHUNKS_HELD,
                          &where, SIM_WORD_SEQ_TWO_LOST, SIM_WORD_SEQ_MORE_LOST);
    n->up = false;
    n->started = false;
    n->unstored = false;
    n->held_count = 0;
}

void sim_sequence_requested(sim_sequence_oracle *oracle, unsigned node, bool has,
                            const ida_chunk_request *request)
{
    const sim_model_node *n = &oracle->model.nodes[node];
    const sim_site where = where_node(oracle, node, SIM_WORD_SEQ_ASKING);
    bool wants = sim_sequence_model_wants(&oracle->model, node);
    if (!sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, wants == has, &where,
                         wants ? SIM_WORD_SEQ_A_REQUEST : SIM_WORD_SEQ_NO_REQUEST,
                         has ? SIM_WORD_SEQ_A_REQUEST : SIM_WORD_SEQ_NO_REQUEST) ||
        !has) {
        return;
    }
    bool same = request->sequence == oracle->model.bounds.sequence &&
                request->coordinator == node && request->incarnation == n->incarnation;
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, same, &where,
                          SIM_WORD_SEQ_OWN_NAMES, SIM_WORD_SEQ_OTHER_NAMES);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_WASTE, &where,
                           SIM_WORD_SEQ_REQUEST, n->number, request->number);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, &where,
                           SIM_WORD_SEQ_CHUNK_ABOVE, n->after, request->after);
}

/* The chunk of a reply, if it was granted as that; SIZE_MAX if not. */
static size_t find_chunk(const sim_sequence_model *model, const ida_chunk_reply *reply)
{
    for (size_t i = model->chunk_count; i-- > 0;) {
        const sim_granted *row = &model->chunks[i];
        if (row->chunk.starting == reply->chunk.starting &&
            row->chunk.index == reply->chunk.index && row->node == reply->coordinator &&
            row->incarnation == reply->incarnation && row->number == reply->number) {
            return i;
        }
    }
    return SIZE_MAX;
}

void sim_sequence_installed(sim_sequence_oracle *oracle, unsigned node,
                            const ida_chunk_reply *reply, ida_status status)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[node];
    bool waits = sim_sequence_model_wants(model, node) && reply->number == n->number &&
                 reply->incarnation == n->incarnation && reply->coordinator == node;
    const sim_site where = where_node(oracle, node, SIM_WORD_SEQ_TAKING_OVER);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                          waits ? IDA_OK : IDA_STALE_MESSAGE, status) ||
        status != IDA_OK) {
        return;
    }
    n->number++;
    if (reply->exhausted) {
        n->exhausted = true;
        return;
    }
    size_t at = find_chunk(model, reply);
    if (!sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, at != SIZE_MAX, &where,
                         SIM_WORD_SEQ_GRANTED, SIM_WORD_SEQ_NOT_GRANTED)) {
        return;
    }
    model->chunks[at].state = SIM_CHUNK_HELD;
    n->held[n->held_count++] = at;
    n->after = reply->chunk.ending;
    n->unstored = sim_chunk_ids(&reply->chunk) > 0;
    sim_sequence_model_tidy(model, node);
}

/* What a draw must answer. Only the latest chunk can be one that is not stored yet. */
static ida_status expect_draw(const sim_model_node *n)
{
    if (n->held_count == SIM_CHUNKS_HELD || (n->held_count == 1 && !n->unstored)) {
        return IDA_OK;
    }
    if (n->unstored) {
        return IDA_NOT_PERSISTED;
    }
    return n->exhausted ? IDA_EXHAUSTED : IDA_TRY_LATER;
}

/* The properties of an ID that hold whatever the model thinks comes next. */
static void check_id(sim_sequence_oracle *oracle, unsigned node, uint64_t id, const sim_site *where)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[node];
    bool was_there = false;
    if (id != UINT64_MAX && !sim_sequence_model_add_id(model, id, &was_there)) {
        oracle->world->out_of_memory = true;
        return;
    }
    sim_judgement *judgement = &oracle->judgement;
    const sim_value got = sim_value_number(SIM_WORD_SEQ_AN_ID, id);
    (void)sim_judge(judgement, SIM_INVARIANT_SEQ_UNIQUE, !was_there, where,
                    sim_value_words(SIM_WORD_SEQ_NOBODYS_ID), got);
    (void)sim_judge(judgement, SIM_INVARIANT_SEQ_GROWING, !n->drew || id > n->last, where,
                    sim_value_words(SIM_WORD_SEQ_GROWING_ID), got);
    n->drew = true;
    n->last = id;
    n->fed = n->fed || oracle->world->quiet;
    if (n->held_count == 0) {
        return;
    }
    const ida_chunk *chunk = &model->chunks[n->held[0]].chunk;
    (void)sim_judge(judgement, SIM_INVARIANT_SEQ_IN_RANGE,
                    id > chunk->starting && id <= chunk->ending, where,
                    sim_value_words(SIM_WORD_SEQ_ID_IN_RANGE), got);
    (void)sim_judge(judgement, SIM_INVARIANT_SEQ_RESIDUE,
                    id > chunk->starting &&
                        (id - chunk->starting - 1) % chunk->count == chunk->index,
                    where, sim_value_words(SIM_WORD_SEQ_ID_WITH_RESIDUE), got);
}

void sim_sequence_drawn(sim_sequence_oracle *oracle, unsigned node, ida_status status, uint64_t id)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[node];
    const sim_site where = where_node(oracle, node, SIM_WORD_SEQ_DRAWING);
    if (status == IDA_OK) {
        check_id(oracle, node, id, &where);
    }
    if (expect_draw(n) != IDA_OK) {
        (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_EXHAUSTED, &where,
                               expect_draw(n), status);
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_EXHAUSTED, &where,
                               SIM_WORD_SEQ_ID_LEFT, UINT64_MAX, id);
        n->fed = n->fed || (oracle->world->quiet && n->exhausted);
        return;
    }
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, status)) {
        return;
    }
    sim_granted *row = &model->chunks[n->held[0]];
    uint64_t expected = row->chunk.starting + 1 + row->chunk.index + row->chunk.count * row->drawn;
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                           SIM_WORD_SEQ_THE_ID, expected, id);
    row->drawn++;
    sim_sequence_model_tidy(model, node);
}

/* --- Reading, looking, and the end. --- */

void sim_sequence_read(sim_sequence_oracle *oracle, bool intact, ida_status status)
{
    const sim_site where =
        sim_site_of_call(intact ? SIM_WORD_SEQ_READING : SIM_WORD_SEQ_READING_DAMAGED);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, intact == (status == IDA_OK),
                    &where, intact ? sim_value_status(IDA_OK) : sim_value_words(SIM_WORD_REFUSAL),
                    sim_value_status(status));
}

void sim_sequence_after_op(sim_sequence_oracle *oracle)
{
    const sim_sequence_world *world = oracle->world;
    for (unsigned i = 0; i < world->config.slots; i++) {
        if (world->offices[i].master != NULL) {
            const sim_site where = where_master(oracle, i, SIM_WORD_AFTER_OP);
            bool sound = world->subject->master_verify(world->offices[i].master);
            (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, sound, &where,
                                  SIM_WORD_SEQ_SOUND_MASTER, SIM_WORD_SEQ_CONTRADICTION);
            (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                                   SIM_WORD_SEQ_MEMBERS,
                                   sim_sequence_model_members(&oracle->model.masters[i]),
                                   world->subject->master_member_count(world->offices[i].master));
        }
    }
    for (unsigned i = 0; i < world->config.nodes; i++) {
        if (world->nodes[i].coordinator != NULL) {
            const sim_site where = where_node(oracle, i, SIM_WORD_AFTER_OP);
            bool sound = world->subject->coordinator_verify(world->nodes[i].coordinator);
            (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, sound, &where,
                                  SIM_WORD_SEQ_SOUND_COORDINATOR, SIM_WORD_SEQ_CONTRADICTION);
            (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, &where,
                                   SIM_WORD_SEQ_IDS_LEFT,
                                   sim_sequence_model_left(&oracle->model, i),
                                   world->subject->coordinator_left(world->nodes[i].coordinator));
        }
    }
}

/* Everything granted was drawn, is left, is lost, or is under way; and a range whose chunks were
   all drawn is a range of which every ID is in the set. */
static void check_conservation(sim_sequence_oracle *oracle)
{
    sim_sequence_model *model = &oracle->model;
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_CHUNKS);
    uint64_t drawn = 0;
    for (size_t i = 0; i < model->chunk_count; i++) {
        const sim_granted *row = &model->chunks[i];
        drawn += row->drawn;
        for (uint64_t k = 0; k < row->drawn; k++) {
            uint64_t id = row->chunk.starting + 1 + row->chunk.index + row->chunk.count * k;
            bool was_there = false;
            if (!sim_sequence_model_add_id(model, id, &was_there)) {
                oracle->world->out_of_memory = true;
                return;
            }
            (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, was_there,
                                  &where, SIM_WORD_SEQ_EVERY_DRAWN, SIM_WORD_SEQ_ID_OF_NOBODY);
        }
    }
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, &where,
                           SIM_WORD_SEQ_IDS_DRAWN, drawn, model->drawn_count);
}

void sim_sequence_settled(sim_sequence_oracle *oracle)
{
    check_conservation(oracle);
    for (unsigned i = 0; i < oracle->world->config.nodes; i++) {
        const sim_site where = where_node(oracle, i, SIM_WORD_QUIET);
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_LIVENESS,
                              oracle->model.nodes[i].fed, &where, SIM_WORD_SEQ_FED,
                              SIM_WORD_SEQ_NEITHER);
    }
}
