/*
 * Sequences, after Noah: small numbers that are unique in a cluster and grow on each coordinator.
 *
 * A master cuts the numbers into ranges, and each range into one chunk per coordinator. A
 * coordinator draws IDs from its chunk, and requests the next chunk before this one is used up.
 *
 *   the range (1000, 1012] of 4 chunks       index 0: 1001 1005 1009     index 2: 1003 1007 1011
 *                                            index 1: 1002 1006 1010     index 3: 1004 1008 1012
 *
 *   id = starting + index + count * current - (count - 1),   current = 1, 2, 3, ...,   id <= ending
 *
 * A range is open below and closed above: starting is never an ID, ending can be one. The next
 * range starts where this one ends.
 *
 * Master and coordinator are state machines. The caller carries the messages between them, over any
 * network, and keeps their two records in its storage. The machines ensure that nothing is sent or
 * drawn before the record that it depends on is stored:
 *
 *   coordinator                                      master
 *   ida_coordinator_create(last record)              ida_master_create(term, stored record)
 *   ida_coordinator_pending -> store it              ida_master_join(coordinator)
 *   ida_coordinator_confirm
 *   ida_coordinator_request ------ request ------->  ida_master_grant: IDA_NOT_PERSISTED
 *                                                    ida_master_pending -> store, if it applies
 *                                                    ida_master_confirm, or create a new master
 *   (again, as often as needed) -- request ------->  ida_master_grant: IDA_OK
 *   ida_coordinator_install <----- reply ----------
 *   ida_coordinator_pending -> store it
 *   ida_coordinator_confirm
 *   ida_coordinator_next
 *   ida_coordinator_stop -------- return -------->   ida_master_take_back
 *
 * Messages may be lost, repeated, delayed and reordered. Both sides may crash at any point. The
 * chunks of a crashed coordinator or master are lost and never granted again. The master answers a
 * repeated request with the same reply as before.
 *
 * The storage must keep what it has confirmed, and must compare before it replaces
 * (ida_master_write_applies). Then these things hold, whatever the network does and whatever
 * crashes:
 *   - No ID is drawn twice. Every ID is in (starting, ending] of a range that was granted.
 *   - Ranges do not overlap. Each pair (starting, index) is granted once, with one count per range.
 *     A part that is handed back is granted once more.
 *   - The IDs that a coordinator draws grow, even across its restarts and changes of the master.
 *   - A crash of a coordinator loses at most the two chunks that it held. A lost reply loses none
 *     while the master lives. A change of the master loses at most what was left of one range.
 * There is no order of time between IDs of different coordinators.
 *
 * If the storage is restored from a backup, the master would grant again what it has granted since
 * the backup. Call ida_master_raise before its first grant. ida_master_record_check detects a
 * record that is too old.
 *
 * All IDs of one coordinator are equal modulo the number of chunks of their range. So do not
 * distribute them by id % n if n and that number have a common divisor.
 *
 * fork() copies a coordinator with its chunks. Parent and child then draw the same IDs, and send
 * requests that look the same. So after fork(), the child must destroy the copy and create a
 * coordinator with another number. ida_coordinator_check detects a copy. The child must also
 * destroy a copied master, which would grant the rest of its range once more.
 *
 * Threads: calls on one master or one coordinator must not run at the same time.
 * Source: "Distributed ID Generation" of Noah.
 */
#ifndef IDALLOC_SEQUENCE_H
#define IDALLOC_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/status.h>

IDA_BEGIN_DECLS

/* The largest ID of any sequence. */
#define IDA_SEQUENCE_ID_MAX ((uint64_t)INT64_MAX)

/* ------------------------------------------------------------------------------------------------
 * Chunks
 */

/*
 * Every count-th ID of the range (starting, ending], beginning with starting + 1 + index. If a
 * range has fewer IDs than chunks, some of its chunks are empty.
 */
typedef struct ida_chunk {
    uint64_t starting;
    uint64_t ending;
    uint64_t index;
    uint64_t count; /* the number of chunks of the range */
} ida_chunk;

/*
 * IDA_OK if count is at least 1, index is below count, starting is below ending, and ending is at
 * most IDA_SEQUENCE_ID_MAX. IDA_INVALID_CHUNK otherwise. O(1).
 */
IDA_API ida_status ida_chunk_validate(const ida_chunk *chunk);

/* The number of IDs of a chunk, which is the last valid "current". 0 for an invalid chunk. O(1). */
IDA_API uint64_t ida_chunk_size(const ida_chunk *chunk);

/*
 * The ID of a chunk for a current of 1 or more.
 *   IDA_INVALID_CHUNK  as ida_chunk_validate
 *   IDA_UNKNOWN_ID     current is 0: the formula would give an ID of the range before
 *   IDA_EXHAUSTED      current is above the size of the chunk
 * O(1).
 */
IDA_API ida_status ida_chunk_id(const ida_chunk *chunk, uint64_t current, uint64_t *id);

/* ------------------------------------------------------------------------------------------------
 * Messages
 */

/* A coordinator requests a chunk. The caller may encode and send it as often as it likes. */
typedef struct ida_chunk_request {
    uint64_t sequence;    /* the number of the sequence; the caller numbers them */
    uint64_t coordinator; /* the number of the sender; unique in the cluster */
    uint64_t incarnation; /* grows each time the coordinator starts; at least 1 */
    uint64_t number;      /* the number of the request in the incarnation; at least 1 */
    uint64_t after;       /* all IDs of the chunk must be above this */
} ida_chunk_request;

/* The answer of the master. Its first four members are those of the request. */
typedef struct ida_chunk_reply {
    uint64_t sequence;
    uint64_t coordinator;
    uint64_t incarnation;
    uint64_t number;
    bool exhausted;  /* there are no more IDs; then chunk is all zeros */
    ida_chunk chunk; /* the granted chunk */
} ida_chunk_reply;

/* A stopped coordinator hands back what is left of its newest chunk. */
typedef struct ida_chunk_return {
    uint64_t sequence;
    uint64_t coordinator;
    uint64_t incarnation; /* the one that stopped */
    uint64_t number;      /* the number of the request that brought the chunk */
    ida_chunk chunk;      /* the chunk as it was granted */
    uint64_t drawn;       /* how many of its IDs were drawn: fewer than it has */
} ida_chunk_return;

#define IDA_CHUNK_REQUEST_ENCODED_SIZE 41
#define IDA_CHUNK_REPLY_ENCODED_SIZE   65
#define IDA_CHUNK_RETURN_ENCODED_SIZE  73

/*
 * Write the wire form: a byte for the kind (1 request, 2 chunk, 3 exhausted, 4 return), and then
 * the numbers in the order of the struct, 64 bits each, little-endian. O(1).
 */
IDA_API void ida_chunk_request_encode(const ida_chunk_request *request,
                                      uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE]);
IDA_API void ida_chunk_reply_encode(const ida_chunk_reply *reply,
                                    uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE]);
IDA_API void ida_chunk_return_encode(const ida_chunk_return *returned,
                                     uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE]);

/*
 * Read the wire form.
 *   IDA_MALFORMED      another size or kind, an incarnation or number of 0, an after above
 *                      IDA_SEQUENCE_ID_MAX, an exhausted reply with a chunk, or a return of a chunk
 *                      that is used up
 *   IDA_INVALID_CHUNK  as ida_chunk_validate
 * O(1).
 */
IDA_API ida_status ida_chunk_request_decode(const uint8_t *bytes, size_t size,
                                            ida_chunk_request *request);
IDA_API ida_status ida_chunk_reply_decode(const uint8_t *bytes, size_t size,
                                          ida_chunk_reply *reply);
IDA_API ida_status ida_chunk_return_decode(const uint8_t *bytes, size_t size,
                                           ida_chunk_return *returned);

/* ------------------------------------------------------------------------------------------------
 * The master
 */

/* The stored state of a sequence. All numbers up to next_start were cut into ranges, or skipped. */
typedef struct ida_master_record {
    uint64_t sequence;
    uint64_t term;        /* the term of the master that wrote it; 0 if none has yet */
    uint64_t next_start;  /* where the next range starts */
    uint64_t first_start; /* where the first range started, or IDA_SEQUENCE_START_UNKNOWN */
} ida_master_record;

/* The first_start of a record of version 1, which does not contain it. */
#define IDA_SEQUENCE_START_UNKNOWN UINT64_MAX

#define IDA_MASTER_RECORD_ENCODED_SIZE 45

/*
 * Writes the stored form: "IDAM", a byte for the version (2), the numbers in the order of the
 * struct, 64 bits each, and the XXH3-64 of all bytes before. Numbers are little-endian. O(1).
 */
IDA_API void ida_master_record_encode(const ida_master_record *record,
                                      uint8_t bytes[IDA_MASTER_RECORD_ENCODED_SIZE]);

/*
 * Reads the stored form, and that of version 1: 37 bytes without first_start.
 *   IDA_MALFORMED            another size, not a record, next_start above IDA_SEQUENCE_ID_MAX, or
 *                            first_start above next_start
 *   IDA_UNSUPPORTED_VERSION  a record of another version
 *   IDA_CHECKSUM             the bytes are damaged
 * O(1).
 */
IDA_API ida_status ida_master_record_decode(const uint8_t *bytes, size_t size,
                                            ida_master_record *record);

/* A write. The storage does it if it still holds what is expected, and refuses it otherwise. */
typedef struct ida_master_write {
    ida_master_record expected;
    ida_master_record record;
} ida_master_write;

/*
 * The comparison that the storage must make before it replaces the stored record (NULL: none yet)
 * with write->record. With a replicated log, each replica makes it when it applies the write, and
 * the write is confirmed once it is applied. It is not enough that only the highest term may write:
 * a write of the previous term could come between the read and the first write of the next master.
 * O(1).
 */
IDA_API bool ida_master_write_applies(const ida_master_record *stored,
                                      const ida_master_write *write);

/*
 * Detects a record that is older than the last grants of its sequence. issued is a number up to
 * which IDs have certainly been granted, such as the after of a request or of a coordinator's
 * record, or an ID in the data. IDA_OK if the record covers it, IDA_STALE_RECORD if not.
 *
 * The answer is exact for a record that was read from the storage after issued became known:
 * nothing is granted above the stored next_start, so only a storage that has lost writes holds a
 * stale record. O(1).
 */
IDA_API ida_status ida_master_record_check(const ida_master_record *stored, uint64_t issued);

/*
 * The configuration of a master. All ranges have the full size: if fewer than range_size IDs are
 * left up to last_id, the sequence is exhausted.
 */
typedef struct ida_master_config {
    uint64_t sequence;
    uint64_t first_start; /* where the first range starts; the first ID is one above. It must */
                          /* never change: to continue higher up, call ida_master_raise */
    uint64_t last_id;     /* no ID is above this; at most IDA_SEQUENCE_ID_MAX */
    uint64_t range_size;  /* the number of IDs of a range; at least 1 */
    uint32_t member_max;  /* the largest number of members at a time; at least 1 */
} ida_master_config;

typedef struct ida_master ida_master;

/*
 * Creates the master of a term from the record that the storage holds now (NULL: none yet). The
 * master starts without members. It does not continue a range that an earlier master has granted in
 * part. If this process becomes master again, or does not know whether its last write was done,
 * read the storage and create a new master.
 *   IDA_INVALID_ARGUMENT  the configuration is out of bounds, or the record is of another sequence,
 *                         or is one that ida_master_record_decode refuses
 *   IDA_OTHER_START       the sequence of the record began at another first_start, so that of the
 *                         configuration would have no effect. A record of version 1 shows only that
 *                         first_start was not above next_start
 *   IDA_STALE_TERM        the term is 0, or below the term of the record
 *   IDA_NO_MEMORY
 * Destroy it with ida_master_destroy. O(1).
 */
IDA_API ida_status ida_master_create(const ida_allocator *allocator,
                                     const ida_master_config *config, uint64_t term,
                                     const ida_master_record *stored, ida_master **master);

/* Frees a master. NULL is allowed. O(1). */
IDA_API void ida_master_destroy(ida_master *master);

/*
 * Makes a coordinator a member. If it is one already, nothing happens. It counts for the number of
 * chunks of the next range, and of the current range too if no chunk of that is granted yet. It may
 * get a chunk of the current range in any case, if one is left.
 *   IDA_TOO_MANY_MEMBERS, IDA_NO_MEMORY
 * O(members).
 */
IDA_API ida_status ida_master_join(ida_master *master, uint64_t coordinator);

/*
 * Ends a membership. If the coordinator is not a member, nothing happens. It no longer counts for
 * the number of chunks of the next range, nor of the current range if no chunk of that is granted
 * yet. It keeps the chunks that it was granted, and what it does not draw of them is lost.
 * O(members).
 */
IDA_API void ida_master_leave(ida_master *master, uint64_t coordinator);

/*
 * From now on, grants only IDs above issued. This repairs a sequence whose record was restored from
 * a backup. issued must not be below any ID that was granted. A number that is too high only skips
 * IDs. To find a number:
 *   1. Destroy all coordinators and create them again from their records. This makes replies that
 *      are still in flight stale, and gives up chunks that the restored master has granted. If the
 *      record of a coordinator was restored too, it may repeat an incarnation, and then an old
 *      reply fits. In that case, replace its incarnation by a number that is certainly higher than
 *      all before.
 *   2. Take the highest after of those records. If one of them was restored too or is lost, take a
 *      number that is certainly above all IDs. The highest ID in the data is not enough, unless
 *      step 1 was done.
 *
 *   IDA_OK                done and stored: the next_start of the record is at issued or above
 *   IDA_NOT_PERSISTED     ida_master_pending says what must be stored first. Confirm that and call
 *                         this again: it may be a range that was pending before
 *   IDA_INVALID_ARGUMENT  issued is above IDA_SEQUENCE_ID_MAX; nothing changes
 * With both other answers, the master at once forgets everything that starts below issued: the
 * current range, what was handed back, and what was answered. So a repeated request gets another
 * chunk. The chunks that coordinators hold are not affected. Raising again to the same or a lower
 * number changes nothing. If too few IDs are left above issued, the sequence is exhausted.
 * O(members).
 */
IDA_API ida_status ida_master_raise(ida_master *master, uint64_t issued);

/*
 * Takes back the rest of a stopped coordinator's newest chunk: the IDs that it has not drawn. The
 * rest is granted again, as a chunk that starts later, to the first coordinator whose request has
 * an after that is not above the start. Often this is the same coordinator after its restart. At
 * most member_max rests are kept. If there are more, the lowest one is dropped.
 *
 * Nothing is taken back twice, and only the master that granted a chunk takes it back. So nothing
 * has to be stored. Rests are lost with the master, and a message that is lost, late, repeated or
 * sent to another master loses at most the rest. If the master has answered a later request of the
 * coordinator, that chunk did not arrive, and is taken back instead of the one in the message.
 *   IDA_OK                   taken back. Requests of that incarnation are stale from now on
 *   IDA_STALE_MESSAGE        it was taken back before, or is not what was granted last
 *   IDA_UNKNOWN_COORDINATOR  the coordinator is not a member, and has no chunk of the current range
 *   IDA_INVALID_ARGUMENT     it is of another sequence, or is one that ida_chunk_return_decode
 *                            refuses
 *   IDA_NO_MEMORY            nothing has changed: it may be sent again
 * O(members).
 */
IDA_API ida_status ida_master_take_back(ida_master *master, const ida_chunk_return *returned);

/*
 * Answers a request. The chunk is a rest that was handed back, or a chunk of the current range. It
 * starts at request->after or above. A coordinator gets at most one chunk of the current range. If
 * there is no such chunk, a new range must be cut, and stored first. A range has one chunk per
 * member; their number is fixed when the first of them is granted. If this is the request that was
 * answered last, the reply is the same again.
 *   IDA_OK                   send the reply: it contains a chunk, or says that there are no more
 *   IDA_NOT_PERSISTED        ida_master_pending says what must be stored. Nothing is granted until
 *                            it is confirmed. Then call this again, or wait for the coordinator to
 *                            repeat its request
 *   IDA_STALE_TERM           the coordinator holds IDs above everything that this master knows of.
 *                            Read the storage and pass the record to ida_master_record_check with
 *                            the request's after: IDA_OK means that a later master has taken over,
 *                            IDA_STALE_RECORD that the storage was restored (ida_master_raise)
 *   IDA_STALE_MESSAGE        a late copy: the coordinator has sent a later request, or has stopped,
 *                            or has started a later incarnation
 *   IDA_UNKNOWN_COORDINATOR  the coordinator is not a member
 *   IDA_INVALID_ARGUMENT     the request is of another sequence, or is one that
 *                            ida_chunk_request_decode refuses
 * O(log members), and O(rests) while rests are kept.
 */
IDA_API ida_status ida_master_grant(ida_master *master, const ida_chunk_request *request,
                                    ida_chunk_reply *reply);

/* The write that must be done now. False if there is none. O(1). */
IDA_API bool ida_master_pending(const ida_master *master, ida_master_write *write);

/*
 * Tells the master that the storage has done the write: the comparison succeeded and the new record
 * is durable. record is the one of the write; IDA_INVALID_ARGUMENT if that is not pending. Do not
 * call this if the storage has refused the write, or if the outcome is unknown: destroy the master,
 * and if this process is still the master, create one from the stored record. O(members).
 */
IDA_API ida_status ida_master_confirm(ida_master *master, const ida_master_record *record);

/* The record that the storage holds, as far as this master knows. O(1). */
IDA_API ida_master_record ida_master_record_of(const ida_master *master);

/* The number of members. O(1). */
IDA_API size_t ida_master_member_count(const ida_master *master);

/*
 * The current range, as its next chunk; if no chunk is left, index is equal to count. False if
 * there is no range. Until the first chunk is granted, count is the present number of members, and
 * at least 1. O(1).
 */
IDA_API bool ida_master_range(const ida_master *master, ida_chunk *next);

/* The number of bytes that the master holds from its allocator, itself included. O(1). */
IDA_API size_t ida_master_memory(const ida_master *master);

/* Checks the structures of the master against each other, for tests. O(members). */
IDA_API bool ida_master_verify(const ida_master *master);

/* ------------------------------------------------------------------------------------------------
 * The coordinator
 */

/* The record that a coordinator stores at each start and for each chunk. */
typedef struct ida_coordinator_record {
    uint64_t sequence;
    uint64_t coordinator;
    uint64_t incarnation; /* 0 if it has never started */
    uint64_t after;       /* the ending of its latest chunk: the next chunk is above this */
} ida_coordinator_record;

#define IDA_COORDINATOR_RECORD_ENCODED_SIZE 45

/*
 * The stored form, as that of ida_master_record, but with "IDAC" and version 1. IDA_MALFORMED also
 * for an after above IDA_SEQUENCE_ID_MAX. O(1).
 */
IDA_API void ida_coordinator_record_encode(const ida_coordinator_record *record,
                                           uint8_t bytes[IDA_COORDINATOR_RECORD_ENCODED_SIZE]);
IDA_API ida_status ida_coordinator_record_decode(const uint8_t *bytes, size_t size,
                                                 ida_coordinator_record *record);

typedef struct ida_coordinator ida_coordinator;

/*
 * Starts a coordinator from the record that it stored last, or from {sequence, coordinator, 0, 0}
 * if it never stored one. This begins the next incarnation. The coordinator requests nothing until
 * the record of that is confirmed. It does not continue its earlier chunks, because this could
 * repeat IDs.
 *
 * Without storage, pass an incarnation that is certainly higher than all before, such as the time
 * in microseconds, and confirm what is pending at once. IDs are still unique. But after a restart
 * they may be lower than before, if the answer comes from a master that does not know that it was
 * replaced.
 *
 * The coordinator requests the next chunk when more than prefetch_percent of the current chunk is
 * drawn, and at the latest when all of it is.
 *   IDA_INVALID_ARGUMENT  prefetch_percent is above 100, or after is above IDA_SEQUENCE_ID_MAX
 *   IDA_EXHAUSTED         the incarnations are used up
 *   IDA_NO_MEMORY
 * Destroy it with ida_coordinator_destroy. O(1).
 */
IDA_API ida_status ida_coordinator_create(const ida_allocator *allocator,
                                          const ida_coordinator_record *last,
                                          uint32_t prefetch_percent, ida_coordinator **coordinator);

/*
 * Frees a coordinator. The IDs that it has not drawn are lost, unless it was stopped and the rest
 * handed back. NULL is allowed. O(1).
 */
IDA_API void ida_coordinator_destroy(ida_coordinator *coordinator);

/*
 * The record that must be stored now, in place of the one before. There is one at the start and for
 * each chunk that is not empty. Until it is confirmed, IDs are drawn only from the chunk before, so
 * there is time to store it. False if nothing must be stored. O(1).
 */
IDA_API bool ida_coordinator_pending(const ida_coordinator *coordinator,
                                     ida_coordinator_record *record);

/* Says that the record is durable. IDA_INVALID_ARGUMENT if that is not the pending one. O(1). */
IDA_API ida_status ida_coordinator_confirm(ida_coordinator *coordinator,
                                           const ida_coordinator_record *record);

/*
 * The request to send. It stays the same until its reply is installed, so the caller may send it
 * again at any interval. False while no chunk is needed, while a record is not confirmed, and once
 * the sequence is exhausted or the coordinator stopped. O(1).
 */
IDA_API bool ida_coordinator_request(const ida_coordinator *coordinator,
                                     ida_chunk_request *request);

/*
 * Installs the reply to the request. Each chunk is installed at most once, even if replies repeat.
 *   IDA_STALE_MESSAGE  it is not the reply to the present request
 *   IDA_INVALID_CHUNK  the chunk is not valid, or starts below the request's after
 * O(1).
 */
IDA_API ida_status ida_coordinator_install(ida_coordinator *coordinator,
                                           const ida_chunk_reply *reply);

/*
 * Draws the next ID from the installed chunks. Never waits.
 *   IDA_TRY_LATER      all chunks are used up; the reply to the request will bring the next one
 *   IDA_EXHAUSTED      all chunks are used up, and the master has said that there are no more
 *   IDA_NOT_PERSISTED  ida_coordinator_pending says what must be stored first
 *   IDA_STOPPED        ida_coordinator_stop was called
 * O(1).
 */
IDA_API ida_status ida_coordinator_next(ida_coordinator *coordinator, uint64_t *id);

/*
 * Stops the coordinator for good, so that the rest of its newest chunk can be handed back. If there
 * is a rest, returns true and writes it to rest. Send that to the master (ida_master_take_back), as
 * often as you like. If there are two chunks, the older one is lost. From now on, the coordinator
 * draws nothing (IDA_STOPPED), requests nothing and installs nothing.
 *
 * ida_coordinator_pending then returns a record with the last drawn ID as its after. If you store
 * it before you create the coordinator again, the coordinator may be granted the rest again.
 * Otherwise only others may, and it gets a later chunk. This record must not replace that of a
 * later incarnation. If there is no rest, returns false, and there is nothing more to store than
 * before. Calling this again gives the same answer. O(1).
 */
IDA_API bool ida_coordinator_stop(ida_coordinator *coordinator, ida_chunk_return *rest);

/*
 * A guard against fork(), as ida_snowflake_bind and ida_snowflake_check. owner is a number of the
 * process, and not 0.
 *   IDA_INVALID_ARGUMENT  bind: owner is 0
 *   IDA_FORKED            it is bound to another owner; check: or to none
 * O(1).
 */
IDA_API ida_status ida_coordinator_bind(ida_coordinator *coordinator, uint64_t owner);
IDA_API ida_status ida_coordinator_check(const ida_coordinator *coordinator, uint64_t owner);

/* The number of IDs of the installed chunks that are not drawn yet, confirmed or not. O(1). */
IDA_API uint64_t ida_coordinator_left(const ida_coordinator *coordinator);

/* Checks the state of the coordinator, for tests. O(1). */
IDA_API bool ida_coordinator_verify(const ida_coordinator *coordinator);

IDA_END_DECLS

#endif
