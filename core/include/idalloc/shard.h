/*
 * Shards: one session in several processes that generate IDs without a word between them, such as a
 * page and its worker.
 *
 * A session is split into a parent and children, which are sessions of the same ID. Each shard
 * stands at a gen count G (ida_session_generated) and has a stride M: it hands out G + M, G + 2M,
 * ..., and no other shard hands out any of these. A session that is not sharded has the stride 1.
 *
 *   G = 1, split into a parent and two children:
 *     parent   1 ....... 4 ....... 7 ....... 10        stride 3
 *     child 1     2 ........ 5 ........ 8 ........ 11  the first position of a child is its birth:
 *     child 2        3 ........ 6 ........ 9           it is never handed out
 *
 * Children can be split in the same way. The root is the only shard without a parent, and the only
 * one that takes ranges. Its ranges hold every gen count up to its own, so IDs of other shards and
 * gen counts that nobody handed out are finalized like its own. While a session is sharded, all IDs
 * that it generates are local.
 *
 * IN USE. The parent calls ida_shard_split, saves ITSELF, and hands each child over as bytes
 * (ida_snapshot_save or ida_fluid_export_session_as with that session alone). A child tells its
 * parent how far it is (ida_shard_report), and the parent moves ahead of it
 * (ida_shard_synchronize). What children have and the root has not heard of can't be finalized yet.
 * A parent can tell its children in the same way. In the end a child disposes of itself, and the
 * parent takes its gen counts back. Every replica of the document, shards included, must be given
 * all ranges in order.
 *
 * WHAT A PARENT REFUSES. Tokens may be lost, repeated, late and out of order. A token that its
 * shard can't have made, or a disposal that is older than another token of that shard, is refused,
 * and nothing changes. Fluid's format does not store what a parent knows of its children: after an
 * import, a parent checks less.
 *
 * WHAT NOBODY CAN SEE. These make two processes hand out the same IDs, and no call can notice:
 *   - one child's bytes are loaded twice, or again when it has gone on since, or when it has been
 *     disposed of; also in an intermediate shard that was restored from before its own split and
 *     disposed of, while its child lives on;
 *   - a parent is restored from before its split.
 * So load the bytes of a child once, and save each shard before what it has generated leaves the
 * process. Before a restored child generates, ask its parent for ida_shard_parent_report and let
 * the child follow it: the parent answers IDA_UNKNOWN_SHARD or IDA_NOT_SHARDED if it took the
 * child's IDs back; then open a new session. Whatever happens, a document finalizes each gen count
 * of a session once, and a root that has fewer IDs than the document answers IDA_STALE_SESSION.
 *
 * Threads: as with any other sessions.
 * Source: the sharding of @fluidframework/id-compressor 3.7.0.
 */
#ifndef IDALLOC_SHARD_H
#define IDALLOC_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/api.h>
#include <idalloc/session.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

IDA_BEGIN_DECLS

/* The largest stride; the largest gen count of a sharded session. */
#define IDA_SHARD_STRIDE_MAX UINT64_C(1000000)
#define IDA_SHARD_GEN_MAX    ((UINT64_C(1) << 53) - 1)

/*
 * How far one token may move a shard. Without a bound, one false token would use up the session's
 * gen counts, and with the next range the document's final IDs.
 */
#define IDA_SHARD_PROGRESS_MAX (UINT64_C(1) << 40)

/* What a token says. */
#define IDA_SHARD_PROGRESS 1u /* to the parent: the child is at gen_count */
#define IDA_SHARD_DISPOSAL 2u /* to the parent: and will never generate again */
#define IDA_SHARD_PARENT   3u /* to the child: the parent is at gen_count */

typedef struct ida_shard_token {
    ida_uuid shard; /* the child that the token is from, or for */
    uint64_t gen_count;
    uint32_t kind;
} ida_shard_token;

/*
 * Splits a session into itself and count children, all or nothing. shard_ids names the children:
 * use random UUIDs. children receives count sessions of the same document and the same ID. Each has
 * a copy of the session's state, and is closed with ida_session_close. The stride M of the session
 * becomes M * (count + 1); children have the same one.
 *   IDA_INVALID_ARGUMENT  count is 0; an ID is not valid, or that of another child or of this shard
 *   IDA_SHARD_LIMIT       the stride would be above IDA_SHARD_STRIDE_MAX
 *   IDA_EXHAUSTED         the gen counts that are left are not enough for one ID of each
 *   IDA_STALE_SESSION, IDA_SHARD_DISPOSED, IDA_NO_MEMORY
 * O(count * (runs + log count) + children).
 */
IDA_API ida_status ida_shard_split(ida_session *session, const ida_uuid *shard_ids, size_t count,
                                   ida_session **children);

/*
 * The token that tells a child's parent where the child is. It covers what the child has heard of
 * its own children. IDA_NOT_CHILD, IDA_SHARD_DISPOSED. O(1).
 */
IDA_API ida_status ida_shard_report(const ida_session *session, ida_shard_token *token);

/*
 * The parent hears from a child: it moves to the first of its own positions above the child's, if
 * it is not there yet. IDA_SHARD_DISPOSAL removes the child. With the last child, the stride falls
 * back to what it was before the first split, and a root is no longer sharded.
 *   IDA_NOT_SHARDED    the session was never split, or has taken all back. If a child of it has
 * sent the token, one of the two was restored from an old state: neither may generate again
 *   IDA_UNKNOWN_SHARD  not a living child of this session
 *   IDA_INVALID_TOKEN  not a token from child to parent, or a gen count that this child can't have
 *   IDA_STALE_TOKEN    a disposal below what is known of the child
 *   IDA_EXHAUSTED      the session would move by more than IDA_SHARD_PROGRESS_MAX, or so far that
 *                      no gen count is left for its next ID
 *   IDA_STALE_SESSION, IDA_SHARD_DISPOSED, IDA_NO_MEMORY
 * O(children).
 */
IDA_API ida_status ida_shard_synchronize(ida_session *session, const ida_shard_token *token);

/*
 * The token that tells a child where its parent is. IDA_UNKNOWN_SHARD if it is not a living child
 * of this session; IDA_STALE_SESSION, IDA_SHARD_DISPOSED. O(children).
 */
IDA_API ida_status ida_shard_parent_report(ida_session *session, ida_uuid shard,
                                           ida_shard_token *token);

/*
 * The child hears from its parent, and moves ahead of it in the same way. IDA_INVALID_TOKEN if the
 * token is not for this shard, or has a gen count that the parent of it can't have; IDA_EXHAUSTED
 * as above; IDA_SHARD_DISPOSED, IDA_NO_MEMORY. O(1).
 */
IDA_API ida_status ida_shard_follow(ida_session *session, const ida_shard_token *token);

/*
 * Ends a child: token is the disposal for its parent. The session does not generate any more, and
 * can't be saved; look-ups still work. Close it.
 *   IDA_SHARD_HAS_CHILDREN, IDA_NOT_CHILD, IDA_SHARD_DISPOSED
 * O(1).
 */
IDA_API ida_status ida_shard_dispose(ida_session *session, ida_shard_token *token);

/*
 * The parent gives up a lost child, which is promised never to generate an ID above gen count past,
 * nor any shard below it; past is at least what is known of the child. The parent moves above
 * past, unless it is there or further, and removes the child, as if it had disposed of itself
 * there.
 *
 * What it costs: all gen counts up to past are used up, and the root's next range takes a final ID
 * for each of them. What becomes of the child's IDs: those up to past are finalized with the root's
 * ranges and keep their UUIDs. If the promise is wrong, IDs above past are handed out twice once
 * the stride has fallen back, and no call can see it. So if you do not know how far the child has
 * got, choose a past that it can't have reached, or leave it: the price of that is the wider
 * stride. To take back a child that was never used, pass the gen count that is known of it.
 *   IDA_STALE_TOKEN    past is below what is known of the child
 *   IDA_NOT_SHARDED, IDA_UNKNOWN_SHARD, IDA_EXHAUSTED, IDA_STALE_SESSION, IDA_SHARD_DISPOSED,
 *   IDA_NO_MEMORY      as ida_shard_synchronize
 * O(children).
 */
IDA_API ida_status ida_shard_revoke(ida_session *session, ida_uuid shard, uint64_t past);

/* A session's place among its shards. */
typedef struct ida_shard_info {
    uint64_t stride;
    uint64_t original_stride; /* the one without children */
    size_t child_count;       /* living children */
    bool is_child;
    ida_uuid shard; /* its own shard ID, if it is a child */
} ida_shard_info;

/* False if the session is not sharded: its stride is 1 then, and all else is 0. O(1). */
IDA_API bool ida_shard_describe(const ida_session *session, ida_shard_info *info);

/* What a parent knows of a child. */
typedef struct ida_shard_child {
    ida_uuid shard;
    uint64_t known; /* the highest gen count heard of; at first its birth, 0 after a Fluid import */
} ida_shard_child;

/* The child at an index, in the order of their births. False if there is none. O(1). */
IDA_API bool ida_shard_child_at(const ida_session *session, size_t index, ida_shard_child *child);

/* The size of every encoded token. */
#define IDA_SHARD_TOKEN_ENCODED_SIZE 25

/*
 * Writes the wire form: the kind (one byte), the shard's 16 bytes in network order, the gen count
 * (64 bits, little-endian). O(1).
 */
IDA_API void ida_shard_token_encode(const ida_shard_token *token,
                                    uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE]);

/*
 * Reads the wire form. IDA_MALFORMED if the size is wrong, the kind is unknown, or the shard is not
 * a version 4 UUID; IDA_INVALID_TOKEN if the gen count is above IDA_SHARD_GEN_MAX. O(1).
 */
IDA_API ida_status ida_shard_token_decode(const uint8_t *bytes, size_t size,
                                          ida_shard_token *token);

IDA_END_DECLS

#endif
