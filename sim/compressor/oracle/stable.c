#include "stable.h"

#include <inttypes.h>
#include <stdio.h>

bool sim_stable_valid(ida_uuid uuid)
{
    return (uuid.high >> SIM_STABLE_HIGH_BITS) == 0;
}

bool sim_stable_equal(ida_uuid a, ida_uuid b)
{
    return a.high == b.high && a.low == b.low;
}

bool sim_stable_before(ida_uuid a, ida_uuid b)
{
    return a.high != b.high ? a.high < b.high : a.low < b.low;
}

bool sim_stable_add(ida_uuid uuid, uint64_t offset, ida_uuid *sum)
{
    ida_uuid result = {uuid.high, uuid.low + offset};
    if (result.low < offset) {
        result.high++;
    }
    if (!sim_stable_valid(result)) {
        return false;
    }
    *sum = result;
    return true;
}

bool sim_stable_distance(ida_uuid from, ida_uuid to, uint64_t *distance)
{
    uint64_t borrow = to.low < from.low ? 1 : 0;
    if (to.high < from.high || to.high - from.high != borrow) {
        return false;
    }
    *distance = to.low - from.low;
    return true;
}

void sim_stable_text(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE])
{
    if (!sim_stable_valid(uuid)) {
        (void)snprintf(text, IDA_UUID_TEXT_SIZE, "%016" PRIx64 ":%016" PRIx64, uuid.high, uuid.low);
        return;
    }
    uint64_t first = (uuid.high >> 10) & 0xFFFFFFFFFFFF;
    uint64_t middle = ((uuid.high & 0x3FF) << 2) | (uuid.low >> 62);
    uint64_t last = uuid.low & 0x3FFFFFFFFFFFFFFF;
    (void)snprintf(text, IDA_UUID_TEXT_SIZE,
                   "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                   first >> 16, first & 0xFFFF, middle, ((last >> 48) & 0x3FFF) | 0x8000,
                   last & 0xFFFFFFFFFFFF);
}
