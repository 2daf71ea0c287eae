/*
 * Describes a sequence world for explore/canon.h: everything that can affect the future.
 *
 *   storage     its record, in numbers and as bytes; the last term that there was
 *   network     messages and writes in flight, in their order
 *   master      in office or not, its term, whether its write is in flight, its pending write,
 *               its number of members; the oracle's model of it and of every coordinator that asked
 *   node        up or not, a member or not, its record; its pending record, its request, how many
 *               IDs it has left; its last answer (for a mark), and the oracle's model of it
 *   chunks      every chunk ever granted, and how many IDs of it were drawn
 *
 * The drawn IDs follow from the chunks: a world in which they do not has failed. If some op of the
 * alphabet damages what is read, the number of ops matters, too.
 */
#include <assert.h>
#include <stdlib.h>

#include "describing.h"
#include "observed.h"
#include "sequence.h"
#include "sequence/oracle/oracle_internal.h"

/* The world being written. */
typedef struct writer {
    sim_writing *out;
    const sim_sequence_world *world;
    const sim_sequence_model *model;
} writer;

static void put(const writer *w, uint64_t number)
{
    sim_write_number(w->out, number);
}

static void put_numbers(const writer *w, const uint64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put(w, numbers[i]);
    }
}

/* A macro, because it counts the numbers. */
#define PUT(w, ...)                                                                                \
    put_numbers((w), (const uint64_t[]){__VA_ARGS__},                                              \
                sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

static void put_bytes(const writer *w, const void *bytes, size_t size)
{
    sim_write_bytes(w->out, bytes, size);
}

static void put_master_record(const writer *w, const ida_master_record *record)
{
    PUT(w, record->sequence, record->term, record->next_start);
}

static void put_chunk(const writer *w, const ida_chunk *chunk)
{
    PUT(w, chunk->starting, chunk->ending, chunk->index, chunk->count);
}

static void put_reply(const writer *w, const ida_chunk_reply *reply)
{
    PUT(w, reply->sequence, reply->coordinator, reply->incarnation, reply->number,
        reply->exhausted);
    put_chunk(w, &reply->chunk);
}

/* --- Storage and network. --- */

static void put_storage(const writer *w)
{
    const sim_sequence_world *world = w->world;
    put(w, world->last_term);
    put_master_record(w, &w->model->stored);
    put(w, world->stored);
    if (world->stored) {
        put_master_record(w, &world->held);
        put_bytes(w, world->record, sizeof world->record);
    }
}

/* A reply goes to its coordinator, whichever master sent it. */
static void put_message(const writer *w, const sim_chunk_message *message)
{
    assert(message->size <= sizeof message->bytes);
    PUT(w, message->is_reply, message->is_return,
        message->is_reply ? message->node : message->master);
    put_bytes(w, message->bytes, message->size);
}

static void put_network(const writer *w)
{
    const sim_sequence_world *world = w->world;
    put(w, world->message_count);
    for (uint32_t i = 0; i < world->message_count; i++) {
        put_message(w, &world->messages[i]);
    }
    put(w, world->write_count);
    for (uint32_t i = 0; i < world->write_count; i++) {
        const sim_register_write *write = &world->writes[i];
        PUT(w, write->master, write->term);
        put_master_record(w, &write->write.expected);
        put_master_record(w, &write->write.record);
    }
}

/* --- Masters. --- */

static void put_asked(const writer *w, const sim_asked *asked)
{
    PUT(w, asked->member, asked->has_chunk, asked->answered, asked->returned);
    if (asked->answered) {
        PUT(w, asked->incarnation, asked->number);
        put_reply(w, &asked->reply);
    }
    PUT(w, asked->seen_incarnation, asked->seen_number);
}

static void put_model_master(const writer *w, const sim_model_master *m)
{
    PUT(w, m->next_start, m->stored_term, m->pending, m->has_range, m->floor, m->raise_to,
        m->rest_count);
    for (size_t i = 0; i < m->rest_count; i++) {
        put_chunk(w, &m->rests[i]);
    }
    if (m->has_range) {
        PUT(w, m->starting, m->ending, m->granted, m->count);
    }
    for (unsigned i = 0; i < w->world->config.nodes; i++) {
        put_asked(w, &m->nodes[i]);
    }
}

static void put_master(const writer *w, unsigned which)
{
    const sim_office *office = &w->world->offices[which];
    ida_master_write write = {.expected = {.sequence = 0}};
    put(w, office->master != NULL);
    if (office->master == NULL) {
        return;
    }
    PUT(w, office->term, office->writing, w->world->subject->master_member_count(office->master),
        w->world->subject->master_pending(office->master, &write));
    put_master_record(w, &write.expected);
    put_master_record(w, &write.record);
    put_model_master(w, &w->model->masters[which]);
}

/* --- Chunks. --- */

/* A chunk of the table, and its place there. */
typedef struct chunk_place {
    const sim_granted *row;
    size_t at;
} chunk_place;

static int compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_places(const void *a, const void *b)
{
    const chunk_place *left = a;
    const chunk_place *right = b;
    int order = compare(left->row->chunk.starting, right->row->chunk.starting);
    order = order != 0 ? order : compare(left->row->chunk.index, right->row->chunk.index);
    return order != 0 ? order : compare(left->at, right->at);
}

/* Sorted by their start and their index; ranks gives each place's new position. */
static void put_chunks(const writer *w, size_t *ranks, chunk_place *places)
{
    size_t count = w->model->chunk_count;
    for (size_t i = 0; i < count; i++) {
        places[i] = (chunk_place){&w->model->chunks[i], i};
    }
    qsort(places, count, sizeof *places, compare_places);
    put(w, count);
    for (size_t i = 0; i < count; i++) {
        const sim_granted *row = places[i].row;
        assert(places[i].at < count);
        ranks[places[i].at] = i;
        put_chunk(w, &row->chunk);
        PUT(w, row->term, row->node, row->incarnation, row->number, row->drawn,
            (uint64_t)row->state, row->regranted);
    }
}

/* --- Coordinators. --- */

static void put_coordinator(const writer *w, const ida_coordinator *coordinator)
{
    const sim_sequence_subject *subject = w->world->subject;
    ida_coordinator_record record = {0, 0, 0, 0};
    ida_chunk_request request = {0, 0, 0, 0, 0};
    bool pending = subject->coordinator_pending(coordinator, &record);
    bool wants = subject->coordinator_request(coordinator, &request);
    PUT(w, pending, record.incarnation, record.after, wants, request.incarnation, request.number,
        request.after, subject->coordinator_left(coordinator));
}

static void put_model_node(const writer *w, const sim_model_node *n, const size_t *ranks)
{
    PUT(w, n->kept_incarnation, n->kept_after, n->drew, n->last);
    if (!n->up) {
        return;
    }
    PUT(w, n->started, n->unstored, n->exhausted, n->incarnation, n->number, n->after,
        n->held_count);
    assert(n->held_count <= SIM_CHUNKS_HELD);
    for (size_t i = 0; i < n->held_count; i++) {
        assert(n->held[i] < w->model->chunk_count);
        put(w, ranks[n->held[i]]);
    }
}

/* Of its last answer: what decides whether it gets the same one again. */
static void put_answered(const writer *w, const ida_chunk_reply *answered)
{
    PUT(w, answered->number, answered->incarnation, answered->chunk.starting,
        answered->chunk.index);
}

static void put_node(const writer *w, unsigned node, const size_t *ranks)
{
    const sim_coordinator *n = &w->world->nodes[node];
    PUT(w, n->member, n->stored);
    if (n->stored) {
        put_bytes(w, n->record, sizeof n->record);
    }
    put_answered(w, &n->answered);
    put(w, n->coordinator != NULL);
    if (n->coordinator != NULL) {
        put_coordinator(w, n->coordinator);
    }
    put_model_node(w, &w->model->nodes[node], ranks);
}

void sim_sequence_describe(const void *observed, const sim_describing *canon, const uint8_t *image,
                           sim_writing *out)
{
    const sim_sequence_world *world = ((const sim_observed *)observed)->world;
    const sim_sequence_oracle *oracle = ((const sim_observed *)observed)->oracle;
    const writer w = {out, world, &oracle->model};
    (void)image; /* no node is another's image */
    /* Plus one, so that 0 stands for none. */
    size_t *ranks = malloc((w.model->chunk_count + 1) * sizeof *ranks);
    chunk_place *places = malloc((w.model->chunk_count + 1) * sizeof *places);
    if (ranks == NULL || places == NULL) {
        out->out_of_memory = true;
    } else {
        put(&w, canon->numbered ? world->base.op_count : 0);
        put_storage(&w);
        put_network(&w);
        for (unsigned i = 0; i < world->config.masters; i++) {
            put_master(&w, i);
        }
        put_chunks(&w, ranks, places);
        for (unsigned i = 0; i < world->config.nodes; i++) {
            put_node(&w, i, ranks);
        }
    }
    free(ranks);
    free(places);
}
