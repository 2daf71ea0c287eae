/*
 * fuzz_lease: the bytes are a registry's record, sealed anew if the first one is below 128, or a
 * lease on its way. What is read comes back the same, and a registry that was loaded goes on.
 */
#ifndef FUZZ_LEASE_H
#define FUZZ_LEASE_H

#include <idalloc/idalloc.h>

#include "finding.h"

typedef struct fuzz_lease_calls {
    ida_status (*load)(const ida_allocator *allocator, const ida_lease_config *config,
                       ida_lease_authority authority, const uint8_t *record, size_t size,
                       bool is_newest, ida_lease_time now, ida_lease_registry **registry);
    ida_status (*decode)(const uint8_t *bytes, size_t size, ida_lease *lease);
} fuzz_lease_calls;

/* False with a finding. */
bool fuzz_lease_check(const fuzz_lease_calls *calls, const uint8_t *bytes, size_t size,
                      fuzz_finding *finding);

#endif
