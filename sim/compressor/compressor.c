/* The worlds of the ID compressor, from beginning to end. */
#include "compressor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "kernel/narrator.h"
#include "kernel/trace.h"
#include "node.h"
#include "observers.h"
#include "oracle/oracle.h"
#include "wording.h"
#include "world.h"

/* A world, and its observers. */
typedef struct play {
    sim_world world; /* first, so that its address is the world's */
    sim_oracle *oracle;
    sim_trace trace;
    sim_narrator narrator;
    sim_profile *profile; /* NULL: time is not counted */
    sim_tally tally; /* the world's, and what the oracle alone knows, when somebody last asked */
} play;

static bool digest_timed(void *self, const void *event)
{
    play *p = self;
    sim_part before = sim_profile_enter(p->profile, SIM_PART_DIGEST);
    bool goes_on = sim_compressor_digest(&p->trace, event);
    sim_profile_leave(p->profile, before);
    return goes_on;
}

static bool judge_timed(void *self, const void *event)
{
    const play *p = self;
    const sim_observer oracle = sim_oracle_observer(p->oracle);
    sim_part before = sim_profile_enter(p->profile, SIM_PART_ORACLE);
    bool goes_on = oracle.on_event(oracle.self, event);
    sim_profile_leave(p->profile, before);
    return goes_on;
}

/*
 * Digest and narrator come first, so that they have the event if the oracle or the subject crashes.
 */
static void observe(play *p, const sim_run_options *options)
{
    sim_observers *observers = &p->world.observers;
    sim_trace_init(&p->trace);
    p->profile = options->profile;
    sim_observers_add(observers, p->profile != NULL
                                     ? (sim_observer){digest_timed, p}
                                     : (sim_observer){sim_compressor_digest, &p->trace});
    if (options->tell != NULL) {
        p->narrator = (sim_narrator){.tell = options->tell, .context = options->tell_context};
        sim_observers_add(observers, (sim_observer){sim_compressor_narrate, &p->narrator});
    }
    if (p->oracle != NULL) {
        sim_oracle_judge_only(p->oracle, options->only);
        sim_oracle_look_for(p->oracle, options->wanted, options->wanted_context);
        sim_oracle_count_time(p->oracle, p->profile);
        sim_observers_add(observers, p->profile != NULL ? (sim_observer){judge_timed, p}
                                                        : sim_oracle_observer(p->oracle));
    }
    for (size_t i = 0; i < options->observer_count; i++) {
        sim_observers_add(observers, options->observers[i]);
    }
}

static void destroy(play *p)
{
    sim_oracle_destroy(p->oracle);
    sim_world_end(&p->world);
    free(p);
}

static void *create(const sim_config *config, const sim_run_options *options)
{
    const sim_subject *subject = sim_subject_of(options, SIM_SCHEME_COMPRESSOR, &sim_subject_core);
    play *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return NULL;
    }
    bool begun = sim_world_begin(&p->world, config, subject);
    if (begun && !options->without_oracle) {
        p->oracle = sim_oracle_create(&p->world);
    }
    if (!begun || (p->oracle == NULL && !options->without_oracle)) {
        destroy(p);
        return NULL;
    }
    observe(p, options);
    return p;
}

struct sim_oracle *sim_compressor_oracle(const void *world)
{
    const play *p = world;
    return p->oracle;
}

static bool execute(void *context, const sim_op *op)
{
    play *p = context;
    return sim_world_execute(&p->world, op);
}

static bool execute_unasked(void *context, const sim_op *op)
{
    play *p = context;
    if (p->oracle == NULL) {
        return sim_world_execute(&p->world, op);
    }
    sim_oracle_ask_after_ops(p->oracle, false);
    bool well = sim_world_execute(&p->world, op);
    sim_oracle_ask_after_ops(p->oracle, true);
    return well;
}

static bool settle(void *context)
{
    play *p = context;
    return sim_world_settle(&p->world);
}

static void set_op_count(void *context, uint64_t count)
{
    play *p = context;
    p->world.op_count = count;
}

static void set_rounds(void *context, uint32_t first, uint32_t rounds)
{
    const play *p = context;
    if (p->oracle != NULL) {
        sim_oracle_set_rounds(p->oracle, first, rounds);
    }
}

static void give_up(void *context)
{
    play *p = context;
    p->world.out_of_memory = true;
}

static uint64_t digest(void *context, const sim_tally **tally)
{
    play *p = context;
    p->tally = p->world.tally;
    if (p->oracle != NULL) {
        sim_oracle_add_marks(p->oracle, &p->tally);
    }
    *tally = &p->tally;
    return p->trace.digest;
}

static uint64_t state(void *context)
{
    play *p = context;
    return sim_storage_state(&p->world);
}

static bool verify(const void *context, sim_site *where)
{
    const play *p = context;
    const sim_world *world = &p->world;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (node->document != NULL && !world->subject->document_verify(node->document)) {
            *where = (sim_site){
                .parts = SIM_SITE_NODE, .node = (uint16_t)i, .call = SIM_WORD_DOCUMENT_VERIFY};
            return false;
        }
        for (unsigned slot = 0; slot < world->config.slots; slot++) {
            if (node->slots[slot].session != NULL &&
                !world->subject->session_verify(node->slots[slot].session)) {
                *where = (sim_site){.parts = SIM_SITE_NODE | SIM_SITE_SLOT,
                                    .node = (uint16_t)i,
                                    .slot = slot,
                                    .call = SIM_WORD_SESSION_VERIFY};
                return false;
            }
        }
    }
    return true;
}

/* What the oracle does not see: the subject's use of memory, and what a snapshot contained. */
static void judge_violation(const sim_world *world, sim_result *result)
{
    switch (world->violation) {
    case SIM_VIOLATION_NONE:
        break;
    case SIM_VIOLATION_OLD_SIZE:
        sim_fail_words(&result->failure, SIM_INVARIANT_CONTRACT, SIM_WORD_ALLOCATOR,
                       SIM_WORD_OLD_SIZE, SIM_WORD_ANOTHER_OLD_SIZE);
        break;
    case SIM_VIOLATION_LIMIT:
        sim_fail_words(&result->failure, SIM_INVARIANT_CONTRACT, SIM_WORD_ALLOCATOR,
                       SIM_WORD_IN_PROPORTION, SIM_WORD_ABOVE_LIMIT);
        break;
    case SIM_VIOLATION_NO_MEMORY:
        sim_fail_words(&result->failure, SIM_INVARIANT_CONTRACT, SIM_WORD_MAY_ALLOCATE,
                       SIM_WORD_NO_MEMORY_RIGHTLY, SIM_WORD_NO_MEMORY_WRONGLY);
        break;
    case SIM_VIOLATION_LOADED:
        sim_fail_words(&result->failure, SIM_INVARIANT_REHYDRATION, SIM_WORD_SNAPSHOT_LOAD,
                       SIM_WORD_SAVED_PLACE, SIM_WORD_ANOTHER_PLACE);
        break;
    }
}

static void judge_leak(size_t left, sim_result *result)
{
    const sim_site site = sim_site_of_call(SIM_WORD_CLOSING);
    sim_fail(&result->failure, SIM_INVARIANT_CONTRACT, &site,
             sim_value_words(SIM_WORD_NO_MEMORY_HELD), sim_value_number(SIM_WORD_BYTES_LEFT, left));
}

/* In other worlds than large ones a subject is not asked. */
static sim_held weigh(const sim_world *world)
{
    const sim_subject *subject = world->subject;
    sim_held held = {0};
    bool known = subject->document_memory != NULL && subject->session_memory != NULL;
    for (unsigned i = 0; known && sim_config_is_large(&world->config) && i < world->config.nodes;
         i++) {
        const sim_node *node = &world->nodes[i];
        if (node->document == NULL) {
            continue;
        }
        uint64_t sessions = subject->document_session_count(node->document);
        held.document_bytes += subject->document_memory(node->document);
        held.clusters += subject->document_cluster_count(node->document);
        held.known = sessions > held.known ? sessions : held.known;
        held.live += node->live;
        for (unsigned slot = 0; slot < world->config.slots && node->live > 0; slot++) {
            const ida_session *session = node->slots[slot].session;
            held.session_bytes += session == NULL ? 0 : subject->session_memory(session);
        }
    }
    return held;
}

static void collect(play *p, sim_result *result)
{
    const sim_world *world = &p->world;
    const sim_tally *tally;
    result->digest = digest(p, &tally);
    result->tally = *tally;
    result->ops = world->op_count;
    result->events = p->trace.events;
    result->log = world->log_count;
    result->ids = world->ids;
    result->sessions = world->sessions;
    result->memory_peak = world->memory.peak;
    result->held = weigh(world);
    if (p->oracle != NULL) {
        memcpy(result->checks, sim_oracle_checks(p->oracle), sizeof result->checks);
        result->stuck = *sim_oracle_stuck(p->oracle);
        result->failure = *sim_oracle_failure(p->oracle);
    }
    if (!result->failure.failed) {
        judge_violation(world, result);
    }
}

static void finish(void *context, sim_result *result)
{
    play *p = context;
    collect(p, result);
    bool broken =
        p->world.out_of_memory || (p->oracle != NULL && sim_oracle_out_of_memory(p->oracle));
    size_t left = sim_world_stop(&p->world);
    if (!result->failure.failed && !broken && left > 0) {
        judge_leak(left, result);
    }
    if (broken) {
        result->verdict = SIM_BROKEN;
    }
    destroy(p);
}

const sim_machine sim_compressor_machine = {
    .scheme = SIM_SCHEME_COMPRESSOR,
    .contract = SIM_INVARIANT_CONTRACT,
    .create = create,
    .execute = execute,
    .settle = settle,
    .set_rounds = set_rounds,
    .give_up = give_up,
    .digest = digest,
    .state = state,
    .verify = verify,
    .finish = finish,
    .execute_unasked = execute_unasked,
    .set_op_count = set_op_count,
    .describe = sim_compressor_describe,
    .event_kind = sim_compressor_event_name,
    .event_fields = sim_compressor_event_fields,
    .gauges = &sim_compressor_gauges,
    .count = sim_compressor_count,
    .scopes = sim_compressor_scopes,
    .begins = 1u << SIM_BEGIN_CONNECTED | 1u << SIM_BEGIN_SESSIONS,
    .begin = sim_compressor_begin,
    .driver_create = sim_compressor_driver_create,
    .driver_next = sim_compressor_driver_next,
    .driver_count = sim_compressor_driver_count,
};
