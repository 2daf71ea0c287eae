/* What the oracle of a sequence makes of what it is told. */
#include "oracle.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "oracle_internal.h"

#define TEXT 160u

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

static void where_master(const sim_sequence_oracle *oracle, unsigned master, const char *call,
                         char text[TEXT])
{
    (void)snprintf(text, TEXT, "master %u of term %" PRIu64 ": %s", master,
                   oracle->model.masters[master].term, call);
}

static void where_node(const sim_sequence_oracle *oracle, unsigned node, const char *call,
                       char text[TEXT])
{
    (void)snprintf(text, TEXT, "coordinator %u in its incarnation %" PRIu64 ": %s", node,
                   oracle->model.nodes[node].incarnation, call);
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
    char where[TEXT];
    where_master(oracle, master, "taking office", where);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, IDA_OK, status);
}

void sim_sequence_joined(sim_sequence_oracle *oracle, unsigned master, unsigned node,
                         ida_status status)
{
    char where[TEXT];
    where_master(oracle, master, "a coordinator joins", where);
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, IDA_OK, status)) {
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
                        const ida_chunk_request *request, const ida_chunk *chunk, const char *where)
{
    const sim_sequence_model *model = &oracle->model;
    bool sound = chunk->count >= 1 && chunk->index < chunk->count &&
                 chunk->starting < chunk->ending && chunk->ending <= model->bounds.last_id &&
                 chunk->starting >= model->bounds.first_start && chunk->starting >= request->after;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_IN_RANGE, sound, where,
                    "a chunk within the sequence, above what the coordinator has",
                    "a chunk that is malformed or out of bounds");
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE,
                    chunk->ending <= model->stored.next_start, where,
                    "nothing is granted that is not stored first",
                    "a chunk of a range that the storage does not hold");
    for (size_t i = 0; i < model->chunk_count; i++) {
        const sim_granted *row = &model->chunks[i];
        bool apart = row->chunk.ending <= chunk->starting || chunk->ending <= row->chunk.starting;
        if (apart) {
            continue;
        }
        bool same = row->chunk.starting == chunk->starting && row->chunk.ending == chunk->ending &&
                    row->chunk.count == chunk->count && row->chunk.index != chunk->index;
        bool of_another_master = row->office != m->office;
        (void)sim_judge(&oracle->judgement,
                        of_another_master ? SIM_INVARIANT_SEQ_DURABLE
                                          : SIM_INVARIANT_SEQ_GRANTED_ONCE,
                        same && !of_another_master, where,
                        of_another_master ? "a range that no other master granted of"
                                          : "a chunk that was not granted, of a range cut once",
                        "a chunk that overlaps one that was granted before");
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

static void describe_reply(const ida_chunk_reply *reply, char text[TEXT])
{
    (void)snprintf(text, TEXT, "%schunk %" PRIu64 " of %" PRIu64 " in (%" PRIu64 ", %" PRIu64 "]",
                   reply->exhausted ? "exhausted, " : "", reply->chunk.index, reply->chunk.count,
                   reply->chunk.starting, reply->chunk.ending);
}

static void check_reply(sim_sequence_oracle *oracle, const verdict *v, const ida_chunk_reply *reply,
                        const char *where)
{
    char expected[TEXT];
    char got[TEXT];
    describe_reply(&v->reply, expected);
    describe_reply(reply, got);
    (void)sim_judge(&oracle->judgement,
                    v->again ? SIM_INVARIANT_SEQ_WASTE : SIM_INVARIANT_SEQ_CONTRACT,
                    same_reply(&v->reply, reply), where, expected, got);
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
static void check_pending(sim_sequence_oracle *oracle, unsigned master, const char *where)
{
    sim_model_master *m = &oracle->model.masters[master];
    ida_master_write write;
    memset(&write, 0, sizeof write);
    bool pending =
        oracle->world->subject->master_pending(oracle->world->offices[master].master, &write);
    if (!sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, pending, where,
                   "something to be stored", "nothing to be stored")) {
        return;
    }
    m->pending = true;
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, where,
                           "to be stored: cut up to", next_end(&oracle->model, m),
                           write.record.next_start);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, where,
                           "to be stored: term", m->term, write.record.term);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, where,
                           "expected to be stored: cut up to", m->next_start,
                           write.expected.next_start);
}

void sim_sequence_granted(sim_sequence_oracle *oracle, unsigned master,
                          const ida_chunk_request *request, ida_status status,
                          const ida_chunk_reply *reply)
{
    sim_model_master *m = &oracle->model.masters[master];
    char where[TEXT];
    where_master(oracle, master, "answering a request", where);
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
        check_chunk(oracle, m, request, &reply->chunk, where);
    }
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, v.status,
                          status)) {
        return;
    }
    if (status == IDA_OK) {
        check_reply(oracle, &v, reply, where);
        if (!v.again) {
            note_grant(oracle, m, request, reply);
        }
    } else if (status == IDA_NOT_PERSISTED) {
        check_pending(oracle, master, where);
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
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, applies == applied,
                    "the storage compares",
                    applies ? "the write applies" : "the write does not apply",
                    applied ? "the write applies" : "the write does not apply");
    if (applied) {
        *stored = write->record;
    }
}

void sim_sequence_confirmed(sim_sequence_oracle *oracle, unsigned master, ida_status status)
{
    sim_model_master *m = &oracle->model.masters[master];
    char where[TEXT];
    where_master(oracle, master, "hearing that its write is done", where);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, IDA_OK, status)) {
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
    char where[TEXT];
    n->incarnation = n->kept_incarnation + 1;
    where_node(oracle, node, "starting", where);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, IDA_OK, status)) {
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
    char where[TEXT];
    where_node(oracle, node, "storing its record", where);
    if (!sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, pending == n->unstored, where,
                   n->unstored ? "something to be stored" : "nothing to be stored",
                   pending ? "something to be stored" : "nothing to be stored") ||
        !pending) {
        return;
    }
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, where, "incarnation",
                           n->incarnation, record->incarnation);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, where, "IDs above",
                           n->after, record->after);
    if (stored) {
        n->kept_incarnation = n->incarnation;
        n->kept_after = n->after;
    }
    if (heard &&
        sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, IDA_OK, status)) {
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
    char where[TEXT];
    where_node(oracle, node, "stopping", where);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_WASTE, lost <= SIM_CHUNKS_HELD, where,
                    "at most two chunks are lost", "more than two chunks are lost");
    n->up = false;
    n->started = false;
    n->unstored = false;
    n->held_count = 0;
}

void sim_sequence_requested(sim_sequence_oracle *oracle, unsigned node, bool has,
                            const ida_chunk_request *request)
{
    const sim_model_node *n = &oracle->model.nodes[node];
    char where[TEXT];
    where_node(oracle, node, "asking for a chunk", where);
    bool wants = sim_sequence_model_wants(&oracle->model, node);
    if (!sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, wants == has, where,
                   wants ? "a request" : "no request", has ? "a request" : "no request") ||
        !has) {
        return;
    }
    bool same = request->sequence == oracle->model.bounds.sequence &&
                request->coordinator == node && request->incarnation == n->incarnation;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, same, where,
                    "its own names in the request", "other names in the request");
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_WASTE, where, "request", n->number,
                           request->number);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, where, "a chunk above",
                           n->after, request->after);
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
    char where[TEXT];
    where_node(oracle, node, "taking a reply over", where);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where,
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
    if (!sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, at != SIZE_MAX, where,
                   "a chunk that a master granted", "a chunk that no master granted")) {
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
static void check_id(sim_sequence_oracle *oracle, unsigned node, uint64_t id, const char *where)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[node];
    bool was_there = false;
    if (id != UINT64_MAX && !sim_sequence_model_add_id(model, id, &was_there)) {
        oracle->world->out_of_memory = true;
        return;
    }
    char got[TEXT];
    (void)snprintf(got, sizeof got, "%" PRIu64, id);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_UNIQUE, !was_there, where,
                    "an ID that nobody drew", got);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, !n->drew || id > n->last, where,
                    "an ID above the coordinator's last one", got);
    n->drew = true;
    n->last = id;
    n->fed = n->fed || oracle->world->quiet;
    if (n->held_count == 0) {
        return;
    }
    const ida_chunk *chunk = &model->chunks[n->held[0]].chunk;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_IN_RANGE,
                    id > chunk->starting && id <= chunk->ending, where,
                    "an ID of the range of the chunk that is drawn from", got);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_RESIDUE,
                    id > chunk->starting &&
                        (id - chunk->starting - 1) % chunk->count == chunk->index,
                    where, "an ID with the residue of the chunk's index", got);
}

void sim_sequence_drawn(sim_sequence_oracle *oracle, unsigned node, ida_status status, uint64_t id)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[node];
    char where[TEXT];
    where_node(oracle, node, "drawing an ID", where);
    if (status == IDA_OK) {
        check_id(oracle, node, id, where);
    }
    if (expect_draw(n) != IDA_OK) {
        (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_EXHAUSTED, where,
                               expect_draw(n), status);
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_EXHAUSTED, where,
                               "an ID left as it was:", UINT64_MAX, id);
        n->fed = n->fed || (oracle->world->quiet && n->exhausted);
        return;
    }
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, IDA_OK, status)) {
        return;
    }
    sim_granted *row = &model->chunks[n->held[0]];
    uint64_t expected = row->chunk.starting + 1 + row->chunk.index + row->chunk.count * row->drawn;
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, "the ID",
                           expected, id);
    row->drawn++;
    sim_sequence_model_tidy(model, node);
}

/* --- Reading, looking, and the end. --- */

void sim_sequence_read(sim_sequence_oracle *oracle, bool intact, ida_status status)
{
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, intact == (status == IDA_OK),
                    intact ? "reading what was written" : "reading what was cut short or changed",
                    intact ? "ok" : "a refusal", ida_status_name(status));
}

void sim_sequence_after_op(sim_sequence_oracle *oracle)
{
    const sim_sequence_world *world = oracle->world;
    char where[TEXT];
    for (unsigned i = 0; i < world->config.slots; i++) {
        if (world->offices[i].master != NULL) {
            where_master(oracle, i, "after the op", where);
            bool sound = world->subject->master_verify(world->offices[i].master);
            (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, sound, where,
                            "a sound master", "its parts contradict each other");
            (void)sim_judge_number(
                &oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where,
                "members:", sim_sequence_model_members(&oracle->model.masters[i]),
                world->subject->master_member_count(world->offices[i].master));
        }
    }
    for (unsigned i = 0; i < world->config.nodes; i++) {
        if (world->nodes[i].coordinator != NULL) {
            where_node(oracle, i, "after the op", where);
            bool sound = world->subject->coordinator_verify(world->nodes[i].coordinator);
            (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, sound, where,
                            "a sound coordinator", "its parts contradict each other");
            (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, where,
                                   "IDs left:", sim_sequence_model_left(&oracle->model, i),
                                   world->subject->coordinator_left(world->nodes[i].coordinator));
        }
    }
}

/* Everything granted was drawn, is left, is lost, or is under way; and a range whose chunks were
   all drawn is a range of which every ID is in the set. */
static void check_conservation(sim_sequence_oracle *oracle)
{
    sim_sequence_model *model = &oracle->model;
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
            (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, was_there,
                            "all chunks together", "every ID of what was drawn",
                            "an ID that nobody got");
        }
    }
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION,
                           "all chunks together", "IDs that were drawn:", drawn,
                           model->drawn_count);
}

void sim_sequence_settled(sim_sequence_oracle *oracle)
{
    check_conservation(oracle);
    for (unsigned i = 0; i < oracle->world->config.nodes; i++) {
        char where[TEXT];
        where_node(oracle, i, "when all is quiet", where);
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_SEQ_LIVENESS, oracle->model.nodes[i].fed,
                        where, "an ID, or the word that there are no more", "neither");
    }
}
