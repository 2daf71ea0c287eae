/*
 * The statuses. Every call that can fail returns an ida_status. Unless its declaration says
 * otherwise, a call that does not return IDA_OK has changed nothing that can be observed, and has
 * left its output arguments as they were.
 */
#ifndef IDALLOC_STATUS_H
#define IDALLOC_STATUS_H

#include <idalloc/api.h>

IDA_BEGIN_DECLS

/* X(constant, value, short name for logs and tapes, sentence for people). Values never change. */
#define IDA_STATUS_TABLE(X)                                                                        \
    X(IDA_OK, 0, "ok", "success")                                                                  \
    X(IDA_INVALID_ARGUMENT, 1, "invalid-argument", "an argument is outside what the call accepts") \
    X(IDA_NO_MEMORY, 2, "no-memory", "the caller's allocator gave no memory")                      \
    X(IDA_BUFFER_TOO_SMALL, 3, "buffer-too-small", "the output buffer is too small")               \
    X(IDA_MALFORMED, 4, "malformed", "the bytes or the text are not in the expected form")         \
    X(IDA_CHECKSUM, 5, "checksum", "the checksum does not match: the bytes were damaged")          \
    X(IDA_UNSUPPORTED_VERSION, 6, "unsupported-version", "the format version is not supported")    \
    X(IDA_NOT_REPRESENTABLE, 7, "not-representable", "the foreign format cannot hold this state")  \
    X(IDA_INVALID_RANGE, 8, "invalid-range", "the creation range is malformed")                    \
    X(IDA_OUT_OF_ORDER, 9, "out-of-order", "the range does not start after the finalized IDs")     \
    X(IDA_COLLISION, 10, "collision", "the range's UUIDs overlap those of another session")        \
    X(IDA_EXHAUSTED, 11, "exhausted", "the number space is used up")                               \
    X(IDA_UNKNOWN_ID, 12, "unknown-id", "no such ID was generated or finalized")                   \
    X(IDA_UNKNOWN_SESSION, 13, "unknown-session", "no ID of that session was ever finalized")      \
    X(IDA_ORIGIN_REQUIRED, 14, "origin-required", "a local ID means nothing without its session")  \
    X(IDA_STALE_SESSION, 15, "stale-session", "more IDs are finalized than this session made")     \
    X(IDA_SESSION_EXISTS, 16, "session-exists", "the document already has IDs of that session")    \
    X(IDA_TRY_LATER, 17, "try-later", "no ID is available now: try again later")                   \
    X(IDA_FOREIGN_NODE, 18, "foreign-node", "another node made that ID")                           \
    X(IDA_CLOCK_BEHIND, 19, "clock-behind", "the clock is behind the last ID or the lease")        \
    X(IDA_LEASE_EXPIRED, 20, "lease-expired", "the lease of the coordinator number has ended")     \
    X(IDA_NOT_PERSISTED, 21, "not-persisted", "a write that must come first is not confirmed")     \
    X(IDA_STALE_TERM, 22, "stale-term", "a later master granted more, or the record was restored") \
    X(IDA_STALE_MESSAGE, 23, "stale-message", "the message is repeated or late")                   \
    X(IDA_INVALID_CHUNK, 24, "invalid-chunk", "the chunk is malformed, or below what was drawn")   \
    X(IDA_UNKNOWN_COORDINATOR, 25, "unknown-coordinator", "the coordinator is not a member")       \
    X(IDA_TOO_MANY_MEMBERS, 26, "too-many-members", "the largest number of members is reached")    \
    X(IDA_FORKED, 27, "forked", "bound to another process, or to none: fork() may have copied it") \
    X(IDA_STALE_RECORD, 28, "stale-record", "the stored record is too old: raise the sequence")    \
    X(IDA_OTHER_START, 29, "other-start", "the stored sequence began at another first_start")      \
    X(IDA_STOPPED, 30, "stopped", "the coordinator was stopped: create it again")                  \
    X(IDA_SHARDED, 31, "sharded", "a sharded session's IDs are not consecutive")                   \
    X(IDA_NOT_SHARDED, 32, "not-sharded", "the session has no shards")                             \
    X(IDA_NOT_ROOT, 33, "not-root", "only the root of the shards can do that")                     \
    X(IDA_NOT_CHILD, 34, "not-child", "only a shard that has a parent can do that")                \
    X(IDA_UNKNOWN_SHARD, 35, "unknown-shard", "the session has no living child of that ID")        \
    X(IDA_SHARD_LIMIT, 36, "shard-limit", "the stride would be above the largest one")             \
    X(IDA_SHARD_HAS_CHILDREN, 37, "shard-has-children", "dispose of the shard's children first")   \
    X(IDA_SHARD_DISPOSED, 38, "shard-disposed", "the shard gave its IDs back to its parent")       \
    X(IDA_INVALID_TOKEN, 39, "invalid-token", "that shard can't have made that token")             \
    X(IDA_STALE_TOKEN, 40, "stale-token", "the shard is known to have made more than that")        \
    X(IDA_CLOCK_JUMP, 41, "clock-jump", "the clock was set by more than its bound")

typedef enum ida_status {
#define IDA_STATUS_CONSTANT(constant, value, name, sentence) constant = (value),
    IDA_STATUS_TABLE(IDA_STATUS_CONSTANT)
#undef IDA_STATUS_CONSTANT
} ida_status;

/* The short name, such as "out-of-order"; "unknown-status" for an unknown number. O(1). */
IDA_API const char *ida_status_name(ida_status status);

/* A sentence for people. Never NULL. O(1). */
IDA_API const char *ida_status_message(ida_status status);

IDA_END_DECLS

#endif
