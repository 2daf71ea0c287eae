/*
 * All clusters of a document in the order of their final IDs, with an index over them: which
 * cluster does a final ID belong to, and is it certainly finalized?
 *
 * Clusters stand in groups of 16. Level 1 of the index has an entry for each group, level 2 one for
 * each 16 entries of level 1, and so on. A look-up starts at the top and reads the 16 neighbouring
 * numbers of one group on each level, where a binary search over a million clusters would miss the
 * cache ten times and more.
 *
 * An entry also counts the open clusters below it, those that have reserved IDs that are not
 * finalized. Only the last cluster of a session can be open, so in most parts of a document there
 * is none, and the question whether a final ID is finalized ends where the count is 0, mostly at
 * the top.
 *
 * Nothing is ever removed, and everything stands in segments: appending is O(1) amortized, and no
 * single call takes long.
 */
#ifndef IDALLOC_CLUSTERS_H
#define IDALLOC_CLUSTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>

#include "rank.h"
#include "segments.h"

#define IDA_GROUP        IDA_RANK_WIDTH
#define IDA_UPPER_LEVELS 15u

/* Final IDs, and so also these, are below this; it stands in places that are not used yet. */
#define IDA_NO_FINAL ((uint64_t)INT64_MAX)

/* 16 clusters. */
typedef struct ida_cluster_group {
    uint64_t base_final[IDA_GROUP];
    uint64_t base_gen[IDA_GROUP];
    uint32_t member[IDA_GROUP]; /* the number of the session that each belongs to */
} ida_cluster_group;

/* 16 entries of a level of the index. */
typedef struct ida_index_group {
    uint64_t base_final[IDA_GROUP]; /* the smallest one below each entry */
    uint32_t open[IDA_GROUP];       /* the number of open clusters below each entry */
} ida_index_group;

typedef struct ida_clusters {
    size_t count;
    size_t open;     /* how many of them are open */
    uint32_t height; /* levels of the index; 0 with up to 16 clusters */
    ida_segments groups;
    ida_segments index[IDA_UPPER_LEVELS]; /* level 1 is the first of these */
} ida_clusters;

#define IDA_CLUSTER_GROUP_SHAPE ((ida_segment_shape){sizeof(ida_cluster_group), 7u})
#define IDA_INDEX_GROUP_SHAPE   ((ida_segment_shape){sizeof(ida_index_group), 8u})

/* Makes room for one more cluster; false, with nothing changed that can be seen, without memory. */
bool ida_clusters_reserve(ida_clusters *clusters, const ida_allocator *allocator);

/* The same for so many clusters in all. */
bool ida_clusters_reserve_many(ida_clusters *clusters, const ida_allocator *allocator,
                               size_t count);

/*
 * Appends a cluster that is not open, with a base final ID above the last one; the room for it was
 * reserved. O(1) amortized.
 */
void ida_clusters_append(ida_clusters *clusters, uint64_t base_final, uint64_t base_gen,
                         uint32_t member);

/* The last cluster, or the one around a final ID, becomes open, or is not open any more. */
void ida_clusters_open_last(ida_clusters *clusters);
void ida_clusters_open(ida_clusters *clusters, uint64_t final);
void ida_clusters_close(ida_clusters *clusters, uint64_t final);

/* The position of the last cluster whose base is not above a final ID; there must be one. */
size_t ida_clusters_floor(const ida_clusters *clusters, uint64_t final);

/* The most that one call of a function for many looks up; more would not fit the caches' queues. */
#define IDA_BATCH 32u

/*
 * The same for many, up to IDA_BATCH: each step is done for all of them, so that the processor
 * waits for all at once.
 */
void ida_clusters_floor_many(const ida_clusters *clusters, const uint64_t *finals, size_t count,
                             size_t *positions);

/* True if no cluster around a final ID is open; false says nothing. There must be a cluster. */
bool ida_clusters_settled(const ida_clusters *clusters, uint64_t final);

static inline ida_cluster_group *ida_clusters_group(const ida_clusters *clusters, size_t position)
{
    return ida_segments_at(&clusters->groups, IDA_CLUSTER_GROUP_SHAPE, position / IDA_GROUP);
}

static inline uint64_t ida_clusters_base_final(const ida_clusters *clusters, size_t position)
{
    assert(position < clusters->count);
    return ida_clusters_group(clusters, position)->base_final[position % IDA_GROUP];
}

static inline uint64_t ida_clusters_base_gen(const ida_clusters *clusters, size_t position)
{
    assert(position < clusters->count);
    return ida_clusters_group(clusters, position)->base_gen[position % IDA_GROUP];
}

static inline uint32_t ida_clusters_member(const ida_clusters *clusters, size_t position)
{
    assert(position < clusters->count);
    return ida_clusters_group(clusters, position)->member[position % IDA_GROUP];
}

/*
 * What the index counts as open in the group that begins at a position; counted, if there is no
 * index yet. For verify.
 */
size_t ida_clusters_open_in_group(const ida_clusters *clusters, size_t position, size_t counted);

/* The bytes held from the allocator, without the struct itself. */
size_t ida_clusters_memory(const ida_clusters *clusters);

/* Checks order, levels, and that the counts of open clusters agree with one another. */
bool ida_clusters_verify(const ida_clusters *clusters);

void ida_clusters_free(ida_clusters *clusters, const ida_allocator *allocator);

#endif
