/*
 * Snowflake IDs: 64 bits of time, coordinator and sequence, made without asking anyone but for a
 * coordinator number to begin with.
 *
 *   Noah      0 | time, 10 ms (39)  | sequence (8)     | coordinator (16)     since 2018-01-09
 *   Twitter   0 | time, 1 ms (41)   | coordinator (10) | sequence (12)        since 2010-11-04
 *
 * Time is counted in units since the layout's epoch; one unit of it is called a tick here. Within a
 * tick the sequence counts from 0, or from where the caller says (ida_snowflake_next_from). Clock
 * readings are microseconds since 1970-01-01 UTC; they are the caller's to take, and may go back,
 * jump and stand still. A generator's IDs grow strictly, whatever its clock does.
 *
 * IDs of one coordinator number are unique if no two generators of that number ever use one tick.
 * Two things see to that, both in terms of the time inside the IDs, so that no clock matters:
 *   - A lease: coordinator numbers are given for a time, [start, end), and the IDs that are made
 *     under it have a time of which no part is outside. Leases that do not overlap never make one
 *     ID twice, even if the clocks of their holders do overlap.
 *   - A restart under the same lease must begin above what was used before. On a clean shutdown
 *     save the high-water mark (ida_snowflake_high_water). If you may crash, store a time slightly
 *     ahead before you begin and make it the end of the lease. To go on, store a later time first
 *     and then call ida_snowflake_renew; after a crash, start from the stored time.
 *
 * fork() copies a generator. Parent and child, or two children, then make the same IDs whenever
 * they make them in the same ticks, and no call here notices; see ida_snowflake_bind.
 *
 * Threads: where ida_snowflake_is_thread_safe says true, ida_snowflake_next may be called by many
 * threads at the same time on one generator without a lock, and so may ida_snowflake_high_water
 * and ida_snowflake_renew. Threads that make IDs all the time each use a lane of it. Elsewhere one
 * generator is for one thread at a time. Source: "Distributed ID Generation" of Noah; Twitter's
 * Snowflake.
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

/* The order of the fields, the most significant first. Time is before sequence, so that IDs grow.
 */
typedef enum ida_snowflake_order {
    IDA_SNOWFLAKE_TIME_SEQUENCE_COORDINATOR = 0, /* Noah, Sonyflake */
    IDA_SNOWFLAKE_TIME_COORDINATOR_SEQUENCE = 1, /* Twitter, Discord, Instagram */
    IDA_SNOWFLAKE_COORDINATOR_TIME_SEQUENCE = 2
} ida_snowflake_order;

typedef struct ida_snowflake_layout {
    int64_t epoch_us;          /* where time 0 is */
    uint64_t unit_us;          /* how long a tick is */
    uint8_t time_bits;         /* at least 1 */
    uint8_t sequence_bits;     /* may be 0: one ID a tick */
    uint8_t coordinator_bits;  /* may be 0: one coordinator */
    ida_snowflake_order order; /* unused bits, if any, are above all fields, and 0 */
} ida_snowflake_layout;

/* Noah's: 39 bits of 10 ms since 2018-01-09, 8 bits sequence, 16 bits coordinator. O(1). */
IDA_API ida_snowflake_layout ida_snowflake_noah(void);

/* Twitter's: 41 bits of 1 ms, 10 bits (5 data center, 5 worker) coordinator, 12 bits sequence.
 * O(1).
 */
IDA_API ida_snowflake_layout ida_snowflake_twitter(void);

/*
 * Others are described by their numbers, such as
 *
 *               epoch_us          unit_us  time  sequence  coordinator  order
 *   Sonyflake   1409529600000000  10000    39    8         16           time, sequence, coordinator
 *   Hazelcast   1514764800000000  1000     41    6         16           time, sequence, coordinator
 *   Discord     1420070400000000  1000     42    12        10           time, coordinator, sequence
 *   Instagram   1314220021721000  1000     41    10        13           time, coordinator, sequence
 */

/*
 * IDA_INVALID_ARGUMENT unless there are at least 1 bit of time, at most 63 bits of time and
 * sequence together, at most 64 bits in all (63 if the IDs shall be positive as signed numbers), a
 * unit of at least 1, an order that there is, and an end of time (epoch_us + 2^time_bits * unit_us)
 * of at most INT64_MAX. O(1).
 */
IDA_API ida_status ida_snowflake_layout_validate(const ida_snowflake_layout *layout);

/* The fields of an ID. */
typedef struct ida_snowflake_parts {
    int64_t time_us; /* the beginning of the tick */
    uint64_t sequence;
    uint64_t coordinator;
} ida_snowflake_parts;

/*
 * Puts an ID together; a time inside a tick counts as its beginning. Where time is the first field,
 * the IDs of a span of ticks are those from the ID of its begin, with sequence and coordinator 0,
 * up to that of its end, not included.
 *   IDA_INVALID_ARGUMENT  the layout is not valid, the time is before its epoch, or the sequence or
 *                         the coordinator does not fit its field
 *   IDA_EXHAUSTED         the time does not fit its field
 * O(1).
 */
IDA_API ida_status ida_snowflake_compose(const ida_snowflake_layout *layout,
                                         const ida_snowflake_parts *parts, uint64_t *id);

/*
 * Takes an ID apart. IDA_INVALID_ARGUMENT if the layout is not valid, IDA_MALFORMED if a bit above
 * all fields is set. O(1).
 */
IDA_API ida_status ida_snowflake_decompose(const ida_snowflake_layout *layout, uint64_t id,
                                           ida_snowflake_parts *parts);

/* ------------------------------------------------------------------------------------------------
 * Generators
 */

/*
 * What to do with a clock that reads a tick before that of the last ID, or before the lease. An ID
 * that was borrowed does not count: after that, with REFUSE, it is a tick before that of the
 * highest reading.
 */
typedef enum ida_snowflake_behind {
    IDA_SNOWFLAKE_REFUSE = 0, /* IDA_CLOCK_BEHIND until it is there again */
    IDA_SNOWFLAKE_LOGICAL = 1 /* go on in the tick of the last ID, up to lead_us_max ahead */
} ida_snowflake_behind;

/* What to do when all IDs of a tick are used. */
typedef enum ida_snowflake_full {
    IDA_SNOWFLAKE_WAIT = 0,  /* IDA_TRY_LATER until the next tick */
    IDA_SNOWFLAKE_BORROW = 1 /* go on in the next tick, up to lead_us_max ahead */
} ida_snowflake_full;

/*
 * An ID's time is ahead of the clock reading it was made with by at most lead_us_max, and by
 * nothing with REFUSE and WAIT. It is behind by less than a tick if the clock was never ahead.
 * Where threads share a generator, one may come with a reading that is older than what another
 * one came with: REFUSE tells it so; LOGICAL with a lead of a few milliseconds does not mind.
 */
typedef struct ida_snowflake_policy {
    ida_snowflake_behind behind;
    ida_snowflake_full full;
    uint64_t lead_us_max;
} ida_snowflake_policy;

/*
 * What a generator is told at its creation. A coordinator number that is nobody else's, ever, has
 * the lease INT64_MIN to INT64_MAX.
 */
typedef struct ida_snowflake_config {
    ida_snowflake_layout layout;
    ida_snowflake_policy policy;
    uint64_t coordinator;
    int64_t lease_start_us;
    int64_t lease_end_us;
    int64_t high_water_us; /* no ID's time is before this; INT64_MIN if there was none before */
} ida_snowflake_config;

typedef struct ida_snowflake ida_snowflake;

/*
 * Creates a generator. It has made no ID; its first one's tick begins at the lease's start, the
 * high-water mark and the epoch or after them.
 *   IDA_INVALID_ARGUMENT  the layout or the policy is not valid, the coordinator does not fit its
 *                         field, or the lease ends before it starts
 *   IDA_NO_MEMORY
 * Destroy it with ida_snowflake_destroy. O(1).
 */
IDA_API ida_status ida_snowflake_create(const ida_allocator *allocator,
                                        const ida_snowflake_config *config,
                                        ida_snowflake **generator);

/* Frees a generator. NULL is allowed. O(1). */
IDA_API void ida_snowflake_destroy(ida_snowflake *generator);

/*
 * Makes the next ID, with what the clock reads now.
 *   IDA_CLOCK_BEHIND   the clock went back, or has not reached the lease's start or the high-water
 *                      mark, by more than the policy allows
 *   IDA_TRY_LATER      all IDs up to the clock's tick, and of the lead, are used
 *   IDA_LEASE_EXPIRED  the clock or the lead is past the end of the lease: renew it
 *   IDA_EXHAUSTED      the clock or the lead is past the end of the layout's time
 * After the first two, try_at_us is the earliest clock reading with which the call would succeed
 * (if no other thread takes that ID); after others it is as it was. It may be NULL. Lock-free.
 * O(1).
 */
IDA_API ida_status ida_snowflake_next(ida_snowflake *generator, int64_t now_us, uint64_t *id,
                                      int64_t *try_at_us);

/*
 * The same, but the sequence of a tick begins at start instead of 0. That has an effect for an ID
 * that is the first of its tick, and none for others.
 *
 * A generator that makes less than one ID per tick gives each ID the sequence 0. Where the sequence
 * is the last field, as in Twitter's layout, all IDs are then 0 modulo 2^sequence_bits, and id % n
 * puts all in one place. Draw start anew for each call, for example as a random number below n, and
 * they are spread. (In Noah's layout the last field is the coordinator: there use
 * (id >> coordinator_bits) % n.)
 *
 * The sequences below start are lost: the tick has room for 2^sequence_bits - start IDs, and is
 * full earlier. So start is below half of them. IDs are unique, grow, and stay inside lease and
 * lead as ever. Calls with and without start may be mixed.
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
 * Binds a generator to the process that made it; call it once, before threads share the generator.
 * owner is a number of the process, not 0. Best is a counter that a child handler of pthread_atfork
 * increments: a process never has the number of one of its ancestors. (_Fork and clone run no
 * handler.) With getpid() it can, when the ancestor has ended and its number is used again.
 *   IDA_INVALID_ARGUMENT  owner is 0
 *   IDA_FORKED            it is bound to another owner already, and stays so
 * O(1).
 */
IDA_API ida_status ida_snowflake_bind(ida_snowflake *generator, uint64_t owner);

/*
 * IDA_OK if the generator is bound to owner. IDA_FORKED if it is bound to another one or to none:
 * then make no ID with it or its lanes, destroy it (this frees the copy only), and create a new
 * generator,
 *   - with a coordinator number that nobody else has, as the parent still uses its own;
 *   - or, if the parent has ended, with its number and a high-water mark that is not below that of
 *     the parent at its end. (The mark of the copy is that at the time of the fork.)
 *
 * Call it before an ID is made, or once for many if nothing forks between them; for a lane, with
 * the lane's generator. It only compares, so any number of threads may call it. The calls that make
 * IDs do not look at the owner. core/examples/fork_guard.c shows it. O(1).
 */
IDA_API ida_status ida_snowflake_check(const ida_snowflake *generator, uint64_t owner);

/* ------------------------------------------------------------------------------------------------
 * Lanes: a generator for busy threads
 */

/*
 * One thread's share of a generator: it takes a block of sequences of one tick at once, and so
 * writes the word that all threads share once for as many IDs. The price: the IDs of one lane grow,
 * those of two lanes are in the order of their ticks only; and what is left of a block when the
 * clock leaves its tick is lost, so a tick has room for fewer IDs.
 *
 * It is used by one thread at a time; any number of lanes and ida_snowflake_next at the same time.
 * The caller holds the struct, whose members are the library's, and needs not close it. The
 * generator must live as long.
 */
typedef struct ida_snowflake_lane {
    ida_snowflake *generator;
    int64_t tick_us;  /* where the tick of the block begins ... */
    uint64_t unit_us; /* ... and how long the block is good without another look; 0 at first */
    uint64_t number;  /* what is next in the block, as the generator counts ... */
    uint64_t id;      /* ... and as an ID, ... */
    uint64_t step;    /* ... the distance to the ID after that, ... */
    uint64_t left;    /* ... and how many there are */
    uint64_t block;   /* how many to take at once */
} ida_snowflake_lane;

/*
 * A lane that has nothing yet. block is how many sequences it takes at once, or what is left in the
 * tick if that is less; 1 is as good as the generator itself. O(1).
 */
IDA_API ida_snowflake_lane ida_snowflake_lane_of(ida_snowflake *generator, uint32_t block);

/*
 * As ida_snowflake_next, and its errors, but for the order among threads. With one lane and nobody
 * else the IDs are the same, unless a block is lost. Lock-free. O(1).
 */
IDA_API ida_status ida_snowflake_lane_next(ida_snowflake_lane *lane, int64_t now_us, uint64_t *id,
                                           int64_t *try_at_us);

/* As ida_snowflake_next_from: where the block begins a tick, at start. Lock-free. O(1). */
IDA_API ida_status ida_snowflake_lane_next_from(ida_snowflake_lane *lane, int64_t now_us,
                                                uint64_t start, uint64_t *id, int64_t *try_at_us);

/* ------------------------------------------------------------------------------------------------
 * Restarts and leases
 */

/*
 * The earliest time of which no part was used in an ID or taken by a lane: what a generator that
 * takes the place of this one must be given as high_water_us. O(1).
 */
IDA_API int64_t ida_snowflake_high_water(const ida_snowflake *generator);

/*
 * Moves the end of the lease on. IDA_INVALID_ARGUMENT if that would be an earlier one: IDs with the
 * time that is given up may have been made. O(1).
 */
IDA_API ida_status ida_snowflake_renew(ida_snowflake *generator, int64_t lease_end_us);

/*
 * False where the compiler has no atomics, or none of 64 bits without a lock. There a generator is
 * used by one thread at a time, which the caller has to see to; everything else is the same. O(1).
 */
IDA_API bool ida_snowflake_is_thread_safe(void);

IDA_END_DECLS

#endif
