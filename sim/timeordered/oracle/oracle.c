/* The oracle of worlds of time-ordered IDs: which events it hears, and what processes are. */
#include "oracle.h"

#include <assert.h>
#include <stdlib.h>

#include "oracle_internal.h"

void *sim_timeordered_oracle_create(const void *world, sim_invariant_set only)
{
    sim_timeordered_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle != NULL) {
        oracle->world = world;
        oracle->judgement.only = only;
    }
    return oracle;
}

void sim_timeordered_oracle_destroy(void *context)
{
    sim_timeordered_oracle *oracle = context;
    if (oracle != NULL) {
        free(oracle->records);
        sim_id_map_free(&oracle->makers);
        free(oracle);
    }
}

/* --- For all parts. --- */

sim_site sim_time_at(const sim_timeordered_event *e, sim_word call)
{
    return sim_site_of_actor(SIM_WORD_TIME_MACHINE, e->head.node, e->head.reading_us, call);
}

void sim_time_mark(sim_timeordered_oracle *oracle, sim_mark mark)
{
    oracle->judgement.tally.marks[mark] += oracle->world->base.quiet ? 0 : 1;
}

int64_t sim_time_floor(const idsim_time_profile *profile, int64_t time_us)
{
    const int64_t tick_us = (int64_t)profile->tick_us;
    const int64_t since_us = time_us - profile->epoch_us;
    const int64_t rest_us = (since_us % tick_us + tick_us) % tick_us;
    return time_us - rest_us;
}

bool sim_time_is_inside(const idsim_time_profile *profile, int64_t time_us)
{
    return time_us >= profile->epoch_us && time_us < sim_time_end(profile);
}

sim_value sim_time_value(sim_word word, int64_t time_us)
{
    return sim_value_signed(word, time_us);
}

/* --- Processes. --- */

static void hear_launched(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    const sim_site where = sim_time_at(e, SIM_WORD_TIME_START);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_TIME_CONTRACT, &where, IDA_OK,
                           e->status);
    assert(e->life <= SIM_TIME_LIVES);
    oracle->lives[e->life] = (sim_time_life){.machine = e->head.node,
                                             .number = e->head.node,
                                             .root = e->life,
                                             .setting = e->setting,
                                             .entropy = e->entropy,
                                             .start_us = (int64_t)e->head.reading_us};
}

static void hear_cloned(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    const sim_site where = sim_time_at(e, SIM_WORD_TIME_CLONE);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_TIME_CONTRACT, &where, IDA_OK,
                           e->status);
    assert(e->life <= SIM_TIME_LIVES);
    oracle->lives[e->life] = oracle->lives[e->parent];
    oracle->lives[e->life].machine = e->head.node;
    oracle->lives[e->life].issued = false;
}

/* --- The end. --- */

static void hear_settled(sim_timeordered_oracle *oracle, const sim_timeordered_event *e)
{
    (void)e;
    for (unsigned i = 0; i < oracle->world->setting.nodes; i++) {
        const uint64_t reading = oracle->world->clocks.of[i].reading;
        const sim_site where = sim_site_of_actor(SIM_WORD_TIME_MACHINE, i, reading, SIM_WORD_QUIET);
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_TIME_CONTRACT,
                              oracle->served[i] || sim_clocks_ended(&oracle->world->clocks), &where,
                              SIM_WORD_TIME_SERVED, SIM_WORD_TIME_NOT_SERVED);
    }
    if (sim_time_claims(oracle, IDSIM_CLAIM_SORTED) && !sim_time_check_sorted(oracle)) {
        oracle->judgement.out_of_memory = true;
    }
}

bool sim_timeordered_oracle_hear(void *context, const void *event)
{
    /* The rest is in the world's state. */
    static void (*const hear[SIM_TIMEORDERED_KINDS])(sim_timeordered_oracle *,
                                                     const sim_timeordered_event *) = {
        [SIM_TIMEORDERED_SETTLED] = hear_settled,
        [SIM_TIMEORDERED_LAUNCHED] = hear_launched,
        [SIM_TIMEORDERED_CLONED] = hear_cloned,
        [SIM_TIMEORDERED_ISSUED] = sim_time_hear_issued,
        [SIM_TIMEORDERED_DENIED] = sim_time_hear_denied,
        [SIM_TIMEORDERED_ISSUED_AT] = sim_time_hear_issued,
        [SIM_TIMEORDERED_DENIED_AT] = sim_time_hear_denied,
        [SIM_TIMEORDERED_RECEIVED] = sim_time_hear_decoded,
        [SIM_TIMEORDERED_CRAFTED] = sim_time_hear_decoded,
        [SIM_TIMEORDERED_CONVERTED] = sim_time_hear_converted,
    };
    sim_timeordered_oracle *oracle = context;
    const unsigned kind = sim_timed_kind(event);
    if (hear[kind] != NULL) {
        hear[kind](oracle, event);
    }
    return !oracle->judgement.failure.failed && !oracle->judgement.out_of_memory;
}
