/* LEB128 numbers, and the bounded buffers that they are written to and read from. */
#ifndef IDALLOC_VARINT_H
#define IDALLOC_VARINT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

static inline size_t ida_reader_rest(const ida_reader *reader)
{
    assert(reader->at <= reader->end);
    return (size_t)(reader->end - reader->at);
}

/* The next size bytes, or NULL if there are fewer. */
const uint8_t *ida_read_bytes(ida_reader *reader, size_t size);

/* False at the end, above 64 bits, and for a number that is not in its shortest form. */
bool ida_read_varint(ida_reader *reader, uint64_t *number);

#endif
