/*
 * What is stored: ranges before they are granted, and coordinators' records before chunks are used.
 */
#include <assert.h>
#include <string.h>

#include "oracle_internal.h"

/* Where the next range of a master ends. */
static uint64_t next_end(const sim_sequence_model *model, const sim_model_master *m)
{
    return m->next_start + model->bounds.range_size;
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
