/* The worlds of time-ordered IDs, from beginning to end. */
#include "timeordered.h"

#include "kernel/random.h"
#include "observed.h"
#include "timeordered/oracle/oracle.h"
#include "world.h"

static const sim_observed_parts parts = {
    .create = sim_timeordered_create,
    .execute = sim_timeordered_execute,
    .settle = sim_timeordered_settle,
    .stop = sim_timeordered_stop,
    .digest = sim_timeordered_digest,
    .narrate = sim_timeordered_narrate,
    .oracle_create = sim_timeordered_oracle_create,
    .oracle_hear = sim_timeordered_oracle_hear,
    .oracle_destroy = sim_timeordered_oracle_destroy,
    .contract = SIM_INVARIANT_TIME_CONTRACT,
    .ended = SIM_WORD_TIME_ENDING,
};

static void *create(const sim_config *config, const sim_run_options *options)
{
    return sim_observed_create(&parts, config, options);
}

/* What was asked of each process, which is what its state depends on. */
static uint64_t state(void *observed)
{
    const sim_timeordered_world *world = ((const sim_observed *)observed)->world;
    uint64_t hash = 0;
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        const sim_time_machine *machine = &world->machines[i];
        hash = sim_mix64(hash + (machine->process == NULL ? 1 : machine->log));
    }
    return hash;
}

static void finish(void *observed, sim_result *result)
{
    const sim_timeordered_world *world = ((const sim_observed *)observed)->world;
    result->sessions = world->lives;
    sim_observed_finish(observed, result);
}

const sim_machine sim_timeordered_machine = {
    .scheme = SIM_SCHEME_TIMEORDERED,
    .contract = SIM_INVARIANT_TIME_CONTRACT,
    /* None: seeds of swarm keep the scheme that they had before this one came. */
    .create = create,
    .execute = sim_observed_execute,
    .settle = sim_observed_settle,
    .give_up = sim_observed_give_up,
    .digest = sim_observed_digest,
    .state = state,
    .finish = finish,
    .execute_unasked = sim_observed_execute,
    .set_op_count = sim_observed_set_op_count,
    .describe = sim_timeordered_describe,
    .event_kind = sim_timeordered_event_kind,
    .event_fields = sim_timeordered_event_fields,
    .gauges = &sim_timeordered_gauges,
    .scopes = sim_timeordered_scopes,
    .begins = 1u << SIM_BEGIN_UP,
    .begin = sim_timeordered_begin,
    .driver_create = sim_timeordered_driver_create,
    .driver_next = sim_timeordered_driver_next,
};
