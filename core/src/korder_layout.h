/* Where the fields of a local ID are, inline: it stands on the way to every ID. */
#ifndef IDALLOC_KORDER_LAYOUT_H
#define IDALLOC_KORDER_LAYOUT_H

#include <assert.h>
#include <stdint.h>

#include <idalloc/korder.h>

#define IDA_KORDER_MILLION       UINT64_C(1000000)
#define IDA_KORDER_SEQUENCE_BITS 14
#define IDA_KORDER_SEQUENCE_MASK UINT64_C(0x3fff)
#define IDA_KORDER_TICK_SHIFT    14
#define IDA_KORDER_TICK_MASK     UINT64_C(0x3ff)
#define IDA_KORDER_B_SHIFT       24
#define IDA_KORDER_B_MASK        UINT64_C(0xfffff)
#define IDA_KORDER_A_SHIFT       44

/* The ID of a second since the epoch and one of its ticks. */
static inline ida_korder_local ida_korder_pack(uint64_t second, uint64_t tick, uint64_t sequence)
{
    assert(second < IDA_KORDER_TIME_LIMIT_US / IDA_KORDER_MILLION);
    assert(tick < IDA_KORDER_TICKS_PER_SECOND);
    assert(sequence < IDA_KORDER_SEQUENCE_COUNT);
    uint64_t a = second / IDA_KORDER_MILLION;
    uint64_t b = second % IDA_KORDER_MILLION;
    return a << IDA_KORDER_A_SHIFT | b << IDA_KORDER_B_SHIFT | tick << IDA_KORDER_TICK_SHIFT |
           sequence;
}

static inline uint64_t ida_korder_second(ida_korder_local local)
{
    uint64_t a = local >> IDA_KORDER_A_SHIFT;
    uint64_t b = local >> IDA_KORDER_B_SHIFT & IDA_KORDER_B_MASK;
    return a * IDA_KORDER_MILLION + b;
}

/* The tick within its second. */
static inline uint64_t ida_korder_tick(ida_korder_local local)
{
    return local >> IDA_KORDER_TICK_SHIFT & IDA_KORDER_TICK_MASK;
}

#endif
