/*
 * The master: the range that is being granted, and what each member was answered last.
 *
 * What is stored is where the next range starts, and it is stored before the first chunk of the
 * range below is granted. So whoever reads it later grants nothing of that range, and only the
 * machine that made the write, in this life, does: a grant itself needs no write, and a master that
 * does not know that it was replaced can at worst finish its own range.
 *
 * A new range waits in pending until the write is confirmed. Meanwhile chunks of the current one
 * are still granted to those whom they fit.
 */
#include <assert.h>
#include <string.h>

#include "memory.h"
#include "sequence_internal.h"

typedef ida_master_member member;

static bool same_record(const ida_master_record *a, const ida_master_record *b)
{
    return a->sequence == b->sequence && a->term == b->term && a->next_start == b->next_start;
}

bool ida_master_write_applies(const ida_master_record *stored, const ida_master_write *write)
{
    if (write->record.sequence != write->expected.sequence ||
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

ida_status ida_master_create(const ida_allocator *allocator, const ida_master_config *config,
                             uint64_t term, const ida_master_record *stored, ida_master **master)
{
    ida_master_record nothing = {.sequence = config->sequence, .next_start = config->first_start};
    const ida_master_record *record = stored == NULL ? &nothing : stored;
    if (!is_valid_config(config) || record->sequence != config->sequence ||
        record->next_start > IDA_SEQUENCE_ID_MAX) {
        return IDA_INVALID_ARGUMENT;
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
    return IDA_OK;
}

/* Who was answered got a chunk of some range; so there is one. */
static bool has_chunk_of_range(const ida_master *master, const member *entry)
{
    return entry->incarnation != 0 && entry->chunk.starting == master->range.starting;
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
    master->member_count--;
    if (has_chunk_of_range(master, entry)) {
        entry->has_left = true;
        return;
    }
    member *end = master->members + master->entry_count;
    memmove(entry, entry + 1, (size_t)(end - entry - 1) * sizeof *entry);
    master->entry_count--;
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
    master->entry_count = kept;
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

/* Grants the next chunk of the current range. Its first chunk settles how many there are. */
static void grant_chunk(ida_master *master, member *entry, const ida_chunk_request *request)
{
    if (!master->is_frozen) {
        master->range.count = master->member_count;
        master->is_frozen = true;
    }
    assert(master->range.index < master->range.count);
    entry->incarnation = request->incarnation;
    entry->number = request->number;
    entry->chunk = master->range;
    master->range.index++;
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
    if (range_fits(master, entry, request->after)) {
        grant_chunk(master, entry, request);
        return IDA_OK;
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
    if (order < 0) {
        return IDA_STALE_MESSAGE;
    }
    bool exhausted = false;
    if (order > 0) {
        ida_status status = find_chunk(master, entry, request, &exhausted);
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
        write->record.next_start += master->config.range_size;
    }
    return master->is_pending;
}

ida_status ida_master_confirm(ida_master *master, const ida_master_record *record)
{
    ida_master_write write;
    if (!ida_master_pending(master, &write) || !same_record(record, &write.record)) {
        return IDA_INVALID_ARGUMENT;
    }
    master->stored = write.record;
    master->range =
        (ida_chunk){.starting = write.expected.next_start, .ending = write.record.next_start};
    master->is_pending = false;
    master->has_range = true;
    master->is_frozen = false;
    forget_those_who_left(master);
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
    return sizeof *master + master->entry_capacity * sizeof *master->members;
}

static bool range_is_consistent(const ida_master *master)
{
    const ida_chunk *range = &master->range;
    if (!master->has_range) {
        return !master->is_frozen;
    }
    return range->starting < range->ending && range->ending == master->stored.next_start &&
           (master->is_frozen ? range->index >= 1 && range->index <= range->count &&
                                    range->count <= master->config.member_max
                              : range->index == 0);
}

static bool entry_is_consistent(const ida_master *master, const member *entry)
{
    if (entry->incarnation == 0) {
        return entry->number == 0 && !entry->has_left;
    }
    return entry->number != 0 && ida_chunk_validate(&entry->chunk) == IDA_OK &&
           entry->chunk.ending <= master->stored.next_start &&
           (!entry->has_left || has_chunk_of_range(master, entry));
}

bool ida_master_verify(const ida_master *master)
{
    if (!range_is_consistent(master) || master->term < master->stored.term ||
        (master->is_pending && is_exhausted(master)) ||
        master->entry_count > master->entry_capacity ||
        master->member_count > master->config.member_max) {
        return false;
    }
    size_t members = 0;
    size_t chunks = 0;
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
