/*
 * Plays bytes as a tape with the full oracle: shared by fuzz_world and the targets of the other
 * schemes. The same file opens in idsim: "idsim replay FILE".
 */
#ifndef FUZZ_PLAYED_H
#define FUZZ_PLAYED_H

#include "finding.h"
#include "run.h"
#include "tape/tape.h"

#define FUZZ_PLAYED_OPS         512u
#define FUZZ_PLAYED_CHECKPOINTS 4u /* later ones are nops: each op costs a round of questions */
#define FUZZ_PLAYED_SIZE        (16u << 10) /* later bytes are ignored */

/*
 * Reads the tape in the bytes, of the given scheme unless they name another, and bounds the work of
 * playing it. False without memory.
 */
bool fuzz_played_read(sim_scheme scheme, const uint8_t *bytes, size_t size, sim_tape *tape);

/*
 * Plays a tape; false with a finding. twice: plays it a second time without the options' hooks, and
 * the digests must be equal.
 */
bool fuzz_played_check(const sim_run_options *options, const sim_tape *tape, bool twice,
                       fuzz_finding *finding);

/* Writes a tape to standard error as text, to go with a finding. */
void fuzz_played_print(const sim_tape *tape);

/* Reads and plays; prints the finding, if any. */
bool fuzz_played_bytes(sim_scheme scheme, const sim_run_options *options, const uint8_t *bytes,
                       size_t size, bool twice, fuzz_finding *finding);

/*
 * A target of one scheme, called by its LLVMFuzzerTestOneInput; ends the process with a report if
 * there is a finding.
 */
void fuzz_played_input(sim_scheme scheme, const char *target, const uint8_t *bytes, size_t size);

/* Whether an input is one of those played twice. */
bool fuzz_played_twice(const uint8_t *bytes, size_t size);

#endif
