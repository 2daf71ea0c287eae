/* The states of a master and a coordinator, for the two themselves and for tests that damage them.
 */
#ifndef IDALLOC_SEQUENCE_INTERNAL_H
#define IDALLOC_SEQUENCE_INTERNAL_H

#include <idalloc/sequence.h>

/* A coordinator, and the last request of it that was answered with a chunk. */
typedef struct ida_master_member {
    uint64_t coordinator;
    uint64_t incarnation; /* 0 if there is none yet, and then the rest is 0 too */
    uint64_t number;
    ida_chunk chunk;
    bool has_left;     /* kept because it has a chunk of the current range */
    bool has_returned; /* it gave the chunk back, and its incarnation has stopped */
} ida_master_member;

struct ida_master {
    ida_allocator allocator;
    ida_master_config config;
    uint64_t term;
    ida_master_record stored;
    bool is_pending;   /* stored shall become {sequence, term, next_start + range_size}, or ... */
    uint64_t raise_to; /* ... this, if it is not 0, as next_start */
    uint64_t floor;    /* all chunks that are granted start here or above it */
    bool has_range;
    bool is_frozen;             /* a chunk of the range was granted, and range.count is settled */
    ida_chunk range;            /* index: the next chunk to grant */
    ida_master_member *members; /* sorted by coordinator */
    size_t entry_count;
    size_t entry_capacity;
    size_t member_count; /* those that have not left */
    ida_chunk *rests;    /* what was handed back, sorted by starting */
    size_t rest_count;
    size_t rest_capacity;
    size_t dropped; /* chunks of the current range that were handed back and are lost */
};

struct ida_coordinator {
    uint64_t next_id;       /* the ID that is drawn next ... */
    uint64_t left;          /* ... if this is not 0: how many the current chunk has left */
    uint64_t stride;        /* from one ID to the next */
    uint64_t request_below; /* the next chunk is wanted while left is below this; at least 1 */
    ida_chunk chunk;        /* the current chunk; all zeros before the first one */
    ida_chunk next;         /* the next chunk, if has_next */
    bool has_next;
    bool is_exhausted;             /* the master has no more */
    bool is_pending;               /* record is not confirmed */
    uint32_t prefetch_percent;     /* at most 100 */
    uint64_t number;               /* of the request that is open or comes next */
    uint64_t after;                /* the ending of the last chunk granted */
    ida_coordinator_record record; /* what is stored, or shall be */
    uint64_t newest_number;        /* of the request that brought the newest chunk */
    bool is_stopped;
    bool has_rest;         /* it was stopped while it had IDs ... */
    ida_chunk_return rest; /* ... and this says which */
    uint64_t owner;        /* 0 until it is bound */
    ida_allocator allocator;
};

#endif
