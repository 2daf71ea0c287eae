/* Changes tapes op by op, as mutator.h says. */
#include "mutator.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <idalloc/range.h>

#include "kernel/random.h"
#include "tape/tape.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
/* From this size on a tape that grew is usually cut by as much: short ones run faster. */
#define LONG_TAPE 40u
/* The most ops that are duplicated, deleted or moved at once. */
#define RUN_MAX 24u
/* A tape without ops in its binary form. */
#define HEAD_SIZE 20u

typedef struct mutator {
    uint64_t state;
    sim_tape tape;
    sim_config config; /* the tape's, wrapped */
} mutator;

/* --- chance --- */

static uint32_t below(mutator *m, size_t bound)
{
    return (uint32_t)(sim_splitmix(&m->state) % bound);
}

/* Small numbers more often than large ones; 0 to bound - 1. */
static uint32_t small(mutator *m, uint32_t bound)
{
    uint32_t limit = 1 + below(m, bound);
    return below(m, limit);
}

/* --- arguments --- */

/* Numbers of IDs, and of final IDs in a cluster: where one more or less makes a difference. */
static uint32_t draw_count(mutator *m)
{
    uint32_t size = m->config.cluster_size;
    const uint32_t counts[] = {0,
                               1,
                               2,
                               3,
                               size - 1,
                               size,
                               size + 1,
                               size,
                               2 * size,
                               size + 2,
                               1,
                               below(m, 2 * size + 3),
                               small(m, 1u << 16)};
    return counts[below(m, LENGTH(counts))];
}

static uint32_t draw_size(mutator *m)
{
    const uint32_t sizes[] = {1,
                              2,
                              3,
                              5,
                              0,
                              m->config.cluster_size,
                              m->config.cluster_size + 1,
                              IDA_CLUSTER_SIZE_DEFAULT,
                              IDA_CLUSTER_SIZE_MAX,
                              IDA_CLUSTER_SIZE_MAX + 1};
    return sizes[below(m, LENGTH(sizes))];
}

/* A kind of UUID and its variation, see uuid_layout.c: neighbours are close together. */
static uint32_t draw_layout(mutator *m)
{
    uint32_t kind = below(m, SIM_LAYOUT_KINDS);
    return kind + SIM_LAYOUT_KINDS * small(m, kind == SIM_LAYOUT_NEIGHBOUR ? 64 : 24);
}

/* A plausible value for an argument of that kind. */
static uint32_t draw_argument(mutator *m, sim_arg_kind kind)
{
    const sim_kind_row *row = sim_kind_row_of(kind);
    uint32_t bound = sim_arg_bound(&m->config, kind);
    switch (kind) {
    case SIM_ARG_SLOT:
        return small(m, bound);
    case SIM_ARG_COUNT:
        return draw_count(m);
    case SIM_ARG_SIZE:
        return draw_size(m);
    case SIM_ARG_LAYOUT:
        return draw_layout(m);
    case SIM_ARG_FORGED:
        return below(m, 2) == 0 ? draw_layout(m) : draw_count(m);
    default:
        break;
    }
    if (row->span == 0) {
        return below(m, bound);
    }
    if (row->wrap == SIM_WRAP_PART && below(m, 2) == 0) {
        return below(m, row->bound);
    }
    return below(m, 2) == 0 ? 0 : small(m, row->span);
}

/* --- ops --- */

static sim_scheme scheme_of(const mutator *m)
{
    return (sim_scheme)m->config.scheme;
}

static const sim_arg *args_of(const mutator *m, unsigned code)
{
    return sim_op_row_of(scheme_of(m), code)->args;
}

/* Any op of the scheme except nop. */
static unsigned draw_code(mutator *m)
{
    unsigned code = SIM_OP_NOP;
    while (code == SIM_OP_NOP || !sim_op_applies(scheme_of(m), code)) {
        code = below(m, SIM_OP_CODES);
    }
    return code;
}

/* An op of a kind; often where the op at a place of the tape is. */
static sim_op draw_op(mutator *m, unsigned code, size_t near)
{
    const sim_arg *args = args_of(m, code);
    sim_op op = {.code = (uint8_t)code};
    for (unsigned i = 0; i < SIM_OP_ARGS && args[i].kind != SIM_ARG_NONE; i++) {
        op.args[i] = draw_argument(m, args[i].kind);
    }
    if (near < m->tape.count && below(m, 2) == 0 && args[0].kind != SIM_ARG_NONE) {
        op.args[0] = m->tape.ops[near].args[0];
    }
    return op;
}

/* Makes room for count ops at a place; false if there is none. */
static bool open_gap(mutator *m, size_t at, size_t count)
{
    sim_tape *tape = &m->tape;
    if (tape->count + count > FUZZ_MUTATOR_OPS) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!sim_tape_append(tape, (sim_op){.code = SIM_OP_NOP})) {
            return false;
        }
    }
    memmove(&tape->ops[at + count], &tape->ops[at], (tape->count - at - count) * sizeof *tape->ops);
    return true;
}

static void close_gap(mutator *m, size_t at, size_t count)
{
    sim_tape *tape = &m->tape;
    memmove(&tape->ops[at], &tape->ops[at + count], (tape->count - at - count) * sizeof *tape->ops);
    tape->count -= count;
}

/* A place between ops, usually in the later half: the beginning is well tested already. */
static size_t draw_place(mutator *m)
{
    size_t count = m->tape.count;
    return below(m, 2) == 0 ? below(m, count + 1) : count - below(m, count / 2 + 1);
}

/* A run of ops, at least one; the tape is not empty. */
static size_t draw_run(mutator *m, size_t *length)
{
    size_t at = below(m, m->tape.count);
    size_t most = m->tape.count - at < RUN_MAX ? m->tape.count - at : RUN_MAX;
    *length = 1 + small(m, (uint32_t)most);
    return at;
}

static void insert_op(mutator *m)
{
    size_t at = draw_place(m);
    if (open_gap(m, at, 1)) {
        m->tape.ops[at] = draw_op(m, draw_code(m), at > 0 ? at - 1 : at + 1);
    }
}

/* Ops that belong together in the compressor's worlds: node and slot are drawn once, and shared. */
static void insert_scene(mutator *m)
{
    static const uint8_t scenes[][6] = {
        {SIM_OP_START, SIM_OP_RECONNECT, SIM_OP_UP, SIM_OP_DOWN_MANY, SIM_OP_OPEN, SIM_OP_GENERATE},
        {SIM_OP_GENERATE, SIM_OP_TAKE, SIM_OP_UP, SIM_OP_DOWN_MANY, SIM_OP_GENERATE, SIM_OP_TAKE},
        {SIM_OP_GENERATE, SIM_OP_TAKE, SIM_OP_GENERATE, SIM_OP_TAKE, SIM_OP_UP, SIM_OP_DOWN},
        {SIM_OP_SAVE, SIM_OP_GENERATE, SIM_OP_TAKE, SIM_OP_CRASH, SIM_OP_RESTART, SIM_OP_RECONNECT},
        {SIM_OP_OFFLINE, SIM_OP_GENERATE, SIM_OP_RECONNECT, SIM_OP_DOWN_MANY, SIM_OP_UP,
         SIM_OP_DOWN_MANY},
        {SIM_OP_SEND, SIM_OP_UP, SIM_OP_UP, SIM_OP_DOWN_MANY, SIM_OP_READ, SIM_OP_UNIQUE},
        {SIM_OP_LEAVE, SIM_OP_JOIN, SIM_OP_RECONNECT, SIM_OP_FETCH, SIM_OP_DOWN_MANY, SIM_OP_OPEN},
        {SIM_OP_SAVE, SIM_OP_CRASH, SIM_OP_FORK, SIM_OP_RECONNECT, SIM_OP_GENERATE, SIM_OP_TAKE},
        {SIM_OP_RESIZE, SIM_OP_GENERATE, SIM_OP_TAKE, SIM_OP_UP, SIM_OP_DOWN_MANY, SIM_OP_GENERATE},
    };
    const uint8_t *scene = scenes[below(m, LENGTH(scenes))];
    size_t at = draw_place(m);
    if (!open_gap(m, at, LENGTH(scenes[0]))) {
        return;
    }
    uint32_t node = below(m, m->config.nodes);
    uint32_t slot = small(m, m->config.slots);
    for (size_t i = 0; i < LENGTH(scenes[0]); i++) {
        sim_op op = draw_op(m, scene[i], m->tape.count);
        op.args[0] = node;
        if (args_of(m, op.code)[1].kind == SIM_ARG_SLOT) {
            op.args[1] = slot;
        } else if (op.code == SIM_OP_UP) {
            op.args[1] = 0;
        } else if (op.code == SIM_OP_DOWN_MANY) {
            op.args[1] = 64;
        }
        m->tape.ops[at + i] = op;
    }
}

static void delete_run(mutator *m)
{
    size_t length;
    size_t at = draw_run(m, &length);
    close_gap(m, at, length);
}

static void duplicate_run(mutator *m)
{
    sim_op copy[RUN_MAX];
    size_t length;
    size_t from = draw_run(m, &length);
    memcpy(copy, &m->tape.ops[from], length * sizeof *copy);
    size_t at = draw_place(m);
    if (!open_gap(m, at, length)) {
        return;
    }
    /* The same on another node, half of the time. */
    uint32_t shift = below(m, 2) == 0 ? 0 : below(m, m->config.nodes);
    for (size_t i = 0; i < length; i++) {
        if (args_of(m, copy[i].code)[0].kind != SIM_ARG_NONE) {
            copy[i].args[0] += shift;
        }
        m->tape.ops[at + i] = copy[i];
    }
}

static void move_run(mutator *m)
{
    sim_op copy[RUN_MAX];
    size_t length;
    size_t from = draw_run(m, &length);
    memcpy(copy, &m->tape.ops[from], length * sizeof *copy);
    close_gap(m, from, length);
    size_t at = draw_place(m);
    if (open_gap(m, at, length)) {
        memcpy(&m->tape.ops[at], copy, length * sizeof *copy);
    }
}

static void nudge_argument(mutator *m)
{
    sim_op *op = &m->tape.ops[below(m, m->tape.count)];
    unsigned count = sim_op_arg_count(scheme_of(m), op->code);
    if (count == 0) {
        return;
    }
    unsigned index = below(m, count);
    switch (below(m, 4)) {
    case 0:
        op->args[index]++;
        break;
    case 1:
        op->args[index]--;
        break;
    default:
        op->args[index] = draw_argument(m, args_of(m, op->code)[index].kind);
        break;
    }
}

/* Another op with the same arguments, as far as it takes them. */
static void change_code(mutator *m)
{
    sim_op *op = &m->tape.ops[below(m, m->tape.count)];
    sim_op changed = draw_op(m, draw_code(m), m->tape.count);
    for (unsigned i = 0; i < 2 && i < sim_op_arg_count(scheme_of(m), changed.code); i++) {
        changed.args[i] = op->args[i];
    }
    *op = changed;
}

static void change_config(mutator *m)
{
    static const uint32_t sizes[] = {1, 2, 3, 4, 5, 8, 16, 512, 1u << 20};
    sim_config *config = &m->tape.config;
    switch (below(m, 5)) {
    case 0:
        config->nodes = (uint8_t)(1 + below(m, 5));
        break;
    case 1:
        config->slots = (uint8_t)(1 + below(m, 4));
        break;
    case 2:
        config->write_ahead = (uint16_t)(config->write_ahead ^ (1u << below(m, 5)));
        break;
    case 3:
        config->cluster_size = sizes[below(m, LENGTH(sizes))];
        break;
    default:
        config->seed = below(m, 256);
        break;
    }
    m->config = sim_config_wrap(*config);
}

static void change(mutator *m)
{
    static void (*const changes[])(mutator *) = {
        insert_op,     insert_op, insert_op,      insert_scene,   insert_scene, delete_run,
        duplicate_run, move_run,  nudge_argument, nudge_argument, change_code,  change_config,
    };
    void (*chosen)(mutator *) = changes[below(m, LENGTH(changes))];
    if (m->tape.count == 0 && chosen != change_config) {
        chosen = insert_scene;
    }
    if (chosen == insert_scene && scheme_of(m) != SIM_SCHEME_COMPRESSOR) {
        chosen = insert_op;
    }
    size_t before = m->tape.count;
    chosen(m);
    if (m->tape.count > LONG_TAPE && m->tape.count > before && below(m, 4) != 0) {
        delete_run(m);
    }
}

/* --- bytes --- */

/* Where a tape has no room for its head: any bytes are a tape. */
static size_t change_bytes(mutator *m, uint8_t *bytes, size_t size, size_t max_size)
{
    if (max_size == 0) {
        return 0;
    }
    if (size == 0 || size > max_size) {
        size = max_size;
        memset(bytes, 0, size);
    }
    size_t at = below(m, size);
    bytes[at] ^= (uint8_t)(1 + below(m, 255));
    return size;
}

/* Writes as many of the tape's ops as fit; 0 without memory. */
static size_t write_tape(mutator *m, uint8_t *out, size_t max_size)
{
    for (;;) {
        size_t size;
        uint8_t *bytes = sim_tape_encode(&m->tape, &size);
        if (bytes == NULL) {
            return 0;
        }
        if (size <= max_size) {
            memcpy(out, bytes, size);
            free(bytes);
            return size;
        }
        free(bytes);
        m->tape.count -= m->tape.count / 8 + 1;
    }
}

/* Reads a tape into m. */
static bool read_tape(mutator *m, const uint8_t *bytes, size_t size, uint64_t seed)
{
    m->state = seed;
    if (!sim_tape_decode(bytes, size, &m->tape)) {
        return false;
    }
    if (m->tape.count > FUZZ_MUTATOR_OPS) {
        m->tape.count = FUZZ_MUTATOR_OPS;
    }
    m->config = sim_config_wrap(m->tape.config);
    return true;
}

size_t fuzz_mutate(uint8_t *bytes, size_t size, size_t max_size, uint64_t seed)
{
    mutator m = {.state = seed};
    if (max_size < HEAD_SIZE || !read_tape(&m, bytes, size, seed)) {
        return change_bytes(&m, bytes, size, max_size);
    }
    for (uint32_t changes = 1 + small(&m, 5); changes > 0; changes--) {
        change(&m);
    }
    size_t changed = write_tape(&m, bytes, max_size);
    sim_tape_free(&m.tape);
    return changed == 0 ? change_bytes(&m, bytes, size, max_size) : changed;
}

/* The beginning of one and the end of the other, or a run of the other inside the one. */
static void cross(mutator *m, const sim_tape *other)
{
    size_t from = below(m, other->count);
    size_t length = other->count - from;
    size_t at = draw_place(m);
    if (below(m, 2) == 0) {
        m->tape.count = at;
    } else {
        length = 1 + small(m, (uint32_t)length);
    }
    /* The crossing of two long tapes is not longer than they are. */
    size_t most = other->count > LONG_TAPE ? other->count : LONG_TAPE;
    most = most > m->tape.count ? most : m->tape.count + 1;
    most = most < FUZZ_MUTATOR_OPS ? most : FUZZ_MUTATOR_OPS;
    size_t room = most - m->tape.count;
    length = length < room ? length : room;
    if (open_gap(m, at, length)) {
        memcpy(&m->tape.ops[at], &other->ops[from], length * sizeof *other->ops);
    }
    if (below(m, 8) == 0) {
        m->tape.config = other->config;
    }
}

size_t fuzz_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out,
                  size_t max_size, uint64_t seed)
{
    mutator m;
    sim_tape other;
    if (max_size < HEAD_SIZE || !read_tape(&m, a, a_size, seed)) {
        size_t size = a_size < max_size ? a_size : max_size;
        memcpy(out, a, size);
        return size;
    }
    if (sim_tape_decode(b, b_size, &other)) {
        if (other.count > 0 && other.config.scheme == m.tape.config.scheme) {
            cross(&m, &other);
        }
        sim_tape_free(&other);
    }
    size_t size = write_tape(&m, out, max_size);
    sim_tape_free(&m.tape);
    return size;
}
