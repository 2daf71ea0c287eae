/*
 * k-ordered IDs: local and global ones, their bytes, and the times and windows that they stand for.
 *
 * A global ID is a local ID with the node put in between: the 40 bits of A and B are parted X bits
 * above their end, and everything that follows them, tick and sequence, stays together.
 *
 *   local           A, B >> X       | B & (2^X - 1) | tick, sequence
 *   global          A, B >> X | node | B & (2^X - 1) | tick, sequence
 *   bits            40 - X      32    X               24
 *
 * The 96 bits are a high word of 64 and a low word of 32. The low word ends 8 bits into the node
 * with what follows it, which is why those two are put together first.
 */
#include <assert.h>
#include <string.h>

#include <idalloc/korder.h>

#include "big_endian.h"
#include "korder_layout.h"

#define LOW_BITS           24
#define LOW_MASK           UINT64_C(0xffffff)
#define LOW_WORD           32
#define MIDDLE_IN_LOW_WORD (LOW_WORD - LOW_BITS)

static bool drift_is_valid(uint32_t drift)
{
    return drift >= IDA_KORDER_DRIFT_MIN && drift <= IDA_KORDER_DRIFT_MAX;
}

ida_status ida_korder_make(uint64_t time_us, uint32_t sequence, ida_korder_local *local)
{
    if (sequence >= IDA_KORDER_SEQUENCE_COUNT) {
        return IDA_INVALID_ARGUMENT;
    }
    if (time_us >= IDA_KORDER_TIME_LIMIT_US) {
        return IDA_EXHAUSTED;
    }
    uint64_t tick = time_us % IDA_KORDER_MILLION / IDA_KORDER_TICK_US;
    *local = ida_korder_pack(time_us / IDA_KORDER_MILLION, tick, sequence);
    assert(ida_korder_is_valid(*local));
    assert(time_us - ida_korder_time_us(*local) < IDA_KORDER_TICK_US);
    return IDA_OK;
}

bool ida_korder_is_valid(ida_korder_local local)
{
    uint64_t b = local >> IDA_KORDER_B_SHIFT & IDA_KORDER_B_MASK;
    return b < IDA_KORDER_MILLION && ida_korder_tick(local) < IDA_KORDER_TICKS_PER_SECOND;
}

uint64_t ida_korder_time_us(ida_korder_local local)
{
    return ida_korder_second(local) * IDA_KORDER_MILLION +
           ida_korder_tick(local) * IDA_KORDER_TICK_US;
}

uint64_t ida_korder_time_ms(ida_korder_local local)
{
    return ida_korder_time_us(local) / 1000;
}

uint32_t ida_korder_sequence(ida_korder_local local)
{
    return (uint32_t)(local & IDA_KORDER_SEQUENCE_MASK);
}

ida_korder_distance ida_korder_difference(ida_korder_local later, ida_korder_local earlier)
{
    /* Both are below 2^60. In C, as in Erlang, quotient and remainder have the dividend's sign. */
    int64_t us = (int64_t)ida_korder_time_us(later) - (int64_t)ida_korder_time_us(earlier);
    int64_t million = (int64_t)IDA_KORDER_MILLION;
    ida_korder_distance distance = {
        .megaseconds = (int32_t)(us / million / million),
        .seconds = (int32_t)(us / million % million),
        .microseconds = (int32_t)(us % million),
        .sequence = (int32_t)ida_korder_sequence(later) - (int32_t)ida_korder_sequence(earlier),
    };
    return distance;
}

void ida_korder_local_to_bytes(ida_korder_local local, uint8_t bytes[IDA_KORDER_LOCAL_SIZE])
{
    ida_store_be64(bytes, local);
}

ida_status ida_korder_local_from_bytes(const uint8_t *bytes, size_t size, ida_korder_local *local)
{
    if (size != IDA_KORDER_LOCAL_SIZE) {
        return IDA_MALFORMED;
    }
    ida_korder_local read = ida_load_be64(bytes);
    if (!ida_korder_is_valid(read)) {
        return IDA_MALFORMED;
    }
    *local = read;
    return IDA_OK;
}

ida_status ida_korder_to_global(const ida_korder_config *config, ida_korder_local local,
                                ida_korder_global *global)
{
    if (!drift_is_valid(config->drift) || !ida_korder_is_valid(local)) {
        return IDA_INVALID_ARGUMENT;
    }
    uint32_t drift = config->drift;
    uint64_t time = local >> LOW_BITS;
    uint64_t below = time & ((UINT64_C(1) << drift) - 1);
    uint64_t middle = (uint64_t)config->node << drift | below;
    uint64_t high = time >> drift << (LOW_BITS + drift) | middle >> MIDDLE_IN_LOW_WORD;
    uint64_t low = (middle << LOW_BITS | (local & LOW_MASK)) & UINT32_MAX;
    assert(high >> (LOW_BITS + drift) == time >> drift);
    assert((low & LOW_MASK) == (local & LOW_MASK));
    ida_store_be64(global->bytes, high);
    ida_store_be32(global->bytes + 8, (uint32_t)low);
    return IDA_OK;
}

ida_status ida_korder_split(const ida_korder_global *global, uint32_t drift,
                            ida_korder_local *local, uint32_t *node)
{
    if (!drift_is_valid(drift)) {
        return IDA_INVALID_ARGUMENT;
    }
    uint64_t high = ida_load_be64(global->bytes);
    uint64_t low = ida_load_be32(global->bytes + 8);
    uint64_t middle_mask = (UINT64_C(1) << (LOW_BITS + drift)) - 1;
    uint64_t middle = (high & middle_mask) << MIDDLE_IN_LOW_WORD | low >> LOW_BITS;
    uint64_t below = middle & ((UINT64_C(1) << drift) - 1);
    uint64_t time = high >> (LOW_BITS + drift) << drift | below;
    ida_korder_local read = time << LOW_BITS | (low & LOW_MASK);
    if (!ida_korder_is_valid(read)) {
        return IDA_MALFORMED;
    }
    assert(middle >> drift <= UINT32_MAX);
    *local = read;
    *node = (uint32_t)(middle >> drift);
    return IDA_OK;
}

ida_status ida_korder_to_local(const ida_korder_config *config, const ida_korder_global *global,
                               ida_korder_local *local)
{
    ida_korder_local read;
    uint32_t node;
    ida_status status = ida_korder_split(global, config->drift, &read, &node);
    if (status != IDA_OK) {
        return status;
    }
    if (node != config->node) {
        return IDA_FOREIGN_NODE;
    }
    *local = read;
    return IDA_OK;
}

ida_status ida_korder_window(uint64_t time_us, uint32_t drift, uint64_t *begin_us, uint64_t *end_us)
{
    if (!drift_is_valid(drift)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (time_us >= IDA_KORDER_TIME_LIMIT_US) {
        return IDA_EXHAUSTED;
    }
    uint64_t second = time_us / IDA_KORDER_MILLION;
    uint64_t b = second % IDA_KORDER_MILLION;
    uint64_t begin = b >> drift << drift;
    uint64_t end = begin + (UINT64_C(1) << drift);
    end = end < IDA_KORDER_MILLION ? end : IDA_KORDER_MILLION;
    *begin_us = (second - b + begin) * IDA_KORDER_MILLION;
    *end_us = (second - b + end) * IDA_KORDER_MILLION;
    assert(*begin_us <= time_us);
    assert(time_us < *end_us);
    assert(*end_us <= IDA_KORDER_TIME_LIMIT_US);
    return IDA_OK;
}

ida_status ida_korder_global_from_bytes(const uint8_t *bytes, size_t size, uint32_t drift,
                                        ida_korder_global *global)
{
    if (size != IDA_KORDER_GLOBAL_SIZE) {
        return IDA_MALFORMED;
    }
    ida_korder_global read;
    ida_korder_local local;
    uint32_t node;
    memcpy(read.bytes, bytes, sizeof(read.bytes));
    ida_status status = ida_korder_split(&read, drift, &local, &node);
    if (status == IDA_OK) {
        *global = read;
    }
    return status;
}
