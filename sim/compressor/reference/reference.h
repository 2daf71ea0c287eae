/*
 * The reference subject: the oracle's model as an allocator of its own, so that a world can be
 * played with the model alone.
 *
 * It is what tells who is to blame for a failure. Where a world fails with the reference as its
 * subject, too, nothing of the core is involved: the world, the oracle or a paired relation is
 * wrong. Where it passes, the core is. It shares no code with the core, only the types.
 *
 * Its documents are a log's effects (sim_model), its sessions what they handed out
 * (sim_incarnation), its answers those that the oracle expects (answer.h), and its snapshots have
 * the core's format with another checksum (snapshot.c), so that a world plays alike with either,
 * but for hashes of bytes. It does not claim the forms of texts, of ranges and of other
 * implementations. What the model holds is from malloc; all else from the caller's allocator.
 */
#ifndef SIM_REFERENCE_H
#define SIM_REFERENCE_H

#include "compressor/subject.h"

extern const sim_subject sim_subject_reference;

#endif
