/*
 * k-order: the identity of the Erlang library uid, version 2. IDs that sort roughly by the time
 * they were made, in 64 bits on one node and in 96 bits among many, with nobody to ask.
 *
 *   time         microseconds since the Unix epoch, by a clock that the caller reads:
 *                A = time / 10^12, B = time / 10^6 % 10^6, C = time % 10^6
 *   tick         C / 1024, 0 to 976: a second has 977 ticks, the last of them 576 microseconds long
 *
 *   local  64    63..44 A (20) | 43..24 B (20) | 23..14 tick (10) | 13..0 sequence (14)
 *
 *   global 96    A (20) | upper 20-X bits of B | node (32) | lower X bits of B | tick | sequence
 *
 * Bytes are big-endian, so memcmp sorts them: local IDs by time and sequence, global IDs by the
 * window of 2^X seconds (A and the upper part of B), then by node, then by time and sequence.
 * Inside a window the order is therefore stable and grouped by node, however far the clocks of the
 * nodes are apart, and it is not the order of time. IDs of all nodes whose clocks are right within
 * e are in the order of time if they were made 2^X s + 2e apart, or further.
 *
 * X, the drift, is 5 to 10 and the same in a whole cluster. It is not in the ID: whoever reads a
 * global ID with another X reads garbage and cannot know it. So it belongs in the configuration,
 * beside what says how IDs are stored and sent.
 *
 *   uid (Erlang)       here
 *   l/0, g/0           ida_korder_next, ida_korder_next_global, ida_korder_lane_next
 *   g/1, l/1           ida_korder_to_global, ida_korder_to_local
 *   gtol/1             ida_korder_split
 *   encode, decode     ida_korder_local_to_bytes, _from_bytes, ida_korder_global_from_bytes
 *   encode64, decode64 ida_korder_local_format, _parse, ida_korder_global_format, _parse
 *   t/1, d/2           ida_korder_time_ms, ida_korder_difference
 *   vclock             not here: a k-ordered ID does not tell what caused what
 *
 *   ida_allocator allocator = ida_allocator_standard();
 *   ida_korder_config config = {.node = my_number, .drift = IDA_KORDER_DRIFT_DEFAULT};
 *   ida_korder_options options = ida_korder_options_default();
 *   ida_korder *generator;
 *   ida_korder_local id;
 *   ida_korder_create(&allocator, &config, &options, &generator);
 *   ida_korder_next(generator, microseconds_now, &id);
 *
 * fork() copies a generator. Parent and child, or two children, then make the same IDs whenever
 * they make them in the same ticks, and no call here notices; see ida_korder_bind.
 *
 * Threads: a generator may be used by any number of threads at once (ida_korder_is_thread_safe),
 * and no call waits for another. Threads that make IDs all the time each use a lane of it. Sources:
 * "k-ordered unique identity"; github.com/fogfish/uid at 757c9e4 and 1.3.5.
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

/* Times are below this: 2^20 * 10^12, in the year 35197. */
#define IDA_KORDER_TIME_LIMIT_US UINT64_C(1048576000000000000)

/*
 * A local ID. It is valid if B is below 10^6 and the tick below 977. Calls that return a status
 * refuse any other with IDA_INVALID_ARGUMENT; calls that return none must not be given it, unless
 * they say otherwise. Order of the numbers is order of the bytes.
 */
typedef uint64_t ida_korder_local;

#define IDA_KORDER_LOCAL_SIZE  8
#define IDA_KORDER_GLOBAL_SIZE 12

/* A global ID: its bytes as they are stored and sent. */
typedef struct ida_korder_global {
    uint8_t bytes[IDA_KORDER_GLOBAL_SIZE];
} ida_korder_global;

/*
 * What a node and its cluster agree on. Two nodes with one node number make equal global IDs
 * whenever tick and sequence meet: see ida_korder_find_node.
 */
typedef struct ida_korder_config {
    uint32_t node;  /* any number, or the fingerprint of a name */
    uint32_t drift; /* X, IDA_KORDER_DRIFT_MIN to IDA_KORDER_DRIFT_MAX, the same on all nodes */
} ida_korder_config;

/* ---- Local IDs ---- */

/*
 * The local ID of a time and a sequence; the time is cut to its tick.
 *   IDA_INVALID_ARGUMENT  sequence is not below IDA_KORDER_SEQUENCE_COUNT
 *   IDA_EXHAUSTED         time_us is not below IDA_KORDER_TIME_LIMIT_US
 * O(1).
 */
IDA_API ida_status ida_korder_make(uint64_t time_us, uint32_t sequence, ida_korder_local *local);

/* True for those that ida_korder_make makes; false for all other numbers. O(1). */
IDA_API bool ida_korder_is_valid(ida_korder_local local);

/* The time at which its tick began: up to 1023 microseconds before that of the clock. O(1). */
IDA_API uint64_t ida_korder_time_us(ida_korder_local local);

/* The same in milliseconds, rounded down: up to 2 ms before the time of the clock. O(1). */
IDA_API uint64_t ida_korder_time_ms(ida_korder_local local);

IDA_API uint32_t ida_korder_sequence(ida_korder_local local);

/*
 * The distance of two IDs: the difference of their times, in parts that all have its sign
 * (megaseconds * 10^12 + seconds * 10^6 + microseconds), and that of their sequences, which has its
 * own.
 */
typedef struct ida_korder_distance {
    int32_t megaseconds;
    int32_t seconds;
    int32_t microseconds;
    int32_t sequence;
} ida_korder_distance;

/* later - earlier. It means something for IDs of one node only. O(1). */
IDA_API ida_korder_distance ida_korder_difference(ida_korder_local later, ida_korder_local earlier);

/* Writes the 8 bytes. O(1). */
IDA_API void ida_korder_local_to_bytes(ida_korder_local local,
                                       uint8_t bytes[IDA_KORDER_LOCAL_SIZE]);

/* Reads the bytes; IDA_MALFORMED for another size or a number that is no valid ID. O(1). */
IDA_API ida_status ida_korder_local_from_bytes(const uint8_t *bytes, size_t size,
                                               ida_korder_local *local);

/* ---- Global IDs ---- */

/*
 * The global ID of one of this node's local IDs. IDA_INVALID_ARGUMENT for an invalid local ID and
 * for a drift outside its limits. O(1).
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
 * The two parts of a global ID, whoever made it. Local parts of several nodes may be equal, so
 * they are good for their time and sequence, and not as IDs.
 *   IDA_INVALID_ARGUMENT  the drift is outside its limits
 *   IDA_MALFORMED         no global ID with this drift has these bytes
 * O(1).
 */
IDA_API ida_status ida_korder_split(const ida_korder_global *global, uint32_t drift,
                                    ida_korder_local *local, uint32_t *node);

/* Reads the bytes; IDA_MALFORMED for another size, besides the errors of ida_korder_split. O(1). */
IDA_API ida_status ida_korder_global_from_bytes(const uint8_t *bytes, size_t size, uint32_t drift,
                                                ida_korder_global *global);

/*
 * The window of a time: when it begins, and when the next one does. Windows do not part time
 * evenly: where a megasecond (10^12 us) is no multiple of 2^drift s, its last one is shorter.
 *
 * The global IDs of the times from a up to b, of all nodes, are below the first ID of node 0 at the
 * end of the window of b, and not below that at the begin of the window of a. Between those two are
 * other IDs of the two windows as well, which their times tell.
 *   IDA_INVALID_ARGUMENT  the drift is outside its limits
 *   IDA_EXHAUSTED         time_us is not below IDA_KORDER_TIME_LIMIT_US (end_us may reach it)
 * O(1).
 */
IDA_API ida_status ida_korder_window(uint64_t time_us, uint32_t drift, uint64_t *begin_us,
                                     uint64_t *end_us);

/* ---- Texts ---- */

typedef enum ida_korder_text {
    IDA_KORDER_D64,      /* since uid 1.3.4: digits .0-9A-Z_a-z. strcmp sorts as memcmp does */
    IDA_KORDER_BASE64URL /* before that: RFC 4648, section 5, without padding. Does not sort */
} ida_korder_text;

/* The lengths of the texts in either form, without and with the terminating NUL. */
#define IDA_KORDER_LOCAL_TEXT_LENGTH  11
#define IDA_KORDER_LOCAL_TEXT_SIZE    12
#define IDA_KORDER_GLOBAL_TEXT_LENGTH 16
#define IDA_KORDER_GLOBAL_TEXT_SIZE   17

/* Writes the text and a NUL. O(1). */
IDA_API void ida_korder_local_format(ida_korder_local local, ida_korder_text form,
                                     char text[IDA_KORDER_LOCAL_TEXT_SIZE]);

/*
 * Reads a text of the given length, which needs no NUL. IDA_MALFORMED for another length, a
 * character that is no digit of the form, bits behind the last byte that are not zero, and a number
 * that is no valid ID; IDA_INVALID_ARGUMENT for a form that there is not. O(1).
 */
IDA_API ida_status ida_korder_local_parse(const char *text, size_t length, ida_korder_text form,
                                          ida_korder_local *local);

/* Writes the text and a NUL. O(1). */
IDA_API void ida_korder_global_format(const ida_korder_global *global, ida_korder_text form,
                                      char text[IDA_KORDER_GLOBAL_TEXT_SIZE]);

/*
 * Reads a text of the given length, which needs no NUL. IDA_MALFORMED for another length and a
 * character that is no digit of the form, IDA_INVALID_ARGUMENT for a form that there is not,
 * besides the errors of ida_korder_split. O(1).
 */
IDA_API ida_status ida_korder_global_parse(const char *text, size_t length, ida_korder_text form,
                                           uint32_t drift, ida_korder_global *global);

/* ---- Nodes ---- */

/*
 * What uid makes of a node's name: 28 bits, not 32, and neighbouring letters can undo each other
 * (nodeAq@h and nodeBa@h are one). The two variants differ by one, so a cluster uses one of them.
 */
typedef enum ida_korder_hash {
    IDA_KORDER_PHASH, /* erlang:phash(Name, 1 bsl 32): uid up to 1.3.4 */
    IDA_KORDER_PHASH2 /* erlang:phash2(Name, 1 bsl 32): uid 1.3.5 */
} ida_korder_hash;

/*
 * The fingerprint of a name such as node@host, given as UTF-8; any bytes are hashed, and what is
 * a Latin-1 character in two bytes counts as that one character. O(length).
 */
IDA_API uint32_t ida_korder_fingerprint(const char *name, size_t length, ida_korder_hash hash);

/*
 * True if one of the count nodes of a cluster has the number already that a node wants to join
 * with; at receives the first place, and stays as it was otherwise. Names that differ are no
 * protection: ask this before a node makes its first ID. O(count).
 */
IDA_API bool ida_korder_find_node(const uint32_t *nodes, size_t count, uint32_t node, size_t *at);

/* ---- The generator ---- */

typedef struct ida_korder ida_korder;

typedef enum ida_korder_mode {
    /*
     * Never repeats and never goes back, whatever the clock does: a call that begins after another
     * has returned gets the greater ID. The sequence begins at 0 in each tick, or where the caller
     * says (ida_korder_next_from). When it is used up, or the clock has stepped back, the IDs run
     * ahead of the clock, into the ticks that follow, by at most lead_ticks; then they wait for it
     * (IDA_TRY_LATER).
     */
    IDA_KORDER_STRICT,
    /*
     * As the original: the tick of the clock, and a sequence that goes round and is never reset.
     * IDs repeat, unnoticed, if more than 16384 are made in one tick, or if the clock steps back to
     * a tick and meets a sequence again. They go back where the sequence goes round inside a tick
     * and when the clock does.
     */
    IDA_KORDER_FAITHFUL
} ida_korder_mode;

/* What lead_ticks usually is: one second. */
#define IDA_KORDER_LEAD_DEFAULT IDA_KORDER_TICKS_PER_SECOND

typedef struct ida_korder_options {
    ida_korder_mode mode;
    /*
     * Strict: how many ticks an ID's time may be ahead of the clock's tick. 0 is none: one tick's
     * 16384 IDs are all there are in it. In microseconds it is at most lead_ticks * 1024.
     */
    uint32_t lead_ticks;
    /*
     * Strict: no ID below this is given, so that a restart does not repeat what came before it; 0
     * if there is nothing to remember. See ida_korder_high_water.
     */
    ida_korder_local high_water;
    /* Faithful: the first ID's sequence, below IDA_KORDER_SEQUENCE_COUNT. uid begins at 1. */
    uint32_t first_sequence;
} ida_korder_options;

/* Strict, with the usual lead and nothing to remember; the faithful sequence begins at 1. O(1). */
IDA_API ida_korder_options ida_korder_options_default(void);

/*
 * Creates the generator of one node; destroy it with ida_korder_destroy.
 *   IDA_INVALID_ARGUMENT  drift, mode, high_water or first_sequence is outside its limits
 *   IDA_NO_MEMORY
 * O(1).
 */
IDA_API ida_status ida_korder_create(const ida_allocator *allocator,
                                     const ida_korder_config *config,
                                     const ida_korder_options *options, ida_korder **generator);

/* Frees the generator. NULL is allowed. O(1). */
IDA_API void ida_korder_destroy(ida_korder *generator);

/* What it was created with. O(1). */
IDA_API ida_korder_config ida_korder_get_config(const ida_korder *generator);

/*
 * The next local ID, at the time that the caller's clock shows.
 *   IDA_TRY_LATER  strict: it would be more than lead_ticks ahead of the clock. Call again with the
 *                  clock at ida_korder_ready_us or later
 *   IDA_EXHAUSTED  the time is not below IDA_KORDER_TIME_LIMIT_US, or (strict) all IDs below it are
 *                  used up
 * A strict generator believes the clock: one reading from the far future, and it waits until then.
 * Lock-free, O(1). Calls that are refused use nothing up, except that of several threads that reach
 * the limit of the lead together each may lose one sequence.
 */
IDA_API ida_status ida_korder_next(ida_korder *generator, uint64_t now_us, ida_korder_local *local);

/*
 * The same, but the sequence of a tick begins at start instead of 0. That has an effect in strict
 * mode, for an ID that is the first of the clock's tick, and none for others.
 *
 * A generator that makes less than one ID per tick gives each ID the sequence 0, so all of them are
 * 0 modulo 16384, and id % n puts all in one place. Draw start anew for each call, for example as a
 * random number below n, and they are spread. The sequences below start are lost in that tick; so
 * start is below half of them. IDs are unique and grow as ever. For a global ID, pass the local one
 * to ida_korder_to_global. Calls with and without start may be mixed.
 *   IDA_INVALID_ARGUMENT  start is not below IDA_KORDER_SEQUENCE_COUNT / 2
 *   IDA_TRY_LATER, IDA_EXHAUSTED  as ida_korder_next
 * Lock-free, O(1).
 */
IDA_API ida_status ida_korder_next_from(ida_korder *generator, uint64_t now_us, uint32_t start,
                                        ida_korder_local *local);

/* The same as a global ID. */
IDA_API ida_status ida_korder_next_global(ida_korder *generator, uint64_t now_us,
                                          ida_korder_global *global);

/*
 * The earliest time with which ida_korder_next succeeds, if no other thread comes first: 0 if any
 * will do (always so in faithful mode), UINT64_MAX if all IDs are used up. O(1).
 */
IDA_API uint64_t ida_korder_ready_us(const ida_korder *generator);

/*
 * Strict: an ID above all that were given until now, lanes included. Given back as
 * options.high_water after a restart, it keeps all that follow above them, wherever the clock is.
 *
 * A crash loses the mark, unless it was stored ahead. When the clock shows t, store the ID of the
 * time t + (lead_ticks + 1) * 1024 + d (ida_korder_make), and store the next one before the clock
 * shows t + d. A generator that begins at the one stored last repeats nothing; it may have to wait
 * for the clock: if that did not step back, by d and a tick at most, and 448 microseconds, by which
 * a second's last tick is shorter, for each second or part of one in lead_ticks. Where the clock
 * may step back, never replace a stored ID by a lower one: the higher one still stands for IDs that
 * were given.
 *   IDA_INVALID_ARGUMENT  the generator is faithful
 *   IDA_EXHAUSTED         no ID is left
 * O(1).
 */
IDA_API ida_status ida_korder_high_water(const ida_korder *generator, ida_korder_local *mark);

/* ---- Processes: a generator after fork() ---- */

/*
 * Binds a generator to the process that made it; call it once, before threads share the generator.
 * owner is a number of the process, not 0. Best is a counter that a child handler of pthread_atfork
 * increments: a process never has the number of one of its ancestors. (_Fork and clone run no
 * handler.) With getpid() it can, when the ancestor has ended and its number is used again.
 *   IDA_INVALID_ARGUMENT  owner is 0
 *   IDA_FORKED            it is bound to another owner already, and stays so
 * O(1).
 */
IDA_API ida_status ida_korder_bind(ida_korder *generator, uint64_t owner);

/*
 * IDA_OK if the generator is bound to owner. IDA_FORKED if it is bound to another one or to none:
 * then make no ID with it or its lanes, and create a new generator. Give it a node number that
 * nobody else has; or, if the parent has ended, the parent's number and a high_water that is not
 * below that of the parent at its end.
 *
 * Call it before an ID is made, or once for many if nothing forks between them; for a lane, with
 * the lane's generator. It only compares, so any number of threads may call it. The calls that make
 * IDs do not look at the owner. O(1).
 */
IDA_API ida_status ida_korder_check(const ida_korder *generator, uint64_t owner);

/* ---- Lanes: a generator for busy threads ---- */

/* How many sequences a lane takes at once. */
#define IDA_KORDER_LANE_BLOCK 128u

/*
 * One thread's share of a generator. Threads that call ida_korder_next all write one word, and
 * that has to travel between their cores for each ID; a lane goes there once for
 * IDA_KORDER_LANE_BLOCK of them. The price: the IDs of one lane are in the order in which it gave
 * them, those of two lanes are in the order of their ticks only; and each lane that gives an ID in
 * a tick uses up a block of it, so more than 128 of them run ahead of the clock together.
 *
 * It is used by one thread at a time, any number of lanes and ida_korder_next at the same time. The
 * caller holds the struct, whose members are the library's, and needs not close it; a stack of the
 * thread's own is a good place. The generator must live as long.
 */
typedef struct ida_korder_lane {
    ida_korder *generator;
    uint64_t tick_us;     /* the clock's tick at the last call: its begin ... */
    uint64_t tick_length; /* ... and length, 0 before the first call */
    ida_korder_local id;  /* the next to give, while the clock stays in that tick ... */
    uint64_t left;        /* ... and how many there are from there */
    uint64_t stop;        /* the number that follows those, as the generator counts */
    uint64_t end;         /* the end of the block */
} ida_korder_lane;

/* A lane that has nothing yet. Of a faithful generator it is as good as the generator. O(1). */
IDA_API ida_korder_lane ida_korder_lane_of(ida_korder *generator);

/*
 * As ida_korder_next, and its errors, but for the order among threads. With one lane and nobody
 * else the IDs are the same. Lock-free, O(1).
 */
IDA_API ida_status ida_korder_lane_next(ida_korder_lane *lane, uint64_t now_us,
                                        ida_korder_local *local);

/* As ida_korder_next_from: where the block begins a tick, at start. Lock-free, O(1). */
IDA_API ida_status ida_korder_lane_next_from(ida_korder_lane *lane, uint64_t now_us, uint32_t start,
                                             ida_korder_local *local);

/* As ida_korder_ready_us, for ida_korder_lane_next. O(1). */
IDA_API uint64_t ida_korder_lane_ready_us(const ida_korder_lane *lane);

/*
 * False where the compiler has no lock-free atomics of 64 bits. There a generator is used by one
 * thread at a time, which the caller has to see to; everything else is the same. O(1).
 */
IDA_API bool ida_korder_is_thread_safe(void);

IDA_END_DECLS

#endif
