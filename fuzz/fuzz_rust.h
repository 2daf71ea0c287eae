/* fuzz_rust: the bytes are in the format of the Rust implementation, version 1. */
#ifndef FUZZ_RUST_H
#define FUZZ_RUST_H

#include <idalloc/idalloc.h>

#include "finding.h"

typedef struct fuzz_rust_calls {
    ida_status (*import)(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                         ida_snapshot *snapshot, ida_rust_header *header);
    ida_status (*export_session)(ida_session *session, uint8_t *bytes, size_t capacity,
                                 size_t *size);
    ida_status (*export_document)(const ida_document *document, const ida_rust_header *header,
                                  uint8_t *bytes, size_t capacity, size_t *size);
} fuzz_rust_calls;

/* False with a finding. */
bool fuzz_rust_check(const fuzz_rust_calls *calls, const uint8_t *bytes, size_t size,
                     fuzz_finding *finding);

#endif
