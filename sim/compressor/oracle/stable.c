/* Arithmetic on stable IDs: carries across the version and variant bits. */
#include "stable.h"

#include <assert.h>

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
    assert(sim_stable_valid(uuid));
    ida_uuid result = {uuid.high, uuid.low + offset};
    if (result.low < offset) {
        result.high++;
    }
    assert(!sim_stable_before(result, uuid));
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
    assert(!sim_stable_before(to, from));
    *distance = to.low - from.low;
    return true;
}
