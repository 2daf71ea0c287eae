/*
 * fuzz_snapshot: the bytes are a snapshot. If only its checksum is wrong, the target corrects it,
 * so that the code behind the check is reached too.
 */
#ifndef FUZZ_SNAPSHOT_H
#define FUZZ_SNAPSHOT_H

#include <idalloc/idalloc.h>

#include "finding.h"

typedef struct fuzz_snapshot_calls {
    ida_status (*load)(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                       ida_snapshot *snapshot);
    ida_status (*save)(const ida_document *document, ida_session *const *sessions,
                       size_t session_count, uint64_t log_position, uint8_t *buffer,
                       size_t capacity, size_t *size);
} fuzz_snapshot_calls;

/* False with a finding. */
bool fuzz_snapshot_check(const fuzz_snapshot_calls *calls, const uint8_t *bytes, size_t size,
                         fuzz_finding *finding);

#endif
