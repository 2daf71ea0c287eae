/* Rebuilds a saved session's history without the save and the load. */
#include "twin.h"

#include <assert.h>

/* A document being replayed along the log, and the session that lives in it. */
typedef struct lifetime {
    const sim_oracle *oracle;
    const sim_incarnation *self;
    sim_twin *twin;
    uint64_t position;
    uint64_t generated;
} lifetime;

static void apply_next(lifetime *life)
{
    const sim_subject *subject = life->oracle->world->subject;
    assert(life->position < life->oracle->world->log_count);
    const sim_entry *entry = sim_world_entry(life->oracle->world, life->position);
    ida_id first;
    if (entry->kind == SIM_ENTRY_RANGE) {
        (void)subject->document_finalize(life->twin->document, &entry->range);
    } else if (entry->kind == SIM_ENTRY_GHOST) {
        (void)subject->document_ghost(life->twin->document, entry->range.session,
                                      entry->range.count, &first);
    }
    life->position++;
}

/* Generates count IDs in any form; false if the subject refuses. */
static bool generate(lifetime *life, uint64_t count)
{
    ida_run runs[2];
    size_t run_count;
    if (count > 0 && life->oracle->world->subject->session_generate_many(
                         life->twin->session, count, runs, &run_count) != IDA_OK) {
        return false;
    }
    life->generated += count;
    return true;
}

/* Generates up to a gen count, and restores where the session's next range starts. */
static bool generate_to(lifetime *life, uint64_t last)
{
    assert(last >= life->generated);
    uint64_t taken = life->self->next_start - 1;
    if (taken > life->generated && taken <= last) {
        ida_range range;
        if (!generate(life, taken - life->generated) ||
            life->oracle->world->subject->session_take(life->twin->session, &range) != IDA_OK) {
            return false;
        }
    }
    return generate(life, last - life->generated);
}

/* Applies only as much of the log as each run of eager finals needs before it is generated. */
static bool live(lifetime *life, uint64_t end)
{
    const sim_model *model = &life->oracle->model;
    uint32_t session = sim_model_find(model, life->self->uuid);
    for (size_t i = 0; i < life->self->given_count; i++) {
        const sim_given *run = &life->self->given[i];
        uint64_t last = run->first_gen + run->count - 1;
        while (run->eager && life->position < end &&
               sim_model_extent(model, session, life->position).allocated < last) {
            apply_next(life);
        }
        if (!generate_to(life, last)) {
            return false;
        }
    }
    assert(life->generated == life->self->generated);
    while (life->position < end) {
        apply_next(life);
    }
    return true;
}

bool sim_twin_make(const sim_oracle *oracle, unsigned node, unsigned slot, sim_twin *twin)
{
    const sim_subject *subject = oracle->world->subject;
    const sim_incarnation *self = sim_oracle_slot(oracle, node, slot);
    lifetime life = {.oracle = oracle, .self = self, .twin = twin};
    if (oracle->world->log_base > 0) {
        return false; /* The log of its life is forgotten. */
    }
    if (self->shard.has_been) {
        return false; /* What it handed out depended on other shards. */
    }
    if (subject->document_create(&oracle->own, &twin->document) != IDA_OK) {
        return false;
    }
    if (subject->session_open(twin->document, self->uuid, &twin->session) != IDA_OK) {
        subject->document_destroy(twin->document);
        return false;
    }
    if (subject->session_set_cluster_size(twin->session, self->cluster_size) != IDA_OK ||
        !live(&life, oracle->world->nodes[node].position)) {
        sim_twin_free(oracle, twin);
        return false;
    }
    return true;
}

void sim_twin_free(const sim_oracle *oracle, sim_twin *twin)
{
    oracle->world->subject->session_close(twin->session);
    oracle->world->subject->document_destroy(twin->document);
}
