/* The op table, and tapes as arrays of ops; tape_text.c and tape_binary.c have the two forms. */
#include "tape.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <idalloc/range.h>

/* A tape of SIM_TAPE_OPS_MAX ops is smaller than this in either form. */
#define FILE_SIZE_MAX ((size_t)64 << 20)

typedef struct op_row {
    const char *name;
    const char *args;
    const char *sentence;
} op_row;

static const op_row op_rows[] = {
#define OP_ROW(code, number, name, args, sentence) [number] = {name, args, sentence},
    SIM_OP_TABLE(OP_ROW)
#undef OP_ROW
};

static const op_row *find_row(unsigned code)
{
    static const op_row unassigned = {NULL, "", ""};
    return code < sizeof op_rows / sizeof *op_rows ? &op_rows[code] : &unassigned;
}

unsigned sim_op_arg_count(unsigned code)
{
    const char *names = find_row(code)->args;
    unsigned count = *names == '\0' ? 0 : 1;
    for (; *names != '\0'; names++) {
        count += *names == ' ';
    }
    assert(count <= SIM_OP_ARGS);
    return count;
}

const char *sim_op_name(unsigned code)
{
    return find_row(code)->name;
}

const char *sim_op_arg_names(unsigned code)
{
    return find_row(code)->args;
}

const char *sim_op_sentence(unsigned code)
{
    return find_row(code)->sentence;
}

/* Leaves 1 to max as they are. */
static uint32_t wrap_from_one(uint32_t number, uint32_t max)
{
    return number >= 1 && number <= max ? number : number % max + 1;
}

sim_config sim_config_wrap(sim_config config)
{
    config.nodes = (uint8_t)wrap_from_one(config.nodes, SIM_NODES_MAX);
    config.slots = (uint8_t)wrap_from_one(config.slots, SIM_SLOTS_MAX);
    config.write_ahead = (uint16_t)(config.write_ahead & ((1u << config.nodes) - 1));
    config.cluster_size = wrap_from_one(config.cluster_size, IDA_CLUSTER_SIZE_MAX);
    return config;
}

void sim_tape_init(sim_tape *tape, sim_config config)
{
    *tape = (sim_tape){.config = config};
}

/* What no form of the tape can tell apart is made the same here. */
static sim_op canonical_op(sim_op op)
{
    if (sim_op_name(op.code) == NULL) {
        return (sim_op){.code = SIM_OP_NOP};
    }
    for (unsigned i = sim_op_arg_count(op.code); i < SIM_OP_ARGS; i++) {
        op.args[i] = 0;
    }
    return op;
}

bool sim_tape_append(sim_tape *tape, sim_op op)
{
    if (tape->count == SIM_TAPE_OPS_MAX) {
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
    tape->ops[tape->count++] = canonical_op(op);
    return true;
}

void sim_tape_free(sim_tape *tape)
{
    free(tape->ops);
    *tape = (sim_tape){.config = tape->config};
}

static bool same_config(const sim_config *a, const sim_config *b)
{
    return a->nodes == b->nodes && a->slots == b->slots && a->write_ahead == b->write_ahead &&
           a->cluster_size == b->cluster_size && a->seed == b->seed;
}

bool sim_tape_equal(const sim_tape *a, const sim_tape *b)
{
    if (!same_config(&a->config, &b->config) || a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        const sim_op *left = &a->ops[i];
        const sim_op *right = &b->ops[i];
        if (left->code != right->code || memcmp(left->args, right->args, sizeof left->args) != 0) {
            return false;
        }
    }
    return true;
}

static void set_file_error(sim_tape_error *error, const char *why)
{
    *error = (sim_tape_error){0};
    (void)snprintf(error->message, sizeof error->message, "%s", why);
}

/* Reads all of a file into malloc'ed memory; NULL with error set. */
static char *read_all(FILE *file, size_t *size, sim_tape_error *error)
{
    char *bytes = NULL;
    size_t capacity = 0;
    *size = 0;
    do {
        if (*size == capacity) {
            capacity = capacity == 0 ? 4096 : capacity * 2;
            char *larger = capacity <= 2 * FILE_SIZE_MAX ? realloc(bytes, capacity) : NULL;
            if (larger == NULL) {
                set_file_error(error, "the file is too large for a tape");
                free(bytes);
                return NULL;
            }
            bytes = larger;
        }
        *size += fread(bytes + *size, 1, capacity - *size, file);
    } while (!feof(file) && !ferror(file));
    if (ferror(file)) {
        set_file_error(error, strerror(errno));
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* Editors of some systems put a byte order mark before the text. */
static bool looks_like_text(const char *bytes, size_t size)
{
    static const char mark[] = "\xEF\xBB\xBF";
    static const char word[] = "idalloc-tape";
    if (size >= sizeof mark - 1 && memcmp(bytes, mark, sizeof mark - 1) == 0) {
        bytes += sizeof mark - 1;
        size -= sizeof mark - 1;
    }
    return size >= sizeof word - 1 && memcmp(bytes, word, sizeof word - 1) == 0;
}

bool sim_tape_read_file(const char *path, sim_tape *tape, sim_tape_error *error)
{
    sim_tape_init(tape, (sim_config){0});
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        set_file_error(error, strerror(errno));
        return false;
    }
    size_t size;
    char *bytes = read_all(file, &size, error);
    (void)fclose(file);
    if (bytes == NULL) {
        return false;
    }
    bool read;
    if (looks_like_text(bytes, size)) {
        read = sim_tape_parse(bytes, size, tape, error);
    } else {
        read = sim_tape_decode((const uint8_t *)bytes, size, tape);
        if (!read) {
            set_file_error(error, "no memory");
        }
    }
    free(bytes);
    return read;
}

bool sim_tape_write_file(const char *path, const sim_tape *tape, bool binary)
{
    size_t size;
    void *bytes = binary ? (void *)sim_tape_encode(tape, &size) : sim_tape_print(tape, &size);
    if (bytes == NULL) {
        errno = ENOMEM;
        return false;
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        free(bytes);
        return false;
    }
    bool written = fwrite(bytes, 1, size, file) == size;
    int why = errno;
    /* A full disk often shows only when the last buffer is flushed. */
    if (fclose(file) != 0 && written) {
        written = false;
        why = errno;
    }
    free(bytes);
    if (!written) {
        errno = why;
    }
    return written;
}
