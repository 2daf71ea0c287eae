/* The worlds of leases, from beginning to end. */
#include "lease.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "lease/oracle/oracle.h"
#include "observed.h"
#include "world.h"

static const sim_observed_parts parts = {
    .create = sim_lease_create,
    .execute = sim_lease_execute,
    .settle = sim_lease_settle,
    .stop = sim_lease_stop,
    .digest = sim_lease_digest,
    .narrate = sim_lease_narrate,
    .oracle_create = sim_lease_oracle_create,
    .oracle_hear = sim_lease_oracle_hear,
    .oracle_destroy = sim_lease_oracle_destroy,
    .contract = SIM_INVARIANT_LEASE_CONTRACT,
    .ended = SIM_WORD_LEASE_ENDING,
};

static void *create(const sim_config *config, const sim_run_options *options)
{
    return sim_observed_create(&parts, config, options);
}

static const sim_lease_world *world_of(const sim_observed *observed)
{
    return observed->world;
}

/* The newest record, and the lease of each holder. */
static uint64_t state(void *observed)
{
    const sim_lease_world *world = world_of(observed);
    const sim_lease_record *record = &world->records[0];
    uint64_t hash = XXH3_64bits(record->bytes, record->size);
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        const sim_lease_tenant *t = &world->tenants[i];
        ida_lease lease = {.number = 0};
        bool has = t->up && world->subject->lease(&t->holder, &lease);
        const uint64_t numbers[] = {t->up, has, lease.number, lease.term, (uint64_t)lease.end_us};
        hash = XXH3_64bits_withSeed(numbers, sizeof numbers, hash);
    }
    return hash;
}

static void finish(void *observed, sim_result *result)
{
    result->log = world_of(observed)->incarnations;
    sim_observed_finish(observed, result);
}

const sim_machine sim_lease_machine = {
    .scheme = SIM_SCHEME_LEASE,
    .contract = SIM_INVARIANT_LEASE_CONTRACT,
    .create = create,
    .execute = sim_observed_execute,
    .settle = sim_observed_settle,
    .give_up = sim_observed_give_up,
    .digest = sim_observed_digest,
    .state = state,
    .finish = finish,
    .execute_unasked = sim_observed_execute,
    .set_op_count = sim_observed_set_op_count,
    .describe = sim_lease_describe,
    .event_kind = sim_lease_event_kind,
    .event_fields = sim_lease_event_fields,
    .gauges = &sim_lease_gauges,
    .scopes = sim_lease_scopes,
    .begins = 1u << SIM_BEGIN_UP,
    .begin = sim_lease_begin,
    .driver_create = sim_lease_driver_create,
    .driver_next = sim_lease_driver_next,
};
