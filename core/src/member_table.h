/*
 * A hash table from session IDs to session numbers, for finding a known session at the cost of two
 * cache misses. It is a short cut beside the tree of session IDs, not a replacement: what it does
 * not find may still be in the tree.
 *
 * A bucket is one cache line of 8 entries. An entry that finds its bucket full, or another entry
 * there with the same hash, is left out. So nobody can make look-ups slow by choosing session IDs:
 * a look-up reads one bucket and at most one session.
 *
 * The table grows by linear hashing: it splits one bucket after another, a few with each entry, and
 * so no single call takes long. Before the buckets of a round are split, there are
 * 2^level of them; of bucket b, entries stay or go to bucket b + 2^level.
 */
#ifndef IDALLOC_MEMBER_TABLE_H
#define IDALLOC_MEMBER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/uuid.h>

#include "segments.h"

#define IDA_BUCKET_ENTRIES 8u

/* A place is empty if its number is IDA_BUCKET_EMPTY; the places behind it are, too. */
#define IDA_BUCKET_EMPTY UINT32_MAX

typedef struct ida_bucket {
    uint32_t hash[IDA_BUCKET_ENTRIES];
    uint32_t member[IDA_BUCKET_ENTRIES];
} ida_bucket;

typedef struct ida_member_table {
    ida_segments buckets;
    uint32_t bucket_count; /* 0 before the first reserve */
    uint32_t level_size;   /* 2^level: the buckets that there were before this round of splits */
    uint32_t entry_count;
} ida_member_table;

#define IDA_BUCKET_SHAPE ((ida_segment_shape){sizeof(ida_bucket), 10u})

/*
 * The upper half of a product has a share of every bit of what is multiplied, so that session IDs
 * which are neighbours, or alike in one of their words, are spread.
 */
static inline uint32_t ida_member_hash(ida_uuid id)
{
    uint64_t mixed = (id.low ^ (id.high << 32 | id.high >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 32) ^ id.high) * UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)(mixed >> 32);
}

/* The number that an entry of this hash has, or IDA_BUCKET_EMPTY. It may be of another session. */
static inline uint32_t ida_member_table_find(const ida_member_table *table, uint32_t hash)
{
    if (table->bucket_count == 0) {
        return IDA_BUCKET_EMPTY;
    }
    uint32_t at = hash & (2 * table->level_size - 1);
    at = at < table->bucket_count ? at : at - table->level_size;
    const ida_bucket *bucket = ida_segments_at(&table->buckets, IDA_BUCKET_SHAPE, at);
    uint32_t found = IDA_BUCKET_EMPTY;
    /* From behind: an empty place has hash 0, and stands behind an entry that has it, too. */
    for (uint32_t i = IDA_BUCKET_ENTRIES; i-- > 0;) {
        found = bucket->hash[i] == hash ? bucket->member[i] : found;
    }
    return found;
}

/* Makes room for the splits that come with one more entry; false, unchanged, without memory. */
bool ida_member_table_reserve(ida_member_table *table, const ida_allocator *allocator);

/* Adds an entry that is not there yet, if it has a place; reserve must have succeeded before. */
void ida_member_table_add(ida_member_table *table, uint32_t hash, uint32_t member);

/* Adds one that was left out, if it has a place by now. Needs no reserve. */
void ida_member_table_add_again(ida_member_table *table, uint32_t hash, uint32_t member);

/* The bytes held from the allocator, without the struct itself. */
size_t ida_member_table_memory(const ida_member_table *table);

/* Checks that each entry is in its bucket, once, and has a number below member_count. */
bool ida_member_table_verify(const ida_member_table *table, uint32_t member_count);

void ida_member_table_free(ida_member_table *table, const ida_allocator *allocator);

#endif
