/* Plays a variant and records what can be compared. */
#include "witness_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "compressor/observers.h"
#include "compressor/oracle/model.h"
#include "compressor/oracle/stable.h"

/*
 * Documents are recorded after every eighth entry and after the entry following it, because a log
 * in which a range was cut in two is one entry ahead from there on.
 */
#define SIGHT_INTERVAL 8u

void sim_testimony_free(sim_testimony *testimony)
{
    free(testimony->answers);
    free(testimony->facts);
    free(testimony->statements);
    *testimony = (sim_testimony){0};
}

/* --- Names. --- */

static void learn_session(sim_witness *witness, ida_uuid uuid)
{
    for (size_t i = 0; i < witness->session_count; i++) {
        if (sim_stable_equal(witness->sessions[i], uuid)) {
            return;
        }
    }
    if (!sim_grow(&witness->sessions, &witness->session_capacity, witness->session_count,
                  sizeof *witness->sessions)) {
        witness->testimony->no_memory = true;
        return;
    }
    witness->sessions[witness->session_count] = uuid;
    witness->session_count++;
}

void sim_witness_name(const sim_witness *witness, ida_uuid uuid, uint64_t name[2])
{
    name[0] = 0;
    name[1] = UINT64_MAX;
    for (size_t i = 0; i < witness->session_count; i++) {
        uint64_t distance;
        if (sim_stable_distance(witness->sessions[i], uuid, &distance) && distance < name[1]) {
            name[0] = i + 1;
            name[1] = distance;
        }
    }
    if (name[0] == 0) {
        /* Of no session; the world writes zero if there was no answer. */
        name[1] = uuid.high == 0 && uuid.low == 0 ? 0 : 1;
    }
    assert(name[0] <= witness->session_count);
}

/* --- Answers. --- */

static uint64_t mix(uint64_t hash, uint64_t number)
{
    hash = (hash ^ number) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static void keep(sim_witness *witness, unsigned kind, const uint64_t *numbers, size_t count)
{
    sim_testimony *testimony = witness->testimony;
    if (!sim_grow(&testimony->statements, &testimony->statement_capacity,
                  testimony->statement_count, sizeof *testimony->statements)) {
        testimony->no_memory = true;
        return;
    }
    sim_statement *statement = &testimony->statements[testimony->statement_count];
    *statement = (sim_statement){
        .kind = kind, .code = witness->op == NULL ? 0 : witness->op->code, .count = count};
    memcpy(statement->numbers, numbers, count * sizeof *numbers);
    testimony->statement_count++;
}

void sim_witness_state(sim_witness *witness, unsigned kind, const uint64_t *numbers, size_t count)
{
    assert(count <= SIM_STATEMENT_NUMBERS);
    assert(witness->origin < witness->testimony->answer_count);
    assert(!witness->extra);
    uint64_t hash = mix(witness->testimony->answers[witness->origin], (uint64_t)kind << 8 | count);
    for (size_t i = 0; i < count; i++) {
        hash = mix(hash, numbers[i]);
    }
    witness->testimony->answers[witness->origin] = hash == 0 ? 1 : hash;
    if (witness->origin == witness->options->listen) {
        keep(witness, kind, numbers, count);
    }
}

static void put_name(const sim_witness *witness, uint64_t pair[2])
{
    const ida_uuid uuid = {pair[0], pair[1]};
    sim_witness_name(witness, uuid, pair);
}

/* Replaces UUIDs in an event by names, and leaves out what may differ with them. */
static void rewrite(sim_witness *witness, const sim_compressor_event *event,
                    sim_compressor_numbers *entry)
{
    uint64_t *numbers = entry->numbers;
    switch (event->kind) {
    case SIM_COMPRESSOR_OPENED:
        learn_session(witness, event->session);
        put_name(witness, numbers + 2);
        break;
    case SIM_COMPRESSOR_GHOST:
    case SIM_COMPRESSOR_FORGED:
        learn_session(witness, (ida_uuid){numbers[0], numbers[1]});
        put_name(witness, numbers);
        break;
    case SIM_COMPRESSOR_UNIQUE:
    case SIM_COMPRESSOR_MENTIONED:
        put_name(witness, numbers + 4);
        break;
    case SIM_COMPRESSOR_SAVED:
        entry->count -= witness->options->bytes ? 0 : 1;
        break;
    case SIM_COMPRESSOR_LOADED:
    case SIM_COMPRESSOR_JOINED:
        if (!witness->options->bytes) {
            numbers[3] = event->status == IDA_OK ? 0 : 1;
        }
        break;
    default:
        break;
    }
}

/* --- Facts. --- */

sim_sight sim_witness_see(sim_witness *witness, const ida_document *document)
{
    const sim_subject *subject = witness->world->subject;
    sim_sight sight = {0};
    size_t size = 0;
    size_t bound = subject->snapshot_bound(document, NULL, 0);
    if (bound > witness->byte_capacity) {
        uint8_t *bytes = bound > SIM_MEMORY_LIMIT ? NULL : realloc(witness->bytes, bound);
        if (bytes == NULL) {
            witness->testimony->no_memory = true;
            return sight;
        }
        witness->bytes = bytes;
        witness->byte_capacity = bound;
    }
    sight.known = subject->snapshot_save(document, NULL, 0, 0, witness->bytes,
                                         witness->byte_capacity, &size) == IDA_OK;
    sight.clusters = subject->document_cluster_count(document);
    sight.limit = (uint64_t)subject->document_final_limit(document);
    if (sight.known) {
        sight.size = size;
        sight.hash = XXH3_64bits(witness->bytes, size);
    }
    return sight;
}

static void add_fact(sim_witness *witness, const sim_entry *entry)
{
    sim_testimony *testimony = witness->testimony;
    if (!sim_grow(&testimony->facts, &testimony->fact_capacity, testimony->fact_count,
                  sizeof *testimony->facts)) {
        testimony->no_memory = true;
        return;
    }
    sim_fact fact = {.kind = entry->kind, .origin = witness->origin};
    if (entry->kind == SIM_ENTRY_RANGE) {
        fact.range = entry->range;
    } else if (entry->kind == SIM_ENTRY_GHOST) {
        fact.range.session = entry->range.session;
        fact.range.count = entry->range.count;
    }
    testimony->facts[testimony->fact_count] = fact;
    testimony->fact_count++;
}

static void note_applied(sim_witness *witness, const sim_compressor_event *event)
{
    const sim_node *node = &witness->world->nodes[event->node];
    uint64_t position = event->position;
    assert(position < node->position);
    if (position >= witness->testimony->fact_count) {
        return; /* only without memory */
    }
    sim_fact *fact = &witness->testimony->facts[position];
    if (!fact->applied) {
        fact->applied = true;
        fact->status = event->status;
        fact->origin = witness->origin;
    }
    if (!fact->sight.known && (position + 1) % SIGHT_INTERVAL <= 1) {
        fact->sight = sim_witness_see(witness, node->document);
    }
}

/* Every document at the end. */
static void see_all(sim_witness *witness)
{
    for (unsigned i = 0; i < witness->world->config.nodes; i++) {
        const sim_node *node = &witness->world->nodes[i];
        if (node->state == SIM_NODE_DOWN || node->position == 0 ||
            node->position > witness->testimony->fact_count) {
            continue;
        }
        sim_fact *fact = &witness->testimony->facts[node->position - 1];
        if (!fact->sight.known) {
            fact->sight = sim_witness_see(witness, node->document);
        }
    }
}

/* --- Playing. --- */

/* Whether an event in the digest is an answer that both worlds must give. */
static bool is_answer(const sim_witness *witness, sim_compressor_event_kind kind)
{
    const sim_witness_options *options = witness->options;
    /*
     * An op's own event is not an answer, documents are recorded at intervals of ops, and which
     * call requests the memory that fails depends on what else is called.
     */
    if (kind == SIM_COMPRESSOR_OP || kind == SIM_COMPRESSOR_DOCUMENT ||
        kind == SIM_COMPRESSOR_STARVED) {
        return false;
    }
    /* The effect of damage on bytes depends on the bytes. */
    return !witness->extra && !options->facts_only &&
           (options->bytes || kind != SIM_COMPRESSOR_DAMAGE);
}

static bool on_event(void *self, const void *what)
{
    sim_witness *witness = self;
    const sim_compressor_event *event = what;
    if (event->kind == SIM_COMPRESSOR_SEQUENCED) {
        assert(witness->testimony->no_memory || event->position == witness->testimony->fact_count);
        add_fact(witness, event->entry);
    } else if (event->kind == SIM_COMPRESSOR_APPLIED) {
        note_applied(witness, event);
    }
    sim_compressor_numbers entry;
    if (is_answer(witness, event->kind) && sim_compressor_numbers_of(event, &entry)) {
        rewrite(witness, event, &entry);
        sim_witness_state(witness, entry.kind, entry.numbers, entry.count);
    }
    return !witness->testimony->no_memory;
}

static void play(sim_witness *witness, const sim_variant *variant)
{
    const sim_witness_options *options = witness->options;
    for (size_t i = 0; i < variant->tape.count; i++) {
        witness->op = &variant->tape.ops[i];
        assert(variant->places[i].origin <= variant->origin_count);
        witness->origin = variant->places[i].origin;
        witness->extra = variant->places[i].extra;
        if (options->before != NULL) {
            options->before(options->context, witness->world, i);
        }
        if (!sim_world_execute(witness->world, witness->op)) {
            return;
        }
    }
    witness->op = NULL;
    witness->origin = variant->origin_count;
    witness->extra = false;
    if (sim_world_settle(witness->world)) {
        see_all(witness);
        if (!options->facts_only) {
            sim_witness_examine(witness);
        }
    }
}

bool sim_witness_play(const sim_variant *variant, const sim_witness_options *options,
                      sim_testimony *testimony)
{
    *testimony = (sim_testimony){.answer_count = (size_t)variant->origin_count + 1};
    testimony->answers = calloc(testimony->answer_count, sizeof *testimony->answers);
    sim_world *world = sim_world_create(&variant->tape.config, options->subject);
    if (testimony->answers == NULL || world == NULL || variant->no_memory) {
        sim_world_destroy(world);
        testimony->no_memory = true;
        return false;
    }
    sim_witness witness = {.options = options, .testimony = testimony, .world = world};
    sim_observers_add(&world->observers, (sim_observer){on_event, &witness});
    play(&witness, variant);
    testimony->no_memory = testimony->no_memory || world->out_of_memory;
    sim_world_destroy(world);
    free(witness.sessions);
    free(witness.bytes);
    return !testimony->no_memory;
}
