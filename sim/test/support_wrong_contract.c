/* Mistakes about single calls of the contract. */
#include "support_wrong_part.h"

/* A local ID although there is room for an eager final. */
static ida_status generate_modest(ida_session *session, ida_id *id)
{
    ida_status status = ida_session_generate(session, id);
    if (status == IDA_OK && *id >= 0) {
        *id = -(ida_id)ida_session_generated(session);
    }
    return status;
}

PLANT(session_generate, generate_modest)

static ida_status take_too_little(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_take(session, range);
    if (status == IDA_OK && range->count > 3) {
        range->count--;
    }
    return status;
}

PLANT(session_take, take_too_little)

/* Takes, and forgets that it did. */
static ida_status retake_forgets(ida_session *session, ida_range *range)
{
    ida_status status = ida_session_retake(session, range);
    (void)ida_session_reset(session);
    return status;
}

PLANT(session_retake, retake_forgets)

static ida_status to_op_writes(ida_session *session, ida_id id, ida_id *op_id)
{
    ida_status status = ida_session_to_op_space(session, id, op_id);
    if (status != IDA_OK) {
        *op_id = id;
    }
    return status;
}

PLANT(session_to_op_space, to_op_writes)

static ida_status without_origin_unknown(ida_session *session, ida_id op_id, ida_id *id)
{
    ida_status status = ida_session_to_session_space_without_origin(session, op_id, id);
    return status == IDA_ORIGIN_REQUIRED ? IDA_UNKNOWN_ID : status;
}

PLANT(session_to_session_space_without_origin, without_origin_unknown)

static uint64_t generated_too_few(const ida_session *session)
{
    uint64_t generated = ida_session_generated(session);
    return generated > 12 ? generated - 1 : generated;
}

PLANT(session_generated, generated_too_few)

static void format_in_capitals(ida_uuid uuid, char text[IDA_UUID_TEXT_SIZE])
{
    ida_uuid_format(uuid, text);
    for (char *at = text; *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'f' ? (char)(*at - 'a' + 'A') : *at;
    }
}

PLANT(uuid_format, format_in_capitals)

/* Reads what is between the dashes, and not what stands for them. */
static ida_status parse_without_dashes(const char *text, size_t length, ida_uuid *uuid)
{
    char repaired[IDA_UUID_TEXT_LENGTH];
    if (length != sizeof repaired) {
        return ida_uuid_parse(text, length, uuid);
    }
    memcpy(repaired, text, length);
    repaired[8] = repaired[13] = repaired[18] = repaired[23] = '-';
    return ida_uuid_parse(repaired, length, uuid);
}

PLANT(uuid_parse, parse_without_dashes)

static void encode_too_few(const ida_range *range, uint8_t bytes[IDA_RANGE_ENCODED_SIZE])
{
    ida_range fewer = *range;
    fewer.count -= fewer.count > 1 ? 1 : 0;
    ida_range_encode(&fewer, bytes);
}

PLANT(range_encode, encode_too_few)

static ida_status decode_with_a_tail(const uint8_t *bytes, size_t size, ida_range *range)
{
    return ida_range_decode(bytes, size > IDA_RANGE_ENCODED_SIZE ? IDA_RANGE_ENCODED_SIZE : size,
                            range);
}

PLANT(range_decode, decode_with_a_tail)

static bool always_equal(const ida_session *a, const ida_session *b)
{
    (void)a;
    (void)b;
    return true;
}

PLANT(session_equal, always_equal)

static bool never_equal(const ida_document *a, const ida_document *b)
{
    (void)a;
    (void)b;
    return false;
}

PLANT(document_equal, never_equal)

/* Reads the bytes of a document that nothing happened to instead. */
static ida_status import_nothing(const ida_allocator *allocator, const char *text, size_t size,
                                 ida_snapshot *snapshot, ida_uuid *first)
{
    ida_status status = ida_fluid_import(allocator, text, size, snapshot, first);
    if (status == IDA_OK) {
        ida_snapshot_close(allocator, snapshot);
        status = ida_document_create(allocator, &snapshot->document);
    }
    return status;
}

PLANT(fluid_import, import_nothing)

static ida_status export_too_large(const ida_document *document, const ida_rust_header *header,
                                   uint8_t *bytes, size_t capacity, size_t *size)
{
    ida_status status = ida_rust_export_document(document, header, bytes, capacity, size);
    return status == IDA_OK ? IDA_NOT_REPRESENTABLE : status;
}

PLANT(rust_export, export_too_large)

static bool verify_never(const ida_document *document)
{
    (void)document;
    return false;
}

PLANT(document_verify, verify_never)

static const wrong_subject rows[] = {
    ROW("a local ID although there is room", CONTRACT, generate_modest),
    ROW("take forgets the last ID", CONTRACT, take_too_little),
    ROW("a range is retaken and forgotten", CONTRACT, retake_forgets),
    ROW("a failed call writes its output", CONTRACT, to_op_writes),
    ROW("the wrong reason for no answer", CONTRACT, without_origin_unknown),
    ROW("the count of IDs is too low", CONTRACT, generated_too_few),
    ROW("UUIDs are written in capitals", CONTRACT, format_in_capitals),
    ROW("a UUID's dashes may be anything", CONTRACT, parse_without_dashes),
    ROW("an encoded range lacks its last ID", CONTRACT, encode_too_few),
    ROW("an encoded range may have a tail", CONTRACT, decode_with_a_tail),
    ROW("all sessions are equal", CONTRACT, always_equal),
    ROW("no documents are equal", REHYDRATION, never_equal),
    ROW("Fluid's format loses the document", REHYDRATION, import_nothing),
    ROW("the Rust format is refused", REHYDRATION, export_too_large),
    ROW("verify fails", CONTRACT, verify_never),
};

const wrong_part wrong_contract = {rows, COUNT_OF(rows), NULL};
