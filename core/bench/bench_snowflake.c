/*
 * What Snowflake IDs cost; see support_rounds.h for what the figures mean. A generator needs a
 * clock, and a plain call one read-modify-write, so the first rows are what those cost.
 *
 * Twitter's layout has room for 4,096 IDs in a millisecond, which a thread uses up in a tenth of
 * that; what is measured there runs ahead of the clock, as its policy lets it. The wide layout has
 * room for all that two threads can make. Fails if an ID came twice or was refused.
 */
#include <idalloc/snowflake.h>

#include "support_rounds.h"

#define START_US INT64_C(1700000000000000)
/* Without a clock, time advances so that a thread fills half of a Twitter tick. */
#define IDS_PER_TICK 2048
#define BLOCK        128u
#define LEAD_US      UINT64_C(120000000)

static void *new_generator(ida_snowflake_layout layout, ida_snowflake_behind behind)
{
    ida_allocator allocator = ida_allocator_standard();
    const ida_snowflake_config config = {.layout = layout,
                                         .policy = {behind, IDA_SNOWFLAKE_BORROW, LEAD_US},
                                         .coordinator = 1,
                                         .lease_start_us = INT64_MIN,
                                         .lease_end_us = INT64_MAX,
                                         .high_water_us = INT64_MIN};
    ida_snowflake *generator = NULL;
    return ida_snowflake_create(&allocator, &config, &generator) == IDA_OK ? generator : NULL;
}

static void *new_twitter(void)
{
    return new_generator(ida_snowflake_twitter(), IDA_SNOWFLAKE_LOGICAL);
}

static void *new_noah(void)
{
    return new_generator(ida_snowflake_noah(), IDA_SNOWFLAKE_LOGICAL);
}

/* As Twitter's, with the bits of coordinator and sequence exchanged for one long sequence. */
static ida_snowflake_layout wide(void)
{
    ida_snowflake_layout layout = ida_snowflake_twitter();
    layout.sequence_bits = 20;
    layout.coordinator_bits = 2;
    return layout;
}

static void *new_wide(void)
{
    return new_generator(wide(), IDA_SNOWFLAKE_LOGICAL);
}

/* The policy under which each call has to look at the clock's highest reading, too. */
static void *new_noting(void)
{
    return new_generator(wide(), IDA_SNOWFLAKE_REFUSE);
}

static void end(void *generator)
{
    ida_snowflake_destroy(generator);
}

static uint64_t clock_and_next(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        int64_t now = (int64_t)bench_now_us();
        refused += ida_snowflake_next(r->generator, now, &out[i], NULL) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t clock_and_lane(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_snowflake_lane lane = ida_snowflake_lane_of(r->generator, BLOCK);
    for (size_t i = 0; i < BENCH_IDS; i++) {
        int64_t now = (int64_t)bench_now_us();
        refused += ida_snowflake_lane_next(&lane, now, &out[i], NULL) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static int64_t slow_clock(size_t i)
{
    return START_US + (int64_t)(i / IDS_PER_TICK) * 1000;
}

static uint64_t next_alone(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        ida_status status = ida_snowflake_next(r->generator, slow_clock(i), &out[i], NULL);
        refused += status == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t lane_alone(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_snowflake_lane lane = ida_snowflake_lane_of(r->generator, BLOCK);
    for (size_t i = 0; i < BENCH_IDS; i++) {
        ida_status status = ida_snowflake_lane_next(&lane, slow_clock(i), &out[i], NULL);
        refused += status == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t compose_and_decompose(bench_run *r)
{
    const ida_snowflake_layout layout = ida_snowflake_twitter();
    uint64_t failed = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        const ida_snowflake_parts parts = {START_US, i % 4096, 7};
        ida_snowflake_parts back;
        failed += ida_snowflake_compose(&layout, &parts, &r->ids[i]) != IDA_OK ||
                          ida_snowflake_decompose(&layout, r->ids[i], &back) != IDA_OK ||
                          back.sequence != parts.sequence
                      ? 1
                      : 0;
    }
    r->refused = failed;
    return r->ids[BENCH_IDS - 1];
}

#define TWITTER .create = new_twitter, .destroy = end
#define NOAH    .create = new_noah, .destroy = end
#define WIDE    .create = new_wide, .destroy = end
#define NOTING  .create = new_noting, .destroy = end

int main(void)
{
    const bench_row rows[] = {
        bench_clock_row,
        bench_add_row,
        bench_shared_add_row,
        bench_clock_and_add_row,
        {"clock and lane next", clock_and_lane, WIDE, .has_ids = true, .limit = BENCH_CLOCK},
        {"clock and next", clock_and_next, WIDE, .has_ids = true, .limit = BENCH_CLOCK_AND_ADD},
        {"clock and next, Twitter", clock_and_next, TWITTER, .has_ids = true,
         .limit = BENCH_CLOCK_AND_ADD},
        {"lane next", lane_alone, WIDE, .limit = BENCH_ADD, .has_ids = true},
        {"next, each its own", next_alone, WIDE, .limit = BENCH_ADD, .is_own = true},
        {"next", next_alone, WIDE, .limit = BENCH_SHARED_ADD, .has_ids = true},
        {"next, Twitter", next_alone, TWITTER, .limit = BENCH_SHARED_ADD, .has_ids = true},
        {"next, REFUSE and BORROW", next_alone, NOTING, .limit = BENCH_SHARED_ADD, .has_ids = true,
         .is_alone = true},
        {"lane next, Noah, ahead", lane_alone, NOAH, .has_ids = true},
        {"compose and decompose", compose_and_decompose, TWITTER},
    };
    return bench_rounds(rows, sizeof rows / sizeof rows[0]);
}
