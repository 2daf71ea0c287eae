/*
 * The binary form of a tape.
 *
 *   "IDT" and the scheme's number plus one, 4 bytes, optional
 *   nodes u8, slots u8, write-ahead u16, cluster-size u32, seed u64   little-endian
 *   or after "IDT\x11", for a large world of the compressor:
 *   nodes u16, write-ahead u16, slots u32, cluster-size u32, kept u32, seed u64
 *   each op: a byte (code in the low six bits), then its arguments as LEB128
 *
 * Fuzzers write it, so every byte string is a tape: what is missing is zero, an argument takes at
 * most five bytes and keeps its low 32 bits, the top two bits of an op's first byte say nothing.
 */
#include "tape.h"

#include <stdlib.h>
#include <string.h>

#define CODE_MASK       0x3Fu
#define CONFIG_SIZE_MAX 24u
#define ARGUMENT_SIZE   5u
#define OP_SIZE_MAX     (1 + SIM_OP_ARGS * ARGUMENT_SIZE)
#define HIGH_BIT        0x80u
#define BITS_A_BYTE     7u
#define ARGUMENT_BITS   0x7Fu

static const uint8_t magic[3] = {'I', 'D', 'T'};

#define HEAD_SIZE (sizeof magic + 1)

typedef struct reader {
    const uint8_t *bytes;
    size_t size;
    size_t at;
} reader;

static uint8_t read_byte(reader *in)
{
    return in->at < in->size ? in->bytes[in->at++] : 0;
}

static uint64_t read_number(reader *in, unsigned size)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < size; i++) {
        number |= (uint64_t)read_byte(in) << (8 * i);
    }
    return number;
}

static uint32_t read_argument(reader *in)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < ARGUMENT_SIZE; i++) {
        uint8_t byte = read_byte(in);
        number |= (uint64_t)(byte & ARGUMENT_BITS) << (BITS_A_BYTE * i);
        if ((byte & HIGH_BIT) == 0) {
            break;
        }
    }
    return (uint32_t)(number & UINT32_MAX);
}

/* The scheme in a tape's head, and whether its world is large; the given one if it has no head. */
static sim_scheme read_head(reader *in, sim_scheme other, bool *large)
{
    *large = false;
    if (in->size < HEAD_SIZE || memcmp(in->bytes, magic, sizeof magic) != 0) {
        return other;
    }
    unsigned number = in->bytes[sizeof magic];
    if (number == SIM_TAPE_LARGE) {
        *large = true;
        in->at = HEAD_SIZE;
        return SIM_SCHEME_COMPRESSOR;
    }
    if (number == 0 || number > SIM_SCHEME_COUNT) {
        return other;
    }
    in->at = HEAD_SIZE;
    return (sim_scheme)(number - 1);
}

static sim_config read_config(reader *in, sim_scheme scheme)
{
    bool large;
    sim_config config = {.scheme = (uint8_t)read_head(in, scheme, &large)};
    config.nodes = (uint16_t)read_number(in, large ? 2 : 1);
    if (!large) {
        config.slots = read_byte(in);
    }
    config.write_ahead = (uint16_t)read_number(in, 2);
    if (large) {
        config.slots = (uint32_t)read_number(in, 4);
    }
    config.cluster_size = (uint32_t)read_number(in, 4);
    if (large) {
        config.kept = (uint32_t)read_number(in, 4);
        config.kept += config.kept == 0 ? SIM_KEPT_MIN : 0;
    }
    config.seed = read_number(in, 8);
    return config;
}

static bool decode(sim_scheme scheme, const uint8_t *bytes, size_t size, sim_tape *tape,
                   bool *whole)
{
    reader in = {bytes, size, 0};
    sim_tape_init(tape, read_config(&in, scheme));
    while (in.at < in.size && tape->count < sim_tape_ops_max(&tape->config)) {
        sim_op op = {.code = (uint8_t)(read_byte(&in) & CODE_MASK)};
        unsigned count = sim_op_arg_count((sim_scheme)tape->config.scheme, op.code);
        for (unsigned i = 0; i < count; i++) {
            op.args[i] = read_argument(&in);
        }
        if (!sim_tape_append(tape, op)) {
            sim_tape_free(tape);
            return false;
        }
    }
    *whole = in.at == in.size;
    return true;
}

bool sim_tape_decode(const uint8_t *bytes, size_t size, sim_tape *tape)
{
    bool whole;
    return decode(SIM_SCHEME_COMPRESSOR, bytes, size, tape, &whole);
}

bool sim_tape_decode_as(sim_scheme scheme, const uint8_t *bytes, size_t size, sim_tape *tape)
{
    bool whole;
    return decode(scheme, bytes, size, tape, &whole);
}

bool sim_tape_decode_whole(const uint8_t *bytes, size_t size, sim_tape *tape, bool *whole)
{
    return decode(SIM_SCHEME_COMPRESSOR, bytes, size, tape, whole);
}

static uint8_t *write_number(uint8_t *out, uint64_t number, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        *out++ = (uint8_t)(number >> (8 * i) & 0xFF);
    }
    return out;
}

static uint8_t *write_argument(uint8_t *out, uint32_t number)
{
    while (number >= HIGH_BIT) {
        *out++ = (uint8_t)((number & ARGUMENT_BITS) | HIGH_BIT);
        number >>= BITS_A_BYTE;
    }
    *out++ = (uint8_t)number;
    return out;
}

static uint8_t *write_config(uint8_t *out, const sim_config *config)
{
    bool large = sim_config_is_large(config);
    *out++ = (uint8_t)(large ? SIM_TAPE_LARGE : config->scheme + 1u);
    out = write_number(out, config->nodes, large ? 2 : 1);
    if (!large) {
        *out++ = (uint8_t)config->slots;
    }
    out = write_number(out, config->write_ahead, 2);
    if (large) {
        out = write_number(out, config->slots, 4);
    }
    out = write_number(out, config->cluster_size, 4);
    if (large) {
        out = write_number(out, config->kept, 4);
    }
    return write_number(out, config->seed, 8);
}

uint8_t *sim_tape_encode(const sim_tape *tape, size_t *size)
{
    uint8_t *bytes = malloc(HEAD_SIZE + CONFIG_SIZE_MAX + tape->count * OP_SIZE_MAX);
    if (bytes == NULL) {
        return NULL;
    }
    memcpy(bytes, magic, sizeof magic);
    uint8_t *out = write_config(bytes + sizeof magic, &tape->config);
    for (size_t i = 0; i < tape->count; i++) {
        const sim_op *op = &tape->ops[i];
        *out++ = op->code;
        unsigned count = sim_op_arg_count((sim_scheme)tape->config.scheme, op->code);
        for (unsigned k = 0; k < count; k++) {
            out = write_argument(out, op->args[k]);
        }
    }
    *size = (size_t)(out - bytes);
    return bytes;
}
