/* The IDs that coordinators draw: each by itself, and at the end all of them together. */
#include <assert.h>

#include "oracle_internal.h"

/* The right answer of a draw. Only the latest chunk can be unconfirmed. */
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

/* The properties of an ID that hold whatever the model expects next. */
static void check_id(sim_sequence_oracle *oracle, unsigned node, uint64_t id, const sim_site *where)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[node];
    bool was_there = false;
    if (id != UINT64_MAX && !sim_sequence_model_add_id(model, id, &was_there)) {
        oracle->judgement.out_of_memory = true;
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
    n->fed = n->fed || oracle->world->base.quiet;
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

void sim_sequence_drew(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    sim_sequence_model *model = &oracle->model;
    sim_model_node *n = &model->nodes[e->node];
    sim_judgement *judgement = &oracle->judgement;
    const sim_site where = sim_sequence_at_node(oracle, e->node, SIM_WORD_SEQ_DRAWING);
    if (e->status == IDA_OK) {
        check_id(oracle, e->node, e->id, &where);
    }
    if (expect_draw(n) != IDA_OK) {
        (void)sim_judge_status(judgement, SIM_INVARIANT_SEQ_EXHAUSTED, &where, expect_draw(n),
                               e->status);
        (void)sim_judge_number(judgement, SIM_INVARIANT_SEQ_EXHAUSTED, &where, SIM_WORD_SEQ_ID_LEFT,
                               UINT64_MAX, e->id);
        n->fed = n->fed || (oracle->world->base.quiet && n->exhausted);
        return;
    }
    if (!sim_judge_status(judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, IDA_OK, e->status)) {
        return;
    }
    assert(n->held[0] < model->chunk_count);
    sim_granted *row = &model->chunks[n->held[0]];
    assert(row->node == e->node);
    assert(row->drawn < sim_chunk_ids(&row->chunk));
    uint64_t expected = row->chunk.starting + 1 + row->chunk.index + row->chunk.count * row->drawn;
    (void)sim_judge_number(judgement, SIM_INVARIANT_SEQ_CONTRACT, &where, SIM_WORD_SEQ_THE_ID,
                           expected, e->id);
    row->drawn++;
    sim_sequence_model_tidy(model, e->node);
}

/*
 * Every granted ID was drawn, is left, is lost, or is in flight; if all chunks of a range were
 * drawn, every ID of it is in the set.
 */
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
                oracle->judgement.out_of_memory = true;
                return;
            }
            (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, was_there,
                                  &where, SIM_WORD_SEQ_EVERY_DRAWN, SIM_WORD_SEQ_ID_OF_NOBODY);
        }
    }
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_SEQ_CONSERVATION, &where,
                           SIM_WORD_SEQ_IDS_DRAWN, drawn, model->drawn.count);
}

/* Every coordinator must have drawn an ID, or have learned that none are left. */
void sim_sequence_settled(sim_sequence_oracle *oracle, const sim_sequence_event *e)
{
    (void)e;
    check_conservation(oracle);
    for (unsigned i = 0; i < oracle->world->config.nodes; i++) {
        const sim_site where = sim_sequence_at_node(oracle, i, SIM_WORD_QUIET);
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_SEQ_LIVENESS,
                              oracle->model.nodes[i].fed, &where, SIM_WORD_SEQ_FED,
                              SIM_WORD_SEQ_NEITHER);
    }
}
