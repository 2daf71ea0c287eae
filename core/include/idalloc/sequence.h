/*
 * Sequences, after Noah: small numbers that are unique in a cluster and grow on each coordinator.
 *
 * A master cuts the numbers into ranges and each range into one chunk per coordinator; a
 * coordinator draws IDs from its chunk, and asks for the next chunk before it runs out.
 *
 *   the range (1000, 1012] of 4 chunks       index 0: 1001 1005 1009     index 2: 1003 1007 1011
 *                                            index 1: 1002 1006 1010     index 3: 1004 1008 1012
 *
 *   id = starting + index + count * current - (count - 1),   current = 1, 2, 3, ...,   id <= ending
 *
 * The range is open below and closed above: starting is never an ID, ending can be one. The next
 * range starts where this one ends.
 *
 * Both are state machines: the caller carries the messages between them, over any network, and
 * keeps the two records in its storage. The machines see to it that nothing goes out before what
 * it rests on is stored:
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
 * Messages may be lost, repeated, delayed and reordered; either side may crash at any point. A lost
 * coordinator's or master's chunks are lost, and never granted again. Of what is asked for again,
 * the master answers with what it answered before.
 *
 * What holds, whatever the network does and whoever crashes, if the storage keeps what it
 * confirmed and compares before it replaces (ida_master_write_applies):
 *   - no ID is drawn twice, and every ID is in (starting, ending] of a range that was granted;
 *   - each pair (starting, index) is granted once, with one count per range; a part that is handed
 *     back is granted once more; ranges do not overlap;
 *   - the IDs that a coordinator draws grow, across its restarts and changes of the master too;
 *   - a crash loses at most the two chunks that the coordinator held, a lost reply none while the
 *     master lives, and a change of master what was left of one range.
 * What does not hold: IDs of different coordinators are in no order of time at all.
 *
 * If the storage is restored from a backup, the master would grant again what it granted since.
 * Call ida_master_raise before its first grant. ida_master_record_check finds a record that is too
 * old.
 *
 * IDs of one coordinator are all equal modulo the number of chunks of their range, so do not
 * distribute them by id % n where n and that number have a common divisor.
 *
 * fork() copies a coordinator with its chunks: parent and child then draw the same IDs, and send
 * requests that cannot be told apart. So after fork() the child destroys the copy and creates a
 * coordinator of another number. ida_coordinator_check finds a copy. A copied master is to be
 * destroyed, too: it would grant the rest of its range once more.
 *
 * Threads: calls on one master or one coordinator may not run at the same time.
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
 * The IDs of the range (starting, ending] that leave index + 1 when starting is taken off and the
 * rest is divided by count. A chunk of a range that has fewer IDs than chunks may be empty.
 */
typedef struct ida_chunk {
    uint64_t starting;
    uint64_t ending;
    uint64_t index;
    uint64_t count; /* how many chunks the range has */
} ida_chunk;

/*
 * IDA_INVALID_CHUNK unless count is at least 1, index is below it, starting is below ending, and
 * ending at most IDA_SEQUENCE_ID_MAX. O(1).
 */
IDA_API ida_status ida_chunk_validate(const ida_chunk *chunk);

/* How many IDs a chunk has, the last valid "current"; 0 if the chunk is not valid. O(1). */
IDA_API uint64_t ida_chunk_size(const ida_chunk *chunk);

/*
 * The ID of a chunk for a current from 1 on. IDA_INVALID_CHUNK as ida_chunk_validate;
 * IDA_UNKNOWN_ID for current 0, which the formula would send into the range before; IDA_EXHAUSTED
 * past the end. O(1).
 */
IDA_API ida_status ida_chunk_id(const ida_chunk *chunk, uint64_t current, uint64_t *id);

/* ------------------------------------------------------------------------------------------------
 * Messages
 */

/* A coordinator asks for a chunk. Encoded, sent and sent again as the caller likes. */
typedef struct ida_chunk_request {
    uint64_t sequence;    /* which sequence; the caller numbers them */
    uint64_t coordinator; /* who asks; unique in the cluster */
    uint64_t incarnation; /* grows each time the coordinator starts; at least 1 */
    uint64_t number;      /* of the request within the incarnation; at least 1 */
    uint64_t after;       /* all IDs of the chunk must be above this */
} ida_chunk_request;

/* The master's answer. Its first four members are those of the request. */
typedef struct ida_chunk_reply {
    uint64_t sequence;
    uint64_t coordinator;
    uint64_t incarnation;
    uint64_t number;
    bool exhausted;  /* there are no more IDs, and chunk is all zeros */
    ida_chunk chunk; /* the chunk granted */
} ida_chunk_reply;

/* A coordinator that stopped hands back what is left of its newest chunk. */
typedef struct ida_chunk_return {
    uint64_t sequence;
    uint64_t coordinator;
    uint64_t incarnation; /* the one that stopped */
    uint64_t number;      /* of the request that brought the chunk */
    ida_chunk chunk;      /* as it was granted */
    uint64_t drawn;       /* how many of its IDs are drawn: fewer than it has */
} ida_chunk_return;

#define IDA_CHUNK_REQUEST_ENCODED_SIZE 41
#define IDA_CHUNK_REPLY_ENCODED_SIZE   65
#define IDA_CHUNK_RETURN_ENCODED_SIZE  73

/*
 * Write the wire form: a byte for the kind (1 request, 2 chunk, 3 exhausted, 4 return), then the
 * numbers in the order of the struct, 64 bits each, little-endian. O(1).
 */
IDA_API void ida_chunk_request_encode(const ida_chunk_request *request,
                                      uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE]);
IDA_API void ida_chunk_reply_encode(const ida_chunk_reply *reply,
                                    uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE]);
IDA_API void ida_chunk_return_encode(const ida_chunk_return *returned,
                                     uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE]);

/*
 * Read the wire form. IDA_MALFORMED for another size or kind, an incarnation or number of 0, an
 * after above IDA_SEQUENCE_ID_MAX, an exhausted reply with a chunk, or a return of a chunk that is
 * used up; IDA_INVALID_CHUNK as ida_chunk_validate. O(1).
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

/* What is stored of a sequence: everything up to next_start belongs to ranges that were cut. */
typedef struct ida_master_record {
    uint64_t sequence;
    uint64_t term;        /* of the master that wrote it; 0 if none did yet */
    uint64_t next_start;  /* where the next range starts */
    uint64_t first_start; /* where the first range started, or IDA_SEQUENCE_START_UNKNOWN */
} ida_master_record;

/* The first_start of a record of version 1, which did not have it. */
#define IDA_SEQUENCE_START_UNKNOWN UINT64_MAX

#define IDA_MASTER_RECORD_ENCODED_SIZE 45

/*
 * Writes the stored form: "IDAM", a byte for the version (2), the numbers in the order of the
 * struct, 64 bits each, and the XXH3-64 of all that, little-endian. O(1).
 */
IDA_API void ida_master_record_encode(const ida_master_record *record,
                                      uint8_t bytes[IDA_MASTER_RECORD_ENCODED_SIZE]);

/*
 * Reads the stored form; that of version 1, 37 bytes without first_start, too.
 *   IDA_MALFORMED            another size, not a record, next_start above IDA_SEQUENCE_ID_MAX, or
 *                            first_start above next_start
 *   IDA_UNSUPPORTED_VERSION  a record of another version
 *   IDA_CHECKSUM             damaged
 * O(1).
 */
IDA_API ida_status ida_master_record_decode(const uint8_t *bytes, size_t size,
                                            ida_master_record *record);

/* A write that the storage does if it still holds what is expected, and else refuses. */
typedef struct ida_master_write {
    ida_master_record expected;
    ida_master_record record;
} ida_master_write;

/*
 * The comparison that the storage must make before it replaces what it holds (NULL: nothing yet)
 * with write->record. In a replicated log, each replica makes it when it applies the write, and the
 * write is confirmed once it was applied. To let only the highest term write is not enough: a write
 * of the last term could come between the next master's read and its first write. O(1).
 */
IDA_API bool ida_master_write_applies(const ida_master_record *stored,
                                      const ida_master_write *write);

/*
 * Whether a record is older than what was granted of its sequence. issued is a number up to which
 * IDs were granted for sure, such as the after of a request or of a coordinator's record, or an ID
 * in the data. IDA_OK if the record covers it, IDA_STALE_RECORD if not.
 *
 * It is exact for a record that was read from the storage after issued became known: nothing is
 * granted above what is stored, so only a storage that lost writes has such a record. O(1).
 */
IDA_API ida_status ida_master_record_check(const ida_master_record *stored, uint64_t issued);

/*
 * What a master is told at its creation. All ranges are whole: where fewer than range_size IDs are
 * left up to last_id, the sequence is exhausted.
 */
typedef struct ida_master_config {
    uint64_t sequence;
    uint64_t first_start; /* where the first range starts: the first ID is one above. It stays: */
                          /* to go on higher up, call ida_master_raise */
    uint64_t last_id;     /* no ID is above this; at most IDA_SEQUENCE_ID_MAX */
    uint64_t range_size;  /* how many IDs a range has; at least 1 */
    uint32_t member_max;  /* how many coordinators there may be at a time; at least 1 */
} ida_master_config;

typedef struct ida_master ida_master;

/*
 * Creates the master of a term from what the storage holds at that time (NULL: nothing yet), and
 * from nothing else: of a range that another master, or this one before, granted in part, nothing
 * is left. It has no members. Who holds office again, or does not know whether its last write was
 * done, reads the storage and creates a new one.
 *   IDA_INVALID_ARGUMENT  the configuration is out of bounds, or the record is another sequence's
 *   IDA_OTHER_START       the sequence of the record began at another first_start: that of the
 *                         configuration would have no effect. From a record of version 1 it is
 *                         known only that it was not above next_start
 *   IDA_STALE_TERM        the term is 0, or below that of the record
 *   IDA_NO_MEMORY
 * Destroy it with ida_master_destroy. O(1).
 */
IDA_API ida_status ida_master_create(const ida_allocator *allocator,
                                     const ida_master_config *config, uint64_t term,
                                     const ida_master_record *stored, ida_master **master);

/* Frees a master. NULL is allowed. O(1). */
IDA_API void ida_master_destroy(ida_master *master);

/*
 * Makes a coordinator a member. It gets a chunk of the current range if one is left, and counts
 * from the next range on; from the current one on if nothing of that is granted yet. Nothing
 * happens if it is a member.
 *   IDA_TOO_MANY_MEMBERS, IDA_NO_MEMORY
 * O(members).
 */
IDA_API ida_status ida_master_join(ida_master *master, uint64_t coordinator);

/*
 * Ends a membership: the coordinator does not count from the next range on (from the current one
 * on if nothing of that is granted yet). What it was granted stays its own, and lost if it does not
 * draw it. Nothing happens if it is no member. O(members).
 */
IDA_API void ida_master_leave(ida_master *master, uint64_t coordinator);

/*
 * Grants nothing that is not above issued from now on. This repairs a sequence whose record was
 * restored from a backup. issued must not be below any ID that was granted, and a number that is
 * too high costs only what it skips. To find one:
 *   1. destroy all coordinators and create them anew from their records, so that replies that are
 *      still on their way are stale, and chunks that the restored master granted are given up. A
 *      record that was restored as well may repeat an incarnation, and then an old reply fits:
 *      replace its incarnation by a number that is surely higher than any before;
 *   2. take the highest after of those records, or, if one of them was restored as well or is lost,
 *      a number that is surely above all IDs. The highest ID in the data is not enough unless step
 *      1 was done.
 *
 *   IDA_OK                done, and stored: the record's next_start is at issued or above
 *   IDA_NOT_PERSISTED     ida_master_pending says what must be stored first. Call this again when
 *                         that is confirmed: it may be a range that was pending before
 *   IDA_INVALID_ARGUMENT  issued is above IDA_SEQUENCE_ID_MAX
 * Whatever it answers but the last, from then on nothing is granted that is not above issued. At
 * once it forgets what starts below: the range that is being granted, what was handed back, and
 * what was answered, so that a request that is sent again gets another chunk. What coordinators
 * hold is out of its reach. To raise again to the same or a lower number changes nothing. If too
 * few IDs are left above issued, the sequence is exhausted. O(members).
 */
IDA_API ida_status ida_master_raise(ida_master *master, uint64_t issued);

/*
 * Takes back what a stopped coordinator did not draw of its newest chunk. It is granted again, as a
 * chunk that starts later, to the first coordinator that asks with an after that is not above it;
 * often that is the same one when it starts again. At most member_max rests are kept: when there
 * are more, the lowest is dropped.
 *
 * Nothing is taken back twice, and only the master that granted a chunk takes it back. So nothing
 * needs to be stored: rests are lost with the master, and a message that is lost, late, repeated or
 * sent to another master costs the rest at most. If the master answered a later request of the
 * coordinator, that chunk has not arrived and is taken back instead of the one in the message.
 *   IDA_OK                   taken back. Requests of that incarnation are stale from now on
 *   IDA_STALE_MESSAGE        this was taken back before, or is not what was granted last
 *   IDA_UNKNOWN_COORDINATOR  it is no member, and has no chunk of the current range
 *   IDA_INVALID_ARGUMENT     it is another sequence's, or ida_chunk_return_decode could not have
 *                            read it
 *   IDA_NO_MEMORY            nothing changed: it may be sent again
 * O(members).
 */
IDA_API ida_status ida_master_take_back(ida_master *master, const ida_chunk_return *returned);

/*
 * Answers a request. The chunk is a rest that was handed back, or of the current range while that
 * has one left; it starts at request->after or above it, and the coordinator has none of the
 * current range yet. Otherwise a new range is cut, which must be stored first. How many chunks a
 * range has, the number of members, is settled when its first one is granted. The request that was
 * answered last is answered with the same again.
 *   IDA_OK                   reply may be sent; it says either the chunk or that there are no more
 *   IDA_NOT_PERSISTED        ida_master_pending says what must be stored. Nothing is granted until
 *                            it is confirmed; then ask again, or wait until the coordinator does
 *   IDA_STALE_TERM           the coordinator holds IDs above all that this master knows of. Read
 *                            the storage and pass that to ida_master_record_check with the
 *                            request's after: IDA_OK means that a later master has taken over,
 *                            IDA_STALE_RECORD that the storage was restored (ida_master_raise)
 *   IDA_STALE_MESSAGE        a late copy: the coordinator has sent a later one, stopped, or is gone
 *   IDA_UNKNOWN_COORDINATOR  it is no member
 *   IDA_INVALID_ARGUMENT     the request is another sequence's, or it is none that
 *                            ida_chunk_request_decode could have read
 * O(log members); O(members) when a range's first chunk is granted.
 */
IDA_API ida_status ida_master_grant(ida_master *master, const ida_chunk_request *request,
                                    ida_chunk_reply *reply);

/* What must be stored now; false if nothing must be. O(1). */
IDA_API bool ida_master_pending(const ida_master *master, ida_master_write *write);

/*
 * Says that the storage did the write: compared, replaced, and durable. record is that of the
 * write; IDA_INVALID_ARGUMENT if it is not the one that is pending. If the storage refused, or
 * nobody knows, this must not be called: destroy the master and create one from what is stored, if
 * the office is still held. O(1).
 */
IDA_API ida_status ida_master_confirm(ida_master *master, const ida_master_record *record);

/* What the storage holds as far as this master knows. O(1). */
IDA_API ida_master_record ida_master_record_of(const ida_master *master);

/* How many members there are. O(1). */
IDA_API size_t ida_master_member_count(const ida_master *master);

/*
 * The range that chunks are granted of: the chunk that is granted next, with index equal to count
 * if none is left. False if there is no range. Until its first chunk is granted, count is the
 * number of members at this time, and at least 1. O(1).
 */
IDA_API bool ida_master_range(const ida_master *master, ida_chunk *next);

/* The bytes that the master holds from its allocator, itself included. O(1). */
IDA_API size_t ida_master_memory(const ida_master *master);

/* Checks the master's structures against each other, for tests and harnesses. O(members). */
IDA_API bool ida_master_verify(const ida_master *master);

/* ------------------------------------------------------------------------------------------------
 * The coordinator
 */

/* What a coordinator stores, each time it starts and for each chunk. */
typedef struct ida_coordinator_record {
    uint64_t sequence;
    uint64_t coordinator;
    uint64_t incarnation; /* 0 if it never started */
    uint64_t after;       /* the ending of its latest chunk: what is granted next is above this */
} ida_coordinator_record;

#define IDA_COORDINATOR_RECORD_ENCODED_SIZE 45

/* As those of ida_master_record, with "IDAC". IDA_MALFORMED for an after out of bounds. O(1). */
IDA_API void ida_coordinator_record_encode(const ida_coordinator_record *record,
                                           uint8_t bytes[IDA_COORDINATOR_RECORD_ENCODED_SIZE]);
IDA_API ida_status ida_coordinator_record_decode(const uint8_t *bytes, size_t size,
                                                 ida_coordinator_record *record);

typedef struct ida_coordinator ida_coordinator;

/*
 * Starts a coordinator from the record that it stored last; from {sequence, coordinator, 0, 0} if
 * it never stored one. It opens the next incarnation, and asks for nothing before the record of
 * that is confirmed. Of the chunks that it had before nothing is left: resuming one could repeat
 * IDs. Who has no storage passes as incarnation a number that is surely higher than any before,
 * such as the time in microseconds, and confirms whatever is pending at once; then IDs are unique
 * still, but may be lower after a restart if a master answers that does not know it was replaced.
 * prefetch_percent says when it asks for the next chunk: as soon as more than so many percent of
 * the current one are drawn, and at the latest when all are.
 *   IDA_INVALID_ARGUMENT  prefetch_percent is above 100, or after above IDA_SEQUENCE_ID_MAX
 *   IDA_EXHAUSTED         the incarnations are used up
 *   IDA_NO_MEMORY
 * Destroy it with ida_coordinator_destroy. O(1).
 */
IDA_API ida_status ida_coordinator_create(const ida_allocator *allocator,
                                          const ida_coordinator_record *last,
                                          uint32_t prefetch_percent, ida_coordinator **coordinator);

/*
 * Frees a coordinator; what it did not draw is lost, unless it was stopped and the rest handed
 * back. NULL is allowed. O(1).
 */
IDA_API void ida_coordinator_destroy(ida_coordinator *coordinator);

/*
 * What must be stored now, in the place of what was stored before: at the start, and for each chunk
 * that is not empty. Until it is confirmed that chunk is not drawn from; the one before it is, so
 * that there is time to store it. False if nothing must be. O(1).
 */
IDA_API bool ida_coordinator_pending(const ida_coordinator *coordinator,
                                     ida_coordinator_record *record);

/* Says that the record is durable. IDA_INVALID_ARGUMENT if it is not the one pending. O(1). */
IDA_API ida_status ida_coordinator_confirm(ida_coordinator *coordinator,
                                           const ida_coordinator_record *record);

/*
 * The request that should be on its way: the same one until its reply is installed, so that it may
 * be sent as often as the caller's timer likes. False while there is no need of a chunk, before the
 * confirmation, and once the sequence is exhausted. O(1).
 */
IDA_API bool ida_coordinator_request(const ida_coordinator *coordinator,
                                     ida_chunk_request *request);

/*
 * Takes the reply to the request over. Each chunk is installed once at most, whatever is repeated.
 *   IDA_STALE_MESSAGE  it is not the reply to the request that should be on its way
 *   IDA_INVALID_CHUNK  the chunk is not valid, or does not start at the request's after or above it
 * O(1).
 */
IDA_API ida_status ida_coordinator_install(ida_coordinator *coordinator,
                                           const ida_chunk_reply *reply);

/*
 * Draws the next ID. Never waits, and never gives an ID that is not of an installed chunk.
 *   IDA_TRY_LATER      all chunks are used up; the reply to the request will bring the next
 *   IDA_EXHAUSTED      all chunks are used up, and the master said that there are no more
 *   IDA_NOT_PERSISTED  ida_coordinator_pending says what must be stored first
 *   IDA_STOPPED        ida_coordinator_stop was called
 * O(1).
 */
IDA_API ida_status ida_coordinator_next(ida_coordinator *coordinator, uint64_t *id);

/*
 * Stops the coordinator for good, so that what is left of its newest chunk can be handed back: true
 * if there is something, which rest says; send that to the master (ida_master_take_back), as often
 * as you like. Of two chunks the older one is lost. From now on it draws nothing (IDA_STOPPED),
 * asks for nothing and installs nothing.
 *
 * ida_coordinator_pending then has a record whose after is the last ID drawn. If it is stored
 * before the coordinator is created anew, that one may be granted the rest again; if it is not,
 * others may, and this one gets a later chunk. It must not replace the record of a later
 * incarnation. False if nothing is left: then there is nothing more to store than there was.
 * Calling it again gives the same answer. O(1).
 */
IDA_API bool ida_coordinator_stop(ida_coordinator *coordinator, ida_chunk_return *rest);

/*
 * Guard against fork(), as ida_snowflake_bind and ida_snowflake_check: owner is a number of the
 * process, and not 0.
 *   IDA_INVALID_ARGUMENT  bind: owner is 0
 *   IDA_FORKED            it is bound to another owner; check: or to none
 * O(1).
 */
IDA_API ida_status ida_coordinator_bind(ida_coordinator *coordinator, uint64_t owner);
IDA_API ida_status ida_coordinator_check(const ida_coordinator *coordinator, uint64_t owner);

/* How many IDs of installed chunks are not drawn yet, confirmed or not. O(1). */
IDA_API uint64_t ida_coordinator_left(const ida_coordinator *coordinator);

/* Checks the coordinator's state, for tests and harnesses. O(1). */
IDA_API bool ida_coordinator_verify(const ida_coordinator *coordinator);

IDA_END_DECLS

#endif
