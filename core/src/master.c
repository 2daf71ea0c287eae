/*
 * The master: the range that is being granted, and the last answer to each member.
 *
 * The master stores where the next range starts before it grants the first chunk of the range
 * below. A master that reads this record later grants nothing of that range. So only the one that
 * made the write grants its chunks, and a grant itself needs no write. A master that was replaced
 * and does not know it can at worst finish its own range.
 *
 * A new range is pending until its write is confirmed. Until then, chunks of the current range are
 * still granted to requests that they fit.
 *
 * To raise a sequence is to store a later next_start without cutting a range below it. As soon as
 * the raise is requested, floor prevents all grants below it.
 */
#include <assert.h>
#include <string.h>

#include "debug_verify.h"
#include "master_rests.h"
#include "memory.h"
#include "sequence_internal.h"

#define ASSERT_VERIFIED(master)                                                                    \
    IDA_ASSERT_VERIFIED((master)->entry_count + (master)->rest_count,                              \
                        (master)->stored.next_start + (master)->range.index +                      \
                            (master)->entry_count,                                                 \
                        ida_master_verify(master))

typedef ida_master_member member;

static bool same_record(const ida_master_record *a, const ida_master_record *b)
{
    return a->sequence == b->sequence && a->term == b->term && a->next_start == b->next_start &&
           a->first_start == b->first_start;
}

/* Only a record that did not tell where the sequence began is replaced by one that does. */
static bool keeps_start(const ida_master_write *write)
{
    return write->expected.first_start == IDA_SEQUENCE_START_UNKNOWN ||
           write->expected.first_start == write->record.first_start;
}

bool ida_master_write_applies(const ida_master_record *stored, const ida_master_write *write)
{
    if (write->record.sequence != write->expected.sequence || !keeps_start(write) ||
        write->record.term < write->expected.term ||
        write->record.next_start <= write->expected.next_start) {
        return false;
    }
    return stored == NULL ? write->expected.term == 0 : same_record(stored, &write->expected);
}

static bool is_valid_config(const ida_master_config *config)
{
    return config->last_id <= IDA_SEQUENCE_ID_MAX && config->first_start <= config->last_id &&
           config->range_size >= 1 && config->member_max >= 1;
}

/* Whether ida_master_record_decode accepts it. */
static bool is_valid_record(const ida_master_record *record)
{
    return record->next_start <= IDA_SEQUENCE_ID_MAX &&
           (record->first_start <= record->next_start ||
            record->first_start == IDA_SEQUENCE_START_UNKNOWN);
}

/* A record without first_start was written at or above it all the same. */
static bool began_elsewhere(const ida_master_config *config, const ida_master_record *record)
{
    return record->first_start == IDA_SEQUENCE_START_UNKNOWN
               ? record->next_start < config->first_start
               : record->first_start != config->first_start;
}

ida_status ida_master_record_check(const ida_master_record *stored, uint64_t issued)
{
    return issued > stored->next_start ? IDA_STALE_RECORD : IDA_OK;
}

ida_status ida_master_create(const ida_allocator *allocator, const ida_master_config *config,
                             uint64_t term, const ida_master_record *stored, ida_master **master)
{
    ida_master_record nothing = {.sequence = config->sequence,
                                 .next_start = config->first_start,
                                 .first_start = config->first_start};
    const ida_master_record *record = stored == NULL ? &nothing : stored;
    if (!is_valid_config(config) || record->sequence != config->sequence ||
        !is_valid_record(record)) {
        return IDA_INVALID_ARGUMENT;
    }
    if (began_elsewhere(config, record)) {
        return IDA_OTHER_START;
    }
    if (term == 0 || term < record->term) {
        return IDA_STALE_TERM;
    }
    ida_master *created = ida_allocate(allocator, sizeof *created);
    if (created == NULL) {
        return IDA_NO_MEMORY;
    }
    *created =
        (ida_master){.allocator = *allocator, .config = *config, .term = term, .stored = *record};
    ASSERT_VERIFIED(created);
    *master = created;
    return IDA_OK;
}

void ida_master_destroy(ida_master *master)
{
    if (master == NULL) {
        return;
    }
    ida_allocator allocator = master->allocator;
    ida_release(&allocator, master->members, master->entry_capacity * sizeof *master->members);
    ida_release(&allocator, master->rests, master->rest_capacity * sizeof *master->rests);
    ida_release(&allocator, master, sizeof *master);
}

/* The place of the first entry that is not before that coordinator. */
static size_t place_of(const ida_master *master, uint64_t coordinator)
{
    size_t low = 0;
    size_t high = master->entry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (master->members[middle].coordinator < coordinator) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    assert(low == 0 || master->members[low - 1].coordinator < coordinator);
    assert(low == master->entry_count || master->members[low].coordinator >= coordinator);
    return low;
}

/* The entry of a coordinator, or NULL; of one that left too. */
static member *entry_of(const ida_master *master, uint64_t coordinator)
{
    size_t at = place_of(master, coordinator);
    bool is_there = at < master->entry_count && master->members[at].coordinator == coordinator;
    return is_there ? &master->members[at] : NULL;
}

ida_status ida_master_join(ida_master *master, uint64_t coordinator)
{
    member *known = entry_of(master, coordinator);
    if (known != NULL && !known->has_left) {
        return IDA_OK;
    }
    if (master->member_count >= master->config.member_max) {
        return IDA_TOO_MANY_MEMBERS;
    }
    if (known != NULL) {
        known->has_left = false;
    } else {
        member *grown = ida_grow(&master->allocator, master->members, sizeof *grown,
                                 master->entry_count, &master->entry_capacity);
        if (grown == NULL) {
            return IDA_NO_MEMORY;
        }
        master->members = grown;
        member *place = grown + place_of(master, coordinator);
        memmove(place + 1, place, (size_t)(grown + master->entry_count - place) * sizeof *place);
        *place = (member){.coordinator = coordinator};
        master->entry_count++;
    }
    master->member_count++;
    ASSERT_VERIFIED(master);
    return IDA_OK;
}

/*
 * A coordinator that was answered got a chunk of some range, or the rest of one; so there is one.
 * All chunks and rests of a range end where it does.
 */
static bool has_chunk_of_range(const ida_master *master, const member *entry)
{
    return entry->incarnation != 0 && !entry->has_returned &&
           entry->chunk.ending == master->range.ending;
}

static void remove_entry(ida_master *master, member *entry)
{
    member *end = master->members + master->entry_count;
    assert(entry >= master->members);
    assert(entry < end);
    memmove(entry, entry + 1, (size_t)(end - entry - 1) * sizeof *entry);
    master->entry_count--;
}

/*
 * One that left keeps its entry while it has a chunk of the current range, so that it does not get
 * another one when it comes back. There are at most as many of these as the range has chunks.
 */
void ida_master_leave(ida_master *master, uint64_t coordinator)
{
    member *entry = entry_of(master, coordinator);
    if (entry == NULL || entry->has_left) {
        return;
    }
    assert(master->member_count > 0);
    master->member_count--;
    if (has_chunk_of_range(master, entry)) {
        entry->has_left = true;
    } else {
        remove_entry(master, entry);
    }
    ASSERT_VERIFIED(master);
}

static void forget_those_who_left(ida_master *master)
{
    size_t kept = 0;
    for (size_t i = 0; i < master->entry_count; i++) {
        if (!master->members[i].has_left) {
            master->members[kept] = master->members[i];
            kept++;
        }
    }
    assert(kept == master->member_count);
    master->entry_count = kept;
}

/* Grants nothing more of the current range. */
static void drop_range(ida_master *master)
{
    master->range = (ida_chunk){0};
    master->has_range = false;
    master->is_frozen = false;
    master->dropped = 0;
    forget_those_who_left(master);
}

/* True if the current range has a chunk for that member above after. */
static bool range_fits(const ida_master *master, const member *entry, uint64_t after)
{
    return master->has_range && master->range.starting >= after &&
           (!master->is_frozen || master->range.index < master->range.count) &&
           !has_chunk_of_range(master, entry);
}

static bool is_exhausted(const ida_master *master)
{
    uint64_t start = master->stored.next_start;
    return start > master->config.last_id ||
           master->config.last_id - start < master->config.range_size;
}

static void note_grant(member *entry, const ida_chunk_request *request, const ida_chunk *chunk)
{
    assert(ida_chunk_validate(chunk) == IDA_OK);
    assert(chunk->starting >= request->after);
    entry->incarnation = request->incarnation;
    entry->number = request->number;
    entry->chunk = *chunk;
    entry->has_returned = false;
}

/* Grants the next chunk of the current range. Its first chunk settles how many there are. */
static void grant_chunk(ida_master *master, member *entry, const ida_chunk_request *request)
{
    if (!master->is_frozen) {
        master->range.count = master->member_count;
        master->is_frozen = true;
    }
    assert(master->range.index < master->range.count);
    note_grant(entry, request, &master->range);
    master->range.index++;
}

/* Grants what another coordinator handed back. Nobody has two chunks of the current range. */
static bool grant_rest(ida_master *master, member *entry, const ida_chunk_request *request)
{
    ida_chunk rest;
    if (has_chunk_of_range(master, entry) ||
        !ida_master_rests_take(master, request->after, &rest)) {
        return false;
    }
    note_grant(entry, request, &rest);
    return true;
}

/* Puts the raise in pending, unless something else is that must be stored first. */
static void begin_raise(ida_master *master)
{
    if (!master->is_pending) {
        master->is_pending = true;
        master->raise_to = master->floor;
    }
}

/* Whether a request is before, the same as or after the last one that was answered. */
static int compare_with_last(const ida_chunk_request *request, const member *entry)
{
    if (request->incarnation != entry->incarnation) {
        return request->incarnation < entry->incarnation ? -1 : 1;
    }
    return (request->number > entry->number) - (request->number < entry->number);
}

static bool is_valid_request(const ida_master *master, const ida_chunk_request *request)
{
    return request->sequence == master->config.sequence && request->incarnation != 0 &&
           request->number != 0 && request->after <= IDA_SEQUENCE_ID_MAX;
}

/* Finds or makes the chunk for a new request; IDA_OK with exhausted set if there can be none. */
static ida_status find_chunk(ida_master *master, member *entry, const ida_chunk_request *request,
                             bool *exhausted)
{
    if (request->after > master->stored.next_start) {
        return IDA_STALE_TERM;
    }
    *exhausted = false;
    if (grant_rest(master, entry, request)) {
        return IDA_OK;
    }
    if (range_fits(master, entry, request->after)) {
        grant_chunk(master, entry, request);
        return IDA_OK;
    }
    if (master->stored.next_start < master->floor) {
        begin_raise(master);
        return IDA_NOT_PERSISTED;
    }
    /* A range that is pending is counted from what is stored still, and fits. */
    if (is_exhausted(master)) {
        *exhausted = true;
        return IDA_OK;
    }
    master->is_pending = true;
    return IDA_NOT_PERSISTED;
}

ida_status ida_master_grant(ida_master *master, const ida_chunk_request *request,
                            ida_chunk_reply *reply)
{
    if (!is_valid_request(master, request)) {
        return IDA_INVALID_ARGUMENT;
    }
    member *entry = entry_of(master, request->coordinator);
    if (entry == NULL || entry->has_left) {
        return IDA_UNKNOWN_COORDINATOR;
    }
    int order = compare_with_last(request, entry);
    if (order < 0 || (entry->has_returned && request->incarnation == entry->incarnation)) {
        return IDA_STALE_MESSAGE;
    }
    bool exhausted = false;
    if (order > 0) {
        ida_status status = find_chunk(master, entry, request, &exhausted);
        ASSERT_VERIFIED(master);
        if (status != IDA_OK) {
            return status;
        }
    }
    *reply = (ida_chunk_reply){.sequence = request->sequence,
                               .coordinator = request->coordinator,
                               .incarnation = request->incarnation,
                               .number = request->number,
                               .exhausted = exhausted};
    if (!exhausted) {
        assert(entry->chunk.starting >= master->floor);
        assert(entry->chunk.ending <= master->stored.next_start);
        reply->chunk = entry->chunk;
    }
    return IDA_OK;
}

bool ida_master_pending(const ida_master *master, ida_master_write *write)
{
    if (master->is_pending) {
        write->expected = master->stored;
        write->record = master->stored;
        write->record.term = master->term;
        write->record.first_start = master->config.first_start;
        if (master->raise_to != 0) {
            write->record.next_start = master->raise_to;
        } else {
            write->record.next_start += master->config.range_size;
        }
        /* The storage refuses any other write. */
        assert(write->record.next_start > write->expected.next_start);
        assert(write->record.term >= write->expected.term);
        assert(keeps_start(write));
        assert(write->record.next_start <= IDA_SEQUENCE_ID_MAX);
    }
    return master->is_pending;
}

ida_status ida_master_confirm(ida_master *master, const ida_master_record *record)
{
    ida_master_write write;
    if (!ida_master_pending(master, &write) || !same_record(record, &write.record)) {
        return IDA_INVALID_ARGUMENT;
    }
    bool is_raise = master->raise_to != 0;
    master->stored = write.record;
    master->is_pending = false;
    master->raise_to = 0;
    if (is_raise || write.expected.next_start < master->floor) {
        drop_range(master);
    } else {
        master->range =
            (ida_chunk){.starting = write.expected.next_start, .ending = write.record.next_start};
        master->has_range = true;
        master->is_frozen = false;
        master->dropped = 0;
        forget_those_who_left(master);
    }
    ASSERT_VERIFIED(master);
    return IDA_OK;
}

/* Forgets all that was or could be granted below the floor. */
static void forget_below_floor(ida_master *master)
{
    ida_master_rests_forget_below(master);
    if (master->has_range && master->range.starting < master->floor) {
        drop_range(master);
    }
    for (size_t i = 0; i < master->entry_count; i++) {
        member *entry = &master->members[i];
        if (entry->incarnation != 0 && entry->chunk.starting < master->floor) {
            *entry = (member){.coordinator = entry->coordinator};
        }
    }
}

ida_status ida_master_raise(ida_master *master, uint64_t issued)
{
    if (issued > IDA_SEQUENCE_ID_MAX) {
        return IDA_INVALID_ARGUMENT;
    }
    if (issued > master->floor) {
        master->floor = issued;
        forget_below_floor(master);
    }
    if (master->stored.next_start >= master->floor) {
        ASSERT_VERIFIED(master);
        return IDA_OK;
    }
    begin_raise(master);
    ASSERT_VERIFIED(master);
    return IDA_NOT_PERSISTED;
}

static bool is_valid_return(const ida_master *master, const ida_chunk_return *returned)
{
    return returned->sequence == master->config.sequence && returned->incarnation != 0 &&
           returned->number != 0 && returned->drawn < ida_chunk_size(&returned->chunk);
}

static bool same_chunk(const ida_chunk *a, const ida_chunk *b)
{
    return a->starting == b->starting && a->ending == b->ending && a->index == b->index &&
           a->count == b->count;
}

/*
 * Whether a coordinator hands back what it was granted last. If it names an earlier request, what
 * it was granted since never arrived, and never will.
 */
static bool returns_last_grant(const member *entry, const ida_chunk_return *returned)
{
    if (entry->has_returned || returned->incarnation != entry->incarnation) {
        return false;
    }
    return returned->number < entry->number ||
           (returned->number == entry->number && same_chunk(&returned->chunk, &entry->chunk));
}

ida_status ida_master_take_back(ida_master *master, const ida_chunk_return *returned)
{
    if (!is_valid_return(master, returned)) {
        return IDA_INVALID_ARGUMENT;
    }
    member *entry = entry_of(master, returned->coordinator);
    if (entry == NULL) {
        return IDA_UNKNOWN_COORDINATOR;
    }
    if (!returns_last_grant(entry, returned)) {
        return IDA_STALE_MESSAGE;
    }
    if (ida_master_rests_reserve(master) != IDA_OK) {
        return IDA_NO_MEMORY;
    }
    ida_chunk rest = entry->chunk;
    if (returned->number == entry->number) {
        rest.starting += rest.count * returned->drawn;
        assert(ida_chunk_size(&rest) == ida_chunk_size(&entry->chunk) - returned->drawn);
    }
    if (ida_chunk_size(&rest) != 0) {
        ida_master_rests_add(master, &rest);
    } else if (has_chunk_of_range(master, entry)) {
        master->dropped++;
    }
    entry->has_returned = true;
    if (entry->has_left) {
        remove_entry(master, entry);
    }
    ASSERT_VERIFIED(master);
    return IDA_OK;
}

ida_master_record ida_master_record_of(const ida_master *master)
{
    return master->stored;
}

size_t ida_master_member_count(const ida_master *master)
{
    return master->member_count;
}

bool ida_master_range(const ida_master *master, ida_chunk *next)
{
    if (!master->has_range) {
        return false;
    }
    *next = master->range;
    if (!master->is_frozen) {
        next->count = master->member_count > 0 ? master->member_count : 1;
    }
    return true;
}

size_t ida_master_memory(const ida_master *master)
{
    return sizeof *master + master->entry_capacity * sizeof *master->members +
           master->rest_capacity * sizeof *master->rests;
}

static bool range_is_consistent(const ida_master *master)
{
    const ida_chunk *range = &master->range;
    if (!master->has_range) {
        return !master->is_frozen;
    }
    return range->starting >= master->floor && range->starting < range->ending &&
           range->ending == master->stored.next_start &&
           (master->is_frozen ? range->index >= 1 && range->index <= range->count &&
                                    range->count <= master->config.member_max
                              : range->index == 0);
}

static bool entry_is_consistent(const ida_master *master, const member *entry)
{
    if (entry->incarnation == 0) {
        return entry->number == 0 && !entry->has_left && !entry->has_returned;
    }
    return entry->number != 0 && entry->chunk.starting >= master->floor &&
           ida_chunk_validate(&entry->chunk) == IDA_OK &&
           entry->chunk.ending <= master->stored.next_start &&
           (!entry->has_left || has_chunk_of_range(master, entry));
}

/* What is pending leads above what is stored, and a raise no further than to the floor. */
static bool pending_is_consistent(const ida_master *master)
{
    if (master->raise_to == 0) {
        return !master->is_pending || !is_exhausted(master);
    }
    return master->is_pending && master->raise_to > master->stored.next_start &&
           master->raise_to <= master->floor && master->floor <= IDA_SEQUENCE_ID_MAX;
}

bool ida_master_verify(const ida_master *master)
{
    if (!range_is_consistent(master) || master->term < master->stored.term ||
        !pending_is_consistent(master) || !ida_master_rests_verify(master) ||
        master->entry_count > master->entry_capacity ||
        master->member_count > master->config.member_max) {
        return false;
    }
    size_t members = 0;
    size_t chunks = ida_master_rests_of_range(master) + master->dropped;
    for (size_t i = 0; i < master->entry_count; i++) {
        const member *entry = &master->members[i];
        if (!entry_is_consistent(master, entry) ||
            (i > 0 && entry[-1].coordinator >= entry->coordinator)) {
            return false;
        }
        members += entry->has_left ? 0 : 1;
        chunks += has_chunk_of_range(master, entry) ? 1 : 0;
    }
    return members == master->member_count && chunks == master->range.index;
}
