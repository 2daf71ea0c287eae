/* A Snowflake generator with the defects of published ones. */
#include "support_flawed_snowflake.h"

/* Stands where the core's generator does, which is opaque. */
typedef struct flawed {
    ida_allocator allocator;
    ida_snowflake_config config;
    int64_t first;
    int64_t last;     /* the tick of the last ID, */
    int64_t sequence; /* and its sequence; -1: there is none yet */
    bool any;         /* it made an ID */
    bool is_stuck;
} flawed;

static flaw the_flaw;

static int64_t start_of(const flawed *f, int64_t tick)
{
    return f->config.layout.epoch_us + tick * (int64_t)f->config.layout.unit_us;
}

/* The first tick that does not begin before a time. */
static int64_t tick_from(const flawed *f, int64_t time_us)
{
    int64_t unit_us = (int64_t)f->config.layout.unit_us;
    int64_t epoch_us = f->config.layout.epoch_us;
    return time_us > epoch_us ? (time_us - epoch_us + unit_us - 1) / unit_us : 0;
}

static ida_status create(const ida_allocator *allocator, const ida_snowflake_config *config,
                         ida_snowflake **generator)
{
    uint64_t number = config->coordinator;
    number = the_flaw == FLAW_NO_NUMBER ? 0 : number;
    number = the_flaw == FLAW_TRUNCATED ? (uint16_t)number : number;
    if (number >> config->layout.coordinator_bits != 0 ||
        config->lease_end_us < config->lease_start_us) {
        return IDA_INVALID_ARGUMENT;
    }
    flawed *f = allocator->resize(allocator->context, NULL, 0, sizeof *f);
    if (f == NULL) {
        return IDA_NO_MEMORY;
    }
    *f = (flawed){.allocator = *allocator, .config = *config, .sequence = -1};
    f->config.coordinator = number;
    int64_t start_us = config->lease_start_us;
    f->first = tick_from(f, config->high_water_us > start_us ? config->high_water_us : start_us);
    f->last = f->first;
    if (the_flaw == FLAW_FORGETS_MARK) {
        f->last = tick_from(f, start_us);
    } else if (the_flaw == FLAW_FORGETS_START) {
        f->last = 0;
    }
    *generator = (ida_snowflake *)f;
    return IDA_OK;
}

static void destroy(ida_snowflake *generator)
{
    if (generator != NULL) {
        flawed *f = (flawed *)generator;
        ida_allocator allocator = f->allocator;
        (void)allocator.resize(allocator.context, f, sizeof *f, 0);
    }
}

static ida_status refuse(flawed *f, ida_status status, int64_t tick, int64_t *try_at_us)
{
    if (try_at_us != NULL) {
        *try_at_us = start_of(f, tick);
    }
    f->is_stuck = the_flaw == FLAW_SPINS;
    return status;
}

/* The tick that comes next, or why there is none now. */
static ida_status choose(flawed *f, int64_t clock, int64_t *tick, int64_t *try_at_us)
{
    int64_t size = INT64_C(1) << f->config.layout.sequence_bits;
    bool full = f->sequence + 1 == size && the_flaw != FLAW_WRAPS && the_flaw != FLAW_OVERFLOWS &&
                the_flaw != FLAW_RUNS_AHEAD;
    bool is_stale = clock < f->last || (full && clock == f->last) || f->is_stuck;
    *tick = clock;
    if (the_flaw == FLAW_RESETS_FIRST && clock != f->last) {
        f->sequence = -1;
    }
    if (the_flaw == FLAW_RUNS_AHEAD) {
        bool carries = f->sequence + 1 == size;
        *tick = clock > f->last ? clock : f->last + (carries ? 1 : 0);
        f->sequence = carries ? -1 : f->sequence;
    } else if (is_stale && the_flaw != FLAW_EQUALITY_ONLY) {
        bool later = full && clock >= f->last;
        return refuse(f, later ? IDA_TRY_LATER : IDA_CLOCK_BEHIND, full ? f->last + 1 : f->last,
                      try_at_us);
    }
    return IDA_OK;
}

static ida_status next(ida_snowflake *generator, int64_t now_us, uint64_t *id, int64_t *try_at_us)
{
    flawed *f = (flawed *)generator;
    const ida_snowflake_layout *layout = &f->config.layout;
    int64_t size = INT64_C(1) << layout->sequence_bits;
    int64_t tick = (now_us - layout->epoch_us) / (int64_t)layout->unit_us;
    if (start_of(f, tick + 1) > f->config.lease_end_us && the_flaw != FLAW_FORGETS_LEASE) {
        return IDA_LEASE_EXPIRED;
    }
    ida_status status = choose(f, tick, &tick, try_at_us);
    if (status != IDA_OK) {
        return status;
    }
    bool is_later = tick != f->last;
    uint64_t written =
        (uint64_t)(the_flaw == FLAW_KEEPS_TICK && is_later && f->sequence + 1 == size ? f->last
                                                                                      : tick);
    f->sequence = is_later ? 0 : f->sequence + 1;
    if (the_flaw == FLAW_WRAPS) {
        f->sequence %= size;
    }
    f->last = tick;
    f->any = true;
    /* Noah's order, and a sum: what does not fit its field is carried. */
    *id = (written << layout->sequence_bits << layout->coordinator_bits) +
          ((uint64_t)f->sequence << layout->coordinator_bits) + f->config.coordinator;
    return IDA_OK;
}

static int64_t high_water(const ida_snowflake *generator)
{
    const flawed *f = (const flawed *)generator;
    return start_of(f, f->any ? f->last + 1 : f->first);
}

static ida_status renew(ida_snowflake *generator, int64_t lease_end_us)
{
    flawed *f = (flawed *)generator;
    if (lease_end_us < f->config.lease_end_us) {
        return IDA_INVALID_ARGUMENT;
    }
    f->config.lease_end_us = lease_end_us;
    return IDA_OK;
}

const sim_snowflake_subject *flawed_snowflake(flaw which)
{
    static sim_snowflake_subject subject;
    the_flaw = which;
    subject = sim_snowflake_core;
    subject.name = "flawed";
    subject.create = create;
    subject.destroy = destroy;
    subject.next = next;
    subject.high_water = high_water;
    subject.renew = renew;
    subject.lane_of = NULL;
    return &subject;
}
