/*
 * What the other parts of the library may know of a document: sessions read it, the loaders of the
 * snapshot formats build it. None of this leaves the library.
 */
#ifndef IDALLOC_DOCUMENT_INTERNAL_H
#define IDALLOC_DOCUMENT_INTERNAL_H

#include <idalloc/document.h>

#include "clusters.h"
#include "member_table.h"
#include "pair_list.h"
#include "uuid_math.h"
#include "uuid_tree.h"

/* Sessions are numbered by their first cluster; this is the number of none. */
#define IDA_NO_SESSION UINT32_MAX

/* The largest number that gen counts, final IDs and capacities may reach. */
#define IDA_NUMBER_MAX ((uint64_t)INT64_MAX)

/* A cluster as its session knows it. */
typedef struct ida_link {
    uint64_t base_gen;
    uint64_t base_final;
} ida_link;

/*
 * A session that has clusters. It is one cache line on 64-bit machines: what finalize and the
 * eager finals need stands here, and only look-ups in older clusters follow the chain.
 */
typedef struct ida_member {
    ida_uuid id;
    uint64_t finalized; /* gen counts 1 to here are finalized */
    uint64_t allocated; /* gen counts 1 to here have a final ID */
    uint64_t ceiling;   /* gen counts that fit below the next session's ID: a bound on allocated */
    ida_link last;      /* the last cluster */
    ida_pair_list *chain; /* all clusters (base gen count, base final ID), once there are two */
} ida_member;

struct ida_document {
    ida_allocator allocator;
    ida_clusters clusters; /* in the order of their final IDs */
    ida_segments members;  /* in the order of their first clusters */
    uint32_t member_count;
    uint64_t final_limit;   /* one above the last reserved final ID */
    ida_uuid_tree tree;     /* session ID to number */
    ida_member_table table; /* the same for most sessions, faster */
};

#define IDA_MEMBER_SHAPE ((ida_segment_shape){sizeof(ida_member), 10u})

/* The session of a number. It moves only while another one is added. */
static inline ida_member *ida_document_at(const ida_document *document, uint32_t number)
{
    assert(number < document->member_count);
    return ida_segments_at(&document->members, IDA_MEMBER_SHAPE, number);
}

/*
 * Whether a session that has allocated gen counts may have more. Limits come before other sessions,
 * so that the outcome is one and the same wherever several reasons apply.
 */
static inline ida_status ida_document_check_growth(const ida_document *document, ida_uuid id,
                                                   uint64_t allocated, uint64_t more,
                                                   uint64_t ceiling)
{
    assert(allocated <= ceiling);
    assert(more > 0);
    if (more > IDA_NUMBER_MAX - document->final_limit) {
        return IDA_EXHAUSTED;
    }
    /* Final IDs bound gen counts, so the sum can't overflow. */
    assert(allocated <= document->final_limit);
    if (allocated + more - 1 > ida_uuid_headroom(id)) {
        return IDA_EXHAUSTED;
    }
    return allocated + more > ceiling ? IDA_COLLISION : IDA_OK;
}

/* The number of a session, or IDA_NO_SESSION. O(1) for most sessions, O(log sessions) at worst. */
uint32_t ida_document_member(const ida_document *document, ida_uuid session);

/* The member and gen count that a reserved final ID belongs to; false if none. */
bool ida_document_locate(const ida_document *document, uint64_t final, uint32_t *member,
                         uint64_t *gen);

/* A member and a gen count of it. */
typedef struct ida_place {
    const ida_member *member; /* NULL: none */
    uint64_t gen;
} ida_place;

/*
 * What ida_document_locate and ida_document_locate_uuid find, for up to IDA_BATCH at once. Much
 * faster than one by one in a document that the caches cannot hold.
 */
void ida_document_locate_many(const ida_document *document, const ida_id *finals, size_t count,
                              ida_place *places);
void ida_document_locate_uuid_many(const ida_document *document, const ida_uuid *uuids,
                                   size_t count, ida_place *places);

/* Whether a final ID is finalized. Cheaper than to locate it where no cluster around is open. */
bool ida_document_is_finalized(const ida_document *document, uint64_t final);

/* One above the last reserved final ID of the cluster at a position. */
uint64_t ida_cluster_end(const ida_document *document, size_t position);

/* The final ID of a reserved gen count (1 to member->allocated) of a member. */
uint64_t ida_member_final(const ida_member *member, uint64_t gen);

/* The member whose UUIDs, reserved ones included, hold uuid, and its gen count; false if none. */
bool ida_document_locate_uuid(const ida_document *document, ida_uuid uuid, uint32_t *member,
                              uint64_t *gen);

/*
 * Appends the next cluster in the order of final IDs, for loaders: a cluster of session with count
 * of capacity IDs finalized. Everything is checked as if hostile.
 *   IDA_MALFORMED  count is 0 or above capacity, the session's cluster before is not full, UUIDs
 *                  overlap another session's or run off the top, or final IDs run out
 *   IDA_NO_MEMORY
 * O(log sessions).
 */
ida_status ida_document_append_cluster(ida_document *document, ida_uuid session, uint64_t capacity,
                                       uint64_t count);

/* The same for a session whose number is known: O(1) amortized. */
ida_status ida_document_append_link(ida_document *document, uint32_t member, uint64_t capacity,
                                    uint64_t count);

/*
 * Loading a whole document, faster than cluster by cluster. In this order, on an empty document:
 * begin; each session in the order of the numbers; the clusters that each of them will get,
 * counted; index; each cluster in the order of final IDs, with all its IDs finalized. What each
 * call says of hostile input is IDA_MALFORMED; all but expect and member may say IDA_NO_MEMORY.
 * Whatever goes wrong, the document can be destroyed, and nothing else.
 */
ida_status ida_document_load_begin(ida_document *document, size_t sessions, size_t clusters);
void ida_document_load_member(ida_document *document, ida_uuid session);
void ida_document_load_expect(ida_document *document, uint32_t member);
/* IDA_MALFORMED if two sessions are the same, or one will get no cluster. O(sessions). */
ida_status ida_document_load_index(ida_document *document);
/* IDA_MALFORMED as from ida_document_append_cluster. O(1) amortized. */
ida_status ida_document_load_cluster(ida_document *document, uint32_t member, uint64_t capacity);

/*
 * Takes back the last reserved gen counts of a member from what is finalized, for a loader that
 * learns of them late. IDA_MALFORMED if nothing of the last cluster would be left.
 */
ida_status ida_document_unfinalize(ida_document *document, uint32_t member, uint64_t reserved);

#endif
