/* The oracle of k-order worlds: what it keeps, and what it makes of each ID that is made. */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

#include "korder/layout.h"
#include "machine.h"
#include "oracle_internal.h"

sim_korder_oracle *sim_korder_oracle_create(sim_korder_world *world, sim_invariant_set only)
{
    sim_korder_oracle *oracle = calloc(1, sizeof *oracle);
    if (oracle != NULL) {
        oracle->world = world;
        oracle->judgement.only = only;
        oracle->drift = sim_korder_drift(&world->config);
        oracle->cause = SIM_KORDER_NONE;
    }
    return oracle;
}

void sim_korder_oracle_destroy(sim_korder_oracle *oracle)
{
    if (oracle != NULL) {
        free(oracle->events);
        free(oracle->places);
        free(oracle);
    }
}

const sim_judgement *sim_korder_oracle_judgement(const sim_korder_oracle *oracle)
{
    return &oracle->judgement;
}

const sim_measured *sim_korder_oracle_measures(const sim_korder_oracle *oracle)
{
    return oracle->measures;
}

/* --- Checks. --- */

/* Where something was wrong. */
static sim_site site_of(const sim_korder_oracle *oracle, sim_korder_site where)
{
    return where.node < SIM_NODES_MAX
               ? sim_site_of_actor(SIM_WORD_KORDER_NODE, where.node,
                                   sim_korder_reading(oracle->world, where.node), where.call)
               : sim_site_of_call(where.call);
}

bool sim_korder_check(sim_korder_oracle *oracle, sim_invariant invariant, bool holds,
                      sim_korder_site where, sim_value expected, sim_value got)
{
    /* What holds is checked too often to find out each time where that was. */
    const sim_site site = holds ? sim_site_of_call(where.call) : site_of(oracle, where);
    return sim_judge(&oracle->judgement, invariant, holds, &site, expected, got);
}

bool sim_korder_check_words(sim_korder_oracle *oracle, sim_invariant invariant, bool holds,
                            sim_korder_site where, sim_word expected, sim_word got)
{
    return sim_korder_check(oracle, invariant, holds, where, sim_value_words(expected),
                            sim_value_words(got));
}

bool sim_korder_check_number(sim_korder_oracle *oracle, sim_invariant invariant,
                             sim_korder_site where, sim_word what, uint64_t expected, uint64_t got)
{
    return sim_korder_check(oracle, invariant, expected == got, where,
                            sim_value_number(what, expected), sim_value_number(what, got));
}

bool sim_korder_check_status(sim_korder_oracle *oracle, sim_invariant invariant,
                             sim_korder_site where, ida_status expected, ida_status got)
{
    return sim_korder_check(oracle, invariant, expected == got, where, sim_value_status(expected),
                            sim_value_status(got));
}

sim_value sim_korder_event_value(const sim_korder_event *event)
{
    sim_value value = SIM_VALUE_SAYING(SIM_WORD_KORDER_ID_OF_NODE, event->high, event->low,
                                       event->node, event->at);
    value.forms[0] = SIM_FORM_HEX64;
    value.forms[1] = SIM_FORM_HEX32;
    return value;
}

bool sim_korder_above(const sim_korder_event *a, const sim_korder_event *b)
{
    return a->high != b->high ? a->high > b->high : a->low > b->low;
}

uint64_t sim_korder_slack(const sim_korder_oracle *oracle)
{
    return oracle->eps + (oracle->lead > oracle->eps ? oracle->lead : oracle->eps);
}

/* --- What nodes are. --- */

void sim_korder_hashed(sim_korder_oracle *oracle, const sim_korder_naming *naming,
                       uint32_t fingerprint)
{
    const sim_site where =
        sim_site_about(sim_site_of_call(SIM_WORD_KORDER_FINGERPRINT), sim_value_text(naming->name));
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                           SIM_WORD_KORDER_HASH, sim_korder_hash(naming->name, naming->hash),
                           fingerprint);
}

void sim_korder_searched(sim_korder_oracle *oracle, const uint32_t *numbers, size_t count,
                         uint32_t number, bool found, size_t at)
{
    size_t first = 0;
    while (first < count && numbers[first] != number) {
        first++;
    }
    bool expected = first < count;
    sim_korder_site where = {SIM_NODES_MAX, SIM_WORD_KORDER_SEARCHING};
    if (sim_korder_check_words(oracle, SIM_INVARIANT_KORDER_CONTRACT, expected == found, where,
                               expected ? SIM_WORD_KORDER_FOUND : SIM_WORD_KORDER_FOUND_NOT,
                               found ? SIM_WORD_KORDER_FOUND : SIM_WORD_KORDER_FOUND_NOT)) {
        (void)sim_korder_check_number(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                      SIM_WORD_KORDER_PLACE, expected ? first : SIM_NODES_MAX, at);
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

/* A strict generator that begins at the mark that its node stored last must repeat nothing. */
static void begin_strict(sim_korder_oracle *oracle, unsigned node,
                         const ida_korder_options *options)
{
    sim_korder_watched *n = &oracle->nodes[node];
    sim_korder_site where = {node, SIM_WORD_KORDER_BEGINNING};
    if (options->high_water == 0) {
        n->unmarked = n->incarnation;
        n->bounded = false;
    } else if (n->made) {
        (void)sim_korder_check(
            oracle, SIM_INVARIANT_KORDER_NODE_ORDER, options->high_water > n->greatest.local, where,
            sim_value_words(SIM_WORD_KORDER_ABOVE_ALL), sim_korder_event_value(&n->greatest));
        sim_korder_mark(oracle->world, SIM_MARK_KORDER_RESTARTED);
        n->bounded = true;
        n->bound = n->greatest;
    }
    for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
        n->lane_bounded[i] = n->bounded;
        n->lane_bound[i] = n->bound;
    }
}

void sim_korder_begun(sim_korder_oracle *oracle, unsigned node, const ida_korder_config *config,
                      const ida_korder_options *options, ida_status status)
{
    sim_korder_watched *n = &oracle->nodes[node];
    sim_korder_site where = {node, SIM_WORD_KORDER_CREATE};
    ida_status expected = are_options(config, options) ? IDA_OK : IDA_INVALID_ARGUMENT;
    if (!sim_korder_check_status(oracle, SIM_INVARIANT_KORDER_CONTRACT, where, expected, status) ||
        status != IDA_OK) {
        return;
    }
    n->generator = sim_korder_generator_of(options);
    n->incarnation++;
    if (options->mode == IDA_KORDER_STRICT) {
        begin_strict(oracle, node, options);
    }
    ida_korder_config got =
        oracle->world->subject->get_config(oracle->world->nodes[node].generator);
    (void)sim_korder_check_number(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                  SIM_WORD_KORDER_NODE_NUMBER, config->node, got.node);
    (void)sim_korder_check_number(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                  SIM_WORD_KORDER_DRIFT, config->drift, got.drift);
}

void sim_korder_ahead(sim_korder_oracle *oracle, unsigned node, uint64_t time_us, ida_status status,
                      ida_korder_local mark)
{
    sim_korder_site where = {node, SIM_WORD_KORDER_MAKE};
    ida_status expected = time_us < SIM_KORDER_TIME_END ? IDA_OK : IDA_EXHAUSTED;
    if (sim_korder_check_status(oracle, SIM_INVARIANT_KORDER_CONTRACT, where, expected, status) &&
        status == IDA_OK) {
        uint64_t place =
            sim_korder_tick(time_us) * SIM_PLACES_A_TICK + oracle->world->nodes[node].mark_sequence;
        sim_korder_fields fields = sim_korder_place_fields(place);
        (void)sim_korder_check_number(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                      SIM_WORD_KORDER_MARK, sim_korder_local_of(&fields), mark);
    }
}

/* --- IDs. --- */

static bool grow(sim_korder_oracle *oracle)
{
    size_t capacity = oracle->capacity == 0 ? 256 : oracle->capacity * 2;
    sim_korder_event *events = realloc(oracle->events, capacity * sizeof *events);
    if (events == NULL) {
        return false;
    }
    oracle->events = events;
    oracle->capacity = capacity;
    return true;
}

/* Adds an ID to the list; expected is the place that it must have, if it must have one. */
static bool add_event(sim_korder_oracle *oracle, unsigned node, unsigned way,
                      ida_korder_local local, const ida_korder_global *global,
                      const uint64_t *expected)
{
    if (oracle->count == oracle->capacity && !grow(oracle)) {
        return false;
    }
    const sim_korder_world *world = oracle->world;
    sim_korder_watched *n = &oracle->nodes[node];
    sim_korder_event event = {.at = world->clocks.now,
                              .reading = sim_korder_reading(world, node),
                              .local = local,
                              .number = world->nodes[node].config.node,
                              .incarnation = n->incarnation,
                              .node = (uint8_t)node,
                              .way = (uint8_t)way};
    for (unsigned i = 0; i < 12; i++) {
        event.high = i < 8 ? event.high << 8 | global->bytes[i] : event.high;
        event.low = i < 8 ? 0 : event.low << 8 | global->bytes[i];
    }
    sim_korder_fields fields;
    (void)sim_korder_read_global(global->bytes, oracle->drift, &fields);
    uint64_t place = expected != NULL ? *expected : sim_korder_place_of(local);
    event.time = sim_korder_place_time(place);
    fields = expected != NULL ? sim_korder_place_fields(place) : fields;
    event.window = sim_korder_window(&fields, oracle->drift);
    bool again = n->made && n->last.incarnation == event.incarnation &&
                 sim_korder_tick(n->last.reading) == sim_korder_tick(event.reading);
    event.visit = n->made ? n->last.visit + (again ? 0 : 1) : 0;
    event.in_tick = again ? n->last.in_tick + 1 : 0;
    oracle->events[oracle->count++] = event;
    uint64_t error = sim_clock_error(&world->clocks.of[node], event.at);
    uint64_t ahead = event.time > event.at ? event.time - event.at : 0;
    oracle->eps = error > oracle->eps ? error : oracle->eps;
    oracle->lead = ahead > oracle->lead ? ahead : oracle->lead;
    return true;
}

/* The ID that must have been given; where a law breaks, too, that is what is reported. */
static void check_exactly(sim_korder_oracle *oracle, unsigned node, sim_korder_site where,
                          uint64_t place, const ida_korder_global *global)
{
    sim_korder_fields fields = sim_korder_place_fields(place);
    ida_korder_local local = sim_korder_local_of(&fields);
    fields.node = oracle->world->nodes[node].config.node;
    ida_korder_global expected = sim_korder_global_of(&fields, oracle->drift);
    const sim_korder_event *event = &oracle->events[oracle->count - 1];
    bool same =
        local == event->local && memcmp(expected.bytes, global->bytes, sizeof expected.bytes) == 0;
    if (!same && !oracle->judgement.failure.failed && !sim_korder_judge(oracle)) {
        oracle->world->out_of_memory = true;
    }
    const sim_value right = sim_value_hash(SIM_WORD_KORDER_LOCAL_ID, local);
    sim_value wrong =
        SIM_VALUE_SAYING(SIM_WORD_KORDER_BOTH_IDS, event->local, event->high, event->low);
    wrong.forms[0] = SIM_FORM_HEX64;
    wrong.forms[1] = SIM_FORM_HEX64;
    wrong.forms[2] = SIM_FORM_HEX32;
    (void)sim_korder_check(oracle, SIM_INVARIANT_KORDER_CONTRACT, same, where, right, wrong);
}

void sim_korder_made(sim_korder_oracle *oracle, unsigned node, unsigned way, ida_status status,
                     ida_korder_local local, const ida_korder_global *global)
{
    sim_korder_watched *n = &oracle->nodes[node];
    uint64_t now = sim_korder_reading(oracle->world, node);
    uint64_t place = 0;
    sim_korder_site where = {node,
                             way < SIM_WAY_LANE ? SIM_WORD_KORDER_NEXT : SIM_WORD_KORDER_LANE_NEXT};
    ida_status expected = sim_korder_predict(&n->generator, way, now, &place);
    if (status == IDA_OK) {
        if (!add_event(oracle, node, way, local, global, expected == IDA_OK ? &place : NULL)) {
            oracle->world->out_of_memory = true;
            return;
        }
        sim_korder_check_event(oracle, node);
    }
    if (!oracle->judgement.failure.failed &&
        sim_korder_check_status(oracle, SIM_INVARIANT_KORDER_CONTRACT, where, expected, status) &&
        status == IDA_OK) {
        check_exactly(oracle, node, where, place, global);
    }
}

/* --- Messages. --- */

void sim_korder_read(sim_korder_oracle *oracle, unsigned form, const void *data, size_t size,
                     ida_status status, const ida_korder_global *id)
{
    uint8_t bytes[IDA_KORDER_GLOBAL_SIZE];
    sim_korder_fields fields;
    bool whole;
    if (form == 0) {
        whole = size == sizeof bytes;
        memcpy(bytes, data, whole ? size : 0);
    } else {
        whole = sim_korder_read_text(data, size, form == 1 ? IDA_KORDER_D64 : IDA_KORDER_BASE64URL,
                                     bytes, sizeof bytes);
    }
    whole = whole && sim_korder_read_global(bytes, oracle->drift, &fields);
    static const sim_word reading[] = {SIM_WORD_KORDER_READING_BYTES, SIM_WORD_KORDER_READING_D64,
                                       SIM_WORD_KORDER_READING_BASE64URL};
    sim_korder_site where = {SIM_NODES_MAX, reading[form]};
    if (sim_korder_check_status(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                whole ? IDA_OK : IDA_MALFORMED, status) &&
        whole) {
        (void)sim_korder_check_words(oracle, SIM_INVARIANT_KORDER_ROUND_TRIP,
                                     memcmp(bytes, id->bytes, sizeof bytes) == 0, where,
                                     SIM_WORD_KORDER_ID_WRITTEN, SIM_WORD_KORDER_ANOTHER);
    }
}

void sim_korder_split(sim_korder_oracle *oracle, unsigned node, const ida_korder_global *id,
                      ida_status split, ida_korder_local local, uint32_t number,
                      ida_status to_local, ida_korder_local own)
{
    sim_korder_fields fields;
    bool valid = sim_korder_read_global(id->bytes, oracle->drift, &fields);
    ida_status expected = valid ? IDA_OK : IDA_MALFORMED;
    bool is_own = valid && fields.node == oracle->world->nodes[node].config.node;
    sim_korder_site where = {node, SIM_WORD_KORDER_SPLIT};
    if (sim_korder_check_status(oracle, SIM_INVARIANT_KORDER_CONTRACT, where, expected, split) &&
        valid) {
        (void)sim_korder_check_number(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                      SIM_WORD_KORDER_LOCAL_ID, sim_korder_local_of(&fields),
                                      local);
        (void)sim_korder_check_number(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                      SIM_WORD_KORDER_NUMBER, fields.node, number);
    }
    where.call = SIM_WORD_KORDER_TO_LOCAL;
    if (sim_korder_check_status(oracle, SIM_INVARIANT_KORDER_CONTRACT, where,
                                valid && !is_own ? IDA_FOREIGN_NODE : expected, to_local) &&
        is_own) {
        (void)sim_korder_check_number(oracle, SIM_INVARIANT_KORDER_ROUND_TRIP, where,
                                      SIM_WORD_KORDER_LOCAL_ID, sim_korder_local_of(&fields), own);
    }
}

void sim_korder_heard(sim_korder_oracle *oracle, uint32_t cause)
{
    oracle->cause = cause;
}

/* --- The quiet phase. --- */

void sim_korder_settled(sim_korder_oracle *oracle, unsigned node, bool made)
{
    const sim_korder_world *world = oracle->world;
    sim_korder_site where = {node, SIM_WORD_KORDER_SHOWS_READY};
    /* Near the end of all times, no mark can be stored ahead any more. */
    uint64_t reading = sim_korder_reading(world, node);
    uint64_t reach = reading + world->nodes[node].mark_ahead +
                     (world->config.cluster_size + UINT64_C(1)) * SIM_TICK_US;
    /* And where true time is at its end, no clock gets to where it must be. */
    bool waits = sim_clocks_ended(&world->clocks) &&
                 reading < world->subject->ready_us(world->nodes[node].generator);
    (void)sim_korder_check_words(oracle, SIM_INVARIANT_KORDER_CONTRACT,
                                 made || waits || reach >= SIM_KORDER_TIME_END ||
                                     world->ids == SIM_KORDER_IDS_MAX,
                                 where, SIM_WORD_KORDER_AN_ID, SIM_WORD_KORDER_NO_ID);
}
