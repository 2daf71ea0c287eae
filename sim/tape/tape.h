/*
 * The op tape: everything that happens in a world, in two forms of one thing.
 *
 * Text, for people: a version line, a config line, then a line an op; '#' starts a comment.
 *
 *     idalloc-tape 1
 *     world nodes=3 slots=2 write-ahead=0x1 cluster-size=5 seed=7
 *     start 0
 *     open 0 1 0
 *     generate 0 1 2
 *
 * Binary, for fuzzers: the four bytes "IDT\1" (optional), 16 bytes of config (nodes u8, slots u8,
 * write-ahead u16, cluster-size u32, seed u64, little-endian), then for each op a byte whose low
 * six bits are the code and its arguments as LEB128 of at most 5 bytes. Any bytes are a tape:
 * missing bytes are zero, numbers wrap, a code that is not assigned is a nop. But a file without
 * the four bytes is read so only if its reader is told to: otherwise a mistake would be played.
 *
 * A world of another scheme says so first: "world scheme=NAME ..." in text, and in binary the
 * number that follows "IDT", which is its scheme's plus one. It gives the same five numbers other
 * names (scheme.h), and what is no op of its scheme is a nop.
 *
 * Both forms keep arguments as they are written; it is the world that wraps them to its size.
 */
#ifndef SIM_TAPE_H
#define SIM_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/limits.h"
#include "scheme.h"

#define SIM_TAPE_VERSION 1
/* Op codes have six bits. */
#define SIM_OP_CODES     64u
#define SIM_OP_ARGS      3
#define SIM_TAPE_OPS_MAX (1u << 20)

/*
 * X(code, number, name, argument names, sentence). Numbers are for ever: tapes in corpus/ use them.
 * "node" wraps to the nodes of the world, "slot" to its session slots a node, "store" to
 * SIM_STORES; every other argument is as its sentence says. An op that makes no sense in the
 * state that it meets does nothing.
 */
#define SIM_OP_TABLE(X)                                                                            \
    X(NOP, 0, "nop", "", "nothing happens")                                                        \
    X(START, 1, "start", "node", "a node that is down starts empty, at the beginning of the log")  \
    X(JOIN, 2, "join", "node from",                                                                \
      "a node that is down starts from a summary of another node's document")                      \
    X(LEAVE, 3, "leave", "node", "a node goes for good: its sessions and its storage are gone")    \
    X(CRASH, 4, "crash", "node", "a node stops; what it did not save is lost")                     \
    X(RESTART, 5, "restart", "node store", "a node that is down rehydrates from its storage")      \
    X(FORK, 6, "fork", "node from store",                                                          \
      "a node that is down rehydrates from another node's storage: a second copy")                 \
    X(SAVE, 7, "save", "node store", "a node saves its document and its sessions")                 \
    X(DAMAGE, 8, "damage", "node store how",                                                       \
      "a stored snapshot is truncated, flipped, torn or made one of another version")              \
    X(OFFLINE, 9, "offline", "node", "a node loses its connection and works on")                   \
    X(RECONNECT, 10, "reconnect", "node", "a node connects anew; its old connection is void")      \
    X(OPEN, 11, "open", "node slot layout", "a new session; layout says what UUID it gets")        \
    X(CLOSE, 12, "close", "node slot", "a session ends")                                           \
    X(GENERATE, 13, "generate", "node slot count", "a session generates IDs")                      \
    X(UNIQUE, 14, "unique", "node slot", "a session generates a document-unique ID")               \
    X(RESIZE, 15, "resize", "node slot size", "the cluster size of a session's next ranges")       \
    X(TAKE, 16, "take", "node slot", "a session takes its next range, and the node submits it")    \
    X(RESET, 17, "reset", "node slot", "the next range starts at the first unfinalized ID again")  \
    X(SEND, 18, "send", "node slot pick", "the node submits an application op that mentions IDs")  \
    X(RESEND, 19, "resend", "node", "the node repeats the submissions not seen in the log yet")    \
    X(UP, 20, "up", "node message", "a submission reaches the sequencer")                          \
    X(UP_LOST, 21, "up-lost", "node message", "a submission is lost on its way")                   \
    X(UP_AGAIN, 22, "up-again", "node message", "a submission arrives and is still under way")     \
    X(DOWN, 23, "down", "node ahead", "a log entry reaches a node; 0 is the next it waits for")    \
    X(DOWN_LOST, 24, "down-lost", "node ahead", "a log entry is lost on its way to a node")        \
    X(DOWN_AGAIN, 25, "down-again", "node ahead", "a log entry arrives and is still under way")    \
    X(DOWN_OLD, 26, "down-old", "node behind", "an entry that the node applied arrives again")     \
    X(DOWN_MANY, 27, "down-many", "node count",                                                    \
      "entries arrive in order, as long as none is lost")                                          \
    X(FETCH, 28, "fetch", "node", "the node asks for the entries it misses; they are sent again")  \
    X(CUT, 29, "cut", "node direction", "a link is cut: 0 both ways, 1 up, 2 down")                \
    X(HEAL, 30, "heal", "node", "a node's links work again")                                       \
    X(SEQUENCER, 31, "sequencer", "", "the sequencer restarts with nothing but its durable log")   \
    X(GHOST, 32, "ghost", "layout count", "a ghost session's IDs enter the log")                   \
    X(FORGE, 33, "forge", "how entry number", "a range that nobody took enters the log")           \
    X(READ, 34, "read", "node slot entry", "a session reads an old application op again")          \
    X(CHECKPOINT, 35, "checkpoint", "", "every question is asked")

/* The ops of sequence worlds; nodes are coordinators there. */
#define SIM_SEQUENCE_OP_TABLE(X)                                                                   \
    X(ELECT, 36, "elect", "master damage",                                                         \
      "a master takes office, with what is stored; damage of 7 mod 8: and finds it damaged")       \
    X(DEPOSE, 37, "depose", "master", "a master in office is gone, and all it knew")               \
    X(STORE, 38, "store", "write how",                                                             \
      "a write reaches the storage; how: 0, 1 but its master does not hear of it, 2 it is lost")   \
    X(ENLIST, 39, "enlist", "node out",                                                            \
      "a coordinator becomes a member; if out is odd, it is none any more")                        \
    X(KEEP, 40, "keep", "node how",                                                                \
      "a coordinator stores its record; how: 0, 1 it does not hear of that, 2 it is lost")         \
    X(ASK, 41, "ask", "node master", "a coordinator asks a master for a chunk, if it needs one")   \
    X(CARRY, 42, "carry", "message how",                                                           \
      "a message arrives; how: 0, 1 and is still under way, 2 it is lost, 3 it is cut short")      \
    X(DRAW, 43, "draw", "node count", "a coordinator draws count mod 64 + 1 IDs")                  \
    X(STOP, 44, "stop", "node", "a coordinator stops; its chunks are lost")                        \
    X(BOOT, 45, "boot", "node how",                                                                \
      "a coordinator that is down starts; how of 7 mod 8: it finds its record damaged")

/* The ops of clocks, for the schemes whose IDs hold a time. */
#define SIM_CLOCK_OP_TABLE(X)                                                                      \
    X(PASS, 46, "pass", "amount unit", "true time passes; units: 0 us, 1 ms, 2 s")                 \
    X(SET, 47, "set-clock", "node amount way",                                                     \
      "a node's clock is set; ways: 0 us, 1 ms, 2 s forward, 3 us, 4 ms, 5 s back")                \
    X(DRIFT, 48, "drift", "node rate",                                                             \
      "a node's clock gains rate / 2 in a million if rate is even, and loses it if it is odd")     \
    X(FREEZE, 49, "freeze", "node", "a node's clock stands still")                                 \
    X(THAW, 50, "thaw", "node", "a node's clock that stood still goes on from there")              \
    X(LEAP, 51, "leap", "node smear", "a leap second: shown twice, or smeared if smear is odd")

/* The ops of Snowflake worlds, besides those of clocks. */
#define SIM_SNOWFLAKE_OP_TABLE(X)                                                                  \
    X(LEASE, 52, "lease", "node number careless",                                                  \
      "a node that is down leases a coordinator number; if careless is odd, even another's")       \
    X(BEGIN, 53, "begin", "node how",                                                              \
      "a node starts; how mod 8: 5 without its mark, 6 its number is too large, 7 a wrong lease")  \
    X(MINT, 54, "mint", "node count", "a node makes count mod 64 + 1 IDs, or as many as it can")   \
    X(AWAIT, 55, "await", "node", "true time passes until a node that was refused may try again")  \
    X(EXTEND, 56, "extend", "node back",                                                           \
      "what a node stores ahead, or its lease, moves on; if back is odd, it is to go back")        \
    X(HALT, 57, "halt", "node crash", "a node stops; its mark is stored unless crash is odd")

/* The ops of k-order worlds, besides those of clocks. */
#define SIM_KORDER_OP_TABLE(X)                                                                     \
    X(WAKE, 58, "wake", "node how sequence",                                                       \
      "a node starts; how mod 4: 1 without its mark, 2 with a number in use, 3 with bad options")  \
    X(KILL, 59, "kill", "node", "a node stops; what it stored stays")                              \
    X(MAKE, 60, "make", "node count way",                                                          \
      "a node makes count mod 64 + 1 IDs; way mod 4: 0 local, 1 global, 2 and 3 by a lane")        \
    X(BURST, 61, "burst", "node count way",                                                        \
      "the same with count mod 20000 + 1, as long as bursts have made fewer than 40000")           \
    X(POST, 62, "post", "node to", "a message with the node's last ID is under way to another")    \
    X(HEAR, 63, "hear", "message how",                                                             \
      "a message is read and answered by an ID; how mod 3 is its form, how / 3 mod 4: 3 damaged")

typedef enum sim_op_code {
#define SIM_OP_CONSTANT(code, number, name, args, sentence) SIM_OP_##code = (number),
    SIM_OP_TABLE(SIM_OP_CONSTANT) SIM_SEQUENCE_OP_TABLE(SIM_OP_CONSTANT)
        SIM_CLOCK_OP_TABLE(SIM_OP_CONSTANT) SIM_SNOWFLAKE_OP_TABLE(SIM_OP_CONSTANT)
            SIM_KORDER_OP_TABLE(SIM_OP_CONSTANT)
#undef SIM_OP_CONSTANT
} sim_op_code;

typedef struct sim_op {
    uint8_t code;
    uint32_t args[SIM_OP_ARGS]; /* those that the code does not have are 0 */
} sim_op;

/* The world that a tape plays in. */
typedef struct sim_config {
    uint8_t nodes;         /* wraps to 1..SIM_NODES_MAX */
    uint8_t slots;         /* sessions a node, wraps to 1..SIM_SLOTS_MAX */
    uint16_t write_ahead;  /* bit n: node n saves after each take, before it sends */
    uint32_t cluster_size; /* of new sessions, wraps to 1..IDA_CLUSTER_SIZE_MAX */
    uint64_t seed;         /* names the session UUIDs, and draws the oracle's questions */
    uint8_t scheme;        /* a sim_scheme; others than the compressor's have their own meaning for
                              the numbers above, and wrap them to what sim_scheme_numbers says */
} sim_config;

typedef struct sim_tape {
    sim_config config;
    sim_op *ops;
    size_t count;
    size_t capacity;
} sim_tape;

/* Whether an op means something in worlds of a scheme. */
bool sim_op_applies(sim_scheme scheme, unsigned code);

/* How many arguments a code has, its name, its argument names; name is NULL if it is not assigned.
 */
unsigned sim_op_arg_count(unsigned code);
const char *sim_op_name(unsigned code);
const char *sim_op_arg_names(unsigned code);
const char *sim_op_sentence(unsigned code);

/* A config with its numbers wrapped into their bounds: 0 and too much wrap, they never fail. */
sim_config sim_config_wrap(sim_config config);

/* A scheme that there is not wraps at once; the config's numbers stay as they are. */
void sim_tape_init(sim_tape *tape, sim_config config);
/* False without memory or at SIM_TAPE_OPS_MAX. */
bool sim_tape_append(sim_tape *tape, sim_op op);
void sim_tape_free(sim_tape *tape);
bool sim_op_equal(const sim_op *a, const sim_op *b);
bool sim_tape_equal(const sim_tape *a, const sim_tape *b);

/* Where and why a tape was refused. */
typedef struct sim_tape_error {
    size_t line; /* from 1; 0: not a place in a text */
    size_t column;
    char message[120];
    const char *hint; /* what to do with a file that is not a tape; NULL: not known */
    bool outside;     /* no file or no memory: it says nothing about the tape */
} sim_tape_error;

/* Parses the text form; false with error set. tape is initialised by the call. */
bool sim_tape_parse(const char *text, size_t size, sim_tape *tape, sim_tape_error *error);
/* Reads any bytes as the binary form; false only without memory. */
bool sim_tape_decode(const uint8_t *bytes, size_t size, sim_tape *tape);
/* The same, but bytes that do not begin with "IDT" are meant for that scheme. */
bool sim_tape_decode_as(sim_scheme scheme, const uint8_t *bytes, size_t size, sim_tape *tape);
/* Like sim_tape_decode; says whether that was all: what follows SIM_TAPE_OPS_MAX ops is left out.
 */
bool sim_tape_decode_whole(const uint8_t *bytes, size_t size, sim_tape *tape, bool *whole);
/* Writes into malloc'ed memory that the caller frees; NULL without memory. */
char *sim_tape_print(const sim_tape *tape, size_t *size);
uint8_t *sim_tape_encode(const sim_tape *tape, size_t *size);
/* One op as a line without newline, such as "generate 0 1 2". */
void sim_op_print(const sim_op *op, char *line, size_t size);

/* What the bytes of a file are. */
typedef enum sim_tape_form {
    SIM_TAPE_TEXT,   /* its first word is "idalloc-tape", or it is printable: if wrong, refused */
    SIM_TAPE_BINARY, /* begins with "IDT\1", or another scheme's number */
    SIM_TAPE_BARE,   /* binary without these four bytes, such as a fuzzer's input: said, not seen */
    SIM_TAPE_ALIEN,  /* something else */
} sim_tape_form;

/* What a file is that is not a tape; lives as long as the program. */
typedef struct sim_tape_alien {
    const char *what; /* "it is ..." */
    const char *hint; /* what to do; NULL: not known */
} sim_tape_alien;

/*
 * bare: bytes without a header are ops, of whatever scheme the reader means; otherwise they are
 * alien. alien is filled for that form.
 */
sim_tape_form sim_tape_form_of(const char *bytes, size_t size, bool bare, sim_tape_alien *alien);
/* "text", "binary", "bare" or "alien". */
const char *sim_tape_form_name(sim_tape_form form);
/* Whether the first word, after a byte order mark, blank lines and comments, is "idalloc-tape". */
bool sim_tape_begins_as_text(const char *bytes, size_t size);
/*
 * Reads a file of either form to its end; false with error set. Nothing is left out in silence: a
 * tape of more than SIM_TAPE_OPS_MAX ops is refused. form, if not NULL, is set unless the file
 * could not be read. bare: as above.
 */
bool sim_tape_read_stream(FILE *file, bool bare, sim_tape *tape, sim_tape_form *form,
                          sim_tape_error *error);
/* What has no header is refused. */
bool sim_tape_read_file(const char *path, sim_tape *tape, sim_tape_error *error);
/* Writes a file, text or binary, whole or not at all; false with errno set. */
bool sim_tape_write_file(const char *path, const sim_tape *tape, bool binary);

#endif
