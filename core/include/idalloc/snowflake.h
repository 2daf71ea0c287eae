/*
 * Snowflake IDs: 64 bits of time, coordinator and sequence. Apart from a coordinator number, a
 * generator needs nothing from others.
 *
 *   Noah      0 | time, 10 ms (39)  | sequence (8)     | coordinator (16)     since 2018-01-09
 *   Twitter   0 | time, 1 ms (41)   | coordinator (10) | sequence (12)        since 2010-11-04
 *
 * Time is counted in units since the epoch of the layout. A unit is called a tick here. In each
 * tick the sequence counts from 0, or from a given start (ida_snowflake_next_from). Clock readings
 * are microseconds since 1970-01-01 UTC. The caller reads the clock; it may go back, jump or stand
 * still. The IDs of a generator strictly grow, whatever its clock does.
 *
 * The IDs of one coordinator number are unique if no two generators with that number ever use the
 * same tick. Two rules ensure this. Both are about the time in the IDs, so clocks do not matter:
 *   - A coordinator number is leased for a time [start, end). The ticks of all IDs that are made
 *     under the lease lie completely inside it. If leases do not overlap, no ID is made twice, even
 *     if the clocks of their holders overlap.
 *   - A restart under the same lease must begin above what was used before. On a clean shutdown
 *     save the high-water mark (ida_snowflake_high_water). If you may crash, store a time slightly
 *     ahead before you begin, and make it the end of the lease. To continue, store a later time
 *     first and then call ida_snowflake_renew. After a crash, start from the stored time.
 *
 * fork() copies a generator. Parent and child, or two children, then make the same IDs if they make
 * them in the same ticks, and no call here detects it; see ida_snowflake_bind.
 *
 * Threads: if ida_snowflake_is_thread_safe returns true, any number of threads may use one
 * generator at the same time, without a lock: ida_snowflake_next, ida_snowflake_next_from,
 * ida_snowflake_high_water and ida_snowflake_renew. Threads that make many IDs should each use a
 * lane. Otherwise only one thread at a time may use a generator. If a tick ends while
 * threads make IDs at the same time, one of its sequences may be left out.
 *
 * What bounds ida_snowflake_next is one atomic read-modify-write of a word that the threads of a
 * generator share: less than reading the clock, as long as one thread at a time makes IDs. If two
 * do, the cache line of the word has to travel between their cores for each ID, which costs several
 * times as much and cannot be made faster. A lane takes the word once per block, and so costs
 * nearly the same however many threads there are. A call takes longer if it begins a tick, with
 * REFUSE and BORROW, and in layouts with more than 51 bits of time or 63 of time and sequence.
 * "./dev bench snowflake" shows the figures next to these limits.
 *
 * Source: "Distributed ID Generation" of Noah; Twitter's Snowflake.
 */
#ifndef IDALLOC_SNOWFLAKE_H
#define IDALLOC_SNOWFLAKE_H

#include <stdbool.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/status.h>

IDA_BEGIN_DECLS

/* ------------------------------------------------------------------------------------------------
 * Layouts
 */

/* The order of the fields, the highest bits first. Time is before sequence, so that IDs grow. */
typedef enum ida_snowflake_order {
    IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR = 0, /* Noah, Sonyflake */
    IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE = 1, /* Twitter, Discord, Instagram */
    IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE = 2
} ida_snowflake_order;

typedef struct ida_snowflake_layout {
    int64_t epoch_us;          /* the time that counts as 0 */
    uint64_t unit_us;          /* the length of a tick */
    uint8_t time_bits;         /* at least 1 */
    uint8_t sequence_bits;     /* may be 0: one ID a tick */
    uint8_t coordinator_bits;  /* may be 0: one coordinator */
    ida_snowflake_order order; /* unused bits are above all fields and are 0 */
} ida_snowflake_layout;

/* Noah: 39 bits for 10 ms units since 2018-01-09, 8 sequence bits, 16 coordinator bits. O(1). */
IDA_API ida_snowflake_layout ida_snowflake_noah(void);

/*
 * Twitter: 41 bits for 1 ms units, 10 coordinator bits (5 data center, 5 worker), 12 sequence bits.
 * O(1).
 */
IDA_API ida_snowflake_layout ida_snowflake_twitter(void);

/*
 * Numbers for other layouts:
 *
 *               epoch_us          unit_us  time  sequence  coordinator  order
 *   Sonyflake   1409529600000000  10000    39    8         16           time, sequence, coordinator
 *   Hazelcast   1514764800000000  1000     41    6         16           time, sequence, coordinator
 *   Discord     1420070400000000  1000     42    12        10           time, coordinator, sequence
 *   Instagram   1314220021721000  1000     41    10        13           time, coordinator, sequence
 */

/*
 * IDA_OK for a valid layout, IDA_INVALID_ARGUMENT otherwise. In a valid layout, time has at least 1
 * bit, time and sequence together at most 63, and all fields at most 64 (63 if signed IDs are to be
 * positive). unit_us is at least 1, order is one of the enum, and the end of time, epoch_us +
 * 2^time_bits * unit_us, is at most INT64_MAX. O(1).
 */
IDA_API ida_status ida_snowflake_layout_validate(const ida_snowflake_layout *layout);

/* The fields of an ID. */
typedef struct ida_snowflake_parts {
    int64_t time_us; /* the start of the tick */
    uint64_t sequence;
    uint64_t coordinator;
} ida_snowflake_parts;

/*
 * Makes an ID from its fields. A time inside a tick counts as its start.
 *
 * If time is the first field, this also gives the limits for a span of ticks: its IDs are not below
 * the ID of its start, with sequence and coordinator 0, and are below that of its end.
 *   IDA_INVALID_ARGUMENT  the layout is not valid, the time is before its epoch, or the sequence or
 *                         the coordinator does not fit into its field
 *   IDA_EXHAUSTED         the time does not fit into its field
 * O(1).
 */
IDA_API ida_status ida_snowflake_compose(const ida_snowflake_layout *layout,
                                         const ida_snowflake_parts *parts, uint64_t *id);

/*
 * The fields of an ID. IDA_INVALID_ARGUMENT if the layout is not valid, IDA_MALFORMED if a bit
 * above all fields is set. O(1).
 */
IDA_API ida_status ida_snowflake_decompose(const ida_snowflake_layout *layout, uint64_t id,
                                           ida_snowflake_parts *parts);

/* ------------------------------------------------------------------------------------------------
 * Generators
 */

/*
 * What to do when the clock is in a tick before that of the last ID, or before the lease. With
 * REFUSE and BORROW, the tick of the highest clock reading counts instead of the tick of the last
 * ID, which may be borrowed.
 */
typedef enum ida_snowflake_behind {
    IDA_SNOWFLAKE_REFUSE = 0, /* IDA_CLOCK_BEHIND until the clock has caught up */
    IDA_SNOWFLAKE_LOGICAL = 1 /* continue in the tick of the last ID, up to lead_us_max ahead */
} ida_snowflake_behind;

/* What to do when all IDs of a tick are used up. */
typedef enum ida_snowflake_full {
    IDA_SNOWFLAKE_WAIT = 0,  /* IDA_TRY_LATER until the next tick */
    IDA_SNOWFLAKE_BORROW = 1 /* continue in the next tick, up to lead_us_max ahead */
} ida_snowflake_full;

/*
 * The time of an ID is at most lead_us_max ahead of the clock reading that it was made with. With
 * REFUSE and WAIT it is never ahead. If the clock was never ahead, the time is less than a tick
 * behind.
 *
 * If threads share a generator, a thread may bring an older reading than another thread before it.
 * REFUSE then refuses the call. LOGICAL with a lead of a few milliseconds does not.
 */
typedef struct ida_snowflake_policy {
    ida_snowflake_behind behind;
    ida_snowflake_full full;
    uint64_t lead_us_max;
} ida_snowflake_policy;

/*
 * The configuration of a generator. If no other generator ever has the same coordinator number, the
 * lease is INT64_MIN to INT64_MAX.
 */
typedef struct ida_snowflake_config {
    ida_snowflake_layout layout;
    ida_snowflake_policy policy;
    uint64_t coordinator;
    int64_t lease_start_us;
    int64_t lease_end_us;
    int64_t high_water_us; /* no ID has a time before this; INT64_MIN for a first start */
} ida_snowflake_config;

typedef struct ida_snowflake ida_snowflake;

/*
 * Creates a generator. The tick of its first ID does not begin before the start of the lease, the
 * high-water mark or the epoch.
 *   IDA_INVALID_ARGUMENT  the layout or the policy is not valid, the coordinator does not fit into
 *                         its field, or the lease ends before it starts
 *   IDA_NO_MEMORY
 * Destroy it with ida_snowflake_destroy. O(1).
 */
IDA_API ida_status ida_snowflake_create(const ida_allocator *allocator,
                                        const ida_snowflake_config *config,
                                        ida_snowflake **generator);

/* Frees a generator. NULL is allowed. O(1). */
IDA_API void ida_snowflake_destroy(ida_snowflake *generator);

/*
 * Makes the next ID. now_us is the current clock reading.
 *   IDA_CLOCK_BEHIND   the clock has gone back, or is before the start of the lease or the
 *                      high-water mark, by more than the policy allows
 *   IDA_TRY_LATER      all IDs up to the tick of the clock and in the lead are used up
 *   IDA_LEASE_EXPIRED  the clock or the lead is past the end of the lease, or no whole tick fits
 *                      into what is left of it: renew it
 *   IDA_EXHAUSTED      the clock or the lead is past the end of the layout's time
 * After the first two, try_at_us receives the earliest clock reading with which the call succeeds,
 * if no other thread takes that ID. After the others it is as it was. It may be NULL. Lock-free.
 * O(1).
 */
IDA_API ida_status ida_snowflake_next(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                      int64_t *try_at_us);

/*
 * The same, but the sequence of a tick begins at start instead of 0. This has an effect only on an
 * ID that is the first of its tick.
 *
 * A generator that makes less than one ID per tick gives each ID the sequence 0. If the sequence is
 * the last field, as in Twitter's layout, all IDs are then 0 modulo 2^sequence_bits, and id % n
 * puts all of them into one shard. To spread them, pass another start in each call, for example a
 * random number below n. (In Noah's layout the last field is the coordinator. There, use
 * (id >> coordinator_bits) % n.)
 *
 * The sequences below start are lost: the tick has room for only 2^sequence_bits - start IDs. So
 * start must be below half of them. IDs are unique, grow, and stay inside lease and lead as without
 * start. Calls with and without start may be mixed.
 *   IDA_INVALID_ARGUMENT  start is neither 0 nor below 2^sequence_bits / 2
 *   the others            as ida_snowflake_next
 * Lock-free. O(1).
 */
IDA_API ida_status ida_snowflake_next_from(ida_snowflake *generator, int64_t now_us, uint64_t start,
                                           uint64_t *id, int64_t *try_at_us);

/* ------------------------------------------------------------------------------------------------
 * Processes: a generator after fork()
 */

/*
 * Binds a generator to the process that made it. Call this once, before threads share the
 * generator. owner is a number of the process, and not 0. The best choice is a counter that the
 * child handler of pthread_atfork increments: then no process has the number of one of its
 * ancestors. (_Fork and clone run no handlers.) With getpid() this can happen: when the ancestor
 * has ended, its number may be used again.
 *   IDA_INVALID_ARGUMENT  owner is 0
 *   IDA_FORKED            it is bound to another owner already, and remains so
 * O(1).
 */
IDA_API ida_status ida_snowflake_bind(ida_snowflake *generator, uint64_t owner);

/*
 * IDA_OK if the generator is bound to owner. IDA_FORKED if it is bound to another owner or to none.
 * In that case, make no IDs with it or its lanes, destroy it (this frees only the copy), and create
 * a new generator:
 *   - with a coordinator number that no other generator has, because the parent still uses its own;
 *   - or, if the parent has ended, with its number and a high-water mark that is not below that of
 *     the parent at its end. (The mark of the copy is that at the time of the fork.)
 *
 * Call this before you make an ID, or once before many IDs if nothing forks in between. For a lane,
 * pass its generator. This only compares, so any number of threads may call it. The calls that make
 * IDs do not check the owner. See core/examples/fork_guard.c. O(1).
 */
IDA_API ida_status ida_snowflake_check(const ida_snowflake *generator, uint64_t owner);

/* ------------------------------------------------------------------------------------------------
 * Lanes: a generator for busy threads
 */

/*
 * One thread's share of a generator. A lane takes a block of sequences of one tick at once, so it
 * writes the word that all threads share only once per block. This has a price. The IDs of one lane
 * grow, but those of two lanes are only in the order of their ticks. And what is left of a block
 * when the clock leaves its tick is lost, so a tick has room for fewer IDs.
 *
 * Only one thread at a time may use a lane. Any number of lanes and ida_snowflake_next may be used
 * at the same time. The caller holds the struct, and does not have to close it. Its members are
 * private. The generator must outlive its lanes.
 */
typedef struct ida_snowflake_lane {
    ida_snowflake *generator;
    int64_t from_us;  /* from which reading on the IDs of the block need no further check ... */
    uint64_t span_us; /* ... and for how long; 0 at first */
    uint64_t number;  /* the next number of the block, as the generator counts ... */
    uint64_t id;      /* ... and as an ID, ... */
    uint64_t step;    /* ... the distance to the ID after it, ... */
    uint64_t left;    /* ... and how many are left */
    uint64_t block;   /* how many to take at once */
} ida_snowflake_lane;

/*
 * A lane without a block. block is the number of sequences that it takes at once, if the tick has
 * that many left. With 1 (or 0), it does the same as the generator. O(1).
 */
IDA_API ida_snowflake_lane ida_snowflake_lane_of(ida_snowflake *generator, uint32_t block);

/*
 * As ida_snowflake_next, with the same errors, except for the order among threads. If nothing else
 * uses the generator, the IDs are the same, unless a part of a block is lost. Lock-free. O(1).
 */
IDA_API ida_status ida_snowflake_lane_next(ida_snowflake_lane *lane, int64_t now_us, uint64_t *id,
                                           int64_t *try_at_us);

/* As ida_snowflake_next_from: a block that begins a tick begins at start. Lock-free. O(1). */
IDA_API ida_status ida_snowflake_lane_next_from(ida_snowflake_lane *lane, int64_t now_us,
                                                uint64_t start, uint64_t *id, int64_t *try_at_us);

/* ------------------------------------------------------------------------------------------------
 * Restarts and leases
 */

/*
 * The time from which on no tick was used in an ID or taken by a lane. A generator that replaces
 * this one must get it as high_water_us. O(1).
 */
IDA_API int64_t ida_snowflake_high_water(const ida_snowflake *generator);

/*
 * Moves the end of the lease to a later time. IDA_INVALID_ARGUMENT for an earlier time: there may
 * be IDs in the time that would be given up. O(1).
 */
IDA_API ida_status ida_snowflake_renew(ida_snowflake *generator, int64_t lease_end_us);

/*
 * False if the compiler has no lock-free 64-bit atomics. In that case, only one thread at a time
 * may use a generator, and the caller must ensure this. Everything else is the same. O(1).
 */
IDA_API bool ida_snowflake_is_thread_safe(void);

IDA_END_DECLS

#endif
