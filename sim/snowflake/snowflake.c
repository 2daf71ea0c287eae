/* The worlds of Snowflake IDs, from beginning to end. */
#include "snowflake.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "observed.h"
#include "snowflake/oracle/oracle.h"
#include "world.h"

static const sim_observed_parts parts = {
    .create = sim_snowflake_create,
    .execute = sim_snowflake_execute,
    .settle = sim_snowflake_settle,
    .stop = sim_snowflake_stop,
    .digest = sim_snowflake_digest,
    .narrate = sim_snowflake_narrate,
    .oracle_create = sim_snowflake_oracle_create,
    .oracle_hear = sim_snowflake_oracle_hear,
    .oracle_destroy = sim_snowflake_oracle_destroy,
    .contract = SIM_INVARIANT_FLAKE_CONTRACT,
    .ended = SIM_WORD_FLAKE_ENDING,
};

static void *create(const sim_config *config, const sim_run_options *options)
{
    return sim_observed_create(&parts, config, options);
}

static const sim_snowflake_world *world_of(const sim_observed *observed)
{
    return observed->world;
}

/* The leases given, and the marks stored. */
static uint64_t state(void *observed)
{
    const sim_snowflake_world *world = world_of(observed);
    uint64_t hash = 0;
    for (uint32_t i = 0; i < world->lease_count; i++) {
        const sim_lease *lease = &world->leases[i];
        const uint64_t numbers[] = {lease->number, (uint64_t)lease->start_us,
                                    (uint64_t)lease->end_us, lease->node};
        hash = XXH3_64bits_withSeed(numbers, sizeof numbers, hash);
    }
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        const sim_holder *n = &world->nodes[i];
        const uint64_t numbers[] = {n->generator != NULL, n->has_lease, n->lease,
                                    (uint64_t)n->mark_us};
        hash = XXH3_64bits_withSeed(numbers, sizeof numbers, hash);
    }
    return hash;
}

static void finish(void *observed, sim_result *result)
{
    result->log = world_of(observed)->lease_count;
    sim_observed_finish(observed, result);
}

const sim_machine sim_snowflake_machine = {
    .scheme = SIM_SCHEME_SNOWFLAKE,
    .contract = SIM_INVARIANT_FLAKE_CONTRACT,
    .create = create,
    .execute = sim_observed_execute,
    .settle = sim_observed_settle,
    .give_up = sim_observed_give_up,
    .digest = sim_observed_digest,
    .state = state,
    .finish = finish,
    .execute_unasked = sim_observed_execute,
    .set_op_count = sim_observed_set_op_count,
    .describe = sim_snowflake_describe,
    .event_kind = sim_snowflake_event_kind,
    .event_fields = sim_snowflake_event_fields,
    .gauges = &sim_snowflake_gauges,
    .scopes = sim_snowflake_scopes,
    .begins = 1u << SIM_BEGIN_UP,
    .begin = sim_snowflake_begin,
    .driver_create = sim_snowflake_driver_create,
    .derive = sim_snowflake_derive,
    .driver_next = sim_snowflake_driver_next,
};
