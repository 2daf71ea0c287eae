/* The machine of sequences: its stored state, its verification, and its row in the registry. */
#include "sequence.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "observed.h"
#include "sequence/oracle/oracle.h"
#include "world.h"

static const sim_observed_parts parts = {
    .create = sim_sequence_create,
    .execute = sim_sequence_execute,
    .settle = sim_sequence_settle,
    .stop = sim_sequence_stop,
    .digest = sim_sequence_digest,
    .narrate = sim_sequence_narrate,
    .oracle_create = sim_sequence_oracle_create,
    .oracle_hear = sim_sequence_oracle_hear,
    .oracle_destroy = sim_sequence_oracle_destroy,
    .contract = SIM_INVARIANT_SEQ_CONTRACT,
    .ended = SIM_WORD_SEQ_ENDING,
};

static void *create(const sim_config *config, const sim_run_options *options)
{
    return sim_observed_create(&parts, config, options);
}

static const sim_sequence_world *world_of(const sim_observed *observed)
{
    return observed->world;
}

/* The stored records: the storage's, and each coordinator's. */
static uint64_t state(void *observed)
{
    const sim_sequence_world *world = world_of(observed);
    uint64_t hash = XXH3_64bits_withSeed(world->record, sizeof world->record, world->stored);
    for (unsigned i = 0; i < world->config.nodes; i++) {
        const sim_coordinator *n = &world->nodes[i];
        hash = XXH3_64bits_withSeed(n->record, sizeof n->record, hash);
    }
    return hash;
}

static bool verify(const void *observed, sim_site *where)
{
    const sim_sequence_world *world = world_of(observed);
    for (unsigned i = 0; i < world->config.masters; i++) {
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

static void finish(void *observed, sim_result *result)
{
    result->log = world_of(observed)->held.term;
    sim_observed_finish(observed, result);
}

const sim_machine sim_sequence_machine = {
    .scheme = SIM_SCHEME_SEQUENCE,
    .contract = SIM_INVARIANT_SEQ_CONTRACT,
    .create = create,
    .execute = sim_observed_execute,
    .settle = sim_observed_settle,
    .give_up = sim_observed_give_up,
    .digest = sim_observed_digest,
    .state = state,
    .verify = verify,
    .finish = finish,
    .execute_unasked = sim_observed_execute,
    .set_op_count = sim_observed_set_op_count,
    .describe = sim_sequence_describe,
    .is_numbered = sim_sequence_is_numbered,
    .event_kind = sim_sequence_event_kind,
    .event_fields = sim_sequence_event_fields,
    .gauges = &sim_sequence_gauges,
    .scopes = sim_sequence_scopes,
    .begins = 1u << SIM_BEGIN_UP,
    .begin = sim_sequence_begin,
    .driver_create = sim_sequence_driver_create,
    .driver_next = sim_sequence_driver_next,
};
