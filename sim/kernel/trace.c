/* The running digest. */
#include "trace.h"

#include <assert.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

void sim_trace_init(sim_trace *trace)
{
    *trace = (sim_trace){0};
}

/* Written out, because compilers then make one store of it, but none of a loop. */
static void put_number(uint8_t bytes[8], uint64_t number)
{
    bytes[0] = (uint8_t)(number & 0xFF);
    bytes[1] = (uint8_t)(number >> 8 & 0xFF);
    bytes[2] = (uint8_t)(number >> 16 & 0xFF);
    bytes[3] = (uint8_t)(number >> 24 & 0xFF);
    bytes[4] = (uint8_t)(number >> 32 & 0xFF);
    bytes[5] = (uint8_t)(number >> 40 & 0xFF);
    bytes[6] = (uint8_t)(number >> 48 & 0xFF);
    bytes[7] = (uint8_t)(number >> 56 & 0xFF);
}

void sim_trace_event(sim_trace *trace, sim_event_kind kind, const uint64_t *numbers, size_t count)
{
    assert(count <= SIM_EVENT_NUMBERS);
    assert(kind <= SIM_EVENT_OTHER);
    uint8_t bytes[(1 + SIM_EVENT_NUMBERS) * 8];
    put_number(bytes, (uint64_t)kind);
    for (size_t i = 0; i < count; i++) {
        put_number(bytes + (1 + i) * 8, numbers[i]);
    }
    /*
     * The digest so far is the seed of the next hash, so that no event can be reordered unnoticed.
     */
    trace->digest = XXH3_64bits_withSeed(bytes, (1 + count) * 8, trace->digest);
    trace->events++;
}

void sim_trace_bytes(sim_trace *trace, sim_event_kind kind, const uint8_t *bytes, size_t size)
{
    assert(bytes != NULL || size == 0);
    const uint64_t numbers[2] = {size, size == 0 ? 0 : XXH3_64bits(bytes, size)};
    sim_trace_event(trace, kind, numbers, 2);
}

void sim_trace_format(uint64_t digest, char text[17])
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < 16; i++) {
        text[i] = digits[digest >> (60 - 4 * i) & 0xF];
    }
    text[16] = '\0';
}
