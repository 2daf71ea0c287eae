/* LEB128 numbers, and the bounded buffers that they are written to and read from. */
#ifndef IDALLOC_VARINT_H
#define IDALLOC_VARINT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "little_endian.h"

#define IDA_VARINT_SIZE_MAX 10u

typedef struct ida_writer {
    uint8_t *at;
    uint8_t *end;
    bool full; /* something did not fit; nothing is written from then on */
} ida_writer;

typedef struct ida_reader {
    const uint8_t *at;
    const uint8_t *end;
} ida_reader;

void ida_write_bytes(ida_writer *writer, const uint8_t *bytes, size_t size);
void ida_write_varint(ida_writer *writer, uint64_t number);

/* The bytes that can still be written. */
static inline size_t ida_writer_rest(const ida_writer *writer)
{
    assert(writer->at <= writer->end);
    return writer->full ? 0 : (size_t)(writer->end - writer->at);
}

/* ida_put_varint for any number, a byte at a time. */
uint8_t *ida_put_long_varint(uint8_t *at, uint64_t number);

/*
 * Writes a number to where the caller knows to be room for IDA_VARINT_SIZE_MAX bytes, and returns
 * its end. What is in those bytes behind the end is undefined.
 */
static inline uint8_t *ida_put_varint(uint8_t *at, uint64_t number)
{
    if (number < 0x80) {
        *at = (uint8_t)number;
        return at + 1;
    }
    if (number >= UINT64_C(1) << 21) {
        return ida_put_long_varint(at, number);
    }
    /* Doubling what is above the first seven bits makes way for the bit that says there is more. */
    uint32_t word = (uint32_t)number;
    word += word & ~UINT32_C(0x7f);
    if (number < 1u << 14) {
        ida_store_le32(at, word | 0x80);
        return at + 2;
    }
    word += word & ~UINT32_C(0x7fff);
    ida_store_le32(at, word | 0x8080);
    return at + 3;
}

static inline size_t ida_reader_rest(const ida_reader *reader)
{
    assert(reader->at <= reader->end);
    return (size_t)(reader->end - reader->at);
}

/* The next size bytes, or NULL if there are fewer. */
const uint8_t *ida_read_bytes(ida_reader *reader, size_t size);

/* ida_read_varint for numbers of any length. */
bool ida_read_long_varint(ida_reader *reader, uint64_t *number);

/* False at the end, above 64 bits, and for a number that is not in its shortest form. */
static inline bool ida_read_varint(ida_reader *reader, uint64_t *number)
{
    if (ida_reader_rest(reader) > 0 && *reader->at < 0x80) {
        *number = *reader->at++;
        return true;
    }
    if (ida_reader_rest(reader) < 4) {
        return ida_read_long_varint(reader, number);
    }
    uint32_t word = ida_load_le32(reader->at);
    uint32_t two = (word & 0x7f) | (word >> 1 & 0x3f80);
    if ((word & 0x8000) == 0 && two >= 0x80) {
        *number = two;
        reader->at += 2;
        return true;
    }
    uint32_t three = two | (word >> 2 & 0x1fc000);
    if ((word & 0x808000) == 0x8000 && three >= 0x4000) {
        *number = three;
        reader->at += 3;
        return true;
    }
    return ida_read_long_varint(reader, number);
}

#endif
