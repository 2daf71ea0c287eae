/* LEB128 numbers for snapshots: written in their shortest form, and read in no other. */
#include "varint.h"

#include <assert.h>
#include <string.h>

void ida_write_bytes(ida_writer *writer, const uint8_t *bytes, size_t size)
{
    assert(writer->at <= writer->end);
    if (writer->full || (size_t)(writer->end - writer->at) < size) {
        writer->full = true;
        return;
    }
    memcpy(writer->at, bytes, size);
    writer->at += size;
}

uint8_t *ida_put_long_varint(uint8_t *at, uint64_t number)
{
    const uint8_t *start = at;
    while (number >= 0x80) {
        *at++ = (uint8_t)((number & 0x7f) | 0x80);
        number >>= 7;
    }
    *at++ = (uint8_t)number;
    assert((size_t)(at - start) <= IDA_VARINT_SIZE_MAX);
    (void)start;
    return at;
}

void ida_write_varint(ida_writer *writer, uint64_t number)
{
    uint8_t bytes[IDA_VARINT_SIZE_MAX];
    const uint8_t *end = ida_put_varint(bytes, number);
    ida_write_bytes(writer, bytes, (size_t)(end - bytes));
}

const uint8_t *ida_read_bytes(ida_reader *reader, size_t size)
{
    if (ida_reader_rest(reader) < size) {
        return NULL;
    }
    const uint8_t *bytes = reader->at;
    reader->at += size;
    return bytes;
}

bool ida_read_long_varint(ida_reader *reader, uint64_t *number)
{
    uint64_t value = 0;
    const uint8_t *at = reader->at;
    for (unsigned shift = 0; shift < 64 && at < reader->end; shift += 7) {
        uint8_t byte = *at++;
        if (shift == 63 && byte > 1) {
            return false;
        }
        value |= (uint64_t)(byte & 0x7fu) << shift;
        if (byte < 0x80) {
            if (byte == 0 && shift > 0) {
                return false;
            }
            *number = value;
            reader->at = at;
            return true;
        }
    }
    return false;
}
