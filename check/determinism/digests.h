/*
 * idsim-digests: what a build makes of every input, a line each, so that builds for other compilers
 * and machines can be compared line by line. It needs neither libraries nor JSON, and is linked
 * statically for foreign machines, where nothing is installed.
 *
 *   NAME DIGEST WORD        the word is a verdict or a status
 *
 * main.c has the arguments, worlds.c plays, outcome.c judges bytes for a decoder, exchange.c saves
 * what another build is to load. Lines go to standard output; 0 is returned, or an exit status
 * after a message.
 */
#ifndef DIGESTS_H
#define DIGESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compressor/subject.h"
#include "kernel/trace.h"

enum { DIGESTS_FAIL = 1, DIGESTS_USAGE = 2, DIGESTS_ENVIRONMENT = 4 };

/* Which allocator the worlds drive: subject.c has the core, planted.c one that is not portable. */
const sim_subject *digests_subject(void);

/* Whether an oracle looks on. Digests are the same without, as long as it finds nothing. */
extern bool digests_with_oracle;

/* Prints "idsim-digests: ..." to standard error and returns the status. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int digests_fail(int status, const char *format, ...);
/* All of a file in malloc'ed memory; NULL after a message. */
uint8_t *digests_read(const char *path, size_t *size);

/* --- worlds.c --- */

/* The seeds from..to-1 of a scenario, or of every scenario if it is NULL: "swarm/7 DIGEST PASS". */
int digests_worlds(const char *scenario, uint64_t from, uint64_t to);
/* A tape: the digest that "idsim replay" shows. bare: any bytes are a binary tape, never a text. */
int digests_tape(const char *path, bool bare);
/*
 * The chain of a world, which is SCENARIO/SEED or the path of a tape, from op from up to to: after
 * every every-th op "INDEX DIGEST STATE OP (SENTENCE)", and at the end "COUNT DIGEST STATE quiet
 * (...)". bare as above.
 */
int digests_chain(const char *world, bool bare, uint64_t from, uint64_t to, uint64_t every);

/* --- outcome.c --- */

/* What comes of bytes, for a target of fuzz/: all that it answers goes into the trace. */
typedef const char *(*digests_judge)(const uint8_t *bytes, size_t size, sim_trace *trace);

const char *digests_snapshot(const uint8_t *bytes, size_t size, sim_trace *trace);
const char *digests_fluid(const uint8_t *bytes, size_t size, sim_trace *trace);
const char *digests_rust(const uint8_t *bytes, size_t size, sim_trace *trace);
const char *digests_tape_text(const uint8_t *bytes, size_t size, sim_trace *trace);
/* answers.c: a program of calls, with all answers. */
const char *digests_document(const uint8_t *bytes, size_t size, sim_trace *trace);
/* answers_more.c: a tree of shards, a registry of leases; likewise. */
const char *digests_shard(const uint8_t *bytes, size_t size, sim_trace *trace);
const char *digests_lease(const uint8_t *bytes, size_t size, sim_trace *trace);
/*
 * Saves what was loaded in every form, then goes on with its sessions and saves that: all of it
 * goes into the trace.
 */
void digests_behaviour(ida_snapshot *snapshot, sim_trace *trace);

/* --- exchange.c --- */

/* Plays a few worlds of every scenario and writes what their nodes save into a folder. */
int digests_save(const char *folder);
/*
 * Loads files that digests_save wrote, on any machine: each must be saved back to the same bytes,
 * and its line tells how its sessions went on.
 */
int digests_load(char *const *paths, size_t count);

#endif
