/* A world with its observers: the part shared by schemes. */
#include "observed.h"

#include <stdlib.h>
#include <string.h>

static bool digest_timed(void *self, const void *event)
{
    sim_observed *o = self;
    sim_part before = sim_profile_enter(o->profile, SIM_PART_DIGEST);
    bool goes_on = o->parts->digest(&o->trace, event);
    sim_profile_leave(o->profile, before);
    return goes_on;
}

static bool judge_timed(void *self, const void *event)
{
    const sim_observed *o = self;
    sim_part before = sim_profile_enter(o->profile, SIM_PART_ORACLE);
    bool goes_on = o->parts->oracle_hear(o->oracle, event);
    sim_profile_leave(o->profile, before);
    return goes_on;
}

static void observe(sim_observed *o, const sim_run_options *options)
{
    sim_observers *observers = &o->base->observers;
    sim_trace_init(&o->trace);
    o->narrator = (sim_narrator){options->tell, options->tell_context};
    bool timed = options->profile != NULL;
    o->profile = options->profile;
    sim_observers_add(observers, timed ? (sim_observer){digest_timed, o}
                                       : (sim_observer){o->parts->digest, &o->trace});
    if (options->tell != NULL) {
        sim_observers_add(observers, (sim_observer){o->parts->narrate, &o->narrator});
    }
    if (o->oracle != NULL) {
        o->judgement->profile = options->profile;
        sim_observers_add(observers, timed ? (sim_observer){judge_timed, o}
                                           : (sim_observer){o->parts->oracle_hear, o->oracle});
    }
    for (size_t i = 0; i < options->observer_count; i++) {
        sim_observers_add(observers, options->observers[i]);
    }
}

static void destroy(sim_observed *o)
{
    o->parts->oracle_destroy(o->oracle);
    if (o->world != NULL) {
        (void)o->parts->stop(o->world);
        sim_memory_free_all(&o->base->memory);
    }
    free(o->world);
    free(o);
}

void *sim_observed_create(const sim_observed_parts *parts, const sim_config *config,
                          const sim_run_options *options)
{
    sim_observed *o = calloc(1, sizeof *o);
    if (o == NULL) {
        return NULL;
    }
    o->parts = parts;
    o->world = parts->create(config, options);
    o->base = o->world;
    if (o->world != NULL && !options->without_oracle) {
        o->oracle = parts->oracle_create(o->world, options->only);
        o->judgement = o->oracle;
    }
    if (o->world == NULL || (o->oracle == NULL && !options->without_oracle)) {
        destroy(o);
        return NULL;
    }
    observe(o, options);
    return o;
}

bool sim_observed_execute(void *observed, const sim_op *op)
{
    const sim_observed *o = observed;
    o->parts->execute(o->world, op);
    return sim_base_is_well(o->base);
}

bool sim_observed_settle(void *observed)
{
    const sim_observed *o = observed;
    o->parts->settle(o->world);
    return sim_base_is_well(o->base);
}

void sim_observed_set_op_count(void *observed, uint64_t count)
{
    const sim_observed *o = observed;
    o->base->op_count = count;
}

void sim_observed_give_up(void *observed)
{
    const sim_observed *o = observed;
    o->base->out_of_memory = true;
}

uint64_t sim_observed_digest(void *observed, const sim_tally **tally)
{
    sim_observed *o = observed;
    o->tally = o->base->tally;
    if (o->judgement != NULL) {
        sim_tally_add(&o->tally, &o->judgement->tally);
    }
    *tally = &o->tally;
    return o->trace.digest;
}

void sim_observed_finish(void *observed, sim_result *result)
{
    sim_observed *o = observed;
    const sim_judgement *judgement = o->judgement;
    const sim_tally *tally;
    result->digest = sim_observed_digest(o, &tally);
    result->tally = *tally;
    result->ops = o->base->op_count;
    result->events = o->trace.events;
    result->ids = o->base->ids;
    result->memory_peak = o->base->memory.peak;
    bool broken = o->base->out_of_memory;
    if (judgement != NULL) {
        memcpy(result->checks, judgement->checks, sizeof result->checks);
        memcpy(result->measures, judgement->measures, sizeof result->measures);
        result->failure = judgement->failure;
        broken = broken || judgement->out_of_memory;
    }
    size_t left = o->parts->stop(o->world);
    if (broken) {
        result->verdict = SIM_BROKEN;
    } else {
        sim_judge_memory(result, &o->base->memory, left, o->parts->contract, o->parts->ended);
    }
    destroy(o);
}
