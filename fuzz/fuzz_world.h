/*
 * fuzz_world: the bytes are a binary tape, played in a world with the full oracle.
 *
 * The same file opens in idsim: "idsim replay FILE". The first FUZZ_PLAYED_OPS ops are played.
 */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "compressor/subject.h"
#include "finding.h"
#include "played.h"
#include "states.h"
#include "tape/tape.h"

/*
 * Plays the tape in the bytes; false with a finding. twice: plays it a second time, and the digests
 * must be equal. states, if not NULL, receives the abstract states that occurred.
 */
bool fuzz_world_check(const sim_subject *subject, const uint8_t *bytes, size_t size, bool twice,
                      fuzz_states *states, fuzz_finding *finding);

#endif
