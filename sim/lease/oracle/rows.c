/* All leases together: what each registry knows of those before it, and which spans may meet. */
#include <assert.h>
#include <stdlib.h>

#include "oracle_internal.h"

/* --- What registries know. --- */

static bool is_at_work(const sim_lease_oracle *oracle, unsigned incarnation)
{
    bool up = false;
    for (unsigned i = 0; i < SIM_LEASE_REGISTRIES_MAX; i++) {
        const sim_lease_office_model *office = &oracle->offices[i];
        up = up || (office->up && office->incarnation == incarnation);
    }
    return up;
}

/* What the registry of event e knows of an earlier incarnation. */
static sim_lease_known known_of(const sim_lease_oracle *oracle, const sim_lease_event *e,
                                unsigned earlier)
{
    if (oracle->world->setting.elected) {
        return SIM_LEASE_YES;
    }
    if (is_at_work(oracle, earlier) || e->origin == SIM_LEASE_NO_RECORD) {
        return SIM_LEASE_NO;
    }
    if (e->is_newest) {
        sim_lease_known by_record = earlier == e->origin
                                        ? SIM_LEASE_YES
                                        : (sim_lease_known)oracle->known[e->origin][earlier];
        if (e->says_newest || by_record == SIM_LEASE_YES) {
            return by_record;
        }
    }
    return e->says_newest ? SIM_LEASE_NO : SIM_LEASE_TIME;
}

void sim_lease_note_start(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    assert(e->incarnation < SIM_LEASE_INCARNATIONS);
    for (unsigned i = 0; i < e->incarnation; i++) {
        oracle->known[e->incarnation][i] = (uint8_t)known_of(oracle, e, i);
    }
}

static bool are_bound(const sim_lease_oracle *oracle, unsigned a, unsigned b)
{
    sim_lease_known known = (sim_lease_known)(a == b  ? SIM_LEASE_YES
                                              : a > b ? oracle->known[a][b]
                                                      : oracle->known[b][a]);
    return known == SIM_LEASE_YES || (known == SIM_LEASE_TIME && oracle->clocks_are_good);
}

bool sim_lease_are_bound(const sim_lease_oracle *oracle, const sim_lease_row *a,
                         const sim_lease_row *b)
{
    bool bound = true;
    for (unsigned i = 0; i < SIM_LEASE_INCARNATIONS; i++) {
        for (unsigned k = 0; bound && k < SIM_LEASE_INCARNATIONS; k++) {
            bool meet = (a->touched >> i & 1) != 0 && (b->touched >> k & 1) != 0;
            bound = !meet || are_bound(oracle, i, k);
        }
    }
    return bound;
}

/* --- Leases. --- */

size_t sim_lease_find_row(const sim_lease_oracle *oracle, const ida_lease *lease)
{
    for (size_t i = oracle->row_count; i > 0; i--) {
        const sim_lease_row *row = &oracle->rows[i - 1];
        if (row->number == lease->number && row->term == lease->term &&
            row->holder == lease->holder.low && row->start_us == lease->start_us) {
            return i - 1;
        }
    }
    return SIM_LEASE_NO_ROW;
}

static sim_lease_row *add_row(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    if (oracle->row_count == oracle->row_capacity) {
        size_t capacity = oracle->row_capacity == 0 ? 32 : oracle->row_capacity * 2;
        sim_lease_row *rows = realloc(oracle->rows, capacity * sizeof *rows);
        if (rows == NULL) {
            oracle->judgement.out_of_memory = true;
            return NULL;
        }
        oracle->rows = rows;
        oracle->row_capacity = capacity;
    }
    sim_lease_row *row = &oracle->rows[oracle->row_count++];
    *row = (sim_lease_row){.number = e->lease.number,
                           .term = e->lease.term,
                           .holder = e->lease.holder.low,
                           .start_us = e->lease.start_us,
                           .end_us = e->lease.end_us,
                           .mark_us = INT64_MIN,
                           .node = e->peer};
    return row;
}

/* Up to where IDs were made under a lease. */
static int64_t used_to(const sim_lease_row *row)
{
    return row->mark_us != INT64_MIN ? row->mark_us : row->end_us;
}

/* The span of a lease that was sent meets none of another lease of the number. */
static void check_apart(sim_lease_oracle *oracle, const sim_lease_row *row, const sim_site *where)
{
    for (size_t i = 0; i < oracle->row_count; i++) {
        const sim_lease_row *other = &oracle->rows[i];
        if (other == row || other->number != row->number ||
            !sim_lease_are_bound(oracle, row, other)) {
            continue;
        }
        bool comes_after = row->start_us >= other->start_us;
        if (comes_after) {
            (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_APART,
                            row->start_us >= used_to(other), where,
                            sim_value_signed(SIM_WORD_LEASE_START_FROM, used_to(other)),
                            sim_value_signed(SIM_WORD_LEASE_THE_START, row->start_us));
        } else {
            (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_APART,
                            used_to(row) <= other->start_us, where,
                            sim_value_signed(SIM_WORD_LEASE_END_UP_TO, other->start_us),
                            sim_value_signed(SIM_WORD_LEASE_THE_END, used_to(row)));
        }
    }
}

/* A holder that could use the number now, by its own clocks, if it wanted to. */
static bool may_use(const sim_lease_oracle *oracle, const sim_lease_tenant_model *t, unsigned node)
{
    const sim_clock *wall = &oracle->world->clocks.of[node];
    int64_t error_us = (int64_t)oracle->world->setting.config.clock_error_us;
    return t->up && t->has &&
           sim_clock_error(wall, oracle->world->clocks.now) <= (uint64_t)error_us &&
           (int64_t)wall->reading < t->end_us - error_us &&
           oracle->world->steady.of[node].reading < t->lasts_to_us;
}

/* No other holder may use the number of a new lease. */
static void check_free(sim_lease_oracle *oracle, const sim_lease_row *row, const sim_site *where)
{
    /* One that was stored so late that it has ended is of no use to anybody. */
    bool is_usable = row->end_us > (int64_t)oracle->world->clocks.now;
    for (unsigned i = 0; is_usable && oracle->clocks_are_good && i < oracle->world->setting.nodes;
         i++) {
        const sim_lease_tenant_model *t = &oracle->tenants[i];
        const sim_lease_row *other = t->has ? &oracle->rows[t->row] : NULL;
        if (other == NULL || other == row || other->number != row->number ||
            other->holder == row->holder || !sim_lease_are_bound(oracle, row, other)) {
            continue;
        }
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_ALONE, !may_use(oracle, t, i),
                        where, sim_value_words(SIM_WORD_LEASE_FREE),
                        SIM_VALUE_SAYING(SIM_WORD_LEASE_STILL_USED, i, (uint64_t)t->end_us));
    }
}

/* A span as the config and the registry's authority allow. */
static void check_span(sim_lease_oracle *oracle, const sim_lease_event *e, const sim_site *where)
{
    const sim_lease_office_model *office = &oracle->offices[e->head.node];
    int64_t latest_us = office->highest_us + (int64_t)oracle->world->setting.config.lease_us;
    latest_us = latest_us < office->end_us ? latest_us : office->end_us;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT,
                    e->lease.start_us < e->lease.end_us && e->lease.end_us <= latest_us, where,
                    sim_value_signed(SIM_WORD_LEASE_END_UP_TO, latest_us),
                    sim_value_signed(SIM_WORD_LEASE_THE_END, e->lease.end_us));
}

void sim_lease_hear_sent(sim_lease_oracle *oracle, const sim_lease_event *e)
{
    const sim_site where = sim_lease_where_registry(e, SIM_WORD_LEASE_REPLYING);
    size_t at = sim_lease_find_row(oracle, &e->lease);
    bool is_new = at == SIM_LEASE_NO_ROW;
    sim_lease_row *row = is_new ? add_row(oracle, e) : &oracle->rows[at];
    if (row == NULL) {
        return;
    }
    bool longer = is_new || e->lease.end_us > row->end_us;
    row->touched |= longer ? UINT64_C(1) << e->incarnation : 0;
    row->end_us = longer ? e->lease.end_us : row->end_us;
    if (longer) {
        check_apart(oracle, row, &where);
        check_span(oracle, e, &where);
    }
    if (is_new) {
        const sim_lease_office_model *office = &oracle->offices[e->head.node];
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_LEASE_CONTRACT,
                        row->start_us >= office->begin_us, &where,
                        sim_value_signed(SIM_WORD_LEASE_START_FROM, office->begin_us),
                        sim_value_signed(SIM_WORD_LEASE_THE_START, row->start_us));
        check_free(oracle, row, &where);
    }
}
