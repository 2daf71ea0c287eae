/*
 * Leases: who hands out coordinator and node numbers.
 *
 * A REGISTRY grants a number to a holder for a time, renews the lease, and takes the number back
 * when the lease has ended. A HOLDER uses the number while its lease lasts, and stops by itself.
 *
 *   holder    ---- uses it ----------------| stops
 *   lease     [start ............................. end)
 *   registry                                           | grace | takes it back; the next lease of
 *                                                              | the number starts here or later
 *
 * Two rules keep a number from being used twice:
 *   - In time: the holder stops a clock_error_us before the end of its lease, and the registry
 *     waits for two of them after it. So if each clock is within clock_error_us of the true time,
 *     a number has one user at a time. The holder also counts the lease from when it has asked for
 *     it, by a clock that nobody sets, and stops when that ends first.
 *   - In the IDs: the leases of a number never overlap, whatever the clocks do. A generator whose
 *     IDs have times inside the lease (ida_snowflake_open with start_us and end_us) makes no ID
 *     that another lease's holder makes, even if clocks are wrong by days. start_us is the mark
 *     above which the next holder begins.
 *
 * CLOCKS. The caller reads the clocks and passes them. wall_us is the time of day; monotonic_us
 * counts on from anywhere and is never set (CLOCK_BOOTTIME). If the two disagree about how much
 * time has passed by more than jump_us_max, the call answers IDA_CLOCK_JUMP and changes nothing: a
 * reading that is days ahead neither uses up a lease nor moves one into the future. When the time
 * of day is right again, the next call is answered as before. If it was really set, open anew.
 *
 * WRITE AHEAD. A registry survives its restart by a record. After a grant, a renewal or a return:
 * save the record (ida_lease_registry_save), store it, and report its revision
 * (ida_lease_registry_stored). ida_lease_registry_reply gives a lease only then. Without the newest
 * record, load the one that you have and say so: such a registry waits until all that may have been
 * granted since has ended.
 *
 * TWO REGISTRIES must not be at work at once, unless each has an authority, a span of time that an
 * election gave it, and those do not overlap: the leases of a registry lie inside of its authority.
 *
 * Threads: one thread at a time may use a registry or a holder.
 */
#ifndef IDALLOC_LEASE_H
#define IDALLOC_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

IDA_BEGIN_DECLS

/* What registry and holders agree on. Times are in microseconds. */
typedef struct ida_lease_config {
    uint64_t lease_us;       /* how long a lease lasts; above 4 * clock_error_us */
    uint64_t clock_error_us; /* how far from the true time a clock may be */
    uint64_t jump_us_max;    /* how far a clock may be set at once; at least clock_error_us */
} ida_lease_config;

/* The longest lease and the largest jump: a year. The most numbers of a registry. */
#define IDA_LEASE_US_MAX     (UINT64_C(366) * 24 * 3600 * 1000000)
#define IDA_LEASE_NUMBER_MAX (UINT32_C(1) << 16)

/* A reading of both clocks. wall_us is since 1970, and neither negative nor above 2^62. */
typedef struct ida_lease_time {
    int64_t wall_us;
    uint64_t monotonic_us;
} ida_lease_time;

/* A lease. */
typedef struct ida_lease {
    ida_uuid holder;  /* who has it */
    uint64_t term;    /* which lease of the number it is; a renewal does not change it */
    uint64_t request; /* the holder's request that it answers, so that late answers are known */
    int64_t start_us; /* the span of the IDs, without its end */
    int64_t end_us;
    uint32_t number; /* from 0 */
} ida_lease;

/* ---- The registry ---- */

typedef struct ida_lease_registry ida_lease_registry;

/* The span in which a registry may grant: an election's, or all time. */
typedef struct ida_lease_authority {
    int64_t begin_us;
    int64_t end_us;
} ida_lease_authority;

#define IDA_LEASE_AUTHORITY_FOREVER ((ida_lease_authority){0, INT64_C(1) << 62})

/*
 * Creates a registry of the numbers below number_count, none of which was ever granted. Destroy it
 * with ida_lease_registry_destroy.
 *   IDA_INVALID_ARGUMENT  a number is out of bounds, or the authority is empty
 *   IDA_NO_MEMORY
 * O(number_count).
 */
IDA_API ida_status ida_lease_registry_create(const ida_allocator *allocator,
                                             const ida_lease_config *config, uint32_t number_count,
                                             ida_lease_authority authority, ida_lease_time now,
                                             ida_lease_registry **registry);

/*
 * Creates a registry from a record. is_newest says that no later record was ever stored, and that
 * the registry of that record is gone. If you can't be sure of that, say false: nothing is granted
 * or renewed until a lease and its grace have passed, except that marks are kept.
 *   IDA_MALFORMED, IDA_CHECKSUM, IDA_UNSUPPORTED_VERSION  of the record
 *   IDA_CLOCK_BEHIND  the time of day is before that of the record by more than jump_us_max
 *   IDA_INVALID_ARGUMENT, IDA_NO_MEMORY
 * O(number_count).
 */
IDA_API ida_status ida_lease_registry_load(const ida_allocator *allocator,
                                           const ida_lease_config *config,
                                           ida_lease_authority authority, const uint8_t *record,
                                           size_t size, bool is_newest, ida_lease_time now,
                                           ida_lease_registry **registry);

/* Frees a registry. NULL is allowed. O(1). */
IDA_API void ida_lease_registry_destroy(ida_lease_registry *registry);

/* Moves the end of the authority. IDA_INVALID_ARGUMENT if it is before the one so far. O(1). */
IDA_API ida_status ida_lease_registry_extend(ida_lease_registry *registry, int64_t end_us);

/*
 * Grants a number, preferably one that this holder had, otherwise the one that is free for the
 * longest time. A holder that has a lease keeps it: asking again, since an answer was lost, gives
 * the same. The lease itself comes from ida_lease_registry_reply.
 *   IDA_TRY_LATER         no number is free yet
 *   IDA_LEASE_EXPIRED     the registry's authority has ended
 *   IDA_CLOCK_JUMP        see above
 *   IDA_INVALID_ARGUMENT  the holder is not a valid UUID, or the time is out of bounds
 * O(number_count).
 */
IDA_API ida_status ida_lease_registry_grant(ida_lease_registry *registry, ida_uuid holder,
                                            uint64_t request, ida_lease_time now, uint32_t *number);

/*
 * Renews a lease: it ends a lease_us from now. Only number, holder,
 * term and request of it are looked at; the holder puts the number of its request there.
 *   IDA_LEASE_EXPIRED  another lease of the number came after it, it was returned, it has ended and
 *                      its grace is over, or the authority has ended: ask for a new one
 *   IDA_TRY_LATER      the authority has not begun: the registry before this one may be at work
 *   IDA_CLOCK_JUMP, IDA_INVALID_ARGUMENT
 * O(1).
 */
IDA_API ida_status ida_lease_registry_renew(ida_lease_registry *registry, const ida_lease *lease,
                                            ida_lease_time now);

/*
 * The holder gives a number back before its lease ends. mark_us is the time that all of its IDs are
 * below (ida_snowflake_high_water): the next lease starts there or later, and without a grace.
 *   IDA_INVALID_ARGUMENT  mark_us is not inside the lease, nor its end
 *   IDA_LEASE_EXPIRED     it is not the newest lease of the number, or was returned before
 *   IDA_CLOCK_JUMP
 * O(1).
 */
IDA_API ida_status ida_lease_registry_return(ida_lease_registry *registry, const ida_lease *lease,
                                             int64_t mark_us, ida_lease_time now);

/*
 * The newest lease of a number, to be sent to its holder. IDA_NOT_PERSISTED as long as the record
 * that has it is not reported as stored; IDA_LEASE_EXPIRED if nobody has the number;
 * IDA_INVALID_ARGUMENT for a number that there is not. O(1).
 */
IDA_API ida_status ida_lease_registry_reply(const ida_lease_registry *registry, uint32_t number,
                                            ida_lease *lease);

/* The size of a record of so many numbers, at most. */
#define IDA_LEASE_RECORD_SIZE(number_count) (45u + 53u * (size_t)(number_count))

/*
 * Writes the record. size receives its length, revision the number to report when it is stored.
 * IDA_BUFFER_TOO_SMALL, with size set to what is enough. O(number_count).
 */
IDA_API ida_status ida_lease_registry_save(const ida_lease_registry *registry, uint8_t *bytes,
                                           size_t capacity, size_t *size, uint64_t *revision);

/* The record of that revision, or a later one, is stored. IDA_INVALID_ARGUMENT if it is none yet.
 */
IDA_API ida_status ida_lease_registry_stored(ida_lease_registry *registry, uint64_t revision);

/* ---- The holder ---- */

/* A holder is a struct of the caller; its fields are private. */
typedef struct ida_lease_holder {
    ida_lease_config config;
    ida_uuid id;
    ida_lease lease;
    ida_lease_time last;    /* the last reading that was accepted */
    uint64_t asked_us;      /* by the clock that is never set */
    uint64_t lasts_to_us;   /* the same clock: the lease ends */
    uint64_t request;       /* the number of the last request */
    uint64_t first_request; /* the oldest one that has no answer */
    uint64_t dropped_term;  /* the lease that was dropped last; 0: none */
    uint32_t dropped_number;
    bool has_lease;
    bool is_asking;
} ida_lease_holder;

/*
 * Begins without a lease. id is random, and new at each start. IDA_INVALID_ARGUMENT if the config,
 * the ID or the time is not valid. O(1).
 */
IDA_API ida_status ida_lease_holder_open(ida_lease_holder *holder, const ida_lease_config *config,
                                         ida_uuid id, ida_lease_time now);

/*
 * Call this before a request is sent, for a grant or a renewal. request receives its number: send
 * it with it. The lease counts from the oldest request that has no answer. IDA_CLOCK_JUMP. O(1).
 */
IDA_API ida_status ida_lease_holder_ask(ida_lease_holder *holder, ida_lease_time now,
                                        uint64_t *request);

/*
 * The registry's answer. Answers may be late, repeated and out of order.
 *   IDA_STALE_MESSAGE     nothing was asked, it answers a request from before the last answer or
 *                         drop, it says no more than the lease that the holder has, or it is the
 *                         lease that was dropped last: the registry has not heard of that yet
 *   IDA_INVALID_ARGUMENT  another holder's, or one that no registry of this config grants
 *   IDA_LEASE_EXPIRED     it has ended already, counted from the request: ask again
 *   IDA_CLOCK_JUMP
 * O(1).
 */
IDA_API ida_status ida_lease_holder_accept(ida_lease_holder *holder, const ida_lease *lease,
                                           ida_lease_time now);

/*
 * Whether the number may be used now. number receives it.
 *   IDA_LEASE_EXPIRED  no lease, or it has ended: stop. It does not come back without an answer of
 *                      the registry
 *   IDA_CLOCK_JUMP     do not use it with this reading
 * O(1).
 */
IDA_API ida_status ida_lease_holder_check(ida_lease_holder *holder, ida_lease_time now,
                                          uint32_t *number);

/* True if it is time to ask: there is no lease, or a third of it is over. O(1). */
IDA_API bool ida_lease_holder_should_ask(const ida_lease_holder *holder, ida_lease_time now);

/*
 * The lease, for what is made under it, and for a renewal or a return. False if there is none.
 *
 * A lease that has ended here may be given to this holder again, with the same number, term and
 * start. A new generator must then begin above the IDs that were made under it
 * (high_water_us of ida_snowflake_config).
 */
IDA_API bool ida_lease_holder_lease(const ida_lease_holder *holder, ida_lease *lease);

/*
 * Forgets the lease, before it is returned. The holder never takes the same lease again, since its
 * return may arrive at any time. O(1).
 */
IDA_API void ida_lease_holder_drop(ida_lease_holder *holder);

/* ---- The wire form of a lease ---- */

#define IDA_LEASE_ENCODED_SIZE 52

/*
 * Writes the holder's 16 bytes in network order and, little-endian, term, start, end, request (64
 * bits each) and number (32 bits). O(1).
 */
IDA_API void ida_lease_encode(const ida_lease *lease, uint8_t bytes[IDA_LEASE_ENCODED_SIZE]);

/*
 * Reads it. IDA_MALFORMED if the size is wrong, the holder is not a version 4 UUID, or the span is
 * empty or out of bounds. O(1).
 */
IDA_API ida_status ida_lease_decode(const uint8_t *bytes, size_t size, ida_lease *lease);

IDA_END_DECLS

#endif
