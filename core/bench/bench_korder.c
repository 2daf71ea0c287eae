/*
 * What k-ordered IDs cost; see support_rounds.h for what the figures mean. A generator of this kind
 * needs a clock, and a plain call one read-modify-write, so the first rows are what those cost.
 * Fails if a strict generator repeated or refused anything.
 */
#include <idalloc/korder.h>

#include "support_rounds.h"

#define START_US UINT64_C(1700000000000000)
/* Without a clock, time advances so that a thread fills half of a tick's sequences. */
#define IDS_PER_US 8u

static ida_korder *new_generator(ida_korder_mode mode)
{
    ida_allocator allocator = ida_allocator_standard();
    ida_korder_config config = {.node = 1, .drift = IDA_KORDER_DRIFT_DEFAULT};
    ida_korder_options options = ida_korder_options_default();
    ida_korder *generator = NULL;
    options.mode = mode;
    return ida_korder_create(&allocator, &config, &options, &generator) == IDA_OK ? generator
                                                                                  : NULL;
}

static void *new_strict(void)
{
    return new_generator(IDA_KORDER_STRICT);
}

static void *new_faithful(void)
{
    return new_generator(IDA_KORDER_FAITHFUL);
}

static void end(void *generator)
{
    ida_korder_destroy(generator);
}

static uint64_t clock_and_next(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        refused += ida_korder_next(r->generator, bench_now_us(), &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t clock_and_lane(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_korder_lane lane = ida_korder_lane_of(r->generator);
    for (size_t i = 0; i < BENCH_IDS; i++) {
        refused += ida_korder_lane_next(&lane, bench_now_us(), &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t next_alone(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        uint64_t time_us = START_US + i / IDS_PER_US;
        refused += ida_korder_next(r->generator, time_us, &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t lane_alone(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_korder_lane lane = ida_korder_lane_of(r->generator);
    for (size_t i = 0; i < BENCH_IDS; i++) {
        uint64_t time_us = START_US + i / IDS_PER_US;
        refused += ida_korder_lane_next(&lane, time_us, &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t lane_ahead_of_the_clock(bench_run *r)
{
    uint64_t *out = r->ids;
    uint64_t refused = 0;
    ida_korder_lane lane = ida_korder_lane_of(r->generator);
    for (size_t i = 0; i < BENCH_IDS; i++) {
        refused += ida_korder_lane_next(&lane, START_US, &out[i]) == IDA_OK ? 0 : 1;
    }
    r->refused = refused;
    return out[BENCH_IDS - 1];
}

static uint64_t to_global_and_back(bench_run *r)
{
    ida_korder_config config = ida_korder_get_config(r->generator);
    uint64_t failed = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        ida_korder_global global;
        ida_korder_local local = (START_US / 1000000000000 << 44) + (i << 14);
        local = ida_korder_is_valid(local) ? local : 0;
        failed += ida_korder_to_global(&config, local, &global) != IDA_OK ||
                          ida_korder_to_local(&config, &global, &r->ids[i]) != IDA_OK ||
                          r->ids[i] != local
                      ? 1
                      : 0;
    }
    r->refused = failed;
    return r->ids[BENCH_IDS - 1];
}

static uint64_t to_text_and_back(bench_run *r)
{
    uint64_t failed = 0;
    for (size_t i = 0; i < BENCH_IDS; i++) {
        char text[IDA_KORDER_LOCAL_TEXT_SIZE];
        ida_korder_local local = (START_US / 1000000000000 << 44) + i % 16384;
        ida_korder_local_format(local, IDA_KORDER_D64, text);
        failed += ida_korder_local_parse(text, IDA_KORDER_LOCAL_TEXT_LENGTH, IDA_KORDER_D64,
                                         &r->ids[i]) != IDA_OK
                      ? 1
                      : 0;
    }
    r->refused = failed;
    return r->ids[BENCH_IDS - 1];
}

#define STRICT   .create = new_strict, .destroy = end
#define FAITHFUL .create = new_faithful, .destroy = end, .may_repeat = true

int main(void)
{
    const bench_row rows[] = {
        bench_clock_row,
        bench_add_row,
        bench_shared_add_row,
        bench_clock_and_add_row,
        {"clock and lane next", clock_and_lane, STRICT, .has_ids = true, .limit = BENCH_CLOCK},
        {"clock and next", clock_and_next, STRICT, .has_ids = true, .limit = BENCH_CLOCK_AND_ADD},
        {"clock and faithful next", clock_and_next, FAITHFUL, .has_ids = true,
         .limit = BENCH_CLOCK_AND_ADD},
        {"lane next", lane_alone, STRICT, .limit = BENCH_ADD, .has_ids = true},
        {"lane next, ahead of the clock", lane_ahead_of_the_clock, STRICT, .limit = BENCH_ADD,
         .has_ids = true},
        {"next, each its own", next_alone, STRICT, .limit = BENCH_ADD, .is_own = true},
        {"next", next_alone, STRICT, .limit = BENCH_SHARED_ADD, .has_ids = true},
        {"faithful next", next_alone, FAITHFUL, .limit = BENCH_SHARED_ADD, .has_ids = true},
        {"to global and back", to_global_and_back, STRICT},
        {"to d64 and back", to_text_and_back, STRICT},
    };
    return bench_rounds(rows, sizeof rows / sizeof rows[0]);
}
