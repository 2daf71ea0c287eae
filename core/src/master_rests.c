/*
 * The rests of chunks that were handed back. A rest is itself a chunk: its range is the part of the
 * old range above the last drawn ID, and its residue class is the same.
 *
 *   the chunk (1000, 1012], index 1 of 4: 1002 1006 1010;  1002 drawn
 *   its rest  (1004, 1012], index 1 of 4:      1006 1010
 *
 * Nothing of this is stored, because only this master grants a rest, and only once.
 */
#include <assert.h>
#include <string.h>

#include "master_rests.h"
#include "memory.h"

/* All chunks of a range end where it does. */
static bool is_of_range(const ida_master *master, const ida_chunk *rest)
{
    return rest->ending == master->range.ending;
}

ida_status ida_master_rests_reserve(ida_master *master)
{
    if (master->rest_count >= master->config.member_max) {
        return IDA_OK;
    }
    ida_chunk *grown = ida_grow(&master->allocator, master->rests, sizeof *grown,
                                master->rest_count, &master->rest_capacity);
    if (grown == NULL) {
        return IDA_NO_MEMORY;
    }
    master->rests = grown;
    return IDA_OK;
}

static void remove_at(ida_master *master, size_t at)
{
    assert(at < master->rest_count);
    ida_chunk *place = master->rests + at;
    memmove(place, place + 1, (master->rest_count - at - 1) * sizeof *place);
    master->rest_count--;
}

static void drop_lowest(ida_master *master)
{
    if (is_of_range(master, &master->rests[0])) {
        master->dropped++;
    }
    remove_at(master, 0);
}

void ida_master_rests_add(ida_master *master, const ida_chunk *rest)
{
    assert(ida_chunk_size(rest) > 0);
    assert(rest->ending <= master->stored.next_start);
    if (master->rest_count >= master->config.member_max) {
        if (rest->starting < master->rests[0].starting) {
            /* The lowest itself; of the current range, none is left that could be. */
            assert(!is_of_range(master, rest));
            return;
        }
        drop_lowest(master);
    }
    assert(master->rest_count < master->rest_capacity);
    size_t at = master->rest_count;
    while (at > 0 && master->rests[at - 1].starting > rest->starting) {
        master->rests[at] = master->rests[at - 1];
        at--;
    }
    assert(at == 0 || master->rests[at - 1].starting <= rest->starting);
    master->rests[at] = *rest;
    master->rest_count++;
}

bool ida_master_rests_take(ida_master *master, uint64_t after, ida_chunk *rest)
{
    for (size_t at = 0; at < master->rest_count; at++) {
        if (master->rests[at].starting >= after) {
            *rest = master->rests[at];
            remove_at(master, at);
            return true;
        }
    }
    return false;
}

void ida_master_rests_forget_below(ida_master *master)
{
    while (master->rest_count > 0 && master->rests[0].starting < master->floor) {
        drop_lowest(master);
    }
    assert(master->rest_count == 0 || master->rests[0].starting >= master->floor);
}

size_t ida_master_rests_of_range(const ida_master *master)
{
    size_t count = 0;
    for (size_t at = 0; at < master->rest_count; at++) {
        count += is_of_range(master, &master->rests[at]) ? 1 : 0;
    }
    return count;
}

bool ida_master_rests_verify(const ida_master *master)
{
    if (master->rest_count > master->rest_capacity ||
        master->rest_count > master->config.member_max) {
        return false;
    }
    for (size_t at = 0; at < master->rest_count; at++) {
        const ida_chunk *rest = &master->rests[at];
        if (ida_chunk_size(rest) == 0 || rest->starting < master->floor ||
            rest->ending > master->stored.next_start ||
            (at > 0 && rest[-1].starting > rest->starting)) {
            return false;
        }
    }
    return true;
}
