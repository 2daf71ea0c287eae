/*
 * What a session keeps while it is sharded. It is apart from the session, so that a session without
 * shards pays a pointer for it and a test of that pointer.
 */
#ifndef IDALLOC_SHARD_INTERNAL_H
#define IDALLOC_SHARD_INTERNAL_H

#include <idalloc/shard.h>

/* What a parent keeps of a living child. */
typedef struct ida_child {
    ida_uuid id;
    uint64_t
        birth; /* the child hands out birth + stride, birth + 2 * stride, ... or some of them */
    uint64_t stride; /* 0: neither this nor its birth is known, after a Fluid import */
    uint64_t known;  /* the highest gen count heard of */
} ida_child;

/* A root has children, or else it is not sharded; a child may have none. */
typedef struct ida_shard {
    uint64_t stride;   /* from one gen count of this shard to its next */
    uint64_t original; /* what it falls back to with the last child: 1 for a root */
    ida_uuid id;       /* of a child */
    bool is_child;
    bool is_disposed;
    ida_child *children; /* in the order of their births */
    size_t child_count;
    size_t child_capacity;
} ida_shard;

/* The next ID of a sharded session; as ida_session_generate, which has looked for
 * IDA_STALE_SESSION. */
ida_status ida_shard_generate(ida_session *session, ida_id *id);

/*
 * Gives a session that was restored the shard state of a snapshot, with room for child_count
 * children, which may be 0; then its children in the order of their births; and then, when the
 * local runs are there too, the check of all. What each says of hostile input is IDA_MALFORMED; the
 * first and the last may say IDA_NO_MEMORY. The session can be closed whatever they say.
 */
ida_status ida_shard_restore(ida_session *session, const ida_shard_info *info);
void ida_shard_restore_child(ida_session *session, const ida_child *child);
ida_status ida_shard_restore_check(const ida_session *session);

/* Frees what a session keeps, if it is sharded. */
void ida_shard_free(ida_session *session);

/* The bytes held from the allocator; whether two states are the same; see ida_session_verify. */
size_t ida_shard_memory(const ida_session *session);
bool ida_shard_equal(const ida_session *a, const ida_session *b);
bool ida_shard_verify(const ida_session *session);

#endif
