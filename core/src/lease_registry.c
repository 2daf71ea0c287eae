/*
 * The registry: which number is whose, until when.
 *
 * An entry says all of a number: its newest lease and the mark above which the next one begins.
 * Every change gets a revision, and a lease leaves the registry when its revision is stored.
 */
#include <idalloc/lease.h>

#include <assert.h>
#include <string.h>

#include "checksum.h"
#include "lease_clock.h"
#include "little_endian.h"
#include "memory.h"
#include "uuid_math.h"

#define MAGIC_SIZE    4u
#define VERSION       1u
#define HEAD_SIZE     37u
#define ENTRY_SIZE    53u
#define CHECKSUM_SIZE 8u

static const uint8_t magic[MAGIC_SIZE] = {'I', 'D', 'L', 'R'};

/* Terms that a lost registry may have used since the record that another one begins with. */
#define LOST_TERMS (UINT64_C(1) << 32)

typedef struct entry {
    ida_uuid holder;
    uint64_t term; /* 0: never granted */
    int64_t start_us;
    int64_t end_us;
    int64_t mark_us; /* the next lease begins here or later, once this one has ended */
    uint64_t revision;
    uint64_t request; /* the highest of the holder; not in the record */
    bool is_held;
} entry;

struct ida_lease_registry {
    ida_allocator allocator;
    ida_lease_config config;
    ida_lease_authority authority;
    ida_lease_time last; /* the last reading that was accepted */
    int64_t now_us;      /* the highest time of day of those */
    int64_t
        not_before_us; /* nothing is granted before: a lost registry's leases may last so long */
    uint64_t revision;
    uint64_t stored;
    uint32_t number_count;
    entry entries[];
};

static size_t bytes_of(uint32_t number_count)
{
    return sizeof(ida_lease_registry) + number_count * sizeof(entry);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool authority_is_valid(ida_lease_authority authority)
{
    return authority.begin_us >= 0 && authority.begin_us < authority.end_us &&
           authority.end_us <= IDA_LEASE_WALL_MAX;
}

ida_status ida_lease_registry_create(const ida_allocator *allocator, const ida_lease_config *config,
                                     uint32_t number_count, ida_lease_authority authority,
                                     ida_lease_time now, ida_lease_registry **registry)
{
    if (!ida_lease_config_is_valid(config) || number_count == 0 ||
        number_count > IDA_LEASE_NUMBER_MAX || !authority_is_valid(authority) ||
        !ida_lease_time_is_valid(now)) {
        return IDA_INVALID_ARGUMENT;
    }
    ida_lease_registry *made = ida_allocate(allocator, bytes_of(number_count));
    if (made == NULL) {
        return IDA_NO_MEMORY;
    }
    *made = (ida_lease_registry){
        .allocator = *allocator,
        .config = *config,
        .authority = authority,
        .last = now,
        .now_us = now.wall_us,
        .number_count = number_count,
    };
    if (authority.begin_us > 0) {
        /* Holders of a registry before this one may be at work for as long. */
        made->not_before_us = authority.begin_us + ida_lease_grace(config);
    }
    for (uint32_t i = 0; i < number_count; i++) {
        made->entries[i] = (entry){.term = 0};
    }
    *registry = made;
    return IDA_OK;
}

void ida_lease_registry_destroy(ida_lease_registry *registry)
{
    if (registry != NULL) {
        ida_allocator allocator = registry->allocator;
        ida_release(&allocator, registry, bytes_of(registry->number_count));
    }
}

ida_status ida_lease_registry_extend(ida_lease_registry *registry, int64_t end_us)
{
    if (end_us < registry->authority.end_us || end_us > IDA_LEASE_WALL_MAX) {
        return IDA_INVALID_ARGUMENT;
    }
    registry->authority.end_us = end_us;
    return IDA_OK;
}

static ida_status observe(ida_lease_registry *registry, ida_lease_time now)
{
    ida_status status = ida_lease_check_clock(&registry->config, registry->last, now);
    if (status == IDA_OK) {
        registry->last = now;
        registry->now_us = later(registry->now_us, now.wall_us);
    }
    return status;
}

/* --- Granting. --- */

static bool is_of(const entry *e, ida_uuid holder)
{
    return e->is_held && ida_uuid_same(e->holder, holder);
}

/* Whether a number can be granted, to a holder whose own it may have been. */
static bool is_free(const ida_lease_registry *registry, const entry *e, ida_uuid holder)
{
    if (!e->is_held) {
        return true;
    }
    /* The same holder knows that its lease has ended: nobody else uses the number. */
    int64_t grace = ida_uuid_same(e->holder, holder) ? 0 : ida_lease_grace(&registry->config);
    return registry->now_us >= e->end_us + grace;
}

/* The span of the next lease of a number; false if it would be empty. */
static bool next_span(const ida_lease_registry *registry, const entry *e, int64_t *start_us,
                      int64_t *end_us)
{
    int64_t end = registry->now_us + (int64_t)registry->config.lease_us;
    *start_us = later(later(registry->now_us, e->mark_us), registry->authority.begin_us);
    *end_us = end < registry->authority.end_us ? end : registry->authority.end_us;
    return *start_us < *end_us;
}

/* Whether b is the better number for a holder. */
static bool is_better(const entry *a, const entry *b, ida_uuid holder)
{
    bool a_was = a->term != 0 && ida_uuid_same(a->holder, holder);
    bool b_was = b->term != 0 && ida_uuid_same(b->holder, holder);
    if (a_was != b_was) {
        return b_was;
    }
    return b->mark_us < a->mark_us;
}

/* The best number that is free; NULL if none is. */
static entry *find_free(ida_lease_registry *registry, ida_uuid holder)
{
    entry *best = NULL;
    for (uint32_t i = 0; i < registry->number_count; i++) {
        entry *e = &registry->entries[i];
        int64_t start_us;
        int64_t end_us;
        if (is_free(registry, e, holder) && next_span(registry, e, &start_us, &end_us) &&
            (best == NULL || is_better(best, e, holder))) {
            best = e;
        }
    }
    return best;
}

static entry *find_held(ida_lease_registry *registry, ida_uuid holder)
{
    for (uint32_t i = 0; i < registry->number_count; i++) {
        entry *e = &registry->entries[i];
        if (is_of(e, holder) && registry->now_us < e->end_us) {
            return e;
        }
    }
    return NULL;
}

static void change(ida_lease_registry *registry, entry *e)
{
    registry->revision++;
    e->revision = registry->revision;
}

static void give(ida_lease_registry *registry, entry *e, ida_uuid holder)
{
    int64_t start_us = 0;
    int64_t end_us = 0;
    bool spans = next_span(registry, e, &start_us, &end_us);
    assert(spans);
    (void)spans;
    assert(start_us >= e->mark_us);
    e->holder = holder;
    e->term++;
    e->start_us = start_us;
    e->end_us = end_us;
    e->mark_us = end_us;
    e->request = 0;
    e->is_held = true;
    change(registry, e);
}

static void answer(entry *e, uint64_t request)
{
    if (request > e->request) {
        e->request = request;
    }
}

ida_status ida_lease_registry_grant(ida_lease_registry *registry, ida_uuid holder, uint64_t request,
                                    ida_lease_time now, uint32_t *number)
{
    if (!ida_uuid_is_valid(holder)) {
        return IDA_INVALID_ARGUMENT;
    }
    ida_status status = observe(registry, now);
    if (status != IDA_OK) {
        return status;
    }
    if (registry->now_us >= registry->authority.end_us) {
        return IDA_LEASE_EXPIRED;
    }
    if (registry->now_us < registry->not_before_us) {
        return IDA_TRY_LATER;
    }
    entry *e = find_held(registry, holder);
    if (e == NULL) {
        e = find_free(registry, holder);
        if (e == NULL) {
            return IDA_TRY_LATER;
        }
        give(registry, e, holder);
    }
    answer(e, request);
    *number = (uint32_t)(e - registry->entries);
    return IDA_OK;
}

/* --- What holders do with their leases. --- */

/* The entry of a lease that is the newest of its number. */
static entry *find_lease(ida_lease_registry *registry, const ida_lease *lease)
{
    if (lease->number >= registry->number_count) {
        return NULL;
    }
    entry *e = &registry->entries[lease->number];
    return is_of(e, lease->holder) && e->term == lease->term ? e : NULL;
}

ida_status ida_lease_registry_renew(ida_lease_registry *registry, const ida_lease *lease,
                                    ida_lease_time now)
{
    ida_status status = observe(registry, now);
    if (status != IDA_OK) {
        return status;
    }
    entry *e = find_lease(registry, lease);
    if (e == NULL || registry->now_us >= e->end_us + ida_lease_grace(&registry->config) ||
        registry->now_us >= registry->authority.end_us) {
        return IDA_LEASE_EXPIRED;
    }
    if (registry->now_us < registry->authority.begin_us) {
        return IDA_TRY_LATER;
    }
    int64_t end = registry->now_us + (int64_t)registry->config.lease_us;
    if (end > registry->authority.end_us) {
        end = registry->authority.end_us;
    }
    if (end > e->end_us) {
        e->end_us = end;
        e->mark_us = end;
        change(registry, e);
    }
    answer(e, lease->request);
    return IDA_OK;
}

ida_status ida_lease_registry_return(ida_lease_registry *registry, const ida_lease *lease,
                                     int64_t mark_us, ida_lease_time now)
{
    ida_status status = observe(registry, now);
    if (status != IDA_OK) {
        return status;
    }
    entry *e = find_lease(registry, lease);
    if (e == NULL) {
        return IDA_LEASE_EXPIRED;
    }
    if (mark_us < e->start_us || mark_us > e->end_us) {
        return IDA_INVALID_ARGUMENT;
    }
    e->is_held = false;
    e->mark_us = mark_us;
    change(registry, e);
    return IDA_OK;
}

ida_status ida_lease_registry_reply(const ida_lease_registry *registry, uint32_t number,
                                    ida_lease *lease)
{
    if (number >= registry->number_count) {
        return IDA_INVALID_ARGUMENT;
    }
    const entry *e = &registry->entries[number];
    if (!e->is_held) {
        return IDA_LEASE_EXPIRED;
    }
    if (e->revision > registry->stored) {
        return IDA_NOT_PERSISTED;
    }
    *lease = (ida_lease){
        .holder = e->holder,
        .term = e->term,
        .request = e->request,
        .start_us = e->start_us,
        .end_us = e->end_us,
        .number = number,
    };
    return IDA_OK;
}

/* --- The record. --- */

static void put_entry(uint8_t *at, uint32_t number, const entry *e)
{
    ida_store_le32(at, number);
    at[4] = e->is_held ? 1 : 0;
    ida_uuid_to_bytes(e->holder, at + 5);
    ida_store_le64(at + 21, e->term);
    ida_store_le64(at + 29, (uint64_t)e->start_us);
    ida_store_le64(at + 37, (uint64_t)e->end_us);
    ida_store_le64(at + 45, (uint64_t)e->mark_us);
}

static uint32_t used_count(const ida_lease_registry *registry)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < registry->number_count; i++) {
        count += registry->entries[i].term != 0 ? 1u : 0u;
    }
    return count;
}

ida_status ida_lease_registry_save(const ida_lease_registry *registry, uint8_t *bytes,
                                   size_t capacity, size_t *size, uint64_t *revision)
{
    uint32_t used = used_count(registry);
    size_t body = HEAD_SIZE + (size_t)used * ENTRY_SIZE;
    *size = body + CHECKSUM_SIZE;
    assert(*size <= IDA_LEASE_RECORD_SIZE(registry->number_count));
    if (capacity < *size) {
        return IDA_BUFFER_TOO_SMALL;
    }
    memcpy(bytes, magic, MAGIC_SIZE);
    bytes[MAGIC_SIZE] = VERSION;
    ida_store_le32(bytes + 5, registry->number_count);
    ida_store_le64(bytes + 9, registry->revision);
    ida_store_le64(bytes + 17, (uint64_t)registry->now_us);
    ida_store_le64(bytes + 25, (uint64_t)registry->not_before_us);
    ida_store_le32(bytes + 33, used);
    uint8_t *at = bytes + HEAD_SIZE;
    for (uint32_t i = 0; i < registry->number_count; i++) {
        if (registry->entries[i].term != 0) {
            put_entry(at, i, &registry->entries[i]);
            at += ENTRY_SIZE;
        }
    }
    ida_store_le64(at, ida_checksum(bytes, body));
    *revision = registry->revision;
    return IDA_OK;
}

ida_status ida_lease_registry_stored(ida_lease_registry *registry, uint64_t revision)
{
    if (revision > registry->revision) {
        return IDA_INVALID_ARGUMENT;
    }
    if (revision > registry->stored) {
        registry->stored = revision;
    }
    return IDA_OK;
}

/* A time of a record. */
static bool read_wall(const uint8_t *at, int64_t *wall_us)
{
    uint64_t number = ida_load_le64(at);
    *wall_us = (int64_t)(number & INT64_MAX);
    return number <= (uint64_t)IDA_LEASE_WALL_MAX;
}

static bool read_entry(const uint8_t *at, entry *e)
{
    *e = (entry){.term = ida_load_le64(at + 21), .is_held = at[4] == 1};
    return at[4] <= 1 && ida_uuid_from_bytes(at + 5, &e->holder) == IDA_OK && e->term != 0 &&
           e->term < UINT64_MAX / 2 && read_wall(at + 29, &e->start_us) &&
           read_wall(at + 37, &e->end_us) && read_wall(at + 45, &e->mark_us) &&
           e->start_us < e->end_us && e->start_us <= e->mark_us && e->mark_us <= e->end_us &&
           (!e->is_held || e->mark_us == e->end_us);
}

static bool read_entries(const uint8_t *at, uint32_t count, ida_lease_registry *registry)
{
    uint32_t lowest = 0;
    for (uint32_t i = 0; i < count; i++, at += ENTRY_SIZE) {
        uint32_t number = ida_load_le32(at);
        if (number < lowest || number >= registry->number_count ||
            !read_entry(at, &registry->entries[number])) {
            return false;
        }
        lowest = number + 1;
    }
    return true;
}

/* A lost registry may have granted any number since, as long as a lease can be. */
static void forget_holders(ida_lease_registry *registry)
{
    int64_t grace = ida_lease_grace(&registry->config);
    int64_t latest = registry->now_us + (int64_t)registry->config.lease_us + grace;
    for (uint32_t i = 0; i < registry->number_count; i++) {
        entry *e = &registry->entries[i];
        e->is_held = false;
        e->mark_us = later(e->mark_us, latest);
        e->end_us = later(e->end_us, e->mark_us);
        e->start_us = e->term == 0 ? registry->now_us : e->start_us;
        e->holder = (ida_uuid){0, 0};
        e->term += LOST_TERMS;
    }
    registry->not_before_us = later(registry->not_before_us, latest + grace);
}

/* The parts of a record that stand in front of its entries. */
typedef struct record_head {
    uint32_t number_count;
    uint32_t used;
    uint64_t revision;
    int64_t now_us;
    int64_t not_before_us;
} record_head;

static ida_status read_head(const uint8_t *record, size_t size, record_head *head)
{
    if (size < HEAD_SIZE + CHECKSUM_SIZE || memcmp(record, magic, MAGIC_SIZE) != 0) {
        return IDA_MALFORMED;
    }
    if (record[MAGIC_SIZE] != VERSION) {
        return IDA_UNSUPPORTED_VERSION;
    }
    size_t body = size - CHECKSUM_SIZE;
    if (ida_load_le64(record + body) != ida_checksum(record, body)) {
        return IDA_CHECKSUM;
    }
    head->number_count = ida_load_le32(record + 5);
    head->revision = ida_load_le64(record + 9);
    head->used = ida_load_le32(record + 33);
    if (head->number_count == 0 || head->number_count > IDA_LEASE_NUMBER_MAX ||
        head->revision > UINT64_MAX / 2 || !read_wall(record + 17, &head->now_us) ||
        !read_wall(record + 25, &head->not_before_us) || head->used > head->number_count ||
        (body - HEAD_SIZE) % ENTRY_SIZE != 0 || (body - HEAD_SIZE) / ENTRY_SIZE != head->used) {
        return IDA_MALFORMED;
    }
    return IDA_OK;
}

ida_status ida_lease_registry_load(const ida_allocator *allocator, const ida_lease_config *config,
                                   ida_lease_authority authority, const uint8_t *record,
                                   size_t size, bool is_newest, ida_lease_time now,
                                   ida_lease_registry **registry)
{
    record_head head = {.used = 0};
    ida_lease_registry *made = NULL;
    ida_status status = read_head(record, size, &head);
    if (status == IDA_OK) {
        status =
            ida_lease_registry_create(allocator, config, head.number_count, authority, now, &made);
    }
    if (status != IDA_OK) {
        return status;
    }
    made->revision = head.revision;
    made->stored = head.revision;
    if (!read_entries(record + HEAD_SIZE, head.used, made)) {
        status = IDA_MALFORMED;
    } else if (head.now_us > now.wall_us &&
               (uint64_t)(head.now_us - now.wall_us) > config->jump_us_max) {
        status = IDA_CLOCK_BEHIND;
    }
    if (status != IDA_OK) {
        ida_lease_registry_destroy(made);
        return status;
    }
    made->now_us = later(made->now_us, head.now_us);
    made->not_before_us = later(made->not_before_us, head.not_before_us);
    if (!is_newest) {
        forget_holders(made);
    }
    *registry = made;
    return IDA_OK;
}
