/* The worlds of k-ordered IDs, from beginning to end. */
#include "korder.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "korder/oracle/oracle.h"
#include "world.h"

static void *create(const sim_config *config, const sim_run_options *options)
{
    const sim_korder_subject *subject =
        options->korder == NULL ? &sim_korder_core : options->korder;
    sim_korder_world *world = sim_korder_create(config, subject);
    if (world == NULL) {
        return NULL;
    }
    world->trace.tell = options->tell;
    world->trace.tell_context = options->tell_context;
    if (!options->without_oracle) {
        world->oracle = sim_korder_oracle_create(world, options->only);
        if (world->oracle == NULL) {
            sim_korder_destroy(world);
            return NULL;
        }
    }
    return world;
}

static bool execute(void *world, const sim_op *op)
{
    return sim_korder_execute(world, op);
}

static bool settle(void *world)
{
    return sim_korder_settle(world);
}

static void set_op_count(void *context, uint64_t count)
{
    sim_korder_world *world = context;
    world->op_count = count;
}

static void give_up(void *context)
{
    sim_korder_world *world = context;
    world->out_of_memory = true;
}

static uint64_t digest(void *context, const sim_tally **tally)
{
    const sim_korder_world *world = context;
    *tally = &world->tally;
    return world->trace.digest;
}

/* What is stored, and where the generators are. */
static uint64_t state(void *context)
{
    const sim_korder_world *world = context;
    sim_trace trace;
    sim_trace_init(&trace);
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_korder_node *n = &world->nodes[i];
        bool up = n->generator != NULL;
        uint64_t ready = up ? world->subject->ready_us(n->generator) : 0;
        ida_korder_local mark = 0;
        if (up && !n->faithful) {
            (void)world->subject->high_water(n->generator, &mark);
        }
        const uint64_t numbers[] = {n->config.node, n->mark, n->mark_until, up, ready, mark};
        sim_trace_event(&trace, SIM_EVENT_NODE, numbers, sizeof numbers / sizeof numbers[0]);
    }
    return trace.digest;
}

static void finish(void *context, sim_result *result)
{
    sim_korder_world *world = context;
    result->digest = world->trace.digest;
    result->ops = world->op_count;
    result->events = world->trace.events;
    result->ids = world->ids;
    result->memory_peak = world->memory.peak;
    result->tally = world->tally;
    if (world->oracle != NULL) {
        const sim_judgement *judgement = sim_korder_oracle_judgement(world->oracle);
        memcpy(result->checks, judgement->checks, sizeof result->checks);
        memcpy(result->measures, sim_korder_oracle_measures(world->oracle),
               sizeof result->measures);
        result->failure = judgement->failure;
    }
    bool broken = world->out_of_memory;
    sim_korder_oracle_destroy(world->oracle);
    world->oracle = NULL;
    size_t left = sim_korder_stop(world);
    if (!broken) {
        sim_judge_memory(result, &world->memory, left, SIM_INVARIANT_KORDER_CONTRACT,
                         SIM_WORD_KORDER_ENDING);
    }
    if (broken) {
        result->verdict = SIM_BROKEN;
    }
    sim_korder_destroy(world);
}

const sim_machine sim_korder_machine = {
    .create = create,
    .execute = execute,
    .settle = settle,
    .give_up = give_up,
    .digest = digest,
    .state = state,
    .finish = finish,
    .execute_unasked = execute,
    .set_op_count = set_op_count,
    .describe = sim_korder_describe,
    .is_numbered = sim_korder_is_numbered,
    .driver_create = sim_korder_driver_create,
    .driver_destroy = sim_korder_driver_destroy,
    .driver_config = sim_korder_driver_config,
    .driver_next = sim_korder_driver_next,
};
