/* The bytes of messages and records, by the rules. */
#include "wire.h"

#include <assert.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "model.h"

#define HEAD     5u /* of a record: its letters and its version */
#define CHECKSUM 8u
/* Of records. */
#define MASTER_VERSION      2u
#define MASTER_VERSION_OLD  1u
#define COORDINATOR_VERSION 1u

/* --- Numbers. --- */

static void put(uint8_t *bytes, uint64_t number)
{
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(number % 256);
        number /= 256;
    }
}

static uint64_t get(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (unsigned i = 8; i-- > 0;) {
        number = number * 256 + bytes[i];
    }
    return number;
}

bool sim_wire_is_chunk(const ida_chunk *chunk)
{
    return chunk->count != 0 && chunk->index < chunk->count && chunk->ending > chunk->starting &&
           chunk->ending <= SIM_SEQUENCE_LAST;
}

/* --- What messages say. --- */

sim_wire sim_wire_of_request(const ida_chunk_request *request)
{
    return (sim_wire){SIM_WIRE_REQUEST,
                      {request->sequence, request->coordinator, request->incarnation,
                       request->number, request->after}};
}

sim_wire sim_wire_of_reply(const ida_chunk_reply *reply)
{
    const ida_chunk *chunk = &reply->chunk;
    return (sim_wire){reply->exhausted ? SIM_WIRE_EXHAUSTED : SIM_WIRE_CHUNK,
                      {reply->sequence, reply->coordinator, reply->incarnation, reply->number,
                       chunk->starting, chunk->ending, chunk->index, chunk->count}};
}

sim_wire sim_wire_of_return(const ida_chunk_return *returned)
{
    const ida_chunk *chunk = &returned->chunk;
    return (sim_wire){SIM_WIRE_RETURN,
                      {returned->sequence, returned->coordinator, returned->incarnation,
                       returned->number, chunk->starting, chunk->ending, chunk->index, chunk->count,
                       returned->drawn}};
}

static ida_chunk chunk_of(const sim_wire *wire)
{
    return (ida_chunk){wire->numbers[4], wire->numbers[5], wire->numbers[6], wire->numbers[7]};
}

ida_chunk_request sim_wire_to_request(const sim_wire *wire)
{
    const uint64_t *n = wire->numbers;
    return (ida_chunk_request){n[0], n[1], n[2], n[3], n[4]};
}

ida_chunk_reply sim_wire_to_reply(const sim_wire *wire)
{
    const uint64_t *n = wire->numbers;
    return (ida_chunk_reply){n[0],          n[1], n[2], n[3], wire->kind == SIM_WIRE_EXHAUSTED,
                             chunk_of(wire)};
}

ida_chunk_return sim_wire_to_return(const sim_wire *wire)
{
    const uint64_t *n = wire->numbers;
    return (ida_chunk_return){n[0], n[1], n[2], n[3], chunk_of(wire), n[8]};
}

/* --- Messages. --- */

static size_t numbers_of(uint8_t kind)
{
    return kind == SIM_WIRE_REQUEST ? 5 : kind == SIM_WIRE_RETURN ? 9 : 8;
}

size_t sim_wire_size(uint8_t kind)
{
    return 1 + 8 * numbers_of(kind);
}

size_t sim_wire_write(const sim_wire *wire, uint8_t bytes[SIM_WIRE_SIZE])
{
    bytes[0] = wire->kind;
    for (size_t i = 0; i < numbers_of(wire->kind); i++) {
        put(bytes + 1 + 8 * i, wire->numbers[i]);
    }
    return sim_wire_size(wire->kind);
}

static bool is_kind(uint8_t kind, uint8_t byte)
{
    return byte == kind || (kind == SIM_WIRE_CHUNK && byte == SIM_WIRE_EXHAUSTED);
}

ida_status sim_wire_read(uint8_t kind, const uint8_t *bytes, size_t size, sim_wire *wire)
{
    if (size != sim_wire_size(kind) || !is_kind(kind, bytes[0])) {
        return IDA_MALFORMED;
    }
    sim_wire read = {.kind = bytes[0]};
    for (size_t i = 0; i < numbers_of(kind); i++) {
        read.numbers[i] = get(bytes + 1 + 8 * i);
    }
    const uint64_t *n = read.numbers;
    const ida_chunk chunk = chunk_of(&read);
    if (n[2] == 0 || n[3] == 0) {
        return IDA_MALFORMED;
    }
    if (kind == SIM_WIRE_REQUEST && n[4] > SIM_SEQUENCE_LAST) {
        return IDA_MALFORMED;
    }
    if (read.kind == SIM_WIRE_EXHAUSTED && (n[4] != 0 || n[5] != 0 || n[6] != 0 || n[7] != 0)) {
        return IDA_MALFORMED;
    }
    if ((read.kind == SIM_WIRE_CHUNK || read.kind == SIM_WIRE_RETURN) &&
        !sim_wire_is_chunk(&chunk)) {
        return IDA_INVALID_CHUNK;
    }
    if (read.kind == SIM_WIRE_RETURN && n[8] >= sim_chunk_ids(&chunk)) {
        return IDA_MALFORMED;
    }
    *wire = read;
    return IDA_OK;
}

/* --- Records. --- */

size_t sim_wire_record(const char *letters, uint8_t version, const uint64_t *numbers, size_t count,
                       uint8_t bytes[SIM_WIRE_SIZE])
{
    size_t size = HEAD + 8 * count;
    assert(size + CHECKSUM <= SIM_WIRE_SIZE);
    memcpy(bytes, letters, HEAD - 1);
    bytes[HEAD - 1] = version;
    for (size_t i = 0; i < count; i++) {
        put(bytes + HEAD + 8 * i, numbers[i]);
    }
    put(bytes + size, XXH3_64bits(bytes, size));
    return size + CHECKSUM;
}

static ida_status read_record(const char *letters, const uint8_t *bytes, size_t size, size_t count,
                              uint64_t *numbers)
{
    size_t body = HEAD + 8 * count;
    if (size != body + CHECKSUM) {
        return IDA_MALFORMED;
    }
    assert(memcmp(bytes, letters, HEAD - 1) == 0);
    (void)letters;
    if (get(bytes + body) != XXH3_64bits(bytes, body)) {
        return IDA_CHECKSUM;
    }
    for (size_t i = 0; i < count; i++) {
        numbers[i] = get(bytes + HEAD + 8 * i);
    }
    return IDA_OK;
}

/* The version; 0 if it is no record of that kind. */
static unsigned version_of(const char *letters, const uint8_t *bytes, size_t size, bool *is_record)
{
    *is_record = size >= HEAD && memcmp(bytes, letters, HEAD - 1) == 0;
    return *is_record ? bytes[HEAD - 1] : 0;
}

ida_status sim_wire_read_master(const uint8_t *bytes, size_t size, ida_master_record *record)
{
    uint64_t numbers[4] = {0, 0, 0, UINT64_MAX};
    bool is_record;
    unsigned version = version_of("IDAM", bytes, size, &is_record);
    if (!is_record) {
        return IDA_MALFORMED;
    }
    if (version != MASTER_VERSION && version != MASTER_VERSION_OLD) {
        return IDA_UNSUPPORTED_VERSION;
    }
    ida_status status =
        read_record("IDAM", bytes, size, version == MASTER_VERSION_OLD ? 3 : 4, numbers);
    if (status != IDA_OK) {
        return status;
    }
    bool starts_after = numbers[3] != UINT64_MAX && numbers[3] > numbers[2];
    if (numbers[2] > SIM_SEQUENCE_LAST || starts_after) {
        return IDA_MALFORMED;
    }
    *record = (ida_master_record){numbers[0], numbers[1], numbers[2], numbers[3]};
    return IDA_OK;
}

ida_status sim_wire_read_coordinator(const uint8_t *bytes, size_t size,
                                     ida_coordinator_record *record)
{
    uint64_t numbers[4];
    bool is_record;
    unsigned version = version_of("IDAC", bytes, size, &is_record);
    if (!is_record) {
        return IDA_MALFORMED;
    }
    if (version != COORDINATOR_VERSION) {
        return IDA_UNSUPPORTED_VERSION;
    }
    ida_status status = read_record("IDAC", bytes, size, 4, numbers);
    if (status != IDA_OK) {
        return status;
    }
    if (numbers[3] > SIM_SEQUENCE_LAST) {
        return IDA_MALFORMED;
    }
    *record = (ida_coordinator_record){numbers[0], numbers[1], numbers[2], numbers[3]};
    return IDA_OK;
}
