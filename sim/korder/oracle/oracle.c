/* The oracle of k-order worlds: how it judges each event. */
#include "oracle.h"
#include "claims.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "korder/layout.h"
#include "oracle_internal.h"

/* The most places that are lost if calls are refused while threads meet. */
#define LOST_MAX 1u

void *sim_korder_oracle_create(const void *world, sim_invariant_set only)
{
    sim_korder_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle != NULL) {
        oracle->world = world;
        oracle->judgement.only = only;
        oracle->drift = oracle->world->setting.drift;
        oracle->cause = SIM_KORDER_NONE;
        oracle->maker = SIM_NODES_MAX;
    }
    return oracle;
}

void sim_korder_oracle_destroy(void *context)
{
    sim_korder_oracle *oracle = context;
    if (oracle != NULL) {
        free(oracle->records);
        sim_id_map_free(&oracle->places);
        free(oracle);
    }
}

/* --- Checks. --- */

sim_site sim_korder_at(const sim_korder_oracle *oracle, unsigned node, sim_word call)
{
    return sim_site_of_actor(SIM_WORD_KORDER_NODE, node, sim_korder_reading(oracle->world, node),
                             call);
}

sim_value sim_korder_record_value(const sim_korder_record *record)
{
    sim_value value = SIM_VALUE_SAYING(SIM_WORD_KORDER_ID_OF_NODE, record->high, record->low,
                                       record->node, record->at);
    value.forms[0] = SIM_FORM_HEX64;
    value.forms[1] = SIM_FORM_HEX32;
    return value;
}

bool sim_korder_above(const sim_korder_record *a, const sim_korder_record *b)
{
    return a->high != b->high ? a->high > b->high : a->low > b->low;
}

uint64_t sim_korder_slack(const sim_korder_oracle *oracle)
{
    return oracle->eps + (oracle->lead > oracle->eps ? oracle->lead : oracle->eps);
}

void sim_korder_mark(sim_korder_oracle *oracle, sim_mark mark)
{
    oracle->judgement.tally.marks[mark] += oracle->quiet ? 0 : 1;
}

/* --- What nodes are. --- */

static void hear_hashed(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    const sim_site where = sim_site_about(sim_site_of_call(SIM_WORD_KORDER_FINGERPRINT),
                                          sim_value_text(e->naming->name));
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                           SIM_WORD_KORDER_HASH, sim_korder_hash(e->naming->name, e->naming->hash),
                           e->number);
}

static void hear_searched(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    const sim_korder_search *search = e->search;
    assert(search->count <= SIM_NODES_MAX);
    size_t first = 0;
    while (first < search->count && search->numbers[first] != e->number) {
        first++;
    }
    bool expected = first < search->count;
    const sim_site where = sim_site_of_call(SIM_WORD_KORDER_SEARCHING);
    if (sim_judge_words(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, expected == e->flag,
                        &where, expected ? SIM_WORD_KORDER_FOUND : SIM_WORD_KORDER_FOUND_NOT,
                        e->flag ? SIM_WORD_KORDER_FOUND : SIM_WORD_KORDER_FOUND_NOT)) {
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                               SIM_WORD_KORDER_PLACE, expected ? first : SIM_NODES_MAX, search->at);
    }
}

static bool is_local(ida_korder_local local)
{
    sim_korder_fields fields;
    uint8_t bytes[8];
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(local >> (56 - 8 * i));
    }
    return sim_korder_read_local(bytes, &fields);
}

static bool are_options(const ida_korder_config *config, const ida_korder_options *options)
{
    return config->drift >= IDA_KORDER_DRIFT_MIN && config->drift <= IDA_KORDER_DRIFT_MAX &&
           (options->mode == IDA_KORDER_STRICT || options->mode == IDA_KORDER_FAITHFUL) &&
           is_local(options->high_water) && options->first_sequence < SIM_PLACES_A_TICK;
}

/* A strict generator that begins at its node's last stored mark must repeat nothing. */
static void begin_strict(sim_korder_oracle *oracle, unsigned node,
                         const ida_korder_options *options)
{
    sim_korder_watched *n = &oracle->nodes[node];
    const sim_site where = sim_korder_at(oracle, node, SIM_WORD_KORDER_BEGINNING);
    if (options->high_water == 0) {
        n->unmarked = n->incarnation;
        n->bounded = false;
    } else if (n->made) {
        (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_NODE_ORDER,
                        options->high_water > n->greatest.local, &where,
                        sim_value_words(SIM_WORD_KORDER_ABOVE_ALL),
                        sim_korder_record_value(&n->greatest));
        n->bounded = true;
        n->bound = n->greatest;
    }
    for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
        n->lane_bounded[i] = n->bounded;
        n->lane_bound[i] = n->bound;
    }
    n->crossing = 0;
    n->lost_max = 0;
}

static void hear_woken(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    const sim_korder_start *start = e->start;
    const unsigned node = e->head.node;
    sim_korder_watched *n = &oracle->nodes[node];
    const sim_site where = sim_korder_at(oracle, node, SIM_WORD_KORDER_CREATE);
    ida_status expected =
        are_options(&start->config, &start->options) ? IDA_OK : IDA_INVALID_ARGUMENT;
    if (!sim_judge_status(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where, expected,
                          e->status) ||
        e->status != IDA_OK) {
        return;
    }
    n->generator = sim_korder_generator_of(&start->options);
    n->incarnation++;
    if (start->options.mode == IDA_KORDER_STRICT) {
        begin_strict(oracle, node, &start->options);
    }
    ida_korder_config got =
        oracle->world->subject->get_config(oracle->world->nodes[node].generator);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                           SIM_WORD_KORDER_NODE_NUMBER, start->config.node, got.node);
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                           SIM_WORD_KORDER_DRIFT, start->config.drift, got.drift);
}

/* The ID stored as a node's mark, if one for that time exists. */
static void hear_marked(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    const sim_site where = sim_korder_at(oracle, e->head.node, SIM_WORD_KORDER_MAKE);
    uint64_t time_us = e->time_us;
    ida_status expected = time_us < SIM_KORDER_TIME_END ? IDA_OK : IDA_EXHAUSTED;
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where, expected,
                         e->status) &&
        e->status == IDA_OK) {
        uint64_t place = sim_korder_tick(time_us) * SIM_PLACES_A_TICK +
                         oracle->world->nodes[e->head.node].mark_sequence;
        sim_korder_fields fields = sim_korder_place_fields(place);
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                               SIM_WORD_KORDER_MARK, sim_korder_local_of(&fields), e->local);
    }
}

/* --- IDs. --- */

static bool grow(sim_korder_oracle *oracle)
{
    size_t capacity = oracle->capacity == 0 ? 256 : oracle->capacity * 2;
    sim_korder_record *records = realloc(oracle->records, capacity * sizeof *records);
    if (records == NULL) {
        return false;
    }
    oracle->records = records;
    oracle->capacity = capacity;
    return true;
}

/* Adds an ID to the list; expected is the right place, if only one is right. */
static bool add_record(sim_korder_oracle *oracle, const sim_korder_event *e,
                       const uint64_t *expected)
{
    if (oracle->count == oracle->capacity && !grow(oracle)) {
        return false;
    }
    const uint8_t *bytes = e->global.bytes;
    sim_korder_watched *n = &oracle->nodes[e->head.node];
    sim_korder_record record = {.at = e->head.true_us,
                                .reading = e->head.reading_us,
                                .local = e->local,
                                .number = oracle->world->nodes[e->head.node].config.node,
                                .incarnation = n->incarnation,
                                .node = (uint8_t)e->head.node,
                                .way = (uint8_t)e->way};
    for (unsigned i = 0; i < 12; i++) {
        record.high = i < 8 ? record.high << 8 | bytes[i] : record.high;
        record.low = i < 8 ? 0 : record.low << 8 | bytes[i];
    }
    sim_korder_fields fields;
    (void)sim_korder_read_global(bytes, oracle->drift, &fields);
    uint64_t place = expected != NULL ? *expected : sim_korder_place_of(record.local);
    record.time = sim_korder_place_time(place);
    fields = expected != NULL ? sim_korder_place_fields(place) : fields;
    record.window = sim_korder_window(&fields, oracle->drift);
    bool again = n->made && n->last.incarnation == record.incarnation &&
                 sim_korder_tick(n->last.reading) == sim_korder_tick(record.reading);
    record.visit = n->made ? n->last.visit + (again ? 0 : 1) : 0;
    record.in_tick = again ? n->last.in_tick + 1 : 0;
    assert(oracle->count < oracle->capacity);
    assert(oracle->count + 1 == oracle->world->base.ids);
    assert(oracle->count == 0 || oracle->records[oracle->count - 1].at <= record.at);
    oracle->records[oracle->count++] = record;
    /* A thread that was overtaken read the clock a while ago. */
    const sim_clock *clock = &oracle->world->clocks.of[e->head.node];
    assert(clock->reading >= record.reading);
    uint64_t error = sim_clock_error(clock, record.at) + (clock->reading - record.reading);
    uint64_t ahead = record.time > record.at ? record.time - record.at : 0;
    oracle->eps = error > oracle->eps ? error : oracle->eps;
    oracle->lead = ahead > oracle->lead ? ahead : oracle->lead;
    return true;
}

/* The right ID; if a law is broken too, that is reported. */
static void check_exactly(sim_korder_oracle *oracle, unsigned node, const sim_site *where,
                          uint64_t place, const ida_korder_global *global)
{
    sim_korder_fields fields = sim_korder_place_fields(place);
    ida_korder_local local = sim_korder_local_of(&fields);
    fields.node = oracle->world->nodes[node].config.node;
    ida_korder_global expected = sim_korder_global_of(&fields, oracle->drift);
    const sim_korder_record *record = &oracle->records[oracle->count - 1];
    bool same =
        local == record->local && memcmp(expected.bytes, global->bytes, sizeof expected.bytes) == 0;
    if (!same && !oracle->judgement.failure.failed && !sim_korder_judge(oracle)) {
        oracle->judgement.out_of_memory = true;
    }
    const sim_value right = sim_value_hash(SIM_WORD_KORDER_LOCAL_ID, local);
    sim_value wrong =
        SIM_VALUE_SAYING(SIM_WORD_KORDER_BOTH_IDS, record->local, record->high, record->low);
    wrong.forms[0] = SIM_FORM_HEX64;
    wrong.forms[1] = SIM_FORM_HEX64;
    wrong.forms[2] = SIM_FORM_HEX32;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, same, where, right, wrong);
}

/* --- Two threads. --- */

static void hear_crossed(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    sim_korder_watched *n = &oracle->nodes[e->head.node];
    oracle->before = n->generator;
    n->crossing = e->index;
    n->lost_max = e->flag ? LOST_MAX : n->lost_max;
}

/* Whether a call is answered as a generator of that state does; place: the ID's. */
static bool is_right(sim_korder_generator *generator, const sim_korder_event *e, ida_status *status,
                     uint64_t *place)
{
    *status = sim_korder_predict(generator, e->way, e->head.reading_us, e->from, place);
    return *status == e->status && (*status != IDA_OK || *place == sim_korder_place_of(e->local));
}

/*
 * The right answer of a call. A call that was refused while threads met may have lost a place; if
 * that explains the answer, so it was. The thread that began first may also have been refused
 * before the other one's calls.
 */
static ida_status expect(sim_korder_oracle *oracle, sim_korder_watched *n,
                         const sim_korder_event *e, uint64_t *place)
{
    const bool alone = n->crossing == 0;
    sim_korder_generator usual = n->generator;
    sim_korder_generator before = oracle->before;
    ida_status status;
    bool found = is_right(&usual, e, &status, place);
    n->crossing -= alone ? 0 : 1;
    for (uint64_t lost = 1; !found && !usual.faithful && lost <= n->lost_max; lost++) {
        sim_korder_generator other = n->generator;
        ida_status explained;
        uint64_t at;
        other.next += lost;
        if (is_right(&other, e, &explained, &at)) {
            usual = other;
            status = explained;
            *place = at;
            found = true;
        }
    }
    ida_status early;
    uint64_t unused;
    if (e->flag && e->status == IDA_TRY_LATER && e->way >= SIM_WAY_LANE && !usual.faithful) {
        n->may_keep = true;
        n->keeping = sim_korder_keeping(&usual, e->way);
    }
    if (!found && e->flag && e->status != IDA_OK && is_right(&before, e, &early, &unused)) {
        return early;
    }
    n->lost_max = alone && status == IDA_OK && usual.next != n->generator.next ? 0 : n->lost_max;
    n->generator = usual;
    return status;
}

static void hear_call(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    sim_korder_watched *n = &oracle->nodes[e->head.node];
    ida_status status = e->status;
    uint64_t place = 0;
    const sim_site where =
        sim_korder_at(oracle, e->head.node,
                      e->way < SIM_WAY_LANE ? SIM_WORD_KORDER_NEXT : SIM_WORD_KORDER_LANE_NEXT);
    const ida_status expected = expect(oracle, n, e, &place);
    if (status == IDA_OK) {
        if (!add_record(oracle, e, expected == IDA_OK ? &place : NULL)) {
            oracle->judgement.out_of_memory = true;
            return;
        }
        sim_korder_check_record(oracle, e->head.node);
        oracle->maker = e->head.node;
    }
    if (!oracle->judgement.failure.failed &&
        sim_judge_status(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where, expected,
                         status) &&
        status == IDA_OK) {
        check_exactly(oracle, e->head.node, &where, place, &e->global);
    }
}

/* Which of the two states a generator is in, its own mark says. */
static void settle_keeping(sim_korder_oracle *oracle, unsigned node)
{
    sim_korder_watched *n = &oracle->nodes[node];
    ida_korder_local mark = 0;
    if (!n->may_keep) {
        return;
    }
    n->may_keep = false;
    ida_status status =
        oracle->world->subject->high_water(oracle->world->nodes[node].generator, &mark);
    if (status == IDA_OK && sim_korder_place_of(mark) == n->keeping.next) {
        n->generator = n->keeping;
    }
}

/* --- Messages. --- */

/* An ID was read from a message, intact or damaged. It is the cause of the reader's next ID. */
static void hear_heard(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    static const sim_word reading[] = {SIM_WORD_KORDER_READING_BYTES, SIM_WORD_KORDER_READING_D64,
                                       SIM_WORD_KORDER_READING_BASE64URL};
    uint8_t bytes[IDA_KORDER_GLOBAL_SIZE];
    sim_korder_fields fields;
    bool whole;
    if (e->way == SIM_FORM_BYTES) {
        whole = e->size == sizeof bytes;
        memcpy(bytes, e->data, whole ? e->size : 0);
    } else {
        whole = sim_korder_read_text(e->data, e->size,
                                     e->way == SIM_FORM_D64 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL,
                                     bytes, sizeof bytes);
    }
    whole = whole && sim_korder_read_global(bytes, oracle->drift, &fields);
    const sim_site where = sim_site_of_call(reading[e->way]);
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                         whole ? IDA_OK : IDA_MALFORMED, e->status) &&
        whole) {
        (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_KORDER_ROUND_TRIP,
                              memcmp(bytes, e->global.bytes, sizeof bytes) == 0, &where,
                              SIM_WORD_KORDER_ID_WRITTEN, SIM_WORD_KORDER_ANOTHER);
    }
    assert(e->index < oracle->count);
    oracle->cause = e->flag ? SIM_KORDER_NONE : e->index;
}

static void hear_split(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    const unsigned node = e->head.node;
    sim_korder_fields fields;
    bool valid = sim_korder_read_global(e->global.bytes, oracle->drift, &fields);
    ida_status expected = valid ? IDA_OK : IDA_MALFORMED;
    bool is_own = valid && fields.node == oracle->world->nodes[node].config.node;
    const sim_site where = sim_korder_at(oracle, node, SIM_WORD_KORDER_SPLIT);
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where, expected,
                         e->status) &&
        valid) {
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                               SIM_WORD_KORDER_LOCAL_ID, sim_korder_local_of(&fields), e->local);
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                               SIM_WORD_KORDER_NUMBER, fields.node, e->number);
    }
    const sim_site to_local = sim_korder_at(oracle, node, SIM_WORD_KORDER_TO_LOCAL);
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &to_local,
                         valid && !is_own ? IDA_FOREIGN_NODE : expected, e->own_status) &&
        is_own) {
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_ROUND_TRIP, &to_local,
                               SIM_WORD_KORDER_LOCAL_ID, sim_korder_local_of(&fields), e->own);
    }
}

/* --- After an op, and the quiet phase. --- */

/* Questions about everything that a table has, for a subject that claims all of it. */
static bool asks_others(const sim_korder_oracle *oracle)
{
    const uint64_t unclaimed = oracle->world->subject->unclaimed;
    return sim_claims(unclaimed, IDSIM_CLAIM_ARGUMENTS) &&
           sim_claims(unclaimed, IDSIM_CLAIM_STARTS);
}

static void hear_done(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    (void)e;
    unsigned maker = oracle->maker;
    oracle->maker = SIM_NODES_MAX;
    oracle->cause = SIM_KORDER_NONE;
    for (unsigned i = 0; i < oracle->world->setting.nodes; i++) {
        settle_keeping(oracle, i);
    }
    if (maker < SIM_NODES_MAX) {
        sim_korder_ask(oracle, maker);
    }
    if (!oracle->judgement.failure.failed) {
        sim_korder_ask_all(oracle);
    }
    if (!oracle->judgement.failure.failed && asks_others(oracle)) {
        sim_korder_ask_others(oracle);
    }
}

static void hear_quiet(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    (void)e;
    if (!sim_korder_judge(oracle)) {
        oracle->judgement.out_of_memory = true;
    }
    oracle->quiet = true;
}

/* A node whose clock shows ready_us has made an ID, or none are left. */
static void hear_served(sim_korder_oracle *oracle, const sim_korder_event *e)
{
    const sim_korder_world *world = oracle->world;
    const sim_korder_node *n = &world->nodes[e->head.node];
    const sim_site where = sim_korder_at(oracle, e->head.node, SIM_WORD_KORDER_SHOWS_READY);
    /* Near the end of time, marks can no longer be stored ahead. */
    uint64_t reach =
        e->head.reading_us + n->mark_ahead + (world->setting.lead + UINT64_C(1)) * SIM_TICK_US;
    /* And when true time is at its end, clocks no longer reach the time they need. */
    bool waits = sim_clocks_ended(&world->clocks) &&
                 e->head.reading_us < world->subject->ready_us(n->generator);
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT,
                          e->flag || waits || reach >= SIM_KORDER_TIME_END ||
                              world->base.ids == SIM_KORDER_IDS_MAX,
                          &where, SIM_WORD_KORDER_AN_ID, SIM_WORD_KORDER_NO_ID);
}

bool sim_korder_oracle_hear(void *context, const void *event)
{
    /* The rest is in the world's state. */
    static void (*const hear[SIM_KORDER_KINDS])(sim_korder_oracle *, const sim_korder_event *) = {
        [SIM_KORDER_DONE] = hear_done,     [SIM_KORDER_QUIET] = hear_quiet,
        [SIM_KORDER_HASHED] = hear_hashed, [SIM_KORDER_SEARCHED] = hear_searched,
        [SIM_KORDER_WOKEN] = hear_woken,   [SIM_KORDER_MARKED] = hear_marked,
        [SIM_KORDER_MADE] = hear_call,     [SIM_KORDER_CROSSED] = hear_crossed,
        [SIM_KORDER_REFUSED] = hear_call,  [SIM_KORDER_HEARD] = hear_heard,
        [SIM_KORDER_SPLIT] = hear_split,   [SIM_KORDER_SERVED] = hear_served,
    };
    sim_korder_oracle *oracle = context;
    const unsigned kind = sim_timed_kind(event);
    if (hear[kind] != NULL) {
        hear[kind](oracle, event);
    }
    return !oracle->judgement.failure.failed && !oracle->judgement.out_of_memory;
}
