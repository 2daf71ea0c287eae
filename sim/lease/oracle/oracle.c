/* The oracle of lease worlds: which event is judged where, and the end. */
#include "oracle.h"

#include <stdlib.h>

#include "oracle_internal.h"

void *sim_lease_oracle_create(const void *world, sim_invariant_set only)
{
    sim_lease_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle != NULL) {
        oracle->world = world;
        oracle->judgement.only = only;
        oracle->clocks_are_good = true;
    }
    return oracle;
}

void sim_lease_oracle_destroy(void *context)
{
    sim_lease_oracle *oracle = context;
    if (oracle != NULL) {
        sim_id_map_free(&oracle->ids);
        free(oracle->rows);
        free(oracle);
    }
}

static void hear_cut_short(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    const sim_site where = sim_site_of_call(SIM_WORD_LEASE_READING);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where, IDA_MALFORMED,
                           e->status);
}

/* Times that IDs of the layout do not have: a clock was set that far. */
static bool is_past_all_ids(const sim_lease_world *world)
{
    return world->clocks.now >> world->setting.layout.time_bits >= SIM_LEASE_TICK_US;
}

/* After the quiet phase each holder has had a number, and made an ID. */
static void hear_settled(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    (void)e;
    const sim_lease_world *world = oracle->world;
    bool is_possible = !is_past_all_ids(world) && !sim_clocks_ended(&world->clocks) &&
                       world->offices[0].registry != NULL;
    for (unsigned i = world->setting.registries; is_possible && i < world->setting.nodes; i++) {
        const sim_lease_tenant_model *t = &oracle->tenants[i];
        const sim_site where = sim_site_of_actor(SIM_WORD_LEASE_HOLDER, i, t->id, SIM_WORD_QUIET);
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_LEASE_LIVENESS, t->served, &where,
                              SIM_WORD_LEASE_SERVED, SIM_WORD_LEASE_NOT_SERVED);
    }
}

bool sim_lease_oracle_hear(void *context, const void *event)
{
    static void (*const hear[SIM_LEASE_KINDS])(sim_lease_oracle *, const sim_lease_event *) = {
        [SIM_LEASE_SETTLED] = hear_settled,
        [SIM_LEASE_SERVED] = sim_lease_hear_served,
        [SIM_LEASE_PROLONGED] = sim_lease_hear_prolonged,
        [SIM_LEASE_RECORDED] = sim_lease_hear_recorded,
        [SIM_LEASE_CEASED] = sim_lease_hear_ceased,
        [SIM_LEASE_GRANTED] = sim_lease_hear_granted,
        [SIM_LEASE_RENEWED] = sim_lease_hear_renewed,
        [SIM_LEASE_RETURNED] = sim_lease_hear_returned,
        [SIM_LEASE_REPLIED] = sim_lease_hear_replied,
        [SIM_LEASE_HIRED] = sim_lease_hear_hired,
        [SIM_LEASE_FIRED] = sim_lease_hear_fired,
        [SIM_LEASE_APPLIED] = sim_lease_hear_applied,
        [SIM_LEASE_GAVE_UP] = sim_lease_hear_gave_up,
        [SIM_LEASE_ACCEPTED] = sim_lease_hear_accepted,
        [SIM_LEASE_CHECKED] = sim_lease_hear_checked,
        [SIM_LEASE_MADE] = sim_lease_hear_made,
        [SIM_LEASE_CUT_SHORT] = hear_cut_short,
    };
    sim_lease_oracle *oracle = context;
    const unsigned kind = sim_timed_kind(event);
    if (hear[kind] != NULL) {
        hear[kind](oracle, event);
    }
    return !oracle->judgement.failure.failed && !oracle->judgement.out_of_memory;
}
