/* The worlds of k-ordered IDs, from beginning to end. */
#include "korder.h"

#include "korder/oracle/oracle.h"
#include "observed.h"
#include "world.h"

static const sim_observed_parts parts = {
    .create = sim_korder_create,
    .execute = sim_korder_execute,
    .settle = sim_korder_settle,
    .stop = sim_korder_stop,
    .digest = sim_korder_digest,
    .narrate = sim_korder_narrate,
    .oracle_create = sim_korder_oracle_create,
    .oracle_hear = sim_korder_oracle_hear,
    .oracle_destroy = sim_korder_oracle_destroy,
    .contract = SIM_INVARIANT_KORDER_CONTRACT,
    .ended = SIM_WORD_KORDER_ENDING,
};

static void *create(const sim_config *config, const sim_run_options *options)
{
    return sim_observed_create(&parts, config, options);
}

/* The stored marks, and the state of the generators. */
static uint64_t state(void *observed)
{
    const sim_korder_world *world = ((const sim_observed *)observed)->world;
    sim_trace trace;
    sim_trace_init(&trace);
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        const sim_korder_node *n = &world->nodes[i];
        bool up = n->generator != NULL;
        uint64_t ready = up ? world->subject->ready_us(n->generator) : 0;
        ida_korder_local mark = 0;
        if (up && !world->setting.faithful[i]) {
            (void)world->subject->high_water(n->generator, &mark);
        }
        const uint64_t numbers[] = {n->config.node, n->mark, n->mark_until, up, ready, mark};
        sim_trace_event(&trace, SIM_EVENT_NODE, numbers, sizeof numbers / sizeof numbers[0]);
    }
    return trace.digest;
}

const sim_machine sim_korder_machine = {
    .scheme = SIM_SCHEME_KORDER,
    .contract = SIM_INVARIANT_KORDER_CONTRACT,
    .create = create,
    .execute = sim_observed_execute,
    .settle = sim_observed_settle,
    .give_up = sim_observed_give_up,
    .digest = sim_observed_digest,
    .state = state,
    .finish = sim_observed_finish,
    .execute_unasked = sim_observed_execute,
    .set_op_count = sim_observed_set_op_count,
    .describe = sim_korder_describe,
    .is_numbered = sim_korder_is_numbered,
    .event_kind = sim_korder_event_kind,
    .event_fields = sim_korder_event_fields,
    .gauges = &sim_korder_gauges,
    .scopes = sim_korder_scopes,
    .begins = 1u << SIM_BEGIN_UP,
    .begin = sim_korder_begin,
    .driver_create = sim_korder_driver_create,
    .driver_next = sim_korder_driver_next,
};
