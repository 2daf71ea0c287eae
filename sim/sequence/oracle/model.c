/* The reference model of a sequence. */
#include "model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void sim_sequence_model_init(sim_sequence_model *model, const sim_sequence_config *config)
{
    memset(model, 0, sizeof *model);
    model->bounds = config->bounds;
    model->prefetch = config->prefetch;
    model->stored = (ida_master_record){.sequence = model->bounds.sequence,
                                        .next_start = model->bounds.first_start,
                                        .first_start = model->bounds.first_start};
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        model->nodes[i].number = 1;
    }
}

void sim_sequence_model_free(sim_sequence_model *model)
{
    free(model->chunks);
    sim_id_map_free(&model->drawn);
    model->chunks = NULL;
}

uint64_t sim_chunk_ids(const ida_chunk *chunk)
{
    uint64_t ids = chunk->ending - chunk->starting;
    uint64_t whole = ids / chunk->count;
    return whole + (chunk->index < ids % chunk->count ? 1 : 0);
}

bool sim_sequence_model_add_chunk(sim_sequence_model *model, const sim_granted *row)
{
    assert(model->chunk_count <= model->chunk_capacity);
    assert(row->node < SIM_NODES_MAX);
    assert(row->state == SIM_CHUNK_UNDER_WAY);
    assert(row->drawn == 0);
    if (model->chunk_count == model->chunk_capacity) {
        size_t capacity = model->chunk_capacity == 0 ? 64 : model->chunk_capacity * 2;
        sim_granted *chunks = realloc(model->chunks, capacity * sizeof *chunks);
        if (chunks == NULL) {
            return false;
        }
        model->chunks = chunks;
        model->chunk_capacity = capacity;
    }
    model->chunks[model->chunk_count++] = *row;
    return true;
}

bool sim_sequence_model_add_id(sim_sequence_model *model, uint64_t id, bool *was_there)
{
    uint64_t *number = sim_id_map_put(&model->drawn, 0, id);
    if (number == NULL) {
        return false;
    }
    *was_there = *number != 0;
    *number = 1;
    return true;
}

uint64_t sim_sequence_model_left(const sim_sequence_model *model, unsigned node)
{
    const sim_model_node *n = &model->nodes[node];
    uint64_t left = 0;
    assert(n->held_count <= SIM_CHUNKS_HELD);
    for (size_t i = 0; i < n->held_count; i++) {
        const sim_granted *row = &model->chunks[n->held[i]];
        assert(row->state == SIM_CHUNK_HELD);
        assert(row->drawn < sim_chunk_ids(&row->chunk));
        left += sim_chunk_ids(&row->chunk) - row->drawn;
    }
    return left;
}

void sim_sequence_model_tidy(sim_sequence_model *model, unsigned node)
{
    sim_model_node *n = &model->nodes[node];
    size_t kept = 0;
    for (size_t i = 0; i < n->held_count; i++) {
        assert(n->held[i] < model->chunk_count);
        sim_granted *row = &model->chunks[n->held[i]];
        assert(row->state == SIM_CHUNK_HELD);
        assert(row->drawn <= sim_chunk_ids(&row->chunk));
        if (row->drawn == sim_chunk_ids(&row->chunk)) {
            row->state = SIM_CHUNK_DONE;
        } else {
            n->held[kept++] = n->held[i];
        }
    }
    n->held_count = kept;
}

bool sim_sequence_model_wants(const sim_sequence_model *model, unsigned node)
{
    const sim_model_node *n = &model->nodes[node];
    if (!n->up || !n->started || n->exhausted || n->held_count == SIM_CHUNKS_HELD) {
        return false;
    }
    if (n->held_count == 0) {
        return true;
    }
    const sim_granted *row = &model->chunks[n->held[0]];
    return row->drawn * 100 > model->prefetch * sim_chunk_ids(&row->chunk);
}

uint64_t sim_sequence_model_members(const sim_model_master *master)
{
    uint64_t count = 0;
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        count += master->nodes[i].member;
    }
    return count;
}

/* --- What was handed back. --- */

size_t sim_sequence_model_find_rest(const sim_model_master *master, uint64_t after)
{
    size_t at = 0;
    while (at < master->rest_count && master->rests[at].starting < after) {
        at++;
    }
    return at;
}

void sim_sequence_model_drop_rest(sim_model_master *master, size_t at)
{
    assert(at < master->rest_count);
    master->rest_count--;
    memmove(&master->rests[at], &master->rests[at + 1],
            (master->rest_count - at) * sizeof master->rests[0]);
}

void sim_sequence_model_add_rest(const sim_sequence_model *model, sim_model_master *master,
                                 const ida_chunk *rest)
{
    if (sim_chunk_ids(rest) == 0) {
        return;
    }
    if (master->rest_count == model->bounds.member_max) {
        sim_sequence_model_drop_rest(master, 0);
    }
    size_t at = master->rest_count;
    for (; at > 0 && master->rests[at - 1].starting > rest->starting; at--) {
        master->rests[at] = master->rests[at - 1];
    }
    master->rests[at] = *rest;
    master->rest_count++;
}

void sim_sequence_model_drop_range(sim_model_master *master)
{
    master->has_range = false;
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        master->nodes[i].has_chunk = false;
        if (!master->nodes[i].member) {
            master->nodes[i] = (sim_asked){.member = false};
        }
    }
}

void sim_sequence_model_raise(sim_model_master *master, uint64_t issued)
{
    if (issued <= master->floor) {
        return;
    }
    master->floor = issued;
    while (master->rest_count > 0 && master->rests[0].starting < issued) {
        sim_sequence_model_drop_rest(master, 0);
    }
    if (master->has_range && master->starting < issued) {
        sim_sequence_model_drop_range(master);
    }
    for (unsigned i = 0; i < SIM_NODES_MAX; i++) {
        sim_asked *asked = &master->nodes[i];
        if (asked->answered && asked->reply.chunk.starting < issued) {
            *asked = (sim_asked){.member = asked->member};
        }
    }
}
