/* The hash table of sessions: adding entries, splitting buckets, checking. */
#include "member_table.h"

#include <assert.h>

/* A round of splits begins when buckets have this many entries on average. */
#define ENTRIES_A_BUCKET 5u
/* The splits of an entry: a round is over long before the next one is due. */
#define SPLITS_AT_ONCE 2u
#define BUCKETS_MAX    (UINT32_C(1) << 30)

static ida_bucket *bucket_at(const ida_member_table *table, uint32_t position)
{
    assert(position < table->bucket_count);
    return ida_segments_at(&table->buckets, IDA_BUCKET_SHAPE, position);
}

static uint32_t bucket_of(const ida_member_table *table, uint32_t hash)
{
    uint32_t at = hash & (2 * table->level_size - 1);
    return at < table->bucket_count ? at : at - table->level_size;
}

/* Between rounds, or in the middle of one. */
static bool must_split(const ida_member_table *table)
{
    return table->bucket_count < BUCKETS_MAX &&
           (table->bucket_count > table->level_size ||
            table->entry_count / ENTRIES_A_BUCKET >= table->bucket_count);
}

static void clear(ida_bucket *bucket)
{
    for (uint32_t i = 0; i < IDA_BUCKET_ENTRIES; i++) {
        bucket->hash[i] = 0;
        bucket->number_above[i] = 0;
    }
}

bool ida_member_table_reserve(ida_member_table *table, const ida_allocator *allocator)
{
    size_t wanted = table->bucket_count == 0 ? 1 : (size_t)table->bucket_count + SPLITS_AT_ONCE;
    if (table->bucket_count > 0 && !must_split(table)) {
        return true;
    }
    if (table->buckets.capacity < wanted &&
        !ida_segments_reserve(&table->buckets, allocator, IDA_BUCKET_SHAPE, wanted)) {
        return false;
    }
    if (table->bucket_count == 0) {
        table->bucket_count = 1;
        table->level_size = 1;
        clear(bucket_at(table, 0));
    }
    return true;
}

/* Puts an entry into the first empty place of a bucket, if there is one. */
static bool put(ida_bucket *bucket, uint32_t hash, uint32_t member)
{
    for (uint32_t i = 0; i < IDA_BUCKET_ENTRIES; i++) {
        if (bucket->number_above[i] == 0) {
            bucket->hash[i] = hash;
            bucket->number_above[i] = member + 1;
            return true;
        }
        if (bucket->hash[i] == hash) {
            return false;
        }
    }
    return false;
}

/* Moves what does not belong into the next bucket of this round to a new bucket. */
static void split(ida_member_table *table)
{
    uint32_t position = table->bucket_count - table->level_size;
    ida_bucket old = *bucket_at(table, position);
    table->bucket_count++;
    ida_bucket *left = bucket_at(table, position);
    ida_bucket *right = bucket_at(table, table->bucket_count - 1);
    clear(left);
    clear(right);
    for (uint32_t i = 0; i < IDA_BUCKET_ENTRIES && old.number_above[i] != 0; i++) {
        ida_bucket *to = (old.hash[i] & table->level_size) != 0 ? right : left;
        bool is_put = put(to, old.hash[i], old.number_above[i] - 1);
        assert(is_put);
        (void)is_put;
    }
    if (table->bucket_count == 2 * table->level_size) {
        table->level_size *= 2;
    }
}

void ida_member_table_add_again(ida_member_table *table, uint32_t hash, uint32_t member)
{
    assert(table->bucket_count > 0);
    if (put(bucket_at(table, bucket_of(table, hash)), hash, member)) {
        table->entry_count++;
    }
}

void ida_member_table_add(ida_member_table *table, uint32_t hash, uint32_t member)
{
    assert(table->bucket_count > 0);
    assert(member != IDA_NO_ENTRY);
    for (uint32_t i = 0; i < SPLITS_AT_ONCE && must_split(table); i++) {
        split(table);
    }
    ida_member_table_add_again(table, hash, member);
}

size_t ida_member_table_memory(const ida_member_table *table)
{
    return ida_segments_memory(&table->buckets, IDA_BUCKET_SHAPE);
}

/* Whether a bucket has only entries of its own, no hash twice, and nothing behind an empty place.
 */
static bool verify_bucket(const ida_member_table *table, uint32_t position, uint32_t member_count,
                          uint32_t *entries)
{
    const ida_bucket *bucket = bucket_at(table, position);
    uint32_t used = 0;
    while (used < IDA_BUCKET_ENTRIES && bucket->number_above[used] != 0) {
        used++;
    }
    for (uint32_t i = 0; i < IDA_BUCKET_ENTRIES; i++) {
        if (i >= used) {
            if (bucket->number_above[i] != 0 || bucket->hash[i] != 0) {
                return false;
            }
            continue;
        }
        if (bucket->number_above[i] > member_count ||
            bucket_of(table, bucket->hash[i]) != position) {
            return false;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (bucket->hash[j] == bucket->hash[i]) {
                return false;
            }
        }
    }
    *entries += used;
    return true;
}

bool ida_member_table_verify(const ida_member_table *table, uint32_t member_count)
{
    uint32_t entries = 0;
    if (table->bucket_count == 0) {
        return table->entry_count == 0;
    }
    if (table->level_size == 0 || (table->level_size & (table->level_size - 1)) != 0 ||
        table->bucket_count < table->level_size || table->bucket_count >= 2 * table->level_size ||
        table->buckets.capacity < table->bucket_count) {
        return false;
    }
    for (uint32_t i = 0; i < table->bucket_count; i++) {
        if (!verify_bucket(table, i, member_count, &entries)) {
            return false;
        }
    }
    return entries == table->entry_count;
}

void ida_member_table_free(ida_member_table *table, const ida_allocator *allocator)
{
    ida_segments_free(&table->buckets, allocator, IDA_BUCKET_SHAPE);
}
