/*
 * A finding as data: where something is wrong, what was expected, and what came. It has a fixed
 * size and no pointers, so it can be passed between processes. Programs compare this data, never
 * words; finding_text.h makes words for people.
 *
 * The questions and phrases in it are numbers of the table in wording.h.
 */
#ifndef SIM_FINDING_H
#define SIM_FINDING_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <idalloc/document.h>
#include <idalloc/range.h>
#include <idalloc/session.h>
#include <idalloc/status.h>
#include <idalloc/uuid.h>

/* X(constant, name) */
#define SIM_VALUE_TABLE(X)                                                                         \
    X(NONE, "none")                                                                                \
    X(WORDS, "words") /* a phrase, with or without numbers */                                      \
    X(STATUS, "status")                                                                            \
    X(TRUTH, "truth")                                                                              \
    X(ID, "id")                                                                                    \
    X(ORIGIN, "id-and-origin") /* an ID, and the session that wrote it */                          \
    X(UNIQUE, "unique-id")     /* a document-unique ID */                                          \
    X(RUNS, "runs")                                                                                \
    X(RANGE, "range")                                                                              \
    X(GHOST, "ghost") /* a range of a ghost session: its session and count */                      \
    X(UUID, "uuid")                                                                                \
    X(CLUSTER, "cluster")                                                                          \
    X(BYTES, "bytes")                                                                              \
    X(TEXT, "text") /* that a call writes or reads, such as a UUID's */

typedef enum sim_value_kind {
#define SIM_VALUE_CONSTANT(constant, name) SIM_VALUE_##constant,
    SIM_VALUE_TABLE(SIM_VALUE_CONSTANT)
#undef SIM_VALUE_CONSTANT
        SIM_VALUE_KINDS
} sim_value_kind;

/* What a number in a phrase means. */
typedef enum sim_form {
    SIM_FORM_NUMBER,
    SIM_FORM_SIGNED,
    SIM_FORM_HEX64, /* 16 digits */
    SIM_FORM_HEX32, /* 8 digits */
    SIM_FORM_STATUS,
    SIM_FORM_PLACE, /* a node and a slot: node << 8 | slot */
    SIM_FORM_INVARIANT,
    SIM_FORMS
} sim_form;

#define SIM_VALUE_NUMBERS   6u
#define SIM_VALUE_TEXT_SIZE 48u

typedef struct sim_value {
    uint8_t kind;                     /* a sim_value_kind */
    uint8_t count;                    /* WORDS: of the numbers; RUNS: of the runs */
    uint16_t word;                    /* WORDS: which */
    uint8_t hidden;                   /* WORDS: bit n: the part with number n is left out */
    bool is_spoiled;                  /* STATUS: the call failed, but wrote an output */
    uint8_t forms[SIM_VALUE_NUMBERS]; /* WORDS: the form of each number */
    union {
        uint64_t numbers[SIM_VALUE_NUMBERS];
        ida_status status;
        bool truth;
        ida_id id;
        ida_uuid uuid;
        struct {
            ida_uuid uuid;
            ida_id id;
        } origin;
        ida_unique_id unique;
        ida_run runs[2];
        ida_range range; /* of RANGE and of GHOST */
        ida_cluster cluster;
        struct {
            uint64_t size;
            uint64_t hash;
        } bytes;
        char text[SIM_VALUE_TEXT_SIZE];
    } of;
} sim_value;

/* Which parts a site has. */
enum {
    SIM_SITE_NODE = 1,
    SIM_SITE_SLOT = 2,
    SIM_SITE_STORE = 4,
    SIM_SITE_POSITION = 8,
    SIM_SITE_SESSION = 16,
};

typedef struct sim_site {
    uint8_t parts; /* SIM_SITE_*: which of the following are set */
    uint8_t store;
    uint16_t node;
    uint32_t slot;
    uint16_t actor;  /* a word: the node's role, with number; 0: just a node */
    uint16_t call;   /* a word: the call or question; 0: none */
    uint64_t number; /* of the role: a term, an incarnation, a clock reading */
    uint64_t position;
    ida_uuid session;
    sim_value about; /* what the call was about */
} sim_site;

/* IDs that did not become final, which is not a failure, with the reasons. */
#define SIM_STUCK_MAX 3u

typedef struct sim_stuck {
    size_t count; /* the total; the first SIM_STUCK_MAX are kept */
    struct {
        sim_site where;
        sim_value why;
    } of[SIM_STUCK_MAX];
} sim_stuck;

/* --- Values. --- */

static inline sim_value sim_value_words(unsigned word)
{
    assert(word <= UINT16_MAX);
    return (sim_value){.kind = SIM_VALUE_WORDS, .word = (uint16_t)word};
}

static inline sim_value sim_value_numbers(unsigned word, size_t count, const uint64_t *numbers)
{
    sim_value value = {.kind = SIM_VALUE_WORDS, .word = (uint16_t)word, .count = (uint8_t)count};
    assert(count <= SIM_VALUE_NUMBERS);
    assert(word <= UINT16_MAX);
    memcpy(value.of.numbers, numbers, count * sizeof *numbers);
    return value;
}

/* A phrase with the numbers that follow; a macro, because it counts them. */
#define SIM_VALUE_SAYING(word, ...)                                                                \
    sim_value_numbers((word), sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t),          \
                      (const uint64_t[]){__VA_ARGS__})

static inline sim_value sim_value_number(unsigned word, uint64_t number)
{
    return sim_value_numbers(word, 1, &number);
}

static inline sim_value sim_value_signed(unsigned word, int64_t number)
{
    sim_value value = sim_value_number(word, (uint64_t)number);
    value.forms[0] = SIM_FORM_SIGNED;
    return value;
}

/* A number in hexadecimal. */
static inline sim_value sim_value_hash(unsigned word, uint64_t hash)
{
    sim_value value = sim_value_number(word, hash);
    value.forms[0] = SIM_FORM_HEX64;
    return value;
}

static inline sim_value sim_value_status(ida_status status)
{
    return (sim_value){.kind = SIM_VALUE_STATUS, .of.status = status};
}

static inline sim_value sim_value_truth(bool truth)
{
    return (sim_value){.kind = SIM_VALUE_TRUTH, .of.truth = truth};
}

static inline sim_value sim_value_id(ida_id id)
{
    return (sim_value){.kind = SIM_VALUE_ID, .of.id = id};
}

static inline sim_value sim_value_origin(ida_id id, ida_uuid origin)
{
    return (sim_value){.kind = SIM_VALUE_ORIGIN, .of.origin = {origin, id}};
}

static inline sim_value sim_value_unique(const ida_unique_id *unique)
{
    return (sim_value){.kind = SIM_VALUE_UNIQUE, .of.unique = *unique};
}

/* At most two, whatever a call claims. */
static inline sim_value sim_value_runs(const ida_run *runs, size_t count)
{
    sim_value value = {.kind = SIM_VALUE_RUNS};
    while (value.count < count && value.count < 2) {
        value.of.runs[value.count] = runs[value.count];
        value.count++;
    }
    return value;
}

static inline sim_value sim_value_range(const ida_range *range)
{
    return (sim_value){.kind = SIM_VALUE_RANGE, .of.range = *range};
}

static inline sim_value sim_value_ghost(const ida_range *range)
{
    return (sim_value){.kind = SIM_VALUE_GHOST, .of.range = *range};
}

static inline sim_value sim_value_uuid(ida_uuid uuid)
{
    return (sim_value){.kind = SIM_VALUE_UUID, .of.uuid = uuid};
}

static inline sim_value sim_value_cluster(const ida_cluster *cluster)
{
    return (sim_value){.kind = SIM_VALUE_CLUSTER, .of.cluster = *cluster};
}

static inline sim_value sim_value_bytes(size_t size, uint64_t hash)
{
    return (sim_value){.kind = SIM_VALUE_BYTES, .of.bytes = {size, hash}};
}

/* Text that does not fit is cut off. */
static inline sim_value sim_value_text(const char *text)
{
    sim_value value = {.kind = SIM_VALUE_TEXT, .of.text = ""};
    size_t length = strlen(text);
    memcpy(value.of.text, text, length < sizeof value.of.text ? length : sizeof value.of.text - 1);
    return value;
}

/* --- Sites. --- */

/* A question that concerns no particular node. */
static inline sim_site sim_site_of_call(unsigned call)
{
    assert(call <= UINT16_MAX);
    return (sim_site){.call = (uint16_t)call};
}

/* A call by a node in a role; number follows the node's. */
static inline sim_site sim_site_of_actor(unsigned actor, unsigned node, uint64_t number,
                                         unsigned call)
{
    assert(actor <= UINT16_MAX);
    assert(call <= UINT16_MAX);
    assert(node <= UINT16_MAX);
    return (sim_site){.parts = SIM_SITE_NODE,
                      .node = (uint16_t)node,
                      .actor = (uint16_t)actor,
                      .call = (uint16_t)call,
                      .number = number};
}

static inline sim_site sim_site_about(sim_site site, sim_value about)
{
    site.about = about;
    return site;
}

/* Whether it has the form of a value: a process that crashed may have left garbage. */
bool sim_value_is_sound(const sim_value *value, unsigned word_count);
bool sim_stuck_is_sound(const sim_stuck *stuck, unsigned word_count);
bool sim_site_is_sound(const sim_site *site, unsigned word_count);

#endif
