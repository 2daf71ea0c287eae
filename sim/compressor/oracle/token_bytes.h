/* Tokens as bytes, read and written by the oracle itself. */
#ifndef SIM_ORACLE_TOKEN_BYTES_H
#define SIM_ORACLE_TOKEN_BYTES_H

#include <idalloc/shard.h>

/* What ida_shard_token_decode must say; the token is written on IDA_OK. */
ida_status sim_token_read(const uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE],
                          ida_shard_token *token);
void sim_token_write(const ida_shard_token *token, uint8_t bytes[IDA_SHARD_TOKEN_ENCODED_SIZE]);

#endif
