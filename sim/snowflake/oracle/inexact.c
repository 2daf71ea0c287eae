/*
 * The oracle of generators that count in their own way, such as those of other libraries. They are
 * held to what they claim, whatever the next ID is: unique, growing, with their number, and with
 * the time at which they were made.
 */
#include "oracle_internal.h"

static sim_site where_of(const sim_flake_model *n, unsigned node)
{
    return sim_site_of_actor(SIM_WORD_FLAKE_NODE, node, n->number, SIM_WORD_FLAKE_MAKING);
}

/*
 * An ID may be made again only by a later run with the same number that did not begin with a mark
 * above it.
 */
static void check_unique(sim_snowflake_oracle *oracle, const sim_flake_model *n, uint64_t id,
                         int64_t tick, const sim_site *where)
{
    uint64_t *maker = sim_id_map_put(&oracle->model.makers, 0, id);
    if (maker == NULL) {
        oracle->judgement.out_of_memory = true;
        return;
    }
    const sim_lease *leases = oracle->world->leases;
    bool is_marked = sim_flake_claims(oracle, IDSIM_CLAIM_MARKS) && tick < n->first_tick;
    bool repeats = *maker != 0 && SIM_FLAKE_RUN(*maker) != n->run &&
                   leases[SIM_FLAKE_LEASE(*maker)].number == n->number && !is_marked;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_UNIQUE, *maker == 0 || repeats, where,
                    sim_value_words(SIM_WORD_FLAKE_NEW_ID),
                    sim_value_number(SIM_WORD_FLAKE_AN_ID, id));
    *maker = SIM_FLAKE_MAKER(n->run, n->lease);
}

/* The tick of the time at which it was made: between the first call for it and its answer. */
static void check_time(sim_snowflake_oracle *oracle, int64_t tick, int64_t asked_us, int64_t now_us,
                       const sim_site *where)
{
    const ida_snowflake_layout *layout = &oracle->model.layout;
    int64_t time_us = sim_flake_tick_start(layout, tick);
    sim_value got = SIM_VALUE_SAYING(SIM_WORD_FLAKE_TIME, (uint64_t)time_us, (uint64_t)now_us);
    got.forms[0] = SIM_FORM_SIGNED;
    got.forms[1] = SIM_FORM_SIGNED;
    bool behind = time_us <= asked_us && (uint64_t)(asked_us - time_us) >= layout->unit_us;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_TIME_HONEST, !behind, where,
                    sim_value_words(SIM_WORD_FLAKE_TICK_NOT_BEHIND), got);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_LEAD, time_us <= now_us, where,
                    sim_value_words(SIM_WORD_FLAKE_TICK_NOT_AHEAD), got);
}

static void check_id(sim_snowflake_oracle *oracle, const sim_snowflake_event *e, int64_t now_us)
{
    sim_flake_model *n = &oracle->model.nodes[e->head.node];
    const sim_site where = where_of(n, e->head.node);
    sim_flake_fields fields = sim_flake_fields_of(&oracle->model.layout, e->id);
    check_unique(oracle, n, e->id, (int64_t)fields.tick, &where);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_ROUND_TRIP,
                          !fields.spare && fields.number == n->number, &where,
                          SIM_WORD_FLAKE_OWN_NUMBER, SIM_WORD_FLAKE_OTHER_NUMBER);
    /* Lanes have an order of their own. */
    const bool is_ordered = e->lane == SIM_LANE_NONE;
    if (is_ordered && sim_flake_claims(oracle, IDSIM_CLAIM_GROWING)) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_NODE_ORDER,
                        !n->made || e->id > n->last_id, &where,
                        sim_value_words(SIM_WORD_FLAKE_GROWING_ID),
                        sim_value_number(SIM_WORD_FLAKE_AN_ID, e->id));
    }
    if (sim_flake_claims(oracle, IDSIM_CLAIM_HONEST)) {
        check_time(oracle, (int64_t)fields.tick, e->was_refused ? n->asked_us : now_us, now_us,
                   &where);
    }
    n->last_tick =
        n->any && n->last_tick > (int64_t)fields.tick ? n->last_tick : (int64_t)fields.tick;
    n->any = true;
    n->last_id = is_ordered ? e->id : n->last_id;
    n->made = n->made || is_ordered;
}

/* Whether a call may be refused so. */
static bool may_refuse(const sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    switch (e->status) {
    case IDA_TRY_LATER:
    case IDA_CLOCK_BEHIND:
    case IDA_EXHAUSTED:
        return true;
    case IDA_LEASE_EXPIRED:
        return sim_flake_claims(oracle, IDSIM_CLAIM_LEASES);
    case IDA_INVALID_ARGUMENT:
        /* The sequence at which a tick is to begin may be too high. */
        return e->begins;
    default:
        return false;
    }
}

void sim_flake_hear_inexact(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    sim_flake_model *n = &oracle->model.nodes[e->head.node];
    int64_t now_us = (int64_t)e->head.reading_us;
    bool waits = e->status == IDA_TRY_LATER || e->status == IDA_CLOCK_BEHIND;
    if (e->status == IDA_OK) {
        check_id(oracle, e, now_us);
    } else if (waits && !e->was_refused) {
        n->asked_us = now_us;
    }
    const sim_site where = where_of(n, e->head.node);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT,
                    e->status == IDA_OK || may_refuse(oracle, e), &where, sim_value_status(IDA_OK),
                    sim_value_status(e->status));
    /* A refusal that is no promise of a later ID ends a generator for good. */
    n->served = oracle->world->base.quiet && (n->served || !waits);
}
