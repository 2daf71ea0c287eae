/* The worlds of sequences, from beginning to end. */
#include "sequence.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "sequence/oracle/oracle.h"
#include "world.h"

static void *create(const sim_config *config, const sim_run_options *options)
{
    const sim_sequence_subject *subject =
        options->sequence == NULL ? &sim_sequence_core : options->sequence;
    sim_sequence_world *world = sim_sequence_create(config, subject);
    if (world == NULL) {
        return NULL;
    }
    world->trace.tell = options->tell;
    world->trace.tell_context = options->tell_context;
    if (!options->without_oracle) {
        world->oracle = sim_sequence_oracle_create(world, options->only);
        if (world->oracle == NULL) {
            sim_sequence_destroy(world);
            return NULL;
        }
    }
    return world;
}

static bool execute(void *world, const sim_op *op)
{
    return sim_sequence_execute(world, op);
}

static bool settle(void *world)
{
    return sim_sequence_settle(world);
}

static void set_op_count(void *context, uint64_t count)
{
    sim_sequence_world *world = context;
    world->op_count = count;
}

static void give_up(void *context)
{
    sim_sequence_world *world = context;
    world->out_of_memory = true;
}

static uint64_t digest(void *context, const sim_tally **tally)
{
    const sim_sequence_world *world = context;
    *tally = &world->tally;
    return world->trace.digest;
}

/* What is stored: by the storage, and by each coordinator. */
static uint64_t state(void *context)
{
    const sim_sequence_world *world = context;
    uint64_t hash = XXH3_64bits_withSeed(world->record, sizeof world->record, world->stored);
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_coordinator *n = &world->nodes[i];
        hash = XXH3_64bits_withSeed(n->record, sizeof n->record, hash);
    }
    return hash;
}

static bool verify(const void *context, sim_site *where)
{
    const sim_sequence_world *world = context;
    for (unsigned i = 0; i < world->config.slots; i++) {
        const ida_master *master = world->offices[i].master;
        if (master != NULL && !world->subject->master_verify(master)) {
            *where = sim_site_of_actor(SIM_WORD_SEQ_MASTER, i, world->offices[i].term,
                                       SIM_WORD_SEQ_MASTER_VERIFY);
            return false;
        }
    }
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const ida_coordinator *coordinator = world->nodes[i].coordinator;
        if (coordinator != NULL && !world->subject->coordinator_verify(coordinator)) {
            *where = (sim_site){.parts = SIM_SITE_NODE,
                                .node = (uint8_t)i,
                                .call = SIM_WORD_SEQ_COORDINATOR_VERIFY};
            return false;
        }
    }
    return true;
}

static void finish(void *context, sim_result *result)
{
    sim_sequence_world *world = context;
    result->digest = world->trace.digest;
    result->ops = world->op_count;
    result->events = world->trace.events;
    result->log = world->held.term;
    result->ids = world->ids;
    result->memory_peak = world->memory.peak;
    result->tally = world->tally;
    if (world->oracle != NULL) {
        const sim_judgement *judgement = sim_sequence_oracle_judgement(world->oracle);
        memcpy(result->checks, judgement->checks, sizeof result->checks);
        result->failure = judgement->failure;
    }
    bool broken = world->out_of_memory;
    sim_sequence_oracle_destroy(world->oracle);
    world->oracle = NULL;
    size_t left = sim_sequence_stop(world);
    if (!broken) {
        sim_judge_memory(result, &world->memory, left, SIM_INVARIANT_SEQ_CONTRACT,
                         SIM_WORD_SEQ_ENDING);
    }
    if (broken) {
        result->verdict = SIM_BROKEN;
    }
    sim_sequence_destroy(world);
}

const sim_machine sim_sequence_machine = {
    .create = create,
    .execute = execute,
    .settle = settle,
    .give_up = give_up,
    .digest = digest,
    .state = state,
    .verify = verify,
    .finish = finish,
    .execute_unasked = execute,
    .set_op_count = set_op_count,
    .describe = sim_sequence_describe,
    .is_numbered = sim_sequence_is_numbered,
    .driver_create = sim_sequence_driver_create,
    .driver_destroy = sim_sequence_driver_destroy,
    .driver_config = sim_sequence_driver_config,
    .driver_next = sim_sequence_driver_next,
};
