/*
 * fuzz_fluid: the bytes are a text in Fluid's format, version 2 or 3. If the first byte is below 16
 * (no base64 begins like that), the bytes after it are what the text encodes.
 */
#ifndef FUZZ_FLUID_H
#define FUZZ_FLUID_H

#include <idalloc/idalloc.h>

#include "finding.h"

typedef struct fuzz_fluid_calls {
    ida_status (*import)(const ida_allocator *allocator, const char *text, size_t size,
                         ida_snapshot *snapshot, ida_uuid *first);
    ida_status (*export_session)(ida_session *session, uint32_t version, char *text,
                                 size_t capacity, size_t *size);
    ida_status (*export_document)(const ida_document *document, const ida_uuid *first,
                                  uint32_t version, char *text, size_t capacity, size_t *size);
} fuzz_fluid_calls;

/* False with a finding. */
bool fuzz_fluid_check(const fuzz_fluid_calls *calls, const uint8_t *bytes, size_t size,
                      fuzz_finding *finding);

#endif
