/*
 * Shared by the targets of the three loaders: a memory bound, and a check that a document and
 * sessions loaded from bytes behave like any others.
 */
#ifndef FUZZ_LOADED_H
#define FUZZ_LOADED_H

#include <idalloc/idalloc.h>

#include "finding.h"
#include "kernel/accounting.h"

/*
 * A loader may use this many bytes for each byte of its input, plus a constant. A cluster takes two
 * bytes in a snapshot, and a session twenty.
 */
#define FUZZ_LOADED_FACTOR 96u
#define FUZZ_LOADED_EXTRA  8192u
/* Larger inputs are cut off. */
#define FUZZ_LOADED_SIZE (64u << 10)

/* The memory limit of a loader for an input of that size. */
sim_memory fuzz_loaded_memory(size_t size);
/*
 * Checks that a failed or successful load kept to its memory: no no-memory, no wrong old size, and
 * nothing held after a failure.
 */
bool fuzz_loaded_kept(const sim_memory *memory, ida_status status, fuzz_finding *finding);
/* Every structure is consistent. */
bool fuzz_loaded_verifies(const ida_snapshot *snapshot, const char *where, fuzz_finding *finding);
/*
 * Generates, takes and finalizes with the sessions of a snapshot, and checks the results; saving,
 * loading and comparing must then succeed. allocator has room for it.
 */
bool fuzz_loaded_behaves(const ida_allocator *allocator, ida_snapshot *snapshot,
                         fuzz_finding *finding);
/* Two texts or byte strings must be the same. */
bool fuzz_loaded_same(const char *where, const void *expected, size_t expected_size,
                      const void *got, size_t got_size, fuzz_finding *finding);

#endif
