/* The wire form of tokens, from what idalloc/shard.h says. */
#include "token_bytes.h"

#define UUID_AT 1u
#define GEN_AT  17u

static uint64_t number_in(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (unsigned i = 8; i > 0; i--) {
        number = number << 8 | bytes[i - 1];
    }
    return number;
}

/* 16 bytes of a UUID without its version and variant; false if they are wrong. */
static bool uuid_in(const uint8_t *bytes, ida_uuid *uuid)
{
    const size_t version_at = 6;
    const size_t variant_at = 8;
    uint64_t high = 0;
    uint64_t low = 0;
    if (bytes[version_at] >> 4 != 4 || bytes[variant_at] >> 6 != 2) {
        return false;
    }
    for (unsigned i = 0; i < 8; i++) {
        high = high << 8 | bytes[i];
        low = low << 8 | bytes[8 + i];
    }
    /* 48 bits, 4 of the version, 12 bits; 2 of the variant, 62 bits. */
    uint64_t upper = (high >> 16) << 12 | (high & 0xFFF);
    uuid->high = upper >> 2;
    uuid->low = (upper & 3) << 62 | (low & ((UINT64_C(1) << 62) - 1));
    return true;
}

ida_status sim_token_read(const uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE], ida_shard_token *token)
{
    ida_shard_token read = {.kind = bytes[0], .gen_count = number_in(bytes + GEN_AT)};
    if (read.kind < IDA_SHARD_PROGRESS || read.kind > IDA_SHARD_PARENT ||
        !uuid_in(bytes + UUID_AT, &read.shard)) {
        return IDA_MALFORMED;
    }
    if (read.gen_count > IDA_SHARD_GEN_MAX) {
        return IDA_INVALID_TOKEN;
    }
    *token = read;
    return IDA_OK;
}

static void put_number(uint8_t *bytes, uint64_t number)
{
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(number >> (8 * i) & 0xFF);
    }
}

void sim_token_write(const ida_shard_token *token, uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE])
{
    uint64_t upper = token->shard.high << 2 | token->shard.low >> 62;
    uint64_t high = (upper >> 12) << 16 | UINT64_C(4) << 12 | (upper & 0xFFF);
    uint64_t low = UINT64_C(2) << 62 | (token->shard.low & ((UINT64_C(1) << 62) - 1));
    bytes[0] = (uint8_t)token->kind;
    for (unsigned i = 0; i < 8; i++) {
        bytes[UUID_AT + i] = (uint8_t)(high >> (56 - 8 * i) & 0xFF);
        bytes[UUID_AT + 8 + i] = (uint8_t)(low >> (56 - 8 * i) & 0xFF);
    }
    put_number(bytes + GEN_AT, token->gen_count);
}
