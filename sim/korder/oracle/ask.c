/* The oracle's questions about existing IDs and generators. */
#include <assert.h>
#include <string.h>

#include "claims.h"
#include "korder/layout.h"
#include "oracle_internal.h"

#define TEXT_FORMS 2u
#define MILLION    INT64_C(1000000)

static const ida_korder_text forms[TEXT_FORMS] = {IDA_KORDER_D64, IDA_KORDER_BASE64URL};

/* Both sizes of ID have the same questions about their bytes and texts. */
typedef struct form_of_id {
    uint8_t bytes[IDA_KORDER_GLOBAL_SIZE]; /* the right ones */
    size_t size;
} form_of_id;

static bool went_round(sim_korder_oracle *oracle, const sim_site *where, bool holds, sim_word what)
{
    return sim_judge_words(&oracle->judgement, SIM_INVARIANT_KORDER_ROUND_TRIP, holds, where, what,
                           SIM_WORD_KORDER_SOMETHING_ELSE);
}

static void ask_text(sim_korder_oracle *oracle, const sim_site *where, const form_of_id *id,
                     ida_korder_text form, const char *text)
{
    char expected[IDA_KORDER_GLOBAL_TEXT_SIZE];
    sim_korder_write_text(id->bytes, id->size, form, expected);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_ROUND_TRIP,
                    strcmp(expected, text) == 0, where, sim_value_text(expected),
                    sim_value_text(text));
}

static void ask_local(sim_korder_oracle *oracle, const sim_site *where,
                      const sim_korder_record *record)
{
    const sim_korder_subject *subject = oracle->world->subject;
    form_of_id id = {.size = IDA_KORDER_LOCAL_SIZE};
    uint8_t bytes[IDA_KORDER_LOCAL_SIZE];
    ida_korder_local back = 0;
    for (unsigned i = 0; i < sizeof bytes; i++) {
        id.bytes[i] = (uint8_t)(record->local >> (56 - 8 * i));
    }
    subject->local_to_bytes(record->local, bytes);
    (void)went_round(oracle, where, memcmp(bytes, id.bytes, sizeof bytes) == 0,
                     SIM_WORD_KORDER_LOCAL_BYTES);
    (void)went_round(oracle, where,
                     subject->local_from_bytes(id.bytes, sizeof bytes, &back) == IDA_OK &&
                         back == record->local,
                     SIM_WORD_KORDER_LOCAL_FROM_BYTES);
    for (unsigned i = 0; i < TEXT_FORMS; i++) {
        char text[IDA_KORDER_LOCAL_TEXT_SIZE];
        subject->local_format(record->local, forms[i], text);
        ask_text(oracle, where, &id, forms[i], text);
        back = 0;
        (void)went_round(oracle, where,
                         subject->local_parse(text, strlen(text), forms[i], &back) == IDA_OK &&
                             back == record->local,
                         SIM_WORD_KORDER_LOCAL_FROM_TEXT);
    }
}

static void ask_global(sim_korder_oracle *oracle, const sim_site *where, unsigned node,
                       const sim_korder_record *record)
{
    const sim_korder_subject *subject = oracle->world->subject;
    const sim_korder_node *n = &oracle->world->nodes[node];
    form_of_id id = {.size = IDA_KORDER_GLOBAL_SIZE};
    ida_korder_global global;
    ida_korder_local local = 0;
    memcpy(id.bytes, n->id.bytes, id.size);
    memset(&global, 0, sizeof global);
    (void)went_round(oracle, where,
                     subject->to_global(&n->config, record->local, &global) == IDA_OK &&
                         memcmp(global.bytes, id.bytes, id.size) == 0,
                     SIM_WORD_KORDER_GLOBAL_OF_LOCAL);
    (void)went_round(oracle, where,
                     subject->to_local(&n->config, &n->id, &local) == IDA_OK &&
                         local == record->local,
                     SIM_WORD_KORDER_LOCAL_OF_GLOBAL);
    for (unsigned i = 0; i < TEXT_FORMS; i++) {
        char text[IDA_KORDER_GLOBAL_TEXT_SIZE];
        subject->global_format(&n->id, forms[i], text);
        ask_text(oracle, where, &id, forms[i], text);
        memset(&global, 0, sizeof global);
        ida_status status =
            subject->global_parse(text, strlen(text), forms[i], oracle->drift, &global);
        (void)went_round(oracle, where,
                         status == IDA_OK && memcmp(global.bytes, id.bytes, id.size) == 0,
                         SIM_WORD_KORDER_GLOBAL_FROM_TEXT);
    }
}

static int sign(int64_t number)
{
    return (number > 0) - (number < 0);
}

/* Two IDs are in the same order as bytes and as d64 texts; and their distance. */
static void ask_two(sim_korder_oracle *oracle, const sim_site *where, unsigned node,
                    const sim_korder_record *record)
{
    const sim_korder_subject *subject = oracle->world->subject;
    const ida_korder_global *id = &oracle->world->nodes[node].id;
    char before[IDA_KORDER_GLOBAL_TEXT_SIZE];
    char after[IDA_KORDER_GLOBAL_TEXT_SIZE];
    subject->global_format(&oracle->asked_global, IDA_KORDER_D64, before);
    subject->global_format(id, IDA_KORDER_D64, after);
    (void)went_round(oracle, where,
                     sign(strcmp(after, before)) ==
                         sign(memcmp(id->bytes, oracle->asked_global.bytes, sizeof id->bytes)),
                     SIM_WORD_KORDER_TEXTS_IN_ORDER);
    uint64_t later = sim_korder_place_of(record->local);
    uint64_t earlier = sim_korder_place_of(oracle->asked_local);
    int64_t time = (int64_t)sim_korder_place_time(later) - (int64_t)sim_korder_place_time(earlier);
    int64_t sequence =
        (int64_t)(later % SIM_PLACES_A_TICK) - (int64_t)(earlier % SIM_PLACES_A_TICK);
    ida_korder_distance got = subject->difference(record->local, oracle->asked_local);
    int64_t sum =
        (int64_t)got.megaseconds * MILLION * MILLION + got.seconds * MILLION + got.microseconds;
    bool one_sign = sign(got.megaseconds) * sign(time) >= 0 &&
                    sign(got.seconds) * sign(time) >= 0 && sign(got.microseconds) * sign(time) >= 0;
    bool in_parts = got.seconds < MILLION && got.seconds > -MILLION && got.microseconds < MILLION &&
                    got.microseconds > -MILLION;
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT,
                          sum == time && one_sign && in_parts && got.sequence == sequence, where,
                          SIM_WORD_KORDER_DISTANCE, SIM_WORD_KORDER_ANOTHER);
}

static void ask_time(sim_korder_oracle *oracle, const sim_site *where,
                     const sim_korder_record *record)
{
    const sim_korder_subject *subject = oracle->world->subject;
    const sim_korder_generator *generator = &oracle->nodes[record->node].generator;
    uint64_t ms = subject->time_ms(record->local);
    uint64_t lead = generator->faithful ? 0 : generator->lead * SIM_TICK_US;
    bool honest = ms + 2 >= record->reading / 1000 && ms <= (record->reading + lead) / 1000;
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_LEAD, honest, where,
                    sim_value_number(SIM_WORD_KORDER_MS_BELOW, record->reading / 1000),
                    sim_value_number(SIM_WORD_KORDER_MS, ms));
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, where,
                           SIM_WORD_KORDER_TIME_US, record->time, subject->time_us(record->local));
    (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, where,
                           SIM_WORD_KORDER_TIME_MS, record->time / 1000, ms);
    (void)sim_judge_number(
        &oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, where, SIM_WORD_KORDER_SEQUENCE,
        sim_korder_place_of(record->local) % SIM_PLACES_A_TICK, subject->sequence(record->local));
    (void)sim_judge_words(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT,
                          subject->is_valid(record->local), where, SIM_WORD_KORDER_VALID,
                          SIM_WORD_KORDER_NO_ID);
}

void sim_korder_ask(sim_korder_oracle *oracle, unsigned node)
{
    const sim_korder_record *record = &oracle->nodes[node].last;
    assert(oracle->nodes[node].made);
    assert(record->node == node);
    const sim_site where = sim_korder_at(oracle, node, SIM_WORD_KORDER_LAST_ID);
    ask_local(oracle, &where, record);
    ask_global(oracle, &where, node, record);
    if (oracle->asked) {
        ask_two(oracle, &where, node, record);
    }
    ask_time(oracle, &where, record);
    oracle->asked = true;
    oracle->asked_local = record->local;
    oracle->asked_global = oracle->world->nodes[node].id;
}

/* --- Generators. --- */

/* ready is the first reading at which a strict generator gives its next place. */
static void ask_ready(sim_korder_oracle *oracle, unsigned node, unsigned way, uint64_t ready)
{
    const sim_korder_generator *generator = &oracle->nodes[node].generator;
    uint64_t place = sim_korder_coming(generator, way);
    bool holds = sim_korder_is_ready(generator, place, ready);
    const sim_site where = sim_korder_at(
        oracle, node, way < SIM_WAY_LANE ? SIM_WORD_KORDER_READY : SIM_WORD_KORDER_LANE_READY);
    (void)sim_judge(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, holds, &where,
                    sim_value_words(SIM_WORD_KORDER_FIRST_READY),
                    sim_value_number(SIM_WORD_KORDER_US, ready));
}

static void ask_mark(sim_korder_oracle *oracle, unsigned node)
{
    const sim_korder_generator *generator = &oracle->nodes[node].generator;
    ida_korder_local mark = 0;
    ida_status status =
        oracle->world->subject->high_water(oracle->world->nodes[node].generator, &mark);
    ida_status expected = generator->faithful                       ? IDA_INVALID_ARGUMENT
                          : generator->next >= SIM_KORDER_PLACE_END ? IDA_EXHAUSTED
                                                                    : IDA_OK;
    const sim_site where = sim_korder_at(oracle, node, SIM_WORD_KORDER_HIGH_WATER);
    if (sim_judge_status(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where, expected,
                         status) &&
        status == IDA_OK) {
        sim_korder_fields fields = sim_korder_place_fields(generator->next);
        (void)sim_judge_number(&oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                               SIM_WORD_KORDER_MARK, sim_korder_local_of(&fields), mark);
    }
}

void sim_korder_ask_all(sim_korder_oracle *oracle)
{
    const sim_korder_world *world = oracle->world;
    for (unsigned node = 0; node < world->setting.nodes; node++) {
        const sim_korder_node *n = &world->nodes[node];
        if (n->generator == NULL) {
            continue;
        }
        ask_ready(oracle, node, SIM_WAY_NEXT, world->subject->ready_us(n->generator));
        for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
            ask_ready(oracle, node, SIM_WAY_LANE + i, world->subject->lane_ready_us(&n->lanes[i]));
        }
        if (sim_claims(world->subject->unclaimed, IDSIM_CLAIM_MARKS)) {
            ask_mark(oracle, node);
        }
    }
}
