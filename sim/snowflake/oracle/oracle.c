/* The oracle of Snowflake worlds: how it judges each event. */
#include "oracle.h"

#include <assert.h>
#include <stdlib.h>

#include "oracle_internal.h"

/* The most numbers that are left out if a tick ends while threads meet. */
#define LOST_MAX 1

/* The number of questions about IDs that were never made; they take turns. */
#define QUESTIONS 6u

void *sim_snowflake_oracle_create(const void *world, sim_invariant_set only)
{
    sim_snowflake_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle != NULL) {
        oracle->world = world;
        oracle->judgement.only = only;
        sim_snowflake_model_init(&oracle->model, &oracle->world->setting);
    }
    return oracle;
}

void sim_snowflake_oracle_destroy(void *context)
{
    sim_snowflake_oracle *oracle = context;
    if (oracle != NULL) {
        sim_snowflake_model_free(&oracle->model);
        free(oracle);
    }
}

static sim_site where_node(unsigned node, uint64_t number, sim_word call)
{
    return sim_site_of_actor(SIM_WORD_FLAKE_NODE, node, number, call);
}

/* --- Beginning and ending. --- */

/* A number that fits, and a lease that does not end before it starts. */
static bool is_sound(const ida_snowflake_layout *layout, const sim_snowflake_event *e)
{
    uint64_t room = UINT64_C(1) << layout->coordinator_bits;
    return e->number < room && e->start_us <= e->end_us;
}

/* A run that begins below what others of its lease used may repeat their IDs. */
static void note_mark(sim_snowflake_oracle *oracle, sim_flake_model *n, int64_t mark_us)
{
    assert(n->lease < oracle->world->lease_count);
    assert(n->run == oracle->model.runs);
    sim_flake_lease *lease = &oracle->model.leases[n->lease];
    if (mark_us < lease->high_water_us) {
        lease->unmarked_run = n->run;
        lease->any = false;
    }
}

static void hear_begun(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    sim_flake_model *n = &oracle->model.nodes[e->head.node];
    const sim_site where = where_node(e->head.node, e->number, SIM_WORD_FLAKE_BEGINNING);
    ida_status expected = is_sound(&oracle->model.layout, e) ? IDA_OK : IDA_INVALID_ARGUMENT;
    if (e->status != IDA_OK && !sim_flake_claims(oracle, IDSIM_CLAIM_EXACT)) {
        /* It may have conditions of its own. */
        return;
    }
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &where, expected,
                          e->status) ||
        e->status != IDA_OK) {
        return;
    }
    n->up = true;
    n->run = ++oracle->model.runs;
    sim_flake_begin(&oracle->model, n, e);
    note_mark(oracle, n, e->mark_us);
    if (!sim_flake_claims(oracle, IDSIM_CLAIM_ARGUMENTS)) {
        return;
    }
    sim_snowflake_ask_binding(oracle, oracle->world->nodes[e->head.node].generator);
}

static void hear_halted(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    sim_flake_model *n = &oracle->model.nodes[e->head.node];
    const sim_site where = where_node(e->head.node, n->number, SIM_WORD_FLAKE_STOPPING);
    assert(n->run <= oracle->model.runs);
    int64_t used_us = sim_flake_high_water(&oracle->model, n);
    /* A crash loses the mark, unless a mark ahead was stored. */
    bool is_lost = e->flag && !oracle->world->setting.stores_ahead;
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_NODE_ORDER,
                          !n->any || !sim_flake_claims(oracle, IDSIM_CLAIM_MARKS) || is_lost ||
                              e->mark_us >= used_us,
                          &where, SIM_WORD_FLAKE_MARK, SIM_WORD_FLAKE_MARK_BELOW);
    n->up = false;
}

static void hear_extended(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    sim_flake_model *n = &oracle->model.nodes[e->head.node];
    const sim_site where = where_node(e->head.node, n->number, SIM_WORD_FLAKE_RENEWING);
    ida_status expected = e->end_us < n->end_us ? IDA_INVALID_ARGUMENT : IDA_OK;
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &where, expected,
                         e->status) &&
        e->status == IDA_OK) {
        n->end_us = e->end_us;
    }
}

/* --- IDs. --- */

/* Whether a whole tick is inside a lease. */
static bool has_tick(const sim_snowflake_oracle *oracle, uint32_t lease, int64_t tick)
{
    const ida_snowflake_layout *layout = &oracle->model.layout;
    const sim_lease *l = &oracle->world->leases[lease];
    assert(lease < oracle->world->lease_count);
    return sim_flake_tick_start(layout, tick) >= l->start_us &&
           sim_flake_tick_start(layout, tick + 1) <= l->end_us;
}

/*
 * Whether an ID in the table may be repeated: under another lease of the number that contains its
 * tick, or after a run of the lease that began without knowing of it.
 */
static bool may_repeat(const sim_snowflake_oracle *oracle, uint64_t maker, const sim_flake_model *n,
                       int64_t tick)
{
    const sim_lease *leases = oracle->world->leases;
    uint32_t lease = SIM_FLAKE_LEASE(maker);
    if (lease != n->lease) {
        return leases[lease].number == leases[n->lease].number && has_tick(oracle, lease, tick) &&
               has_tick(oracle, n->lease, tick);
    }
    return oracle->model.leases[lease].unmarked_run > SIM_FLAKE_RUN(maker);
}

static void check_unique(sim_snowflake_oracle *oracle, const sim_flake_model *n, uint64_t id,
                         int64_t tick, const sim_site *where)
{
    uint64_t *maker = sim_id_map_put(&oracle->model.makers, 0, id);
    if (maker == NULL) {
        oracle->judgement.out_of_memory = true;
        return;
    }
    const sim_value got = sim_value_number(SIM_WORD_FLAKE_AN_ID, id);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_UNIQUE,
                    *maker == 0 || may_repeat(oracle, *maker, n, tick), where,
                    sim_value_words(SIM_WORD_FLAKE_NEW_ID), got);
    *maker = SIM_FLAKE_MAKER(n->run, n->lease);
}

/* What is made on no lane is above all that was made before; on a lane, above the lane's. */
static void check_growing(sim_snowflake_oracle *oracle, sim_flake_model *n, unsigned on,
                          uint64_t id, const sim_site *where)
{
    sim_flake_lease *lease = &oracle->model.leases[n->lease];
    bool grows = (!n->made || id > n->last_id) && (!lease->any || id > lease->last_id);
    if (on != SIM_LANE_NONE) {
        sim_flake_lane *lane = &n->lanes[on];
        grows = !lane->any || id > lane->last_id;
        lane->any = true;
        lane->last_id = id;
    }
    const sim_value got = sim_value_number(SIM_WORD_FLAKE_AN_ID, id);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_NODE_ORDER, grows, where,
                    sim_value_words(SIM_WORD_FLAKE_GROWING_ID), got);
    lease->last_id = lease->any && lease->last_id > id ? lease->last_id : id;
    lease->any = true;
}

/* The properties of an ID's time that hold whatever the model expects next. */
static void check_time(sim_snowflake_oracle *oracle, const sim_flake_model *n, int64_t tick,
                       int64_t now_us, const sim_site *where)
{
    const ida_snowflake_layout *layout = &oracle->model.layout;
    int64_t time_us = sim_flake_tick_start(layout, tick);
    sim_value got = SIM_VALUE_SAYING(SIM_WORD_FLAKE_TIME, (uint64_t)time_us, (uint64_t)now_us);
    got.forms[0] = SIM_FORM_SIGNED;
    got.forms[1] = SIM_FORM_SIGNED;
    bool behind = time_us <= now_us && (uint64_t)(now_us - time_us) >= layout->unit_us;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_TIME_HONEST, !behind, where,
                    sim_value_words(SIM_WORD_FLAKE_TICK_NOT_BEHIND), got);
    uint64_t ahead = time_us > now_us ? (uint64_t)(time_us - now_us) : 0;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_LEAD,
                    ahead <= sim_flake_lead(&oracle->model.policy), where,
                    sim_value_words(SIM_WORD_FLAKE_TICK_NOT_AHEAD), got);
    bool inside = time_us >= n->start_us && sim_flake_tick_start(layout, tick + 1) <= n->end_us;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_LEASE, inside, where,
                    sim_value_words(SIM_WORD_FLAKE_TICK_INSIDE), got);
}

/* The subject splits an ID as the layout says, and composes it again. */
static void check_round_trip(sim_snowflake_oracle *oracle, uint64_t id, const sim_site *where)
{
    const sim_snowflake_subject *subject = oracle->world->subject;
    const ida_snowflake_layout *layout = &oracle->model.layout;
    sim_flake_fields fields = sim_flake_fields_of(layout, id);
    if (!sim_flake_claims(oracle, IDSIM_CLAIM_FORMS)) {
        return;
    }
    ida_snowflake_parts parts = {0, 0, 0};
    ida_status status = subject->decompose(layout, id, &parts);
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_FLAKE_ROUND_TRIP, where,
                          fields.spare ? IDA_MALFORMED : IDA_OK, status) ||
        status != IDA_OK) {
        return;
    }
    bool same = parts.time_us == sim_flake_tick_start(layout, (int64_t)fields.tick) &&
                parts.sequence == fields.sequence && parts.coordinator == fields.number;
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_ROUND_TRIP, same, where,
                          SIM_WORD_FLAKE_OWN_PARTS, SIM_WORD_FLAKE_OTHER_PARTS);
    uint64_t again = ~id;
    status = subject->compose(layout, &parts, &again);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_ROUND_TRIP,
                          status == IDA_OK && again == id, where, SIM_WORD_FLAKE_SAME_ID,
                          SIM_WORD_FLAKE_OTHER_ID);
}

void sim_snowflake_list(sim_snowflake_oracle *oracle, uint64_t id, uint64_t true_us,
                        int64_t skew_us)
{
    sim_snowflake_model *model = &oracle->model;
    bool first = model->order.count == 0;
    model->skew_min_us = first || skew_us < model->skew_min_us ? skew_us : model->skew_min_us;
    model->skew_max_us = first || skew_us > model->skew_max_us ? skew_us : model->skew_max_us;
    assert(model->skew_min_us <= model->skew_max_us);
    if (!sim_disorder_add(&model->order, (sim_keyed){.at = true_us, .high = id})) {
        oracle->judgement.out_of_memory = true;
    }
}

static int64_t now_us(const sim_snowflake_event *e)
{
    return (int64_t)e->head.reading_us;
}

static sim_flake_call call_of(const sim_snowflake_event *e)
{
    return (sim_flake_call){.lane = e->lane, .now_us = now_us(e), .from = e->from};
}

static void check_id(sim_snowflake_oracle *oracle, const sim_snowflake_event *e,
                     const sim_site *where)
{
    sim_flake_model *n = &oracle->model.nodes[e->head.node];
    sim_flake_fields fields = sim_flake_fields_of(&oracle->model.layout, e->id);
    check_unique(oracle, n, e->id, (int64_t)fields.tick, where);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_ROUND_TRIP,
                          !fields.spare && fields.number == n->number, where,
                          SIM_WORD_FLAKE_OWN_NUMBER, SIM_WORD_FLAKE_OTHER_NUMBER);
    check_growing(oracle, n, e->lane, e->id, where);
    check_time(oracle, n, (int64_t)fields.tick, now_us(e), where);
    check_round_trip(oracle, e->id, where);
    sim_snowflake_list(oracle, e->id, e->head.true_us, now_us(e) - (int64_t)e->head.true_us);
    n->last_id = n->made && n->last_id > e->id ? n->last_id : e->id;
    n->made = true;
}

/* A node that was told a reading is refused before it, and gets an ID at it. */
static void check_promise(sim_snowflake_oracle *oracle, const sim_snowflake_event *e,
                          const sim_site *where)
{
    if (!e->was_refused || now_us(e) > e->told_us) {
        return;
    }
    bool is_time = now_us(e) == e->told_us;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_RETRY, is_time == (e->status == IDA_OK),
                    where,
                    sim_value_words(is_time ? SIM_WORD_FLAKE_TOLD : SIM_WORD_FLAKE_BEFORE_TOLD),
                    sim_value_status(e->status));
}

/* The same call at another reading, which must be refused, too. */
static ida_status ask_again(const sim_snowflake_oracle *oracle, const sim_snowflake_event *e,
                            int64_t reading_us, uint64_t *id)
{
    const sim_holder *holder = &oracle->world->nodes[e->head.node];
    if (e->lane == SIM_LANE_NONE) {
        return oracle->world->subject->next(holder->generator, reading_us, id, NULL);
    }
    ida_snowflake_lane copy = holder->lanes[e->lane];
    return oracle->world->subject->lane_next(&copy, reading_us, id, NULL);
}

/* A refused call leaves the caller's ID as it was. */
static void check_id_left(sim_snowflake_oracle *oracle, const sim_snowflake_event *e,
                          const sim_site *where)
{
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT,
                          e->id == SIM_UNTOUCHED_ID, where, SIM_WORD_FLAKE_ID_LEFT,
                          SIM_WORD_FLAKE_ID_CHANGED);
}

/* After a refusal: only try_at was written, and it is the earliest reading that works. */
static void check_refusal(sim_snowflake_oracle *oracle, const sim_snowflake_event *e,
                          const sim_site *where)
{
    const sim_flake_model *n = &oracle->model.nodes[e->head.node];
    check_id_left(oracle, e, where);
    if (e->status != IDA_CLOCK_BEHIND && e->status != IDA_TRY_LATER) {
        (void)sim_judge_signed(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, where,
                               SIM_WORD_FLAKE_TRY_AT_LEFT, SIM_UNTOUCHED_TRY_AT, e->try_at_us);
        return;
    }
    int64_t earliest_us = sim_flake_earliest(&oracle->model, n, call_of(e));
    if (!sim_judge_signed(&oracle->judgement, SIM_INVARIANT_FLAKE_RETRY, where,
                          SIM_WORD_FLAKE_TRY_AT, earliest_us, e->try_at_us)) {
        return;
    }
    if (n->crossing > 0) {
        /* The other thread's calls, which come next here, were made before. */
        return;
    }
    /*
     * One microsecond earlier is still refused; a refusal changes nothing, so asking does no harm.
     */
    uint64_t id = SIM_UNTOUCHED_ID;
    sim_flake_call before = call_of(e);
    before.now_us = earliest_us - 1;
    before.from = 0;
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_FLAKE_RETRY, where,
                           sim_flake_ask(&oracle->model, n, before).status,
                           ask_again(oracle, e, before.now_us, &id));
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_RETRY, id == SIM_UNTOUCHED_ID,
                          where, SIM_WORD_FLAKE_NO_ID_YET, SIM_WORD_FLAKE_ID_YET);
}

/* The invariant that a wrong status breaks: leases have their own. */
static sim_invariant invariant_of(ida_status expected, ida_status got)
{
    bool is_over = expected == IDA_LEASE_EXPIRED || got == IDA_LEASE_EXPIRED;
    return is_over ? SIM_INVARIANT_FLAKE_LEASE : SIM_INVARIANT_FLAKE_CONTRACT;
}

static bool waits(ida_status status)
{
    return status == IDA_CLOCK_BEHIND || status == IDA_TRY_LATER;
}

/* Whether a call was answered as expected. */
static bool is_right(const sim_snowflake_oracle *oracle, const sim_flake_model *n,
                     const sim_flake_answer *expected, const sim_snowflake_event *e)
{
    const sim_flake_fields fields = sim_flake_fields_of(&oracle->model.layout, e->id);
    if (expected->status != e->status) {
        return false;
    }
    if (e->status == IDA_OK) {
        return expected->tick == (int64_t)fields.tick &&
               expected->sequence == (int64_t)fields.sequence;
    }
    return !waits(e->status) || sim_flake_earliest(&oracle->model, n, call_of(e)) == e->try_at_us;
}

/*
 * The thread that began first may have made its ID before the other thread's calls, although these
 * are judged first: they made lower ones of a block. They took no number, so the order is the same
 * but for the highest reading.
 */
static sim_flake_answer expect_before(const sim_snowflake_oracle *oracle, const sim_flake_model *n,
                                      const sim_snowflake_event *e,
                                      const sim_flake_answer *otherwise)
{
    const sim_flake_model *before = &oracle->before;
    const bool same = before->any == n->any && before->last_tick == n->last_tick &&
                      before->last_sequence == n->last_sequence;
    if (!e->crossed || !same) {
        return *otherwise;
    }
    const sim_flake_answer answer = sim_flake_ask(&oracle->model, before, call_of(e));
    return is_right(oracle, before, &answer, e) ? answer : *otherwise;
}

/*
 * If a tick ends while threads meet, a number may be left out. If that explains the answer, the
 * model leaves it out, too.
 */
static sim_flake_answer expect(const sim_snowflake_oracle *oracle, sim_flake_model *n,
                               const sim_snowflake_event *e)
{
    const sim_flake_answer expected = sim_flake_ask(&oracle->model, n, call_of(e));
    if (is_right(oracle, n, &expected, e)) {
        return expected;
    }
    for (int64_t lost = 1; n->any && lost <= n->lost_max; lost++) {
        sim_flake_model other = *n;
        sim_flake_leave_out(&oracle->model, &other, lost);
        const sim_flake_answer answer = sim_flake_ask(&oracle->model, &other, call_of(e));
        if (is_right(oracle, &other, &answer, e)) {
            *n = other;
            return answer;
        }
    }
    return expect_before(oracle, n, e, &expected);
}

/*
 * While threads meet, one may have its number before its reading counts as the highest. A call in
 * between that is behind that reading is answered as if it had not been made.
 */
static sim_flake_answer expect_unnoted(const sim_snowflake_oracle *oracle, sim_flake_model *n,
                                       const sim_snowflake_event *e)
{
    const int64_t clock_tick = n->clock_tick;
    n->clock_tick = oracle->before.clock_tick;
    const sim_flake_answer answer = sim_flake_ask(&oracle->model, n, call_of(e));
    const bool holds = is_right(oracle, n, &answer, e);
    n->clock_tick = clock_tick;
    return holds ? answer : expect(oracle, n, e);
}

/*
 * While threads meet, one may have been refused before the other's calls, or after them, or have
 * seen the last number before and the highest reading after.
 */
static bool is_refusal_of_either(const sim_snowflake_oracle *oracle, const sim_flake_model *after,
                                 const sim_snowflake_event *e)
{
    const sim_snowflake_model *model = &oracle->model;
    const sim_flake_model *before = e->crossed ? &oracle->before : &oracle->without;
    const sim_flake_call call = call_of(e);
    const sim_flake_answer early = sim_flake_ask(model, before, call);
    const sim_flake_answer late = sim_flake_ask(model, after, call);
    if (e->status == IDA_OK) {
        return false;
    }
    if (is_right(oracle, before, &early, e)) {
        return true;
    }
    if (!waits(e->status) || late.status == IDA_OK ||
        (early.status != IDA_OK && !waits(early.status))) {
        return false;
    }
    /* If the other calls took the last number of all, there is no reading for this one any more. */
    const int64_t until_us =
        waits(late.status) ? sim_flake_earliest(model, after, call) : INT64_MAX;
    const int64_t from_us =
        early.status == IDA_OK ? call.now_us + 1 : sim_flake_earliest(model, before, call);
    return e->try_at_us >= from_us && e->try_at_us <= until_us;
}

/* Keeps what the generator would be if the thread that began first had made no call yet. */
static void follow_without(sim_snowflake_oracle *oracle, const sim_flake_model *after,
                           const sim_snowflake_event *e)
{
    sim_flake_model *without = &oracle->without;
    if (e->crossed || e->status != IDA_OK) {
        return;
    }
    const sim_flake_answer answer = sim_flake_ask(&oracle->model, without, call_of(e));
    if (is_right(oracle, without, &answer, e)) {
        sim_flake_accept(&oracle->model, without, &answer, call_of(e));
        return;
    }
    /* The first one has its number, but its reading may not count yet. */
    const int64_t noted = without->clock_tick;
    const int64_t tick = sim_flake_tick_of(&oracle->model.layout, now_us(e));
    *without = *after;
    without->clock_tick = noted > tick ? noted : tick;
}

static void hear_crossed(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    sim_flake_model *n = &oracle->model.nodes[e->head.node];
    oracle->before = *n;
    oracle->without = *n;
    n->crossing = e->calls;
    n->lost_max = e->flag ? LOST_MAX : n->lost_max;
}

static void hear_call(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    if (!sim_flake_claims(oracle, IDSIM_CLAIM_EXACT)) {
        sim_flake_hear_inexact(oracle, e);
        return;
    }
    sim_snowflake_model *model = &oracle->model;
    sim_flake_model *n = &model->nodes[e->head.node];
    const sim_site where = where_node(e->head.node, n->number, SIM_WORD_FLAKE_MAKING);
    const bool alone = n->crossing == 0;
    n->crossing -= alone ? 0 : 1;
    if (!alone && is_refusal_of_either(oracle, n, e)) {
        check_id_left(oracle, e, &where);
        return;
    }
    const sim_flake_answer expected = alone ? expect(oracle, n, e) : expect_unnoted(oracle, n, e);
    if (e->status == IDA_OK) {
        check_id(oracle, e, &where);
    }
    check_promise(oracle, e, &where);
    if (!sim_judge_status(&oracle->judgement, invariant_of(expected.status, e->status), &where,
                          expected.status, e->status)) {
        return;
    }
    bool is_final = expected.status == IDA_EXHAUSTED || expected.status == IDA_LEASE_EXPIRED;
    n->served = oracle->world->base.quiet && (n->served || expected.status == IDA_OK || is_final);
    if (e->status != IDA_OK) {
        check_refusal(oracle, e, &where);
        return;
    }
    sim_flake_fields fields = sim_flake_fields_of(&model->layout, e->id);
    (void)sim_judge_signed(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &where,
                           SIM_WORD_FLAKE_TICK, expected.tick, (int64_t)fields.tick);
    (void)sim_judge_signed(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &where,
                           SIM_WORD_FLAKE_SEQUENCE, expected.sequence, (int64_t)fields.sequence);
    sim_flake_accept(model, n, &expected, call_of(e));
    n->lost_max = alone && expected.taken > 0 ? 0 : n->lost_max;
    if (!alone) {
        follow_without(oracle, n, e);
    }
    int64_t used_us = sim_flake_high_water(model, n);
    sim_flake_lease *lease = &model->leases[n->lease];
    lease->high_water_us = used_us > lease->high_water_us ? used_us : lease->high_water_us;
}

/* --- Checks after an op, and the end. --- */

/* Parts that no ID has: their field, or their time, ends before them. */
static void check_compose(sim_snowflake_oracle *oracle, ida_snowflake_parts parts,
                          ida_status expected, sim_word call)
{
    const sim_site where = sim_site_of_call(call);
    uint64_t id = SIM_UNTOUCHED_ID;
    ida_status status = oracle->world->subject->compose(&oracle->model.layout, &parts, &id);
    (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &where, expected,
                           status);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, id == SIM_UNTOUCHED_ID,
                          &where, SIM_WORD_FLAKE_ID_LEFT, SIM_WORD_FLAKE_ID_CHANGED);
}

static void ask_about_nobodys(sim_snowflake_oracle *oracle, uint64_t turn)
{
    const ida_snowflake_layout *layout = &oracle->model.layout;
    if (!sim_flake_claims(oracle, IDSIM_CLAIM_FORMS)) {
        return;
    }
    int64_t end_us = sim_flake_tick_start(layout, INT64_C(1) << layout->time_bits);
    int64_t epoch_us = layout->epoch_us;
    uint64_t sequences = UINT64_C(1) << layout->sequence_bits;
    uint64_t numbers = UINT64_C(1) << layout->coordinator_bits;
    ida_snowflake_layout wrong = *layout;
    const sim_site wrong_layout = sim_site_of_call(SIM_WORD_FLAKE_WRONG_LAYOUT);
    const sim_site right_layout = sim_site_of_call(SIM_WORD_FLAKE_LAYOUT);
    const sim_site nobodys = sim_site_of_call(SIM_WORD_FLAKE_NOBODYS_ID);
    switch (turn % QUESTIONS) {
    case 0:
        check_compose(oracle, (ida_snowflake_parts){epoch_us, sequences, 0}, IDA_INVALID_ARGUMENT,
                      SIM_WORD_FLAKE_LONG_SEQUENCE);
        break;
    case 1:
        check_compose(oracle, (ida_snowflake_parts){epoch_us, 0, numbers}, IDA_INVALID_ARGUMENT,
                      SIM_WORD_FLAKE_LONG_NUMBER);
        break;
    case 2:
        check_compose(oracle, (ida_snowflake_parts){epoch_us - 1, 0, 0}, IDA_INVALID_ARGUMENT,
                      SIM_WORD_FLAKE_BEFORE_EPOCH);
        break;
    case 3:
        check_compose(oracle, (ida_snowflake_parts){end_us, 0, 0}, IDA_EXHAUSTED,
                      SIM_WORD_FLAKE_AFTER_END);
        break;
    case 4:
        wrong.unit_us = turn % 4 == 0 ? 0 : UINT64_MAX;
        (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &wrong_layout,
                               IDA_INVALID_ARGUMENT, oracle->world->subject->validate(&wrong));
        break;
    default:
        (void)sim_judge_status(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &right_layout,
                               IDA_OK, oracle->world->subject->validate(layout));
        break;
    }
    /* Of any width, and every other time with the highest bits set. */
    uint64_t id = turn * UINT64_C(0xD1342543DE82EF95) >> turn % 64;
    check_round_trip(oracle, turn % 2 == 0 ? id : ~id, &nobodys);
}

/* After an op: checks every generator, and an ID that was never made. */
static void hear_done(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    const sim_snowflake_world *world = oracle->world;
    for (unsigned i = 0; i < world->setting.nodes; i++) {
        const sim_flake_model *n = &oracle->model.nodes[i];
        if (n->up && sim_flake_claims(oracle, IDSIM_CLAIM_EXACT) &&
            sim_flake_claims(oracle, IDSIM_CLAIM_MARKS)) {
            const sim_site where = where_node(i, n->number, SIM_WORD_AFTER_OP);
            (void)sim_judge_signed(&oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, &where,
                                   SIM_WORD_FLAKE_HIGH_WATER,
                                   sim_flake_high_water(&oracle->model, n),
                                   world->subject->high_water(world->nodes[i].generator));
            if (sim_flake_claims(oracle, IDSIM_CLAIM_ARGUMENTS)) {
                sim_snowflake_ask_owner(oracle, world->nodes[i].generator);
            }
        }
    }
    if (!oracle->judgement.failure.failed && sim_flake_claims(oracle, IDSIM_CLAIM_ARGUMENTS) &&
        sim_flake_claims(oracle, IDSIM_CLAIM_FORMS) &&
        sim_flake_claims(oracle, IDSIM_CLAIM_MARKS)) {
        sim_snowflake_ask_others(oracle);
    }
    ask_about_nobodys(oracle, ((const sim_timed_event *)e)->index);
}

static uint64_t sum(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Two IDs are in order if the second was made that much later than the first. */
static void check_ordering(sim_snowflake_oracle *oracle)
{
    const sim_snowflake_model *model = &oracle->model;
    /* With the coordinator above the time, IDs of two coordinators have no order. */
    if (model->layout.order == IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE ||
        !sim_flake_claims(oracle, IDSIM_CLAIM_EXACT)) {
        return;
    }
    uint64_t skew_us = (uint64_t)model->skew_max_us - (uint64_t)model->skew_min_us;
    uint64_t apart_us = sum(skew_us, sum(model->layout.unit_us, sim_flake_lead(&model->policy)));
    size_t radius;
    if (!sim_disorder_radius(&model->order, &radius)) {
        oracle->judgement.out_of_memory = true;
        return;
    }
    size_t bound = sim_keyed_within(model->order.events, model->order.count, apart_us);
    const sim_site where = sim_site_of_call(SIM_WORD_FLAKE_ALL_IDS);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_FLAKE_ORDERING, radius <= bound, &where,
                    SIM_VALUE_SAYING(SIM_WORD_FLAKE_RADIUS_BOUND, bound, apart_us),
                    sim_value_number(SIM_WORD_FLAKE_RADIUS, radius));
    oracle->judgement.measures[SIM_MEASURE_FLAKE_RADIUS] = (sim_measured){true, radius, bound};
}

/* Whether a node waits for a reading that its clock never shows, as true time is at its end. */
static bool waits_for_ever(const sim_snowflake_world *world, unsigned node)
{
    const sim_holder *n = &world->nodes[node];
    return n->waits && sim_snowflake_reading(world, node) < n->try_at_us &&
           sim_clocks_ended(&world->clocks);
}

/*
 * After the quiet phase: every node that can have an ID has one, and all IDs together are in order.
 */
static void hear_settled(sim_snowflake_oracle *oracle, const sim_snowflake_event *e)
{
    (void)e;
    for (unsigned i = 0; i < oracle->world->setting.nodes; i++) {
        const sim_flake_model *n = &oracle->model.nodes[i];
        if (n->up) {
            const sim_site where = where_node(i, n->number, SIM_WORD_QUIET);
            (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_FLAKE_RETRY,
                                  n->served || waits_for_ever(oracle->world, i), &where,
                                  SIM_WORD_FLAKE_SERVED, SIM_WORD_FLAKE_NEITHER);
        }
    }
    /* Every question gets its turn, whatever the number of ops. */
    for (unsigned i = 0; i < QUESTIONS; i++) {
        ask_about_nobodys(oracle, i);
    }
    check_ordering(oracle);
}

bool sim_snowflake_oracle_hear(void *context, const void *event)
{
    /* The rest is in the world's state. */
    static void (*const hear[SIM_SNOWFLAKE_KINDS])(sim_snowflake_oracle *,
                                                   const sim_snowflake_event *) = {
        [SIM_SNOWFLAKE_DONE] = hear_done,     [SIM_SNOWFLAKE_SETTLED] = hear_settled,
        [SIM_SNOWFLAKE_BEGUN] = hear_begun,   [SIM_SNOWFLAKE_MINTED] = hear_call,
        [SIM_SNOWFLAKE_REFUSED] = hear_call,  [SIM_SNOWFLAKE_EXTENDED] = hear_extended,
        [SIM_SNOWFLAKE_HALTED] = hear_halted, [SIM_SNOWFLAKE_CROSSED] = hear_crossed,
    };
    sim_snowflake_oracle *oracle = context;
    const unsigned kind = sim_timed_kind(event);
    if (hear[kind] != NULL) {
        hear[kind](oracle, event);
    }
    return !oracle->judgement.failure.failed && !oracle->judgement.out_of_memory;
}
