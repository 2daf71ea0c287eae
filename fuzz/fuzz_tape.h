/*
 * fuzz_tape: the bytes are a text tape. A tape that parses must survive printing and parsing, and
 * encoding and decoding, unchanged. The same bytes are also a binary tape: any bytes are.
 */
#ifndef FUZZ_TAPE_H
#define FUZZ_TAPE_H

#include "finding.h"
#include "tape/tape.h"

#define FUZZ_TAPE_SIZE (64u << 10) /* later bytes are ignored */

typedef struct fuzz_tape_calls {
    bool (*parse)(const char *text, size_t size, sim_tape *tape, sim_tape_error *error);
    char *(*print)(const sim_tape *tape, size_t *size);
    bool (*decode)(const uint8_t *bytes, size_t size, sim_tape *tape);
    uint8_t *(*encode)(const sim_tape *tape, size_t *size);
} fuzz_tape_calls;

/* False with a finding. */
bool fuzz_tape_check(const fuzz_tape_calls *calls, const uint8_t *bytes, size_t size,
                     fuzz_finding *finding);

#endif
