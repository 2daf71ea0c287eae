/*
 * Bytes played as a tape, with the full oracle: what fuzz_world and the targets of the other
 * schemes have in common. The same file opens in idsim: "idsim replay FILE".
 */
#ifndef FUZZ_PLAYED_H
#define FUZZ_PLAYED_H

#include "finding.h"
#include "run.h"
#include "tape/tape.h"

#define FUZZ_PLAYED_OPS         512u
#define FUZZ_PLAYED_CHECKPOINTS 4u          /* those behind are nops: each asks every question */
#define FUZZ_PLAYED_SIZE        (16u << 10) /* bytes behind are ignored */

/*
 * Reads the tape that the bytes are, of that scheme unless they say another, and makes sure that
 * playing it takes bounded work. False without memory.
 */
bool fuzz_played_read(sim_scheme scheme, const uint8_t *bytes, size_t size, sim_tape *tape);

/*
 * Plays a tape; false with a finding. twice: plays it a second time without the options' hooks, and
 * the digests must be equal.
 */
bool fuzz_played_check(const sim_run_options *options, const sim_tape *tape, bool twice,
                       fuzz_finding *finding);

/* Writes a tape to standard error as text, for whoever reads about a finding. */
void fuzz_played_print(const sim_tape *tape);

/* Reads, plays, and prints if there is a finding. */
bool fuzz_played_bytes(sim_scheme scheme, const sim_run_options *options, const uint8_t *bytes,
                       size_t size, bool twice, fuzz_finding *finding);

/* A target of one scheme from its LLVMFuzzerTestOneInput; ends with a report if there is one. */
void fuzz_played_input(sim_scheme scheme, const char *target, const uint8_t *bytes, size_t size);

/* Whether an input is one of those that are played twice. */
bool fuzz_played_twice(const uint8_t *bytes, size_t size);

#endif
