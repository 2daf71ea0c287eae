/*
 * fuzz_world: the bytes are a binary tape, played in a world with the full oracle.
 *
 * The same file opens in idsim: "idsim replay FILE". The first FUZZ_WORLD_OPS ops are played.
 */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "finding.h"
#include "states.h"
#include "subject.h"
#include "tape.h"

#define FUZZ_WORLD_OPS         512u
#define FUZZ_WORLD_CHECKPOINTS 4u          /* those behind are nops: each asks every question */
#define FUZZ_WORLD_SIZE        (16u << 10) /* bytes behind are ignored */

/*
 * Plays the tape that the bytes are; false with a finding. twice: plays it a second time, and the
 * digests must be equal. states, if not NULL, receives the abstract states that it met.
 */
bool fuzz_world_check(const sim_subject *subject, const uint8_t *bytes, size_t size, bool twice,
                      fuzz_states *states, fuzz_finding *finding);

#endif
