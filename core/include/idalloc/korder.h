/*
 * k-order: the IDs of the Erlang library uid, version 2. They sort roughly by the time at which
 * they were made. They have 64 bits on one node, 96 bits in a cluster, and need no coordination.
 *
 *   time         microseconds since the Unix epoch, from a clock that the caller reads:
 *                A = time / 10^12, B = time / 10^6 % 10^6, C = time % 10^6
 *   tick         C / 1024, 0 to 976: a second has 977 ticks, the last of them 576 microseconds long
 *
 *   local  64    63..44 A (20) | 43..24 B (20) | 23..14 tick (10) | 13..0 sequence (14)
 *
 *   global 96    A (20) | upper 20-X bits of B | node (32) | lower X bits of B | tick | sequence
 *
 * Bytes are big-endian, so memcmp sorts them: local IDs by time and sequence; global IDs by the
 * window of 2^X seconds (A and the upper part of B), then by node, then by time and sequence. So
 * inside a window IDs are grouped by node and are not in the order of time. This order is stable,
 * however far apart the clocks of the nodes are. If each clock is right within e, two IDs of any
 * nodes are in the order of time when they were made at least 2^X s + 2e apart.
 *
 * X, the drift, is 5 to 10 and must be the same in the whole cluster. The ID does not contain it. A
 * program that reads a global ID with another X gets garbage and cannot notice it. So keep X in the
 * configuration, next to the settings for storing and sending IDs.
 *
 *   uid (Erlang)       here
 *   l/0, g/0           ida_korder_next, ida_korder_next_global, ida_korder_lane_next
 *   g/1, l/1           ida_korder_to_global, ida_korder_to_local
 *   gtol/1             ida_korder_split
 *   encode, decode     ida_korder_local_to_bytes, _from_bytes, ida_korder_global_from_bytes
 *   encode64, decode64 ida_korder_local_format, _parse, ida_korder_global_format, _parse
 *   t/1, d/2           ida_korder_time_ms, ida_korder_difference
 *   vclock             not here: k-ordered IDs do not show causality
 *
 *   ida_allocator allocator = ida_allocator_standard();
 *   ida_korder_config config = {.node = my_number, .drift = IDA_KORDER_DRIFT_DEFAULT};
 *   ida_korder_options options = ida_korder_options_default();
 *   ida_korder *generator;
 *   ida_korder_local id;
 *   ida_korder_create(&allocator, &config, &options, &generator);
 *   ida_korder_next(generator, microseconds_now, &id);
 *
 * fork() copies a generator. Parent and child, or two children, then make the same IDs if they make
 * them in the same ticks, and no call here detects it; see ida_korder_bind.
 *
 * Threads: any number of threads may use a generator at the same time (ida_korder_is_thread_safe),
 * and no call waits for another. Threads that make many IDs should each use a lane.
 *
 * What bounds ida_korder_next is one atomic read-modify-write of a word that the threads of a
 * generator share: less than reading the clock, as long as one thread at a time makes IDs. If two
 * do, the cache line of the word has to travel between their cores for each ID, which costs several
 * times as much and cannot be made faster. A lane takes the word once per block, and so costs
 * nearly the same however many threads there are. "./dev bench korder" shows the figures next to
 * these limits.
 *
 * Sources: "k-ordered unique identity"; github.com/fogfish/uid at 757c9e4 and 1.3.5.
 */
#ifndef IDALLOC_KORDER_H
#define IDALLOC_KORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/allocator.h>
#include <idalloc/api.h>
#include <idalloc/status.h>

IDA_BEGIN_DECLS

/* X: the windows are 32, 64, 128, 256, 512 or 1024 seconds long. */
#define IDA_KORDER_DRIFT_MIN     5u
#define IDA_KORDER_DRIFT_DEFAULT 8u
#define IDA_KORDER_DRIFT_MAX     10u

#define IDA_KORDER_TICK_US          1024u /* the length of a tick; a second's last is shorter */
#define IDA_KORDER_TICKS_PER_SECOND 977u
#define IDA_KORDER_SEQUENCE_COUNT   16384u /* sequences in a tick */

/* All times are below this: 2^20 * 10^12, in the year 35197. */
#define IDA_KORDER_TIME_LIMIT_US UINT64_C(1048576000000000000)

/*
 * A local ID. It is valid if B is below 10^6 and the tick below 977. Calls that return a status
 * refuse an invalid one with IDA_INVALID_ARGUMENT. Do not pass an invalid one to other calls,
 * unless they allow it. The numbers and the bytes sort in the same order.
 */
typedef uint64_t ida_korder_local;

#define IDA_KORDER_LOCAL_SIZE  8
#define IDA_KORDER_GLOBAL_SIZE 12

/* A global ID: its bytes as they are stored and sent. */
typedef struct ida_korder_global {
    uint8_t bytes[IDA_KORDER_GLOBAL_SIZE];
} ida_korder_global;

/*
 * What a node and its cluster agree on. Two nodes with the same node number make equal global IDs
 * whenever they use the same tick and sequence: see ida_korder_find_node.
 */
typedef struct ida_korder_config {
    uint32_t node;  /* any number, or the fingerprint of a name */
    uint32_t drift; /* X, IDA_KORDER_DRIFT_MIN to IDA_KORDER_DRIFT_MAX, the same on all nodes */
} ida_korder_config;

/* ---- Local IDs ---- */

/*
 * The local ID of a time and a sequence. The time is rounded down to the start of its tick.
 *   IDA_INVALID_ARGUMENT  sequence is not below IDA_KORDER_SEQUENCE_COUNT
 *   IDA_EXHAUSTED         time_us is not below IDA_KORDER_TIME_LIMIT_US
 * O(1).
 */
IDA_API ida_status ida_korder_make(uint64_t time_us, uint32_t sequence, ida_korder_local *local);

/* True for the numbers that ida_korder_make makes. O(1). */
IDA_API bool ida_korder_is_valid(ida_korder_local local);

/* The time at which the tick of an ID began: up to 1023 us before the clock reading. O(1). */
IDA_API uint64_t ida_korder_time_us(ida_korder_local local);

/* The same in milliseconds, rounded down: up to 2 ms before the clock reading. O(1). */
IDA_API uint64_t ida_korder_time_ms(ida_korder_local local);

/* The sequence of an ID. O(1). */
IDA_API uint32_t ida_korder_sequence(ida_korder_local local);

/*
 * The distance of two IDs. The difference of their times is megaseconds * 10^12 + seconds * 10^6 +
 * microseconds, where all three have the same sign. The difference of their sequences has a sign of
 * its own.
 */
typedef struct ida_korder_distance {
    int32_t megaseconds;
    int32_t seconds;
    int32_t microseconds;
    int32_t sequence;
} ida_korder_distance;

/* later - earlier. It has a meaning only for IDs of one node. O(1). */
IDA_API ida_korder_distance ida_korder_difference(ida_korder_local later, ida_korder_local earlier);

/* Writes the 8 bytes. O(1). */
IDA_API void ida_korder_local_to_bytes(ida_korder_local local,
                                       uint8_t bytes[IDA_KORDER_LOCAL_SIZE]);

/* Reads the bytes. IDA_MALFORMED for another size or a number that is not a valid ID. O(1). */
IDA_API ida_status ida_korder_local_from_bytes(const uint8_t *bytes, size_t size,
                                               ida_korder_local *local);

/* ---- Global IDs ---- */

/*
 * The global ID of one of this node's local IDs. IDA_INVALID_ARGUMENT if the local ID is invalid or
 * the drift is outside its limits. O(1).
 */
IDA_API ida_status ida_korder_to_global(const ida_korder_config *config, ida_korder_local local,
                                        ida_korder_global *global);

/*
 * The local ID of one of this node's global IDs.
 *   IDA_INVALID_ARGUMENT  the drift is outside its limits
 *   IDA_MALFORMED         no global ID with this drift has these bytes
 *   IDA_FOREIGN_NODE      another node made it
 * O(1).
 */
IDA_API ida_status ida_korder_to_local(const ida_korder_config *config,
                                       const ida_korder_global *global, ida_korder_local *local);

/*
 * The two parts of a global ID of any node. Local parts of different nodes may be equal, so use
 * them for their time and sequence, but not as IDs.
 *   IDA_INVALID_ARGUMENT  the drift is outside its limits
 *   IDA_MALFORMED         no global ID with this drift has these bytes
 * O(1).
 */
IDA_API ida_status ida_korder_split(const ida_korder_global *global, uint32_t drift,
                                    ida_korder_local *local, uint32_t *node);

/* Reads the bytes. IDA_MALFORMED for another size; other errors as ida_korder_split. O(1). */
IDA_API ida_status ida_korder_global_from_bytes(const uint8_t *bytes, size_t size, uint32_t drift,
                                                ida_korder_global *global);

/*
 * The window of a time: when it begins, and when the next one begins. Windows do not all have the
 * same length: if a megasecond (10^12 us) is not a multiple of 2^drift s, its last window is
 * shorter.
 *
 * To find the global IDs of all nodes with times from a up to b: they are not below the first ID of
 * node 0 at the start of the window of a, and they are below that at the end of the window of b.
 * This range also contains other IDs of the two windows. Their times tell them apart.
 *   IDA_INVALID_ARGUMENT  the drift is outside its limits
 *   IDA_EXHAUSTED         time_us is not below IDA_KORDER_TIME_LIMIT_US (end_us may reach it)
 * O(1).
 */
IDA_API ida_status ida_korder_window(uint64_t time_us, uint32_t drift, uint64_t *begin_us,
                                     uint64_t *end_us);

/* ---- Texts ---- */

typedef enum ida_korder_text {
    IDA_KORDER_D64,      /* since uid 1.3.4: digits .0-9A-Z_a-z. Sorts as the bytes do */
    IDA_KORDER_BASE64URL /* before that: RFC 4648, section 5, without padding. Does not sort */
} ida_korder_text;

/* The lengths of the texts in both forms, without and with the terminating NUL. */
#define IDA_KORDER_LOCAL_TEXT_LENGTH  11
#define IDA_KORDER_LOCAL_TEXT_SIZE    12
#define IDA_KORDER_GLOBAL_TEXT_LENGTH 16
#define IDA_KORDER_GLOBAL_TEXT_SIZE   17

/* Writes the text and a NUL. O(1). */
IDA_API void ida_korder_local_format(ida_korder_local local, ida_korder_text form,
                                     char text[IDA_KORDER_LOCAL_TEXT_SIZE]);

/*
 * Reads a text of the given length, which needs no NUL. IDA_MALFORMED for a wrong length, a
 * character that is not a digit of the form, nonzero bits after the last byte, or a number that is
 * not a valid ID. IDA_INVALID_ARGUMENT for an unknown form. O(1).
 */
IDA_API ida_status ida_korder_local_parse(const char *text, size_t length, ida_korder_text form,
                                          ida_korder_local *local);

/* Writes the text and a NUL. O(1). */
IDA_API void ida_korder_global_format(const ida_korder_global *global, ida_korder_text form,
                                      char text[IDA_KORDER_GLOBAL_TEXT_SIZE]);

/*
 * Reads a text of the given length, which needs no NUL. IDA_MALFORMED for a wrong length or a
 * character that is not a digit of the form. IDA_INVALID_ARGUMENT for an unknown form. Other errors
 * as ida_korder_split. O(1).
 */
IDA_API ida_status ida_korder_global_parse(const char *text, size_t length, ida_korder_text form,
                                           uint32_t drift, ida_korder_global *global);

/* ---- Nodes ---- */

/*
 * How uid hashes a node's name. It uses 28 of the 32 bits, and changes to neighbouring letters can
 * cancel out: nodeAq@h and nodeBa@h have the same hash. The two variants differ by one, so all
 * nodes of a cluster must use the same one.
 */
typedef enum ida_korder_hash {
    IDA_KORDER_PHASH, /* erlang:phash(Name, 1 bsl 32): uid up to 1.3.4 */
    IDA_KORDER_PHASH2 /* erlang:phash2(Name, 1 bsl 32): uid 1.3.5 */
} ida_korder_hash;

/*
 * The fingerprint of a name in UTF-8, such as node@host. Any bytes are accepted. A Latin-1
 * character in two bytes counts as one character. O(length).
 */
IDA_API uint32_t ida_korder_fingerprint(const char *name, size_t length, ida_korder_hash hash);

/*
 * Whether node is one of count node numbers. If so, at receives its first index. Otherwise at stays
 * as it was. Different names can have the same number, so before a new node makes its first ID,
 * check its number against those of the cluster. O(count).
 */
IDA_API bool ida_korder_find_node(const uint32_t *nodes, size_t count, uint32_t node, size_t *at);

/* ---- The generator ---- */

typedef struct ida_korder ida_korder;

typedef enum ida_korder_mode {
    /*
     * IDs never repeat and never go back, whatever the clock does: a call that begins after another
     * one has returned gets the greater ID. In each tick, the sequence begins at 0 or at the given
     * start (ida_korder_next_from). When the sequence is used up or the clock has stepped back, the
     * IDs run ahead of the clock into the following ticks, by at most lead_ticks. Then calls are
     * refused until the clock catches up (IDA_TRY_LATER).
     */
    IDA_KORDER_STRICT,
    /*
     * As the original: the tick of the clock, and a sequence that wraps around and is never reset.
     * IDs repeat without an error if more than 16384 are made in one tick, or if the clock steps
     * back to a tick and the same sequence comes again. IDs go back when the clock does, and when
     * the sequence wraps around inside a tick.
     */
    IDA_KORDER_FAITHFUL
} ida_korder_mode;

/* The default of lead_ticks: one second. */
#define IDA_KORDER_LEAD_DEFAULT IDA_KORDER_TICKS_PER_SECOND

typedef struct ida_korder_options {
    ida_korder_mode mode;
    /*
     * Strict: how many ticks the time of an ID may be ahead of the tick of the clock, so at most
     * lead_ticks * 1024 microseconds. With 0, only the 16384 IDs of its own tick can be made in a
     * tick.
     */
    uint32_t lead_ticks;
    /*
     * Strict: all IDs are at or above this, so that a restart does not repeat earlier IDs. 0 if
     * there are none. See ida_korder_high_water.
     */
    ida_korder_local high_water;
    /* Faithful: the sequence of the first ID, below IDA_KORDER_SEQUENCE_COUNT. uid begins at 1. */
    uint32_t first_sequence;
} ida_korder_options;

/* Strict, with the default lead and high_water 0. The faithful sequence begins at 1. O(1). */
IDA_API ida_korder_options ida_korder_options_default(void);

/*
 * Creates the generator of one node. Destroy it with ida_korder_destroy.
 *   IDA_INVALID_ARGUMENT  drift, mode, high_water or first_sequence is outside its limits
 *   IDA_NO_MEMORY
 * O(1).
 */
IDA_API ida_status ida_korder_create(const ida_allocator *allocator,
                                     const ida_korder_config *config,
                                     const ida_korder_options *options, ida_korder **generator);

/* Frees the generator. NULL is allowed. O(1). */
IDA_API void ida_korder_destroy(ida_korder *generator);

/* The configuration that it was created with. O(1). */
IDA_API ida_korder_config ida_korder_get_config(const ida_korder *generator);

/*
 * Makes the next local ID. now_us is the current reading of the caller's clock.
 *   IDA_TRY_LATER  strict: the ID would be more than lead_ticks ahead of the clock. Call again when
 *                  the clock has reached ida_korder_ready_us
 *   IDA_EXHAUSTED  the time is not below IDA_KORDER_TIME_LIMIT_US, or (strict) all IDs below it are
 *                  used up
 * A strict generator trusts the clock: after one reading from the far future, it waits until then.
 * A refused call uses nothing up, with one exception: if other threads make IDs at the same time,
 * it may lose one sequence, at most one for each thread in a tick of the clock. Lock-free. O(1).
 */
IDA_API ida_status ida_korder_next(ida_korder *generator, uint64_t now_us, ida_korder_local *local);

/*
 * The same, but the sequence of a tick begins at start instead of 0. This has an effect only in
 * strict mode, and only on an ID that is the first of the clock's tick.
 *
 * A generator that makes less than one ID per tick gives each ID the sequence 0. Then all IDs are 0
 * modulo 16384, and id % n puts all of them into one shard. To spread them, pass another start in
 * each call, for example a random number below n. The sequences below start are lost in that tick,
 * so start must be below half of them. IDs are unique and grow as without start. For a global ID,
 * pass the local one to ida_korder_to_global. Calls with and without start may be mixed.
 *   IDA_INVALID_ARGUMENT  start is not below IDA_KORDER_SEQUENCE_COUNT / 2
 *   IDA_TRY_LATER, IDA_EXHAUSTED  as ida_korder_next
 * Lock-free. O(1).
 */
IDA_API ida_status ida_korder_next_from(ida_korder *generator, uint64_t now_us, uint32_t start,
                                        ida_korder_local *local);

/* Makes the next ID as ida_korder_next does, but as a global ID. Lock-free. O(1). */
IDA_API ida_status ida_korder_next_global(ida_korder *generator, uint64_t now_us,
                                          ida_korder_global *global);

/*
 * The earliest time with which ida_korder_next succeeds, if no other thread comes first. It is 0 if
 * any time will do (always in faithful mode), and UINT64_MAX if all IDs are used up. O(1).
 */
IDA_API uint64_t ida_korder_ready_us(const ida_korder *generator);

/*
 * Strict: an ID above all IDs made so far, lanes included. Store it on a clean shutdown and pass it
 * as options.high_water after the restart. Then all new IDs are above the old ones, wherever the
 * clock is.
 *
 * A crash loses this mark, so if you may crash, store one ahead: when the clock shows t, store the
 * ID of the time t + (lead_ticks + 1) * 1024 + d (ida_korder_make), and store the next one before
 * the clock shows t + d. A generator that starts from the last stored mark repeats nothing, but may
 * have to wait for the clock. If the clock has not stepped back, it waits at most d and a tick, and
 * 448 microseconds more for each second or part of a second in lead_ticks, because the last tick of
 * a second is that much shorter. If the clock may step back, never replace a stored mark by a lower
 * one: the higher one still covers IDs that were made.
 *   IDA_INVALID_ARGUMENT  the generator is faithful
 *   IDA_EXHAUSTED         no ID is left
 * O(1).
 */
IDA_API ida_status ida_korder_high_water(const ida_korder *generator, ida_korder_local *mark);

/* ---- Processes: a generator after fork() ---- */

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
IDA_API ida_status ida_korder_bind(ida_korder *generator, uint64_t owner);

/*
 * IDA_OK if the generator is bound to owner. IDA_FORKED if it is bound to another owner or to none.
 * In that case, make no IDs with it or its lanes, and create a new generator. Give it a node number
 * that no other generator has. Or, if the parent has ended, give it the parent's number and a
 * high_water that is not below that of the parent at its end.
 *
 * Call this before you make an ID, or once before many IDs if nothing forks in between. For a lane,
 * pass its generator. This only compares, so any number of threads may call it. The calls that make
 * IDs do not check the owner. O(1).
 */
IDA_API ida_status ida_korder_check(const ida_korder *generator, uint64_t owner);

/* ---- Lanes: a generator for busy threads ---- */

/* The number of sequences that a lane takes at once. */
#define IDA_KORDER_LANE_BLOCK 128u

/*
 * One thread's share of a generator. All threads that call ida_korder_next write the same word, and
 * it has to travel between their cores for each ID. A lane writes it once for IDA_KORDER_LANE_BLOCK
 * IDs. This has a price. The IDs of one lane are in the order in which it made them, but those of
 * two lanes are only in the order of their ticks. And each lane that makes an ID in a tick uses up
 * a block of it, so more than 128 lanes together run ahead of the clock.
 *
 * Only one thread at a time may use a lane. Any number of lanes and ida_korder_next may be used at
 * the same time. The caller holds the struct, best on the stack of the thread, and does not have to
 * close it. Its members are private. The generator must outlive its lanes.
 */
typedef struct ida_korder_lane {
    ida_korder *generator;
    uint64_t tick_us;     /* the clock's tick at the last call: its start ... */
    uint64_t tick_length; /* ... and its length, 0 before the first call */
    ida_korder_local id;  /* the next ID while the clock stays in that tick ... */
    uint64_t left;        /* ... and how many IDs there are from there on */
    uint64_t stop;        /* the number after those, as the generator counts */
    uint64_t end;         /* the end of the block */
} ida_korder_lane;

/* A lane without a block. With a faithful generator it does the same as the generator. O(1). */
IDA_API ida_korder_lane ida_korder_lane_of(ida_korder *generator);

/*
 * As ida_korder_next, with the same errors, except for the order among threads. If nothing else
 * uses the generator, the IDs are the same. Lock-free. O(1).
 */
IDA_API ida_status ida_korder_lane_next(ida_korder_lane *lane, uint64_t now_us,
                                        ida_korder_local *local);

/* As ida_korder_next_from: a block that begins a tick begins at start. Lock-free. O(1). */
IDA_API ida_status ida_korder_lane_next_from(ida_korder_lane *lane, uint64_t now_us, uint32_t start,
                                             ida_korder_local *local);

/* As ida_korder_ready_us, for ida_korder_lane_next. O(1). */
IDA_API uint64_t ida_korder_lane_ready_us(const ida_korder_lane *lane);

/*
 * False if the compiler has no lock-free 64-bit atomics. In that case, only one thread at a time
 * may use a generator, and the caller must ensure this. Everything else is the same. O(1).
 */
IDA_API bool ida_korder_is_thread_safe(void);

IDA_END_DECLS

#endif
