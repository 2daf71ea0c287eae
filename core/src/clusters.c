/* The clusters of a document and the index over them: appending, looking up, checking. */
#include "clusters.h"

#include <assert.h>

#include "memory.h"
#include "prefetch.h"

static ida_index_group *index_group(const ida_clusters *clusters, uint32_t level, size_t entry)
{
    return ida_segments_at(&clusters->index[level - 1], IDA_INDEX_GROUP_SHAPE, entry / IDA_GROUP);
}

/* How many groups hold that many entries. */
static size_t groups_of(size_t entries)
{
    return entries / IDA_GROUP + (entries % IDA_GROUP != 0 ? 1 : 0);
}

bool ida_clusters_reserve(ida_clusters *clusters, const ida_allocator *allocator)
{
    size_t entries = clusters->count + 1;
    if (!ida_segments_reserve(&clusters->groups, allocator, IDA_CLUSTER_GROUP_SHAPE,
                              groups_of(entries))) {
        return false;
    }
    /* The levels above change only when a group begins. */
    for (uint32_t i = 0; entries > IDA_GROUP && entries % IDA_GROUP == 1; i++) {
        entries = groups_of(entries);
        assert(i < IDA_UPPER_LEVELS);
        if (!ida_segments_reserve(&clusters->index[i], allocator, IDA_INDEX_GROUP_SHAPE,
                                  groups_of(entries))) {
            return false;
        }
    }
    return true;
}

bool ida_clusters_reserve_many(ida_clusters *clusters, const ida_allocator *allocator, size_t count)
{
    size_t entries = groups_of(count);
    if (!ida_segments_reserve(&clusters->groups, allocator, IDA_CLUSTER_GROUP_SHAPE, entries)) {
        return false;
    }
    for (uint32_t i = 0; entries > 1; i++) {
        entries = groups_of(entries);
        assert(i < IDA_UPPER_LEVELS);
        if (!ida_segments_reserve(&clusters->index[i], allocator, IDA_INDEX_GROUP_SHAPE, entries)) {
            return false;
        }
    }
    return true;
}

static void set_entry(ida_clusters *clusters, uint32_t level, size_t entry, uint64_t base_final,
                      size_t open)
{
    ida_index_group *group = index_group(clusters, level, entry);
    if (entry % IDA_GROUP == 0) {
        for (size_t i = 0; i < IDA_GROUP; i++) {
            group->base_final[i] = IDA_NO_FINAL;
            group->open[i] = 0;
        }
    }
    group->base_final[entry % IDA_GROUP] = base_final;
    group->open[entry % IDA_GROUP] = (uint32_t)open;
}

/* A group of clusters begins with a base final ID: the levels above learn of it. */
static void raise_levels(ida_clusters *clusters, uint64_t base_final)
{
    size_t entry = clusters->count / IDA_GROUP;
    for (uint32_t level = 1; entry > 0; level++) {
        assert(level <= IDA_UPPER_LEVELS);
        if (level > clusters->height) {
            /* A new level begins with an entry for everything so far. */
            set_entry(clusters, level, 0, ida_clusters_base_final(clusters, 0), clusters->open);
            clusters->height = level;
        }
        set_entry(clusters, level, entry, base_final, 0);
        if (entry % IDA_GROUP != 0) {
            break;
        }
        entry /= IDA_GROUP;
    }
}

void ida_clusters_append(ida_clusters *clusters, uint64_t base_final, uint64_t base_gen,
                         uint32_t member)
{
    size_t position = clusters->count;
    size_t within = position % IDA_GROUP;
    ida_cluster_group *group = ida_clusters_group(clusters, position);
    assert(base_final < IDA_NO_FINAL);
    assert(position == 0 || ida_clusters_base_final(clusters, position - 1) < base_final);
    if (within == 0) {
        for (size_t i = 0; i < IDA_GROUP; i++) {
            group->base_final[i] = IDA_NO_FINAL;
        }
        raise_levels(clusters, base_final);
    }
    group->base_final[within] = base_final;
    group->base_gen[within] = base_gen;
    group->member[within] = member;
    clusters->count++;
}

/* Which of 16 ascending base final IDs is the last one that is not above final; the first is not.
 */
static inline size_t last_not_above(const uint64_t bases[IDA_GROUP], uint64_t final)
{
    size_t rank = ida_rank(bases, final + 1);
    assert(rank > 0);
    return rank - 1;
}

void ida_clusters_open_last(ida_clusters *clusters)
{
    size_t entry = clusters->count - 1;
    assert(clusters->open < clusters->count);
    clusters->open++;
    for (uint32_t level = 1; level <= clusters->height; level++) {
        entry /= IDA_GROUP;
        index_group(clusters, level, entry)->open[entry % IDA_GROUP]++;
    }
}

/* Adds to the counts above a final ID, on the way down. The sum of unsigned numbers may wrap. */
static void count_open(ida_clusters *clusters, uint64_t final, uint32_t more)
{
    assert(final < IDA_NO_FINAL);
    size_t entry = 0;
    for (uint32_t level = clusters->height; level > 0; level--) {
        ida_index_group *group = index_group(clusters, level, entry);
        size_t within = last_not_above(group->base_final, final);
        group->open[within] += more;
        assert(group->open[within] <= clusters->open);
        entry = (entry + within) * IDA_GROUP;
    }
}

void ida_clusters_open(ida_clusters *clusters, uint64_t final)
{
    assert(clusters->open < clusters->count);
    clusters->open++;
    count_open(clusters, final, 1);
}

void ida_clusters_close(ida_clusters *clusters, uint64_t final)
{
    assert(clusters->open > 0);
    clusters->open--;
    count_open(clusters, final, UINT32_MAX);
}

/* What a look-up will read of the group that an entry leads to. */
static void prefetch_below(const ida_clusters *clusters, uint32_t level, size_t entry)
{
    if (level > 1) {
        const ida_index_group *group = index_group(clusters, level - 1, entry);
        ida_prefetch(&group->base_final[0]);
        ida_prefetch(&group->base_final[IDA_GROUP / 2]);
        return;
    }
    const ida_cluster_group *group = ida_clusters_group(clusters, entry);
    ida_prefetch(&group->base_final[0]);
    ida_prefetch(&group->base_final[IDA_GROUP / 2]);
    ida_prefetch(&group->base_gen[0]);
    ida_prefetch(&group->base_gen[IDA_GROUP / 2]);
    ida_prefetch(&group->member[0]);
}

void ida_clusters_floor_many(const ida_clusters *clusters, const uint64_t *finals, size_t count,
                             size_t *positions)
{
    assert(clusters->count > 0);
    assert(count <= IDA_BATCH);
    for (size_t i = 0; i < count; i++) {
        positions[i] = 0;
    }
    for (uint32_t level = clusters->height; level > 0; level--) {
        for (size_t i = 0; i < count; i++) {
            const ida_index_group *group = index_group(clusters, level, positions[i]);
            positions[i] =
                (positions[i] + last_not_above(group->base_final, finals[i])) * IDA_GROUP;
            prefetch_below(clusters, level, positions[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const ida_cluster_group *group = ida_clusters_group(clusters, positions[i]);
        positions[i] += last_not_above(group->base_final, finals[i]);
        assert(positions[i] == ida_clusters_floor(clusters, finals[i]));
    }
}

size_t ida_clusters_floor(const ida_clusters *clusters, uint64_t final)
{
    assert(clusters->count > 0);
    assert(final < IDA_NO_FINAL);
    size_t entry = 0;
    for (uint32_t level = clusters->height; level > 0; level--) {
        const ida_index_group *group = index_group(clusters, level, entry);
        entry = (entry + last_not_above(group->base_final, final)) * IDA_GROUP;
    }
    const ida_cluster_group *group = ida_clusters_group(clusters, entry);
    ida_prefetch(group->member);
    ida_prefetch(&group->base_gen[0]);
    ida_prefetch(&group->base_gen[IDA_GROUP / 2]);
    size_t position = entry + last_not_above(group->base_final, final);
    assert(position < clusters->count);
    assert(ida_clusters_base_final(clusters, position) <= final);
    assert(position + 1 == clusters->count ||
           ida_clusters_base_final(clusters, position + 1) > final);
    return position;
}

bool ida_clusters_settled(const ida_clusters *clusters, uint64_t final)
{
    assert(clusters->count > 0);
    assert(final < IDA_NO_FINAL);
    size_t entry = 0;
    for (uint32_t level = clusters->height; level > 0; level--) {
        const ida_index_group *group = index_group(clusters, level, entry);
        size_t within = last_not_above(group->base_final, final);
        if (group->open[within] == 0) {
            return true;
        }
        entry = (entry + within) * IDA_GROUP;
    }
    return clusters->open == 0;
}

size_t ida_clusters_open_in_group(const ida_clusters *clusters, size_t position, size_t counted)
{
    size_t entry = position / IDA_GROUP;
    return clusters->height == 0 ? counted
                                 : index_group(clusters, 1, entry)->open[entry % IDA_GROUP];
}

size_t ida_clusters_memory(const ida_clusters *clusters)
{
    size_t bytes = ida_segments_memory(&clusters->groups, IDA_CLUSTER_GROUP_SHAPE);
    for (uint32_t i = 0; i < IDA_UPPER_LEVELS; i++) {
        bytes += ida_segments_memory(&clusters->index[i], IDA_INDEX_GROUP_SHAPE);
    }
    return bytes;
}

/* The places of a group that are not used yet are above everything. */
static bool verify_unused(const uint64_t bases[IDA_GROUP], size_t used)
{
    for (size_t i = used; i < IDA_GROUP; i++) {
        if (bases[i] != IDA_NO_FINAL) {
            return false;
        }
    }
    return true;
}

static bool verify_order(const ida_clusters *clusters)
{
    for (size_t i = 0; i < clusters->count; i++) {
        uint64_t base = ida_clusters_base_final(clusters, i);
        if (base >= IDA_NO_FINAL || (i > 0 && ida_clusters_base_final(clusters, i - 1) >= base)) {
            return false;
        }
    }
    size_t used = clusters->count % IDA_GROUP;
    return used == 0 ||
           verify_unused(ida_clusters_group(clusters, clusters->count - 1)->base_final, used);
}

/* The open clusters below an entry of a level above the first, by the level below. */
static size_t open_below(const ida_clusters *clusters, uint32_t level, size_t entry)
{
    const ida_index_group *below = index_group(clusters, level - 1, entry * IDA_GROUP);
    size_t open = 0;
    for (size_t i = 0; i < IDA_GROUP; i++) {
        open += below->open[i];
    }
    return open;
}

/* A level of so many entries, each of which stands for stride clusters. */
static bool verify_level(const ida_clusters *clusters, uint32_t level, size_t entries,
                         size_t stride)
{
    size_t open = 0;
    for (size_t i = 0; i < entries; i++) {
        const ida_index_group *group = index_group(clusters, level, i);
        size_t count = group->open[i % IDA_GROUP];
        if (group->base_final[i % IDA_GROUP] != ida_clusters_base_final(clusters, i * stride) ||
            count > stride || (level > 1 && count != open_below(clusters, level, i))) {
            return false;
        }
        open += count;
    }
    const ida_index_group *last = index_group(clusters, level, entries - 1);
    for (size_t i = (entries - 1) % IDA_GROUP + 1; i < IDA_GROUP; i++) {
        open += last->open[i];
    }
    return open == clusters->open && verify_unused(last->base_final, (entries - 1) % IDA_GROUP + 1);
}

bool ida_clusters_verify(const ida_clusters *clusters)
{
    if (clusters->open > clusters->count ||
        clusters->groups.capacity < groups_of(clusters->count) || !verify_order(clusters)) {
        return false;
    }
    size_t stride = 1;
    size_t entries = clusters->count;
    for (uint32_t level = 1; level <= clusters->height; level++) {
        if (entries <= IDA_GROUP) {
            return false;
        }
        stride *= IDA_GROUP;
        entries = groups_of(entries);
        if (clusters->index[level - 1].capacity < groups_of(entries) ||
            !verify_level(clusters, level, entries, stride)) {
            return false;
        }
    }
    return entries <= IDA_GROUP;
}

void ida_clusters_free(ida_clusters *clusters, const ida_allocator *allocator)
{
    ida_segments_free(&clusters->groups, allocator, IDA_CLUSTER_GROUP_SHAPE);
    for (uint32_t i = 0; i < IDA_UPPER_LEVELS; i++) {
        ida_segments_free(&clusters->index[i], allocator, IDA_INDEX_GROUP_SHAPE);
    }
}
