/*
 * Questions about layouts at their ends, and about a generator of the oracle's own: its first and
 * last times, its lanes, its owner, and its lease. What is asked follows from true time and
 * the number of IDs.
 */
#include <assert.h>

#ifndef __STDC_NO_ATOMICS__
#include <stdatomic.h>
#endif

#include "kernel/accounting.h"
#include "kernel/random.h"
#include "oracle_internal.h"

#define CALLS 12u
/* Processes. */
#define OWNER  5u
#define OTHERS 1u

#if defined(ATOMIC_LLONG_LOCK_FREE) && ATOMIC_LLONG_LOCK_FREE == 2
#define HAS_ATOMICS true
#else
#define HAS_ATOMICS false
#endif

typedef struct asker {
    sim_snowflake_oracle *oracle;
    const sim_snowflake_subject *subject;
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
    return sim_judge_words(&a->oracle->judgement, SIM_INVARIANT_FLAKE_CONTRACT, right, &where,
                           SIM_WORD_FLAKE_AS_RULED, SIM_WORD_FLAKE_NOT_AS_RULED);
}

static bool has_status(asker *a, sim_word call, ida_status expected, ida_status got)
{
    const sim_site where = sim_site_of_call(call);
    const bool is_over = expected == IDA_LEASE_EXPIRED || got == IDA_LEASE_EXPIRED;
    return sim_judge_status(&a->oracle->judgement,
                            is_over ? SIM_INVARIANT_FLAKE_LEASE : SIM_INVARIANT_FLAKE_CONTRACT,
                            &where, expected, got);
}

/* --- Layouts. --- */

static bool same_layout(const ida_snowflake_layout *a, const ida_snowflake_layout *b)
{
    return a->epoch_us == b->epoch_us && a->unit_us == b->unit_us && a->time_bits == b->time_bits &&
           a->sequence_bits == b->sequence_bits && a->coordinator_bits == b->coordinator_bits &&
           a->order == b->order;
}

static void ask_published(asker *a)
{
    static const ida_snowflake_layout of_noah = SIM_SNOWFLAKE_LAYOUT_OF_NOAH;
    static const ida_snowflake_layout of_twitter = SIM_SNOWFLAKE_LAYOUT_OF_TWITTER;
    const ida_snowflake_layout noah = a->subject->noah();
    const ida_snowflake_layout twitter = a->subject->twitter();
    (void)is_right(a, SIM_WORD_FLAKE_PUBLISHED, same_layout(&noah, &of_noah));
    (void)is_right(a, SIM_WORD_FLAKE_PUBLISHED, same_layout(&twitter, &of_twitter));
    (void)is_right(a, SIM_WORD_FLAKE_THREADS,
                   a->subject->lane_of == NULL || a->subject->is_thread_safe() == HAS_ATOMICS);
}

/* Whether 2^bits units fit behind the epoch: doubled as often as it goes. */
static bool time_fits(const ida_snowflake_layout *layout)
{
    uint64_t room = (uint64_t)INT64_MAX - (uint64_t)layout->epoch_us;
    uint64_t length = layout->unit_us;
    for (unsigned i = 0; i < layout->time_bits; i++) {
        if (length > room / 2) {
            return false;
        }
        length *= 2;
    }
    return length <= room;
}

static bool is_layout(const ida_snowflake_layout *layout)
{
    unsigned counted = layout->time_bits + (unsigned)layout->sequence_bits;
    return layout->time_bits >= 1 && counted <= 63 && counted + layout->coordinator_bits <= 64 &&
           layout->unit_us >= 1 && (unsigned)layout->order <= 2 && time_fits(layout);
}

/* At the ends of what is allowed. */
static ida_snowflake_layout draw_layout(asker *a)
{
    ida_snowflake_layout layout = {.unit_us = below(a, 4) == 0 ? below(a, 2) : 1 + below(a, 1000),
                                   .time_bits = (uint8_t)below(a, 64),
                                   .order =
                                       (ida_snowflake_order)below(a, below(a, 8) == 0 ? 5 : 3)};
    const int64_t epochs[] = {0, INT64_C(1515456000000000), -(INT64_C(1) << 61), INT64_MIN};
    layout.epoch_us = epochs[below(a, 4)];
    unsigned left = 63u - layout.time_bits;
    layout.sequence_bits = (uint8_t)(below(a, 3) == 0 ? left + below(a, 2) : below(a, left + 1));
    left = 64u - (layout.time_bits + (unsigned)layout.sequence_bits) % 65u;
    layout.coordinator_bits = (uint8_t)(below(a, 3) == 0 ? left + below(a, 2) : below(a, left + 1));
    if (below(a, 4) == 0 && layout.time_bits < 63) {
        /* Time ends with the last that there is, or one microsecond behind it. */
        const uint64_t length = UINT64_C(1) << layout.time_bits;
        layout.unit_us = 1;
        layout.epoch_us = INT64_MAX - (int64_t)length + (int64_t)below(a, 2);
    }
    return layout;
}

static void ask_layout(asker *a)
{
    const ida_snowflake_layout layout = draw_layout(a);
    const ida_snowflake_parts parts = {layout.epoch_us, 0, 0};
    ida_snowflake_parts read = {1, 2, 3};
    uint64_t id = SIM_UNTOUCHED_ID;
    const bool right = is_layout(&layout);
    const ida_status expected = right ? IDA_OK : IDA_INVALID_ARGUMENT;
    (void)has_status(a, SIM_WORD_FLAKE_VALIDATE, expected, a->subject->validate(&layout));
    (void)has_status(a, SIM_WORD_FLAKE_COMPOSE, expected,
                     a->subject->compose(&layout, &parts, &id));
    (void)is_right(a, SIM_WORD_FLAKE_COMPOSE, id == (right ? 0 : SIM_UNTOUCHED_ID));
    (void)has_status(a, SIM_WORD_FLAKE_COMPOSE, expected, a->subject->decompose(&layout, 0, &read));
    (void)is_right(a, SIM_WORD_FLAKE_COMPOSE,
                   right ? read.time_us == layout.epoch_us && read.sequence == 0 &&
                               read.coordinator == 0
                         : read.time_us == 1 && read.sequence == 2 && read.coordinator == 3);
}

/* --- The owner. --- */

void sim_snowflake_ask_owner(sim_snowflake_oracle *oracle, const ida_snowflake *generator)
{
    static const uint64_t processes[] = {0, OTHERS, OWNER, OWNER + 1, UINT64_MAX};
    asker a = {oracle, oracle->world->subject, 0};
    for (unsigned i = 0; a.subject->lane_of != NULL && i < 5; i++) {
        (void)has_status(&a, SIM_WORD_FLAKE_OWNER, processes[i] == OWNER ? IDA_OK : IDA_FORKED,
                         a.subject->check(generator, processes[i]));
    }
}

void sim_snowflake_ask_binding(sim_snowflake_oracle *oracle, ida_snowflake *generator)
{
    const sim_snowflake_subject *subject = oracle->world->subject;
    asker a = {oracle, subject, 0};
    if (subject->lane_of == NULL) {
        return;
    }
    for (uint64_t process = 0; process <= OWNER; process++) {
        (void)has_status(&a, SIM_WORD_FLAKE_OWNER, IDA_FORKED, subject->check(generator, process));
    }
    (void)has_status(&a, SIM_WORD_FLAKE_OWNER, IDA_INVALID_ARGUMENT, subject->bind(generator, 0));
    (void)has_status(&a, SIM_WORD_FLAKE_OWNER, IDA_OK, subject->bind(generator, OWNER));
    (void)has_status(&a, SIM_WORD_FLAKE_OWNER, IDA_OK, subject->bind(generator, OWNER));
    (void)has_status(&a, SIM_WORD_FLAKE_OWNER, IDA_FORKED, subject->bind(generator, OTHERS));
}

/* --- A generator of its own. --- */

/* A generator and its model. */
typedef struct pair {
    ida_snowflake *generator;
    ida_snowflake_lane lanes[SIM_SNOWFLAKE_LANES];
    sim_snowflake_model model; /* its layout and policy */
    sim_flake_model node;
    int64_t now_us;
} pair;

/* A few ticks, or many, of few IDs. */
static ida_snowflake_layout draw_small_layout(asker *a)
{
    static const uint64_t units[] = {1, 7, 1000};
    static const int64_t epochs[] = {0, INT64_C(1) << 53, -(INT64_C(1) << 61), INT64_C(1) << 61};
    static const uint8_t times[] = {1, 2, 5, 30};
    ida_snowflake_layout layout = {.epoch_us = epochs[below(a, 4)],
                                   .unit_us = units[below(a, 3)],
                                   .time_bits = times[below(a, 4)],
                                   .sequence_bits = (uint8_t)below(a, 5),
                                   .coordinator_bits = (uint8_t)below(a, 7)};
    layout.order = (ida_snowflake_order)below(a, 3);
    if (below(a, 4) == 0) {
        layout.sequence_bits = (uint8_t)(63u - layout.time_bits - below(a, 14));
        layout.sequence_bits = layout.sequence_bits > 40 ? 12 : layout.sequence_bits;
        layout.coordinator_bits = (uint8_t)(layout.coordinator_bits % 2);
    }
    return layout;
}

static ida_snowflake_config draw_config(asker *a)
{
    ida_snowflake_config config = {.layout = draw_small_layout(a),
                                   .lease_start_us = INT64_MIN,
                                   .lease_end_us = INT64_MAX,
                                   .high_water_us = INT64_MIN};
    const uint64_t unit_us = config.layout.unit_us;
    const uint64_t leads[] = {0, 1, unit_us, 3 * unit_us, UINT64_MAX};
    const int64_t end_us =
        sim_flake_tick_start(&config.layout, INT64_C(1) << config.layout.time_bits);
    config.policy = (ida_snowflake_policy){.behind = (ida_snowflake_behind)below(a, 2),
                                           .full = (ida_snowflake_full)below(a, 2),
                                           .lead_us_max = leads[below(a, 5)]};
    config.coordinator = (UINT64_C(1) << config.layout.coordinator_bits) - 1;
    if (below(a, 3) == 0) {
        config.lease_end_us = end_us + (int64_t)below(a, 3) - 1;
    } else if (below(a, 3) == 0) {
        config.lease_end_us = config.layout.epoch_us + (int64_t)(below(a, 4 * unit_us + 2));
    }
    if (below(a, 3) == 0) {
        config.lease_start_us = config.layout.epoch_us + (int64_t)below(a, 2 * unit_us + 2) - 1;
    }
    if (below(a, 3) == 0) {
        config.high_water_us = config.layout.epoch_us + (int64_t)below(a, 2 * unit_us + 2) - 1;
    }
    switch (below(a, 10)) {
    case 0:
        config.coordinator++;
        break;
    case 1:
        config.policy.behind = (ida_snowflake_behind)(1 + below(a, 2));
        break;
    case 2:
        config.policy.full = (ida_snowflake_full)(1 + below(a, 2));
        break;
    case 3:
        config.lease_end_us =
            config.lease_start_us == INT64_MIN ? INT64_MIN : config.lease_start_us - 1;
        break;
    default:
        break;
    }
    return config;
}

static bool is_config(const ida_snowflake_config *config)
{
    return is_layout(&config->layout) && (unsigned)config->policy.behind <= 1 &&
           (unsigned)config->policy.full <= 1 &&
           config->coordinator < UINT64_C(1) << config->layout.coordinator_bits &&
           config->lease_end_us >= config->lease_start_us;
}

static uint64_t id_of(const ida_snowflake_config *config, const sim_flake_answer *answer)
{
    const ida_snowflake_layout *layout = &config->layout;
    const uint64_t tick = (uint64_t)answer->tick;
    const uint64_t sequence = (uint64_t)answer->sequence;
    const uint64_t ticks = UINT64_C(1) << layout->time_bits;
    const uint64_t sequences = UINT64_C(1) << layout->sequence_bits;
    const uint64_t numbers = UINT64_C(1) << layout->coordinator_bits;
    switch (layout->order) {
    case IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR:
        return (tick * sequences + sequence) * numbers + config->coordinator;
    case IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE:
        return (tick * numbers + config->coordinator) * sequences + sequence;
    default:
        return (config->coordinator * ticks + tick) * sequences + sequence;
    }
}

static ida_status call(asker *a, pair *p, const sim_flake_call *how, uint64_t *id,
                       int64_t *try_at_us)
{
    const sim_snowflake_subject *subject = a->subject;
    if (how->lane == SIM_LANE_NONE) {
        return how->from != 0
                   ? subject->next_from(p->generator, how->now_us, how->from, id, try_at_us)
                   : subject->next(p->generator, how->now_us, id, try_at_us);
    }
    ida_snowflake_lane *lane = &p->lanes[how->lane];
    return how->from != 0 ? subject->lane_next_from(lane, how->now_us, how->from, id, try_at_us)
                          : subject->lane_next(lane, how->now_us, id, try_at_us);
}

static void ask_call(asker *a, pair *p, const ida_snowflake_config *config)
{
    const uint64_t half = (UINT64_C(1) << config->layout.sequence_bits) / 2;
    const uint64_t starts[] = {0, 0, 1, half == 0 ? 0 : half - 1, half};
    const sim_flake_call how = {.lane = (unsigned)below(a, SIM_LANE_BOUND),
                                .now_us = p->now_us,
                                .from = starts[below(a, 5)]};
    const sim_flake_answer expected = sim_flake_ask(&p->model, &p->node, how);
    uint64_t right_id = SIM_UNTOUCHED_ID;
    int64_t right_us = SIM_UNTOUCHED_TRY_AT;
    if (expected.status == IDA_OK) {
        right_id = id_of(config, &expected);
        sim_flake_accept(&p->model, &p->node, &expected, how);
    } else if (expected.status == IDA_TRY_LATER || expected.status == IDA_CLOCK_BEHIND) {
        right_us = sim_flake_earliest(&p->model, &p->node, how);
    }
    uint64_t id = SIM_UNTOUCHED_ID;
    int64_t try_at_us = SIM_UNTOUCHED_TRY_AT;
    /* Who does not ask for the reading gets the same answer. */
    const bool told = right_us == SIM_UNTOUCHED_TRY_AT || below(a, 4) != 0;
    const sim_site where = sim_site_of_call(SIM_WORD_FLAKE_OWN_GENERATOR);
    const ida_status status = call(a, p, &how, &id, told ? &try_at_us : NULL);
    if (!told) {
        (void)sim_judge_status(&a->oracle->judgement, SIM_INVARIANT_FLAKE_RETRY, &where,
                               expected.status, status);
    } else {
        (void)has_status(a, SIM_WORD_FLAKE_OWN_GENERATOR, expected.status, status);
    }
    (void)is_right(a, SIM_WORD_FLAKE_OWN_GENERATOR, id == right_id);
    if (expected.status != IDA_OK) {
        const bool is_told = right_us != SIM_UNTOUCHED_TRY_AT;
        (void)sim_judge_signed(&a->oracle->judgement,
                               is_told ? SIM_INVARIANT_FLAKE_RETRY : SIM_INVARIANT_FLAKE_CONTRACT,
                               &where, SIM_WORD_FLAKE_TRY_AT,
                               told ? right_us : SIM_UNTOUCHED_TRY_AT, try_at_us);
    }
    (void)is_right(a, SIM_WORD_FLAKE_OWN_GENERATOR,
                   a->subject->high_water(p->generator) ==
                       sim_flake_high_water(&p->model, &p->node));
}

/* The lease gets longer, or is to get shorter. */
static void ask_renew(asker *a, pair *p)
{
    const int64_t end_us = p->node.end_us;
    const int64_t shorter_us = end_us == INT64_MIN ? end_us : end_us - 1;
    const int64_t step_us = (int64_t)below(a, 2 * p->model.layout.unit_us);
    const int64_t longer_us = end_us > INT64_MAX - step_us ? INT64_MAX : end_us + step_us;
    (void)has_status(a, SIM_WORD_FLAKE_RENEW, shorter_us < end_us ? IDA_INVALID_ARGUMENT : IDA_OK,
                     a->subject->renew(p->generator, shorter_us));
    (void)has_status(a, SIM_WORD_FLAKE_RENEW, IDA_OK, a->subject->renew(p->generator, longer_us));
    p->node.end_us = longer_us;
}

/* Calls at readings near the beginning and the end of the layout's time. */
static void ask_calls(asker *a, pair *p, const ida_snowflake_config *config)
{
    const ida_snowflake_layout *layout = &config->layout;
    const int64_t ticks = INT64_C(1) << layout->time_bits;
    const int64_t unit_us = (int64_t)layout->unit_us;
    const sim_snowflake_event begun = {.number = config->coordinator,
                                       .start_us = config->lease_start_us,
                                       .end_us = config->lease_end_us,
                                       .mark_us = config->high_water_us};
    const int64_t steps[] = {0, 0, 0, 1, -1, unit_us, -unit_us, 2 * unit_us};
    p->model.layout = *layout;
    p->model.policy = config->policy;
    sim_flake_begin(&p->model, &p->node, &begun);
    for (unsigned i = 0; i < SIM_SNOWFLAKE_LANES; i++) {
        p->lanes[i] = a->subject->lane_of(p->generator, sim_snowflake_block(0, i));
    }
    p->now_us = sim_flake_tick_start(layout, below(a, 2) == 0 ? 0 : ticks - 2);
    for (unsigned i = 0; i < CALLS && !a->oracle->judgement.failure.failed; i++) {
        ask_call(a, p, config);
        p->now_us += steps[below(a, sizeof steps / sizeof steps[0])];
        if (below(a, CALLS) == 0) {
            ask_renew(a, p);
        }
    }
}

static void ask_generator(asker *a)
{
    const bool starved = below(a, 4) == 0;
    sim_memory memory = {.limit = SIM_MEMORY_LIMIT, .fail_in = starved ? 1 : 0};
    const ida_allocator allocator = sim_memory_allocator(&memory);
    const ida_snowflake_config config = draw_config(a);
    const bool right = is_config(&config);
    static char untouched;
    pair p = {.generator = (ida_snowflake *)&untouched};
    if (a->subject->lane_of == NULL) {
        return;
    }
    ida_status status = a->subject->create(&allocator, &config, &p.generator);
    if (memory.failures == 0) {
        (void)has_status(a, SIM_WORD_FLAKE_CREATE,
                         !right    ? IDA_INVALID_ARGUMENT
                         : starved ? IDA_NO_MEMORY
                                   : IDA_OK,
                         status);
    }
    const bool made = p.generator != (ida_snowflake *)&untouched;
    (void)is_right(a, SIM_WORD_FLAKE_CREATE, made == (status == IDA_OK));
    if (status == IDA_OK && right && !starved) {
        sim_snowflake_ask_binding(a->oracle, p.generator);
        sim_snowflake_ask_owner(a->oracle, p.generator);
        ask_calls(a, &p, &config);
    }
    if (made) {
        a->subject->destroy(p.generator);
    }
    (void)is_right(a, SIM_WORD_FLAKE_ENDING, memory.used == 0 && !memory.misused);
    sim_memory_free_all(&memory);
}

void sim_snowflake_ask_others(sim_snowflake_oracle *oracle)
{
    /* Of what an exhaustive search knows: equal worlds are asked the same. */
    const uint64_t turn = sim_mix64(oracle->world->clocks.now) + oracle->model.order.count;
    asker a = {oracle, oracle->world->subject, sim_mix64(turn)};
    if (turn % 4 == 0) {
        ask_generator(&a);
    } else if (turn % 4 == 1) {
        ask_layout(&a);
    } else if (turn % 64 == 2) {
        ask_published(&a);
    }
}
