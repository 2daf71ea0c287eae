/* The layouts of Snowflake IDs: the well-known ones, what is valid, and their fields. */
#include "snowflake_layout.h"

#include <assert.h>

#define MS_IN_US INT64_C(1000)

ida_snowflake_layout ida_snowflake_noah(void)
{
    ida_snowflake_layout layout = {.epoch_us = 1515456000000 * MS_IN_US,
                                   .unit_us = 10 * MS_IN_US,
                                   .time_bits = 39,
                                   .sequence_bits = 8,
                                   .coordinator_bits = 16,
                                   .order = IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR};
    return layout;
}

ida_snowflake_layout ida_snowflake_twitter(void)
{
    ida_snowflake_layout layout = {.epoch_us = 1288834974657 * MS_IN_US,
                                   .unit_us = MS_IN_US,
                                   .time_bits = 41,
                                   .sequence_bits = 12,
                                   .coordinator_bits = 10,
                                   .order = IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE};
    return layout;
}

ida_status ida_snowflake_layout_validate(const ida_snowflake_layout *layout)
{
    unsigned counted = (unsigned)layout->time_bits + layout->sequence_bits;
    if (layout->time_bits < 1 || counted > 63 || counted + layout->coordinator_bits > 64 ||
        layout->unit_us < 1) {
        return IDA_INVALID_ARGUMENT;
    }
    switch (layout->order) {
    case IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR:
    case IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE:
    case IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE:
        break;
    default:
        return IDA_INVALID_ARGUMENT;
    }
    uint64_t length_max = ida_microseconds_between(layout->epoch_us, INT64_MAX);
    uint64_t ticks = UINT64_C(1) << layout->time_bits;
    return layout->unit_us <= length_max / ticks ? IDA_OK : IDA_INVALID_ARGUMENT;
}

ida_snowflake_shifts ida_snowflake_shifts_of(const ida_snowflake_layout *layout)
{
    assert(ida_snowflake_layout_validate(layout) == IDA_OK);
    unsigned time = layout->time_bits;
    unsigned sequence = layout->sequence_bits;
    unsigned coordinator = layout->coordinator_bits;
    ida_snowflake_shifts shifts = {0, 0, 0};
    switch (layout->order) {
    case IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR:
        shifts = (ida_snowflake_shifts){.time = sequence + coordinator, .sequence = coordinator};
        break;
    case IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE:
        shifts = (ida_snowflake_shifts){.time = sequence + coordinator, .coordinator = sequence};
        break;
    case IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE:
        shifts = (ida_snowflake_shifts){.time = sequence, .coordinator = time + sequence};
        break;
    }
    return shifts;
}

/* The field that is bits wide, fewer than 64, and begins at bit shift. */
static uint64_t field(uint64_t id, unsigned shift, unsigned bits)
{
    assert(bits < 64);
    return id >> shift & ((UINT64_C(1) << bits) - 1);
}

ida_status ida_snowflake_compose(const ida_snowflake_layout *layout,
                                 const ida_snowflake_parts *parts, uint64_t *id)
{
    if (ida_snowflake_layout_validate(layout) != IDA_OK || parts->time_us < layout->epoch_us ||
        parts->sequence >> layout->sequence_bits != 0 ||
        parts->coordinator >> layout->coordinator_bits != 0) {
        return IDA_INVALID_ARGUMENT;
    }
    uint64_t tick = ida_microseconds_between(layout->epoch_us, parts->time_us) / layout->unit_us;
    if (tick >> layout->time_bits != 0) {
        return IDA_EXHAUSTED;
    }
    ida_snowflake_shifts shifts = ida_snowflake_shifts_of(layout);
    *id = tick << shifts.time | parts->sequence << shifts.sequence |
          parts->coordinator << shifts.coordinator;
    assert(field(*id, shifts.time, layout->time_bits) == tick);
    assert(field(*id, shifts.sequence, layout->sequence_bits) == parts->sequence);
    assert(field(*id, shifts.coordinator, layout->coordinator_bits) == parts->coordinator);
    return IDA_OK;
}

ida_status ida_snowflake_decompose(const ida_snowflake_layout *layout, uint64_t id,
                                   ida_snowflake_parts *parts)
{
    if (ida_snowflake_layout_validate(layout) != IDA_OK) {
        return IDA_INVALID_ARGUMENT;
    }
    unsigned bits = (unsigned)layout->time_bits + layout->sequence_bits + layout->coordinator_bits;
    if (bits < 64 && id >> bits != 0) {
        return IDA_MALFORMED;
    }
    ida_snowflake_shifts shifts = ida_snowflake_shifts_of(layout);
    uint64_t tick = field(id, shifts.time, layout->time_bits);
    *parts = (ida_snowflake_parts){.time_us = ida_snowflake_tick_start(layout, tick),
                                   .sequence = field(id, shifts.sequence, layout->sequence_bits),
                                   .coordinator =
                                       field(id, shifts.coordinator, layout->coordinator_bits)};
    return IDA_OK;
}
