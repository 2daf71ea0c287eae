/* Running one world from beginning to end. */
#include "run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const sim_run_options default_options = {.until = SIM_NEVER};

const char *sim_verdict_name(sim_verdict verdict)
{
    switch (verdict) {
    case SIM_PASS:
        return "PASS";
    case SIM_FAIL:
        return "FAIL";
    case SIM_VACUOUS:
        return "VACUOUS";
    case SIM_BROKEN:
        return "BROKEN";
    }
    return "UNKNOWN";
}

static sim_world *begin(const sim_config *config, const sim_run_options *options)
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
    }
    return world;
}

static void fail(sim_result *result, sim_invariant invariant, const char *where,
                 const char *expected, const char *got)
{
    sim_failure *failure = &result->failure;
    failure->failed = true;
    failure->invariant = invariant;
    (void)snprintf(failure->where, sizeof failure->where, "%s", where);
    (void)snprintf(failure->expected, sizeof failure->expected, "%s", expected);
    (void)snprintf(failure->got, sizeof failure->got, "%s", got);
}

/* What the oracle does not see: the subject's dealings with memory, and what a snapshot brought. */
static void judge_violation(const sim_world *world, sim_result *result)
{
    switch (world->violation) {
    case SIM_VIOLATION_NONE:
        break;
    case SIM_VIOLATION_OLD_SIZE:
        fail(result, SIM_INVARIANT_CONTRACT, "a call of the allocator",
             "old_size is the size that was asked for last", "another old_size");
        break;
    case SIM_VIOLATION_LIMIT:
        fail(result, SIM_INVARIANT_CONTRACT, "a call of the allocator",
             "memory in proportion to what is held", "more than the world's limit was asked for");
        break;
    case SIM_VIOLATION_NO_MEMORY:
        fail(result, SIM_INVARIANT_CONTRACT, "a call that may allocate",
             "no-memory only when the allocator gave none", "no-memory, though it always did");
        break;
    case SIM_VIOLATION_LOADED:
        fail(result, SIM_INVARIANT_REHYDRATION, "loading a snapshot",
             "the sessions and the log position that were saved",
             "other sessions or another log position");
        break;
    }
}

static void judge_leak(size_t left, sim_result *result)
{
    char got[64];
    (void)snprintf(got, sizeof got, "%zu bytes left", left);
    fail(result, SIM_INVARIANT_CONTRACT, "closing every session and document",
         "no memory is held any more", got);
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

/* Ends a world; op is the index of the op after which it ended. */
static sim_result finish(sim_world *world, uint64_t op)
{
    sim_result result = {.verdict = SIM_PASS};
    collect(world, &result);
    bool broken = world->out_of_memory;
    sim_oracle_destroy(world->oracle);
    world->oracle = NULL;
    size_t left = sim_world_stop(world);
    if (!result.failure.failed && !broken && left > 0) {
        judge_leak(left, &result);
    }
    if (result.failure.failed) {
        result.verdict = SIM_FAIL;
        result.failure.op = op;
    } else if (broken) {
        result.verdict = SIM_BROKEN;
    }
    sim_world_destroy(world);
    return result;
}

static bool step(sim_world *world, const sim_run_options *options, uint64_t index, const sim_op *op)
{
    if (options->before_op != NULL) {
        options->before_op(options->before_op_context, index, op);
    }
    return sim_world_execute(world, op);
}

sim_result sim_run_tape(const sim_tape *tape, const sim_run_options *options)
{
    options = options == NULL ? &default_options : options;
    sim_world *world = begin(&tape->config, options);
    if (world == NULL) {
        return (sim_result){.verdict = SIM_BROKEN};
    }
    uint64_t count = tape->count;
    bool partly = options->until < count;
    count = partly ? options->until : count;
    for (uint64_t i = 0; i < count; i++) {
        if (!step(world, options, i, &tape->ops[i])) {
            return finish(world, i);
        }
    }
    if (!partly) {
        sim_world_settle(world);
    }
    return finish(world, count);
}

/* Plays what the driver chooses, into a world and a tape. */
static sim_result play(sim_driver *driver, uint64_t count, const sim_run_options *options,
                       sim_tape *tape)
{
    sim_config config = sim_driver_config(driver);
    if (tape != NULL) {
        sim_tape_init(tape, config);
    }
    sim_world *world = begin(&config, options);
    if (world == NULL) {
        return (sim_result){.verdict = SIM_BROKEN};
    }
    bool partly = options->until < count;
    count = partly ? options->until : count;
    for (uint64_t i = 0; i < count; i++) {
        sim_op op = sim_driver_next(driver, world);
        if (tape != NULL && !sim_tape_append(tape, op)) {
            world->out_of_memory = true;
            return finish(world, i);
        }
        if (!step(world, options, i, &op)) {
            return finish(world, i);
        }
    }
    if (!partly) {
        sim_world_settle(world);
    }
    return finish(world, count);
}

sim_result sim_run_seed(const sim_scenario *scenario, uint64_t seed, uint64_t ops,
                        const sim_run_options *options, sim_tape *tape)
{
    options = options == NULL ? &default_options : options;
    sim_driver *driver = sim_driver_create(scenario, seed);
    if (driver == NULL) {
        return (sim_result){.verdict = SIM_BROKEN};
    }
    sim_result result = play(driver, ops == 0 ? scenario->default_ops : ops, options, tape);
    sim_driver_destroy(driver);
    return result;
}
