/* What holders answer, and the IDs that are made under their leases. */
#include "oracle_internal.h"

#define TICK_US SIM_LEASE_TICK_US

void sim_lease_hear_hired(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_tenant_model *t = &oracle->tenants[e->head.node];
    const sim_site where = sim_lease_where_holder(e, e->holder.low, SIM_WORD_LEASE_OPENING);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where, IDA_OK,
                           e->status);
    *t = (sim_lease_tenant_model){.up = e->status == IDA_OK, .id = e->holder.low};
    sim_lease_begin_clock(oracle, e, &t->last);
}

void sim_lease_hear_fired(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    oracle->tenants[e->head.node].up = false;
    oracle->tenants[e->head.node].has = false;
}

static void drop(sim_lease_tenant_model *t)
{
    t->has = false;
    t->asking = false;
}

/* --- Asking. --- */

/* Without a lease, or with a third of it over; not as long as all but an error is left. */
static void check_wanted(sim_lease_oracle *oracle, const sim_lease_event *e, const sim_site *where)
{
    const sim_lease_tenant_model *t = &oracle->tenants[e->head.node];
    const ida_lease_config *config = &oracle->world->setting.config;
    if (!t->has) {
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, e->wanted, where,
                              SIM_WORD_LEASE_WANTED, SIM_WORD_LEASE_NOT_WANTED);
    } else {
        int64_t two_thirds_us = (int64_t)(config->lease_us - config->lease_us / 3);
        bool is_late = t->end_us - (int64_t)e->head.reading_us <= two_thirds_us;
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT,
                              e->wanted || !is_late, where, SIM_WORD_LEASE_WANTED,
                              SIM_WORD_LEASE_NOT_WANTED);
    }
}

void sim_lease_hear_applied(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_tenant_model *t = &oracle->tenants[e->head.node];
    const sim_site where = sim_lease_where_holder(e, t->id, SIM_WORD_LEASE_ASKING);
    check_wanted(oracle, e, &where);
    if (!sim_lease_hear_clock(oracle, e, &where, &t->last)) {
        return;
    }
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where, IDA_OK,
                           e->status);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, e->request > t->request,
                    &where, sim_value_number(SIM_WORD_LEASE_THE_NUMBER, t->request + 1),
                    sim_value_number(SIM_WORD_LEASE_THE_NUMBER, e->request));
    if (!t->asking) {
        t->asking = true;
        t->first_request = e->request;
        t->asked_us = e->mono_us;
    }
    t->request = e->request;
}

void sim_lease_hear_gave_up(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_tenant_model *t = &oracle->tenants[e->head.node];
    t->given_term = e->lease.term;
    t->given_number = e->lease.number;
    drop(t);
}

/* --- Answers. --- */

/* Whether the end of a lease has come for its holder, by one of its clocks, some time early. */
static bool is_over(const sim_lease_oracle *oracle, const sim_lease_event *e, int64_t end_us,
                    uint64_t lasts_to_us, uint64_t early_us)
{
    int64_t error_us = (int64_t)oracle->world->setting.config.clock_error_us;
    return (int64_t)e->head.reading_us >= end_us - error_us || e->mono_us + early_us >= lasts_to_us;
}

/* An answer that says nothing new. */
static bool is_stale(const sim_lease_oracle *oracle, const sim_lease_tenant_model *t,
                     const ida_lease *lease)
{
    if (!t->asking || lease->request < t->first_request || lease->request > t->request) {
        return true;
    }
    if (t->given_term == lease->term && t->given_number == lease->number) {
        return true;
    }
    /* Of two registries at work, each may have a lease of that number and term. */
    const sim_lease_row *row = t->has && t->row != SIM_LEASE_NO_ROW ? &oracle->rows[t->row] : NULL;
    return row != NULL &&
           (row->number != lease->number || row->term != lease->term || lease->end_us <= t->end_us);
}

/* Whether it can be known that an answer is of a registry with clocks that are no worse. */
static bool is_surely_possible(const sim_lease_oracle *oracle, const sim_lease_event *e)
{
    return e->lease.holder.low == oracle->tenants[e->head.node].id &&
           e->lease.end_us <=
               (int64_t)e->head.reading_us + (int64_t)oracle->world->setting.config.lease_us;
}

void sim_lease_hear_accepted(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_tenant_model *t = &oracle->tenants[e->head.node];
    const ida_lease_config *config = &oracle->world->setting.config;
    const sim_site where = sim_lease_where_holder(e, t->id, SIM_WORD_LEASE_ACCEPTING);
    if (!sim_lease_hear_clock(oracle, e, &where, &t->last)) {
        return;
    }
    bool stale = is_stale(oracle, t, &e->lease);
    uint64_t lasts_to_us = t->asked_us + config->lease_us;
    bool over = is_over(oracle, e, e->lease.end_us, lasts_to_us, 0);
    bool nearly_over = is_over(oracle, e, e->lease.end_us, lasts_to_us, 2 * config->clock_error_us);
    if (e->status == IDA_OK) {
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_LEASE_STOPS,
                              !stale && !over && e->lease.holder.low == t->id, &where,
                              SIM_WORD_LEASE_NO_LEASE, SIM_WORD_LEASE_A_LEASE);
        t->has = true;
        t->asking = false;
        t->row = sim_lease_find_row(oracle, &e->lease);
        t->end_us = e->lease.end_us;
        t->lasts_to_us = lasts_to_us;
        return;
    }
    bool may_refuse = stale || nearly_over || !is_surely_possible(oracle, e);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_STOPS, may_refuse, &where,
                    sim_value_words(SIM_WORD_LEASE_A_LEASE), sim_value_status(e->status));
    if (e->status == IDA_LEASE_EXPIRED) {
        t->asking = false;
    }
}

/* --- Using the number. --- */

/* A number that went on to another holder does not come back to the one before. */
static void check_alone(sim_lease_oracle *oracle, const sim_lease_row *row, const sim_site *where)
{
    for (size_t i = 0; oracle->clocks_are_good && i < oracle->row_count; i++) {
        const sim_lease_row *other = &oracle->rows[i];
        if (other->number == row->number && other->holder != row->holder &&
            other->used_at > row->used_at && row->used_at != 0 &&
            sim_lease_are_bound(oracle, row, other)) {
            (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_ALONE, false, where,
                            sim_value_words(SIM_WORD_LEASE_ONE_USER),
                            sim_value_number(SIM_WORD_LEASE_TWO_USERS, other->node));
        }
    }
    oracle->judgement.checks[SIM_INVARIANT_LEASE_ALONE]++;
}

void sim_lease_hear_checked(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_tenant_model *t = &oracle->tenants[e->head.node];
    const ida_lease_config *config = &oracle->world->setting.config;
    const sim_site where = sim_lease_where_holder(e, t->id, SIM_WORD_LEASE_CHECKING);
    if (!sim_lease_hear_clock(oracle, e, &where, &t->last)) {
        return;
    }
    bool over = !t->has || is_over(oracle, e, t->end_us, t->lasts_to_us, 0);
    bool nearly_over =
        !t->has || is_over(oracle, e, t->end_us, t->lasts_to_us, 2 * config->clock_error_us);
    bool must_stop = over && e->status != IDA_LEASE_EXPIRED;
    bool must_not = !nearly_over && e->status != IDA_OK;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_STOPS, !must_stop && !must_not, &where,
                    over ? sim_value_signed(SIM_WORD_LEASE_IS_OVER, (int64_t)e->head.reading_us)
                         : sim_value_signed(SIM_WORD_LEASE_GOES_ON, t->end_us),
                    sim_value_status(e->status));
    if (e->status != IDA_OK && t->has) {
        drop(t);
    }
    if (e->status != IDA_OK || !t->has || t->row == SIM_LEASE_NO_ROW) {
        return;
    }
    sim_lease_row *row = &oracle->rows[t->row];
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT, &where,
                           SIM_WORD_LEASE_THE_NUMBER, row->number, e->number);
    check_alone(oracle, row, &where);
    oracle->uses++;
    row->used_at = row->used_at != 0 ? row->used_at : oracle->uses;
}

/* --- IDs. --- */

/* The start of the tick that an ID has: above the sequence and the number. */
static int64_t tick_start(uint64_t id)
{
    return (int64_t)(id >> (SIM_LEASE_SEQUENCE_BITS + SIM_LEASE_NUMBER_BITS)) * TICK_US;
}

static void check_unique(sim_lease_oracle *oracle, const sim_lease_event *e, size_t row,
                         const sim_site *where)
{
    uint64_t *before = sim_id_map_put(&oracle->ids, 0, e->id);
    if (before == NULL) {
        oracle->judgement.out_of_memory = true;
        return;
    }
    const sim_lease_row *other = *before == 0 ? NULL : &oracle->rows[*before - 1];
    bool excused = other != NULL && *before - 1 != row &&
                   !sim_lease_are_bound(oracle, &oracle->rows[row], other);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_UNIQUE, other == NULL || excused, where,
                    sim_value_words(SIM_WORD_LEASE_ID_OF_ONE),
                    other == NULL ? sim_value_words(SIM_WORD_LEASE_ID_OF_ONE)
                                  : SIM_VALUE_SAYING(SIM_WORD_LEASE_ID_AGAIN, e->id, other->number,
                                                     (uint64_t)other->start_us));
    *before = row + 1;
}

void sim_lease_hear_made(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    sim_lease_tenant_model *t = &oracle->tenants[e->head.node];
    const sim_site where = sim_lease_where_holder(e, t->id, SIM_WORD_LEASE_MAKING);
    if (!t->has || t->row == SIM_LEASE_NO_ROW) {
        return;
    }
    const sim_lease_row *row = &oracle->rows[t->row];
    int64_t at_us = tick_start(e->id);
    uint64_t number = e->id & ((UINT64_C(1) << SIM_LEASE_NUMBER_BITS) - 1);
    (void)sim_judge(
        &oracle->judgement, SIM_INVARIANT_LEASE_SPAN,
        at_us >= row->start_us && at_us + TICK_US <= t->end_us, &where,
        SIM_VALUE_SAYING(SIM_WORD_LEASE_TICK_IN, (uint64_t)row->start_us, (uint64_t)t->end_us),
        sim_value_signed(SIM_WORD_LEASE_TICK, at_us));
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_LEASE_SPAN, &where,
                           SIM_WORD_LEASE_THE_NUMBER, row->number, number);
    check_unique(oracle, e, t->row, &where);
    t->served = t->served || oracle->world->base.quiet;
}
