/*
 * Findings of the fuzz targets.
 *
 * A target is a function that takes what it tests as an argument, so that its test can pass
 * something wrong, and a thin LLVMFuzzerTestOneInput that aborts on a finding: both engines, and
 * standalone.c, treat that as a crash. Nothing outlives a call.
 */
#ifndef FUZZ_FINDING_H
#define FUZZ_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <idalloc/status.h>

typedef struct fuzz_finding {
    bool found;
    char what[48]; /* the invariant's name */
    char where[240];
    char expected[240];
    char got[240];
} fuzz_finding;

/* Keeps the first one; always false, so that a check can return it. */
bool fuzz_find(fuzz_finding *finding, const char *what, const char *where, const char *expected,
               const char *got);
bool fuzz_find_number(fuzz_finding *finding, const char *what, const char *where, uint64_t expected,
                      uint64_t got);
bool fuzz_find_status(fuzz_finding *finding, const char *what, const char *where,
                      ida_status expected, ida_status got);
/* Prints it to standard error. */
void fuzz_print(const char *target, const fuzz_finding *finding);
/* Prints it, and aborts. */
_Noreturn void fuzz_abort(const char *target, const fuzz_finding *finding);

/* What the engines call; always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
