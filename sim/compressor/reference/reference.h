/*
 * The reference subject: the oracle's model as an allocator, so that a world can be played with the
 * model alone.
 *
 * It determines the blame for a failure. If a world also fails with the reference as its subject,
 * the core is not involved: the world, the oracle or a paired relation is wrong. If it passes, the
 * core is wrong. It shares no code with the core, only the types.
 *
 * Its documents are a log's effects (sim_model), its sessions what they handed out
 * (sim_incarnation), its answers those that the oracle expects (answer.h), and its snapshots have
 * the core's format with another checksum (snapshot.c), so a world plays alike with either, except
 * for hashes of bytes. It does not have the formats of texts, ranges and other implementations. The
 * model's memory is from malloc; everything else is from the caller's allocator.
 */
#ifndef SIM_REFERENCE_H
#define SIM_REFERENCE_H

#include "compressor/subject.h"

extern const sim_subject sim_subject_reference;

#endif
