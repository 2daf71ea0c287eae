/* The worlds of the ID compressor, from beginning to end. */
#include "compressor.h"

#include <stdio.h>
#include <string.h>

#include "compressor/oracle/oracle.h"
#include "node.h"
#include "wording.h"
#include "world.h"

static void *create(const sim_config *config, const sim_run_options *options)
{
    const sim_subject *subject = options->subject == NULL ? &sim_subject_core : options->subject;
    sim_world *world = sim_world_create(config, subject);
    if (world == NULL) {
        return NULL;
    }
    world->trace.tell = options->tell;
    world->trace.tell_context = options->tell_context;
    if (!options->without_oracle) {
        world->oracle = sim_oracle_create(world);
        if (world->oracle == NULL) {
            sim_world_destroy(world);
            return NULL;
        }
        sim_oracle_judge_only(world->oracle, options->only);
        sim_oracle_look_for(world->oracle, options->wanted, options->wanted_context);
    }
    return world;
}

static bool execute(void *world, const sim_op *op)
{
    return sim_world_execute(world, op);
}

static bool execute_unasked(void *world, const sim_op *op)
{
    return sim_world_execute_unasked(world, op);
}

static bool settle(void *world)
{
    return sim_world_settle(world);
}

static void set_op_count(void *context, uint64_t count)
{
    sim_world *world = context;
    world->op_count = count;
}

static void set_rounds(void *context, uint32_t first, uint32_t rounds)
{
    const sim_world *world = context;
    if (world->oracle != NULL) {
        sim_oracle_set_rounds(world->oracle, first, rounds);
    }
}

static void give_up(void *context)
{
    sim_world *world = context;
    world->out_of_memory = true;
}

static uint64_t digest(const void *context, const sim_tally **tally)
{
    const sim_world *world = context;
    *tally = &world->tally;
    return world->trace.digest;
}

static uint64_t state(void *world)
{
    return sim_storage_state(world);
}

static bool verify(const void *context, sim_site *where)
{
    const sim_world *world = context;
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_node *node = &world->nodes[i];
        if (node->document != NULL && !world->subject->document_verify(node->document)) {
            *where = (sim_site){
                .parts = SIM_SITE_NODE, .node = (uint8_t)i, .call = SIM_WORD_DOCUMENT_VERIFY};
            return false;
        }
        for (unsigned slot = 0; slot < world->config.slots; slot++) {
            if (node->slots[slot].session != NULL &&
                !world->subject->session_verify(node->slots[slot].session)) {
                *where = (sim_site){.parts = SIM_SITE_NODE | SIM_SITE_SLOT,
                                    .node = (uint8_t)i,
                                    .slot = (uint8_t)slot,
                                    .call = SIM_WORD_SESSION_VERIFY};
                return false;
            }
        }
    }
    return true;
}

/* What the oracle does not see: the subject's dealings with memory, and what a snapshot brought. */
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

static void collect(const sim_world *world, sim_result *result)
{
    result->digest = world->trace.digest;
    result->ops = world->op_count;
    result->events = world->trace.events;
    result->log = world->log_count;
    result->ids = world->ids;
    result->sessions = world->sessions;
    result->memory_peak = world->memory.peak;
    result->tally = world->tally;
    if (world->oracle != NULL) {
        memcpy(result->checks, sim_oracle_checks(world->oracle), sizeof result->checks);
        (void)snprintf(result->stuck, sizeof result->stuck, "%s", sim_oracle_stuck(world->oracle));
        result->failure = *sim_oracle_failure(world->oracle);
    }
    if (!result->failure.failed) {
        judge_violation(world, result);
    }
}

static void finish(void *context, sim_result *result)
{
    sim_world *world = context;
    collect(world, result);
    bool broken = world->out_of_memory;
    sim_oracle_destroy(world->oracle);
    world->oracle = NULL;
    size_t left = sim_world_stop(world);
    if (!result->failure.failed && !broken && left > 0) {
        judge_leak(left, result);
    }
    if (broken) {
        result->verdict = SIM_BROKEN;
    }
    sim_world_destroy(world);
}

const sim_machine sim_compressor_machine = {
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
    .driver_create = sim_compressor_driver_create,
    .driver_destroy = sim_compressor_driver_destroy,
    .driver_config = sim_compressor_driver_config,
    .driver_next = sim_compressor_driver_next,
};
