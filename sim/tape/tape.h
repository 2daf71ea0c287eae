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
 * A large world of the ID compressor, which keeps a part of its log and goes on for ever, says
 * first how many entries it keeps: "world kept=4096 nodes=3 ..." in text. In binary its fourth byte
 * is 0x11, and its config has 24 bytes: nodes u16, write-ahead u16, slots u32, cluster-size u32,
 * kept u32, seed u64.
 *
 * A world of another scheme says so first: "world scheme=NAME ..." in text, and in binary the
 * number that follows "IDT", which is its scheme's plus one. It gives the same five numbers other
 * names (scheme.h) and has other ops (ops.h). In text an op that it does not have is an error; in
 * binary a code that it does not assign is a nop without arguments, which encoding writes as 0.
 *
 * Where a number has a name (ops.h), text may have that instead: "damage 0 1 tear". Both forms keep
 * arguments as they are written; it is the world that wraps them to its size.
 */
#ifndef SIM_TAPE_H
#define SIM_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/limits.h"
#include "ops.h"
#include "scheme.h"

#define SIM_TAPE_VERSION 1
#define SIM_TAPE_OPS_MAX (1u << 20)
/* The same in large worlds. */
#define SIM_TAPE_LARGE_OPS_MAX (1u << 24)
/* The byte after "IDT" in binary tapes of large worlds. */
#define SIM_TAPE_LARGE 0x11u

typedef struct sim_op {
    uint8_t code;
    uint32_t args[SIM_OP_ARGS]; /* those that the code does not have are 0 */
} sim_op;

/* The world that a tape plays in. */
typedef struct sim_config {
    uint16_t nodes;        /* wraps to 1..SIM_NODES_MAX */
    uint32_t slots;        /* sessions a node, wraps to 1..SIM_SLOTS_MAX */
    uint16_t write_ahead;  /* bit n % 16: node n saves after each take, before it sends */
    uint32_t cluster_size; /* of new sessions, wraps to 1..IDA_CLUSTER_SIZE_MAX */
    uint64_t seed;         /* names the session UUIDs, and draws the oracle's questions */
    uint8_t scheme; /* a sim_scheme; other schemes than the compressor give the numbers above other
                       meanings, and wrap them as sim_scheme_numbers says */
    /*
     * 0: the log ends after SIM_LOG_MAX entries. Otherwise the world is large
     * (sim_config_is_large): it keeps at least that many entries, wrapped to
     * SIM_KEPT_MIN..SIM_KEPT_MAX, and goes on for ever; nodes wrap to SIM_LARGE_NODES_MAX, and
     * slots to what SIM_LARGE_SLOTS_MAX leaves for each. Only worlds of the compressor have it.
     */
    uint32_t kept;
} sim_config;

typedef struct sim_tape {
    sim_config config;
    sim_op *ops;
    size_t count;
    size_t capacity;
} sim_tape;

/*
 * A config with its numbers wrapped into their bounds. 0 and values that are too large wrap;
 * nothing fails.
 */
sim_config sim_config_wrap(sim_config config);
static inline bool sim_config_is_large(const sim_config *config)
{
    return config->kept != 0;
}
/*
 * What an argument wraps to in worlds of a wrapped config; 0: it does not wrap, or not to a fixed
 * number.
 */
uint32_t sim_arg_bound(const sim_config *config, sim_arg_kind kind);

/* An unknown scheme wraps at once; the config's numbers stay as they are. */
void sim_tape_init(sim_tape *tape, sim_config config);
/* The most ops of a tape of worlds of this config. */
static inline uint32_t sim_tape_ops_max(const sim_config *config)
{
    return sim_config_is_large(config) ? SIM_TAPE_LARGE_OPS_MAX : SIM_TAPE_OPS_MAX;
}
/* False without memory or at sim_tape_ops_max. */
bool sim_tape_append(sim_tape *tape, sim_op op);
bool sim_tape_add(sim_tape *tape, sim_op_code code, uint32_t a, uint32_t b);
void sim_tape_free(sim_tape *tape);
bool sim_op_equal(const sim_op *a, const sim_op *b);
bool sim_tape_equal(const sim_tape *a, const sim_tape *b);

/* Where and why a tape was refused. */
typedef struct sim_tape_error {
    size_t line; /* from 1; 0: not at a place in a text */
    size_t column;
    char message[160];
    const char *hint; /* what to do about a file that is not a tape; NULL: unknown */
    bool outside;     /* a missing file or no memory: says nothing about the tape */
} sim_tape_error;

/* Parses the text form; false with error set. tape is initialised by the call. */
bool sim_tape_parse(const char *text, size_t size, sim_tape *tape, sim_tape_error *error);
/* Reads any bytes as the binary form; false only without memory. */
bool sim_tape_decode(const uint8_t *bytes, size_t size, sim_tape *tape);
/* The same, but bytes that do not begin with "IDT" belong to that scheme. */
bool sim_tape_decode_as(sim_scheme scheme, const uint8_t *bytes, size_t size, sim_tape *tape);
/* Like sim_tape_decode; returns whether that was all: ops after sim_tape_ops_max are left out. */
bool sim_tape_decode_whole(const uint8_t *bytes, size_t size, sim_tape *tape, bool *whole);
/* Writes into malloc'ed memory that the caller frees; NULL without memory. */
char *sim_tape_print(const sim_tape *tape, size_t *size);
uint8_t *sim_tape_encode(const sim_tape *tape, size_t *size);
/* One op of a scheme as a line without newline, such as "generate 0 1 2". */
void sim_op_print(sim_scheme scheme, const sim_op *op, char *line, size_t size);

/* The form of a file's bytes. */
typedef enum sim_tape_form {
    SIM_TAPE_TEXT,   /* its first word is "idalloc-tape", or it is printable: refused if wrong */
    SIM_TAPE_BINARY, /* begins with "IDT\1", or another scheme's number */
    SIM_TAPE_BARE,  /* binary without these four bytes, such as a fuzzer's input: only if the reader
                       says so */
    SIM_TAPE_ALIEN, /* something else */
} sim_tape_form;

/* What a file is that is not a tape; lives as long as the program. */
typedef struct sim_tape_alien {
    const char *what; /* "it is ..." */
    const char *hint; /* what to do; NULL: unknown */
} sim_tape_alien;

/*
 * bare: bytes without a header are ops, of the scheme that the reader expects; otherwise they are
 * alien. alien is filled for that form.
 */
sim_tape_form sim_tape_form_of(const char *bytes, size_t size, bool bare, sim_tape_alien *alien);
/* "text", "binary", "bare" or "alien". */
const char *sim_tape_form_name(sim_tape_form form);
/* Whether the first word, after a byte order mark, blank lines and comments, is "idalloc-tape". */
bool sim_tape_begins_as_text(const char *bytes, size_t size);
/*
 * Reads a file of either form to its end; false with error set. Nothing is left out silently: a
 * tape of more than sim_tape_ops_max ops is refused. form, if not NULL, is set unless the file
 * could not be read. bare: as above.
 */
bool sim_tape_read_stream(FILE *file, bool bare, sim_tape *tape, sim_tape_form *form,
                          sim_tape_error *error);
/* Files without a header are refused. */
bool sim_tape_read_file(const char *path, sim_tape *tape, sim_tape_error *error);
/* Writes a file, text or binary, whole or not at all; false with errno set. */
bool sim_tape_write_file(const char *path, const sim_tape *tape, bool binary);

#endif
