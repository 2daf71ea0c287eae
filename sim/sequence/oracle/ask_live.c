/* Questions to the world's masters and coordinators, and calls that they must refuse. */
#include <assert.h>
#include <string.h>

#include "oracle_internal.h"

/* A process that nothing is bound to. */
#define NOBODYS 77u

static bool judge_number(sim_sequence_oracle *oracle, const sim_site *where, sim_word what,
                         uint64_t expected, uint64_t got)
{
    return sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, what, expected,
                            got);
}

static bool judge_status(sim_sequence_oracle *oracle, const sim_site *where, ida_status expected,
                         ida_status got)
{
    return sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, where, expected, got);
}

static bool judge_right(sim_sequence_oracle *oracle, const sim_site *where, bool right)
{
    return sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, right, where,
                           SIM_WORD_SEQ_AS_RULED, SIM_WORD_SEQ_NOT_AS_RULED);
}

/* --- Masters. --- */

static void ask_record(sim_sequence_oracle *oracle, unsigned at, const ida_master *master)
{
    const sim_model_master *m = &oracle->model.masters[at];
    const sim_site where = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_RECORD_OF);
    const ida_master_record record = oracle->world->subject->master_record_of(master);
    (void)judge_number(oracle, &where, SIM_WORD_SEQ_CUT_UP_TO, m->next_start, record.next_start);
    (void)judge_number(oracle, &where, SIM_WORD_SEQ_THE_TERM, m->stored_term, record.term);
    (void)judge_right(oracle, &where,
                      record.sequence == oracle->model.bounds.sequence &&
                          record.first_start == oracle->model.bounds.first_start);
}

/* The range, as its next chunk. */
static void ask_range(sim_sequence_oracle *oracle, unsigned at, const ida_master *master)
{
    const sim_model_master *m = &oracle->model.masters[at];
    const sim_site where = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_RANGE_OF);
    uint64_t members = sim_sequence_model_members(m);
    ida_chunk next = {1, 2, 3, 4};
    bool has_range = oracle->world->subject->master_range(master, &next);
    bool right = has_range == m->has_range;
    if (m->has_range) {
        members = members == 0 ? 1 : members;
        right = right && next.starting == m->starting && next.ending == m->ending &&
                next.index == m->granted && next.count == (m->granted == 0 ? members : m->count);
    } else {
        right =
            right && next.starting == 1 && next.ending == 2 && next.index == 3 && next.count == 4;
    }
    (void)judge_right(oracle, &where, right);
}

static ida_chunk_request wrong_request(sim_sequence_oracle *oracle, sim_sequence_asker *asker,
                                       ida_status *expected)
{
    ida_chunk_request request = {.sequence = oracle->model.bounds.sequence,
                                 .coordinator =
                                     sim_sequence_draw_below(asker, oracle->world->config.nodes),
                                 .incarnation = 1,
                                 .number = 1,
                                 .after = 0};
    *expected = IDA_INVALID_ARGUMENT;
    switch (sim_sequence_draw_below(asker, 5)) {
    case 0:
        request.sequence++;
        break;
    case 1:
        request.incarnation = 0;
        break;
    case 2:
        request.number = 0;
        break;
    case 3:
        request.after = SIM_SEQUENCE_LAST + 1;
        break;
    default:
        request.coordinator = SIM_NODES_MAX + sim_sequence_draw_edge(asker) % UINT32_MAX;
        *expected = IDA_UNKNOWN_COORDINATOR;
        break;
    }
    return request;
}

static void ask_request(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at,
                        ida_master *master)
{
    const sim_site where = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_WRONG_REQUEST);
    ida_status expected;
    const ida_chunk_request request = wrong_request(oracle, asker, &expected);
    ida_chunk_reply reply = {.number = NOBODYS};
    ida_status status = oracle->world->subject->master_grant(master, &request, &reply);
    (void)judge_status(oracle, &where, expected, status);
    (void)judge_right(oracle, &where, reply.number == NOBODYS && reply.incarnation == 0);
}

/* Changes one field of a record by one. */
static void spoil_record(sim_sequence_asker *asker, ida_master_record *record)
{
    uint64_t *const fields[] = {&record->sequence, &record->term, &record->next_start,
                                &record->first_start};
    *fields[sim_sequence_draw_below(asker, 4)] +=
        sim_sequence_draw_below(asker, 2) == 0 ? 1 : UINT64_MAX;
}

/* What is pending, and a confirmation of something else: of a write before, or with other fields.
 */
static void ask_pending(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at,
                        ida_master *master)
{
    const sim_sequence_subject *subject = oracle->world->subject;
    const sim_site pending = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_PENDING);
    const sim_site where = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_WRONG_CONFIRMATION);
    ida_master_write write;
    memset(&write, 0, sizeof write);
    bool is_pending = subject->master_pending(master, &write);
    (void)judge_right(oracle, &pending, is_pending == oracle->model.masters[at].pending);
    ida_master_record record = subject->master_record_of(master);
    if (is_pending && sim_sequence_draw_below(asker, 4) != 0) {
        record = write.record;
        spoil_record(asker, &record);
    }
    (void)judge_status(oracle, &where, IDA_INVALID_ARGUMENT,
                       subject->master_confirm(master, &record));
}

static void ask_raise(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at,
                      ida_master *master)
{
    const sim_sequence_subject *subject = oracle->world->subject;
    const sim_site wrong = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_WRONG_RAISE);
    const uint64_t beyond =
        sim_sequence_draw_below(asker, 2) == 0 ? SIM_SEQUENCE_LAST + 1 : UINT64_MAX;
    (void)judge_status(oracle, &wrong, IDA_INVALID_ARGUMENT, subject->master_raise(master, beyond));
}

static void ask_take_back(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at,
                          ida_master *master)
{
    const sim_site where = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_WRONG_RETURN);
    ida_chunk_return returned = {.sequence = oracle->model.bounds.sequence,
                                 .coordinator = SIM_NODES_MAX + 1,
                                 .incarnation = 1,
                                 .number = 1,
                                 .chunk = {0, 6, 1, 2},
                                 .drawn = 2};
    ida_status expected = IDA_INVALID_ARGUMENT;
    switch (sim_sequence_draw_below(asker, 6)) {
    case 0:
        returned.sequence--;
        break;
    case 1:
        returned.incarnation = 0;
        break;
    case 2:
        returned.number = 0;
        break;
    case 3:
        returned.drawn = 3 + sim_sequence_draw_below(asker, 2);
        break;
    case 4:
        returned.chunk.index = 2 + sim_sequence_draw_below(asker, 2);
        returned.drawn = 0;
        break;
    default:
        expected = IDA_UNKNOWN_COORDINATOR;
        break;
    }
    (void)judge_status(oracle, &where, expected,
                       oracle->world->subject->master_take_back(master, &returned));
}

/* Members that join again, and others that leave. */
static void ask_members(sim_sequence_oracle *oracle, unsigned at, ida_master *master)
{
    const sim_sequence_subject *subject = oracle->world->subject;
    const sim_site where = sim_sequence_at_master(oracle, at, SIM_WORD_SEQ_JOINING_AGAIN);
    for (unsigned i = 0; i < oracle->world->config.nodes; i++) {
        if (oracle->model.masters[at].nodes[i].member) {
            (void)judge_status(oracle, &where, IDA_OK, subject->master_join(master, i));
        } else {
            subject->master_leave(master, i);
        }
    }
}

void sim_sequence_ask_master(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at)
{
    ida_master *master = oracle->world->offices[at].master;
    ask_record(oracle, at, master);
    ask_range(oracle, at, master);
    ask_request(oracle, asker, at, master);
    ask_pending(oracle, asker, at, master);
    ask_raise(oracle, asker, at, master);
    ask_take_back(oracle, asker, at, master);
    ask_members(oracle, at, master);
}

/* --- Coordinators. --- */

static void ask_store(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at,
                      ida_coordinator *coordinator)
{
    const sim_sequence_subject *subject = oracle->world->subject;
    const sim_model_node *n = &oracle->model.nodes[at];
    const sim_site pending = sim_sequence_at_node(oracle, at, SIM_WORD_SEQ_PENDING);
    const sim_site where = sim_sequence_at_node(oracle, at, SIM_WORD_SEQ_WRONG_CONFIRMATION);
    ida_coordinator_record record = {oracle->model.bounds.sequence, at, n->incarnation, n->after};
    ida_coordinator_record got = {.sequence = NOBODYS};
    bool is_pending = subject->coordinator_pending(coordinator, &got);
    bool right =
        is_pending == n->unstored &&
        (is_pending ? got.sequence == record.sequence && got.coordinator == at &&
                          got.incarnation == record.incarnation && got.after == record.after
                    : got.sequence == NOBODYS);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, right, &pending,
                          SIM_WORD_SEQ_AS_RULED, SIM_WORD_SEQ_NOT_AS_RULED);
    uint64_t *const fields[] = {&record.sequence, &record.coordinator, &record.incarnation,
                                &record.after};
    if (n->unstored) {
        *fields[sim_sequence_draw_below(asker, 4)] +=
            sim_sequence_draw_below(asker, 2) == 0 ? 1 : UINT64_MAX;
    }
    (void)judge_status(oracle, &where, IDA_INVALID_ARGUMENT,
                       subject->coordinator_confirm(coordinator, &record));
}

/* A chunk that no master can grant to it. */
static void spoil_chunk(sim_sequence_asker *asker, ida_chunk *chunk, uint64_t after)
{
    switch (sim_sequence_draw_below(asker, 6)) {
    case 0:
        chunk->index = chunk->count;
        break;
    case 1:
        chunk->count = 0;
        break;
    case 2:
        chunk->ending = chunk->starting;
        break;
    case 3:
        chunk->ending = SIM_SEQUENCE_LAST + 1;
        break;
    default:
        /* Valid, but below what it has. */
        chunk->starting = after - 1;
        chunk->ending = after == 0 ? 0 : after + 4;
        break;
    }
}

/* A reply for somebody else, or to another request; or to this one, with an impossible chunk. */
static ida_chunk_reply wrong_reply(sim_sequence_oracle *oracle, sim_sequence_asker *asker,
                                   unsigned at, ida_status *expected)
{
    const sim_model_node *n = &oracle->model.nodes[at];
    ida_chunk_reply reply = {.sequence = oracle->model.bounds.sequence,
                             .coordinator = at,
                             .incarnation = n->incarnation,
                             .number = n->number,
                             .chunk = {n->after, n->after + 3, 0, 1}};
    uint64_t *const names[] = {&reply.sequence, &reply.coordinator, &reply.incarnation,
                               &reply.number};
    *expected = IDA_STALE_MESSAGE;
    if (!sim_sequence_model_wants(&oracle->model, at)) {
        return reply;
    }
    if (sim_sequence_draw_below(asker, 2) == 0) {
        *names[sim_sequence_draw_below(asker, 4)] +=
            sim_sequence_draw_below(asker, 2) == 0 ? 1 : UINT64_MAX;
        reply.exhausted = sim_sequence_draw_below(asker, 4) == 0;
        return reply;
    }
    spoil_chunk(asker, &reply.chunk, n->after);
    *expected = IDA_INVALID_CHUNK;
    return reply;
}

static void ask_install(sim_sequence_oracle *oracle, sim_sequence_asker *asker, unsigned at,
                        ida_coordinator *coordinator)
{
    const sim_site where = sim_sequence_at_node(oracle, at, SIM_WORD_SEQ_WRONG_REPLY);
    ida_status expected;
    const ida_chunk_reply reply = wrong_reply(oracle, asker, at, &expected);
    (void)judge_status(oracle, &where, expected,
                       oracle->world->subject->coordinator_install(coordinator, &reply));
}

static void ask_for_request(sim_sequence_oracle *oracle, unsigned at,
                            const ida_coordinator *coordinator)
{
    const sim_model_node *n = &oracle->model.nodes[at];
    const sim_site where = sim_sequence_at_node(oracle, at, SIM_WORD_SEQ_REQUESTING);
    ida_chunk_request request = {.number = 0, .sequence = NOBODYS};
    bool wants = oracle->world->subject->coordinator_request(coordinator, &request);
    bool expected = sim_sequence_model_wants(&oracle->model, at);
    if (!judge_right(oracle, &where, wants == expected) || !wants) {
        (void)judge_right(oracle, &where, request.sequence == NOBODYS && request.number == 0);
        return;
    }
    (void)judge_right(oracle, &where,
                      request.sequence == oracle->model.bounds.sequence &&
                          request.coordinator == at && request.incarnation == n->incarnation);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_WASTE, &where,
                           SIM_WORD_SEQ_REQUEST, n->number, request.number);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, &where,
                           SIM_WORD_SEQ_CHUNK_ABOVE, n->after, request.after);
}

void sim_sequence_ask_coordinator(sim_sequence_oracle *oracle, sim_sequence_asker *asker,
                                  unsigned at)
{
    ida_coordinator *coordinator = oracle->world->nodes[at].coordinator;
    const sim_site owner = sim_sequence_at_node(oracle, at, SIM_WORD_SEQ_OWNER);
    ask_store(oracle, asker, at, coordinator);
    ask_install(oracle, asker, at, coordinator);
    ask_for_request(oracle, at, coordinator);
    (void)judge_status(oracle, &owner, IDA_OK,
                       oracle->world->subject->coordinator_check(coordinator, at + 1));
}

void sim_sequence_ask_binding(sim_sequence_oracle *oracle, unsigned at)
{
    const sim_sequence_subject *subject = oracle->world->subject;
    ida_coordinator *coordinator = oracle->world->nodes[at].coordinator;
    const sim_site owner = sim_sequence_at_node(oracle, at, SIM_WORD_SEQ_OWNER);
    const sim_site binding = sim_sequence_at_node(oracle, at, SIM_WORD_SEQ_BINDING);
    (void)judge_status(oracle, &owner, IDA_FORKED, subject->coordinator_check(coordinator, at + 1));
    (void)judge_status(oracle, &owner, IDA_FORKED, subject->coordinator_check(coordinator, 0));
    (void)judge_status(oracle, &binding, IDA_INVALID_ARGUMENT,
                       subject->coordinator_bind(coordinator, 0));
    (void)judge_status(oracle, &binding, IDA_OK, subject->coordinator_bind(coordinator, at + 1));
    (void)judge_status(oracle, &binding, IDA_OK, subject->coordinator_bind(coordinator, at + 1));
    (void)judge_status(oracle, &binding, IDA_FORKED,
                       subject->coordinator_bind(coordinator, NOBODYS));
    (void)judge_status(oracle, &owner, IDA_FORKED,
                       subject->coordinator_check(coordinator, NOBODYS));
    (void)judge_status(oracle, &owner, IDA_FORKED, subject->coordinator_check(coordinator, 0));
}
