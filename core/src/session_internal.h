/* What the loaders and savers of the snapshot formats may know of a session. */
#ifndef IDALLOC_SESSION_INTERNAL_H
#define IDALLOC_SESSION_INTERNAL_H

#include <idalloc/session.h>

#include "document_internal.h"

struct ida_session {
    const ida_document *document;
    ida_uuid id;
    uint64_t generated; /* gen counts 1 to here were handed out */
    uint64_t gen_limit; /* the last gen count whose UUID exists */
    uint64_t
        fast_limit; /* the same, or 0 while sharded: from here on generating is not so simple */
    uint64_t next_start; /* the gen count at which the next range starts */
    uint32_t cluster_size;
    uint32_t member;       /* its number in the document, or IDA_NO_SESSION if not known yet */
    uint32_t members_seen; /* how many members the document had when it was looked for last */
    /* The member itself. It moves only when the document makes room for more of them. */
    const ida_member *own;
    size_t own_capacity;     /* the room for members when that was found */
    ida_pair *last_run;      /* the last of the runs; NULL if there is none */
    ida_pair_list *runs;     /* of gen counts that were handed out as local IDs (first, count) */
    struct ida_shard *shard; /* NULL if the session is not sharded */
};

static inline ida_local_run ida_session_run(const ida_session *session, uint32_t position)
{
    const ida_pair *pair = ida_pair_list_at(session->runs, position);
    ida_local_run run = {pair->first, pair->second};
    return run;
}

/* The state that a snapshot keeps of a session. */
typedef struct ida_session_state {
    ida_uuid id;
    uint64_t generated;
    uint64_t next_start;
    uint32_t cluster_size;
    size_t run_count; /* how many calls of ida_session_restore_run will follow */
    bool is_child;    /* of a sharded session; then ida_shard_restore will follow */
} ida_session_state;

/*
 * Makes a session from its state in a snapshot, with room for run_count runs (the caller has
 * checked that the bytes can hold that many). Unlike ida_session_open, it accepts a session that
 * the document knows.
 *   IDA_MALFORMED  generated above what the UUID space or INT64_MAX allow, next_start 0 or above
 *                  generated + 1 (of a child: above INT64_MAX), cluster_size out of bounds
 *   IDA_NO_MEMORY
 * Close with ida_session_close.
 */
ida_status ida_session_restore(const ida_document *document, const ida_session_state *state,
                               ida_session **session);

/*
 * Appends the next of the session's local runs. IDA_MALFORMED if it is empty, not behind the one
 * before with a gap of at least 1, or above what was generated.
 */
ida_status ida_session_restore_run(ida_session *session, uint64_t first_gen, uint64_t count);

/*
 * After the last run: IDA_MALFORMED if a gen count that was generated and has no final ID in the
 * document was never local (it had no other form it could have been handed out in).
 */
ida_status ida_session_restore_check(const ida_session *session);

/*
 * A session with the same state, but not sharded. IDA_NO_MEMORY. Close with ida_session_close.
 * O(runs).
 */
ida_status ida_session_copy(const ida_session *session, ida_session **copy);

/*
 * Moves a session to a later gen count, which its UUIDs reach; all gen counts up to there become
 * local. IDA_NO_MEMORY. O(1) amortized.
 */
ida_status ida_session_move(ida_session *session, uint64_t gen);

#endif
