/*
 * The coordinator: one chunk that it draws from and, when that runs low, the next one.
 *
 *   request (number n) -> install -> pending -> confirm -> [next] -> when the current one is empty
 *                                                                    it becomes the current one
 *
 * The number grows with each installed reply, so a repeated reply does not match the next request.
 *
 * The ending of a chunk is stored before the chunk is drawn from. So every later incarnation gets a
 * chunk above that, whichever master answers. On a clean stop, the coordinator knows the last ID
 * that it drew, and stores that instead. Then the rest of its newest chunk can be granted again.
 */
#include <assert.h>

#include "memory.h"
#include "process.h"
#include "sequence_internal.h"

ida_status ida_coordinator_create(const ida_allocator *allocator,
                                  const ida_coordinator_record *last, uint32_t prefetch_percent,
                                  ida_coordinator **coordinator)
{
    if (prefetch_percent > 100 || last->after > IDA_SEQUENCE_ID_MAX) {
        return IDA_INVALID_ARGUMENT;
    }
    if (last->incarnation == UINT64_MAX) {
        return IDA_EXHAUSTED;
    }
    ida_coordinator *created = ida_allocate(allocator, sizeof *created);
    if (created == NULL) {
        return IDA_NO_MEMORY;
    }
    *created = (ida_coordinator){.request_below = 1,
                                 .is_pending = true,
                                 .prefetch_percent = prefetch_percent,
                                 .number = 1,
                                 .after = last->after,
                                 .record = *last,
                                 .allocator = *allocator};
    created->record.incarnation++;
    assert(ida_coordinator_verify(created));
    *coordinator = created;
    return IDA_OK;
}

void ida_coordinator_destroy(ida_coordinator *coordinator)
{
    if (coordinator != NULL) {
        ida_allocator allocator = coordinator->allocator;
        ida_release(&allocator, coordinator, sizeof *coordinator);
    }
}

bool ida_coordinator_pending(const ida_coordinator *coordinator, ida_coordinator_record *record)
{
    if (coordinator->is_pending) {
        *record = coordinator->record;
    }
    return coordinator->is_pending;
}

/* Below how many IDs left more than percent of size are drawn; at least 1. */
static uint64_t request_threshold(uint64_t size, uint32_t percent)
{
    /* 100 * drawn > percent * size, where neither product may overflow. */
    uint64_t drawn_max = size / 100 * percent + size % 100 * percent / 100;
    assert(drawn_max <= size);
    return size > drawn_max ? size - drawn_max : 1;
}

/* Makes the next chunk the current one if that is used up and the next one may be drawn from. */
static void turn_over(ida_coordinator *coordinator)
{
    if (coordinator->left != 0 || !coordinator->has_next || coordinator->is_pending) {
        return;
    }
    uint64_t size = ida_chunk_size(&coordinator->next);
    ida_status status = ida_chunk_id(&coordinator->next, 1, &coordinator->next_id);
    assert(status == IDA_OK);
    (void)status;
    assert(coordinator->next.starting >= coordinator->chunk.ending);
    assert(coordinator->next.ending <= coordinator->record.after);
    coordinator->chunk = coordinator->next;
    coordinator->has_next = false;
    coordinator->left = size;
    coordinator->stride = coordinator->chunk.count;
    coordinator->request_below = request_threshold(size, coordinator->prefetch_percent);
}

ida_status ida_coordinator_confirm(ida_coordinator *coordinator,
                                   const ida_coordinator_record *record)
{
    const ida_coordinator_record *pending = &coordinator->record;
    if (!coordinator->is_pending || record->sequence != pending->sequence ||
        record->coordinator != pending->coordinator ||
        record->incarnation != pending->incarnation || record->after != pending->after) {
        return IDA_INVALID_ARGUMENT;
    }
    coordinator->is_pending = false;
    turn_over(coordinator);
    assert(ida_coordinator_verify(coordinator));
    return IDA_OK;
}

/* Before the first confirmation something is pending, and there is no next chunk. */
static bool wants_chunk(const ida_coordinator *coordinator)
{
    return coordinator->left < coordinator->request_below && !coordinator->has_next &&
           !coordinator->is_pending && !coordinator->is_exhausted && !coordinator->is_stopped;
}

bool ida_coordinator_request(const ida_coordinator *coordinator, ida_chunk_request *request)
{
    if (!wants_chunk(coordinator)) {
        return false;
    }
    *request = (ida_chunk_request){.sequence = coordinator->record.sequence,
                                   .coordinator = coordinator->record.coordinator,
                                   .incarnation = coordinator->record.incarnation,
                                   .number = coordinator->number,
                                   .after = coordinator->after};
    return true;
}

/* An empty chunk is passed over: nothing will be drawn from it, so nothing must be stored. */
static void take_over(ida_coordinator *coordinator, const ida_chunk *chunk)
{
    assert(!coordinator->has_next);
    assert(!coordinator->is_pending);
    assert(chunk->starting >= coordinator->chunk.ending);
    coordinator->after = chunk->ending;
    if (ida_chunk_size(chunk) != 0) {
        coordinator->newest_number = coordinator->number;
        coordinator->next = *chunk;
        coordinator->has_next = true;
        coordinator->record.after = chunk->ending;
        coordinator->is_pending = true;
    }
}

ida_status ida_coordinator_install(ida_coordinator *coordinator, const ida_chunk_reply *reply)
{
    const ida_coordinator_record *own = &coordinator->record;
    if (!wants_chunk(coordinator) || reply->sequence != own->sequence ||
        reply->coordinator != own->coordinator || reply->incarnation != own->incarnation ||
        reply->number != coordinator->number) {
        return IDA_STALE_MESSAGE;
    }
    if (reply->exhausted) {
        coordinator->is_exhausted = true;
    } else if (ida_chunk_validate(&reply->chunk) != IDA_OK ||
               reply->chunk.starting < coordinator->after) {
        return IDA_INVALID_CHUNK;
    } else {
        take_over(coordinator, &reply->chunk);
    }
    coordinator->number++;
    assert(ida_coordinator_verify(coordinator));
    return IDA_OK;
}

static ida_status why_none(const ida_coordinator *coordinator)
{
    if (coordinator->is_stopped) {
        return IDA_STOPPED;
    }
    if (coordinator->is_pending) {
        return IDA_NOT_PERSISTED;
    }
    return coordinator->is_exhausted ? IDA_EXHAUSTED : IDA_TRY_LATER;
}

ida_status ida_coordinator_next(ida_coordinator *coordinator, uint64_t *id)
{
    if (coordinator->left == 0) {
        return why_none(coordinator);
    }
    *id = coordinator->next_id;
    assert(*id > coordinator->chunk.starting);
    assert(*id <= coordinator->chunk.ending);
    assert(*id <= coordinator->record.after);
    /* Behind the last ID this may wrap around, and is not used. */
    coordinator->next_id += coordinator->stride;
    coordinator->left--;
    if (coordinator->left == 0) {
        turn_over(coordinator);
    }
    assert(ida_coordinator_verify(coordinator));
    return IDA_OK;
}

uint64_t ida_coordinator_left(const ida_coordinator *coordinator)
{
    /* Two chunks of ranges that do not overlap: together they have fewer than 2^63 IDs. */
    return coordinator->left + (coordinator->has_next ? ida_chunk_size(&coordinator->next) : 0);
}

/* How many IDs of the current chunk are drawn; 0 if there is none. */
static uint64_t drawn_of(const ida_coordinator *coordinator)
{
    assert(coordinator->left <= ida_chunk_size(&coordinator->chunk));
    return ida_chunk_size(&coordinator->chunk) - coordinator->left;
}

/* No ID that was drawn is above this, and all that is left of the newest chunk is. */
static uint64_t highest_drawn(const ida_coordinator *coordinator)
{
    if (coordinator->chunk.count == 0) {
        return coordinator->next.starting;
    }
    /* Behind the last ID of all next_id has wrapped around, and comes back here. */
    return drawn_of(coordinator) != 0 ? coordinator->next_id - coordinator->stride
                                      : coordinator->chunk.starting;
}

/* Lets go of both chunks, and says in rest what is left of the newest. */
static void give_up_chunks(ida_coordinator *coordinator)
{
    bool is_whole = coordinator->has_next;
    coordinator->rest =
        (ida_chunk_return){.sequence = coordinator->record.sequence,
                           .coordinator = coordinator->record.coordinator,
                           .incarnation = coordinator->record.incarnation,
                           .number = coordinator->newest_number,
                           .chunk = is_whole ? coordinator->next : coordinator->chunk,
                           .drawn = is_whole ? 0 : drawn_of(coordinator)};
    assert(highest_drawn(coordinator) < coordinator->rest.chunk.ending);
    coordinator->record.after = highest_drawn(coordinator);
    coordinator->is_pending = true;
    coordinator->chunk = (ida_chunk){0};
    coordinator->left = 0;
    coordinator->request_below = 1;
    coordinator->has_next = false;
}

bool ida_coordinator_stop(ida_coordinator *coordinator, ida_chunk_return *rest)
{
    if (!coordinator->is_stopped) {
        coordinator->is_stopped = true;
        coordinator->has_rest = ida_coordinator_left(coordinator) != 0;
        if (coordinator->has_rest) {
            give_up_chunks(coordinator);
        }
        assert(ida_coordinator_verify(coordinator));
    }
    if (coordinator->has_rest) {
        *rest = coordinator->rest;
    }
    return coordinator->has_rest;
}

ida_status ida_coordinator_bind(ida_coordinator *coordinator, uint64_t owner)
{
    return ida_process_bind(&coordinator->owner, owner);
}

ida_status ida_coordinator_check(const ida_coordinator *coordinator, uint64_t owner)
{
    return ida_process_check(coordinator->owner, owner);
}

static bool current_is_consistent(const ida_coordinator *coordinator)
{
    const ida_chunk *chunk = &coordinator->chunk;
    if (chunk->count == 0) {
        return coordinator->left == 0 && coordinator->request_below == 1;
    }
    if (ida_chunk_validate(chunk) != IDA_OK || chunk->ending > coordinator->record.after ||
        coordinator->stride != chunk->count) {
        return false;
    }
    /* If more are left than there are, the difference wraps around, and no ID has that number. */
    uint64_t id = 0;
    return coordinator->left == 0 ||
           (ida_chunk_id(chunk, ida_chunk_size(chunk) - coordinator->left + 1, &id) == IDA_OK &&
            id == coordinator->next_id);
}

/* A stopped coordinator holds nothing, and what it handed back is above what it stores. */
static bool stop_is_consistent(const ida_coordinator *coordinator)
{
    const ida_chunk_return *rest = &coordinator->rest;
    if (!coordinator->is_stopped) {
        return !coordinator->has_rest;
    }
    if (!coordinator->has_rest) {
        return ida_coordinator_left(coordinator) == 0;
    }
    return ida_coordinator_left(coordinator) == 0 && rest->number != 0 &&
           rest->number < coordinator->number && rest->drawn < ida_chunk_size(&rest->chunk) &&
           rest->chunk.starting + rest->chunk.count * rest->drawn >= coordinator->record.after;
}

bool ida_coordinator_verify(const ida_coordinator *coordinator)
{
    const ida_chunk *next = &coordinator->next;
    if (!current_is_consistent(coordinator) || coordinator->number == 0 ||
        coordinator->record.incarnation == 0 || coordinator->request_below == 0 ||
        coordinator->after < coordinator->record.after ||
        coordinator->after > IDA_SEQUENCE_ID_MAX || coordinator->prefetch_percent > 100 ||
        !stop_is_consistent(coordinator)) {
        return false;
    }
    if (!coordinator->has_next) {
        return true;
    }
    /* A next chunk that may be drawn from waits for the current one only. */
    return ida_chunk_validate(next) == IDA_OK && ida_chunk_size(next) != 0 &&
           next->starting >= coordinator->chunk.ending &&
           next->ending == coordinator->record.after &&
           (coordinator->is_pending || coordinator->left != 0);
}
