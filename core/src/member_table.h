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

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define IDA_BUCKET_ENTRIES 8u

/* What a look-up answers if there is no entry. */
#define IDA_NO_ENTRY UINT32_MAX

/* All of a place is 0 if it is empty, and of the places behind it, too. */
typedef struct ida_bucket {
    uint32_t hash[IDA_BUCKET_ENTRIES];
    uint32_t number_above[IDA_BUCKET_ENTRIES]; /* the session's number + 1 */
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

/*
 * What an entry of this hash leads to, or 0. At most one has it, and an empty place adds 0 to the
 * answer, so that there is nothing to decide and nothing to guess wrong.
 */
static inline uint32_t ida_bucket_find(const ida_bucket *bucket, uint32_t hash)
{
#if defined(__SSE2__)
    __m128i wanted = _mm_set1_epi32((int)hash);
    __m128i found = _mm_setzero_si128();
    for (uint32_t i = 0; i < IDA_BUCKET_ENTRIES; i += 4) {
        __m128i hashes = _mm_loadu_si128((const void *)&bucket->hash[i]);
        __m128i numbers = _mm_loadu_si128((const void *)&bucket->number_above[i]);
        found = _mm_or_si128(found, _mm_and_si128(_mm_cmpeq_epi32(hashes, wanted), numbers));
    }
    found = _mm_or_si128(found, _mm_unpackhi_epi64(found, found));
    found = _mm_or_si128(found, _mm_shuffle_epi32(found, 1));
    return (uint32_t)_mm_cvtsi128_si32(found);
#else
    uint32_t found = 0;
    for (uint32_t i = 0; i < IDA_BUCKET_ENTRIES; i++) {
        found |= bucket->hash[i] == hash ? bucket->number_above[i] : 0;
    }
    return found;
#endif
}

/* The number that an entry of this hash has, or IDA_NO_ENTRY. It may be of another session. */
static inline uint32_t ida_member_table_find(const ida_member_table *table, uint32_t hash)
{
    if (table->bucket_count == 0) {
        return IDA_NO_ENTRY;
    }
    uint32_t at = hash & (2 * table->level_size - 1);
    at = at < table->bucket_count ? at : at - table->level_size;
    const ida_bucket *bucket = ida_segments_at(&table->buckets, IDA_BUCKET_SHAPE, at);
    return ida_bucket_find(bucket, hash) - 1;
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
