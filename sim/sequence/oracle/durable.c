/*
 * What is stored: ranges before they are granted, and coordinators' records before chunks are used.
 */
#include <assert.h>
#include <string.h>

#include "claims.h"
#include "oracle_internal.h"

/* Where the next range of a master ends, or where it is raised to. */
static uint64_t next_end(const sim_sequence_model *model, const sim_model_master *m)
{
    return m->raise_to != 0 ? m->raise_to : m->next_start + model->bounds.range_size;
}

/* A master's write must be the one that the rules require. */
void sim_sequence_pending(sim_sequence_oracle *oracle, unsigned master, const sim_site *where)
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

void sim_sequence_written(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    ida_master_record *stored = &oracle->model.stored;
    const ida_master_write *write = &e->write;
    bool applies = stored->sequence == write->expected.sequence &&
                   stored->term == write->expected.term &&
                   stored->next_start == write->expected.next_start;
    const sim_site where = sim_site_of_call(SIM_WORD_SEQ_COMPARING);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_DURABLE, applies == e->applied,
                          &where, applies ? SIM_WORD_SEQ_APPLIES : SIM_WORD_SEQ_APPLIES_NOT,
                          e->applied ? SIM_WORD_SEQ_APPLIES : SIM_WORD_SEQ_APPLIES_NOT);
    if (e->applied) {
        *stored = write->record;
    }
}

void sim_sequence_confirmed(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_master *m = &oracle->model.masters[e->master];
    const sim_site where = sim_sequence_at_master(oracle, e->master, SIM_WORD_SEQ_CONFIRMING);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK,
                          e->status)) {
        return;
    }
    m->pending = false;
    m->stored_term = m->term;
    const uint64_t starting = m->next_start;
    const bool is_raise = m->raise_to != 0;
    m->next_start = next_end(&oracle->model, m);
    m->raise_to = 0;
    sim_sequence_model_drop_range(m);
    if (is_raise || starting < m->floor) {
        return;
    }
    m->has_range = true;
    m->starting = starting;
    m->ending = m->next_start;
    m->granted = 0;
    m->count = 0;
}

void sim_sequence_booted(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_node *n = &oracle->model.nodes[e->node];
    n->incarnation = n->kept_incarnation + 1;
    const sim_site where = sim_sequence_at_node(oracle, e->node, SIM_WORD_SEQ_STARTING);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK,
                          e->status)) {
        return;
    }
    n->up = true;
    n->unstored = true;
    n->started = false;
    n->exhausted = false;
    n->number = 1;
    n->held_count = 0;
    n->after = n->kept_after;
    if (sim_claims(oracle->world->subject->unclaimed, IDSIM_CLAIM_ARGUMENTS)) {
        sim_sequence_ask_binding(oracle, e->node);
    }
}

void sim_sequence_kept(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_node *n = &oracle->model.nodes[e->node];
    sim_judgement *judgement = &oracle->judgement;
    const sim_site where = sim_sequence_at_node(oracle, e->node, SIM_WORD_SEQ_STORING);
    assert(n->kept_incarnation <= n->incarnation);
    if (!sim_judge_words(judgement, SIM_INVARIANT_SEQ_GROWING, e->pending == n->unstored, &where,
                         n->unstored ? SIM_WORD_SEQ_TO_BE_STORED : SIM_WORD_SEQ_NOTHING_STORED,
                         e->pending ? SIM_WORD_SEQ_TO_BE_STORED : SIM_WORD_SEQ_NOTHING_STORED) ||
        !e->pending) {
        return;
    }
    (void)sim_judge_number(judgement, SIM_INVARIANT_SEQ_GROWING, &where, SIM_WORD_SEQ_INCARNATION,
                           n->incarnation, e->record.incarnation);
    (void)sim_judge_number(judgement, SIM_INVARIANT_SEQ_GROWING, &where, SIM_WORD_SEQ_ABOVE,
                           n->after, e->record.after);
    if (e->how != SIM_WRITE_LOST) {
        n->kept_incarnation = n->incarnation;
        n->kept_after = n->after;
    }
    if (e->how == SIM_WRITE_DONE &&
        sim_judge_status(judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, e->status)) {
        n->unstored = false;
        n->started = true;
    }
}

/* --- Coordinators that stop for good, and masters that are raised. --- */

/* What it stores: it drew nothing above that, and what it hands back is above it. */
static void check_last(sim_sequence_oracle *oracle, const sim_sequence_event *e,
                       const sim_site *where)
{
    const sim_model_node *n = &oracle->model.nodes[e->node];
    bool right = e->last.sequence == oracle->model.bounds.sequence &&
                 e->last.coordinator == e->node && e->last.incarnation == n->incarnation;
    if (e->sent) {
        uint64_t start = e->returned.chunk.starting + e->returned.chunk.count * e->returned.drawn;
        right = right && e->last.after <= start && (!n->drew || e->last.after >= n->last);
    } else {
        right = right && e->last.after == n->after;
    }
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING, right, where,
                          SIM_WORD_SEQ_AS_RULED, SIM_WORD_SEQ_NOT_AS_RULED);
}

/* The newest chunk that it holds is handed back, and any other is lost. */
static void check_rest(sim_sequence_oracle *oracle, const sim_sequence_event *e,
                       const sim_site *where)
{
    sim_sequence_model *model = &oracle->model;
    const sim_model_node *n = &model->nodes[e->node];
    bool right = e->again && e->sent == (n->held_count > 0);
    for (size_t i = 0; i < n->held_count; i++) {
        sim_granted *row = &model->chunks[n->held[i]];
        const bool newest = i + 1 == n->held_count;
        const ida_chunk *chunk = &e->returned.chunk;
        row->state = newest ? SIM_CHUNK_RETURNED : SIM_CHUNK_LOST;
        right = right &&
                (!newest ||
                 (chunk->starting == row->chunk.starting && chunk->ending == row->chunk.ending &&
                  chunk->index == row->chunk.index && chunk->count == row->chunk.count &&
                  e->returned.drawn == row->drawn && e->returned.number == row->number));
    }
    if (e->sent) {
        right = right && e->returned.sequence == model->bounds.sequence &&
                e->returned.coordinator == e->node && e->returned.incarnation == n->incarnation;
    }
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_WASTE, right, where,
                          SIM_WORD_SEQ_AS_RULED, SIM_WORD_SEQ_NOT_AS_RULED);
}

void sim_sequence_handed_back(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_node *n = &oracle->model.nodes[e->node];
    const sim_site where = sim_sequence_at_node(oracle, e->node, SIM_WORD_SEQ_HANDING_BACK);
    check_rest(oracle, e, &where);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_GROWING,
                          e->pending == (e->sent || n->unstored), &where, SIM_WORD_SEQ_AS_RULED,
                          SIM_WORD_SEQ_NOT_AS_RULED);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK,
                           e->status);
    if (e->pending) {
        check_last(oracle, e, &where);
    }
    if (e->pending && e->how != SIM_WRITE_LOST) {
        n->kept_incarnation = n->incarnation;
        n->kept_after = e->last.after;
    }
    n->up = false;
    n->started = false;
    n->unstored = false;
    n->held_count = 0;
}

/* Everything below issued is forgotten at once; a later start is stored. */
void sim_sequence_raised(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_model_master *m = &oracle->model.masters[e->master];
    const sim_site where = sim_sequence_at_master(oracle, e->master, SIM_WORD_SEQ_RAISING);
    ida_status expected = IDA_INVALID_ARGUMENT;
    if (e->issued <= SIM_SEQUENCE_LAST) {
        sim_sequence_model_raise(m, e->issued);
        expected = m->next_start >= m->floor ? IDA_OK : IDA_NOT_PERSISTED;
    }
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, expected,
                          e->status) ||
        expected != IDA_NOT_PERSISTED) {
        return;
    }
    if (!m->pending) {
        m->raise_to = m->floor;
    }
    sim_sequence_pending(oracle, e->master, &where);
}
