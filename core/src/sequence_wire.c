/*
 * The bytes that masters and coordinators send and store. A message begins with a byte for its
 * kind, so that one kind is not taken for another. A record ends with a checksum, since storage may
 * damage it.
 */
#include <assert.h>
#include <string.h>

#include <idalloc/sequence.h>

#include "checksum.h"
#include "little_endian.h"

#define KIND_REQUEST   1u
#define KIND_CHUNK     2u
#define KIND_EXHAUSTED 3u
#define KIND_RETURN    4u

#define REQUEST_NUMBERS 5u
#define REPLY_NUMBERS   8u
#define RETURN_NUMBERS  9u

#define MAGIC_SIZE          4u
#define MASTER_VERSION      2u
#define MASTER_VERSION_OLD  1u /* without first_start */
#define COORDINATOR_VERSION 1u
#define RECORD_HEAD_SIZE    (MAGIC_SIZE + 1u)
#define CHECKSUM_SIZE       8u
#define RECORD_NUMBERS_MAX  4u
#define RECORD_SIZE(number) (RECORD_HEAD_SIZE + 8u * (number) + CHECKSUM_SIZE)

static_assert(IDA_CHUNK_REQUEST_ENCODED_SIZE == 1 + 8 * REQUEST_NUMBERS, "the size is public");
static_assert(IDA_CHUNK_REPLY_ENCODED_SIZE == 1 + 8 * REPLY_NUMBERS, "the size is public");
static_assert(IDA_CHUNK_RETURN_ENCODED_SIZE == 1 + 8 * RETURN_NUMBERS, "the size is public");
static_assert(IDA_MASTER_RECORD_ENCODED_SIZE == RECORD_SIZE(4), "the size is public");
static_assert(IDA_COORDINATOR_RECORD_ENCODED_SIZE == RECORD_SIZE(4), "the size is public");

static void store_numbers(uint8_t *bytes, const uint64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ida_store_le64(bytes + 8 * i, numbers[i]);
    }
}

static void load_numbers(const uint8_t *bytes, uint64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        numbers[i] = ida_load_le64(bytes + 8 * i);
    }
}

void ida_chunk_request_encode(const ida_chunk_request *request,
                              uint8_t bytes[IDA_CHUNK_REQUEST_ENCODED_SIZE])
{
    const uint64_t numbers[REQUEST_NUMBERS] = {request->sequence, request->coordinator,
                                               request->incarnation, request->number,
                                               request->after};
    bytes[0] = KIND_REQUEST;
    store_numbers(bytes + 1, numbers, REQUEST_NUMBERS);
}

ida_status ida_chunk_request_decode(const uint8_t *bytes, size_t size, ida_chunk_request *request)
{
    uint64_t numbers[REQUEST_NUMBERS];
    if (size != IDA_CHUNK_REQUEST_ENCODED_SIZE || bytes[0] != KIND_REQUEST) {
        return IDA_MALFORMED;
    }
    load_numbers(bytes + 1, numbers, REQUEST_NUMBERS);
    if (numbers[2] == 0 || numbers[3] == 0 || numbers[4] > IDA_SEQUENCE_ID_MAX) {
        return IDA_MALFORMED;
    }
    *request = (ida_chunk_request){.sequence = numbers[0],
                                   .coordinator = numbers[1],
                                   .incarnation = numbers[2],
                                   .number = numbers[3],
                                   .after = numbers[4]};
    return IDA_OK;
}

void ida_chunk_reply_encode(const ida_chunk_reply *reply,
                            uint8_t bytes[IDA_CHUNK_REPLY_ENCODED_SIZE])
{
    const uint64_t numbers[REPLY_NUMBERS] = {
        reply->sequence,       reply->coordinator,  reply->incarnation, reply->number,
        reply->chunk.starting, reply->chunk.ending, reply->chunk.index, reply->chunk.count};
    bytes[0] = reply->exhausted ? KIND_EXHAUSTED : KIND_CHUNK;
    store_numbers(bytes + 1, numbers, REPLY_NUMBERS);
}

ida_status ida_chunk_reply_decode(const uint8_t *bytes, size_t size, ida_chunk_reply *reply)
{
    uint64_t numbers[REPLY_NUMBERS];
    if (size != IDA_CHUNK_REPLY_ENCODED_SIZE ||
        (bytes[0] != KIND_CHUNK && bytes[0] != KIND_EXHAUSTED)) {
        return IDA_MALFORMED;
    }
    load_numbers(bytes + 1, numbers, REPLY_NUMBERS);
    if (numbers[2] == 0 || numbers[3] == 0) {
        return IDA_MALFORMED;
    }
    ida_chunk_reply read = {.sequence = numbers[0],
                            .coordinator = numbers[1],
                            .incarnation = numbers[2],
                            .number = numbers[3],
                            .exhausted = bytes[0] == KIND_EXHAUSTED,
                            .chunk = {.starting = numbers[4],
                                      .ending = numbers[5],
                                      .index = numbers[6],
                                      .count = numbers[7]}};
    if (read.exhausted) {
        if ((numbers[4] | numbers[5] | numbers[6] | numbers[7]) != 0) {
            return IDA_MALFORMED;
        }
    } else if (ida_chunk_validate(&read.chunk) != IDA_OK) {
        return IDA_INVALID_CHUNK;
    }
    *reply = read;
    return IDA_OK;
}

void ida_chunk_return_encode(const ida_chunk_return *returned,
                             uint8_t bytes[IDA_CHUNK_RETURN_ENCODED_SIZE])
{
    const ida_chunk *chunk = &returned->chunk;
    const uint64_t numbers[RETURN_NUMBERS] = {
        returned->sequence, returned->coordinator, returned->incarnation,
        returned->number,   chunk->starting,       chunk->ending,
        chunk->index,       chunk->count,          returned->drawn};
    bytes[0] = KIND_RETURN;
    store_numbers(bytes + 1, numbers, RETURN_NUMBERS);
}

ida_status ida_chunk_return_decode(const uint8_t *bytes, size_t size, ida_chunk_return *returned)
{
    uint64_t numbers[RETURN_NUMBERS];
    if (size != IDA_CHUNK_RETURN_ENCODED_SIZE || bytes[0] != KIND_RETURN) {
        return IDA_MALFORMED;
    }
    load_numbers(bytes + 1, numbers, RETURN_NUMBERS);
    if (numbers[2] == 0 || numbers[3] == 0) {
        return IDA_MALFORMED;
    }
    ida_chunk_return read = {.sequence = numbers[0],
                             .coordinator = numbers[1],
                             .incarnation = numbers[2],
                             .number = numbers[3],
                             .chunk = {.starting = numbers[4],
                                       .ending = numbers[5],
                                       .index = numbers[6],
                                       .count = numbers[7]},
                             .drawn = numbers[8]};
    if (ida_chunk_validate(&read.chunk) != IDA_OK) {
        return IDA_INVALID_CHUNK;
    }
    if (read.drawn >= ida_chunk_size(&read.chunk)) {
        return IDA_MALFORMED;
    }
    *returned = read;
    return IDA_OK;
}

static void encode_record(const char *magic, uint8_t version, const uint64_t *numbers, size_t count,
                          uint8_t *bytes)
{
    memcpy(bytes, magic, MAGIC_SIZE);
    bytes[MAGIC_SIZE] = version;
    store_numbers(bytes + RECORD_HEAD_SIZE, numbers, count);
    size_t size = RECORD_HEAD_SIZE + 8 * count;
    ida_store_le64(bytes + size, ida_checksum(bytes, size));
}

static ida_status decode_record(const char *magic, uint8_t version, const uint8_t *bytes,
                                size_t size, uint64_t *numbers, size_t count)
{
    assert(count <= RECORD_NUMBERS_MAX);
    if (size < RECORD_HEAD_SIZE || memcmp(bytes, magic, MAGIC_SIZE) != 0) {
        return IDA_MALFORMED;
    }
    if (bytes[MAGIC_SIZE] != version) {
        return IDA_UNSUPPORTED_VERSION;
    }
    if (size != RECORD_SIZE(count)) {
        return IDA_MALFORMED;
    }
    if (ida_load_le64(bytes + size - CHECKSUM_SIZE) != ida_checksum(bytes, size - CHECKSUM_SIZE)) {
        return IDA_CHECKSUM;
    }
    load_numbers(bytes + RECORD_HEAD_SIZE, numbers, count);
    return IDA_OK;
}

void ida_master_record_encode(const ida_master_record *record,
                              uint8_t bytes[IDA_MASTER_RECORD_ENCODED_SIZE])
{
    const uint64_t numbers[] = {record->sequence, record->term, record->next_start,
                                record->first_start};
    encode_record("IDAM", MASTER_VERSION, numbers, 4, bytes);
}

ida_status ida_master_record_decode(const uint8_t *bytes, size_t size, ida_master_record *record)
{
    uint64_t numbers[RECORD_NUMBERS_MAX] = {0, 0, 0, IDA_SEQUENCE_START_UNKNOWN};
    bool is_old = size > MAGIC_SIZE && bytes[MAGIC_SIZE] == MASTER_VERSION_OLD;
    ida_status status = decode_record("IDAM", is_old ? MASTER_VERSION_OLD : MASTER_VERSION, bytes,
                                      size, numbers, is_old ? 3 : 4);
    if (status != IDA_OK) {
        return status;
    }
    if (numbers[2] > IDA_SEQUENCE_ID_MAX ||
        (numbers[3] > numbers[2] && numbers[3] != IDA_SEQUENCE_START_UNKNOWN)) {
        return IDA_MALFORMED;
    }
    *record = (ida_master_record){.sequence = numbers[0],
                                  .term = numbers[1],
                                  .next_start = numbers[2],
                                  .first_start = numbers[3]};
    return IDA_OK;
}

void ida_coordinator_record_encode(const ida_coordinator_record *record,
                                   uint8_t bytes[IDA_COORDINATOR_RECORD_ENCODED_SIZE])
{
    const uint64_t numbers[] = {record->sequence, record->coordinator, record->incarnation,
                                record->after};
    encode_record("IDAC", COORDINATOR_VERSION, numbers, 4, bytes);
}

ida_status ida_coordinator_record_decode(const uint8_t *bytes, size_t size,
                                         ida_coordinator_record *record)
{
    uint64_t numbers[RECORD_NUMBERS_MAX];
    ida_status status = decode_record("IDAC", COORDINATOR_VERSION, bytes, size, numbers, 4);
    if (status != IDA_OK) {
        return status;
    }
    if (numbers[3] > IDA_SEQUENCE_ID_MAX) {
        return IDA_MALFORMED;
    }
    *record = (ida_coordinator_record){.sequence = numbers[0],
                                       .coordinator = numbers[1],
                                       .incarnation = numbers[2],
                                       .after = numbers[3]};
    return IDA_OK;
}
