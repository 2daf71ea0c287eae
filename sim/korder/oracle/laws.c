/* Checks each ID as soon as it is made. */
#include <assert.h>

#include "korder/layout.h"
#include "oracle_internal.h"

/* --- Unique. --- */

/* Whether uniqueness is not promised for two IDs, the earlier and the later one. */
static bool may_repeat(const sim_korder_oracle *oracle, const sim_korder_record *e,
                       const sim_korder_record *f)
{
    const sim_korder_watched *n = &oracle->nodes[f->node];
    assert(e < f);
    assert(e->at <= f->at);
    if (e->node != f->node) {
        /* Both have one number, against the advice that they got. */
        return e->number == f->number;
    }
    if (!n->generator.faithful) {
        return n->unmarked > e->incarnation;
    }
    return e->incarnation != f->incarnation || e->visit != f->visit ||
           f->in_tick - e->in_tick >= SIM_PLACES_A_TICK;
}

static void check_unique(sim_korder_oracle *oracle, const sim_korder_record *record)
{
    uint64_t *place = sim_id_map_put(&oracle->places, record->high, record->low);
    if (place == NULL) {
        oracle->judgement.out_of_memory = true;
        return;
    }
    if (*place == 0) {
        oracle->judgement.checks[SIM_INVARIANT_KORDER_UNIQUE]++;
        *place = oracle->count;
        return;
    }
    assert(*place < oracle->count);
    const sim_korder_record *other = &oracle->records[*place - 1];
    if (may_repeat(oracle, other, record)) {
        sim_korder_mark(oracle, SIM_MARK_KORDER_REPEATED);
        *place = oracle->count;
        return;
    }
    const sim_site where = sim_korder_at(oracle, record->node, SIM_WORD_KORDER_UNIQUE);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_UNIQUE, false, &where,
                    sim_value_words(SIM_WORD_KORDER_NOBODYS), sim_korder_record_value(other));
}

/* --- The order of a node's own. --- */

static void check_above(sim_korder_oracle *oracle, const sim_korder_record *record, bool bounded,
                        const sim_korder_record *bound)
{
    if (!bounded) {
        return;
    }
    bool above = record->local > bound->local && sim_korder_above(record, bound);
    const sim_site where = sim_korder_at(oracle, record->node, SIM_WORD_KORDER_OWN_ORDER);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_NODE_ORDER, above, &where,
                    sim_korder_record_value(bound), sim_korder_record_value(record));
}

static void check_strict(sim_korder_oracle *oracle, sim_korder_watched *n,
                         const sim_korder_record *record)
{
    if (record->way < SIM_WAY_LANE) {
        check_above(oracle, record, n->bounded, &n->bound);
        n->bounded = true;
        n->bound = *record;
        return;
    }
    unsigned lane = record->way - SIM_WAY_LANE;
    assert(lane < SIM_KORDER_LANES);
    check_above(oracle, record, n->lane_bounded[lane], &n->lane_bound[lane]);
    n->lane_bounded[lane] = true;
    n->lane_bound[lane] = *record;
}

/*
 * The IDs of a faithful generator go back only where the sequence wraps within a tick, and where
 * the clock goes back.
 */
static void check_faithful(sim_korder_oracle *oracle, const sim_korder_watched *n,
                           const sim_korder_record *record)
{
    if (n->made && sim_korder_tick(record->reading) > sim_korder_tick(n->greatest.reading)) {
        check_above(oracle, record, true, &n->greatest);
    }
}

/* --- Causes. --- */

/* Whether the effect's ID is proven to be above its cause's. */
static bool is_implied(const sim_korder_oracle *oracle, const sim_korder_record *cause,
                       const sim_korder_record *effect)
{
    const sim_korder_watched *n = &oracle->nodes[cause->node];
    assert(effect->at >= cause->at);
    if (effect->at - cause->at >= sim_korder_window_us(oracle->drift) + sim_korder_slack(oracle)) {
        return true;
    }
    if (cause->node == effect->node) {
        return !n->generator.faithful && cause->way < SIM_WAY_LANE &&
               n->unmarked <= cause->incarnation;
    }
    return cause->number < effect->number && effect->time >= cause->time;
}

/* The first ID that a node makes after it received another one. */
static void check_cause(sim_korder_oracle *oracle, const sim_korder_record *effect)
{
    if (oracle->cause == SIM_KORDER_NONE) {
        return;
    }
    assert(oracle->cause + 1 < oracle->count);
    const sim_korder_record *cause = &oracle->records[oracle->cause];
    oracle->cause = SIM_KORDER_NONE;
    bool above = sim_korder_above(effect, cause);
    if (is_implied(oracle, cause, effect)) {
        const sim_site where = sim_korder_at(oracle, effect->node, SIM_WORD_KORDER_EFFECT);
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_CAUSALITY, above, &where,
                        sim_korder_record_value(cause), sim_korder_record_value(effect));
    } else if (!above) {
        sim_korder_mark(oracle, SIM_MARK_KORDER_EFFECT_BELOW);
    }
}

/* --- Time. --- */

static void check_lead(sim_korder_oracle *oracle, const sim_korder_watched *n,
                       const sim_korder_record *record)
{
    uint64_t time = oracle->world->subject->time_us(record->local);
    uint64_t lead = n->generator.faithful ? 0 : n->generator.lead * SIM_TICK_US;
    uint64_t least = record->reading < SIM_TICK_US ? 0 : record->reading - (SIM_TICK_US - 1);
    bool holds = time >= least && time <= record->reading + lead;
    const sim_site where = sim_korder_at(oracle, record->node, SIM_WORD_KORDER_TIME_IN_ID);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_LEAD, holds, &where,
                    SIM_VALUE_SAYING(SIM_WORD_KORDER_TIMES, least, record->reading + lead),
                    sim_value_number(SIM_WORD_KORDER_US, time));
}

/* The windows of IDs made at one instant. */
static void check_window(sim_korder_oracle *oracle, const sim_korder_record *record,
                         uint64_t window)
{
    if (!oracle->instant || oracle->instant_at != record->at) {
        oracle->instant = true;
        oracle->instant_at = record->at;
        oracle->instant_node = record->node;
        oracle->first_window = window;
        oracle->last_window = window;
        return;
    }
    assert(oracle->first_window <= oracle->last_window);
    oracle->first_window = window < oracle->first_window ? window : oracle->first_window;
    oracle->last_window = window > oracle->last_window ? window : oracle->last_window;
    if (record->node == oracle->instant_node ||
        sim_korder_slack(oracle) >= sim_korder_shortest_us(oracle->drift)) {
        return;
    }
    bool holds = oracle->last_window - oracle->first_window <= 1;
    const sim_site where = sim_korder_at(oracle, record->node, SIM_WORD_KORDER_WINDOWS);
    (void)sim_judge(
        &oracle->judgement, SIM_INVARIANT_KORDER_WINDOW, holds, &where,
        sim_value_words(SIM_WORD_KORDER_NEIGHBOURS),
        SIM_VALUE_SAYING(SIM_WORD_KORDER_FROM_TO, oracle->first_window, oracle->last_window));
}

void sim_korder_check_record(sim_korder_oracle *oracle, unsigned node)
{
    sim_korder_watched *n = &oracle->nodes[node];
    assert(oracle->count > 0);
    const sim_korder_record *record = &oracle->records[oracle->count - 1];
    sim_korder_fields fields;
    assert(record->node == node);
    uint8_t bytes[IDA_KORDER_GLOBAL_SIZE];
    for (unsigned i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i < 8 ? record->high >> (56 - 8 * i) : record->low >> (88 - 8 * i));
    }
    (void)sim_korder_read_global(bytes, oracle->drift, &fields);
    check_unique(oracle, record);
    if (n->generator.faithful) {
        check_faithful(oracle, n, record);
    } else {
        check_strict(oracle, n, record);
    }
    check_cause(oracle, record);
    check_window(oracle, record, sim_korder_window(&fields, oracle->drift));
    check_lead(oracle, n, record);
    if (sim_korder_window_is_short(&fields, oracle->drift)) {
        sim_korder_mark(oracle, SIM_MARK_KORDER_SHORT_WINDOW);
    }
    n->last = *record;
    n->greatest = n->made && !sim_korder_above(record, &n->greatest) ? n->greatest : *record;
    n->made = true;
}
