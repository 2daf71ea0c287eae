/*
 * Questions about IDs that no node made, and about a generator of the oracle's own that begins at
 * an end of what is allowed. What is asked follows from the seed and the number of questions
 * before.
 */
#include <assert.h>
#include <string.h>

#ifndef __STDC_NO_ATOMICS__
#include <stdatomic.h>
#endif

#include "kernel/accounting.h"
#include "kernel/random.h"
#include "korder/layout.h"
#include "oracle_internal.h"

#define DRIFT_MIN 5u
#define DRIFT_MAX 10u
/* What an answer is set to before a call that may have to leave it as it is. */
#define UNTOUCHED UINT64_C(0x5e9dead5e9dead5e)
/* Calls to a generator of the oracle's own. */
#define CALLS 14u
/* Processes. */
#define OWNER  5u
#define OTHERS 1u

#if defined(ATOMIC_LLONG_LOCK_FREE) && ATOMIC_LLONG_LOCK_FREE == 2
#define HAS_ATOMICS true
#else
#define HAS_ATOMICS false
#endif

typedef struct asker {
    sim_korder_oracle *oracle;
    const sim_korder_subject *subject;
    uint64_t random;
} asker;

static uint64_t below(asker *a, uint64_t bound)
{
    assert(bound > 0);
    return sim_splitmix(&a->random) % bound;
}

static bool is_right(asker *a, sim_word call, bool right)
{
    const sim_site where = sim_site_of_call(call);
    return sim_judge_words(&a->oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, right, &where,
                           SIM_WORD_KORDER_AS_RULED, SIM_WORD_KORDER_SOMETHING_ELSE);
}

static bool has_status(asker *a, sim_word call, ida_status expected, ida_status got)
{
    const sim_site where = sim_site_of_call(call);
    return sim_judge_status(&a->oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where, expected,
                            got);
}

/* --- Times and fields. --- */

/* A time near where something begins or ends. */
static uint64_t draw_time(asker *a)
{
    static const uint64_t steps[] = {1024,
                                     UINT64_C(976) * 1024,
                                     UINT64_C(1000000),
                                     UINT64_C(32000000),
                                     UINT64_C(1024000000),
                                     UINT64_C(1000000000000)};
    static const uint64_t ends[] = {SIM_KORDER_TIME_END, UINT64_C(1) << 53, INT64_MAX, UINT64_MAX};
    uint64_t near = below(a, 3) - 1;
    if (below(a, 3) == 0) {
        return ends[below(a, sizeof ends / sizeof ends[0])] + near - 1;
    }
    uint64_t step = steps[below(a, sizeof steps / sizeof steps[0])];
    return below(a, SIM_KORDER_TIME_END / step) * step + near;
}

static uint32_t draw_drift(asker *a)
{
    return (uint32_t)(DRIFT_MIN - 1 + below(a, DRIFT_MAX - DRIFT_MIN + 3));
}

static bool is_drift(uint32_t drift)
{
    return drift >= DRIFT_MIN && drift <= DRIFT_MAX;
}

/* Fields at their ends, or beyond; as bytes of a local ID or of a global one. */
static void draw_bytes(asker *a, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)below(a, 256);
    }
    switch (below(a, 4)) {
    case 0: /* the last second, tick and sequence of a megasecond, or one after that */
        bytes[2] = (uint8_t)(bytes[2] | 0x0f);
        bytes[3] = 0x42;
        bytes[4] = (uint8_t)(0x3f + below(a, 2));
        bytes[size - 3] = (uint8_t)(0xf4 - below(a, 2));
        break;
    case 1:
        memset(bytes, 0, size);
        break;
    case 2:
        memset(bytes + size - 3, below(a, 2) == 0 ? 0xff : 0, 3);
        break;
    default:
        break;
    }
}

static ida_korder_local number_of(const uint8_t bytes[8])
{
    ida_korder_local number = 0;
    for (unsigned i = 0; i < 8; i++) {
        number = number * 256 + bytes[i];
    }
    return number;
}

static void ask_make(asker *a)
{
    const uint64_t time_us = draw_time(a);
    const uint32_t sequence =
        (uint32_t)(below(a, 2) == 0 ? SIM_PLACES_A_TICK - 2 + below(a, 4) : below(a, UINT32_MAX));
    ida_korder_local expected = UNTOUCHED;
    ida_status status = IDA_OK;
    if (sequence >= SIM_PLACES_A_TICK) {
        status = IDA_INVALID_ARGUMENT;
    } else if (time_us >= SIM_KORDER_TIME_END) {
        status = IDA_EXHAUSTED;
    } else {
        const sim_korder_fields fields =
            sim_korder_place_fields(sim_korder_tick(time_us) * SIM_PLACES_A_TICK + sequence);
        expected = sim_korder_local_of(&fields);
    }
    ida_korder_local local = UNTOUCHED;
    (void)has_status(a, SIM_WORD_KORDER_MAKE, status, a->subject->make(time_us, sequence, &local));
    (void)is_right(a, SIM_WORD_KORDER_MAKE, local == expected);
}

/* When the window of a time begins and ends: a megasecond's last one ends with it. */
static void ask_window(asker *a)
{
    const uint64_t time_us = draw_time(a);
    const uint32_t drift = draw_drift(a);
    const uint64_t megasecond = UINT64_C(1000000) * 1000000;
    uint64_t begin = UNTOUCHED;
    uint64_t end = UNTOUCHED;
    uint64_t begin_us = UNTOUCHED;
    uint64_t end_us = UNTOUCHED;
    ida_status expected = !is_drift(drift)                 ? IDA_INVALID_ARGUMENT
                          : time_us >= SIM_KORDER_TIME_END ? IDA_EXHAUSTED
                                                           : IDA_OK;
    if (expected == IDA_OK) {
        const uint64_t whole = time_us / megasecond * megasecond;
        begin =
            whole + (time_us - whole) / sim_korder_window_us(drift) * sim_korder_window_us(drift);
        end = begin + sim_korder_window_us(drift);
        end = end > whole + megasecond ? whole + megasecond : end;
    }
    (void)has_status(a, SIM_WORD_KORDER_WINDOW, expected,
                     a->subject->window(time_us, drift, &begin_us, &end_us));
    (void)is_right(a, SIM_WORD_KORDER_WINDOW, begin_us == begin && end_us == end);
}

/* --- Bytes and texts that the core did not write. --- */

/* Cuts a text or bytes short, makes them longer, or changes one. */
static size_t alter(asker *a, char *data, size_t size)
{
    switch (below(a, 6)) {
    case 0:
        return (size_t)below(a, size);
    case 1:
        data[size] = data[0];
        return size + 1;
    case 2:
        data[below(a, size)] = (char)below(a, 256);
        return size;
    case 3:
        data[size - 1] = (char)('+' + below(a, 80));
        return size;
    default:
        return size;
    }
}

/* A form, and now and then one that there is not. */
static unsigned draw_form(asker *a)
{
    return below(a, 8) == 0 ? 2 + (unsigned)below(a, 3) : (unsigned)below(a, 2);
}

static void ask_local(asker *a)
{
    uint8_t bytes[8];
    uint8_t read[8] = {0};
    char text[SIM_KORDER_READ_SIZE] = {0};
    sim_korder_fields fields;
    draw_bytes(a, bytes, sizeof bytes);
    const bool valid = sim_korder_read_local(bytes, &fields);
    const ida_korder_local right = number_of(bytes);
    (void)is_right(a, SIM_WORD_KORDER_LOCAL_FROM_BYTES, a->subject->is_valid(right) == valid);
    ida_korder_local local = UNTOUCHED;
    const size_t size = below(a, 4) == 0 ? 7 + 2 * (size_t)below(a, 2) : 8;
    const bool whole = valid && size == 8;
    char padded[SIM_KORDER_READ_SIZE] = {0};
    memcpy(padded, bytes, sizeof bytes);
    (void)has_status(a, SIM_WORD_KORDER_LOCAL_FROM_BYTES, whole ? IDA_OK : IDA_MALFORMED,
                     a->subject->local_from_bytes((const uint8_t *)padded, size, &local));
    (void)is_right(a, SIM_WORD_KORDER_LOCAL_FROM_BYTES, local == (whole ? right : UNTOUCHED));
    const unsigned form = draw_form(a);
    const ida_korder_text written = form < 2 ? (ida_korder_text)form : IDA_KORDER_D64;
    sim_korder_write_text(bytes, sizeof bytes, written, text);
    const size_t length = alter(a, text, strlen(text));
    bool is_text = sim_korder_read_text(text, length, written, read, sizeof read) &&
                   sim_korder_read_local(read, &fields);
    local = UNTOUCHED;
    (void)has_status(a, SIM_WORD_KORDER_LOCAL_FROM_TEXT,
                     form >= 2 ? IDA_INVALID_ARGUMENT
                     : is_text ? IDA_OK
                               : IDA_MALFORMED,
                     a->subject->local_parse(text, length, (ida_korder_text)form, &local));
    (void)is_right(a, SIM_WORD_KORDER_LOCAL_FROM_TEXT,
                   local == (form < 2 && is_text ? number_of(read) : UNTOUCHED));
}

static void ask_global_text(asker *a, const uint8_t bytes[12], uint32_t drift)
{
    uint8_t read[12] = {0};
    char text[SIM_KORDER_READ_SIZE] = {0};
    sim_korder_fields fields;
    const unsigned form = draw_form(a);
    const ida_korder_text written = form < 2 ? (ida_korder_text)form : IDA_KORDER_D64;
    sim_korder_write_text(bytes, sizeof read, written, text);
    const size_t length = alter(a, text, strlen(text));
    ida_status expected = IDA_MALFORMED;
    if (form >= 2) {
        expected = IDA_INVALID_ARGUMENT;
    } else if (sim_korder_read_text(text, length, written, read, sizeof read)) {
        expected = !is_drift(drift)                               ? IDA_INVALID_ARGUMENT
                   : sim_korder_read_global(read, drift, &fields) ? IDA_OK
                                                                  : IDA_MALFORMED;
    }
    ida_korder_global global;
    memset(&global, 0x5e, sizeof global);
    const ida_korder_global untouched = global;
    (void)has_status(a, SIM_WORD_KORDER_GLOBAL_FROM_TEXT, expected,
                     a->subject->global_parse(text, length, (ida_korder_text)form, drift, &global));
    (void)is_right(a, SIM_WORD_KORDER_GLOBAL_FROM_TEXT,
                   memcmp(global.bytes, expected == IDA_OK ? read : untouched.bytes, sizeof read) ==
                       0);
}

static void ask_global(asker *a)
{
    uint8_t bytes[13] = {0};
    sim_korder_fields fields = {.node = 0};
    const uint32_t drift = draw_drift(a);
    draw_bytes(a, bytes, 12);
    const bool valid = is_drift(drift) && sim_korder_read_global(bytes, drift, &fields);
    const ida_status status = !is_drift(drift) ? IDA_INVALID_ARGUMENT
                              : valid          ? IDA_OK
                                               : IDA_MALFORMED;
    const size_t size = 11 + (size_t)below(a, 3);
    ida_korder_global id = {{0}};
    ida_korder_local local = UNTOUCHED;
    uint32_t node = ~fields.node;
    (void)has_status(a, SIM_WORD_KORDER_READING_BYTES, size == 12 ? status : IDA_MALFORMED,
                     a->subject->global_from_bytes(bytes, size, drift, &id));
    memcpy(id.bytes, bytes, sizeof id.bytes);
    (void)has_status(a, SIM_WORD_KORDER_SPLIT, status,
                     a->subject->split(&id, drift, &local, &node));
    (void)is_right(a, SIM_WORD_KORDER_SPLIT,
                   valid ? local == sim_korder_local_of(&fields) && node == fields.node
                         : local == UNTOUCHED && node == ~fields.node);
    const ida_korder_config config = {.node = fields.node + (uint32_t)below(a, 2), .drift = drift};
    const bool own = valid && config.node == fields.node;
    local = UNTOUCHED;
    (void)has_status(a, SIM_WORD_KORDER_TO_LOCAL, valid && !own ? IDA_FOREIGN_NODE : status,
                     a->subject->to_local(&config, &id, &local));
    (void)is_right(a, SIM_WORD_KORDER_TO_LOCAL,
                   local == (own ? sim_korder_local_of(&fields) : UNTOUCHED));
    ask_global_text(a, bytes, drift);
}

static void ask_to_global(asker *a)
{
    uint8_t bytes[8];
    sim_korder_fields fields;
    const ida_korder_config config = {.node = (uint32_t)sim_splitmix(&a->random),
                                      .drift = draw_drift(a)};
    ida_korder_global global;
    draw_bytes(a, bytes, sizeof bytes);
    memset(&global, 0x5e, sizeof global);
    ida_korder_global expected = global;
    bool right = sim_korder_read_local(bytes, &fields) && is_drift(config.drift);
    if (right) {
        fields.node = config.node;
        expected = sim_korder_global_of(&fields, config.drift);
    }
    (void)has_status(a, SIM_WORD_KORDER_GLOBAL_OF_LOCAL, right ? IDA_OK : IDA_INVALID_ARGUMENT,
                     a->subject->to_global(&config, number_of(bytes), &global));
    (void)is_right(a, SIM_WORD_KORDER_GLOBAL_OF_LOCAL,
                   memcmp(global.bytes, expected.bytes, sizeof expected.bytes) == 0);
}

/* --- Names. --- */

/* Letters, Latin-1 in two bytes, and bytes that are neither. */
static void ask_name(asker *a)
{
    char name[20];
    uint8_t letters[sizeof name];
    const size_t length = (size_t)below(a, sizeof name);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        static const uint8_t starts[] = {'a', '@', 0xc2, 0xc3, 0xc1, 0xc4, 0x80, 0xbf, 0xff, 0};
        name[i] = (char)(below(a, 3) == 0 ? 'a' + below(a, 26)
                                          : starts[below(a, sizeof starts)] + below(a, 2) * 1u);
    }
    for (size_t i = 0; i < length; i++) {
        const uint8_t first = (uint8_t)name[i];
        const uint8_t second = i + 1 < length ? (uint8_t)name[i + 1] : 0;
        bool pair = (first == 0xc2 || first == 0xc3) && second >= 0x80 && second < 0xc0;
        letters[count++] = pair ? (uint8_t)((first - 0xc2) * 64 + second) : first;
        i += pair ? 1 : 0;
    }
    for (unsigned i = 0; i < 2; i++) {
        const ida_korder_hash hash = i == 0 ? IDA_KORDER_PHASH : IDA_KORDER_PHASH2;
        const sim_site where = sim_site_of_call(SIM_WORD_KORDER_FINGERPRINT);
        (void)sim_judge_number(&a->oracle->judgement, SIM_INVARIANT_KORDER_CONTRACT, &where,
                               SIM_WORD_KORDER_HASH, sim_korder_hash_letters(letters, count, hash),
                               a->subject->fingerprint(name, length, hash));
    }
}

static void ask_numbers(asker *a)
{
    uint32_t numbers[6];
    const size_t count = (size_t)below(a, 7);
    const uint32_t number = (uint32_t)below(a, 4);
    size_t expected = count;
    for (size_t i = count; i-- > 0;) {
        numbers[i] = (uint32_t)below(a, 4);
        expected = numbers[i] == number ? i : expected;
    }
    size_t at = count;
    bool found = a->subject->find_node(numbers, count, number, &at);
    (void)is_right(a, SIM_WORD_KORDER_SEARCHING, found == (expected < count) && at == expected);
}

/* --- A generator of its own. --- */

static ida_korder_options draw_options(asker *a, ida_korder_config *config)
{
    static const uint32_t leads[] = {0, 1, 976, 977, UINT32_MAX};
    const sim_korder_fields last = sim_korder_place_fields(SIM_KORDER_PLACE_END - 1 - below(a, 40));
    ida_korder_options options = {.mode =
                                      below(a, 3) == 0 ? IDA_KORDER_FAITHFUL : IDA_KORDER_STRICT,
                                  .lead_ticks = leads[below(a, sizeof leads / sizeof leads[0])],
                                  .first_sequence = (uint32_t)below(a, SIM_PLACES_A_TICK)};
    *config =
        (ida_korder_config){.node = (uint32_t)sim_splitmix(&a->random),
                            .drift = DRIFT_MIN + (uint32_t)below(a, DRIFT_MAX - DRIFT_MIN + 1)};
    options.high_water = below(a, 3) == 0 ? sim_korder_local_of(&last) : 0;
    switch (below(a, 12)) {
    case 0:
        config->drift = draw_drift(a);
        break;
    case 1:
        options.first_sequence = SIM_PLACES_A_TICK - 1 + (uint32_t)below(a, 2);
        break;
    case 2:
        options.high_water |= (ida_korder_local)(976 + below(a, 2)) << 14;
        break;
    case 3:
        options.high_water = (ida_korder_local)(999999 + below(a, 2)) << 24;
        break;
    case 4:
        options.mode = (ida_korder_mode)below(a, 4);
        break;
    default:
        break;
    }
    return options;
}

static bool are_options(const ida_korder_config *config, const ida_korder_options *options)
{
    uint8_t bytes[8];
    sim_korder_fields fields;
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(options->high_water >> (56 - 8 * i));
    }
    return is_drift(config->drift) && options->first_sequence < SIM_PLACES_A_TICK &&
           (options->mode == IDA_KORDER_STRICT || options->mode == IDA_KORDER_FAITHFUL) &&
           sim_korder_read_local(bytes, &fields);
}

static void ask_owner(asker *a, ida_korder *generator)
{
    const sim_korder_subject *subject = a->subject;
    static const uint64_t nobodys[] = {0, OTHERS, OWNER, OWNER + 1, UINT64_MAX};
    for (unsigned i = 0; i < sizeof nobodys / sizeof nobodys[0]; i++) {
        (void)has_status(a, SIM_WORD_KORDER_OWNER, IDA_FORKED,
                         subject->check(generator, nobodys[i]));
    }
    (void)has_status(a, SIM_WORD_KORDER_OWNER, IDA_INVALID_ARGUMENT, subject->bind(generator, 0));
    (void)has_status(a, SIM_WORD_KORDER_OWNER, IDA_OK, subject->bind(generator, OWNER));
    (void)has_status(a, SIM_WORD_KORDER_OWNER, IDA_OK, subject->bind(generator, OWNER));
    (void)has_status(a, SIM_WORD_KORDER_OWNER, IDA_FORKED, subject->bind(generator, OTHERS));
    for (unsigned i = 0; i < sizeof nobodys / sizeof nobodys[0]; i++) {
        (void)has_status(a, SIM_WORD_KORDER_OWNER, nobodys[i] == OWNER ? IDA_OK : IDA_FORKED,
                         subject->check(generator, nobodys[i]));
    }
}

/* A generator and its model. */
typedef struct pair {
    ida_korder *generator;
    ida_korder_lane lanes[SIM_KORDER_LANES];
    sim_korder_generator model;
    ida_korder_config config;
} pair;

/* What it says of itself after each call. */
static void ask_state(asker *a, const pair *p)
{
    ida_korder_local mark = UNTOUCHED;
    ida_korder_local expected = UNTOUCHED;
    const ida_status status = a->subject->high_water(p->generator, &mark);
    ida_status right = IDA_INVALID_ARGUMENT;
    if (!p->model.faithful && p->model.next >= SIM_KORDER_PLACE_END) {
        right = IDA_EXHAUSTED;
    } else if (!p->model.faithful) {
        const sim_korder_fields fields = sim_korder_place_fields(p->model.next);
        right = IDA_OK;
        expected = sim_korder_local_of(&fields);
    }
    (void)has_status(a, SIM_WORD_KORDER_HIGH_WATER, right, status);
    (void)is_right(a, SIM_WORD_KORDER_HIGH_WATER, mark == expected);
    for (unsigned way = SIM_WAY_GLOBAL; way < SIM_WAY_BOUND; way++) {
        const uint64_t ready = way < SIM_WAY_LANE
                                   ? a->subject->ready_us(p->generator)
                                   : a->subject->lane_ready_us(&p->lanes[way - SIM_WAY_LANE]);
        (void)is_right(a, SIM_WORD_KORDER_READY,
                       sim_korder_is_ready(&p->model, sim_korder_coming(&p->model, way), ready));
    }
}

static ida_status call(asker *a, pair *p, unsigned way, uint64_t now_us, const uint32_t *from,
                       ida_korder_local *local)
{
    ida_korder_lane *lane = way < SIM_WAY_LANE ? NULL : &p->lanes[way - SIM_WAY_LANE];
    if (lane != NULL) {
        return from != NULL ? a->subject->lane_next_from(lane, now_us, *from, local)
                            : a->subject->lane_next(lane, now_us, local);
    }
    return from != NULL ? a->subject->next_from(p->generator, now_us, *from, local)
                        : a->subject->next(p->generator, now_us, local);
}

static void ask_call(asker *a, pair *p, uint64_t base_us)
{
    static const uint64_t forth[] = {0, 0, 0, 1, 575, 1023, 1024, 2048, 1000000, 2000000};
    const uint64_t now_us = base_us + forth[below(a, sizeof forth / sizeof forth[0])];
    const unsigned way = (unsigned)below(a, SIM_WAY_BOUND);
    const uint32_t start =
        (uint32_t)(below(a, 4) == 0 ? SIM_PLACES_A_TICK / 2 - 1 + below(a, 2) : below(a, 300));
    const bool spread = below(a, 2) == 0;
    uint64_t place = 0;
    ida_korder_local local = UNTOUCHED;
    ida_korder_local expected = UNTOUCHED;
    ida_status right = sim_korder_predict(&p->model, way, now_us, spread ? start : 0, &place);
    if (right == IDA_OK) {
        const sim_korder_fields fields = sim_korder_place_fields(place);
        expected = sim_korder_local_of(&fields);
    }
    const ida_status status = call(a, p, way, now_us, spread ? &start : NULL, &local);
    const sim_site where = sim_site_of_call(SIM_WORD_KORDER_NEXT);
    const uint64_t lead_us = p->model.faithful ? 0 : p->model.lead * SIM_TICK_US;
    if (status == IDA_OK) {
        (void)sim_judge_words(&a->oracle->judgement, SIM_INVARIANT_KORDER_LEAD,
                              sim_korder_place_time(sim_korder_place_of(local)) <= now_us + lead_us,
                              &where, SIM_WORD_KORDER_AS_RULED, SIM_WORD_KORDER_SOMETHING_ELSE);
    }
    (void)has_status(a, SIM_WORD_KORDER_NEXT, right, status);
    (void)is_right(a, SIM_WORD_KORDER_NEXT, local == expected);
    ask_state(a, p);
}

/* Calls at a few readings, near the end of all times and elsewhere. */
static void ask_calls(asker *a, pair *p, const ida_korder_options *options)
{
    uint64_t base_us = draw_time(a);
    base_us = base_us > SIM_KORDER_TIME_END ? SIM_KORDER_TIME_END - below(a, 3000000) : base_us;
    p->model = sim_korder_generator_of(options);
    for (unsigned i = 0; i < SIM_KORDER_LANES; i++) {
        p->lanes[i] = a->subject->lane_of(p->generator);
    }
    const ida_korder_config got = a->subject->get_config(p->generator);
    (void)is_right(a, SIM_WORD_KORDER_CREATE,
                   got.node == p->config.node && got.drift == p->config.drift);
    ask_state(a, p);
    for (unsigned i = 0; i < CALLS && !a->oracle->judgement.failure.failed; i++) {
        ask_call(a, p, base_us);
    }
}

static void ask_generator(asker *a)
{
    const bool starved = below(a, 4) == 0;
    sim_memory memory = {.limit = SIM_MEMORY_LIMIT, .fail_in = starved ? 1 : 0};
    const ida_allocator allocator = sim_memory_allocator(&memory);
    static char untouched;
    pair p = {.generator = (ida_korder *)&untouched};
    const ida_korder_options options = draw_options(a, &p.config);
    const bool right = are_options(&p.config, &options);
    ida_status status = a->subject->create(&allocator, &p.config, &options, &p.generator);
    if (memory.failures == 0) {
        (void)has_status(a, SIM_WORD_KORDER_CREATE,
                         !right    ? IDA_INVALID_ARGUMENT
                         : starved ? IDA_NO_MEMORY
                                   : IDA_OK,
                         status);
    }
    const bool made = p.generator != (ida_korder *)&untouched;
    (void)is_right(a, SIM_WORD_KORDER_CREATE, made == (status == IDA_OK));
    if (status == IDA_OK && right && !starved) {
        ask_owner(a, p.generator);
        ask_calls(a, &p, &options);
    }
    if (made) {
        a->subject->destroy(p.generator);
    }
    (void)is_right(a, SIM_WORD_KORDER_ENDING, memory.used == 0 && !memory.misused);
    sim_memory_free_all(&memory);
}

static void ask_constants(asker *a)
{
    const ida_korder_options usual = a->subject->options_default();
    (void)is_right(a, SIM_WORD_KORDER_DEFAULTS,
                   usual.mode == IDA_KORDER_STRICT && usual.lead_ticks == 977 &&
                       usual.high_water == 0 && usual.first_sequence == 1);
    (void)is_right(a, SIM_WORD_KORDER_THREADS, a->subject->is_thread_safe() == HAS_ATOMICS);
}

void sim_korder_ask_others(sim_korder_oracle *oracle)
{
    static void (*const questions[])(asker *) = {ask_make,      ask_window,  ask_local,
                                                 ask_global,    ask_name,    ask_generator,
                                                 ask_to_global, ask_numbers, ask_constants};
    /* Of what an exhaustive search knows: equal worlds are asked the same. */
    const uint64_t turn = sim_mix64(oracle->world->clocks.now) + oracle->count;
    asker a = {oracle, oracle->world->subject, sim_mix64(turn)};
    questions[turn % (sizeof questions / sizeof questions[0])](&a);
}
