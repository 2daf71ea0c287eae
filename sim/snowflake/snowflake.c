/* The worlds of Snowflake IDs, from beginning to end. */
#include "snowflake.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "snowflake/oracle/oracle.h"
#include "world.h"

static void *create(const sim_config *config, const sim_run_options *options)
{
    const sim_snowflake_subject *subject =
        options->snowflake == NULL ? &sim_snowflake_core : options->snowflake;
    sim_snowflake_world *world = sim_snowflake_create(config, subject);
    if (world == NULL) {
        return NULL;
    }
    world->trace.tell = options->tell;
    world->trace.tell_context = options->tell_context;
    if (!options->without_oracle) {
        world->oracle = sim_snowflake_oracle_create(world, options->only);
        if (world->oracle == NULL) {
            sim_snowflake_destroy(world);
            return NULL;
        }
    }
    return world;
}

static bool execute(void *world, const sim_op *op)
{
    return sim_snowflake_execute(world, op);
}

static bool settle(void *world)
{
    return sim_snowflake_settle(world);
}

static void set_op_count(void *context, uint64_t count)
{
    sim_snowflake_world *world = context;
    world->op_count = count;
}

static void give_up(void *context)
{
    sim_snowflake_world *world = context;
    world->out_of_memory = true;
}

static uint64_t digest(void *context, const sim_tally **tally)
{
    const sim_snowflake_world *world = context;
    *tally = &world->tally;
    return world->trace.digest;
}

/* What the master gave, and what the nodes stored. */
static uint64_t state(void *context)
{
    const sim_snowflake_world *world = context;
    uint64_t hash = 0;
    for (uint32_t i = 0; i < world->lease_count; i++) {
        const sim_lease *lease = &world->leases[i];
        const uint64_t numbers[] = {lease->number, (uint64_t)lease->start_us,
                                    (uint64_t)lease->end_us, lease->node};
        hash = XXH3_64bits_withSeed(numbers, sizeof numbers, hash);
    }
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_holder *n = &world->nodes[i];
        const uint64_t numbers[] = {n->generator != NULL, n->has_lease, n->lease,
                                    (uint64_t)n->mark_us};
        hash = XXH3_64bits_withSeed(numbers, sizeof numbers, hash);
    }
    return hash;
}

static void finish(void *context, sim_result *result)
{
    sim_snowflake_world *world = context;
    result->digest = world->trace.digest;
    result->ops = world->op_count;
    result->events = world->trace.events;
    result->log = world->lease_count;
    result->ids = world->ids;
    result->memory_peak = world->memory.peak;
    result->tally = world->tally;
    if (world->oracle != NULL) {
        const sim_judgement *judgement = sim_snowflake_oracle_judgement(world->oracle);
        memcpy(result->checks, judgement->checks, sizeof result->checks);
        result->failure = judgement->failure;
    }
    bool broken = world->out_of_memory;
    sim_snowflake_oracle_destroy(world->oracle);
    world->oracle = NULL;
    size_t left = sim_snowflake_stop(world);
    if (!broken) {
        sim_judge_memory(result, &world->memory, left, SIM_INVARIANT_FLAKE_CONTRACT,
                         SIM_WORD_FLAKE_ENDING);
    }
    if (broken) {
        result->verdict = SIM_BROKEN;
    }
    sim_snowflake_destroy(world);
}

const sim_machine sim_snowflake_machine = {
    .create = create,
    .execute = execute,
    .settle = settle,
    .give_up = give_up,
    .digest = digest,
    .state = state,
    .finish = finish,
    .execute_unasked = execute,
    .set_op_count = set_op_count,
    .describe = sim_snowflake_describe,
    .driver_create = sim_snowflake_driver_create,
    .driver_destroy = sim_snowflake_driver_destroy,
    .driver_config = sim_snowflake_driver_config,
    .driver_next = sim_snowflake_driver_next,
};
