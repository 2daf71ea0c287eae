/*
 * fuzz_shard: the bytes drive a tree of shards, three bytes a step, and may hand any shard a token
 * that they make up. Whatever is refused changes nothing; and as long as no such token was
 * accepted, no gen count is handed out twice, and the root covers what its children made when all
 * are given back.
 */
#ifndef FUZZ_SHARD_H
#define FUZZ_SHARD_H

#include <idalloc/idalloc.h>

#include "finding.h"

typedef struct fuzz_shard_calls {
    ida_status (*split)(ida_session *session, const ida_uuid *shard_ids, size_t count,
                        ida_session **children);
    ida_status (*synchronize)(ida_session *session, const ida_shard_token *token);
    ida_status (*follow)(ida_session *session, const ida_shard_token *token);
} fuzz_shard_calls;

/* False with a finding. */
bool fuzz_shard_check(const fuzz_shard_calls *calls, const uint8_t *bytes, size_t size,
                      fuzz_finding *finding);

#endif
