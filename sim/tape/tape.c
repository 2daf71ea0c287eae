/*
 * Tapes as arrays of ops. ops.c has the ops, text.c and binary.c the two forms, and form.c tells
 * the forms apart.
 */
#include "tape.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/atomic_file.h"

/* The longest tape is smaller than this in either form, many comments included. */
#define FILE_SIZE_MAX ((size_t)1 << 30)

/* Leaves min to max as they are. */
static uint32_t wrap(uint32_t number, const sim_scheme_number *bounds)
{
    if (bounds->min == 0) {
        return number & bounds->max;
    }
    bool fits = number >= bounds->min && number <= bounds->max;
    return fits ? number : number % (bounds->max - bounds->min + 1) + bounds->min;
}

static const sim_scheme_number large_nodes = {NULL, 1, SIM_LARGE_NODES_MAX};
static const sim_scheme_number kept_bounds = {NULL, SIM_KEPT_MIN, SIM_KEPT_MAX};

sim_config sim_config_wrap(sim_config config)
{
    config.scheme = (uint8_t)(config.scheme % SIM_SCHEME_COUNT);
    const sim_scheme_number *bounds = sim_scheme_numbers((sim_scheme)config.scheme);
    if (config.scheme != SIM_SCHEME_COMPRESSOR) {
        config.kept = 0;
    }
    bool large = sim_config_is_large(&config);
    config.nodes = (uint16_t)wrap(config.nodes, large ? &large_nodes : &bounds[SIM_NUMBER_NODES]);
    const sim_scheme_number large_slots = {NULL, 1, SIM_LARGE_SLOTS_MAX / config.nodes};
    config.slots = wrap(config.slots, large ? &large_slots : &bounds[SIM_NUMBER_SLOTS]);
    config.kept = large ? wrap(config.kept, &kept_bounds) : 0;
    config.write_ahead = (uint16_t)wrap(config.write_ahead, &bounds[SIM_NUMBER_FLAGS]);
    config.cluster_size = wrap(config.cluster_size, &bounds[SIM_NUMBER_SIZE]);
    if (config.scheme == SIM_SCHEME_COMPRESSOR && config.nodes < 16) {
        config.write_ahead = (uint16_t)(config.write_ahead & ((1u << config.nodes) - 1));
    }
    return config;
}

uint32_t sim_arg_bound(const sim_config *config, sim_arg_kind kind)
{
    const sim_kind_row *row = sim_kind_row_of(kind);
    switch (row->wrap) {
    case SIM_WRAP_NODES:
        return config->nodes;
    case SIM_WRAP_SLOTS:
        return config->slots;
    case SIM_WRAP_WHOLE:
        return row->bound;
    default:
        return 0;
    }
}

void sim_tape_init(sim_tape *tape, sim_config config)
{
    config.scheme = (uint8_t)(config.scheme % SIM_SCHEME_COUNT);
    config.kept = config.scheme == SIM_SCHEME_COMPRESSOR ? config.kept : 0;
    *tape = (sim_tape){.config = config};
}

/* Makes equal what no form of the tape can tell apart. */
static sim_op canonical_op(sim_scheme scheme, sim_op op)
{
    if (!sim_op_applies(scheme, op.code)) {
        return (sim_op){.code = SIM_OP_NOP};
    }
    for (unsigned i = sim_op_arg_count(scheme, op.code); i < SIM_OP_ARGS; i++) {
        op.args[i] = 0;
    }
    return op;
}

bool sim_tape_append(sim_tape *tape, sim_op op)
{
    if (tape->count == sim_tape_ops_max(&tape->config)) {
        return false;
    }
    if (tape->count == tape->capacity) {
        size_t capacity = tape->capacity == 0 ? 64 : tape->capacity * 2;
        sim_op *ops = realloc(tape->ops, capacity * sizeof *ops);
        if (ops == NULL) {
            return false;
        }
        tape->ops = ops;
        tape->capacity = capacity;
    }
    tape->ops[tape->count++] = canonical_op((sim_scheme)tape->config.scheme, op);
    return true;
}

bool sim_tape_add(sim_tape *tape, sim_op_code code, uint32_t a, uint32_t b)
{
    return sim_tape_append(tape, (sim_op){(uint8_t)code, {a, b, 0}});
}

void sim_tape_free(sim_tape *tape)
{
    free(tape->ops);
    *tape = (sim_tape){.config = tape->config};
}

static bool same_config(const sim_config *a, const sim_config *b)
{
    return a->nodes == b->nodes && a->slots == b->slots && a->write_ahead == b->write_ahead &&
           a->cluster_size == b->cluster_size && a->kept == b->kept && a->seed == b->seed &&
           a->scheme == b->scheme;
}

bool sim_op_equal(const sim_op *a, const sim_op *b)
{
    return a->code == b->code && memcmp(a->args, b->args, sizeof a->args) == 0;
}

bool sim_tape_equal(const sim_tape *a, const sim_tape *b)
{
    if (!same_config(&a->config, &b->config) || a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!sim_op_equal(&a->ops[i], &b->ops[i])) {
            return false;
        }
    }
    return true;
}

static bool fail(sim_tape_error *error, bool outside, const char *why)
{
    *error = (sim_tape_error){.outside = outside};
    (void)snprintf(error->message, sizeof error->message, "%s", why);
    return false;
}

/* The bytes of a file. */
typedef struct buffer {
    char *bytes;
    size_t size;
    size_t capacity;
} buffer;

/* Reads all of a file; false with error set. The buffer is the caller's to free either way. */
static bool read_all(FILE *file, buffer *b, sim_tape_error *error)
{
    do {
        if (b->size == FILE_SIZE_MAX) {
            return fail(error, false, "the file is too large for a tape");
        }
        if (b->size == b->capacity) {
            size_t capacity = b->capacity == 0 ? 65536 : b->capacity * 2;
            char *bytes = realloc(b->bytes, capacity);
            if (bytes == NULL) {
                return fail(error, true, "no memory");
            }
            b->bytes = bytes;
            b->capacity = capacity;
        }
        b->size += fread(b->bytes + b->size, 1, b->capacity - b->size, file);
    } while (!feof(file) && !ferror(file));
    return ferror(file) == 0 || fail(error, true, strerror(errno));
}

static bool decode_strictly(const buffer *b, sim_tape *tape, sim_tape_error *error)
{
    bool whole;
    if (!sim_tape_decode_whole((const uint8_t *)b->bytes, b->size, tape, &whole)) {
        return fail(error, true, "no memory");
    }
    if (whole) {
        return true;
    }
    sim_tape_free(tape);
    (void)fail(error, false, "");
    (void)snprintf(error->message, sizeof error->message,
                   "a tape has at most %u ops, and the file has more",
                   (unsigned)sim_tape_ops_max(&tape->config));
    return false;
}

static bool read_as(sim_tape_form form, const sim_tape_alien *alien, const buffer *b,
                    sim_tape *tape, sim_tape_error *error)
{
    switch (form) {
    case SIM_TAPE_TEXT:
        return sim_tape_parse(b->bytes, b->size, tape, error);
    case SIM_TAPE_BINARY:
    case SIM_TAPE_BARE:
        return decode_strictly(b, tape, error);
    case SIM_TAPE_ALIEN:
        break;
    }
    (void)fail(error, false, alien->what);
    error->hint = alien->hint;
    return false;
}

bool sim_tape_read_stream(FILE *file, bool bare, sim_tape *tape, sim_tape_form *form,
                          sim_tape_error *error)
{
    buffer b = {NULL, 0, 0};
    sim_tape_init(tape, (sim_config){0});
    bool read = read_all(file, &b, error);
    if (read) {
        sim_tape_alien alien;
        sim_tape_form found = sim_tape_form_of(b.bytes, b.size, bare, &alien);
        read = read_as(found, &alien, &b, tape, error);
        if (form != NULL) {
            *form = found;
        }
    }
    free(b.bytes);
    return read;
}

bool sim_tape_read_file(const char *path, sim_tape *tape, sim_tape_error *error)
{
    sim_tape_init(tape, (sim_config){0});
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fail(error, true, strerror(errno));
    }
    bool read = sim_tape_read_stream(file, false, tape, NULL, error);
    (void)fclose(file);
    return read;
}

bool sim_tape_write_file(const char *path, const sim_tape *tape, bool binary)
{
    size_t size;
    sim_wholefile whole;
    void *bytes = binary ? (void *)sim_tape_encode(tape, &size) : sim_tape_print(tape, &size);
    if (bytes == NULL) {
        errno = ENOMEM;
        return false;
    }
    bool written = sim_wholefile_open(&whole, path);
    if (written) {
        (void)fwrite(bytes, 1, size, whole.file);
        written = sim_wholefile_close(&whole, true);
    }
    int why = errno;
    free(bytes);
    errno = why;
    return written;
}
