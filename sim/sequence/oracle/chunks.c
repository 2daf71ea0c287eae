/* What coordinators ask for, install, and lose when they stop. */
#include <assert.h>

#include "oracle_internal.h"

void sim_sequence_asked(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    const sim_model_node *n = &oracle->model.nodes[e->node];
    const ida_chunk_request *request = &e->request;
    sim_judgement *judgement = &oracle->judgement;
    if (!e->up) {
        return;
    }
    const sim_site where = sim_sequence_at_node(oracle, e->node, SIM_WORD_SEQ_ASKING);
    bool wants = sim_sequence_model_wants(&oracle->model, e->node);
    if (!sim_judge_words(judgement, SIM_INVARIANT_SEQ_CONTRACT, wants == e->sent, &where,
                         wants ? SIM_WORD_SEQ_A_REQUEST : SIM_WORD_SEQ_NO_REQUEST,
                         e->sent ? SIM_WORD_SEQ_A_REQUEST : SIM_WORD_SEQ_NO_REQUEST) ||
        !e->sent) {
        return;
    }
    bool same = request->sequence == oracle->model.bounds.sequence &&
                request->coordinator == e->node && request->incarnation == n->incarnation;
    (void)sim_judge_words(judgement, SIM_INVARIANT_SEQ_CONTRACT, same, &where,
                          SIM_WORD_SEQ_OWN_NAMES, SIM_WORD_SEQ_OTHER_NAMES);
    (void)sim_judge_number(judgement, SIM_INVARIANT_SEQ_WASTE, &where, SIM_WORD_SEQ_REQUEST,
                           n->number, request->number);
    (void)sim_judge_number(judgement, SIM_INVARIANT_SEQ_GROWING, &where, SIM_WORD_SEQ_CHUNK_ABOVE,
                           n->after, request->after);
}

/* The chunk of a reply, if it was granted like that; SIZE_MAX if not. */
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

void sim_sequence_installed(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[e->node];
    const ida_chunk_reply *reply = &e->reply;
    bool waits = sim_sequence_model_wants(model, e->node) && reply->number == n->number &&
                 reply->sequence == model->bounds.sequence &&
                 reply->incarnation == n->incarnation && reply->coordinator == e->node;
    const sim_site where = sim_sequence_at_node(oracle, e->node, SIM_WORD_SEQ_TAKING_OVER);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_SEQ_CONTRACT, &where,
                          waits ? IDA_OK : IDA_STALE_MESSAGE, e->status) ||
        e->status != IDA_OK) {
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
    assert(n->held_count < SIM_CHUNKS_HELD);
    assert(model->chunks[at].state == SIM_CHUNK_UNDER_WAY);
    assert(model->chunks[at].drawn == 0);
    model->chunks[at].state = SIM_CHUNK_HELD;
    n->held[n->held_count++] = at;
    n->after = reply->chunk.ending;
    n->unstored = sim_chunk_ids(&reply->chunk) > 0;
    sim_sequence_model_tidy(model, e->node);
}

void sim_sequence_stopped(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[e->node];
    size_t lost = 0;
    for (size_t i = 0; i < model->chunk_count; i++) {
        sim_granted *row = &model->chunks[i];
        if (row->node == e->node && row->state == SIM_CHUNK_HELD) {
            row->state = SIM_CHUNK_LOST;
            lost++;
        }
    }
    const sim_site where = sim_sequence_at_node(oracle, e->node, SIM_WORD_SEQ_STOPPING);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_WASTE, lost <= SIM_CHUNKS_HELD,
                          &where, SIM_WORD_SEQ_TWO_LOST, SIM_WORD_SEQ_MORE_LOST);
    assert(lost == n->held_count);
    n->up = false;
    n->started = false;
    n->unstored = false;
    n->held_count = 0;
}
