/* What the fields of a valid layout mean as shifts and limits. */
#ifndef IDALLOC_SNOWFLAKE_LAYOUT_H
#define IDALLOC_SNOWFLAKE_LAYOUT_H

#include <assert.h>
#include <stdint.h>

#include <idalloc/snowflake.h>

typedef struct ida_snowflake_shifts {
    unsigned time;
    unsigned sequence;
    unsigned coordinator;
} ida_snowflake_shifts;

ida_snowflake_shifts ida_snowflake_shifts_of(const ida_snowflake_layout *layout);

/* later - earlier, where later is not before earlier: it always fits. */
static inline uint64_t ida_microseconds_between(int64_t earlier, int64_t later)
{
    assert(earlier <= later);
    return (uint64_t)later - (uint64_t)earlier;
}

/* The beginning of a tick of a valid layout, or its end of time for tick 2^time_bits. */
static inline int64_t ida_snowflake_tick_start(const ida_snowflake_layout *layout, uint64_t tick)
{
    assert(tick <= UINT64_C(1) << layout->time_bits);
    /* The sum is in range; in unsigned arithmetic, the way there is too. */
    uint64_t sum = (uint64_t)layout->epoch_us + tick * layout->unit_us;
    return sum <= (uint64_t)INT64_MAX ? (int64_t)sum : -(int64_t)(UINT64_MAX - sum) - 1;
}

#endif
